"""What people say of a task, turned into the fields of its row."""

from datetime import date, datetime, timedelta
from typing import TypedDict

from sqlalchemy.orm import Session

from ppm_tui.analysis.estimates import Estimate
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import calendars, edits, plan
from ppm_tui.terms import (
    BillState,
    Constraint,
    Measure,
    Minutes,
    Money,
    Priority,
    TaskKind,
    TaskStatus,
)


class TaskFields(TypedDict, total=False):
    """What a person may say of a task. Effort is minutes, money minor units.

    A day given as start is its morning, as finish its evening; so is that of a constraint. The
    three points of an estimate are minutes of working time.
    """

    owner: str | None
    start: date | datetime | None
    finish: date | datetime | None
    duration: Minutes | None
    work: Minutes | None
    estimate: Estimate | None
    percent: int
    measure: Measure | None
    cost: Money | None
    deadline: date | datetime | None
    constraint_type: Constraint
    constraint_date: date | datetime | None
    priority: Priority
    bill: BillState | None
    description: str
    is_elapsed: bool
    calendar: str | None
    actual_start: date | datetime | None
    actual_finish: date | datetime | None


LENGTH = {"duration", "start", "finish", "calendar", "is_elapsed"}
"""Fields after which a task lasts as long as its duration says."""
POINTS = ("optimistic_minutes", "likely_minutes", "pessimistic_minutes")
"""Columns of a three-point estimate."""
OF_FINISH = {Constraint.FNET, Constraint.FNLT, Constraint.MFO}
DATES = LENGTH | {"constraint_type", "constraint_date", "actual_start", "actual_finish"}
"""Fields that the plan follows."""


def values_of(
    session: Session,
    project: Project,
    kind: TaskKind,
    fields: TaskFields,
    task: Task | None = None,
) -> dict[str, object]:
    """Columns of a task from what was said; `task` is what it was before.

    Raises Invalid, NotFound for an unknown owner or calendar.
    """
    calendar_id = task.calendar_id if task else None
    values: dict[str, object] = {
        name: value for name, value in fields.items() if name not in _RESOLVED
    }
    if "owner" in fields:
        values |= edits.owner(session, fields["owner"])
    if "calendar" in fields:
        name = fields["calendar"]
        calendar_id = calendars.find(session, project.id, name).id if name else None
        values["calendar_id"] = calendar_id
    if "work" in fields:
        edits.at_least(fields["work"], 0, "work")
        values |= {"work_minutes": fields["work"], "remaining_work_minutes": fields["work"]}
    values |= _points(kind, fields)
    if "percent" in fields:
        values |= progress(fields["percent"], fields.get("work"))
    held = fields.get("constraint_type", task.constraint_type if task else Constraint.ASAP)
    ends = ["deadline", "actual_finish", *(["constraint_date"] if held in OF_FINISH else [])]
    for name in {"constraint_date", "actual_start"}.difference(ends):
        if (day := fields.get(name)) is not None:
            values[name] = calendars.starting(day)  # type: ignore[arg-type]  # a day, by TaskFields
    for name in ends:
        if (day := fields.get(name)) is not None:
            values[name] = calendars.finishing(day)  # type: ignore[arg-type]  # a day, by TaskFields
    if fields.keys() & {"start", "finish", "duration"}:
        calendar = calendars.of_project(session, project.id, calendar_id)
        values |= _dates(calendar, kind, fields)
        values |= _held(kind, fields, values, task)
    return values


_RESOLVED = {"owner", "work", "estimate", "percent", "start", "finish", "duration", "calendar"}


def progress(percent: int, work: int | None) -> dict[str, object]:
    """Per cent done, with the status and the work left that follow. Raises Invalid."""
    edits.within(percent, 0, 100, "done")
    status = TaskStatus.IN_PROGRESS if percent else TaskStatus.TODO
    values: dict[str, object] = {
        "percent_complete": percent,
        "status": TaskStatus.DONE if percent == 100 else status,
    }
    if work is not None:
        values["remaining_work_minutes"] = (work * (100 - percent) + 50) // 100
    return values


def _points(kind: TaskKind, fields: TaskFields) -> dict[str, object]:
    """The columns of an estimate that was said; only what takes time can have one (Invalid)."""
    if "estimate" not in fields:
        return {}
    estimate = fields["estimate"]
    if estimate is None:
        return dict.fromkeys(POINTS)
    if kind is not TaskKind.TASK:
        raise Invalid(f"a {kind.value} takes no time of its own: estimate a task")
    points = (estimate.optimistic, estimate.likely, estimate.pessimistic)
    return dict(zip(POINTS, points, strict=True))


def _dates(calendar: WorkCalendar, kind: TaskKind, fields: TaskFields) -> dict[str, object]:
    start, finish = fields.get("start"), fields.get("finish")
    if kind is TaskKind.MILESTONE:
        day = finish or start
        at = None if day is None else calendars.finishing(day)
        return {"start": at, "finish": at, "duration_minutes": 0}
    begin = None if start is None else calendars.starting(start)
    end = None if finish is None else calendars.finishing(finish)
    length = fields.get("duration")
    if fields.get("is_elapsed"):
        begin, end, length = _elapsed(begin, end, length)
    else:
        begin, end, length = plan.settle(calendar, begin, end, length)
    if begin and end and end < begin:
        raise Invalid(f"the finish {end:%d %b %Y} lies before the start {begin:%d %b %Y}")
    return {"start": begin, "finish": end, "duration_minutes": length}


def _held(
    kind: TaskKind, fields: TaskFields, values: dict[str, object], task: Task | None
) -> dict[str, object]:
    """What keeps a date that was said: the plan may move it later, and not earlier.

    Of a task that has begun it is when that was. A constraint that is said itself is as said.
    """
    if "constraint_type" in fields or kind is TaskKind.PHASE:
        return {}
    start, finish = values.get("start"), values.get("finish")
    if task is not None and task.actual_start is not None:
        ended = {"actual_finish": finish} if task.actual_finish and fields.get("finish") else {}
        return {"actual_start": start, **ended}
    if fields.get("start") or kind is TaskKind.MILESTONE:
        if task is not None and start == task.start:
            return {}
        return {
            "constraint_type": Constraint.SNET if start else Constraint.ASAP,
            "constraint_date": start,
        }
    if fields.get("finish"):
        return {"constraint_type": Constraint.FNET, "constraint_date": finish}
    return {}


def _elapsed(
    begin: datetime | None, end: datetime | None, length: Minutes | None
) -> tuple[datetime | None, datetime | None, Minutes | None]:
    if begin and end:
        return begin, end, Minutes(int((end - begin).total_seconds()) // 60)
    if begin and length is not None:
        return begin, begin + timedelta(minutes=length), length
    return begin, end, length
