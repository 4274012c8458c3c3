"""Moving tasks: to another phase, to the top of the plan, or to another project."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import (
    Assignment,
    BaselineTask,
    Calendar,
    Dependency,
    Note,
    Project,
    Table,
    Task,
    TimeEntry,
)  # fmt: skip
from ppm_tui.store.commands import plan, reschedule, rows
from ppm_tui.terms import Done, TaskKind

R = TypeVar("R", bound=Table)

TOP = "top level"
SHOWN = 4


def to_phase(session: Session, *, refs: Sequence[str], parent: str | None) -> Done:
    """Tasks, with all below them, to the end of a phase, or without one to the top level.

    They keep their order, dates and links. Not below themselves, below a milestone, in another
    project, or into what waits for them (Invalid). A task with others below it becomes a phase.
    """
    moved = _heads(session, refs)
    phase = rows.task(session, parent) if parent else None
    return _to(session, moved, phase, phase, is_after=True)


def beside(session: Session, *, refs: Sequence[str], ref: str, is_after: bool = False) -> Done:
    """Tasks, with all below them, directly before or after another one, in the phase it is in.

    Refused (Invalid) as in `to_phase`.
    """
    moved, other = _heads(session, refs), rows.task(session, ref)
    if other.id in {each.id for task in moved for each in plan.subtree(session, task)}:
        raise Invalid(f"{other.ref} moves along: name another one")
    return _to(session, moved, plan.parent_of(session, other), other, is_after=is_after)


def indent(session: Session, *, refs: Sequence[str]) -> Done:
    """Tasks go into the one above them on the same level, which becomes a phase by it."""
    moved = _heads(session, refs)
    before = [task for task in _siblings(session, moved[0]) if task.position < moved[0].position]
    if not before:
        raise Invalid(f"{moved[0].ref} is the first on its level: nothing stands above it")
    return to_phase(session, refs=refs, parent=before[-1].ref)


def outdent(session: Session, *, refs: Sequence[str]) -> Done:
    """Tasks leave the phase they are in and stand right after it."""
    moved = _heads(session, refs)
    phase = plan.parent_of(session, moved[0])
    if phase is None:
        raise Invalid(f"{moved[0].ref} stands at the top level already")
    return beside(session, refs=refs, ref=phase.ref, is_after=True)


def step(session: Session, *, refs: Sequence[str], is_down: bool) -> Done:
    """Tasks change places with the next one on their level, up or down."""
    moved = _heads(session, refs)
    level = [task for task in _siblings(session, moved[0]) if task not in moved]
    edge = moved[-1 if is_down else 0].position
    if is_down:
        next_ = next((task for task in level if task.position > edge), None)
    else:
        next_ = next((task for task in reversed(level) if task.position < edge), None)
    if next_ is None:
        raise Invalid(f"{moved[0].ref} is the {'last' if is_down else 'first'} on its level")
    return beside(session, refs=refs, ref=next_.ref, is_after=is_down)


def _siblings(session: Session, task: Task) -> list[Task]:
    phase = plan.parent_of(session, task)
    if phase is not None:
        return plan.children(session, phase)
    query = sa.select(Task).where(
        col(Task.project_id) == task.project_id,
        col(Task.parent_id).is_(None),
        col(Task.trashed_on).is_(None),
    )
    return list(session.scalars(query.order_by(col(Task.position))))


def _to(
    session: Session, moved: list[Task], phase: Task | None, near: Task | None, *, is_after: bool
) -> Done:
    if phase is not None:
        _refuse(session, moved, phase)
    project = session.get_one(Project, moved[0].project_id)
    if near is not None and near.project_id != project.id:
        raise Invalid(f"{near.ref} is in another project: its key moves tasks there")
    before = [plan.parent_of(session, task) for task in moved]
    whole = [each for task in moved for each in plan.subtree(session, task)]
    rings = plan.in_rings(session, project.id, whole)
    _place(session, moved, near, is_after=is_after)
    if phase is not None:
        phase.kind = TaskKind.PHASE
    for task in moved:
        task.parent_id = phase.id if phase else None
    session.flush()
    for task in plan.in_rings(session, project.id, whole):
        if task not in rings:
            raise Invalid(f"{task.ref} would wait for itself there: look at its links first")
    for above in (*before, phase):
        plan.roll_up(session, above)
    reschedule.touch(session, moved)
    where = f"{phase.ref} «{phase.name}»" if phase else TOP
    old = before[0].ref if before[0] else TOP
    if before[0] is phase and near is not None and near is not phase:
        return _done(project, moved, f"{'after' if is_after else 'before'} {near.ref}")
    return _done(project, moved, f"{old} → {where}")


def to_project(session: Session, *, refs: Sequence[str], project: str) -> Done:
    """Tasks, with all below them, to the end of another project's plan.

    Notes, bookings and time go along. Refused (Invalid) where something would be lost: a link to a
    task that stays, a place in a baseline, a calendar, or money in another currency.
    """
    moved = _heads(session, refs)
    old, new = session.get_one(Project, moved[0].project_id), rows.project(session, project)
    if old is new:
        raise Invalid(f"{moved[0].ref} is in {new.key} already: - moves it to the top level")
    for each in (old, new):
        reschedule.watch(session, each.id)
    whole = [each for task in moved for each in plan.subtree(session, task)]
    _refuse_loss(session, whole, old, new)
    before = [plan.parent_of(session, task) for task in moved]
    place = _last(session, new)
    for task in sorted(whole, key=lambda task: task.position):
        place += 1
        task.project_id, task.position = new.id, place
    for task in moved:
        task.parent_id = None
    session.flush()
    _take_along(session, [task.id for task in whole], new)
    for above in before:
        plan.roll_up(session, above)
    reschedule.touch(session, moved)
    return _done(old, moved, f"{old.key} → {new.key}")


def _heads(session: Session, refs: Sequence[str]) -> list[Task]:
    """The tasks in the order of their plan, without those that move along with another one."""
    found = list({task.id: task for task in (rows.task(session, ref) for ref in refs)}.values())
    if len({task.project_id for task in found}) > 1:
        raise Invalid("these tasks are of several projects: move those of one at a time")
    chosen = {task.id for task in found}
    heads = [task for task in found if not chosen & set(_above(session, task))]
    return sorted(heads, key=lambda task: task.position)


def _above(session: Session, task: Task | None) -> list[str]:
    found = []
    while task is not None and task.parent_id:
        found.append(task.parent_id)
        task = plan.parent_of(session, task)
    return found


def _refuse(session: Session, moved: Sequence[Task], phase: Task) -> None:
    if phase.project_id != moved[0].project_id:
        raise Invalid(f"{phase.ref} is in another project: its key moves tasks there")
    if phase.kind is TaskKind.MILESTONE:
        raise Invalid(f"{phase.ref} is a milestone: nothing goes below it")
    above = {phase.id, *_above(session, phase)}
    for task in moved:
        if task.id in above:
            raise Invalid(f"{task.ref} cannot go below itself")


def _place(session: Session, moved: Sequence[Task], near: Task | None, *, is_after: bool) -> None:
    """Give the plan's places out anew: what moves stands before a task, or after all that is in it
    by now; without one at the end of the plan."""
    query = sa.select(Task).where(col(Task.project_id) == moved[0].project_id)
    order = list(session.scalars(query.order_by(col(Task.position), col(Task.ref))))
    places = sorted(task.position for task in order)
    going = {each.id for task in moved for each in plan.all_below(session, task)}
    staying = [task for task in order if task.id not in going]
    at = len(staying)
    if near is not None:
        inside = {each.id for each in plan.all_below(session, near)}
        found = [n for n, task in enumerate(staying) if task.id in inside]
        at = max(found) + 1 if is_after else min(found)
    block = [task for task in order if task.id in going]
    for place, task in zip(places, [*staying[:at], *block, *staying[at:]], strict=True):
        task.position = place


def _last(session: Session, project: Project) -> int:
    query = sa.select(sa.func.max(col(Task.position))).where(col(Task.project_id) == project.id)
    return int(session.scalar(query) or 0)


def _refuse_loss(session: Session, whole: Sequence[Task], old: Project, new: Project) -> None:
    by_id = {task.id: task for task in whole}
    links = sa.select(Dependency).where(col(Dependency.project_id) == old.id)
    cut = [
        f"{session.get_one(Task, link.task_id).ref} after "
        f"{session.get_one(Task, link.predecessor_id).ref}"
        for link in session.scalars(links)
        if (link.task_id in by_id) != (link.predecessor_id in by_id)
    ]
    if cut:
        more = f" and {len(cut) - SHOWN} more" if len(cut) > SHOWN else ""
        raise Invalid(f"links would be lost: {', '.join(cut[:SHOWN])}{more}; unlink or move both")
    if frozen := _of(session, BaselineTask, by_id):
        ref = by_id[frozen[0].task_id].ref
        raise Invalid(f"{ref} is in a baseline of {old.key}, which stays as it was agreed")
    for task in whole:
        calendar = session.get(Calendar, task.calendar_id) if task.calendar_id else None
        if calendar is not None and calendar.project_id == old.id:
            raise Invalid(f"{task.ref} follows the calendar «{calendar.name}» of {old.key} only")
    if old.currency != new.currency and _has_money(session, whole):
        raise Invalid(f"{old.key} counts in {old.currency}, {new.key} in {new.currency}")


def _has_money(session: Session, whole: Sequence[Task]) -> bool:
    ids = [task.id for task in whole]
    amounts = [task.cost or task.fixed_cost or task.actual_cost for task in whole]
    amounts += [entry.cost for entry in _of(session, TimeEntry, ids)]
    amounts += [booking.cost or booking.actual_cost for booking in _of(session, Assignment, ids)]
    return any(amounts)


def _take_along(session: Session, ids: Sequence[str], new: Project) -> None:
    for kind in (Dependency, Assignment, Note, TimeEntry):
        numbered = kind in (Note, TimeEntry)
        number = rows.next_number(session, kind, new.id) if numbered else 0
        for row in _of(session, kind, ids):
            row.project_id = new.id
            if numbered:
                row.number = number
                number += 1
    session.flush()


def _of(session: Session, kind: type[R], ids: Iterable[str]) -> Sequence[R]:
    """Rows of a kind that are about these tasks, the oldest first."""
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = sa.select(kind).where(table.c.task_id.in_(list(ids))).order_by(table.c.id)
    return session.scalars(query).all()


def _done(project: Project, moved: Sequence[Task], said: str) -> Done:
    first = moved[0]
    what = f"{first.ref} «{first.name}»" if len(moved) == 1 else f"{len(moved)} tasks"
    return Done(f"{project.key}: {what} {said}", refs=tuple(task.ref for task in moved))
