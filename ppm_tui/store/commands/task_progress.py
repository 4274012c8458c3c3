"""How far a task is: what follows from a percentage or a status, and the way back from done."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Task, TimeEntry
from ppm_tui.store.commands import calendars, edits, past, plan, rows
from ppm_tui.store.commands.task_fields import progress
from ppm_tui.terms import Done, TaskKind, TaskStatus

SAID = ("status", "blocked_reason")
REACHED = ("percent_complete", "actual_start", "actual_finish", "remaining_work_minutes")


def refuse_phase(session: Session, task: Task) -> None:
    """Raise Invalid for a task with others below it: how far it is follows from them."""
    if plan.children(session, task):
        raise Invalid(f"{task.ref} is as far as its tasks are: say it of them, or x for all")


def as_planned(session: Session, *, ref: str, percent: int) -> Done:
    """How far a plan that was made elsewhere says that a phase is, until something in it changes.

    0 to 100 (Invalid).
    """
    phase = rows.task(session, ref)
    moved = edits.change(session, phase, progress(percent, phase.work_minutes))
    return Done(f"{phase.ref} {edits.said(session, phase, moved)}", refs=(phase.ref,))


def is_open(task: Task) -> bool:
    """Whether something is left to do of a task."""
    return task.percent_complete < 100 and task.status is not TaskStatus.DROPPED


def has_begun(session: Session, task: Task) -> bool:
    """Whether anything was done of a task, or time was logged on it."""
    entries = sa.select(TimeEntry).where(
        col(TimeEntry.task_id) == task.id, col(TimeEntry.trashed_on).is_(None)
    )
    has_time = session.scalars(entries.limit(1)).first() is not None
    return bool(has_time or task.percent_complete or task.actual_start or task.actual_work_minutes)


def refuse_turning(session: Session, task: Task) -> None:
    """Raise Invalid for a task that cannot become a milestone any more, or a reached milestone.

    What was done, and when, and the time logged on it would say nothing of what it has become.
    """
    if not has_begun(session, task):
        return
    if task.kind is TaskKind.MILESTONE:
        raise Invalid(f"{task.ref} is reached, or time is logged on it: it stays a milestone")
    raise Invalid(f"work on {task.ref} has begun: it stays a task")


def reached(task: Task, percent: int, as_of: date) -> dict[str, object]:
    """What follows from so much done: status, actual dates, work left. Raises Invalid."""
    values = progress(percent, task.work_minutes)
    values["blocked_reason"] = ""
    values["actual_start"] = (task.actual_start or _begun(task, as_of)) if percent else None
    values["actual_finish"] = None
    if percent == 100:
        values["actual_finish"] = task.actual_finish or calendars.finishing(as_of)
    return values


def said(
    session: Session, task: Task, status: TaskStatus, as_of: date, reason: str = ""
) -> dict[str, object]:
    """What follows from a status: done is all, to do nothing, another what it was before done."""
    values: dict[str, object] = {}
    if status is TaskStatus.DONE:
        values = reached(task, 100, as_of)
    elif status is TaskStatus.TODO:
        values = reached(task, 0, as_of)
    elif not is_open(task) and task.status is not TaskStatus.DROPPED:
        values = before_done(session, task)
    return values | {"status": status, "blocked_reason": reason}


def before_done(session: Session, task: Task) -> dict[str, object]:
    """What a done task was before it was done; begun, nothing known, where the log does not say."""
    if task.percent_complete < 100:
        return {}
    found = past.before(session, task, "percent_complete", (*SAID, *REACHED))
    if found is not None:
        return found.values
    begun = TaskStatus.TODO if task.kind is TaskKind.MILESTONE else TaskStatus.IN_PROGRESS
    work = {} if task.work_minutes is None else {"remaining_work_minutes": task.work_minutes}
    return {
        "percent_complete": 0,
        "status": begun,
        "blocked_reason": "",
        "actual_finish": None,
    } | work


def last_done(session: Session, tasks: list[Task]) -> list[Task]:
    """Those of the tasks that were done last, in one step."""
    steps = {}
    for task in tasks:
        if task.percent_complete == 100:
            found = past.before(session, task, "percent_complete", ())
            steps[task.id] = found.step if found else 0
    last = max(steps.values(), default=0)
    return [task for task in tasks if steps.get(task.id) == last]


def _begun(task: Task, as_of: date) -> datetime:
    said = calendars.starting(as_of)
    return min(task.start, said) if task.start else said
