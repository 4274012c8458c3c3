"""People and things that do the work: resources, rates, assignments, time."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, WallTime, big, json_text, long_text, reference, words
from ppm_tui.terms import ResourceKind


class Resource(Table, table=True):
    """A person, machine, material or cost, over all projects."""

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()
    kind: ResourceKind = Field(default=ResourceKind.WORK, sa_type=words(ResourceKind))
    role: str = long_text()
    email: str = long_text()
    initials: str = long_text()
    calendar_id: str | None = reference("calendar", optional=True)
    max_units: int | None = None
    week_minutes: int = 2400
    source: str = json_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


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

    __table_args__ = (Index("ix_assignment_project", "project_id"),)
    known_by: ClassVar[tuple[str, ...]] = ("task_id", "uid", "resource_id")

    project_id: str = reference("project")
    task_id: str = reference("task", index=True)
    resource_id: str | None = reference("resource", optional=True, index=True)
    number: int = 0
    uid: str | None = None
    units: int = 100
    work_minutes: int | None = big()
    actual_work_minutes: int | None = big()
    remaining_work_minutes: int | None = big()
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    delay_minutes: int | None = big()
    cost: int | None = big()
    actual_cost: int | None = big()
    source: str = json_text()


class TimeEntry(Table, table=True):
    """Time spent on a day; `cost` is frozen at the rate valid on that day."""

    __tablename__ = "time_entry"
    known_by: ClassVar[tuple[str, ...]] = ("project_id", "number")
    __table_args__ = (
        Index("ix_time_entry_day", "project_id", "day", "trashed_on", "cost", "minutes"),
    )

    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True, index=True)
    resource_id: str | None = reference("resource", optional=True, index=True)
    number: int
    day: date = Field(sa_type=Day)
    minutes: int
    cost: int | None = big()
    is_charged: bool = True
    text: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)
