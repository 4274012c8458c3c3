"""When a project works: its calendar as stored, and the hours of a day."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import CalendarRule, ExceptionDays, Hours, WorkCalendar, derived
from ppm_tui.errors import NotFound
from ppm_tui.models import Calendar, CalendarException
from ppm_tui.store.commands import edits, rows
from ppm_tui.terms import Done

WORKDAY: Hours = ((480, 720), (780, 1020))


@cache
def standard() -> WorkCalendar:
    """Monday to Friday, 8 to 12 and 13 to 17: what holds where no calendar is given."""
    return WorkCalendar([WORKDAY] * 5 + [(), ()], name="Standard")


def add(session: Session, *, project: str, name: str, week: Sequence[Hours]) -> Done:
    """A further calendar of a project, for tasks that follow other hours than the rest.

    The week has seven days from Monday, each with hours in minutes after midnight (Invalid).
    """
    row = rows.project(session, project)
    WorkCalendar(week, name=name)
    count = sa.select(sa.func.count()).where(col(Calendar.project_id) == row.id)
    number = (session.scalar(count) or 0) + 1
    values = {
        "project_id": row.id,
        "uid": f"own-{number}",
        "name": edits.named(name, "calendar"),
        "week": json.dumps(week),
    }
    made = edits.make(session, Calendar, values)
    return Done(f"{row.key}: calendar «{made.name}» added", refs=(row.key,))


def find(session: Session, project_id: str, name: str) -> Calendar:
    """A calendar of the project or of all, by its name in any case. Raises NotFound."""
    for calendar in session.scalars(_of(project_id)):
        if calendar.name.casefold() == name.strip().casefold():
            return calendar
    raise NotFound(f"no calendar {name}")


def of_project(session: Session, project_id: str, own: str | None = None) -> WorkCalendar:
    """The calendar `own`, else the default one of the project, or the standard one.

    Two statements at most.
    """
    stored = {calendar.id: calendar for calendar in session.scalars(_of(project_id))}
    used = own or next((key for key, each in stored.items() if _is_default(each)), None)
    if used is None:
        return standard()
    exceptions: dict[str, list[ExceptionDays]] = {}
    days = sa.select(CalendarException).where(col(CalendarException.calendar_id).in_(stored))
    for each in session.scalars(days.order_by(col(CalendarException.number))):
        exceptions.setdefault(each.calendar_id, []).extend(_days(each))
    rules = {key: _rule(each, exceptions.get(key, [])) for key, each in stored.items()}
    return derived(rules, used)


def starting(day: date | datetime) -> datetime:
    """The moment at which work begins on a day; a moment stays as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(8))


def finishing(day: date | datetime) -> datetime:
    """The moment at which work ends on a day; a moment stays as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(17))


def _of(project_id: str) -> sa.Select[Calendar]:
    return sa.select(Calendar).where(
        (col(Calendar.project_id) == project_id) | col(Calendar.project_id).is_(None)
    )


def _is_default(calendar: Calendar) -> bool:
    return calendar.is_default and calendar.project_id is not None


def _rule(calendar: Calendar, exceptions: list[ExceptionDays]) -> CalendarRule:
    week = tuple(None if hours is None else _hours(hours) for hours in json.loads(calendar.week))
    return CalendarRule(calendar.name, week, calendar.base_id, tuple(exceptions))


def _days(row: CalendarException) -> list[ExceptionDays]:
    hours = _hours(json.loads(row.hours))
    ranges = json.loads(row.days)
    return [(date.fromisoformat(first), date.fromisoformat(last), hours) for first, last in ranges]


def _hours(pairs: list[list[int]]) -> Hours:
    return tuple((start, end) for start, end in pairs)
