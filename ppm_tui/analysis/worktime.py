"""Working time of calendars: when work is done, how much of it lies between two instants.

A calendar is a week of hours and dated exceptions. Nothing is expanded day by day: the calendar is
a few segments (the plain week, an exception, the plain week again …), each counted in closed form,
so a question costs two bisections whether it is about 1900, today or 2200.

Instants are naive local `datetime`s. Beneath them is one whole number, the minute since
0001-01-01 00:00, a Monday; seconds are dropped. A position is the number of working minutes
between that origin and an instant; it never falls as time goes on.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush

from ppm_tui.errors import Invalid

Hours = tuple[tuple[int, int], ...]
ExceptionDays = tuple[date, date, Hours]
"""First day, last day (in), the hours of each of them; () is off."""

DAY = 1440
WEEK = 7 * DAY
KEPT = 50_000
"""Answers that a calendar keeps; a plan of 100,000 tasks asks for fewer."""
NEVER = 10**13
"""A minute later than any date."""
ORIGIN = datetime.combine(date.min, time.min)


class Side(StrEnum):
    """Which of two equal moments is meant: the next period's start or the last one's end."""

    START = "start"
    FINISH = "finish"


def to_minute(when: datetime) -> int:
    """Answer which minute since 0001-01-01 00:00 an instant lies in.

    Source: definition; Python's proleptic Gregorian ordinals.
    """
    return (when.toordinal() - 1) * DAY + when.hour * 60 + when.minute


def first_minute(day: date) -> int:
    """Answer the minute in which a day begins. Source: as `to_minute`."""
    return (day.toordinal() - 1) * DAY


@lru_cache(50_000)
def to_datetime(minute: int) -> datetime:
    """Answer the instant at a minute since 0001-01-01 00:00; Invalid outside the years 1 to 9999.

    Source: definition; the inverse of `to_minute`.
    """
    try:
        return ORIGIN + timedelta(minutes=minute)
    except OverflowError:
        raise Invalid(
            "A date falls outside the years 1 to 9999; check durations and lags"
        ) from None


class _Week:
    """Hours repeated every week: minutes counted from the origin, and back again."""

    __slots__ = ("before", "days", "ends", "starts", "total")

    def __init__(self, days: Sequence[Hours]) -> None:
        self.days = tuple(days)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.before: list[int] = []
        self.total = 0
        for weekday, hours in enumerate(self.days):
            for start, end in hours:
                self.starts.append(weekday * DAY + start)
                self.ends.append(weekday * DAY + end)
                self.before.append(self.total)
                self.total += end - start

    def count(self, minute: int) -> int:
        weeks, rest = divmod(minute, WEEK)
        i = bisect_right(self.starts, rest) - 1
        if i < 0:
            return weeks * self.total
        return weeks * self.total + self.before[i] + min(rest, self.ends[i]) - self.starts[i]

    def minute(self, count: int) -> int:
        weeks, rest = divmod(count, self.total)
        i = bisect_right(self.before, rest) - 1
        return weeks * WEEK + self.starts[i] + rest - self.before[i]


class Kept(dict[int, int]):
    """Answers of a function of a calendar that are kept: a plan asks for the same mornings and
    evenings again and again, and looking one up takes a tenth of counting it."""

    def __init__(self, count: Callable[[int], int]) -> None:
        self.count = count

    def __missing__(self, key: int) -> int:
        if len(self) >= KEPT:
            self.clear()
        found = self[key] = self.count(key)
        return found


def _merged(hours: Iterable[tuple[int, int]], name: str) -> Hours:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hours):
        if not 0 <= start < end <= DAY:
            raise Invalid(f"Calendar “{name}”: hours from minute {start} to {end} make no sense")
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _week(hours: Sequence[Hours], name: str) -> _Week:
    if len(hours) != 7:
        raise Invalid(f"Calendar “{name}” needs hours for 7 weekdays, not {len(hours)}")
    return _Week([_merged(each, name) for each in hours])


def _segments(
    weeks: Sequence[tuple[int, _Week]], exceptions: Iterable[ExceptionDays], name: str
) -> list[tuple[int, _Week]]:
    ranges: list[tuple[int, int, int, _Week]] = []
    for number, (first, last, hours) in enumerate(exceptions):
        if last < first:
            raise Invalid(f"Calendar “{name}”: an exception ends {last}, before it starts {first}")
        week = _Week([_merged(hours, name)] * 7)
        ranges.append((first.toordinal() - 1, last.toordinal(), -number, week))
    ranges.sort(key=lambda each: each[0], reverse=True)
    segments: list[tuple[int, _Week]] = []
    open_: list[tuple[int, int, _Week]] = []
    begins = [day for day, _ in weeks]
    for day in sorted({*begins, *(day for each in ranges for day in each[:2])}):
        while ranges and ranges[-1][0] == day:
            _, end, rank, week = ranges.pop()
            heappush(open_, (rank, end, week))
        while open_ and open_[0][1] <= day:
            heappop(open_)
        plain = weeks[bisect_right(begins, day) - 1][1]
        segments.append((day * DAY, open_[0][2] if open_ else plain))
    return segments


class _Line:
    """Working time counted along a line of segments, each with a week of its own.

    What a calendar keeps of it is not kept here: each would hold the other, and many calendars
    are read, and let go of, where nobody looks for such rings.
    """

    __slots__ = ("before", "begin", "most", "name", "offset", "weeks")

    def __init__(self, segments: Iterable[tuple[int, _Week]], name: str) -> None:
        self.name = name
        self.begin: list[int] = []
        self.before: list[int] = []
        self.offset: list[int] = []
        self.weeks: list[_Week] = []
        for begin, week in segments:
            position = self.position_of(begin) if self.begin else 0
            self.begin.append(begin)
            self.before.append(position)
            self.offset.append(position - week.count(begin))
            self.weeks.append(week)
        if not self.before[-1] and not self.weeks[-1].total:
            raise Invalid(f"Calendar “{name}” has no working time; give a weekday some hours")
        self.most = self.position_of(NEVER)

    def week_at(self, minute: int) -> _Week:
        return self.weeks[bisect_right(self.begin, minute) - 1]

    def position_of(self, minute: int) -> int:
        i = bisect_right(self.begin, minute) - 1
        return self.weeks[i].count(minute) + self.offset[i]

    def start_of(self, position: int) -> int:
        i = bisect_right(self.before, position) - 1
        if i < 0 or not self.weeks[i].total:
            raise Invalid(f"Calendar “{self.name}” has no working time left for these dates")
        return self.weeks[i].minute(position - self.offset[i])

    def last_of(self, minute: int) -> int:
        position = self.position_of(minute)
        return NEVER if position >= self.most else self.start_of(position)


class WorkCalendar:
    """When work is done: seven weekdays of hours, Monday first, and dated exceptions.

    `later` are other weeks, each from a day on, in the order of these days. Where exceptions
    overlap the later one in the order given holds. Invalid if hours are not minutes of a day in
    order, or if there is no working time at all.
    """

    __slots__ = ("_line", "lasts", "name", "positions", "starts")

    def __init__(
        self,
        week: Sequence[Hours],
        exceptions: Iterable[ExceptionDays] = (),
        name: str = "",
        later: Iterable[tuple[date, Sequence[Hours]]] = (),
    ) -> None:
        weeks = [(0, _week(week, name))]
        weeks += [(day.toordinal() - 1, _week(other, name)) for day, other in later]
        self._settle(_segments(weeks, exceptions, name), name)

    def _settle(self, segments: Iterable[tuple[int, _Week]], name: str) -> None:
        self.name = name
        self._line = _Line(segments, name)
        self.positions = Kept(self._line.position_of)
        self.starts = Kept(self._line.start_of)
        self.lasts = Kept(self._line.last_of)

    def position_of(self, minute: int) -> int:
        """Working minutes before a minute; the fast form of `position`. Source: definition."""
        return self.positions[minute]

    def start_of(self, position: int) -> int:
        """Minute at which the next working minute begins. Source: definition, as `at`."""
        return self.starts[position]

    def last_at(self, position: int) -> int:
        """Last minute of a position, `NEVER` when no more work follows. Source: definition."""
        return NEVER if position >= self._line.most else self.starts[position]

    def finish_of(self, position: int) -> int:
        """Minute at which the last working minute ends. Source: definition, as `at`."""
        return self.start_of(position - 1) + 1

    def position(self, when: datetime) -> int:
        """Working minutes between the origin and an instant; only differences mean something.

        Source: definition; compared with an independent count in tests/unit/test_worktime.py.
        """
        return self.position_of(to_minute(when))

    def at(self, position: int, side: Side = Side.START) -> datetime:
        """Instant with so many working minutes before it, the inverse of `position`.

        A plateau (night, weekend) has one position: as a start its end is meant, the beginning of
        the next period, as a finish its beginning. Invalid where the calendar has no more work.
        Source: definition.
        """
        return to_datetime(
            self.start_of(position) if side is Side.START else self.finish_of(position)
        )

    def add(self, when: datetime, minutes: int) -> datetime:
        """Instant so many working minutes later (the end of that work) or, below 0, earlier.

        Zero moves only an instant outside working time, to the next start. Source: definition.
        """
        side = Side.FINISH if minutes > 0 else Side.START
        return self.at(self.position(when) + minutes, side)

    def between(self, start: datetime, finish: datetime) -> int:
        """Working minutes from one instant to another, negative if they are the other way round.

        Source: definition.
        """
        return self.position(finish) - self.position(start)

    def next_start(self, when: datetime) -> datetime:
        """First instant from `when` on at which work goes on. Source: definition."""
        return self.at(self.position(when), Side.START)

    def previous_finish(self, when: datetime) -> datetime:
        """Last instant up to `when` at which work was being done. Source: definition."""
        return self.at(self.position(when), Side.FINISH)

    @property
    def pattern(self) -> tuple[tuple[int, tuple[Hours, ...]], ...]:
        """The same for calendars of the same working time, made of the same weeks and exceptions.

        Source: definition.
        """
        line = self._line
        return tuple((at, week.days) for at, week in zip(line.begin, line.weeks, strict=True))

    def hours_on(self, day: date) -> Hours:
        """Hours of one day, () when it is off. Source: definition."""
        return self._line.week_at(first_minute(day)).days[day.weekday()]


ROUND_THE_CLOCK = WorkCalendar([((0, DAY),)] * 7, name="Round the clock")


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """A calendar as stored: a weekday of None takes its base's hours, and a base its own base's."""

    name: str
    week: tuple[Hours | None, ...]
    base_uid: str | None = None
    exceptions: tuple[ExceptionDays, ...] = ()


def derived(rules: Mapping[str, CalendarRule], uid: str) -> WorkCalendar:
    """Working time of a calendar that may derive from others; its own exceptions come last.

    A weekday that nobody in the chain sets is off. Invalid if a base is missing, if calendars
    derive from each other in a ring (named), or if no working time is left.
    Source: Microsoft Project XML schema, BaseCalendarUID; cases in shared data `plans`.
    """
    week, exceptions = whole(rules, uid)
    return WorkCalendar(week, exceptions, rules[uid].name)


def whole(
    rules: Mapping[str, CalendarRule], uid: str
) -> tuple[tuple[Hours, ...], tuple[ExceptionDays, ...]]:
    """The week and the exceptions of a calendar with those of all that it derives from.

    Invalid as `derived`. Source: as there.
    """
    chain = _chain(rules, uid)
    week: list[Hours] = []
    for weekday in range(7):
        given = (rule.week[weekday] for rule in chain if len(rule.week) == 7)
        week.append(next((hours for hours in given if hours is not None), ()))
    return tuple(week), tuple(days for rule in reversed(chain) for days in rule.exceptions)


def any_of(calendars: Sequence[WorkCalendar], name: str = "") -> WorkCalendar:
    """Working time of a group: whenever one of the calendars works.

    What a task with several resources and no calendar of its own goes by.
    Source: Microsoft Project's durations of such tasks; `sample-2002` in tests/unit.
    """
    if not calendars:
        raise Invalid("A group of calendars needs at least one")
    begins = sorted({begin for calendar in calendars for begin in calendar._line.begin})
    united = WorkCalendar.__new__(WorkCalendar)
    united._settle(((begin, _union(calendars, begin, name)) for begin in begins), name)
    return united


def _chain(rules: Mapping[str, CalendarRule], uid: str) -> list[CalendarRule]:
    seen: dict[str, CalendarRule] = {}
    at: str | None = uid
    while at is not None:
        if at in seen:
            ring = [*list(seen)[list(seen).index(at) :], at]
            names = " → ".join(rules[each].name for each in ring)
            raise Invalid(f"Calendars derive from each other in a ring: {names}")
        if at not in rules:
            raise Invalid(f"There is no calendar {at!r} to take hours from")
        seen[at] = rules[at]
        at = rules[at].base_uid
    return list(seen.values())


def _union(calendars: Sequence[WorkCalendar], begin: int, name: str) -> _Week:
    weeks = [each._line.week_at(begin) for each in calendars]
    return _Week(
        [_merged((span for week in weeks for span in week.days[day]), name) for day in range(7)]
    )
