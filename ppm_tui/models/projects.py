"""Projects, their status updates and notes."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, WallTime, big, json_text, long_text, reference, words
from ppm_tui.terms import (
    Billing,
    BillState,
    Cadence,
    Forecast,
    Outcome,
    Rag,
    Recognition,
    Stage,
)


class Project(Table, table=True):
    """One project. `rag` is what the manager declared; what follows from data is computed."""

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()
    client_id: str | None = reference("client", optional=True, index=True)
    portfolio_id: str | None = reference("portfolio", optional=True)
    program_id: str | None = reference("program", optional=True)
    stage: Stage = Field(default=Stage.ACTIVE, sa_type=words(Stage))
    rag: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_since: date | None = Field(default=None, sa_type=Day)
    rag_reason: str = long_text()
    rag_schedule: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_cost: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_scope: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_resources: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_risk: Rag | None = Field(default=None, sa_type=words(Rag))
    rag_over: Rag | None = Field(default=None, sa_type=words(Rag))
    """The computed colour that the declared one overrules, until the next update."""
    owner_id: str | None = reference("resource", optional=True)
    sponsor: str = long_text()
    billing: Billing = Field(default=Billing.TIME_AND_MATERIAL, sa_type=words(Billing))
    bill: BillState = Field(default=BillState.BILLABLE, sa_type=words(BillState))
    currency: str = Field(default="EUR", max_length=3)
    budget_cost: int | None = big()
    budget_minutes: int | None = big()
    contract_value: int | None = big()
    purchase_order: str = long_text()
    forecast: Forecast = Field(default=Forecast.AT_CPI, sa_type=words(Forecast))
    recognition: Recognition = Field(default=Recognition.EARNED, sa_type=words(Recognition))
    contingency_cost: int | None = big()
    contingency_minutes: int | None = big()
    management_reserve: int | None = big()
    """Money for what nobody has foreseen, outside the baseline."""
    start: datetime | None = Field(default=None, sa_type=WallTime)
    finish: datetime | None = Field(default=None, sa_type=WallTime)
    forecast_finish: date | None = Field(default=None, sa_type=Day)
    percent_complete: int | None = None
    rank: int | None = None
    ask: str = long_text()
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    critical_float_minutes: int = 0
    """Total float up to which a task is critical."""
    near_critical_minutes: int = 0
    """Total float up to which a task that is not critical is nearly so; 0 leaves that out."""
    tolerance_days: int | None = None
    """So many days the finish may move; None is what this program comes with, as of the next."""
    tolerance_cost: int | None = None
    """So many per cent the forecast of cost may exceed the budget."""
    tolerance_scope: int | None = None
    """So many per cent of the budget changes may ask for."""
    tolerance_load: int | None = None
    """So many per cent somebody of the project may be booked over capacity in a week."""
    tolerance_risk: int | None = None
    """The highest residual score of a risk that is borne."""
    cadence: Cadence = Field(default=Cadence.WEEKLY, sa_type=words(Cadence))
    cadence_weekday: int = 4
    """0 is Monday; counts for a weekly cadence."""
    source_id: str = Field(default="", index=True)
    source: str = json_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class StatusUpdate(Table, table=True):
    """What somebody said of a project on a day; `number` counts within the project.

    `bac`, `pv`, `ev` and `ac` are its earned value as it stood when that was said.
    """

    __tablename__ = "status_update"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_status_update_day", "project_id", "day"),
        Index("ix_status_update_today", "day"),
    )

    project_id: str = reference("project")
    number: int
    day: date = Field(sa_type=Day)
    outcome: Outcome = Field(sa_type=words(Outcome))
    rag: Rag | None = Field(default=None, sa_type=words(Rag))
    text: str = long_text()
    by: str = long_text()
    percent_complete: int | None = None
    finish: date | None = Field(default=None, sa_type=Day)
    bac: int | None = big()
    pv: int | None = big()
    ev: int | None = big()
    ac: int | None = big()


class Note(Table, table=True):
    """A dated remark on a project or one of its tasks."""

    __table_args__ = (Index("ix_note_day", "project_id", "day"),)
    known_by: ClassVar[tuple[str, ...]] = ("project_id", "number")

    project_id: str = reference("project")
    task_id: str | None = reference("task", optional=True, index=True)
    number: int
    day: date | None = Field(default=None, sa_type=Day)
    by: str = long_text()
    text: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)
