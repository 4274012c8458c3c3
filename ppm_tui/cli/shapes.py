"""Rows as the JSON of the command line: names and order are a public interface.

Their JSON Schemas are docs/schema/*.json.
"""

from datetime import date, datetime

from ppm_tui import explanations, formats
from ppm_tui.analysis import comparison
from ppm_tui.analysis import risk as levels
from ppm_tui.analysis.network import TaskDates
from ppm_tui.analysis.network_reasons import Reason
from ppm_tui.explanations import Sentence
from ppm_tui.store.queries.baselines import BaselineRow, ComparedRow, Comparison, Side
from ppm_tui.store.queries.log import FieldChange, StepRow
from ppm_tui.store.queries.overdue import OverdueRow
from ppm_tui.store.queries.plan import Baseline, TaskRow
from ppm_tui.store.queries.portfolio import NO_FORECAST, PortfolioRow
from ppm_tui.store.queries.project import ChangeRow, IssueRow, NoteRow, RiskRow, UpdateRow
from ppm_tui.store.queries.reasons import Explained
from ppm_tui.store.queries.templates import OutlineRow, TemplateRow, outline
from ppm_tui.store.template_content import TemplateRisk, TemplateTask
from ppm_tui.terms import TaskKind, Undefined

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
        "top_risk_score": row.top_risk or Undefined("no open risk is rated"),
        "open_changes": row.open_changes,
        "last_update": row.last_update,
    }


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
    value = {
        name: levels.expected_value(kind=row.kind, probability=row.probability, amount=amount)
        for name, amount in (("emv_cost", row.cost), ("emv_minutes", row.minutes))
    }
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
        "zone": levels.zone(row.score),
        "residual_probability": row.residual_probability,
        "residual_impact": row.residual_impact,
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
        "title": row.title,
        "status": row.status,
        "minutes": row.minutes,
        "cost": row.cost,
        "price": row.price,
        "days": row.days,
        "currency": row.currency,
        "authoriser": row.authoriser,
        "decided": row.decided,
        "evidence": row.evidence,
        "since": row.since,
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


def baseline(row: BaselineRow) -> Shape:
    """A row of `baselines`."""
    return {
        "project": row.project,
        "number": row.number,
        "name": row.name,
        "day": row.day or Undefined("it came with a file, which does not say"),
        "current": row.is_current,
        "tasks": row.tasks,
        "currency": row.currency,
        "start": row.start or comparison.MISSING["start"],
        "finish": row.finish or comparison.MISSING["finish"],
        "work_minutes": _known(row.work_minutes, "work"),
        "cost": _known(row.cost, "cost"),
    }


def compared(row: Comparison) -> Shape:
    """The row of `comparison`: both sides, what lies between them, and task by task."""
    return {
        "project": row.project,
        "currency": row.currency,
        "from": _side(row.old),
        "to": _side(row.new),
        "difference": {
            "start_days": row.whole.start_days,
            "finish_days": row.whole.finish_days,
            "work_minutes": row.whole.work_minutes,
            "cost": row.whole.cost,
        },
        "counts": {state.value: count for state, count in row.counts.items()},
        "tasks": [_compared_task(each) for each in row.rows],
    }


def _side(side: Side) -> Shape:
    whole = side.whole
    return {
        "name": side.name,
        "number": side.number,
        "day": side.day,
        "start": whole.start or comparison.MISSING["start"],
        "finish": whole.finish or comparison.MISSING["finish"],
        "work_minutes": _known(whole.work_minutes, "work"),
        "cost": _known(whole.cost, "cost"),
    }


def _compared_task(row: ComparedRow) -> Shape:
    found = row.difference
    return {
        "id": row.ref,
        "name": row.name,
        "kind": row.kind,
        "depth": row.depth,
        "state": row.state,
        "from": _figures(row, row.old),
        "to": _figures(row, row.new),
        "difference": {name: getattr(found, name) for name in found.__slots__},
    }


def _figures(row: ComparedRow, figures: comparison.Figures | None) -> Shape | None:
    if figures is None:
        return None
    is_phase = row.kind is TaskKind.PHASE
    amounts: Shape = {
        name: comparison.OF_TASKS if is_phase else _known(getattr(figures, name), what)
        for name, what in (
            ("duration_minutes", "duration"), ("work_minutes", "work"), ("cost", "cost"),
        )
    }  # fmt: skip
    return {
        "start": figures.start or comparison.MISSING["start"],
        "finish": figures.finish or comparison.MISSING["finish"],
        **amounts,
    }


def _known(value: int | None, what: str) -> int | Undefined:
    return comparison.MISSING[what] if value is None else value


def explained(found: Explained) -> Shape:
    """The row of `reasons`: each link of both chains, the task itself first."""
    ref, name = next(each for each in found.names.values() if each[0] == found.ref)
    head: Shape = {"id": ref, "project": found.project, "name": name}
    why = found.why
    if isinstance(why, Undefined):
        return head | {"total_float_minutes": why, "dates": why, "slack": why}
    chains = (
        ("dates", why.driven, explanations.dates(why, found.names)),
        ("slack", why.limited, explanations.slack(why, found.names)),
    )
    return (
        head
        | {"total_float_minutes": why.total_float_minutes}
        | {
            name: [
                _reason(reason, sentence, found.names)
                for reason, sentence in zip(reasons, said, strict=True)
            ]
            for name, reasons, said in chains
        }
    )


def _reason(reason: Reason, said: Sentence, names: explanations.Names) -> Shape:
    ref, name = names[reason.task]
    return {
        "id": ref,
        "name": name,
        "start": reason.start,
        "finish": reason.finish,
        "cause": reason.cause,
        "text": said.cause,
        "at": reason.at,
        "by": None if reason.by is None else names[reason.by][0],
        "type": reason.type,
        "lag": reason.lag,
        "lag_kind": reason.lag_kind,
        "of": None if reason.holder is None else names[reason.holder][0],
        "constraint": reason.constraint,
    }


def template(row: TemplateRow) -> Shape:
    """A row of `templates`."""
    return {
        "name": row.name,
        "own": row.is_own,
        "description": row.description,
        "phases": row.phases,
        "tasks": row.tasks,
        "milestones": row.milestones,
        "risks": row.risks,
        "duration_minutes": row.duration_minutes,
        "work_minutes": row.work_minutes,
    }


def whole_template(row: TemplateRow) -> Shape:
    """The row of `template`: the same, with its plan and its risks one by one."""
    lines = zip(outline(row.template), row.template.tasks, strict=True)
    return template(row) | {
        "plan": [_planned(line, task) for line, task in lines],
        "register": [_expected(risk) for risk in row.template.risks],
    }


def _planned(line: OutlineRow, task: TemplateTask) -> Shape:
    return {
        "number": line.number,
        "name": task.name,
        "kind": task.kind,
        "parent": None if task.parent is None else task.parent + 1,
        "role": task.role,
        "duration_minutes": task.duration,
        "elapsed": task.is_elapsed,
        "work_minutes": task.work,
        "optimistic_minutes": task.optimistic,
        "likely_minutes": task.likely,
        "pessimistic_minutes": task.pessimistic,
        "measure": task.measure,
        "predecessors": [
            {"number": each.place + 1, "type": each.type, "lag": each.lag, "counts": each.lag_kind}
            for each in task.links
        ],
    }


def _expected(risk: TemplateRisk) -> Shape:
    return {
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "kind": risk.kind,
        "probability": risk.probability or levels.NOT_RATED,
        "impact_cost": risk.impact_cost,
        "impact_time": risk.impact_time,
        "impact_scope": risk.impact_scope,
        "impact_quality": risk.impact_quality,
        "strategy": risk.strategy,
        "response": risk.response,
        "role": risk.role,
    }


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
