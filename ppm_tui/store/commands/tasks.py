"""The plan: adding tasks, phases and milestones, and changing what is said of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Dependency, Project, Task
from ppm_tui.store.commands import assignments, edits, plan, refs, reschedule, rows, task_progress
from ppm_tui.store.commands.plan_of_people import DOING, Handover
from ppm_tui.store.commands.task_fields import (
    DATES,
    LENGTH,
    POINTS,
    TaskFields,
    progress,
    values_of,
)
from ppm_tui.store.wanted import Link
from ppm_tui.terms import ENDED, Done, LagKind, LinkType, Minutes, Priority, TaskKind, TaskStatus

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
    after: Sequence[Link] = (),
    as_of: date | None = None,
    **fields: Unpack[TaskFields],
) -> Done:
    """A new task, phase or milestone at the end of its phase, or of the plan, or before a task.

    The identifier is the next free one unless `ref` gives it. Of start, finish and duration two
    are enough; a milestone has one day. The parent is a phase of the same project (Invalid);
    before a task it is the phase of that unless another one is said.
    A task with a duration, or one that waits `after` others, has its dates from the plan, which
    begins on `as_of` where it has none yet; a start that is said is not undercut.
    """
    row = rows.project(session, project)
    reschedule.watch(session, row.id)
    next_ = _next(session, row, before)
    above = _phase(session, row, parent)
    if next_ is not None and parent is None:
        above = plan.parent_of(session, next_)
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
    for each in after:
        before_it = plan.named(session, row.id, each.ref)
        link(session, task=task.ref, after=before_it.ref, as_of=as_of, kind=each.type, lag=each.lag,
             lag_kind=each.lag_kind)  # fmt: skip
    if fields.keys() & DATES:
        reschedule.touch(session, [task], resized=True, as_of=as_of)
    return Done(f"{row.key}: {kind.value} {task.ref} «{task.name}» added", refs=(task.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    name: str | None = None,
    seen: int | None = None,
    **fields: Unpack[TaskFields],
) -> Done:
    """Change fields of a task; what somebody else changed after `seen` is a Conflict.

    Without a duration a task becomes a milestone on the day of its finish, with one a milestone
    a task that begins on its day; not where work has begun or time was logged (Invalid).
    """
    task = rows.task(session, ref)
    kind, is_dated = _kind_after(task, fields), bool(fields.keys() & {"start", "finish"})
    if kind is not task.kind:
        task_progress.refuse_turning(session, task)
    if "percent" in fields:
        task_progress.refuse_phase(session, task)
    project = session.get_one(Project, task.project_id)
    if fields.keys() & {"start", "finish", "duration"}:
        fields.setdefault("is_elapsed", task.is_elapsed)
        if kind is not task.kind and not is_dated:
            _take_day(task, kind, fields)
        _complete(task, fields)
    values = values_of(session, project, kind, fields, task)
    if kind is not task.kind:
        values = _another_kind(task, kind, values, is_dated=is_dated)
    values |= _work_left(task, fields)
    if name is not None:
        values["name"] = edits.named(name, task.kind.value)
    if fields.keys() & {"duration", "finish"}:
        values["splits"] = "[]"  # in one piece again: where it pauses is not known any more
    if fields.keys() & DATES:
        reschedule.touch(session, [task], resized=bool(fields.keys() & LENGTH))
    return _changed(session, task, values, seen=seen)


def set_percent(
    session: Session, *, ref: str, percent: int, as_of: date, seen: int | None = None
) -> Done:
    """How much of a task is done; its status, actual dates and work left follow.

    0 to 100, and not of a phase, which follows its tasks (Invalid). What somebody else changed of
    it after version `seen` is a Conflict.
    """
    task = rows.task(session, ref)
    task_progress.refuse_phase(session, task)
    return _changed(session, task, task_progress.reached(task, percent, as_of), seen=seen)


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

    Done is 100 per cent, to do is 0; leaving done brings back the percentage of before. On a
    phase, done and dropped are said of all that is open below it, and nothing else can be
    (Invalid). A status that somebody else set after version `seen` is a Conflict.
    """
    task = rows.task(session, ref)
    if status is TaskStatus.BLOCKED and not reason.strip():
        raise Invalid("a blocked task needs a reason")
    below = plan.leaves(session, task)
    if below and status not in ENDED:
        task_progress.refuse_phase(session, task)
    if below:
        open_ = [each for each in below if task_progress.is_open(each)]
        for each in open_:
            values = task_progress.said(session, each, status, as_of)
            edits.change(session, each, values)
        _push(session, open_)
        return _all_below(session, task, open_, status.value)
    rows.unseen(session, task, seen, "status", status.value)
    values = task_progress.said(session, task, status, as_of, reason.strip())
    return _restated(session, task, values)


def set_done(
    session: Session, *, ref: str, as_of: date, is_done: bool = True, seen: int | None = None
) -> Done:
    """A task is done, or comes back to what it was before it was.

    A phase is done with all that is open below it, and comes back as far as it was done last.
    Conflict as in `set_status`.
    """
    task = rows.task(session, ref)
    if is_done:
        return set_status(session, ref=ref, status=TaskStatus.DONE, as_of=as_of, seen=seen)
    if below := plan.leaves(session, task):
        back = task_progress.last_done(session, below)
        _pull(session, back)
        for each in back:
            edits.change(session, each, task_progress.before_done(session, each))
        return _all_below(session, task, back, "open again")
    values = task_progress.before_done(session, task)
    rows.unseen(session, task, seen, "status", values.get("status"))
    _pull(session, [task])
    return _restated(session, task, values)


def set_owner(session: Session, *, ref: str, owner: str | None, seen: int | None = None) -> Done:
    """Who answers for a task; without a name nobody does. Conflict as in `edit`.

    What the former owner is booked on it goes along to the new one.
    """
    task = rows.task(session, ref)
    return _changed(session, task, edits.owner(session, owner), seen=seen)


def set_priority(
    session: Session, *, ref: str, priority: Priority, seen: int | None = None
) -> Done:
    """How urgent a task is. Conflict as in `edit`."""
    task = rows.task(session, ref)
    return _changed(session, task, {"priority": priority}, seen=seen)


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
    before = task.start, task.finish, task.duration_minutes
    edit(session, ref=ref, seen=seen, **fields)
    moves = [
        f"{name} {edits.days(old, new)}"
        for name, old, new, said in (
            ("start", before[0], task.start, start and task.kind is not TaskKind.MILESTONE),
            ("finish", before[1], task.finish, finish or task.kind is TaskKind.MILESTONE),
        )
        if said
    ]
    return _done(session, task, ", ".join(moves) + _length(before[2], task))


def link(
    session: Session,
    *,
    task: str,
    after: str,
    kind: LinkType = LinkType.FS,
    lag: int = 0,
    lag_kind: LagKind = LagKind.WORKING,
    as_of: date | None = None,
) -> Done:
    """A task waits for another one, also of another project; `lag` is minutes, or per cent.

    A task never waits for itself, also not by way of others or of its phase (Invalid).
    """
    row, before = rows.task(session, task), rows.task(session, after)
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
    reschedule.touch(session, [row], as_of=as_of)
    return _done(session, row, f"waits for {before.ref}")


def unlink(session: Session, *, task: str, after: str, kind: LinkType = LinkType.FS) -> Done:
    """A task no longer waits for another. Raises NotFound when it did not."""
    row, before = rows.task(session, task), rows.task(session, after)
    found = _link(session, row, before, kind)
    if found is None:
        raise NotFound(f"{row.ref} does not wait for {before.ref}")
    session.delete(found)
    session.flush()
    reschedule.touch(session, [row])
    return _done(session, row, f"no longer waits for {before.ref}")


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """A task, and all below it, goes to the trash; its identifier is never given out again."""
    task = rows.task(session, ref)
    reschedule.watch(session, task.project_id)
    below = plan.subtree(session, task)
    for each in below:
        each.trashed_on = as_of
    session.flush()
    reschedule.touch(session, plan.followers(session, below))
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


def _changed(
    session: Session, task: Task, values: dict[str, object], *, seen: int | None = None
) -> Done:
    """Change fields of a task; the phases it is in follow where they depend on them, and its dates
    where somebody does it who works at other times."""
    handover = Handover(session, task) if values.keys() & DOING else None
    moved = edits.change(session, task, values, seen=seen)
    _push(session, [task])
    if plan.SUMMED & {each.name for each in moved}:
        plan.roll_up(session, plan.parent_of(session, task))
    owner = next((each for each in moved if each.name == "owner_id"), None)
    more = assignments.follow(session, task, owner.old, owner.new) if owner else ()
    if handover is not None:
        handover.touch()
    done = _done(session, task, edits.said(session, task, moved))
    return replace(done, notes=(*done.notes, *more))


def _restated(session: Session, task: Task, values: dict[str, object]) -> Done:
    """Change what is said of a task; the phases it is in follow, and who waits for it when late."""
    old = task.status
    edits.change(session, task, values)
    _push(session, [task])
    plan.roll_up(session, plan.parent_of(session, task))
    return _done(session, task, f"{formats.word(old)} → {formats.word(task.status)}")


def _push(session: Session, tasks: Iterable[Task]) -> None:
    """What was done later than planned moves what waits for it; done early it moves nothing."""
    late = (
        task for task in tasks
        if task.actual_finish and task.finish and task.actual_finish > task.finish
    )  # fmt: skip
    reschedule.touch(session, late)


def _pull(session: Session, tasks: Iterable[Task]) -> None:
    """What was done and is open again lasts as long as it was to, and what waits for it follows."""
    ended = (task for task in tasks if task.actual_finish and task.finish == task.actual_finish)
    reschedule.touch(session, ended, resized=True)


def _all_below(session: Session, phase: Task, changed: list[Task], said: str) -> Done:
    """What was said of a phase and so of what is below it."""
    for each in changed:
        plan.roll_up(session, plan.parent_of(session, each))
    count = len(changed)
    return _done(session, phase, f"{count} task{'s' * (count != 1)} below {said}")


def _length(before: int | None, task: Task) -> str:
    """How long a task that was moved lasts now, and before when that is not the same."""
    if task.kind is not TaskKind.TASK:
        return ""
    old, new = formats.duration(before), formats.duration(task.duration_minutes)
    return f" ({new})" if old in ("", new) else f" ({old} → {new})"


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


def _next(session: Session, project: Project, ref: str | None) -> Task | None:
    """The task before which a new one is to stand."""
    found = rows.task(session, ref) if ref else None
    if found is not None and found.project_id != project.id:
        raise Invalid(f"{found.ref} is not in {project.key}")
    return found


def _kind_after(task: Task, fields: TaskFields) -> TaskKind:
    """What a task is when it has the duration that is said."""
    length = fields.get("duration")
    if task.kind is TaskKind.PHASE or length is None:
        return task.kind
    return TaskKind.TASK if length else TaskKind.MILESTONE


def _take_day(task: Task, kind: TaskKind, fields: TaskFields) -> None:
    """A milestone is on the day on which the task ended, a task begins on that of the milestone."""
    if kind is TaskKind.MILESTONE and task.finish is not None:
        fields["finish"] = task.finish
    elif kind is TaskKind.TASK and task.start is not None:
        fields["start"] = task.start.date()


def _another_kind(
    task: Task, kind: TaskKind, values: dict[str, object], *, is_dated: bool
) -> dict[str, object]:
    """What else is set when a task becomes a milestone or the other way round.

    A day that nobody said holds nothing; one that was held at its old moment is held at the new.
    """
    if not is_dated:
        is_held = task.constraint_date is not None and task.constraint_date == task.start
        held = {"constraint_date": values.get("start")} if is_held else {}
        rest = values.keys() - {"constraint_type", "constraint_date"}
        values = {name: values[name] for name in rest} | held
    no_length = {"is_elapsed": False, **dict.fromkeys(POINTS)}
    return values | {"kind": kind, **(no_length if kind is TaskKind.MILESTONE else {})}


def _complete(task: Task, fields: TaskFields) -> None:
    """Add to one date or a duration what the other date follows from."""
    start, finish = fields.get("start"), fields.get("finish")
    if start and finish:
        return
    if finish and task.actual_start and task.start:
        fields["start"] = task.start  # what has begun cannot begin at another time
    elif not start and not finish and fields.get("duration") is not None:
        fields["start"] = task.start
    elif start or finish:
        fields.setdefault("duration", Minutes(task.duration_minutes or plan.DAY))


def _work_left(task: Task, fields: TaskFields) -> dict[str, object]:
    """Work that is left when the percentage or the work changes."""
    if not fields.keys() & {"percent", "work"}:
        return {}
    percent = fields.get("percent", task.percent_complete)
    left = progress(percent, fields.get("work", task.work_minutes))
    return left if "percent" in fields else {name: left[name] for name in left if "work" in name}
