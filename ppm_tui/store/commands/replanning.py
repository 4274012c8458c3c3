"""Changing when a task is done, all of it at once: dates, duration, work and links."""

from dataclasses import fields
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Dependency, Task
from ppm_tui.store.commands import edits, plan, reschedule, rows, tasks
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Done, TaskKind

LINKS = {"links", "unlinks"}


def replan(
    session: Session,
    *,
    ref: str,
    wanted: Wanted,
    seen: int | None = None,
    as_of: date | None = None,
) -> Done:
    """Do what is wanted of a task; a link that there is already becomes as it is said.

    A phase has only a deadline and links of its own: its dates are those of what is in it
    (Invalid). Raises NotFound for a link to nothing, Conflict as in `tasks.edit`.
    """
    task = rows.task(session, ref)
    about = f"{rows.project_of(session, task).key}: {task.ref} «{task.name}» "
    said: list[str] = []
    if given := _fields(wanted):
        done = tasks.edit(session, ref=ref, seen=seen, **_checked(session, task, given))
        said.append(done.text.removeprefix(about))
    for text in wanted.unlinks:
        said += _unlink(session, task, plan.named(session, task.project_id, text))
    for link in wanted.links:
        said.append(_link(session, task, link))
    if wanted.links or wanted.unlinks:
        reschedule.touch(session, [task], as_of=as_of)
    return Done(about + ", ".join(said), refs=(task.ref,))


def _fields(wanted: Wanted) -> TaskFields:
    given = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    return {name: value for name, value in given.items()  # type: ignore[return-value]  # the names are its fields
            if value is not None and name not in LINKS}  # fmt: skip


def _checked(session: Session, task: Task, given: TaskFields) -> TaskFields:
    if plan.children(session, task) and given.keys() - {"deadline", "work", "estimate"}:
        raise Invalid(f"{task.ref} lasts as long as what is in it: change that")
    if task.kind is TaskKind.MILESTONE and given.get("duration"):
        raise Invalid(f"{task.ref} is a milestone and takes no time: make it a task first")
    if task.kind is not TaskKind.TASK:
        given.pop("duration", None)
        given.pop("is_elapsed", None)
    return given


def _link(session: Session, task: Task, link: Link) -> str:
    before = plan.named(session, task.project_id, link.ref)
    query = sa.select(Dependency).where(
        col(Dependency.task_id) == task.id, col(Dependency.predecessor_id) == before.id
    )
    known = session.scalars(query).first()
    if known is None:
        tasks.link(session, task=task.ref, after=before.ref, kind=link.type, lag=link.lag,
                   lag_kind=link.lag_kind)  # fmt: skip
        return f"waits for {before.ref}"
    values = {"type": link.type, "lag": link.lag, "lag_kind": link.lag_kind}
    if not edits.change(session, known, values):
        raise Invalid(f"{task.ref} waits for {before.ref} so already")
    return f"waits for {before.ref} otherwise"


def _unlink(session: Session, task: Task, before: Task) -> list[str]:
    query = sa.select(Dependency).where(
        col(Dependency.task_id) == task.id, col(Dependency.predecessor_id) == before.id
    )
    known = session.scalars(query).all()
    if not known:
        raise NotFound(f"{task.ref} does not wait for {before.ref}")
    for each in known:
        session.delete(each)
    session.flush()
    return [f"no longer waits for {before.ref}"]
