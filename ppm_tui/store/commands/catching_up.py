"""Work that should have been done by now and was not: moved behind the day, where somebody asks."""

import json
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import calendars, edits, plan, reschedule, rows, task_progress
from ppm_tui.terms import Constraint, Done, TaskKind

TOUCHED = {TaskKind.TASK, TaskKind.MILESTONE}


def catch_up(session: Session, *, project: str, as_of: date) -> Done:
    """Plan all that is not done for the time from `as_of` on; what waits for it follows.

    What has not begun starts no earlier than that day. What has begun is split: what is done of
    it, by its percentage, stays where it was, and the rest goes on from then on. Manual and
    dropped tasks stay. Nothing does this by itself: dates of a plan move when somebody says so.
    Invalid where nothing is behind.
    """
    row = rows.project(session, project)
    reschedule.watch(session, row.id)
    start = calendars.starting(as_of)
    behind = [task for task in _open(session, row) if _is_behind(session, row, task, start)]
    if not behind:
        raise Invalid(f"nothing in {row.key} is behind {as_of:%d %b}: there is nothing to move")
    for task in behind:
        edits.change(session, task, _later(session, row, task, start))
    in_one = [task for task in behind if task.splits in ("", "[]")]
    reschedule.touch(session, behind, as_of=as_of)
    reschedule.touch(session, in_one, resized=True)
    for phase in {task.parent_id: plan.parent_of(session, task) for task in behind}.values():
        plan.roll_up(session, phase)
    count = len(behind)
    refs = tuple(task.ref for task in behind)
    return Done(
        f"{row.key}: {count} task{'s' * (count != 1)} moved behind {as_of:%d %b}", refs=refs
    )


def _open(session: Session, project: Project) -> list[Task]:
    query = sa.select(Task).where(
        col(Task.project_id) == project.id,
        col(Task.trashed_on).is_(None),
        col(Task.percent_complete) < 100,
        col(Task.is_manual).is_(False),
        col(Task.is_active).is_(True),
        col(Task.start).is_not(None),
        col(Task.finish).is_not(None),
    )
    found = list(session.scalars(query.order_by(col(Task.position))))
    parents = {task.parent_id for task in found}
    return [
        task for task in found
        if task.kind in TOUCHED and task.id not in parents and task_progress.is_open(task)
    ]  # fmt: skip


def _is_behind(session: Session, project: Project, task: Task, start: datetime) -> bool:
    """Whether less of a task is done than lies before the day."""
    assert task.start is not None
    assert task.finish is not None
    if not task.percent_complete and task.actual_start is None:
        return task.start < start
    return _finish(_calendar(session, project, task), task, start) > task.finish


def _later(session: Session, project: Project, task: Task, start: datetime) -> dict[str, object]:
    if not task.percent_complete and task.actual_start is None:
        calendar = _calendar(session, project, task)
        begin = calendar.next_start(start)
        length = task.duration_minutes or 0
        finish = calendar.add(begin, length) if length else begin
        return {"start": begin, "finish": finish, "constraint_type": Constraint.SNET,
                "constraint_date": begin}  # fmt: skip
    calendar = _calendar(session, project, task)
    finish = _finish(calendar, task, start)
    assert task.start is not None
    parts = _done_parts(calendar, task)
    if not parts:
        return {"finish": finish, "duration_minutes": calendar.between(task.start, finish),
                "splits": "[]"}  # fmt: skip
    parts.append((calendar.next_start(start), finish))
    told = [[moment.isoformat() for moment in part] for part in parts]
    return {"finish": finish, "splits": json.dumps(told)}


def _done_parts(calendar: WorkCalendar, task: Task) -> list[tuple[datetime, datetime]]:
    """Where the work lies that is done: as much as that is, from the first part of the task on."""
    assert task.start is not None
    assert task.finish is not None
    told = json.loads(task.splits or "[]") or [[task.start.isoformat(), task.finish.isoformat()]]
    done = (task.duration_minutes or 0) - _left(task)
    found: list[tuple[datetime, datetime]] = []
    for first, last in told:
        start, finish = datetime.fromisoformat(first), datetime.fromisoformat(last)
        minutes = min(done, calendar.between(start, finish))
        if minutes > 0:
            found.append((start, calendar.add(start, minutes)))
            done -= minutes
    return found


def _finish(calendar: WorkCalendar, task: Task, start: datetime) -> datetime:
    """When what is left of a task is done that goes on from this moment."""
    left = _left(task)
    return calendar.add(start, left) if left else start


def _left(task: Task) -> int:
    return ((task.duration_minutes or 0) * (100 - task.percent_complete) + 50) // 100


def _calendar(session: Session, project: Project, task: Task) -> WorkCalendar:
    if task.is_elapsed:
        return ROUND_THE_CLOCK
    return calendars.of_project(session, project.id, task.calendar_id)
