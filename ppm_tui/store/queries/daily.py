"""The cards of the daily update: which are due, and what each says beside the project's row."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ppm_tui import formats
from ppm_tui.analysis.earned_value import cost_performance_index, schedule_performance_index
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Cadence, Money, Outcome, Rag, Stage, Undefined

TODAY = """
SELECT p.key, u.outcome, u.rag, (
  SELECT b.rag FROM status_update b WHERE b.project_id = u.project_id AND b.day < u.day
  ORDER BY b.day DESC, b.number DESC LIMIT 1)
FROM status_update u JOIN project p ON p.id = u.project_id
WHERE u.day = :as_of ORDER BY u.number
"""

LAST = """
SELECT u.day, u.by, u.percent_complete, u.text, u.pv, u.ev, u.ac FROM (
  SELECT s.project_id, s.day, s."by" AS by, s.percent_complete, s.text, s.number, s.pv, s.ev, s.ac
  FROM status_update s JOIN project p ON p.id = s.project_id WHERE p.key = :key
) u WHERE u.day < :as_of ORDER BY u.day DESC, u.number DESC LIMIT 1
"""

TIME = """
SELECT COALESCE(SUM(CASE WHEN t.day = :as_of THEN t.minutes END), 0), COALESCE(SUM(t.minutes), 0)
FROM time_entry t JOIN project p ON p.id = t.project_id
WHERE p.key = :key AND t.day >= :monday AND t.day <= :as_of AND t.trashed_on IS NULL
"""

SINCE = """
SELECT c.table_name, COALESCE(t.ref, r.ref, i.ref, q.ref), COALESCE(t.name, r.title, i.title,
       q.title), c.before, c.after, r.probability, r.impact_cost, r.impact_time, r.impact_scope,
       r.impact_quality
FROM change c JOIN step s ON s.number = c.step JOIN project p ON p.id = c.project_id
LEFT JOIN task t ON t.id = c.row_id
LEFT JOIN risk r ON r.id = c.row_id
LEFT JOIN issue i ON i.id = c.row_id
LEFT JOIN change_request q ON q.id = c.row_id
WHERE p.key = :key AND s.kind = 'do' AND s.state = 'done'
  AND c.table_name IN ('task', 'risk', 'issue', 'change_request')
  AND c.step > COALESCE((
    SELECT MAX(o.step) FROM change o JOIN status_update u ON u.id = o.row_id
    WHERE o.project_id = p.id AND o.table_name = 'status_update' AND u.day < :as_of), 0)
ORDER BY c.step DESC, c.number DESC LIMIT 60
"""

WAITING = """
SELECT c.ref FROM change_request c JOIN project p ON p.id = c.project_id
WHERE p.key = :key AND c.status = 'submitted' AND c.trashed_on IS NULL
ORDER BY c.ref
"""

NOTES = """
SELECT n.day, n."by", n.text FROM note n JOIN project p ON p.id = n.project_id
WHERE p.key = :key AND n.trashed_on IS NULL AND n.day <= :as_of
ORDER BY n.day DESC, n.number DESC LIMIT 3
"""

MISSED = """
SELECT t.ref, t.name FROM task t JOIN project p ON p.id = t.project_id
LEFT JOIN baseline f ON f.project_id = p.id AND f.is_current
LEFT JOIN baseline_task b ON b.baseline_id = f.id AND b.task_id = t.id
WHERE p.key = :key AND t.kind = 'milestone' AND t.percent_complete < 100
  AND t.trashed_on IS NULL
  AND substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10) >= :since
  AND substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10) < :as_of
ORDER BY t.position
"""


@dataclass(frozen=True, slots=True)
class Said:
    """An update that was given today."""

    key: str
    outcome: Outcome
    rag: Rag | None
    rag_before: Rag | None

    @property
    def is_turned(self) -> bool:
        """Whether it gave another colour than the last update before today."""
        return self.outcome is Outcome.STATUS and self.rag is not self.rag_before


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """The last update before today; `pv`, `ev` and `ac` as they were then, None if unknown."""

    day: date
    by: str
    percent_complete: int | None
    text: str
    pv: Money | None
    ev: Money | None
    ac: Money | None

    @property
    def spi(self) -> Decimal | Undefined | None:
        """The schedule performance index then."""
        if self.ev is None or self.pv is None:
            return None
        return schedule_performance_index(ev=self.ev, pv=self.pv)

    @property
    def cpi(self) -> Decimal | Undefined | None:
        """The cost performance index then."""
        if self.ev is None or self.ac is None:
            return None
        return cost_performance_index(ev=self.ev, ac=self.ac)


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that changed since the last update, from what to what; `brief` in one word."""

    ref: str
    label: str
    text: str
    brief: str


@dataclass(frozen=True, slots=True)
class CardNote:
    """A dated remark on the project or one of its tasks."""

    day: date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows beside the project's row; `waiting` are changes for the authoriser."""

    key: str
    last: LastUpdate | None
    since: tuple[Moved, ...]
    minutes_today: int
    minutes_week: int
    waiting: tuple[str, ...]
    notes: tuple[CardNote, ...]


def cards(connection: Connection, *, as_of: date) -> tuple[list[PortfolioRow], list[Said]]:
    """Every project and the updates given today; the statements of the overview and one more."""
    return overview(connection, as_of=as_of), said_today(connection, as_of=as_of)


def due(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    """Projects that need an update today: late first, then the longest without one."""
    wanted = [row for row in rows if row.stage is Stage.ACTIVE and row.is_update_due]
    return sorted(
        wanted,
        key=lambda row: (
            not row.is_late,
            row.milestone_date if row.is_late and row.milestone_date else date.max,
            row.update_before or date.min,
            row.cadence is Cadence.WEEKLY,
            row.key,
        ),
    )


def said_today(connection: Connection, *, as_of: date) -> list[Said]:
    """Updates given today, oldest first; one statement."""
    return connection.all(Said, TODAY, as_of=as_of)


def card(connection: Connection, *, key: str, as_of: date) -> Card:
    """Last update, what changed since it (from the change log), time, notes; six statements."""
    last = connection.one(LastUpdate, LAST, key=key, as_of=as_of)
    monday = as_of - timedelta(days=as_of.weekday())
    today, week = connection.rows(TIME, key=key, as_of=as_of, monday=monday)[0]
    since = last.day if last else as_of - timedelta(days=7)
    missed = connection.rows(MISSED, key=key, as_of=as_of, since=since)
    moves = _moves(connection.rows(SINCE, key=key, as_of=as_of)) if last else {}
    found = [
        *moves.get("task", ()),
        *(_missed(str(ref), str(name)) for ref, name in missed),
        *(each for table in ("risk", "issue", "change_request") for each in moves.get(table, ())),
    ]
    return Card(
        key,
        last,
        tuple(found),
        int(str(today)),
        int(str(week)),
        tuple(str(row[0]) for row in connection.rows(WAITING, key=key)),
        tuple(connection.all(CardNote, NOTES, key=key, as_of=as_of)),
    )


def _missed(ref: str, name: str) -> Moved:
    return Moved(ref, f"{ref} {name}", "missed", "missed")


RATING = ("probability", "impact_cost", "impact_time", "impact_scope", "impact_quality")
FIELDS = {
    "task": ("percent_complete", "status", "finish"),
    "risk": ("score", "status"),
    "issue": ("status",),
    "change_request": ("status",),
}


def _moves(rows: list[tuple[Any, ...]]) -> dict[str, list[Moved]]:
    """By table the newest change of each thing, with the value before the oldest one."""
    moves: dict[tuple[str, str, str], tuple[str, object, object]] = {}
    ratings: dict[str, dict[str, int]] = {}
    for table, ref, name, before, after, *rating in rows:
        if ref is None:
            continue
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        if table == "risk" and before:
            known = ratings.setdefault(ref, dict(zip(RATING, rating, strict=True)))
            new["score"] = _score(known)
            known.update({field: old[field] for field in RATING if field in old})
            old["score"] = _score(known)
        for field in FIELDS[table]:
            if field in new and (before is None or field in old):
                _merge(moves, (table, ref, field), name, old.get(field), new[field])
    told: dict[str, list[Moved]] = {}
    for (table, ref, field), (name, before, after) in moves.items():
        is_told = field == "status" and (table, ref, "percent_complete") in moves
        if before != after and not is_told:
            told.setdefault(table, []).append(_moved(table, ref, field, name, before, after))
    return told


def _merge(
    moves: dict[tuple[str, str, str], tuple[str, object, object]],
    place: tuple[str, str, str],
    name: str,
    before: object,
    after: object,
) -> None:
    # Rows come newest first: keep the newest value, and the oldest one before it.
    newest = moves.get(place, (name, before, after))[2]
    moves[place] = (name, before, newest)


def _score(rating: dict[str, int]) -> int:
    return rating["probability"] * max(rating[name] for name in RATING[1:])


def _moved(table: str, ref: str, field: str, name: str, before: object, after: object) -> Moved:
    if field == "percent_complete":
        return Moved(ref, f"{ref} {name}", f"{before or 0} → {after}%", f"{after}%")
    if field == "score":
        is_up = int(str(after)) > int(str(before))
        return Moved(ref, f"{ref} score", f"{before} → {after}", f"{after}{'↑' if is_up else '↓'}")
    if field == "finish":
        day = formats.day(date.fromisoformat(str(after)[:10])) if after else "no date"
        return Moved(ref, f"{ref} {name}", f"to {day}", f"to {day}")
    word = "waiting" if after == "submitted" else str(after).replace("_", " ")
    return Moved(ref, ref if table == "change_request" else f"{ref} {name}", word, word)
