"""How a field of a form is shown, edited as text, and read again: by the kind of its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ppm_tui import dates, formats
from ppm_tui.analysis import estimates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts, change_plan, plan_words
from ppm_tui.store.queries.details import Week

if TYPE_CHECKING:
    from ppm_tui.store.change_plan import PlanLine
    from ppm_tui.store.commands.steps import Command

Row = Any
"""A detail row; its fields have the names of the fields here."""
Make = Callable[[Row, Any, date], "Command"]
"""A row, the new value and the as-of day, to the command that sets it."""
NOTHING = {"", "-"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a kind are shown, edited as text, and read again; `help` says what to type."""

    shown: Callable[[Any, Row], str]
    typed: Callable[[Any, Row], str]
    read: Callable[[str, Row, date], Any]
    help: str
    words: tuple[str, ...] = ()
    """What there is to choose from, when it is one of a few words."""
    has_lines: bool = False
    """Whether a value may have several lines."""
    empty: object = None
    """What an empty field means."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row. `is_needed` refuses to empty it; `make` is a command of its own."""

    name: str
    label: str
    kind: Kind
    make: Make | None = None
    is_needed: bool = False

    def shown(self, row: Row) -> str:
        """The value as one reads it; empty when there is none."""
        value = getattr(row, self.name)
        return "" if value in (None, "") else self.kind.shown(value, row)

    def typed(self, row: Row) -> str:
        """The value as one types it."""
        value = getattr(row, self.name)
        return "" if value in (None, "") else self.kind.typed(value, row)

    def read(self, text: str, row: Row, as_of: date) -> Any:
        """The value that a text means; nothing empties the field. Raises Invalid."""
        if text.strip() in NOTHING:
            if self.is_needed:
                raise Invalid(f"{self.label.casefold()} cannot be empty")
            return self.kind.empty
        try:
            return self.kind.read(text.strip(), row, as_of)
        except ValueError as error:
            raise Invalid(f"«{text}» {error}: {self.kind.help}") from error


# Kinds


def _whole(text: str, _row: Row, _as_of: date) -> int:
    digits = text.removesuffix("%").removesuffix("d").strip()
    if not digits.lstrip("+-").isdecimal() or len(digits) > 9:
        raise ValueError("is no whole number")
    return int(digits)


def _lines(text: str, _row: Row, _as_of: date) -> str:
    return text


def _plan(text: str, _row: Row, as_of: date) -> tuple[PlanLine, ...]:
    return change_plan.read(text, as_of)


def _on_one_line(value: str, _row: Row) -> str:
    return "; ".join(value.splitlines())


def _plain_money(value: int, row: Row) -> str:
    return formats.plain_money(value, row.currency)


def _yes(text: str, _row: Row, _as_of: date) -> bool:
    for word in ("yes", "no"):
        if word.startswith(text.casefold()):
            return word == "yes"
    raise ValueError("is neither")


def _moment(value: date | datetime, _row: Row) -> str:
    if isinstance(value, datetime):
        return formats.instant(value)
    return formats.full_day(value)


def _signed(value: int) -> str:
    return ("-" if value < 0 else "") + formats.minutes(abs(value))


def _iso(value: date | datetime, _row: Row) -> str:
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def _week(value: Week, day: Callable[[date], str] = date.isoformat) -> str:
    minutes, since = value
    return formats.working_week(minutes) + (f" from {day(since)}" if since else "")


def _weeks(value: Week, row: Row) -> str:
    """A week that is typed, or all that a person has, the first one first."""
    weeks = row.weeks if value == row.week else [value]
    return "; ".join(_week(each, formats.full_day) for each in weeks)


def _read_week(text: str, _row: Row, as_of: date) -> Week:
    hours, _, since = text.partition(" from ")
    return dates.week(hours), dates.parse(since, as_of=as_of) if since else None


def _expected(value: estimates.Estimate) -> str:
    return formats.spread(estimates.pert_mean(value), estimates.pert_sigma(value))


def choice(words: type[StrEnum]) -> Kind:
    """A kind whose values are the words of an enumeration."""
    names = tuple(word.value for word in words)

    def read(text: str, _row: Row, _as_of: date) -> StrEnum:
        wanted = text.casefold().replace(" ", "_")
        found = [word for word in words if word.value.casefold().startswith(wanted)]
        exact = [word for word in found if word.value.casefold() == wanted]
        if len(exact or found) != 1:
            raise ValueError("is none of these" if not found else "may be several of these")
        return (exact or found)[0]

    def shown(value: StrEnum, _row: Row) -> str:
        return value.value.replace("_", " ")

    return Kind(shown, shown, read, ", ".join(names).replace("_", " "), names)


TEXT = Kind(lambda v, r: v, lambda v, r: v, lambda t, r, d: t, "any text", empty="")
LINES = Kind(
    _on_one_line, lambda v, r: v, _lines, "a line for each thing; Ctrl+X opens $EDITOR",
    has_lines=True, empty="",
)  # fmt: skip
PLAN_LINES = Kind(
    lambda v, r: _on_one_line(v if isinstance(v, str) else "\n".join(each.text for each in v), r),
    lambda v, r: v,
    _plan,
    change_plan.EXAMPLES,
    has_lines=True,
    empty=(),
)
PERSON = Kind(lambda v, r: v, lambda v, r: v, lambda t, r, d: t, "part of a name, - for nobody")
DAY = Kind(
    _moment, _iso, lambda t, r, d: dates.parse(t, as_of=d), "fri, +2w, w15, 20 mar, 2026-04-08"
)
EFFORT = Kind(
    lambda v, r: formats.minutes(v),
    lambda v, r: formats.minutes(v),
    lambda t, r, d: amounts.effort(t),
    "16h, 1h30, 45m, 3d, 2w",
)
FLOAT = Kind(
    lambda v, r: f"{plan_words.typed(v)} of float",
    lambda v, r: plan_words.typed(v),
    lambda t, r, d: plan_words.tolerance(t),
    "total float: 0d, 4h, 2d",
)
ESTIMATE = Kind(
    lambda v, r: f"{plan_words.estimate_text(v)}  PERT {_expected(v)}",
    lambda v, r: plan_words.estimate_text(v),
    lambda t, r, d: plan_words.estimate(t),
    "best, likely, worst: 2d/3d/6d",
)
MONEY = Kind(
    lambda v, r: formats.money(v, r.currency),
    _plain_money,
    lambda t, r, d: amounts.money(t, r.currency),
    "1200, 1,200.50, 45k",
)
PERCENT = Kind(lambda v, r: f"{v}%", lambda v, r: str(v), _whole, "0 to 100")
NUMBER = Kind(lambda v, r: str(v), lambda v, r: str(v), _whole, "a whole number")
MORE_EFFORT = Kind(
    lambda v, r: formats.signed_hours(v),
    lambda v, r: _signed(v),
    lambda t, r, d: change_plan.effort(t),
    "16h, 1h30, 3d, -2d",
)
RATING = Kind(
    lambda v, r: str(v) if v else "not rated", lambda v, r: str(v), _whole,
    "a step of the scale, from 1; 0: not rated",
)  # fmt: skip
REGION = Kind(
    lambda v, r: v, lambda v, r: v, lambda t, r, d: t, "whose public holidays are off: AT, DE-BY"
)
WEEK = Kind(_weeks, lambda v, r: _week(v), _read_week, "mo-th 8h, fr 4h from 1.5.; or 32h")
WEEKDAY = Kind(
    lambda v, r: formats.WEEKDAYS[v],
    lambda v, r: formats.WEEKDAYS[v],
    lambda t, r, d: dates.parse(t, as_of=d).weekday(),
    "mon to sun",
)
