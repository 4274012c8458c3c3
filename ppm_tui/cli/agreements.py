"""`ppm agreement`: what was agreed on payment."""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from ppm_tui import columns_money
from ppm_tui.cli import output, shapes_money
from ppm_tui.cli.amount_options import FROM, TO, day_or_none, hourly, money, or_none, padded, time
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import agreements, costs
from ppm_tui.store.queries.agreements import AgreementRow
from ppm_tui.store.queries.clients import client as client_of
from ppm_tui.terms import Billing, CarryOver

agreement_ = Family("agreement", usual="list")
WORDS = {
    "rates": Billing.TIME_AND_MATERIAL,
    "fixed": Billing.FIXED_FEE,
    "cap": Billing.NOT_TO_EXCEED,
    "rate": Billing.OVERRIDE_RATE,
    "milestone": Billing.MILESTONE,
    "prepaid": Billing.RETAINER,
}
"""How the client pays, as one types it."""
METHODS = WORDS | {each.value: each for each in Billing if each is not Billing.INTERNAL}
FIELDS = (
    click.option("--amount", metavar="MONEY",
                 help="The fee, the cap, what a milestone or a month is worth: 45k."),
    click.option("--time", metavar="TIME", help="The work that is in it: 80h."),
    click.option("--rate", metavar="MONEY", help="An hour, in place of the table of rates."),
    click.option("--carry", type=click.Choice([each.value for each in CarryOver]),
                 help="What is left of a prepaid month: ends, lasts a month more, or stays."),
    FROM,
    TO,
    click.option("--po", metavar="TEXT", help="The purchase order of the client."),
    click.option("--name", metavar="TEXT", help="What it is called."),
)  # fmt: skip


def _fields(work: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(FIELDS):
        work = option(work)
    return work


@agreement_.member("list", "What was agreed, what is used of it and what is left.",
                   is_reading=True)  # fmt: skip
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--client", metavar="C", help="Only of this client.")
def list_(invocation: Invocation, key: str | None, client: str | None) -> None:
    """KEY is a project: its own agreements, and the buckets of its client.

    Of a prepaid bucket the month of the as-of day is shown, with what was carried over.
    """
    rows = invocation.workspace().get(
        agreements.agreements, as_of=invocation.as_of, key=key and key.upper(), name=client
    )
    if invocation.is_json:
        output.put_json(invocation, "agreements", [shapes_money.agreement(row) for row in rows])
    else:
        output.put_table(invocation, columns_money.AGREEMENTS, rows)


@agreement_.member("add", "Agree on how a project, a phase or a month is paid.")
@click.argument("method", type=click.Choice(list(METHODS)), metavar="METHOD")
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--phase", metavar="P-2|M-3", shell_complete=task_refs,
              help="Of this phase or milestone of the plan alone.")  # fmt: skip
@click.option("--client", metavar="C", help="Whose bucket a prepaid one is.")
@_fields
@DRY_RUN
def add_(
    invocation: Invocation,
    method: str,
    key: str | None,
    *,
    phase: str | None,
    client: str | None,
    dry_run: bool,
    **given: str | None,
) -> None:
    """METHOD is rates, fixed, cap (not to exceed), rate (agreed), milestone or prepaid.

    KEY is a project; a prepaid bucket is of a client, and its amount or time is for each month.
    """
    from ppm_tui.store.commands import agreements as commands

    currency = _currency(invocation, key, client)
    fields = _given(invocation, currency, given)
    add = partial(commands.add, method=METHODS[method], project=key, phase=phase, client=client)
    done = invocation.workspace(dry_run=dry_run).do(partial(add, currency=currency, **fields))
    output.report(invocation, done, dry_run=dry_run)


@agreement_.member("edit", "Change what was agreed; what was used of it stays used.")
@click.argument("ref", metavar="ID")
@_fields
@DRY_RUN
def edit_(invocation: Invocation, ref: str, *, dry_run: bool, **given: str | None) -> None:
    """ID is one of `ppm agreement`, such as AG-02; - takes a figure or a day away."""
    from ppm_tui.store.commands import agreements as commands

    fields = _given(invocation, _row(invocation, ref).row.currency, given)
    if not fields:
        raise Invalid("nothing to change: say what, such as --amount 45k")
    done = invocation.workspace(dry_run=dry_run).do(partial(commands.edit, ref=ref, **fields))
    output.report(invocation, done, dry_run=dry_run)


@agreement_.member("delete", "An agreement that nothing counts towards goes to the trash.")
@click.argument("ref", metavar="ID")
@DRY_RUN
def delete_(invocation: Invocation, ref: str, dry_run: bool) -> None:
    """ID is one of `ppm agreement`."""
    from ppm_tui.store.commands import agreements as commands

    done = invocation.workspace(dry_run=dry_run).do(commands.trash, ref=ref, as_of=invocation.as_of)
    output.report(invocation, done, dry_run=dry_run)


def _currency(invocation: Invocation, key: str | None, client: str | None) -> str:
    """In what a project, or else a client, pays."""
    if key:
        return invocation.workspace().get(costs.currency_of, key=key)
    found = invocation.workspace().get(client_of, name=client).currency if client else ""
    return found or invocation.settings.currency


def _row(invocation: Invocation, ref: str) -> AgreementRow:
    wanted = padded(ref)
    for row in invocation.workspace().get(agreements.agreements, as_of=invocation.as_of):
        if row.row.ref == wanted:
            return row
    raise NotFound(f"no agreement {ref}: ppm agreement lists them")


def _given(invocation: Invocation, currency: str, given: dict[str, str | None]) -> dict[str, Any]:
    """The fields that options say; `-` is nothing. Raises Invalid."""
    found: dict[str, Any] = {}
    said = {name: text for name, text in given.items() if text is not None}
    for option in ("amount", "rate"):
        if option in said:
            text = or_none(said[option])
            read = hourly if option == "rate" else money
            found[option] = None if text is None else read(f"--{option}", text, currency)
    if "time" in said:
        text = or_none(said["time"])
        found["minutes"] = None if text is None else time("--time", text)
    for option, name in (("first", "valid_from"), ("last", "valid_to")):
        if option in said:
            found[name] = day_or_none(invocation, said[option])
    for option, name in (("po", "purchase_order"), ("name", "name")):
        if option in said:
            found[name] = or_none(said[option]) or ""
    if "carry" in said:
        found["carry_over"] = CarryOver(said["carry"])
    return found
