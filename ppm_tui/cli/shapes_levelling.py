"""Levelling as the JSON of the command line: see `shapes`."""

from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.levelling_rows import Proposal


def level(row: Proposal) -> Shape:
    """The row of `level`: all tasks with the dates that they would have."""
    return {
        "method": row.levelled.method,
        "bound_minutes": row.levelled.bound,
        "makespan_minutes": row.levelled.makespan,
        "tasks": [
            {"id": task.ref, "uid": task.uid, "start": task.start, "finish": task.finish}
            for task in row.tasks
        ],
    }
