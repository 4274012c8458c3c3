"""What was done and said on a project, day by day: time, notes and status updates in one list."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Rag

ENTRIES = """
WITH here AS (
  SELECT p.id FROM project p WHERE p.key = :key AND p.trashed_on IS NULL
)
SELECT x.id, x.kind, x.day, x.who, x.task, x.task_name, x.minutes, x.rag, x.text,
       CAST(:as_of AS VARCHAR(10))
FROM (
  SELECT u.id, 'status' AS kind, u.day, u."by" AS who, CAST(NULL AS VARCHAR(16)) AS task,
         CAST(NULL AS TEXT) AS task_name, CAST(NULL AS INTEGER) AS minutes, u.rag, u.text,
         1 AS place, u.number
  FROM here JOIN status_update u ON u.project_id = here.id
  UNION ALL
  SELECT n.id, 'note', n.day, n."by", t.ref, t.name, NULL, NULL, n.text, 2, n.number
  FROM here JOIN note n ON n.project_id = here.id LEFT JOIN task t ON t.id = n.task_id
  WHERE n.trashed_on IS NULL
  UNION ALL
  SELECT e.id, 'time', e.day, COALESCE(r.key, ''), t.ref, t.name, e.minutes, NULL, e.text, 3,
         e.number
  FROM here JOIN time_entry e ON e.project_id = here.id
  LEFT JOIN resource r ON r.id = e.resource_id LEFT JOIN task t ON t.id = e.task_id
  WHERE e.minutes > 0 AND e.trashed_on IS NULL
) x
WHERE x.day IS NULL OR x.day <= :as_of
ORDER BY CASE WHEN x.day IS NULL THEN 1 ELSE 0 END, x.day DESC, x.place, x.number DESC
LIMIT :count
"""
MOST = 2000
"""Entries that are read; older ones are in the exports."""


class LogKind(StrEnum):
    """What an entry of the log is."""

    STATUS = "status"
    NOTE = "note"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class LogRow:
    """Time that was spent, a note, or a status update; `rag` is what the update declared."""

    id: str
    kind: LogKind
    day: date | None
    who: str
    task: str | None
    task_name: str | None
    minutes: Minutes | None
    rag: Rag | None
    text: str
    as_of: date


def entries(connection: Connection, *, key: str, as_of: date, count: int = MOST) -> list[LogRow]:
    """The last entries up to a day, the newest first, those without a day last; one statement."""
    return connection.all(LogRow, ENTRIES, key=key, as_of=as_of, count=count)
