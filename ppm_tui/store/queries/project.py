"""What is known of one project besides its plan and its registers of risks and changes:
issues, updates and notes.

With `key` the rows of that project, without it those of every project that is not archived.
Each is one statement.
"""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.reader import Connection
from ppm_tui.terms import IssueStatus, Outcome, Rag

ISSUES = """
SELECT i.id, i.version, i.ref, p.key, i.title, i.description, i.status, i.urgency, i.impact,
       o.key, i.raised, i.due
FROM issue i
JOIN project p ON p.id = i.project_id
LEFT JOIN resource o ON o.id = i.owner_id
WHERE i.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY i.ref
"""

UPDATES = """
SELECT u.id, p.key, u.number, u.day, u.outcome, u.rag, u.text, u."by", u.percent_complete,
       u.finish
FROM status_update u JOIN project p ON p.id = u.project_id
WHERE p.key = :key AND p.trashed_on IS NULL AND u.day <= :as_of
ORDER BY u.day DESC, u.number DESC LIMIT :count
"""

NOTES = """
SELECT n.id, n.version, p.key, t.ref, n.number, n.day, n."by", n.text
FROM note n
JOIN project p ON p.id = n.project_id
LEFT JOIN task t ON t.id = n.task_id
WHERE p.key = :key AND p.trashed_on IS NULL AND n.trashed_on IS NULL
  AND (n.day IS NULL OR n.day <= :as_of)
ORDER BY CASE WHEN n.day IS NULL THEN 1 ELSE 0 END, n.day DESC, n.number DESC LIMIT :count
"""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue; urgency and impact from 1 to 5, 0 is not rated."""

    id: str
    version: int
    ref: str
    project: str
    title: str
    description: str
    status: IssueStatus
    urgency: int
    impact: int
    owner: str | None
    raised: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """What somebody said of the project on a day, and what it was told then."""

    id: str
    project: str
    number: int
    day: date
    outcome: Outcome
    rag: Rag | None
    text: str
    by: str
    percent_complete: int | None
    finish: date | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A remark on the project, or on one of its tasks."""

    id: str
    version: int
    project: str
    task: str | None
    number: int
    day: date | None
    by: str
    text: str


def issues(connection: Connection, *, key: str | None = None) -> list[IssueRow]:
    """Issues of every status, by identifier."""
    return connection.all(IssueRow, ISSUES, key=key)


def updates(connection: Connection, *, key: str, as_of: date, count: int = 10) -> list[UpdateRow]:
    """The last status updates up to a day, the newest first."""
    return connection.all(UpdateRow, UPDATES, key=key, as_of=as_of, count=count)


def notes(connection: Connection, *, key: str, as_of: date, count: int = 10) -> list[NoteRow]:
    """The last notes up to a day, the newest first, those without a day last."""
    return connection.all(NoteRow, NOTES, key=key, as_of=as_of, count=count)
