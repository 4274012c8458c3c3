"""The portfolio overview."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

from ppm_tui.analysis import earned_value, health
from ppm_tui.store.queries.ratings import IMPACT, SCORE, ZONE
from ppm_tui.store.queries.risk_matrix import matrix
from ppm_tui.store.reader import Connection
from ppm_tui.store.risk_matrix import looked_up
from ppm_tui.terms import CLOSED_STAGES, Cadence, Money, Rag, Stage, Undefined

OVERVIEW = f"""
WITH current AS (
  SELECT id, project_id, finish, cost, planned_value FROM baseline WHERE is_current
), plan AS (
  SELECT project_id, MIN(start) AS start, MAX(finish) AS finish,
         SUM(COALESCE(duration_minutes, 0) * percent_complete) AS done,
         SUM(COALESCE(duration_minutes, 0)) AS total, COUNT(*) AS tasks,
         SUM(CASE WHEN percent_complete = 100 THEN 1 ELSE 0 END) AS finished
  FROM task WHERE trashed_on IS NULL AND kind <> 'phase' GROUP BY project_id
), earned AS (
  SELECT b.project_id, SUM(b.cost * t.percent_complete) AS hundredths,
         SUM(CASE WHEN substr(COALESCE(t.actual_finish, t.actual_start), 1, 10) > :as_of
             AND t.percent_complete > 0 THEN 1 ELSE 0 END) AS later
  FROM baseline_task b JOIN current ON current.id = b.baseline_id
  JOIN task t ON t.id = b.task_id
  WHERE t.kind <> 'phase' AND t.trashed_on IS NULL GROUP BY b.project_id
), spent AS (
  SELECT project_id, SUM(cost) AS cost, SUM(minutes) AS minutes FROM time_entry
  WHERE day <= :as_of AND trashed_on IS NULL GROUP BY project_id
), dated AS (
  SELECT t.project_id, t.ref, t.name,
         substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10) AS due,
         ROW_NUMBER() OVER (
           PARTITION BY t.project_id
           ORDER BY COALESCE(t.deadline, b.finish, t.finish), t.position) AS place,
         COUNT(CASE WHEN substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10) < :as_of
               THEN 1 END) OVER (PARTITION BY t.project_id) AS late
  FROM task t LEFT JOIN current ON current.project_id = t.project_id
  LEFT JOIN baseline_task b ON b.baseline_id = current.id AND b.task_id = t.id
  WHERE t.kind = 'milestone' AND t.percent_complete < 100 AND t.trashed_on IS NULL
    AND COALESCE(t.deadline, b.finish, t.finish) IS NOT NULL
), milestone AS (
  SELECT project_id, MIN(ref) AS ref, MIN(name) AS name, MIN(due) AS due, MIN(late) AS late
  FROM dated WHERE place = 1 GROUP BY project_id
), rated AS (
  SELECT r.project_id, {ZONE} AS zone, CAST(ROUND(CAST({SCORE} AS REAL) * 100) AS INTEGER) AS score
  FROM (SELECT x.*, {IMPACT} AS impact FROM risk x
        WHERE x.status NOT IN ('closed', 'issue') AND x.trashed_on IS NULL) r
), exposure AS (
  SELECT project_id, COUNT(*) AS open, MAX(score) AS top,
         SUM(CASE WHEN zone = 'X' THEN 1 ELSE 0 END) AS critical
  FROM rated GROUP BY project_id
), waiting AS (
  SELECT project_id, COUNT(*) AS open FROM change_request
  WHERE status IN ('draft', 'submitted') AND trashed_on IS NULL GROUP BY project_id
), told AS (
  SELECT project_id, MAX(CASE WHEN day <= :as_of THEN day END) AS day,
         MAX(CASE WHEN day < :as_of THEN day END) AS before, MAX(day) AS newest
  FROM status_update GROUP BY project_id
), past AS (
  SELECT told.project_id, (
    SELECT u.id FROM status_update u WHERE u.project_id = told.project_id AND u.day <= :as_of
    ORDER BY u.day DESC, u.number DESC LIMIT 1) AS last, (
    SELECT u.id FROM status_update u WHERE u.project_id = told.project_id AND u.day <= :as_of
      AND u.outcome = 'status' ORDER BY u.day DESC, u.number DESC LIMIT 1) AS declared
  FROM told WHERE told.newest > :as_of
)
SELECT p.id, p.version, p.key, p.name, c.key, c.name, p.stage,
       CASE WHEN past.project_id IS NULL THEN p.rag ELSE u.rag END,
       CASE WHEN past.project_id IS NULL THEN p.rag_since ELSE (
         SELECT MIN(f.day) FROM status_update f
         WHERE f.project_id = p.id AND f.rag = u.rag AND f.day <= :as_of AND f.day >= COALESCE((
           SELECT MAX(g.day) FROM status_update g
           WHERE g.project_id = p.id AND g.day <= :as_of AND (g.rag <> u.rag OR g.rag IS NULL)),
           '')) END,
       CASE WHEN past.project_id IS NULL THEN p.rag_reason ELSE COALESCE(d.text, '') END,
       r.key, p.sponsor, p.currency, p.ask, p.cadence, p.cadence_weekday, p.rank,
       CASE WHEN past.project_id IS NULL THEN p.percent_complete ELSE u.percent_complete END,
       COALESCE(plan.start, p.start),
       CASE WHEN past.project_id IS NULL
            THEN COALESCE(p.forecast_finish, substr(COALESCE(plan.finish, p.finish), 1, 10))
            ELSE u.finish END,
       substr(current.finish, 1, 10), current.cost, current.planned_value,
       earned.hundredths, COALESCE(earned.later, 0), COALESCE(spent.cost, 0), p.budget_cost,
       plan.done, plan.total, plan.tasks, plan.finished,
       m.ref, m.name, m.due, COALESCE(m.late, 0), COALESCE(exposure.open, 0),
       COALESCE(exposure.critical, 0), exposure.top, COALESCE(waiting.open, 0),
       told.day, told.before, CASE WHEN past.project_id IS NULL THEN 0 ELSE 1 END
FROM project p
LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource r ON r.id = p.owner_id
LEFT JOIN current ON current.project_id = p.id
LEFT JOIN plan ON plan.project_id = p.id
LEFT JOIN earned ON earned.project_id = p.id
LEFT JOIN spent ON spent.project_id = p.id
LEFT JOIN milestone m ON m.project_id = p.id
LEFT JOIN exposure ON exposure.project_id = p.id
LEFT JOIN waiting ON waiting.project_id = p.id
LEFT JOIN told ON told.project_id = p.id
LEFT JOIN past ON past.project_id = p.id
LEFT JOIN status_update u ON u.id = past.last
LEFT JOIN status_update d ON d.id = past.declared
WHERE p.trashed_on IS NULL AND (p.stage <> 'archived' OR :key = p.key)
  AND (p.key = :key OR :key IS NULL)
ORDER BY p.key
"""  # noqa: S608  # a rule of ours, nothing that was typed

WEEKS = """
SELECT p.key, u.day, u.rag FROM status_update u JOIN project p ON p.id = u.project_id
WHERE u.day > :since AND u.day <= :as_of AND (p.key = :key OR :key IS NULL)
ORDER BY p.key, u.day, u.number
"""


NO_PROGRESS = Undefined("progress of that day is not kept, only the latest")
NO_FORECAST = Undefined("no finish was forecast by that day, and the plan is kept as it is now")


@dataclass(frozen=True, slots=True)
class _Sums:
    """A row of the overview as the database gives it."""

    id: str
    version: int
    key: str
    name: str
    client: str | None
    client_name: str | None
    stage: Stage
    rag: Rag | None
    rag_since: date | None
    rag_reason: str
    owner: str | None
    sponsor: str
    currency: str
    ask: str
    cadence: Cadence
    cadence_weekday: int
    rank: int | None
    declared_percent: int | None
    start: datetime | None
    finish: date | None
    baseline_finish: date | None
    baseline_cost: int | None
    planned_value: str | None
    earned_hundredths: int | None
    later_tasks: int
    ac: int
    budget_cost: int | None
    done: int | None
    total: int | None
    tasks: int | None
    finished: int | None
    milestone_id: str | None
    milestone: str | None
    milestone_date: date | None
    late: int
    open_risks: int
    critical_risks: int
    top_hundredths: int | None
    open_changes: int
    last_update: date | None
    update_before: date | None
    is_past: bool

    @property
    def is_mixed(self) -> bool:
        """Whether the progress that is stored belongs to a day after the as-of day."""
        return self.is_past or self.later_tasks > 0


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One project of the overview; money in minor units of its currency, as of a day.

    `is_past` when a later day has a status update. Status, reason, declared percent and forecast
    finish are then those of the last update up to the day. Progress of tasks and dates of the plan
    are kept as they are now only: what rests on them (EV and its figures, the computed status,
    percent and finish where none was declared) is undefined then, and not passed off as that
    day's; EV also when a task began after the day. Milestones, risks and changes are today's.
    """

    id: str
    version: int
    key: str
    name: str
    client: str | None
    client_name: str | None
    stage: Stage
    rag: Rag | None
    rag_since: date | None
    rag_reason: str
    owner: str | None
    sponsor: str
    currency: str
    ask: str
    cadence: Cadence
    cadence_weekday: int
    rank: int | None
    start: datetime | None
    finish: date | None
    baseline_finish: date | None
    ac: int
    budget_cost: int | None
    milestone_id: str | None
    milestone: str | None
    milestone_date: date | None
    late: int
    open_risks: int
    critical_risks: int
    top_risk: Decimal | None
    open_changes: int
    last_update: date | None
    update_before: date | None
    percent_complete: Decimal | Undefined
    slip_days: int | Undefined
    bac: Money | Undefined
    pv: Money | Undefined
    ev: Money | Undefined
    spi: Decimal | Undefined
    cpi: Decimal | Undefined
    eac: Decimal | Undefined
    overrun: Decimal | Undefined
    rag_computed: Rag | None
    rag_why: str
    weeks: str
    as_of: date
    is_past: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it belongs to the active view."""
        return self.stage not in CLOSED_STAGES

    @property
    def is_late(self) -> bool:
        """Whether the next milestone's day has passed."""
        return self.milestone_date is not None and self.milestone_date < self.as_of

    @property
    def trend(self) -> int:
        """Whether the status is recovering (1), has got worse (-1), or neither (0)."""
        return health.trend(self.weeks)

    @property
    def is_update_due(self) -> bool:
        """Whether a status update is due today, whatever has been said today already."""
        return health.update_due(
            last=self.update_before,
            as_of=self.as_of,
            is_weekly=self.cadence is Cadence.WEEKLY,
            weekday=self.cadence_weekday,
            is_late=self.late > 0,
        )


def overview(connection: Connection, *, as_of: date, key: str | None = None) -> list[PortfolioRow]:
    """Every project that is not archived, by key; three statements. With `key` only that one."""
    cells = looked_up(matrix(connection))
    sums = connection.all(_Sums, OVERVIEW, as_of=as_of, key=key, **cells)
    since = as_of - timedelta(days=7 * 8)
    told: dict[str, list[tuple[str, str | None]]] = {}
    for project, day, rag in connection.rows(WEEKS, as_of=as_of, since=since, key=key):
        told.setdefault(str(project), []).append((str(day), str(rag) if rag else None))
    return [_row(row, told.get(row.key, []), as_of) for row in sums]


def attention(row: PortfolioRow) -> tuple[int, date, str]:
    """Sort key of the overview: red, then late, then amber, the rest by next date."""
    group = 3
    if row.rag is Rag.RED:
        group = 0
    elif row.is_late:
        group = 1
    elif row.rag is Rag.AMBER:
        group = 2
    return group, row.milestone_date or date.max, row.key


def in_place(rows: Iterable[PortfolioRow], order: Sequence[str]) -> list[PortfolioRow]:
    """The rows in the order in which their keys stood; what is new comes last, by attention."""
    place = {key: index for index, key in enumerate(order)}
    return sorted(rows, key=lambda row: (place.get(row.key, len(place)), attention(row)))


def _row(sums: _Sums, told: list[tuple[str, str | None]], as_of: date) -> PortfolioRow:
    bac, pv, ev = _values(sums, as_of)
    spi = _ratio(earned_value.schedule_performance_index, ev=ev, pv=pv)
    cpi = _ratio(earned_value.cost_performance_index, ev=ev, ac=Money(sums.ac))
    eac = _ratio(earned_value.estimate_at_completion, bac=bac, ev=ev, ac=Money(sums.ac))
    overrun = bac if isinstance(bac, Undefined) else earned_value.budget_variance(bac=bac, eac=eac)
    top = None if sums.top_hundredths is None else Decimal(sums.top_hundredths) / 100
    judged = health.Health(None, NO_PROGRESS.reason)
    if not sums.is_mixed:
        judged = health.computed(
            late_milestones=sums.late,
            spi=spi,
            overrun=overrun,
            top_risk=top,
            critical_risks=sums.critical_risks,
        )
    return PortfolioRow(
        **{name: getattr(sums, name) for name in _SHARED},
        top_risk=top,
        percent_complete=_percent(sums, bac, ev),
        slip_days=_slip(sums),
        bac=bac,
        pv=pv,
        ev=ev,
        spi=spi,
        cpi=cpi,
        eac=eac,
        overrun=overrun,
        rag_computed=judged.rag,
        rag_why=judged.reason,
        weeks=_weeks(told, sums.rag, as_of),
        as_of=as_of,
    )


_SHARED = [
    field.name
    for field in fields(_Sums)
    if field.name in {own.name for own in fields(PortfolioRow)}
]


def _ratio(
    formula: Callable[..., Decimal | Undefined], **values: Money | Undefined
) -> Decimal | Undefined:
    """The formula, or the first reason why one of its inputs is not known."""
    for value in values.values():
        if isinstance(value, Undefined):
            return value
    return formula(**values)


def _values(
    sums: _Sums, as_of: date
) -> tuple[Money | Undefined, Money | Undefined, Money | Undefined]:
    if sums.baseline_cost is None:
        has_baseline = sums.planned_value is not None
        missing = earned_value.NO_BUDGET if has_baseline else earned_value.NO_BASELINE
        return missing, missing, missing
    ev = Money(round_half_up(sums.earned_hundredths or 0, 100))
    pv = planned(sums.planned_value or "{}", as_of)
    return Money(sums.baseline_cost), pv, NO_PROGRESS if sums.is_mixed else ev


def round_half_up(amount: int, parts: int) -> int:
    """`amount / parts` to the nearest whole, halves away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * ((abs(amount) * 2 + parts) // (2 * parts))


def planned(curve: str, as_of: date) -> Money:
    """Planned value at the end of a day, from the curve that the baseline froze."""
    document = json.loads(curve)
    values = document.get("values", [])
    if not values:
        return Money(0)
    index = (as_of - date.fromisoformat(document["start"])).days
    return Money(0) if index < 0 else Money(values[min(index, len(values) - 1)])


def _percent(sums: _Sums, bac: Money | Undefined, ev: Money | Undefined) -> Decimal | Undefined:
    if sums.declared_percent is not None:
        return Decimal(sums.declared_percent)
    if sums.is_mixed:
        return NO_PROGRESS
    if not isinstance(bac, Undefined) and not isinstance(ev, Undefined) and bac:
        return Decimal(ev) * 100 / Decimal(bac)
    if sums.total:
        return Decimal(sums.done or 0) / Decimal(sums.total)
    if sums.tasks:
        return Decimal(sums.finished or 0) * 100 / Decimal(sums.tasks)
    return Undefined("no tasks")


def _slip(sums: _Sums) -> int | Undefined:
    if sums.baseline_finish is None:
        return earned_value.NO_BASELINE
    if sums.finish is None:
        return NO_FORECAST if sums.is_past else Undefined("no finish date")
    return (sums.finish - sums.baseline_finish).days


def _weeks(told: list[tuple[str, str | None]], rag: Rag | None, as_of: date) -> str:
    """A letter for the status at the end of each of the last eight weeks, oldest first."""
    letters = {"green": "G", "amber": "A", "red": "R", None: "-"}
    days = [day for day, _ in told]
    weeks = []
    for back in range(7, -1, -1):
        index = bisect_right(days, (as_of - timedelta(days=7 * back)).isoformat())
        weeks.append(letters[told[index - 1][1]] if index else "-")
    if rag is not None:
        weeks[-1] = letters[rag.value]
    return "".join(weeks)
