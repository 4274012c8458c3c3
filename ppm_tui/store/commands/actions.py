"""Actions: tasks of the plan that deal with an issue or a risk."""

from dataclasses import replace
from datetime import date
from typing import Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Issue, IssueAction, Project, Risk, RiskAction, Task
from ppm_tui.store.commands import edits, refs, rows, tasks
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.terms import Done, TaskKind

Link = IssueAction | RiskAction


def add(
    session: Session, *, about: str, name: str, as_of: date, **fields: Unpack[TaskFields]
) -> Done:
    """A new task at the end of the plan that deals with an issue or a risk; both in one step.

    Whoever owns the issue or the risk does it, unless somebody else is named.
    """
    entry = _about(session, about)
    project = session.get_one(Project, entry.project_id)
    if not fields.get("owner"):
        fields["owner"] = edits.owner_key(session, entry.owner_id)
    done = tasks.add(session, project=project.key, name=name, as_of=as_of, **fields)
    linked = link(session, about=about, task=done.refs[0])
    return replace(linked, effect=done.effect)


def link(session: Session, *, about: str, task: str) -> Done:
    """A task that there is deals with an issue or a risk of its project; Invalid for one of
    another project, for a phase, and for one that does already."""
    entry, found = _about(session, about), rows.task(session, task)
    project = session.get_one(Project, entry.project_id)
    if found.project_id != entry.project_id:
        raise Invalid(f"{found.ref} is not a task of {project.key}")
    if found.kind is TaskKind.PHASE:
        raise Invalid(f"{found.ref} is a phase: name one of its tasks")
    if _stored(session, entry, found) is not None:
        raise Invalid(f"{found.ref} is an action of {entry.ref} already")
    is_risk = isinstance(entry, Risk)
    kind, field = (RiskAction, "risk_id") if is_risk else (IssueAction, "issue_id")
    edits.make(session, kind, {field: entry.id, "task_id": found.id})
    text = f"{project.key}: {found.ref} «{found.name}» is an action of {entry.ref}"
    return Done(text, refs=(found.ref, entry.ref))


def unlink(session: Session, *, about: str, task: str) -> Done:
    """A task does not deal with an issue or a risk any more; the task itself stays. Invalid
    when it never did."""
    entry, found = _about(session, about), rows.task(session, task)
    made = _stored(session, entry, found)
    if made is None:
        raise Invalid(f"{found.ref} is no action of {entry.ref}")
    session.delete(made)
    session.flush()
    project = session.get_one(Project, entry.project_id)
    text = f"{project.key}: {found.ref} «{found.name}» is no action of {entry.ref} any more"
    return Done(text, refs=(found.ref, entry.ref))


def _about(session: Session, ref: str) -> Issue | Risk:
    if ref.strip().upper().startswith("R-"):
        return refs.find(session, Risk, ref, "risk")
    return refs.find(session, Issue, ref, "issue")


def _stored(session: Session, entry: Issue | Risk, task: Task) -> Link | None:
    """That a task deals with an issue or a risk, if it does."""
    if isinstance(entry, Risk):
        of_risk = sa.select(RiskAction).where(col(RiskAction.risk_id) == entry.id)
        return session.scalars(of_risk.where(col(RiskAction.task_id) == task.id)).first()
    of_issue = sa.select(IssueAction).where(col(IssueAction.issue_id) == entry.id)
    return session.scalars(of_issue.where(col(IssueAction.task_id) == task.id)).first()
