"""Risks: adding one to the register, editing its fields, rating it, the trash."""

from datetime import date, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy.orm import Session

from ppm_tui.analysis.risk import Matrix
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Risk
from ppm_tui.store.commands import edits, refs, risk_matrix, rows
from ppm_tui.terms import STRATEGIES, Done, Minutes, Money, RiskKind, RiskStatus, RiskStrategy

IMPACTS = ("impact_cost", "impact_time", "impact_scope", "impact_quality")
USUAL_IMPACT = "impact_time"
AMOUNTS = (
    *("cost", "cost_low", "cost_high", "minutes", "minutes_low", "minutes_high"),
    *("residual_cost", "residual_minutes", "response_cost"),
)


class RiskFields(TypedDict, total=False):
    """What a person may say of a risk; ratings are steps of the matrix, 0 is not rated.

    `impact` is the highest of the four: as a new one it counts as one on time. `task` is what the
    risk would hold up.
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
    status_reason: str
    trigger: str
    contingency: str
    fallback: str
    identified_by: str
    raised: date | None
    due: date | None
    proximity: date | None
    trigger_on: date | None
    review: date | None
    review_days: int | None
    reviewed: date | None
    cost: Money | None
    cost_low: Money | None
    cost_high: Money | None
    minutes: Minutes | None
    minutes_low: Minutes | None
    minutes_high: Minutes | None
    chance: int | None
    residual_chance: int | None
    residual_cost: Money | None
    residual_minutes: Minutes | None
    response_cost: Money | None
    task: str | None


def add(
    session: Session,
    *,
    project: str,
    title: str,
    as_of: date,
    ref: str | None = None,
    **fields: Unpack[RiskFields],
) -> Done:
    """A new risk of a project, raised on the day; the rules of `edit` hold (Invalid)."""
    row = rows.project(session, project)
    values = {"raised": as_of} | _values(session, row, fields)
    values |= {
        "project_id": row.id,
        "title": edits.named(title, "risk"),
        "ref": refs.new(session, Risk, "R-", ref, digits=3),
    }
    risk = edits.make(session, Risk, values)
    _check(session, risk)
    return Done(f"{row.key}: risk {risk.ref} «{risk.title}» added", refs=(risk.ref,))


def edit(
    session: Session,
    *,
    ref: str,
    title: str | None = None,
    seen: int | None = None,
    **fields: Unpack[RiskFields],
) -> Done:
    """Change fields of a risk; what somebody else changed after `seen` is a Conflict.

    Ratings are steps of the matrix in force, a strategy is one for threats or for opportunities,
    whichever it is, and amounts lie between the low and the high one (Invalid). With a number of
    days between reviews the next one follows from the last, or from when the risk was raised.
    """
    risk = refs.find(session, Risk, ref, "risk")
    project = session.get_one(Project, risk.project_id)
    values = _values(session, project, fields, risk)
    if title is not None:
        values["title"] = edits.named(title, "risk")
    changed = edits.change(session, risk, values, seen=seen)
    _check(session, risk)
    text = f"{project.key}: {risk.ref} «{risk.title}» {edits.said(session, risk, changed)}"
    return Done(text, refs=(risk.ref,))


def rate(
    session: Session, *, ref: str, probability: int, impact: int, seen: int | None = None
) -> Done:
    """Say how likely a risk is and how much it would matter; 0 takes a rating back.

    The impact is that of which it has most, of the others none stays above it.
    """
    risk, matrix = refs.find(session, Risk, ref, "risk"), risk_matrix.in_force(session)
    before = _score(risk, matrix)
    edit(session, ref=ref, seen=seen, probability=probability, impact=impact)
    return Done(f"{risk.ref}: score {before} → {_score(risk, matrix)}", refs=(risk.ref,))


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """Put a risk into the trash; its tasks stay in the plan."""
    risk = refs.find(session, Risk, ref, "risk")
    edits.change(session, risk, {"trashed_on": as_of})
    return Done(f"{risk.ref} «{risk.title}» is in the trash", refs=(risk.ref,))


def _score(risk: Risk, matrix: Matrix) -> str:
    impact = max(getattr(risk, name) for name in IMPACTS)
    if not risk.probability or not impact:
        return "none"
    return f"{matrix.zone(risk.probability, impact)}{matrix.score(risk.probability, impact)}"


def _values(
    session: Session, project: Project, fields: RiskFields, risk: Risk | None = None
) -> dict[str, object]:
    values: dict[str, Any] = dict(fields)
    if "impact" in values:
        values |= _impacts(risk, values.pop("impact"))
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    if "task" in values:
        values["task_id"] = _task_id(session, project, values.pop("task"))
    if values.get("review_days") and "review" not in values:
        seen = values.get("reviewed") or (risk.reviewed if risk else None)
        first = seen or values.get("raised") or (risk.raised if risk else None)
        if first is not None:
            values["review"] = first + timedelta(days=values["review_days"])
    return values


def _impacts(risk: Risk | None, impact: int) -> dict[str, int]:
    """The four impacts with which the highest is this one."""
    old = {name: getattr(risk, name) if risk else 0 for name in IMPACTS}
    highest = max(old.values())
    if not highest:
        return {USUAL_IMPACT: impact}
    return {name: impact if value == highest else min(value, impact) for name, value in old.items()}


def _task_id(session: Session, project: Project, ref: str | None) -> str | None:
    if not ref:
        return None
    task = rows.task(session, ref)
    if task.project_id != project.id:
        raise Invalid(f"{task.ref} is not a task of {project.key}")
    return task.id


def _check(session: Session, risk: Risk) -> None:
    """Raise Invalid where the fields of a risk do not go together."""
    matrix = risk_matrix.in_force(session)
    for name in risk_matrix.OF_PROBABILITY:
        edits.within(getattr(risk, name), 0, len(matrix.probabilities), name.replace("_", " "))
    for name in risk_matrix.OF_IMPACT:
        edits.within(getattr(risk, name), 0, len(matrix.impacts), name.replace("_", " "))
    for name in ("chance", "residual_chance"):
        edits.within(getattr(risk, name), 0, 100, name.replace("_", " "))
    for name in AMOUNTS:
        edits.at_least(getattr(risk, name), 0, name.replace("_", " "))
    edits.at_least(risk.review_days, 1, "days between reviews")
    for name in ("cost", "minutes"):
        _check_range(risk, name)
    if risk.strategy is not None and risk.strategy not in STRATEGIES[risk.kind]:
        fitting = ", ".join(each.value for each in STRATEGIES[risk.kind])
        raise Invalid(f"{risk.strategy} is no answer to this {risk.kind}: {fitting} are")


def _check_range(risk: Risk, name: str) -> None:
    ends = [getattr(risk, each) for each in (f"{name}_low", name, f"{name}_high")]
    known = [each for each in ends if each is not None]
    if known != sorted(known):
        raise Invalid(f"{name} lies between the low and the high one")
