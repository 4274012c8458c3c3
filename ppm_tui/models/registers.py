"""The registers of a project: risks, issues, change requests."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from ppm_tui.models.types import Day, Table, big, long_text, reference, words
from ppm_tui.terms import ChangeStatus, IssueStatus, RiskKind, RiskStatus, RiskStrategy


class Risk(Table, table=True):
    """Something uncertain that would matter; ratings run from 1 to 5, 0 is not rated."""

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
    trashed_on: date | None = Field(default=None, sa_type=Day)


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
    trashed_on: date | None = Field(default=None, sa_type=Day)


class ChangeRequest(Table, table=True):
    """A wish to change what was agreed, and what the authoriser said of it."""

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
    trashed_on: date | None = Field(default=None, sa_type=Day)
