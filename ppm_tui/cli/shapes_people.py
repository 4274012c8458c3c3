"""People and their load as the JSON of the command line: see `shapes`."""

from collections.abc import Sequence
from datetime import timedelta

from ppm_tui import formats
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.resources import Days, PersonLoad

DAY = timedelta(days=1)


def resource(row: PersonLoad, weeks: Sequence[Days]) -> Shape:
    """A row of `resources`."""
    return {
        "name": row.person.row.name,
        "key": row.key,
        "role": row.role,
        "team": row.team,
        "weeks": [_week(row, days) for days in weeks],
    }


def _week(row: PersonLoad, days: Days) -> Shape:
    cell = row.cell(days)
    return {
        "week": formats.iso_week(days[0]),
        "start": days[0],
        "capacity_minutes": cell.capacity,
        "booked_minutes": cell.booked,
        "percent": cell.percent,
        "over": cell.is_over,
        "bookings": [
            {
                "project": booked.project,
                "task": booked.ref if booked.task_id else None,
                "booking": None if booked.task_id else booked.ref,
                "minutes": minutes,
                "kind": booked.kind,
            }
            for booked, minutes in row.parts(days)
        ],
    }
