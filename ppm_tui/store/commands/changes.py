"""Change requests: adding one, editing it, and the authoriser's decision."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import ChangeRequest, Project
from ppm_tui.store.commands import edits, refs, rows
from ppm_tui.terms import ChangeStatus, Done, Minutes, Money

DECIDED = {ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.DEFERRED}


class ChangeFields(TypedDict, total=False):
    """What a person may say of a change request: effort, cost, price to the client, days."""

    reason: str
    minutes: Minutes | None
    cost: Money | None
    price: Money | None
    days: int | None
    authoriser: str


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    status: ChangeStatus = ChangeStatus.DRAFT,
    **fields: Unpack[ChangeFields],
) -> Done:
    """A new change request of a project; it is a draft or submitted (Invalid)."""
    if status in DECIDED:
        raise Invalid("a new change request is a draft or submitted: decide it afterwards")
    row = rows.project(session, project)
    values = {
        **fields,
        "project_id": row.id,
        "title": edits.named(title, "change request"),
        "ref": refs.new(session, ChangeRequest, "CR-", ref, digits=2),
        "status": status,
        "since": as_of,
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
    """Change fields of a change request; what is decided stays as it was decided (Invalid)."""
    change = refs.find(session, ChangeRequest, ref, "change request")
    if change.status in DECIDED - {ChangeStatus.DEFERRED}:
        raise Invalid(f"{change.ref} is {change.status}: add a new change request")
    values: dict[str, object] = dict(fields)
    if title is not None:
        values["title"] = edits.named(title, "change request")
    moved = edits.change(session, change, values, seen=seen)
    return _done(session, change, edits.said(session, change, moved))


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
    """Submit a change request, or record what the authoriser said of it.

    Approving and rejecting need evidence: where it was said, or why (Invalid). Without `by` the
    authoriser named in the request decided.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    if status in DECIDED - {ChangeStatus.DEFERRED} and not evidence.strip():
        raise Invalid(f"{status.value} needs evidence: where it was said, or why")
    is_decided = status in DECIDED
    values = {
        "status": status,
        "since": as_of,
        "decided": as_of if is_decided else None,
        "decided_by": (by or change.authoriser) if is_decided else "",
        "evidence": evidence.strip(),
    }
    moved = edits.change(session, change, values, seen=seen)
    return _done(session, change, edits.said(session, change, moved[:1]))


def _done(session: Session, change: ChangeRequest, text: str) -> Done:
    project = session.get_one(Project, change.project_id)
    return Done(f"{project.key}: {change.ref} «{change.title}» {text}", refs=(change.ref,))
