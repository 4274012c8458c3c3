"""What becomes of a risk: its status with reasons, striking, reviews."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Risk
from ppm_tui.store.commands import edits, issues, refs
from ppm_tui.terms import Done, RiskKind, RiskStatus, RiskStrategy

NEED_A_REASON = {
    RiskStatus.CLOSED: "closing a risk needs a reason: why can it not happen any more?",
    RiskStatus.ISSUE: "a risk becomes an issue when it has happened: say what did",
}
ENDED = frozenset(NEED_A_REASON)
USUAL = {RiskKind.THREAT: RiskStrategy.MITIGATE, RiskKind.OPPORTUNITY: RiskStrategy.ENHANCE}
"""What is meant by doing something about it, unless another strategy is said."""


def set_status(
    session: Session,
    *,
    ref: str,
    status: RiskStatus,
    as_of: date,
    reason: str = "",
    seen: int | None = None,
) -> Done:
    """Say what becomes of a risk. Closing one and striking need a reason (Invalid).

    Of one that is mitigated the reason is the plan, if any is given; one that becomes an issue is
    made one, with a link between both.
    """
    risk = refs.find(session, Risk, ref, "risk")
    if status in NEED_A_REASON and not reason.strip():
        raise Invalid(NEED_A_REASON[status])
    if status is risk.status:
        return Done(f"{risk.ref} is {formats.word(status)} already", refs=(risk.ref,))
    if status is RiskStatus.ISSUE:
        return issues.strike(session, risk=risk.ref, as_of=as_of, reason=reason, seen=seen)
    before = risk.status
    edits.change(session, risk, _values(risk, status, reason.strip()), seen=seen)
    text = f"{risk.ref}: {formats.word(before)} → {formats.word(status)}"
    return Done(text, refs=(risk.ref,))


def close(session: Session, *, ref: str, as_of: date, reason: str, seen: int | None = None) -> Done:
    """Close a risk that cannot happen any more; the reason is not empty (Invalid)."""
    return set_status(
        session, ref=ref, status=RiskStatus.CLOSED, as_of=as_of, reason=reason, seen=seen
    )


def review(session: Session, *, ref: str, as_of: date, seen: int | None = None) -> Done:
    """Say that a risk was looked at today; the next review follows from its rhythm, if it has one.

    Without one the day of a review that is due is done with.
    """
    risk = refs.find(session, Risk, ref, "risk")
    next_ = as_of + timedelta(days=risk.review_days) if risk.review_days else None
    if next_ is None and risk.review is not None and risk.review > as_of:
        next_ = risk.review
    edits.change(session, risk, {"reviewed": as_of, "review": next_}, seen=seen)
    again = f", again {formats.weekday(next_)}" if next_ else ""
    return Done(f"{risk.ref}: reviewed{again}", refs=(risk.ref,))


def _values(risk: Risk, status: RiskStatus, reason: str) -> dict[str, object]:
    values: dict[str, object] = {"status": status, "status_reason": reason}
    if status is RiskStatus.MITIGATING:
        values |= {"strategy": risk.strategy or USUAL[risk.kind], "status_reason": ""}
        if reason:
            values["response"] = reason
    if status is RiskStatus.ACCEPTED:
        values["strategy"] = RiskStrategy.ACCEPT
    return values
