"""Who is booked on what: work of tasks, and time that is kept free for a project."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ppm_tui.analysis.capacity import Spread, spread
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.store.reader import Connection
from ppm_tui.terms import BookingKind, Contour, TaskKind

BOOKED = """
WITH open AS (
  SELECT p.id, p.key, p.name, c.key AS client
  FROM project p LEFT JOIN client c ON c.id = p.client_id
  WHERE p.trashed_on IS NULL AND p.stage NOT IN ('idea', 'candidate', 'cancelled', 'archived')
), placed AS (
  SELECT a.id FROM assignment a
  WHERE a.finish >= :since AND a.start < :until /* of: a.resource_id */
  UNION ALL
  SELECT a.id FROM task t JOIN assignment a ON a.task_id = t.id
  WHERE t.finish >= :since AND t.start < :until AND a.finish IS NULL /* of: a.resource_id */
)
SELECT 'assignment' AS source, a.id, a.resource_id, open.id, open.key, open.name, open.client,
       t.id, t.ref, t.name, t.kind, a.kind, a.contour,
       COALESCE(a.work_minutes, t.duration_minutes * a.units / 100) AS minutes,
       COALESCE(a.start, t.start), COALESCE(a.finish, t.finish),
       CASE WHEN COALESCE(a.start, t.start) = t.start AND COALESCE(a.finish, t.finish) = t.finish
            THEN t.splits ELSE '[]' END, '' AS role, '' AS skill,
       t.percent_complete, t.priority
FROM placed JOIN assignment a ON a.id = placed.id JOIN task t ON t.id = a.task_id
JOIN open ON open.id = t.project_id LEFT JOIN resource r ON r.id = a.resource_id
WHERE t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
  AND COALESCE(r.kind, 'work') = 'work'
UNION ALL
SELECT 'task', t.id, t.owner_id, open.id, open.key, open.name, open.client,
       t.id, t.ref, t.name, t.kind, 'hard', 'flat', t.work_minutes, t.start, t.finish, t.splits,
       '', '', t.percent_complete, t.priority
FROM task t JOIN open ON open.id = t.project_id
WHERE t.finish >= :since AND t.start < :until AND t.work_minutes > 0 /* of: t.owner_id */
  AND t.kind <> 'phase'
  AND t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
  AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)
UNION ALL
SELECT 'booking', b.id, b.resource_id, open.id, open.key, open.name, open.client,
       NULL, b.ref, b.text, NULL, b.kind, b.contour, b.minutes, b.start, b.finish, '[]',
       b.role, b.skill, 0, 'medium'
FROM booking b JOIN open ON open.id = b.project_id
WHERE b.finish >= :since AND b.start < :until AND b.trashed_on IS NULL /* of: b.resource_id */
ORDER BY 15, 2
"""
OF_ONE = re.sub(r"/\* of: (\S+) \*/", r"AND \1 = :resource", BOOKED)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Booked:
    """Work for a person, or for nobody yet, within some time.

    `source` says where it is stored: an assignment of a task, the task itself, whose work nobody
    was assigned to and which falls to its owner, or a booking without a task.
    """

    source: str
    id: str
    resource_id: str | None
    project_id: str
    project: str
    project_name: str
    client: str | None
    task_id: str | None
    ref: str
    name: str
    task_kind: TaskKind | None
    kind: BookingKind
    contour: Contour
    minutes: int | None
    start: str
    finish: str
    splits: str
    role: str
    skill: str
    percent_complete: int
    priority: str

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """When it is done: the parts of a split task, else from its start to its finish."""
        if self.splits not in ("", "[]"):
            parts = json.loads(self.splits)
            return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in parts]
        if self.task_id is None:
            first, last = date.fromisoformat(self.start), date.fromisoformat(self.finish)
            return [(_midnight(first), _midnight(last + ONE_DAY))]
        return [(datetime.fromisoformat(self.start), datetime.fromisoformat(self.finish))]

    @property
    def first(self) -> date:
        """The first day of it."""
        return self.spans[0][0].date()

    @property
    def last(self) -> date:
        """The last day of it."""
        return (self.spans[-1][1] - timedelta(minutes=1)).date()

    def over(self, calendar: WorkCalendar | None) -> Spread:
        """Its work over the working time of the person."""
        return spread(self.minutes or 0, self.spans, calendar, self.contour)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def booked(
    connection: Connection, *, first: date, last: date, person: str | None = None
) -> list[Booked]:
    """All bookings that touch some days, both ends in, by their start; or those of one person, by
    identifier. One statement.

    Work of tasks in projects that are not, or no longer, to be done counts nothing.
    """
    days = {"since": first.isoformat(), "until": (last + ONE_DAY).isoformat()}
    if person is None:
        return connection.all(Booked, BOOKED, **days)
    return connection.all(Booked, OF_ONE, **days, resource=person)


def by_person(rows: Iterable[Booked]) -> dict[str | None, list[Booked]]:
    """The same bookings by person; those of nobody under None."""
    found: dict[str | None, list[Booked]] = {}
    for row in rows:
        if row.minutes:
            found.setdefault(row.resource_id, []).append(row)
    return found
