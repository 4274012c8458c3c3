"""`ppm reserve`: what risks ask for, what is set aside, drawn and left."""

from functools import partial

import click

from ppm_tui import columns, explanations
from ppm_tui.cli import output, shapes_registers
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts
from ppm_tui.store.queries.reserve import by_client, reserves
from ppm_tui.terms import ReserveKind, Undefined

reserve_ = Family("reserve", usual="show")
KEY = click.argument("key", shell_complete=project_keys)
NOTHING = "-"


@reserve_.member("show", "The reserve of all projects or clients, or of one project.",
                 is_reading=True)  # fmt: skip
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--by", type=click.Choice(["project", "client"]), default="project",
              help="A row for each project, or each client and currency.")  # fmt: skip
def show_(invocation: Invocation, key: str | None, by: str) -> None:
    """KEY is a project: then each figure with all that it was reckoned from.

    Needed is what the open risks ask for by expected value; an average, not what will happen.
    """
    as_of = invocation.as_of
    rows = invocation.workspace().get(reserves, as_of=as_of, key=key.upper() if key else None)
    if by == "client":
        rows = by_client(rows)
    if invocation.is_json:
        output.put_json(invocation, "reserve", [shapes_registers.reserve(row) for row in rows])
    elif key:
        for row in rows:
            for text in explanations.reserve(row):
                put(text)
    else:
        output.put_table(invocation, columns.RESERVE, rows)


@reserve_.member("set", "Set the contingency and the management reserve of a project.")
@KEY
@click.option("--cost", metavar="MONEY", help="Contingency in money, 45k; - for none.")
@click.option("--effort", metavar="TIME", help="Contingency in effort, 80h; - for none.")
@click.option("--management", metavar="MONEY", help="Money for what nobody foresaw; - for none.")
@click.option("--expected", is_flag=True, help="Contingency in money: what the risks ask for.")
@click.option("--confidence", type=click.IntRange(1, 99), metavar="PERCENT",
              help="Contingency in money: enough in so many per cent of runs.")  # fmt: skip
@DRY_RUN
def set_(
    invocation: Invocation,
    key: str,
    cost: str | None,
    effort: str | None,
    management: str | None,
    expected: bool,
    confidence: int | None,
    dry_run: bool,
) -> None:
    """KEY is a project; MONEY is in its currency. `ppm simulate KEY --confidence 90` tells what
    the last option sets, and from what.
    """
    from ppm_tui.store.commands.projects import edit

    if (expected, cost is not None, confidence is not None).count(True) > 1:
        raise Invalid("--cost, --expected or --confidence: one of them")
    [row] = invocation.workspace().get(reserves, as_of=invocation.as_of, key=key.upper())
    values: dict[str, int | None] = {}
    if expected:
        values["contingency_cost"] = row.expected_whole("cost")
    if confidence is not None:
        values["contingency_cost"] = _simulated(invocation, key, confidence)
    for name, text in (("contingency_cost", cost), ("management_reserve", management)):
        if text is not None:
            values[name] = None if text == NOTHING else _of(text, row.currency, 0)
    if effort is not None:
        values["contingency_minutes"] = None if effort == NOTHING else _of(effort, row.currency, 1)
    if not values:
        raise Invalid("nothing to set: say what, such as --cost 45k")
    done = invocation.workspace(dry_run=dry_run).do(partial(edit, key=key, **values))  # type: ignore[arg-type]  # the names are fields
    output.report(invocation, done, dry_run=dry_run)


def _simulated(invocation: Invocation, key: str, confidence: int) -> int:
    """What is enough in so many per cent of the runs. Raises Invalid."""
    from ppm_tui.store.queries.simulation import simulation
    from ppm_tui.store.queries.simulation_rows import How

    how = How(confidence=confidence)
    found = invocation.workspace().get(simulation, key=key, as_of=invocation.as_of, how=how)
    amount = found.contingency
    if isinstance(amount, Undefined):
        raise Invalid(f"{found.project} has no such reserve: {amount.reason}")
    return amount


def _of(text: str, currency: str, place: int) -> int:
    """Money (place 0) or effort (place 1), and nothing else. Raises Invalid."""
    found = amounts.either(text, currency)
    if found[1 - place]:
        raise Invalid(f"«{text}» is {'effort, not money' if place == 0 else 'money, not effort'}")
    return found[place]


@reserve_.member("draw", "Take from a reserve, or give back.")
@KEY
@click.argument("amount")
@click.option("--issue", metavar="ID", help="What it is drawn for.")
@click.option("-m", "--text", default="", metavar="TEXT", help="What it is drawn for.")
@click.option("--management", is_flag=True, help="From the management reserve.")
@click.option("--back", is_flag=True, help="Give it back.")
@DRY_RUN
def draw_(
    invocation: Invocation,
    key: str,
    amount: str,
    issue: str | None,
    text: str,
    management: bool,
    back: bool,
    dry_run: bool,
) -> None:
    """KEY is a project. AMOUNT is 12k of money in its currency, or 16h of effort."""
    from ppm_tui.store.commands.reserve import draw

    [row] = invocation.workspace().get(reserves, as_of=invocation.as_of, key=key.upper())
    cost, minutes = amounts.either(amount, row.currency)
    if cost < 0 or minutes < 0:
        raise Invalid("an amount is more than nothing: --back gives it back")
    sign = -1 if back else 1
    done = invocation.workspace(dry_run=dry_run).do(
        draw,
        key=key,
        as_of=invocation.as_of,
        cost=sign * cost,
        minutes=sign * minutes,
        kind=ReserveKind.MANAGEMENT if management else ReserveKind.CONTINGENCY,
        issue=issue,
        text=text,
    )
    output.report(invocation, done, dry_run=dry_run)
