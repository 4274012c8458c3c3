"""Risks: adding one to the register, and editing its fields."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.models import Project, Risk
from ppm_tui.store.commands import edits, refs, rows
from ppm_tui.terms import Done, Minutes, Money, RiskKind, RiskStatus, RiskStrategy


class RiskFields(TypedDict, total=False):
    """What a person may say of a risk; ratings run from 1 to 5, 0 is not rated.

    `impact` alone counts as an impact on time.
    """

    cause: str
    event: str
    effect: str
    kind: RiskKind
    category: str
    probability: int
    impact: int
    impact_cost: int
    impact_time: int
    impact_scope: int
    impact_quality: int
    residual_probability: int | None
    residual_impact: int | None
    strategy: RiskStrategy | None
    response: str
    owner: str | None
    status: RiskStatus
    trigger: str
    contingency: str
    raised: date | None
    due: date | None
    review: date | None
    cost: Money | None
    minutes: Minutes | None


RATINGS = (
    "probability",
    "impact_cost",
    "impact_time",
    "impact_scope",
    "impact_quality",
    "residual_probability",
    "residual_impact",
)


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    **fields: Unpack[RiskFields],
) -> Done:
    """A new risk of a project, raised on the day; ratings are 0 to 5 (Invalid)."""
    row = rows.project(session, project)
    values = {"raised": as_of} | _values(session, fields)
    values |= {
        "project_id": row.id,
        "title": edits.named(title, "risk"),
        "ref": refs.new(session, Risk, "R-", ref, digits=3),
    }
    risk = edits.make(session, Risk, values)
    return Done(f"{row.key}: risk {risk.ref} «{risk.title}» added", refs=(risk.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[RiskFields],
) -> Done:
    """Change fields of a risk; what somebody else changed after `seen` is a Conflict."""
    risk = refs.find(session, Risk, ref, "risk")
    values = _values(session, fields)
    if title is not None:
        values["title"] = edits.named(title, "risk")
    changed = edits.change(session, risk, values, seen=seen)
    project = session.get_one(Project, risk.project_id)
    text = f"{project.key}: {risk.ref} «{risk.title}» {edits.said(session, risk, changed)}"
    return Done(text, refs=(risk.ref,))


def _values(session: Session, fields: RiskFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    if "impact" in values:
        values["impact_time"] = values.pop("impact")
    for name in RATINGS:
        edits.within(values.get(name), 0, 5, name.replace("_", " "))
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    return values
