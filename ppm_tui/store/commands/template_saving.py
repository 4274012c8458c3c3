"""The plan of a project as a template: what it says without its days, people and progress."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Dependency, Project, Resource, Risk, Task
from ppm_tui.store import template_content
from ppm_tui.store.commands import calendars
from ppm_tui.store.template_content import Template, TemplateLink, TemplateRisk, TemplateTask
from ppm_tui.terms import Constraint, TaskKind, TaskStatus

ROLE = "role"
"""Where a task that nobody has yet keeps who is to do it, in what came with it."""
HOLDING = {Constraint.ASAP, Constraint.SNET}
"""Constraints that may give way to the day on which a task was planned."""


def template_of(session: Session, project: Project, name: str) -> tuple[Template, list[str]]:
    """The template, and what a person should know of what it leaves out.

    A task whose day does not follow from what it waits for keeps its distance from the beginning.
    Raises Invalid for a plan that has no tasks or cannot be scheduled.
    """
    kept = _kept(session, project)
    if not kept:
        raise Invalid(f"{project.key} has no tasks to keep as a template")
    calendar = calendars.of_project(session, project.id)
    starts = [task.start for task in kept if task.start]
    begin = min([*starts, *([project.start] if project.start else [])], default=None)
    roles = _Roles.of(session)
    tasks = _tasks(session, kept, roles, _Since(calendar, begin))
    notes = []
    if begin is not None:
        tasks, late = _held(tasks, kept, calendar, begin)
        if late:
            count = f"{late} task{'s' * (late != 1)}"
            notes.append(f"{count} will start later than here, as durations and links say")
    risks = tuple(_risks(session, project, roles, begin))
    if roles.missing:
        notes.append(f"{', '.join(sorted(roles.missing))}: no role, so their tasks are left open")
    if any(task.calendar_id for task in kept) or calendar is not calendars.standard():
        notes.append("calendars stay behind: durations count by the standard working week")
    found = Template(name, f"as planned in {project.key}", tuple(tasks), risks)
    return template_content.checked(found), notes


def _kept(session: Session, project: Project) -> list[Task]:
    """What is still meant to be done or was done, in order; with a phase goes what is in it."""
    query = sa.select(Task).where(
        col(Task.project_id) == project.id, col(Task.trashed_on).is_(None), col(Task.is_active)
    )
    kept: dict[str, Task] = {}
    for task in session.scalars(query.order_by(col(Task.position), col(Task.ref))):
        is_there = task.parent_id is None or task.parent_id in kept
        if is_there and task.status is not TaskStatus.DROPPED:
            kept[task.id] = task
    return list(kept.values())


@dataclass(slots=True)
class _Roles:
    """Who has which role, and who of those asked for has none."""

    people: dict[str, Resource]
    missing: set[str]

    @classmethod
    def of(cls, session: Session) -> "_Roles":
        people = session.scalars(sa.select(Resource)).all()
        return cls({person.id: person for person in people}, set())

    def role(self, person_id: str | None) -> str:
        if person_id is None:
            return ""
        person = self.people[person_id]
        if not person.role.strip():
            self.missing.add(person.key)
        return person.role.strip()


@dataclass(frozen=True, slots=True)
class _Since:
    """Working minutes since the plan begins."""

    calendar: WorkCalendar
    begin: datetime | None

    def __call__(self, when: datetime | None) -> int | None:
        if when is None or self.begin is None:
            return None
        return self.calendar.between(self.begin, when)


def _tasks(
    session: Session,
    kept: Sequence[Task],
    roles: _Roles,
    since: Callable[[datetime | None], int | None],
) -> list[TemplateTask]:
    places = {task.id: place for place, task in enumerate(kept)}
    parents = {task.parent_id for task in kept}
    links: dict[str, list[TemplateLink]] = {}
    query = sa.select(Dependency).where(col(Dependency.project_id) == kept[0].project_id)
    for each in session.scalars(query.order_by(col(Dependency.number), col(Dependency.id))):
        if each.task_id in places and each.predecessor_id in places:
            link = TemplateLink(places[each.predecessor_id], each.type, each.lag, each.lag_kind)
            links.setdefault(each.task_id, []).append(link)
    made = []
    for task in kept:
        is_phase = task.id in parents or task.kind is TaskKind.PHASE
        is_task = not is_phase and task.kind is TaskKind.TASK
        constraint = task.constraint_type if since(task.constraint_date) is not None else None
        made.append(
            TemplateTask(
                name=task.name,
                kind=TaskKind.PHASE if is_phase else task.kind,
                parent=places[task.parent_id] if task.parent_id else None,
                duration=task.duration_minutes if is_task else None,
                is_elapsed=task.is_elapsed,
                work=task.work_minutes if not is_phase else None,
                role=roles.role(task.owner_id) or _open_role(task),
                optimistic=task.optimistic_minutes,
                likely=task.likely_minutes,
                pessimistic=task.pessimistic_minutes,
                measure=task.measure,
                priority=task.priority,
                description=task.description,
                constraint=constraint or _undated(task.constraint_type),
                constraint_after=since(task.constraint_date) if constraint else None,
                deadline_after=since(task.deadline),
                links=tuple(links.get(task.id, ())),
            )
        )
    return made


def _open_role(task: Task) -> str:
    role = json.loads(task.source).get(ROLE, "") if task.owner_id is None else ""
    return role if isinstance(role, str) else ""


def _undated(constraint: Constraint) -> Constraint:
    return constraint if constraint is Constraint.ALAP else Constraint.ASAP


def _held(
    tasks: list[TemplateTask], kept: Sequence[Task], calendar: WorkCalendar, begin: datetime
) -> tuple[list[TemplateTask], int]:
    """The tasks with their distance from the beginning where links alone would put them earlier,
    and how many the links put later than they were planned."""
    known = {
        place: calendar.position(row.start)
        for place, row in enumerate(kept)
        if row.start and tasks[place].kind is not TaskKind.PHASE
    }
    waits = [_waits(tasks, place) for place in range(len(tasks))]
    origin = calendar.position(begin)
    held: set[int] = set()
    while True:
        found = template_content.dates(tasks, calendar, begin)
        gaps = {place: known[place] - calendar.position(found[place].start) for place in known}
        moved = {place for place, gap in gaps.items() if gap}
        early = [
            place
            for place in moved - held
            if gaps[place] > 0 and tasks[place].constraint in HOLDING and not waits[place] & moved
        ]
        if not early:
            return tasks, sum(gap < 0 for gap in gaps.values())
        held.update(early)
        for place in early:
            after = known[place] - origin
            tasks[place] = replace(tasks[place], constraint=Constraint.SNET, constraint_after=after)


def _waits(tasks: Sequence[TemplateTask], place: int) -> set[int]:
    """What a task waits for by links of its own or of its phases, with what is in those."""
    found: set[int] = set()
    at: int | None = place
    while at is not None:
        for link in tasks[at].links:
            found.add(link.place)
        at = tasks[at].parent
    for each, task in enumerate(tasks):  # a phase stands before what is in it
        if task.parent in found:
            found.add(each)
    return found


def _risks(
    session: Session, project: Project, roles: _Roles, begin: datetime | None
) -> Iterator[TemplateRisk]:
    query = sa.select(Risk).where(
        col(Risk.project_id) == project.id, col(Risk.trashed_on).is_(None)
    )
    for risk in session.scalars(query.order_by(col(Risk.ref))):
        yield TemplateRisk(
            title=risk.title,
            cause=risk.cause,
            event=risk.event,
            effect=risk.effect,
            kind=risk.kind,
            category=risk.category,
            probability=risk.probability,
            impact_cost=risk.impact_cost,
            impact_time=risk.impact_time,
            impact_scope=risk.impact_scope,
            impact_quality=risk.impact_quality,
            residual_probability=risk.residual_probability,
            residual_impact=risk.residual_impact,
            strategy=risk.strategy,
            response=risk.response,
            role=roles.role(risk.owner_id),
            trigger=risk.trigger,
            contingency=risk.contingency,
            due_after_days=_days(begin, risk.due),
            review_after_days=_days(begin, risk.review),
            minutes=risk.minutes,
        )


def _days(begin: datetime | None, day: date | None) -> int | None:
    return None if begin is None or day is None else (day - begin.date()).days
