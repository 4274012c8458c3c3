"""The register of risks: every risk with its level, what it may cost, and how it moved lately."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ppm_tui.analysis import risk as levels
from ppm_tui.analysis.risk import Exposure, Matrix
from ppm_tui.store import risk_matrix
from ppm_tui.store.queries.ratings import (
    IMPACT,
    RESIDUAL_SCORE,
    RESIDUAL_ZONE,
    SCORE,
    ZONE,
)
from ppm_tui.store.queries.risk_matrix import matrix as matrix_in_force
from ppm_tui.store.reader import Connection, Value
from ppm_tui.terms import RiskKind, RiskStatus, RiskStrategy, Undefined

REGISTER = f"""
SELECT r.id, r.version, r.ref, p.key, c.name, r.title, r.cause, r.event, r.effect, r.kind,
       r.category, r.probability, r.impact, r.impact_cost, r.impact_time, r.impact_scope,
       r.impact_quality,
       {SCORE},
       {ZONE},
       CASE WHEN r.chance IS NOT NULL THEN CAST(r.chance AS TEXT)
            WHEN r.probability > 0
            THEN substr(CAST(:chances AS TEXT), (r.probability - 1) * 5 + 1, 5) END,
       r.residual_probability, r.residual_impact,
       {RESIDUAL_SCORE},
       {RESIDUAL_ZONE},
       CASE WHEN r.residual_chance IS NOT NULL THEN CAST(r.residual_chance AS TEXT)
            WHEN r.residual_probability > 0
            THEN substr(CAST(:chances AS TEXT), (r.residual_probability - 1) * 5 + 1, 5) END,
       r.strategy, r.response, o.key, r.status, r.status_reason, r."trigger", r.contingency,
       r.fallback, r.identified_by, r.raised, r.due, r.proximity, r.trigger_on, r.review,
       r.review_days, r.reviewed, r.cost, r.cost_low, r.cost_high, r.minutes, r.minutes_low,
       r.minutes_high, r.residual_cost, r.residual_minutes, r.response_cost, t.ref, p.currency,
       a.tasks, a.progress, CAST(:as_of AS VARCHAR(10)), NULL
FROM (SELECT x.*, {IMPACT} AS impact FROM risk x WHERE x.trashed_on IS NULL) r
JOIN project p ON p.id = r.project_id
LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource o ON o.id = r.owner_id
LEFT JOIN task t ON t.id = r.task_id
LEFT JOIN (
  SELECT l.risk_id, COUNT(*) AS tasks, SUM(k.percent_complete) AS progress
  FROM risk_action l JOIN task k ON k.id = l.task_id WHERE k.trashed_on IS NULL GROUP BY l.risk_id
) a ON a.risk_id = r.id
WHERE p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY r.ref
"""  # noqa: S608  # rules of ours, nothing that was typed

# CROSS JOIN keeps SQLite from reading the whole log.
MOVES = """
SELECT c.row_id, substr(s.at, 1, 10), c.before FROM step s CROSS JOIN change c
WHERE c.step = s.number AND s.at >= :since AND s.kind = 'do' AND s.state = 'done'
  AND c.table_name = 'risk' AND c.before IS NOT NULL
ORDER BY c.step DESC, c.number DESC
"""

WEEK = timedelta(days=7)
WEEKS = 12
ENDED = (RiskStatus.CLOSED, RiskStatus.ISSUE)
RATING = ("probability", "impact_cost", "impact_time", "impact_scope", "impact_quality")
NOBODY = "no client"


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk; ratings are steps of the matrix, 0 is not rated; money in minor units.

    `likely` is its chance in per cent, given or that of its step; `progress` the sum of the per
    cent of its `tasks`; `before` the score of a week ago where that was another one.
    """

    id: str
    version: int
    ref: str
    project: str
    client: str | None
    title: str
    cause: str
    event: str
    effect: str
    kind: RiskKind
    category: str
    probability: int
    impact: int
    impact_cost: int
    impact_time: int
    impact_scope: int
    impact_quality: int
    level: Decimal | None
    letter: str | None
    likely: Decimal | None
    residual_probability: int | None
    residual_impact: int | None
    residual_level: Decimal | None
    residual_letter: str | None
    residual_likely: Decimal | None
    strategy: RiskStrategy | None
    response: str
    owner: str | None
    status: RiskStatus
    status_reason: str
    trigger: str
    contingency: str
    fallback: str
    identified_by: str
    raised: date | None
    due: date | None
    proximity: date | None
    trigger_on: date | None
    review: date | None
    review_days: int | None
    reviewed: date | None
    cost: int | None
    cost_low: int | None
    cost_high: int | None
    minutes: int | None
    minutes_low: int | None
    minutes_high: int | None
    residual_cost: int | None
    residual_minutes: int | None
    response_cost: int | None
    task: str | None
    currency: str
    tasks: int | None
    progress: int | None
    as_of: date
    before: Decimal | None

    @property
    def is_open(self) -> bool:
        """Whether it may still happen."""
        return self.status not in ENDED

    @property
    def score(self) -> Decimal | Undefined:
        """Its number in the matrix."""
        return levels.NOT_RATED if self.level is None else self.level

    @property
    def zone(self) -> str | Undefined:
        """The letter of its cell of the matrix."""
        return self.letter or levels.NOT_RATED

    @property
    def residual_score(self) -> Decimal | Undefined:
        """The number that remains after the response."""
        return levels.NOT_RATED if self.residual_level is None else self.residual_level

    @property
    def is_late(self) -> bool:
        """Whether what was to be done about it is overdue."""
        return self.is_open and self.due is not None and self.due < self.as_of

    @property
    def is_review_due(self) -> bool:
        """Whether it should have been looked at by now."""
        return self.is_open and self.review is not None and self.review <= self.as_of

    @property
    def rise(self) -> int:
        """Above 0 when its score rose within a week, below when it fell."""
        if self.before is None or self.level is None:
            return 0
        return (self.level > self.before) - (self.level < self.before)

    @property
    def done(self) -> int | None:
        """How much of its tasks is done, in per cent; None without any."""
        return (
            round(self.progress / self.tasks) if self.tasks and self.progress is not None else None
        )

    def expected(self, amount: int | None) -> Decimal | Undefined:
        """Its chance times an amount: below zero for a threat."""
        return _expected(self.kind, self.likely, amount)

    @property
    def emv_cost(self) -> Decimal | Undefined:
        """What it is expected to cost, in minor units: below zero for a threat."""
        return self.expected(self.cost)

    @property
    def emv_minutes(self) -> Decimal | Undefined:
        """What it is expected to take, in minutes of effort: below zero for a threat."""
        return self.expected(self.minutes)

    @property
    def residual_emv_cost(self) -> Decimal | Undefined:
        """What it is expected to cost after the response."""
        amount = self.cost if self.residual_cost is None else self.residual_cost
        if self.residual_likely is None:
            return levels.NO_RESPONSE
        return _expected(self.kind, self.residual_likely, amount)

    @property
    def benefit(self) -> Decimal | Undefined:
        """What the response is worth: the better expected cost less what it costs itself."""
        return levels.benefit(self.emv_cost, self.residual_emv_cost, self.response_cost)


def _expected(kind: RiskKind, likely: Decimal | None, amount: int | None) -> Decimal | Undefined:
    if likely is None:
        return levels.NO_AMOUNT if amount is None else levels.NOT_RATED
    return levels.expected_value(kind=kind, probability=0, amount=amount, percent=likely)


@dataclass(frozen=True, slots=True)
class Register:
    """All risks by score, those that are over too, and the matrix that they are rated by."""

    matrix: Matrix
    rows: tuple[RiskRow, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """How many risks were open at the end of a day, and how many of them critical."""

    day: date
    open: int
    critical: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """What the open risks of a project or client are expected to cost, in one currency."""

    key: str
    currency: str
    exposure: Exposure


def register(connection: Connection, *, as_of: date, key: str | None = None) -> Register:
    """Risks of every status, the highest score first, then by the day that they are due.

    With `key` those of one project, else of every one that is not archived. Three statements.
    """
    matrix = matrix_in_force(connection)
    rows = connection.all(RiskRow, REGISTER, key=key, as_of=as_of, **risk_matrix.looked_up(matrix))
    past = _past(connection.rows(MOVES, since=as_of - WEEK), rows)
    rows = [_moved(row, matrix, past[row.id]) if row.id in past else row for row in rows]
    return Register(matrix, tuple(sorted(rows, key=order_of)))


def order_of(row: RiskRow) -> tuple[Decimal, date, str]:
    """Where a row stands: the highest score first, what is not rated last."""
    return (-(row.level or Decimal(0)), row.due or date.max, row.ref)


def trend(connection: Connection, *, of: Register, as_of: date) -> tuple[Week, ...]:
    """Open and critical risks at the end of each of the last twelve weeks, today last.

    Told from the change log, so a risk that was brought in later counts from when it was raised.
    One statement.
    """
    state = {row.id: _State(row.status, {name: getattr(row, name) for name in RATING})
             for row in of.rows}  # fmt: skip
    raised = {row.id: row.raised or date.min for row in of.rows}
    changes = connection.rows(MOVES, since=as_of - WEEK * (WEEKS - 1))
    weeks, place = [], 0
    for number in range(WEEKS):
        day = as_of - WEEK * number
        while place < len(changes) and str(changes[place][1]) > day.isoformat():
            _step_back(state, changes[place])
            place += 1
        open_ = [each for id_, each in state.items() if raised[id_] <= day and each.is_open]
        critical = sum(each.zone(of.matrix) == levels.LETTERS[0] for each in open_)
        weeks.append(Week(day, len(open_), critical))
    return tuple(reversed(weeks))


def exposures(rows: Iterable[RiskRow], by: str) -> list[Exposed]:
    """What open risks are expected to cost, by project or client, the most first.

    Currencies are kept apart.
    """
    groups: dict[tuple[str, str], list[RiskRow]] = {}
    for row in rows:
        if row.is_open:
            key = row.project if by == "project" else row.client or NOBODY
            groups.setdefault((key, row.currency), []).append(row)
    found = [
        Exposed(key, currency, exposure_of(group)) for (key, currency), group in groups.items()
    ]
    return sorted(found, key=lambda each: (each.exposure.expected, -each.exposure.count, each.key))


def exposure_of(rows: Sequence[RiskRow]) -> Exposure:
    """What risks of one currency are expected to cost together."""
    return levels.exposure(
        (row.emv_cost, None if row.cost is None else levels.signed(row.kind, row.cost))
        for row in rows
    )


@dataclass(slots=True)
class _State:
    """A risk on its way back through the log."""

    status: str
    rating: dict[str, int]

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    def zone(self, matrix: Matrix) -> str | Undefined:
        return matrix.zone(*_cell(self.rating, matrix))

    def take(self, before: dict[str, object]) -> None:
        self.status = str(before.get("status", self.status))
        self.rating |= {name: int(str(before[name])) for name in RATING if name in before}


def _cell(rating: dict[str, int], matrix: Matrix) -> tuple[int, int]:
    """The cell of a rating, within the scales of now."""
    impact = max(rating[name] for name in RATING[1:])
    return min(rating["probability"], len(matrix.probabilities)), min(impact, len(matrix.impacts))


def _step_back(state: dict[str, _State], change: tuple[Value, ...]) -> None:
    row_id, _, before = change
    if (found := state.get(str(row_id))) is not None:
        found.take(json.loads(str(before)))


def _past(changes: Iterable[tuple[Value, ...]], rows: Sequence[RiskRow]) -> dict[str, _State]:
    """How the risks that were changed were rated before that."""
    listed = list(changes)
    changed = {str(each[0]) for each in listed}
    state = {
        row.id: _State(row.status, {name: getattr(row, name) for name in RATING})
        for row in rows
        if row.id in changed
    }
    for each in listed:
        _step_back(state, each)
    return state


def _moved(row: RiskRow, matrix: Matrix, past: _State) -> RiskRow:
    score = matrix.score(*_cell(past.rating, matrix))
    return row if isinstance(score, Undefined) or score == row.level else replace(row, before=score)
