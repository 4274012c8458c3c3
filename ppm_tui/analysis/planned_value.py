"""Planned value: what was to be done by the end of each day, as a curve that a baseline keeps."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from ppm_tui.terms import Money


@dataclass(frozen=True, slots=True)
class Work:
    """Cost of one task and the days, both in, over which it was planned; without days None."""

    cost: Money
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative planned value, in minor units, at the end of each calendar day from `start`."""

    start: date | None
    values: tuple[Money, ...]

    def at(self, day: date) -> Money:
        """Planned value at the end of a day: nothing before the first, all of it after the last.

        Source: ISO 21508:2018, PV is the budget once the baseline is over.
        """
        index = (day - self.start).days if self.start and self.values else -1
        return Money(0) if index < 0 else self.values[min(index, len(self.values) - 1)]


def stored(text: str) -> Curve:
    """The curve as a baseline keeps it, `{"start": day, "values": [...]}`. Source: definition."""
    document = json.loads(text)
    if not document.get("values"):
        return Curve(None, ())
    return Curve(date.fromisoformat(document["start"]), tuple(document["values"]))


def curve(works: Iterable[Work], *, is_working: Callable[[date], bool]) -> Curve:
    """Spread the cost of each task evenly over its working days and add the tasks up.

    A task without a working day is spread over its calendar days, one without days counts on the
    last day of all. Each task is rounded half-up day by day, so that it ends at its exact cost.
    Without any day the curve is empty.
    Source: ISO 21508:2018, planned value as the time-phased budget; published figures in
    tests/unit/test_planned_value.py.
    """
    works = list(works)
    dated = [(work.cost, work.first, work.last) for work in works if work.first and work.last]
    if not dated:
        return Curve(None, ())
    begin = min(first for _, first, _ in dated)
    end = max(last for _, _, last in dated)
    gained = [0] * ((end - begin).days + 1)
    for cost, first, last in dated:
        for day, share in spread(cost, first, last, is_working=is_working):
            gained[(day - begin).days] += share
    gained[-1] += sum(work.cost for work in works if not (work.first and work.last))
    return Curve(begin, tuple(Money(value) for value in accumulate(gained)))


def spread(
    cost: int, first: date, last: date, *, is_working: Callable[[date], bool]
) -> Iterator[tuple[date, int]]:
    """Shares of an amount by day, whole numbers that add up to it exactly.

    Source: even spread over working days, as `curve`; fallback of redmine_issue_evm.
    """
    days = _days(first, last, is_working)
    before = 0
    for number, day in enumerate(days, 1):
        upto = _upto(cost, number, len(days))
        yield day, upto - before
        before = upto


def planned_by(
    cost: int, first: date, last: date, as_of: date, *, is_working: Callable[[date], bool]
) -> Money:
    """What of an amount was planned by the end of a day, as `curve` spreads it.

    Source: ISO 21508:2018, planned value; what a task of level of effort has earned.
    """
    days = _days(first, last, is_working)
    return Money(_upto(cost, sum(day <= as_of for day in days), len(days)))


def _days(first: date, last: date, is_working: Callable[[date], bool]) -> list[date]:
    """The working days from one day to another, both in; where there is none every day."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if is_working(day)] or days


def _upto(cost: int, number: int, count: int) -> int:
    """So many of `count` equal parts, rounded half-up."""
    return (2 * cost * number + count) // (2 * count)
