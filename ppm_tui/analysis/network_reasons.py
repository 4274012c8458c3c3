"""Why a task is when it is: the chain that drives its dates, and the one that limits its float.

Each link of a chain is a task with the one thing that binds it and the instant that this gives;
where that is another task its own reason comes next, up to the start or the finish of the project.
Nothing is reckoned anew: the passes say what is possible, this says which of it binds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ppm_tui.analysis.network import STRICT, Limits, Live
from ppm_tui.analysis.network_dates import Span, constrained_ceiling, constrained_floor
from ppm_tui.analysis.network_graph import ENDS, Edge, NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.network_passes import after_lag, backward
from ppm_tui.analysis.worktime import NEVER, WorkCalendar, to_datetime
from ppm_tui.terms import Constraint, LagKind, LinkType


class Cause(StrEnum):
    """What binds a task."""

    PROJECT_START = "project start"
    PROJECT_FINISH = "project finish"
    LINK = "link"
    CONSTRAINT = "constraint"
    DEADLINE = "deadline"
    ACTUAL = "actual"
    MANUAL = "manual"
    OUTSIDE = "outside"
    KEPT = "kept"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Reason:
    """A task, its dates, and what binds them; on the way of the float its latest dates.

    `at` is the instant that the cause gives: the start is the first working time of `calendar`
    from there on, or the finish is; on the way of the float the last one before it. `by` is the
    other task of a link, with its type and lag, or the task inside a phase; `holder` the phase
    whose link, constraint or deadline it is, where it is not the task's own, and `constraint`
    which one it is.
    """

    task: TaskId
    start: datetime
    finish: datetime
    cause: Cause
    at: datetime
    is_finish: bool
    calendar: str
    by: TaskId | None = None
    type: LinkType | None = None
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING
    holder: TaskId | None = None
    constraint: Constraint | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """What drives a task's dates and what limits its float, in working minutes; the task first.

    `limits` are those of its project: how much float is critical there, and nearly so.
    """

    driven: tuple[Reason, ...]
    limited: tuple[Reason, ...]
    total_float_minutes: int
    limits: Limits = STRICT


def why(
    tasks: Sequence[NetworkTask],
    links: Iterable[NetworkLink],
    task: TaskId,
    *,
    calendar: WorkCalendar,
    project_start: datetime,
    limits: Limits = STRICT,
) -> Why:
    """Why a task has its dates, and why it may slip no further. Invalid as in `schedule`.

    Source: driving and limiting relationships of the critical path method; PMI Practice Standard
    for Scheduling.
    """
    tracer = _Tracer(tasks, links, calendar, project_start)
    number = next(n for n, each in enumerate(tasks) if each.id == task)
    return Why(
        tuple(tracer.chain(number, tracer.driver)),
        tuple(tracer.chain(number, tracer.limiter)),
        tracer.total_float(number),
        limits,
    )


@dataclass(frozen=True, slots=True)
class _Bound:
    """Something that binds one end of a task to an instant; positions are of its calendar."""

    position: int
    cause: Cause
    at: int
    is_finish: bool = False
    by: int | None = None
    edge: Edge | None = None
    holder: int | None = None


class _Tracer:
    """The passes of a network, and the way along what binds in them."""

    def __init__(
        self,
        tasks: Sequence[NetworkTask],
        links: Iterable[NetworkLink],
        calendar: WorkCalendar,
        project_start: datetime,
    ) -> None:
        live = Live(tasks, links, calendar=calendar, project_start=project_start)
        self.ids, self.begin, self.graph = live.graph.ids, live.begin, live.graph
        self.early, self.spans = live.early.spans, live.planned.spans
        self.end = live.end
        self.late, _, self.way = backward(self.graph, self.early, self.end)

    def chain(self, number: int, step: Callable[[int], _Bound]) -> Iterator[Reason]:
        spans = self.spans if step == self.driver else self.late
        seen: set[int] = set()
        at: int | None = number
        while at is not None and at not in seen:
            seen.add(at)
            bound = step(at)
            yield self._reason(at, spans[at], bound)
            at = bound.by

    def total_float(self, number: int) -> int:
        position = self.graph.nodes[number].clock.position_of
        ends = zip(self.late[number], self.early[number], strict=True)
        return min(position(late) - position(early) for late, early in ends)

    def _reason(self, number: int, span: Span, bound: _Bound) -> Reason:
        edge = bound.edge
        return Reason(
            self.ids[number],
            to_datetime(span[0]),
            to_datetime(span[1]),
            bound.cause,
            to_datetime(bound.at),
            bound.is_finish,
            self.graph.nodes[number].clock.name,
            None if bound.by is None else self.ids[bound.by],
            None if edge is None else _type(edge),
            0 if edge is None else edge[4],
            LagKind.WORKING if edge is None else edge[5],
            None if bound.holder in (None, number) else self.ids[bound.holder or 0],
            self._constraint(number, bound),
        )

    def _constraint(self, number: int, bound: _Bound) -> Constraint | None:
        holder = number if bound.holder is None else bound.holder
        is_one = bound.cause is Cause.CONSTRAINT
        return self.graph.nodes[holder].constraint if is_one else None

    def _levels(self, number: int) -> Iterator[int]:
        """The task and the phases around it."""
        while number >= 0:
            yield number
            number = self.graph.nodes[number].parent

    # What drives

    def driver(self, number: int) -> _Bound:
        """What a task's planned dates come from."""
        node, span = self.graph.nodes[number], self.spans[number]
        position = node.clock.position_of
        if children := self.graph.children[number]:
            first = min(children, key=lambda child: self.spans[child][0])
            return _Bound(0, Cause.INSIDE, span[0], by=first)
        if node.pinned:
            cause = Cause.OUTSIDE if node.is_outside else Cause.MANUAL
            return _Bound(0, cause, span[0])
        if node.actual_start is not None or node.actual_finish is not None:
            return _Bound(0, Cause.ACTUAL, span[0])
        best = max(self._floors(number), key=lambda bound: bound.position)
        if position(span[0]) == best.position:
            return best
        if node.keeps and span == node.stored and position(span[0]) > best.position:
            return _Bound(0, Cause.KEPT, span[0])
        return _Bound(0, Cause.CONSTRAINT, node.date if node.date is not None else span[1])

    def _floors(self, number: int) -> Iterator[_Bound]:
        """All that keeps a task from being earlier; links first, for they explain most."""
        node = self.graph.nodes[number]
        clock = node.clock

        def bound(at: int, cause: Cause, is_finish: bool, level: int, edge: Edge | None) -> _Bound:
            place = clock.position_of(at) - (node.duration if is_finish else 0)
            by = None if edge is None else edge[0]
            return _Bound(place, cause, at, is_finish, by, edge, level)

        for level in self._levels(number):
            for edge in self.graph.links_in(level):
                at = after_lag(self.graph, edge, self.spans)
                yield bound(at, Cause.LINK, edge[3], level, edge)
        for level in self._levels(number):
            floor = constrained_floor(self.graph.nodes[level], (0, 0))
            for is_finish in (False, True):
                if floor[is_finish]:
                    yield bound(floor[is_finish], Cause.CONSTRAINT, is_finish, level, None)
        yield bound(self.begin, Cause.PROJECT_START, False, number, None)

    # What limits

    def limiter(self, number: int) -> _Bound:
        """What a task's latest dates come from."""
        node, early = self.graph.nodes[number], self.early[number]
        if children := self.graph.children[number]:
            tightest = min(children, key=self.total_float)
            return _Bound(0, Cause.INSIDE, self.late[number][1], True, by=tightest)
        if node.actual_finish is not None:
            return _Bound(0, Cause.ACTUAL, early[1], True)
        return min(self._ceilings(number), key=lambda bound: bound.position)

    def _ceilings(self, number: int) -> Iterator[_Bound]:
        """All that keeps a task from being later; links first."""
        node, (begun, ended) = self.graph.nodes[number], self.early[number]
        clock = node.clock
        length = clock.position_of(ended) - clock.position_of(begun)

        def bound(at: int, cause: Cause, is_finish: bool, level: int, edge: Edge | None) -> _Bound:
            place = clock.position_of(at) - (length if is_finish else 0)
            by = None if edge is None else edge[1]
            return _Bound(place, cause, at, is_finish, by, edge, level)

        for level in self._levels(number):
            is_first = self.early[level][0] == begun
            for edge in self.graph.links_out(level):
                at = self.way.before_lag(edge)
                if at < NEVER and (edge[2] or is_first):
                    yield bound(at, Cause.LINK, edge[2], level, edge)
        for level in self._levels(number):
            each = self.graph.nodes[level]
            ceiling = constrained_ceiling(each, (NEVER, NEVER))
            for is_finish in (False, True):
                at = ceiling[is_finish]
                if at < NEVER:
                    is_due = is_finish and at == each.deadline
                    cause = Cause.DEADLINE if is_due else Cause.CONSTRAINT
                    yield bound(at, cause, is_finish, level, None)
        yield bound(self.end, Cause.PROJECT_FINISH, True, number, None)


def _type(edge: Edge) -> LinkType:
    return next(kind for kind, ends in ENDS.items() if ends == edge[2:4])
