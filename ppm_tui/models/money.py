"""Money: rates, exchange rates, budgets, what was agreed on payment, commitments, invoices."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, big, long_text, reference, words
from ppm_tui.terms import Billing, CarryOver, CostKind, RateKind

WHOLE: dict[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), text("task_id IS NULL"))
"""A unique constraint does not see rows that belong to no phase."""


class Rate(Table, table=True):
    """What an hour costs, or is billed at, from a day to a day, both in; `RT-3`.

    It holds for whom and for what it names, and for all others where it names nothing: a person or
    a role, on a project or for a client. `amount` is minor units of the currency an hour. What a
    person costs everywhere is in `ResourceRate`, as plan files have it.
    """

    ref: str = Field(max_length=16, unique=True)
    kind: RateKind = Field(sa_type=words(RateKind))
    resource_id: str | None = reference("resource", optional=True)
    role: str = long_text()
    client_id: str | None = reference("client", optional=True)
    project_id: str | None = reference("project", optional=True)
    valid_from: date | None = Field(default=None, sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    amount: int = big(0)
    currency: str = Field(default="EUR", max_length=3)


class ExchangeRate(Table, table=True):
    """So much of `target` is paid for one of `source`, from a day on; `rate` is a decimal."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("source", "target", "day"),)

    source: str = Field(max_length=3)
    target: str = Field(max_length=3)
    day: date = Field(sa_type=Day)
    rate: str = Field(max_length=32)


class Budget(Table, table=True):
    """What may be spent on a phase, or on a project as a whole where it names none.

    Minutes of work, and money in minor units for labour, expenses and products.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "task_id"),
        Index("uq_budget_whole", "project_id", unique=True, **WHOLE),
    )

    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True)
    minutes: int | None = big()
    labour: int | None = big()
    expense: int | None = big()
    product: int | None = big()


class Agreement(Table, table=True):
    """How the client pays for a phase, a milestone or a project, or a bucket of a client; `AG-2`.

    `amount` is the fee, the cap, what a milestone is worth, or the money of each month; `minutes`
    is the work that is in it, and `rate` replaces the table of rates, in minor units an hour.
    """

    __table_args__ = (
        Index("ix_agreement_project", "project_id"),
        Index("ix_agreement_client", "client_id"),
    )

    ref: str = Field(max_length=16, unique=True)
    client_id: str | None = reference("client", optional=True)
    project_id: str | None = reference("project", optional=True)
    task_id: str | None = reference("task", optional=True, index=True)
    name: str = long_text()
    method: Billing = Field(sa_type=words(Billing))
    amount: int | None = big()
    minutes: int | None = big()
    rate: int | None = big()
    carry_over: CarryOver = Field(default=CarryOver.NONE, sa_type=words(CarryOver))
    currency: str = Field(default="EUR", max_length=3)
    valid_from: date | None = Field(default=None, sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    purchase_order: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Commitment(Table, table=True):
    """What was ordered and is not charged yet; cost that names it uses it up; `CO-4`."""

    __table_args__ = (Index("ix_commitment_project", "project_id", "closed_on"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True)
    day: date = Field(sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    kind: CostKind = Field(default=CostKind.PRODUCT, sa_type=words(CostKind))
    amount: int = big(0)
    supplier: str = long_text()
    text: str = long_text()
    closed_on: date | None = Field(default=None, sa_type=Day)
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Invoice(Table, table=True):
    """What a client was asked to pay for the days of a period, both in; `INV-7`."""

    ref: str = Field(max_length=16, unique=True)
    client_id: str = reference("client", index=True)
    day: date = Field(sa_type=Day)
    first: date = Field(sa_type=Day)
    last: date = Field(sa_type=Day)
    currency: str = Field(default="EUR", max_length=3)
    text: str = long_text()


class InvoiceLine(Table, table=True):
    """A line of an invoice as it went out; `number` counts within the invoice.

    A fee is what was agreed, not what was worked: that of a prepaid bucket is of no project.
    """

    __tablename__ = "invoice_line"
    known_by: ClassVar[tuple[str, ...]] = ("invoice_id", "number")
    __table_args__ = (UniqueConstraint("invoice_id", "number"),)

    invoice_id: str = reference("invoice")
    project_id: str | None = reference("project", optional=True, index=True)
    task_id: str | None = reference("task", optional=True)
    agreement_id: str | None = reference("agreement", optional=True, index=True)
    number: int
    is_fee: bool = False
    kind: CostKind = Field(default=CostKind.LABOUR, sa_type=words(CostKind))
    text: str = long_text()
    minutes: int = big(0)
    amount: int = big(0)
