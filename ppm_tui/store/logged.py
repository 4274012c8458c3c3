"""Rows written as the database holds them, many at a time, each recorded in the change log.

For commands that touch a whole plan, and for undo: of 100,000 tasks an object each would take
gigabytes and minutes. Values are days and moments as text, words as text, booleans as such.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from ppm_tui.models import CONTENT

T = TypeVar("T")
Row = dict[str, Any]
CHUNK = 400
PLACEHOLDERS = {"qmark": "?", "pyformat": "%s"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row before and after, as the log keeps them: all of a new or removed one, else what
    differs."""

    table: str
    row_id: str
    project_id: str | None
    before: Row | None
    after: Row | None

    @property
    def verb(self) -> str:
        """What is to be done to the row."""
        if self.before is None:
            return "insert"
        return "delete" if self.after is None else "update"


def write(session: Session, lines: Iterable[Line]) -> None:
    """Insert, change and delete rows in the order given, and record each.

    Of what the session holds itself none of these rows may be.
    """
    for (table, verb), group in groupby(lines, key=lambda line: (line.table, line.verb)):
        for part in parts(group, CHUNK):
            if verb == "insert":
                insert(session, table, [line.after or {} for line in part])
            elif verb == "delete":
                _delete(session, table, part)
            else:
                _update(session, table, part)
            record(session, part)


def parts(each: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    rest = iter(each)
    while part := list(islice(rest, size)):
        yield part


@cache
def columns(table: str) -> list[str]:
    """The columns of a table, in its own order."""
    return [column.name for column in SQLModel.metadata.tables[table].columns]


def untyped(table: str) -> sa.TableClause:
    """The table without types: values go in and come out as the database holds them."""
    return sa.table(table, *(sa.column(name) for name in columns(table)))


def insert(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write whole rows, unrecorded; all have the columns of the first."""
    if not rows:
        return
    connection = session.connection()
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join([PLACEHOLDERS[connection.dialect.paramstyle]] * len(rows[0]))
    values = itemgetter(*rows[0])
    # Past SQLAlchemy's own executemany, which takes longer than the database over a wide row.
    statement = " ".join(("INSERT INTO", table, f"({names}) VALUES ({marks})"))
    for part in parts(rows, CHUNK):
        connection.exec_driver_sql(statement, list(map(values, part)))


def _delete(session: Session, table: str, lines: list[Line]) -> None:
    rows = untyped(table)
    ids = [{"row": line.row_id} for line in lines]
    session.execute(sa.delete(rows).where(rows.c.id == sa.bindparam("row")), ids)


def _update(session: Session, table: str, lines: list[Line]) -> None:
    rows = untyped(table)
    for fields, group in groupby(lines, key=lambda line: sorted(line.after or {})):
        statement = (
            sa.update(rows)
            .where(rows.c.id == sa.bindparam("row"))
            .values({name: sa.bindparam(f"new_{name}") for name in fields})
            .values(version=rows.c.version + 1)
        )
        session.execute(statement, [_binds(line) for line in group])


def _binds(line: Line) -> dict[str, object]:
    values = {f"new_{name}": value for name, value in (line.after or {}).items()}
    return values | {"row": line.row_id}


# The log


def record(session: Session, lines: Iterable[Line]) -> None:
    """Add to the session's step what is done to these rows."""
    info = session.info
    rows = []
    for line in lines:
        info["count"] += 1
        rows.append(
            {
                "step": info["step"],
                "number": info["count"],
                "table_name": line.table,
                "row_id": line.row_id,
                "project_id": line.project_id,
                "before": None if line.before is None else text(line.before),
                "after": None if line.after is None else text(line.after),
            }
        )
    insert(session, "change", rows)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    assert isinstance(value, date), value
    return value.isoformat()


text = json.JSONEncoder(default=_iso, ensure_ascii=False, separators=(",", ":")).encode
"""Columns of a change as the log keeps them."""


# Values


@cache
def usual(table: str) -> Row:
    """A new row with the default of each column, in the table's order; without an identifier."""
    model = next(model for model in CONTENT if model.__tablename__ == table)
    found = {name: plain(field.default) for name, field in model.model_fields.items()}
    found |= {"id": None, "version": 1}
    return {name: found[name] for name in columns(table)}


def plain(value: object) -> Any:
    """A value as the database holds it; what is no value, such as a missing default, is None."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return _iso(value)
    return value if isinstance(value, str | int | bool | None) else None
