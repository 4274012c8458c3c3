"""What needs a person today, the most pressing first, each with its reason and since when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from ppm_tui import formats
from ppm_tui.analysis import attention as rule
from ppm_tui.analysis.attention import Attention
from ppm_tui.store.queries import resources, time_sheet
from ppm_tui.store.queries.ratings import IMPACT, SCORE, ZONE
from ppm_tui.store.queries.resources import PersonLoad
from ppm_tui.store.queries.risk_matrix import matrix
from ppm_tui.store.queries.time_sheet import MissingDay
from ppm_tui.store.reader import Connection
from ppm_tui.store.risk_matrix import looked_up
from ppm_tui.terms import Rag, TaskKind

PROJECTS = """
SELECT p.version, p.key, p.name, r.key, p.rag, p.rag_since, p.rag_reason,
       COALESCE(p.forecast_finish, (
         SELECT substr(MAX(t.finish), 1, 10) FROM task t
         WHERE t.project_id = p.id AND t.trashed_on IS NULL)),
       substr(b.finish, 1, 10),
       (SELECT MAX(u.day) FROM status_update u WHERE u.project_id = p.id AND u.day <= :as_of)
FROM project p
LEFT JOIN resource r ON r.id = p.owner_id
LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
WHERE p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
ORDER BY p.key
"""

# CROSS JOIN keeps SQLite from reading the tasks of every project there ever was.
TASKS = """
SELECT t.version, p.key, t.ref, t.name, t.kind, r.key,
       substr(COALESCE(t.deadline, f.finish, t.finish), 1, 10),
       substr(t.finish, 1, 10), substr(t.deadline, 1, 10)
FROM project p
CROSS JOIN task t
LEFT JOIN resource r ON r.id = t.owner_id
LEFT JOIN baseline b ON b.project_id = p.id AND b.is_current
LEFT JOIN baseline_task f ON f.baseline_id = b.id AND f.task_id = t.id
WHERE t.project_id = p.id AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
  AND t.trashed_on IS NULL AND t.kind <> 'phase' AND t.is_active
  AND t.percent_complete < 100 AND t.status <> 'dropped'
  AND ((t.deadline >= :as_of AND t.finish > t.deadline)
    OR ((t.kind = 'milestone' OR r.key = :person)
        AND COALESCE(t.deadline, f.finish, t.finish) < :as_of))
ORDER BY p.key, t.position
"""

REGISTERS = f"""
SELECT 'trigger' AS kind, r.version, r.ref, p.key, r.title, o.key, r.trigger_on, r."trigger"
FROM risk r JOIN project p ON p.id = r.project_id LEFT JOIN resource o ON o.id = r.owner_id
WHERE r.trigger_on < :as_of AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'unowned', r.version, r.ref, p.key, r.title, NULL, r.raised,
       {ZONE} || trim({SCORE})
FROM (SELECT x.*, {IMPACT} AS impact FROM risk x) r JOIN project p ON p.id = r.project_id
WHERE r.owner_id IS NULL AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active') AND {ZONE} IN ('X', 'H')
UNION ALL
SELECT 'review', r.version, r.ref, p.key, r.title, o.key, r.review, ''
FROM risk r JOIN project p ON p.id = r.project_id LEFT JOIN resource o ON o.id = r.owner_id
WHERE r.review < :as_of AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'response', r.version, r.ref, p.key, r.title, o.key, r.due, ''
FROM risk r JOIN project p ON p.id = r.project_id LEFT JOIN resource o ON o.id = r.owner_id
WHERE r.due < :as_of AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'issue', i.version, i.ref, p.key, i.title, o.key, i.due, i.status
FROM issue i JOIN project p ON p.id = i.project_id LEFT JOIN resource o ON o.id = i.owner_id
WHERE i.due < :as_of AND i.status IN ('open', 'doing') AND i.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'assumption', a.version, a.ref, p.key, a.title, o.key, a.check_on, ''
FROM assumption a JOIN project p ON p.id = a.project_id LEFT JOIN resource o ON o.id = a.owner_id
WHERE a.check_on <= :as_of AND a.status = 'open' AND a.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'decision', d.version, d.ref, p.key, d.title, NULL, d.day, d.decider
FROM decision d JOIN project p ON p.id = d.project_id
WHERE d.day <= :as_of AND d.status = 'proposed' AND d.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
UNION ALL
SELECT 'change', c.version, c.ref, p.key, c.title, NULL, c.since, c.authoriser
FROM change_request c JOIN project p ON p.id = c.project_id
WHERE c.status = 'submitted' AND c.trashed_on IS NULL
  AND p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
ORDER BY 1, 3
"""  # noqa: S608  # a rule of ours, nothing that was typed

BUDGETS = """
WITH RECURSIVE below AS (
  SELECT b.id AS budget, b.task_id AS id FROM budget b WHERE b.task_id IS NOT NULL
  UNION ALL
  SELECT below.budget, t.id FROM below JOIN task t ON t.parent_id = below.id
), phase AS (
  SELECT below.budget, SUM(e.cost) AS cost, SUM(e.minutes) AS minutes
  FROM below JOIN time_entry e ON e.task_id = below.id
  WHERE e.day <= :as_of AND e.trashed_on IS NULL GROUP BY below.budget
), whole AS (
  SELECT e.project_id, SUM(e.cost) AS cost, SUM(e.minutes) AS minutes FROM time_entry e
  WHERE e.day <= :as_of AND e.trashed_on IS NULL GROUP BY e.project_id
)
SELECT p.version, p.key AS project, p.key AS ref, p.name, r.key, p.currency, p.budget_cost,
       p.budget_minutes, whole.cost, whole.minutes
FROM project p JOIN whole ON whole.project_id = p.id LEFT JOIN resource r ON r.id = p.owner_id
WHERE p.trashed_on IS NULL AND p.stage IN ('approved', 'active')
  AND (whole.cost * 10 >= p.budget_cost * 9 OR whole.minutes * 10 >= p.budget_minutes * 9)
UNION ALL
SELECT t.version, p.key, t.ref, t.name, r.key, p.currency,
       COALESCE(b.labour, 0) + COALESCE(b.expense, 0) + COALESCE(b.product, 0), b.minutes,
       phase.cost, phase.minutes
FROM budget b JOIN phase ON phase.budget = b.id JOIN task t ON t.id = b.task_id
JOIN project p ON p.id = b.project_id LEFT JOIN resource r ON r.id = p.owner_id
WHERE p.trashed_on IS NULL AND p.stage IN ('approved', 'active') AND t.trashed_on IS NULL
  AND t.status NOT IN ('done', 'dropped') AND t.percent_complete < 100
  AND (phase.minutes * 10 >= b.minutes * 9
       OR (COALESCE(b.labour, 0) + COALESCE(b.expense, 0) + COALESCE(b.product, 0) > 0
           AND phase.cost * 10 >= 9 * (COALESCE(b.labour, 0) + COALESCE(b.expense, 0)
                                       + COALESCE(b.product, 0))))
ORDER BY project, ref
"""

WEEKS = 2
"""Weeks up to yesterday in which missing time is looked for."""
DEALS: dict[Attention, tuple[str, ...]] = {
    Attention.RED: ("row.open", "row.status", "row.note"),
    Attention.LATE: ("row.open", "row.status", "row.note"),
    Attention.STALE: ("row.status", "row.note", "row.open"),
    Attention.DEADLINE: ("row.date", "row.done", "row.owner", "row.open"),
    Attention.MILESTONE: ("row.date", "row.done", "row.owner", "row.open"),
    Attention.TASK: ("row.done", "row.date", "row.owner", "row.open"),
    Attention.TRIGGER: ("add.issue", "row.status", "row.owner", "row.open"),
    Attention.UNOWNED: ("row.owner", "row.status", "row.open"),
    Attention.REVIEW: ("row.status", "row.date", "row.owner", "row.open"),
    Attention.RESPONSE: ("row.status", "row.owner", "row.open"),
    Attention.ISSUE: ("row.status", "row.date", "row.owner", "row.open"),
    Attention.DECISION: ("row.status", "row.date", "row.open"),
    Attention.ASSUMPTION: ("row.status", "row.date", "row.owner", "row.open"),
    Attention.CHANGE: ("row.open", "row.note"),
    Attention.OVERBOOKED: ("row.open",),
    Attention.TIME: ("row.open",),
    Attention.BUDGET: ("row.open", "row.note"),
}
"""The actions that deal with each kind, the one that settles it first."""


@dataclass(frozen=True, slots=True)
class _Project:
    version: int
    key: str
    name: str
    owner: str | None
    rag: Rag | None
    rag_since: date | None
    rag_reason: str
    finish: date | None
    baseline_finish: date | None
    last_update: date | None


@dataclass(frozen=True, slots=True)
class _Task:
    version: int
    project: str
    ref: str
    name: str
    kind: TaskKind
    owner: str | None
    due: date
    finish: date | None
    deadline: date | None


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Attention
    version: int
    ref: str
    project: str
    title: str
    owner: str | None
    since: date | None
    said: str


@dataclass(frozen=True, slots=True)
class _Budget:
    """A project or a phase of which nine tenths of its money or of its time are spent."""

    version: int
    project: str
    ref: str
    name: str
    owner: str | None
    currency: str
    cost_budget: int | None
    time_budget: int | None
    cost: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs a person: a project, something of one, or somebody (no project).

    `since` is from when on it waits; None for what lies ahead.
    """

    kind: Attention
    project: str | None
    ref: str
    title: str
    reason: str
    since: date | None
    owner: str | None
    version: int
    as_of: date

    @property
    def points(self) -> int:
        """How pressing it is."""
        return rule.points(self.kind, (self.as_of - self.since).days if self.since else 0)

    @property
    def key(self) -> str:
        """The kind with it, for the same thing may need somebody for several reasons."""
        return f"{self.kind.value} {self.ref}"

    @property
    def deals(self) -> tuple[str, ...]:
        """The actions that deal with it."""
        return DEALS[self.kind]


def attention(connection: Connection, *, user: str, as_of: date) -> list[Need]:
    """Everything that needs somebody in approved and active projects, and people.

    Twelve statements. Ranked by points, then what waits longest, then by project and identifier.
    Overdue tasks are those of the user; the milestones are everybody's.
    """
    person = time_sheet.person_of(connection, user=user)
    found = [
        *_of_projects(connection.all(_Project, PROJECTS, as_of=as_of), as_of),
        *_of_budgets(connection.all(_Budget, BUDGETS, as_of=as_of), as_of),
        *_of_tasks(connection.all(_Task, TASKS, as_of=as_of, person=person), as_of),
        *_of_registers(
            connection.all(_Entry, REGISTERS, as_of=as_of, **looked_up(matrix(connection))), as_of
        ),
        *_of_load(resources.next_week(connection, as_of=as_of), as_of),
        *_of_time(time_sheet.missing(connection, as_of=as_of, weeks=WEEKS), as_of),
    ]
    return sorted(
        found, key=lambda n: (-n.points, n.since or date.max, n.project or "", n.ref, n.kind)
    )


def _of_projects(rows: Iterable[_Project], as_of: date) -> Iterator[Need]:
    for row in rows:
        slip = _days(row.baseline_finish, row.finish)
        if row.rag is Rag.RED:
            yield _project(row, Attention.RED, row.rag_reason or "no reason given", row.rag_since,
                           as_of)  # fmt: skip
        elif slip > 0 and row.finish is not None:
            said = f"finish {formats.day(row.finish, as_of)}, {formats.signed_days(slip)}"
            passed = row.baseline_finish if _days(row.baseline_finish, as_of) > 0 else None
            yield _project(row, Attention.LATE, said, passed, as_of)
        if row.last_update is None or _days(row.last_update, as_of) > rule.STALE_DAYS:
            last = f"last {formats.day(row.last_update, as_of)}" if row.last_update else "none yet"
            yield _project(row, Attention.STALE, f"status update: {last}", row.last_update, as_of)


def _project(row: _Project, kind: Attention, reason: str, since: date | None, as_of: date) -> Need:
    return Need(kind, row.key, row.key, row.name, reason, since, row.owner, row.version, as_of)


def _of_budgets(rows: Iterable[_Budget], as_of: date) -> Iterator[Need]:
    """What is used up by nine tenths and more, money or time, whichever is further."""
    for row in rows:
        money = _share(row.cost, row.cost_budget), formats.compact(row.cost_budget, row.currency)
        time = _share(row.minutes, row.time_budget), formats.minutes(row.time_budget or 0)
        share, budget = max(money, time)
        reason = f"{share}% of its {budget} is spent"
        yield Need(Attention.BUDGET, row.project, row.ref, row.name, reason, None, row.owner,
                   row.version, as_of)  # fmt: skip


def _share(spent: int | None, budget: int | None) -> int:
    return formats.whole(Decimal(100 * (spent or 0)) / budget) if budget else 0


def _of_tasks(rows: Iterable[_Task], as_of: date) -> Iterator[Need]:
    for row in rows:
        since: date | None = row.due
        if row.due >= as_of:
            kind, since = Attention.DEADLINE, None
            late = formats.signed_days(_days(row.deadline, row.finish))
            reason = f"by {formats.day(row.due, as_of)}, planned {late} later"
        else:
            is_milestone = row.kind is TaskKind.MILESTONE
            kind = Attention.MILESTONE if is_milestone else Attention.TASK
            reason = f"was due {formats.day(row.due, as_of)}"
        yield Need(
            kind, row.project, row.ref, row.name, reason, since, row.owner, row.version, as_of
        )


def _of_registers(rows: Iterable[_Entry], as_of: date) -> Iterator[Need]:
    for row in rows:
        yield Need(
            row.kind, row.project, row.ref, row.title, _reason(row, as_of), row.since, row.owner,
            row.version, as_of,
        )  # fmt: skip


def _reason(row: _Entry, as_of: date) -> str:
    day = formats.day(row.since, as_of)
    return {
        Attention.TRIGGER: f"its trigger has passed: {row.said or day}",
        Attention.UNOWNED: f"score {row.said}, and nobody owns it",
        Attention.REVIEW: f"review was due {day}",
        Attention.RESPONSE: f"its response was due {day}",
        Attention.ISSUE: f"{row.said}, was due {day}",
        Attention.ASSUMPTION: f"to be checked by {day}",
        Attention.DECISION: f"to be decided by {day}" + f", {row.said}" * bool(row.said),
        Attention.CHANGE: f"waits for {row.said or 'the client'} since {day}",
    }[row.kind]


def _of_load(rows: Iterable[PersonLoad], as_of: date) -> Iterator[Need]:
    for row in rows:
        cell = row.cell(row.next_week)
        if cell.is_over:
            booked, can = formats.minutes(cell.booked), formats.minutes(cell.capacity) or "0h"
            reason = f"{booked} booked of {can} in {formats.week(row.next_week[0])}"
            name = row.person.row.name
            yield Need(Attention.OVERBOOKED, None, row.key, name, reason, None, row.key, 0, as_of)


def _of_time(days: Iterable[MissingDay], as_of: date) -> Iterator[Need]:
    for person, group in groupby(sorted(days, key=lambda d: (d.person, d.day)), lambda d: d.person):
        found = list(group)
        total = formats.minutes(sum(each.missing for each in found))
        reason = f"{total} of {len(found)} day{'s' * (len(found) != 1)} not logged"
        yield Need(
            Attention.TIME, None, person, found[0].name, reason, found[0].day, person, 0, as_of
        )


def _days(first: date | None, last: date | None) -> int:
    return 0 if first is None or last is None else (last - first) // timedelta(days=1)
