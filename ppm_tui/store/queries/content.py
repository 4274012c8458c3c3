"""Everything there is: the rows of all tables in an order that follows from their content."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from ppm_tui.errors import NotFound
from ppm_tui.store.content import (
    Column,
    ContentRow,
    ContentTable,
    FileChange,
    FileStep,
    Key,
    PortfolioFile,
    canonical,
    order,
    tables,
)
from ppm_tui.store.reader import Connection

PROJECT = "SELECT id FROM project WHERE key = :key"

STEPS = """
SELECT number, uid, at, "user", label, kind, state, target FROM step ORDER BY number
"""

CHANGES = """
SELECT step, table_name, row_id, project_id, before, after FROM change ORDER BY step, number
"""

STEPS_OF_PROJECT = """
SELECT s.number, s.uid, s.at, s."user",
       CASE WHEN EXISTS (SELECT 1 FROM change o WHERE o.step = s.number
                         AND o.project_id IS NOT NULL AND o.project_id <> :project)
            THEN 'several projects, this one among them' ELSE s.label END,
       s.kind, s.state, s.target
FROM step s
WHERE s.number IN (SELECT c.step FROM change c WHERE c.project_id = :project)
ORDER BY s.number
"""

CHANGES_OF_PROJECT = """
SELECT c.step, c.table_name, c.row_id, c.project_id, c.before, c.after FROM change c
WHERE c.project_id = :project OR c.row_id IN (
  SELECT e.id FROM calendar_exception e JOIN calendar k ON k.id = e.calendar_id
  WHERE k.project_id = :project)
ORDER BY c.step, c.number
"""

PEOPLE_OF_OTHERS = """
SELECT m.resource_id FROM project p
JOIN project q ON COALESCE(q.client_id, '') <> COALESCE(p.client_id, '')
JOIN plan_resource m ON m.project_id = q.id
WHERE p.id = :project
"""


@dataclass(slots=True)
class _Found:
    """Rows of one table as they are read, and where each stands once they are in order."""

    table: ContentTable
    raw: list[dict[str, Any]]
    rows: list[ContentRow] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    identities: list[tuple[str, int]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The columns."""
        return {column.name for column in self.table.columns}


def content(connection: Connection, *, project: str | None = None) -> PortfolioFile:
    """The portfolio, or what belongs to one project: a statement a table, one to three more.

    Of a single project nothing is left that belongs to another one or to another client: of
    people, calendars and groups only those it points to, of the history only its own changes. What
    a plan file said of a person is left out when it may be another client's. Raises NotFound.
    """
    project_id = None if project is None else _project_id(connection, project)
    found = {
        name: _Found(table, list(_raw(connection, table, project_id)))
        for name, table in tables().items()
    }
    if project_id is not None:
        _keep_referenced(found)
        _forget_other_files(found, connection.rows(PEOPLE_OF_OTHERS, project=project_id))
    for each in found.values():
        each.keys = {row["id"]: _key(each.table, row, found) for row in each.raw}
    for each in found.values():
        _arrange(each, found)
    steps = tuple(_steps(connection, project_id))
    return PortfolioFile(
        rows={name: each.rows for name, each in found.items()},
        steps=steps,
        identities={name: each.identities for name, each in found.items()} if steps else {},
    )


def _project_id(connection: Connection, key: str) -> str:
    found = connection.value(PROJECT, key=key.upper())
    if found is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return str(found)


def _raw(
    connection: Connection, table: ContentTable, project_id: str | None
) -> Iterator[dict[str, Any]]:
    names = ["id", "version", *(column.name for column in table.columns)]
    listed = ", ".join(f'"{name}"' for name in names)
    sql = " ".join(("SELECT", listed, "FROM", table.name))
    parameters: dict[str, object] = {}
    if project_id is not None and (condition := _condition(table)):
        sql, parameters = f"{sql} WHERE {condition}", {"project": project_id}
    for values in connection.rows(sql, **parameters):
        yield dict(zip(names, values, strict=True))


def _condition(table: ContentTable) -> str:
    if table.name == "project":
        return "id = :project"
    if "project_id" not in {column.name for column in table.columns}:
        return ""
    shared = " OR project_id IS NULL" if table.name in SHARED else ""
    return f"project_id = :project{shared}"


SHARED = {"calendar"}
"""Tables of which a project has rows, and the portfolio too."""


def _keep_referenced(found: dict[str, _Found]) -> None:
    """Leave out what the project's own rows do not lead to."""
    wanted = {
        name: {row["id"] for row in each.raw if name == "project" or row.get("project_id")}
        for name, each in found.items()
    }
    while _widen(found, wanted):
        pass
    for name, each in found.items():
        required = [column for column in each.table.columns if column.to and not column.null]
        each.raw = [
            row
            for row in each.raw
            if row["id"] in wanted[name]
            and all(row[column.name] in wanted[column.to] for column in required)
        ]
        wanted[name] = {row["id"] for row in each.raw}


def _forget_other_files(found: dict[str, _Found], others: list[tuple[Any, ...]]) -> None:
    ids = {row[0] for row in others}
    for row in found["resource"].raw:
        if row["id"] in ids:
            row["source"] = "{}"


def _widen(found: dict[str, _Found], wanted: dict[str, set[str]]) -> bool:
    """Add what wanted rows point to, and the parts of wanted rows; whether there was any."""
    before = sum(map(len, wanted.values()))
    for name, each in found.items():
        owner = each.table.owner
        for row in each.raw:
            if owner and not owner.null and row[owner.name] in wanted[owner.to]:
                wanted[name].add(row["id"])
            if row["id"] in wanted[name]:
                _follow(each.table, row, wanted)
    known = {name: {row["id"] for row in each.raw} for name, each in found.items()}
    for name, ids in wanted.items():
        ids &= known[name]
    return sum(map(len, wanted.values())) > before


def _follow(table: ContentTable, row: dict[str, Any], wanted: dict[str, set[str]]) -> None:
    for column in table.columns:
        # A program may span clients; the project's own client is the only one to be named.
        is_other_client = column.to == "client" and table.name != "project"
        if column.to and row[column.name] and not is_other_client:
            wanted[column.to].add(row[column.name])


def _key(table: ContentTable, row: dict[str, Any], found: dict[str, _Found]) -> Key:
    columns = {column.name: column for column in table.columns}
    return tuple(_value(columns[name], row[name], found) for name in table.known_by)


def _value(column: Column, value: Any, found: dict[str, _Found]) -> Any:
    if column.to:
        return found[column.to].keys.get(value)
    return bool(value) if column.type == "bool" and value is not None else value


def _arrange(each: _Found, found: dict[str, _Found]) -> None:
    """Bring the rows into the order of their content; owners come first, so theirs is known."""
    special = [column for column in each.table.columns if column.to or column.type == "bool"]
    owner = each.table.owner
    leading = [word for word in ("position", "number") if word in each.names]
    made = []
    for row in each.raw:
        place = found[owner.to].places.get(row[owner.name], -1) if owner else -1
        row_id, version = row.pop("id"), row.pop("version")
        for column in special:
            row[column.name] = _value(column, row[column.name], found)
        rank = order(tuple(row[word] for word in (*leading, *each.table.known_by)))
        made.append(((place, rank), row, row_id, version))
    made.sort(key=itemgetter(0))
    if not each.table.is_unique:
        made = list(_untied(made))
    each.rows = [ContentRow(row) for _, row, _, _ in made]
    each.identities = [(row_id, version) for _, _, row_id, version in made]
    each.places = {row_id: place for place, (_, _, row_id, _) in enumerate(made)}
    each.raw = []


Made = tuple[tuple[Any, ...], dict[str, Any], str, int]


def _untied(made: list[Made]) -> Iterator[Made]:
    """Rows of the same rank stand as all the rest of their content says, then as they come."""
    for _, group in groupby(made, key=itemgetter(0)):
        same = list(group)
        if len(same) > 1:
            same.sort(key=lambda line: (canonical(line[1]), line[2]))
        yield from same


def _steps(connection: Connection, project_id: str | None) -> Iterator[FileStep]:
    parameters: dict[str, object] = {} if project_id is None else {"project": project_id}
    changes: dict[Any, list[FileChange]] = {}
    lines = CHANGES if project_id is None else CHANGES_OF_PROJECT
    for step, table, row_id, project, before, after in connection.rows(lines, **parameters):
        line = FileChange(str(table), str(row_id), _text(project), _json(before), _json(after))
        changes.setdefault(step, []).append(line)
    steps = STEPS if project_id is None else STEPS_OF_PROJECT
    for values in connection.rows(steps, **parameters):
        yield _step(tuple(changes.get(values[0], ())), *values)


def _step(changes: tuple[FileChange, ...], *values: Any) -> FileStep:
    number, uid, at, user, label, kind, state, target = values
    return FileStep(number, uid, at, user, label, kind, state, target, changes)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _json(value: Any) -> dict[str, Any] | None:
    return None if value is None else json.loads(value)
