"""Loading a great many made-up rows at once."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui.models import CONTENT, Step
from ppm_tui.models.types import new_id
from ppm_tui.store.commands import rows
from ppm_tui.terms import Done

Row = dict[str, object]
Batch = tuple[str, list[Row]]
"""A table and rows of it as the database holds them: days and moments as text, words as text."""


def load(
    session: Session,
    *,
    label: str,
    refs: Mapping[str, int],
    make: Callable[[Mapping[str, int]], Iterable[Batch]],
) -> Done:
    """Write rows in bulk, parents first; columns that are not given have their usual value.

    `refs` says how many identifiers of each kind are needed; `make` is given the first ones.
    It is one step of the history without its single changes, which would be as large again as
    the rows. So it is no step that undo can take back: undo says that there is nothing to undo.
    Only for portfolios made for trying things out.
    """
    session.get_one(Step, session.info["step"]).kind = "load"
    first = {kind: rows.next_ref(session, kind, count=count) for kind, count in refs.items()}
    count = 0
    for name, batch in make(first):
        if batch:
            usual = _usual(name)
            table = sa.table(name, *(sa.column(column) for column in (*usual, "id")))
            session.execute(sa.insert(table), [{"id": new_id(), **usual, **row} for row in batch])
            count += len(batch)
    return Done(label, notes=(f"{count} rows",))


@cache
def _usual(name: str) -> Row:
    """The default of each column but the identifier, as the database holds it."""
    model = next(model for model in CONTENT if model.__tablename__ == name)
    values = {key: _plain(field.default) for key, field in model.model_fields.items()}
    del values["id"]
    return values | {"version": 1}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str | int | bool | None) else None
