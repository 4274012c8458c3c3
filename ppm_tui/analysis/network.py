"""The critical path method: when each task can and must run, and how much it may slip.

`schedule` is the way in. It takes tasks and links as plain values and gives dates back by task;
`network_graph` numbers and orders them, `network_passes` reckons.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import Graph, NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.network_passes import Backward, Forward, backward, forward
from ppm_tui.analysis.worktime import WorkCalendar, to_datetime, to_minute
from ppm_tui.terms import Constraint

FEW = 500
__all__ = [
    "STRICT",
    "Limits",
    "Live",
    "NetworkLink",
    "NetworkTask",
    "Schedule",
    "TaskDates",
    "TaskId",
    "schedule",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """Total float, in working minutes, up to which a task is critical, and nearly so."""

    critical: int = 0
    near: int = 0


STRICT = Limits()


@dataclass(frozen=True, slots=True)
class TaskDates:
    """Dates of one task; floats in working minutes of its calendar, below 0 where it is late.

    A task that is critical is not also nearly so, and one that is finished is neither.
    """

    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float_minutes: int
    free_float_minutes: int
    is_critical: bool
    is_near_critical: bool = False


def schedule(
    tasks: Sequence[NetworkTask],
    links: Iterable[NetworkLink],
    *,
    calendar: WorkCalendar,
    project_start: datetime,
    limits: Limits = STRICT,
    moving: Iterable[TaskId] = (),
    resized: Collection[TaskId] = (),
) -> "Schedule":
    """Dates and floats of every task, phases included, in the order given.

    `calendar` is the project's. Early dates are the earliest that links, constraints and actual
    dates allow, late dates the latest that keep deadlines, constraints and the project finish.
    Start and finish are the early dates; for a task as late as possible the late ones, and what
    follows it is pushed; for a task that keeps its dates the stored ones. Total float is the
    smaller of late less early start and late less early finish; a task is critical when it is
    not above the limit, and not finished. Invalid names a ring of tasks.
    Tasks in `moving` and all that they drive no longer keep their dates: see `Graph.release`.
    Source: Kelley and Walker 1959, Critical-Path Planning and Scheduling; PMI Practice Standard
    for Scheduling. Published networks and ten agreed cases: tests/unit/test_network.py.
    """
    live = Live(tasks, links, calendar=calendar, project_start=project_start, moving=moving,
                resized=resized)  # fmt: skip
    found = live.schedule(limits)
    live.forget()
    return found


class Live:
    """A plan that is reckoned and kept, so that a change reckons only what it touches again."""

    def __init__(
        self,
        tasks: Sequence[NetworkTask],
        links: Iterable[NetworkLink],
        *,
        calendar: WorkCalendar,
        project_start: datetime,
        moving: Iterable[TaskId] = (),
        resized: Collection[TaskId] = (),
    ) -> None:
        self.calendar = calendar
        self.begin = to_minute(project_start)
        self.graph = Graph(tasks, links, calendar)
        self.graph.release(moving, resized)
        self.early = forward(self.graph, self.begin, self._pinned())
        self.planned = self._planned()

    def schedule(self, limits: Limits = STRICT) -> "Schedule":
        """Dates and floats of every task. Source: as `schedule`."""
        early, planned = self.early.spans, self.planned.spans
        late, free, _ = self._backward()
        for spans in (planned, early, late):  # made when they are asked for: not too late then
            to_datetime(min(map(itemgetter(0), spans), default=self.begin))
            to_datetime(max(map(itemgetter(1), spans), default=self.begin))
        return Schedule(self.graph, (planned, early, late, free), limits)

    def changed(
        self,
        tasks: Iterable[NetworkTask],
        moving: Iterable[TaskId] = (),
        resized: Collection[TaskId] = (),
    ) -> "Live":
        """The plan with other values of these tasks, whose links and phases are the same.

        Those `moving` leave their dates: see `Graph.release`. This plan stays as it is.
        Source: as `schedule`; tests/unit/test_network_live.py compares both.
        """
        made = Live.__new__(Live)
        made.calendar, made.begin, made.graph = self.calendar, self.begin, self.graph.trial()
        numbers = {made.graph.put(task, self.calendar) for task in tasks}
        numbers |= made.graph.release(moving, resized)
        made.early = forward(made.graph, made.begin, made._pinned(), self.early, numbers)
        made.planned = made._planned(self.planned, numbers)
        return made

    def moved(self, moving: Iterable[TaskId]) -> dict[TaskId, tuple[datetime, datetime]]:
        """Planned start and finish of all that these tasks drive, where not as it is stored.

        What has no dates yet has some now. Source: as `schedule`.
        """
        graph, spans = self.graph, self.planned.spans
        reached = graph.reached(graph.number(task) for task in moving)
        reached.update(n for n, node in enumerate(graph.nodes) if node.stored is None)
        return {
            graph.ids[number]: (to_datetime(spans[number][0]), to_datetime(spans[number][1]))
            for number in sorted(reached)
            if spans[number] != graph.nodes[number].stored
        }

    def late(self, tasks: Iterable[TaskId]) -> dict[TaskId, int]:
        """Working minutes by which these miss a deadline or constraint, theirs or a follower's.

        Source: total float below zero; as `schedule`.
        """
        if not any(node.is_limited for node in self.graph.nodes):
            return {}
        found = self.schedule()
        floats = {task: found[task].total_float_minutes for task in tasks}
        return {task: -minutes for task, minutes in floats.items() if minutes < 0}

    def forget(self) -> None:
        """Give the memory of a large plan back a few tasks at a time: at once it would hold up
        other threads. Source: none needed."""
        while self.graph.nodes:
            del self.graph.nodes[-FEW:]

    def _backward(self) -> Backward:
        return backward(self.graph, self.early.spans, self.end)

    @property
    def end(self) -> int:
        """When the last task of the plan itself ends, in minutes. Source: definition."""
        ends = self.early.ends
        outside = [number for number, node in enumerate(self.graph.nodes) if node.is_outside]
        if outside:
            ends = ends[:]
            for number in outside:
                ends[number] = self.begin
        return max(ends, default=self.begin)

    def _pinned(self) -> dict[int, Span]:
        nodes, children = enumerate(self.graph.nodes), self.graph.children
        pinned = ((i, node) for i, node in nodes if node.pinned and not children[i])
        return {i: node.stored for i, node in pinned if node.stored}

    def _planned(self, since: Forward | None = None, changed: Iterable[int] = ()) -> Forward:
        """Early dates, but where a task keeps its own or is as late as possible."""
        pinned, nodes = self._pinned(), self.graph.nodes
        given = dict(pinned)
        latest: list[int] = []
        for number, node in enumerate(nodes):
            if self.graph.children[number]:
                continue
            if node.keeps and node.stored:
                given[number] = node.stored
            elif node.constraint is Constraint.ALAP and node.actual_start is None:
                latest.append(number)
        if latest:
            late, since = self._backward().late, None  # late dates may move with anything
            given |= {number: max(self.early.spans[number], late[number]) for number in latest}
        if given == pinned:
            return self.early
        return forward(self.graph, self.begin, given, since, changed)


class Schedule(Mapping[TaskId, TaskDates]):
    """Dates by task, made when they are asked for: of 10,000 tasks a screen shows thirty."""

    def __init__(
        self,
        graph: Graph,
        spans: tuple[list[Span], list[Span], list[Span], list[Span]],
        limits: Limits,
    ) -> None:
        self._numbers = graph.numbers
        self._clocks = [node.clock for node in graph.nodes]
        self._ended = [node.actual_finish is not None for node in graph.nodes]
        self._spans = spans
        self._limits = limits
        self._made: dict[TaskId, TaskDates] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[TaskId]:
        return iter(self._numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as of every mapping

    def __getitem__(self, task: TaskId) -> TaskDates:
        found = self._made.get(task)
        if found is None:
            found = self._made[task] = self._dates(self._numbers[task])
        return found

    def span(self, task: TaskId) -> tuple[datetime, datetime]:
        """Planned start and finish alone. Source: as `schedule`."""
        start, finish = self._spans[0][self._numbers[task]]
        return to_datetime(start), to_datetime(finish)

    def floats(self, task: TaskId) -> tuple[int, int]:
        """Late less early start, and late less early finish, in working minutes of the task.

        Source: as `schedule`; total float is the smaller one.
        """
        number = self._numbers[task]
        position = self._clocks[number].positions
        early, late = self._spans[1][number], self._spans[2][number]
        return position[late[0]] - position[early[0]], position[late[1]] - position[early[1]]

    def _dates(self, number: int) -> TaskDates:
        position = self._clocks[number].positions
        planned, early, late, free = (spans[number] for spans in self._spans)
        starts, finishes = position[early[0]], position[early[1]]
        total = min(position[late[0]] - starts, position[late[1]] - finishes)
        free_float = min(position[free[0]] - starts, position[free[1]] - finishes)
        limits, is_over = self._limits, self._ended[number]
        return TaskDates(
            start=to_datetime(planned[0]),
            finish=to_datetime(planned[1]),
            early_start=to_datetime(early[0]),
            early_finish=to_datetime(early[1]),
            late_start=to_datetime(late[0]),
            late_finish=to_datetime(late[1]),
            total_float_minutes=total,
            free_float_minutes=max(0, min(free_float, total)),
            is_critical=total <= limits.critical and not is_over,
            is_near_critical=limits.critical < total <= limits.near and not is_over,
        )
