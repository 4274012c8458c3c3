"""All projects in time: the overview, and the milestones of every project."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.store.reader import Connection

MARKS = """
SELECT p.key, t.ref, t.name, substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10) AS due,
       substr(COALESCE(t.actual_finish, t.finish, t.deadline, b.finish), 1, 10),
       t.percent_complete, CAST(:as_of AS VARCHAR(10))
FROM task t JOIN project p ON p.id = t.project_id
LEFT JOIN baseline f ON f.project_id = p.id AND f.is_current
LEFT JOIN baseline_task b ON b.baseline_id = f.id AND b.task_id = t.id
WHERE t.kind = 'milestone' AND t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
  AND p.trashed_on IS NULL AND p.stage <> 'archived'
  AND COALESCE(t.deadline, b.finish, t.finish) IS NOT NULL
ORDER BY p.key, due, t.position, t.ref
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone of a project: the day it was promised for, and the day it is expected or was."""

    project: str
    ref: str
    name: str
    due: date
    day: date
    percent_complete: int
    as_of: date

    @property
    def is_done(self) -> bool:
        """Whether it was reached."""
        return self.percent_complete == 100

    @property
    def slip_days(self) -> int:
        """Calendar days by which it comes, or came, after the day it was promised for."""
        return (self.day - self.due).days

    @property
    def late_days(self) -> int:
        """Calendar days since it should have been reached; 0 when it was, or is not due yet."""
        return 0 if self.is_done else max(0, (self.as_of - self.due).days)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The projects as the overview has them, and by a project's key its milestones by date."""

    rows: list[PortfolioRow]
    marks: dict[str, tuple[Mark, ...]]


def timeline(connection: Connection, *, as_of: date) -> Timeline:
    """Every project that is not archived, with its milestones; four statements.

    The day of a milestone is deadline, else baseline, else plan; what was dropped is left out.
    """
    marks: dict[str, list[Mark]] = {}
    for mark in connection.all(Mark, MARKS, as_of=as_of):
        marks.setdefault(mark.project, []).append(mark)
    rows = overview(connection, as_of=as_of)
    return Timeline(rows, {key: tuple(each) for key, each in marks.items()})
