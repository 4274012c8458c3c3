"""Tasks of a plan file: the tree, its links, who works on what, and what baselines froze."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.analysis import planned_value
from ppm_tui.models import Assignment, Baseline, BaselineTask, Dependency, Table, Task
from ppm_tui.store.commands import calendars, rows
from ppm_tui.store.commands.baselines import document
from ppm_tui.store.commands.import_schedule import is_halved
from ppm_tui.store.commands.import_target import Target, as_json, person
from ppm_tui.store.commands.tasks import PREFIX
from ppm_tui.store.plan_rows import PlanBaseline, PlanTask
from ppm_tui.terms import Money, Priority, TaskKind, TaskStatus

SAME_NAME = (
    "wbs",
    "kind",
    "name",
    "start",
    "finish",
    "duration_minutes",
    "duration_unit",
    "is_elapsed",
    "is_estimated",
    "work_minutes",
    "percent_complete",
    "percent_work",
    "percent_physical",
    "actual_start",
    "actual_finish",
    "actual_duration_minutes",
    "remaining_duration_minutes",
    "actual_work_minutes",
    "remaining_work_minutes",
    "deadline",
    "constraint_date",
    "is_active",
    "is_manual",
    "cost",
    "fixed_cost",
    "actual_cost",
    "remaining_cost",
)
DATES = ("start", "finish")
SCHEDULED = (*DATES, "duration_minutes")
URGENT, HIGH, MEDIUM = 800, 600, 400


def tasks(target: Target) -> None:
    """Add or update the tasks by their identifier in the file, parents before children."""
    found = {row.uid: row for row in target.rows(Task)}
    refs = _refs(target, [plan for plan in target.plan.tasks if plan.uid not in found])
    for position, plan in enumerate(target.plan.tasks, 1):
        old = found.get(plan.uid)
        values = _values(target, plan) | {"position": position, "trashed_on": None}
        if old is not None and plan.start is None and plan.finish is None:
            # What scheduling gave it stays until scheduling gives it something else.
            values |= {name: getattr(old, name) for name in SCHEDULED if values[name] is None}
            values["is_estimated"] |= old.is_estimated and plan.duration_minutes is None
        elif old is not None and is_halved(plan):
            # The date that followed from the duration, until it follows otherwise.
            values |= {name: getattr(old, name) for name in DATES if values[name] is None}
        if old is None:
            values |= {"ref": refs[plan.uid], "status": _status(plan)}
        elif old.percent_complete != plan.percent_complete or plan.status:
            values["status"] = _status(plan)
        target.tasks[plan.uid] = target.keep(Task, old, values)


def _refs(target: Target, new: list[PlanTask]) -> dict[str, str]:
    """New identifiers for the tasks, in the file's order, each kind with its own letter."""
    refs: dict[str, str] = {}
    for kind, prefix in PREFIX.items():
        uids = [plan.uid for plan in new if plan.kind is kind]
        if uids:
            first = rows.next_ref(target.session, prefix, count=len(uids))
            refs |= {uid: f"{prefix}{first + index:03}" for index, uid in enumerate(uids)}
    return refs


def _values(target: Target, plan: PlanTask) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(plan, name) for name in SAME_NAME}
    parent = target.tasks.get(plan.parent_uid or "")
    source = dict(plan.source)
    if plan.priority is not None:
        source["priority"] = str(plan.priority)
    return values | {
        "project_id": target.project.id,
        "uid": plan.uid,
        "parent_id": parent and parent.id,
        "constraint_type": plan.constraint,
        "calendar_id": target.calendars.get(plan.calendar_uid or ""),
        "priority": _priority(plan.priority),
        "description": plan.notes,
        "owner_id": _owner(target, plan),
        "splits": as_json([[a.isoformat(), b.isoformat()] for a, b in plan.splits]),
        "source": as_json(source),
    }


def _owner(target: Target, plan: PlanTask) -> str | None:
    if plan.owner.strip():
        return person(target, plan.owner.strip()).id
    for assignment in target.plan.assignments:
        if assignment.task_uid == plan.uid and assignment.resource_uid:
            return target.resources.get(assignment.resource_uid)
    return None


def _priority(value: int | None) -> Priority:
    if value is None:
        return Priority.MEDIUM
    if value >= URGENT:
        return Priority.URGENT
    if value >= HIGH:
        return Priority.HIGH
    return Priority.MEDIUM if value > MEDIUM else Priority.LOW


def _status(plan: PlanTask) -> TaskStatus:
    if plan.status in set(TaskStatus):
        return TaskStatus(plan.status)
    if plan.percent_complete == 100:
        return TaskStatus.DONE
    return TaskStatus.IN_PROGRESS if plan.percent_complete else TaskStatus.TODO


def dependencies(target: Target) -> None:
    """Make the links of the plan's tasks those of the file."""
    found = {(row.task_id, row.predecessor_id, row.type): row for row in target.rows(Dependency)}
    for plan in target.plan.tasks:
        task = target.tasks[plan.uid]
        for number, link in enumerate(plan.predecessors, 1):
            predecessor = target.tasks[link.predecessor_uid]
            values = {
                "project_id": target.project.id,
                "task_id": task.id,
                "predecessor_id": predecessor.id,
                "number": number,
                "type": link.type,
                "lag": link.lag,
                "lag_kind": link.lag_kind,
                "lag_unit": link.lag_unit,
            }
            old = found.pop((task.id, predecessor.id, link.type), None)
            target.keep(Dependency, old, values)
    _delete(target, found.values())


def assignments(target: Target) -> None:
    """Make the assignments of the plan's tasks those of the file."""
    found = {row.uid: row for row in target.rows(Assignment)}
    for number, plan in enumerate(target.plan.assignments, 1):
        values = {
            "project_id": target.project.id,
            "task_id": target.tasks[plan.task_uid].id,
            "resource_id": target.resources.get(plan.resource_uid or ""),
            "number": number,
            "uid": plan.uid,
            "units": plan.units,
            "work_minutes": plan.work_minutes,
            "actual_work_minutes": plan.actual_work_minutes,
            "remaining_work_minutes": plan.remaining_work_minutes,
            "start": plan.start,
            "finish": plan.finish,
            "delay_minutes": plan.delay_minutes,
            "cost": plan.cost,
            "actual_cost": plan.actual_cost,
            "source": as_json(plan.source),
        }
        target.keep(Assignment, found.pop(plan.uid, None), values)
    # An assignment made here has no identifier of the file and stays.
    _delete(target, [row for uid, row in found.items() if uid is not None])


def _delete(target: Target, gone: Iterable[Table]) -> None:
    for row in gone:
        target.session.delete(row)


def baselines(target: Target) -> None:
    """Make the project's baselines those of the file; the lowest number is the current one."""
    numbers = sorted({b.number for plan in target.plan.tasks for b in plan.baselines})
    if not numbers:
        return
    target.session.flush()
    found = {row.number: row for row in target.rows(Baseline)}
    frozen = {(row.baseline_id, row.task_id): row for row in target.rows(BaselineTask)}
    has_own = any(row.is_current and row.number not in numbers for row in found.values())
    for number in numbers:
        lines = [
            (plan, b) for plan in target.plan.tasks for b in plan.baselines if b.number == number
        ]
        values = _baseline(target, number, lines)
        values["is_current"] = number == numbers[0] and not has_own
        baseline = target.keep(Baseline, found.get(number), values)
        target.session.flush()
        for plan, line in lines:
            task = target.tasks[plan.uid]
            cells = {
                "project_id": target.project.id,
                "baseline_id": baseline.id,
                "task_id": task.id,
                "start": line.start,
                "finish": line.finish,
                "duration_minutes": line.duration_minutes,
                "work_minutes": line.work_minutes,
                "cost": line.cost,
            }
            target.keep(BaselineTask, frozen.get((baseline.id, task.id)), cells)


def _baseline(
    target: Target, number: int, lines: list[tuple[PlanTask, PlanBaseline]]
) -> dict[str, object]:
    leaves = [line for plan, line in lines if plan.kind is not TaskKind.PHASE]
    costs = [line.cost for line in leaves if line.cost is not None]
    works = [line.work_minutes for line in leaves if line.work_minutes is not None]
    packages = [
        planned_value.Work(Money(line.cost), _day(line.start), _day(line.finish))
        for line in leaves
        if line.cost
    ]
    calendar = calendars.of_project(target.session, target.project.id)
    curve = planned_value.curve(packages, is_working=lambda day: bool(calendar.hours_on(day)))
    return {
        "project_id": target.project.id,
        "number": number,
        "name": f"Baseline {number}" if number else "Baseline",
        "planned_value": document(curve),
        "start": _extreme([line.start for line in leaves], min),
        "finish": _extreme([line.finish for line in leaves], max),
        "cost": sum(costs) if costs else None,
        "work_minutes": sum(works) if works else None,
    }


def _day(when: datetime | None) -> date | None:
    return when.date() if when else None


def _extreme(
    values: list[datetime | None], choose: Callable[[list[datetime]], datetime]
) -> datetime | None:
    known = [value for value in values if value is not None]
    return choose(known) if known else None


def trash_missing(target: Target) -> None:
    """Trash what came from the file before and is no longer in it; say which."""
    query = sa.select(Task).where(
        col(Task.project_id) == target.project.id,
        col(Task.uid).is_not(None),
        col(Task.trashed_on).is_(None),
    )
    gone = [task for task in target.session.scalars(query) if task.uid not in target.tasks]
    for task in gone:
        task.trashed_on = target.as_of
        target.tally["task trashed"] += 1
        target.problems.append(f"{task.ref} {task.name} is no longer in the file: to the trash")
