"""`ppm invoice`: what is ready to be invoiced, issuing it, and taking it back."""

import io
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path

import click

from ppm_tui import columns_money, formats
from ppm_tui.analysis.periods import Period, period
from ppm_tui.cli import output, shapes_money
from ppm_tui.cli.amount_options import day, padded
from ppm_tui.cli.files import refuse_database, refuse_unwritable, write
from ppm_tui.cli.invocation import Invocation, put, say
from ppm_tui.cli.parser import Family
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.exchange import invoice_writer
from ppm_tui.store.queries import invoices
from ppm_tui.store.queries.invoices import Draft, Ready

invoice_ = Family("invoice", usual="ready")
FORMATS = ("text", "csv", "json")


@invoice_.member("ready", "What of a month is ready to be invoiced; --issue records it.",
                 is_reading=True)  # fmt: skip
@click.option("--client", metavar="C", help="Whose; by key or name.")
@click.option("--month", metavar="YYYY-MM", help="The month; else that of the as-of day.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="text", help="Else text.")
@click.option("-o", "--output", "target", metavar="FILE", help="Where to; else stdout.")
@click.option("--detail", is_flag=True, help="A line for each entry.")
@click.option("--issue", is_flag=True, help="Record it: it is not ready any more.")
@click.option("--on", metavar="DATE", help="With --issue: the day of the invoice; else today.")
@click.option("--cancel", metavar="INV-07", help="Take an invoice back: all on it is ready again.")
@DRY_RUN
def ready_(
    invocation: Invocation,
    *,
    client: str | None,
    month: str | None,
    kind: str,
    target: str | None,
    detail: bool,
    issue: bool,
    on: str | None,
    cancel: str | None,
    dry_run: bool,
) -> None:
    """An invoice a currency, with a line for each project, phase, person and rate.

    A fee is due when its phase or project is done, a milestone when it is, a prepaid month when it
    has begun. What is not charged stands at 0. What is left out, and why, is told on stderr.
    """
    if (issue or cancel) and invocation.is_json:
        raise click.UsageError("--json is for commands that read")
    if cancel:
        _cancel(invocation, cancel, dry_run=dry_run)
        return
    if not client:
        raise click.UsageError("--client is missing: whose work is invoiced?")
    if on and not issue:
        raise Invalid("--on is the day of an invoice: it goes with --issue")
    found = invocation.workspace().get(
        invoices.ready, name=client, period=_month(invocation, month), as_of=invocation.as_of
    )
    show = partial(_show, invocation, found, kind, target, is_detail=detail)
    if target is not None and target != "-":
        refuse_database(invocation.place.path, Path(target))
        refuse_unwritable(Path(target))
    if issue:
        _issue(invocation, found, show if target else None, on, dry_run=dry_run)
        return
    for text in found.held:
        say(text)
    show()


def _month(invocation: Invocation, text: str | None) -> Period:
    try:
        return period(date.fromisoformat(f"{text}-01") if text else invocation.as_of, "month")
    except ValueError as error:
        raise Invalid(f"{text!r} is no month: type it as 2026-03") from error


def _cancel(invocation: Invocation, ref: str, *, dry_run: bool) -> None:
    from ppm_tui.store.commands.invoices import cancel

    done = invocation.workspace(dry_run=dry_run).do(cancel, ref=ref)
    output.report(invocation, done, dry_run=dry_run)


def _issue(
    invocation: Invocation,
    found: Ready,
    show: Callable[[], None] | None,
    on: str | None,
    *,
    dry_run: bool,
) -> None:
    """Record what was found, and nothing else; write it where a file is asked for."""
    from ppm_tui.store.commands.invoices import issue

    done = invocation.workspace(dry_run=dry_run).do(
        issue,
        expected=found,
        as_of=invocation.as_of,
        day=day(invocation, on) if on else invocation.as_of,
    )
    if show is not None and not dry_run:
        try:
            show()
        except PpmError as error:
            made = ", ".join(done.refs)
            raise PpmError(f"{made} recorded, --cancel takes it back, but {error}") from error
    output.report(invocation, done, dry_run=dry_run)


def _show(
    invocation: Invocation, found: Ready, kind: str, target: str | None, *, is_detail: bool
) -> None:
    """Print it, or write it to a file, in the form that is asked for."""
    parts: Iterable[str]
    if invocation.is_json or kind == "json":
        parts = [_printed(partial(_json, invocation, found, is_detail=is_detail))]
    elif kind == "csv":
        parts = invoice_writer.csv_lines(found.drafts, is_detail=is_detail)
    elif target is None or target == "-":
        _text(invocation, found, is_detail=is_detail)
        return
    else:
        parts = [_printed(partial(_text, invocation, found, is_detail=is_detail))]
    if target is None or target == "-":
        sys.stdout.flush()
        for part in parts:
            sys.stdout.buffer.write(part.encode())
        return
    write(Path(target), parts)


def _printed(work: Callable[[], None]) -> str:
    """What would be printed."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        work()
    return stream.getvalue()


def _json(invocation: Invocation, found: Ready, *, is_detail: bool) -> None:
    rows = [shapes_money.draft(each, is_detail=is_detail) for each in found.drafts]
    output.put_json(invocation, "invoice", rows)


def _text(invocation: Invocation, found: Ready, *, is_detail: bool) -> None:
    days = formats.period(found.period.first, found.period.last)
    if not found.drafts:
        put(f"{found.client.name}: nothing to invoice in {days}")
    for number, each in enumerate(found.drafts):
        if number:
            put()
        _block(invocation, each, days, is_detail=is_detail)


def _block(invocation: Invocation, draft: Draft, days: str, *, is_detail: bool) -> None:
    put(f"{draft.client}, {days}, in {draft.currency}")
    lines = invoice_writer.lines_of(draft, is_detail=is_detail)
    output.put_table(invocation, columns_money.READY, lines)
    put(f"Total {formats.money(draft.total, draft.currency)}")


@invoice_.member("list", "The invoices that went out.", is_reading=True)
@click.option("--client", metavar="C", help="Only of this client.")
def list_(invocation: Invocation, client: str | None) -> None:
    """Each with its total; `ppm invoice show INV-07` has its lines."""
    rows = invocation.workspace().get(invoices.invoices, name=client, as_of=invocation.as_of)
    if invocation.is_json:
        output.put_json(invocation, "invoices", [shapes_money.invoice(row) for row in rows])
    else:
        output.put_table(invocation, columns_money.INVOICES, rows)


@invoice_.member("show", "One invoice with its lines, as it went out.", is_reading=True)
@click.argument("ref", metavar="ID")
def show_(invocation: Invocation, ref: str) -> None:
    """ID is one of `ppm invoice list`, such as INV-07."""
    [row] = invocation.workspace().get(invoices.invoices, ref=padded(ref))
    if invocation.is_json:
        output.put_json(invocation, "invoices", [shapes_money.invoice(row)])
        return
    put(f"{row.ref}  {row.client}, {formats.period(row.first, row.last)}, of "
        f"{formats.dated(row.day)}")  # fmt: skip
    output.put_table(invocation, columns_money.invoice_lines(row.currency), row.lines)
    put(f"Total {formats.money(row.total, row.currency)}")
