"""What moves in a plan when some of its tasks were changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.analysis.network import TaskDates, TaskId
from ppm_tui.store.queries.plan_network import (
    CALENDARS,
    LINKS,
    NETWORK_TASKS,
    OUTSIDE,
    CalendarRow,
    LinkRow,
    OutsideTask,
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
    """What follows when these tasks leave their dates: see `Graph.release`. Four statements.

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
        outside=connection.all(OutsideTask, OUTSIDE, project=project),
        moving=known.intersection(moving),
        resized=known.intersection(resized),
    )
    placed = _placed(tasks, links)
    spans = {task.id: found.span(task.id) for task in placed}
    dates = {t.id: spans[t.id] for t in placed if (t.start, t.finish) != spans[t.id]}
    waited_for = {link.other_id for link in links if link.type and link.task_id in moving}
    return Replan(dates, _late(found, known & {*dates, *moving, *waited_for}))


def _placed(tasks: Sequence[PlanTask], links: Sequence[LinkRow]) -> list[PlanTask]:
    """What has a place in time: a thing to do some day has none, nor a phase of only such."""
    linked = {link.task_id for link in links if link.type}
    parents = {task.id: task.parent_id for task in tasks}
    phases = set(parents.values())
    found: set[str] = set()
    for task in tasks:
        has_length = task.duration_minutes is not None or task.id in linked
        if task.start or task.finish or (has_length and task.id not in phases):
            at: str | None = task.id
            while at is not None and at not in found:
                found.add(at)
                at = parents.get(at)
    return [task for task in tasks if task.id in found]


def _late(found: Mapping[TaskId, TaskDates], tasks: Collection[str]) -> dict[str, int]:
    floats = {task: found[task].total_float_minutes for task in sorted(tasks)}
    return {task: -minutes for task, minutes in floats.items() if minutes < 0}
