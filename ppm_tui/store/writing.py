"""The session of a command: rows may be added in any order."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from ppm_tui.models import CONTENT
from ppm_tui.models.types import JsonText
from ppm_tui.store.content import canonical

PLACES = {kind: place for place, kind in enumerate(CONTENT)}
JSON_COLUMNS = {
    name: [column.name for column in table.columns if isinstance(column.type, JsonText)]
    for name, table in SQLModel.metadata.tables.items()
}


class Writing(Session):
    """A session that writes new rows first, table by table as `CONTENT` lists them; deletes last.

    Without `Relationship()` SQLAlchemy does not know that a project comes before its tasks. Rows
    of one table are written in the order in which they were added. Nothing is flushed unasked.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, autoflush=False, **kwargs)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what is pending, a statement of one table after the other."""
        new = sorted(self.new, key=_place)
        changed = list(self.dirty)
        gone = sorted(self.deleted, key=_place, reverse=True)
        self.add_all(gone)  # takes the deletion back until its turn comes
        for row in (*new, *changed):
            _tidy(row)
            self.expunge(row)
        for _, rows in groupby(new, key=_place):
            self.add_all(list(rows))
            super().flush(objects)
        self.add_all(changed)
        super().flush(objects)
        for _, rows in groupby(gone, key=_place):
            for row in rows:
                self.delete(row)
            super().flush(objects)


def _tidy(row: Any) -> None:
    """Write JSON in one way only, so that an export reads back to the same text."""
    for name in JSON_COLUMNS[row.__tablename__]:
        text = getattr(row, name)
        if text not in {"{}", "[]"} and text != (tidy := canonical(json.loads(text))):
            setattr(row, name, tidy)


def _place(row: object) -> int:
    return PLACES.get(type(row), -1)  # type: ignore[arg-type]  # the log comes first
