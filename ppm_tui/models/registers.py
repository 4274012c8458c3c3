"""The registers of a project: risks, issues, assumptions, decisions, change requests."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, big, json_text, long_text, reference, words
from ppm_tui.terms import (
    AssumptionStatus,
    ChangeStatus,
    DecisionStatus,
    IssueStatus,
    Over,
    ReserveKind,
    RiskKind,
    RiskStatus,
    RiskStrategy,
)


class RiskMatrix(Table, table=True):
    """Scales and zones of the portfolio, if they are not those that ppm comes with.

    `probabilities` and `impacts` are JSON lists of steps, the lowest first; `zones` is a JSON list
    of texts, one for each step of probability, a letter (X H M L) for each step of impact.
    """

    __tablename__ = "risk_matrix"

    name: str = Field(max_length=24, unique=True)
    probabilities: str = json_text("[]")
    impacts: str = json_text("[]")
    zones: str = json_text("[]")


class Risk(Table, table=True):
    """Something uncertain that would matter; ratings run from 1 to 5, 0 is not rated.

    `chance` is its probability in per cent where that is known better than by its step. `cost` and
    `minutes` are what it most likely does, between the low and the high one; `task_id` is what it
    would hold up. `proximity` is from when on it may strike, `trigger_on` when its trigger shows.
    """

    __table_args__ = (Index("ix_risk_project", "project_id", "status"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    title: str = long_text()
    cause: str = long_text()
    event: str = long_text()
    effect: str = long_text()
    kind: RiskKind = Field(default=RiskKind.THREAT, sa_type=words(RiskKind))
    category: str = long_text()
    probability: int = 0
    impact_cost: int = 0
    impact_time: int = 0
    impact_scope: int = 0
    impact_quality: int = 0
    residual_probability: int | None = None
    residual_impact: int | None = None
    strategy: RiskStrategy | None = Field(default=None, sa_type=words(RiskStrategy))
    response: str = long_text()
    owner_id: str | None = reference("resource", optional=True)
    status: RiskStatus = Field(default=RiskStatus.OPEN, sa_type=words(RiskStatus))
    trigger: str = long_text()
    contingency: str = long_text()
    raised: date | None = Field(default=None, sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    review: date | None = Field(default=None, sa_type=Day)
    cost: int | None = big()
    minutes: int | None = big()
    chance: int | None = None
    cost_low: int | None = big()
    cost_high: int | None = big()
    minutes_low: int | None = big()
    minutes_high: int | None = big()
    residual_chance: int | None = None
    residual_cost: int | None = big()
    residual_minutes: int | None = big()
    response_cost: int | None = big()
    task_id: str | None = reference("task", optional=True)
    identified_by: str = long_text()
    proximity: date | None = Field(default=None, sa_type=Day)
    trigger_on: date | None = Field(default=None, sa_type=Day)
    fallback: str = long_text()
    status_reason: str = long_text()
    review_days: int | None = None
    reviewed: date | None = Field(default=None, sa_type=Day)
    trashed_on: date | None = Field(default=None, sa_type=Day)


class RiskAction(Table, table=True):
    """A task of the plan that is a response to a risk."""

    __tablename__ = "risk_action"
    __table_args__ = (UniqueConstraint("risk_id", "task_id"),)

    risk_id: str = reference("risk")
    task_id: str = reference("task", index=True)


class Issue(Table, table=True):
    """Something that has happened and needs doing; `risk_id` is the risk it was."""

    __table_args__ = (Index("ix_issue_project", "project_id", "status"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    risk_id: str | None = reference("risk", optional=True)
    title: str = long_text()
    description: str = long_text()
    status: IssueStatus = Field(default=IssueStatus.OPEN, sa_type=words(IssueStatus))
    urgency: int = 0
    impact: int = 0
    owner_id: str | None = reference("resource", optional=True)
    raised: date | None = Field(default=None, sa_type=Day)
    due: date | None = Field(default=None, sa_type=Day)
    resolved: date | None = Field(default=None, sa_type=Day)
    status_reason: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class IssueAction(Table, table=True):
    """A task of the plan that is to solve an issue."""

    __tablename__ = "issue_action"
    __table_args__ = (UniqueConstraint("issue_id", "task_id"),)

    issue_id: str = reference("issue")
    task_id: str = reference("task", index=True)


class Assumption(Table, table=True):
    """Something taken as true without proof, to be checked by a day; `A-3`.

    `risk_id` is the risk, `issue_id` the issue that it became when it proved wrong.
    """

    __table_args__ = (Index("ix_assumption_project", "project_id", "status"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    risk_id: str | None = reference("risk", optional=True)
    issue_id: str | None = reference("issue", optional=True)
    title: str = long_text()
    description: str = long_text()
    status: AssumptionStatus = Field(default=AssumptionStatus.OPEN, sa_type=words(AssumptionStatus))
    status_reason: str = long_text()
    owner_id: str | None = reference("resource", optional=True)
    raised: date | None = Field(default=None, sa_type=Day)
    check_on: date | None = Field(default=None, sa_type=Day)
    checked: date | None = Field(default=None, sa_type=Day)
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Decision(Table, table=True):
    """What somebody has decided, and what it changed; `D-5`."""

    __table_args__ = (Index("ix_decision_project", "project_id", "status"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    risk_id: str | None = reference("risk", optional=True)
    issue_id: str | None = reference("issue", optional=True)
    title: str = long_text()
    description: str = long_text()
    status: DecisionStatus = Field(default=DecisionStatus.DECIDED, sa_type=words(DecisionStatus))
    decider: str = long_text()
    day: date | None = Field(default=None, sa_type=Day)
    applies_from: date | None = Field(default=None, sa_type=Day)
    told_to: str = long_text()
    outcome: str = long_text()
    trashed_on: date | None = Field(default=None, sa_type=Day)


class ReserveDraw(Table, table=True):
    """What was taken from the reserve of a project, for an issue or a change; below 0 it came back.

    `number` counts within the project.
    """

    __tablename__ = "reserve_draw"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: str = reference("project")
    issue_id: str | None = reference("issue", optional=True)
    number: int
    day: date = Field(sa_type=Day)
    kind: ReserveKind = Field(default=ReserveKind.CONTINGENCY, sa_type=words(ReserveKind))
    cost: int = big(0)
    minutes: int = big(0)
    text: str = long_text()


class ChangeRequest(Table, table=True):
    """A wish to change what was agreed, and what the authoriser said of it.

    `added` and `removed` are lines of the agreed scope; `plan` is what becomes of tasks, a line
    each, as people type it. `minutes`, `cost`, `price` and `days` are differences. `nonce` makes
    the code of the text by which it is approved; `baseline_id` is what approval has frozen. Of the
    agreement that it names it raises the limit.
    """

    __tablename__ = "change_request"
    __table_args__ = (Index("ix_change_request_project", "project_id", "status"),)

    ref: str = Field(max_length=16, unique=True)
    project_id: str = reference("project")
    title: str = long_text()
    reason: str = long_text()
    status: ChangeStatus = Field(default=ChangeStatus.DRAFT, sa_type=words(ChangeStatus))
    minutes: int | None = big()
    cost: int | None = big()
    price: int | None = big()
    days: int | None = None
    authoriser: str = long_text()
    since: date | None = Field(default=None, sa_type=Day)
    decided: date | None = Field(default=None, sa_type=Day)
    decided_by: str = long_text()
    evidence: str = long_text()
    conditions: str = long_text()
    requested_by: str = long_text()
    added: str = long_text()
    removed: str = long_text()
    plan: str = long_text()
    risk_effect: str = long_text()
    nonce: str = Field(default="", max_length=32)
    risk_id: str | None = reference("risk", optional=True)
    issue_id: str | None = reference("issue", optional=True)
    task_id: str | None = reference("task", optional=True)
    time_entry_id: str | None = reference("time_entry", optional=True)
    baseline_id: str | None = reference("baseline", optional=True)
    agreement_id: str | None = reference("agreement", optional=True)
    trashed_on: date | None = Field(default=None, sa_type=Day)


class Overrun(Table, table=True):
    """The part of a time entry that is over what was agreed, and what was decided about it.

    What is to become a change request is held until that is decided: `change_request_id`. `billed`
    of `price` stands on an invoice, which may be a later one than that of the entry.
    """

    __table_args__ = (UniqueConstraint("time_entry_id"),)

    project_id: str = reference("project", index=True)
    time_entry_id: str = reference("time_entry")
    change_request_id: str | None = reference("change_request", optional=True, index=True)
    invoice_id: str | None = reference("invoice", optional=True, index=True)
    choice: Over = Field(sa_type=words(Over))
    minutes: int = big(0)
    price: int = big(0)
    billed: int | None = big()
    reason: str = long_text()
