"""Bookings and too much work as the JSON of the command line: see `shapes`."""

from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.booking_list import BookingRow
from ppm_tui.store.queries.fixes import Fix, fixes
from ppm_tui.store.queries.overload import Explained, Line, window


def booking(each: BookingRow) -> Shape:
    """A row of `bookings`."""
    row = each.row
    return {
        "id": row.ref,
        "project": row.project,
        "client": row.client,
        "name": row.name,
        "task": row.task_id is not None,
        "person": each.person,
        "role": row.role,
        "skill": row.skill,
        "kind": row.kind,
        "contour": row.contour,
        "minutes": row.minutes,
        "start": each.first,
        "finish": each.last,
    }


def overload(found: Explained) -> Shape:
    """The row of `overload`."""
    return {
        "person": found.person.row.key,
        "start": found.first,
        "finish": found.last,
        "capacity_minutes": found.capacity,
        "booked_minutes": found.booked,
        "over_minutes": found.over,
        "off": [
            {"start": each.first, "finish": each.last, "name": each.name} for each in found.off
        ],
        "bookings": [_line(line) for line in found.lines],
        "forced": [
            {
                "start": window(each)[0],
                "finish": window(each)[1],
                "work_minutes": each.work,
                "capacity_minutes": each.capacity,
                "over_minutes": each.over,
                "bookings": [row.ref for row in found.of(found.person) if row.id in each.causes],
            }
            for each in found.forced
        ],
        "fixes": [_fix(fix) for fix in fixes(found)],
    }


def _line(line: Line) -> Shape:
    return {
        "id": line.row.ref,
        "project": line.row.project,
        "client": line.row.client,
        "name": line.row.name,
        "minutes": line.minutes,
        "start": line.first,
        "finish": line.last,
        "kind": line.row.kind,
        "own": line.is_own,
        "forced": line.is_forced,
        "critical": line.is_critical,
        "total_float_minutes": line.slack,
    }


def _fix(fix: Fix) -> Shape:
    return {
        "kind": fix.kind,
        "id": fix.line.row.ref,
        "project": fix.line.row.project,
        "label": fix.label,
        "finish": fix.finish,
        "enough": fix.is_enough,
        "loads": [
            {
                "person": load.person,
                "capacity_minutes": load.capacity,
                "before_minutes": load.before,
                "after_minutes": load.after,
            }
            for load in fix.loads
        ],
    }
