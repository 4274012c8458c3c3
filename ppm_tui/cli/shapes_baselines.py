"""Baselines and comparisons as the JSON of the command line: see `shapes`."""

from ppm_tui.analysis import comparison
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.baselines import BaselineRow, ComparedRow, Comparison, Side
from ppm_tui.terms import TaskKind, Undefined


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
