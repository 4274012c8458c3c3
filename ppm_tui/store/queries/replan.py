"""What moves in a plan when some of its tasks were changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.analysis.network import TaskDates, TaskId
from ppm_tui.store.queries.plan_network import (
    CALENDARS,
    LINKS,
    NETWORK_TASKS,
    CalendarRow,
    LinkRow,
    PlanTask,
    scheduled,
)
from ppm_tui.store.reader import Connection

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Replan:
    """Start and finish by task where they differ from what is stored, in the plan's order.

    `late` are those of them, of the tasks that were changed and of what these wait for that cannot
    keep a deadline or constraint, their own or that of what follows, with the minutes they miss.
    """

    dates: Mapping[str, Span]
    late: Mapping[str, int]


def replan(
    connection: Connection,
    *,
    key: str,
    as_of: date,
    moving: Collection[str],
    resized: Collection[str] = (),
) -> Replan:
    """What follows when these tasks leave their dates: see `Graph.release`. Three statements.

    Tasks without dates, duration and links stay without dates. Raises Invalid, with its reason,
    where the plan cannot be scheduled.
    """
    calendars = connection.all(CalendarRow, CALENDARS, key=key)
    project = calendars[0].project_id
    tasks = connection.all(PlanTask, NETWORK_TASKS, project=project)
    links = connection.all(LinkRow, LINKS, project=project)
    known = {task.id for task in tasks}
    found = scheduled(
        tasks,
        links,
        calendars,
        as_of=as_of,
        moving=known.intersection(moving),
        resized=known.intersection(resized),
    )
    linked = {link.task_id for link in links if link.type}
    parents = {task.parent_id for task in tasks}
    placed = [task for task in tasks if _is_placed(task, task.id in linked, task.id in parents)]
    spans = {task.id: found.span(task.id) for task in placed}
    dates = {t.id: spans[t.id] for t in placed if (t.start, t.finish) != spans[t.id]}
    waited_for = {link.other_id for link in links if link.type and link.task_id in moving}
    return Replan(dates, _late(found, known & {*dates, *moving, *waited_for}))


def _is_placed(task: PlanTask, is_linked: bool, is_phase: bool) -> bool:
    """Whether a task has a place in time: a thing to do some day has none."""
    if is_phase:
        return task.start is not None or task.finish is not None
    return bool(task.start or task.finish or is_linked or task.duration_minutes is not None)


def _late(found: Mapping[TaskId, TaskDates], tasks: Collection[str]) -> dict[str, int]:
    floats = {task: found[task].total_float_minutes for task in sorted(tasks)}
    return {task: -minutes for task, minutes in floats.items() if minutes < 0}
