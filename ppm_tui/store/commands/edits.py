"""Making and changing rows field by field: the rules that hold for every kind of row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import (
    Calendar,
    Client,
    Issue,
    Portfolio,
    Program,
    Project,
    Resource,
    Risk,
    Table,
    Task,
)
from ppm_tui.store.commands import rows
from ppm_tui.terms import MAX_MONEY

R = TypeVar("R", bound=Table)

LABELS = {
    "percent_complete": "done",
    "forecast_finish": "finish",
    "work_minutes": "work",
    "budget_minutes": "budget",
    "budget_cost": "budget",
    "contingency_cost": "contingency",
    "contingency_minutes": "contingency in effort",
    "contract_value": "contract",
    "minutes": "effort",
    "rag_reason": "reason",
    "critical_float_minutes": "critical up to",
    "near_critical_minutes": "nearly critical up to",
    "bill": "billing",
    "status_reason": "reason",
    "check_on": "check",
    "standard": "rate",
    "applies_from": "applies from",
    "told_to": "told to",
}
NOTHING = {
    "owner_id": "nobody",
    "percent_complete": "not said",
    "forecast_finish": "not said",
    "bill": "as what it belongs to",
}
"""How a field reads when there is nothing in it."""
MONEY = {
    *("cost", "budget_cost", "price", "cost_low", "cost_high", "residual_cost", "response_cost"),
    *("contingency_cost", "management_reserve", "contract_value"),
    *("amount", "rate", "labour", "expense", "product"),
}
PERCENTAGES = {"percent_complete", "availability", "target", "chance", "residual_chance"}
LENGTHS = {
    "duration_minutes", "optimistic_minutes", "likely_minutes", "pessimistic_minutes",
    "critical_float_minutes", "near_critical_minutes",
}  # fmt: skip
FOLLOWS = {
    "remaining_work_minutes": {"percent_complete", "work_minutes"},
    "status": {"percent_complete"},
    "actual_start": {"percent_complete"},
    "actual_finish": {"percent_complete"},
    "blocked_reason": {"status"},
    "status_reason": {"status"},
    "resolved": {"status"},
    "checked": {"status"},
    "splits": {"duration_minutes", "start", "finish"},
}
"""Fields that need no words of their own when another one that they follow has changed."""
NAMED: dict[str, tuple[type[Table], str]] = {
    "owner_id": (Resource, "key"),
    "client_id": (Client, "name"),
    "program_id": (Program, "name"),
    "portfolio_id": (Portfolio, "name"),
    "risk_id": (Risk, "ref"),
    "issue_id": (Issue, "ref"),
    "task_id": (Task, "ref"),
    "calendar_id": (Calendar, "name"),
}
"""What a field points to, and what that is called by."""
UNCHANGED = "nothing changed"
SHOWN, WORD_CELLS = 3, 24
"""So many fields are told one by one, and so much of a text."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that was changed, before and after."""

    name: str
    old: object
    new: object


def make(session: Session, kind: type[R], values: Mapping[str, object]) -> R:
    """A new row, written at once so that others can point to it. Raises Invalid."""
    row = _checked(kind, values)
    session.add(row)
    session.flush()
    return row


def change(
    session: Session, row: Table, values: Mapping[str, object], *, seen: int | None = None
) -> tuple[Moved, ...]:
    """Set fields and return those that differ. Raises Invalid.

    A field that somebody else changed after version `seen` is a Conflict.
    """
    checked = _checked(type(row), {**row.model_dump(), **values})
    moved = tuple(
        Moved(name, old, new)
        for name in values
        if (old := getattr(row, name)) != (new := getattr(checked, name))
    )
    for each in moved:
        rows.unseen(session, row, seen, each.name, each.new)
        setattr(row, each.name, each.new)
    session.flush()
    return moved


def named(text: str, what: str) -> str:
    """The name without blanks around it. Raises Invalid when nothing is left."""
    if not text.strip():
        raise Invalid(f"{'an' if what[0] in 'aeiou' else 'a'} {what} needs a name")
    return text.strip()


def said(session: Session, row: Table, moved: Iterable[Moved]) -> str:
    """What was changed, from what to what: `owner fin → gia`, `done 40% → 55%`."""
    names = {each.name for each in moved}
    told = [each for each in moved if not FOLLOWS.get(each.name, set()) & names]
    words = [_told(session, row, each) for each in told[:SHOWN]]
    if len(told) > SHOWN:
        words.append(f"{len(told) - SHOWN} more")
    return ", ".join(words) or UNCHANGED


def _told(session: Session, row: Table, moved: Moved) -> str:
    name = moved.name
    label = _label(name)
    if isinstance(moved.old, date) and isinstance(moved.new, date):
        return f"{label} {days(moved.old, moved.new)}"
    return (
        f"{label} {_word(session, row, name, moved.old)} → {_word(session, row, name, moved.new)}"
    )


def _label(name: str) -> str:
    return LABELS.get(name) or name.removesuffix("_id").removesuffix("_minutes").replace("_", " ")


def days(old: date | None, new: date | None) -> str:
    """`12 Mar → 20 Mar`, with the years when they are not the same."""
    is_far = old is not None and new is not None and old.year != new.year
    texts = [(f"{formats.day(each)}{f' {each.year}' * is_far}" if each else "none")
             for each in (old, new)]  # fmt: skip
    return " → ".join(texts)


def _word(session: Session, row: Table, name: str, value: object) -> str:
    if value is None or value == "":
        return NOTHING.get(name, "none")
    if name.endswith("_id"):
        return _named_by(session, name, str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int):
        return _figure(session, row, name, value)
    if isinstance(value, StrEnum):
        return formats.word(value)
    text = "; ".join(str(value).splitlines())
    return formats.fit(text, min(WORD_CELLS, formats.width(formats.safe(text[: WORD_CELLS * 2]))))


def _figure(session: Session, row: Table, name: str, value: int) -> str:
    if name in PERCENTAGES:
        return f"{value}%"
    if name in MONEY:
        return formats.compact(value, _currency(session, row))
    if name in LENGTHS:
        return formats.duration(value)
    return formats.minutes(value) if name.endswith("minutes") else str(value)


def _currency(session: Session, row: Table) -> str:
    """The row's own, else that of its project."""
    own = getattr(row, "currency", None)
    return own or session.get_one(Project, getattr(row, "project_id", "")).currency


def _named_by(session: Session, name: str, value: str) -> str:
    """What people call the row that a field points to."""
    if name not in NAMED:
        return value
    kind, field = NAMED[name]
    return str(getattr(session.get_one(kind, value), field))


def owner_key(session: Session, person: str | None) -> str | None:
    """What somebody is called by, as commands take an owner; None of nobody."""
    return session.get_one(Resource, person).key if person else None


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


def bounded(values: Mapping[str, object]) -> None:
    """Raise Invalid for a number that no database could add up."""
    for name, value in values.items():
        if isinstance(value, int) and abs(value) > MAX_MONEY:
            raise Invalid(f"{_label(name)} is too large")


def _checked(kind: type[R], values: Mapping[str, object]) -> R:
    bounded(values)
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{field}: {first['msg']}") from error
