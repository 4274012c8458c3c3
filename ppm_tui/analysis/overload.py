"""Too much work for the time there is, also where no single day has too much.

Work may be done anywhere within its window, and cut into pieces. What lies wholly inside a stretch
of time is forced into it: where that is more than can be done there, something has to give.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush
from itertools import accumulate, pairwise

from ppm_tui.analysis.capacity import Capacity
from ppm_tui.terms import Minutes, Rag, Undefined

YELLOW_POINTS = 20
"""So far below a target, in points of a percentage, somebody is yellow and not yet red."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Work of somebody that is to be done between two minutes since 0001-01-01."""

    name: str
    minutes: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Overload:
    """A stretch of time into which more work is forced than can be done there, and which work."""

    start: int
    end: int
    work: Minutes
    capacity: Minutes
    causes: tuple[str, ...]

    @property
    def over(self) -> Minutes:
        """How much too much it is."""
        return Minutes(self.work - self.capacity)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A demand in effective working time: nights, days off and interruptions have no length."""

    demand: Demand
    first: int
    last: int


def shortage(demands: Sequence[Demand], capacity: Capacity) -> dict[str, Minutes]:
    """What cannot be done in time of each demand, however one goes about it; {} when all can.

    What is due first is done first, so no other order leaves less undone in all.
    Source: earliest deadline first, as GitHub opf/openproject pull 23540; oracle U7.
    """
    placed = _placed(demands, capacity)
    waiting = sorted(placed, key=lambda each: each.first, reverse=True)
    left = {each.demand.name: Minutes(each.demand.minutes) for each in placed}
    open_: list[tuple[int, str]] = []
    for begin, end in pairwise(_points(placed)):
        while waiting and waiting[-1].first <= begin:
            each = waiting.pop()
            heappush(open_, (each.last, each.demand.name))
        room = end - begin
        while open_ and room:
            due, name = open_[0]
            done = min(room, left[name]) if due >= end else 0
            left[name] = Minutes(left[name] - done)
            room -= done
            if not left[name] or due < end:
                heappop(open_)
    return {name: minutes for name, minutes in left.items() if minutes}


def overloads(demands: Sequence[Demand], capacity: Capacity) -> tuple[Overload, ...]:
    """Every stretch of time that is overloaded, in order, with the demands that are forced into it.

    One that holds a shorter one is told only where it has more too much than that.
    Source: definitions section 9, oracle U7; demand of an interval against its capacity, which is
    necessary and enough for work that can be cut into pieces.
    """
    if not shortage(demands, capacity):
        return ()
    placed = _placed(demands, capacity)
    starts = sorted({each.first for each in placed})
    ends = sorted({each.last for each in placed})
    found = []
    inside = [0] * len(ends)  # the most that is too much in what begins later and ends by then
    work = [0] * len(ends)
    later = sorted(placed, key=lambda each: each.first)
    for start in reversed(starts):
        while later and later[-1].first == start:
            each = later.pop()
            work[bisect_left(ends, each.last)] += each.demand.minutes
        most = 0
        for place, forced in enumerate(accumulate(work)):
            most = max(most, inside[place])
            over = forced - (ends[place] - start)
            if over > most and ends[place] >= start:
                found.append(_overload(placed, start, ends[place]))
                most = over
            inside[place] = most
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def _placed(demands: Sequence[Demand], capacity: Capacity) -> list[_Placed]:
    real = [each for each in demands if each.minutes > 0]
    base = min((each.start for each in real), default=0)
    return [
        _Placed(each, capacity.between(base, each.start), capacity.between(base, each.end))
        for each in real
    ]


def _points(placed: Sequence[_Placed]) -> list[int]:
    return sorted({each.first for each in placed} | {each.last for each in placed})


def _overload(placed: Sequence[_Placed], first: int, last: int) -> Overload:
    forced = [each.demand for each in placed if first <= each.first and each.last <= last]
    return Overload(
        min(each.start for each in forced),
        max(each.end for each in forced),
        Minutes(sum(each.minutes for each in forced)),
        Minutes(last - first),
        tuple(each.name for each in forced),
    )


def against_target(percent: Decimal, target: int) -> Rag:
    """How a utilisation stands against what it is to be: amber is up to 20 points below.

    Source: Microsoft's cell colours, definitions section 9, oracle U5.
    """
    if percent >= target:
        return Rag.GREEN
    return Rag.AMBER if percent >= target - YELLOW_POINTS else Rag.RED


def availability_ratio(booked: int, capacity: int) -> Decimal | Undefined:
    """What is free of a capacity, in per cent: (1 - load / capacity) x 100; below 0 when over.

    Source: LibrePlan, definitions section 9, oracle U8.
    """
    if not capacity:
        return Undefined("no working time in this period")
    return (1 - Decimal(booked) / Decimal(capacity)) * 100


def overtime_ratio(within: int, overload: int) -> Decimal | Undefined:
    """Overload as a share of all work, which is what fits within the capacity and what does not.

    0 is good. Source: LibrePlan, definitions section 9, oracle U8.
    """
    if not within + overload:
        return Undefined("nothing is booked in this period")
    return Decimal(overload) / Decimal(within + overload)
