"""Taking over a proposal of levelling, all of it or some of its lines."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from ppm_tui.errors import Conflict, Invalid
from ppm_tui.models import Task
from ppm_tui.store.commands import edits, reschedule, rows
from ppm_tui.store.queries.levelling_rows import MoveRow, Proposal
from ppm_tui.terms import Constraint, Done

FREE = (Constraint.ASAP, Constraint.ALAP, Constraint.SNET)


def take(
    session: Session, *, proposal: Proposal, as_of: date, tasks: Collection[str] | None = None
) -> Done:
    """Give tasks the dates that were proposed: all of them, or those named in `tasks`.

    A start that links do not cause is kept as "start no earlier than"; so is, in its own place,
    the start of what follows and would move forward without it. Links hold: what waits for a
    task that is moved follows, also where its own line is not taken. Invalid where a task is not
    in the proposal, Conflict where one was moved meanwhile.
    """
    chosen = _chosen(proposal, tasks)
    if not chosen:
        return Done("nobody has too much to do: nothing to level")
    is_all = len(chosen) == len(proposal.moves)
    found = {move.ref: rows.task(session, move.ref) for move in chosen}
    for move in chosen:
        task = found[move.ref]
        if (task.start, task.finish) != (move.old_start, move.old_finish) and task.start:
            raise Conflict(f"{task.ref} was moved meanwhile: level again")
        reschedule.watch(session, task.project_id)
    held = [rows.task(session, ref) for ref in proposal.held([move.ref for move in chosen])]
    touched = []
    for move in chosen:
        if move.is_pinned or not is_all:
            _start(session, found[move.ref], move.start, move.finish)
            touched.append(found[move.ref])
    for task in held:
        if task.constraint_type in FREE and task.start and task.finish:
            _start(session, task, task.start, task.finish)
            touched.append(task)
    reschedule.touch(session, touched, as_of=as_of)
    keys = ", ".join(dict.fromkeys(move.project for move in chosen))
    count = len(chosen)
    return Done(
        f"{keys}: {count} task{'s' * (count != 1)} levelled",
        refs=tuple(move.ref for move in chosen),
    )


def _chosen(proposal: Proposal, tasks: Collection[str] | None) -> list[MoveRow]:
    if tasks is None:
        return list(proposal.moves)
    moves = {move.ref: move for move in proposal.moves}
    for ref in tasks:
        if ref not in moves:
            raise Invalid(f"{ref} is not moved by this proposal")
    return [move for move in proposal.moves if move.ref in set(tasks)]


def _start(session: Session, task: Task, start: datetime, finish: datetime) -> None:
    values = {"start": start, "finish": finish, "constraint_type": Constraint.SNET,
              "constraint_date": start}  # fmt: skip
    edits.change(session, task, values)
