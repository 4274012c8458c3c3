"""Dates for tasks that a file gave none, from their links, durations and calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.analysis.network import TaskDates
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Calendar, CalendarException
from ppm_tui.store import logged
from ppm_tui.store.commands import calendars
from ppm_tui.store.commands.import_rows import difference
from ppm_tui.store.commands.import_target import Target, Undated, to_the_minute
from ppm_tui.store.logged import Row
from ppm_tui.store.plan_rows import PlanLink
from ppm_tui.store.plan_rows import PlanTask as FileTask
from ppm_tui.store.queries.plan_network import CalendarRow, LinkRow, PlanTask, figures
from ppm_tui.terms import TaskKind, Undefined


def schedule(target: Target) -> None:
    """Give dates to tasks that came without, or with only one; dates of the file stay as they are.

    A task without a duration is taken as one day, estimated; how many is said. A plan that
    cannot be scheduled keeps its tasks without dates, and the reason is said.
    """
    before = {uid: _row(task) for uid, task in target.undated.items()}
    _complete(target)
    blank = [plan for plan in target.plan.tasks if plan.is_active and not _is_dated(plan)]
    if blank:
        _schedule(target, blank)
    changes = (
        difference(target, "task", row, _row(target.undated[uid])) for uid, row in before.items()
    )
    logged.write(target.session, filter(None, changes))


def _row(task: Undated) -> Row:
    return {
        "id": task.id,
        "start": logged.plain(task.start),
        "finish": logged.plain(task.finish),
        "duration_minutes": task.duration_minutes,
        "is_estimated": task.is_estimated,
    }


def _schedule(target: Target, blank: list[FileTask]) -> None:
    _estimate(target, blank)
    found = figures(
        [_plan_task(target, plan) for plan in target.plan.tasks if plan.is_active],
        [_link(target, plan, link) for plan in target.plan.tasks for link in plan.predecessors],
        _calendars(target),
        as_of=target.as_of,
    )
    if isinstance(found, Undefined):
        target.problems.append(f"tasks without dates stay without: {found.reason}")
        return
    for plan in blank:
        dates: TaskDates = found[target.tasks[plan.uid]]
        task = target.undated[plan.uid]
        task.start, task.finish = dates.start, dates.finish
    target.problems.append(f"{len(blank)} tasks came without dates and were scheduled")


def _is_dated(plan: FileTask) -> bool:
    return plan.start is not None or plan.finish is not None


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
        task = target.undated[plan.uid]
        own = target.calendars.get(plan.calendar_uid or "")
        moved = partial(_moved, calendar_of, own, is_elapsed=plan.is_elapsed)
        minutes = 0 if plan.kind is TaskKind.MILESTONE else plan.duration_minutes or 0
        try:
            if plan.start is not None:
                task.finish = to_the_minute(moved(plan.start, minutes))
            elif plan.finish is not None:
                task.start = to_the_minute(moved(plan.finish, -minutes))
            completed += 1
        except (Invalid, OverflowError):
            text = f"{task.ref} {plan.name} keeps one date: the other is out of reach"
            target.problems.append(text)
    if completed:
        count = f"{completed} task{'s' * (completed != 1)}"
        text = f"{count} had only one date: the other follows from the duration"
        target.problems.append(text)


def _moved(
    calendar_of: Callable[[str | None], WorkCalendar],
    own: str | None,
    when: datetime,
    minutes: int,
    *,
    is_elapsed: bool,
) -> datetime:
    if not minutes:
        return when
    if is_elapsed:
        return when + timedelta(minutes=minutes)
    return calendar_of(own).add(when, minutes)


def _estimate(target: Target, blank: list[FileTask]) -> None:
    tasks = [target.undated[plan.uid] for plan in blank if plan.kind is TaskKind.TASK]
    unknown = [task for task in tasks if task.duration_minutes is None]
    for task in unknown:
        task.duration_minutes = target.project.minutes_per_day
        task.is_estimated = True
    if unknown:
        target.problems.append(f"{len(unknown)} tasks without a duration: taken as one day")
    if target.project.start is None:
        starts = [to_the_minute(plan.start) for plan in target.plan.tasks if plan.start]
        starts += [task.start for task in target.undated.values() if task.start]
        target.project.start = min(starts, default=calendars.starting(target.as_of))


def _plan_task(target: Target, plan: FileTask) -> PlanTask:
    start, finish = plan.start, plan.finish
    minutes: int | None = plan.duration_minutes
    if known := target.undated.get(plan.uid):
        minutes = known.duration_minutes
        start, finish = (known.start, known.finish) if _is_dated(plan) else (None, None)
    return PlanTask(
        target.tasks[plan.uid],
        plan.name,
        target.tasks.get(plan.parent_uid or ""),
        to_the_minute(start),
        to_the_minute(finish),
        minutes,
        plan.is_elapsed,
        plan.is_manual,
        to_the_minute(plan.actual_start),
        to_the_minute(plan.actual_finish),
        to_the_minute(plan.deadline),
        plan.constraint,
        to_the_minute(plan.constraint_date),
        target.calendars.get(plan.calendar_uid or ""),
    )


def _link(target: Target, plan: FileTask, link: PlanLink) -> LinkRow:
    task, predecessor = target.tasks[plan.uid], target.tasks[link.predecessor_uid]
    return LinkRow(task, predecessor, "", None, link.type, link.lag, link.lag_kind)


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
