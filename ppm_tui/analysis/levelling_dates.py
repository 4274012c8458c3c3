"""Dates from an order of tasks: each takes the first time that its links and people leave.

Reckoned with the calendars, lags, phases and constraints of the network itself, so that a plan
that takes over the starts gives the same dates again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from ppm_tui.analysis.network_dates import LONG_AGO, Span, constrained_floor, earliest
from ppm_tui.analysis.network_graph import Graph
from ppm_tui.analysis.network_passes import floor_of

Needs = Mapping[int, Sequence[tuple[str, int]]]
"""By task, who is needed and for how many per cent of the time."""


class Profile:
    """What of somebody is taken, in per cent, from which minute on."""

    __slots__ = ("levels", "times")

    def __init__(self, taken: Iterable[tuple[Span, int]] = ()) -> None:
        changes: dict[int, int] = {LONG_AGO: 0}
        for (start, finish), units in taken:
            changes[start] = changes.get(start, 0) + units
            changes[finish] = changes.get(finish, 0) - units
        self.times = sorted(changes)
        self.levels = list(accumulate(changes[time] for time in self.times))

    def add(self, span: Span, units: int) -> None:
        """Take so much of the time in between. Source: definition."""
        first, last = self._cut(span[0]), self._cut(span[1])
        for at in range(first, last):
            self.levels[at] += units

    def over_until(self, span: Span, most: int) -> int | None:
        """When the last stretch in between ends in which more than so much is taken.

        None where there is none. Source: definition.
        """
        times, levels = self.times, self.levels
        first = bisect_right(times, span[0]) - 1
        for at in range(bisect_left(times, span[1]) - 1, first - 1, -1):
            if levels[at] > most:
                return times[at + 1]
        return None

    def _cut(self, minute: int) -> int:
        at = bisect_left(self.times, minute)
        if at == len(self.times) or self.times[at] != minute:
            self.times.insert(at, minute)
            self.levels.insert(at, self.levels[at - 1])
        return at


@dataclass(slots=True)
class Placed:
    """Dates by task; of those pushed back by people the one who was busy last; those for which
    somebody is booked for more than there is; and those that nothing which moves drives."""

    spans: list[Span]
    busy: dict[int, str] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    unmoved: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Dates:
    """What all orders of a plan have in common.

    `given` are tasks that keep their dates, `before` the dates of now, `latest` starts that are
    not exceeded, in minutes, `busy` what people do besides.
    """

    graph: Graph
    begin: int
    before: list[Span]
    given: frozenset[int]
    needs: Needs
    units: Mapping[str, int]
    latest: Mapping[int, int]
    busy: Mapping[str, Sequence[tuple[Span, int]]]
    floors: list[Span] = field(init=False)
    """What links leave to each task as things are now, be it kept or not."""

    def __post_init__(self) -> None:
        ends = [span[1] for span in self.before]
        floors = [(self.begin, LONG_AGO)] * self.graph.size
        for number in self.graph.order:
            if number < self.graph.size:
                floor = self._floor(number, floors, self.before, ends)
                is_phase = bool(self.graph.children[number])
                node = self.graph.nodes[number]
                floors[number] = constrained_floor(node, floor) if is_phase else floor
        object.__setattr__(self, "floors", floors)

    def _floor(self, task: int, floors: Sequence[Span], spans: list[Span], ends: list[int]) -> Span:
        node = self.graph.nodes[task]
        around = floors[node.parent] if node.parent >= 0 else (self.begin, LONG_AGO)
        return floor_of(self.graph, node, around, spans, ends)

    def place(self, order: Iterable[int]) -> Placed:
        """Dates of all tasks, taken in this order of the graph, in which predecessors come first.

        Source: serial schedule generation scheme, Kelley 1963, over working time.
        """
        graph, size, children = self.graph, self.graph.size, self.graph.children
        placed = Placed(list(self.before))
        spans, profiles = placed.spans, self._profiles()
        ends = [span[1] for span in spans]
        floors = [(self.begin, LONG_AGO)] * size
        for number in order:
            task = number if number < size else number - size
            inside = children[task]
            if number >= size:
                starts, finishes = zip(*(spans[child] for child in inside), strict=True)
                spans[task] = min(starts), max(finishes)
            elif task in self.given:
                continue
            else:
                floor = self._floor(task, floors, spans, ends)
                if inside:
                    floors[task] = constrained_floor(graph.nodes[task], floor)
                    continue
                spans[task] = self._fit(task, floor, profiles, placed)
            ends[task] = spans[task][1]
        return placed

    def _profiles(self) -> dict[str, Profile]:
        """What is taken by those that stay, and besides."""
        taken = {key: list(self.busy.get(key, ())) for key in self.units}
        for task in self.given:
            span = self.before[task]
            for key, units in self.needs.get(task, ()) if span[0] < span[1] else ():
                taken[key].append((span, units))
        return {key: Profile(each) for key, each in taken.items()}

    def _take(self, task: int, span: Span, profiles: Mapping[str, Profile]) -> None:
        if span[0] < span[1]:
            for key, units in self.needs.get(task, ()):
                profiles[key].add(span, units)

    def _fit(self, task: int, floor: Span, profiles: Mapping[str, Profile], placed: Placed) -> Span:
        node, old = self.graph.nodes[task], self.before[task]
        positions = node.clock.positions
        first = span = earliest(node, floor)
        if floor == self.floors[task]:
            placed.unmoved.add(task)
            if task in self.latest and not self._clash(task, old, profiles):
                span = old  # a link that is not kept as things are costs no float
        while clash := self._clash(task, span, profiles):
            until, placed.busy[task] = clash
            span = earliest(node, (max(until, span[0] + 1), floor[1]))
            if task in self.latest and positions[span[0]] > positions[self.latest[task]]:
                placed.over.add(task)
                span = first
                break
        if positions[span[0]] == positions[old[0]] and positions[span[1]] == positions[old[1]]:
            span = old  # the end of a day is the start of the next
        self._take(task, span, profiles)
        return span

    def _clash(
        self, task: int, span: Span, profiles: Mapping[str, Profile]
    ) -> tuple[int, str] | None:
        """Until when somebody is busy who is needed, and who it is that is so for longest."""
        found = None
        if span[0] < span[1]:
            for key, units in self.needs.get(task, ()):
                until = profiles[key].over_until(span, self.units[key] - units)
                if until is not None and (found is None or until > found[0]):
                    found = until, key
        return found
