"""`ppm utilization`: how much of what people can do is billed, used and booked."""

from datetime import date

import click

from ppm_tui import columns, explanations, formats
from ppm_tui.analysis.periods import Period, period
from ppm_tui.cli import output, shapes_utilization
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command
from ppm_tui.errors import Invalid
from ppm_tui.store.queries import utilization
from ppm_tui.store.queries.utilization import UtilizationRow
from ppm_tui.terms import Undefined


@command("utilization", is_reading=True)
@click.argument("who", required=False)
@click.option("--by", type=click.Choice(utilization.GROUPS), default="person",
              help="A row for each person, role or team.")  # fmt: skip
@click.option("--month", metavar="YYYY-MM", help="A month; else that of the as-of day.")
@click.option("--from", "first", metavar="DATE", help="The first day; needs --to.")
@click.option("--to", "last", metavar="DATE", help="The last day.")
def utilization_(invocation: Invocation, who: str | None, by: str, **days: str | None) -> None:
    """With WHO, a person, role or team, its formulas with all that they were reckoned from.

    Time counts up to the as-of day, bookings in the whole period.
    """
    as_of, workspace = invocation.as_of, invocation.workspace()
    wanted = _period(as_of, **days)
    if who:
        rows = [workspace.get(utilization.one, period=wanted, as_of=as_of, by=by, name=who)]
    else:
        rows = workspace.get(utilization.utilization, period=wanted, as_of=as_of, by=by).rows
    if invocation.is_json:
        output.put_json(
            invocation, "utilization", [shapes_utilization.utilization(row) for row in rows]
        )
    elif who:
        _explain(rows[0])
    else:
        output.put_table(invocation, columns.UTILIZATION, rows)


def _period(as_of: date, *, month: str | None, first: str | None, last: str | None) -> Period:
    from ppm_tui import dates

    if month and (first or last):
        raise Invalid("a month, or --from and --to: not both")
    if first and last:
        return Period(dates.parse(first, as_of=as_of), dates.parse(last, as_of=as_of))
    if first or last:
        raise Invalid("--from and --to go together")
    if not month:
        return period(as_of, "month")
    try:
        return period(date.fromisoformat(f"{month}-01"), "month")
    except ValueError as error:
        raise Invalid(f"{month!r} is no month: type it as 2026-03") from error


def _explain(row: UtilizationRow) -> None:
    put(f"{row.name}: {explanations.utilization_basis(row)}")
    put(explanations.utilization_target(row))
    for each in explanations.utilization(row):
        put(f"  {each.label:<14}  {each.value:>6}  {each.how}")
    put("Projects")
    for part in row.projects:
        put(f"  {part.key:<8}  {explanations.utilization_amounts(part.amounts)}")
    if row.by != "person":
        put("People")
        for one in row.people:
            target = formats.percent(Undefined("") if one.target is None else one.target)
            put(f"  {one.key:<8}  target {target}, {explanations.utilization_amounts(one.amounts)}")
    put("Definitions")
    for text in explanations.utilization_sources():
        put(f"  {text}")
