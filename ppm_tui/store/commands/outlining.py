"""A plan that was edited as an outline: all that differs, as one step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import edits, outline_links, outline_places, plan, reschedule, rows
from ppm_tui.store.commands import tasks as one_by_one
from ppm_tui.store.commands.lines import of_line
from ppm_tui.store.commands.outline_places import Moves
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.store.outline import Outline, OutlineRow
from ppm_tui.store.queries.outline import outline
from ppm_tui.store.wanted import Link
from ppm_tui.terms import Done, Minutes, TaskKind

LENGTHS = ("duration", "work", "percent")
"""What a phase has from what is in it."""
ADDED = ("duration", "work", "owner", "deadline", "start", "finish")
"""What a new line says of its task at once."""


@dataclass(slots=True)
class _Edit:
    """One line: its task, what it says, what was known before, and what became of it."""

    row: OutlineRow
    old: OutlineRow | None
    task: Task
    is_phase: bool
    said: list[str] = field(default_factory=list)


def apply_outline(session: Session, *, key: str, wanted: Outline, as_of: date) -> Done:
    """Make a plan as the outline says: names, phases, order, durations, work, owners, per cent,
    links, deadlines; new lines are new tasks, those that are gone go to the trash.

    A note of the result for each change. Raises Conflict when the plan is not as it was when the
    outline was taken, Invalid for one of another project, and whatever a change is refused for,
    with the number of its line. An outline without a stamp may add and change, but not delete.
    """
    project = rows.project(session, key)
    before = outline(reschedule.connection(session), key=project.key)
    _refuse_other(before, wanted)
    reschedule.watch(session, project.id)
    gone = _gone(session, before, wanted)
    lines = _lines(session, project, before, wanted, as_of)
    links = [
        outline_links.wanted(session, each.task, each.row)
        for each in lines
        if each.row.links != (each.old.links if each.old else ())
    ]
    for its in links:
        outline_links.remove(session, its)
    new = {each.task.id for each in lines if each.old is None}
    placed = [(each.task, each.row) for each in lines]
    moves = outline_places.arrange(session, project, placed, new)
    left = _trash(session, gone, as_of)
    for each in lines:
        with of_line(each.row.line):
            _change(session, project, each, as_of)
    said = {its.task.id: outline_links.add(session, its, as_of) for its in links}
    for each in lines:
        each.said += said.get(each.task.id, [])
    for phase in (*moves.phases, *left):
        plan.roll_up(session, phase)
    reschedule.touch(session, moves.moved, as_of=as_of)
    return _done(project, lines, gone, moves)


def _refuse_other(before: Outline, wanted: Outline) -> None:
    if wanted.project not in ("", before.project):
        raise Invalid(f"this is the outline of {wanted.project}, not of {before.project}")
    if before.rows and not wanted.rows:
        raise Invalid(f"no task of {before.project} is left in it: nothing was changed")
    if wanted.stamp is not None and wanted.stamp != before.stamp:
        raise Conflict(f"the plan of {before.project} was changed meanwhile: take its outline anew")


def _gone(session: Session, before: Outline, wanted: Outline) -> list[Task]:
    """What has no line any longer."""
    kept = {row.ref for row in wanted.rows}
    refs = [row.ref for row in before.rows if row.ref and row.ref not in kept]
    if refs and wanted.stamp is None:
        raise Invalid(
            f"{', '.join(refs[: plan.SHOWN])} would go, and the line «# plan {before.project} …» "
            "is missing, which says what the outline was taken of"
        )
    return [rows.task(session, ref) for ref in refs]


def _lines(
    session: Session, project: Project, before: Outline, wanted: Outline, as_of: date
) -> list[_Edit]:
    """The lines with their tasks; what is new is added, for now at the end of the plan."""
    known = {row.ref: row for row in before.rows}
    query = sa.select(Task).where(col(Task.project_id) == project.id)
    by_ref = {task.ref: task for task in session.scalars(query)}
    found = []
    for row, next_ in zip_longest(wanted.rows, wanted.rows[1:]):
        is_phase = next_ is not None and next_.depth > row.depth
        with of_line(row.line):
            if row.ref is not None and row.ref not in known:
                raise NotFound(f"{row.ref} is not in the plan of {project.key}")
            old = known[row.ref] if row.ref else None
            if is_phase:
                _refuse_length(row, old)
            task = (
                by_ref[row.ref]
                if row.ref
                else add_row(session, project, row, as_of, is_phase=is_phase)
            )
        found.append(_Edit(row, old, task, is_phase))
    return found


def _refuse_length(row: OutlineRow, old: OutlineRow | None) -> None:
    """What was said of a task before it became a phase may stay in its line, or go."""
    for name in LENGTHS:
        said = getattr(row, name)
        if said and (old is None or said != getattr(old, name)):
            raise Invalid(f"the {name} of a phase is that of what is in it")


def add_row(
    session: Session,
    project: Project,
    row: OutlineRow,
    as_of: date,
    *,
    is_phase: bool = False,
    parent: str | None = None,
    after: Sequence[Link] = (),
) -> Task:
    """The new task that a line says; what it waits for is linked where it is given here."""
    if row.is_milestone and not (row.start or row.finish or row.links):
        raise Invalid("a milestone needs a day or what it waits for: due:fri or after:T-12")
    if row.is_milestone and row.duration:
        raise Invalid("a milestone takes no time")
    kind = TaskKind.PHASE if is_phase else TaskKind.TASK
    given: TaskFields = {"is_elapsed": True} if row.is_elapsed else {}
    for name in ADDED:
        if (value := getattr(row, name)) is not None:
            given[name] = value  # type: ignore[literal-required]  # all are of TaskFields
    kind = TaskKind.MILESTONE if row.is_milestone else kind
    done = one_by_one.add(
        session, project=project.key, name=row.name, kind=kind, as_of=as_of, parent=parent,
        after=after, **given,
    )  # fmt: skip
    task = rows.task(session, done.refs[0])
    if row.percent:
        one_by_one.set_percent(session, ref=task.ref, percent=row.percent, as_of=as_of)
    return task


def _trash(session: Session, gone: Sequence[Task], as_of: date) -> list[Task]:
    """The tasks go; the phases that are left and have lost one of them."""
    for task in gone:
        task.trashed_on = as_of
    session.flush()
    reschedule.touch(session, plan.followers(session, gone))
    above = {task.parent_id for task in gone} - {task.id for task in gone}
    return [session.get_one(Task, each) for each in sorted(filter(None, above))]


def _change(session: Session, project: Project, line: _Edit, as_of: date) -> None:
    """Set what the line says otherwise than before."""
    row, old, task = line.row, line.old, line.task
    if old is None:
        return
    given = _differing(row, old, task, is_phase=line.is_phase)
    done = [one_by_one.edit(session, ref=task.ref, **given)] if given else []
    if row.percent != old.percent and not line.is_phase:
        percent = row.percent
        done.append(one_by_one.set_percent(session, ref=task.ref, percent=percent, as_of=as_of))
    line.said += [each.text.removeprefix(_about(project, task)) for each in done]
    if row.name != old.name:
        renamed = one_by_one.edit(session, ref=task.ref, name=row.name)
        line.said.append(renamed.text.removeprefix(_about(project, task)))


def _about(project: Project, task: Task) -> str:
    return f"{project.key}: {task.ref} «{task.name}» "


def _differing(row: OutlineRow, old: OutlineRow, task: Task, *, is_phase: bool) -> TaskFields:
    given: TaskFields = {}
    is_other = (row.duration, row.is_elapsed) != (old.duration, old.is_elapsed)
    if row.is_milestone and not old.is_milestone:
        given["duration"] = Minutes(0)
    elif not is_phase and (is_other or row.is_milestone != old.is_milestone):
        given |= _length(row, task)
    if row.is_milestone and row.duration:
        raise Invalid(f"{task.ref} is a milestone and takes no time: leave out <> or 1d")
    if not is_phase and row.work != old.work:
        given["work"] = row.work
    if row.owner != old.owner:
        given["owner"] = row.owner
    if row.deadline != old.deadline:
        given["deadline"] = row.deadline
    return given


def _length(row: OutlineRow, task: Task) -> TaskFields:
    if row.duration is None:
        raise Invalid(f"the duration of {task.ref} is missing: 0d is none")
    return {"duration": row.duration, "is_elapsed": row.is_elapsed}


# What is said of it


def _done(project: Project, lines: Sequence[_Edit], gone: Sequence[Task], moves: Moves) -> Done:
    changed = [each for each in lines if each.said and each.old is not None]
    added = [each.task for each in lines if each.old is None]
    new = {task.id for task in added}
    moved = [task for task in moves.moved if task.id not in new]
    counts = (
        (len(added), "added"),
        (len(changed), "changed"),
        (len(moved), "moved"),
        (len(moves.reordered), "in another place"),
        (len(gone), "in the trash"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    notes = [
        *(_note(task, "in the trash") for task in gone),
        *(f"{task.kind.value} {_note(task, 'added')}" for task in added),
        *(_note(task, moves.where(task)) for task in (*moved, *moves.reordered)),
        *(_note(each.task, ", ".join(each.said)) for each in changed),
    ]
    refs = dict.fromkeys(each.ref for each in (*added, *moved, *(it.task for it in changed)))
    return Done(f"{project.key}: {said or edits.UNCHANGED}", notes=tuple(notes), refs=tuple(refs))


def _note(task: Task, said: str) -> str:
    return f"{task.ref} «{task.name}» {said}"
