"""What an entry says, what it costs and is worth, and what pays for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount, over
from ppm_tui.analysis.rates import Work
from ppm_tui.errors import Invalid
from ppm_tui.models import Commitment, Project, Task, TimeEntry
from ppm_tui.store.commands import edits, overruns, pricing, refs, rows
from ppm_tui.store.commands.charging import charging
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.routing import Route, Routes
from ppm_tui.terms import BillState, CostKind, Minutes, Money, Undefined

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


def of_project(task: Task, project: Project) -> Task:
    """The task, which is one of the project (Invalid)."""
    if task.project_id != project.id:
        raise Invalid(f"{task.ref} is not a task of {project.key}")
    return task


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
        without: Iterable[str] = (),
    ) -> None:
        self.session = session
        self.decision = decision
        self.routes = Routes(session, without)
        self.tariffs = pricing.tariffs(session)
        self.project = cache(partial(rows.project, session))
        self.person = cache(partial(rows.resource, session))
        self.task = cache(partial(rows.task, session))
        self.first = cache(partial(rows.next_number, session, TimeEntry))
        self.given: Counter[str] = Counter()

    def priced(self, entry: Entry) -> Priced:
        """The fields of a new entry's row, by the rules for one. Raises as `time.log`."""
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
        edits.bounded(found.values)
        return Priced(fixed | found.values, found.route, found.over)

    def worth(
        self,
        project: Project,
        task: Task | None,
        person: str | None,
        entry: Entry,
        decision: Decision | None = None,
    ) -> Priced:
        """What an entry costs, what it is worth and what pays for it. Raises as `time.log`.

        `decision` is about this entry alone, such as what was decided of it before.
        """
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
            overruns.refuse_undecided(project, part, route, decision or self.decision, entry.text)
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
            "commitment_id": self._commitment(project, paid.commitment, day),
        }

    def _commitment(self, project: Project, ref: str | None, day: date) -> str | None:
        if ref is None:
            return None
        found = refs.find(self.session, Commitment, ref, "commitment")
        if found.project_id != project.id:
            raise Invalid(f"{found.ref} is not a commitment of {project.key}")
        if found.closed_on is not None and found.closed_on <= day:
            closed = formats.dated(found.closed_on)
            raise Invalid(f"{found.ref} is closed since {closed}: nothing more is charged to it")
        return found.id
