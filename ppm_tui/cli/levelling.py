"""`ppm level`: new dates with which nobody has too much to do, as a proposal."""

import time
from collections.abc import Iterator

import click

from ppm_tui import columns, formats
from ppm_tui.analysis.levelling import SECONDS, Budget
from ppm_tui.analysis.levelling_solver import best_way
from ppm_tui.cli import output, shapes_levelling
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.store.queries.levelling import Scope, levelling
from ppm_tui.store.queries.levelling_rows import Proposal
from ppm_tui.terms import Stays

MOST_SECONDS = 3600


@command("level", is_reading=True)
@click.argument("keys", metavar="[KEY]...", nargs=-1, shell_complete=project_keys)
@click.option("--seconds", type=click.FloatRange(0, MOST_SECONDS), default=SECONDS,
              show_default=True, metavar="N",
              help="How long to look for something better.")  # fmt: skip
@click.option("--within-float", is_flag=True, help="Move nothing that would make a project later.")
@click.option("--apply", "is_taken", is_flag=True, help="Take the proposal over, in one step.")
@DRY_RUN
def level_(
    invocation: Invocation,
    keys: tuple[str, ...],
    seconds: float,
    *,
    within_float: bool,
    is_taken: bool,
    dry_run: bool,
) -> None:
    """KEY are projects; without one all that are active. Without --apply nothing is changed."""
    budget = Budget(seconds, timer=time.monotonic)
    found = invocation.workspace().get(
        levelling,
        scope=Scope(keys, within_float),
        as_of=invocation.as_of,
        budget=budget,
        solve=best_way(),
    )
    if is_taken:
        from ppm_tui.store.commands.levelling import take

        done = invocation.workspace(dry_run=dry_run).do(
            take, proposal=found, as_of=invocation.as_of
        )
        if not invocation.is_json:
            output.report(invocation, done, dry_run=dry_run)
            return
    if invocation.is_json:
        output.put_json(invocation, "level", [shapes_levelling.level(found)] if found.tasks else [])
        return
    if found.moves:
        output.put_table(invocation, columns.LEVELLED, found.moves)
    if found.over:
        output.put_table(invocation, columns.STAYING, found.over)
    for line in _lines(found, output.glyphs_of(invocation)):
        put(invocation.spoken(line))


def _lines(found: Proposal, glyphs: formats.Glyphs) -> Iterator[str]:
    """What is left over and what else would help, and in one line what the proposal comes to."""
    if found.over:
        left, before = (formats.hours(each) or "0h" for each in (found.excess, found.excess_before))
        yield f"still too much: {left} of {before} from today on, in the time of the last tasks"
        who = [each.too_much[0].person for each in found.over
               if each.stays is Stays.BEGUN and each.too_much]  # fmt: skip
        if who:
            yield f"what has begun is never moved; ppm book why {who[0]} tells what else would help"
    count, levelled = len(found.moves), found.levelled
    if not count:
        yield "nothing to move" if found.over else "nobody has too much to do: nothing to move"
        return
    days = formats.duration(levelled.makespan), formats.duration(levelled.bound)
    finish = f"{formats.dated(found.finish_before)} {glyphs.becomes} {formats.dated(found.finish)}"
    yield (
        f"{count} task{'s' * (count != 1)} moved, finish {finish}, {days[0]} of working time, "
        f"at least {days[1]} by any plan; {levelled.method}"
    )
