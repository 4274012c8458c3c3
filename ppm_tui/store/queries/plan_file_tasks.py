"""The many rows of one project as a plan file has them, read as they are wanted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from ppm_tui.store.plan_rows import (
    PlanBaseline,
    PlanLink,
    PlanTask,
    priority_of,
    status_of,
)
from ppm_tui.store.queries.plan_file import PlanHead, is_whole, uids
from ppm_tui.store.queries.plan_file_dates import Reckoned, agreeing, reckoned
from ppm_tui.store.reader import Connection
from ppm_tui.terms import (
    Constraint,
    LagKind,
    LinkType,
    Minutes,
    Money,
    Priority,
    TaskKind,
    TaskStatus,
)

OUTLINE = """
SELECT t.id, t.parent_id, t.uid, t.source, t.status, t.percent_complete,
       CASE WHEN t.owner_id IS NULL OR t.owner_id = (
         SELECT a.resource_id FROM assignment a
         WHERE a.task_id = t.id AND a.resource_id IS NOT NULL ORDER BY a.number, a.id LIMIT 1)
       THEN 1 ELSE 0 END
FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref
"""

TASKS = """
SELECT t.id, t.kind, t.name, t.wbs, t.status, t.start, t.finish, t.duration_minutes,
       t.duration_unit, t.is_elapsed, t.is_estimated, t.work_minutes, t.percent_complete,
       t.percent_work, t.percent_physical, t.actual_start, t.actual_finish,
       t.actual_duration_minutes, t.remaining_duration_minutes, t.actual_work_minutes,
       t.remaining_work_minutes, t.deadline, t.constraint_type, t.constraint_date, t.calendar_id,
       t.is_active, t.is_manual, t.priority, t.cost, t.fixed_cost, t.actual_cost,
       t.remaining_cost, t.description, t.splits, t.source, r.name,
       CASE WHEN t.owner_id = (
         SELECT a.resource_id FROM assignment a
         WHERE a.task_id = t.id AND a.resource_id IS NOT NULL ORDER BY a.number, a.id LIMIT 1)
       THEN 1 ELSE 0 END
FROM task t LEFT JOIN resource r ON r.id = t.owner_id
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref
"""

LINKS = """
SELECT d.task_id, d.predecessor_id, d.type, d.lag, d.lag_kind, d.lag_unit
FROM task t JOIN dependency d ON d.task_id = t.id
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref, d.number, d.id
"""

FROZEN = """
SELECT f.task_id, b.number, f.start, f.finish, f.duration_minutes, f.work_minutes, f.cost
FROM task t JOIN baseline_task f ON f.task_id = t.id JOIN baseline b ON b.id = f.baseline_id
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref, b.number
"""

PRIORITIES = {Priority.URGENT: 800, Priority.HIGH: 600, Priority.MEDIUM: 500, Priority.LOW: 400}
SAME_NAME = (
    "kind", "name", "wbs", "start", "finish", "duration_minutes", "duration_unit", "is_elapsed",
    "is_estimated", "work_minutes", "percent_complete", "percent_work", "percent_physical",
    "actual_start", "actual_finish", "actual_duration_minutes", "remaining_duration_minutes",
    "actual_work_minutes", "remaining_work_minutes", "deadline", "constraint", "constraint_date",
    "is_active", "is_manual", "cost", "fixed_cost", "actual_cost", "remaining_cost", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Outlined:
    """A row of OUTLINE."""

    id: str
    parent_id: str | None
    uid: str | None
    source: str
    status: TaskStatus
    percent_complete: int
    is_owner_told: bool


@dataclass(frozen=True, slots=True)
class _Task:
    """A row of TASKS; `is_first` says that the owner is the first who is assigned."""

    id: str
    kind: TaskKind
    name: str
    wbs: str
    status: TaskStatus
    start: datetime | None
    finish: datetime | None
    duration_minutes: Minutes | None
    duration_unit: str
    is_elapsed: bool
    is_estimated: bool
    work_minutes: Minutes | None
    percent_complete: int
    percent_work: int | None
    percent_physical: int | None
    actual_start: datetime | None
    actual_finish: datetime | None
    actual_duration_minutes: Minutes | None
    remaining_duration_minutes: Minutes | None
    actual_work_minutes: Minutes | None
    remaining_work_minutes: Minutes | None
    deadline: datetime | None
    constraint: Constraint
    constraint_date: datetime | None
    calendar_id: str | None
    is_active: bool
    is_manual: bool
    priority: Priority
    cost: Money | None
    fixed_cost: Money | None
    actual_cost: Money | None
    remaining_cost: Money | None
    notes: str
    splits: str
    source: str
    owner: str | None
    is_first: bool


class _OfTask(Protocol):
    """A row that belongs to a task."""

    @property
    def task_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Link:
    """A row of LINKS."""

    task_id: str
    predecessor_id: str
    type: LinkType
    lag: int
    lag_kind: LagKind
    lag_unit: str


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A row of FROZEN."""

    task_id: str
    number: int
    start: datetime | None
    finish: datetime | None
    duration_minutes: Minutes | None
    work_minutes: Minutes | None
    cost: Money | None


@dataclass(slots=True)
class Outline:
    """Where the tasks of a plan stand in a file, by our identifiers.

    `uids` are whole numbers, `lines` the numbers of the lines that the file gave them, if these
    still grow; `parents` lead from a task to the one above it in this plan.
    """

    parents: dict[str, str]
    uids: dict[str, str]
    lines: list[int]
    order: list[str] | None
    """Every task after its parent; None when they are stored in this order."""
    has_owners: bool
    has_statuses: bool
    """Whether there are any that follow from nothing else in a file."""


Learn = Callable[[dict[str, str]], None]


def outline(connection: Connection, head: PlanHead, learn: Learn) -> Outline:
    """Where each task stands; `learn` is told what else the file said of each. One statement."""
    stored: list[str] = []
    above: dict[str, str | None] = {}
    numbers: list[tuple[str, str | None]] = []
    lines: list[int] = []
    has_owners = has_statuses = False
    for row in connection.each(_Outlined, OUTLINE, project=head.project_id):
        stored.append(row.id)
        above[row.id] = row.parent_id
        numbers.append((row.id, row.uid))
        has_owners |= not row.is_owner_told
        has_statuses |= row.status is not status_of(row.percent_complete)
        source = json.loads(row.source)
        line = source.get("id", "")
        if is_whole(line) and int(line) > (lines[-1] if lines else 0):
            lines.append(int(line))
        learn(source)
    parents = {each: parent for each, parent in above.items() if parent in above and parent}
    order = _in_order(stored, parents)
    is_stored_so = order == stored
    if len(lines) != len(stored) or not is_stored_so:
        lines = list(range(1, len(stored) + 1))
    return Outline(
        parents,
        uids(numbers),
        lines,
        None if is_stored_so else order,
        has_owners,
        has_statuses,
    )


def _in_order(stored: list[str], parents: dict[str, str]) -> list[str]:
    """Every task after its parent and before what stands beside that, else as stored."""
    below: dict[str | None, list[str]] = {}
    for each in stored:
        below.setdefault(parents.get(each), []).append(each)
    order: list[str] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        each = waiting.pop()
        order.append(each)
        waiting += reversed(below.get(each, []))
    return order


def tasks(connection: Connection, head: PlanHead, placed: Outline) -> Iterator[PlanTask]:
    """The tasks in the order of the outline, with links, baselines and what follows from the plan.

    Seven statements; the network of the plan is kept meanwhile. Links to tasks that are not in the
    plan (any more) are left out.
    """
    plan = reckoned(connection, project=head.project_id, key=head.plan.key)
    links = _Beside(connection.each(_Link, LINKS, project=head.project_id))
    frozen = _Beside(connection.each(_Frozen, FROZEN, project=head.project_id))
    rows = (
        (
            row.id,
            _reckoned(_task(row, head, placed, links.of(row.id), frozen.of(row.id)), row, plan),
        )
        for row in connection.each(_Task, TASKS, project=head.project_id)
    )
    if placed.order is None:
        yield from (task for _, task in rows)
        return
    by_id = dict(rows)
    yield from (by_id[each] for each in placed.order)


def _reckoned(task: PlanTask, row: _Task, plan: Reckoned) -> PlanTask:
    """The task with what follows from the plan; a phase lasts as long as what is in it."""
    task = replace(task, dates=plan.dates(row))
    if row.kind is TaskKind.PHASE:
        length = plan.length(row)
        return task if length is None else replace(task, duration_minutes=length)
    return agreeing(replace(task, done_parts=plan.done(row, task.splits)))


R = TypeVar("R", bound=_OfTask)


class _Beside(Generic[R]):
    """Rows of tasks, in the tasks' order: handed out task by task, none kept."""

    def __init__(self, rows: Iterator[R]) -> None:
        self._groups = groupby(rows, key=attrgetter("task_id"))
        self._next: tuple[str, list[R]] | None = None
        self._step()

    def _step(self) -> None:
        found = next(self._groups, None)
        self._next = found and (found[0], list(found[1]))

    def of(self, task_id: str) -> list[R]:
        """The rows of this task; tasks must come in their order."""
        if self._next is None or self._next[0] != task_id:
            return []
        rows = self._next[1]
        self._step()
        return rows


def _task(
    row: _Task, head: PlanHead, placed: Outline, links: list[_Link], frozen: list[_Frozen]
) -> PlanTask:
    source: dict[str, str] = json.loads(row.source)
    given = source.pop("priority", None)
    same = {name: getattr(row, name) for name in SAME_NAME}
    return PlanTask(
        uid=placed.uids[row.id],
        parent_uid=placed.uids.get(placed.parents.get(row.id, "")),
        **same,
        calendar_uid=head.calendars.get(row.calendar_id or ""),
        priority=_priority(row.priority, given),
        owner="" if row.is_first else row.owner or "",
        status="" if row.status is status_of(row.percent_complete) else row.status.value,
        predecessors=tuple(
            PlanLink(placed.uids[one.predecessor_id], one.type, one.lag, one.lag_kind, one.lag_unit)
            for one in links
            if one.predecessor_id in placed.uids
        ),
        baselines=tuple(
            PlanBaseline(
                one.number, one.start, one.finish, one.duration_minutes, one.work_minutes, one.cost
            )
            for one in frozen
        ),
        splits=tuple(
            (datetime.fromisoformat(start), datetime.fromisoformat(finish))
            for start, finish in json.loads(row.splits)
        ),
        source=source,
    )


def _priority(priority: Priority, given: str | None) -> int | None:
    """The file's own number while it still means the same; none for the usual one."""
    if given is not None and given.isdecimal() and priority_of(int(given)) is priority:
        return int(given)
    return None if priority is Priority.MEDIUM and given is None else PRIORITIES[priority]
