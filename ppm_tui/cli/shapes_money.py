"""Rates, agreements, cost, orders and invoices as the JSON of the command line: see `shapes`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ppm_tui.cli.shapes import Shape
from ppm_tui.terms import Undefined

if TYPE_CHECKING:
    from fractions import Fraction

    from ppm_tui.store.invoice_lines import Charge
    from ppm_tui.store.queries.agreements import AgreementRow
    from ppm_tui.store.queries.costs import CommitmentRow, CostRow
    from ppm_tui.store.queries.invoices import Draft, InvoiceRow, LineRow
    from ppm_tui.store.queries.rates import Candidate, Pricing, RateRow, Side
    from ppm_tui.store.tariffs import ExchangeRow


def rate(row: RateRow) -> Shape:
    """A row of `rates`; a person's own cost rate has no identifier."""
    return {
        "id": row.ref or None,
        "kind": row.kind,
        "person": row.person,
        "role": row.role or None,
        "client": row.client,
        "project": row.project,
        "amount": row.amount,
        "per": row.per,
        "currency": row.currency,
        "from": row.valid_from,
        "to": row.valid_to,
    }


def exchange(row: ExchangeRow) -> Shape:
    """A row of `exchange`: so much of `to` is paid for one of `from`."""
    return {"from": row.source, "to": row.target, "rate": Decimal(row.rate), "since": row.day}


def pricing(row: Pricing) -> Shape:
    """The row of `pricing`: what an hour costs and is worth, and what pays for it."""
    state, said_by = row.place.charged
    link = row.place.chain[0] if row.place.chain else None
    return {
        "project": row.place.project.key,
        "task": link.ref if link else None,
        "person": row.person.key,
        "role": row.person.role or None,
        "day": row.day,
        "currency": row.place.currency,
        "cost": _side(row.cost),
        "bill": _side(row.bill),
        "state": state,
        "state_by": said_by,
        "paid_by": {
            "agreement": row.pays.ref or None,
            "method": row.pays.method,
            "reason": row.pays.why,
            "limit": row.pays.limit.price,
            "limit_minutes": row.pays.limit.minutes,
            "left": row.pays.left.price,
            "left_minutes": row.pays.left.minutes,
        },
    }


def _side(side: Side) -> Shape:
    return {
        "hour": side.worth,
        "exchange": _number(side.exchange),
        "candidates": [_candidate(each) for each in side.candidates],
    }


def _number(rate: Fraction | Undefined) -> Decimal | Undefined:
    if isinstance(rate, Undefined):
        return rate
    return Decimal(rate.numerator) / Decimal(rate.denominator)


def _candidate(each: Candidate) -> Shape:
    return {
        "id": each.ref or None,
        "for": each.whom,
        "on": each.what,
        "amount": each.amount,
        "per": each.per,
        "currency": each.currency,
        "from": each.valid_from,
    }


def agreement(row: AgreementRow) -> Shape:
    """A row of `agreements`; limit, used and left are those of the month of a prepaid bucket."""
    agreed = row.row
    return {
        "id": agreed.ref,
        "client": agreed.client,
        "project": agreed.project,
        "phase": agreed.task,
        "name": agreed.name,
        "method": agreed.method,
        "amount": agreed.amount,
        "minutes": agreed.minutes,
        "rate": agreed.rate,
        "currency": agreed.currency,
        "limit": row.limit.price,
        "limit_minutes": row.limit.minutes,
        "used": row.worth,
        "used_minutes": row.used.minutes,
        "left": row.left.price,
        "left_minutes": row.left.minutes,
        "carry_over": agreed.carry_over,
        "from": agreed.valid_from,
        "to": agreed.valid_to,
        "purchase_order": agreed.purchase_order,
    }


def cost(row: CostRow) -> Shape:
    """A row of `costs`; `unknown` entries have no cost, `unpriced` ones no price."""
    return {
        "key": row.key,
        "name": row.name,
        "currency": row.currency,
        "entries": row.entries,
        "minutes": row.minutes,
        "labour": row.labour,
        "expense": row.expense,
        "product": row.product,
        "cost": row.cost,
        "price": row.price,
        "unknown": row.unknown,
        "unpriced": row.unpriced,
    }


def commitment(row: CommitmentRow) -> Shape:
    """A row of `commitments`."""
    return {
        "id": row.ref,
        "project": row.project,
        "task": row.task,
        "text": row.text,
        "supplier": row.supplier,
        "kind": row.kind,
        "day": row.day,
        "due": row.due,
        "closed": row.closed_on,
        "amount": row.amount,
        "charged": row.charged,
        "open": row.open,
        "currency": row.currency,
    }


def draft(row: Draft, *, is_detail: bool) -> Shape:
    """A row of `invoice`: what is ready, in one currency."""
    from ppm_tui.exchange.invoice_writer import lines_of

    return {
        "client": row.client,
        "currency": row.currency,
        "from": row.first,
        "to": row.last,
        "total": row.total,
        "lines": [_charge(each) for each in lines_of(row, is_detail=is_detail)],
    }


def _charge(line: Charge) -> Shape:
    return {
        "project": line.project or None,
        "project_name": line.project_name or None,
        "phase": line.phase or None,
        "purchase_order": line.purchase_order,
        "kind": line.what,
        "description": line.text,
        "person": line.person or None,
        "role": line.role or None,
        "minutes": line.minutes,
        "rate": line.rate,
        "amount": line.amount,
        "from": line.first,
        "to": line.last,
        "reference": line.reference,
        "agreement": line.agreement or None,
    }


def invoice(row: InvoiceRow) -> Shape:
    """A row of `invoices`: one that went out."""
    return {
        "id": row.ref,
        "client": row.client,
        "day": row.day,
        "from": row.first,
        "to": row.last,
        "currency": row.currency,
        "total": row.total,
        "lines": [_line(each) for each in row.lines],
    }


def _line(line: LineRow) -> Shape:
    return {
        "number": line.number,
        "project": line.project,
        "phase": line.phase,
        "agreement": line.agreement,
        "kind": line.kind,
        "fee": line.is_fee,
        "description": line.text,
        "minutes": line.minutes,
        "amount": line.amount,
    }
