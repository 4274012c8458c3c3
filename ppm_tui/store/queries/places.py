"""Where something can be moved to: phases of the same project, other projects, clients."""

from dataclasses import dataclass
from typing import TypeVar

from ppm_tui.errors import Invalid
from ppm_tui.store.reader import Connection
from ppm_tui.terms import TaskKind

TASKS = """
SELECT t.ref, t.name, t.kind FROM task t JOIN project p ON p.id = t.project_id
WHERE p.key = :key AND t.trashed_on IS NULL
ORDER BY t.position, t.ref
"""

PROJECTS = """
SELECT p.key, p.name FROM project p
WHERE p.trashed_on IS NULL AND p.stage NOT IN ('completed', 'cancelled', 'archived')
ORDER BY p.key
"""

CLIENTS = "SELECT c.key, c.name FROM client c ORDER BY c.key"

SHOWN = 4


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """A task of the plan; phases are found by a part of their name, all others by identifier."""

    ref: str
    name: str
    kind: TaskKind


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A project or a client."""

    ref: str
    name: str


Place = TaskPlace | NamedPlace
P = TypeVar("P", TaskPlace, NamedPlace)


@dataclass(frozen=True, slots=True)
class Places:
    """Where tasks of a project can be moved to."""

    tasks: tuple[TaskPlace, ...]
    projects: tuple[NamedPlace, ...]

    def find(self, text: str) -> Place | None:
        """The place that was typed; None is the top level of the plan. Raises Invalid.

        `-`, an identifier, the key of another project, or a part of the name of one phase.
        """
        wanted = text.strip().casefold()
        if wanted == "-":
            return None
        known: tuple[Place, ...] = (*self.tasks, *self.projects)
        for place in known:
            if place.ref.casefold() == wanted:
                return place
        phases = [task for task in self.tasks if task.kind is TaskKind.PHASE]
        found = _named(wanted, phases)
        if found is None:
            raise Invalid(f"no phase and no project fits «{text.strip()}»; - is the top level")
        return found


def of_tasks(connection: Connection, *, key: str) -> Places:
    """Where the tasks of a project can go; two statements."""
    return Places(
        tuple(connection.all(TaskPlace, TASKS, key=key)),
        tuple(connection.all(NamedPlace, PROJECTS)),
    )


def clients(connection: Connection) -> list[NamedPlace]:
    """Every client, by key; one statement."""
    return connection.all(NamedPlace, CLIENTS)


def find_client(text: str, known: list[NamedPlace]) -> NamedPlace | None:
    """The client whose key, name or part of a name was typed; None when nobody has it.

    Raises Invalid when several have.
    """
    wanted = text.strip().casefold()
    for client in known:
        if client.ref.casefold() == wanted:
            return client
    return _named(wanted, known)


def _named(wanted: str, places: list[P]) -> P | None:
    if not wanted:
        raise Invalid("type part of a name")
    for place in places:
        if place.name.casefold() == wanted:
            return place
    near = [place for place in places if wanted in place.name.casefold()]
    if len(near) > 1:
        names = ", ".join(f"{place.ref} {place.name}" for place in near[:SHOWN])
        more = f" and {len(near) - SHOWN} more" if len(near) > SHOWN else ""
        raise Invalid(f"«{wanted}» may be {names}{more}: type more")
    return near[0] if near else None
