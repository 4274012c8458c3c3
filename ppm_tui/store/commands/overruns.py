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
from ppm_tui.analysis.billing import NOTHING, Amount
from ppm_tui.analysis.prepaid import month_of
from ppm_tui.analysis.rates import half_up
from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.models import ChangeRequest, Overrun, Project, Resource, Task, TimeEntry
from ppm_tui.store.commands import changes, edits
from ppm_tui.store.commands.routing import Route
from ppm_tui.terms import Billing, ChangeStatus, Done, Over

CHOICES = {
    Over.BILL: "billed",
    Over.ABSORB: "absorbed",
    Over.CHANGE: "held for",
}
UNREASONED = "absorbing work needs a reason: why is it not billed?"
ADVICE = "bill it, absorb it, or draft a change request"
SENT = (ChangeStatus.SUBMITTED, ChangeStatus.DEFERRED)
"""Requests that somebody else has on their desk: they ask for what they asked for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said becomes of what is over; absorbing has a reason.

    It is kept where it was said of the entry as it was before, and nothing else is said now.
    """

    choice: Over | None = None
    reason: str = ""
    is_kept: bool = False


UNDECIDED = Decision()


def refuse_undecided(
    project: Project, part: Amount, route: Route, decision: Decision, text: str
) -> None:
    """Raise OverLimit where nobody decided, Invalid where work is absorbed without a reason."""
    if decision.choice is None:
        amount, limit = worded(part, project.currency), f"{route.words} ({route.why})"
        told = f"{project.key}: {amount} over {limit}: {ADVICE}"
        name = route.name or "what was agreed"
        raise OverLimit(told, part=amount, limit=limit, name=name, place=route.why)
    if decision.choice is Over.ABSORB and not (decision.reason.strip() or text.strip()):
        raise Invalid(UNREASONED)


def worded(part: Amount, currency: str) -> str:
    """So much time and what it is worth: `1h30 (270.00 EUR)`."""
    time, money = formats.minutes(part.minutes), formats.money(part.price, currency)
    if not part.minutes:
        return money
    return f"{time} ({money})" if part.price else time


def record(
    session: Session,
    entry: TimeEntry,
    part: Amount,
    route: Route,
    decision: Decision,
    old: Overrun | None = None,
) -> str:
    """Keep what was decided about the part of an entry that is over, in place of what was before.

    In words what that was; nothing is kept, and said, where nothing is over. Raises as
    `refuse_undecided`.
    """
    if part == NOTHING:
        forget(session, old, entry.day)
        return ""
    assert decision.choice is not None
    project = session.get_one(Project, entry.project_id)
    before = old.change_request_id if old else None
    change = None
    if decision.choice is Over.CHANGE:
        change = _held(session, entry, part, route, old if decision.is_kept else None)
    values = {
        "project_id": project.id,
        "time_entry_id": entry.id,
        "change_request_id": change.id if change else None,
        "choice": decision.choice,
        "minutes": part.minutes,
        "price": part.price,
        "reason": decision.reason.strip() or entry.text,
    }
    if old is None:
        edits.make(session, Overrun, values)
    else:
        edits.change(session, old, values)
    if before is not None and (change is None or change.id != before):
        _tidy(session, before, entry.day)
    told = CHOICES[decision.choice] + (f" {change.ref}" if change else "")
    return f"{worded(part, project.currency)} over {route.name or route.words}: {told}"


def release(session: Session, entry: TimeEntry) -> Overrun | None:
    """What was recorded of an entry that is about to change, while it is still as it was.

    A draft that asks for it asks for so much less; what was sent on its way stays as it is.
    """
    query = sa.select(Overrun).where(col(Overrun.time_entry_id) == entry.id)
    found = session.scalars(query).first()
    if found is not None and found.change_request_id is not None:
        change = session.get_one(ChangeRequest, found.change_request_id)
        if _is_draft(change):
            _ask(session, entry, change, Amount(found.minutes, found.price), sign=-1)
    return found


def forget(session: Session, old: Overrun | None, day: date) -> None:
    """No longer keep what was recorded; a draft that then asks for nothing is trash."""
    if old is None:
        return
    change = old.change_request_id
    session.delete(old)
    session.flush()
    if change is not None:
        _tidy(session, change, day)


def decided(old: Overrun | None, said: Decision) -> Decision:
    """What is said, else what was decided before."""
    if said.choice is not None or old is None:
        return said
    return Decision(old.choice, old.reason, is_kept=True)


# Change requests


def _held(
    session: Session, entry: TimeEntry, part: Amount, route: Route, old: Overrun | None
) -> ChangeRequest:
    """The request that the part of an entry is held for: as it was, or a draft.

    Raises Invalid where more of it is over than was sent, OverLimit where that was turned down.
    """
    if old is None or old.change_request_id is None:
        return _asked(session, entry, part, route)
    kept = session.get_one(ChangeRequest, old.change_request_id)
    is_same = kept.agreement_id == route.agreement_id
    if kept.status is ChangeStatus.APPROVED or (_is_draft(kept) and not is_same):
        return _asked(session, entry, part, route)
    if _is_draft(kept):
        return _ask(session, entry, kept, part)
    if part.minutes > old.minutes or part.price > old.price:
        if kept.status in SENT and kept.trashed_on is None:
            asks = f"{kept.ref} is {kept.status} and asks for less"
            raise Invalid(f"{asks}: log the rest as an entry of its own")
        project = session.get_one(Project, entry.project_id)
        refuse_undecided(project, part, route, UNDECIDED, entry.text)
    return kept


def _is_draft(change: ChangeRequest) -> bool:
    return change.status is ChangeStatus.DRAFT and change.trashed_on is None


def _asked(session: Session, entry: TimeEntry, part: Amount, route: Route) -> ChangeRequest:
    """The draft that asks for more of the same agreement, grown, or a new one."""
    project = session.get_one(Project, entry.project_id)
    found = _draft(session, project, route, entry.day)
    if found is not None:
        return _ask(session, entry, found, part)
    name = route.agreement.name if route.agreement else ""
    title = f"More than agreed: {name or project.name}"
    made: Done = changes.add(
        session,
        project=project.key,
        title=title,
        as_of=entry.day,
        reason=f"{route.words} is used up.\n{_line(session, entry, part, project)}",
        task=_ref(session, entry),
        time=entry.number,
        days=_days(project, part.minutes),
        **_effect(entry, part),  # type: ignore[arg-type]  # the names are fields
    )
    change = session.scalars(
        sa.select(ChangeRequest).where(col(ChangeRequest.ref) == made.refs[0])
    ).one()
    change.agreement_id = route.agreement_id
    session.flush()
    return change


def _draft(session: Session, project: Project, route: Route, day: date) -> ChangeRequest | None:
    """The newest one of that kind, of a bucket for the same month."""
    query = (
        sa.select(ChangeRequest, col(TimeEntry.day))
        .join(TimeEntry, col(TimeEntry.id) == col(ChangeRequest.time_entry_id))
        .where(
            col(ChangeRequest.project_id) == project.id,
            col(ChangeRequest.agreement_id) == route.agreement_id
            if route.agreement_id
            else col(ChangeRequest.agreement_id).is_(None),
            col(ChangeRequest.status) == ChangeStatus.DRAFT,
            col(ChangeRequest.trashed_on).is_(None),
            sa.exists().where(col(Overrun.change_request_id) == col(ChangeRequest.id)),
        )
        .order_by(col(ChangeRequest.ref).desc())
    )
    for change, origin in session.execute(query):
        if route.method is not Billing.RETAINER or month_of(origin) == month_of(day):
            return change
    return None


def _ask(
    session: Session, entry: TimeEntry, change: ChangeRequest, part: Amount, sign: int = 1
) -> ChangeRequest:
    """A draft asks for what an entry is over by as well, or no longer: never for less than nothing.

    The days follow the time as long as nobody has said how many there are.
    """
    project = session.get_one(Project, change.project_id)
    values: dict[str, object] = {
        name: max(0, (getattr(change, name) or 0) + sign * amount)
        for name, amount in _effect(entry, part).items()
        if amount is not None
    }
    if change.days == _days(project, change.minutes or 0):
        values["days"] = _days(project, max(0, (change.minutes or 0) + sign * part.minutes))
    lines, line = change.reason.splitlines(), _line(session, entry, part, project)
    if sign > 0:
        lines.append(line)
    elif line in lines:
        lines.remove(line)
    edits.change(session, change, values | {"reason": "\n".join(lines)})
    return change


def _tidy(session: Session, change_id: str, day: date) -> None:
    """A draft that asks for nothing more, and that nothing is held for, goes to the trash."""
    change = session.get_one(ChangeRequest, change_id)
    if not _is_draft(change) or change.minutes or change.price:
        return
    query = sa.select(Overrun).where(col(Overrun.change_request_id) == change_id)
    if session.scalars(query).first() is None:
        edits.change(session, change, {"trashed_on": day})


def _effect(entry: TimeEntry, part: Amount) -> dict[str, int | None]:
    """Effort, cost and price of the part of an entry."""
    whole = entry.minutes or entry.price or 0
    share = part.minutes if entry.minutes else part.price
    cost = None if entry.cost is None or not whole else half_up(Fraction(entry.cost * share, whole))
    return {"minutes": part.minutes, "cost": cost, "price": part.price}


def _days(project: Project, minutes: int) -> int:
    """Working days of one person, halves up; how far the finish moves if nothing else gives way."""
    return half_up(Fraction(minutes, project.minutes_per_day))


def _line(session: Session, entry: TimeEntry, part: Amount, project: Project) -> str:
    who = session.get_one(Resource, entry.resource_id).key if entry.resource_id else ""
    words = (formats.day(entry.day), who, worded(part, project.currency), entry.text)
    return " ".join(" ".join(filter(None, words)).split())


def _ref(session: Session, entry: TimeEntry) -> str | None:
    """The task that the time was spent on, unless it is in the trash by now."""
    task = session.get_one(Task, entry.task_id) if entry.task_id else None
    return task.ref if task is not None and task.trashed_on is None else None
