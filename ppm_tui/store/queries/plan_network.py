"""The plan of a project as a network: what its stored rows say to the critical path method."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from ppm_tui.analysis.network import Limits, Live, NetworkLink, NetworkTask, Schedule, schedule
from ppm_tui.analysis.worktime import (
    CalendarRule,
    ExceptionDays,
    Hours,
    WorkCalendar,
    any_of,
    derived,
    whole,
)  # fmt: skip
from ppm_tui.errors import Invalid
from ppm_tui.store.queries.plan_people import DOING, TIMES, Base, PlanPeople, TimeRow
from ppm_tui.store.queries.stored_hours import days_of, week_of
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Constraint, LagKind, LinkType, Undefined

CALENDARS = """
SELECT p.id, p.start, c.id, c.name, c.base_id, c.is_default,
       CASE WHEN c.project_id IS NULL THEN 0 ELSE 1 END, c.week, e.days, e.hours,
       p.critical_float_minutes, p.near_critical_minutes
FROM project p
LEFT JOIN calendar c ON c.project_id = p.id OR c.project_id IS NULL
LEFT JOIN calendar_exception e ON e.calendar_id = c.id
WHERE p.key = :key AND p.trashed_on IS NULL
ORDER BY c.id, e.number
"""

LINKS = " ".join(("WITH", DOING, """
SELECT d.task_id, d.predecessor_id AS other, p.ref, p.uid, d.type, d.lag, d.lag_kind,
       d.number AS place
FROM dependency d JOIN task p ON p.id = d.predecessor_id
WHERE d.project_id = :project AND p.trashed_on IS NULL
UNION ALL
SELECT d.task_id, COALESCE(m.calendar_id, r.calendar_id), NULL, NULL, NULL, 0, NULL, 0
FROM doing d JOIN resource r ON r.id = d.resource_id
LEFT JOIN plan_resource m ON m.resource_id = r.id AND m.project_id = d.project_id
WHERE COALESCE(m.calendar_id, r.calendar_id) IS NOT NULL
ORDER BY 1, 8, 2
"""))  # fmt: skip

NETWORK_TASKS = """
SELECT t.id, t.ref, t.parent_id, t.start, t.finish, t.duration_minutes, t.is_elapsed,
       t.is_manual, t.actual_start, t.actual_finish, t.deadline, t.constraint_type,
       t.constraint_date, t.calendar_id
FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL AND t.is_active
ORDER BY t.position, t.ref
"""

OUTSIDE = """
SELECT DISTINCT p.id, p.ref, p.start, p.finish, p.duration_minutes, p.is_elapsed
FROM dependency d JOIN task p ON p.id = d.predecessor_id
WHERE d.project_id = :project AND p.project_id <> :project AND p.trashed_on IS NULL
  AND p.start IS NOT NULL AND p.finish IS NOT NULL
ORDER BY p.id
"""

NONE = Limits()
WORKDAY: Hours = ((480, 720), (780, 1020))
STANDARD_WEEK: tuple[Hours, ...] = (*(WORKDAY for _ in range(5)), (), ())


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One calendar with one of its exceptions, of the project or shared by all."""

    project_id: str
    project_start: datetime | None
    id: str | None
    name: str | None
    base_id: str | None
    is_default: bool | None
    is_own: bool | None
    week: str | None
    days: str | None
    hours: str | None
    critical_float: int = 0
    near_critical: int = 0


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A dependency of a task, or, without a type, a calendar of somebody who works on it."""

    task_id: str
    other_id: str
    ref: str | None
    uid: str | None
    type: LinkType | None
    lag: int
    lag_kind: LagKind | None
    place: int = 0


@dataclass(frozen=True, slots=True)
class PlanTask:
    """What the network needs of a task; the label names it in a ring."""

    id: str
    label: str
    parent_id: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    is_elapsed: bool
    is_manual: bool
    actual_start: datetime | None
    actual_finish: datetime | None
    deadline: datetime | None
    constraint: Constraint
    constraint_date: datetime | None
    calendar_id: str | None


@dataclass(frozen=True, slots=True)
class OutsideTask:
    """A task of another project that a task of the plan waits for: when it is, and no more."""

    id: str
    ref: str
    start: datetime
    finish: datetime
    duration_minutes: int | None
    is_elapsed: bool


def figures(
    tasks: Sequence[PlanTask],
    links: Sequence[LinkRow],
    calendars: Sequence[CalendarRow],
    *,
    as_of: date,
    outside: Sequence[OutsideTask] = (),
    times: Sequence[TimeRow] = (),
) -> Schedule | Undefined:
    """Early and late dates and floats by task; Undefined, and why, when the plan gives none.

    A ring of tasks or a calendar without working time is such a reason, and no error.
    """
    try:
        found = network_of(tasks, links, calendars, as_of=as_of, outside=outside, times=times)
        return schedule(
            found.tasks,
            found.links,
            calendar=found.calendar,
            project_start=found.start,
            limits=found.limits,
        )
    except Invalid as error:
        return Undefined(str(error))


@dataclass(frozen=True, slots=True)
class Network:
    """A plan as the critical path method takes it: see `network.schedule`."""

    tasks: list[NetworkTask]
    links: list[NetworkLink]
    calendar: WorkCalendar
    start: datetime
    working: Mapping[str, WorkCalendar]
    """Of tasks that follow another calendar than the project."""
    limits: Limits

    def live(self, moving: Iterable[str] = (), resized: Collection[str] = ()) -> Live:
        """The plan reckoned and kept while some tasks move. Invalid as `network.schedule`."""
        return Live(
            self.tasks,
            self.links,
            calendar=self.calendar,
            project_start=self.start,
            moving=moving,
            resized=resized,
        )


def read_network(
    connection: Connection, *, project: str, key: str, as_of: date
) -> tuple[list[PlanTask], Network]:
    """The active tasks of a project and the network they are. Five statements; Invalid as
    `network_of`."""
    calendars = connection.all(CalendarRow, CALENDARS, key=key)
    tasks = connection.all(PlanTask, NETWORK_TASKS, project=project)
    links = connection.all(LinkRow, LINKS, project=project)
    outside = connection.all(OutsideTask, OUTSIDE, project=project)
    times = connection.all(TimeRow, TIMES, project=project)
    return tasks, network_of(tasks, links, calendars, as_of=as_of, outside=outside, times=times)


def network_of(
    tasks: Sequence[PlanTask],
    links: Sequence[LinkRow],
    calendars: Sequence[CalendarRow],
    *,
    as_of: date,
    outside: Sequence[OutsideTask] = (),
    times: Sequence[TimeRow] = (),
) -> Network:
    """The network of stored rows. Invalid for a calendar without working time.

    Tasks follow their own calendar, else the working time of those who do them.
    """
    rules = _rules(calendars)
    people = PlanPeople(times, rules, _base(calendars, rules))
    working = _working(tasks, links, rules, people)
    known = {task.id for task in tasks}
    driving = known.union(task.id for task in outside)
    begins = [task.start for task in tasks if task.start]
    start = calendars[0].project_start if calendars else None
    return Network(
        [
            *(task_of(task, working.get(task.id), known) for task in tasks),
            *map(_outside, outside),
        ],
        [_link(link) for link in links if link.type and {link.task_id, link.other_id} <= driving],
        project_calendar(calendars, rules),
        start or min(begins, default=datetime.combine(as_of, datetime.min.time())),
        working,
        limits_of(calendars),
    )


def limits_of(calendars: Sequence[CalendarRow]) -> Limits:
    """Up to which float a task of the project is critical, and nearly so."""
    return Limits(calendars[0].critical_float, calendars[0].near_critical) if calendars else NONE


def project_calendar(
    calendars: Sequence[CalendarRow], rules: Mapping[str, CalendarRule] | None = None
) -> WorkCalendar:
    """The working time of the project: its default calendar, or the standard one."""
    default = _default(calendars)
    return derived(rules or _rules(calendars), default) if default else standard()


def _default(calendars: Sequence[CalendarRow]) -> str | None:
    return next((row.id for row in calendars if row.is_default and row.is_own), None)


def _base(calendars: Sequence[CalendarRow], rules: Mapping[str, CalendarRule]) -> Base:
    """When the project works, for people of whom no other hours are known."""
    default = _default(calendars)
    return whole(rules, default) if default else (STANDARD_WEEK, ())


@cache
def standard() -> WorkCalendar:
    """Monday to Friday, 8 to 12 and 13 to 17: what holds where no calendar is given."""
    return WorkCalendar(STANDARD_WEEK, name="Standard")


def task_of(
    task: PlanTask, calendar: WorkCalendar | None, known: Container[str | None]
) -> NetworkTask:
    """A task as the network takes it; a parent that is not `known` is none."""
    return NetworkTask(
        task.id,
        max(task.duration_minutes or 0, 0),
        name=task.label,
        is_elapsed=task.is_elapsed,
        calendar=calendar,
        parent=task.parent_id if task.parent_id in known else None,
        constraint=task.constraint,
        constraint_date=task.constraint_date,
        deadline=task.deadline,
        start=task.start,
        finish=task.finish,
        is_manual=task.is_manual,
        keeps_dates=True,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
    )


def _outside(task: OutsideTask) -> NetworkTask:
    return NetworkTask(
        task.id,
        max(task.duration_minutes or 0, 0),
        name=task.ref,
        is_elapsed=task.is_elapsed,
        start=task.start,
        finish=task.finish,
        is_outside=True,
    )


def _link(link: LinkRow) -> NetworkLink:
    assert link.type is not None
    assert link.lag_kind is not None
    return NetworkLink(link.other_id, link.task_id, link.type, link.lag, link.lag_kind)


def _rules(rows: Iterable[CalendarRow]) -> dict[str, CalendarRule]:
    exceptions: dict[str, list[ExceptionDays]] = {}
    first: dict[str, CalendarRow] = {}
    for row in rows:
        if row.id is not None:
            first.setdefault(row.id, row)
            if row.days and row.hours:
                exceptions.setdefault(row.id, []).extend(days_of(row.days, row.hours))
    return {
        key: CalendarRule(
            row.name or "", week_of(row.week or "[]"), row.base_id, tuple(exceptions.get(key, ()))
        )
        for key, row in first.items()
    }


def _working(
    tasks: Iterable[PlanTask],
    links: Iterable[LinkRow],
    rules: Mapping[str, CalendarRule],
    people: PlanPeople,
) -> dict[str, WorkCalendar]:
    """The calendar of each task that has one of its own, or of those who work on it."""
    made: dict[str, WorkCalendar] = {}

    def calendar(key: str) -> WorkCalendar:
        if key not in made:
            made[key] = derived(rules, key)
        return made[key]

    groups: dict[str, set[str]] = {}
    for link in links:
        if link.type is None and link.other_id in rules:
            groups.setdefault(link.task_id, set()).add(link.other_id)
    # The same people work on many tasks: their common calendar is made once.
    teams = {task: frozenset(group) for task, group in groups.items()}
    united = {team: any_of([calendar(key) for key in team]) for team in set(teams.values())}
    found = {task: united[team] for task, team in teams.items()} | people.working(any_of)
    own = {task.id: task.calendar_id for task in tasks if task.calendar_id in rules}
    return found | {task: calendar(key) for task, key in own.items() if key}
