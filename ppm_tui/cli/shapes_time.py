"""Time as the JSON of the command line: see `shapes`."""

from datetime import datetime

from ppm_tui import formats
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.time_sheet import MissingDay, Sheet
from ppm_tui.store.queries.timer import Running


def timer(row: Running, now: datetime) -> Shape:
    """A row of `timer`."""
    return {
        "project": row.project,
        "task": row.task,
        "started": row.started,
        "minutes": row.minutes(now),
    }


def sheet(row: Sheet) -> Shape:
    """A row of `time`: minutes by day, Monday first."""
    return {
        "person": row.person,
        "week": formats.iso_week(row.monday),
        "start": row.monday,
        "capacity_minutes": list(row.capacity),
        "logged_minutes": list(row.logged),
        "rows": [
            {
                "project": each.project,
                "task": each.task,
                "name": each.task_name or each.project_name,
                "minutes": list(each.days),
                "charged_minutes": list(each.charged),
            }
            for each in row.rows
        ],
    }


def missing(row: MissingDay) -> Shape:
    """A row of `missing`."""
    return {
        "person": row.person,
        "day": row.day,
        "capacity_minutes": row.capacity,
        "logged_minutes": row.logged,
        "missing_minutes": row.missing,
    }
