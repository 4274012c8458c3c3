"""Making and changing rows field by field: the rules that hold for every kind of row."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Table
from ppm_tui.store.commands import rows

R = TypeVar("R", bound=Table)


def make(session: Session, kind: type[R], values: Mapping[str, object]) -> R:
    """A new row, written at once so that others can point to it. Raises Invalid."""
    row = _checked(kind, values)
    session.add(row)
    session.flush()
    return row


def change(
    session: Session, row: Table, values: Mapping[str, object], *, seen: int | None = None
) -> tuple[str, ...]:
    """Set fields and return the names of those that differ. Raises Invalid.

    A field that somebody else changed after version `seen` is a Conflict.
    """
    checked = _checked(type(row), {**row.model_dump(), **values})
    changed = [name for name in values if getattr(row, name) != getattr(checked, name)]
    for name in changed:
        new = getattr(checked, name)
        rows.unseen(session, row, seen, name, new)
        setattr(row, name, new)
    session.flush()
    return tuple(changed)


def named(text: str, what: str) -> str:
    """The name without blanks around it. Raises Invalid when nothing is left."""
    if not text.strip():
        raise Invalid(f"a {what} needs a name")
    return text.strip()


def said(changed: tuple[str, ...]) -> str:
    """The fields that were changed, in words."""
    names = (field.removesuffix("_id").replace("_", " ") for field in changed)
    return f"{', '.join(names) or 'nothing'} changed"


def owner(session: Session, text: object) -> dict[str, object]:
    """The person who answers for something, or nobody."""
    return {"owner_id": rows.resource(session, str(text)).id if text else None}


def within(value: object, low: int, high: int, what: str) -> None:
    """Raise Invalid unless the number, if there is one, lies between the two, both in."""
    if isinstance(value, int) and not low <= value <= high:
        raise Invalid(f"{what} is {low} to {high}, not {value}")


def at_least(value: object, low: int, what: str) -> None:
    """Raise Invalid when the number, if there is one, is below."""
    if isinstance(value, int) and value < low:
        raise Invalid(f"{what} cannot be below {low}")


def _checked(kind: type[R], values: Mapping[str, object]) -> R:
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{field}: {first['msg']}") from error
