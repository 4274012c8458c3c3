"""All fields of one row that a person may edit, by its key (`ATLAS`) or identifier (`T-111`)."""

from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.analysis.estimates import Estimate, estimate_of
from ppm_tui.errors import NotFound
from ppm_tui.store.reader import Connection
from ppm_tui.terms import (
    Billing,
    Cadence,
    ChangeStatus,
    Constraint,
    IssueStatus,
    Measure,
    Minutes,
    Money,
    Priority,
    RiskKind,
    RiskStatus,
    RiskStrategy,
    Stage,
    TaskKind,
    TaskStatus,
    Undefined,
)

PROJECT = """
SELECT p.version, p.key, p.name, c.name, r.key, p.stage, p.rank, p.sponsor, p.billing, p.currency,
       p.budget_cost, p.budget_minutes, p.contract_value, p.start, p.finish, p.forecast_finish,
       p.percent_complete, p.ask, p.cadence, p.cadence_weekday,
       p.critical_float_minutes, p.near_critical_minutes, p.is_charged
FROM project p LEFT JOIN client c ON c.id = p.client_id LEFT JOIN resource r ON r.id = p.owner_id
WHERE p.key = :ref AND p.trashed_on IS NULL
"""

TASK = """
SELECT t.version, t.ref, p.key, t.name, t.kind, r.key, t.status, t.blocked_reason,
       t.percent_complete, t.measure, t.priority, t.start, t.finish, t.duration_minutes,
       t.work_minutes, t.optimistic_minutes, t.likely_minutes, t.pessimistic_minutes,
       t.deadline, t.constraint_type, t.constraint_date, t.actual_start, t.actual_finish, t.cost,
       p.currency, t.description, t.is_charged
FROM task t JOIN project p ON p.id = t.project_id LEFT JOIN resource r ON r.id = t.owner_id
WHERE t.ref = :ref AND t.trashed_on IS NULL
"""

RISK = """
SELECT x.version, x.ref, p.key, x.title, x.kind, x.status, r.key, x.cause, x.event, x.effect,
       x.category, x.probability, x.impact_cost, x.impact_time, x.impact_scope, x.impact_quality,
       x.residual_probability, x.residual_impact, x.strategy, x.response, x."trigger",
       x.contingency, x.raised, x.due, x.review, x.cost, x.minutes, p.currency
FROM risk x JOIN project p ON p.id = x.project_id LEFT JOIN resource r ON r.id = x.owner_id
WHERE x.ref = :ref AND x.trashed_on IS NULL
"""

ISSUE = """
SELECT i.version, i.ref, p.key, i.title, i.status, r.key, i.urgency, i.impact, i.raised, i.due,
       i.description
FROM issue i JOIN project p ON p.id = i.project_id LEFT JOIN resource r ON r.id = i.owner_id
WHERE i.ref = :ref AND i.trashed_on IS NULL
"""

CHANGE = """
SELECT c.version, c.ref, p.key, c.title, c.status, c.reason, c.added, c.removed, c.plan,
       c.minutes, c.cost, c.price, c.days, c.risk_effect, c.conditions, c.authoriser,
       c.requested_by, p.currency
FROM change_request c JOIN project p ON p.id = c.project_id
WHERE c.ref = :ref AND c.trashed_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """A project's own fields; money in minor units of its currency."""

    version: int
    ref: str
    name: str
    client: str | None
    owner: str | None
    stage: Stage
    rank: int | None
    sponsor: str
    billing: Billing
    currency: str
    budget_cost: Money | None
    budget_minutes: Minutes | None
    contract_value: Money | None
    start: datetime | None
    finish: datetime | None
    forecast_finish: date | None
    percent_complete: int | None
    ask: str
    cadence: Cadence
    cadence_weekday: int
    critical_float_minutes: int
    near_critical_minutes: int
    is_charged: bool

    @property
    def project(self) -> str:
        """Key of the project, as the other rows have it."""
        return self.ref


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task's own fields."""

    version: int
    ref: str
    project: str
    name: str
    kind: TaskKind
    owner: str | None
    status: TaskStatus
    blocked_reason: str
    percent: int
    measure: Measure | None
    priority: Priority
    start: datetime | None
    finish: datetime | None
    duration: Minutes | None
    work: Minutes | None
    optimistic_minutes: Minutes | None
    likely_minutes: Minutes | None
    pessimistic_minutes: Minutes | None
    deadline: datetime | None
    constraint_type: Constraint
    constraint_date: datetime | None
    actual_start: datetime | None
    actual_finish: datetime | None
    cost: Money | None
    currency: str
    description: str
    is_charged: bool | None

    @property
    def estimate(self) -> Estimate | None:
        """The three points, where they are an estimate."""
        points = (self.optimistic_minutes, self.likely_minutes, self.pessimistic_minutes)
        found = estimate_of(*points)
        return None if isinstance(found, Undefined) else found


@dataclass(frozen=True, slots=True)
class RiskDetail:
    """A risk's own fields; ratings from 1 to 5, 0 is not rated."""

    version: int
    ref: str
    project: str
    title: str
    kind: RiskKind
    status: RiskStatus
    owner: str | None
    cause: str
    event: str
    effect: str
    category: str
    probability: int
    impact_cost: int
    impact_time: int
    impact_scope: int
    impact_quality: int
    residual_probability: int | None
    residual_impact: int | None
    strategy: RiskStrategy | None
    response: str
    trigger: str
    contingency: str
    raised: date | None
    due: date | None
    review: date | None
    cost: Money | None
    minutes: Minutes | None
    currency: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """An issue's own fields; urgency and impact from 1 to 5, 0 is not rated."""

    version: int
    ref: str
    project: str
    title: str
    status: IssueStatus
    owner: str | None
    urgency: int
    impact: int
    raised: date | None
    due: date | None
    description: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title


@dataclass(frozen=True, slots=True)
class ChangeDetail:
    """A change request's own fields; money in minor units of the project's currency."""

    version: int
    ref: str
    project: str
    title: str
    status: ChangeStatus
    reason: str
    added: str
    removed: str
    plan: str
    minutes: Minutes | None
    cost: Money | None
    price: Money | None
    days: int | None
    risk_effect: str
    conditions: str
    authoriser: str
    requested_by: str
    currency: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title


Detail = ProjectDetail | TaskDetail | RiskDetail | IssueDetail | ChangeDetail


def detail(connection: Connection, *, ref: str) -> Detail:
    """The row of a key or identifier; one statement. Raises NotFound."""
    found: Detail | None
    if ref.startswith(("T-", "M-", "P-")):
        found = connection.one(TaskDetail, TASK, ref=ref)
    elif ref.startswith("R-"):
        found = connection.one(RiskDetail, RISK, ref=ref)
    elif ref.startswith("I-"):
        found = connection.one(IssueDetail, ISSUE, ref=ref)
    elif ref.startswith("CR-"):
        found = connection.one(ChangeDetail, CHANGE, ref=ref)
    else:
        found = connection.one(ProjectDetail, PROJECT, ref=ref)
    if found is None:
        raise NotFound(f"{ref} is not there any more")
    return found
