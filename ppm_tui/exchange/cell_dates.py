"""Columns of dates: what people and programs write, the order of day and month by the column."""

import re
from collections.abc import Iterable
from datetime import datetime, time

from ppm_tui.exchange.sheet import Cell

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY_START, DAY_END = time(8), time(17)
"""Clock of a day without one: a plan starts in the morning and finishes in the evening."""
BLANKS = {"", "-", "--", "n/a", "na", "nv", "none", "null", "tbd", "?"}
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
GERMAN_MONTHS = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
MONTHS = {name: place for place, name in enumerate(MONTH_NAMES, 1)} | GERMAN_MONTHS

_CLOCK = re.compile(
    r"[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(uhr)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(mon?|tue?|wed?|thu?|fri?|sat?|sun?|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+(?=\d|[a-z]{3})",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.?[ /-]?([^\W\d_]{3,9})\.?[ /,-]*(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4}|\d{2})")


def is_no_value(cell: Cell) -> bool:
    """Whether a cell says that there is no date or figure."""
    return isinstance(cell, str) and cell.strip().casefold() in BLANKS


def day_first(cells: Iterable[Cell]) -> bool | None:
    """Whether 13/4 or 4/13 occurs in the column; None if every value can be read both ways."""
    found: bool | None = None
    for cell in cells:
        parts = _slashed(cell)
        if parts and parts[0] > 12:
            found = True
        elif parts and parts[1] > 12 and found is None:
            found = False
    return found


def is_ambiguous(cells: Iterable[Cell]) -> bool:
    """Whether some value of the column changes its meaning with the order of day and month."""
    return any(parts and parts[0] != parts[1] for parts in map(_slashed, cells))


def moment(cell: Cell, *, is_day_first: bool, day_clock: time = DAY_START) -> datetime:
    """Local wall time; a day without a clock, or at midnight, gets `day_clock`.

    An offset or Z is dropped, for plans are kept in the wall time of their writer. Raises
    ValueError if the text is no date or the calendar has no such day.
    """
    if isinstance(cell, datetime):
        day, clock = cell, cell.time()
    else:
        text = _WEEKDAY.sub("", str(cell).strip().replace("\u00a0", " "))
        clock, text = _clock(text)
        day = _day(text, is_day_first=is_day_first)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"is not between {FIRST_YEAR} and {LAST_YEAR}")
    chosen = day_clock if clock == time() else clock
    return datetime.combine(day, chosen.replace(second=0, microsecond=0, tzinfo=None))


def _slashed(cell: Cell) -> tuple[int, int] | None:
    if not isinstance(cell, str):
        return None
    text = _WEEKDAY.sub("", cell.strip())
    match = _SLASHED.match(text)
    return (int(match[1]), int(match[2])) if match else None


def _clock(text: str) -> tuple[time, str]:
    """The clock at the end of the text, midnight if there is none, and the text before it."""
    match = _CLOCK.search(text)
    if match is None:
        return time(), text.strip()
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("is no time of day")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or int(match[2]) > 59:
        raise ValueError("is no time of day")
    return time(hour, int(match[2])), text[: match.start()].strip()


def _day(text: str, *, is_day_first: bool) -> datetime:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(match[1], int(match[2]), match[3])
    if match := _GERMAN.fullmatch(text):
        return _date(match[3], int(match[2]), match[1])
    if match := _SLASHED.fullmatch(text):
        day, month = (match[1], match[2]) if is_day_first else (match[2], match[1])
        return _date(match[3], int(month), day)
    if match := _DAY_MONTH.fullmatch(text):
        return _date(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return _date(match[3], _month(match[1]), match[2])
    raise ValueError("is no date")


def _month(word: str) -> int:
    month = MONTHS.get(word[:3].casefold())
    if month is None:
        raise ValueError("is no date")
    return month


def _date(year: str, month: int, day: str) -> datetime:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return datetime(number, month, int(day))  # noqa: DTZ001  plan times are local wall time
    except ValueError:
        raise ValueError("is a day that the calendar does not have") from None
