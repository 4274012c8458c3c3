"""Tasks of the plan that are the response to a risk: new ones, and those there are already."""

from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Project, Resource, Risk
from ppm_tui.store.commands import actions, refs, rows, tasks
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.terms import Done, TaskKind


def add(
    session: Session, *, risk: str, name: str, as_of: date, **fields: Unpack[TaskFields]
) -> Done:
    """A new task at the end of the plan that answers a risk; the risk's owner does it unless
    somebody else is named."""
    row = refs.find(session, Risk, risk, "risk")
    project = session.get_one(Project, row.project_id)
    if not fields.get("owner") and row.owner_id:
        fields["owner"] = session.get_one(Resource, row.owner_id).key
    done = tasks.add(session, project=project.key, name=name, as_of=as_of, **fields)
    actions.join(session, row, rows.task(session, done.refs[0]))
    return Done(f"{done.text} for {row.ref}", refs=(*done.refs, row.ref), effect=done.effect)


def link(session: Session, *, risk: str, task: str) -> Done:
    """Let a task of the same project that there is already answer a risk (Invalid otherwise)."""
    row, found = refs.find(session, Risk, risk, "risk"), rows.task(session, task)
    if found.project_id != row.project_id:
        raise Invalid(f"{found.ref} is not a task of the project of {row.ref}")
    if found.kind is TaskKind.PHASE:
        raise Invalid(f"{found.ref} is a phase: name one of its tasks")
    if actions.stored(session, row, found) is not None:
        raise Invalid(f"{found.ref} answers {row.ref} already")
    actions.join(session, row, found)
    return Done(f"{row.ref}: answered by {found.ref} «{found.name}»", refs=(row.ref, found.ref))


def unlink(session: Session, *, risk: str, task: str) -> Done:
    """Take a task from the answers to a risk; it stays in the plan. Raises NotFound."""
    row, found = refs.find(session, Risk, risk, "risk"), rows.task(session, task)
    action = actions.stored(session, row, found)
    if action is None:
        raise NotFound(f"{found.ref} does not answer {row.ref}")
    session.delete(action)
    session.flush()
    return Done(f"{row.ref}: not answered by {found.ref} any more", refs=(row.ref, found.ref))
