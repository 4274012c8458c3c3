"""What a row was before, from the change log: for changes that are taken back much later."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.models import Change, Table


@dataclass(frozen=True, slots=True)
class Past:
    """Fields of a row as they were before a step, and that step's number."""

    step: int
    values: dict[str, Any]


def before(session: Session, row: Table, field: str, names: tuple[str, ...]) -> Past | None:
    """Fields of a row just before `field` got the value that it has now; None when not known.

    It is not known of rows that were made or brought in with that value.
    """
    query = (
        sa.select(col(Change.step), col(Change.before))
        .where(col(Change.row_id) == row.id)
        .order_by(col(Change.step).desc(), col(Change.number).desc())
    )
    now = json.loads(json.dumps(getattr(row, field)))
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    found: int | None = None
    for step, text in session.execute(query):
        if found is not None and step != found:
            break
        if text is None:
            return None
        old = json.loads(text)
        values |= {name: old[name] for name in names if name in old}
        if old.get(field, now) != now:
            found = step
    return None if found is None else Past(found, values)
