"""Bookings that have days of their own move along with their tasks."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, Side, WorkCalendar
from ppm_tui.models import Assignment, Change
from ppm_tui.store import logged
from ppm_tui.store.commands import calendars
from ppm_tui.store.logged import Line

Span = tuple[datetime, datetime]
DATES = ("start", "finish")


def follow(session: Session, projects: Collection[str]) -> None:
    """Move what is booked on the tasks of these projects that this step has moved.

    A booking that took all of its task takes the new span; another one moves by the working time
    by which the task begins later, and is cut where that ends. One that the step itself has
    changed stays, and so do those without dates, which last as long as their task anyway.
    """
    if "step" not in session.info or not _have_dates(session, projects):
        return
    session.flush()
    step = _Step.read(session, projects)
    for part in logged.parts(step.before, logged.CHUNK):
        moved = {task.id: task for task in _moved(session, step, part)}
        _write(session, list(_later(session, step, moved)))


def _have_dates(session: Session, projects: Collection[str]) -> bool:
    return any(
        session.execute(
            sa.select(col(Assignment.id))
            .where(col(Assignment.project_id).in_(part), col(Assignment.start).is_not(None))
            .limit(1)
        ).first()
        for part in logged.parts(projects, logged.CHUNK)
    )


@dataclass(slots=True)
class _Step:
    """What this step has changed so far: dates of tasks as they were before, and bookings."""

    before: dict[str, dict[str, str | None]] = field(default_factory=dict)
    bookings: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, session: Session, projects: Collection[str]) -> _Step:
        query = sa.select(
            col(Change.table_name), col(Change.row_id), col(Change.project_id), col(Change.before)
        ).where(
            col(Change.step) == session.info["step"],
            col(Change.table_name).in_(("task", "assignment")),
        )  # fmt: skip
        found, new = cls(), set()
        for table, row_id, project_id, before in session.execute(
            query.order_by(col(Change.number))
        ):
            if table == "assignment":
                found.bookings.add(row_id)
            elif before is None:
                new.add(row_id)
            elif project_id in projects and row_id not in new:
                found._take(row_id, json.loads(before))
        return found

    def _take(self, task_id: str, before: dict[str, str | None]) -> None:
        """The first value of a column is the one from before the step."""
        dates = {name: before[name] for name in DATES if name in before}
        if dates:
            self.before[task_id] = dates | self.before.get(task_id, {})


@dataclass(frozen=True, slots=True)
class _Moved:
    """A task that lay elsewhere before this step."""

    id: str
    project_id: str
    calendar_id: str | None
    is_elapsed: bool
    old: Span
    new: Span


def _moved(session: Session, step: _Step, ids: Iterable[str]) -> Iterator[_Moved]:
    rows = logged.untyped("task")
    query = sa.select(
        rows.c.id, rows.c.project_id, rows.c.calendar_id, rows.c.is_elapsed, rows.c.start,
        rows.c.finish,
    ).where(rows.c.id.in_(list(ids)))  # fmt: skip
    for task_id, project_id, calendar_id, is_elapsed, *now in session.execute(query):
        known = dict(zip(DATES, now, strict=True))
        new, old = _span(known), _span(known | step.before[task_id])
        if new and old and new != old:
            yield _Moved(task_id, project_id, calendar_id, bool(is_elapsed), old, new)


def _span(values: dict[str, str | None]) -> Span | None:
    start, finish = values["start"], values["finish"]
    if start is None or finish is None:
        return None
    return datetime.fromisoformat(start), datetime.fromisoformat(finish)


def _later(session: Session, step: _Step, moved: dict[str, _Moved]) -> Iterator[Line]:
    calendar = _calendars(session)
    rows = logged.untyped("assignment")
    query = sa.select(rows.c.id, rows.c.task_id, rows.c.start, rows.c.finish).where(
        rows.c.task_id.in_(list(moved)), rows.c.start.is_not(None), rows.c.finish.is_not(None)
    )
    for row_id, task_id, *dates in session.execute(query).all():
        before = dict(zip(DATES, dates, strict=True))
        booked, task = _span(before), moved[task_id]
        if booked is None or row_id in step.bookings:
            continue
        after = dict(zip(DATES, map(logged.plain, _new(calendar(task), task, booked)), strict=True))
        differ = [name for name in DATES if after[name] != before[name]]
        if differ:
            old, new = ({name: each[name] for name in differ} for each in (before, after))
            yield Line("assignment", row_id, task.project_id, old, new)


def _calendars(session: Session) -> Callable[[_Moved], WorkCalendar]:
    @cache
    def stored(project_id: str, calendar_id: str | None) -> WorkCalendar:
        return calendars.of_project(session, project_id, calendar_id)

    def of(task: _Moved) -> WorkCalendar:
        return ROUND_THE_CLOCK if task.is_elapsed else stored(task.project_id, task.calendar_id)

    return of


def _new(calendar: WorkCalendar, task: _Moved, booked: Span) -> Span:
    (old_start, old_finish), (new_start, new_finish) = task.old, task.new
    start, finish = booked
    if start <= old_start and finish >= old_finish:
        return task.new
    if shift := calendar.between(old_start, new_start):
        start = calendar.at(calendar.position(start) + shift)
        finish = calendar.at(calendar.position(finish) + shift, Side.FINISH)
    if booked[1] <= old_finish:
        finish = min(finish, new_finish)
    return (start, finish) if start < finish else task.new


def _write(session: Session, lines: list[Line]) -> None:
    """Rows that the session holds through it, the others past it, and all through the log."""
    held = {row.id: row for row in session.identity_map.values() if isinstance(row, Assignment)}
    for line in lines:
        if line.row_id in held:
            for name, value in (line.after or {}).items():
                setattr(held[line.row_id], name, datetime.fromisoformat(value))
    session.flush()
    logged.write(session, [line for line in lines if line.row_id not in held])
