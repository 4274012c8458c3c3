"""One cell to a value: numbers, money, percentages, durations, names with their units.

Every reader takes a cell that is not blank and raises ValueError, in the user's words, when the
cell does not say such a value. Dates are read by `cell_dates`, links by `cell_links`.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from ppm_tui import formats
from ppm_tui.exchange.sheet import Cell
from ppm_tui.terms import MAX_MONEY, Minutes, Money

MAX_LENGTH = 40
MAX_MINUTES = 100_000_000
DAY, WEEK, MONTH = 480, 2400, 9600
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "kč": "CZK"}
CODES = (
    *("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY"),
    *("CAD", "AUD", "NZD", "INR", "BRL", "MXN", "ZAR", "AED", "SGD", "HKD", "KRW", "ILS", "RON"),
)
UNITS = {
    "m": ("m", "min", "mins", "minute", "minutes", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"),
    "d": ("d", "dy", "dys", "day", "days", "t", "tag", "tage", "pt"),
    "w": ("w", "wk", "wks", "week", "weeks", "woche", "wochen"),
    "mo": ("mo", "mon", "mons", "month", "months", "monat", "monate"),
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}
WORKING = {"m": 1, "h": 60, "d": DAY, "w": WEEK, "mo": MONTH}
ELAPSED = {"m": 1, "h": 60, "d": 1440, "w": 10_080, "mo": 43_200}

_NUMBER = re.compile(r"[+-]?(\d[\d.,' ]*\d|\d)|[+-]?[.,]\d+")
_PART = re.compile(r"([+-]?[\d.,' ]*\d)\s*([^\W\d_]*)\.?\s*")
_CLOCK = re.compile(r"(-?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")
_SHORT_WHOLE = re.compile(r"[+-]?[1-9]\d{0,2}")
_YES = {"yes", "y", "true", "1", "x", "ja", "j", "wahr", "✓", "✔"}
_NO = {"no", "n", "false", "0", "nein", "falsch", ""}


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes as written: `unit` is m, h, d, w or mo; elapsed ones count by the clock."""

    minutes: Minutes
    unit: str
    is_elapsed: bool = False
    is_estimated: bool = False


def number(cell: Cell) -> Decimal:
    """A number in US, German or Swiss style.

    The last of two different separators is the decimal one. A single separator before exactly
    three digits groups thousands (1.234 and 1,234 are 1234), unless only zeros stand before it.
    """
    if isinstance(cell, Decimal):
        return cell
    text = re.sub(r"[\s\u00a0\u202f]", " ", str(cell)).strip().replace("−", "-").replace("’", "'")
    if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text):
        raise ValueError("is no number")
    text = text.replace(" ", "").replace("'", "")
    return Decimal(_with_point(text))


def money(cell: Cell, currency: str = "") -> tuple[Money, str]:
    """Minor units and the currency that stands with the amount, or the one given, or "".

    Parentheses and a minus at either end mean a negative amount; half a cent is rounded up.
    """
    if isinstance(cell, Decimal):
        return minor(cell, currency), currency
    text = str(cell).strip()
    is_negative = text.startswith("(") and text.endswith(")")
    text, found = _without_currency(text.strip("()").strip())
    if text.endswith(("-", "−")) and text[-2:-1].isdigit():
        is_negative, text = True, text[:-1]
    text = re.sub(r"[.,][-–]+$", "", text)
    amount = number(re.sub(r"^([+-−]) +", r"\1", text)) * (-1 if is_negative else 1)
    return minor(amount, found or currency), found or currency


def percent(cell: Cell, *, is_share: bool = False) -> int:
    """0 to 100, rounded half up; a bare number is a share of 1 when the column is one."""
    if isinstance(cell, Decimal):
        value = cell * 100 if is_share else cell
    else:
        text = str(cell).strip()
        bare = text.rstrip("%").strip()
        value = Decimal(bare.replace(",", ".")) if _is_plain(bare) else number(bare)
        if is_share and bare == text:
            value *= 100
    if not 0 <= value <= 100:
        raise ValueError("is no percentage from 0 to 100")
    return int(value.to_integral_value(ROUND_HALF_UP))


def duration(cell: Cell, unit: str = "d") -> Duration:
    """A duration or effort; a bare number counts in `unit` (s for seconds, m, h, d, w, mo).

    One day is 480 minutes of work, a week 5 days, a month 20; elapsed ones (`ed`, `eTage`,
    `fTage`) count by the clock, a month as 30 days. A question mark means estimated.
    """
    if isinstance(cell, datetime):
        raise ValueError("is a date where a duration is expected")
    if isinstance(cell, Decimal):
        return _bare(cell, unit)
    text = cell.strip().replace("\u00a0", " ")
    is_estimated = text.endswith("?")
    text = text.rstrip("?").strip()
    if clock := _CLOCK.fullmatch(text):
        if clock[1]:
            raise ValueError("is a negative duration")
        minutes = int(clock[2]) * 60 + int(clock[3]) + Decimal(clock[4] or 0) / 60
        return Duration(_minutes(minutes), "h", is_estimated=is_estimated)
    return _parts(text, unit, is_estimated=is_estimated)


def difference(cell: Cell, unit: str = "d") -> Duration:
    """More of a duration or effort, or less with a minus before it; otherwise as `duration`."""
    text = text_of(cell).strip()
    if not text.startswith(("-", "−")):
        return duration(cell, unit)
    found = duration(-cell if isinstance(cell, Decimal) else text[1:], unit)
    return replace(found, minutes=Minutes(-found.minutes))


def yes(cell: Cell) -> bool:
    """Yes or no, true or false, ja or nein."""
    word = str(cell).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("is neither yes nor no")


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, days without a midnight."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    return cell


def _with_point(text: str) -> str:
    decimal = max(text.rfind("."), text.rfind(","))
    if decimal < 0:
        return text
    mark, other = text[decimal], "," if text[decimal] == "." else "."
    whole, fraction = text[:decimal], text[decimal + 1 :]
    is_grouping = text.count(mark) > 1 or (
        other not in whole
        and len(fraction) == 3
        and bool(re.fullmatch(r"[+-]?[1-9]\d{0,2}", whole))
    )
    if is_grouping:
        _refuse_bad_groups(text, mark)
        return text.replace(mark, "") if other not in text else _with_point(text.replace(mark, ""))
    if other in whole:
        _refuse_bad_groups(whole, other)
    return f"{whole.replace(other, '')}.{fraction}"


def _refuse_bad_groups(text: str, mark: str) -> None:
    first, *groups = text.lstrip("+-").split(mark)
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups):
        raise ValueError("is no number")


def _is_plain(text: str) -> bool:
    return bool(re.fullmatch(r"\d+([.,]\d+)?", text))


def _without_currency(text: str) -> tuple[str, str]:
    """The amount, and the code of the sign or letters before or after it."""
    marks = [*SIGNS, *CODES, "sfr.", "fr."]
    for mark in marks:
        rest = re.fullmatch(
            rf"([+-−]?)\s*{re.escape(mark)}\s*(.*)|(.*?)\s*{re.escape(mark)}", text, re.IGNORECASE
        )
        if rest:
            code = SIGNS.get(mark, "CHF" if mark.endswith(".") else mark)
            return (rest[3] if rest[3] is not None else rest[1] + rest[2]).strip(), code
    return text, ""


def minor(amount: Decimal, currency: str) -> Money:
    """Minor units of an amount in major ones, half a one rounded away from 0. Raises ValueError."""
    units = amount.scaleb(formats.exponent(currency))
    if abs(units) > MAX_MONEY:
        raise ValueError("is more money than can be kept")
    return Money(int(units.to_integral_value(ROUND_HALF_UP)))


def _parts(text: str, unit: str, *, is_estimated: bool) -> Duration:
    total, found, is_elapsed = Decimal(0), "", False
    position = 0
    while part := _PART.match(text, position):
        position = part.end()
        word = part[2].casefold()
        if not word and not found and position == len(text):
            return _bare(number(part[1]), unit, is_estimated=is_estimated)
        if not word and found == "h" and position == len(text):
            word = "m"  # 2h30
        is_elapsed, kind = _unit(word)
        total += number(part[1]) * (ELAPSED if is_elapsed else WORKING)[kind]
        found = found or kind
    if not found or position != len(text):
        raise ValueError("is no duration")
    return Duration(_minutes(total), found, is_elapsed, is_estimated)


def _unit(word: str) -> tuple[bool, str]:
    if word in UNIT_OF:
        return False, UNIT_OF[word]
    if word[:1] in {"e", "f"} and word[1:] in UNIT_OF:
        return True, UNIT_OF[word[1:]]
    raise ValueError("is no duration")


def _bare(value: Decimal, unit: str, *, is_estimated: bool = False) -> Duration:
    if unit == "s":
        return Duration(_minutes(value / 60), "h", is_estimated=is_estimated)
    return Duration(_minutes(value * WORKING[unit]), unit, is_estimated=is_estimated)


def _minutes(value: Decimal) -> Minutes:
    if value < 0:
        raise ValueError("is a negative duration")
    if value > MAX_MINUTES:
        raise ValueError("is longer than can be planned")
    return Minutes(int(value.to_integral_value(ROUND_HALF_UP)))
