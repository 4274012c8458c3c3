"""Why somebody has too much to do in some days: each booking, and what could be moved of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from ppm_tui.analysis.network import Schedule
from ppm_tui.analysis.overload import Demand, Overload, overloads
from ppm_tui.analysis.worktime import DAY, WorkCalendar, first_minute, to_datetime, to_minute
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import bookings
from ppm_tui.store.queries.bookings import Booked
from ppm_tui.store.queries.plan_network import PlanTask, read_network
from ppm_tui.store.queries.working_time import DayOff, Person, people
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Undefined

NO_TASK = Undefined("no task of a plan")
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
LATER_WEEKS = 8
"""So far after the days asked about a place for work is looked for."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A task as its plan has it: its days, and how far it may slip, in working minutes."""

    start: datetime
    finish: datetime
    late_start: datetime
    total_float: int
    free_float: int
    is_critical: bool
    has_begun: bool
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Line:
    """A booking of somebody, with how much of it lies in the days asked about.

    `is_own` says whether it is work of the project from which is asked, `is_forced` whether it
    is part of more work than fits into its days.
    """

    row: Booked
    minutes: Minutes
    is_own: bool
    is_forced: bool
    planned: Planned | Undefined

    @property
    def is_critical(self) -> bool:
        """Whether a day lost here is a day lost at the end; not, while that is not known."""
        return not isinstance(self.planned, Undefined) and self.planned.is_critical

    @property
    def slack(self) -> Minutes | Undefined:
        """How far the task may slip before the finish of its project does."""
        if isinstance(self.planned, Undefined):
            return self.planned
        return Minutes(self.planned.total_float)

    @property
    def first(self) -> date:
        """The first day of it."""
        return self.row.first

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.row.last

    @property
    def is_open(self) -> bool:
        """Whether some of it is still to be done."""
        return self.row.percent_complete < 100


@dataclass(frozen=True, slots=True)
class Explained:
    """What somebody is booked for in some days, both in, the most time first.

    `forced` are the stretches into which more work is forced than fits. Where there is too much,
    `team` is everybody by identifier, and `work` what each is booked for around these days, to
    find who could help; where there is not, nobody else is read.
    """

    person: Person
    first: date
    last: date
    as_of: date
    capacity: Minutes
    booked: Minutes
    lines: tuple[Line, ...]
    off: tuple[DayOff, ...]
    forced: tuple[Overload, ...]
    team: Mapping[str, Person]
    work: Mapping[str | None, Sequence[Booked]]

    def of(self, who: Person) -> Sequence[Booked]:
        """What somebody is booked for around these days."""
        return self.work.get(who.row.id, ())

    @property
    def over(self) -> Minutes:
        """How much has to go: what exceeds the capacity of these days, or of a stretch in them."""
        begin, end = stretch(self.first, self.last)
        inside = (each for each in self.forced if begin <= each.start and each.end <= end)
        most = max((each.over for each in inside), default=0)
        return Minutes(max(0, self.booked - self.capacity, most))


def explained(
    connection: Connection,
    *,
    person: str,
    first: date,
    last: date,
    as_of: date,
    project: str | None = None,
) -> Explained:
    """Why somebody is as full as they are in some days; `project` is the one that asks.

    Four statements, three more where there is too much, and five for each project whose tasks
    are among it. Raises NotFound.
    """
    known = people(connection, key=person.lower())
    if not known:
        raise NotFound(f"nobody is called {person}")
    who = known[0]
    own = partial(bookings.booked, connection, person=who.row.id)
    mine = [row for row in own(first=first, last=last) if row.minutes]
    from_, to = _around(mine, first, last)
    work = [row for row in own(first=from_, last=to) if row.minutes]
    forced = _forced(who, work, first, last)
    plans = _plans(connection, mine, as_of)
    lines = [_line(who, row, forced, plans, (first, last), project) for row in mine]
    begin, end = stretch(first, last)
    found = Explained(
        person=who,
        first=first,
        last=last,
        as_of=as_of,
        capacity=who.capacity.between(begin, end),
        booked=Minutes(sum(line.minutes for line in lines)),
        lines=tuple(sorted(lines, key=lambda line: (-line.minutes, line.row.ref))),
        off=tuple(each for each in who.off if each.first <= last and each.last >= first),
        forced=forced,
        team={who.row.id: who},
        work={who.row.id: work},
    )
    if not found.over:
        return found
    team = {each.row.id: each for each in people(connection)}
    everybody = bookings.by_person(bookings.booked(connection, first=from_, last=to))
    return replace(found, team=team, work=everybody)


def stretch(first: date, last: date) -> tuple[int, int]:
    """Days, both in, from minute to minute."""
    return first_minute(first), first_minute(last) + DAY


def _around(rows: Iterable[Booked], first: date, last: date) -> tuple[date, date]:
    """The days of these bookings and those asked about, and those to which work may be moved."""
    spans = [span for row in rows for span in row.spans]
    start = min([first, *(start.date() for start, _ in spans)])
    end = max([last, *(finish.date() for _, finish in spans)])
    return start, max(end, last + LATER_WEEKS * ONE_WEEK + (end - start))


def demands(rows: Iterable[Booked]) -> list[Demand]:
    """Bookings as work that may be done anywhere from its first moment to its last."""
    return [demand(row, row.id) for row in rows]


def demand(row: Booked, name: str) -> Demand:
    """A booking as work under a name, as `demands`."""
    spans = row.spans
    return Demand(
        name,
        row.minutes or 0,
        to_minute(spans[0][0]),
        to_minute(max(finish for _, finish in spans)),
    )


def window(found: Overload) -> tuple[date, date]:
    """The days of a stretch that is overloaded, both in."""
    return to_datetime(found.start).date(), to_datetime(found.end - 1).date()


def _forced(who: Person, rows: Sequence[Booked], first: date, last: date) -> tuple[Overload, ...]:
    """The stretches that are overloaded and touch the days asked about."""
    begin, end = stretch(first, last)
    found = overloads(demands(rows), who.capacity)
    return tuple(each for each in found if each.start < end and each.end > begin)


def _line(
    who: Person,
    row: Booked,
    forced: Iterable[Overload],
    plans: Mapping[str, Mapping[str, Planned] | Undefined],
    days: tuple[date, date],
    project: str | None,
) -> Line:
    return Line(
        row,
        row.over(who.calendar).between(*stretch(*days)),
        is_own=project is not None and row.project == project.upper(),
        is_forced=any(row.id in each.causes for each in forced),
        planned=_planned(row, plans),
    )


def _planned(
    row: Booked, plans: Mapping[str, Mapping[str, Planned] | Undefined]
) -> Planned | Undefined:
    if row.task_id is None:
        return NO_TASK
    plan = plans[row.project_id]
    if isinstance(plan, Undefined):
        return plan
    return plan.get(row.task_id, NO_TASK)


def _plans(
    connection: Connection, rows: Iterable[Booked], as_of: date
) -> dict[str, Mapping[str, Planned] | Undefined]:
    """The tasks of these bookings as the plans have them, by project; or why a plan has none."""
    tasks: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.task_id is not None:
            tasks.setdefault((row.project_id, row.project), set()).add(row.task_id)
    found: dict[str, Mapping[str, Planned] | Undefined] = {}
    for (project, key), wanted in tasks.items():
        try:
            plan, network = read_network(connection, project=project, key=key, as_of=as_of)
            dates = network.live().schedule(network.limits)
            calendars = {task: network.working.get(task, network.calendar) for task in wanted}
            found[project] = {
                task.id: _of_plan(task, dates, calendars[task.id])
                for task in plan
                if task.id in wanted
            }
        except Invalid as error:
            found[project] = Undefined(str(error))
    return found


def _of_plan(task: PlanTask, schedule: Schedule, calendar: WorkCalendar) -> Planned:
    dates = schedule[task.id]
    return Planned(
        dates.start,
        dates.finish,
        dates.late_start,
        max(0, dates.total_float_minutes),
        max(0, dates.free_float_minutes),
        dates.is_critical,
        task.actual_start is not None,
        calendar,
    )
