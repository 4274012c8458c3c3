"""Decisions: one that is to be made, one that was, and what it changed."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Decision, Issue, Risk
from ppm_tui.store.commands import edits, refs, registers, rows
from ppm_tui.terms import DecisionStatus, Done

WHAT = "decision"


class DecisionFields(TypedDict, total=False):
    """What a person may say of a decision: who and when, from when, told to whom, what it changed.

    `day` is that of the decision; of one that is still to be made the day by which it is needed.
    `risk` and `issue` are what it is about.
    """

    description: str
    decider: str
    day: date | None
    applies_from: date | None
    told_to: str
    outcome: str
    risk: str | None
    issue: str | None


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    due: date | None = None,
    **fields: Unpack[DecisionFields],
) -> Done:
    """A decision of a project, made on the day by the user unless it says otherwise.

    With `due` it is still to be made, by that day; both `due` and `day` contradict (Invalid), and
    nothing is decided on a day that is still to come.
    """
    day = fields.get("day")
    if due and day:
        raise Invalid("a decision is made on a day, or due by one: not both")
    if day and day > as_of:
        raise Invalid(f"{formats.weekday(day)} is still to come: due: says by when it is decided")
    row = rows.project(session, project)
    values = _values(session, fields)
    if due:
        values |= {"status": DecisionStatus.PROPOSED, "day": due}
    else:
        values["day"] = values.get("day") or as_of
        values["decider"] = values.get("decider") or session.info["user"]
    values |= {
        "project_id": row.id,
        "title": edits.named(title, WHAT),
        "ref": refs.new(session, Decision, "D-", ref, digits=2),
    }
    made = edits.make(session, Decision, values)
    return Done(f"{row.key}: decision {made.ref} «{made.title}» added", refs=(made.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[DecisionFields],
) -> Done:
    """Change fields of a decision; what somebody else changed after `seen` is a Conflict.

    One that is made keeps a decider and a day (Invalid).
    """
    found = refs.find(session, Decision, ref, WHAT)
    values = _values(session, fields)
    if title is not None:
        values["title"] = edits.named(title, WHAT)
    if found.status is DecisionStatus.DECIDED:
        for name in ("decider", "day"):
            if name in values and not values[name]:
                raise Invalid(f"{found.ref} is decided: its {name} cannot be empty")
    return registers.changed(session, found, values, seen=seen)


def set_status(
    session: Session,
    *,
    ref: str,
    status: DecisionStatus,
    as_of: date,
    reason: str = "",
    by: str = "",
    seen: int | None = None,
) -> Done:
    """A decision is made on the day, withdrawn, or open again.

    Decided by `by`, else by whom it names, else by the user; `reason` is what it changed, or why
    it was withdrawn (Invalid without).
    """
    found = refs.find(session, Decision, ref, WHAT)
    values: dict[str, object] = {"status": status}
    if status is DecisionStatus.DECIDED:
        values |= {"day": as_of, "decider": by or found.decider or session.info["user"]}
    if status is DecisionStatus.WITHDRAWN and not reason.strip():
        raise Invalid(f"withdrawn needs a reason: why {found.ref} is no decision any more")
    if reason.strip():
        values["outcome"] = reason.strip()
    return registers.changed(session, found, values, seen=seen)


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """Put a decision into the trash; undo brings it back."""
    return registers.trash(session, refs.find(session, Decision, ref, WHAT), as_of)


def _values(session: Session, fields: DecisionFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    for name, kind in (("risk", Risk), ("issue", Issue)):
        if name in values:
            about = values.pop(name)
            values[f"{name}_id"] = refs.find(session, kind, str(about), name).id if about else None
    return values
