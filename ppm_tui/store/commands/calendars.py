"""When a project works: its calendar as stored, and the hours of a day."""

import json
from datetime import date, datetime, time
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import CalendarRule, ExceptionDays, Hours, WorkCalendar, derived
from ppm_tui.models import Calendar, CalendarException

WORKDAY: Hours = ((480, 720), (780, 1020))


@cache
def standard() -> WorkCalendar:
    """Monday to Friday, 8 to 12 and 13 to 17: what holds where no calendar is given."""
    return WorkCalendar([WORKDAY] * 5 + [(), ()], name="Standard")


def of_project(session: Session, project_id: str) -> WorkCalendar:
    """The default calendar of the project, or the standard one. Two statements at most."""
    query = sa.select(Calendar).where(
        (col(Calendar.project_id) == project_id) | col(Calendar.project_id).is_(None)
    )
    stored = {calendar.id: calendar for calendar in session.scalars(query)}
    own = [each for each in stored.values() if each.project_id == project_id and each.is_default]
    if not own:
        return standard()
    exceptions: dict[str, list[ExceptionDays]] = {}
    days = sa.select(CalendarException).where(col(CalendarException.calendar_id).in_(stored))
    for each in session.scalars(days.order_by(col(CalendarException.number))):
        exceptions.setdefault(each.calendar_id, []).extend(_days(each))
    rules = {key: _rule(each, exceptions.get(key, [])) for key, each in stored.items()}
    return derived(rules, own[0].id)


def starting(day: date | datetime) -> datetime:
    """The moment at which work begins on a day; a moment stays as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(8))


def finishing(day: date | datetime) -> datetime:
    """The moment at which work ends on a day; a moment stays as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(17))


def _rule(calendar: Calendar, exceptions: list[ExceptionDays]) -> CalendarRule:
    week = tuple(None if hours is None else _hours(hours) for hours in json.loads(calendar.week))
    return CalendarRule(calendar.name, week, calendar.base_id, tuple(exceptions))


def _days(row: CalendarException) -> list[ExceptionDays]:
    hours = _hours(json.loads(row.hours))
    ranges = json.loads(row.days)
    return [(date.fromisoformat(first), date.fromisoformat(last), hours) for first, last in ranges]


def _hours(pairs: list[list[int]]) -> Hours:
    return tuple((start, end) for start, end in pairs)
