"""`ppm simulate`: when a project may end and what it may cost, lived through many times."""

from collections.abc import Iterator

import click

from ppm_tui import columns, forecasts
from ppm_tui.analysis.simulation import MOST_RUNS, MOST_SEED, RUNS, SEED, Shape
from ppm_tui.cli import output, shapes_simulation
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.simulation import simulation
from ppm_tui.store.queries.simulation_rows import RESERVE_AT, CriticalRow, How, Simulation

SHAPES = (Shape.PERT, Shape.TRIANGULAR)
CELLS, LINES = 76, 14
MOST_TASKS = 15


@command("simulate", is_reading=True)
@click.argument("key", shell_complete=project_keys)
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), default=RUNS, show_default=True,
              metavar="N", help="How often the project is lived through.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, MOST_SEED), default=SEED, show_default=True,
              metavar="S", help="The same seed gives the same answer.")  # fmt: skip
@click.option("--shape", type=click.Choice(SHAPES), default=Shape.PERT, show_default=True,
              help="How estimates are spread between their three points.")  # fmt: skip
@click.option("--correlation", type=click.IntRange(0, 100), default=0, show_default=True,
              metavar="PERCENT",
              help="How much the lengths of tasks go together.")  # fmt: skip
@click.option("--confidence", type=click.IntRange(1, 99), default=RESERVE_AT, show_default=True,
              metavar="PERCENT",
              help="In how many of the runs the proposed reserve is enough.")  # fmt: skip
def simulate_(
    invocation: Invocation,
    key: str,
    runs: int,
    seed: int,
    shape: str,
    correlation: int,
    confidence: int,
) -> None:
    """Uncertain are the tasks with a three-point estimate and the open risks.

    Responses to risks count by what remains of these and what the responses cost.
    """
    how = How(runs, seed, Shape(shape), correlation, confidence)
    found = invocation.workspace().get(simulation, key=key, as_of=invocation.as_of, how=how)
    if invocation.is_json:
        output.put_json(invocation, "simulation", [shapes_simulation.simulation(found)])
        return
    put(invocation.spoken(forecasts.title(found)))
    put()
    output.put_table(invocation, columns.SIMULATED, found.figures)
    put()
    for line in _lines(found, output.glyphs_of(invocation)):
        put(invocation.spoken(line))
    if found.effects:
        put()
        output.put_table(invocation, columns.EFFECTS, found.effects)
    put()
    output.put_table(invocation, columns.CRITICALITY, _critical(found))


def _lines(found: Simulation, glyphs: Glyphs) -> Iterator[str]:
    yield from forecasts.reserve(found)
    yield from forecasts.counted(found)
    yield ""
    yield from forecasts.finish_chart(found, CELLS, LINES, glyphs)


def _critical(found: Simulation) -> list[CriticalRow]:
    return [row for row in found.tasks if row.share][:MOST_TASKS]
