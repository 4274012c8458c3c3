"""Invoices: recording what a client is asked for, and taking that back."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Conflict, Invalid
from ppm_tui.models import Invoice, InvoiceLine, Overrun, TimeEntry
from ppm_tui.store import logged
from ppm_tui.store.commands import edits, refs, reschedule
from ppm_tui.store.invoice_lines import Charge
from ppm_tui.store.logged import Line
from ppm_tui.store.queries import invoices
from ppm_tui.store.queries.invoices import Draft, Ready
from ppm_tui.terms import Done


def issue(session: Session, *, expected: Ready, as_of: date, day: date) -> Done:
    """Record what was found ready to be invoiced as an invoice a currency, dated on a day.

    What stands on one is not ready again; what is new since then is, by the same rule. Raises
    Conflict where something else is ready by now, NotFound, and Invalid for a day to come: on the
    as-of day nobody could have seen it.
    """
    if day > as_of:
        raise Invalid(
            f"{formats.dated(day)} is after {formats.dated(as_of)}: an invoice is dated today or "
            "before"
        )
    name, period = expected.client.key, expected.period
    found = invoices.ready(reschedule.connection(session), name=name, period=period, as_of=as_of)
    if found.drafts != expected.drafts:
        raise Conflict(f"{found.client.name}: something else is ready by now, look at it again")
    made = [_issue(session, draft, day) for draft in found.drafts]
    days = formats.period(period.first, period.last)
    said = "; ".join(made) or "nothing to invoice"
    refs_made = tuple(text.partition(" ")[0] for text in made)
    return Done(f"{found.client.name}, {days}: {said}", notes=found.held, refs=refs_made)


def _issue(session: Session, draft: Draft, day: date) -> str:
    """One invoice with its lines; what stands on it points to it."""
    made = edits.make(
        session,
        Invoice,
        {
            "ref": refs.new(session, Invoice, "INV-", None, digits=2),
            "client_id": draft.client_id,
            "day": day,
            "first": draft.first,
            "last": draft.last,
            "currency": draft.currency,
        },
    )
    lines = draft.lines
    for number, line in enumerate(lines, 1):
        session.add(InvoiceLine.model_validate(_line(line, made.id, number)))
    session.flush()
    logged.write(session, _marked(draft.charges, made.id))
    total = formats.money(draft.total, draft.currency)
    return f"{made.ref} {total}, {len(lines)} line{'s' * (len(lines) != 1)}"


def _line(line: Charge, invoice: str, number: int) -> dict[str, object]:
    rate = "" if line.rate is None else f"{formats.money(line.rate, line.currency)} an hour"
    return {
        "invoice_id": invoice,
        "project_id": line.project_id,
        "task_id": line.phase_id,
        "agreement_id": line.agreement_id,
        "number": number,
        "is_fee": line.fee is not None,
        "kind": line.kind,
        "text": ", ".join(filter(None, (line.words, rate))),
        "minutes": line.minutes,
        "amount": line.amount,
    }


def _marked(charges: tuple[Charge, ...], invoice: str) -> Iterator[Line]:
    """What keeps entries, and parts of them that are over, from being ready again."""
    before: dict[str, object] = {"invoice_id": None}
    entries = {each.entry: each.project_id for each in charges if each.entry is not None}
    for entry, project in entries.items():
        yield Line("time_entry", entry, project, before, {"invoice_id": invoice})
    for each in charges:
        if each.over is not None:
            yield Line(
                "overrun", each.over, each.project_id, {**before, "billed": None},
                {"invoice_id": invoice, "billed": each.billed},
            )  # fmt: skip


def cancel(session: Session, *, ref: str) -> Done:
    """Take an invoice back: its entries and fees are ready again.

    Not while a later one bills the rest of an entry of it (Invalid). Raises NotFound.
    """
    found = refs.find(session, Invoice, ref, "invoice")
    _refuse_later(session, found)
    query = sa.select(InvoiceLine).where(col(InvoiceLine.invoice_id) == found.id)
    lines = session.scalars(query.order_by(col(InvoiceLine.number))).all()
    count = _freed(session, found)
    for line in lines:
        session.delete(line)
    session.delete(found)
    session.flush()
    total = formats.money(sum(line.amount for line in lines), found.currency)
    entries = f"{count} entr{'y is' if count == 1 else 'ies are'}"
    return Done(f"{found.ref} {total} cancelled: {entries} ready again", refs=(found.ref,))


def _refuse_later(session: Session, found: Invoice) -> None:
    query = (
        sa.select(col(Invoice.ref))
        .join(Overrun, col(Overrun.invoice_id) == col(Invoice.id))
        .join(TimeEntry, col(TimeEntry.id) == col(Overrun.time_entry_id))
        .where(col(TimeEntry.invoice_id) == found.id, col(Invoice.id) != found.id)
        .order_by(col(Invoice.ref).desc())
    )
    if (later := session.scalars(query).first()) is not None:
        raise Invalid(f"{later} bills the rest of entries of {found.ref}: cancel {later} first")


def _freed(session: Session, found: Invoice) -> int:
    """Let go of what stands on an invoice; answers how many entries."""
    after: dict[str, object] = {"invoice_id": None}
    entries = sa.select(col(TimeEntry.id), col(TimeEntry.project_id)).where(
        col(TimeEntry.invoice_id) == found.id
    )
    lines = [
        Line("time_entry", row, project, {"invoice_id": found.id}, after)
        for row, project in session.execute(entries.order_by(col(TimeEntry.id)))
    ]
    over = sa.select(col(Overrun.id), col(Overrun.project_id), col(Overrun.billed)).where(
        col(Overrun.invoice_id) == found.id
    )
    more = [
        Line("overrun", row, project, {"invoice_id": found.id, "billed": billed},
             {**after, "billed": None})
        for row, project, billed in session.execute(over.order_by(col(Overrun.id)))
    ]  # fmt: skip
    logged.write(session, [*lines, *more])
    return len(lines)
