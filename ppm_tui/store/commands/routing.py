"""What pays for work, by an order that never changes, and how much of it is used already.

First the agreement on the phase that the work is in, or the next phase above it; then the one on
the project; then what the project itself says of its billing, where that is more than rates; then
the prepaid bucket of the client; else the rates of the day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis import prepaid
from ppm_tui.analysis.billing import NOTHING, Amount, Limit
from ppm_tui.models import Agreement, Client, Project, Task, TimeEntry
from ppm_tui.store.commands import plan
from ppm_tui.store.commands.charging import named
from ppm_tui.store.commands.usage import Usage, grown, of_agreements, total
from ppm_tui.store.tariffs import Hourly
from ppm_tui.terms import METHODS, Billing

BY_THE_HOUR = (Billing.TIME_AND_MATERIAL, Billing.RETAINER)
"""How a project is billed that has no price of its own: by the bucket of its client, or rates."""
OPEN = Limit()


@dataclass(frozen=True, slots=True)
class Route:
    """What pays for an entry, why that, and how much of it is agreed and used.

    `key` tells agreements and projects apart; `hourly` is the agreed rate, if there is. Of a month
    of a bucket counts as used also what later months have drawn on it.
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
    def hourly(self) -> Hourly | None:
        """The rate that replaces the table of rates; that of a bucket is in its own currency."""
        if self.agreement is None or self.agreement.rate is None:
            return None
        is_bucket = self.agreement.project_id is None
        return Hourly(self.agreement.rate, self.agreement.currency if is_bucket else self.currency)

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


class Routes:
    """Where the work of some entries goes, each agreement and what it has used read once."""

    def __init__(self, session: Session, without: Iterable[str] = ()) -> None:
        self._session = session
        self._usage = Usage(session, without)
        self._agreements: dict[str, list[Agreement]] = {}

    def of(self, project: Project, task: Task | None, day: date) -> Route:
        """What pays for work on a day."""
        found = self._phase(project, task, day) or self._project(project, day)
        return found or self._bucket(project, day) or self._rates(project)

    def limits(self, project: Project) -> Iterator[tuple[str, Route]]:
        """All that limits work on a project, of a bucket each month that has some; the month is
        empty for what has none."""
        for each in self._of(project):
            if each.project_id is not None:
                yield "", self._agreed(project, each, f"project {project.key}")
                continue
            for month in self._usage.of(each, project):
                yield month, self._month(each, project, date.fromisoformat(f"{month}-01"))
        if project.billing not in BY_THE_HOUR:
            yield "", self._own(project)

    def count(self, route: Route, day: date, amount: Amount) -> None:
        """Remember that so much more counts towards a route."""
        self._usage.add(route.key, day, amount)

    def leave_out(self, entry: TimeEntry) -> None:
        """Do not count an entry any more, for it is about to be priced anew."""
        self._usage.leave_out(entry)

    def _phase(self, project: Project, task: Task | None, day: date) -> Route | None:
        while task is not None:
            if found := self._valid(project, day, task_id=task.id):
                return self._agreed(project, found, named(task))
            task = plan.parent_of(self._session, task)
        return None

    def _project(self, project: Project, day: date) -> Route | None:
        if found := self._valid(project, day, task_id=None):
            return self._agreed(project, found, f"project {project.key}")
        if project.billing not in BY_THE_HOUR:
            return self._own(project)
        if project.client_id is None:
            return Route(project.id, Billing.INTERNAL, "", "no client", project.currency)
        return None

    def _own(self, project: Project) -> Route:
        """What the project itself says: its contract value is the fee or the cap."""
        why = f"project {project.key}"
        limit = self._own_limit(project)
        used = NOTHING if limit.is_open else total(self._usage.of(None, project))
        return Route(project.id, project.billing, "", why, project.currency, limit, used)

    def _own_limit(self, project: Project) -> Limit:
        """The contract value, of a fixed fee the time in it, without what agreements were raised
        by; of a project billed by milestones what these are worth together."""
        if project.billing is Billing.INTERNAL:
            return OPEN
        if project.billing is Billing.MILESTONE:
            found = [a.amount for a in self._of(project) if a.method is Billing.MILESTONE]
            known = [amount for amount in found if amount is not None]
            if known:
                return Limit(price=sum(known) + total(grown(self._session, None, project)).price)
        whole = Limit(price=project.contract_value)
        if project.billing is Billing.FIXED_FEE and project.budget_minutes is not None:
            whole = Limit(minutes=project.budget_minutes)
        return whole.left(of_agreements(self._session, project))

    def _agreed(self, project: Project, agreement: Agreement, why: str) -> Route:
        limit = self._limit(agreement)
        if limit.is_open:
            return self._route(agreement, project, why, limit, NOTHING)
        limit = _raised(limit, total(grown(self._session, agreement, project)))
        used = total(self._usage.of(agreement, project))
        return self._route(agreement, project, why, limit, used)

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
        newest = max(found, key=lambda each: (each.valid_from or date.min, each.ref))
        return self._month(newest, project, day)

    def _month(self, bucket: Agreement, project: Project, day: date) -> Route:
        """A bucket in the month of a day."""
        more = grown(self._session, bucket, project)
        limit, used = prepaid.held(
            Limit(bucket.minutes, bucket.amount),
            bucket.carry_over,
            first=bucket.valid_from,
            day=day,
            used=self._usage.of(bucket, project),
            more=more,
        )
        client = self._session.get_one(Client, bucket.client_id or "")
        why = f"bucket of {client.name}, {formats.month(day)}"
        return self._route(bucket, project, why, limit, used)

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
            found = self._session.scalars(query.order_by(col(Agreement.ref)))
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


def _raised(limit: Limit, more: Amount) -> Limit:
    return Limit(
        None if limit.minutes is None else limit.minutes + more.minutes,
        None if limit.price is None else limit.price + more.price,
    )


def _is_valid(agreement: Agreement, day: date) -> bool:
    return (agreement.valid_from or date.min) <= day <= (agreement.valid_to or date.max)
