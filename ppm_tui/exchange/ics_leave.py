"""iCalendar (RFC 5545) as leave: an event is an absence of whoever it names.

Events that repeat are left out, which is said: some of them may be moved or cancelled, and an
absence is one stretch of days. A wall time stays what it is; one in UTC becomes that of the
calendar's own zone, where the calendar names one.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event
from icalendar.error import IncompleteComponent

from ppm_tui.analysis.capacity import day_hours
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_words, csv_cells
from ppm_tui.exchange.cell_values import DAY
from ppm_tui.exchange.sheet import Findings, quoted, within_size
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import LeaveRow
from ppm_tui.terms import AbsenceKind, Minutes

ONE_DAY = timedelta(days=1)
MIDNIGHT = time()
USUAL = WorkCalendar([day_hours(DAY)] * 7, name="usual hours")
"""What counts of the first and the last day of an absence that begins or ends within them."""
OURS = "-//ppm//"
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")
END = "END:VCALENDAR"
LONGEST_TITLE = 200
"""So much of a title is looked at for somebody's name."""
AWAY = "OOF"
"""How Outlook marks hours in which somebody is out of office."""
SECRET = ("PRIVATE", "CONFIDENTIAL")
_PARTS = re.compile(r"\s*[:()|,]\s*|\s+[-–—]\s+")
"""What stands between a name and a reason: `Ana Lima: holiday`, `ana - Urlaub`."""
Span = tuple[date, date, Minutes | None]


def read(data: bytes, name: str) -> PlanFile:
    """The absences of a calendar; what an event does not say is left out and told.

    Raises Invalid for what is no whole calendar, and for ppm's own, which holds milestones.
    """
    within_size(len(data))
    findings = Findings()
    calendars = _calendars(data, name)
    if any(_text(each, "PRODID").startswith(OURS) for each in calendars):
        raise Invalid(f"{name} was written by ppm: it holds milestones and deadlines, no leave")
    if not any(each.events for each in calendars):
        raise Invalid(f"{name} holds no events: there is nothing to import")
    rows = [row for each in calendars for row in _rows(each, name, findings)]
    return PlanFile("iCalendar", leave=tuple(rows), problems=findings.problems())


def _calendars(data: bytes, name: str) -> list[Calendar]:
    damaged = f"{name} is damaged: it is no whole calendar; export it again"
    try:
        text = data.decode(csv_cells.encoding(data)).replace("\0", "")
        found = Calendar.from_ical(text, multiple=True)
    except (ValueError, RecursionError, Invalid) as error:
        raise Invalid(damaged) from error
    if not text.rstrip().upper().endswith(END):
        raise Invalid(damaged)
    return [each for each in found if isinstance(each, Calendar)]


def _text(component: Component, name: str) -> str:
    """A text of an event, the first where it is said twice."""
    found = component.get(name, "")
    return str(found[0] if isinstance(found, list) else found).strip()


def _rows(calendar: Calendar, name: str, findings: Findings) -> Iterator[LeaveRow]:
    zone = _zone(_text(calendar, "X-WR-TIMEZONE"))
    is_cancelled = _text(calendar, "METHOD").upper() == "CANCEL"
    for event in calendar.events:
        title = _text(event, "SUMMARY")
        if any(event.get(each) is not None for each in REPEATING):
            findings.note("repeats, left out: give each absence an event of its own", quoted(title))
            continue
        try:
            spans = _spans(_wall(event.start, zone), _wall(event.end, zone))
        except (ValueError, OverflowError, IncompleteComponent):
            findings.note("without days that can be read, left out", quoted(title))
            continue
        if isinstance(event.start, datetime) and not _is_away(event):
            findings.note("hours that are not said to be leave, left out", quoted(title))
            continue
        if not spans:
            findings.note("outside working hours, left out", quoted(title))
        for span in spans:
            yield _row(event, f"{name}: {quoted(title)}", span, is_cancelled=is_cancelled)


def _row(event: Event, where: str, span: Span, *, is_cancelled: bool) -> LeaveRow:
    title = _text(event, "SUMMARY")
    first, last, minutes = span
    kind = _kind(event)
    return LeaveRow(
        where=f"{where} on {first}",
        people=tuple(filter(None, _PARTS.split(title[:LONGEST_TITLE]))),
        first=first,
        last=last,
        kind=AbsenceKind(kind) if kind else AbsenceKind.LEAVE,
        minutes=minutes,
        text="" if _text(event, "CLASS").upper() in SECRET else title,
        source_id=_text(event, "UID"),
        is_cancelled=is_cancelled or _text(event, "STATUS").upper() == "CANCELLED",
        is_guess=True,
        invited=_invited(event),
    )


def _kind(event: Event) -> str:
    words = f"{' '.join(map(str, event.categories))} {_text(event, 'SUMMARY')}"
    return cell_words.mentioned(words, cell_words.ABSENCES)


def _is_away(event: Event) -> bool:
    """Whether hours are of leave and not of a meeting; whole days in a calendar of leave are."""
    return bool(_kind(event)) or _text(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == AWAY


def _invited(event: Event) -> tuple[str, ...]:
    """Address and name of who is invited alone, and of who invites.

    Several that are invited are told of somebody's leave, which is that of who invites.
    """
    invited = event.get("ATTENDEE")
    several = isinstance(invited, list) and len(invited) > 1
    ends = [None if several else invited, event.get("ORGANIZER")]
    found = [each[0] if isinstance(each, list) else each for each in ends if each]
    names = [name for each in found for name in (each.email, str(each.params.get("CN", "")))]
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in names))))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError):  # no such zone, or no name of one
        return None


def _wall(value: date, zone: ZoneInfo | None) -> date:
    """A day as it is, a moment as the clocks show it where the calendar is kept."""
    if not isinstance(value, datetime):
        return value
    if zone is not None and value.tzname() == "UTC":
        value = value.astimezone(zone)
    return value.replace(tzinfo=None)


def _spans(start: date, end: date) -> list[Span]:
    """The days of an event, and how much of them; its end is not in it."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return [(start, max(end - ONE_DAY, start), None)]
    last_day = (end - timedelta(microseconds=1)).date()
    if start.date() == last_day or end <= start:
        minutes = int((end - start).total_seconds()) // 60
        some = None if minutes >= DAY else Minutes(minutes)
        return [(start.date(), last_day, some)] if minutes > 0 else []
    midnight = datetime.combine(start + ONE_DAY, MIDNIGHT)
    head = USUAL.between(start, midnight)
    tail = USUAL.between(datetime.combine(last_day, MIDNIGHT), end)
    first = start.date() if head == DAY else start.date() + ONE_DAY
    last = last_day if tail == DAY else last_day - ONE_DAY
    spans: list[Span] = [(start.date(), start.date(), Minutes(head))] if 0 < head < DAY else []
    spans += [(first, last, None)] if first <= last else []
    return spans + ([(last_day, last_day, Minutes(tail))] if 0 < tail < DAY else [])
