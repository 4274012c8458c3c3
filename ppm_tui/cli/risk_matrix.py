"""`ppm risk matrix` and `ppm risk exposure`: the scales, and what risks add up to."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

import click

from ppm_tui import columns
from ppm_tui.analysis.risk import PRESETS, Matrix, Step
from ppm_tui.cli import output, shapes_risks
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.store.queries import risks
from ppm_tui.store.queries.risk_matrix import matrix as in_force

_family = Family("risk")
OWN = "own"
"""What a matrix is called that is no longer its preset."""


@_family.member("matrix", "The matrix of risks: show it, or set another one.", is_reading=True)
@click.argument("preset", required=False, type=click.Choice(list(PRESETS)))
@click.option("--name", metavar="NAME", help="What a matrix of your own is called.")
@click.option("--probabilities", metavar="STEPS", help="rare 10, possible 50, likely 90")
@click.option("--impacts", metavar="STEPS", help="small, medium, large; or small 5, large 80")
@click.option("--zones", metavar="WORDS", help="LLM LMH MHX: a word for each likelihood.")
@DRY_RUN
def matrix_(invocation: Invocation, preset: str | None, dry_run: bool, **given: str | None) -> None:
    """A preset, or scales and zones of your own, take the place of the one in force.

    Steps go from the lowest to the highest, zones are X critical, H high, M medium and L low.
    Ratings keep their place on a scale of another length.
    """
    workspace = invocation.workspace(dry_run=dry_run)
    found = workspace.get(in_force)
    changes = {name: text for name, text in given.items() if text is not None}
    if preset is None and not changes:
        _show(invocation, found)
        return
    from ppm_tui.store.commands.risk_matrix import set_matrix

    wanted = _changed(PRESETS[preset] if preset else found, changes)
    done = workspace.do(set_matrix, matrix=wanted)
    output.report(invocation, done, dry_run=dry_run)


def _show(invocation: Invocation, matrix: Matrix) -> None:
    if invocation.is_json:
        output.put_json(invocation, "matrix", [shapes_risks.matrix(matrix)])
        return
    put(f"{matrix.name}: likelihood by impact, the score and zone of each cell")
    labels = [f"{n} {step.label}{_weight(step)}" for n, step in enumerate(matrix.impacts, 1)]
    names = [f"{n} {step.label} {_percent(step)}" for n, step in enumerate(matrix.probabilities, 1)]
    wide, cells = max(map(len, names)), max(6, *map(len, labels))
    put(f"{'':{wide}}  {'  '.join(f'{label:<{cells}}' for label in labels)}".rstrip())
    for probability in range(len(names), 0, -1):
        texts = [
            f"{matrix.zones[probability - 1][impact - 1]} {matrix.score(probability, impact)}"
            for impact in range(1, len(labels) + 1)
        ]
        row = "  ".join(f"{text:<{cells}}" for text in texts)
        put(f"{names[probability - 1]:<{wide}}  {row}".rstrip())


def _percent(step: Step) -> str:
    return f"{(step.value or Decimal(0)) * 100:f}".rstrip("0").rstrip(".") + "%"


def _weight(step: Step) -> str:
    return "" if step.value is None else f" {step.value}"


def _changed(matrix: Matrix, given: dict[str, str]) -> Matrix:
    """The matrix with what options say; without a name of its own it is called own."""
    if "probabilities" in given:
        matrix = replace(matrix, probabilities=_steps(given["probabilities"]))
    if "impacts" in given:
        matrix = replace(matrix, impacts=_steps(given["impacts"]))
    if "zones" in given:
        words = given["zones"].upper().replace(",", " ").split()
        matrix = replace(matrix, zones=tuple(words))
    is_own = given.keys() & {"probabilities", "impacts", "zones"}
    name = given.get("name") or (
        ("own" if matrix.name in PRESETS else matrix.name) if is_own else ""
    )
    return replace(matrix, name=name.strip()) if name else matrix


def _steps(text: str) -> tuple[Step, ...]:
    """Steps as they are typed, each with a number in per cent after its name where it has one."""
    return tuple(_step(part) for part in text.split(","))


def _step(text: str) -> Step:
    words = text.replace("%", " ").split()
    if len(words) > 1 and words[-1][:1].isdecimal():
        try:
            value = Decimal(words[-1])
        except InvalidOperation as error:
            raise Invalid(f"«{text.strip()}»: a step is a name and per cent: rare 10") from error
        return Step(" ".join(words[:-1]), value / 100)
    return Step(" ".join(words))


@_family.member("exposure", "What open risks are expected to cost together.", is_reading=True)
@click.option("--by", type=click.Choice(("project", "client")), default="project",
              help="A row for each of these.")  # fmt: skip
def exposure_(invocation: Invocation, by: str) -> None:
    """An average, not what will happen: the worst single one stands beside it. Currencies are
    kept apart."""
    register = invocation.workspace().get(risks.register, as_of=invocation.as_of)
    rows = risks.exposures(register.rows, by)
    if invocation.is_json:
        output.put_json(invocation, "exposure", [shapes_risks.exposure(row, by) for row in rows])
    else:
        output.put_table(invocation, columns.EXPOSURE, rows)
