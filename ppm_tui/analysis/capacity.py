"""What people can do and what they are booked for: working time of days, work spread over it.

Nothing is expanded day by day. Work lies within its days as a curve over the person's working
time, and what of it falls into any stretch of days is a difference on that curve, so weeks add
up to months, and both to the work, to the minute.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ppm_tui.analysis.worktime import DAY, ExceptionDays, Hours, WorkCalendar, to_minute
from ppm_tui.errors import Invalid
from ppm_tui.terms import Contour, Minutes, Undefined

START_OF_WORK, NOON, AFTER_NOON = 480, 720, 780
WORKDAYS, WEEKDAYS = 5, 7
NO_WEEK: tuple[Hours, ...] = ((),) * WEEKDAYS
LONGEST_DAY = DAY - START_OF_WORK - (AFTER_NOON - NOON)
Weeks = Sequence[tuple[date | None, Sequence[Hours]]]
"""Weeks of hours, each from a day on; the one without a day comes first."""


@dataclass(frozen=True, slots=True)
class Off:
    """Days, both ends in, that are off, or on which somebody works so many minutes less."""

    first: date
    last: date
    minutes: int | None = None


def skills_of(text: str) -> tuple[str, ...]:
    """The skills of a person, who has them in one text with commas between. Source: definition."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def can_do(asked: Iterable[str], role: str, skills: Iterable[str]) -> bool:
    """Whether somebody's role or skills hold any of those asked for; case does not matter.

    Source: definition.
    """
    has = {role.casefold(), *(skill.casefold() for skill in skills)} - {""}
    return any(each.casefold() in has for each in asked)


def even_week(week_minutes: int) -> tuple[Hours, ...]:
    """A week of so many minutes, the same on Monday to Friday, from 8 with a break at noon.

    Source: definition; what holds where only the hours of a week are known.
    """
    if not 0 <= week_minutes <= WORKDAYS * LONGEST_DAY:
        raise Invalid("a week from Monday to Friday has no room for so much working time")
    days = [week_minutes * (day + 1) // WORKDAYS - week_minutes * day // WORKDAYS
            for day in range(WORKDAYS)]  # fmt: skip
    return (*map(day_hours, days), (), ())


def day_hours(minutes: int) -> Hours:
    """A day of so many minutes, from 8 with a break at noon.

    Source: definition; what holds where only the hours of a day are known.
    """
    if not 0 <= minutes <= LONGEST_DAY:
        raise Invalid("a day from 8 with a break at noon has no room for so much working time")
    morning = min(minutes, NOON - START_OF_WORK)
    afternoon = minutes - morning
    parts = ((START_OF_WORK, START_OF_WORK + morning), (AFTER_NOON, AFTER_NOON + afternoon))
    return tuple((start, end) for start, end in parts if start < end)


def working_time(
    weeks: Weeks,
    exceptions: Iterable[ExceptionDays] = (),
    off: Iterable[Off] = (),
    name: str = "",
    base: Sequence[Hours] = NO_WEEK,
) -> WorkCalendar | None:
    """When a person works: weeks, a calendar's own exceptions, then days off, which win.

    `base` is the week before all others, where none of them says that it is. None for somebody
    who never works. Source: definition; GitHub opf/openproject pull 23540 takes the schedule
    that is valid on the day in the same way.
    """
    plain = next((week for day, week in weeks if day is None), base)
    later = sorted((day, week) for day, week in weeks if day is not None)
    if not any(any(week) for week in (plain, *(week for _, week in later))):
        return None
    given = tuple(exceptions)
    whole = WorkCalendar(plain, given, name, later)
    days = [each for one in off for each in _exceptions(whole, one)]
    return WorkCalendar(plain, (*given, *days), name, later) if days else whole


def _exceptions(calendar: WorkCalendar, off: Off) -> Iterable[ExceptionDays]:
    if off.minutes is None:
        return [(off.first, off.last, ())]
    days = range(off.first.toordinal(), off.last.toordinal() + 1)
    each = [date.fromordinal(day) for day in days]
    return [(day, day, _cut(calendar.hours_on(day), off.minutes)) for day in each]


def _cut(hours: Hours, minutes: int) -> Hours:
    """The same hours without so many minutes at their end."""
    left = max(0, sum(end - start for start, end in hours) - minutes)
    kept = []
    for start, end in hours:
        length = min(end - start, left)
        left -= length
        if length:
            kept.append((start, start + length))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a person, or a group that is planned as one, can do.

    `units` is how many of them there are, in per cent; `availability` what interruptions leave,
    in per cent.
    """

    calendar: WorkCalendar | None
    units: int = 100
    availability: int = 100

    def between(self, start: int, end: int) -> Minutes:
        """Effective working minutes from one minute to another, rounded half up.

        Working time times availability; days off count nothing.
        Source: effective capacity of definitions section 9; oracle U6.
        """
        if self.calendar is None:
            return Minutes(0)
        time = self.calendar.position_of(end) - self.calendar.position_of(start)
        return Minutes((time * self.units * self.availability + 5_000) // 10_000)


@dataclass(frozen=True, slots=True)
class Spread:
    """Work as a curve over the time in which it is done.

    `spans` are its parts as minutes since 0001-01-01; of them only the working time of the
    person counts, or all of it where the person has none there.
    """

    minutes: int
    spans: tuple[tuple[int, int], ...]
    calendar: WorkCalendar | None
    contour: Contour = Contour.FLAT
    is_outside: bool = False
    """Whether no working time of the person lies in it."""
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _before: tuple[int, ...] = field(default=(0,), repr=False)

    def until(self, minute: int) -> int:
        """Work done before a minute: whole, growing, and all of it at the end.

        Source: linear, and linearly falling or rising, intensity over working time; rounded half
        up, so that parts always add up to the whole.
        """
        total = self._before[-1]
        if not total:
            return 0
        part = bisect_right(self._starts, minute) - 1
        if part < 0:
            return 0
        start, end = self.spans[part]
        done = self._before[part] + self._length(start, min(minute, end))
        return _share(self.minutes, min(done, total), total, self.contour)

    def between(self, start: int, end: int) -> Minutes:
        """Work that falls between two minutes. Source: as `until`."""
        return Minutes(self.until(end) - self.until(start))

    def _length(self, start: int, end: int) -> int:
        if self.is_outside or self.calendar is None:
            return end - start
        return self.calendar.position_of(end) - self.calendar.position_of(start)


def spread(
    minutes: int,
    spans: Sequence[tuple[datetime, datetime]],
    calendar: WorkCalendar | None,
    contour: Contour = Contour.FLAT,
) -> Spread:
    """Lay work into its time. Where the person never works there, it is spread over the clock.

    Such work is marked `is_outside`: it overloads whoever has to do it. Without any length its
    day is taken. Source: definition; a fallback as in definitions oracle E2, with a mark.
    """
    made = _parts(spans)
    lengths = _lengths(made, calendar)
    is_outside = not sum(lengths)
    if is_outside:
        lengths = [end - start for start, end in made]
    before = [0]
    for length in lengths:
        before.append(before[-1] + length)
    starts = tuple(start for start, _ in made)
    return Spread(minutes, made, calendar, contour, is_outside, starts, tuple(before))


def _parts(spans: Sequence[tuple[datetime, datetime]]) -> tuple[tuple[int, int], ...]:
    """The parts that have a length, one after the other; without any the day of the first."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((to_minute(start), to_minute(finish)) for start, finish in spans):
        begin = max(start, found[-1][1]) if found else start
        if begin < end:
            found.append((begin, end))
    if not found:
        day = min((to_minute(start) for start, _ in spans), default=0) // DAY
        found.append((day * DAY, (day + 1) * DAY))
    return tuple(found)


def _lengths(spans: Iterable[tuple[int, int]], calendar: WorkCalendar | None) -> list[int]:
    if calendar is None:
        return []
    return [calendar.position_of(end) - calendar.position_of(start) for start, end in spans]


def _share(work: int, done: int, total: int, contour: Contour) -> int:
    if contour is Contour.FLAT:
        return (2 * work * done + total) // (2 * total)
    square = total * total
    curve = done * done if contour is Contour.BACK else square - (total - done) ** 2
    return (2 * work * curve + square) // (2 * square)


def load(booked: int, capacity: int) -> Decimal | Undefined:
    """Booked time as a percentage of capacity, unrounded; undefined where there is none.

    Source: committed utilisation, definitions section 9; published figures U1-U4 in
    tests/unit/test_capacity.py.
    """
    if not capacity:
        return Undefined("no working time in this period")
    return Decimal(booked) * 100 / Decimal(capacity)


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody can do in a period, and what they are booked for, in minutes."""

    capacity: int = 0
    booked: int = 0
    soft: int = 0
    """Of what is booked, that which is not agreed yet."""
    is_away: bool = False
    """Whether one person has leave or the like in it; several together are never away."""

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(
            self.capacity + other.capacity, self.booked + other.booked, self.soft + other.soft
        )

    @property
    def percent(self) -> Decimal | Undefined:
        """The load; undefined where there is no working time. Source: as `load`."""
        return load(self.booked, self.capacity)

    @property
    def is_over(self) -> bool:
        """Whether there is more to do than can be done. Source: definitions section 9."""
        return self.booked > self.capacity

    @property
    def free(self) -> int:
        """What could still be booked; below zero where it is too much. Source: availability."""
        return self.capacity - self.booked
