"""Freezing: the figures of a plan as it stands, written as a baseline and its tasks."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis import planned_value
from ppm_tui.analysis.comparison import Figures
from ppm_tui.models import Assignment, Baseline, Project, Task
from ppm_tui.models.types import new_id
from ppm_tui.store import logged, plan_figures
from ppm_tui.store.commands import calendars, edits, pricing
from ppm_tui.store.logged import Line, Row
from ppm_tui.store.plan_figures import PlanLine, Prices, Share
from ppm_tui.terms import Money

LINES = "baseline_task"
Planned = dict[str, Figures]
"""Figures of tasks by identifier."""


def plan_lines(session: Session, project: Project) -> list[PlanLine]:
    """The plan of a project without what is in the trash, in its order."""
    query = (
        sa.select(
            col(Task.id), col(Task.parent_id), col(Task.kind), col(Task.owner_id),
            col(Task.start), col(Task.finish), col(Task.duration_minutes), col(Task.work_minutes),
            col(Task.cost), col(Task.fixed_cost),
        )
        .where(col(Task.project_id) == project.id, col(Task.trashed_on).is_(None))
        .order_by(col(Task.position))
    )  # fmt: skip
    return [PlanLine(**row) for row in session.execute(query).mappings()]


def figures(session: Session, project: Project, lines: Sequence[PlanLine]) -> Planned:
    """Dates, work and cost of each task of a plan as it stands, by identifier.

    A task costs what it says, else its work at the rates of those who are on it.
    """
    return plan_figures.figures(lines, _prices(session, project))


def freeze(
    session: Session,
    project: Project,
    found: Mapping[str, Figures],
    leaves: Sequence[Figures],
    values: Mapping[str, object],
) -> Baseline:
    """Write a baseline of these figures by task; `leaves` are those that it adds up to, `values`
    its number, name, day and whether it counts.
    """
    whole = plan_figures.total(leaves)
    made = edits.make(
        session,
        Baseline,
        {
            "project_id": project.id,
            "start": whole.start,
            "finish": whole.finish,
            "cost": whole.cost,
            "work_minutes": whole.work_minutes,
            "planned_value": _curve(session, project, leaves),
            **values,
        },
    )
    logged.write(session, (_frozen(made, task, figures) for task, figures in found.items()))
    return made


def remove(session: Session, baseline: Baseline) -> None:
    """Delete a baseline with what it froze; undo brings both back."""
    table = logged.untyped(LINES)
    query = sa.select(table).where(table.c.baseline_id == baseline.id)
    rows = session.execute(query.order_by(table.c.id)).mappings().all()
    project = baseline.project_id
    logged.write(session, [Line(LINES, row["id"], project, dict(row), None) for row in rows])
    session.delete(baseline)
    session.flush()


def document(curve: planned_value.Curve) -> str:
    """The curve as a baseline keeps it."""
    if curve.start is None:
        return "{}"
    document = {"start": curve.start.isoformat(), "values": curve.values}
    return json.dumps(document, separators=(",", ":"))


def _prices(session: Session, project: Project) -> Prices:
    bookings: dict[str, list[Share]] = defaultdict(list)
    query = sa.select(
        col(Assignment.task_id), col(Assignment.resource_id), col(Assignment.work_minutes),
        col(Assignment.cost),
    ).where(col(Assignment.project_id) == project.id)  # fmt: skip
    for task, person, minutes, cost in session.execute(query):
        bookings[task].append(Share(person, minutes, cost))
    known = pricing.tariffs(session)
    return Prices(project.currency, project.id, project.client_id, bookings, known)


def _curve(session: Session, project: Project, leaves: Sequence[Figures]) -> str:
    """What is planned day by day, up to the last finish; empty where nothing has a cost."""
    if not any(each.cost for each in leaves):
        return "{}"
    calendar = calendars.of_project(session, project.id)
    works = [
        planned_value.Work(
            Money(each.cost or 0),
            each.start.date() if each.start else None,
            each.finish.date() if each.finish else None,
        )
        for each in leaves
    ]
    return document(planned_value.curve(works, is_working=lambda day: bool(calendar.hours_on(day))))


def _frozen(baseline: Baseline, task: str, figures: Figures) -> Line:
    row: Row = logged.usual(LINES) | {
        "id": new_id(),
        "project_id": baseline.project_id,
        "baseline_id": baseline.id,
        "task_id": task,
        "start": logged.plain(figures.start),
        "finish": logged.plain(figures.finish),
        "duration_minutes": figures.duration_minutes,
        "work_minutes": figures.work_minutes,
        "cost": figures.cost,
    }
    return Line(LINES, row["id"], baseline.project_id, None, row)
