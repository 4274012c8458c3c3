"""Bringing the many rows of a plan up to what its file says, without an object for each."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from ppm_tui.models import Table
from ppm_tui.models.types import new_id
from ppm_tui.store import logged
from ppm_tui.store.commands.import_target import Target
from ppm_tui.store.logged import Line, Row

PAGE = 1_000
Kind = type[Table]


class Found:
    """What the project has of a kind, as the database holds it, by the columns it is known by."""

    def __init__(self, target: Target, kind: Kind, *known_by: str) -> None:
        self._names = logged.columns(str(kind.__tablename__))
        columns = SQLModel.metadata.tables[str(kind.__tablename__)].columns
        self._booleans = [each.name for each in columns if isinstance(each.type, sa.Boolean)]
        key = itemgetter(*map(self._names.index, known_by))
        table = logged.untyped(str(kind.__tablename__))
        query = sa.select(table).where(table.c.project_id == target.project.id)
        with target.session.execute(query.execution_options(yield_per=PAGE)) as rows:
            self._rows = {key(row): tuple(row) for row in rows}

    def ids(self) -> dict[Any, str]:
        """The identifiers of all."""
        place = self._names.index("id")
        return {key: row[place] for key, row in self._rows.items()}

    def take(self, key: object) -> Row | None:
        """The row that is known by this, once; None when there is none."""
        values = self._rows.pop(key, None)
        if values is None:
            return None
        row = dict(zip(self._names, values, strict=True))
        return row | {name: bool(row[name]) for name in self._booleans}

    def rest(self) -> Iterator[Row]:
        """What was not taken."""
        for key in list(self._rows):
            row = self.take(key)
            if row is not None:
                yield row


def bring(target: Target, kind: Kind, pairs: Iterable[tuple[Row | None, Row]]) -> None:
    """Write rows as the file has them: pairs of what is stored, or None, and what is wanted.

    New ones come first and in the order given, then what differs of the others; both are counted.
    """
    changed: list[Line] = []
    logged.write(target.session, _new(target, str(kind.__tablename__), pairs, changed))
    logged.write(target.session, changed)


def remove(target: Target, kind: Kind, rows: Iterable[Row]) -> None:
    """Delete rows."""
    name = str(kind.__tablename__)
    lines = (Line(name, row["id"], target.project.id, row, None) for row in rows)
    logged.write(target.session, lines)


def _new(
    target: Target, name: str, pairs: Iterable[tuple[Row | None, Row]], changed: list[Line]
) -> Iterator[Line]:
    """The new rows; what differs of the others is added to `changed`."""
    usual, project, tally = logged.usual(name), target.project.id, target.tally
    for old, values in pairs:
        if old is None:
            tally[f"{name} added"] += 1
            row = usual | {"id": new_id(), "project_id": project}
            row |= {key: _plain(value) for key, value in values.items()}
            yield Line(name, row["id"], project, None, row)
        elif line := difference(target, name, old, values):
            tally[f"{name} changed"] += 1
            changed.append(line)


def difference(target: Target, name: str, old: Row, values: Row) -> Line | None:
    """The change that makes of an old row what is wanted; None when it is that already."""
    wanted = {key: _plain(value) for key, value in values.items()}
    after = {key: value for key, value in wanted.items() if old[key] != value}
    before = {key: old[key] for key in after}
    return Line(name, old["id"], target.project.id, before, after) if after else None


def _plain(value: object) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return logged.plain(value)
