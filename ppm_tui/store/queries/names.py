"""The names that a field completes."""

from dataclasses import dataclass

from ppm_tui.store.reader import Connection

PEOPLE = """
SELECT key, name FROM resource WHERE trashed_on IS NULL ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own something."""

    key: str
    name: str


def people(connection: Connection) -> list[Person]:
    """Everybody, by key; one statement."""
    return connection.all(Person, PEOPLE)
