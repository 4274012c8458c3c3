"""The names that a field completes."""

from dataclasses import dataclass

from ppm_tui.store.reader import Connection

PEOPLE = """
SELECT key, name FROM resource WHERE trashed_on IS NULL ORDER BY key
"""

TASK_REFS = """
SELECT ref FROM task WHERE ref >= :low AND ref < :high AND trashed_on IS NULL
ORDER BY ref LIMIT :count
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own something."""

    key: str
    name: str


def people(connection: Connection) -> list[Person]:
    """Everybody, by key; one statement."""
    return connection.all(Person, PEOPLE)


def task_refs(connection: Connection, *, text: str, count: int) -> list[str]:
    """The identifiers of tasks that begin so, in any case, so many at most; one statement."""
    low = text.upper()
    rows = connection.rows(TASK_REFS, low=low, high=f"{low}~", count=count)
    return [str(row[0]) for row in rows]
