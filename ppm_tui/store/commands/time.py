"""Time and other cost: what was spent on a project on a day, and what pays for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount, over
from ppm_tui.analysis.rates import Work
from ppm_tui.errors import Invalid
from ppm_tui.models import Commitment, Invoice, Project, Resource, Task, TimeEntry, Timer
from ppm_tui.store.commands import edits, overruns, pricing, refs, rows
from ppm_tui.store.commands.charging import Charging, charging, refuse_closed
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.routing import Route, Routes
from ppm_tui.store.queries.time_sheet import is_called
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import BillState, CostKind, Done, Minutes, Money, Undefined

DAY_MINUTES = 24 * 60
NO_TIME = Minutes(0)


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid to somebody else: an amount in a currency, with where the receipt is."""

    amount: Money
    currency: str = ""
    kind: CostKind = CostKind.EXPENSE
    receipt: str = ""
    commitment: str | None = None
    price: Money | None = None
    """What the client pays for it, in the project's currency; None is what it cost."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Time of a person on a day, or, with a text, what somebody else charged."""

    project: str
    day: date
    minutes: Minutes = NO_TIME
    person: str | None = None
    task: str | None = None
    text: str = ""
    paid: Paid | None = None
    bill: BillState | None = None
    """None is as the task, its phases or the project say."""


@dataclass(frozen=True, slots=True)
class Priced:
    """The fields of an entry's row, what pays for it, and the part that is over that."""

    values: dict[str, object]
    route: Route
    over: Amount = NOTHING

    @property
    def amount(self) -> Amount:
        """The time of the entry and what it is worth."""
        minutes, price = self.values["minutes"], self.values["price"]
        return Amount(int(str(minutes)), int(str(price or 0)))


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
    return Done(f"{row.key}: {logged(minutes, found)}{paid_by(priced, told)}", refs=(row.key,))


def logged(minutes: Minutes, found: Charging) -> str:
    """What is said of time that was logged: `2h30 logged, not charged: phase Warranty`."""
    return f"{formats.minutes(minutes)} logged{found.words}"


def paid_by(priced: Priced, told: str) -> str:
    """The end of a sentence about an entry: what pays for it and why, and what of it is over."""
    route = priced.route
    if priced.values["bill"] is not BillState.BILLABLE or route.is_usual:
        return ""
    return (
        f", {route.words} ({route.why}){f'; {told}' if told else route.left_after(priced.amount)}"
    )


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


def of_project(task: Task, project: Project) -> Task:
    """The task, which is one of the project (Invalid)."""
    if task.project_id != project.id:
        raise Invalid(f"{task.ref} is not a task of {project.key}")
    return task


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
    end = f"{found}{paid_by(priced, told)}"
    return Done(f"{row.key}: {kind} «{text.strip()}» {amount} logged{end}", refs=(row.key,))


def _cost(priced: Priced) -> int | None:
    cost = priced.values["cost"]
    return cost if isinstance(cost, int) else None


def log_all(session: Session, *, entries: Sequence[Entry], over: Decision = UNDECIDED) -> Done:
    """Many entries as one step, such as a week of a team; the rules are those of one."""
    log(session, entries, over)
    count = "1 time entry" if len(entries) == 1 else f"{len(entries)} time entries"
    return Done(f"{count} logged")


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


def _check(entry: Entry) -> None:
    if entry.paid is None and not 0 < entry.minutes <= DAY_MINUTES:
        raise Invalid("time of a day is more than nothing and at most 24 hours")
    if entry.paid is not None and not entry.text.strip():
        raise Invalid("a cost needs a text that says what it is for")


class Known:
    """What many entries point to, each looked for once, and what is decided of what is over."""

    def __init__(
        self,
        session: Session,
        decision: Decision = UNDECIDED,
        *,
        without: str = "",
        tariffs: Tariffs | None = None,
    ) -> None:
        self.session = session
        self.decision = decision
        self.routes = Routes(session, without)
        self.tariffs = tariffs or pricing.tariffs(session)
        self.project = cache(partial(rows.project, session))
        self.person = cache(partial(rows.resource, session))
        self.task = cache(partial(rows.task, session))
        self.first = cache(partial(rows.next_number, session, TimeEntry))
        self.given: Counter[str] = Counter()

    def priced(self, entry: Entry) -> Priced:
        """The fields of a new entry's row, by the rules for one. Raises as `log`."""
        _check(entry)
        project = self.project(entry.project)
        person = self.person(entry.person) if entry.person else None
        task = None if entry.task is None else of_project(self.task(entry.task), project)
        number = self.first(project.id) + self.given[project.id]
        self.given[project.id] += 1
        fixed = {
            "project_id": project.id,
            "task_id": task.id if task else None,
            "resource_id": person.id if person else None,
            "number": number,
            "day": entry.day,
            "text": entry.text.strip(),
        }
        found = self.worth(project, task, person.id if person else None, entry)
        return Priced(fixed | found.values, found.route, found.over)

    def worth(
        self, project: Project, task: Task | None, person: str | None, entry: Entry
    ) -> Priced:
        """What an entry costs, what it is worth and what pays for it. Raises as `log`."""
        bill = charging(self.session, project, task, entry.bill).bill
        route = self.routes.of(project, task, entry.day)
        values = (
            self._work(project, person, entry, route)
            if entry.paid is None
            else self._bought(project, entry.paid, entry.day)
        )
        values |= {"bill": bill, "minutes": entry.minutes, "agreement_id": route.agreement_id}
        if bill is not BillState.BILLABLE:
            return Priced(values | {"agreement_id": None}, route)
        amount = Priced(values, route).amount
        part = over(amount, route.limit, route.used)
        if part != NOTHING:
            overruns.refuse_undecided(project, part, route, self.decision, entry.text)
        self.routes.count(route, entry.day, amount - part)
        return Priced(values, route, part)

    def _work(
        self, project: Project, person: str | None, entry: Entry, route: Route
    ) -> dict[str, object]:
        """Cost and price of time; what has no rate is not known."""
        if person is None:
            return {"cost": None, "price": None}
        work = Work(entry.day, person, client=project.client_id, project=project.id)
        cost = self.tariffs.cost(work, entry.minutes, project.currency)
        price = self.tariffs.price(work, entry.minutes, project.currency, hourly=route.hourly)
        return {
            name: None if isinstance(value, Undefined) else value
            for name, value in (("cost", cost), ("price", price))
        }

    def _bought(self, project: Project, paid: Paid, day: date) -> dict[str, object]:
        """Cost and price of what somebody else charged. Raises Invalid."""
        currency = paid.currency or project.currency
        cost = self.tariffs.converted(paid.amount, currency, project.currency, day)
        if isinstance(cost, Undefined):
            raise Invalid(f"{cost.reason}: ppm rate exchange {currency} {project.currency} says it")
        is_foreign = currency != project.currency
        return {
            "kind": paid.kind,
            "cost": cost,
            "price": cost if paid.price is None else paid.price,
            "paid": paid.amount if is_foreign else None,
            "paid_currency": currency if is_foreign else "",
            "receipt": paid.receipt.strip(),
            "commitment_id": self._commitment(project, paid.commitment),
        }

    def _commitment(self, project: Project, ref: str | None) -> str | None:
        if ref is None:
            return None
        found = refs.find(self.session, Commitment, ref, "commitment")
        if found.project_id != project.id:
            raise Invalid(f"{found.ref} is not a commitment of {project.key}")
        return found.id


def reprice(
    session: Session,
    row: TimeEntry,
    minutes: Minutes,
    *,
    text: str = "",
    bill: BillState | None = None,
    over: Decision = UNDECIDED,
) -> str:
    """Give an entry of time another amount, note or state, and price it anew for its day.

    What is over is decided as before where nothing else is said. In words what is over now.
    Raises OverLimit, and Invalid for what is invoiced already.
    """
    refuse_invoiced(session, row)
    before = overruns.forget(session, row)
    decision = over if over.choice is not None else before
    known = Known(session, decision, without=row.id)
    project = session.get_one(Project, row.project_id)
    entry = Entry(project.key, row.day, minutes, text=text or row.text, bill=bill or row.bill)
    found = known.worth(project, task_of(session, row), row.resource_id, entry)
    edits.change(session, row, found.values | {"text": text or row.text})
    if found.over == NOTHING:
        return ""
    return overruns.record(session, row, found.over, found.route, decision)


def drop(session: Session, row: TimeEntry, as_of: date) -> None:
    """An entry to the trash, with what was decided about it. Raises Invalid once invoiced."""
    refuse_invoiced(session, row)
    overruns.forget(session, row)
    edits.change(session, row, {"trashed_on": as_of})


def refuse_invoiced(session: Session, row: TimeEntry) -> None:
    """Raise Invalid for an entry that stands on an invoice: that is what the client was told."""
    if row.invoice_id is not None:
        ref = session.get_one(Invoice, row.invoice_id).ref
        raise Invalid(f"this entry is on {ref}: ppm invoice --cancel {ref} takes it off first")
