"""Templates: a project made from one, a plan kept as one."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Dependency, Project, Resource, Risk, Task
from ppm_tui.models import Template as Stored
from ppm_tui.store import template_content
from ppm_tui.store.commands import calendars, edits, projects, refs, reschedule, rows
from ppm_tui.store.commands.task_fields import POINTS
from ppm_tui.store.commands.tasks import PREFIX
from ppm_tui.store.commands.template_saving import ROLE, template_of
from ppm_tui.store.content import canonical
from ppm_tui.store.template_content import LONGEST_NAME, Template, TemplateRisk, TemplateTask
from ppm_tui.terms import Done, TaskKind

SHOWN = 5
AS_THEY_ARE = (
    "title", "cause", "event", "effect", "kind", "category", "probability", "impact_cost",
    "impact_time", "impact_scope", "impact_quality", "residual_probability", "residual_impact",
    "strategy", "response", "trigger", "contingency", "minutes",
)  # fmt: skip
"""Fields that a risk has in a template and in a register alike."""


def use(
    session: Session,
    *,
    template: Template,
    name: str,
    start: date,
    as_of: date,
    key: str | None = None,
    client: str | None = None,
    owner: str | None = None,
) -> Done:
    """A new project with the plan and the risks of a template, scheduled from its first day on.

    A role becomes the person who has it, if there is exactly one; else it is left open, and said.
    A risk is raised on `as_of`. Raises Invalid as `projects.add`, and for a plan that is none.
    """
    template_content.checked(template)
    people = _people(session, template)
    who = {role: found[0] for role, found in people.items() if len(found) == 1}
    project = _project(session, name, start, {"key": key, "client": client, "owner": owner})
    reschedule.watch(session, project.id)
    made = _tasks(session, project, template.tasks, who)
    _links(session, project, template.tasks, made)
    for risk in template.risks:
        _risk(session, project, risk, as_of, who)
    session.flush()
    reschedule.touch(session, made, resized=True, as_of=start)
    text = f"{project.key}: project «{project.name}» from «{template.name}», {_counts(template)}"
    return Done(text, notes=tuple(_open_roles(template, people)), refs=(project.key,))


def save(
    session: Session, *, key: str, name: str | None = None, is_replacing: bool = False
) -> Done:
    """Keep the plan and the risks of a project as a template, without a date in it.

    People become their roles; what was reached, spent or agreed stays behind. A name that a
    template of the portfolio has is refused unless `is_replacing` (Invalid).
    """
    project = rows.project(session, key)
    wanted = edits.named(project.name if name is None else name, "template")
    if len(wanted) > LONGEST_NAME:
        raise Invalid(f"the name of a template has at most {LONGEST_NAME} letters: give another")
    found, notes = template_of(session, project, wanted)
    content = canonical(template_content.as_json(found))
    known = _find(session, wanted)
    if known is not None and not is_replacing:
        raise Invalid(
            f"there is a template «{known.name}» already: take another name, or replace it on "
            "purpose with --replace"
        )
    if known is None:
        values = {"name": wanted, "description": found.description, "content": content}
        edits.make(session, Stored, values)
        text = f"{project.key}: kept as template «{wanted}»: {_counts(found)}"
    else:
        before = template_content.from_json(known.name, "", json.loads(known.content))
        edits.change(session, known, {"description": found.description, "content": content})
        text = (
            f"{project.key}: template «{known.name}» replaced: {_counts(before)} → {_counts(found)}"
        )
    return Done(text, notes=tuple(notes), refs=(wanted,))


def delete(session: Session, *, name: str) -> Done:
    """Delete a template of the portfolio; undo brings it back. Raises NotFound."""
    known = _find(session, name)
    if known is None:
        raise NotFound(f"this portfolio has no template «{name}» of its own")
    text = f"template «{known.name}» deleted"
    session.delete(known)
    session.flush()
    return Done(text, refs=(known.name,))


def _find(session: Session, name: str) -> Stored | None:
    wanted = name.strip().casefold()
    everything = session.scalars(sa.select(Stored).order_by(col(Stored.name))).all()
    return next((each for each in everything if each.name.casefold() == wanted), None)


def _counts(template: Template) -> str:
    kinds = Counter(task.kind for task in template.tasks)
    parts = (
        (kinds[TaskKind.TASK], "task"),
        (kinds[TaskKind.MILESTONE], "milestone"),
        (len(template.risks), "risk"),
    )
    return ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in parts if count)


# The project


def _project(session: Session, name: str, start: date, given: dict[str, str | None]) -> Project:
    said: dict[str, Any] = {field: value for field, value in given.items() if value}
    done = projects.add(session, name=name, start=start, **said)
    return rows.project(session, done.refs[0])


def _tasks(
    session: Session,
    project: Project,
    tasks: Sequence[TemplateTask],
    who: dict[str, Resource],
) -> list[Task]:
    made: list[Task] = []
    for place, task in enumerate(tasks):
        above = made[task.parent].id if task.parent is not None else None
        person = who.get(task.role.casefold())
        values = {
            "ref": refs.new(session, Task, PREFIX[task.kind], None, digits=3),
            "project_id": project.id,
            "parent_id": above,
            "position": place + 1,
            "owner_id": person.id if person else None,
        }
        if task.role and person is None:
            values["source"] = canonical({ROLE: task.role})  # so that it is not forgotten
        made.append(edits.make(session, Task, values | _values(session, project, task)))
    return made


def _values(session: Session, project: Project, task: TemplateTask) -> dict[str, object]:
    """The columns of a task that follow from the template alone, and from when it begins."""
    assert project.start is not None
    calendar = calendars.of_project(session, project.id)
    moments = {}
    for name, after, is_finish in (
        ("constraint_date", task.constraint_after, task.constraint in template_content.AT_FINISH),
        ("deadline", task.deadline_after, True),
    ):
        if after is not None:
            found = template_content.moment(calendar, project.start, after, is_finish=is_finish)
            moments[name] = found
    return {
        "name": edits.named(task.name, task.kind.value),
        "kind": task.kind,
        "duration_minutes": 0 if task.kind is TaskKind.MILESTONE else task.duration,
        "is_elapsed": task.is_elapsed,
        "work_minutes": task.work,
        "remaining_work_minutes": task.work,
        **dict(zip(POINTS, (task.optimistic, task.likely, task.pessimistic), strict=True)),
        "measure": task.measure,
        "priority": task.priority,
        "description": task.description,
        "constraint_type": task.constraint,
        **moments,
    }


def _links(
    session: Session, project: Project, tasks: Sequence[TemplateTask], made: Sequence[Task]
) -> None:
    for task, row in zip(tasks, made, strict=True):
        for number, link in enumerate(task.links):
            values = {
                "project_id": project.id,
                "task_id": row.id,
                "predecessor_id": made[link.place].id,
                "number": number,
                "type": link.type,
                "lag": link.lag,
                "lag_kind": link.lag_kind,
            }
            edits.make(session, Dependency, values)


def _risk(
    session: Session,
    project: Project,
    risk: TemplateRisk,
    as_of: date,
    who: dict[str, Resource],
) -> None:
    person = who.get(risk.role.casefold())
    values = {name: getattr(risk, name) for name in AS_THEY_ARE}
    values |= {
        "ref": refs.new(session, Risk, "R-", None, digits=3),
        "project_id": project.id,
        "owner_id": person.id if person else None,
        "raised": as_of,
        "due": _day(project.start, risk.due_after_days),
        "review": _day(project.start, risk.review_after_days),
    }
    edits.make(session, Risk, values)


def _day(start: datetime | None, after: int | None) -> date | None:
    if start is None or after is None:
        return None
    return start.date() + timedelta(days=after)


# Roles


def _people(session: Session, template: Template) -> dict[str, list[Resource]]:
    """Everybody who has a role of the template, by the role in small letters."""
    roles = {role.casefold() for role in _roles(template)}
    found: dict[str, list[Resource]] = {role: [] for role in roles}
    query = sa.select(Resource).where(col(Resource.trashed_on).is_(None))
    for person in session.scalars(query.order_by(col(Resource.key))):
        if person.role.strip().casefold() in found:
            found[person.role.strip().casefold()].append(person)
    return found


def _roles(template: Template) -> list[str]:
    """Every role that is named, as often as it is, in the order of plan and risks."""
    tasks = [task.role for task in template.tasks]
    return [role for role in (*tasks, *(risk.role for risk in template.risks)) if role]


def _open_roles(template: Template, people: dict[str, list[Resource]]) -> Iterator[str]:
    """A line about each role that is left open, in the order of the plan."""
    counts = Counter(task.role.casefold() for task in template.tasks)
    told = {role.casefold(): role for role in reversed(_roles(template))}
    for role in dict.fromkeys(role.casefold() for role in _roles(template)):
        if len(people[role]) == 1:
            continue
        keys = ", ".join(person.key for person in people[role][:SHOWN])
        why = f"may be {keys}" if keys else "nobody has this role"
        tasks = f"{counts[role]} task{'s' * (counts[role] != 1)}"
        yield f"{told[role]}: {why}; {tasks} left open"
