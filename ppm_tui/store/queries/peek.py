"""What the peek pane says of one project, and what happened lately."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ppm_tui.store.queries.ratings import IMPACT, SCORE, ZONE
from ppm_tui.store.queries.risk_matrix import matrix
from ppm_tui.store.reader import Connection
from ppm_tui.store.risk_matrix import looked_up
from ppm_tui.terms import ChangeStatus, RiskStatus

MILESTONES = """
SELECT t.ref, t.name, substr(COALESCE(t.deadline, b.finish, t.finish), 1, 10),
       substr(t.finish, 1, 10)
FROM task t JOIN project p ON p.id = t.project_id
LEFT JOIN baseline f ON f.project_id = p.id AND f.is_current
LEFT JOIN baseline_task b ON b.baseline_id = f.id AND b.task_id = t.id
WHERE p.key = :key AND t.kind = 'milestone' AND t.percent_complete < 100
  AND t.trashed_on IS NULL AND COALESCE(t.deadline, b.finish, t.finish) IS NOT NULL
ORDER BY 3, t.position LIMIT 6
"""

RISKS = f"""
SELECT r.ref, r.title, {SCORE}, {ZONE}, o.key, r.status
FROM (SELECT x.*, {IMPACT} AS impact FROM risk x) r
JOIN project p ON p.id = r.project_id LEFT JOIN resource o ON o.id = r.owner_id
WHERE p.key = :key AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
ORDER BY r.ref
"""  # noqa: S608  # a rule of ours, nothing that was typed

CHANGES = """
SELECT c.ref, c.title, c.status FROM change_request c JOIN project p ON p.id = c.project_id
WHERE p.key = :key AND c.status IN ('draft', 'submitted') AND c.trashed_on IS NULL
ORDER BY c.ref
"""

NOTES = """
SELECT n.day, n.by, n.text FROM (
  SELECT m.day, m."by" AS by, m.text, 1 AS place, m.number
  FROM note m JOIN project p ON p.id = m.project_id
  WHERE p.key = :key AND m.trashed_on IS NULL
  UNION ALL
  SELECT u.day, u."by", u.text, 2, u.number
  FROM status_update u JOIN project p ON p.id = u.project_id
  WHERE p.key = :key AND u.text <> ''
) n
WHERE n.day IS NULL OR n.day <= :as_of
ORDER BY n.day DESC, n.place, n.number DESC LIMIT 4
"""

LATELY = """
SELECT s.label FROM step s WHERE s.at >= :since AND s.kind = 'do' AND s.state = 'done'
ORDER BY s.at DESC, s.number DESC LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class Milestone:
    """An open milestone: the day it was promised for, and the day it is expected."""

    ref: str
    name: str
    due: date
    forecast: date | None


@dataclass(frozen=True, slots=True)
class PeekRisk:
    """An open risk with its score and its zone in the matrix in force; None is not rated."""

    ref: str
    title: str
    score: Decimal | None
    zone: str | None
    owner: str | None
    status: RiskStatus

    @property
    def level(self) -> str:
        """Zone and score, four cells wide: `X20`, `M 5`, `X0.72`."""
        return "  -" if self.score is None else f"{self.zone}{self.score:2}"


@dataclass(frozen=True, slots=True)
class PeekChange:
    """A change request that waits."""

    ref: str
    title: str
    status: ChangeStatus


@dataclass(frozen=True, slots=True)
class PeekNote:
    """A remark on the project, from a note or a status update."""

    day: date | None
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Peek:
    """Everything of one project that the pane shows beside its row."""

    key: str
    milestones: tuple[Milestone, ...]
    risks: tuple[PeekRisk, ...]
    changes: tuple[PeekChange, ...]
    notes: tuple[PeekNote, ...]
    lately: tuple[str, ...]


def peek(connection: Connection, *, key: str, as_of: date) -> Peek:
    """Open milestones by date, risks by score, waiting changes, last notes; six statements."""
    cells = looked_up(matrix(connection))
    risks = connection.all(PeekRisk, RISKS, key=key, **cells)
    since = as_of - timedelta(days=1)
    return Peek(
        key,
        tuple(connection.all(Milestone, MILESTONES, key=key)),
        tuple(sorted(risks, key=lambda risk: (-(risk.score or 0), risk.ref))),
        tuple(connection.all(PeekChange, CHANGES, key=key)),
        tuple(connection.all(PeekNote, NOTES, key=key, as_of=as_of)),
        tuple(str(row[0]) for row in connection.rows(LATELY, since=since)),
    )
