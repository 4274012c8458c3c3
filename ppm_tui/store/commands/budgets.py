"""Budgets of a project and its phases: minutes of work, money for labour, expenses, products."""

from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Budget
from ppm_tui.store.commands import edits, rows, time
from ppm_tui.terms import Done, Minutes, Money, TaskKind

KINDS = ("labour", "expense", "product")


class BudgetFields(TypedDict, total=False):
    """What may be spent, in minutes and minor units of the project's currency; None is not said."""

    minutes: Minutes | None
    labour: Money | None
    expense: Money | None
    product: Money | None


def set_budget(
    session: Session, *, project: str, phase: str | None = None, **fields: Unpack[BudgetFields]
) -> Done:
    """What may be spent on a phase, or on the project as a whole; not below 0 (Invalid).

    The project's own budget in money and in time becomes the sum of what is said of it here.
    """
    row = rows.project(session, project)
    task = time.of_project(rows.task(session, phase), row) if phase else None
    if task is not None and task.kind is not TaskKind.PHASE:
        raise Invalid(f"{task.ref} is a {task.kind}: a budget is a phase's or a project's")
    values: dict[str, object] = dict(fields)
    for name, value in values.items():
        edits.at_least(value, 0, f"a budget of {name}")
    query = sa.select(Budget).where(
        col(Budget.project_id) == row.id,
        col(Budget.task_id) == task.id if task else col(Budget.task_id).is_(None),
    )
    found = session.scalars(query).first()
    if found is None:
        found = edits.make(
            session, Budget, {"project_id": row.id, "task_id": task.id if task else None}
        )
    moved = edits.change(session, found, values)
    if task is None:
        parts = [getattr(found, name) for name in KINDS]
        known = [part for part in parts if part is not None]
        whole: dict[str, object] = {"budget_cost": sum(known)} if known else {}
        if found.minutes is not None:
            whole["budget_minutes"] = found.minutes
        edits.change(session, row, whole)
    where = f"{row.key} {task.ref}" if task else row.key
    return Done(f"{where}: budget {edits.said(session, found, moved)}", refs=(row.key,))
