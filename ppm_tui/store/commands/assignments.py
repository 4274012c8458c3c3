"""Work of people on tasks: whose it is, and handing all or some of it to somebody else."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.models import Assignment, Resource, Task
from ppm_tui.store.commands import edits
from ppm_tui.terms import Minutes, ResourceKind

ALIKE = ("start", "finish", "kind", "contour", "units")
"""What two assignments of a person on a task share when they are one."""
OF_THE_FORMER = {"uid": None, "cost": None, "actual_cost": None, "actual_work_minutes": None}
"""What does not go along to somebody else: what a file calls it, its price, what is done."""


def of_task(session: Session, task: Task) -> list[Assignment]:
    """The work of people on a task, and the work that nobody has yet, in order."""
    query = (
        sa.select(Assignment)
        .outerjoin(Resource, col(Resource.id) == col(Assignment.resource_id))
        .where(col(Assignment.task_id) == task.id)
        .where(sa.func.coalesce(col(Resource.kind), ResourceKind.WORK) == ResourceKind.WORK)
    )
    return list(session.scalars(query.order_by(col(Assignment.number), col(Assignment.id))))


def minutes_of(row: Assignment, task: Task) -> int:
    """How much work it is; where nobody said, its share of the task's duration."""
    if row.work_minutes is not None:
        return row.work_minutes
    return (task.duration_minutes or 0) * row.units // 100


def left_of(row: Assignment, task: Task) -> int:
    """What of it is not done yet, as far as that is known."""
    return max(0, minutes_of(row, task) - (row.actual_work_minutes or 0))


def hand(
    session: Session, task: Task, row: Assignment, who: str | None, minutes: int | None = None
) -> int:
    """Give what is left of an assignment, or so much of it, to somebody; answers how much it was.

    Where that person is on the task at the same time already, it becomes more of the same. What
    is done stays with who did it.
    """
    left = left_of(row, task)
    part = left if minutes is None else min(minutes, left)
    is_whole = part == minutes_of(row, task)
    if not (part or is_whole):
        return 0
    twin = _twin(session, task, row, who)
    if twin is not None:
        _add(twin, task, part)
    elif not is_whole:
        _copy(session, task, row, who, part)
    else:
        edits.change(session, row, {"resource_id": who, "cost": None})
        return part
    if is_whole:
        session.delete(row)
    else:
        _add(row, task, -part)
    session.flush()
    return part


def follow(session: Session, task: Task, old: object, new: object) -> tuple[str, ...]:
    """Move what the former owner of a task is booked on it to the new one; notes how much it is.

    Where there was no owner, or is none now, who works on the task stays as it is.
    """
    if old is None or new is None:
        return ()
    mine = [row for row in of_task(session, task) if row.resource_id == old]
    moved = sum(hand(session, task, row, str(new)) for row in mine)
    return (f"{formats.minutes(moved)} booked on {task.ref} go with it",) if mine else ()


def take_off(session: Session, task: Task, rows: Sequence[Assignment], minutes: int) -> None:
    """Take so much work off, from the end; what is done stays."""
    for row in reversed(rows):
        part = min(minutes, left_of(row, task))
        _add(row, task, -part)
        minutes -= part
    session.flush()


def of_owner(session: Session, task: Task) -> Assignment:
    """What falls to the owner of a task, as an assignment that lasts as long as the task."""
    values = {
        "project_id": task.project_id,
        "task_id": task.id,
        "resource_id": task.owner_id,
        "work_minutes": task.work_minutes,
        "remaining_work_minutes": task.remaining_work_minutes,
    }
    return edits.make(session, Assignment, values)


def _twin(session: Session, task: Task, row: Assignment, who: str | None) -> Assignment | None:
    return next(
        (
            each
            for each in of_task(session, task)
            if each.id != row.id
            and each.resource_id == who
            and all(getattr(each, name) == getattr(row, name) for name in ALIKE)
        ),
        None,
    )


def _copy(session: Session, task: Task, row: Assignment, who: str | None, minutes: int) -> None:
    values = row.model_dump(exclude={"id", "version"}) | OF_THE_FORMER
    values |= {
        "resource_id": who,
        "number": 1 + max(each.number for each in of_task(session, task)),
        "work_minutes": minutes,
        "remaining_work_minutes": minutes,
        "source": "{}",
    }
    edits.make(session, Assignment, values)


def _add(row: Assignment, task: Task, minutes: int) -> None:
    """More work, or less, of the same person; what it costs follows from that."""
    work = minutes_of(row, task)
    left = left_of(row, task) if row.remaining_work_minutes is None else row.remaining_work_minutes
    row.work_minutes = Minutes(work + minutes)
    row.remaining_work_minutes = Minutes(max(0, left + minutes))
    row.cost = None
