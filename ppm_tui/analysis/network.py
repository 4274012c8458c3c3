"""The critical path method: when each task can and must run, and how much it may slip.

`schedule` is the way in. It takes tasks and links as plain values and gives dates back by task;
`network_graph` numbers and orders them, `network_passes` reckons.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import Graph, NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.network_passes import backward, forward, free_limits
from ppm_tui.analysis.worktime import WorkCalendar, to_datetime, to_minute
from ppm_tui.terms import Constraint

FEW = 500
__all__ = ["NetworkLink", "NetworkTask", "TaskDates", "TaskId", "schedule"]


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
) -> dict[TaskId, TaskDates]:
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
    if not tasks:
        return {}
    graph = Graph(tasks, links, calendar)
    graph.release(moving, resized)
    begin = to_minute(project_start)
    pinned = {i: node.stored for i, node in enumerate(graph.nodes) if node.pinned and node.stored}
    early = forward(graph, begin, pinned)
    end = max(finish for _, finish in early)
    late = backward(graph, early, end)
    planned = planned_spans(graph, begin, pinned, early, late)
    free = free_limits(graph, early, end)
    found = {
        task.id: _dates(graph, i, critical_float, (planned[i], early[i], late[i], free[i]))
        for i, task in enumerate(tasks)
    }
    while graph.nodes:  # a few at a time: all at once would hold up other threads
        del graph.nodes[-FEW:]
    return found


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


def _dates(
    graph: Graph, number: int, critical_float: int, spans: tuple[Span, Span, Span, Span]
) -> TaskDates:
    node = graph.nodes[number]
    position = node.clock.position_of
    planned, early, late, free = spans
    starts, finishes = position(early[0]), position(early[1])
    total = min(position(late[0]) - starts, position(late[1]) - finishes)
    free_float = min(position(free[0]) - starts, position(free[1]) - finishes)
    dates = [to_datetime(minute) for span in (planned, early, late) for minute in span]
    return TaskDates(
        start=dates[0],
        finish=dates[1],
        early_start=dates[2],
        early_finish=dates[3],
        late_start=dates[4],
        late_finish=dates[5],
        total_float_minutes=total,
        free_float_minutes=max(0, min(free_float, total)),
        is_critical=total <= critical_float and node.actual_finish is None,
    )
