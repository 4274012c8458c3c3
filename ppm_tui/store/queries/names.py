"""The names that a field completes, and who is meant by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ppm_tui.errors import Invalid, NotFound
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


class _Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...


Somebody = TypeVar("Somebody", bound=_Named)


def people(connection: Connection) -> list[Person]:
    """Everybody, by key; one statement."""
    return connection.all(Person, PEOPLE)


def meant(everybody: Sequence[Somebody], text: str) -> Somebody:
    """Who is meant by key, name, or the beginning of either, an exact key first.

    Raises NotFound, or Invalid if there are several.
    """
    near = fitting(everybody, text.removeprefix("@"))
    if not near:
        raise NotFound(f"nobody is called {text}")
    if len(near) > 1:
        raise Invalid(f"{text} may be {', '.join(who.key for who in near[:5])}: type more")
    return near[0]


def fitting(everybody: Sequence[Somebody], text: str) -> list[Somebody]:
    """The one of that key, else of that name, else all of whom either begins so; in any case."""
    wanted = text.casefold()
    same = [who for who in everybody if who.key.casefold() == wanted]
    same += [who for who in everybody if who.name.casefold() == wanted]
    return same[:1] or [
        who
        for who in everybody
        if who.key.casefold().startswith(wanted) or who.name.casefold().startswith(wanted)
    ]


def task_refs(connection: Connection, *, text: str, count: int) -> list[str]:
    """The identifiers of tasks that begin so, in any case, so many at most; one statement."""
    low = text.upper()
    rows = connection.rows(TASK_REFS, low=low, high=f"{low}~", count=count)
    return [str(row[0]) for row in rows]
