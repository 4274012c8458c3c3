"""The portfolio overview."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ppm_tui.analysis import planned_value
from ppm_tui.store.queries.earning import LATER, SHARE
from ppm_tui.store.queries.portfolio_rows import (
    NO_FORECAST,
    NOT_LOOKED_AT,
    Load,
    PortfolioRow,
    Sums,
    row_of,
)
from ppm_tui.store.queries.ratings import (
    IMPACT,
    RESIDUAL_SCORE,
    RESIDUAL_ZONE,
    SCORE,
    ZONE,
)
from ppm_tui.store.queries.risk_matrix import matrix
from ppm_tui.store.reader import Connection
from ppm_tui.store.risk_matrix import looked_up
from ppm_tui.terms import Rag, Stage, Undefined

NOBODY = Undefined("nobody is booked for it next week")

__all__ = ["NO_FORECAST", "PortfolioRow", "attention", "in_place", "overview"]


def of_one(sql: str) -> str:
    """A query of all projects as one of the project `:key`, where it says how to tell that."""
    return re.sub(r"/\* of: (\S+) \*/", r"AND \1 = (SELECT id FROM project WHERE key = :key)", sql)


OVERVIEW = f"""
WITH current AS (
  SELECT id, project_id, finish, cost, planned_value FROM baseline
  WHERE is_current /* of: project_id */
), plan AS (
  SELECT project_id, MIN(start) AS start, MAX(finish) AS finish,
         SUM(COALESCE(duration_minutes, 0) * percent_complete) AS done,
         SUM(COALESCE(duration_minutes, 0)) AS total, COUNT(*) AS tasks,
         SUM(CASE WHEN percent_complete = 100 THEN 1 ELSE 0 END) AS finished
  FROM task WHERE trashed_on IS NULL AND kind <> 'phase' /* of: project_id */ GROUP BY project_id
), earned AS (
  SELECT b.project_id, SUM(b.cost * {SHARE}) AS hundredths, SUM({LATER}) AS later,
         SUM(CASE WHEN t.measure = 'level_of_effort' THEN 1 ELSE 0 END) AS effort
  FROM baseline_task b JOIN current ON current.id = b.baseline_id
  JOIN task t ON t.id = b.task_id
  WHERE t.kind <> 'phase' AND t.trashed_on IS NULL /* of: t.project_id */ GROUP BY b.project_id
), spent AS (
  SELECT project_id, SUM(cost) AS cost, SUM(minutes) AS minutes FROM time_entry
  WHERE day <= :as_of AND trashed_on IS NULL /* of: project_id */ GROUP BY project_id
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
    AND COALESCE(t.deadline, b.finish, t.finish) IS NOT NULL /* of: t.project_id */
), milestone AS (
  SELECT project_id, MIN(ref) AS ref, MIN(name) AS name, MIN(due) AS due, MIN(late) AS late
  FROM dated WHERE place = 1 GROUP BY project_id
), rated AS (
  SELECT r.project_id, r.strategy, {ZONE} AS zone, COALESCE({RESIDUAL_ZONE}, {ZONE}) AS rest_zone,
         CAST(ROUND(CAST({SCORE} AS REAL) * 100) AS INTEGER) AS score,
         CAST(ROUND(CAST(COALESCE({RESIDUAL_SCORE}, {SCORE}) AS REAL) * 100) AS INTEGER) AS rest
  FROM (SELECT x.*, {IMPACT} AS impact FROM risk x
        WHERE x.status NOT IN ('closed', 'issue') AND x.trashed_on IS NULL /* of: x.project_id */) r
), exposure AS (
  SELECT project_id, COUNT(*) AS open, MAX(score) AS top,
         SUM(CASE WHEN zone = 'X' THEN 1 ELSE 0 END) AS critical, MAX(rest) AS rest,
         SUM(CASE WHEN rest_zone = 'X' THEN 1 ELSE 0 END) AS remaining,
         SUM(CASE WHEN rest_zone = 'X' AND strategy IS NULL THEN 1 ELSE 0 END) AS unanswered
  FROM rated GROUP BY project_id
), waiting AS (
  SELECT project_id, COUNT(*) AS open, COALESCE(SUM(cost), 0) AS cost, MIN(since) AS since
  FROM change_request
  WHERE status IN ('draft', 'submitted') AND trashed_on IS NULL /* of: project_id */
  GROUP BY project_id
), told AS (
  SELECT project_id, MAX(CASE WHEN day <= :as_of THEN day END) AS day,
         MAX(CASE WHEN day < :as_of THEN day END) AS before, MAX(day) AS newest
  FROM status_update WHERE day > '' /* of: project_id */ GROUP BY project_id
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
       earned.hundredths, COALESCE(earned.later, 0), COALESCE(earned.effort, 0),
       COALESCE(spent.cost, 0), p.budget_cost, p.forecast,
       plan.done, plan.total, plan.tasks, plan.finished,
       m.ref, m.name, m.due, COALESCE(m.late, 0), COALESCE(exposure.open, 0),
       COALESCE(exposure.critical, 0), exposure.top, exposure.rest,
       COALESCE(exposure.remaining, 0), COALESCE(exposure.unanswered, 0),
       COALESCE(waiting.open, 0), COALESCE(waiting.cost, 0), waiting.since,
       p.tolerance_days, p.tolerance_cost, p.tolerance_scope, p.tolerance_load, p.tolerance_risk,
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

OF_ONE = of_one(OVERVIEW)
"""The same of one project, which reads nothing of the others."""

WEEKS = """
SELECT p.key, u.day, u.rag FROM status_update u JOIN project p ON p.id = u.project_id
WHERE u.day > :since AND u.day <= :as_of AND (p.key = :key OR :key IS NULL)
ORDER BY p.key, u.day, u.number
"""

EFFORT = """
SELECT p.key, p.id, b.start, b.finish, b.cost
FROM task t JOIN baseline_task b ON b.task_id = t.id
JOIN baseline x ON x.id = b.baseline_id AND x.is_current JOIN project p ON p.id = b.project_id
WHERE t.measure = 'level_of_effort' AND t.trashed_on IS NULL AND t.kind <> 'phase'
  AND (p.key = :key OR :key IS NULL) AND b.cost IS NOT NULL AND b.start IS NOT NULL
  AND b.finish IS NOT NULL
ORDER BY p.key, t.position
"""

CALENDARS = """
SELECT p.id, p.start, c.id, c.name, c.base_id, c.is_default,
       CASE WHEN c.project_id IS NULL THEN 0 ELSE 1 END, c.week, e.days, e.hours,
       p.critical_float_minutes, p.near_critical_minutes
FROM project p
LEFT JOIN calendar c ON c.project_id = p.id OR c.project_id IS NULL
LEFT JOIN calendar_exception e ON e.calendar_id = c.id
WHERE p.trashed_on IS NULL AND p.id IN (
  SELECT t.project_id FROM task t WHERE t.measure = 'level_of_effort' AND t.trashed_on IS NULL)
ORDER BY p.id, c.id, e.number
"""

CHANGED = """
SELECT DISTINCT COALESCE(p.key, '') FROM step s
LEFT JOIN change c ON c.step = s.number OR c.step = s.target
LEFT JOIN project p ON p.id = c.project_id
WHERE s.number > :seen
ORDER BY 1 LIMIT 5
"""
FEW = 4
"""So many projects are read one by one; of more, all of them are."""


@dataclass(frozen=True, slots=True)
class _Effort:
    """A task of level of effort in a current baseline: it earns what was planned."""

    project: str
    project_id: str
    start: datetime
    finish: datetime
    cost: int


def overview(
    connection: Connection,
    *,
    as_of: date,
    key: str | None = None,
    loads: Mapping[str, Load] | None = None,
) -> list[PortfolioRow]:
    """Every project that is not archived, by key. With `key` only that one.

    Three statements, and two more where a project has work of level of effort. `loads` is the
    highest load next week by project, of `project_loads`; without it resources are not judged.
    """
    cells = looked_up(matrix(connection))
    sums = connection.all(Sums, OF_ONE if key else OVERVIEW, as_of=as_of, key=key, **cells)
    since = as_of - timedelta(days=7 * 8)
    told: dict[str, list[tuple[str, str | None]]] = {}
    for project, day, rag in connection.rows(WEEKS, as_of=as_of, since=since, key=key):
        told.setdefault(str(project), []).append((str(day), str(rag) if rag else None))
    effort = _effort(connection, sums, key, as_of)
    return [
        row_of(
            row,
            told.get(row.key, []),
            as_of,
            effort=effort.get(row.key, 0),
            load=NOT_LOOKED_AT if loads is None else loads.get(row.key, NOBODY),
        )
        for row in sums
    ]


def overview_since(
    connection: Connection, *, rows: Sequence[PortfolioRow], seen: int, as_of: date
) -> list[PortfolioRow]:
    """The overview as it is now, from `rows` of the same day, which were read after step `seen`.

    Only projects with a changed row are read again; everything is where a change belongs to no
    project, to one that is not among `rows`, or to more than a few.
    """
    keys = {str(key) for (key,) in connection.rows(CHANGED, seen=seen)}  # "" is of no project
    if len(keys) > FEW or not keys <= {row.key for row in rows}:
        return overview(connection, as_of=as_of)
    read = [row for key in keys for row in overview(connection, as_of=as_of, key=key)]
    now = {row.key: row for row in read if row.stage is not Stage.ARCHIVED}
    return [now.get(row.key, row) for row in rows if row.key in now or row.key not in keys]


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


def _effort(
    connection: Connection, sums: Sequence[Sums], key: str | None, as_of: date
) -> dict[str, int]:
    """What work of level of effort has earned by project: what was planned by the day."""
    if not any(row.effort_tasks for row in sums):
        return {}
    # What no other project needs is 20 ms that the first screen does without.
    from ppm_tui.store.queries.plan_network import CalendarRow, project_calendar

    calendars: dict[str, list[CalendarRow]] = {}
    for row in connection.all(CalendarRow, CALENDARS):
        calendars.setdefault(row.project_id, []).append(row)
    known = {project: project_calendar(rows) for project, rows in calendars.items()}
    earned: dict[str, int] = {}
    for task in connection.all(_Effort, EFFORT, key=key):
        calendar = known[task.project_id]
        value = planned_value.planned_by(
            task.cost,
            task.start.date(),
            task.finish.date(),
            as_of,
            is_working=lambda day, calendar=calendar: bool(calendar.hours_on(day)),  # type: ignore[misc]  # bound now
        )
        earned[task.project] = earned.get(task.project, 0) + value
    return earned
