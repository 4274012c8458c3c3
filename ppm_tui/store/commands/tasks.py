"""The plan: adding tasks, phases and milestones, and changing what is said of them."""

from datetime import date, datetime
from typing import Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Dependency, Project, Task
from ppm_tui.store.commands import calendars, edits, plan, refs, rows
from ppm_tui.store.commands.task_fields import TaskFields, progress, values_of
from ppm_tui.terms import Done, LagKind, LinkType, Minutes, TaskKind, TaskStatus

PREFIX = {TaskKind.PHASE: "P-", TaskKind.TASK: "T-", TaskKind.MILESTONE: "M-"}


def add(
    session: Session,
    *,
    project: str,
    name: str,
    kind: TaskKind = TaskKind.TASK,
    parent: str | None = None,
    before: str | None = None,
    ref: str | None = None,
    **fields: Unpack[TaskFields],
) -> Done:
    """A new task, phase or milestone at the end of its phase, or of the plan, or before a task.

    The identifier is the next free one unless `ref` gives it. Of start, finish and duration two
    are enough; a milestone has one day. The parent is a phase of the same project (Invalid).
    """
    row = rows.project(session, project)
    above = _phase(session, row, parent)
    next_ = rows.task(session, before) if before else None
    values = values_of(session, row, kind, fields)
    values |= {
        "name": edits.named(name, kind.value),
        "ref": refs.new(session, Task, PREFIX[kind], ref, digits=3),
        "project_id": row.id,
        "parent_id": above.id if above else None,
        "position": plan.open_position(session, row.id, above, next_),
        "kind": kind,
    }
    task = edits.make(session, Task, values)
    plan.roll_up(session, above)
    return Done(f"{row.key}: {kind.value} {task.ref} «{task.name}» added", refs=(task.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    name: str | None = None,
    seen: int | None = None,
    **fields: Unpack[TaskFields],
) -> Done:
    """Change fields of a task; what somebody else changed after `seen` is a Conflict."""
    task = rows.task(session, ref)
    project = session.get_one(Project, task.project_id)
    if fields.keys() & {"start", "finish", "duration"}:
        fields.setdefault("is_elapsed", task.is_elapsed)
    values = values_of(session, project, task.kind, fields, task.calendar_id)
    values |= _work_left(task, fields)
    if name is not None:
        values["name"] = edits.named(name, task.kind.value)
    changed = edits.change(session, task, values, seen=seen)
    plan.roll_up(session, plan.parent_of(session, task), progress="percent" in fields)
    return _done(session, task, edits.said(changed))


def set_percent(
    session: Session, *, ref: str, percent: int, as_of: date, seen: int | None = None
) -> Done:
    """How much of a task is done; its status, actual dates and work left follow.

    0 to 100 (Invalid). What somebody else changed of it after version `seen` is a Conflict.
    """
    task = rows.task(session, ref)
    values = progress(percent, task.work_minutes)
    values["actual_start"] = (task.actual_start or _begun(task, as_of)) if percent else None
    values["actual_finish"] = None
    if percent == 100:
        values["actual_finish"] = task.actual_finish or calendars.finishing(as_of)
    edits.change(session, task, values, seen=seen)
    plan.roll_up(session, plan.parent_of(session, task), progress=True)
    return _done(session, task, f"{percent} % done")


def set_status(
    session: Session,
    *,
    ref: str,
    status: TaskStatus,
    as_of: date,
    reason: str = "",
    seen: int | None = None,
) -> Done:
    """What the owner says of a task. Blocked needs a reason (Invalid).

    A status that somebody else set after version `seen` is a Conflict. Done is 100 per cent, to
    do is 0; leaving done leaves the percentage to be said again.
    """
    task = rows.task(session, ref)
    if status is TaskStatus.BLOCKED and not reason.strip():
        raise Invalid("a blocked task needs a reason")
    rows.unseen(session, task, seen, "status", status.value)
    if status is TaskStatus.DONE:
        set_percent(session, ref=ref, percent=100, as_of=as_of)
    elif status is TaskStatus.TODO:
        set_percent(session, ref=ref, percent=0, as_of=as_of)
    values = {"status": status, "blocked_reason": reason.strip()}
    edits.change(session, task, values)
    return _done(session, task, status.value.replace("_", " "))


def set_owner(session: Session, *, ref: str, owner: str | None, seen: int | None = None) -> Done:
    """Who answers for a task; without a name nobody does. Conflict as in `edit`."""
    task = rows.task(session, ref)
    before = plan.owner_key(session, task)
    edits.change(session, task, edits.owner(session, owner), seen=seen)
    return _done(session, task, f"owner {before} → {plan.owner_key(session, task)}")


def set_dates(
    session: Session,
    *,
    ref: str,
    start: date | datetime | None = None,
    finish: date | datetime | None = None,
    seen: int | None = None,
) -> Done:
    """When a task is to be done; with one of the two the duration stays as it is.

    A milestone has one day, a phase those of what is in it. The start does not lie after the
    finish (Invalid). Conflict as in `edit`.
    """
    task = rows.task(session, ref)
    if plan.children(session, task):
        raise Invalid(f"{task.ref} lasts as long as what is in it: move that")
    days = [day for day in (start, finish) if day is not None]
    if not days:
        raise Invalid("no date was given")
    fields: TaskFields = {"start": start, "finish": finish}
    if len(days) == 1 and task.kind is TaskKind.TASK:
        fields["duration"] = Minutes(task.duration_minutes or 480)
    edit(session, ref=ref, seen=seen, **fields)
    return _done(session, task, f"now {task.start:%d %b} to {task.finish:%d %b}")


def link(
    session: Session,
    *,
    task: str,
    after: str,
    kind: LinkType = LinkType.FS,
    lag: int = 0,
    lag_kind: LagKind = LagKind.WORKING,
) -> Done:
    """A task waits for another of the same plan; `lag` is minutes, or per cent by its kind.

    A task never waits for itself, also not by way of others or of its phase (Invalid).
    """
    row, before = rows.task(session, task), rows.task(session, after)
    if row.project_id != before.project_id:
        raise Invalid(f"{before.ref} is in another project than {row.ref}")
    if _link(session, row, before, kind) is not None:
        raise Invalid(f"{row.ref} waits for {before.ref} already")
    plan.refuse_ring(session, row, before)
    values = {
        "project_id": row.project_id,
        "task_id": row.id,
        "predecessor_id": before.id,
        "type": kind,
        "lag": lag,
        "lag_kind": lag_kind,
    }
    edits.make(session, Dependency, values)
    return _done(session, row, f"waits for {before.ref}")


def unlink(session: Session, *, task: str, after: str, kind: LinkType = LinkType.FS) -> Done:
    """A task no longer waits for another. Raises NotFound when it did not."""
    row, before = rows.task(session, task), rows.task(session, after)
    found = _link(session, row, before, kind)
    if found is None:
        raise NotFound(f"{row.ref} does not wait for {before.ref}")
    session.delete(found)
    session.flush()
    return _done(session, row, f"no longer waits for {before.ref}")


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """A task, and all below it, goes to the trash; its identifier is never given out again."""
    task = rows.task(session, ref)
    below = plan.subtree(session, task)
    for each in below:
        each.trashed_on = as_of
    session.flush()
    plan.roll_up(session, plan.parent_of(session, task))
    more = f" and {len(below) - 1} below it" if len(below) > 1 else ""
    return _done(session, task, f"in the trash{more}")


def _link(session: Session, task: Task, before: Task, kind: LinkType) -> Dependency | None:
    query = sa.select(Dependency).where(
        col(Dependency.task_id) == task.id,
        col(Dependency.predecessor_id) == before.id,
        col(Dependency.type) == kind,
    )
    return session.scalars(query).first()


def _done(session: Session, task: Task, said: str) -> Done:
    project = session.get_one(Project, task.project_id)
    return Done(f"{project.key}: {task.ref} «{task.name}» {said}", refs=(task.ref,))


def _phase(session: Session, project: Project, ref: str | None) -> Task | None:
    if ref is None:
        return None
    found = rows.task(session, ref)
    if found.project_id != project.id:
        raise Invalid(f"{found.ref} is not in {project.key}")
    if found.kind is TaskKind.MILESTONE:
        raise Invalid(f"{found.ref} is a milestone: nothing goes below it")
    found.kind = TaskKind.PHASE
    return found


def _work_left(task: Task, fields: TaskFields) -> dict[str, object]:
    """Work that is left when the percentage or the work changes."""
    if not fields.keys() & {"percent", "work"}:
        return {}
    percent = fields.get("percent", task.percent_complete)
    left = progress(percent, fields.get("work", task.work_minutes))
    return left if "percent" in fields else {name: left[name] for name in left if "work" in name}


def _begun(task: Task, as_of: date) -> datetime:
    said = calendars.starting(as_of)
    return min(task.start, said) if task.start else said
