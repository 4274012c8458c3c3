"""The part of an entry that is over what was agreed: billed, absorbed, or a change request.

No entry passes a fee, a cap or a bucket without one of the three being recorded.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.billing import Amount
from ppm_tui.analysis.rates import half_up
from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.models import ChangeRequest, Overrun, Project, Resource, Task, TimeEntry
from ppm_tui.store.commands import changes, edits
from ppm_tui.store.commands.routing import Route
from ppm_tui.terms import ChangeStatus, Done, Over

CHOICES = {
    Over.BILL: "billed all the same",
    Over.ABSORB: "absorbed",
    Over.CHANGE: "held for",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said becomes of what is over; absorbing has a reason."""

    choice: Over | None = None
    reason: str = ""


UNDECIDED = Decision()


def refuse_undecided(
    project: Project, part: Amount, route: Route, decision: Decision, text: str
) -> None:
    """Raise OverLimit where nobody decided, Invalid where work is absorbed without a reason."""
    if decision.choice is None:
        raise OverLimit(
            f"{project.key}: {worded(part, project.currency)} over {route.words} ({route.why}): "
            "bill it, absorb it, or draft a change request"
        )
    if decision.choice is Over.ABSORB and not (decision.reason.strip() or text.strip()):
        raise Invalid("absorbing work needs a reason: why is it not billed?")


def worded(part: Amount, currency: str) -> str:
    """So much time and what it is worth: `1h30 (270.00 EUR)`."""
    time, money = formats.minutes(part.minutes), formats.money(part.price, currency)
    if not part.minutes:
        return money
    return f"{time} ({money})" if part.price else time


def record(
    session: Session, entry: TimeEntry, part: Amount, route: Route, decision: Decision
) -> str:
    """Keep what was decided about the part of an entry that is over; in words what that was."""
    assert decision.choice is not None
    project = session.get_one(Project, entry.project_id)
    change = None
    if decision.choice is Over.CHANGE:
        change = _asked(session, project, entry, part, route)
    edits.make(
        session,
        Overrun,
        {
            "project_id": project.id,
            "time_entry_id": entry.id,
            "change_request_id": change.id if change else None,
            "choice": decision.choice,
            "minutes": part.minutes,
            "price": part.price,
            "reason": decision.reason.strip() or entry.text,
        },
    )
    told = CHOICES[decision.choice] + (f" {change.ref}" if change else "")
    return f"{worded(part, project.currency)} over {route.words}: {told}"


def forget(session: Session, entry: TimeEntry) -> Decision:
    """Take back what was recorded of an entry that is about to change, and say what it was.

    A draft that asks for it shrinks by as much; one that asks for nothing more goes to the trash.
    """
    query = sa.select(Overrun).where(col(Overrun.time_entry_id) == entry.id)
    found = session.scalars(query).first()
    if found is None:
        return UNDECIDED
    if found.change_request_id is not None:
        change = session.get_one(ChangeRequest, found.change_request_id)
        _grow(session, entry, change, Amount(-found.minutes, -found.price), entry.day)
    decision = Decision(found.choice, found.reason)
    session.delete(found)
    session.flush()
    return decision


def _asked(
    session: Session, project: Project, entry: TimeEntry, part: Amount, route: Route
) -> ChangeRequest:
    """The draft that asks for more of the same agreement, grown, or a new one."""
    found = _draft(session, project, route)
    line = _line(session, entry, part, project)
    if found is not None:
        _grow(session, entry, found, part, entry.day)
        edits.change(session, found, {"reason": "\n".join(filter(None, (found.reason, line)))})
        return found
    name = route.agreement.name if route.agreement else ""
    title = f"More than agreed: {name or project.name}"
    made: Done = changes.add(
        session,
        project=project.key,
        title=title,
        as_of=entry.day,
        reason=f"{route.words} is used up.\n{line}",
        task=_ref(session, entry),
        time=entry.number,
        **_effect(session, project, entry, part),  # type: ignore[arg-type]  # the names are fields
    )
    change = session.scalars(
        sa.select(ChangeRequest).where(col(ChangeRequest.ref) == made.refs[0])
    ).one()
    change.agreement_id = route.agreement.id if route.agreement else None
    session.flush()
    return change


def _draft(session: Session, project: Project, route: Route) -> ChangeRequest | None:
    agreement = route.agreement.id if route.agreement else None
    query = (
        sa.select(ChangeRequest)
        .join(Overrun, col(Overrun.change_request_id) == col(ChangeRequest.id))
        .where(
            col(ChangeRequest.project_id) == project.id,
            col(ChangeRequest.agreement_id) == agreement
            if agreement
            else col(ChangeRequest.agreement_id).is_(None),
            col(ChangeRequest.status) == ChangeStatus.DRAFT,
            col(ChangeRequest.trashed_on).is_(None),
        )
        .order_by(col(ChangeRequest.ref).desc())
    )
    return session.scalars(query).first()


def _grow(
    session: Session, entry: TimeEntry, change: ChangeRequest, part: Amount, day: date
) -> None:
    """Add what an entry is over by, or take it away; what was sent on its way stays as it is."""
    if change.status is not ChangeStatus.DRAFT or change.trashed_on is not None:
        return
    project = session.get_one(Project, change.project_id)
    more = _effect(session, project, entry, part)
    values: dict[str, object] = {
        name: (getattr(change, name) or 0) + amount
        for name, amount in more.items()
        if amount is not None and name != "days"
    }
    values["days"] = _days(project, (change.minutes or 0) + part.minutes)
    if not values["minutes"] and not values["price"]:
        values["trashed_on"] = day
    edits.change(session, change, values)


def _effect(
    session: Session, project: Project, entry: TimeEntry, part: Amount
) -> dict[str, int | None]:
    """Effort, cost, price and days of the part of an entry, signed as the part is."""
    whole = entry.minutes or entry.price or 0
    share = part.minutes if entry.minutes else part.price
    cost = None if entry.cost is None or not whole else _part(entry.cost, share, whole)
    return {
        "minutes": part.minutes,
        "cost": cost,
        "price": part.price,
        "days": _days(project, part.minutes),
    }


def _part(amount: int, share: int, whole: int) -> int:
    return half_up(Fraction(amount * share, whole))


def _days(project: Project, minutes: int) -> int:
    """Working days of one person, halves up; how far the finish moves if nothing else gives way."""
    return half_up(Fraction(minutes, project.minutes_per_day))


def _line(session: Session, entry: TimeEntry, part: Amount, project: Project) -> str:
    who = session.get_one(Resource, entry.resource_id).key if entry.resource_id else ""
    words = (formats.day(entry.day), who, worded(part, project.currency), entry.text)
    return " ".join(filter(None, words))


def _ref(session: Session, entry: TimeEntry) -> str | None:
    return session.get_one(Task, entry.task_id).ref if entry.task_id else None
