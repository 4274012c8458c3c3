"""Hours of work as they are stored: of a week, and of days that differ from it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from ppm_tui.analysis.capacity import NO_WEEK
from ppm_tui.analysis.worktime import ExceptionDays, Hours


def week_of(text: str) -> tuple[Hours | None, ...]:
    """The week of a calendar as stored: a day of None is as in the calendar it derives from."""
    return tuple(None if hours is None else _hours(hours) for hours in json.loads(text))


def full_week(text: str | None) -> tuple[Hours, ...]:
    """The week of a person as stored; a day that says nothing is off."""
    return tuple(hours or () for hours in week_of(text or "[]")) or NO_WEEK


def days_of(days: str, hours: str) -> list[ExceptionDays]:
    """An exception of a calendar as stored."""
    worked = _hours(json.loads(hours))
    return [
        (date.fromisoformat(first), date.fromisoformat(last), worked)
        for first, last in json.loads(days)
    ]


def _hours(pairs: Iterable[Sequence[int]]) -> Hours:
    return tuple((start, end) for start, end in pairs)
