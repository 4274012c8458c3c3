"""`ppm costs`: what was spent and ordered; adding what somebody else charged."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from ppm_tui import columns_money
from ppm_tui.cli import output, shapes_money
from ppm_tui.cli.amount_options import day, money
from ppm_tui.cli.invocation import Invocation, say
from ppm_tui.cli.over import takes_over
from ppm_tui.cli.parser import Family, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.cli.time import PLACE, bill_state, parted
from ppm_tui.store.queries import costs
from ppm_tui.terms import CostKind

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision

costs_ = Family("costs", usual="list")
KIND = click.Choice([each.value for each in CostKind])
TEXT = click.option("-m", "--text", required=True, metavar="TEXT", help="What it is for.")


@costs_.member("list", "What was spent, summed by project, phase, kind, person or month.",
               is_reading=True)  # fmt: skip
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--from", "first", metavar="DATE", help="The first day; else the beginning.")
@click.option("--to", "last", metavar="DATE", help="The last day; else today.")
@click.option("--client", metavar="C", help="Only of this client.")
@click.option("--by", type=click.Choice(costs.GROUPS),
              help="A row for each; else for each project, with KEY for each phase.")  # fmt: skip
def list_(
    invocation: Invocation,
    key: str | None,
    first: str | None,
    last: str | None,
    client: str | None,
    by: str | None,
) -> None:
    """KEY is a project. Time of people and other cost; currencies are never added up."""
    rows = invocation.workspace().get(
        costs.costs,
        by=by or ("phase" if key else "project"),
        since=day(invocation, first) if first else date.min,
        until=(day(invocation, last) if last else invocation.as_of) + timedelta(days=1),
        key=key and key.upper(),
        name=client,
    )
    if invocation.is_json:
        output.put_json(invocation, "costs", [shapes_money.cost(row) for row in rows])
        return
    output.put_table(invocation, columns_money.costs_of(rows), rows)
    if unknown := sum(row.unknown for row in rows):
        one = unknown == 1
        say(f"{unknown} entr{'y has' if one else 'ies have'} no cost rate and count"
            f"{'s' if one else ''} as nothing")  # fmt: skip


@costs_.member("add", "What somebody else charged: an expense, a product, a freelancer.")
@PLACE
@click.argument("amount", metavar="MONEY")
@TEXT
@click.option("--kind", type=KIND, default="expense", help="What it is; else an expense.")
@click.option("--on", metavar="DATE", help="The day of it; else today.")
@click.option("--currency", metavar="CUR", help="In what it was paid; else that of the project.")
@click.option("--receipt", default="", metavar="TEXT", help="Its number, or where it is kept.")
@click.option("--commitment", metavar="CO-01", help="The order that it uses up.")
@click.option("--price", metavar="MONEY", help="What the client pays for it; else what it cost.")
@click.option("--no-charge", is_flag=True, help="On the invoice at nothing.")
@click.option("--no-bill", is_flag=True, help="On no invoice.")
@takes_over
@DRY_RUN
def add_(
    invocation: Invocation,
    place: str,
    amount: str,
    *,
    text: str,
    kind: str,
    on: str | None,
    currency: str | None,
    receipt: str,
    commitment: str | None,
    price: str | None,
    no_charge: bool,
    no_bill: bool,
    dry_run: bool,
    over: "Decision",
) -> None:
    """KEY is a project. In another currency it is converted once, by the rate of the day."""
    from ppm_tui.store.commands.time import Paid, log_cost

    key, task = parted(place)
    own = invocation.workspace().get(costs.currency_of, key=key)
    unit = (currency or own).upper()
    paid = Paid(
        money("MONEY", amount, unit),
        unit,
        CostKind(kind),
        receipt,
        commitment,
        None if price is None else money("--price", price, own),
    )
    command = partial(log_cost, project=key, paid=paid, task=task, text=text)
    done = invocation.workspace(dry_run=dry_run).do(
        command,
        day=day(invocation, on) if on else invocation.as_of,
        bill=bill_state(no_charge=no_charge, no_bill=no_bill),
        over=over,
    )
    output.report(invocation, done, dry_run=dry_run)


@costs_.member("commit", "Order something: it is spent when it is charged.")
@PLACE
@click.argument("amount", metavar="MONEY")
@TEXT
@click.option("--supplier", default="", metavar="S", help="Who delivers it.")
@click.option("--kind", type=KIND, default="product", help="What it is; else a product.")
@click.option("--due", metavar="DATE", help="When it is to be charged.")
@DRY_RUN
def commit_(
    invocation: Invocation,
    place: str,
    amount: str,
    *,
    text: str,
    supplier: str,
    kind: str,
    due: str | None,
    dry_run: bool,
) -> None:
    """KEY is a project; MONEY is in its currency."""
    from ppm_tui.store.commands import commitments

    key, task = parted(place)
    currency = invocation.workspace().get(costs.currency_of, key=key)
    command = partial(commitments.add, project=key, task=task, text=text, supplier=supplier)
    done = invocation.workspace(dry_run=dry_run).do(
        command,
        amount=money("MONEY", amount, currency),
        day=invocation.as_of,
        kind=CostKind(kind),
        due=day(invocation, due) if due else None,
    )
    output.report(invocation, done, dry_run=dry_run)


@costs_.member("close", "Nothing more of an order will be charged.")
@click.argument("ref", metavar="ID")
@DRY_RUN
def close_(invocation: Invocation, ref: str, dry_run: bool) -> None:
    """ID is one of `ppm costs commitments`, such as CO-01."""
    from ppm_tui.store.commands import commitments

    done = invocation.workspace(dry_run=dry_run).do(
        commitments.close, ref=ref, as_of=invocation.as_of
    )
    output.report(invocation, done, dry_run=dry_run)


@costs_.member("commitments", "What was ordered, what of it was charged and what is open.",
               is_reading=True)  # fmt: skip
@click.argument("key", required=False, shell_complete=project_keys)
def commitments_(invocation: Invocation, key: str | None) -> None:
    """KEY is a project; else of all that are not archived."""
    rows = invocation.workspace().get(
        costs.commitments, key=key and key.upper(), as_of=invocation.as_of
    )
    if invocation.is_json:
        output.put_json(invocation, "commitments", [shapes_money.commitment(row) for row in rows])
    else:
        output.put_table(invocation, columns_money.COMMITMENTS, rows)
