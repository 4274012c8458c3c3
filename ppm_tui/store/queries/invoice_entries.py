"""What of the entries of a client goes on an invoice, and what of them is held."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount
from ppm_tui.analysis.invoicing import Fate, fate, pays_by_hour
from ppm_tui.analysis.prepaid import month_of
from ppm_tui.analysis.rates import Work, chosen
from ppm_tui.store.invoice_lines import WORK, Charge
from ppm_tui.store.queries import prices
from ppm_tui.store.queries.invoice_fees import ChangeRow
from ppm_tui.store.reader import Connection
from ppm_tui.store.tariffs import Card
from ppm_tui.terms import Billing, BillState, ChangeStatus, CostKind, Over, RateKind

ENTRIES = """
SELECT e.id, o.id, p.id, p.key, p.name, p.currency, p.billing, p.purchase_order, h.id, h.name,
       h.position, t.name, e.day, e.kind, e.bill, e.minutes, e.price, e.text, e.receipt, r.name,
       r.role, m.supplier, a.id, a.ref, a.name, a.method, a.purchase_order,
       CASE WHEN e.invoice_id IS NULL THEN 0 ELSE 1 END,
       CASE WHEN o.invoice_id IS NULL THEN 0 ELSE 1 END, o.choice, o.minutes, o.price, c.id, c.ref,
       c.status, CASE WHEN c.trashed_on IS NULL THEN 0 ELSE 1 END, e.resource_id,
       CASE WHEN a.project_id IS NOT NULL OR a.currency = p.currency THEN a.rate END
FROM project p
JOIN time_entry e ON e.project_id = p.id
LEFT JOIN task t ON t.id = e.task_id
LEFT JOIN task h ON h.id = CASE WHEN t.kind = 'phase' THEN t.id ELSE t.parent_id END
LEFT JOIN resource r ON r.id = e.resource_id
LEFT JOIN commitment m ON m.id = e.commitment_id
LEFT JOIN agreement a ON a.id = e.agreement_id
LEFT JOIN overrun o ON o.time_entry_id = e.id
LEFT JOIN change_request c ON c.id = o.change_request_id
WHERE p.client_id = :client AND p.trashed_on IS NULL AND e.day >= :since AND e.day < :until
  AND e.trashed_on IS NULL AND e.bill <> 'do_not_bill'
  AND (e.invoice_id IS NULL OR (o.id IS NOT NULL AND o.invoice_id IS NULL))
ORDER BY p.key, e.day, e.number
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry that is not on an invoice, or of which the part is not that is over."""

    id: str
    over_id: str | None
    project_id: str
    project: str
    project_name: str
    currency: str
    billing: Billing
    project_order: str
    phase_id: str | None
    phase: str | None
    position: int | None
    task: str | None
    day: date
    kind: CostKind
    bill: BillState
    minutes: int
    price: int | None
    text: str
    receipt: str
    person: str | None
    role: str | None
    supplier: str | None
    agreement_id: str | None
    agreement: str | None
    agreement_name: str | None
    method: Billing | None
    agreed_order: str | None
    is_invoiced: bool
    is_over_invoiced: bool
    choice: Over | None
    over_minutes: int | None
    over_price: int | None
    change_id: str | None
    change: str | None
    change_status: ChangeStatus | None
    is_change_trashed: bool
    resource_id: str | None
    agreed_rate: int | None

    @property
    def over(self) -> Amount:
        """The part that is over what was agreed."""
        return Amount(self.over_minutes or 0, self.over_price or 0) if self.over_id else NOTHING

    @property
    def within(self) -> Amount:
        """The part that is not."""
        return Amount(self.minutes, self.price or 0) - self.over

    @property
    def fate(self) -> Fate:
        """What becomes of the part that is over."""
        assert self.choice is not None
        found = fate(self.choice, self.change_status)
        return Fate.HELD if self.is_change_trashed and found is not Fate.BILLED else found

    @property
    def paid_by(self) -> Billing:
        """How the work is paid."""
        return self.method or self.billing

    @property
    def is_open(self) -> bool:
        """Whether it is billed by the hour and what is within is on no invoice."""
        return pays_by_hour(self.method, self.billing) and not self.is_invoiced

    @property
    def has_open_over(self) -> bool:
        """Whether a part is over, and is on no invoice."""
        is_paid = self.paid_by is not Billing.INTERNAL
        return self.over_id is not None and not self.is_over_invoiced and is_paid


def charges_of(
    connection: Connection,
    *,
    client: str,
    since: date,
    until: date,
    changes: Mapping[str, ChangeRow],
) -> tuple[list[Charge], list[str]]:
    """What of the entries from a day up to another one is charged, and what is not, in words.

    Four statements; what requests have agreed is used up in the order of the entries.
    """
    rest = {row.id: row.rest for row in changes.values()}
    cards = [card for card in prices.tariffs(connection).cards if card.kind is RateKind.BILL]
    charges: list[Charge] = []
    held: dict[tuple[str, str, str], list[Amount]] = {}
    for row in connection.all(_Entry, ENTRIES, client=client, since=since, until=until):
        likely = _likely(row, client, cards)
        charges += [replace(each, likely=likely) for each in _charges(row, rest)]
        if found := _held(row):
            why, part = found
            held.setdefault((row.project, why, row.currency), []).append(part)
    return charges, [_told(*key, parts) for key, parts in held.items()]


def waiting(
    connection: Connection, *, client: str, until: date, changes: Mapping[str, ChangeRow]
) -> Counter[str]:
    """How many entries of each month before a day could be charged, or have no price; one
    statement."""
    rest = {row.id: row.rest for row in changes.values()}
    found: Counter[str] = Counter()
    for row in connection.all(_Entry, ENTRIES, client=client, since=date.min, until=until):
        is_unpriced = row.bill is BillState.BILLABLE and row.is_open and row.price is None
        if is_unpriced or any(each.amount for each in _charges(row, rest)):
            found[month_of(row.day)] += 1
    return found


def _charges(row: _Entry, rest: dict[str, int]) -> Iterator[Charge]:
    """The parts of an entry that are charged now."""
    if row.bill is BillState.NO_CHARGE:
        if not row.is_invoiced and row.paid_by is not Billing.INTERNAL:
            yield _charge(row, Amount(row.minutes), "not charged", rate=(row.minutes, 0))
        return
    takes_within = row.is_open and row.price is not None and row.within != NOTHING
    fate = row.fate if row.has_open_over else None
    whole = (row.minutes, row.price or 0)
    if takes_within and fate is Fate.BILLED:
        charge = _charge(row, Amount(*whole), "", rate=whole)
        yield replace(charge, over=row.over_id, billed=row.over.price)
        return
    if takes_within:
        yield _charge(row, row.within, "", rate=whole)
    if fate is Fate.BILLED:
        yield _over(row, row.over.price, "more than agreed", whole)
    elif fate is Fate.AGREED and row.change_id is not None:
        billed = max(0, min(row.over.price, rest.get(row.change_id, 0)))
        rest[row.change_id] = rest.get(row.change_id, 0) - billed
        yield _over(row, billed, f"agreed with {row.change}", whole)


def _likely(row: _Entry, client: str, cards: Sequence[Card]) -> int | None:
    """The rate that was agreed, or that holds for the entry on its day in its currency."""
    if row.agreed_rate is not None or row.resource_id is None:
        return row.agreed_rate
    work = Work(row.day, row.resource_id, row.role or "", client, row.project_id)
    card = chosen(cards, work)
    return card.amount if card is not None and card.currency == row.currency else None


def _over(row: _Entry, billed: int, note: str, whole: tuple[int, int]) -> Charge:
    """What of the part that is over is billed; it may be agreed at another price."""
    rate = whole if billed == row.over.price else None
    charge = _charge(row, Amount(row.over.minutes, billed), note, rate=rate)
    references = (charge.reference, row.change if row.fate is Fate.AGREED else "")
    return replace(
        charge, over=row.over_id, billed=billed, reference="; ".join(filter(None, references))
    )


def _charge(row: _Entry, part: Amount, note: str, rate: tuple[int, int] | None) -> Charge:
    return Charge(
        row.project_id,
        row.project,
        row.project_name,
        row.currency,
        row.agreed_order or row.project_order,
        row.kind,
        part.price,
        ", ".join(filter(None, (row.text or row.task or WORK, note))),
        phase_id=row.phase_id,
        phase=row.phase or "",
        position=row.position or 0,
        agreement_id=row.agreement_id,
        agreement=row.agreement or "",
        method=row.method,
        person=row.supplier or row.person or "",
        role=row.role or "",
        first=row.day,
        last=row.day,
        minutes=part.minutes,
        worth=rate if row.minutes else None,
        reference=row.receipt,
        note=note,
        entry=None if row.is_invoiced else row.id,
    )


def _held(row: _Entry) -> tuple[str, Amount] | None:
    """Why a part of an entry is not charged yet, and how much that is."""
    if row.bill is BillState.NO_CHARGE:
        return None
    if row.has_open_over and row.fate is Fate.HELD:
        status = "in the trash" if row.is_change_trashed else row.change_status
        return f"held for {row.change}, {status}", row.over
    if row.is_open and row.price is None:
        why = f"without a price, left out: ppm rate why {row.project} tells why"
        return why, Amount(row.minutes)
    return None


def _told(project: str, why: str, currency: str, parts: list[Amount]) -> str:
    """`ATLAS: 2 entries, 3h (300.00 EUR), held for CR-12, submitted`."""
    whole = sum(parts, NOTHING)
    count = f"{len(parts)} entr{'y' if len(parts) == 1 else 'ies'}"
    time = f", {formats.minutes(whole.minutes)}" if whole.minutes else ""
    money = f" ({formats.money(whole.price, currency)})" if whole.price else ""
    return f"{project}: {count}{time}{money}, {why}"
