"""Days that a calendar should show: the milestones and deadlines of one or all open projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.errors import NotFound
from ppm_tui.store.reader import Connection
from ppm_tui.terms import TaskKind, TaskStatus

KNOWN = """
SELECT p.key FROM project p WHERE p.key = :key AND p.trashed_on IS NULL
"""

DATED = """
SELECT t.id, t.version, p.key, p.name, t.ref, t.name, t.kind, t.status, t.percent_complete,
       CASE WHEN t.kind = 'milestone' THEN COALESCE(t.finish, t.start) END, t.deadline,
       (SELECT MAX(s.at) FROM change c JOIN step s ON s.number = c.step WHERE c.row_id = t.id)
FROM project p JOIN task t ON t.project_id = p.id
WHERE p.trashed_on IS NULL AND t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
  AND (t.kind = 'milestone' OR t.deadline IS NOT NULL)
  AND (p.key = :key
       OR (:key = '' AND p.stage NOT IN ('completed', 'cancelled', 'archived')))
ORDER BY p.key, t.position, t.ref
"""


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task with a day of its own: `milestone` is when a milestone is planned, wall time."""

    id: str
    version: int
    key: str
    project: str
    ref: str
    name: str
    kind: TaskKind
    status: TaskStatus
    percent_complete: int
    milestone: datetime | None
    deadline: datetime | None
    changed: datetime | None
    """The moment of its last change, in UTC; None when the history does not reach so far."""


def dated(connection: Connection, *, project: str | None) -> Sequence[DatedTask]:
    """Milestones, and tasks with a deadline, of one project, else of all that are not closed.

    Without what was dropped or is inactive; project by project in the order of the plan. Two
    statements at most. Raises NotFound when there is no project of that key.
    """
    if project is not None and connection.value(KNOWN, key=project) is None:
        raise NotFound(f"no project {project}: ppm projects lists them")
    return connection.all(DatedTask, DATED, key=project or "")
