"""Changing a task, all of it at once: dates, duration, work, links, and what else is said of it."""

from dataclasses import fields
from datetime import date
from typing import Unpack

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


def change(
    session: Session,
    *,
    ref: str,
    as_of: date,
    wanted: Wanted | None = None,
    name: str | None = None,
    **given: Unpack[TaskFields],
) -> Done:
    """Do what is wanted of a task and set fields of it, told in one line.

    Raises Invalid when nothing is asked for, else as `replan`, `tasks.edit` and `set_percent`.
    """
    task = rows.task(session, ref)
    about = f"{rows.project_of(session, task).key}: {task.ref} «{task.name}» "
    percent = given.pop("percent", None)
    done = []
    if wanted is not None:
        done.append(replan(session, ref=ref, wanted=wanted, as_of=as_of))
    if given:
        done.append(tasks.edit(session, ref=ref, **given))
    if percent is not None:
        done.append(tasks.set_percent(session, ref=ref, percent=percent, as_of=as_of))
    said = [text for each in done if (text := each.text.removeprefix(about)) != edits.UNCHANGED]
    if name is not None:
        renamed = tasks.edit(session, ref=ref, name=name).text
        said.append(renamed.partition(f"«{task.name}» ")[2])
    if not done and name is None:
        raise Invalid(f"what is to change of {task.ref}?")
    return Done(about + (", ".join(said) or edits.UNCHANGED), refs=(task.ref,))


def _fields(wanted: Wanted) -> TaskFields:
    given = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    return {name: value for name, value in given.items()  # type: ignore[return-value]  # the names are its fields
            if value is not None and name not in LINKS}  # fmt: skip


def _checked(session: Session, task: Task, given: TaskFields) -> TaskFields:
    if plan.children(session, task) and given.keys() - {"deadline", "work", "estimate"}:
        raise Invalid(f"{task.ref} lasts as long as what is in it: change that")
    if task.kind is TaskKind.PHASE:
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
