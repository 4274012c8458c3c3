"""Change requests: raising one, editing it, sending it on its way. Approving is in `approving`."""

from collections.abc import Sequence
from datetime import date
from secrets import token_hex
from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import ChangeRequest, Issue, Project, Risk, Task, TimeEntry
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.commands import edits, plan_lines, refs, rows
from ppm_tui.terms import ENDED_CHANGES, ChangeStatus, Done, Minutes, Money

DECIDED = {ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.DEFERRED}
LISTS = ("added", "removed")
"""Fields that have a line for each thing."""


class ChangeFields(TypedDict, total=False):
    """What a person may say of a change request: effort, cost, price to the client, days.

    `added` and `removed` have a line for each thing that comes to the scope or goes from it.
    """

    reason: str
    added: str
    removed: str
    plan: Sequence[PlanLine]
    minutes: Minutes | None
    cost: Money | None
    price: Money | None
    days: int | None
    risk_effect: str
    conditions: str
    authoriser: str
    requested_by: str


class NewFields(ChangeFields, total=False):
    """What a person may say of a new one: also what it was raised from, by identifier, and the
    number of a time entry."""

    task: str | None
    risk: str | None
    issue: str | None
    time: int | None


ORIGIN = ("task", "risk", "issue", "time")


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    status: ChangeStatus = ChangeStatus.DRAFT,
    nonce: str | None = None,
    **fields: Unpack[NewFields],
) -> Done:
    """A new change request of a project; it is a draft or submitted (Invalid).

    Raises NotFound and Invalid for plan lines, and for what it was raised from, that are not of
    the project. `nonce` is a random one unless it is given.
    """
    if status in DECIDED:
        raise Invalid("a new change request is a draft or submitted: decide it afterwards")
    row = rows.project(session, project)
    values = {
        **_values(session, row, fields),
        **_origin(session, row, fields),
        "project_id": row.id,
        "title": edits.named(title, "change request"),
        "ref": refs.new(session, ChangeRequest, "CR-", ref, digits=2),
        "status": status,
        "since": as_of,
        "nonce": nonce or token_hex(16),
    }
    made = edits.make(session, ChangeRequest, values)
    return Done(f"{row.key}: change {made.ref} «{made.title}» added", refs=(made.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[ChangeFields],
) -> Done:
    """Change fields of a change request; what is decided stays as it was decided (Invalid).

    Plan lines as in `add`; what somebody else changed after `seen` is a Conflict.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    refuse_closed(change)
    values = _values(session, session.get_one(Project, change.project_id), fields)
    if title is not None:
        values["title"] = edits.named(title, "change request")
    moved = edits.change(session, change, values, seen=seen)
    return told(session, change, edits.said(session, change, moved))


def set_status(
    session: Session,
    *,
    ref: str,
    status: ChangeStatus,
    as_of: date,
    evidence: str = "",
    by: str = "",
    seen: int | None = None,
) -> Done:
    """Submit a change request, or record that the authoriser has rejected or deferred it.

    Rejecting needs evidence: where it was said, or why (Invalid). Without `by` the authoriser
    named in the request decided. What is approved or rejected stays so, and approving is a
    command of its own (Invalid).
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    refuse_closed(change)
    if status is ChangeStatus.APPROVED:
        raise Invalid("approving moves the plan: it is a command of its own")
    if status is ChangeStatus.REJECTED:
        refuse_unproven(status, evidence)
    # One from before there were such codes has none yet.
    nonce = {} if change.nonce else {"nonce": token_hex(16)}
    values = decision(change, status, as_of, evidence, by) | nonce
    moved = edits.change(session, change, values, seen=seen)
    return told(session, change, edits.said(session, change, moved[:1]))


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """A change request goes to the trash; what was approved stays, for the plan has moved by it."""
    change = refs.find(session, ChangeRequest, ref, "change request")
    if change.status is ChangeStatus.APPROVED:
        raise Invalid(f"{change.ref} is approved, and the plan is as it says: it stays")
    edits.change(session, change, {"trashed_on": as_of})
    return told(session, change, "in the trash")


def decision(
    change: ChangeRequest, status: ChangeStatus, as_of: date, evidence: str, by: str
) -> dict[str, object]:
    """The columns that say what was decided, by whom and where."""
    is_decided = status in DECIDED
    return {
        "status": status,
        "since": as_of,
        "decided": as_of if is_decided else None,
        "decided_by": (by.strip() or change.authoriser) if is_decided else "",
        "evidence": evidence.strip(),
    }


def refuse_closed(change: ChangeRequest) -> None:
    """Raise Invalid for what was approved or rejected: undo takes it back, nothing else."""
    if change.status in ENDED_CHANGES:
        raise Invalid(f"{change.ref} is {change.status}: add a new change request")


def refuse_unproven(status: ChangeStatus, evidence: str) -> None:
    """Raise Invalid for a decision without a word on where it was said, or why."""
    if not evidence.strip():
        raise Invalid(f"{status.value} needs evidence: where it was said, or why")


def told(session: Session, change: ChangeRequest, text: str) -> Done:
    """What was done of a change request, in words."""
    project = session.get_one(Project, change.project_id)
    return Done(f"{project.key}: {change.ref} «{change.title}» {text}", refs=(change.ref,))


def _values(
    session: Session, project: Project, fields: ChangeFields | NewFields
) -> dict[str, object]:
    values: dict[str, object] = {k: v for k, v in fields.items() if k not in ORIGIN}
    for name in LISTS:
        if name in values:
            lines = (" ".join(line.split()) for line in str(values[name]).splitlines())
            values[name] = "\n".join(filter(None, lines))
    for name in ("authoriser", "requested_by"):
        if name in values:
            values[name] = " ".join(str(values[name]).split())
    if "plan" in fields:
        plan_lines.check(session, project, fields["plan"])
        values["plan"] = "\n".join(line.text for line in fields["plan"])
    return values


def _origin(session: Session, project: Project, fields: NewFields) -> dict[str, object]:
    """What the request points to. Raises NotFound, Invalid for what is of another project."""
    found: dict[str, Task | Risk | Issue] = {}
    if task := fields.get("task"):
        found["task_id"] = rows.task(session, task)
    if risk := fields.get("risk"):
        found["risk_id"] = refs.find(session, Risk, risk, "risk")
    if issue := fields.get("issue"):
        found["issue_id"] = refs.find(session, Issue, issue, "issue")
    for row in found.values():
        if row.project_id != project.id:
            raise Invalid(f"{row.ref} is not of {project.key}")
    values: dict[str, object] = {name: row.id for name, row in found.items()}
    if (number := fields.get("time")) is not None:
        values["time_entry_id"] = _entry(session, project, number).id
    return values


def _entry(session: Session, project: Project, number: int) -> TimeEntry:
    query = sa.select(TimeEntry).where(
        col(TimeEntry.project_id) == project.id,
        col(TimeEntry.number) == number,
        col(TimeEntry.trashed_on).is_(None),
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(f"{project.key} has no time entry {number}")
    return found
