"""Bookings as a list: what is booked in some days, and for whom."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.queries.bookings import Booked, booked
from ppm_tui.store.reader import Connection

KEYS = "SELECT r.id, r.key FROM resource r ORDER BY r.key"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking with the key of its person; None where nobody has it yet."""

    row: Booked
    person: str | None

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.row.start[:10])

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.row.finish[:10])


def listed(
    connection: Connection,
    *,
    first: date,
    last: date,
    person: str | None = None,
    project: str | None = None,
) -> list[BookingRow]:
    """What is booked in some days, both in, by its start; of one person or project if asked for.

    Two statements.
    """
    keys = {str(id_): str(key) for id_, key in connection.rows(KEYS)}
    rows = (
        BookingRow(row, keys[row.resource_id] if row.resource_id else None)
        for row in booked(connection, first=first, last=last)
        if row.minutes
    )
    return [
        each
        for each in rows
        if person in (None, each.person) and project in (None, each.row.project)
    ]
