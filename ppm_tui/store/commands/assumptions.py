"""Assumptions: adding one, editing it, and what its check showed."""

from datetime import date
from typing import Literal, TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Assumption, Issue, Project, Risk
from ppm_tui.store.commands import edits, issues, refs, registers, risks, rows
from ppm_tui.terms import AssumptionStatus, Done

WHAT = "assumption"


class AssumptionFields(TypedDict, total=False):
    """What a person may say of an assumption; `check_on` is the day by which it is checked."""

    description: str
    owner: str | None
    raised: date | None
    check_on: date | None


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    **fields: Unpack[AssumptionFields],
) -> Done:
    """A new assumption of a project, made on the day."""
    row = rows.project(session, project)
    values = {"raised": as_of} | _values(session, fields)
    values |= {
        "project_id": row.id,
        "title": edits.named(title, WHAT),
        "ref": refs.new(session, Assumption, "A-", ref, digits=2),
    }
    made = edits.make(session, Assumption, values)
    return Done(f"{row.key}: assumption {made.ref} «{made.title}» added", refs=(made.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[AssumptionFields],
) -> Done:
    """Change fields of an assumption; what somebody else changed after `seen` is a Conflict."""
    found = refs.find(session, Assumption, ref, WHAT)
    values = _values(session, fields)
    if title is not None:
        values["title"] = edits.named(title, WHAT)
    return registers.changed(session, found, values, seen=seen)


def set_status(
    session: Session,
    *,
    ref: str,
    status: AssumptionStatus,
    as_of: date,
    reason: str = "",
    becomes: Literal["", "risk", "issue"] = "",
    seen: int | None = None,
) -> Done:
    """What the check of an assumption showed; one that is wrong says why (Invalid without).

    A wrong one may become a risk or an issue in the same step, with its title and owner. Once it
    has become one it stays wrong (Invalid).
    """
    found = refs.find(session, Assumption, ref, WHAT)
    is_wrong = status is AssumptionStatus.WRONG
    if is_wrong and not reason.strip():
        raise Invalid(f"wrong needs a reason: what showed it of {found.ref}")
    if becomes and not is_wrong:
        raise Invalid(f"only an assumption that is wrong becomes a {becomes}")
    if (heir := _heir(session, found)) and (becomes or not is_wrong):
        raise Invalid(f"{found.ref} has become {heir} already")
    values = {
        "status": status,
        "status_reason": reason.strip(),
        "checked": None if status is AssumptionStatus.OPEN else as_of,
    }
    done = registers.changed(session, found, values, seen=seen)
    if not becomes:
        return done
    heir = _become(session, found, becomes, as_of)
    return Done(f"{done.text}, became {heir}", refs=(*done.refs, heir))


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """Put an assumption into the trash; undo brings it back."""
    return registers.trash(session, refs.find(session, Assumption, ref, WHAT), as_of)


def _heir(session: Session, found: Assumption) -> str:
    """The identifier of the risk or issue that it has become; empty when it has not."""
    if found.risk_id:
        return session.get_one(Risk, found.risk_id).ref
    return session.get_one(Issue, found.issue_id).ref if found.issue_id else ""


def _become(session: Session, found: Assumption, kind: str, as_of: date) -> str:
    """Add the risk or issue that a wrong assumption becomes, and link the two."""
    project = session.get_one(Project, found.project_id).key
    owner = edits.owner_key(session, found.owner_id)
    why = f"{found.ref} proved wrong: {found.status_reason}"
    if kind == "risk":
        [ref] = risks.add(
            session, project=project, title=found.title, as_of=as_of, owner=owner, cause=why
        ).refs
        edits.change(session, found, {"risk_id": refs.find(session, Risk, ref, "risk").id})
    else:
        [ref] = issues.add(
            session, project=project, title=found.title, as_of=as_of, owner=owner, description=why
        ).refs
        edits.change(session, found, {"issue_id": refs.find(session, Issue, ref, "issue").id})
    return ref


def _values(session: Session, fields: AssumptionFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    return values
