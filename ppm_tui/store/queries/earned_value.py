"""Earned value of one project: its figures, and every row that they were reckoned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ppm_tui.analysis import earned_value as formulas
from ppm_tui.analysis import planned_value
from ppm_tui.analysis.earned_schedule import EarnedSchedule
from ppm_tui.analysis.earned_value import EarnedValue
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.earning import LATER
from ppm_tui.store.queries.plan_network import CALENDARS, CalendarRow, project_calendar
from ppm_tui.store.queries.portfolio_rows import scheduled
from ppm_tui.store.reader import Connection
from ppm_tui.terms import CostKind, Forecast, Measure, Money, TaskKind, Undefined

PROJECT = """
SELECT p.id, p.key, p.name, p.currency, p.forecast, b.id, b.name, b.number, b.day, b.start,
       b.finish, b.cost, b.planned_value,
       CASE WHEN EXISTS (SELECT 1 FROM status_update u
                         WHERE u.project_id = p.id AND u.day > :as_of) THEN 1 ELSE 0 END,
       p.budget_minutes
FROM project p LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
WHERE p.key = :key AND p.trashed_on IS NULL
"""

EARNED = f"""
SELECT t.ref, t.name, t.kind, t.measure, t.percent_complete, t.actual_start, t.actual_finish,
       b.start, b.finish, b.cost, {LATER},
       CASE WHEN t.kind = 'phase' OR t.trashed_on IS NOT NULL THEN 1 ELSE 0 END
FROM baseline_task b JOIN task t ON t.id = b.task_id
WHERE b.baseline_id = :baseline AND (t.kind <> 'phase' OR b.cost IS NOT NULL)
ORDER BY t.position, t.ref
"""  # noqa: S608  # a rule of ours, nothing that was typed

UNPLANNED = """
SELECT t.ref, t.name, COALESCE((
         SELECT SUM(e.cost) FROM time_entry e
         WHERE e.task_id = t.id AND e.day <= :as_of AND e.trashed_on IS NULL), 0)
FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL AND t.kind <> 'phase'
  AND NOT EXISTS (SELECT 1 FROM baseline_task b
                  WHERE b.baseline_id = :baseline AND b.task_id = t.id)
ORDER BY t.position, t.ref
"""

SPENT = """
SELECT r.key, e.kind, COUNT(*), SUM(e.minutes), COALESCE(SUM(e.cost), 0),
       SUM(CASE WHEN e.cost IS NULL THEN 1 ELSE 0 END), MIN(e.day), MAX(e.day)
FROM time_entry e LEFT JOIN resource r ON r.id = e.resource_id
WHERE e.project_id = :project AND e.day <= :as_of AND e.trashed_on IS NULL
GROUP BY r.key, e.kind
ORDER BY CASE WHEN r.key IS NULL THEN 1 ELSE 0 END, r.key, e.kind
"""

DAILY = """
SELECT e.day, COALESCE(SUM(e.cost), 0), SUM(e.minutes) FROM time_entry e
WHERE e.project_id = :project AND e.day <= :as_of AND e.trashed_on IS NULL
GROUP BY e.day ORDER BY e.day
"""

MEASURED = """
SELECT u.day, u.bac, u.pv, u.ev, u.ac, u.percent_complete, u.rag FROM status_update u
WHERE u.project_id = (SELECT id FROM project WHERE key = :key) AND u.day <= :as_of
  AND u.ev IS NOT NULL
ORDER BY u.day, u.number
"""


@dataclass(frozen=True, slots=True)
class _Project:
    id: str
    key: str
    name: str
    currency: str
    forecast: Forecast
    baseline_id: str | None
    baseline: str | None
    number: int | None
    baseline_day: date | None
    start: datetime | None
    finish: datetime | None
    cost: int | None
    planned_value: str | None
    is_past: bool
    budget_minutes: int | None


@dataclass(frozen=True, slots=True)
class _Task:
    ref: str
    name: str
    kind: TaskKind
    measure: Measure | None
    percent: int
    actual_start: datetime | None
    actual_finish: datetime | None
    start: datetime | None
    finish: datetime | None
    cost: int | None
    is_later: bool
    is_gone: bool
    """In the trash, or split into others by now: it keeps its budget and earns nothing."""


@dataclass(frozen=True, slots=True)
class EarnedRow:
    """What a task of the baseline is worth, was to be worth by the day, and has earned."""

    ref: str
    name: str
    measure: Measure | None
    percent: int
    bac: Money
    pv: Money
    ev: Money
    share: Decimal


@dataclass(frozen=True, slots=True)
class UnplannedRow:
    """A task that is not in the baseline; what it cost counts as actual cost."""

    ref: str
    name: str
    ac: Money


@dataclass(frozen=True, slots=True)
class SpentRow:
    """What a person, or somebody else, has cost up to the day; `unknown` entries have no cost."""

    person: str | None
    kind: CostKind
    entries: int
    minutes: int
    cost: Money
    unknown: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DailyRow:
    """Cost and time of a day."""

    day: date
    cost: Money
    minutes: int


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """Earned value as it stood when a status was reported."""

    day: date
    bac: int | None
    pv: int | None
    ev: int | None
    ac: int | None
    percent: int | None
    rag: str | None


@dataclass(frozen=True, slots=True)
class EarnedValueRow:
    """Earned value of a project as of a day, in minor units, and what it rests on."""

    key: str
    name: str
    currency: str
    as_of: date
    baseline: str | None
    baseline_number: int | None
    baseline_day: date | None
    curve: planned_value.Curve
    figures: EarnedValue
    schedule: EarnedSchedule
    tasks: tuple[EarnedRow, ...]
    unplanned: tuple[UnplannedRow, ...]
    spent: tuple[SpentRow, ...]
    daily: tuple[DailyRow, ...]
    measured: tuple[MeasuredRow, ...]
    budget_minutes: int | None

    @property
    def forecast(self) -> Forecast:
        """What the chosen EAC assumes of the remaining work."""
        return Forecast(self.figures.forecast)


def earned_value(connection: Connection, *, key: str, as_of: date) -> EarnedValueRow:
    """The figures of a project and what they rest on; seven statements. Raises NotFound.

    Without a baseline everything but the actual cost is undefined, and says so.
    """
    project = connection.one(_Project, PROJECT, key=key.upper(), as_of=as_of)
    if project is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    known = {"project": project.id, "baseline": project.baseline_id or "", "as_of": as_of}
    found = connection.all(_Task, EARNED, baseline=known["baseline"], as_of=as_of)
    calendar = project_calendar(connection.all(CalendarRow, CALENDARS, key=project.key))
    tasks = [_earned(task, as_of, calendar) for task in found if task.cost is not None]
    spent = connection.all(SpentRow, SPENT, project=project.id, as_of=as_of)
    curve = planned_value.stored(project.planned_value or "{}")
    figures = _figures(project, tasks, spent, curve, as_of, is_mixed=_is_mixed(project, found))
    return EarnedValueRow(
        project.key,
        project.name,
        project.currency,
        as_of,
        project.baseline,
        project.number,
        project.baseline_day,
        curve,
        figures,
        scheduled(curve, figures, as_of, _completed(found)),
        tuple(tasks),
        tuple(connection.all(UnplannedRow, UNPLANNED, **known)),
        tuple(spent),
        tuple(connection.all(DailyRow, DAILY, project=project.id, as_of=as_of)),
        tuple(measured(connection, key=project.key, as_of=as_of)),
        project.budget_minutes,
    )


def measured(connection: Connection, *, key: str, as_of: date) -> list[MeasuredRow]:
    """Earned value as it was reported up to a day, the oldest first; one statement."""
    return connection.all(MeasuredRow, MEASURED, key=key, as_of=as_of)


def _is_mixed(project: _Project, found: Iterable[_Task]) -> bool:
    """Whether the progress that is stored belongs to a day after the as-of day."""
    return project.is_past or any(task.is_later and not task.is_gone for task in found)


def _figures(
    project: _Project,
    tasks: Sequence[EarnedRow],
    spent: Sequence[SpentRow],
    curve: planned_value.Curve,
    as_of: date,
    *,
    is_mixed: bool,
) -> EarnedValue:
    ac = Money(sum(row.cost for row in spent))
    if project.cost is None:
        missing = formulas.NO_BUDGET if project.baseline_id else formulas.NO_BASELINE
        return EarnedValue(missing, missing, missing, ac, project.forecast)
    ev = formulas.NO_PROGRESS if is_mixed else earned_of(tasks)
    return EarnedValue(Money(project.cost), curve.at(as_of), ev, ac, project.forecast)


def earned_of(tasks: Sequence[EarnedRow]) -> Money:
    """What all tasks have earned, rounded once; level of effort is whole amounts already."""
    effort = sum(row.ev for row in tasks if row.measure is Measure.EFFORT)
    rest = formulas.earned((r.bac, r.share) for r in tasks if r.measure is not Measure.EFFORT)
    return Money(effort + rest)


def _earned(task: _Task, as_of: date, calendar: WorkCalendar) -> EarnedRow:
    cost = Money(task.cost or 0)
    pv = _planned(task, cost, as_of, calendar)
    share = formulas.earned_share(
        task.measure,
        percent=task.percent,
        is_begun=task.actual_start is not None,
        is_done=task.percent >= 100,
        planned=Decimal(pv) / cost if cost else Decimal(0),
    )
    if task.is_gone or isinstance(share, Undefined):
        share = Decimal(0)
    is_effort = task.measure is Measure.EFFORT and not task.is_gone
    ev = pv if is_effort else formulas.earned([(cost, share)])
    return EarnedRow(task.ref, task.name, task.measure, task.percent, cost, pv, ev, share)


def _planned(task: _Task, cost: Money, as_of: date, calendar: WorkCalendar) -> Money:
    if task.start is None or task.finish is None:
        return Money(0)
    first, last = task.start.date(), task.finish.date()
    return planned_value.planned_by(
        cost, first, last, as_of, is_working=lambda day: bool(calendar.hours_on(day))
    )


def _completed(found: Sequence[_Task]) -> date | None:
    """The day on which the last task was done, where all of them are."""
    left = [task for task in found if not task.is_gone]
    if not left or any(task.percent < 100 for task in left):
        return None
    days = [task.actual_finish.date() for task in left if task.actual_finish]
    return max(days, default=None)
