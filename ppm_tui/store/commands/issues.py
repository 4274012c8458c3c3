"""Issues: adding one, and editing its fields."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.models import Issue, Project, Risk
from ppm_tui.store.commands import edits, refs, rows
from ppm_tui.terms import Done, IssueStatus


class IssueFields(TypedDict, total=False):
    """What a person may say of an issue; urgency and impact run from 1 to 5, 0 is not rated."""

    description: str
    status: IssueStatus
    urgency: int
    impact: int
    owner: str | None
    raised: date | None
    due: date | None


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    risk: str | None = None,
    **fields: Unpack[IssueFields],
) -> Done:
    """A new issue of a project, raised on the day; `risk` is the risk that it was."""
    row = rows.project(session, project)
    values = {"raised": as_of} | _values(session, fields)
    values |= {
        "project_id": row.id,
        "risk_id": refs.find(session, Risk, risk, "risk").id if risk else None,
        "title": edits.named(title, "issue"),
        "ref": refs.new(session, Issue, "I-", ref, digits=3),
    }
    issue = edits.make(session, Issue, values)
    return Done(f"{row.key}: issue {issue.ref} «{issue.title}» added", refs=(issue.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[IssueFields],
) -> Done:
    """Change fields of an issue; what somebody else changed after `seen` is a Conflict."""
    issue = refs.find(session, Issue, ref, "issue")
    values = _values(session, fields)
    if title is not None:
        values["title"] = edits.named(title, "issue")
    changed = edits.change(session, issue, values, seen=seen)
    project = session.get_one(Project, issue.project_id)
    text = f"{project.key}: {issue.ref} «{issue.title}» {edits.said(session, issue, changed)}"
    return Done(text, refs=(issue.ref,))


def _values(session: Session, fields: IssueFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    for name in ("urgency", "impact"):
        edits.within(values.get(name), 0, 5, name)
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    return values
