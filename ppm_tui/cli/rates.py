"""`ppm rate`: what an hour costs and is billed at, what currencies are worth, and why."""

from decimal import Decimal
from fractions import Fraction

import click

from ppm_tui import columns_money, formats
from ppm_tui.cli import output, shapes_money
from ppm_tui.cli.amount_options import FROM, TO, day, day_or_none, hourly
from ppm_tui.cli.invocation import Invocation, put, say
from ppm_tui.cli.parser import Family, people, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.cli.time import parted
from ppm_tui.errors import Invalid
from ppm_tui.store.queries import costs, rates
from ppm_tui.store.queries.clients import client as client_of
from ppm_tui.store.queries.rates import Pricing, Side
from ppm_tui.terms import BillState, RateKind, Undefined

rate_ = Family("rate", usual="list")
KINDS = click.Choice([each.value for each in RateKind])


@rate_.member("list", "All rates, or those of some people and roles.", is_reading=True)
@click.option("--of", multiple=True, metavar="PERSON|ROLE", shell_complete=people,
              help="Only for this person or role; may be given again.")  # fmt: skip
@click.option("--kind", type=KINDS, help="Only what work costs, or what it is billed at.")
def list_(invocation: Invocation, of: tuple[str, ...], kind: str | None) -> None:
    """A rate without an identifier is what somebody costs wherever they work."""
    wanted = RateKind(kind) if kind else None
    rows = invocation.workspace().get(rates.rates, of=of, kind=wanted)
    if invocation.is_json:
        output.put_json(invocation, "rates", [shapes_money.rate(row) for row in rows])
    else:
        output.put_table(invocation, columns_money.RATES, rows)


@rate_.member("set", "What an hour costs us, or is billed at, from a day on.")
@click.argument("kind", type=KINDS)
@click.argument("amount", metavar="MONEY")
@click.option("--person", metavar="P", shell_complete=people, help="For one person.")
@click.option("--role", default="", metavar="R", help="For everybody in a role.")
@click.option("--client", metavar="C", help="On all projects of a client.")
@click.option("--project", metavar="KEY", shell_complete=project_keys, help="On one project.")
@FROM
@TO
@click.option("--currency", metavar="CUR", help="Else that of the project, the client, or ours.")
@DRY_RUN
def set_(
    invocation: Invocation,
    kind: str,
    amount: str,
    *,
    person: str | None,
    role: str,
    client: str | None,
    project: str | None,
    first: str | None,
    last: str | None,
    currency: str | None,
    dry_run: bool,
) -> None:
    """MONEY is for an hour: 95 or 112.50. What is logged already keeps its cost and price; what
    has none, as no rate was known, gets it.

    For whom and for what nothing is said, it holds for everybody and everything.
    """
    from ppm_tui.store.commands import rates as commands

    unit = currency.upper() if currency else _currency(invocation, client, project)
    done = invocation.workspace(dry_run=dry_run).do(
        commands.set_rate,
        kind=RateKind(kind),
        amount=hourly("MONEY", amount, unit),
        currency=unit,
        whom=commands.Whom(person, role, client, project),
        valid_from=day_or_none(invocation, first),
        valid_to=day_or_none(invocation, last),
    )
    output.report(invocation, done, dry_run=dry_run)


def _currency(invocation: Invocation, client: str | None, project: str | None) -> str:
    """In what the project or client pays, else the base currency of the settings."""
    found = ""
    if project:
        found = invocation.workspace().get(costs.currency_of, key=project)
    elif client:
        found = invocation.workspace().get(client_of, name=client).currency
    return found or invocation.settings.currency


@rate_.member("delete", "Do away with a rate.")
@click.argument("ref", metavar="ID")
@DRY_RUN
def delete_(invocation: Invocation, ref: str, dry_run: bool) -> None:
    """ID is one of `ppm rate`, such as RT-03. What was logged at it keeps its cost and price."""
    from ppm_tui.store.commands import rates as commands

    done = invocation.workspace(dry_run=dry_run).do(commands.delete, ref=ref)
    output.report(invocation, done, dry_run=dry_run)


@rate_.member("exchange", "What currencies are worth: all, or set one.", is_reading=True)
@click.argument("source", metavar="FROM", required=False)
@click.argument("target", metavar="TO", required=False)
@click.argument("rate", metavar="RATE", required=False)
@click.option("--from", "first", metavar="DATE", help="The first day; else today.")
@DRY_RUN
def exchange_(
    invocation: Invocation,
    source: str | None,
    target: str | None,
    rate: str | None,
    first: str | None,
    dry_run: bool,
) -> None:
    """`ppm rate exchange EUR CHF 0.95`: one EUR is 0.95 CHF, from a day on. Alone it lists them."""
    if source is None:
        rows = invocation.workspace().get(rates.exchange_rates)
        if invocation.is_json:
            output.put_json(invocation, "exchange", [shapes_money.exchange(row) for row in rows])
        else:
            output.put_table(invocation, columns_money.EXCHANGE, rows)
        return
    if target is None or rate is None:
        raise click.UsageError("FROM, TO and RATE go together, such as EUR CHF 0.95")
    if invocation.is_json:
        raise click.UsageError("--json is for commands that read")
    from ppm_tui.store.commands import rates as commands

    since = day(invocation, first) if first else invocation.as_of
    done = invocation.workspace(dry_run=dry_run).do(
        commands.set_exchange, source=source, target=target, rate=rate, day=since
    )
    output.report(invocation, done, dry_run=dry_run)


@rate_.member("why", "Which rates hold for some work, why, and what pays for it.", is_reading=True)
@click.argument("place", metavar="KEY[/TASK]", shell_complete=project_keys)
@click.option("--person", metavar="P", shell_complete=people, help="Whose work; else the user's.")
@click.option("--on", metavar="DATE", help="The day of the work; else today.")
def why_(invocation: Invocation, place: str, person: str | None, on: str | None) -> None:
    """The rate that holds stands first, the others that could hold after it.

    A rate for a project comes before one for its client, that before one for everything; then one
    for a person before one for a role, that before one for everybody; then the one that began last.
    """
    key, task = parted(place)
    workspace = invocation.workspace()
    when = day(invocation, on) if on else invocation.as_of
    found = workspace.get(
        rates.why, project=key, task=task, day=when, user=workspace.user, person=person
    )
    if invocation.is_json:
        output.put_json(invocation, "pricing", [shapes_money.pricing(found)])
        return
    _tell(found)


def _tell(found: Pricing) -> None:
    role = f" ({found.person.role})" if found.person.role else ""
    put(f"{found.place.words}: {found.person.key}{role}, {formats.dated(found.day)}")
    for title, side in (("Cost", found.cost), ("Bill", found.bill)):
        _side(title, side, found)
    state, said_by = found.place.charged
    if state is not BillState.BILLABLE:
        put(f"Paid by  nobody: {formats.word(state)}, {said_by}")
    else:
        put(f"Paid by  {found.pays.words}")


def _side(title: str, side: Side, found: Pricing) -> None:
    if not side.candidates:
        put(f"{title:<7}  no rate holds")
        return
    put(f"{title:<7}  {side.candidates[0].words}")
    for each in side.candidates[1:]:
        put(f"         else {each.words}")
    if side.is_converted:
        currency = found.place.currency
        source = side.candidates[0].currency
        if isinstance(side.exchange, Undefined):
            say(f"{title.lower()}: {side.exchange.reason}: ppm rate exchange {source} {currency}")
            return
        worth = formats.money(side.worth, currency)
        put(f"         1 {source} = {number(side.exchange)} {currency}: {worth} an hour")


def number(rate: Fraction) -> str:
    """A rate of exchange to six places at most."""
    if rate <= 0:
        raise Invalid("a rate of exchange is above 0")
    exact = formats.rounded(Decimal(rate.numerator) / Decimal(rate.denominator), 6)
    return f"{exact.normalize():f}"
