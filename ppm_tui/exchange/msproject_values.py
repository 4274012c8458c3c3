"""Values of Microsoft Project XML: text to days, minutes, money; what cannot be read is reported.

Durations are ISO text, slack and lags tenths of a minute, costs hundredths of the currency's unit,
rates amounts per hour whatever unit they are shown in.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.terms import MAX_MONEY, Minutes, Money

MAX_PROBLEMS = 2_000
MAX_UID = 64
MAX_DURATION = 10**8
"""Minutes: 190 years. A plan with more is damaged, and calendars end before."""
MAX_WORK = 10**12
YEARS = range(1900, 2200)

UNITS = {3: "m", 5: "h", 7: "d", 9: "w", 11: "mo", 19: "%"}
"""Formats of durations and lags; one more is elapsed time, 32 more is an estimate."""

_DURATION = re.compile(
    r"(-?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Problems:
    """Every oddity met on the way, in words; many of one sort are counted in one line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._more = 0
        self._counts: Counter[str] = Counter()

    def note(self, where: str, what: str) -> None:
        if len(self._lines) < MAX_PROBLEMS:
            self._lines.append(f"{where}: {what}" if where else what)
        else:
            self._more += 1

    def count(self, what: str, number: int = 1) -> None:
        if what in self._counts or len(self._counts) < MAX_PROBLEMS:
            self._counts[what] += number
        else:
            self._more += number

    def lines(self) -> tuple[str, ...]:
        counted = [
            what if number == 1 else f"{what}, {number:,} times"
            for what, number in self._counts.items()
        ]
        more = [f"… and {self._more:,} further oddities"] if self._more else []
        return (*self._lines, *more, *counted)


class Fields:
    """The plain values of one element, taken out one by one; the rest is what nobody asked for."""

    __slots__ = ("left", "problems", "where")

    def __init__(self, element: Element, where: str, problems: Problems) -> None:
        self.left = element.fields
        self.where = where
        self.problems = problems

    def text(self, name: str) -> str:
        return self.left.pop(name, "")

    def word(self, name: str) -> str:
        return self.left.pop(name, "").strip()

    def number(self, name: str, low: int, high: int) -> int | None:
        value = self._decimal(name)
        if value is not None and value % 1:
            self.problems.count(f"{name} rounded to a whole number")
        return self._within(name, value, low, high)

    def flag(self, name: str) -> bool | None:
        text = self.word(name).lower()
        if text in ("", "0", "false"):
            return False if text else None
        if text not in ("1", "true"):
            self._odd(name, text, "is neither 0 nor 1")
            return None
        return True

    def minutes(self, name: str, high: int = MAX_DURATION) -> Minutes | None:
        text = self.word(name)
        if not text:
            return None
        minutes, rounded = duration(text)
        if minutes is None:
            self._odd(name, text, "is not a duration")
            return None
        if not 0 <= minutes <= high:
            self._odd(name, text, "is negative" if minutes < 0 else "is out of all bounds")
            return None
        if rounded:
            self.problems.count(f"{name} rounded to whole minutes")
        return Minutes(minutes)

    def tenths(self, name: str) -> Minutes | None:
        """Tenths of a minute (slack, lag, delay) as minutes; negative ones have a meaning."""
        value = self._decimal(name)
        if value is not None and value % 10:
            self.problems.count(f"{name} rounded to whole minutes")
        whole = None if value is None else value / 10
        minutes = self._within(name, whole, -MAX_DURATION, MAX_DURATION)
        return None if minutes is None else Minutes(minutes)

    def money(self, name: str, times: Decimal = Decimal(1)) -> Money | None:
        value = self._decimal(name)
        if value is not None and times == 1 and value % 1:
            self.problems.count(f"{name} rounded to whole hundredths")
        scaled = None if value is None else value * times
        amount = self._within(name, scaled, -MAX_MONEY, MAX_MONEY)
        return None if amount is None else Money(amount)

    def percent(self, name: str) -> int | None:
        """Units, where 1 is one person: as per cent."""
        value = self._decimal(name)
        if value is not None and abs(value * 100 - round(value * 100)) > Decimal("1e-6"):
            self.problems.count(f"{name} rounded to whole per cent")
        return self._within(name, None if value is None else value * 100, 0, 10**9)

    def moment(self, name: str) -> datetime | None:
        text = self.word(name)
        if not text:
            return None
        when, offset = moment(text)
        if when is None:
            self._odd(name, text, "is not a date")
            return None
        if when.year not in YEARS:
            self._odd(name, text, "is outside the years 1900 to 2199")
            return None
        if offset:
            self.problems.count(f"{name}: time zone left out, local time kept")
        return when

    def uid(self, name: str) -> str | None:
        """Reference to another element; -1 and nothing mean none."""
        text = self.word(name)[: MAX_UID + 1]
        return None if text in ("", "-1", "-65535") else text

    def choice(self, name: str, of: Mapping[int, str]) -> str | None:
        value = self.number(name, 0, 10**6)
        if value is None or value in of:
            return None if value is None else of[value]
        self._odd(name, str(value), "has no known meaning")
        return None

    def _decimal(self, name: str) -> Decimal | None:
        text = self.word(name)
        if not text:
            return None
        value = decimal(text)
        if value is None:
            self._odd(name, text, "is not a number")
        return value

    def _within(self, name: str, value: Decimal | None, low: int, high: int) -> int | None:
        if value is None:
            return None
        if not low <= value <= high:
            self._odd(name, str(value), f"is not between {low} and {high}")
            return None
        return int(value.to_integral_value(ROUND_HALF_UP))

    def _odd(self, name: str, text: str, why: str) -> None:
        self.problems.note(self.where, f"{name} '{text[:40]}' {why}; left out")


@lru_cache(8192)
def duration(text: str) -> tuple[int | None, bool]:
    """ISO duration in minutes, and whether that was rounded; a day of the text has 24 hours."""
    found = _DURATION.fullmatch(text[:60])
    if not found or text.endswith(("P", "T")):
        return None, False
    sign, *parts = found.groups()
    weeks, days, hours, minutes, seconds = (Decimal(part or 0) for part in parts)
    exact = ((weeks * 7 + days) * 24 + hours) * 60 + minutes + seconds / 60
    whole = exact.to_integral_value(ROUND_HALF_UP)
    return int(-whole if sign else whole), whole != exact


@lru_cache(8192)
def moment(text: str) -> tuple[datetime | None, bool]:
    """Local wall time, and whether the text named a time zone (which is left out)."""
    try:
        when = datetime.fromisoformat(text[:40])
    except ValueError:
        return None, False
    return when.replace(tzinfo=None), when.tzinfo is not None


def decimal(text: str) -> Decimal | None:
    """A plain number; no infinities, and none so large that adding to it takes memory."""
    try:
        value = Decimal(text) if len(text) <= 400 else Decimal("NaN")
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 40 else None


def amount(text: str) -> str:
    """Hundredths as text of the currency's unit: '240000' is '2400.00'."""
    value = decimal(text)
    return text if value is None else f"{value / 100:.2f}"


def unit(format_: int | None) -> tuple[str, bool]:
    """Unit of a duration or lag and whether it is elapsed time; days when nothing is said."""
    plain = (format_ or 7) % 32
    base = plain if plain % 2 else plain - 1
    return UNITS.get(base, "d"), base != plain


@lru_cache(4096)
def plain_name(name: str) -> str:
    """Name of an element in our spelling: EarlyStart is early_start."""
    return _WORD.sub("_", name).lower()


def named(name: str, where: str, problems: Problems) -> str:
    """The name as it is, or Unnamed."""
    if name.strip():
        return name
    problems.note(where, "has no name; called Unnamed")
    return "Unnamed"


def report_unread(record: Element, known: frozenset[str], problems: Problems) -> None:
    """Parts with parts of their own that have no place here."""
    for part in record.parts:
        if part.name not in known:
            problems.count(f"{record.name}/{part.name} is not read")


def quoted(name: str) -> str:
    """A name from the file, short enough for a line of a report."""
    return f"'{name[:60]}…'" if len(name) > 60 else f"'{name}'"
