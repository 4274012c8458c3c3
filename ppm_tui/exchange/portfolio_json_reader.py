"""Reading the complete export: every value is checked before anything is believed.

Whatever is wrong is one `Invalid` that names its place in the document.
"""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from ppm_tui.errors import Invalid
from ppm_tui.exchange.portfolio_history_reader import identities, steps
from ppm_tui.exchange.portfolio_renamed import renamed
from ppm_tui.exchange.portfolio_shape import (
    LAG_PERCENT,
    VERSION,
    fields,
    key_fields,
    parts,
    top_level,
)
from ppm_tui.exchange.portfolio_values import expect, value
from ppm_tui.store.content import Column, ContentRow, ContentTable, Key, PortfolioFile, tables

MAX_BYTES = 512 * 1024 * 1024
MAX_OBJECTS = 8_000_000
HEAD = {"schema_version", "as_of", "history"}
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def read(data: bytes) -> PortfolioFile:
    """The portfolio that a complete export holds.

    A field that is missing has its default, one that is unknown is refused: a newer ppm may have
    written it. Raises Invalid with the place.
    """
    text, dropped = _decoded(data), 0
    if r"\u0000" in text:
        text, dropped = NUL.subn(r"\1", text)
    document = expect(_parsed(text), dict, "the document")
    _check_head(document)
    rows: dict[str, list[ContentRow]] = {name: [] for name in tables()}
    for word, table in top_level().items():
        for index, each in enumerate(expect(document.get(word, []), list, word)):
            _row(table, each, f"{word}[{index}]", None, rows)
    _check_rows(rows)
    history = expect(document.get("history", []), list, "history")
    problems = (f"{dropped} NUL characters dropped",) if dropped else ()
    return PortfolioFile(rows, steps(history), identities(history), problems)


def within_size(size: int) -> None:
    """Refuse a document that is larger than can be held in memory."""
    if size > MAX_BYTES:
        raise Invalid(
            f"the document has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be "
            "imported at once: export single projects"
        )


def _decoded(data: bytes) -> str:
    within_size(len(data))
    if data.count(b"{") + data.count(b"[") > MAX_OBJECTS:
        raise Invalid(f"the document has more than {MAX_OBJECTS:,} lists and objects")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"not UTF-8 text: byte {error.start}") from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Invalid(f"no JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise Invalid("the document is nested too deeply to be a portfolio") from error
    except ValueError as error:
        raise Invalid(f"no JSON that ppm can read: {error}") from error


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else _no_number(digits[:20])


def _check_head(document: dict[str, Any]) -> None:
    version = document.get("schema_version")
    if not isinstance(version, int) or version < 1:
        raise Invalid("schema_version: missing, so this is no export of ppm")
    if version > VERSION:
        raise Invalid(f"schema_version: {version} was written by a newer ppm: upgrade ppm")
    for word in document:
        if word not in top_level() and word not in HEAD:
            raise Invalid(f"{word[:40]}: there is no such list in a portfolio")


def _row(
    table: ContentTable,
    data: Any,
    place: str,
    owner: ContentRow | None,
    rows: dict[str, list[ContentRow]],
) -> None:
    """Check one row and its parts, and add them."""
    given = renamed(dict(_flat(expect(data, dict, place))))
    inside = {word: given.pop(word, []) for word in parts(table.name)}
    row = ContentRow(_owned(table, owner), place)
    if LAG_PERCENT in given and "lag" in {column.name for column in table.columns}:
        given.setdefault("lag_minutes", given.pop(LAG_PERCENT))
    for name, column in fields(table.name).items():
        if name not in given and column.name in row.values:
            continue
        row.values[column.name] = _cell(column, given.pop(name, _MISSING), f"{place}.{name}")
    if given:
        raise Invalid(f"{place}.{next(iter(given))[:40]}: there is no such field")
    rows[table.name].append(row)
    for word, part in parts(table.name).items():
        for index, each in enumerate(expect(inside[word], list, f"{place}.{word}")):
            _row(part, each, f"{place}.{word}[{index}]", row, rows)


_MISSING = object()


def _flat(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, given in data.items():
        if name == "constraint" and isinstance(given, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in given.items())
        else:
            yield name, given


def _owned(table: ContentTable, owner: ContentRow | None) -> dict[str, Any]:
    """What a part takes from the row it stands in: the way to it, and its project."""
    if owner is None or table.owner is None:
        return {}
    values: dict[str, Any] = {table.owner.name: owner.key(tables()[table.owner.to])}
    if "project_id" in owner.values and any(c.name == "project_id" for c in table.columns):
        values["project_id"] = owner.values["project_id"]
    return values


def _cell(column: Column, given: Any, place: str) -> Any:
    if given is _MISSING:
        if column.is_required:
            raise Invalid(f"{place}: missing")
        return column.default
    if given is None:
        if not column.null:
            raise Invalid(f"{place}: must not be null")
        return None
    return _key(column.to, given, place) if column.to else value(column, given, place)


def _key(table: str, given: Any, place: str) -> Key:
    """The row that a reference names; one with several parts is an object."""
    wanted = key_fields(table)
    if len(wanted) == 1:
        given = {next(iter(wanted)): given}
    given = expect(given, dict, place)
    if set(given) != set(wanted):
        raise Invalid(f"{place}: must have {' and '.join(wanted)}")
    by_column = {
        column.name: _cell(column, given[name], f"{place}.{name}")
        for name, column in wanted.items()
    }
    return tuple(by_column[name] for name in tables()[table].known_by)


def _check_rows(rows: dict[str, list[ContentRow]]) -> None:
    for name, table in tables().items():
        by_key: dict[Key, ContentRow] = {}
        for row in rows[name]:
            key = row.key(table)
            if table.is_unique and key in by_key:
                raise Invalid(f"{row.place}: is the same as {by_key[key].place}")
            by_key[key] = row
        for column in table.columns:
            if column.to == name:
                _check_tree(column, by_key)


def _check_tree(column: Column, by_key: dict[Key, ContentRow]) -> None:
    """Refuse a row that stands above itself, or one above it that is of another project."""
    safe: set[Key] = set()
    for key, row in by_key.items():
        way: set[Key] = set()
        at = key
        while at in by_key and at not in safe:
            if at in way:
                raise Invalid(f"{row.place}: stands above itself")
            way.add(at)
            above = by_key[at].values[column.name]
            _check_same_project(by_key[at], by_key.get(above), column)
            at = above
        safe |= way


def _check_same_project(row: ContentRow, above: ContentRow | None, column: Column) -> None:
    if above is None or above.values["project_id"] is None:
        return
    if above.values["project_id"] != row.values["project_id"]:
        raise Invalid(f"{row.place}: {above.place} is of another project")
