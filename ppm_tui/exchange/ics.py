"""iCalendar (RFC 5545) out of the portfolio: milestones and deadlines as days in a calendar.

Every event is a whole day (`VALUE=DATE`), for three reasons. A milestone and a deadline are days
that people keep, not meetings: programs show whole days as a banner above the hours, where they
neither block time nor overlap. A plan has local wall time and no zone: a whole day is the same day
wherever its reader is, while an hour would move, or need a zone that the plan does not have. And
the hour in a plan is mostly the end of the working day; where it is known, the description says it.

Identifiers follow from the task's own, so that importing again moves an event instead of doubling
it; the time stamp is that of the task's last change, so that the same content gives the same file.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from ppm_tui import __version__
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.queries.milestones import DatedTask, dated
from ppm_tui.store.reader import Connection
from ppm_tui.terms import TaskKind, TaskStatus

DAY = timedelta(days=1)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no text of a calendar may hold; line ends and tabs are allowed."""
_SHOWN = "\ufffd"


def write(
    connection: Connection,
    *,
    project: str | None,
    as_of: date,
    put: Callable[[Iterator[str]], None],
) -> tuple[str, ...]:
    """Hand the calendar of one project, or of all open ones, to `put`; say what was changed.

    Raises NotFound when there is no project of that key.
    """
    tasks = dated(connection, project=project)
    oddities = Oddities()
    undated = sum(each.milestone is None and each.deadline is None for each in tasks)
    calendar = Calendar()
    calendar.add("prodid", f"-//ppm//ppm {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", project or "ppm")
    for event in _events(tasks, as_of, oddities):
        calendar.add_component(event)
    put(iter((calendar.to_ical().decode(),)))
    if undated:
        oddities.note(f"{undated} milestone{'s' * (undated != 1)} without a date left out")
    return oddities.lines()


def _events(tasks: Iterable[DatedTask], as_of: date, oddities: Oddities) -> Iterator[Event]:
    for task in tasks:
        if task.milestone is not None:
            yield _event(task, "milestone", task.milestone, as_of, oddities)
        if task.deadline is not None and _is_open(task) and not _is_said(task):
            yield _event(task, "deadline", task.deadline, as_of, oddities)


def _is_open(task: DatedTask) -> bool:
    return task.status is not TaskStatus.DONE and task.percent_complete < 100


def _is_said(task: DatedTask) -> bool:
    """Whether the milestone is on the day of its deadline, which one event then says."""
    same = task.milestone and task.deadline and task.milestone.date() == task.deadline.date()
    return bool(same)


def _event(task: DatedTask, what: str, when: datetime, as_of: date, oddities: Oddities) -> Event:
    changed = task.changed or datetime.combine(as_of, time(), UTC)
    is_deadline = what == "deadline"
    sign = " (deadline)" if is_deadline else "" if _is_open(task) else " (done)"
    event = Event()
    event.add("uid", f"{task.id}-{what}@ppm")
    event.add("dtstamp", changed.replace(microsecond=0))
    event.add("last-modified", changed.replace(microsecond=0))
    event.add("sequence", task.version)
    event.add("dtstart", when.date())
    event.add("dtend", when.date() + DAY)
    event.add("summary", _text(f"{task.key}: {task.name}{sign}", oddities))
    event.add("description", _text(_description(task, what, when), oddities))
    event.add("categories", [what])
    event.add("transp", "TRANSPARENT")
    return event


def _description(task: DatedTask, what: str, when: datetime) -> str:
    of = f" of {task.kind.value}" if task.kind is not TaskKind.MILESTONE else ""
    at = f", at {when:%H:%M} local time" if when.time() != time() else ""
    lines = [f"{what.capitalize()}{of} {task.ref}{at}", f"Project {task.key} {task.project}"]
    if what == "milestone" and _is_said(task):
        lines.insert(1, "The deadline is on this day too")
    if task.percent_complete:
        lines.append(f"{task.percent_complete} % done")
    return "\n".join(lines)


def _text(value: str, oddities: Oddities) -> str:
    """Text of people in which nothing steers the calendar; the library escapes and folds it."""
    clean, count = _FORBIDDEN.subn(_SHOWN, value.replace("\r\n", "\n").replace("\r", "\n"))
    if count:
        oddities.note(f"a text holds control signs that a calendar cannot hold; a {_SHOWN} each")
    return clean
