"""Time and other cost: what was spent on a project on a day, and what pays for it."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING
from ppm_tui.errors import Invalid
from ppm_tui.models import Invoice, Project, Resource, Task, TimeEntry, Timer
from ppm_tui.store.commands import edits, overruns, rows, steps
from ppm_tui.store.commands.charging import Charging, charging, refuse_closed
from ppm_tui.store.commands.entries import DAY_MINUTES, Entry, Known, Paid, Priced, of_project
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.queries.time_sheet import is_called
from ppm_tui.terms import BillState, Done, Minutes

__all__ = ["DAY_MINUTES", "Entry", "Known", "Paid", "Priced", "of_project"]


def log_time(
    session: Session,
    *,
    project: str,
    minutes: Minutes,
    day: date,
    person: str | None = None,
    task: str | None = None,
    text: str = "",
    bill: BillState | None = None,
    over: Decision = UNDECIDED,
) -> Done:
    """Time spent on a project, its cost and price frozen at the rates valid on the day.

    More than nothing and at most 24 hours; a task of that project, and nothing that has ended
    (Invalid). The person is the user where nobody is named. Without a rate the cost is not known.
    What passes the fee, cap or bucket that pays for it is OverLimit unless `over` says what
    becomes of the rest.
    """
    row, place = where(session, project, task)
    refuse_closed(session, row, place)
    who = person or user_key(session)
    entry = Entry(row.key, day, minutes, who, task, text, bill=bill)
    [(priced, told)] = log(session, [entry], over)
    found = charging(session, row, place, bill)
    end = paid_by(priced, told)
    text = f"{row.key}: {logged(minutes, found)}{end}"
    return Done(text, refs=(row.key,), over=told, aside="" if told else end)


def logged(minutes: Minutes, found: Charging) -> str:
    """What is said of time that was logged: `2h30 logged, not charged: phase Warranty`."""
    return f"{formats.minutes(minutes)} logged{found.words}"


def paid_by(priced: Priced, told: str) -> str:
    """The end of a sentence about an entry: what pays for it and why, or what of it is over.

    Of work at actual rates nothing is said as long as it has none.
    """
    route = priced.route
    if priced.values["bill"] is not BillState.BILLABLE:
        return ""
    if told:
        return f", {told}"
    is_priced = priced.values["price"] is not None
    if route.is_usual:
        is_said = is_priced and priced.amount.minutes
        return f", {route.words} ({route.why})" if is_said else ""
    left = route.left_after(priced.amount)
    if route.limit.price is not None and not is_priced:
        left += ", without a bill rate it counts for nothing"
    return f", {route.words} ({route.why}){left}"


def user_key(session: Session) -> str | None:
    """The key of the person that the user is, by key, name or address; None for a stranger."""
    query = sa.select(Resource).where(col(Resource.trashed_on).is_(None))
    for person in session.scalars(query.order_by(col(Resource.key))):
        if is_called(session.info["user"], person.key, person.name, person.email):
            return person.key
    return None


def set_left(session: Session, *, task: str, minutes: Minutes, seen: int | None = None) -> Done:
    """How much work is left of a task; not below nothing (Invalid)."""
    row = rows.task(session, task)
    edits.at_least(minutes, 0, "what is left")
    edits.change(session, row, {"remaining_work_minutes": minutes}, seen=seen)
    left = formats.minutes(minutes) if minutes else "nothing"
    return Done(f"{row.ref} «{row.name}»: {left} left", refs=(row.ref,))


def where(session: Session, project: str, task: str | None) -> tuple[Project, Task | None]:
    """The project, and where one is named its task. Raises NotFound, Invalid as `of_project`."""
    row = rows.project(session, project)
    return row, of_project(rows.task(session, task), row) if task is not None else None


def task_of(session: Session, row: TimeEntry | Timer) -> Task | None:
    """The task on which time was spent, or a timer runs; None is the project as a whole."""
    return session.get(Task, row.task_id) if row.task_id else None


def named(project: Project, task: Task | None) -> str:
    """Where time is spent: `CEDAR`, `CEDAR T-102`."""
    return f"{project.key} {task.ref}" if task else project.key


def log_cost(
    session: Session,
    *,
    project: str,
    paid: Paid,
    day: date,
    text: str,
    task: str | None = None,
    bill: BillState | None = None,
    over: Decision = UNDECIDED,
) -> Done:
    """What somebody else charged on a day, such as a supplier; it says what for (Invalid).

    In another currency it is converted once, by the exchange rate of the day (Invalid without
    one). Cost of a commitment uses that up.
    """
    row, place = where(session, project, task)
    refuse_closed(session, row, place)
    entry = Entry(row.key, day, task=task, text=text, paid=paid, bill=bill)
    [(priced, told)] = log(session, [entry], over)
    amount = formats.money(_cost(priced), row.currency)
    kind = formats.word(paid.kind)
    found = charging(session, row, place, bill).words
    end = paid_by(priced, told)
    said = f"{row.key}: {kind} «{text.strip()}» {amount} logged{found}{end}"
    return Done(said, refs=(row.key,), over=told, aside="" if told else end)


def _cost(priced: Priced) -> int | None:
    cost = priced.values["cost"]
    return cost if isinstance(cost, int) else None


def log_all(session: Session, *, entries: Sequence[Entry], over: Decision = UNDECIDED) -> Done:
    """Many entries as one step, such as a week of a team; the rules are those of one."""
    told = steps.several(told for _, told in log(session, entries, over))
    count = "1 time entry" if len(entries) == 1 else f"{len(entries)} time entries"
    return Done(f"{count} logged{told and f', {told}'}", over=told)


def log(
    session: Session, entries: Sequence[Entry], over: Decision = UNDECIDED
) -> list[tuple[Priced, str]]:
    """Write entries; of each what was priced, and what was decided about what is over, in words.

    Raises Invalid, NotFound and OverLimit.
    """
    known = Known(session, over)
    made = []
    for entry in entries:
        priced = known.priced(entry)
        row = TimeEntry.model_validate(priced.values)
        session.add(row)
        made.append((row, priced))
    session.flush()
    return [
        (priced, overruns.record(session, row, priced.over, priced.route, over)
         if priced.over != NOTHING else "")
        for row, priced in made
    ]  # fmt: skip


def reprice(
    session: Session,
    row: TimeEntry,
    minutes: Minutes,
    *,
    text: str = "",
    bill: BillState | None = None,
    over: Decision = UNDECIDED,
) -> tuple[str, str]:
    """Give an entry of time another amount, note or state, and price it anew for its day.

    What is over is decided as before where nothing else is said; a note alone changes no price.
    The ends of a sentence: what pays for it, and what of it is over. Raises OverLimit, and Invalid
    for what is invoiced already.
    """
    refuse_invoiced(session, row)
    note, state = text or row.text, bill or row.bill
    if (minutes, state, over.choice) == (row.minutes, row.bill, None):
        edits.change(session, row, {"text": note})
        return "", ""
    old = overruns.release(session, row)
    decision = overruns.decided(old, over)
    known = Known(session, decision, without=[row.id])
    project = session.get_one(Project, row.project_id)
    entry = Entry(project.key, row.day, minutes, text=note, bill=state)
    found = known.worth(project, task_of(session, row), row.resource_id, entry)
    edits.change(session, row, found.values | {"text": note})
    told = overruns.record(session, row, found.over, found.route, decision, old)
    return paid_by(found, told), told


def drop(session: Session, row: TimeEntry, as_of: date) -> None:
    """An entry to the trash, with what was decided about it. Raises Invalid once invoiced."""
    refuse_invoiced(session, row)
    overruns.forget(session, overruns.release(session, row), as_of)
    edits.change(session, row, {"trashed_on": as_of})


def refuse_invoiced(session: Session, row: TimeEntry) -> None:
    """Raise Invalid for an entry that stands on an invoice: that is what the client was told."""
    if row.invoice_id is not None:
        ref = session.get_one(Invoice, row.invoice_id).ref
        raise Invalid(f"it is on {ref}: ppm invoice --cancel {ref}")
