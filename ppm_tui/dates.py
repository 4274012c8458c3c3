"""What people type, to a day: `fri`, `+5d`, `w15`, `20 mar`, `2026-04-08`, `8.4.2026`, `today`;
also to days from one to another (`20..24 mar`), to an effort, and to the hours of a week.

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


SPAN = re.compile(r"\.\.|–|\bto\b")
DAY_ALONE = re.compile(r"\d{1,2}\.?", re.ASCII)


def span(text: str, *, as_of: date) -> tuple[date, date]:
    """First and last day of `2026-03-23..27`, `23..27 mar`, `mon..fri`, `w15`, or of one day alone.

    A week lasts from Monday to Friday. What only one side says of month and year holds for both;
    a weekday at the end is the next one after the first day. Raises Invalid.
    """
    parts = [part.strip() for part in SPAN.split(text.strip(), maxsplit=1)]
    if len(parts) == 1:
        return parse(text, as_of=as_of), _end(text, as_of)
    begin, end = parts
    if DAY_ALONE.fullmatch(begin):  # 23..27 mar
        last = parse(end, as_of=as_of)
        return _same_month(last, begin, text), last
    first = parse(begin, as_of=as_of)
    if DAY_ALONE.fullmatch(end):  # 2026-03-23..27
        return first, _same_month(first, end, text)
    return first, _end(end, first if _place(end.casefold(), WEEKDAYS) is not None else as_of)


def _same_month(day: date, number: str, text: str) -> date:
    try:
        return day.replace(day=int(number.rstrip(".")))
    except ValueError as error:
        raise Invalid(f"«{text}» are no days: type 2026-03-23..27 or 23..27 mar") from error


WEEK_FORMS = "mo-th 8h, fr 4h or 32h"
WEEK_PART = re.compile(
    r"(?P<days>[a-z]{2,9}(?:(?:\s*[-–]\s*|\s*[ ,/+]\s*)(?!off\b)[a-z]{2,9})*)\s*:?\s*"
    r"(?P<hours>\d{1,2}(?:[.,]\d{1,2})?\s*h\s*(?:\d{1,2}\s*m?)?|\d{1,4}\s*m|off|0)",
    re.ASCII,
)
MOST_OF_A_DAY = 24 * 60


def week(text: str) -> tuple[Minutes, ...]:
    """Working minutes of Monday to Sunday: `mo-th 8h, fr 4h`, `mo we fr 6h`, or `32h` in all.

    A day that is not named is off; the hours of a week alone lie evenly on Monday to Friday.
    Raises Invalid.
    """
    typed = text.strip().casefold()
    if re.fullmatch(r"[\d.,]+\s*h\s*(\d{1,2}\s*m?)?", typed):
        return even_week(effort(typed)[0])
    found: dict[int, Minutes] = {}
    rest = typed
    while rest:
        part = WEEK_PART.match(rest)
        if part is None:
            raise Invalid(f"«{text}» is no week: type {WEEK_FORMS}")
        hours = part["hours"]
        length = Minutes(0) if hours in ("off", "0") else effort(hours)[0]
        for day in _days_named(part["days"], text):
            if day in found or length > MOST_OF_A_DAY:
                raise Invalid(f"«{text}» is no week: {_why(day, length)}")
            found[day] = length
        rest = rest[part.end() :].lstrip(" ,;")
    if not found:
        raise Invalid(f"«{text}» is no week: type {WEEK_FORMS}")
    return tuple(found.get(day, Minutes(0)) for day in range(7))


def even_week(total: int) -> tuple[Minutes, ...]:
    """So many minutes a week, evenly on Monday to Friday."""
    even = (total * (day + 1) // 5 - total * day // 5 for day in range(5))
    return (*map(Minutes, even), Minutes(0), Minutes(0))


def _why(day: int, length: int) -> str:
    name = WEEKDAYS[day].capitalize()
    return f"{name} is said twice" if length <= MOST_OF_A_DAY else f"{name} has 24 hours"


def _days_named(text: str, whole: str) -> list[int]:
    days: list[int] = []
    for part in re.split(r"\s*[,/+]\s*|(?<![-–\s])\s+(?![-–\s])", text):
        ends = [_weekday(word, whole) for word in re.split(r"\s*[-–]\s*", part)]
        days += [(ends[0] + n) % 7 for n in range((ends[-1] - ends[0]) % 7 + 1)]
    return days


def _weekday(word: str, text: str) -> int:
    """Which day of the week this is, by its first two letters or more."""
    near = [n for n, name in enumerate(WEEKDAYS) if len(word) > 1 and name.startswith(word)]
    if len(near) != 1:
        raise Invalid(f"«{text[:40]}» is no week: «{word}» is no day; type {WEEK_FORMS}")
    return near[0]


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
