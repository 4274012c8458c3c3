"""The two passes of the critical path method, over the numbered graph, in whole minutes.

Forwards: the earliest dates that links, constraints and the project start allow. Backwards: the
latest that deadlines, constraints and the project finish allow. An instant that a link hands on
is not moved into working time: only the task that takes it knows its calendar.
"""

from collections.abc import Mapping

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


def forward(graph: Graph, project_start: int, pinned: Mapping[int, Span]) -> list[Span]:
    """Earliest start and finish of every task; those of `pinned` are given, not reckoned.

    Source: forward pass of the critical path method (Kelley and Walker 1959); constraints and
    lags as in Microsoft Project, checked in tests/unit/test_network.py.
    """
    size, nodes, children = graph.size, graph.nodes, graph.children
    spans: list[Span] = [(LONG_AGO, LONG_AGO)] * size
    floors = [(project_start, LONG_AGO)] * size
    for number in graph.order:
        if number >= size:
            spans[number - size] = _around(spans, children[number - size])
            continue
        node = nodes[number]
        floor = _floor(graph, node, floors[node.parent if node.parent >= 0 else number], spans)
        if children[number]:
            floors[number] = constrained_floor(node, floor)
        elif number in pinned:
            spans[number] = pinned[number]
        else:
            spans[number] = earliest(node, floor)
    return spans


def backward(graph: Graph, early: list[Span], end: int) -> list[Span]:
    """Latest start and finish of every task for the early dates and the project finish `end`.

    Source: backward pass of the critical path method (Kelley and Walker 1959); deadlines and
    constraints as in Microsoft Project, checked in tests/unit/test_network.py.
    """
    return way_back(graph, early, end)[0]


def way_back(graph: Graph, early: list[Span], end: int) -> "tuple[list[Span], WayBack]":
    """Late dates, and what set them. Source: as `backward`."""
    way = WayBack(graph, early, end)
    size, limits = graph.size, way.limits
    late = list(early)
    for number in reversed(graph.order):
        task = number if number < size else number - size
        node, children = graph.nodes[task], graph.children[task]
        if not children:
            span = late[task] = latest(node, early[task], way.ceiling(task))
            limits[task] = limit(node, span)
        elif number >= size:
            way.ceilings[task] = constrained_ceiling(node, way.ceiling(task))
        else:
            late[task] = _around(late, children)
            limits[task] = _least(limits, children)
    return late, way


def free_limits(graph: Graph, early: list[Span], end: int) -> list[Span]:
    """Latest start and finish of every task that leave the early dates of all others alone.

    Source: free float, the earliest start of the successors less the early finish; PMI Practice
    Standard for Scheduling.
    """
    way = WayBack(graph, early, end)
    size, limits, ceilings = graph.size, way.limits, way.ceilings
    for number in reversed(graph.order):
        task = number if number < size else number - size
        children = graph.children[task]
        if children and number < size:
            limits[task] = _least(limits, children)
            continue
        ceilings[task] = way.ceiling(task)
        if not children:
            limits[task] = limit(graph.nodes[task], early[task])
    return ceilings


class WayBack:
    """How far the way back has come: `limits` that successors set, `ceilings` that phases set."""

    __slots__ = ("ceilings", "early", "end", "graph", "limits")

    def __init__(self, graph: Graph, early: list[Span], end: int) -> None:
        self.graph = graph
        self.early = early
        self.end = end
        self.ceilings: list[Span] = [(end, end)] * graph.size
        self.limits: list[Span] = [(NEVER, NEVER)] * graph.size

    def ceiling(self, task: int) -> Span:
        """Latest start and finish that followers and phases leave. Source: as `backward`."""
        node, limits = self.graph.nodes[task], self.limits
        start = finish = self.end
        parent = node.parent
        if parent >= 0:
            start, finish = self.ceilings[parent]
            if self.early[task][0] > self.early[parent][0]:
                start = self.end  # only its first task can hold up what follows a phase's start
        for edge in node.outgoing:
            _, successor, from_finish, to_finish, lag, _ = edge
            instant = self.before_lag(edge) if lag else limits[successor][to_finish]
            if from_finish:
                finish = min(finish, instant)
            else:
                start = min(start, instant)
        return start, finish

    def before_lag(self, edge: Edge) -> int:
        """The last instant at which a link's predecessor may start or finish.

        Source: backward pass of the precedence diagramming method.
        """
        instant = self.limits[edge.successor][edge.to_finish]
        if not edge.lag or instant >= NEVER:
            return instant
        lag, is_elapsed = _lag(self.graph, edge, self.early)
        if is_elapsed:
            return max(instant - lag, LONG_AGO)
        calendar = self.graph.nodes[edge.successor].calendar
        return calendar.last_at(max(calendar.position_of(instant) - lag, 0))


def _floor(graph: Graph, node: Node, around: Span, spans: list[Span]) -> Span:
    """What links leave at the earliest, below what the phase around it hands down."""
    start, finish = around
    for edge in node.incoming:
        predecessor, _, from_finish, to_finish, lag, _ = edge
        instant = after_lag(graph, edge, spans) if lag else spans[predecessor][from_finish]
        if to_finish:
            finish = max(finish, instant)
        else:
            start = max(start, instant)
    return start, finish


def after_lag(graph: Graph, edge: Edge, spans: list[Span]) -> int:
    """The instant before which a link does not let its successor start, or finish.

    Source: lead and lag of the precedence diagramming method; a working lag counts in the
    successor's calendar, as in Microsoft Project.
    """
    instant = spans[edge.predecessor][edge.from_finish]
    if not edge.lag:
        return instant
    lag, is_elapsed = _lag(graph, edge, spans)
    if is_elapsed:
        return instant + lag
    calendar = graph.nodes[edge.successor].calendar
    return calendar.finish_of(max(calendar.position_of(instant) + lag, 1))


def _lag(graph: Graph, edge: Edge, spans: list[Span]) -> tuple[int, bool]:
    """Minutes of a lag, and whether they are clock minutes."""
    if edge.lag_kind is not LagKind.PERCENT:
        return edge.lag, edge.lag_kind is LagKind.ELAPSED
    node = graph.nodes[edge.predecessor]
    minutes = node.duration
    if graph.children[edge.predecessor]:
        start, finish = spans[edge.predecessor]
        minutes = node.clock.position_of(finish) - node.clock.position_of(start)
    return (minutes * edge.lag + 50) // 100, node.is_elapsed


def _least(spans: list[Span], tasks: list[int]) -> Span:
    return min(spans[task][0] for task in tasks), min(spans[task][1] for task in tasks)


def _around(spans: list[Span], tasks: list[int]) -> Span:
    return min(spans[task][0] for task in tasks), max(spans[task][1] for task in tasks)
