"""Fees of a client that are due: of phases and projects, of milestones, and of prepaid months."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ppm_tui import formats
from ppm_tui.analysis import invoicing
from ppm_tui.analysis.invoicing import Accepted
from ppm_tui.analysis.periods import Period, period
from ppm_tui.store.invoice_lines import FEES, Charge
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Billing, CostKind

AGREED = """
SELECT a.id, a.ref, a.name, a.method, a.amount, a.minutes, a.rate,
       COALESCE(p.currency, a.currency), a.valid_from, a.valid_to,
       CASE WHEN a.purchase_order <> '' THEN a.purchase_order
            ELSE COALESCE(p.purchase_order, '') END,
       p.id, p.key, p.name, t.id, t.name, t.position,
       CASE WHEN t.id IS NULL THEN p.stage ELSE t.status END
FROM agreement a
LEFT JOIN project p ON p.id = a.project_id
LEFT JOIN task t ON t.id = a.task_id
WHERE a.trashed_on IS NULL AND a.method IN ('fixed_fee', 'milestone', 'retainer')
  AND p.trashed_on IS NULL AND t.trashed_on IS NULL
  AND COALESCE(p.client_id, CASE WHEN a.project_id IS NULL THEN a.client_id END) = :client
ORDER BY a.ref
"""

OWN = """
SELECT p.id, '', '', p.billing, p.contract_value, NULL, NULL, p.currency, NULL, NULL,
       p.purchase_order, p.id, p.key, p.name, NULL, NULL, NULL, p.stage
FROM project p
WHERE p.client_id = :client AND p.billing = 'fixed_fee' AND p.trashed_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM agreement a WHERE a.project_id = p.id AND a.task_id IS NULL
                  AND a.method = 'fixed_fee' AND a.trashed_on IS NULL)
ORDER BY p.key
"""

LEAVES = """
WITH RECURSIVE below AS (
  SELECT a.id AS owner, a.task_id AS id FROM agreement a JOIN project p ON p.id = a.project_id
  WHERE p.client_id = :client AND a.task_id IS NOT NULL AND a.trashed_on IS NULL
    AND a.method IN ('fixed_fee', 'milestone')
  UNION ALL
  SELECT below.owner, t.id FROM below JOIN task t ON t.parent_id = below.id
), parts AS (
  SELECT below.owner, below.id FROM below
  UNION ALL
  SELECT p.id, t.id FROM project p JOIN task t ON t.project_id = p.id WHERE p.client_id = :client
)
SELECT parts.owner, COUNT(*), SUM(CASE WHEN t.percent_complete = 100 THEN 1 ELSE 0 END),
       MAX(SUBSTR(COALESCE(t.actual_finish, CASE WHEN t.finish < :as_of THEN t.finish
                                            ELSE :as_of END), 1, 10))
FROM parts JOIN task t ON t.id = parts.id
WHERE t.kind <> 'phase' AND t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
GROUP BY parts.owner
ORDER BY parts.owner
"""

INVOICED = """
SELECT COALESCE(l.agreement_id, l.project_id), i.first, SUM(l.amount)
FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
WHERE i.client_id = :client AND l.is_fee
GROUP BY COALESCE(l.agreement_id, l.project_id), i.first
ORDER BY COALESCE(l.agreement_id, l.project_id), i.first
"""

CHANGES = """
SELECT c.id, c.project_id, c.agreement_id, COALESCE(c.price, 0), COALESCE(SUM(o.price), 0),
       COALESCE(SUM(CASE WHEN o.invoice_id IS NULL THEN 0 ELSE COALESCE(o.billed, 0) END), 0)
FROM change_request c
JOIN project p ON p.id = c.project_id
LEFT JOIN overrun o ON o.change_request_id = c.id AND o.choice = 'change'
WHERE p.client_id = :client AND c.status = 'approved' AND c.trashed_on IS NULL
  AND (c.agreement_id IS NOT NULL OR o.id IS NOT NULL)
GROUP BY c.id, c.project_id, c.agreement_id, c.price
ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An approved request for more: its price, what of work is over by it, and what is billed."""

    id: str
    project_id: str
    agreement_id: str | None
    price: int
    over: int
    billed: int

    @property
    def accepted(self) -> Accepted:
        """As the formulas take it."""
        return Accepted(self.price, self.over)

    @property
    def rest(self) -> int:
        """What of its price can still be billed with entries."""
        return max(0, self.accepted.by_entry - self.billed)


@dataclass(frozen=True, slots=True)
class _Fee:
    """An agreed fee, or that of a project as a whole, which has no identifier of its own."""

    id: str
    ref: str
    name: str
    method: Billing
    amount: int | None
    minutes: int | None
    rate: int | None
    currency: str
    valid_from: date | None
    valid_to: date | None
    purchase_order: str
    project_id: str | None
    project: str | None
    project_name: str | None
    task_id: str | None
    task: str | None
    position: int | None
    state: str | None

    @property
    def scope(self) -> str:
        """What must be done: the phase of the agreement, else the project as a whole."""
        return self.id if self.task_id else self.project_id or ""

    @property
    def words(self) -> str:
        """Whose fee it is: `AG-02 «Build»`, `ATLAS`."""
        return " ".join(filter(None, (self.ref, f"«{self.name}»" if self.name else ""))) or str(
            self.project
        )


@dataclass(frozen=True, slots=True)
class _Leaves:
    """How many tasks a phase or project has, how many are done, and the day of the last."""

    owner: str
    count: int
    done: int
    last: date | None


@dataclass(frozen=True, slots=True)
class _Invoiced:
    owner: str
    first: date
    amount: int


def changes_of(connection: Connection, *, client: str) -> dict[str, ChangeRow]:
    """Approved requests of a client for more of what was agreed; one statement."""
    return {row.id: row for row in connection.all(ChangeRow, CHANGES, client=client)}


def fees_of(
    connection: Connection,
    *,
    client: str,
    period: Period,
    as_of: date,
    changes: Mapping[str, ChangeRow],
) -> tuple[list[Charge], list[str]]:
    """What is due by the end of a period, or by the day, and on no invoice yet; and what is not
    known, in words.

    A prepaid month is due as soon as it has begun. Four statements.
    """
    until = min(period.last, as_of) + timedelta(days=1)
    found_leaves = connection.all(_Leaves, LEAVES, client=client, as_of=as_of)
    leaves = {row.owner: row for row in found_leaves}
    invoiced = connection.all(_Invoiced, INVOICED, client=client)
    found: list[Charge] = []
    unsaid: list[str] = []
    rows = [*connection.all(_Fee, AGREED, client=client), *connection.all(_Fee, OWN, client=client)]
    for row in rows:
        unsaid += _missed(row, invoiced, period)
        if not _is_due(row, leaves.get(row.scope), period, until):
            continue
        amount = _amount(row, changes.values())
        if amount is None:
            unsaid.append(f"{row.words}: {FEES[row.method].lower()} is due, and no amount is said")
            continue
        amount -= sum(_counted(invoiced, row, period))
        if amount < 0:
            less = formats.money(-amount, row.currency)
            unsaid.append(f"{row.words}: {less} more was invoiced than is due by now")
        elif amount > 0:
            found.append(_charge(row, amount, period))
    return found, unsaid


def _missed(row: _Fee, invoiced: Iterable[_Invoiced], until: Period) -> Iterator[str]:
    """A line for each month before of a bucket with a first day that is not invoiced whole."""
    if row.method is not Billing.RETAINER or row.valid_from is None:
        return
    amount = _amount(row, ()) or 0
    month = period(row.valid_from, "month")
    while month.first < min(until.first, row.valid_to or date.max):
        if sum(_counted(invoiced, row, month)) < amount:
            name = f"{month.first:%Y-%m}"
            yield f"{row.words}: {name} not invoiced yet, see --month {name}"
        month = period(month.first, "month", 1)


def _is_due(row: _Fee, leaves: _Leaves | None, period: Period, until: date) -> bool:
    if row.method is Billing.RETAINER:
        starts, ends = row.valid_from or date.min, row.valid_to or date.max
        return starts <= period.last and period.first <= ends and period.first < until
    if row.state in ("dropped", "cancelled"):
        return False
    is_complete = invoicing.is_complete(
        leaves=leaves.count if leaves else 0,
        done=leaves.done if leaves else 0,
        is_closed=row.state in ("done", "completed"),
    )
    return is_complete and invoicing.is_due(leaves.last if leaves else None, until)


def _amount(row: _Fee, changes: Iterable[ChangeRow]) -> int | None:
    """What it is worth by now; None where nobody said."""
    if row.method is Billing.RETAINER:
        return invoicing.month_amount(row.amount, row.minutes, row.rate)
    if row.amount is None:
        return None
    if row.ref:
        return invoicing.fee(row.amount, (c.accepted for c in changes if c.agreement_id == row.id))
    mine = [each for each in changes if each.project_id == row.project_id]
    return invoicing.fee_of_project(
        row.amount,
        [each.accepted for each in mine if each.agreement_id is None],
        [each.accepted for each in mine if each.agreement_id is not None],
    )


def _counted(invoiced: Iterable[_Invoiced], row: _Fee, period: Period) -> Iterator[int]:
    """What was invoiced of it already, of a bucket for this month."""
    for each in invoiced:
        is_same = row.method is not Billing.RETAINER or each.first == period.first
        if each.owner == row.id and is_same:
            yield each.amount


def _charge(row: _Fee, amount: int, period: Period) -> Charge:
    is_month = row.method is Billing.RETAINER
    first = max(period.first, row.valid_from or period.first)
    last = min(period.last, row.valid_to or period.last)
    name = formats.month(period.first) if is_month else row.name or row.task or row.project_name
    return Charge(
        row.project_id,
        row.project or "",
        row.project_name or "",
        row.currency,
        row.purchase_order,
        CostKind.LABOUR,
        amount,
        f"{FEES[row.method]}: {name}" + (f", {row.name}" if is_month and row.name else ""),
        phase_id=row.task_id,
        phase=row.task or "",
        position=row.position or 0,
        agreement_id=row.id if row.ref else None,
        agreement=row.ref,
        method=row.method,
        fee=row.method,
        first=first if is_month else None,
        last=last if is_month else None,
    )
