"""One project as a plan file has it, without its tasks: its own values, calendars and people."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.plan_rows import (
    FILE_CLIENT,
    Plan,
    PlanAvailability,
    PlanCalendar,
    PlanException,
    PlanRate,
    PlanResource,
)
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Money, ResourceKind

PROJECTS = """
SELECT p.key FROM project p WHERE p.trashed_on IS NULL ORDER BY p.key LIMIT 2
"""

PROJECT = """
SELECT p.id, p.key, p.name, p.currency, p.budget_cost, p.budget_minutes, p.percent_complete,
       p.start,
       COALESCE((SELECT MAX(t.finish) FROM task t
                 WHERE t.project_id = p.id AND t.trashed_on IS NULL), p.finish),
       p.minutes_per_day, p.minutes_per_week, p.days_per_month, p.critical_float_minutes,
       p.source_id, p.source, COALESCE(r.name, ''),
       COALESCE((SELECT n.text FROM note n
                 WHERE n.project_id = p.id AND n.task_id IS NULL AND n.day IS NULL
                   AND n."by" = '' AND n.trashed_on IS NULL
                 ORDER BY n.number LIMIT 1), '')
FROM project p LEFT JOIN resource r ON r.id = p.owner_id
WHERE p.key = :key AND p.trashed_on IS NULL
"""

CALENDARS = """
SELECT c.id, c.project_id, c.uid, c.name, c.base_id, c.is_default, c.week,
       e.name, e.days, e.hours, e.recurrence
FROM calendar c LEFT JOIN calendar_exception e ON e.calendar_id = c.id
WHERE c.project_id = :project OR c.project_id IS NULL
ORDER BY CASE WHEN c.project_id IS NULL THEN 1 ELSE 0 END, c.id, e.number
"""

RESOURCES = """
SELECT COALESCE(m.id, r.id), r.id, m.uid, r.name, r.kind, r.email, r.initials, r.role,
       r.max_units, COALESCE(m.calendar_id, r.calendar_id), m.cost, m.work_minutes,
       CASE WHEN m.id IS NULL OR EXISTS (
              SELECT 1 FROM plan_resource o JOIN project q ON q.id = o.project_id
              WHERE o.resource_id = r.id
                AND COALESCE(q.client_id, '') <> COALESCE(p.client_id, ''))
            THEN '{}' ELSE r.source END
FROM project p
JOIN resource r ON r.id IN (
  SELECT u.resource_id FROM plan_resource u WHERE u.project_id = :project
  UNION SELECT a.resource_id FROM assignment a WHERE a.project_id = :project)
LEFT JOIN plan_resource m ON m.resource_id = r.id AND m.project_id = :project
WHERE p.id = :project
ORDER BY CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, m.id, r.key
"""

RATES = """
SELECT t.resource_id, t.rate_table, t.valid_from, t.valid_to, t.standard, t.standard_per,
       t.overtime, t.overtime_per, t.per_use, t.currency
FROM resource_rate t
WHERE t.resource_id IN (
  SELECT u.resource_id FROM plan_resource u WHERE u.project_id = :project
  UNION SELECT a.resource_id FROM assignment a WHERE a.project_id = :project)
ORDER BY t.resource_id, t.number, t.rate_table, COALESCE(t.valid_from, '')
"""

LARGEST = 2**31 - 1
"""Plan files have their identifiers in 32 bits."""


@dataclass(frozen=True, slots=True)
class _Project:
    """A row of PROJECT."""

    id: str
    key: str
    name: str
    currency: str
    budget_cost: Money | None
    budget_minutes: Minutes | None
    percent_complete: int | None
    start: datetime | None
    finish: datetime | None
    minutes_per_day: int
    minutes_per_week: int
    days_per_month: int
    critical_float_minutes: int
    source_id: str
    source: str
    owner: str
    notes: str


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A row of CALENDARS: a calendar, once for each exception."""

    id: str
    project_id: str | None
    uid: str
    name: str
    base_id: str | None
    is_default: bool
    week: str
    exception: str | None
    days: str | None
    hours: str | None
    recurrence: str | None


@dataclass(frozen=True, slots=True)
class _Resource:
    """A row of RESOURCES; `source` is empty when it may stem from another client's plan."""

    id: str
    resource_id: str
    uid: str | None
    name: str
    kind: ResourceKind
    email: str
    initials: str
    role: str
    max_units: int | None
    calendar_id: str | None
    cost: Money | None
    work_minutes: Minutes | None
    source: str


@dataclass(frozen=True, slots=True)
class _Rate:
    """A row of RATES."""

    resource_id: str
    table: str
    valid_from: date | None
    valid_to: date | None
    standard: Money | None
    standard_per: str
    overtime: Money | None
    overtime_per: str
    per_use: Money | None
    currency: str


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan without its tasks and assignments, and how its rows are called in a file.

    Every uid is a whole number, as plan files need it: the one of the file that the row came
    from, where that was one, else a new one. `calendars` and `resources` lead there from our
    identifiers.
    """

    project_id: str
    plan: Plan
    calendars: dict[str, str]
    resources: dict[str, str]
    foreign_rates: int
    """Rates in another currency than the plan's; they are left out, since a file has only one."""


def only_key(connection: Connection, key: str | None) -> str:
    """The key given, else that of the only project there is. Raises Invalid when there are more."""
    if key is not None:
        return key.upper()
    keys = [str(row[0]) for row in connection.rows(PROJECTS)]
    if len(keys) != 1:
        many = "more than one project" if keys else "no project"
        raise Invalid(f"one file holds one plan, and there is {many} here: add --project KEY")
    return keys[0]


def head(connection: Connection, *, key: str) -> PlanHead:
    """The plan of one project without its tasks; four statements. Raises NotFound.

    Of people nothing is told that may stem from the plan of another client, and of calendars
    only the project's own and what these people and calendars refer to.
    """
    row = connection.one(_Project, PROJECT, key=key)
    if row is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    people = connection.all(_Resource, RESOURCES, project=row.id)
    calendars = _calendars(connection.all(_Calendar, CALENDARS, project=row.id), people)
    calendar_uids = uids((each[0].id, each[0].uid) for each in calendars)
    resource_uids = uids((each.id, each.uid) for each in people)
    found = connection.all(_Rate, RATES, project=row.id)
    own = [each for each in found if each.currency == row.currency]
    rates = {
        owner: tuple(_rate(each) for each in group)
        for owner, group in groupby(own, key=lambda each: each.resource_id)
    }
    default = [rows[0].id for rows in calendars if rows[0].is_default and rows[0].project_id]
    plan = Plan(
        source_id=row.source_id,
        name=row.name,
        key=row.key,
        owner=row.owner,
        currency=row.currency,
        budget_cost=row.budget_cost,
        budget_minutes=row.budget_minutes,
        percent_complete=row.percent_complete,
        start=row.start,
        finish=row.finish,
        minutes_per_day=row.minutes_per_day,
        minutes_per_week=row.minutes_per_week,
        days_per_month=row.days_per_month,
        critical_float_minutes=row.critical_float_minutes,
        calendar_uid=calendar_uids[default[0]] if default else None,
        notes=row.notes,
        calendars=tuple(_calendar(rows, calendar_uids) for rows in calendars),
        resources=tuple(
            _resource(each, rates.get(each.resource_id, ()), resource_uids, calendar_uids)
            for each in people
        ),
        source={name: text for name, text in json.loads(row.source).items() if name != FILE_CLIENT},
    )
    by_resource: dict[str, str] = {}
    for each in people:
        by_resource.setdefault(each.resource_id, resource_uids[each.id])
    return PlanHead(row.id, plan, calendar_uids, by_resource, len(found) - len(own))


def uids(rows: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """A whole number for each row by our identifier: the one it has, else one above them all."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    without: list[str] = []
    for row_id, uid in rows:
        if uid is not None and uid not in taken and is_whole(uid):
            found[row_id] = uid
            taken.add(uid)
        else:
            without.append(row_id)
    first = max(map(int, taken), default=0) + 1
    if first + len(without) > LARGEST:
        raise Invalid("the identifiers of this plan are too large for a plan file")
    return found | {row_id: str(first + place) for place, row_id in enumerate(without)}


def is_whole(uid: str) -> bool:
    """Whether it is a whole number as plan files write it."""
    short = uid.isascii() and uid.isdigit() and len(uid) <= 10
    return short and str(int(uid)) == uid and int(uid) < LARGEST


def _calendars(rows: list[_Calendar], people: list[_Resource]) -> list[list[_Calendar]]:
    """Each calendar with its exceptions: the project's, and of the shared ones those in use."""
    grouped = {each: list(group) for each, group in groupby(rows, key=lambda row: row.id)}
    wanted: set[str] = set()
    found = [group[0].id for group in grouped.values() if group[0].project_id]
    found += [each.calendar_id for each in people if each.calendar_id]
    while found:
        each = found.pop()
        if each in grouped and each not in wanted:
            wanted.add(each)
            found += [grouped[each][0].base_id or ""]
    return [group for each, group in grouped.items() if each in wanted]


def _calendar(rows: list[_Calendar], calendar_uids: dict[str, str]) -> PlanCalendar:
    first = rows[0]
    return PlanCalendar(
        uid=calendar_uids[first.id],
        name=first.name,
        week=tuple(None if day is None else _hours(day) for day in json.loads(first.week))
        or (None,) * 7,
        base_uid=calendar_uids.get(first.base_id or ""),
        exceptions=tuple(_exceptions(rows)),
    )


def _exceptions(rows: list[_Calendar]) -> Iterator[PlanException]:
    for row in rows:
        if row.days is not None:
            days = tuple(
                (date.fromisoformat(first), date.fromisoformat(last))
                for first, last in json.loads(row.days)
            )
            hours = _hours(json.loads(row.hours or "[]"))
            yield PlanException(row.exception or "", days, hours, row.recurrence or "")


def _hours(spans: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, finish) for start, finish in spans)


def _resource(
    row: _Resource,
    rates: tuple[PlanRate, ...],
    resource_uids: dict[str, str],
    calendar_uids: dict[str, str],
) -> PlanResource:
    source: dict[str, Any] = json.loads(row.source)
    notes, spans = source.pop("notes", ""), source.pop("availability", ())
    return PlanResource(
        uid=resource_uids[row.id],
        name=row.name,
        kind=row.kind,
        initials=row.initials,
        email=row.email,
        group=row.role,
        max_units=row.max_units,
        calendar_uid=calendar_uids.get(row.calendar_id or ""),
        work_minutes=row.work_minutes,
        cost=row.cost,
        rates=rates,
        availability=tuple(
            PlanAvailability(_day(span["from"]), _day(span["to"]), span["units"]) for span in spans
        ),
        notes=notes,
        source=source,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _rate(row: _Rate) -> PlanRate:
    return PlanRate(
        row.table,
        row.valid_from,
        row.valid_to,
        row.standard,
        row.standard_per,
        row.overtime,
        row.overtime_per,
        row.per_use,
    )
