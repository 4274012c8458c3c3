"""Dates for tasks that a file gave none, from their links, durations and calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.analysis.network import TaskDates
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Calendar, CalendarException, Dependency, Task
from ppm_tui.store.commands import calendars
from ppm_tui.store.commands.import_target import Target
from ppm_tui.store.plan_rows import PlanTask as FileTask
from ppm_tui.store.queries.plan_network import CalendarRow, LinkRow, PlanTask, figures
from ppm_tui.terms import TaskKind, Undefined


def schedule(target: Target) -> None:
    """Give dates to tasks that came without, or with only one; dates of the file stay as they are.

    A task without a duration is taken as one day, estimated; how many is said. A plan that
    cannot be scheduled keeps its tasks without dates, and the reason is said.
    """
    _complete(target)
    rows = [task for task in target.tasks.values() if task.is_active]
    undated = {plan.uid for plan in target.plan.tasks if not (plan.start or plan.finish)}
    blank = [task for task in rows if task.uid in undated]
    if not blank:
        return
    _estimate(target, blank)
    found = figures(
        [_plan_task(task, has_dates=task.uid not in undated) for task in rows],
        [_link(row) for row in target.rows(Dependency)],
        _calendars(target),
        as_of=target.as_of,
    )
    if isinstance(found, Undefined):
        target.problems.append(f"tasks without dates stay without: {found.reason}")
        return
    for task in blank:
        dates: TaskDates = found[task.id]
        task.start, task.finish = dates.start, dates.finish
    target.problems.append(f"{len(blank)} tasks came without dates and were scheduled")


def is_halved(plan: FileTask) -> bool:
    """Whether the file gives one date, and what the other follows from."""
    is_known = plan.kind is TaskKind.MILESTONE or plan.duration_minutes is not None
    return (plan.start is None) != (plan.finish is None) and is_known


def _complete(target: Target) -> None:
    """Let the missing date of a task follow from the other one and the duration."""
    calendar_of = cache(partial(calendars.of_project, target.session, target.project.id))
    completed = 0
    for plan in target.plan.tasks:
        if not is_halved(plan):
            continue
        task = target.tasks[plan.uid]
        minutes = 0 if plan.kind is TaskKind.MILESTONE else plan.duration_minutes or 0
        try:
            if plan.start is not None:
                task.finish = _moved(calendar_of, task, plan.start, minutes)
            elif plan.finish is not None:
                task.start = _moved(calendar_of, task, plan.finish, -minutes)
            completed += 1
        except (Invalid, OverflowError):
            text = f"{task.ref} {task.name} keeps one date: the other is out of reach"
            target.problems.append(text)
    if completed:
        count = f"{completed} task{'s' * (completed != 1)}"
        text = f"{count} had only one date: the other follows from the duration"
        target.problems.append(text)


def _moved(
    calendar_of: Callable[[str | None], WorkCalendar], task: Task, when: datetime, minutes: int
) -> datetime:
    if not minutes:
        return when
    if task.is_elapsed:
        return when + timedelta(minutes=minutes)
    return calendar_of(task.calendar_id).add(when, minutes)


def _estimate(target: Target, blank: list[Task]) -> None:
    unknown = [t for t in blank if t.duration_minutes is None and t.kind is TaskKind.TASK]
    for task in unknown:
        task.duration_minutes = target.project.minutes_per_day
        task.is_estimated = True
    if unknown:
        target.problems.append(f"{len(unknown)} tasks without a duration: taken as one day")
    if target.project.start is None:
        starts = [task.start for task in target.tasks.values() if task.start]
        target.project.start = min(starts, default=calendars.starting(target.as_of))


def _plan_task(task: Task, *, has_dates: bool) -> PlanTask:
    return PlanTask(
        task.id,
        task.name,
        task.parent_id,
        task.start if has_dates else None,
        task.finish if has_dates else None,
        task.duration_minutes,
        task.is_elapsed,
        task.is_manual,
        task.actual_start,
        task.actual_finish,
        task.deadline,
        task.constraint_type,
        task.constraint_date,
        task.calendar_id,
    )


def _link(row: Dependency) -> LinkRow:
    return LinkRow(row.task_id, row.predecessor_id, "", None, row.type, row.lag, row.lag_kind)


def _calendars(target: Target) -> list[CalendarRow]:
    own = {row.id: row for row in target.rows(Calendar)}
    query = sa.select(CalendarException).where(col(CalendarException.calendar_id).in_(own))
    exceptions: dict[str, list[CalendarException]] = {}
    for row in target.session.scalars(query.order_by(col(CalendarException.number))):
        exceptions.setdefault(row.calendar_id, []).append(row)
    return [
        _calendar(target, calendar, exception)
        for calendar in own.values()
        for exception in exceptions.get(calendar.id, [None])
    ] or [_calendar(target, None, None)]


def _calendar(
    target: Target, calendar: Calendar | None, exception: CalendarException | None
) -> CalendarRow:
    return CalendarRow(
        target.project.id,
        target.project.start,
        calendar.id if calendar else None,
        calendar.name if calendar else None,
        calendar.base_id if calendar else None,
        calendar.is_default if calendar else None,
        calendar is not None,
        calendar.week if calendar else None,
        exception.days if exception else None,
        exception.hours if exception else None,
    )
