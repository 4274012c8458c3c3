"""Who works on a project: what was planned for them, what they spent, what is left, their load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ppm_tui.store.queries.bookings import booked, by_person
from ppm_tui.store.queries.resources import ONE_DAY, Days, PersonLoad, weeks
from ppm_tui.store.queries.working_time import people as everybody
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes

WORKING = """
here AS (
  SELECT p.id FROM project p WHERE p.key = :key AND p.trashed_on IS NULL
), assigned AS (
  SELECT a.resource_id, t.percent_complete,
         COALESCE(a.work_minutes, t.duration_minutes * a.units / 100, 0) AS minutes
  FROM here JOIN assignment a ON a.project_id = here.id JOIN task t ON t.id = a.task_id
  WHERE t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
), owned AS (
  SELECT t.owner_id AS resource_id, t.work_minutes AS minutes,
         COALESCE(t.remaining_work_minutes,
                  t.work_minutes - t.work_minutes * t.percent_complete / 100) AS left_minutes
  FROM here JOIN task t ON t.project_id = here.id
  WHERE t.work_minutes > 0 AND t.kind <> 'phase' AND t.trashed_on IS NULL AND t.is_active
    AND t.status <> 'dropped' AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)
), working AS (
  SELECT assigned.resource_id, assigned.minutes AS planned, 0 AS spent,
         assigned.minutes - assigned.minutes * assigned.percent_complete / 100 AS left_minutes
  FROM assigned
  UNION ALL
  SELECT owned.resource_id, owned.minutes, 0, owned.left_minutes FROM owned
  UNION ALL
  SELECT b.resource_id, b.minutes, 0, CASE WHEN b.finish >= :as_of THEN b.minutes ELSE 0 END
  FROM here JOIN booking b ON b.project_id = here.id WHERE b.trashed_on IS NULL
  UNION ALL
  SELECT e.resource_id, 0, e.minutes, 0
  FROM here JOIN time_entry e ON e.project_id = here.id
  WHERE e.day <= :as_of AND e.minutes > 0 AND e.trashed_on IS NULL
)
"""
"""What is planned for and was spent by somebody on a project, in the parts that it comes in."""

PEOPLE = f"""
WITH {WORKING}
SELECT r.key, r.name, r.role, CAST(SUM(w.planned) AS BIGINT), CAST(SUM(w.spent) AS BIGINT),
       CAST(SUM(w.left_minutes) AS BIGINT)
FROM working w JOIN resource r ON r.id = w.resource_id AND r.kind = 'work'
GROUP BY r.key, r.name, r.role
ORDER BY r.key
"""  # noqa: S608  # a rule of ours, nothing that was typed


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """Somebody who is planned for a project or has worked on it, in minutes of that project.

    What is left of an assignment follows from how far its task is; a booking that has not ended
    is left as a whole.
    """

    key: str
    name: str
    role: str
    planned: Minutes
    spent: Minutes
    left: Minutes


def people(connection: Connection, *, key: str, as_of: date) -> list[WorkerRow]:
    """Who works on a project, those with most left first, then by key; one statement."""
    rows = connection.all(WorkerRow, PEOPLE, key=key, as_of=as_of)
    return sorted(rows, key=lambda row: (-row.left, row.key))


def load(connection: Connection, *, as_of: date, count: int) -> Mapping[str, PersonLoad]:
    """Everybody by key, booked in all projects in so many weeks from the next one on.

    Three statements.
    """
    days = next_weeks(as_of, count)
    found = by_person(booked(connection, first=days[0][0], last=days[-1][1] - ONE_DAY))
    return {
        who.row.key: PersonLoad(who, found.get(who.row.id, ()), days[0])
        for who in everybody(connection)
    }


def next_weeks(as_of: date, count: int) -> list[Days]:
    """So many weeks from the next one on."""
    return weeks(as_of, count + 1)[1:]
