"""Why a task has its dates and its float, with the names of all that this is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ppm_tui.analysis.network import TaskId
from ppm_tui.analysis.network_reasons import Why, why
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries.plan_network import read_network
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Undefined

PLACE = """
SELECT t.id, t.project_id, p.key, t.is_active
FROM task t JOIN project p ON p.id = t.project_id
WHERE t.ref = :ref AND t.trashed_on IS NULL
"""

NAMES = """
SELECT t.id, t.ref, t.name FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    project_id: str
    project: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class _Name:
    id: str
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A task, why it is when it is or why that is not known, and identifier and name by task."""

    ref: str
    project: str
    why: Why | Undefined
    names: Mapping[TaskId, tuple[str, str]]


def explained(connection: Connection, *, ref: str, as_of: date) -> Explained:
    """Why a task has its dates and its float. Seven statements; raises NotFound."""
    place = connection.one(_Place, PLACE, ref=ref.upper())
    if place is None:
        raise NotFound(f"no task {ref}: ppm tasks KEY lists them")
    project = place.project_id
    rows = connection.all(_Name, NAMES, project=project)
    names: dict[TaskId, tuple[str, str]] = {row.id: (row.ref, row.name) for row in rows}
    found = _why(connection, place, names, as_of)
    return Explained(ref.upper(), place.project, found, names)


def _why(
    connection: Connection, place: _Place, names: dict[TaskId, tuple[str, str]], as_of: date
) -> Why | Undefined:
    """Why; tasks of other projects are named by no more than their identifier."""
    if not place.is_active:
        return Undefined("the task is not active: the plan leaves it out")
    try:
        _, found = read_network(
            connection, project=place.project_id, key=place.project, as_of=as_of
        )
        outside = (task for task in found.tasks if task.is_outside)
        names |= {task.id: (task.name, "in another project") for task in outside}
        return why(
            found.tasks,
            found.links,
            place.id,
            calendar=found.calendar,
            project_start=found.start,
            limits=found.limits,
        )
    except Invalid as error:
        return Undefined(str(error))
