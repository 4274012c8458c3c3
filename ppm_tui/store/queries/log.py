"""The history: what was changed, by whom, field by field."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
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

TOTAL = """
SELECT COUNT(*) FROM step s
WHERE EXISTS (
  SELECT 1 FROM change h JOIN project p ON p.id = h.project_id
  WHERE h.step = s.number AND p.key = :key) OR :key IS NULL
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
WHERE h.step >= :first
  AND (EXISTS (
    SELECT 1 FROM change g JOIN project q ON q.id = g.project_id
    WHERE g.step = h.step AND q.key = :key) OR :key IS NULL)
ORDER BY h.step DESC, h.number
"""

FIRST = """
SELECT MIN(number) FROM (
  SELECT s.number FROM step s
  WHERE EXISTS (
    SELECT 1 FROM change h JOIN project p ON p.id = h.project_id
    WHERE h.step = s.number AND p.key = :key) OR :key IS NULL
  ORDER BY s.number DESC LIMIT :count) newest
"""

KNOWN = "SELECT COUNT(*) FROM project WHERE key = :key"

HIDDEN = frozenset(("id", "version", "project_id"))
EVERYTHING = 2**62
"""More steps than there can be."""

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
    changes: Iterable[FieldChange]


def steps(
    connection: Connection, *, key: str | None = None, count: int = EVERYTHING
) -> list[StepRow]:
    """The last steps without their changes, the newest first, with `key` those of that project.

    One statement, two with a key. Raises NotFound for an unknown project.
    """
    found = connection.all(_Step, STEPS, key=_known(connection, key), count=min(count, EVERYTHING))
    return [_step(step, ()) for step in found]


def total(connection: Connection, *, key: str | None = None) -> int:
    """How many steps there are; one statement, two with a key."""
    return int(str(connection.value(TOTAL, key=_known(connection, key))))


def history(
    connection: Connection, *, key: str | None = None, count: int = EVERYTHING
) -> Iterator[StepRow]:
    """The last steps, the newest first, whole, with `key` those that touched that project.

    Three statements, four with a key, however many steps. Steps and their changes come as they
    are taken, and the changes of one are gone when the next is taken: an import may hold more
    than memory should. Raises NotFound for an unknown project.
    """
    key, count = _known(connection, key), min(count, EVERYTHING)
    first = connection.value(FIRST, key=key, count=count)
    if first is None:
        return iter(())
    return _whole(
        connection.each(_Step, STEPS, key=key, count=count),
        connection.each(_Line, CHANGES, key=key, first=first),
    )


def _whole(steps: Iterable[_Step], lines: Iterable[_Line]) -> Iterator[StepRow]:
    """Each step with its changes; both come in the same order."""
    groups = groupby(lines, key=lambda line: line.step)
    group = next(groups, None)
    for step in steps:
        if group is None or group[0] != step.number:
            yield _step(step, ())
            continue
        yield _step(step, chain.from_iterable(map(_fields, group[1])))
        group = next(groups, None)


def _known(connection: Connection, key: str | None) -> str | None:
    key = key and key.upper()
    if key is not None and not connection.value(KNOWN, key=key):
        raise NotFound(f"no project {key}: ppm projects lists them")
    return key


def _step(step: _Step, changes: Iterable[FieldChange]) -> StepRow:
    return StepRow(
        step.number,
        step.at,
        step.user,
        step.label,
        step.kind,
        step.state,
        step.target,
        changes,
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
