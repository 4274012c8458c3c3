"""What stands behind one risk: how its score moved, what is done about it, what was said."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ppm_tui.analysis.risk import Matrix
from ppm_tui.store.queries.risks import RATING, RiskRow
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Undefined

HISTORY = """
SELECT substr(s.at, 1, 10), c.before FROM change c JOIN step s ON s.number = c.step
WHERE c.row_id = :risk AND c.table_name = 'risk' AND c.before IS NOT NULL
  AND s.kind = 'do' AND s.state = 'done'
ORDER BY c.step DESC, c.number DESC
"""

ACTIONS = """
SELECT t.ref, t.name, o.key, t.finish, t.percent_complete
FROM risk_action a JOIN task t ON t.id = a.task_id LEFT JOIN resource o ON o.id = t.owner_id
WHERE a.risk_id = :risk AND t.trashed_on IS NULL ORDER BY t.finish, t.ref
"""

LINKS = """
SELECT t.ref, t.name FROM risk r JOIN task t ON t.id = r.task_id WHERE r.id = :risk
UNION ALL
SELECT i.ref, i.title FROM risk r JOIN issue i ON i.project_id = r.project_id
WHERE r.id = :risk AND i.risk_id = r.id AND i.trashed_on IS NULL
"""

NOTES = """
SELECT n.day, n."by", n.text, t.ref FROM risk r JOIN note n ON n.project_id = r.project_id
LEFT JOIN task t ON t.id = n.task_id
WHERE r.id = :risk AND n.trashed_on IS NULL AND (n.day IS NULL OR n.day <= :as_of)
  AND (n.text LIKE :mention OR n.task_id IN (
    SELECT a.task_id FROM risk_action a WHERE a.risk_id = r.id))
ORDER BY n.day DESC, n.number DESC LIMIT 20
"""

MOST_NOTES = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A score, and the day on which it became so; None where that is not known."""

    score: Decimal
    since: date | None


@dataclass(frozen=True, slots=True)
class RiskTask:
    """A task of the plan that answers a risk."""

    ref: str
    name: str
    owner: str | None
    finish: datetime | None
    percent: int


@dataclass(frozen=True, slots=True)
class Linked:
    """A task that a risk holds up, or an issue that it was."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class RiskNote:
    """What was said of a risk, or of a task that answers it."""

    day: date | None
    by: str
    text: str
    task: str | None


@dataclass(frozen=True, slots=True)
class RiskPeek:
    """Everything of one risk that the pane shows beside its row; scores oldest first."""

    ref: str
    scores: tuple[Scored, ...]
    actions: tuple[RiskTask, ...]
    links: tuple[Linked, ...]
    notes: tuple[RiskNote, ...]


def risk_peek(connection: Connection, *, row: RiskRow, matrix: Matrix) -> RiskPeek:
    """History of the score (from the change log), tasks, links, notes that name it; four
    statements."""
    notes = connection.all(RiskNote, NOTES, risk=row.id, mention=f"%{row.ref}%", as_of=row.as_of)
    return RiskPeek(
        row.ref,
        _scores(connection, row, matrix),
        tuple(connection.all(RiskTask, ACTIONS, risk=row.id)),
        tuple(connection.all(Linked, LINKS, risk=row.id)),
        tuple(note for note in notes if _is_about(note, row.ref))[:MOST_NOTES],
    )


def _scores(connection: Connection, row: RiskRow, matrix: Matrix) -> tuple[Scored, ...]:
    rating = {name: int(getattr(row, name)) for name in RATING}
    found: list[Scored] = []
    now = _score(rating, matrix)
    for day, before in connection.rows(HISTORY, risk=row.id):
        old = json.loads(str(before))
        rating |= {name: int(old[name]) for name in RATING if name in old}
        earlier = _score(rating, matrix)
        if earlier != now and now is not None:
            found.append(Scored(now, date.fromisoformat(str(day))))
        now = earlier
    if now is not None:
        found.append(Scored(now, row.raised))
    return tuple(reversed(found))


def _is_about(note: RiskNote, ref: str) -> bool:
    """Whether it names the risk itself, not one whose number begins so, or was said of a task."""
    return note.task is not None or re.search(rf"\b{ref}\b", note.text) is not None


def _score(rating: dict[str, int], matrix: Matrix) -> Decimal | None:
    impact = max(rating[name] for name in RATING[1:])
    size = len(matrix.probabilities), len(matrix.impacts)
    score = matrix.score(min(rating["probability"], size[0]), min(impact, size[1]))
    return None if isinstance(score, Undefined) else score
