"""The two passes of the critical path method, over the numbered graph, in whole minutes.

Forwards: the earliest dates that links, constraints and the project start allow. Backwards: the
latest that deadlines, constraints and the project finish allow. An instant that a link hands on
is not moved into working time: only the task that takes it knows its calendar.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ppm_tui.analysis.network_dates import (
    LONG_AGO,
    Span,
    constrained_ceiling,
    constrained_floor,
    earliest,
    latest,
    limit,
)
from ppm_tui.analysis.network_graph import Edge, Graph, Node
from ppm_tui.analysis.worktime import NEVER
from ppm_tui.terms import LagKind

FROM_FINISH, TO_FINISH = 2, 3
"""Places in an edge."""


class Forward(NamedTuple):
    """What the way forward answers: early dates, their finishes, and what phases hand down."""

    spans: list[Span]
    ends: list[int]
    floors: list[Span]


def forward(
    graph: Graph,
    project_start: int,
    pinned: Mapping[int, Span],
    since: Forward | None = None,
    changed: Iterable[int] = (),
) -> Forward:
    """Earliest start and finish of every task; those of `pinned` are given, not reckoned.

    With `since`, what was found before some tasks `changed`, only these and what they move are
    reckoned again.
    Source: forward pass of the critical path method (Kelley and Walker 1959); constraints and
    lags as in Microsoft Project, checked in tests/unit/test_network.py.
    """
    size, nodes, children = graph.size, graph.nodes, graph.children
    if since is None:
        spans: list[Span] = [(LONG_AGO, LONG_AGO)] * size
        ends = [LONG_AGO] * size
        floors = [(project_start, LONG_AGO)] * size
        order: Iterable[int] = graph.order
    else:
        spans, ends, floors = since.spans[:], since.ends[:], since.floors[:]
        order = again = _Again(graph, changed)
    for number in order:
        if number >= size:
            task = number - size
            span = _around(spans, children[task])
        elif given := pinned.get(number):
            task, span = number, given
        else:
            task, node = number, nodes[number]
            around = floors[node.parent] if node.parent >= 0 else (project_start, LONG_AGO)
            start, finish = floor_of(graph, node, around, spans, ends)
            if children[number]:
                floor = constrained_floor(node, (start, finish))
                if since is not None and floor != floors[number]:
                    again.add(children[number])
                floors[number] = floor
                continue
            if node.is_plain and not finish:
                clock, duration = node.clock, node.duration
                position = clock.positions[start]
                span = clock.starts[position], clock.starts[position + duration - 1] + 1
            else:
                span = earliest(node, (start, finish))
        if since is not None and span != spans[task]:
            again.add(graph.targets(task))
        spans[task] = span
        ends[task] = span[1]
    return Forward(spans, ends, floors)


class _Again:
    """Numbers of the order that have to be reckoned again, in that order; some are added."""

    def __init__(self, graph: Graph, changed: Iterable[int]) -> None:
        self.graph = graph
        self.is_wanted = bytearray(2 * graph.size)
        for number in changed:  # a lag in per cent follows a duration, also where no date moves
            self.add((number, *graph.targets(number)))

    def add(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.is_wanted[number] = 1

    def __iter__(self) -> Iterator[int]:
        is_wanted = self.is_wanted
        return (number for number in self.graph.order if is_wanted[number])


def floor_of(graph: Graph, node: Node, around: Span, spans: list[Span], ends: list[int]) -> Span:
    """The earliest that links leave, and what the phase around it hands down.

    Source: as `forward`.
    """
    start, finish = around
    for before in node.before:
        if ends[before] > start:
            start = ends[before]
    for edge in node.incoming:
        instant = after_lag(graph, edge, spans)
        if edge[TO_FINISH]:
            finish = max(finish, instant)
        else:
            start = max(start, instant)
    return start, finish


class Backward(NamedTuple):
    """What the way back answers: late dates, the latest that harm nobody, and how it came so."""

    late: list[Span]
    free: list[Span]
    way: "WayBack"


def backward(graph: Graph, early: list[Span], end: int) -> Backward:
    """The way back through the plan for the early dates and the project finish `end`.

    Late is the latest start and finish of every task that keep the project finish, deadlines and
    constraints; free those that leave the early dates of all others alone.
    Source: backward pass of the critical path method (Kelley and Walker 1959); free float, the
    earliest start of the successors less the early finish; PMI Practice Standard for Scheduling.
    Deadlines and constraints as in Microsoft Project, checked in tests/unit/test_network.py.
    """
    way, free = WayBack(graph, early, end), WayBack(graph, early, end)
    size, nodes, children = graph.size, graph.nodes, graph.children
    late = list(early)
    for number in reversed(graph.order):
        task = number if number < size else number - size
        node, inside = nodes[task], children[task]
        if inside and number < size:
            late[task] = _around(late, inside)
            way.hand_up(task, inside)
            free.hand_up(task, inside)
        elif inside:
            way.ceilings[task] = constrained_ceiling(node, way.ceiling(node, task))
            free.ceilings[task] = free.ceiling(node, task)
        elif node.is_loose and not node.outgoing and early[task][0] < early[task][1]:
            late[task] = _simply(way, free, node, task)
        else:
            late[task] = span = latest(node, early[task], way.ceiling(node, task))
            free.ceilings[task] = free.ceiling(node, task)
            way.starts[task], way.finishes[task] = limit(node, span)
            free.starts[task], free.finishes[task] = limit(node, early[task])
    return Backward(late, free.ceilings, way)


def _simply(way: "WayBack", free: "WayBack", node: Node, task: int) -> Span:
    """Late dates of a task that only others after it hold: the same at a third of the cost."""
    early, starts, free_starts = way.early[task], way.starts, free.starts
    start = free_start = finish = free_finish = way.end
    if node.parent >= 0:
        start, finish = way.within(node.parent, task)
        free_start, free_finish = free.within(node.parent, task)
    for after in node.after:
        if starts[after] < finish:
            finish = starts[after]
        if free_starts[after] < free_finish:
            free_finish = free_starts[after]
    free.ceilings[task] = free_start, free_finish
    clock = node.clock
    positions = clock.positions
    begun, ended = early
    length = positions[ended] - positions[begun]  # one that keeps its dates may last longer
    if not length:
        span = latest(node, early, (start, finish))
    else:
        position = positions[finish] - length
        if start < way.end:
            position = min(position, positions[start])
        if position < 0:
            position = 0
        span = clock.starts[position], clock.starts[position + length - 1] + 1
    lasts = clock.lasts
    starts[task], way.finishes[task] = lasts[span[0]], lasts[span[1]]
    free_starts[task], free.finishes[task] = lasts[begun], lasts[ended]
    return span


class WayBack:
    """How far the way back has come.

    `starts` and `finishes` are the latest that a task leaves to those it waits for, `ceilings` the
    latest start and finish that a phase leaves to what is in it.
    """

    __slots__ = ("ceilings", "early", "end", "finishes", "graph", "starts")

    def __init__(self, graph: Graph, early: list[Span], end: int) -> None:
        self.graph = graph
        self.early = early
        self.end = end
        self.ceilings: list[Span] = [(end, end)] * graph.size
        self.starts = [NEVER] * graph.size
        self.finishes = [NEVER] * graph.size

    def ceiling(self, node: Node, task: int) -> Span:
        """Latest start and finish that followers and phases leave. Source: as `backward`."""
        start = finish = self.end
        if node.parent >= 0:
            start, finish = self.within(node.parent, task)
        starts = self.starts
        for after in node.after:
            if starts[after] < finish:
                finish = starts[after]
        for edge in node.outgoing:
            instant = self.before_lag(edge)
            if edge[FROM_FINISH]:
                finish = min(finish, instant)
            else:
                start = min(start, instant)
        return start, finish

    def within(self, phase: int, task: int) -> Span:
        """Latest start and finish that a phase leaves to a task in it. Source: as `backward`."""
        start, finish = self.ceilings[phase]
        if self.early[task][0] > self.early[phase][0]:
            start = self.end  # only its first task can hold up what waits for a phase's start
        return start, finish

    def hand_up(self, phase: int, children: list[int]) -> None:
        """A phase leaves what the tightest of its children do. Source: as `backward`."""
        self.starts[phase] = min(self.starts[child] for child in children)
        self.finishes[phase] = min(self.finishes[child] for child in children)

    def before_lag(self, edge: Edge) -> int:
        """The last instant at which a link's predecessor may start or finish.

        Source: backward pass of the precedence diagramming method.
        """
        _, successor, _, to_finish, lag, _ = edge
        instant = (self.finishes if to_finish else self.starts)[successor]
        if not lag or instant >= NEVER:
            return instant
        lag, is_elapsed = _lag(self.graph, edge, self.early)
        if is_elapsed:
            return max(instant - lag, LONG_AGO)
        calendar = self.graph.nodes[successor].calendar
        return calendar.last_at(max(calendar.position_of(instant) - lag, 0))


def after_lag(graph: Graph, edge: Edge, spans: list[Span]) -> int:
    """The instant before which a link does not let its successor start, or finish.

    Source: lead and lag of the precedence diagramming method; a working lag counts in the
    successor's calendar, as in Microsoft Project.
    """
    predecessor, successor, from_finish, _, lag, _ = edge
    instant = spans[predecessor][from_finish]
    if not lag:
        return instant
    lag, is_elapsed = _lag(graph, edge, spans)
    if is_elapsed:
        return instant + lag
    calendar = graph.nodes[successor].calendar
    return calendar.finish_of(max(calendar.position_of(instant) + lag, 1))


def _lag(graph: Graph, edge: Edge, spans: list[Span]) -> tuple[int, bool]:
    """Minutes of a lag, and whether they are clock minutes."""
    predecessor, _, _, _, lag, kind = edge
    if kind is not LagKind.PERCENT:
        return lag, kind is LagKind.ELAPSED
    node = graph.nodes[predecessor]
    minutes = node.duration
    if graph.children[predecessor]:
        start, finish = spans[predecessor]
        minutes = node.clock.position_of(finish) - node.clock.position_of(start)
    return (minutes * lag + 50) // 100, node.is_elapsed


def _around(spans: list[Span], tasks: list[int]) -> Span:
    return min(spans[task][0] for task in tasks), max(spans[task][1] for task in tasks)
