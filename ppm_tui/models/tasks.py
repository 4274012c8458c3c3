"""The plan of a project: tasks, dependencies, baselines."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, WallTime, big, json_text, long_text, reference, words
from ppm_tui.terms import (
    BillState,
    Constraint,
    LagKind,
    LinkType,
    Measure,
    Priority,
    TaskKind,
    TaskStatus,
)

SUMS = (
    "project_id",
    "kind",
    "trashed_on",
    "start",
    "finish",
    "duration_minutes",
    "percent_complete",
)
"""What the overview adds up of every task: an index of all of it spares reading the rows."""


class Task(Table, table=True):
    """One phase, task or milestone. `uid` is the file's identifier, `ref` ours (`T-111`).

    `optimistic_minutes`, `likely_minutes` and `pessimistic_minutes` estimate its duration in
    working time, all three or none; `measure` is how its progress is measured, if that is said.
    """

    __table_args__ = (
        Index("ix_task_plan", "project_id", "position"),
        Index("ix_task_kind", "kind", "project_id"),
        Index("ix_task_sums", *SUMS),
        Index("ix_task_uid", "project_id", "uid"),
        Index("ix_task_dates", "finish", "start"),
    )

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    parent_id: str | None = reference("task", optional=True, index=True)
    position: int
    uid: str | None = None
    kind: TaskKind = Field(default=TaskKind.TASK, sa_type=words(TaskKind))
    name: str = long_text()
    wbs: str = ""
    status: TaskStatus = Field(default=TaskStatus.TODO, sa_type=words(TaskStatus))
    blocked_reason: str = long_text()
    owner_id: str | None = reference("resource", optional=True, index=True)
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    duration_minutes: int | None = big()
    duration_unit: str = Field(default="d", max_length=2)
    is_elapsed: bool = False
    is_estimated: bool = False
    work_minutes: int | None = big()
    optimistic_minutes: int | None = big()
    likely_minutes: int | None = big()
    pessimistic_minutes: int | None = big()
    percent_complete: int = 0
    measure: Measure | None = Field(default=None, sa_type=words(Measure))
    percent_work: int | None = None
    percent_physical: int | None = None
    actual_start: datetime | None = Field(default=None, sa_type=WallTime)
    actual_finish: datetime | None = Field(default=None, sa_type=WallTime)
    actual_duration_minutes: int | None = big()
    remaining_duration_minutes: int | None = big()
    actual_work_minutes: int | None = big()
    remaining_work_minutes: int | None = big()
    deadline: datetime | None = Field(default=None, sa_type=WallTime)
    constraint_type: Constraint = Field(default=Constraint.ASAP, sa_type=words(Constraint))
    constraint_date: datetime | None = Field(default=None, sa_type=WallTime)
    calendar_id: str | None = reference("calendar", optional=True)
    bill: BillState | None = Field(default=None, sa_type=words(BillState))
    """Whether time on it is billed to the client; as what it belongs to where it is not said."""
    is_active: bool = True
    is_manual: bool = False
    priority: Priority = Field(default=Priority.MEDIUM, sa_type=words(Priority))
    cost: int | None = big()
    fixed_cost: int | None = big()
    actual_cost: int | None = big()
    remaining_cost: int | None = big()
    description: str = long_text()
    splits: str = json_text("[]")
    source: str = json_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Dependency(Table, table=True):
    """`task_id` waits for `predecessor_id`. `lag` is minutes, or per cent by `lag_kind`."""

    __table_args__ = (
        UniqueConstraint("task_id", "predecessor_id", "type"),
        Index("ix_dependency_project", "project_id"),
    )

    project_id: str = reference("project")
    task_id: str = reference("task")
    predecessor_id: str = reference("task", index=True)
    number: int = 0
    type: LinkType = Field(default=LinkType.FS, sa_type=words(LinkType))
    lag: int = 0
    lag_kind: LagKind = Field(default=LagKind.WORKING, sa_type=words(LagKind))
    lag_unit: str = Field(default="d", max_length=2)


class Baseline(Table, table=True):
    """A frozen plan of a project. The current one is what earned value is measured against.

    `planned_value` is JSON: {"start": day, "values": [...]}, the cumulative baseline cost at
    the end of each calendar day from `start` on, in minor units.
    """

    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: str = reference("project")
    number: int
    name: str = long_text()
    day: date | None = Field(default=None, sa_type=Day)
    is_current: bool = False
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    cost: int | None = big()
    work_minutes: int | None = big()
    planned_value: str = json_text()


class BaselineTask(Table, table=True):
    """What a baseline froze of one task."""

    __tablename__ = "baseline_task"
    __table_args__ = (UniqueConstraint("baseline_id", "task_id"),)

    project_id: str = reference("project")
    baseline_id: str = reference("baseline")
    task_id: str = reference("task", index=True)
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    duration_minutes: int | None = big()
    work_minutes: int | None = big()
    cost: int | None = big()
