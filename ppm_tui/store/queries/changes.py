"""Change requests: what is asked, what it does, who decides and how long it has waited."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.reader import Connection
from ppm_tui.terms import ChangeStatus

CHANGES = """
SELECT c.id, c.version, c.ref, p.key, k.name, c.title, c.reason, c.status, c.added, c.removed,
       c.plan, c.minutes, c.cost, c.price, c.days, p.currency, c.risk_effect, c.conditions,
       c.authoriser, c.requested_by, c.since, c.decided, c.decided_by, c.evidence,
       t.ref, r.ref, i.ref, e.number, b.name, CAST(:as_of AS VARCHAR(10))
FROM change_request c
JOIN project p ON p.id = c.project_id
LEFT JOIN client k ON k.id = p.client_id
LEFT JOIN task t ON t.id = c.task_id
LEFT JOIN risk r ON r.id = c.risk_id
LEFT JOIN issue i ON i.id = c.issue_id
LEFT JOIN time_entry e ON e.id = c.time_entry_id
LEFT JOIN baseline b ON b.id = c.baseline_id
WHERE c.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY c.ref
"""

AUTHORISERS = """
SELECT DISTINCT c.authoriser
FROM change_request c
JOIN project p ON p.id = c.project_id
JOIN project q ON q.key = :key AND (q.id = p.id OR q.client_id = p.client_id)
WHERE c.authoriser <> '' AND c.trashed_on IS NULL
ORDER BY c.authoriser
"""

ORDER = (
    ChangeStatus.SUBMITTED, ChangeStatus.DRAFT, ChangeStatus.DEFERRED, ChangeStatus.APPROVED,
    ChangeStatus.REJECTED,
)  # fmt: skip
"""What waits for somebody first."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change request; differences in minutes, days and minor units of its currency.

    `added`, `removed` and `plan` have a line for each thing. What it was raised from stands under
    `task`, `risk`, `issue` and `time`, the number of an entry.
    """

    id: str
    version: int
    ref: str
    project: str
    client: str | None
    title: str
    reason: str
    status: ChangeStatus
    added: str
    removed: str
    plan: str
    minutes: int | None
    cost: int | None
    price: int | None
    days: int | None
    currency: str
    risk_effect: str
    conditions: str
    authoriser: str
    requested_by: str
    since: date | None
    decided: date | None
    decided_by: str
    evidence: str
    task: str | None
    risk: str | None
    issue: str | None
    time: int | None
    baseline: str | None
    as_of: date

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has been asked and has not answered."""
        return self.status is ChangeStatus.SUBMITTED

    @property
    def age(self) -> int | None:
        """Days since it came to the status that it has."""
        return (self.as_of - self.since).days if self.since else None

    @property
    def origins(self) -> tuple[str, ...]:
        """What it was raised from, in words."""
        entry = f"time entry {self.time}" if self.time is not None else None
        return tuple(filter(None, (self.task, self.risk, self.issue, entry)))


def changes(connection: Connection, *, as_of: date, key: str | None = None) -> list[ChangeRow]:
    """Change requests of every status by identifier, of a project or of all not archived.

    One statement.
    """
    return connection.all(ChangeRow, CHANGES, as_of=as_of, key=key)


def waiting_first(row: ChangeRow) -> tuple[int, int, str]:
    """The order of the register: what waits, the longest first, and last what is decided."""
    return ORDER.index(row.status), -(row.age or 0), row.ref


def authorisers(connection: Connection, *, key: str) -> list[str]:
    """Who was named as authoriser before, for this project or another one of its client.

    One statement.
    """
    return [str(row[0]) for row in connection.rows(AUTHORISERS, key=key)]
