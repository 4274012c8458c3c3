"""Templates as the JSON of the command line: see `shapes`."""

from ppm_tui.analysis import risk as levels
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.templates import OutlineRow, TemplateRow, outline
from ppm_tui.store.template_content import TemplateRisk, TemplateTask


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
