"""People and their working time as the JSON of the command line: see `shapes`."""

from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.leave import LeaveRow
from ppm_tui.store.queries.working_time import Person


def leave(row: LeaveRow) -> Shape:
    """A row of `leave`; `minutes` are those of each day, null for whole days."""
    return {
        "person": row.person,
        "name": row.name,
        "first": row.first,
        "last": row.last,
        "kind": row.kind,
        "minutes": row.minutes,
        "text": row.text,
    }


def person(who: Person) -> Shape:
    """A row of `people`; availability and target in per cent."""
    row = who.row
    return {
        "key": row.key,
        "name": row.name,
        "role": row.role,
        "team": row.team,
        "skills": list(who.skills),
        "region": row.region or None,
        "week_minutes": row.week_minutes,
        "availability": row.availability,
        "target": row.target,
    }
