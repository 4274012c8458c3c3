"""The columns of lists about money: rates, agreements, cost, orders, invoices; see `columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.columns import Column
from ppm_tui.terms import METHODS, Billing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ppm_tui.analysis.billing import Limit
    from ppm_tui.store.invoice_lines import Charge
    from ppm_tui.store.queries.agreements import AgreementRow
    from ppm_tui.store.queries.costs import CommitmentRow, CostRow
    from ppm_tui.store.queries.invoices import InvoiceRow, LineRow
    from ppm_tui.store.queries.rates import RateRow
    from ppm_tui.store.tariffs import ExchangeRow


def _plain(amount: int | None, currency: str) -> str:
    return "" if amount is None else formats.money(amount, currency).removesuffix(f" {currency}")


RATES: tuple[Column[RateRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, drop=1, most=8),
    Column("kind", "Kind", 4, lambda r, g: r.kind.value, lambda r: r.kind, drop=2, kind="word"),
    Column("whom", "For", 10, lambda r, g: r.whom, lambda r: r.whom, drop=3, most=24),
    Column("what", "On", 10, lambda r, g: r.what, lambda r: r.what, drop=4, most=24),
    Column("amount", "Rate", 9, lambda r, g: _plain(r.amount, r.currency), lambda r: r.amount,
           "right", drop=5, kind="money", most=14),
    Column("per", "Per", 7, lambda r, g: f"{r.currency}/{r.per}", lambda r: r.per, drop=6),
    Column("from", "From", 11, lambda r, g: formats.dated(r.valid_from) if r.valid_from else "",
           lambda r: r.valid_from, drop=7, kind="day"),
    Column("to", "To", 11, lambda r, g: formats.dated(r.valid_to) if r.valid_to else "",
           lambda r: r.valid_to, drop=8, kind="day"),
)  # fmt: skip
"""Cost and bill rates; a person's own cost rate has no identifier."""

EXCHANGE: tuple[Column[ExchangeRow], ...] = (
    Column("source", "1", 3, lambda r, g: r.source, lambda r: r.source, drop=1),
    Column("rate", "is", 8, lambda r, g: r.rate, lambda r: r.rate, "right", drop=2, most=20),
    Column("target", "", 3, lambda r, g: r.target, lambda r: r.target, drop=3),
    Column("day", "From", 11, lambda r, g: formats.dated(r.day), lambda r: r.day, drop=4,
           kind="day"),
)  # fmt: skip


def _left(limit: Limit, currency: str) -> str:
    """Money and time that are left: `6,000.00, 20h`; what is used up ends it, and stands first."""
    time = "" if limit.minutes is None else formats.minutes(limit.minutes) or "0h"
    money = _plain(limit.price, currency)
    if limit.price is not None and limit.minutes is not None:
        if limit.minutes <= 0 < limit.price:
            return f"{time} left ({money})"
        if limit.price <= 0 < limit.minutes:
            return f"{money} left ({time})"
    return ", ".join(filter(None, (money, time)))


def _used(row: AgreementRow, glyphs: formats.Glyphs) -> str:
    if row.row.method is Billing.MILESTONE:
        return ""
    price = _plain(row.worth, row.row.currency) if row.worth else ""
    time = formats.minutes(row.used.minutes) if row.used.minutes else ""
    return ", ".join(filter(None, (price, time)))


AGREEMENTS: tuple[Column[AgreementRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.row.ref, lambda r: r.row.ref, drop=1, most=8),
    Column("place", "Of", 12, lambda r, g: r.row.place, lambda r: r.row.place, drop=2, most=24),
    Column("name", "Name", 10, lambda r, g: r.row.name or r.row.task_name or "",
           lambda r: r.row.name, drop=9, most=24),
    Column("method", "Method", 13, lambda r, g: METHODS[r.row.method], lambda r: r.row.method,
           drop=3, kind="word"),
    Column("amount", "Amount", 9, lambda r, g: _plain(r.limit.price if r.limit.price is not None
           else r.row.amount, r.row.currency), lambda r: r.row.amount, "right", drop=4,
           kind="money", most=14),
    Column("time", "Time", 5, lambda r, g: formats.minutes(r.limit.minutes
           if r.limit.minutes is not None else r.row.minutes), lambda r: r.row.minutes, "right",
           drop=5, kind="minutes", most=8),
    Column("rate", "Rate", 6, lambda r, g: _plain(r.row.rate, r.row.currency),
           lambda r: r.row.rate, "right", drop=8, kind="money", most=10),
    Column("currency", "Cur", 3, lambda r, g: r.row.currency, lambda r: r.row.currency, drop=10),
    Column("used", "Used", 10, _used, lambda r: r.worth, "right", drop=6, kind="money",
           most=20),
    Column("left", "Left", 10, lambda r, g: "" if r.row.method is Billing.MILESTONE
           else _left(r.left, r.row.currency), lambda r: r.left.price, "right", drop=7,
           kind="money", most=20),
    Column("valid", "Valid", 11, lambda r, g: _valid(r), lambda r: r.row.valid_from, drop=11,
           most=27),
    Column("carry", "Carries", 7, lambda r, g: r.row.carry_over.value
           if r.row.method is Billing.RETAINER else "", lambda r: r.row.carry_over, drop=12,
           kind="word"),
    Column("order", "Order", 6, lambda r, g: r.row.purchase_order, lambda r: r.row.purchase_order,
           drop=13, most=16),
)  # fmt: skip
"""What was agreed on payment; of a prepaid bucket the month is shown."""


def _valid(row: AgreementRow) -> str:
    first, last = row.row.valid_from, row.row.valid_to
    if first is None and last is None:
        return ""
    return f"{formats.dated(first) if first else ''}..{formats.dated(last) if last else ''}"


COSTS: tuple[Column[CostRow], ...] = (
    Column("key", "For", 8, lambda r, g: r.key or "-", lambda r: r.key, drop=1, most=20),
    Column("name", "Name", 10, lambda r, g: r.name, lambda r: r.name, drop=8, most=24),
    Column("time", "Time", 6, lambda r, g: formats.minutes(r.minutes), lambda r: r.minutes,
           "right", drop=7, kind="minutes", most=10),
    Column("labour", "Labour", 9, lambda r, g: _plain(r.labour, r.currency), lambda r: r.labour,
           "right", drop=3, kind="money", most=16),
    Column("expense", "Expenses", 9, lambda r, g: _plain(r.expense, r.currency),
           lambda r: r.expense, "right", drop=4, kind="money", most=16),
    Column("product", "Products", 9, lambda r, g: _plain(r.product, r.currency),
           lambda r: r.product, "right", drop=5, kind="money", most=16),
    Column("cost", "Cost", 10, lambda r, g: _plain(r.cost, r.currency), lambda r: r.cost, "right",
           drop=2, kind="money", most=16),
    Column("price", "Price", 10, lambda r, g: _plain(r.price, r.currency), lambda r: r.price,
           "right", drop=6, kind="money", most=16),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=9),
    Column("unknown", "No cost", 7, lambda r, g: str(r.unknown or ""), lambda r: r.unknown,
           "right", drop=10, kind="number"),
    Column("unpriced", "No price", 8, lambda r, g: str(r.unpriced or ""), lambda r: r.unpriced,
           "right", drop=11, kind="number"),
)  # fmt: skip
"""What was spent, by what it is grouped by; the last count entries whose cost, or price, is not
known."""


def costs_of(rows: Sequence[CostRow]) -> Sequence[Column[CostRow]]:
    """The columns of cost; what is not known only where there is something to count."""
    empty = {name for name in ("unknown", "unpriced") if not any(getattr(r, name) for r in rows)}
    return [column for column in COSTS if column.id not in empty]


COMMITMENTS: tuple[Column[CommitmentRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, drop=1, most=8),
    Column("project", "Proj", 6, lambda r, g: r.project, lambda r: r.project, drop=3, most=8),
    Column("task", "Task", 6, lambda r, g: r.task or "", lambda r: r.task, drop=9, most=8),
    Column("text", "What", 16, lambda r, g: r.text, lambda r: r.text, is_flexible=True, drop=4),
    Column("supplier", "Supplier", 8, lambda r, g: r.supplier, lambda r: r.supplier, drop=8,
           most=20),
    Column("kind", "Kind", 7, lambda r, g: r.kind.value, lambda r: r.kind, drop=11, kind="word"),
    Column("amount", "Ordered", 10, lambda r, g: _plain(r.amount, r.currency),
           lambda r: r.amount, "right", drop=5, kind="money", most=16),
    Column("charged", "Charged", 10, lambda r, g: _plain(r.charged, r.currency),
           lambda r: r.charged, "right", drop=6, kind="money", most=16),
    Column("open", "Open", 10, lambda r, g: _plain(r.open, r.currency), lambda r: r.open, "right",
           drop=2, kind="money", most=16),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=12),
    Column("day", "Ordered on", 11, lambda r, g: formats.dated(r.day), lambda r: r.day, drop=13,
           kind="day"),
    Column("due", "Due", 11, lambda r, g: formats.dated(r.due) if r.due else "", lambda r: r.due,
           drop=7, kind="day"),
    Column("closed", "Closed", 11, lambda r, g: formats.dated(r.closed_on) if r.closed_on else "",
           lambda r: r.closed_on, drop=10, kind="day"),
)  # fmt: skip
"""What was ordered; open is what is still to be charged."""


def _days(row: Charge, glyphs: formats.Glyphs) -> str:
    return formats.days(row.first, row.last) if row.first and row.last else ""


READY: tuple[Column[Charge], ...] = (
    Column("project", "Proj", 6, lambda r, g: r.project, lambda r: r.project, drop=2, most=8),
    Column("phase", "Phase", 10, lambda r, g: r.phase, lambda r: r.phase, drop=6, most=24),
    Column("kind", "Kind", 9, lambda r, g: r.what.replace("_", " "), lambda r: r.what, drop=7,
           kind="word"),
    Column("text", "What", 16, lambda r, g: r.text, lambda r: r.text, is_flexible=True, drop=3),
    Column("person", "By", 10, lambda r, g: r.person, lambda r: r.person, drop=4, most=24),
    Column("hours", "Hours", 7, lambda r, g: _hours(r.minutes), lambda r: r.minutes, "right",
           drop=5, kind="minutes", most=9),
    Column("rate", "Rate", 8, lambda r, g: _plain(r.rate, r.currency), lambda r: r.rate, "right",
           drop=8, kind="money", most=12),
    Column("amount", "Amount", 11, lambda r, g: _plain(r.amount, r.currency), lambda r: r.amount,
           "right", drop=1, kind="money", most=16),
    Column("days", "Days", 9, _days, lambda r: r.first, drop=9, most=19),
    Column("order", "Order", 6, lambda r, g: r.purchase_order, lambda r: r.purchase_order, drop=11,
           most=16),
    Column("agreement", "Agreed", 6, lambda r, g: r.agreement, lambda r: r.agreement, drop=10,
           most=8),
    Column("reference", "Reference", 9, lambda r, g: r.reference, lambda r: r.reference, drop=12,
           most=24),
)  # fmt: skip
"""The lines of what is ready to be invoiced."""


def _hours(minutes: int) -> str:
    """To two places, as on an invoice."""
    from decimal import Decimal

    return f"{formats.rounded(Decimal(minutes) / 60, 2):f}" if minutes else ""


INVOICES: tuple[Column[InvoiceRow], ...] = (
    Column("id", "ID", 6, lambda r, g: r.ref, lambda r: r.ref, drop=1, most=10),
    Column("client", "Client", 10, lambda r, g: r.client, lambda r: r.client, drop=3, most=30),
    Column("day", "Day", 11, lambda r, g: formats.dated(r.day), lambda r: r.day, drop=4,
           kind="day"),
    Column("period", "For", 8, lambda r, g: formats.period(r.first, r.last), lambda r: r.first,
           drop=5, most=27),
    Column("total", "Total", 12, lambda r, g: _plain(r.total, r.currency), lambda r: r.total,
           "right", drop=2, kind="money", most=16),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=6),
    Column("lines", "Lines", 5, lambda r, g: str(len(r.lines)), lambda r: len(r.lines), "right",
           drop=7, kind="number"),
)  # fmt: skip
"""Invoices that went out."""


def invoice_lines(currency: str) -> Sequence[Column[LineRow]]:
    """The lines of one invoice, in its currency."""
    return (
        Column("number", "No", 3, lambda r, g: str(r.number), lambda r: r.number, "right", drop=5,
               kind="number"),
        Column("project", "Proj", 6, lambda r, g: r.project or "", lambda r: r.project, drop=2,
               most=8),
        Column("phase", "Phase", 6, lambda r, g: r.phase or "", lambda r: r.phase, drop=6, most=8),
        Column("text", "What", 20, lambda r, g: r.text, lambda r: r.text, is_flexible=True,
               drop=3),
        Column("hours", "Hours", 7, lambda r, g: _hours(r.minutes), lambda r: r.minutes, "right",
               drop=4, kind="minutes", most=9),
        Column("amount", "Amount", 11, lambda r, g: _plain(r.amount, currency),
               lambda r: r.amount, "right", drop=1, kind="money", most=16),
    )  # fmt: skip
