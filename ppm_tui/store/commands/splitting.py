"""Splitting a task: it becomes a phase of smaller ones, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import ROUND_THE_CLOCK
from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Dependency, Task
from ppm_tui.store.commands import (
    calendars,
    edits,
    plan,
    refs,
    reschedule,
    rows,
    task_progress,
    tasks,
)
from ppm_tui.terms import Done, TaskKind, TaskStatus

KEPT = ("project_id", "owner_id", "calendar_id", "priority", "is_elapsed", "is_estimated",
        "duration_unit", "is_active")  # fmt: skip
"""What each part has from the task."""
SHARED = ("duration_minutes", "work_minutes", "remaining_work_minutes", "cost", "fixed_cost",
          "remaining_cost")  # fmt: skip
"""What the parts share; together they have exactly what the task had."""
BOOKED = ("work_minutes", "remaining_work_minutes", "cost")


def split(session: Session, *, ref: str, names: Sequence[str]) -> Done:
    """Make a task a phase of parts in sequence, which begin when it did.

    Duration, work, cost and bookings are shared out in whole units that add up exactly, those
    left over to the first parts. Links, constraint, deadline, notes and baselines stay on the
    phase. Refused (Invalid) for a milestone, a phase, work that has begun, a single part, and a
    duration of fewer minutes than parts.
    """
    task = rows.task(session, ref)
    wanted = [edits.named(name, "part") for name in names]
    _refuse(session, task, wanted)
    reschedule.watch(session, task.project_id)
    values = _values(session, task, wanted)
    was, task.kind = task.finish, TaskKind.PHASE
    session.flush()
    parts = []
    for each in values:
        each["position"] = plan.open_position(session, task.project_id, task)
        parts.append(edits.make(session, Task, each))
    for before, part in pairwise(parts):
        link = {"project_id": task.project_id, "task_id": part.id, "predecessor_id": before.id}
        edits.make(session, Dependency, link)
    _share_bookings(session, task, parts)
    nothing: dict[str, object] = dict.fromkeys(SHARED)
    edits.change(session, task, nothing | {"is_manual": False, "is_elapsed": False, "splits": "[]"})
    plan.roll_up(session, task)
    if task.finish != was:
        reschedule.touch(session, parts[1:], resized=True)
    key = rows.project_of(session, task).key
    named = ", ".join(f"{part.ref} «{part.name}»" for part in parts[: plan.SHOWN])
    more = f" and {len(parts) - plan.SHOWN} more" if len(parts) > plan.SHOWN else ""
    text = f"{key}: {task.ref} «{task.name}» split into {len(parts)}: {named}{more}"
    return Done(text, refs=(task.ref, *(part.ref for part in parts)))


def parted(text: str) -> tuple[str, ...]:
    """The names of the parts, as typed: `Design; Build; Test`."""
    return tuple(name for each in text.split(";") if (name := each.strip()))


def shares(whole: int, count: int) -> list[int]:
    """Whole numbers as equal as can be that add up to the whole, the larger ones first."""
    each, rest = divmod(whole, count)
    return [each + (number < rest) for number in range(count)]


def _refuse(session: Session, task: Task, names: Sequence[str]) -> None:
    if task.kind is TaskKind.MILESTONE:
        raise Invalid(f"{task.ref} is a milestone: nothing of it can be shared out")
    if task.kind is TaskKind.PHASE or plan.children(session, task):
        raise Invalid(f"{task.ref} is a phase already: add tasks to it")
    if task_progress.has_begun(session, task):
        raise Invalid(f"work on {task.ref} has begun: add tasks for what is left")
    if task.status is not TaskStatus.TODO:
        word = task.status.value.replace("_", " ")
        raise Invalid(f"{task.ref} is {word}: only what is to do can be split")
    if len(names) < 2:
        raise Invalid("name at least two parts, with ; between them")
    if task.duration_minutes is not None and task.duration_minutes < len(names):
        raise Invalid(f"{task.ref} is too short for {len(names)} parts of a minute or more")


def _values(session: Session, task: Task, names: Sequence[str]) -> list[dict[str, object]]:
    """The columns of the parts, but for their place."""
    parts = [{each: getattr(task, each) for each in KEPT} | {"name": name} for name in names]
    for field in SHARED:
        for part, share in zip(parts, _shares(getattr(task, field), len(names)), strict=True):
            part[field] = share
    for part, (start, finish) in zip(parts, _spans(session, task, len(names)), strict=True):
        part["ref"] = refs.new(session, Task, tasks.PREFIX[TaskKind.TASK], None, digits=3)
        part |= {"parent_id": task.id, "start": start, "finish": finish}
    return parts


def _spans(
    session: Session, task: Task, count: int
) -> Iterator[tuple[datetime | None, datetime | None]]:
    """When each part starts and ends; nothing is known where the task has no place in time."""
    calendar = calendars.of_project(session, task.project_id, task.calendar_id)
    if task.is_elapsed:
        calendar = ROUND_THE_CLOCK
    start, length = task.start, task.duration_minutes
    if start and length is None and task.finish:
        length = max(0, calendar.between(start, task.finish))
    if start is None or length is None:
        yield from [(None, None)] * count
        return
    for share in shares(length, count):
        finish = calendar.add(start, share)
        yield start, finish
        start = calendar.next_start(finish)


def _shares(whole: int | None, count: int) -> Sequence[int | None]:
    return [None] * count if whole is None else shares(whole, count)


def _share_bookings(session: Session, task: Task, parts: Sequence[Task]) -> None:
    """Everybody who was booked on the task is booked on each part, for the time of it."""
    query = sa.select(Assignment).where(col(Assignment.task_id) == task.id)
    for booking in session.scalars(query.order_by(col(Assignment.number))).all():
        shared: Mapping[str, Sequence[int | None]] = {
            name: _shares(getattr(booking, name), len(parts)) for name in BOOKED
        }
        for number, part in enumerate(parts):
            values = booking.model_dump(exclude={"id", "version"}) | {"task_id": part.id}
            values |= {name: share[number] for name, share in shared.items()}
            if booking.start is not None and booking.finish is not None:
                values |= {"start": part.start, "finish": part.finish}
            edits.make(session, Assignment, values)
        session.delete(booking)
    session.flush()
