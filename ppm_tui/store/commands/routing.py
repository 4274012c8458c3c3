"""What pays for work, by an order that never changes, and how much of it is used already.

First the agreement on the phase that the work is in, or the next phase above it; then the one on
the project; then what the project itself says of its billing, where that is more than rates; then
the prepaid bucket of the client; else the rates of the day.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount, Limit, carried
from ppm_tui.models import Agreement, ChangeRequest, Client, Overrun, Project, Task, TimeEntry
from ppm_tui.store.commands import plan
from ppm_tui.store.commands.charging import named
from ppm_tui.terms import Billing, BillState, ChangeStatus, Over

BY_THE_HOUR = (Billing.TIME_AND_MATERIAL, Billing.RETAINER)
"""How a project is billed that has no price of its own: by the bucket of its client, or rates."""
METHODS = {
    Billing.TIME_AND_MATERIAL: "actual rates",
    Billing.FIXED_FEE: "fixed fee",
    Billing.NOT_TO_EXCEED: "not to exceed",
    Billing.OVERRIDE_RATE: "agreed rate",
    Billing.MILESTONE: "by milestones",
    Billing.RETAINER: "prepaid",
    Billing.INTERNAL: "internal, nobody pays",
}


OPEN = Limit()
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Route:
    """What pays for an entry, why that, and how much of it is agreed and used.

    `key` tells agreements, and buckets by month, apart; `hourly` is the agreed rate, if there is.
    """

    key: str
    method: Billing
    name: str
    why: str
    currency: str
    limit: Limit = OPEN
    used: Amount = NOTHING
    agreement: Agreement | None = None

    @property
    def agreement_id(self) -> str | None:
        """The row that the entry points to."""
        return self.agreement.id if self.agreement else None

    @property
    def is_usual(self) -> bool:
        """Whether nothing but the rates of the day was agreed."""
        return not self.key

    def left_after(self, amount: Amount) -> str:
        """What is left once an amount is counted, for the end of a sentence: `, 6h left`."""
        left = self.limit.left(self.used + amount)
        if left.minutes is not None:
            return f", {formats.minutes(max(0, left.minutes)) or 'nothing'} left"
        if left.price is not None:
            return f", {formats.money(max(0, left.price), self.currency)} left"
        return ""

    @property
    def hourly(self) -> int | None:
        """The rate that replaces the table of rates."""
        return self.agreement.rate if self.agreement else None

    @property
    def words(self) -> str:
        """What it is, for a sentence: `AG-2 «Build», not to exceed 10,000.00 EUR`."""
        return ", ".join(filter(None, (self.name, f"{METHODS[self.method]}{self._limit}")))

    @property
    def _limit(self) -> str:
        parts = []
        if self.limit.price is not None:
            parts.append(formats.money(self.limit.price, self.currency))
        if self.limit.minutes is not None:
            parts.append(formats.minutes(self.limit.minutes) or "0h")
        return f" {' or '.join(parts)}" if parts else ""


@dataclass(slots=True)
class Routes:
    """Where the work of some entries goes, each agreement and what it has used read once."""

    session: Session
    without: str = ""
    """An entry that does not count, for it is about to be priced anew."""
    _used: dict[str, dict[str, Amount]] = field(default_factory=dict)
    _agreements: dict[str, list[Agreement]] = field(default_factory=dict)

    def of(self, project: Project, task: Task | None, day: date) -> Route:
        """What pays for work on a day."""
        found = self._phase(project, task, day) or self._project(project, day)
        return found or self._bucket(project, day) or self._rates(project)

    def count(self, route: Route, day: date, amount: Amount) -> None:
        """Remember that so much more counts towards a route."""
        used = self._used_of(route.key, route.agreement, None)
        used[_month(day)] = used.get(_month(day), NOTHING) + amount

    def _phase(self, project: Project, task: Task | None, day: date) -> Route | None:
        while task is not None:
            if found := self._valid(project, day, task_id=task.id):
                return self._agreed(project, found, named(task))
            task = plan.parent_of(self.session, task)
        return None

    def _project(self, project: Project, day: date) -> Route | None:
        if found := self._valid(project, day, task_id=None):
            return self._agreed(project, found, f"project {project.key}")
        if project.billing in BY_THE_HOUR:
            return None
        return self._own(project)

    def _own(self, project: Project) -> Route:
        """What the project itself says: its contract value is the fee or the cap."""
        why = f"project {project.key}"
        limit = Limit(price=self._worth(project))
        if project.billing is Billing.INTERNAL:
            limit = Limit()
        elif project.billing is Billing.FIXED_FEE and project.budget_minutes is not None:
            limit = Limit(minutes=project.budget_minutes)
        used = NOTHING if limit.is_open else self._total(project.id, None, project)
        return Route(project.id, project.billing, "", why, project.currency, limit, used)

    def _worth(self, project: Project) -> int | None:
        """The contract value; of a project billed by milestones what these are worth together."""
        if project.billing is Billing.MILESTONE:
            found = [a.amount for a in self._of(project) if a.method is Billing.MILESTONE]
            known = [amount for amount in found if amount is not None]
            return sum(known) if known else project.contract_value
        return project.contract_value

    def _agreed(self, project: Project, agreement: Agreement, why: str) -> Route:
        limit = self._limit(agreement)
        if limit.is_open:
            return self._route(agreement, project, why, limit, NOTHING)
        limit = _raised(limit, self._grown(agreement))
        return self._route(agreement, project, why, limit, self._total(agreement.id, agreement))

    def _bucket(self, project: Project, day: date) -> Route | None:
        """The prepaid time or money of the client for the month."""
        if project.client_id is None:
            return None
        found = [
            each
            for each in self._of(project)
            if each.project_id is None and _is_valid(each, day)
            if each.amount is None or each.currency == project.currency
        ]
        if not found:
            return None
        bucket = max(found, key=lambda each: (each.valid_from or date.min, each.ref))
        by_month = self._used_of(bucket.id, bucket, None)
        months = list(_months(bucket.valid_from or day, day))
        used = [by_month.get(month, NOTHING) for month in months]
        before = used[:-1]
        minutes, price = bucket.minutes, bucket.amount
        limit = Limit(
            None if minutes is None
            else carried(minutes, [each.minutes for each in before], bucket.carry_over),
            None if price is None
            else carried(price, [each.price for each in before], bucket.carry_over),
        )  # fmt: skip
        client = self.session.get_one(Client, project.client_id)
        why = f"bucket of {client.name}, {formats.month(day)}"
        return self._route(bucket, project, why, limit, used[-1])

    def _rates(self, project: Project) -> Route:
        return Route("", Billing.TIME_AND_MATERIAL, "", "no agreement holds", project.currency)

    def _route(
        self, agreement: Agreement, project: Project, why: str, limit: Limit, used: Amount
    ) -> Route:
        name = f"{agreement.ref} «{agreement.name}»" if agreement.name else agreement.ref
        return Route(
            agreement.id, agreement.method, name, why, project.currency, limit, used, agreement
        )

    # Agreements

    def _of(self, project: Project) -> list[Agreement]:
        """All on the project and its phases, and the buckets of its client."""
        if project.id not in self._agreements:
            query = sa.select(Agreement).where(
                col(Agreement.trashed_on).is_(None),
                sa.or_(
                    col(Agreement.project_id) == project.id,
                    sa.and_(
                        col(Agreement.project_id).is_(None),
                        col(Agreement.client_id) == project.client_id,
                    ),
                ),
            )
            found = self.session.scalars(query.order_by(col(Agreement.ref)))
            self._agreements[project.id] = list(found)
        return self._agreements[project.id]

    def _valid(self, project: Project, day: date, *, task_id: str | None) -> Agreement | None:
        """Of those on a phase, or on the project as a whole, the one that began last."""
        found = [
            each
            for each in self._of(project)
            if each.project_id == project.id and each.task_id == task_id and _is_valid(each, day)
            if not (each.method is Billing.MILESTONE and task_id is not None)
        ]
        return max(found, key=lambda each: (each.valid_from or date.min, each.ref), default=None)

    def _limit(self, agreement: Agreement) -> Limit:
        """Time that is in a fixed fee limits it, whatever that time is worth."""
        if agreement.method is Billing.FIXED_FEE and agreement.minutes is not None:
            return Limit(agreement.minutes)
        return Limit(agreement.minutes, agreement.amount)

    def _grown(self, agreement: Agreement) -> Amount:
        """By how much approved change requests have raised the limit."""
        query = sa.select(
            sa.func.sum(col(ChangeRequest.minutes)), sa.func.sum(col(ChangeRequest.price))
        ).where(
            col(ChangeRequest.agreement_id) == agreement.id,
            col(ChangeRequest.status) == ChangeStatus.APPROVED,
            col(ChangeRequest.trashed_on).is_(None),
        )
        minutes, price = self.session.execute(query).one()
        return Amount(int(minutes or 0), int(price or 0))

    # What is used

    def _total(
        self, key: str, agreement: Agreement | None, project: Project | None = None
    ) -> Amount:
        return sum(self._used_of(key, agreement, project).values(), NOTHING)

    def _used_of(
        self, key: str, agreement: Agreement | None, project: Project | None
    ) -> dict[str, Amount]:
        """What counts towards an agreement, or a project without one, by month."""
        if key not in self._used:
            self._used[key] = defaultdict(lambda: NOTHING)
            if agreement is not None or project is not None:
                for month, amount in self._counted(agreement, project):
                    self._used[key][month] += amount
        return self._used[key]

    def _counted(
        self, agreement: Agreement | None, project: Project | None
    ) -> Iterator[tuple[str, Amount]]:
        """Billable work less what is over, and with it what a change has agreed since."""
        month = sa.func.substr(sa.cast(col(TimeEntry.day), sa.String), 1, 7)
        is_agreed = sa.and_(
            col(Overrun.choice) == Over.CHANGE, col(ChangeRequest.status) == ChangeStatus.APPROVED
        )
        over_minutes, over_price = (
            sa.case((is_agreed, 0), else_=sa.func.coalesce(column, 0))
            for column in (col(Overrun.minutes), col(Overrun.price))
        )
        query = (
            sa.select(
                month.label("month"),
                sa.func.sum(col(TimeEntry.minutes) - over_minutes),
                sa.func.sum(sa.func.coalesce(col(TimeEntry.price), 0) - over_price),
            )
            .outerjoin(Overrun, col(Overrun.time_entry_id) == col(TimeEntry.id))
            .outerjoin(ChangeRequest, col(ChangeRequest.id) == col(Overrun.change_request_id))
            .where(
                col(TimeEntry.bill) == BillState.BILLABLE,
                col(TimeEntry.trashed_on).is_(None),
                col(TimeEntry.id) != self.without,
            )
            .group_by("month")
        )
        if agreement is not None:
            query = query.where(col(TimeEntry.agreement_id) == agreement.id)
        elif project is not None:
            query = query.where(
                col(TimeEntry.project_id) == project.id, col(TimeEntry.agreement_id).is_(None)
            )
        for key, minutes, price in self.session.execute(query):
            yield key, Amount(int(minutes or 0), int(price or 0))


def _raised(limit: Limit, more: Amount) -> Limit:
    return Limit(
        None if limit.minutes is None else limit.minutes + more.minutes,
        None if limit.price is None else limit.price + more.price,
    )


def _is_valid(agreement: Agreement, day: date) -> bool:
    return (agreement.valid_from or date.min) <= day <= (agreement.valid_to or date.max)


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _months(first: date, last: date) -> Iterator[str]:
    """The months from one day to another, both in; one at least."""
    at = min(first, last).replace(day=1)
    while at <= last:
        yield _month(at)
        at = (at.replace(day=28) + _WEEK).replace(day=1)
