"""Working time for whole columns of instants at once.

A plan in one calendar is simulated in working minutes alone, where time is a plain number. Only
where calendars differ instants are minutes of the clock, and tables say what lies before each.
"""

from datetime import date, timedelta
from math import gcd
from typing import Any

import numpy as np

from ppm_tui.analysis.network_graph import Graph
from ppm_tui.analysis.worktime import DAY, ROUND_THE_CLOCK, WorkCalendar, first_minute
from ppm_tui.terms import LagKind

Values = Any
"""An array with a value for each run, or one number for all of them."""
YEAR = 366 * DAY
"""How far a table reaches beyond the plan: late dates may lie before it, lags behind it."""


class Plain:
    """Where every minute counts: positions are what is reckoned in."""

    def position(self, instant: Values) -> Values:
        """Working minutes before an instant. Source: definition."""
        return instant

    def start(self, position: Values) -> Values:
        """When the next working minute begins. Source: definition."""
        return position

    finish = start

    def settled(self, instant: Values) -> Values:
        """The instant, or the next start of work when nobody works then. Source: definition."""
        return instant


class Table(Plain):
    """A calendar cut into slots as long as all its hours allow, each wholly work or wholly off.

    Looking a slot up takes a tenth of searching for a period.
    """

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        hours = [calendar.hours_on(day) for day in days]
        self.slot = gcd(DAY, *(minute for day in hours for span in day for minute in span))
        self.first, per_day = first_minute(first), DAY // self.slot
        self.base = calendar.position_of(self.first)
        self.works = np.zeros(len(days) * per_day)
        for number, day in enumerate(hours):
            for start, end in day:
                begin = number * per_day
                self.works[begin + start // self.slot : begin + end // self.slot] = 1
        self.before = np.cumsum(self.works) - self.works
        self.before *= self.slot
        self.begins = np.flatnonzero(self.works) * float(self.slot)

    def position(self, instant: Values) -> Values:
        past = instant - self.first
        place = _slots(past / self.slot, len(self.works))
        return self.base + self.before[place] + (past - place * self.slot) * self.works[place]

    def start(self, position: Values) -> Values:
        past = position - self.base
        return self._within(past, past / self.slot)

    def finish(self, position: Values) -> Values:
        past = position - self.base
        return self._within(past, np.ceil(past / self.slot) - 1)

    def _within(self, past: Values, slot: Values) -> Values:
        place = _slots(slot, len(self.begins))
        return self.first + self.begins[place] + (past - place * self.slot)

    def settled(self, instant: Values) -> Values:
        is_at_work = self.position(instant + 1) > self.position(instant - 1)
        return np.where(is_at_work, instant, self.start(self.position(instant)))


def _slots(found: Values, count: int) -> Values:
    return np.minimum(np.maximum(found, 0), count - 1).astype(np.intp)


class Axis:
    """What instants of a plan are reckoned in, and the clock of each calendar on it."""

    def __init__(self, graph: Graph, calendar: WorkCalendar, first: int, last: int) -> None:
        self.calendar = calendar
        self.is_plain = _is_one_calendar(graph, calendar)
        self._days = _day(first - YEAR), _day(last + YEAR)
        self._clocks: dict[int, Plain] = {id(ROUND_THE_CLOCK): Plain()}
        self.project = self.clock(calendar)

    def clock(self, calendar: WorkCalendar) -> Plain:
        """The clock of a calendar. Source: definition."""
        if self.is_plain:
            return self._clocks[id(ROUND_THE_CLOCK)]
        found = self._clocks.get(id(calendar))
        if found is None:
            found = self._clocks[id(calendar)] = Table(calendar, *self._days)
        return found

    def instant(self, minute: int) -> float:
        """A minute of the clock on the axis. Source: definition."""
        return float(self.calendar.position_of(minute) if self.is_plain else minute)

    def minute(self, instant: float) -> float:
        """The minute of the clock of an instant, as the end of work. Source: definition."""
        if not self.is_plain:
            return instant
        whole = -int(-instant // 1)
        return self.calendar.finish_of(max(whole, 1)) - (whole - instant)


def _day(minute: int) -> date:
    return date.fromordinal(min(max(minute // DAY + 1, 1), date.max.toordinal()))


def _is_one_calendar(graph: Graph, calendar: WorkCalendar) -> bool:
    """Whether all tasks that are reckoned follow the calendar, and no lag counts by the clock."""
    calendars = {id(clock): clock for node in graph.nodes for clock in (node.clock, node.calendar)}
    lags = (edge[5] for node in graph.nodes for edge in node.outgoing)
    same = (each is calendar or each.pattern == calendar.pattern for each in calendars.values())
    return all(same) and LagKind.ELAPSED not in lags
