"""Checking single values of the complete export against the columns they are meant for."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from ppm_tui.errors import Invalid
from ppm_tui.store.content import Column, canonical

T = TypeVar("T")

NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "a boolean"}
BITS = {"int": 31, "big": 63}
MAX_DEPTH = 20


def expect(given: Any, kind: type[T], place: str) -> T:
    """The value, when it is of this type; a boolean is no number."""
    if isinstance(given, kind) and (kind is bool or not isinstance(given, bool)):
        return given
    raise Invalid(f"{place}: must be {NAMES[kind]}")


def value(column: Column, given: Any, place: str) -> Any:
    """What the database is to keep for a value of the document."""
    return CHECKS[column.type](column, given, place)


def words(given: Any, place: str, *, length: int | None = None) -> str:
    """A text without what no database can hold, and not longer than its column."""
    line = expect(given, str, place)
    if not line.isascii() and any("\ud800" <= sign <= "\udfff" for sign in line):
        raise Invalid(f"{place}: holds half of a character")
    if "\0" in line:
        raise Invalid(f"{place}: holds a NUL character")
    if length is not None and len(line) > length:
        raise Invalid(f"{place}: is longer than {length} characters")
    return line


def _text(column: Column, given: Any, place: str) -> str:
    return words(given, place, length=column.length)


def _word(column: Column, given: Any, place: str) -> str:
    if given not in column.words:
        raise Invalid(f"{place}: must be one of {', '.join(column.words)}")
    return str(given)


def _number(column: Column, given: Any, place: str) -> int:
    number = expect(given, int, place)
    if not -(1 << BITS[column.type]) <= number < 1 << BITS[column.type]:
        raise Invalid(f"{place}: is too large a number")
    return number


def _bool(_column: Column, given: Any, place: str) -> bool:
    return expect(given, bool, place)


def _day(_column: Column, given: Any, place: str) -> str:
    line = expect(given, str, place)
    try:
        if date.fromisoformat(line).isoformat() == line:
            return line
    except ValueError:
        pass
    raise Invalid(f"{place}: must be a day like 2026-03-17")


def _time(_column: Column, given: Any, place: str) -> str:
    line = expect(given, str, place)
    try:
        moment = datetime.fromisoformat(line)
    except ValueError:
        moment = None
    if moment is None or moment.isoformat(timespec="minutes") != line or moment.tzinfo:
        raise Invalid(f"{place}: must be a local time like 2026-03-17T08:00")
    return line


def _json(_column: Column, given: Any, place: str) -> str:
    bounded(given, place)
    return canonical(given)


def bounded(given: Any, place: str, depth: int = MAX_DEPTH) -> None:
    """Refuse what is nested too deeply, and texts that no database can hold."""
    if depth == 0:
        raise Invalid(f"{place}: is nested too deeply")
    if isinstance(given, str):
        words(given, place)
    elif isinstance(given, dict):
        for name, each in given.items():
            words(name, place)
            bounded(each, place, depth - 1)
    elif isinstance(given, list):
        for each in given:
            bounded(each, place, depth - 1)


CHECKS: dict[str, Callable[[Column, Any, str], Any]] = {
    "text": _text,
    "word": _word,
    "int": _number,
    "big": _number,
    "bool": _bool,
    "day": _day,
    "time": _time,
    "json": _json,
}
