"""The shape of a plan: what lies below a task, in which order, and from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Dependency, Task
from ppm_tui.terms import Minutes, TaskKind, TaskStatus

DAY = Minutes(480)
SUMMED = {"start", "finish", "duration_minutes", "work_minutes", "percent_complete", "status"}
"""Fields of a task that its phases follow."""


def parent_of(session: Session, task: Task) -> Task | None:
    """The phase that a task is in."""
    return session.get_one(Task, task.parent_id) if task.parent_id else None


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
        place = max(each.position for each in all_below(session, phase)) + 1
    later = sa.select(Task).where(in_plan, col(Task.position) >= place)
    for task in session.scalars(later):
        task.position += 1
    session.flush()
    return place


def roll_up(session: Session, phase: Task | None) -> None:
    """A phase, and those above it, follow what is in them.

    They last from the first start to the last finish below them, and are done as far as the work
    below them is; their status says the same.
    """
    while phase is not None:
        below = children(session, phase)
        starts = [task.start for task in below if task.start]
        ends = [task.finish for task in below if task.finish]
        if starts and ends:
            phase.start, phase.finish = min(starts), max(ends)
        if below:
            whole = leaves(session, phase)
            phase.percent_complete, phase.status = _done(whole), _status(whole)
            phase.blocked_reason = ""
        session.flush()
        phase = parent_of(session, phase)


def leaves(session: Session, task: Task) -> list[Task]:
    """The tasks and milestones below a phase that contain nothing themselves, in order."""
    whole = subtree(session, task)
    parents = {each.parent_id for each in whole}
    return [each for each in whole[1:] if each.id not in parents]


def refuse_ring(session: Session, task: Task, before: Task) -> None:
    """Raise Invalid when `before` waits for `task` already, or one contains the other."""
    links = _links(session, task.project_id)
    found = links.reached([before.id])
    if any(task.id in links.above(each) for each in found) or before.id in links.above(task.id):
        raise Invalid(f"{before.ref} waits for {task.ref} already: that would be a ring")


def in_rings(session: Session, project_id: str, tasks: Iterable[Task]) -> list[Task]:
    """Those of the tasks that wait for themselves, by way of others or of phases."""
    links = _links(session, project_id)
    return [task for task in tasks if task.id in links.reached(links.waited_for(task.id))]


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


def _done(leaves: list[Task]) -> int:
    """Per cent of the work that is done, halves up, and 100 only when all of it is.

    Of the durations where work is not known; where there is neither, every row counts the same.
    What was dropped does not count.
    """
    tasks = [task for task in leaves if task.status is not TaskStatus.DROPPED]
    parts = [task.percent_complete for task in tasks]
    for weights in (
        [_weight(task, task.work_minutes) for task in tasks],
        [_weight(task, task.duration_minutes) for task in tasks],
    ):
        if None not in weights and any(weights):
            return _share([weight or 0 for weight in weights], parts)
    return _share([1] * len(parts), parts)


def _weight(task: Task, minutes: int | None) -> int | None:
    return 0 if task.kind is TaskKind.MILESTONE else minutes


def _share(weights: list[int], parts: list[int]) -> int:
    whole = sum(weights)
    done = sum(weight * part for weight, part in zip(weights, parts, strict=True))
    share = (2 * done + whole) // (2 * whole) if whole else 0
    return share if share < 100 or min(parts) == 100 else 99


def _status(leaves: list[Task]) -> TaskStatus:
    """Done when all is, to do while nothing has begun, else in progress; dropped when all is."""
    live = [task for task in leaves if task.status is not TaskStatus.DROPPED]
    if not live:
        return TaskStatus.DROPPED
    if all(task.percent_complete == 100 for task in live):
        return TaskStatus.DONE
    has_begun = any(task.percent_complete or task.status is not TaskStatus.TODO for task in live)
    return TaskStatus.IN_PROGRESS if has_begun else TaskStatus.TODO


@dataclass(frozen=True, slots=True)
class _Links:
    """What the tasks of a plan are in, what is in them, and what they wait for by links."""

    parents: dict[str, str | None]
    children: dict[str, list[str]]
    waits: dict[str, set[str]]

    def above(self, start: str | None) -> set[str]:
        """A task and the phases it is in."""
        found: set[str] = set()
        while start is not None and start not in found:
            found.add(start)
            start = self.parents.get(start)
        return found

    def waited_for(self, task: str) -> set[str]:
        """What a task waits for by a link of its own or of a phase it is in."""
        return {each for above in self.above(task) for each in self.waits.get(above, ())}

    def reached(self, starts: Iterable[str]) -> set[str]:
        """These tasks, what is in them, and all that must come before."""
        found: set[str] = set()
        open_ = list(starts)
        while open_:
            at = open_.pop()
            if at not in found:
                found.add(at)
                open_ += [*self.children.get(at, ()), *self.waited_for(at)]
        return found


def _links(session: Session, project_id: str) -> _Links:
    links = _Links({}, {}, {})
    query = sa.select(Task).where(col(Task.project_id) == project_id)
    for task in session.scalars(query):
        links.parents[task.id] = task.parent_id
        links.children.setdefault(task.parent_id or "", []).append(task.id)
    found = sa.select(Dependency).where(col(Dependency.project_id) == project_id)
    for link in session.scalars(found):
        links.waits.setdefault(link.task_id, set()).add(link.predecessor_id)
    return links


def all_below(session: Session, phase: Task) -> list[Task]:
    """The subtree with what is in the trash, which keeps its place."""
    found = [phase]
    for each in found:
        query = sa.select(Task).where(col(Task.parent_id) == each.id)
        found += session.scalars(query)
    return found
