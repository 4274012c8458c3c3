"""Who works on the tasks of one project as a plan file has it, read as it is wanted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.store.plan_rows import PlanAssignment
from ppm_tui.store.queries.plan_file import PlanHead, uids
from ppm_tui.store.queries.plan_file_tasks import Learn, Outline
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Money

ASSIGNED = """
SELECT a.id, a.uid, a.source FROM assignment a JOIN task t ON t.id = a.task_id
WHERE a.project_id = :project AND t.trashed_on IS NULL
ORDER BY a.number, t.position, t.ref, a.id
"""

ASSIGNMENTS = """
SELECT a.id, a.task_id, a.resource_id, a.units, a.work_minutes, a.actual_work_minutes,
       a.remaining_work_minutes, a.start, a.finish, a.delay_minutes, a.cost, a.actual_cost,
       a.source, t.start, t.finish, t.actual_start, t.actual_finish
FROM assignment a JOIN task t ON t.id = a.task_id
WHERE a.project_id = :project AND t.trashed_on IS NULL
ORDER BY a.number, t.position, t.ref, a.id
"""


@dataclass(frozen=True, slots=True)
class _Assigned:
    """A row of ASSIGNED."""

    id: str
    uid: str | None
    source: str


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A row of ASSIGNMENTS."""

    id: str
    task_id: str
    resource_id: str | None
    units: int
    work_minutes: Minutes | None
    actual_work_minutes: Minutes | None
    remaining_work_minutes: Minutes | None
    start: datetime | None
    finish: datetime | None
    delay_minutes: Minutes | None
    cost: Money | None
    actual_cost: Money | None
    source: str
    task_start: datetime | None
    task_finish: datetime | None
    task_actual_start: datetime | None
    task_actual_finish: datetime | None


def assigned(connection: Connection, head: PlanHead, learn: Learn) -> dict[str, str]:
    """The uid of every assignment by our identifier, whole numbers. One statement."""
    numbers: list[tuple[str, str | None]] = []
    for row in connection.each(_Assigned, ASSIGNED, project=head.project_id):
        numbers.append((row.id, row.uid))
        learn(json.loads(row.source))
    return uids(numbers)


def assignments(
    connection: Connection, head: PlanHead, placed: Outline, numbers: dict[str, str]
) -> Iterator[PlanAssignment]:
    """Who works on what, in the file's order. One statement.

    Work that lies outside its task, since that was moved, has the dates of the task; what was
    told of its actual dates is left out where the task has none any more.
    """
    for row in connection.each(_Assignment, ASSIGNMENTS, project=head.project_id):
        start, finish = _span(row)
        yield PlanAssignment(
            uid=numbers[row.id],
            task_uid=placed.uids[row.task_id],
            resource_uid=head.resources.get(row.resource_id or ""),
            units=row.units,
            work_minutes=row.work_minutes,
            actual_work_minutes=row.actual_work_minutes,
            remaining_work_minutes=row.remaining_work_minutes,
            start=start,
            finish=finish,
            delay_minutes=row.delay_minutes,
            cost=row.cost,
            actual_cost=row.actual_cost,
            source=_actual(row),
        )


def _span(row: _Assignment) -> tuple[datetime | None, datetime | None]:
    known = (row.task_start, row.start, row.finish, row.task_finish)
    if None in known or list(known) == sorted(each for each in known if each):
        return row.start, row.finish
    return row.task_start, row.task_finish


def _actual(row: _Assignment) -> dict[str, str]:
    source: dict[str, str] = json.loads(row.source)
    if row.task_actual_start is None:
        source.pop("actual_start", None)
    if row.task_actual_finish is None:
        source.pop("actual_finish", None)
    return source
