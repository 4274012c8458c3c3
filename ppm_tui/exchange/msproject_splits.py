"""Pauses of split tasks, from the day-by-day work of their assignments.

A row without work is a pause only if working time lies in it: nights and weekends are none.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from ppm_tui.exchange.msproject_stream import Run
from ppm_tui.exchange.msproject_values import moment
from ppm_tui.store.plan_rows import Hours, PlanCalendar

FAR = 400
"""Days without work after which a calendar is not searched further."""

Part = tuple[datetime, datetime]


class WorkDays:
    """Hours of single days by calendar, its bases included."""

    def __init__(self, calendars: Mapping[str, PlanCalendar]) -> None:
        self._calendars = calendars
        self._single: dict[str, list[tuple[date, date, Hours]]] = {}

    def hours(self, uid: str | None, day: date) -> Hours:
        while uid is not None and uid in self._calendars:
            calendar = self._calendars[uid]
            single = self._exceptions(calendar)
            index = bisect_right(single, day, key=lambda one: one[0]) - 1
            if index >= 0 and day <= single[index][1]:
                return single[index][2]
            own = calendar.week[day.weekday()]
            if own is not None:
                return own
            uid = calendar.base_uid
        return ()

    def _exceptions(self, calendar: PlanCalendar) -> list[tuple[date, date, Hours]]:
        if calendar.uid not in self._single:
            self._single[calendar.uid] = sorted(
                (*days, one.hours) for one in calendar.exceptions for days in one.days
            )
        return self._single[calendar.uid]

    def next_work(self, uid: str | None, when: datetime) -> datetime:
        """The moment itself if work goes on there, else the next begin of work."""
        for offset in range(FAR):
            day = when.date() + timedelta(days=offset)
            for start, finish in self.hours(uid, day):
                if _at(day, finish) > when:
                    return max(when, _at(day, start))
        return when

    def last_work(self, uid: str | None, when: datetime) -> datetime:
        """The moment itself if work goes on until there, else the last end of work."""
        for offset in range(FAR):
            day = when.date() - timedelta(days=offset)
            for start, finish in reversed(self.hours(uid, day)):
                if _at(day, start) < when:
                    return min(when, _at(day, finish))
        return when


def parts(runs: Iterable[Run], days: WorkDays, calendar_uid: str | None) -> tuple[Part, ...]:
    """The parts of a task with two or more of them; () for a task in one piece."""
    found: list[Part] = []
    paused = False
    for start, finish, worked in sorted(_rows(runs), key=lambda row: (row[0], not row[2])):
        if not worked:
            paused = paused or bool(found and start >= found[-1][1])
            continue
        begin = min(days.next_work(calendar_uid, start), finish)
        if not found or (paused and begin > days.next_work(calendar_uid, found[-1][1])):
            found.append((begin, finish))
        else:
            found[-1] = (found[-1][0], max(found[-1][1], finish))
        paused = False
    ends = [(start, max(days.last_work(calendar_uid, finish), start)) for start, finish in found]
    return tuple(ends) if len(ends) > 1 else ()


def _rows(runs: Iterable[Run]) -> Iterable[tuple[datetime, datetime, bool]]:
    for run in runs:
        start, finish = moment(run.start)[0], moment(run.finish)[0]
        if start and finish:
            yield start, finish, run.worked


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
