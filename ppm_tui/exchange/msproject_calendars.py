"""Calendars of Microsoft Project XML: weeks, exceptions of both styles, work weeks."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from ppm_tui.errors import Invalid
from ppm_tui.exchange import msproject_recurrence as recurrence
from ppm_tui.exchange.msproject_recurrence import Rule
from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.exchange.msproject_values import Fields, Problems, named, quoted
from ppm_tui.store.plan_rows import Hours, PlanCalendar, PlanException

MAX_RANGES = 200_000
USUAL_HOURS: Hours = ((480, 720), (780, 1020))
"""08:00-12:00 and 13:00-17:00: what the program itself takes when a file is silent."""

NO_RULE = 9
Days = tuple[date, date]


class Calendars:
    """Reads calendars one by one and keeps count of the days their rules unfold to."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file, self._problems, self._ranges = file, problems, 0

    def read(self, record: Element, uid: str) -> PlanCalendar:
        """One row. A day without hours inherits; in a base calendar it has the usual ones."""
        name = record.fields.pop("Name", "")
        where = f"line {record.line}, calendar {uid} {quoted(name)}"
        fields = Fields(record, where, self._problems)
        base = fields.uid("BaseCalendarUID")
        is_base = fields.flag("IsBaseCalendar")
        if is_base:
            base = None
        blocked: list[Days] = []
        exceptions = tuple(self._exceptions(record, where, blocked))
        return PlanCalendar(
            uid=uid,
            name=named(name, where, self._problems),
            week=self._week(record, where, derived=base is not None),
            base_uid=base,
            exceptions=(*exceptions, *self._work_weeks(record, where, blocked)),
        )

    def _week(self, record: Element, where: str, *, derived: bool) -> tuple[Hours | None, ...]:
        """Monday first; the file counts from Sunday as 1."""
        given: dict[int, Hours | None] = {}
        for part in record.each("WeekDays", "WeekDay"):
            fields = Fields(part, where, self._problems)
            number = fields.number("DayType", 0, 7)
            if number:
                given[(number - 2) % 7] = self._hours(part, fields)
        if not derived and given and len(given) < 7:
            self._problems.note(where, "not all weekdays are given; the others have usual hours")
        usual = (*[USUAL_HOURS] * 5, (), ())
        return tuple(given.get(day, None if derived else usual[day]) for day in range(7))

    def _hours(self, part: Element, fields: Fields) -> Hours:
        times = list(part.each("WorkingTimes", "WorkingTime"))
        working = fields.flag("DayWorking")
        if working is False or (working is None and not times):
            return ()
        found = [hours for time in times if (hours := self._span(time, fields.where))]
        if not found:
            self._problems.note(fields.where, "a working day without hours; usual ones are taken")
            return USUAL_HOURS
        return self._joined(sorted(found), fields.where)

    def _span(self, time: Element, where: str) -> tuple[int, int] | None:
        texts = [time.fields.get(name, "").strip() for name in ("FromTime", "ToTime")]
        start, finish = (clock(text) for text in texts)
        if start is None or finish is None:
            if any(texts):
                self._problems.note(where, f"hours '{texts[0]}' to '{texts[1]}' are not readable")
            return None
        if finish == 0:
            finish = 1440
        if finish <= start < 1440:
            self._problems.note(where, f"hours from {texts[0]} to {texts[1]} end at midnight")
            finish = 1440
        return (start, finish) if start < 1440 else None

    def _joined(self, spans: list[tuple[int, int]], where: str) -> Hours:
        joined = spans[:1]
        for start, finish in spans[1:]:
            if start < joined[-1][1]:
                self._problems.note(where, "hours of a day overlap; joined")
                joined[-1] = (joined[-1][0], max(joined[-1][1], finish))
            else:
                joined.append((start, finish))
        return tuple(joined)

    def _exceptions(
        self, record: Element, where: str, blocked: list[Days]
    ) -> Iterator[PlanException]:
        """Each day once: the first exception that names it counts.

        The old style repeats the new one day by day; only what it has beyond that is taken.
        """
        new = list(record.each("Exceptions", "Exception"))
        of_days = record.each("WeekDays", "WeekDay")
        old = [part for part in of_days if part.fields.get("DayType", "0").strip() == "0"]
        hours: set[Hours] = set()
        for number, part in enumerate((*new, *old)):
            one = self._exception(part, where)
            free = tuple(outside(one.days, blocked)) if one else ()
            if one and number < len(new) and free != one.days and hours - {one.hours}:
                text = f"exception {quoted(one.name)} has days of an earlier one, which counts"
                self._problems.note(where, text)
            if one and free:
                if new and number >= len(new):
                    self._problems.note(where, f"{free[0][0]} is an exception in one list only")
                hours.add(one.hours)
                block(free, blocked)
                yield replace(one, days=free)

    def _exception(self, part: Element, where: str) -> PlanException | None:
        fields = Fields(part, where, self._problems)
        name, period = fields.text("Name"), self._period(part, where)
        if period is None:
            return None
        hours = self._hours(part, fields)
        rule = self._rule(fields, period)
        self._spend(1)
        if rule.kind in (recurrence.DAILY, NO_RULE) and rule.every == 1:
            return PlanException(name, (period,), hours)
        found = tuple((day, day) for day in recurrence.days(rule))
        self._spend(len(found))
        if found and rule.times is not None and len(found) != rule.times:
            text = f"exception {quoted(name)} comes {len(found)} times, not {rule.times} as stated"
            self._problems.note(where, text)
        if not found:
            self._problems.note(where, f"exception {quoted(name)} comes on no day; left out")
            return None
        return PlanException(name, found, hours, recurrence.words(rule))

    def _period(self, part: Element, where: str) -> Days | None:
        for period in part.each("TimePeriod"):
            fields = Fields(period, where, self._problems)
            first, last = fields.moment("FromDate"), fields.moment("ToDate")
            if first and (last or first) >= first:
                return first.date(), (last or first).date()
        self._problems.note(where, "an exception without readable days; left out")
        return None

    def _rule(self, fields: Fields, period: Days) -> Rule:
        by_number = fields.flag("EnteredByOccurrences")
        times = fields.number("Occurrences", 0, 10**6)
        return Rule(
            kind=fields.number("Type", 1, 9) or recurrence.DAILY,
            first=period[0],
            last=period[1],
            every=max(fields.number("Period", 0, 1000) or 1, 1),
            times=times if by_number else None,
            weekdays=fields.number("DaysOfWeek", 0, 127) or 0,
            item=fields.number("MonthItem", 0, 9) or 0,
            place=fields.number("MonthPosition", 0, 4) or 0,
            month=(fields.number("Month", 0, 11) or 0) + 1,
            day=max(fields.number("MonthDay", 0, 31) or 1, 1),
        )

    def _work_weeks(
        self, record: Element, where: str, blocked: list[Days]
    ) -> Iterator[PlanException]:
        """Weeks with hours of their own, as exceptions; the named exceptions go before them."""
        for week in record.each("WorkWeeks", "WorkWeek"):
            period = self._period(week, where)
            if period is None:
                continue
            for hours, weekdays in self._masks(week, where).items():
                rule = Rule(recurrence.WEEKLY, *period, weekdays=weekdays)
                free = tuple(outside(adjoining(recurrence.days(rule)), blocked))
                self._spend(len(free))
                block(free, blocked)
                if free:
                    yield PlanException(week.fields.get("Name", ""), free, hours)

    def _masks(self, week: Element, where: str) -> dict[Hours, int]:
        """Weekdays by their hours, as the bits that rules use."""
        masks: dict[Hours, int] = {}
        for part in week.each("WeekDays", "WeekDay"):
            fields = Fields(part, where, self._problems)
            if number := fields.number("DayType", 1, 7):
                hours = self._hours(part, fields)
                masks[hours] = masks.get(hours, 0) | 1 << (number - 1)
        return masks

    def _spend(self, ranges: int) -> None:
        self._ranges += ranges
        if self._ranges > MAX_RANGES:
            raise Invalid(f"{self._file}: calendar exceptions unfold to over {MAX_RANGES:,} days.")


def clock(text: str) -> int | None:
    """Minutes after midnight of a time of day, seconds left out."""
    hours, _, minutes = text[:5].partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    value = int(hours) * 60 + int(minutes)
    return value if value <= 1440 and int(minutes) < 60 else None


def adjoining(found: Iterable[date]) -> Iterator[Days]:
    """Days in order as ranges without holes."""
    start = last = None
    for day in found:
        if start is None or last is None or day > last + timedelta(days=1):
            if start and last:
                yield start, last
            start = day
        last = day
    if start and last:
        yield start, last


def outside(ranges: Iterable[Days], blocked: list[Days]) -> Iterator[Days]:
    """What the ranges hold beyond the blocked ones, which are in order and do not overlap."""
    for first, last in ranges:
        start = first
        for index in range(max(bisect_right(blocked, (first, date.max)) - 1, 0), len(blocked)):
            from_, to = blocked[index]
            if from_ > last:
                break
            if from_ > start:
                yield start, from_ - timedelta(days=1)
            start = max(start, to + timedelta(days=1))
        if start <= last:
            yield start, last


def block(free: Iterable[Days], blocked: list[Days]) -> None:
    """Adds ranges that `outside` found free."""
    for one in free:
        insort(blocked, one)
