"""A plan as an outline, for editing it as text."""

from dataclasses import dataclass
from datetime import datetime

from ppm_tui.errors import NotFound
from ppm_tui.store.outline import Outline, OutlineRow, stamp_of
from ppm_tui.store.reader import Connection
from ppm_tui.store.wanted import Link
from ppm_tui.terms import LagKind, LinkType, Minutes, TaskKind

PROJECT = """
SELECT id, key, name FROM project WHERE key = :key AND trashed_on IS NULL
"""

TASKS = """
SELECT t.id, t.ref, t.name, t.kind, t.parent_id, t.duration_minutes, t.is_elapsed, t.work_minutes,
       r.key AS owner, t.percent_complete, t.deadline
FROM task t LEFT JOIN resource r ON r.id = t.owner_id
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref
"""

LINKS = """
SELECT d.task_id, p.ref, d.type, d.lag, d.lag_kind
FROM dependency d JOIN task p ON p.id = d.predecessor_id
WHERE d.project_id = :project AND p.trashed_on IS NULL
ORDER BY d.task_id, d.number, p.ref, d.type
"""


@dataclass(frozen=True, slots=True)
class _Project:
    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class _Task:
    id: str
    ref: str
    name: str
    kind: TaskKind
    parent_id: str | None
    duration_minutes: int | None
    is_elapsed: bool
    work_minutes: int | None
    owner: str | None
    percent_complete: int
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class _Link:
    task_id: str
    ref: str
    type: LinkType
    lag: int
    lag_kind: LagKind


def outline(connection: Connection, *, key: str) -> Outline:
    """The plan of a project in its order. Three statements; raises NotFound."""
    project = connection.one(_Project, PROJECT, key=key.upper())
    if project is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    tasks = connection.all(_Task, TASKS, project=project.id)
    links: dict[str, list[Link]] = {}
    for each in connection.all(_Link, LINKS, project=project.id):
        counted = each.lag_kind if each.lag else LagKind.WORKING
        links.setdefault(each.task_id, []).append(Link(each.ref, each.type, each.lag, counted))
    parents = {task.parent_id for task in tasks}
    depths: dict[str | None, int] = {None: -1}
    rows = []
    for task in tasks:
        depths[task.id] = depths.get(task.parent_id, -1) + 1
        own = tuple(links.get(task.id, ()))
        rows.append(_row(task, depths[task.id], own, is_phase=task.id in parents))
    return Outline(project.key, project.name, tuple(rows), stamp_of(rows))


def _row(task: _Task, depth: int, links: tuple[Link, ...], *, is_phase: bool) -> OutlineRow:
    has_length = task.kind is TaskKind.TASK and not is_phase
    is_given = has_length and task.duration_minutes is not None
    return OutlineRow(
        ref=task.ref,
        depth=depth,
        name=task.name,
        is_milestone=task.kind is TaskKind.MILESTONE,
        duration=Minutes(task.duration_minutes or 0) if is_given else None,
        is_elapsed=is_given and task.is_elapsed,
        work=None if is_phase or task.work_minutes is None else Minutes(task.work_minutes),
        owner=task.owner,
        percent=0 if is_phase else task.percent_complete,
        links=links,
        deadline=task.deadline.date() if task.deadline else None,
    )
