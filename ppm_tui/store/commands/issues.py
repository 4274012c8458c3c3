"""Issues: adding one, editing it, its status, and the risk that strikes and becomes one."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.analysis.risk import moved
from ppm_tui.errors import Invalid
from ppm_tui.models import Issue, Project, Risk
from ppm_tui.store.commands import edits, refs, registers, reserve, risk_matrix, rows
from ppm_tui.store.commands.risks import IMPACTS
from ppm_tui.terms import ENDED_ISSUES, Done, IssueStatus, RiskStatus

STEPS = 5
"""Steps of urgency and impact."""


class IssueFields(TypedDict, total=False):
    """What a person may say of an issue; urgency and impact run from 1 to 5, 0 is not rated."""

    description: str
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
    status: IssueStatus = IssueStatus.OPEN,
    **fields: Unpack[IssueFields],
) -> Done:
    """A new issue of a project, raised on the day; `risk` is the risk that it was."""
    row = rows.project(session, project)
    values = {"raised": as_of} | _values(session, fields)
    values |= {
        "project_id": row.id,
        "status": status,
        "risk_id": refs.find(session, Risk, risk, "risk").id if risk else None,
        "title": edits.named(title, "issue"),
        "ref": refs.new(session, Issue, "I-", ref, digits=3),
    }
    issue = edits.make(session, Issue, values)
    return Done(f"{row.key}: issue {issue.ref} «{issue.title}» added", refs=(issue.ref,))


def strike(
    session: Session,
    *,
    risk: str,
    as_of: date,
    project: str | None = None,
    title: str = "",
    reason: str = "",
    cost: int = 0,
    minutes: int = 0,
    seen: int | None = None,
    **fields: Unpack[IssueFields],
) -> Done:
    """A risk has struck: it becomes an issue, and what that costs is drawn from the contingency.

    The issue has the title, the owner and the impact of the risk unless others are said; the
    reason, what has happened, describes it. Invalid for a risk that is an issue already or one
    of another `project`, or when more is drawn than is left.
    """
    row = refs.find(session, Risk, risk, "risk")
    if row.status is RiskStatus.ISSUE:
        raise Invalid(f"{row.ref} is an issue already")
    key = session.get_one(Project, row.project_id).key
    if project is not None and project.upper() != key:
        raise Invalid(f"{row.ref} is not a risk of {project.upper()}")
    impacts = len(risk_matrix.in_force(session).impacts)
    worst = max(getattr(row, name) for name in IMPACTS)
    usual = IssueFields(
        description=reason.strip(),
        owner=edits.owner_key(session, row.owner_id),
        impact=moved(worst, impacts, STEPS),
    )
    values: IssueFields = {**usual, **fields}
    done = add(session, project=key, title=title or row.title, as_of=as_of, risk=row.ref, **values)
    [ref] = done.refs
    became = {"status": RiskStatus.ISSUE, "status_reason": reason.strip() or f"became {ref}"}
    edits.change(session, row, became, seen=seen)
    text = f"{key}: {row.ref} «{row.title}» became {ref}"
    if cost or minutes:
        drawn = reserve.draw(session, key=key, as_of=as_of, cost=cost, minutes=minutes, issue=ref)
        text += f", {drawn.text.removeprefix(f'{key}: ')}"
    return Done(text, refs=(ref, row.ref))


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
    return registers.changed(session, issue, values, seen=seen)


def set_status(
    session: Session,
    *,
    ref: str,
    status: IssueStatus,
    as_of: date,
    reason: str = "",
    seen: int | None = None,
) -> Done:
    """Where an issue stands; resolved and closed say what became of it (Invalid without).

    The day on which it was resolved stays when it is closed, and goes when it is open again.
    """
    issue = refs.find(session, Issue, ref, "issue")
    is_over = status in ENDED_ISSUES
    if is_over and not reason.strip():
        raise Invalid(f"{status.value} needs a reason: what became of {issue.ref}")
    values = {
        "status": status,
        "status_reason": reason.strip(),
        "resolved": (issue.resolved or as_of) if is_over else None,
    }
    return registers.changed(session, issue, values, seen=seen)


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """Put an issue into the trash; undo brings it back. What was drawn for it stays drawn."""
    return registers.trash(session, refs.find(session, Issue, ref, "issue"), as_of)


def _values(session: Session, fields: IssueFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    for name in ("urgency", "impact"):
        edits.within(values.get(name), 0, STEPS, name)
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    return values
