"""The complete export: a portfolio as one JSON document, and back.

Outside `history` it holds nothing but content: no versions, counters, times of writing or
internal identifiers, and every list in an order that follows from its content. Two portfolios
with the same content give the same bytes.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ppm_tui.exchange.portfolio_json_reader import read, within_size
from ppm_tui.exchange.portfolio_shape import (
    LAG_PERCENT,
    PARTS,
    VERSION,
    fields,
    key_fields,
    parts,
    top_level,
)
from ppm_tui.store.content import Column, ContentRow, FileStep, Key, PortfolioFile, tables
from ppm_tui.store.queries.content import content
from ppm_tui.store.reader import Connection
from ppm_tui.terms import LagKind

__all__ = ["document", "read", "text", "within_size"]


def document(connection: Connection, *, as_of: date, project: str | None = None) -> dict[str, Any]:
    """The portfolio, or all that concerns one project, as a JSON document.

    Raises NotFound when there is no such project.
    """
    file = content(connection, project=project)
    return {
        "schema_version": VERSION,
        "as_of": as_of.isoformat(),
        **_lists(file),
        "history": _history(file),
    }


def text(document: dict[str, Any]) -> Iterator[str]:
    """The document as text, a line for each row, to be written as it comes."""
    before = "{\n"
    for word, value in document.items():
        yield f"{before}{json.dumps(word)}: "
        before = ",\n"
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            yield f"[\n{lines}\n]" if lines else "[]"
        else:
            yield json.dumps(value, ensure_ascii=False)
    yield "\n}\n"


def _lists(file: PortfolioFile) -> dict[str, list[dict[str, Any]]]:
    """Every list of the document; the file's order is kept, a part goes to its owner's row."""
    lists: dict[str, list[dict[str, Any]]] = {word: [] for word in top_level()}
    words = {table.name: word for word, table in top_level().items()}
    made: dict[tuple[str, Key], tuple[dict[str, Any], ContentRow]] = {}
    for name, table in tables().items():
        for row in file.rows[name]:
            owner = table.owner
            if name in PARTS and owner:
                data, whole = made[owner.to, row.values[owner.name]]
                data[PARTS[name]].append(_data(name, row, whole))
            else:
                data = _data(name, row, None)
                lists[words[name]].append(data)
                made[name, row.key(table)] = data, row
    return lists


def _data(table: str, row: ContentRow, whole: ContentRow | None) -> dict[str, Any]:
    """One row as an object. A part is of its owner's project, unless it says otherwise."""
    data: dict[str, Any] = {}
    for name, column in fields(table).items():
        value = row.values[column.name]
        if whole and column.to == "project" and value == whole.values[column.name]:
            continue
        if name == "lag_minutes" and row.values["lag_kind"] == LagKind.PERCENT:
            name = LAG_PERCENT
        if "." in name:
            outer, _, inner = name.partition(".")
            data.setdefault(outer, {})[inner] = _plain(column, value)
        else:
            data[name] = _plain(column, value)
    return data | {word: [] for word in parts(table)}


def _plain(column: Column, value: Any) -> Any:
    """A reference as people type it, a JSON column as what it says, the rest as it stands."""
    if value is None:
        return None
    if column.to:
        return _reference(column.to, value)
    return json.loads(value, object_pairs_hook=_sorted) if column.type == "json" else value


def _reference(table: str, key: Key) -> Any:
    by_column = dict(zip(tables()[table].known_by, key, strict=True))
    values = {
        name: _plain(column, by_column[column.name]) for name, column in key_fields(table).items()
    }
    return values if len(values) > 1 else next(iter(values.values()))


def _sorted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(sorted(pairs))


def _history(file: PortfolioFile) -> list[dict[str, Any]]:
    """The steps, oldest first; the newest also says which internal identifier each row has."""
    steps = [_step(step) for step in file.steps]
    if steps:
        steps[-1]["rows"] = file.identities
    return steps


def _step(step: FileStep) -> dict[str, Any]:
    return {
        "step": step.number,
        "at": step.at,
        "user": step.user,
        "label": step.label,
        "kind": step.kind,
        "state": step.state,
        "target": step.target,
        "uid": step.uid,
        "changes": [
            {
                "kind": change.table,
                "id": change.row_id,
                "project": change.project_id,
                "old": change.old,
                "new": change.new,
            }
            for change in step.changes
        ],
    }
