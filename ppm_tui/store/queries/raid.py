"""Issues, assumptions, decisions, and the tasks that deal with an issue or a risk, in one list."""

from dataclasses import dataclass, fields
from datetime import date

from ppm_tui.store.reader import Connection
from ppm_tui.terms import RaidKind

ENTRIES = """
SELECT i.id, i.version, 'issue' AS kind, i.ref AS ref, p.key AS project, c.name, i.title,
       i.description, i.status, i.status_reason, o.key, i.due AS due, i.urgency, i.impact,
       i.raised, i.resolved, r.ref AS risk, CAST(NULL AS VARCHAR(16)) AS issue, '',
       CAST(NULL AS VARCHAR(10)), ''
FROM issue i JOIN project p ON p.id = i.project_id LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource o ON o.id = i.owner_id LEFT JOIN risk r ON r.id = i.risk_id
WHERE i.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
UNION ALL
SELECT a.id, a.version, 'assumption', a.ref, p.key, c.name, a.title, a.description, a.status,
       a.status_reason, o.key, a.check_on, 0, 0, a.raised, a.checked, r.ref, i.ref, '',
       CAST(NULL AS VARCHAR(10)), ''
FROM assumption a JOIN project p ON p.id = a.project_id LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN resource o ON o.id = a.owner_id LEFT JOIN risk r ON r.id = a.risk_id
LEFT JOIN issue i ON i.id = a.issue_id
WHERE a.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
UNION ALL
SELECT d.id, d.version, 'decision', d.ref, p.key, c.name, d.title, d.description, d.status, '',
       d.decider, d.day, 0, 0, CAST(NULL AS VARCHAR(10)), CAST(NULL AS VARCHAR(10)), r.ref, i.ref,
       d.told_to, d.applies_from, d.outcome
FROM decision d JOIN project p ON p.id = d.project_id LEFT JOIN client c ON c.id = p.client_id
LEFT JOIN risk r ON r.id = d.risk_id LEFT JOIN issue i ON i.id = d.issue_id
WHERE d.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
UNION ALL
SELECT t.id, t.version, 'action', t.ref, p.key, c.name, t.name, t.description, t.status,
       t.blocked_reason, o.key, substr(t.finish, 1, 10), 0, 0, CAST(NULL AS VARCHAR(10)),
       substr(t.actual_finish, 1, 10), CAST(NULL AS VARCHAR(16)), CAST(NULL AS VARCHAR(16)), '',
       CAST(NULL AS VARCHAR(10)), ''
FROM (SELECT task_id FROM issue_action UNION SELECT task_id FROM risk_action) x
JOIN task t ON t.id = x.task_id JOIN project p ON p.id = t.project_id
LEFT JOIN client c ON c.id = p.client_id LEFT JOIN resource o ON o.id = t.owner_id
WHERE t.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY project, kind, ref
"""

LINKS = """
SELECT i.ref AS about, t.ref AS task FROM issue_action a
JOIN issue i ON i.id = a.issue_id JOIN task t ON t.id = a.task_id
WHERE i.trashed_on IS NULL AND t.trashed_on IS NULL
UNION ALL
SELECT r.ref, t.ref FROM risk_action a
JOIN risk r ON r.id = a.risk_id JOIN task t ON t.id = a.task_id
WHERE r.trashed_on IS NULL AND t.trashed_on IS NULL
ORDER BY about, task
"""

OPEN = {"open", "doing", "proposed", "todo", "in_progress", "blocked"}
"""Words of every status on which somebody still has to do something."""


@dataclass(frozen=True, slots=True)
class _Stored:
    id: str
    version: int
    kind: RaidKind
    ref: str
    project: str
    client: str | None
    title: str
    description: str
    status: str
    reason: str
    owner: str | None
    due: date | None
    urgency: int
    impact: int
    raised: date | None
    over: date | None
    risk: str | None
    issue: str | None
    told_to: str
    applies_from: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class RaidRow(_Stored):
    """One issue, assumption, decision or action.

    `owner` of a decision is who decides; `due` is when it is to be done or checked, or was decided;
    `over` when an issue was resolved, an assumption checked, a task done. `links` are the actions
    of an issue, or what a task is an action of.
    """

    links: tuple[str, ...]
    as_of: date

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def is_late(self) -> bool:
        """Whether it is open after its day."""
        return self.is_open and self.due is not None and self.due < self.as_of


def raid(connection: Connection, *, as_of: date, key: str | None = None) -> list[RaidRow]:
    """Entries of every status, of one project or of all that are not archived; two statements.

    Open ones first, those that are due first on top.
    """
    links: dict[str, list[str]] = {}
    for about, task in connection.rows(LINKS):
        links.setdefault(str(about), []).append(str(task))
        links.setdefault(str(task), []).append(str(about))
    names = [field.name for field in fields(_Stored)]
    rows = [
        RaidRow(
            **{name: getattr(row, name) for name in names},
            links=tuple(links.get(row.ref, ())),
            as_of=as_of,
        )
        for row in connection.all(_Stored, ENTRIES, key=key)
    ]
    return sorted(rows, key=_order)


def _order(row: RaidRow) -> tuple[bool, int, str]:
    day = row.due or date.max
    return not row.is_open, day.toordinal() if row.is_open else -day.toordinal(), row.ref
