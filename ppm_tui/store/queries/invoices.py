"""Invoices: what is ready to be invoiced of a month, and what went out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ppm_tui.analysis.periods import Period
from ppm_tui.errors import NotFound
from ppm_tui.store.invoice_lines import Charge, together
from ppm_tui.store.queries.clients import ClientRow, client
from ppm_tui.store.queries.invoice_entries import charges_of, waiting
from ppm_tui.store.queries.invoice_fees import changes_of, fees_of
from ppm_tui.store.reader import Connection
from ppm_tui.terms import CostKind

INVOICES = """
SELECT i.id, i.ref, c.name, i.day, i.first, i.last, i.currency, i.text
FROM invoice i JOIN client c ON c.id = i.client_id
WHERE (c.id = :client OR :client IS NULL) AND (i.ref = :ref OR :ref IS NULL) AND i.day <= :as_of
ORDER BY i.ref
"""

LINES = """
SELECT i.id, l.number, p.key, t.ref, a.ref, l.is_fee, l.kind, l.text, l.minutes, l.amount
FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
LEFT JOIN project p ON p.id = l.project_id
LEFT JOIN task t ON t.id = l.task_id
LEFT JOIN agreement a ON a.id = l.agreement_id
WHERE (i.client_id = :client OR :client IS NULL) AND (i.ref = :ref OR :ref IS NULL)
ORDER BY i.ref, l.number
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a client can be asked for in one currency for the days of a month, both in."""

    client_id: str
    client: str
    currency: str
    first: date
    last: date
    charges: tuple[Charge, ...]

    @property
    def lines(self) -> list[Charge]:
        """A line for each project, phase, person and rate."""
        return together(self.charges)

    @property
    def total(self) -> int:
        """Of all lines, in minor units."""
        return sum(each.amount for each in self.charges)


@dataclass(frozen=True, slots=True)
class Ready:
    """What is ready to be invoiced, a draft a currency; `held` is what is not, and why."""

    client: ClientRow
    period: Period
    drafts: tuple[Draft, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an invoice as it went out."""

    invoice: str
    number: int
    project: str | None
    phase: str | None
    agreement: str | None
    is_fee: bool
    kind: CostKind
    text: str
    minutes: int
    amount: int


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice that went out; money is minor units of its currency."""

    id: str
    ref: str
    client: str
    day: date
    first: date
    last: date
    currency: str
    text: str
    lines: tuple[LineRow, ...] = ()

    @property
    def total(self) -> int:
        """Of all lines."""
        return sum(each.amount for each in self.lines)


def ready(connection: Connection, *, name: str, period: Period, as_of: date) -> Ready:
    """What a client can be asked for: work of a period up to the day, and what is due by then.

    Eleven statements. Raises NotFound.
    """
    who = client(connection, name=name)
    until = min(period.last, as_of) + timedelta(days=1)
    changes = changes_of(connection, client=who.id)
    found, held = charges_of(
        connection, client=who.id, since=period.first, until=until, changes=changes
    )
    fees, unsaid = fees_of(connection, client=who.id, period=period, as_of=as_of, changes=changes)
    found += fees
    drafts = tuple(
        Draft(who.id, who.name, currency, period.first, period.last, tuple(_of(found, currency)))
        for currency in sorted({each.currency for each in found})
    )
    months = waiting(connection, client=who.id, until=period.first, changes=changes)
    return Ready(who, period, drafts, (*held, *unsaid, *_earlier(months)))


def _of(charges: Iterable[Charge], currency: str) -> list[Charge]:
    return sorted((each for each in charges if each.currency == currency), key=lambda c: c.order)


def _earlier(months: Mapping[str, int]) -> list[str]:
    """A line for each month before from which something was not invoiced."""
    return [
        f"{month}: {count} entr{'y' if count == 1 else 'ies'} not invoiced yet, see --month {month}"
        for month, count in sorted(months.items())
    ]


def invoices(
    connection: Connection,
    *,
    as_of: date = date.max,
    name: str | None = None,
    ref: str | None = None,
) -> list[InvoiceRow]:
    """Every invoice up to a day with its lines, those of a client, or one; three statements at
    most.

    Raises NotFound.
    """
    of = None if name is None else client(connection, name=name).id
    found = connection.all(InvoiceRow, INVOICES, client=of, ref=ref, as_of=as_of)
    if ref is not None and not found:
        raise NotFound(f"no invoice {ref}: ppm invoice list lists them")
    lines: dict[str, list[LineRow]] = {}
    for line in connection.all(LineRow, LINES, client=of, ref=ref):
        lines.setdefault(line.invoice, []).append(line)
    return [replace(row, lines=tuple(lines.get(row.id, ()))) for row in found]
