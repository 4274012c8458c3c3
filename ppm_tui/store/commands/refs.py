"""Short identifiers such as `T-111`: the next free one, or the one that was asked for."""

import re
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Counter, Table
from ppm_tui.store.commands import rows

R = TypeVar("R", bound=Table)


def new(session: Session, kind: type[Table], prefix: str, wanted: str | None, digits: int) -> str:
    """The identifier of a new row; `wanted` is taken when it is free. Raises Invalid.

    Numbers that are given out later lie above it.
    """
    if wanted is None:
        return f"{prefix}{rows.next_ref(session, prefix):0{digits}}"
    ref = wanted.strip().upper()
    if not re.fullmatch(rf"{prefix}\d{{1,9}}", ref):
        raise Invalid(f"such an identifier is {prefix} and a number, not {wanted!r}")
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    if session.scalar(sa.select(table.c.id).where(table.c.ref == ref)) is not None:
        raise Invalid(f"{ref} is given out already")
    _raise_counter(session, prefix, int(ref.removeprefix(prefix)))
    return ref


def find(session: Session, kind: type[R], ref: str, what: str) -> R:
    """The row by its identifier, in any case, if it is not in the trash. Raises NotFound.

    `I-17` is `I-017`: zeros in front are for sorting.
    """
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = sa.select(kind).where(table.c.ref.in_(spelt(ref)))
    if "trashed_on" in table.c:
        query = query.where(table.c.trashed_on.is_(None))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(f"no {what} {ref}")
    return found


def spelt(ref: str) -> set[str]:
    """An identifier as it may be written, with zeros in front or without."""
    prefix, dash, number = ref.strip().upper().partition("-")
    return {f"{prefix}{dash}{number.zfill(digits)}" for digits in (1, 2, 3)}


def _raise_counter(session: Session, prefix: str, number: int) -> None:
    counter = session.get(Counter, prefix, with_for_update=True)
    if counter is None:
        counter = Counter(kind=prefix, last=0)
        session.add(counter)
    counter.last = max(counter.last, number)
