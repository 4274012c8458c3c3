"""When those work who do the tasks of a plan, where that is not as its calendar says.

They are those who are assigned to a task; of one that nobody is assigned to, and that has work, it
is the owner: the same people whom the work is booked on.

Only people with weeks of their own, absences or public holidays change anything in a plan; of
all others the calendars count that the plan itself has.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ppm_tui.analysis.capacity import Off, working_time
from ppm_tui.analysis.worktime import CalendarRule, ExceptionDays, Hours, WorkCalendar, whole
from ppm_tui.store.queries.stored_hours import full_week
from ppm_tui.store.reader import Connection

DOING = """
doing AS (
  SELECT a.task_id, a.resource_id, a.project_id FROM assignment a WHERE a.project_id = :project
  UNION ALL
  SELECT t.id, t.owner_id, t.project_id FROM task t
  WHERE t.project_id = :project AND t.owner_id IS NOT NULL AND t.work_minutes > 0
    AND t.kind <> 'phase' AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)
)
"""

TIMES = " ".join(("WITH", DOING, """
, own AS (
  SELECT w.resource_id AS id FROM working_week w
  UNION
  SELECT o.resource_id FROM absence o
  UNION
  SELECT r.id FROM resource r WHERE r.region <> ''
    AND EXISTS (SELECT 1 FROM public_holiday h WHERE h.region = r.region)
), shared AS (
  SELECT DISTINCT d.task_id FROM doing d JOIN own ON own.id = d.resource_id
), busy AS (
  SELECT DISTINCT d.resource_id AS id FROM doing d JOIN own ON own.id = d.resource_id
), times AS (
SELECT 'task' AS rule, d.task_id AS owner, d.resource_id AS other,
       COALESCE(m.calendar_id, r.calendar_id) AS hours,
       NULL AS first, NULL AS last, NULL AS minutes
FROM shared JOIN doing d ON d.task_id = shared.task_id
JOIN resource r ON r.id = d.resource_id
LEFT JOIN plan_resource m ON m.resource_id = r.id AND m.project_id = d.project_id
WHERE r.kind = 'work'
UNION ALL
SELECT 'off', o.resource_id, NULL, NULL, o.first, o.last, o.minutes
FROM busy JOIN absence o ON o.resource_id = busy.id
UNION ALL
SELECT 'region', r.id, r.region, NULL, NULL, NULL, NULL
FROM busy JOIN resource r ON r.id = busy.id WHERE r.region <> ''
UNION ALL
SELECT 'week', w.resource_id, NULL, w.week, w.valid_from, NULL, NULL
FROM busy JOIN working_week w ON w.resource_id = busy.id
UNION ALL
SELECT 'holiday', h.region, NULL, NULL, h.day, h.day, NULL
FROM public_holiday h
WHERE h.region IN (SELECT r.region FROM busy JOIN resource r ON r.id = busy.id)
)
SELECT rule, owner, other, hours, first, last, minutes FROM times
ORDER BY rule, owner, COALESCE(other, ''), COALESCE(first, ''), COALESCE(last, ''),
         COALESCE(minutes, 0)
"""))  # fmt: skip

HOURS = """
WITH rules AS (
SELECT 'off' AS rule, NULL AS hours, o.first, o.last, o.minutes FROM absence o
WHERE o.resource_id = :person AND o.first <= :until AND o.last >= :since
UNION ALL
SELECT 'week', w.week, w.valid_from, NULL, NULL
FROM working_week w WHERE w.resource_id = :person
UNION ALL
SELECT 'calendar', COALESCE(m.calendar_id, r.calendar_id), NULL, NULL, NULL
FROM resource r LEFT JOIN plan_resource m ON m.resource_id = r.id AND m.project_id = :project
WHERE r.id = :person AND COALESCE(m.calendar_id, r.calendar_id) IS NOT NULL
UNION ALL
SELECT 'off', NULL, h.day, h.day, NULL
FROM resource r JOIN public_holiday h ON h.region = r.region
WHERE r.id = :person AND h.day <= :until AND h.day >= :since
)
SELECT rule, hours, first, last, minutes FROM rules
ORDER BY rule, COALESCE(first, ''), COALESCE(last, ''), COALESCE(minutes, 0), hours
"""


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One thing that says when somebody works within some days, as far as that is their own."""

    rule: str
    hours: str | None
    first: date | None
    last: date | None
    minutes: int | None


def hours_within(
    connection: Connection, *, person: str, project: str, first: date, last: date
) -> tuple[HoursRow, ...]:
    """What is stored of when somebody works in a plan within days, both in; one statement.

    People of whom the same is stored work at the same times.
    """
    found = connection.all(
        HoursRow, HOURS, person=person, project=project, since=first.isoformat(),
        until=last.isoformat(),
    )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One thing that says when those work who do something in a plan.

    A `task` has them as `other` with their calendars, if any, as `hours`; a `region` is that of
    a person, a `holiday` that of a region; a `week` has hours from its first day on.
    """

    rule: str
    owner: str
    other: str | None
    hours: str | None
    first: date | None
    last: date | None
    minutes: int | None


Base = tuple[tuple[Hours, ...], tuple[ExceptionDays, ...]]
"""A week, and the days that differ from it."""
Team = frozenset[tuple[str | None, str | None]]
"""Who works on a task: people with working time of their own, and calendars of the others."""


class PlanPeople:
    """The working time of those who do something in a plan, by task.

    `standard` is when those work of whom nothing else is known.
    """

    def __init__(
        self,
        rows: Iterable[TimeRow],
        rules: Mapping[str, CalendarRule],
        standard: Base,
    ) -> None:
        self.rules, self.standard = rules, standard
        self.by: dict[tuple[str, str], list[TimeRow]] = {}
        for row in rows:
            self.by.setdefault((row.rule, row.owner), []).append(row)
        self.regions = {
            owner: rows[0].other for (rule, owner), rows in self.by.items() if rule == "region"
        }
        self.made: dict[tuple[str | None, str | None], WorkCalendar | None] = {}

    def working(
        self, any_of: Callable[[Sequence[WorkCalendar]], WorkCalendar]
    ) -> dict[str, WorkCalendar]:
        """The common calendar of each task that somebody with working time of their own is on.

        A task that only people do who never work is not among them. Invalid as
        `working_time`.
        """
        teams: dict[str, Team] = {
            task: frozenset(self._member(row) for row in rows)
            for (rule, task), rows in self.by.items()
            if rule == "task"
        }
        # The same people work on many tasks: their common calendar is made once.
        united: dict[Team, WorkCalendar] = {}
        for team in set(teams.values()):
            found = [each for member in team if (each := self._calendar(member))]
            if found:
                united[team] = any_of(found)
        return {task: united[team] for task, team in teams.items() if team in united}

    def _member(self, row: TimeRow) -> tuple[str | None, str | None]:
        """Who it is, if that matters, and the calendar."""
        who = row.other or ""
        has_own = bool(self._rows(who)) or ("holiday", self.regions.get(who) or "") in self.by
        return who if has_own else None, row.hours if row.hours in self.rules else None

    def _rows(self, who: str) -> list[TimeRow]:
        return [*self.by.get(("week", who), ()), *self.by.get(("off", who), ())]

    def _calendar(self, member: tuple[str | None, str | None]) -> WorkCalendar | None:
        if member not in self.made:
            self.made[member] = self._new(*member)
        return self.made[member]

    def _new(self, who: str | None, calendar: str | None) -> WorkCalendar | None:
        week, exceptions = whole(self.rules, calendar) if calendar else self.standard
        rows = self._rows(who) if who else []
        weeks = [(row.first, full_week(row.hours)) for row in rows if row.rule == "week"]
        region = self.regions.get(who or "") or ""
        days = [*self.by.get(("holiday", region), ()), *(r for r in rows if r.rule == "off")]
        off = [Off(d.first, d.last, d.minutes) for d in days if d.first and d.last]
        return working_time(weeks, exceptions, off, who or "", week)
