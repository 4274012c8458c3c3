"""Working calendars of a plan file."""

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.models import Calendar, CalendarException
from ppm_tui.store.commands.import_target import Target, as_json
from ppm_tui.store.plan_rows import PlanCalendar


def calendars(target: Target) -> None:
    """Add or update the plan's calendars and their exceptions, bases before what derives."""
    found = {row.uid: row for row in target.rows(Calendar)}
    for calendar in target.plan.calendars:
        values = {
            "project_id": target.project.id,
            "uid": calendar.uid,
            "name": calendar.name,
            "is_default": calendar.uid == target.plan.calendar_uid,
            "week": as_json(calendar.week),
        }
        row = target.keep(Calendar, found.get(calendar.uid), values)
        found[calendar.uid] = row
        target.calendars[calendar.uid] = row.id
    target.session.flush()
    for calendar in target.plan.calendars:
        base = target.calendars.get(calendar.base_uid or "")
        target.keep(Calendar, found[calendar.uid], {"base_id": base})
        _exceptions(target, calendar)


def _exceptions(target: Target, calendar: PlanCalendar) -> None:
    owner = target.calendars[calendar.uid]
    query = sa.select(CalendarException).where(col(CalendarException.calendar_id) == owner)
    found = {row.number: row for row in target.session.scalars(query)}
    for number, exception in enumerate(calendar.exceptions, 1):
        values = {
            "calendar_id": owner,
            "number": number,
            "name": exception.name,
            "days": as_json([[a.isoformat(), b.isoformat()] for a, b in exception.days]),
            "hours": as_json(exception.hours),
            "recurrence": exception.recurrence,
        }
        target.keep(CalendarException, found.pop(number, None), values)
    for gone in found.values():
        target.session.delete(gone)
