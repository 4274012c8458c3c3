"""`ppm resources`: people by week, what they can do and what they are booked for."""

from collections.abc import Sequence
from functools import partial

import click

from ppm_tui import columns
from ppm_tui.cli import output, shapes_people
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import command
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.resources import Days, PersonLoad

MOST_WEEKS = 520


@command("resources", is_reading=True)
@click.option("--weeks", type=click.IntRange(1, MOST_WEEKS), default=8, show_default=True,
              metavar="N", help="So many weeks from this one on.")  # fmt: skip
@click.option("--over", is_flag=True, help="Only who is over-booked in one of them.")
def resources_(invocation: Invocation, weeks: int, *, over: bool) -> None:
    """Load is booked time in per cent of what somebody can do; `!` is over that."""
    days = resources.weeks(invocation.as_of, weeks)
    last = days[-1][1] - shapes_people.DAY
    found = invocation.workspace().get(
        resources.grid, first=days[0][0], last=last, as_of=invocation.as_of
    )
    rows = [row for row in found.rows if not over or any(row.cell(each).is_over for each in days)]
    rows.sort(key=partial(_worst, days))
    if invocation.is_json:
        shapes = (shapes_people.resource(row, days) for row in rows)
        output.put_json(invocation, "resources", shapes)
    else:
        output.put_table(invocation, columns.people_table(days), rows)


def _worst(days: Sequence[Days], row: PersonLoad) -> tuple[float, str]:
    """Most loaded first: next week counts, or this one where there is no other."""
    return resources.order_of(row, days[min(1, len(days) - 1)])
