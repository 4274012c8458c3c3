"""Approving a change request: plan, baseline, budget and contract value move as one step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Baseline, ChangeRequest, Project, Task
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.commands import baselines, edits, freezing, plan_lines, refs, reschedule
from ppm_tui.store.commands.changes import decision, refuse_closed, refuse_unproven, told
from ppm_tui.store.commands.freezing import Planned
from ppm_tui.terms import ChangeStatus, Done, TaskKind

Read = Callable[[str, date], Sequence[PlanLine]]
"""The plan lines of a text; the foreign forms of it are not the store's."""
MOVED = {"budget_cost": "cost", "budget_minutes": "minutes", "contract_value": "price"}
"""What of a project grows by what of a request."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What plan lines do: the finish of the plan before and after, in words, each milestone."""

    before: date | None
    after: date | None
    text: str
    own: str
    milestones: tuple[tuple[str, date | None, date | None], ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """A line for each milestone that moves."""
        return tuple(f"{name} {edits.days(old, new)}" for name, old, new in self.milestones)


def approve(
    session: Session,
    *,
    ref: str,
    read: Read,
    as_of: date,
    evidence: str,
    by: str = "",
    decided: date | None = None,
    conditions: str = "",
    seen: int | None = None,
) -> Done:
    """The authoriser agrees: the plan lines are done, the baseline is carried on by what they move
    under the name of the request, budget and contract value grow by what it costs.

    Needs evidence: where it was said (Invalid). Raises Conflict where a plan line no longer fits
    the plan, and nothing is changed then.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    refuse_closed(change)
    refuse_unproven(ChangeStatus.APPROVED, evidence)
    before = plan_of(session, change)
    moves = move(session, change, read, as_of)
    return agree(
        session, change, moves, before, as_of=as_of, evidence=evidence, by=by, decided=decided,
        conditions=conditions, seen=seen,
    )  # fmt: skip


def agree(
    session: Session,
    change: ChangeRequest,
    moves: Moves,
    before: Planned,
    *,
    as_of: date,
    evidence: str,
    by: str = "",
    decided: date | None = None,
    conditions: str = "",
    seen: int | None = None,
) -> Done:
    """All of `approve` but the plan lines, which have moved the plan already from `before`."""
    project = session.get_one(Project, change.project_id)
    values = decision(change, ChangeStatus.APPROVED, decided or as_of, evidence, by)
    if conditions.strip():
        values["conditions"] = "; ".join(filter(None, (change.conditions, conditions.strip())))
    agreed = baselines.current(session, project)
    name = f"{change.ref} {change.title}"
    frozen = baselines.carry(session, project=project.key, before=before, name=name, as_of=as_of)
    grown, notes = _grow(session, project, change)
    edits.change(session, change, values | {"baseline_id": frozen and frozen.id}, seen=seen)
    said = ["approved", grown, f"baseline {frozen.number}" if frozen else ""]
    notes = (*notes, *_doubts(project, change, moves, agreed, frozen, by))
    text = f"{project.key}: {change.ref} {', '.join(filter(None, said))}"
    if moves.own:
        text = f"{text}; {moves.own}"
    elsewhere = () if moves.text == moves.own else (moves.text,)
    return Done(text, (*moves.notes, *notes, *elsewhere), (change.ref,), moves.own)


def _doubts(
    project: Project,
    change: ChangeRequest,
    moves: Moves,
    agreed: Baseline | None,
    frozen: Baseline | None,
    by: str,
) -> Iterator[str]:
    """Where what was decided, what the request says and what its plan lines do are not the same."""
    asked, said = change.authoriser.casefold(), by.strip().casefold()
    if asked and said and asked not in said and said not in asked:
        yield f"{change.authoriser} was asked, and {by.strip()} decided"
    if change.days and moves.before == moves.after:
        yield f"{formats.signed_days(change.days)} was asked for, and the plan ends when it did"
    if change.cost and agreed is not None and frozen is not None:
        planned = (frozen.cost or 0) - (agreed.cost or 0)
        if planned != change.cost:
            amounts = (formats.money(each, project.currency) for each in (planned, change.cost))
            yield "the plan lines cost {} of {}: the rest is in no task".format(*amounts)


def record(session: Session, *, ref: str, as_of: date, evidence: str, by: str = "") -> Done:
    """A request that was approved and is in the plan already: nothing but the decision is kept.

    Invalid as in `approve`.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    refuse_closed(change)
    refuse_unproven(ChangeStatus.APPROVED, evidence)
    edits.change(session, change, decision(change, ChangeStatus.APPROVED, as_of, evidence, by))
    return told(session, change, "approved, and in the plan already")


def foresee(session: Session, *, ref: str, read: Read, as_of: date) -> Done:
    """What the plan lines of a request would do, for a dry run: the finish, and the milestones.

    Raises Conflict as `approve`.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    moves = move(session, change, read, as_of)
    return Done(moves.text or "no task moves", moves.notes, (change.ref,))


def plan_of(session: Session, change: ChangeRequest) -> Planned:
    """The plan that a request is about as it stands, for `agree` to tell what moved."""
    project = session.get_one(Project, change.project_id)
    return freezing.figures(session, project, freezing.plan_lines(session, project))


def move(session: Session, change: ChangeRequest, read: Read, as_of: date) -> Moves:
    """Do the plan lines, and all that follows from them at once."""
    project = session.get_one(Project, change.project_id)
    milestones = _milestones(session, project)
    before = reschedule.last_finish(session, project.id)
    old = {task.id: _day(task) for task in milestones}
    plan_lines.apply(session, project, read(change.plan, as_of), as_of)
    effect = reschedule.settle(session)
    after = reschedule.last_finish(session, project.id)
    moved = tuple(
        (f"{task.ref} {task.name}", old[task.id], _day(task))
        for task in milestones
        if task.trashed_on is None and old[task.id] != _day(task)
    )
    return Moves(before and before.date(), after and after.date(), effect.text, effect.own, moved)


def _milestones(session: Session, project: Project) -> list[Task]:
    """Those of the plan, in its order; what is written of them afterwards is seen in them."""
    query = sa.select(Task).where(
        col(Task.project_id) == project.id,
        col(Task.kind) == TaskKind.MILESTONE,
        col(Task.trashed_on).is_(None),
    )
    return list(session.scalars(query.order_by(col(Task.position))))


def _day(task: Task) -> date | None:
    return task.finish.date() if task.finish else None


def _grow(session: Session, project: Project, change: ChangeRequest) -> tuple[str, tuple[str, ...]]:
    """Budget and contract value by what the request says; what is not known stays so, and is said.

    None may fall below 0 (Invalid).
    """
    values: dict[str, int] = {}
    notes = []
    for field, name in MOVED.items():
        old, more = getattr(project, field), getattr(change, name)
        if not more:
            continue
        if old is None:
            notes.append(f"{project.key} has no {field.replace('_', ' ')}: it stays unknown")
        else:
            values[field] = old + more
    if any(value < 0 for value in values.values()):
        raise Invalid(f"{change.ref} takes away more than {project.key} has")
    moved = edits.change(session, project, values) if values else ()
    return edits.said(session, project, moved) if moved else "", tuple(notes)
