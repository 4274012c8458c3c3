"""Rows as the JSON of the command line: names and order are a public interface.

Their JSON Schemas are docs/schema/*.json.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis import risk as levels
from ppm_tui.store.queries.portfolio import NO_FORECAST
from ppm_tui.terms import Undefined

if TYPE_CHECKING:  # a command needs none of the rows but its own, and all of them cost 15 ms
    from ppm_tui.analysis.health import Judged
    from ppm_tui.analysis.network import TaskDates
    from ppm_tui.store.queries.changes import ChangeRow
    from ppm_tui.store.queries.log import FieldChange, StepRow
    from ppm_tui.store.queries.overdue import OverdueRow
    from ppm_tui.store.queries.plan import Baseline, TaskRow
    from ppm_tui.store.queries.portfolio import PortfolioRow
    from ppm_tui.store.queries.project import IssueRow, NoteRow, UpdateRow
    from ppm_tui.store.queries.risks import RiskRow

Shape = dict[str, object]
DATES = (
    "early_start", "early_finish", "late_start", "late_finish", "total_float_minutes",
    "free_float_minutes",
)  # fmt: skip


def project(row: PortfolioRow) -> Shape:
    """A row of `projects`."""
    return {
        "key": row.key,
        "name": row.name,
        "client": row.client_name,
        "stage": row.stage,
        "rag": row.rag,
        "rag_computed": row.rag_computed or Undefined(row.rag_why),
        "rag_reason": row.rag_reason,
        "owner": row.owner,
        "percent_complete": row.percent_complete,
        "start": _day(row.start),
        "finish": row.finish or (NO_FORECAST if row.is_past else None),
        "baseline_finish": row.baseline_finish,
        "slip_days": row.slip_days,
        "currency": row.currency,
        "bac": row.bac,
        "pv": row.pv,
        "ev": row.ev,
        "ac": row.ac,
        "spi": row.spi,
        "cpi": row.cpi,
        "eac": row.eac if isinstance(row.eac, Undefined) else formats.whole(row.eac),
        "next_milestone": _milestone(row),
        "open_risks": row.open_risks,
        "top_risk_score": Undefined("no open risk is rated")
        if row.top_risk is None
        else row.top_risk,
        "open_changes": row.open_changes,
        "last_update": row.last_update,
    }


def judged(each: Judged) -> Shape:
    """A dimension of the health of a project."""
    return {"dimension": each.dimension, "rag": each.rag, "reason": each.reason}


def _milestone(row: PortfolioRow) -> Shape | None:
    if row.milestone_id is None:
        return None
    return {
        "id": row.milestone_id,
        "name": row.milestone,
        "date": row.milestone_date,
        "late": row.is_late,
    }


def task(row: TaskRow) -> Shape:
    """A row of `tasks`."""
    return _task(row, row.dates)


def overdue(row: OverdueRow) -> Shape:
    """A row of `overdue`: a task with its project, the day it was due and how long ago.

    Early and late dates need the whole plan, which this list does not read.
    """
    return _task(row, Undefined(f"not in this list: ppm tasks {row.project}")) | {
        "project": row.project,
        "client": row.client,
        "due": row.due,
        "days_late": row.days_late,
    }


def _task(row: TaskRow | OverdueRow, dates: TaskDates | Undefined) -> Shape:
    computed: Shape = {
        name: dates if isinstance(dates, Undefined) else getattr(dates, name) for name in DATES
    }
    return {
        "id": row.ref,
        "uid": row.uid,
        "wbs": row.wbs,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent,
        "start": row.start,
        "finish": row.finish,
        "duration_minutes": row.duration_minutes,
        "work_minutes": row.work_minutes,
        "percent_complete": row.percent_complete,
        "actual_start": row.actual_start,
        "actual_finish": row.actual_finish,
        "deadline": row.deadline,
        "constraint": {"type": row.constraint, "date": row.constraint_date},
        **computed,
        "critical": dates if isinstance(dates, Undefined) else dates.is_critical,
        "predecessors": [
            {"id": each.ref, "uid": each.uid, "type": each.type, "lag_minutes": each.lag_minutes}
            for each in row.predecessors
        ],
        "owner": row.owner,
        "baseline": _baseline(row.baseline),
    }


def _baseline(frozen: Baseline | None) -> Shape | None:
    if frozen is None:
        return None
    return {
        "start": frozen.start,
        "finish": frozen.finish,
        "work_minutes": frozen.work_minutes,
        "cost": frozen.cost,
    }


def risk(row: RiskRow) -> Shape:
    """A row of `risks`."""
    value = {"emv_cost": row.emv_cost, "emv_minutes": row.emv_minutes}
    return {
        "id": row.ref,
        "project": row.project,
        "title": row.title,
        "cause": row.cause,
        "event": row.event,
        "effect": row.effect,
        "kind": row.kind,
        "probability": row.probability or levels.NOT_RATED,
        "impact": row.impact or levels.NOT_RATED,
        "score": row.score,
        "zone": row.zone,
        "residual_probability": row.residual_probability or None,
        "residual_impact": row.residual_impact or None,
        "residual_score": row.residual_score,
        "strategy": row.strategy,
        "owner": row.owner,
        "status": row.status,
        "trigger": row.trigger,
        "contingency": row.contingency,
        "due": row.due,
        "review": row.review,
        **{
            name: each if isinstance(each, Undefined) else formats.whole(each)
            for name, each in value.items()
        },
        "currency": row.currency,
    }


def change(row: ChangeRow) -> Shape:
    """A row of `changes`."""
    return {
        "id": row.ref,
        "project": row.project,
        "client": row.client,
        "title": row.title,
        "reason": row.reason,
        "status": row.status,
        "added": row.added.splitlines(),
        "removed": row.removed.splitlines(),
        "plan": row.plan.splitlines(),
        "minutes": row.minutes,
        "cost": row.cost,
        "price": row.price,
        "days": row.days,
        "currency": row.currency,
        "risk_effect": row.risk_effect,
        "conditions": row.conditions,
        "requested_by": row.requested_by,
        "authoriser": row.authoriser,
        "decided": row.decided,
        "decided_by": row.decided_by,
        "evidence": row.evidence,
        "since": row.since,
        "from": {"task": row.task, "risk": row.risk, "issue": row.issue, "time": row.time},
        "baseline": row.baseline,
    }


def issue(row: IssueRow) -> Shape:
    """An issue of a project."""
    return {
        "id": row.ref,
        "project": row.project,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "urgency": row.urgency or levels.NOT_RATED,
        "impact": row.impact or levels.NOT_RATED,
        "owner": row.owner,
        "raised": row.raised,
        "due": row.due,
    }


def update(row: UpdateRow) -> Shape:
    """A status update of a project."""
    return {
        "day": row.day,
        "outcome": row.outcome,
        "rag": row.rag,
        "text": row.text,
        "by": row.by,
        "percent_complete": row.percent_complete,
        "finish": row.finish,
    }


def note(row: NoteRow) -> Shape:
    """A note on a project or on one of its tasks."""
    return {"day": row.day, "task": row.task, "by": row.by, "text": row.text}


def step(row: StepRow) -> Shape:
    """A row of `history`; its changes come as they are taken."""
    return {
        "step": row.number,
        "at": row.at,
        "user": row.user,
        "label": row.label,
        "changes": map(_field, row.changes),
    }


def _field(change: FieldChange) -> Shape:
    return {
        "kind": change.kind,
        "id": change.id,
        "field": change.field,
        "old": change.old,
        "new": change.new,
    }


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None
