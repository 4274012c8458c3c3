"""Levelling of plans: new dates with which nobody has to do more at once than they can.

A plan becomes a problem of whole periods (see `levelling`), and the order in which its best
schedule does things becomes dates again (`levelling_dates`). Where all work by the same hours
the periods are exact; with several calendars they only find the order, and the dates are exact.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.analysis.levelling import Budget, Problem, Solution
from ppm_tui.analysis.levelling_axis import Axis, PlanToLevel
from ppm_tui.analysis.levelling_dates import Dates, Placed
from ppm_tui.analysis.levelling_excess import Excess, Taken, by_task, excesses
from ppm_tui.analysis.levelling_kept import latest_before
from ppm_tui.analysis.levelling_search import in_order, search
from ppm_tui.analysis.network import Live, TaskId
from ppm_tui.analysis.network_dates import LONG_AGO, Span, constrained_floor, placed
from ppm_tui.analysis.network_graph import Node
from ppm_tui.analysis.network_passes import floor_of
from ppm_tui.analysis.worktime import to_datetime, to_minute
from ppm_tui.terms import Constraint, Minutes

METHOD = "priority rules and search"
AS_BEFORE = "in the order of before"
Solve = Callable[[Problem, Budget], tuple[Solution, str]]
"""A way to solve a problem, which also says its name."""


@dataclass(frozen=True, slots=True)
class Move:
    """A task and its new dates; `resource` was busy until then, without one it follows others."""

    task: TaskId
    start: datetime
    finish: datetime
    old_start: datetime
    old_finish: datetime
    minutes: Minutes
    resource: str | None


@dataclass(frozen=True, slots=True)
class Levelled:
    """Dates of all tasks, which of them are moves, and what the search says of itself.

    `makespan` and `bound` are working minutes from the first start to the last finish, and what
    they cannot be below; `excess` is when somebody still has too much to do.
    """

    dates: Mapping[TaskId, tuple[datetime, datetime]]
    moves: tuple[Move, ...]
    excess: tuple[Excess, ...]
    excess_before: tuple[Excess, ...]
    method: str
    makespan: Minutes
    makespan_before: Minutes
    bound: Minutes
    held: Callable[[Collection[TaskId]], tuple[TaskId, ...]]
    """Of what follows some tasks, those that would move forward when these are moved."""
    pinned: Collection[TaskId]
    """Moves that links alone do not cause: their start has to be said."""
    limited: Collection[TaskId]
    """Those that may not move as far as would be needed."""
    slack: Mapping[TaskId, Minutes]
    """How far a task could move before its project would end later, where that is known."""

    @property
    def over(self) -> dict[TaskId, tuple[str, ...]]:
        """Tasks that still ask too much of somebody, and of whom. Source: definition."""
        return by_task(self.excess)

    @property
    def over_before(self) -> dict[TaskId, tuple[str, ...]]:
        """Those that do so with the dates of now. Source: definition."""
        return by_task(self.excess_before)


def level(plan: PlanToLevel, budget: Budget, solve: Solve | None = None) -> Levelled:
    """New dates with which nobody is over, as far as that is possible.

    No task starts earlier than now. Those of a lower rank give way to those of a higher one.
    Invalid as `network.schedule`.
    Source: resource-constrained project scheduling, Kolisch and Hartmann 2006; instances of
    PSPLIB in tests/unit/test_levelling.py.
    """
    return _Levelling(plan).run(budget, solve or searched)


def searched(problem: Problem, budget: Budget) -> tuple[Solution, str]:
    """The way that needs nothing installed. Source: as `search`."""
    return search(problem, budget), METHOD


class _Levelling:
    """A plan while it is being levelled. Numbers are those of the graph's order."""

    def __init__(self, plan: PlanToLevel) -> None:
        self.plan = plan
        self.live = Live(plan.tasks, plan.links, calendar=plan.calendar, project_start=plan.start)
        self.graph = self.live.graph.trial()
        self.size = self.graph.size
        self.before: list[Span] = self.live.planned.spans
        self.leaves = [n for n in range(self.size) if not self.graph.children[n]]
        self.moving = [n for n in self.leaves if self._is_moving(n)]
        for number in self.moving:
            self.graph.nodes[number] = self._released(number)
        moving = set(self.moving)
        self.given = frozenset(n for n in self.leaves if n not in moving)
        self.needs = self._needs()
        self.busy = {
            key: [((to_minute(start), to_minute(finish)), units) for start, finish, units in each]
            for key, each in plan.busy.items()
        }

    def _is_moving(self, number: int) -> bool:
        node = self.graph.nodes[number]
        is_begun = node.actual_start is not None or node.actual_finish is not None
        is_fixed = self.graph.ids[number] in self.plan.fixed
        return not (node.pinned or node.is_outside or is_begun or is_fixed)

    def _released(self, number: int) -> Node:
        """The task as it would be if its start were said, and it were not to start earlier."""
        node = self.graph.nodes[number].copy()
        start, finish = self.before[number]
        if node.keeps:
            node.duration = node.clock.position_of(finish) - node.clock.position_of(start)
        node.keeps = False
        node.constraint, node.date = Constraint.SNET, start
        node.settle()
        return node

    def _needs(self) -> dict[int, list[tuple[str, int]]]:
        """What is needed of whom; nobody can be asked for more than there is of them."""
        units, found = self.plan.units, {}
        for task, needs in self.plan.needs.items():
            whole: Counter[str] = Counter()  # somebody may be booked twice for the same task
            for key, share in needs:
                whole[key] += share
            known = [(key, min(share, units[key])) for key, share in whole.items()
                     if units.get(key) and share > 0]  # fmt: skip
            if known:
                found[self.graph.number(task)] = known
        return found

    def run(self, budget: Budget, solve: Solve) -> Levelled:
        latest = self._latest()
        dates = Dates(
            self.graph, self.live.begin, self.before, self.given, self.needs, self.plan.units,
            latest, self.busy,
        )  # fmt: skip
        axis = Axis(self.graph, self.before, self.moving, latest, self.needs, self.busy, self.plan)
        if self.plan.like:
            starts, method = self._as_before(), AS_BEFORE
        else:
            budget.dated = axis.finish
            solution, method = solve(axis.problem, budget)
            starts = solution.starts
        found = dates.place(self._order(axis, starts))
        return self._told(found, axis, method)

    def _as_before(self) -> Sequence[int]:
        """By place in the order, when a task was to start by an earlier answer; else at once."""
        like, ids, moving = self.plan.like, self.graph.ids, set(self.moving)
        return [
            to_minute(like.get(ids[n], to_datetime(self.before[n][0]))) if n in moving else 0
            for n in self.graph.order
        ]

    def _latest(self) -> dict[int, int]:
        """Starts not to be exceeded: as the plan says, and so that what is kept can stay."""
        ids, given = self.graph.ids, self.plan.latest
        kept = [self.graph.number(task) for task in self.plan.kept]
        found = latest_before(self.graph, self.before, kept)
        for number in self.moving:
            if ids[number] in given:
                latest = to_minute(given[ids[number]])
                found[number] = min(latest, found.get(number, latest))
        return {n: max(found[n], self.before[n][0]) for n in self.moving if n in found}

    def _order(self, axis: Axis, starts: Sequence[int]) -> list[int]:
        """The numbers of the graph by when they start; what is given has its place at once."""
        after: list[list[tuple[int, int]]] = [[] for _ in self.graph.order]
        for before, other, lag in axis.waits:
            after[before].append((other, lag))
        return [self.graph.order[job] for job in in_order(after, starts)]

    # The answer

    def _told(self, found: Placed, axis: Axis, method: str) -> Levelled:
        ids, spans, calendar = self.graph.ids, found.spans, self.plan.calendar
        moved = [n for n in self.moving if spans[n] != self.before[n]]
        moves = [self._move(n, spans[n], found.busy.get(n)) for n in moved]
        inside = [n for n in range(self.size) if not self.graph.nodes[n].is_outside]
        begin = min((self.before[n][0] for n in inside), default=self.live.begin)

        def length(ends: Iterable[int]) -> Minutes:
            end = max(ends, default=begin)
            return Minutes(calendar.position_of(end) - calendar.position_of(begin))

        makespan = length(spans[n][1] for n in inside)
        least = max(length(self.live.planned.spans[n][1] for n in inside), axis.bound(begin))
        return Levelled(
            {ids[n]: _dates(spans[n]) for n in inside},
            tuple(moves),
            self._excess(spans),
            self._excess(self.before),
            method,
            makespan,
            length(self.before[n][1] for n in inside),
            Minutes(min(least, makespan)),
            self._held,
            self._pinned(moved, spans, found.unmoved),
            frozenset(ids[n] for n in axis.latest),
            self._slack(),
        )

    def _pinned(
        self, moved: Sequence[int], spans: list[Span], unmoved: Collection[int]
    ) -> frozenset[TaskId]:
        """Those whose start follows from no link, or from one that only now is kept."""
        ends = [finish for _, finish in spans]
        return frozenset(
            self.graph.ids[n]
            for n in moved
            if n in unmoved or self._by_links(n, spans, ends) < self._at(n, spans)
        )

    def _held(self, chosen: Collection[TaskId]) -> tuple[TaskId, ...]:
        ids, graph = self.graph.ids, self.live.graph
        reached = graph.reached(graph.number(task) for task in chosen)
        known, ends = set(chosen), [finish for _, finish in self.before]
        return tuple(
            ids[n]
            for n in self.moving
            if n in reached and ids[n] not in known and graph.nodes[n].keeps
            if self._by_links(n, self.before, ends) < self._at(n, self.before)
        )

    def _by_links(self, number: int, spans: list[Span], ends: list[int]) -> int:
        """From when on links, and its own constraint, let a task be done, in its working time.

        One that nothing drives stays where it was put.
        """
        graph = self.live.graph
        node = graph.nodes[number]
        floor, at = (self.live.begin, LONG_AGO), number
        is_driven = False
        while at >= 0:
            around = graph.nodes[at]
            start, finish = floor_of(graph, around, floor, spans, ends)
            is_driven |= bool(around.before or around.incoming)
            floor = constrained_floor(around, (start, finish if at == number else floor[1]))
            at = around.parent
        if not is_driven:
            floor = max(floor[0], self.before[number][0]), floor[1]
        return node.clock.positions[placed(self.graph.nodes[number], *floor)[0]]

    def _at(self, number: int, spans: Sequence[Span]) -> int:
        return self.graph.nodes[number].clock.positions[spans[number][0]]

    def _move(self, number: int, span: Span, resource: str | None) -> Move:
        old, positions = self.before[number], self.graph.nodes[number].clock.positions
        return Move(
            self.graph.ids[number],
            *_dates(span),
            *_dates(old),
            Minutes(positions[span[0]] - positions[old[0]]),
            resource,
        )

    def _slack(self) -> dict[TaskId, Minutes]:
        """How far each task whose latest start is known could move before that."""
        found = {}
        for task, late in self.plan.late.items():
            number = self.graph.number(task)
            positions = self.graph.nodes[number].clock.positions
            minutes = positions[to_minute(late)] - positions[self.before[number][0]]
            found[task] = Minutes(max(0, minutes))
        return found

    def _excess(self, spans: list[Span]) -> tuple[Excess, ...]:
        """When somebody is asked for more than there is."""
        taken: dict[str, list[Taken]] = {}
        for number in self.leaves:
            task, span = self.graph.ids[number], spans[number]
            for key, share in self.plan.needs.get(task, ()):
                if key in self.plan.units and span[0] < span[1]:
                    taken.setdefault(key, []).append((task, span, share))
        return tuple(excesses(taken, self.plan.units, self.busy))


def _dates(span: Span) -> tuple[datetime, datetime]:
    return to_datetime(span[0]), to_datetime(span[1])
