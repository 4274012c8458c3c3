"""All fields of one row that a person may edit, by its key (`ATLAS`, `@ana`) or `T-111`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ppm_tui.analysis.capacity import even_week
from ppm_tui.analysis.estimates import Estimate, estimate_of
from ppm_tui.analysis.worktime import Hours
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.stored_hours import full_week
from ppm_tui.store.reader import Connection
from ppm_tui.terms import (
    AssumptionStatus,
    Billing,
    BillState,
    Cadence,
    ChangeStatus,
    Constraint,
    DecisionStatus,
    Forecast,
    IssueStatus,
    Measure,
    Minutes,
    Money,
    Priority,
    Recognition,
    RiskKind,
    RiskStatus,
    RiskStrategy,
    Stage,
    TaskKind,
    TaskStatus,
    Undefined,
)

PROJECT = """
SELECT p.version, p.key, p.name, c.name, g.name, f.name, r.key, p.stage, p.rank, p.sponsor,
       p.billing, p.currency, p.budget_cost, p.budget_minutes, p.contract_value,
       p.contingency_cost, p.contingency_minutes,
       p.management_reserve, p.start, p.finish, p.forecast_finish, p.percent_complete,
       p.ask, p.cadence, p.cadence_weekday, p.critical_float_minutes, p.near_critical_minutes,
       p.bill,
       p.purchase_order, p.forecast, p.recognition, p.tolerance_days, p.tolerance_cost,
       p.tolerance_scope, p.tolerance_load, p.tolerance_risk
FROM project p LEFT JOIN client c ON c.id = p.client_id LEFT JOIN resource r ON r.id = p.owner_id
LEFT JOIN program g ON g.id = p.program_id LEFT JOIN portfolio f ON f.id = p.portfolio_id
WHERE p.key = :ref AND p.trashed_on IS NULL
"""

TASK = """
SELECT t.version, t.ref, p.key, t.name, t.kind, r.key, t.status, t.blocked_reason,
       t.percent_complete, t.measure, t.priority, t.start, t.finish, t.duration_minutes,
       t.work_minutes, t.optimistic_minutes, t.likely_minutes, t.pessimistic_minutes,
       t.deadline, t.constraint_type, t.constraint_date, t.actual_start, t.actual_finish, t.cost,
       p.currency, t.description, t.bill
FROM task t JOIN project p ON p.id = t.project_id LEFT JOIN resource r ON r.id = t.owner_id
WHERE t.ref = :ref AND t.trashed_on IS NULL
"""

RISK = """
SELECT x.version, x.ref, p.key, x.title, x.kind, x.status, r.key, x.cause, x.event, x.effect,
       x.category, x.probability, x.impact_cost, x.impact_time, x.impact_scope, x.impact_quality,
       x.residual_probability, x.residual_impact, x.strategy, x.response, x."trigger",
       x.contingency, x.raised, x.due, x.review, x.cost, x.minutes, p.currency, x.status_reason,
       x.chance, x.residual_chance, x.residual_cost, x.residual_minutes, x.response_cost,
       x.trigger_on, x.proximity, x.fallback, t.ref, x.review_days, x.cost_low, x.cost_high,
       x.minutes_low, x.minutes_high, x.identified_by
FROM risk x JOIN project p ON p.id = x.project_id LEFT JOIN resource r ON r.id = x.owner_id
LEFT JOIN task t ON t.id = x.task_id
WHERE x.ref = :ref AND x.trashed_on IS NULL
"""

ISSUE = """
SELECT i.version, i.ref, p.key, i.title, i.status, r.key, i.urgency, i.impact, i.raised, i.due,
       i.description
FROM issue i JOIN project p ON p.id = i.project_id LEFT JOIN resource r ON r.id = i.owner_id
WHERE i.ref = :ref AND i.trashed_on IS NULL
"""

ASSUMPTION = """
SELECT a.version, a.ref, p.key, a.title, a.status, r.key, a.check_on, a.description
FROM assumption a JOIN project p ON p.id = a.project_id LEFT JOIN resource r ON r.id = a.owner_id
WHERE a.ref = :ref AND a.trashed_on IS NULL
"""

DECISION = """
SELECT d.version, d.ref, p.key, d.title, d.status, d.decider, d.day, d.applies_from, d.told_to,
       d.outcome, r.ref, i.ref, d.description
FROM decision d JOIN project p ON p.id = d.project_id
LEFT JOIN risk r ON r.id = d.risk_id LEFT JOIN issue i ON i.id = d.issue_id
WHERE d.ref = :ref AND d.trashed_on IS NULL
"""

CHANGE = """
SELECT c.version, c.ref, p.key, c.title, c.status, c.reason, c.added, c.removed, c.plan,
       c.minutes, c.cost, c.price, c.days, c.risk_effect, c.conditions, c.authoriser,
       c.requested_by, p.currency
FROM change_request c JOIN project p ON p.id = c.project_id
WHERE c.ref = :ref AND c.trashed_on IS NULL
"""

PERSON = """
SELECT r.version, r.key, r.name, r.role, r.team, r.skills, r.email, r.week_minutes, r.region,
       r.availability, r.target
FROM resource r WHERE r.key = :person AND r.trashed_on IS NULL
"""

WEEKS = """
SELECT w.week, w.valid_from FROM working_week w JOIN resource r ON r.id = w.resource_id
WHERE r.key = :person ORDER BY COALESCE(w.valid_from, ''), w.number
"""


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """A project's own fields; money in minor units of its currency."""

    version: int
    ref: str
    name: str
    client: str | None
    program: str | None
    portfolio: str | None
    owner: str | None
    stage: Stage
    rank: int | None
    sponsor: str
    billing: Billing
    currency: str
    budget_cost: Money | None
    budget_minutes: Minutes | None
    contract_value: Money | None
    contingency_cost: Money | None
    contingency_minutes: Minutes | None
    management_reserve: Money | None
    start: datetime | None
    finish: datetime | None
    forecast_finish: date | None
    percent_complete: int | None
    ask: str
    cadence: Cadence
    cadence_weekday: int
    critical_float_minutes: int
    near_critical_minutes: int
    bill: BillState
    purchase_order: str
    forecast: Forecast
    recognition: Recognition
    tolerance_days: int | None
    tolerance_cost: int | None
    tolerance_scope: int | None
    tolerance_load: int | None
    tolerance_risk: int | None

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
    bill: BillState | None

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
    status_reason: str
    chance: int | None
    residual_chance: int | None
    residual_cost: Money | None
    residual_minutes: Minutes | None
    response_cost: Money | None
    trigger_on: date | None
    proximity: date | None
    fallback: str
    task: str | None
    review_days: int | None
    cost_low: Money | None
    cost_high: Money | None
    minutes_low: Minutes | None
    minutes_high: Minutes | None
    identified_by: str

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
class AssumptionDetail:
    """An assumption's own fields."""

    version: int
    ref: str
    project: str
    title: str
    status: AssumptionStatus
    owner: str | None
    check_on: date | None
    description: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title


@dataclass(frozen=True, slots=True)
class DecisionDetail:
    """A decision's own fields; `risk` and `issue` are the identifiers of what it is about."""

    version: int
    ref: str
    project: str
    title: str
    status: DecisionStatus
    decider: str
    day: date | None
    applies_from: date | None
    told_to: str
    outcome: str
    risk: str | None
    issue: str | None
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


@dataclass(frozen=True, slots=True)
class WeekRow:
    """When a person works from a day on, or always, as stored."""

    hours: str
    valid_from: date | None


Week = tuple[tuple[Minutes, ...], date | None]
"""Working minutes of Monday to Sunday, and the day from which on they hold."""


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person's own fields. `stored` are the weeks that were said of them, the first one first."""

    version: int
    key: str
    name: str
    role: str
    team: str
    skills: str
    email: str
    week_minutes: Minutes
    region: str
    availability: int
    target: int | None
    stored: tuple[WeekRow, ...] = ()

    @property
    def ref(self) -> str:
        """What the person is called by among all that can be edited."""
        return f"@{self.key}"

    @property
    def project(self) -> str:
        """As the other rows have it: somebody belongs to no project."""
        return self.ref

    @property
    def weeks(self) -> list[Week]:
        """When they work, the first week first; without any the hours of a week."""
        if not self.stored:
            return [(_minutes(even_week(self.week_minutes)), None)]
        return [(_minutes(full_week(row.hours)), row.valid_from) for row in self.stored]

    @property
    def week(self) -> Week:
        """The week that begins last."""
        return self.weeks[-1]


def _minutes(week: Sequence[Hours]) -> tuple[Minutes, ...]:
    return tuple(Minutes(sum(end - start for start, end in day)) for day in week)


Detail = (
    ProjectDetail
    | TaskDetail
    | RiskDetail
    | IssueDetail
    | AssumptionDetail
    | DecisionDetail
    | ChangeDetail
    | PersonDetail
)


def detail(connection: Connection, *, ref: str) -> Detail:
    """The row of a key or identifier; one statement, of a person two. Raises NotFound."""
    found: Detail | None
    if ref.startswith("@"):
        found = _person(connection, ref[1:])
    elif ref.startswith(("T-", "M-", "P-")):
        found = connection.one(TaskDetail, TASK, ref=ref)
    elif ref.startswith("R-"):
        found = connection.one(RiskDetail, RISK, ref=ref)
    elif ref.startswith("I-"):
        found = connection.one(IssueDetail, ISSUE, ref=ref)
    elif ref.startswith("A-"):
        found = connection.one(AssumptionDetail, ASSUMPTION, ref=ref)
    elif ref.startswith("D-"):
        found = connection.one(DecisionDetail, DECISION, ref=ref)
    elif ref.startswith("CR-"):
        found = connection.one(ChangeDetail, CHANGE, ref=ref)
    else:
        found = connection.one(ProjectDetail, PROJECT, ref=ref)
    if found is None:
        raise NotFound(f"{ref} is not there any more")
    return found


def _person(connection: Connection, key: str) -> PersonDetail | None:
    found = connection.one(PersonDetail, PERSON, person=key)
    if found is None:
        return None
    return replace(found, stored=tuple(connection.all(WeekRow, WEEKS, person=key)))
