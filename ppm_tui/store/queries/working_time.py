"""Who there is, what they can, and when they work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ppm_tui.analysis.capacity import NO_WEEK, Capacity, Off, even_week, skills_of, working_time
from ppm_tui.analysis.worktime import CalendarRule, ExceptionDays, WorkCalendar, whole
from ppm_tui.store.queries.stored_hours import days_of, full_week, week_of
from ppm_tui.store.reader import Connection

PEOPLE = """
SELECT r.id, r.key, r.name, r.role, r.team, r.skills, r.region, r.week_minutes, r.max_units,
       r.availability, r.target, COALESCE(r.calendar_id, (
         SELECT MAX(m.calendar_id) FROM plan_resource m WHERE m.resource_id = r.id))
FROM resource r
WHERE r.trashed_on IS NULL AND r.kind = 'work' AND (r.key = :person OR :person IS NULL)
ORDER BY r.key
"""

RULES = """
WITH used AS (
  SELECT r.calendar_id AS id FROM resource r WHERE r.calendar_id IS NOT NULL
  UNION
  SELECT MAX(m.calendar_id) FROM plan_resource m GROUP BY m.resource_id
), known AS (
  SELECT c.id, c.base_id, c.name, c.week FROM calendar c JOIN used ON used.id = c.id
  UNION
  SELECT b.id, b.base_id, b.name, b.week
  FROM used JOIN calendar c ON c.id = used.id JOIN calendar b ON b.id = c.base_id
), rules AS (
SELECT 'week' AS rule, w.resource_id AS owner, NULL AS base, w.valid_from AS first, NULL AS last,
       w.week AS hours, NULL AS days, NULL AS minutes, '' AS name
FROM working_week w
UNION ALL
SELECT 'off', a.resource_id, NULL, a.first, a.last, NULL, NULL, a.minutes, a.kind FROM absence a
UNION ALL
SELECT 'holiday', h.region, NULL, h.day, h.day, NULL, NULL, NULL, h.name FROM public_holiday h
UNION ALL
SELECT 'calendar', known.id, known.base_id, NULL, NULL, known.week, NULL, NULL, known.name
FROM known
UNION ALL
SELECT 'exception', e.calendar_id, NULL, NULL, NULL, e.hours, e.days, e.number, e.name
FROM calendar_exception e JOIN known ON known.id = e.calendar_id
)
SELECT rule, owner, base, first, last, hours, days, minutes, name FROM rules
ORDER BY rule, owner, COALESCE(first, ''), COALESCE(minutes, 0)
"""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person, or a group of machines, as stored."""

    id: str
    key: str
    name: str
    role: str
    team: str
    skills: str
    region: str
    week_minutes: int
    max_units: int | None
    availability: int
    target: int | None
    calendar_id: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that says when somebody works, in the words of `RULES`."""

    rule: str
    owner: str
    base: str | None
    first: date | None
    last: date | None
    hours: str | None
    days: str | None
    minutes: int | None
    name: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days that a person is away, with the kind of absence or the name of the holiday."""

    first: date
    last: date
    name: str
    is_public: bool = False
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be booked: who it is, when they work, and when they do not."""

    row: PersonRow
    capacity: Capacity
    off: tuple[DayOff, ...]

    @property
    def calendar(self) -> WorkCalendar | None:
        """When they work; None for somebody who never does."""
        return self.capacity.calendar

    @property
    def skills(self) -> tuple[str, ...]:
        """What they can do, in single words."""
        return skills_of(self.row.skills)


def people(connection: Connection, *, key: str | None = None) -> list[Person]:
    """Everybody who works, by key, or one of them; two statements."""
    rows = connection.all(PersonRow, PEOPLE, person=key)
    return made(rows, connection.all(Rule, RULES))


def made(rows: Iterable[PersonRow], rules: Iterable[Rule]) -> list[Person]:
    """People with their working time, from what is stored of both."""
    times = Times(rules)
    return [times.person(row) for row in rows]


class Times:
    """What is stored of working time, by what it belongs to."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.by: dict[tuple[str, str], list[Rule]] = {
            key: list(group) for key, group in groupby(rules, lambda each: (each.rule, each.owner))
        }
        self.calendars = {
            owner: CalendarRule(
                row.name,
                week_of(row.hours or "[]"),
                row.base,
                tuple(self._exceptions(owner)),
            )
            for (rule, owner), (row, *_) in self.by.items()
            if rule == "calendar"
        }

    def person(self, row: PersonRow) -> Person:
        """Somebody with their weeks, before these their calendar, else the hours of a week."""
        off = self._off(row)
        stored = [(each.first, full_week(each.hours)) for each in self._of("week", row.id)]
        base, exceptions = NO_WEEK, tuple[ExceptionDays, ...]()
        if row.calendar_id in self.calendars:
            base, exceptions = whole(self.calendars, row.calendar_id)
        elif all(day is not None for day, _ in stored):
            base = even_week(row.week_minutes)
        away = [Off(each.first, each.last, each.minutes) for each in off]
        calendar = working_time(stored, exceptions, away, row.key, base)
        units = 100 if row.max_units is None else row.max_units
        return Person(row, Capacity(calendar, units, row.availability), off)

    def _of(self, rule: str, owner: str) -> list[Rule]:
        return self.by.get((rule, owner), [])

    def _exceptions(self, calendar: str) -> Iterator[ExceptionDays]:
        for each in self._of("exception", calendar):
            yield from days_of(each.days or "[]", each.hours or "[]")

    def _off(self, row: PersonRow) -> tuple[DayOff, ...]:
        public = self._of("holiday", row.region) if row.region else []
        found = [
            DayOff(each.first, each.last, each.name, each.rule == "holiday", each.minutes)
            for each in (*public, *self._of("off", row.id))
            if each.first is not None and each.last is not None
        ]
        return tuple(sorted(found, key=lambda each: (each.first, each.last)))
