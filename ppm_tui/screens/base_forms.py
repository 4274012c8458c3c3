"""What can be edited of a project, task, risk, issue, change or person: every field once.

The name of a field is the keyword of the command that changes it; some have a command of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui.screens.base_kinds import (
    DAY,
    EFFORT,
    ESTIMATE,
    FLOAT,
    LINES,
    MONEY,
    MORE_EFFORT,
    NUMBER,
    PERCENT,
    PERSON,
    PLAN_LINES,
    RATING,
    REGION,
    TEXT,
    WEEK,
    WEEKDAY,
    Field,
    Row,
    choice,
)
from ppm_tui.terms import (
    Billing,
    BillState,
    Cadence,
    Constraint,
    Forecast,
    Measure,
    Priority,
    Recognition,
    RiskKind,
    RiskStatus,
    RiskStrategy,
    Stage,
    TaskStatus,
)

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

# Commands of their own


def _rank(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import ranks

    return partial(ranks.set_rank, keys=(row.ref,), rank=value)


def _task_status(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    reason = row.blocked_reason
    return partial(
        tasks.set_status, ref=row.ref, status=value, as_of=as_of, reason=reason, seen=row.version
    )


def _task_percent(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_percent, ref=row.ref, percent=value, as_of=as_of, seen=row.version)


def _task_start(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_dates, ref=row.ref, start=value, seen=row.version)


def _task_finish(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_dates, ref=row.ref, finish=value, seen=row.version)


def _task_duration(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.edit, ref=row.ref, start=row.start, duration=value, seen=row.version)


def _week(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import working_time

    if value is None:  # the newest gives way to the one before it
        return partial(working_time.remove_week, person=row.ref, valid_from=row.week[1])
    minutes, since = value
    return partial(working_time.set_week, person=row.ref, week=minutes, valid_from=since)


def _region(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import working_time

    return partial(working_time.set_region, person=row.ref, region=value, as_of=as_of)


def _availability(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import working_time

    return partial(working_time.set_availability, person=row.ref, percent=value)


def _risk_status(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import risk_status

    reason = row.status_reason
    return partial(
        risk_status.set_status,
        ref=row.ref, status=value, as_of=as_of, reason=reason, seen=row.version,
    )  # fmt: skip


PROJECT = (
    Field("name", "Name", TEXT, is_needed=True),
    Field("client", "Client", TEXT),
    Field("owner", "Owner", PERSON),
    Field("sponsor", "Sponsor", TEXT),
    Field("stage", "Stage", choice(Stage), is_needed=True),
    Field("rank", "Rank", NUMBER, _rank),
    Field("billing", "Billing", choice(Billing), is_needed=True),
    Field("currency", "Currency", TEXT, is_needed=True),
    Field("budget_cost", "Budget, money", MONEY),
    Field("budget_minutes", "Budget, effort", EFFORT),
    Field("contract_value", "Contract value", MONEY),
    Field("contingency_cost", "Contingency, money", MONEY),
    Field("contingency_minutes", "Contingency, effort", EFFORT),
    Field("management_reserve", "Management reserve", MONEY),
    Field("start", "Start", DAY),
    Field("finish", "Finish, planned", DAY),
    Field("forecast_finish", "Finish, forecast", DAY),
    Field("percent_complete", "Done", PERCENT),
    Field("ask", "Ask", TEXT),
    Field("critical_float_minutes", "Critical up to", FLOAT, is_needed=True),
    Field("near_critical_minutes", "Nearly so up to", FLOAT, is_needed=True),
    Field("cadence", "Update cadence", choice(Cadence), is_needed=True),
    Field("cadence_weekday", "Update weekday", WEEKDAY, is_needed=True),
    Field("bill", "Time is", choice(BillState), is_needed=True),
    Field("program", "Programme", TEXT),
    Field("portfolio", "Portfolio", TEXT),
    Field("purchase_order", "Purchase order", TEXT),
    Field("forecast", "Forecast of cost", choice(Forecast), is_needed=True),
    Field("recognition", "Fee counts as", choice(Recognition), is_needed=True),
    Field("tolerance_days", "Tolerated: days", NUMBER),
    Field("tolerance_cost", "Tolerated: cost %", NUMBER),
    Field("tolerance_scope", "Tolerated: scope %", NUMBER),
    Field("tolerance_load", "Tolerated: load %", NUMBER),
    Field("tolerance_risk", "Tolerated: score", NUMBER),
)

TASK = (
    Field("name", "Name", TEXT, is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("status", "Status", choice(TaskStatus), _task_status, is_needed=True),
    Field("percent", "Done", PERCENT, _task_percent, is_needed=True),
    Field("measure", "Progress by", choice(Measure)),
    Field("priority", "Priority", choice(Priority), is_needed=True),
    Field("start", "Start", DAY, _task_start, is_needed=True),
    Field("finish", "Finish", DAY, _task_finish, is_needed=True),
    Field("duration", "Duration", EFFORT, _task_duration, is_needed=True),
    Field("work", "Work", EFFORT),
    Field("estimate", "Best/likely/worst", ESTIMATE),
    Field("deadline", "Deadline", DAY),
    Field("constraint_type", "Constraint", choice(Constraint), is_needed=True),
    Field("constraint_date", "Constraint date", DAY),
    Field("actual_start", "Actual start", DAY),
    Field("actual_finish", "Actual finish", DAY),
    Field("cost", "Cost", MONEY),
    Field("bill", "Time is", choice(BillState)),
    Field("description", "Description", TEXT),
)

RISK = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("kind", "Kind", choice(RiskKind), is_needed=True),
    Field("status", "Status", choice(RiskStatus), _risk_status, is_needed=True),
    Field("status_reason", "Status, why", TEXT),
    Field("owner", "Owner", PERSON),
    Field("probability", "Probability", RATING, is_needed=True),
    Field("impact_cost", "Impact on cost", RATING, is_needed=True),
    Field("impact_time", "Impact on time", RATING, is_needed=True),
    Field("impact_scope", "Impact on scope", RATING, is_needed=True),
    Field("impact_quality", "Impact on quality", RATING, is_needed=True),
    Field("chance", "Chance, if known", PERCENT),
    Field("cause", "Cause", TEXT),
    Field("event", "Event", TEXT),
    Field("effect", "Effect", TEXT),
    Field("category", "Category", TEXT),
    Field("strategy", "Strategy", choice(RiskStrategy)),
    Field("response", "Response", TEXT),
    Field("residual_probability", "Probability after it", RATING),
    Field("residual_impact", "Impact after it", RATING),
    Field("residual_chance", "Chance after it", PERCENT),
    Field("residual_cost", "Cost after it", MONEY),
    Field("residual_minutes", "Effort after it", EFFORT),
    Field("response_cost", "Response costs", MONEY),
    Field("trigger", "Trigger", TEXT),
    Field("trigger_on", "Trigger shows on", DAY),
    Field("proximity", "May strike from", DAY),
    Field("contingency", "Contingency plan", TEXT),
    Field("fallback", "Fallback", TEXT),
    Field("task", "Holds up", TEXT),
    Field("due", "Due", DAY),
    Field("review", "Review", DAY),
    Field("review_days", "Days to review", NUMBER),
    Field("cost", "Cost if it strikes", MONEY),
    Field("cost_low", "Cost, at least", MONEY),
    Field("cost_high", "Cost, at most", MONEY),
    Field("minutes", "Effort if it strikes", EFFORT),
    Field("minutes_low", "Effort, at least", EFFORT),
    Field("minutes_high", "Effort, at most", EFFORT),
    Field("raised", "Raised", DAY),
    Field("identified_by", "Raised by", TEXT),
)

ISSUE = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("urgency", "Urgency", RATING, is_needed=True),
    Field("impact", "Impact", RATING, is_needed=True),
    Field("due", "Due", DAY),
    Field("description", "Description", TEXT),
)

ASSUMPTION = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("check_on", "Check by", DAY),
    Field("description", "Description", TEXT),
)

DECISION = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("decider", "Decided by", TEXT),
    Field("day", "Decided, or needed by", DAY),
    Field("applies_from", "Applies from", DAY),
    Field("told_to", "Told to", TEXT),
    Field("outcome", "What it changes", TEXT),
    Field("risk", "About the risk", TEXT),
    Field("issue", "About the issue", TEXT),
    Field("description", "Description", TEXT),
)

CHANGE = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("reason", "Reason", TEXT),
    Field("added", "Added to the scope", LINES),
    Field("removed", "Taken out", LINES),
    Field("plan", "Plan", PLAN_LINES),
    Field("minutes", "Effort", MORE_EFFORT),
    Field("cost", "Cost", MONEY),
    Field("price", "Price to the client", MONEY),
    Field("days", "Days later", NUMBER),
    Field("risk_effect", "Effect on risk", TEXT),
    Field("conditions", "Conditions", TEXT),
    Field("requested_by", "Requested by", TEXT),
    Field("authoriser", "Authoriser", TEXT),
)

SOMEBODY = (
    Field("name", "Name", TEXT, is_needed=True),
    Field("role", "Role", TEXT),
    Field("team", "Team", TEXT),
    Field("skills", "Skills", TEXT),
    Field("email", "Email", TEXT),
    Field("week", "Week", WEEK, _week),
    Field("region", "Region", REGION, _region),
    Field("availability", "Availability", PERCENT, _availability, is_needed=True),
    Field("target", "Target, billable", PERCENT),
)

FORMS: Mapping[str, tuple[Field, ...]] = {
    "project": PROJECT, "task": TASK, "risk": RISK, "issue": ISSUE, "change": CHANGE,
    "assumption": ASSUMPTION, "decision": DECISION, "person": SOMEBODY,
}  # fmt: skip


def kind_of(ref: str) -> str:
    """What a key or identifier names: `R-031` a risk, `ATLAS` a project, `@ana` a person."""
    if ref.startswith("@"):
        return "person"
    prefixes = {
        "T": "task", "M": "task", "P": "task", "R": "risk", "I": "issue", "CR": "change",
        "A": "assumption", "D": "decision",
    }  # fmt: skip
    prefix, dash, _ = ref.partition("-")
    return prefixes.get(prefix, "project") if dash else "project"


def command(row: Row, field: Field, value: Any, as_of: date) -> Command:
    """What sets a field of a row; what somebody else has set meanwhile is a Conflict."""
    if field.make is not None:
        return field.make(row, value, as_of)
    from ppm_tui.store.commands import (
        assumptions,
        changes,
        decisions,
        issues,
        people,
        projects,
        risks,
        tasks,
    )

    edits: dict[str, Callable[..., Any]] = {
        "project": projects.edit, "task": tasks.edit, "risk": risks.edit, "issue": issues.edit,
        "change": changes.edit, "assumption": assumptions.edit, "decision": decisions.edit,
        "person": people.edit,
    }  # fmt: skip
    kind = kind_of(row.ref)
    name = {"project": "key", "person": "person"}.get(kind, "ref")
    return partial(edits[kind], **{name: row.ref, "seen": row.version, field.name: value})
