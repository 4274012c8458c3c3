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
from ppm_tui.analysis.network_passes import backward, forward
from ppm_tui.analysis.worktime import WorkCalendar, to_datetime, to_minute
from ppm_tui.terms import Constraint

FEW = 500
__all__ = ["NetworkLink", "NetworkTask", "Schedule", "TaskDates", "TaskId", "schedule"]


@dataclass(frozen=True, slots=True)
class TaskDates:
    """Dates of one task; floats in working minutes of its calendar, below 0 where it is late."""

    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float_minutes: int
    free_float_minutes: int
    is_critical: bool


def schedule(
    tasks: Sequence[NetworkTask],
    links: Iterable[NetworkLink],
    *,
    calendar: WorkCalendar,
    project_start: datetime,
    critical_float: int = 0,
    moving: Iterable[TaskId] = (),
    resized: Collection[TaskId] = (),
) -> "Schedule":
    """Dates and floats of every task, phases included, in the order given.

    `calendar` is the project's. Early dates are the earliest that links, constraints and actual
    dates allow, late dates the latest that keep deadlines, constraints and the project finish.
    Start and finish are the early dates; for a task as late as possible the late ones, and what
    follows it is pushed; for a task that keeps its dates the stored ones. Total float is the
    smaller of late less early start and late less early finish; a task is critical when it is
    not above `critical_float` minutes, and not finished. Invalid names a ring of tasks.
    Tasks in `moving` and all that they drive no longer keep their dates: see `Graph.release`.
    Source: Kelley and Walker 1959, Critical-Path Planning and Scheduling; PMI Practice Standard
    for Scheduling. Published networks and ten agreed cases: tests/unit/test_network.py.
    """
    graph = Graph(tasks, links, calendar)
    graph.release(moving, resized)
    begin = to_minute(project_start)
    pinned = {i: node.stored for i, node in enumerate(graph.nodes) if node.pinned and node.stored}
    early = forward(graph, begin, pinned)
    end = max((finish for _, finish in early), default=begin)
    late, free, _ = backward(graph, early, end)
    planned = planned_spans(graph, begin, pinned, early, late)
    for spans in (planned, early, late):  # dates are made when they are asked for: not too late
        to_datetime(min(map(itemgetter(0), spans), default=begin))
        to_datetime(max(map(itemgetter(1), spans), default=begin))
    return Schedule(tasks, graph, (planned, early, late, free), critical_float)


class Schedule(Mapping[TaskId, TaskDates]):
    """Dates by task, made when they are asked for: of 10,000 tasks a screen shows thirty."""

    def __init__(
        self,
        tasks: Sequence[NetworkTask],
        graph: Graph,
        spans: tuple[list[Span], list[Span], list[Span], list[Span]],
        critical_float: int,
    ) -> None:
        self._numbers = {task.id: number for number, task in enumerate(tasks)}
        self._clocks = [node.clock for node in graph.nodes]
        self._ended = [node.actual_finish is not None for node in graph.nodes]
        self._spans = spans
        self._critical_float = critical_float
        self._made: dict[TaskId, TaskDates] = {}
        while graph.nodes:  # a few at a time: all at once would hold up other threads
            del graph.nodes[-FEW:]

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

    def _dates(self, number: int) -> TaskDates:
        position = self._clocks[number].positions
        planned, early, late, free = (spans[number] for spans in self._spans)
        starts, finishes = position[early[0]], position[early[1]]
        total = min(position[late[0]] - starts, position[late[1]] - finishes)
        free_float = min(position[free[0]] - starts, position[free[1]] - finishes)
        return TaskDates(
            start=to_datetime(planned[0]),
            finish=to_datetime(planned[1]),
            early_start=to_datetime(early[0]),
            early_finish=to_datetime(early[1]),
            late_start=to_datetime(late[0]),
            late_finish=to_datetime(late[1]),
            total_float_minutes=total,
            free_float_minutes=max(0, min(free_float, total)),
            is_critical=total <= self._critical_float and not self._ended[number],
        )


def planned_spans(
    graph: Graph, begin: int, pinned: dict[int, Span], early: list[Span], late: list[Span]
) -> list[Span]:
    """Start and finish of every task: early dates but where it keeps its own or is as late as
    possible. Source: as `schedule`."""
    given = dict(pinned)
    for i, node in enumerate(graph.nodes):
        if node.keeps and node.stored:
            given[i] = node.stored
        elif node.constraint is Constraint.ALAP and node.actual_start is None:
            given[i] = max(early[i], late[i])
    return early if given == pinned else forward(graph, begin, given)
