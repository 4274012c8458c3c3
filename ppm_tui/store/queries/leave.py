"""Who is away when."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.reader import Connection
from ppm_tui.terms import AbsenceKind

LEAVE = """
SELECT r.key, r.name, o.first, o.last, o.kind, o.minutes, o.text
FROM absence o JOIN resource r ON r.id = o.resource_id
WHERE r.trashed_on IS NULL AND (r.key = :person OR :person IS NULL)
ORDER BY o.first, o.last, r.key, o.number
"""


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Days, both ends in, on which somebody is away, or works so many minutes a day less."""

    person: str
    name: str
    first: date
    last: date
    kind: AbsenceKind
    minutes: int | None
    text: str


def leave(connection: Connection, *, person: str | None = None) -> list[LeaveRow]:
    """Every absence, or those of the person with a key, by first day; one statement."""
    return connection.all(LeaveRow, LEAVE, person=person)
