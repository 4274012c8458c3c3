"""The history: what was changed, by whom, field by field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ppm_tui.errors import NotFound
from ppm_tui.store.reader import Connection

STEPS = """
SELECT s.number, s.at, s."user", s.label, s.kind, s.state, s.target FROM step s
WHERE EXISTS (
  SELECT 1 FROM change h JOIN project p ON p.id = h.project_id
  WHERE h.step = s.number AND p.key = :key) OR :key IS NULL
ORDER BY s.number DESC LIMIT :count
"""

CHANGES = """
SELECT h.step, h.table_name, h.row_id,
       COALESCE(p.key, t.ref, r.ref, c.ref, i.ref, o.key, l.key) AS name,
       h.before, h.after
FROM change h
LEFT JOIN project p ON p.id = h.row_id
LEFT JOIN task t ON t.id = h.row_id
LEFT JOIN risk r ON r.id = h.row_id
LEFT JOIN change_request c ON c.id = h.row_id
LEFT JOIN issue i ON i.id = h.row_id
LEFT JOIN resource o ON o.id = h.row_id
LEFT JOIN client l ON l.id = h.row_id
WHERE h.step >= :first AND h.step <= :last
  AND (EXISTS (
    SELECT 1 FROM change g JOIN project q ON q.id = g.project_id
    WHERE g.step = h.step AND q.key = :key) OR :key IS NULL)
ORDER BY h.step DESC, h.number
"""

KNOWN = "SELECT COUNT(*) FROM project WHERE key = :key"

HIDDEN = frozenset(("id", "version", "project_id"))
COUNT = 200
"""Steps that are read at most when nobody asks for more."""

JsonValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class _Step:
    number: int
    at: datetime
    user: str
    label: str
    kind: str
    state: str
    target: int | None


@dataclass(frozen=True, slots=True)
class _Line:
    step: int
    table: str
    row_id: str
    name: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after; a new row has no before, a removed one no after."""

    kind: str
    id: str
    field: str
    old: JsonValue
    new: JsonValue


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, or the taking back of one (`kind` undo or redo, `target` the step it turned)."""

    number: int
    at: datetime
    user: str
    label: str
    kind: str
    state: str
    target: int | None
    changes: tuple[FieldChange, ...]


def history(
    connection: Connection, *, key: str | None = None, count: int = COUNT, is_brief: bool = False
) -> list[StepRow]:
    """The last steps, the newest first, whole, with `key` those that touched that project.

    Two statements, three with a key; one less when brief, which leaves the changes out. Raises
    NotFound for an unknown project.
    """
    key = key and key.upper()
    if key is not None and not connection.value(KNOWN, key=key):
        raise NotFound(f"no project {key}: ppm projects lists them")
    steps = connection.all(_Step, STEPS, key=key, count=count)
    if not steps or is_brief:
        return [_step(step, ()) for step in steps]
    lines = connection.all(_Line, CHANGES, key=key, first=steps[-1].number, last=steps[0].number)
    by_step: dict[int, list[FieldChange]] = {}
    for line in lines:
        by_step.setdefault(line.step, []).extend(_fields(line))
    return [_step(step, by_step.get(step.number, ())) for step in steps]


def _step(step: _Step, changes: Sequence[FieldChange]) -> StepRow:
    return StepRow(
        step.number,
        step.at,
        step.user,
        step.label,
        step.kind,
        step.state,
        step.target,
        tuple(changes),
    )


def _fields(line: _Line) -> list[FieldChange]:
    before: Mapping[str, Any] = json.loads(line.before or "{}")
    after: Mapping[str, Any] = json.loads(line.after or "{}")
    name = line.name or before.get("ref") or before.get("key") or line.row_id
    found = []
    for field in dict.fromkeys((*before, *after)):
        old, new = before.get(field), after.get(field)
        if field not in HIDDEN and old != new:
            found.append(FieldChange(line.table, str(name), field, old, new))
    return found
