"""Utilization as the JSON of the command line: see `shapes`."""

from ppm_tui.analysis import utilization as formulas
from ppm_tui.analysis.utilization import Amounts
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.utilization import PersonPart, ProjectPart, UtilizationRow


def utilization(row: UtilizationRow) -> Shape:
    """A row of `utilization`: figures in per cent, but overtime, which is a ratio."""
    return {
        "by": row.by,
        "key": row.key,
        "name": row.name,
        "role": row.role,
        "team": row.team,
        "from": row.period.first,
        "to": row.period.last,
        **_amounts(row.amounts),
        "target": row.target,
        "rag": row.rag,
        **{formula.id: row.figure(formula.id) for formula in formulas.FORMULAS},
        "realisation": row.realisation,
        "effective_rate": row.effective_rate,
        "projects": [_project(part) for part in row.projects],
        "people": [_person(part) for part in row.people],
    }


def _amounts(amounts: Amounts) -> Shape:
    return {f"{name}_minutes": getattr(amounts, name) for name in formulas.NAMES}


def _project(part: ProjectPart) -> Shape:
    names = ("charged", "uncharged", "internal", "hard", "soft")
    return {
        "key": part.key,
        "name": part.name,
        **{f"{name}_minutes": getattr(part.amounts, name) for name in names},
    }


def _person(part: PersonPart) -> Shape:
    target = formulas.NO_TARGET if part.target is None else part.target
    return {"key": part.key, "name": part.name, "target": target, **_amounts(part.amounts)}
