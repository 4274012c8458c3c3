"""Baselines: freezing a plan, so that what comes can be measured against it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis import planned_value
from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Baseline, BaselineTask, Project, Resource, Task
from ppm_tui.store.commands import calendars, edits, plan, rows
from ppm_tui.store.commands.time import cost_of
from ppm_tui.terms import Done, Money

T = TypeVar("T")


def set_baseline(session: Session, *, project: str, as_of: date, name: str = "") -> Done:
    """Freeze dates, work and cost of all tasks; from now on this baseline is the current one.

    A task costs what it says, else its work at the rates of those who are on it. A plan without
    tasks cannot be frozen (Invalid).
    """
    row = rows.project(session, project)
    tasks = _tasks(session, row)
    if not tasks:
        raise Invalid(f"{row.key} has no tasks to freeze")
    parents = {task.parent_id for task in tasks}
    booked = _booked(session, row)
    leaves = [task for task in tasks if plan.is_leaf(task, parents)]
    costs = {task.id: _cost(session, row, task, booked[task.id]) for task in leaves}
    number = _replace(session, row)
    values = _summary(session, row, leaves, costs) | {
        "project_id": row.id,
        "number": number,
        "name": name.strip() or f"Baseline {number or ''}".strip(),
        "day": as_of,
        "is_current": True,
    }
    made = edits.make(session, Baseline, values)
    session.add_all(_frozen(made, task, costs.get(task.id)) for task in tasks)
    session.flush()
    return Done(f"{row.key}: baseline «{made.name}» set, {len(tasks)} tasks", refs=(row.key,))


def _tasks(session: Session, project: Project) -> list[Task]:
    query = sa.select(Task).where(
        col(Task.project_id) == project.id, col(Task.trashed_on).is_(None)
    )
    return list(session.scalars(query.order_by(col(Task.position))))


def _booked(session: Session, project: Project) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    query = sa.select(Assignment).where(col(Assignment.project_id) == project.id)
    for booking in session.scalars(query):
        found[booking.task_id].append(booking)
    return found


def _cost(session: Session, project: Project, task: Task, booked: list[Assignment]) -> Money | None:
    if task.cost is not None:
        return Money(task.cost)
    if booked:
        shares = [(each.resource_id, each.work_minutes, each.cost) for each in booked]
    else:
        shares = [(task.owner_id, task.work_minutes, None)]
    known = [_share(session, project, task, *share) for share in shares]
    costs = [cost for cost in [*known, task.fixed_cost] if cost is not None]
    return Money(sum(costs)) if costs else None


def _share(
    session: Session,
    project: Project,
    task: Task,
    person: str | None,
    minutes: int | None,
    cost: int | None,
) -> int | None:
    if cost is not None or person is None or minutes is None:
        return cost
    day = task.start.date() if task.start else date.max
    return cost_of(session, session.get_one(Resource, person), minutes, day, project.currency)


def _replace(session: Session, project: Project) -> int:
    """Number of the next baseline, after no other is the current one any more."""
    query = sa.select(Baseline).where(col(Baseline.project_id) == project.id)
    before = list(session.scalars(query))
    for baseline in before:
        baseline.is_current = False
    return max((baseline.number for baseline in before), default=-1) + 1


def _summary(
    session: Session, project: Project, leaves: list[Task], costs: dict[str, Money | None]
) -> dict[str, object]:
    calendar = calendars.of_project(session, project.id)
    works = [_work(task, costs[task.id]) for task in leaves if costs[task.id]]
    curve = planned_value.curve(works, is_working=lambda day: bool(calendar.hours_on(day)))
    return {
        "start": min(_known(task.start for task in leaves), default=None),
        "finish": max(_known(task.finish for task in leaves), default=None),
        "cost": sum(_known(costs.values())),
        "work_minutes": sum(_known(task.work_minutes for task in leaves)),
        "planned_value": document(curve),
    }


def _known(values: Iterable[T | None]) -> list[T]:
    return [value for value in values if value is not None]


def _work(task: Task, cost: Money | None) -> planned_value.Work:
    first = task.start.date() if task.start else None
    last = task.finish.date() if task.finish else None
    return planned_value.Work(cost or Money(0), first, last)


def document(curve: planned_value.Curve) -> str:
    """The curve as a baseline keeps it."""
    if curve.start is None:
        return "{}"
    document = {"start": curve.start.isoformat(), "values": curve.values}
    return json.dumps(document, separators=(",", ":"))


def _frozen(baseline: Baseline, task: Task, cost: Money | None) -> BaselineTask:
    return BaselineTask.model_validate(
        {
            "project_id": baseline.project_id,
            "baseline_id": baseline.id,
            "task_id": task.id,
            "start": task.start,
            "finish": task.finish,
            "duration_minutes": task.duration_minutes,
            "work_minutes": task.work_minutes,
            "cost": cost,
        }
    )
