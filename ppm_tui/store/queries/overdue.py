"""Milestones and tasks over all projects whose day has passed."""

from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.store.reader import Connection
from ppm_tui.terms import TaskKind, TaskStatus

OVERDUE = """
SELECT t.id, t.version, t.ref, t.uid, t.wbs, t.name, t.kind, t.status, a.ref, p.key, p.name,
       c.name, t.start, t.finish, t.duration_minutes, t.work_minutes, t.percent_complete,
       t.actual_start, t.actual_finish, t.deadline, r.key,
       f.id, f.start, f.finish, f.work_minutes, f.cost, p.currency,
       substr(COALESCE(t.deadline, f.finish, t.finish), 1, 10) AS due,
       CAST(:as_of AS VARCHAR(10))
FROM project p
JOIN task t ON t.project_id = p.id
LEFT JOIN task a ON a.id = t.parent_id
LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource r ON r.id = t.owner_id
LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
LEFT JOIN baseline_task f ON f.baseline_id = b.id AND f.task_id = t.id
WHERE p.trashed_on IS NULL AND p.stage NOT IN ('archived', 'completed', 'cancelled')
  AND t.trashed_on IS NULL AND t.kind <> 'phase' AND t.is_active
  AND t.percent_complete < 100 AND t.status <> 'dropped'
  AND COALESCE(t.deadline, f.finish, t.finish) < :as_of
ORDER BY due, p.key, t.position
"""


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A milestone or task that should be done by now. `due` is deadline, baseline or finish."""

    id: str
    version: int
    ref: str
    uid: str | None
    wbs: str
    name: str
    kind: TaskKind
    status: TaskStatus
    parent: str | None
    project: str
    project_name: str
    client: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    work_minutes: int | None
    percent_complete: int
    actual_start: datetime | None
    actual_finish: datetime | None
    deadline: datetime | None
    owner: str | None
    baseline_id: str | None
    baseline_start: datetime | None
    baseline_finish: datetime | None
    baseline_work_minutes: int | None
    baseline_cost: int | None
    currency: str
    due: date
    as_of: date

    @property
    def days_late(self) -> int:
        """Calendar days since it was due."""
        return (self.as_of - self.due).days


def overdue(connection: Connection, *, as_of: date) -> list[OverdueRow]:
    """Late milestones and tasks of projects that go on, the oldest first; one statement."""
    return connection.all(OverdueRow, OVERDUE, as_of=as_of)
