"""What people type, to a day: `fri`, `+5d`, `w15`, `20 mar`, `2026-04-08`, `8.4.2026`, `today`.

A day without a year, and a week, is the one of the as-of day's year, or of the next year when
that lies more than half a year back.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from ppm_tui.errors import Invalid
from ppm_tui.terms import Minutes

FORMS = "fri, +5d, +2w, w15, 20 mar, 8.4.2026, 2026-04-08, today or tomorrow"
RANGE = ".."
HALF_A_YEAR = 183
NAMES = {"today": 0, "now": 0, "tomorrow": 1, "tom": 1, "yesterday": -1}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def parse(text: str, *, as_of: date) -> date:
    """The day that a text means on `as_of`. Raises Invalid, which lists the forms.

    A weekday is the next one after `as_of`, a week its Monday; `m` and `y` keep the day of the
    month or take the month's last.
    """
    typed = text.strip().casefold()
    try:
        found = _named(typed, as_of) or _matched(typed, as_of) or date.fromisoformat(typed.upper())
    except (ValueError, OverflowError) as error:
        raise Invalid(f"{text!r} is no date: type {FORMS}") from error
    return found


def days(text: str, *, as_of: date) -> tuple[date, date]:
    """The first and the last day that are meant: `w15..w16`, `w15`, `mon..fri`, `20 mar`.

    A week lasts from Monday to Friday. Raises Invalid as `parse`.
    """
    first, dots, last = text.partition(RANGE)
    begin = parse(first, as_of=as_of)
    return begin, _end(last if dots else first, as_of)


def _end(text: str, as_of: date) -> date:
    found = parse(text, as_of=as_of)
    return found + timedelta(days=4) if WEEK.fullmatch(text.strip().casefold()) else found


def _named(typed: str, as_of: date) -> date | None:
    if typed in NAMES:
        return as_of + timedelta(days=NAMES[typed])
    place = _place(typed, WEEKDAYS)
    if place is None:
        return None
    return as_of + timedelta(days=(place - as_of.weekday() - 1) % 7 + 1)


def _place(typed: str, words: tuple[str, ...]) -> int | None:
    """Which of the words this is, or its first three letters or more."""
    if len(typed) < 3:
        return None
    return next((n for n, word in enumerate(words) if word.startswith(typed)), None)


def _matched(typed: str, as_of: date) -> date | None:
    for pattern, make in PATTERNS:
        if found := pattern.fullmatch(typed):
            return make(found, as_of)
    return None


def _moved(found: "re.Match[str]", as_of: date) -> date:
    count, unit = int(found["count"]), found["unit"]
    if unit in "dw":
        return as_of + timedelta(days=count * (7 if unit == "w" else 1))
    # Months have an end that must be kept; the import costs 60 ms, so nothing else pays it.
    import pendulum

    start = pendulum.date(as_of.year, as_of.month, as_of.day)
    moved = start.add(months=count) if unit == "m" else start.add(years=count)
    return date(moved.year, moved.month, moved.day)


def _week(found: "re.Match[str]", as_of: date) -> date:
    number = int(found["week"])
    if found["year"]:
        return date.fromisocalendar(int(found["year"]), number, 1)
    year = as_of.isocalendar().year
    monday = date.fromisocalendar(year, number, 1)
    return date.fromisocalendar(year + 1, number, 1) if _is_long_ago(monday, as_of) else monday


def _day_of_month(found: "re.Match[str]", as_of: date) -> date:
    month = found["month"]
    number = int(month) if month.isdigit() else (_place(month, MONTHS) or 0) + 1
    if not month.isdigit() and _place(month, MONTHS) is None:
        raise ValueError(month)
    return _in_year(found["year"], number, int(found["day"]), as_of)


def _in_year(year: str | None, month: int, number: int, as_of: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
    years = [as_of.year, as_of.year + 1]
    if (month, number) == (2, 29):  # the next one there is
        years = [n for n in range(as_of.year, as_of.year + 17) if _is_leap(n)]
    found = date(years[0], month, number)
    return date(years[1], month, number) if _is_long_ago(found, as_of) else found


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _is_long_ago(found: date, as_of: date) -> bool:
    return (as_of - found).days > HALF_A_YEAR


WEEK = re.compile(r"(?:(?P<year>\d{4})-?)?w(?P<week>\d{1,2})", re.ASCII)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
PATTERNS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]", date], date]], ...] = (
    (re.compile(r"(?P<count>[+-]\d{1,5})\s*(?P<unit>[dwmy])", re.ASCII), _moved),
    (WEEK, _week),
    (
        re.compile(
            _WEEKDAY
            + r"(?P<day>\d{1,2})(?:\.?\s*|-)(?P<month>[a-z]{3,9})\.?(?:[\s-]*(?P<year>\d{4}))?",
            re.ASCII,
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})(?:\.\s?(?P<year>\d{4}|\d{2})?)?", re.ASCII
        ),
        _day_of_month,
    ),
)

EFFORT = re.compile(
    r"\s*(?:(?P<hours>\d+(?:[.,]\d+)?)\s*h)?\s*(?:(?P<minutes>\d{1,4})\s*m?)?(?=\s|$)"
)


def effort(text: str) -> tuple[Minutes, str]:
    """Minutes and the words after them: `2h`, `1h30`, `45m`, `1.5h fixed the printer`.

    Raises Invalid when no amount stands at the beginning.
    """
    found = EFFORT.match(text.lower())
    if found is None or not (found["hours"] or found["minutes"]):
        raise Invalid(f"an amount such as 2h, 1h30 or 45m is needed, not «{text}»")
    hours = Decimal((found["hours"] or "0").replace(",", "."))
    amount = int(hours * 60) + int(found["minutes"] or 0)
    return Minutes(amount), text[found.end() :].strip()
