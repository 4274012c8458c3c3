"""The filter language of every list: `word`, `"two words"`, `!not`, `field:value`, `due<fri`.

Terms are joined by and; `rag:red,amber` is either. A word looks into every text of the row.
A field is a column by its name or heading. What cannot be understood raises Invalid and says where.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt
from typing import Any, TypeVar

from ppm_tui import dates
from ppm_tui.columns import Column
from ppm_tui.errors import Invalid
from ppm_tui.terms import Undefined

R = TypeVar("R")
Test = Callable[[R], bool]

TERM = re.compile(
    r'(?P<no>!?)(?:(?P<field>[^\W\d]\w*)(?P<sign><=|>=|[:=<>]))?(?P<not>!?)(?P<value>"[^"]*"|[^\s"]*)'
)
COMPARE = {":": eq, "=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
NOTHING = {"none", "-"}
EFFORT = re.compile(r"(?:(?P<hours>\d+(?:\.\d+)?)h)?(?:(?P<minutes>\d+)m?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """One term as typed, and where it begins, counted from 1."""

    text: str
    place: int
    field: str
    sign: str
    value: str
    is_not: bool

    def wrong(self, why: str) -> Invalid:
        return Invalid(f"filter, character {self.place}, {self.text!r}: {why}")


def parse(text: str, columns: Sequence[Column[R]], *, as_of: date) -> Test[R]:
    """The test that a row must pass. Days are read as of a day. Raises Invalid, saying where."""
    fields = _fields(columns)
    texts = [column for column in columns if column.kind in ("text", "word")]
    tests = [_test(term, fields, texts, as_of) for term in _terms(text)]
    return lambda row: all(test(row) for test in tests)


def completions(text: str, columns: Sequence[Column[R]], rows: Iterable[R] = ()) -> tuple[str, ...]:
    """The texts that a half-typed filter may become: its last term with a field's name or value.

    Values are those that the rows have, of columns that hold words.
    """
    start = _last_term(text)
    typed = text[start:].lstrip("!")
    before = text[: len(text) - len(typed)]
    name, sign, value = typed.partition(":")
    if not sign:
        names = (name for name in _fields(columns) if name.isidentifier())
        whole = [f"{name}:" for name in names if name.startswith(typed.casefold())]
    else:
        values = _values_of(_fields(columns).get(name.casefold()), rows)
        done, _, last = value.rpartition(",")
        kept = f"{name}:{done}{',' * bool(done)}"
        wanted = last.strip('"').casefold()
        whole = [kept + each for each in values if each.strip('"').startswith(wanted)]
    return tuple(before + each for each in sorted(whole))


def _last_term(text: str) -> int:
    """Where the last term begins: after the last blank that is not in quotes."""
    start, is_quoted = 0, False
    for place, sign in enumerate(text):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign.isspace() and not is_quoted:
            start = place + 1
    return start


def _values_of(column: Column[R] | None, rows: Iterable[R]) -> set[str]:
    """The values of a column that a filter can name, in quotes where that is needed."""
    if column is None or column.kind not in ("text", "word"):
        return set()
    found = {_text(column.value(row)) for row in rows} - {""}
    return {f'"{each}"' if " " in each else each for each in found if not set('",') & set(each)}


def _fields(columns: Sequence[Column[R]]) -> dict[str, Column[R]]:
    found = {column.id: column for column in columns}
    for column in columns:
        for name in (*column.aliases, column.heading.casefold().replace(" ", "_")):
            found.setdefault(name, column)
    return found


def _terms(text: str) -> list[Term]:
    terms = []
    place = 0
    while rest := text[place:].lstrip():
        place = len(text) - len(rest)
        found = TERM.match(text, place)
        end = found.end() if found else place
        if found is None or (end < len(text) and not text[end].isspace()):
            raise Invalid(f"filter, character {end + 1}: a quote is not closed")
        value = found["value"].strip('"')
        is_not = bool(found["no"]) != bool(found["not"])
        field, sign = (found["field"] or "").casefold(), found["sign"] or ""
        terms.append(Term(found.group(), place + 1, field, sign, value, is_not))
        place = end
    return terms


def _test(
    term: Term, fields: Mapping[str, Column[R]], texts: Sequence[Column[R]], as_of: date
) -> Test[R]:
    if not term.value:
        raise term.wrong("a value is missing")
    if term.field:
        test = _field(term, fields, as_of)
    else:
        wanted = term.value.casefold()
        test = lambda row: any(wanted in _text(column.value(row)) for column in texts)  # noqa: E731  # one of two
    return (lambda row: not test(row)) if term.is_not else test


def _field(term: Term, fields: Mapping[str, Column[R]], as_of: date) -> Test[R]:
    column = fields.get(term.field)
    if column is None:
        raise term.wrong(
            f"there is no field {term.field!r}; fields are {', '.join(sorted(fields))}"
        )
    tests = [_value(term, column, value, as_of) for value in term.value.split(",")]
    return lambda row: any(test(row) for test in tests)


def _value(term: Term, column: Column[R], value: str, as_of: date) -> Test[R]:
    get = column.value
    if value.casefold() in NOTHING and term.sign in ":=":
        return lambda row: _exact(get(row)) in (None, "")
    if column.kind in ("text", "word"):
        return _texts(term, column, value.casefold())
    compare: Callable[[Any, Any], bool] = COMPARE[term.sign]
    wanted = _wanted(term, column, value, as_of)

    def test(row: R) -> bool:
        found = _exact(get(row))
        return found is not None and compare(found, wanted)

    return test


def _texts(term: Term, column: Column[R], wanted: str) -> Test[R]:
    if term.sign not in ":=":
        raise term.wrong(f"{column.id} is text: only {column.id}:{wanted} works")
    get = column.value
    if column.kind == "word":
        return lambda row: _text(get(row)).startswith(wanted)
    if term.sign == "=":
        return lambda row: _text(get(row)) == wanted
    return lambda row: wanted in _text(get(row))


def _wanted(term: Term, column: Column[R], value: str, as_of: date) -> object:
    try:
        if column.kind == "day":
            return dates.parse(value, as_of=as_of)
        return _minutes(value) if column.kind == "minutes" else _number(value, column.kind)
    except Invalid as error:
        raise term.wrong(str(error)) from error
    except InvalidOperation as error:
        raise term.wrong(f"{value!r} is no number") from error


def _number(value: str, kind: str) -> Decimal:
    """A number as typed: `15`, `80%`, `400k`; money in major units becomes minor ones."""
    typed = value.casefold().removesuffix("%").removesuffix("d")
    power = {"k": 3, "m": 6}.get(typed[-1:], 0)
    number = Decimal(typed[:-1] if power else typed)
    if not number.is_finite():
        raise InvalidOperation
    return number.scaleb(power + (2 if kind == "money" else 0))


def _minutes(value: str) -> Decimal:
    """Effort as typed: `3h30`, `45m`; a bare number is hours."""
    if value.isdecimal():
        return Decimal(value) * 60
    found = EFFORT.fullmatch(value.casefold())
    if not found or not value:
        raise InvalidOperation
    return Decimal(found["hours"] or 0) * 60 + Decimal(found["minutes"] or 0)


def _exact(value: object) -> object:
    """What can be compared: a day instead of an instant, None for what is not known."""
    if isinstance(value, Undefined):
        return None
    return value.date() if isinstance(value, datetime) else value


def _text(value: object) -> str:
    return str(value).casefold() if isinstance(value, str) else ""
