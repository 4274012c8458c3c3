"""Plans that are levelled, and their time in whole periods: the problem that is searched.

Where all work by the same hours, and nothing goes by the clock, the periods are exact.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import gcd
from operator import add

from ppm_tui.analysis.levelling import Block, Job, Problem, Solution, Wait, bound
from ppm_tui.analysis.levelling_dates import Needs
from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import Graph, NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.network_passes import TO_FINISH, after_lag
from ppm_tui.analysis.worktime import WorkCalendar, any_of, to_datetime
from ppm_tui.terms import Minutes

MOST_PERIODS = 3000
"""Longer plans are searched in coarser periods; their dates stay exact."""
WEIGHTS = (8, 4, 2, 1)
"""How much it counts that a task moves, by its rank."""


@dataclass(frozen=True, slots=True)
class PlanToLevel:
    """Plans that are levelled together. Tasks name their calendars, `calendar` counts time.

    `needs` are per cent of somebody's time by task, `units` what each can give. Tasks in `fixed`
    keep their dates. `projects` is whose each task is, `ranks` how urgent: 0 goes first.
    `latest` are starts that are not exceeded, though somebody be over. `busy` is what people do
    besides, from when to when, in per cent. What leads to tasks in `kept`, which are fixed, moves
    no further than these let it. With `like`, starts of an earlier answer, nothing is searched:
    tasks are placed in that order. `late` are starts that keep each project's finish, by which
    the float of a move is told.
    """

    tasks: Sequence[NetworkTask]
    links: Sequence[NetworkLink]
    calendar: WorkCalendar
    start: datetime
    needs: Mapping[TaskId, Sequence[tuple[str, int]]]
    units: Mapping[str, int]
    fixed: Collection[TaskId] = ()
    projects: Mapping[TaskId, str] = field(default_factory=dict)
    ranks: Mapping[TaskId, int] = field(default_factory=dict)
    latest: Mapping[TaskId, datetime] = field(default_factory=dict)
    busy: Mapping[str, Sequence[tuple[datetime, datetime, int]]] = field(default_factory=dict)
    kept: Collection[TaskId] = ()
    like: Mapping[TaskId, datetime] = field(default_factory=dict)
    late: Mapping[TaskId, datetime] = field(default_factory=dict)


class Axis:
    """Time in periods, and the problem on it. Jobs are the places of the graph's order.

    `before` are the dates of now, `moving` the tasks that may move, `latest` starts in minutes.
    """

    def __init__(
        self,
        graph: Graph,
        before: list[Span],
        moving: Sequence[int],
        latest: Mapping[int, int],
        needs: Needs,
        busy: Mapping[str, Sequence[tuple[Span, int]]],
        plan: PlanToLevel,
    ) -> None:
        self.graph, self.before, self.moving, self.latest = graph, before, moving, latest
        self.needs, self.busy, self.plan = needs, busy, plan
        self.is_moving = set(moving)
        nodes = [graph.nodes[number] for number in moving]
        by_pattern = {node.calendar.pattern: node.calendar for node in nodes}
        calendars = list(by_pattern.values()) or [plan.calendar]
        self.is_exact = len(calendars) == 1 and not any(node.is_elapsed for node in nodes)
        self.calendar = calendars[0] if len(calendars) == 1 else any_of(calendars)
        self.position = self.calendar.positions
        begins = [self.position[before[number][0]] for number in moving or range(graph.size)]
        self.origin = min(begins, default=0)
        self.jobs = {number: job for job, number in enumerate(graph.order)}
        raw = self._waits()
        self.period = self._period(raw)
        self.waits = [(first, after, self._up(lag)) for first, after, lag in raw]
        self.problem = self._problem()

    def bound(self, begin: int) -> Minutes:
        """Working minutes from an instant that no schedule can be below.

        Source: `levelling.bound`; 0 where the periods are not exact.
        """
        if not self.is_exact or self.calendar.pattern != self.plan.calendar.pattern:
            return Minutes(0)
        one = self.problem
        if one.goals:
            one = Problem(one.jobs, one.waits, one.capacities, one.blocks)
        found = self.origin + bound(one) * self.period - self.position[begin]
        return Minutes(max(0, found))

    def finish(self, solution: Solution) -> datetime:
        """When the last job of a schedule ends; where the periods are not exact, about then.

        Source: definition.
        """
        ends = map(add, solution.starts, self.problem.durations)
        last = self.origin + max(ends, default=0) * self.period
        return to_datetime(self.calendar.finish_of(max(last, 1)))

    def _up(self, minutes: int) -> int:
        return -(-minutes // self.period)

    def _at(self, minute: int) -> int:
        """Working minutes of the axis from its origin to an instant, none before it."""
        return max(0, self.position[minute] - self.origin)

    def _length(self, number: int) -> int:
        start, finish = self.before[number]
        return self.position[finish] - self.position[start]

    def _period(self, waits: Sequence[Wait]) -> int:
        """The greatest that divides all lengths, or one that is coarse enough."""
        found, total, last = 0, 0, 0
        for number in self.moving:
            start, length = self._at(self.before[number][0]), self._length(number)
            found = gcd(found, start, length)
            total, last = total + length, max(last, start)
        for _, _, lag in waits:
            found = gcd(found, lag)
        most = (last + total) // MOST_PERIODS
        if found > most:
            return found
        self.is_exact = False
        return most + 1

    # Waits, in minutes, as the dates of now tell them

    def _waits(self) -> list[Wait]:
        graph, found = self.graph, []
        for number, node in enumerate(graph.nodes):
            if node.parent >= 0:
                found += self._around(number, node.parent)
            if number in self.is_moving or graph.children[number]:
                edges = graph.links_in(number)
                found += [self._wait(each) for each in edges if self._is_open(each[0])]
        return found

    def _is_open(self, number: int) -> bool:
        """Whether what a task waits for may move; else the dates of now say it already."""
        return number in self.is_moving or bool(self.graph.children[number])

    def _around(self, number: int, phase: int) -> list[Wait]:
        """A phase begins before and ends after what is in it."""
        jobs, size = self.jobs, self.graph.size
        way_in, way_out = jobs[phase], jobs[phase + size]
        if self.graph.children[number]:
            return [(way_in, jobs[number], 0), (jobs[number + size], way_out, 0)]
        start, finish = self.before[number]
        lag = self._at(finish) - self._at(start)
        out = (jobs[number], way_out, lag)
        return [(way_in, jobs[number], 0), out] if number in self.is_moving else [out]

    def _wait(self, edge: tuple[int, int, bool, bool, int, object]) -> Wait:
        other, number, from_finish = edge[:3]
        is_out = bool(self.graph.children[other]) and from_finish
        first, begin = other, self.before[other][is_out]
        if is_out:
            first = other + self.graph.size
        instant = after_lag(self.graph, edge, self.before)  # type: ignore[arg-type]  # an Edge
        lag = self.position[instant] - self.position[begin]
        if edge[TO_FINISH]:
            lag -= self._length(number)
        return self.jobs[first], self.jobs[number], lag

    # The problem

    def _problem(self) -> Problem:
        keys = {key: number for number, key in enumerate(sorted(self.plan.units))}
        ranks = self._ranks()
        jobs = [self._job(number, ranks[job], keys) for job, number in enumerate(self.graph.order)]
        return Problem(
            jobs, self.waits, [self.plan.units[key] for key in keys], self._blocks(keys),
            self._goals(),
        )  # fmt: skip

    def _job(self, number: int, rank: int, keys: Mapping[str, int]) -> Job:
        if number not in self.is_moving:
            is_task = number < self.graph.size and not self.graph.children[number]
            earliest = self._at(self.before[number][0]) // self.period if is_task else 0
            return Job(0, earliest=earliest, rank=rank, weight=0)
        latest = self.latest.get(number)
        return Job(
            self._up(self._length(number)),
            tuple((keys[key], units) for key, units in self.needs.get(number, ())),
            self._at(self.before[number][0]) // self.period,
            None if latest is None else self._at(latest) // self.period,
            rank,
            WEIGHTS[min(rank, len(WEIGHTS) - 1)],
        )

    def _ranks(self) -> list[int]:
        """Of a job, or of what is more urgent and waits for it."""
        ids, size = self.graph.ids, self.graph.size
        given = self.plan.ranks
        ranks = [
            given.get(ids[number], len(WEIGHTS)) if number < size else len(WEIGHTS)
            for number in self.graph.order
        ]
        for first, after, _ in sorted(self.waits, reverse=True):
            ranks[first] = min(ranks[first], ranks[after])
        return ranks

    def _blocks(self, keys: Mapping[str, int]) -> list[Block]:
        """What those take that keep their dates."""
        found = []
        for number, needs in self.needs.items():
            if number not in self.is_moving:
                start, finish = self.before[number]
                span = self._at(start) // self.period, self._up(self._at(finish))
                found += [(keys[key], *span, units) for key, units in needs]
        for key, number in keys.items():
            for (start, finish), units in self.busy.get(key, ()):
                span = self._at(start) // self.period, self._up(self._at(finish))
                found.append((number, *span, units))
        return [each for each in found if each[1] < each[2]]

    def _goals(self) -> list[list[int]]:
        """The jobs of each project, where there are several."""
        found: dict[str, list[int]] = {}
        for number in self.moving:
            project = self.plan.projects.get(self.graph.ids[number], "")
            found.setdefault(project, []).append(self.jobs[number])
        return list(found.values()) if len(found) > 1 else []
