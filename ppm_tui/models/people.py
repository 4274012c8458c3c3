"""People and things that do the work: resources, rates, when they work, assignments, time."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from ppm_tui.models.types import (
    Day,
    Table,
    WallTime,
    big,
    json_text,
    long_text,
    reference,
    words,
)
from ppm_tui.terms import (
    AbsenceKind,
    BillState,
    BookingKind,
    Contour,
    CostKind,
    ResourceKind,
)


class Resource(Table, table=True):
    """A person, machine, material or cost, over all projects.

    `skills` are words with commas between, `region` is where whose public holidays are days off
    (`DE-BY`). Of its working time `availability` per cent are left when interruptions are
    taken off; `target` is the percentage of its capacity that is to be billable.
    """

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()
    kind: ResourceKind = Field(default=ResourceKind.WORK, sa_type=words(ResourceKind))
    role: str = long_text()
    email: str = long_text()
    initials: str = long_text()
    calendar_id: str | None = reference("calendar", optional=True)
    max_units: int | None = None
    week_minutes: int = 2400
    team: str = long_text()
    skills: str = long_text()
    region: str = Field(default="", max_length=16)
    availability: int = 100
    target: int | None = None
    source: str = json_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class WorkingWeek(Table, table=True):
    """When a person works from a day on; without a day it holds before all others.

    `week` is JSON as of a calendar: seven lists of [start, end] minutes after midnight.
    """

    __tablename__ = "working_week"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    resource_id: str = reference("resource")
    number: int = 0
    valid_from: date | None = Field(default=None, sa_type=Day)
    week: str = json_text("[]")


class Absence(Table, table=True):
    """Days, both ends in, on which a person does not work, or so many minutes a day less.

    `source_id` is what a file calls it: read again, it is the same absence.
    """

    __table_args__ = (
        UniqueConstraint("resource_id", "number"),
        Index("ix_absence_days", "last", "first"),
    )

    resource_id: str = reference("resource")
    number: int
    first: date = Field(sa_type=Day)
    last: date = Field(sa_type=Day)
    kind: AbsenceKind = Field(default=AbsenceKind.LEAVE, sa_type=words(AbsenceKind))
    minutes: int | None = None
    text: str = long_text()
    source_id: str = Field(default="", index=True)


class PublicHoliday(Table, table=True):
    """A day off in a region, such as `DE-BY`."""

    __tablename__ = "public_holiday"
    __table_args__ = (UniqueConstraint("region", "day"),)

    region: str = Field(max_length=16)
    day: date = Field(sa_type=Day)
    name: str = long_text()


class PlanResource(Table, table=True):
    """Under which identifier a resource stands in the file of a project."""

    __tablename__ = "plan_resource"
    __table_args__ = (UniqueConstraint("project_id", "uid"),)

    project_id: str = reference("project")
    resource_id: str = reference("resource", index=True)
    uid: str
    calendar_id: str | None = reference("calendar", optional=True)
    cost: int | None = big()
    work_minutes: int | None = big()


class ResourceRate(Table, table=True):
    """Cost of a resource from a day on, in minor units per `standard_per` (h, d, w, mo, y, m)."""

    __tablename__ = "resource_rate"
    known_by: ClassVar[tuple[str, ...]] = ("resource_id", "number")

    resource_id: str = reference("resource", index=True)
    number: int = 0
    rate_table: str = Field(default="A", max_length=1)
    valid_from: date | None = Field(default=None, sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    standard: int | None = big()
    standard_per: str = Field(default="h", max_length=8)
    overtime: int | None = big()
    overtime_per: str = Field(default="h", max_length=8)
    per_use: int | None = big()
    currency: str = Field(default="EUR", max_length=3)


class Assignment(Table, table=True):
    """A resource on a task; without one it is work that nobody has yet. Units are per cent."""

    __table_args__ = (
        Index("ix_assignment_project", "project_id"),
        Index("ix_assignment_dates", "finish", "start"),
    )
    known_by: ClassVar[tuple[str, ...]] = ("task_id", "uid", "resource_id")

    project_id: str = reference("project")
    task_id: str = reference("task", index=True)
    resource_id: str | None = reference("resource", optional=True, index=True)
    number: int = 0
    uid: str | None = None
    units: int = 100
    kind: BookingKind = Field(default=BookingKind.HARD, sa_type=words(BookingKind))
    contour: Contour = Field(default=Contour.FLAT, sa_type=words(Contour))
    work_minutes: int | None = big()
    actual_work_minutes: int | None = big()
    remaining_work_minutes: int | None = big()
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    delay_minutes: int | None = big()
    cost: int | None = big()
    actual_cost: int | None = big()
    source: str = json_text()


class Booking(Table, table=True):
    """Time for a project within some days that belongs to no task, called `B-3`.

    Without a person it is demand for somebody with a role or a skill.
    """

    __table_args__ = (
        Index("ix_booking_project", "project_id"),
        Index("ix_booking_dates", "finish", "start"),
    )

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    resource_id: str | None = reference("resource", optional=True, index=True)
    role: str = long_text()
    skill: str = long_text()
    kind: BookingKind = Field(default=BookingKind.SOFT, sa_type=words(BookingKind))
    contour: Contour = Field(default=Contour.FLAT, sa_type=words(Contour))
    minutes: int = big(0)
    start: date = Field(sa_type=Day)
    finish: date = Field(sa_type=Day)
    text: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class TimeEntry(Table, table=True):
    """What was spent on a day: time of a person, or what somebody else charged.

    `cost` and `price` are frozen at the rates valid on that day, in the currency of the project;
    what was paid in another one is `paid` of `paid_currency`. `agreement_id` is what it counts
    towards; none is what the project as a whole is paid by.
    """

    __tablename__ = "time_entry"
    known_by: ClassVar[tuple[str, ...]] = ("project_id", "number")
    __table_args__ = (
        Index(
            "ix_time_entry_sums", "project_id", "day", "trashed_on", "cost", "minutes", "kind",
            "bill", "price", "agreement_id", "invoice_id",
        ),
        Index("ix_time_entry_person", "resource_id", "day"),
        Index("ix_time_entry_agreement", "agreement_id", "day"),
    )  # fmt: skip

    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True, index=True)
    resource_id: str | None = reference("resource", optional=True)
    number: int
    day: date = Field(sa_type=Day)
    kind: CostKind = Field(default=CostKind.LABOUR, sa_type=words(CostKind))
    minutes: int
    cost: int | None = big()
    price: int | None = big()
    bill: BillState = Field(default=BillState.BILLABLE, sa_type=words(BillState))
    agreement_id: str | None = reference("agreement", optional=True)
    paid: int | None = big()
    paid_currency: str = Field(default="", max_length=3)
    receipt: str = long_text()
    commitment_id: str | None = reference("commitment", optional=True, index=True)
    invoice_id: str | None = reference("invoice", optional=True, index=True)
    text: str = long_text()
    source_id: str = Field(default="", index=True)
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Timer(Table, table=True):
    """What somebody works on right now; each has one at most. `started` is in UTC, as ISO text."""

    user: str = Field(max_length=80, unique=True)
    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True)
    started: str = Field(max_length=32)
    text: str = long_text()
