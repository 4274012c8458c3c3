"""Dates for tasks that a file gave none, from their links, durations and calendars."""

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.analysis.network import TaskDates
from ppm_tui.models import Calendar, CalendarException, Dependency, Task
from ppm_tui.store.commands import calendars
from ppm_tui.store.commands.import_target import Target
from ppm_tui.store.queries.plan_network import CalendarRow, LinkRow, PlanTask, figures
from ppm_tui.terms import TaskKind, Undefined


def schedule(target: Target) -> None:
    """Give dates to tasks that came without any; dates of the file stay as they are.

    A task without a duration is taken as one day, estimated; how many is said. A plan that
    cannot be scheduled keeps its tasks without dates, and the reason is said.
    """
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
