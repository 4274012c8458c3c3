"""The shape of a plan: what lies below a task, in which order, and from when to when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Dependency, Task
from ppm_tui.terms import Minutes, TaskKind, TaskStatus

DAY = Minutes(480)
SHOWN = 4
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


def named(session: Session, project_id: str, text: str) -> Task:
    """A task of a plan by its identifier, its number, or a part of its name.

    One of another project by its identifier only. Raises NotFound, or Invalid when several are
    meant.
    """
    query = sa.select(Task).where(
        col(Task.project_id) == project_id, col(Task.trashed_on).is_(None)
    )
    wanted = text.strip().casefold()
    everything = session.scalars(query.order_by(col(Task.position))).all()
    for found in _ways(everything, wanted):
        if len(found) == 1:
            return found[0]
        if found:
            refs = ", ".join(each.ref for each in found[:SHOWN])
            raise Invalid(f"«{text}» may be {refs}: type its identifier")
    elsewhere = sa.select(Task).where(
        col(Task.ref) == text.strip().upper(), col(Task.trashed_on).is_(None)
    )
    if other := session.scalars(elsewhere).first():
        return other
    raise NotFound(f"there is no task «{text}» in this plan")


def _ways(everything: Sequence[Task], wanted: str) -> list[list[Task]]:
    """Tasks that a text may mean, from the surest way to the last."""
    number = wanted.lstrip("0") if wanted.isdecimal() else None
    numbered = [task for task in everything if task.ref.partition("-")[2].lstrip("0") == number]
    return [
        [task for task in everything if task.ref.casefold() == wanted],
        [task for task in numbered if task.kind is TaskKind.TASK] or numbered,
        [task for task in everything if task.name.casefold() == wanted],
        [task for task in everything if wanted and wanted in task.name.casefold()],
    ]


def followers(session: Session, tasks: Iterable[Task]) -> list[Task]:
    """What waits for any of these tasks and is not in the trash."""
    ids = [task.id for task in tasks]
    waiting = sa.select(col(Dependency.task_id)).where(col(Dependency.predecessor_id).in_(ids))
    query = sa.select(Task).where(col(Task.id).in_(waiting), col(Task.trashed_on).is_(None))
    return list(session.scalars(query.order_by(col(Task.position))))


def refuse_ring(session: Session, task: Task, before: Task) -> None:
    """Raise Invalid when `before` waits for `task` already, or one contains the other.

    The ring is named: `T-4 → T-9 → T-4`.
    """
    links = _links(session, task.project_id)
    if before.id in links.above(task.id) or task.id in links.above(before.id):
        ring = [task.ref] if task is before else [task.ref, before.ref]
        raise Invalid(f"that would be a ring: {' → '.join([*ring, task.ref])}")
    if path := links.path(before.id, task.id):
        refs = [session.get_one(Task, each).ref for each in (*path[::-1], task.id)]
        raise Invalid(f"that would be a ring: {' → '.join(refs)}")


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

    def path(self, start: str, goal: str) -> list[str]:
        """From a task over what it waits for to another one or a phase around it; may be empty."""
        goals = self.above(goal)
        came: dict[str, str | None] = {start: None}
        open_ = [start]
        for at in open_:  # grows while it is read
            if at in goals:
                path = [goal]
                back = came[at]
                while back is not None:
                    path.append(back)
                    back = came[back]
                return path[::-1]
            for each in (*self.children.get(at, ()), *self.waited_for(at)):
                if each not in came:
                    came[each] = at
                    open_.append(each)
        return []

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
    """Of a project, and of all others that tasks of it wait for."""
    links = _Links({}, {}, {})
    read: set[str] = set()
    open_ = {project_id}
    while open_:
        read |= open_
        rows = sa.select(col(Task.id), col(Task.parent_id)).where(col(Task.project_id).in_(open_))
        for task_id, parent_id in session.execute(rows):
            links.parents[task_id] = parent_id
            links.children.setdefault(parent_id or "", []).append(task_id)
        waits = sa.select(
            col(Dependency.task_id), col(Dependency.predecessor_id), col(Task.project_id)
        ).join(Task, col(Task.id) == col(Dependency.predecessor_id))
        others = set()
        found = session.execute(waits.where(col(Dependency.project_id).in_(open_)))
        for task_id, predecessor_id, other in found:
            links.waits.setdefault(task_id, set()).add(predecessor_id)
            others.add(other)
        open_ = others - read
    return links


def all_below(session: Session, phase: Task) -> list[Task]:
    """The subtree with what is in the trash, which keeps its place."""
    found = [phase]
    for each in found:
        query = sa.select(Task).where(col(Task.parent_id) == each.id)
        found += session.scalars(query)
    return found
