"""The shape of a plan: what lies below a task, in which order, and from when to when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Dependency, Resource, Task
from ppm_tui.terms import Minutes, TaskKind

DAY = Minutes(480)


def parent_of(session: Session, task: Task) -> Task | None:
    """The phase that a task is in."""
    return session.get_one(Task, task.parent_id) if task.parent_id else None


def owner_key(session: Session, task: Task) -> str:
    """The key of a task's owner, or `nobody`."""
    return session.get_one(Resource, task.owner_id).key if task.owner_id else "nobody"


def children(session: Session, task: Task) -> list[Task]:
    """What lies directly below a task and not in the trash, in order."""
    query = sa.select(Task).where(col(Task.parent_id) == task.id, col(Task.trashed_on).is_(None))
    return list(session.scalars(query.order_by(col(Task.position))))


def subtree(session: Session, task: Task) -> list[Task]:
    """The task and all that lies below it and not in the trash."""
    found = [task]
    for each in found:
        found += children(session, each)
    return found


def open_position(
    session: Session, project_id: str, phase: Task | None, before: Task | None = None
) -> int:
    """The place before a task, else at the end of a phase or of the plan.

    What stood there or later moves on. `before` stands in the same phase (Invalid).
    """
    in_plan = col(Task.project_id) == project_id
    if before is not None and before.parent_id != (phase.id if phase else None):
        raise Invalid(f"{before.ref} is in another phase")
    if phase is None and before is None:
        last = session.scalar(sa.select(sa.func.max(col(Task.position))).where(in_plan))
        return int(last or 0) + 1
    if before is not None:
        place = before.position
    else:
        assert phase is not None
        place = max(each.position for each in _all_below(session, phase)) + 1
    later = sa.select(Task).where(in_plan, col(Task.position) >= place)
    for task in session.scalars(later):
        task.position += 1
    session.flush()
    return place


def roll_up(session: Session, phase: Task | None, *, progress: bool = False) -> None:
    """A phase, and those above it, last from the first start to the last finish below them.

    With `progress` they are also done as far as the work in them is.
    """
    while phase is not None:
        below = children(session, phase)
        starts = [task.start for task in below if task.start]
        ends = [task.finish for task in below if task.finish]
        if starts and ends:
            phase.start, phase.finish = min(starts), max(ends)
        if progress:
            phase.percent_complete = _done(subtree(session, phase)[1:])
        session.flush()
        phase = parent_of(session, phase)


def refuse_ring(session: Session, task: Task, before: Task) -> None:
    """Raise Invalid when `before` waits for `task` already, or one contains the other."""
    query = sa.select(Task).where(col(Task.project_id) == task.project_id)
    parents = {each.id: each.parent_id for each in session.scalars(query)}
    links = sa.select(Dependency).where(col(Dependency.project_id) == task.project_id)
    waits: dict[str, set[str]] = {}
    for link in session.scalars(links):
        waits.setdefault(link.task_id, set()).add(link.predecessor_id)
    above, reached = _above(task.id, parents), _reached(before.id, waits, parents)
    if task.id in _above(before.id, parents) or before.id in above or task.id in reached:
        raise Invalid(f"{before.ref} waits for {task.ref} already: that would be a ring")


def settle(
    calendar: WorkCalendar,
    start: datetime | None,
    finish: datetime | None,
    length: Minutes | None,
) -> tuple[datetime | None, datetime | None, Minutes | None]:
    """Start, finish and working minutes from two of them; a lone date lasts a day."""
    if start and finish:
        return start, finish, Minutes(max(0, calendar.between(start, finish)))
    if length is not None and length < 0:
        raise Invalid("a duration cannot be below 0")
    if start:
        length = DAY if length is None else length
        return start, calendar.add(start, length), length
    if finish:
        length = DAY if length is None else length
        return calendar.add(finish, -length), finish, length
    return start, finish, length


def _done(below: list[Task]) -> int:
    """Per cent of the work that is done, halves up; of the durations where work is not known."""
    tasks = [task for task in below if task.kind is TaskKind.TASK]
    weights = [task.work_minutes for task in tasks]
    if None in weights:
        weights = [task.duration_minutes for task in tasks]
    whole = sum(weight or 0 for weight in weights)
    done = sum(
        (weight or 0) * task.percent_complete for weight, task in zip(weights, tasks, strict=True)
    )
    return (2 * done + whole) // (2 * whole) if whole else 0


def _above(start: str | None, parents: dict[str, str | None]) -> set[str]:
    """A task and the phases it is in."""
    found: set[str] = set()
    while start is not None and start not in found:
        found.add(start)
        start = parents.get(start)
    return found


def _reached(start: str, waits: dict[str, set[str]], parents: dict[str, str | None]) -> set[str]:
    """What a task waits for, by way of others and of the phases they are in."""
    found: set[str] = set()
    open_ = [start]
    while open_:
        at = open_.pop()
        if at not in found:
            found.add(at)
            above = _above(at, parents)
            open_ += [each for phase in above for each in waits.get(phase, ())]
    return found


def is_leaf(task: Task, parents: set[str | None]) -> bool:
    """Whether a task is work of its own: no phase, and nothing below it."""
    return task.kind is not TaskKind.PHASE and task.id not in parents


def _all_below(session: Session, phase: Task) -> list[Task]:
    """The subtree with what is in the trash, which keeps its place."""
    found = [phase]
    for each in found:
        query = sa.select(Task).where(col(Task.parent_id) == each.id)
        found += session.scalars(query)
    return found
