"""The plan of one project, task by task."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from operator import attrgetter

from ppm_tui.analysis.earned_value import NO_BASELINE
from ppm_tui.analysis.estimates import Estimate, estimate_of
from ppm_tui.analysis.network import Schedule, TaskDates
from ppm_tui.analysis.rates import half_up
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.plan_network import (
    CALENDARS,
    LINKS,
    OUTSIDE,
    CalendarRow,
    LinkRow,
    OutsideTask,
    PlanTask,
    figures,
)
from ppm_tui.store.queries.plan_people import TIMES, TimeRow
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Constraint, LagKind, LinkType, Priority, TaskKind, TaskStatus, Undefined

SELECTED = """
SELECT t.id, t.version, t.position, t.ref, t.uid, t.wbs, t.name, t.kind, t.status, t.blocked_reason,
       t.priority, t.parent_id, t.start, t.finish, t.duration_minutes, t.is_elapsed,
       t.work_minutes, t.optimistic_minutes, t.likely_minutes, t.pessimistic_minutes,
       COALESCE(t.remaining_work_minutes,
                t.work_minutes - t.work_minutes * t.percent_complete / 100),
       t.percent_complete, t.actual_start, t.actual_finish, t.deadline, t.constraint_type,
       t.constraint_date, t.calendar_id, t.is_active, t.is_manual, t.splits, r.key, r.name,
       f.id, f.start, f.finish, f.work_minutes, f.cost
FROM task t
LEFT JOIN resource r ON r.id = t.owner_id
LEFT JOIN baseline b ON b.project_id = t.project_id AND b.is_current
LEFT JOIN baseline_task f ON f.baseline_id = b.id AND f.task_id = t.id
WHERE t.project_id = :project AND t.trashed_on IS NULL
"""

TASKS = f"{SELECTED}ORDER BY t.position, t.ref\n"

FIRST_TASKS = f"{TASKS}LIMIT :count"

FIRST_LINKS = """
SELECT d.task_id, d.predecessor_id AS other, p.ref, p.uid, d.type, d.lag, d.lag_kind,
       d.number AS place
FROM dependency d JOIN task p ON p.id = d.predecessor_id
WHERE p.trashed_on IS NULL AND d.task_id IN (
  SELECT t.id FROM task t WHERE t.project_id = :project AND t.trashed_on IS NULL
  ORDER BY t.position, t.ref LIMIT :count)
ORDER BY 1, 8, 2
"""

STILL_READ = Undefined("the rest of the plan is still being read")


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of TASKS as the database gives it."""

    id: str
    version: int
    position: int
    ref: str
    uid: str | None
    wbs: str
    name: str
    kind: TaskKind
    status: TaskStatus
    blocked_reason: str
    priority: Priority
    parent_id: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    is_elapsed: bool
    work_minutes: int | None
    optimistic_minutes: int | None
    likely_minutes: int | None
    pessimistic_minutes: int | None
    remaining_minutes: int | None
    percent_complete: int
    actual_start: datetime | None
    actual_finish: datetime | None
    deadline: datetime | None
    constraint: Constraint
    constraint_date: datetime | None
    calendar_id: str | None
    is_active: bool
    is_manual: bool
    splits: str
    owner: str | None
    owner_name: str | None
    baseline_id: str | None
    baseline_start: datetime | None
    baseline_finish: datetime | None
    baseline_work_minutes: int | None
    baseline_cost: int | None


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What a task waits for; the lag in minutes, clock minutes when it is elapsed."""

    ref: str
    uid: str | None
    type: LinkType
    lag_minutes: int
    id: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the current baseline froze of a task."""

    start: datetime | None
    finish: datetime | None
    work_minutes: int | None
    cost: int | None


@dataclass(slots=True)
class Reckoned:
    """The schedule that the rows of a plan share, or why there is none."""

    schedule: Schedule | Undefined


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One phase, task or milestone of a plan, and the schedule that it is part of."""

    id: str
    version: int
    ref: str
    uid: str | None
    wbs: str
    name: str
    kind: TaskKind
    status: TaskStatus
    blocked_reason: str
    priority: Priority
    parent: str | None
    parent_id: str | None
    depth: int
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    is_elapsed: bool
    work_minutes: int | None
    optimistic_minutes: int | None
    likely_minutes: int | None
    pessimistic_minutes: int | None
    remaining_minutes: int | None
    percent_complete: int
    actual_start: datetime | None
    actual_finish: datetime | None
    deadline: datetime | None
    constraint: Constraint
    constraint_date: datetime | None
    is_active: bool
    is_manual: bool
    splits: str
    owner: str | None
    owner_name: str | None
    predecessors: tuple[Predecessor, ...]
    baseline: Baseline | None
    reckoned: Reckoned = field(compare=False, repr=False)
    as_of: date

    @property
    def dates(self) -> TaskDates | Undefined:
        """Early and late dates and floats, as computed."""
        schedule = self.reckoned.schedule
        if isinstance(schedule, Undefined):
            return schedule
        return schedule[self.id] if self.is_active else NOT_ACTIVE

    @property
    def parts(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each part of a split task; nothing of one in one piece."""
        if len(self.splits) <= 2:  # most, and each is drawn often
            return ()
        spans: list[list[str]] = json.loads(self.splits)
        return tuple((_day(start), _day(finish)) for start, finish in spans)

    @property
    def estimate(self) -> Estimate | Undefined:
        """What it takes at best, most likely and at worst, in working minutes."""
        points = (self.optimistic_minutes, self.likely_minutes, self.pessimistic_minutes)
        return estimate_of(*points)

    @property
    def is_critical(self) -> bool:
        """Whether a day lost here is a day lost at the end; not, while that is not known."""
        return not isinstance(self.dates, Undefined) and self.dates.is_critical

    @property
    def is_near_critical(self) -> bool:
        """Whether it is not critical, and soon would be; not, while that is not known."""
        return not isinstance(self.dates, Undefined) and self.dates.is_near_critical

    @property
    def due(self) -> date | None:
        """The day it should be done: deadline, else baseline finish, else finish."""
        planned = self.baseline.finish if self.baseline else None
        when = self.deadline or planned or self.finish
        return when.date() if when else None

    @property
    def is_open(self) -> bool:
        """Whether something of it is left to do."""
        return self.percent_complete < 100 and self.status is not TaskStatus.DROPPED

    @property
    def is_late(self) -> bool:
        """Whether that day has passed and the task is not done."""
        return self.is_open and self.due is not None and self.due < self.as_of

    @property
    def misses_deadline(self) -> bool:
        """Whether it finishes after its deadline, or is still open although that has passed."""
        if self.deadline is None:
            return False
        day = self.deadline.date()
        is_after = self.finish is not None and self.finish.date() > day
        return is_after or (self.is_open and day < self.as_of)

    @property
    def is_late_or_slipped(self) -> bool:
        """Whether what is left of it is late against the baseline."""
        slip = self.slip_days
        return self.is_late or (not isinstance(slip, Undefined) and slip > 0)

    @property
    def slip_days(self) -> int | Undefined:
        """Calendar days by which it now finishes after its baseline."""
        if self.baseline is None or self.baseline.finish is None:
            return NO_BASELINE
        if self.finish is None:
            return Undefined("no finish date")
        return (self.finish.date() - self.baseline.finish.date()).days


def tasks(connection: Connection, *, key: str, as_of: date) -> list[TaskRow]:
    """The plan of a project in its own order, phases before what is in them; five statements.

    Raises NotFound for an unknown project. What cannot be scheduled has Undefined dates.
    """
    calendars = connection.all(CalendarRow, CALENDARS, key=key.upper())
    if not calendars:
        raise NotFound(f"no project {key}: ppm projects lists them")
    project = calendars[0].project_id
    stored = connection.all(Stored, TASKS, project=project)
    links = connection.all(LinkRow, LINKS, project=project)
    active = [network_task(row) for row in stored if row.is_active]
    outside = connection.all(OutsideTask, OUTSIDE, project=project)
    times = connection.all(TimeRow, TIMES, project=project)
    dates = figures(active, links, calendars, as_of=as_of, outside=outside, times=times)
    return rows_of(stored, links, Reckoned(dates), as_of)


def first_tasks(connection: Connection, *, key: str, as_of: date, count: int) -> list[TaskRow]:
    """The first rows of `tasks`, at once: their dates follow from the whole plan and are
    Undefined. Three statements; raises NotFound."""
    calendars = connection.all(CalendarRow, CALENDARS, key=key.upper())
    if not calendars:
        raise NotFound(f"no project {key}: ppm projects lists them")
    known: dict[str, object] = {"project": calendars[0].project_id, "count": count}
    stored = connection.all(Stored, FIRST_TASKS, **known)
    links = connection.all(LinkRow, FIRST_LINKS, **known)
    return rows_of(stored, links, Reckoned(STILL_READ), as_of)


def rows_of(
    stored: Sequence[Stored],
    links: Sequence[LinkRow],
    reckoned: Reckoned,
    as_of: date,
) -> list[TaskRow]:
    """The rows of a plan in its own order, from what is stored."""
    by_id = {row.id: row for row in stored}
    waits: dict[str, list[Predecessor]] = {}
    for link in links:
        if link.type is not None and link.ref is not None:
            waits.setdefault(link.task_id, []).append(_predecessor(link, link.type, by_id))
    depths: dict[str, int] = {}
    rows = []
    for row in stored:
        depths[row.id] = depths.get(row.parent_id or "", -1) + 1
        parent = by_id.get(row.parent_id or "")
        rows.append(
            _row(row, parent, depths[row.id], tuple(waits.get(row.id, ())), reckoned, as_of)
        )
    return rows


def _row(
    row: Stored,
    parent: Stored | None,
    depth: int,
    predecessors: tuple[Predecessor, ...],
    reckoned: Reckoned,
    as_of: date,
) -> TaskRow:
    return TaskRow(
        **dict(zip(_SHARED, _shared(row), strict=True)),
        parent=parent.ref if parent else None,
        depth=depth,
        predecessors=predecessors,
        baseline=_baseline(row),
        reckoned=reckoned,
        as_of=as_of,
    )


def renewed(old: TaskRow, row: Stored) -> TaskRow:
    """The row of a task that has other values, at the same place and with the same links."""
    shared = dict(zip(_SHARED, _shared(row), strict=True))
    return replace(old, **shared, baseline=_baseline(row))


def network_task(row: Stored) -> PlanTask:
    """What the network needs of a row."""
    return PlanTask(*_network_fields(row))


_network_fields = attrgetter("id", "ref", *PlanTask.__slots__[2:])
_SHARED = sorted(set(Stored.__slots__) & set(TaskRow.__slots__))
_shared = attrgetter(*_SHARED)
NOT_ACTIVE = Undefined("not active")


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _baseline(row: Stored) -> Baseline | None:
    if row.baseline_id is None:
        return None
    return Baseline(
        row.baseline_start, row.baseline_finish, row.baseline_work_minutes, row.baseline_cost
    )


def _predecessor(link: LinkRow, kind: LinkType, by_id: dict[str, Stored]) -> Predecessor:
    before = by_id.get(link.other_id)
    lag = lag_minutes(link.lag, link.lag_kind, before.duration_minutes if before else None)
    return Predecessor(link.ref or "", link.uid, kind, lag, link.other_id)


def lag_minutes(lag: int, kind: LagKind | None, duration: int | None) -> int:
    """A lag in minutes; one in per cent is of the predecessor's duration."""
    if kind is not LagKind.PERCENT:
        return lag
    return half_up(Fraction((duration or 0) * lag, 100))
