"""What was agreed on payment, how much of it is used, and what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ppm_tui.analysis import prepaid
from ppm_tui.analysis.billing import NOTHING, Amount, Limit
from ppm_tui.analysis.prepaid import Months
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.clients import client
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Billing, CarryOver, TaskKind

AGREEMENTS = """
SELECT a.id, a.ref, c.name, p.key, t.id, t.ref, t.name, t.kind, a.name, a.method, a.amount,
       a.minutes, a.rate, a.carry_over, COALESCE(p.currency, a.currency), a.valid_from, a.valid_to,
       a.purchase_order, p.id, COALESCE(p.client_id, a.client_id)
FROM agreement a
LEFT JOIN project p ON p.id = a.project_id
LEFT JOIN client c ON c.id = COALESCE(p.client_id, a.client_id)
LEFT JOIN task t ON t.id = a.task_id
WHERE a.trashed_on IS NULL AND p.trashed_on IS NULL
ORDER BY a.ref
"""

USED = """
SELECT e.agreement_id, SUBSTR(e.day, 1, 7), SUM(e.minutes - COALESCE(o.minutes, 0)),
       SUM(COALESCE(e.price, 0) - COALESCE(o.price, 0))
FROM time_entry e LEFT JOIN overrun o ON o.time_entry_id = e.id
WHERE e.agreement_id IN (SELECT a.id FROM agreement a WHERE a.trashed_on IS NULL)
  AND e.bill = 'billable' AND e.day <= :as_of AND e.trashed_on IS NULL
GROUP BY e.agreement_id, SUBSTR(e.day, 1, 7)
ORDER BY e.agreement_id, SUBSTR(e.day, 1, 7)
"""

USED_OF_PROJECT = """
SELECT e.project_id, SUBSTR(e.day, 1, 7), SUM(e.minutes - COALESCE(o.minutes, 0)),
       SUM(COALESCE(e.price, 0) - COALESCE(o.price, 0))
FROM time_entry e LEFT JOIN overrun o ON o.time_entry_id = e.id
WHERE e.project_id = :project AND e.agreement_id IS NULL AND e.bill = 'billable'
  AND e.day <= :as_of AND e.trashed_on IS NULL
GROUP BY e.project_id, SUBSTR(e.day, 1, 7)
ORDER BY e.project_id, SUBSTR(e.day, 1, 7)
"""

ACCEPTED = """
SELECT COALESCE(e.agreement_id, e.project_id), c.id, COALESCE(c.minutes, 0), COALESCE(c.price, 0),
       SUBSTR(e.day, 1, 7), SUM(o.minutes), SUM(o.price)
FROM change_request c
JOIN overrun o ON o.change_request_id = c.id
JOIN time_entry e ON e.id = o.time_entry_id
WHERE c.status = 'approved' AND c.trashed_on IS NULL AND o.choice = 'change'
  AND e.bill = 'billable' AND e.day <= :as_of AND e.trashed_on IS NULL
  AND COALESCE(c.decided, '') <= :as_of
GROUP BY COALESCE(e.agreement_id, e.project_id), c.id, c.minutes, c.price, SUBSTR(e.day, 1, 7)
ORDER BY c.id, SUBSTR(e.day, 1, 7)
"""

GROWN = """
SELECT COALESCE(c.agreement_id, c.project_id),
       COALESCE(SUBSTR(e.day, 1, 7), SUBSTR(c.decided, 1, 7), ''), SUM(COALESCE(c.minutes, 0)),
       SUM(COALESCE(c.price, 0))
FROM change_request c LEFT JOIN time_entry e ON e.id = c.time_entry_id
WHERE c.status = 'approved' AND c.trashed_on IS NULL
  AND (c.agreement_id IS NOT NULL OR c.time_entry_id IS NOT NULL)
  AND COALESCE(c.decided, '') <= :as_of
GROUP BY COALESCE(c.agreement_id, c.project_id),
         COALESCE(SUBSTR(e.day, 1, 7), SUBSTR(c.decided, 1, 7), '')
ORDER BY 1, 2
"""


OWNER = """
SELECT p.id, p.client_id FROM project p WHERE p.key = :key AND p.trashed_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as it is written down; a bucket is of no project."""

    id: str
    ref: str
    client: str | None
    project: str | None
    task_id: str | None
    task: str | None
    task_name: str | None
    task_kind: TaskKind | None
    name: str
    method: Billing
    amount: int | None
    minutes: int | None
    rate: int | None
    carry_over: CarryOver
    currency: str
    valid_from: date | None
    valid_to: date | None
    purchase_order: str
    project_id: str | None
    client_id: str | None

    @property
    def place(self) -> str:
        """Whose it is: `ATLAS P-001`, or the client that has the bucket."""
        return " ".join(filter(None, (self.project, self.task))) or self.client or ""

    def is_valid(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @property
    def own_limit(self) -> Limit:
        """What it says itself; time that is in a fixed fee limits it, whatever it is worth."""
        if self.method is Billing.FIXED_FEE and self.minutes is not None:
            return Limit(self.minutes)
        return Limit(self.minutes, self.amount)


@dataclass(frozen=True, slots=True)
class _Sum:
    key: str
    month: str
    minutes: int
    price: int


@dataclass(frozen=True, slots=True)
class _Accepted:
    key: str
    change: str
    minutes: int
    price: int
    month: str
    over_minutes: int
    over_price: int


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement as of a day: what is in it, with what was raised since, and what is used.

    Of a prepaid bucket both are those of the month. Money is minor units of its currency.
    """

    row: Agreed
    limit: Limit
    used: Amount

    @property
    def left(self) -> Limit:
        """What is left; below zero it was passed."""
        return self.limit.left(self.used)

    @property
    def worth(self) -> int | None:
        """What is used in money; None of prepaid time, which projects in other currencies may
        use."""
        is_time = self.row.method is Billing.RETAINER and self.row.amount is None
        return None if is_time else self.used.price


@dataclass(frozen=True, slots=True)
class Standings:
    """What counts towards agreements, and what has raised them, by agreement and month."""

    used: Mapping[str, Months]
    more: Mapping[str, Months]

    def of(self, row: Agreed, day: date) -> AgreementRow:
        """How much of an agreement there is, and is used, as of a day."""
        limit, used, more = row.own_limit, self.used.get(row.id, {}), self.more.get(row.id, {})
        if row.method is Billing.RETAINER and not limit.is_open:
            held = prepaid.held(
                limit, row.carry_over, first=row.valid_from, day=day, used=used, more=more
            )
            return AgreementRow(row, *held)
        grown = total(more)
        raised = Limit(
            None if limit.minutes is None else limit.minutes + grown.minutes,
            None if limit.price is None else limit.price + grown.price,
        )
        return AgreementRow(row, raised, total(used))


def agreements(
    connection: Connection, *, as_of: date, key: str | None = None, name: str | None = None
) -> list[AgreementRow]:
    """Every agreement by identifier; five statements at most.

    With `key` those on a project and the buckets of its client, with `name` those of a client.
    Raises NotFound.
    """
    found = every(connection)
    if key is not None:
        owner = connection.rows(OWNER, key=key)
        if not owner:
            raise NotFound(f"no project {key}: ppm projects lists them")
        [(project, of)] = owner
        found = [
            each
            for each in found
            if each.project_id == project
            or (each.project_id is None and of is not None and each.client_id == of)
        ]
    if name is not None:
        wanted = client(connection, name=name).id
        found = [each for each in found if each.client_id == wanted]
    standings = standing(connection, as_of=as_of)
    return [standings.of(each, as_of) for each in found]


def every(connection: Connection) -> list[Agreed]:
    """All that is agreed, by identifier; one statement."""
    return connection.all(Agreed, AGREEMENTS)


def standing(
    connection: Connection, *, as_of: date = date.max, project: str | None = None
) -> Standings:
    """What counts up to a day towards agreements, and towards a project as a whole by its
    identifier.

    Three statements, or four.
    """
    used = connection.all(_Sum, USED, as_of=as_of)
    if project is not None:
        used += connection.all(_Sum, USED_OF_PROJECT, project=project, as_of=as_of)
    used += _accepted(connection.all(_Accepted, ACCEPTED, as_of=as_of))
    return Standings(_by_month(used), _by_month(connection.all(_Sum, GROWN, as_of=as_of)))


def total(months: Months) -> Amount:
    """All months together."""
    return sum(months.values(), NOTHING)


def _accepted(rows: Iterable[_Accepted]) -> list[_Sum]:
    """Of what is over, what requests have agreed since; each gives what it says and no more."""
    left: dict[tuple[str, str], Amount] = {}
    found = []
    for row in rows:
        rest = left.get((row.key, row.change), Amount(row.minutes, row.price))
        part = Amount(
            max(0, min(row.over_minutes, rest.minutes)), max(0, min(row.over_price, rest.price))
        )
        left[row.key, row.change] = rest - part
        found.append(_Sum(row.key, row.month, part.minutes, part.price))
    return found


def _by_month(sums: Iterable[_Sum]) -> dict[str, dict[str, Amount]]:
    found: dict[str, dict[str, Amount]] = {}
    for each in sums:
        months = found.setdefault(each.key, {})
        months[each.month] = months.get(each.month, NOTHING) + Amount(each.minutes, each.price)
    return found
