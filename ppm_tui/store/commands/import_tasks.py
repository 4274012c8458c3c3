"""Tasks of a plan file: the tree, its links, who works on what, and what baselines froze."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.analysis import planned_value
from ppm_tui.models import Assignment, Baseline, BaselineTask, Dependency, Task
from ppm_tui.models.types import new_id
from ppm_tui.store import logged
from ppm_tui.store.baseline_names import usual
from ppm_tui.store.commands import calendars, rows
from ppm_tui.store.commands.freezing import document
from ppm_tui.store.commands.import_rows import Found, bring, remove
from ppm_tui.store.commands.import_schedule import is_halved
from ppm_tui.store.commands.import_target import Target, Undated, as_json, person, to_the_minute
from ppm_tui.store.commands.tasks import PREFIX
from ppm_tui.store.logged import Line, Row
from ppm_tui.store.plan_rows import PlanBaseline, PlanTask, priority_of, status_of
from ppm_tui.terms import Money, TaskKind, TaskStatus

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
STATUSES = frozenset(TaskStatus)


def tasks(target: Target) -> None:
    """Add or update the tasks by their identifier in the file, parents before children."""
    plans = target.plan.tasks
    found = Found(target, Task, "uid")
    known = found.ids()
    refs = _refs(target, [plan for plan in plans if plan.uid not in known])
    owners = _owners(target)
    target.tasks = {plan.uid: known.get(plan.uid) or new_id() for plan in plans}
    bring(target, Task, _pairs(target, found, refs, owners))


def _pairs(
    target: Target, found: Found, refs: dict[str, str], owners: dict[str, str]
) -> Iterator[tuple[Row | None, Row]]:
    for position, plan in enumerate(target.plan.tasks, 1):
        old = found.take(plan.uid)
        values = _values(target, plan, owners) | {"position": position, "trashed_on": None}
        if old is None:
            values |= {"ref": refs[plan.uid], "status": _status(plan)}
        elif old["percent_complete"] != plan.percent_complete or plan.status:
            values["status"] = _status(plan)
        if old is not None and plan.start is None and plan.finish is None:
            # What scheduling gave it stays until scheduling gives it something else.
            values |= {name: old[name] for name in SCHEDULED if values[name] is None}
            values["is_estimated"] |= old["is_estimated"] and plan.duration_minutes is None
        elif old is not None and is_halved(plan):
            # The date that followed from the duration, until it follows otherwise.
            values |= {name: old[name] for name in DATES if values[name] is None}
        if plan.start is None or plan.finish is None:
            target.undated[plan.uid] = _undated(old, values)
        yield old, values


def _undated(old: Row | None, values: Row) -> Undated:
    start, finish = (
        datetime.fromisoformat(value) if isinstance(value, str) else to_the_minute(value)
        for value in (values["start"], values["finish"])
    )
    ref = values["ref"] if old is None else old["ref"]
    minutes, is_estimated = values["duration_minutes"], values["is_estimated"]
    return Undated(values["id"], ref, start, finish, minutes, is_estimated)


def _refs(target: Target, new: list[PlanTask]) -> dict[str, str]:
    """New identifiers for the tasks, in the file's order, each kind with its own letter."""
    refs: dict[str, str] = {}
    for kind, prefix in PREFIX.items():
        uids = [plan.uid for plan in new if plan.kind is kind]
        if uids:
            first = rows.next_ref(target.session, prefix, count=len(uids))
            refs |= {uid: f"{prefix}{first + index:03}" for index, uid in enumerate(uids)}
    return refs


def _values(target: Target, plan: PlanTask, owners: dict[str, str]) -> Row:
    values: Row = {name: getattr(plan, name) for name in SAME_NAME}
    source = dict(plan.source)
    if plan.priority is not None:
        source["priority"] = str(plan.priority)
    return values | {
        "id": target.tasks[plan.uid],
        "uid": plan.uid,
        "parent_id": target.tasks.get(plan.parent_uid or ""),
        "constraint_type": plan.constraint,
        "calendar_id": target.calendars.get(plan.calendar_uid or ""),
        "priority": priority_of(plan.priority),
        "description": plan.notes,
        "owner_id": owners.get(plan.uid),
        "splits": as_json([[a.isoformat(), b.isoformat()] for a, b in plan.splits]),
        "source": as_json(source),
    }


def _owners(target: Target) -> dict[str, str]:
    """Who is in charge of each task: who the file names, else the first who is assigned to it."""
    owners: dict[str, str] = {}
    for one in target.plan.assignments:
        if one.resource_uid in target.resources:
            owners.setdefault(one.task_uid, target.resources[one.resource_uid])
    named = {plan.uid: plan.owner.strip() for plan in target.plan.tasks if plan.owner.strip()}
    return owners | {uid: person(target, name).id for uid, name in named.items()}


def _status(plan: PlanTask) -> TaskStatus:
    if plan.status in STATUSES:
        return TaskStatus(plan.status)
    return status_of(plan.percent_complete)


def dependencies(target: Target) -> None:
    """Make the links of the plan's tasks those of the file."""
    found = Found(target, Dependency, "task_id", "predecessor_id", "type")
    bring(target, Dependency, _links(target, found))
    remove(target, Dependency, found.rest())


def _links(target: Target, found: Found) -> Iterator[tuple[Row | None, Row]]:
    for plan in target.plan.tasks:
        task = target.tasks[plan.uid]
        for number, link in enumerate(plan.predecessors, 1):
            predecessor = target.tasks[link.predecessor_uid]
            yield (
                found.take((task, predecessor, link.type)),
                {
                    "task_id": task,
                    "predecessor_id": predecessor,
                    "number": number,
                    "type": link.type,
                    "lag": link.lag,
                    "lag_kind": link.lag_kind,
                    "lag_unit": link.lag_unit,
                },
            )


def assignments(target: Target) -> None:
    """Make the assignments of the plan's tasks those of the file."""
    found = Found(target, Assignment, "uid")
    bring(target, Assignment, _assigned(target, found))
    # An assignment made here has no identifier of the file and stays.
    remove(target, Assignment, (row for row in found.rest() if row["uid"] is not None))


def _assigned(target: Target, found: Found) -> Iterator[tuple[Row | None, Row]]:
    for number, plan in enumerate(target.plan.assignments, 1):
        yield (
            found.take(plan.uid),
            {
                "task_id": target.tasks[plan.task_uid],
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
            },
        )


def baselines(target: Target) -> None:
    """Bring in the baselines of the file; those that were frozen here stay as they are.

    Of a project that has no current one yet, the lowest number is it. Names and which one is
    current are as people have chosen since.
    """
    numbers = sorted({b.number for plan in target.plan.tasks for b in plan.baselines})
    if not numbers:
        return
    target.session.flush()
    found = {row.number: row for row in target.rows(Baseline)}
    frozen = Found(target, BaselineTask, "baseline_id", "task_id")
    has_current = any(row.is_current for row in found.values())
    for number in _brought(target, numbers, found):
        lines = [
            (plan, b) for plan in target.plan.tasks for b in plan.baselines if b.number == number
        ]
        values = _baseline(target, number, lines)
        if number not in found:
            names = [row.name for row in found.values()]
            values |= {"name": usual(number, names), "is_current": not has_current}
            has_current = True
        baseline = found[number] = target.keep(Baseline, found.get(number), values)
        target.session.flush()
        bring(target, BaselineTask, _frozen(target, baseline.id, lines, frozen))


def _brought(target: Target, numbers: list[int], found: Mapping[int, Baseline]) -> list[int]:
    """The numbers that no baseline frozen here has; only those have a day."""
    own = {number for number, row in found.items() if row.day is not None}
    target.problems += [
        f"baseline {number} of the file: left out, {target.project.key} froze "
        f"«{found[number].name}» under this number"
        for number in numbers
        if number in own
    ]
    return [number for number in numbers if number not in own]


def _frozen(
    target: Target,
    baseline: str,
    lines: list[tuple[PlanTask, PlanBaseline]],
    known: Found,
) -> Iterator[tuple[Row | None, Row]]:
    for plan, line in lines:
        task = target.tasks[plan.uid]
        yield (
            known.take((baseline, task)),
            {
                "baseline_id": baseline,
                "task_id": task,
                "start": line.start,
                "finish": line.finish,
                "duration_minutes": line.duration_minutes,
                "work_minutes": line.work_minutes,
                "cost": line.cost,
            },
        )


def _baseline(
    target: Target, number: int, lines: list[tuple[PlanTask, PlanBaseline]]
) -> dict[str, object]:
    leaves = [line for plan, line in lines if plan.kind is not TaskKind.PHASE]
    costs = [line.cost for line in leaves if line.cost is not None]
    works = [line.work_minutes for line in leaves if line.work_minutes is not None]
    packages = [
        planned_value.Work(Money(line.cost or 0), _day(line.start), _day(line.finish))
        for line in leaves
        if costs
    ]
    calendar = calendars.of_project(target.session, target.project.id)
    curve = planned_value.curve(packages, is_working=lambda day: bool(calendar.hours_on(day)))
    return {
        "project_id": target.project.id,
        "number": number,
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
    query = sa.select(col(Task.id), col(Task.uid), col(Task.ref), col(Task.name)).where(
        col(Task.project_id) == target.project.id,
        col(Task.uid).is_not(None),
        col(Task.trashed_on).is_(None),
    )
    gone = [row for row in target.session.execute(query) if row.uid not in target.tasks]
    day = target.as_of.isoformat()
    project = target.project.id
    before, after = {"trashed_on": None}, {"trashed_on": day}
    logged.write(target.session, (Line("task", row.id, project, before, after) for row in gone))
    target.tally["task trashed"] += len(gone)
    target.problems += [
        f"{row.ref} {row.name} is no longer in the file: to the trash" for row in gone
    ]
