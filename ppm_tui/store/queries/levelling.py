"""Levelling as a proposal: new dates with which nobody has more to do than they can."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from ppm_tui.analysis.levelling import Budget
from ppm_tui.analysis.levelling_axis import PlanToLevel
from ppm_tui.analysis.levelling_plan import Solve, level
from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.network_graph import LIMITS
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries.levelling_rows import Known, Proposal, TaskRow, told
from ppm_tui.store.queries.plan_network import Network, PlanTask, read_network, standard
from ppm_tui.store.queries.working_time import Person, people
from ppm_tui.store.reader import Connection
from ppm_tui.terms import ENDED, Priority, Stage, Stays

PROJECTS = """
SELECT p.id, p.key, p.stage,
       CASE WHEN EXISTS (SELECT 1 FROM task t WHERE t.project_id = p.id AND t.trashed_on IS NULL
         AND (t.percent_complete > 0 OR t.actual_start IS NOT NULL)) THEN 1 ELSE 0 END
FROM project p
WHERE p.trashed_on IS NULL
ORDER BY p.key
"""

TASKS = """
SELECT t.id, t.ref, t.uid, t.name, t.kind, t.status, t.percent_complete, t.priority, t.is_active
FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL
ORDER BY t.position, t.ref
"""

WORK = """
WITH active AS (
  SELECT p.id FROM project p
  WHERE p.trashed_on IS NULL AND (p.stage = 'active' OR p.id = :project)
)
SELECT 'task' AS source, t.id AS task, a.resource_id, a.units, a.work_minutes, t.project_id,
       t.start, t.finish, CASE WHEN t.is_elapsed THEN NULL ELSE t.duration_minutes END AS minutes
FROM active JOIN assignment a ON a.project_id = active.id JOIN task t ON t.id = a.task_id
JOIN resource r ON r.id = a.resource_id
WHERE t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped' AND r.kind = 'work'
  AND a.units > 0
UNION ALL
SELECT 'task', t.id, t.owner_id, 100, t.work_minutes, t.project_id, t.start, t.finish,
       CASE WHEN t.is_elapsed THEN NULL ELSE t.duration_minutes END
FROM active JOIN task t ON t.project_id = active.id
WHERE t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped' AND t.work_minutes > 0
  AND t.kind <> 'phase' AND t.owner_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)
UNION ALL
SELECT 'booking', b.id, b.resource_id, 100, b.minutes, b.project_id, b.start, b.finish, NULL
FROM active JOIN booking b ON b.project_id = active.id
WHERE b.trashed_on IS NULL AND b.kind = 'hard' AND b.resource_id IS NOT NULL
ORDER BY 2, 3, 4, 5
"""

ONE = 100
ONE_DAY = timedelta(days=1)
RANKS = {each: number for number, each in enumerate(Priority)}
BOOKING = "booking"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project, and whether work on it has begun."""

    id: str
    key: str
    stage: Stage
    is_begun: bool


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Somebody who works on a task, at most for so many per cent of the time, or is booked."""

    source: str
    task_id: str
    resource_id: str
    units: int
    work_minutes: int | None
    project_id: str
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None

    @property
    def share(self) -> int:
        """Per cent of somebody's time that the task takes while it goes on.

        Their work spread over its duration, where that is less than their units; of a group
        that is booked for more than one the units.
        """
        if not self.work_minutes or not self.duration_minutes or self.units > ONE:
            return self.units
        return min(self.units, -(-self.work_minutes * ONE // self.duration_minutes))


@dataclass(frozen=True, slots=True)
class Scope:
    """What is levelled: some projects, or all that are active, and how.

    `kept` are tasks, as they are called, that stay because somebody said so. With `like`, starts
    of an earlier proposal, nothing is searched: its order is kept.
    """

    keys: tuple[str, ...] = ()
    is_within_float: bool = False
    kept: frozenset[str] = frozenset()
    like: Mapping[TaskId, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plan:
    project: ProjectRow
    tasks: list[PlanTask]
    network: Network
    rows: dict[str, TaskRow]


def levelling(
    connection: Connection,
    *,
    scope: Scope,
    as_of: date,
    budget: Budget,
    solve: Solve | None = None,
) -> Proposal:
    """The proposal for some projects, or for all that are active, as one: people are shared.

    What people do in other active projects stays where it is and counts. What is done or has begun
    keeps its dates, as do manual tasks, must-dates and latest dates, and, where work has begun,
    what lies before `as_of`. Four statements, and five more for each project. Raises NotFound, and
    Invalid where a plan cannot be scheduled.
    """
    projects = connection.all(ProjectRow, PROJECTS)
    wanted = _chosen(projects, scope.keys)
    plans = [_read(connection, project, as_of, budget) for project in wanted]
    work = _work(connection, wanted)
    everybody = {person.row.id: person for person in people(connection)}
    late = _latest(plans)
    stays = _staying(plans, scope.kept, as_of)
    plan = replace(
        _joined(plans, work, everybody, as_of),
        fixed=set(stays),
        kept=[task for task, why in stays.items() if why is Stays.REFUSED],
        like=scope.like,
        late=late,
        latest=late if scope.is_within_float else {},
    )
    known = Known(
        tuple(project.key for project in wanted),
        {row.id: (plan.project.key, row) for plan in plans for row in plan.rows.values()},
        everybody,
        stays,
        as_of,
        is_within_float=scope.is_within_float,
    )
    return told(known, level(plan, budget, solve))


def _work(connection: Connection, wanted: Sequence[ProjectRow]) -> list[WorkRow]:
    """What is done in active projects, and in those that are wanted though they are not."""
    others = [project.id for project in wanted if project.stage is not Stage.ACTIVE]
    found = connection.all(WorkRow, WORK, project=others[0] if others else "")
    for project in others[1:]:
        rows = connection.all(WorkRow, WORK, project=project)
        found += [row for row in rows if row.project_id == project]
    return found


def _chosen(projects: Sequence[ProjectRow], keys: Sequence[str]) -> list[ProjectRow]:
    if not keys:
        return [project for project in projects if project.stage is Stage.ACTIVE]
    by_key = {project.key: project for project in projects}
    wanted = list(dict.fromkeys(key.upper() for key in keys))
    for key in wanted:
        if key not in by_key:
            raise NotFound(f"there is no project {key}")
    return [by_key[key] for key in wanted]


def _read(connection: Connection, project: ProjectRow, as_of: date, budget: Budget) -> _Plan:
    if budget.is_stopped:
        raise Invalid("stopped before there was a proposal")
    tasks, network = read_network(connection, project=project.id, key=project.key, as_of=as_of)
    rows = connection.all(TaskRow, TASKS, project=project.id)
    return _Plan(project, tasks, network, {row.id: row for row in rows})


def units_of(person: Person) -> int:
    """How much of somebody there is at any time, in per cent: the one place that says so."""
    return person.capacity.units


# All plans as one


def _joined(
    plans: Sequence[_Plan], work: Sequence[WorkRow], everybody: dict[str, Person], as_of: date
) -> PlanToLevel:
    known = {task.id for plan in plans for task in plan.tasks}
    tasks: dict[str, NetworkTask] = {}
    links: dict[NetworkLink, None] = {}
    for plan in plans:
        for task in plan.network.tasks:
            if not task.is_outside or (task.id not in known and str(task.id) not in tasks):
                calendar = task.calendar or plan.network.calendar
                tasks[str(task.id)] = replace(task, calendar=calendar)
        links.update(dict.fromkeys(plan.network.links))
    morning = datetime.combine(as_of, datetime.min.time())
    needs: dict[TaskId, list[tuple[str, int]]] = {}
    busy: dict[str, list[tuple[datetime, datetime, int]]] = {}
    parents = {task.parent for task in tasks.values()}
    first = plans[0].network.calendar if plans else standard()
    for row in work:
        if row.resource_id not in everybody or row.task_id in parents:
            continue
        if row.task_id in known:
            needs.setdefault(row.task_id, []).append((row.resource_id, row.share))
        elif span := _span(row):
            person = everybody[row.resource_id]
            share = _booked(row, span, person) if row.source == BOOKING else row.share
            busy.setdefault(row.resource_id, []).append((*span, share))
    return PlanToLevel(
        list(tasks.values()),
        list(links),
        first,
        min((plan.network.start for plan in plans), default=morning),
        needs,
        {key: units_of(person) for key, person in everybody.items()},
        projects={task.id: plan.project.key for plan in plans for task in plan.tasks},
        ranks={row.id: RANKS[row.priority] for plan in plans for row in plan.rows.values()},
        busy=busy,
    )


def _span(row: WorkRow) -> tuple[datetime, datetime] | None:
    """When something is done that is not levelled; the days of a booking are both in."""
    if row.start is None or row.finish is None:
        return None
    return row.start, row.finish + ONE_DAY if row.source == BOOKING else row.finish


def _booked(row: WorkRow, span: tuple[datetime, datetime], person: Person) -> int:
    """Per cent of somebody's time that a booking takes, spread over when they work."""
    calendar = person.calendar
    time = 0 if calendar is None else calendar.between(*span)
    return min(ONE, -(-(row.work_minutes or 0) * ONE // time)) if time else 0


def _staying(plans: Sequence[_Plan], kept: Collection[str], as_of: date) -> dict[str, Stays]:
    """What keeps its dates, and why: what has begun, what must be then, what was before the day."""
    morning = datetime.combine(as_of, datetime.min.time())
    found: dict[str, Stays] = {}
    for plan in plans:
        for task in plan.tasks:
            row = plan.rows[task.id]
            if row.percent_complete > 0 or task.actual_start is not None or row.status in ENDED:
                found[task.id] = Stays.BEGUN
            elif task.constraint in LIMITS and task.constraint_date is not None:
                found[task.id] = Stays.MUST
            elif plan.project.is_begun and task.start is not None and task.start < morning:
                found[task.id] = Stays.PAST
            elif row.ref in kept:
                found[task.id] = Stays.REFUSED
            elif task.is_manual and task.start is not None:
                found[task.id] = Stays.MANUAL
    return found


def _latest(plans: Sequence[_Plan]) -> dict[TaskId, datetime]:
    """Until when each task may start without a later finish of its own project."""
    found: dict[TaskId, datetime] = {}
    for plan in plans:
        live = plan.network.live()
        found |= {task: dates.late_start for task, dates in live.schedule().items()}
    return found
