"""Milestones and tasks over all projects whose day has passed."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from ppm_tui.store.queries.plan import Baseline, Predecessor, lag_minutes
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Constraint, LagKind, LinkType, TaskKind, TaskStatus

# CROSS JOIN keeps SQLite from reading the tasks of every project there ever was.
OVERDUE = """
SELECT t.id, t.version, t.ref, t.uid, t.wbs, t.name, t.kind, t.status, a.ref, p.key, p.name,
       c.name, t.start, t.finish, t.duration_minutes, t.work_minutes, t.percent_complete,
       t.actual_start, t.actual_finish, t.deadline, t.constraint_type, t.constraint_date, r.key,
       p.currency, substr(COALESCE(t.deadline, f.finish, t.finish), 1, 10) AS due,
       CAST(:as_of AS VARCHAR(10)), f.id, f.start, f.finish, f.work_minutes, f.cost
FROM project p
CROSS JOIN task t
LEFT JOIN task a ON a.id = t.parent_id
LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource r ON r.id = t.owner_id
LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
LEFT JOIN baseline_task f ON f.baseline_id = b.id AND f.task_id = t.id
WHERE t.project_id = p.id AND p.trashed_on IS NULL
  AND p.stage NOT IN ('archived', 'completed', 'cancelled')
  AND t.trashed_on IS NULL AND t.kind <> 'phase' AND t.is_active
  AND t.percent_complete < 100 AND t.status <> 'dropped'
  AND COALESCE(t.deadline, f.finish, t.finish) < :as_of
ORDER BY due, p.key, t.position
"""

LINKS = """
SELECT d.task_id, q.id, q.ref, q.uid, d.type, d.lag, d.lag_kind, q.duration_minutes
FROM project p
JOIN task t ON t.project_id = p.id
CROSS JOIN dependency d
JOIN task q ON q.id = d.predecessor_id
LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
LEFT JOIN baseline_task f ON f.baseline_id = b.id AND f.task_id = t.id
WHERE d.task_id = t.id
  AND p.trashed_on IS NULL AND p.stage NOT IN ('archived', 'completed', 'cancelled')
  AND t.trashed_on IS NULL AND q.trashed_on IS NULL AND t.kind <> 'phase'
  AND t.percent_complete < 100 AND COALESCE(t.deadline, f.finish, t.finish) < :as_of
ORDER BY d.number, q.ref, d.task_id
"""


@dataclass(frozen=True, slots=True)
class _Late:
    """What both rows of an overdue task share."""

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
    constraint: Constraint
    constraint_date: datetime | None
    owner: str | None
    currency: str
    due: date
    as_of: date


@dataclass(frozen=True, slots=True)
class _Stored(_Late):
    baseline_id: str | None
    baseline_start: datetime | None
    baseline_finish: datetime | None
    baseline_work_minutes: int | None
    baseline_cost: int | None


@dataclass(frozen=True, slots=True)
class OverdueRow(_Late):
    """A milestone or task that should be done by now. `due` is deadline, baseline or finish."""

    baseline: Baseline | None
    predecessors: tuple[Predecessor, ...]

    @property
    def days_late(self) -> int:
        """Calendar days since it was due."""
        return (self.as_of - self.due).days


@dataclass(frozen=True, slots=True)
class _Link:
    task_id: str
    id: str
    ref: str
    uid: str | None
    type: LinkType
    lag: int
    lag_kind: LagKind
    duration_minutes: int | None


def overdue(connection: Connection, *, as_of: date) -> list[OverdueRow]:
    """Late milestones and tasks of projects that go on, the oldest first; two statements."""
    waits: dict[str, list[Predecessor]] = {}
    stored = connection.all(_Stored, OVERDUE, as_of=as_of)
    for link in connection.all(_Link, LINKS, as_of=as_of):
        lag = lag_minutes(link.lag, link.lag_kind, link.duration_minutes)
        found = Predecessor(link.ref, link.uid, link.type, lag, link.id)
        waits.setdefault(link.task_id, []).append(found)
    return [_row(row, tuple(waits.get(row.id, ()))) for row in stored]


def _row(row: _Stored, predecessors: tuple[Predecessor, ...]) -> OverdueRow:
    frozen = None
    if row.baseline_id is not None:
        frozen = Baseline(
            row.baseline_start, row.baseline_finish, row.baseline_work_minutes, row.baseline_cost
        )
    shared = {field.name: getattr(row, field.name) for field in fields(_Late)}
    return OverdueRow(**shared, baseline=frozen, predecessors=predecessors)
