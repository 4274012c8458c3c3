"""Values to text: rounding, thousands, signs and `n/a` happen here and nowhere else.

Columns have fixed widths, so what stands in one says more with a larger unit, never with more
cells: 999k then 1.2M, 99d then 14w. Text from people goes through `safe` before it is drawn.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Literal

from ppm_tui.terms import Rag, Undefined

if TYPE_CHECKING:
    from ppm_tui.analysis.capacity import Cell
    from ppm_tui.analysis.levelling_excess import TooMuch

NOT_KNOWN = "n/a"
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FAR = 330
"""Days from which on a date says its year instead of its day."""

NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"

Number = int | Decimal | Undefined | None
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs of one character set; every one is a single cell wide."""

    green: str = "●"
    amber: str = "▲"
    red: str = "■"
    no_status: str = "○"
    better: str = "↑"
    same: str = "→"
    worse: str = "↓"
    done: str = "█"
    to_do: str = "▒"
    late: str = "▓"
    planned: str = "░"
    phase: str = "═"
    phase_rest: str = "─"
    milestone: str = "◇"
    reached: str = "◆"
    deadline: str = "¦"
    missed: str = "!"
    was_planned: str = "x"
    today_mark: str = "│"
    now_mark: str = "▼"
    week: str = "·"
    pause: str = "·"
    earlier: str = "«"
    later: str = "»"
    before: str = "‹"
    after: str = "›"
    load: tuple[str, ...] = ("░", "▒", "▓", "█")
    away: str = "-"
    spark: tuple[str, ...] = tuple("▁▂▃▄▅▆▇█")
    """Steps of a trend, lowest first; empty when the set has none and two numbers stand instead."""
    rule: str = "─"
    edge: str = "│"
    tee: str = "┬"
    crumb: str = "›"
    times: str = "×"
    becomes: str = "→"
    cut: str = "…"

    def shade(self, step: int) -> str:
        """The sign of a step of load; a blank for none."""
        return self.load[step - 1] if step else " "

    @property
    def all(self) -> str:
        """Every sign of the set."""
        return "".join(sign for each in fields(self) for sign in getattr(self, each.name))


UNICODE = Glyphs()
ASCII = Glyphs(
    green="o", amber="^", red="#", no_status=".", better="+", same="=", worse="-",
    done="#", to_do="=", late="%", planned="-", phase="+", phase_rest="_", milestone="o",
    reached="@", deadline=":", before="(", after=")",
    today_mark="|", now_mark="v", week=".", pause=".", earlier="<", later=">",
    load=(".", ":", "+", "#"), spark=(),
    rule="-", edge="|", tee="+", crumb=">", times="x", becomes=">", cut="~",
)  # fmt: skip

ASCII_SIGNS = str.maketrans("–→↑↓·…«»│─┌┬┐├┤└┘▲▼×›↵±≥", "->^v.~<>|-+++++++^vx>/~>")
"""Signs in texts, each to one of ASCII; those of charts are chosen as `Glyphs`."""


# Signs


def rag(value: Rag | None, glyphs: Glyphs = UNICODE) -> str:
    """Shape and letter of a status: `■ R`."""
    shapes = {Rag.GREEN: glyphs.green, Rag.AMBER: glyphs.amber, Rag.RED: glyphs.red}
    return f"{shapes[value]} {letter(value)}" if value else f"{glyphs.no_status} -"


def declared(value: Rag | None, is_overruled: bool, glyphs: Glyphs = UNICODE) -> str:
    """A declared status and a cell more: `!` where the data say that it stands worse."""
    return f"{rag(value, glyphs)}{'!' if is_overruled else ' '}"


def letter(value: Rag | None) -> str:
    """G, A, R, or - without a status."""
    return value.value[0].upper() if value else "-"


def word(value: StrEnum) -> str:
    """A word of the vocabulary as people say it: `in progress`, `to do`, `on hold`."""
    return "to do" if value == "todo" else value.value.replace("_", " ")


def trend(value: int, glyphs: Glyphs = UNICODE) -> str:
    """Arrow of a status: better above zero, worse below."""
    return glyphs.better if value > 0 else glyphs.worse if value < 0 else glyphs.same


# Days and instants


def day(value: date | None, as_of: date | None = None) -> str:
    """`12 Mar`; `Mar'27` when that is about a year or more away from `as_of`; empty without."""
    if value is None:
        return ""
    month = MONTHS[value.month - 1]
    if as_of is not None and abs((value - as_of).days) > FAR:
        return f"{month}'{value.year % 100:02}"
    return f"{value.day:02} {month}"


def moment(value: datetime) -> str:
    """`30 Mar 17:00`."""
    return f"{day(value.date())} {value:%H:%M}"


def due(value: date | None, as_of: date) -> str:
    """A day in seven cells, with `!` before one that has passed: `!12 Mar`."""
    if value is None:
        return ""
    return f"{'!' if value < as_of else ' '}{day(value, as_of)}"


def weekday(value: date) -> str:
    """`Tue 17 Mar`."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def full_day(value: date) -> str:
    """`Tue 17 Mar 2026`."""
    return f"{weekday(value)} {value.year:04}"


def dated(value: date | None) -> str:
    """`17 Mar 2026`; n/a without a day."""
    return NOT_KNOWN if value is None else f"{day(value)} {value.year:04}"


def period(first: date, last: date) -> str:
    """Days, both ends in, as people call them: `Mar 2026`, `Q1 2026`, `2026`, else both ends."""
    after = last + timedelta(days=1) if last < date.max else last
    months = (after.year - first.year) * 12 + after.month - first.month
    if first.day == after.day == 1 and first.month % months == 1 % months:
        if months == 1:
            return f"{MONTHS[first.month - 1]} {first.year:04}"
        if months in (3, 12):
            quarter = f"Q{first.month // 3 + 1} " if months == 3 else ""
            return f"{quarter}{first.year:04}"
    return dated(first) if first == last else f"{dated(first)} – {dated(last)}"


def month(value: date) -> str:
    """Month and year: `Mar 2026`."""
    return f"{day(value)[3:]} {value.year}"


def week(value: date) -> str:
    """ISO week: `W12`."""
    return f"W{value.isocalendar().week:02}"


def iso_week(value: date) -> str:
    """ISO week with its year: `2026-W12`; the year is the week's own."""
    parts = value.isocalendar()
    return f"{parts.year:04}-W{parts.week:02}"


def instant(value: datetime) -> str:
    """`17 Mar 2026 09:12`, in the zone the value has."""
    return f"{day(value)} {value.year:04} {value:%H:%M}"


# Numbers


def rounded(value: int | Decimal, places: int = 0) -> Decimal:
    """To so many places, halves away from zero; never a negative zero."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def whole(value: int | Decimal) -> int:
    """To the nearest whole number, halves away from zero."""
    return int(rounded(value))


def index(value: Decimal | Undefined) -> str:
    """An index in four cells: `0.76`, `12.3`, `123`."""
    if isinstance(value, Undefined):
        return NOT_KNOWN
    texts = (f"{rounded(value, places):f}" for places in (2, 1, 0))
    return next((text for text in texts if len(text) <= 4), ">999")


def percent(value: Number, *, is_signed: bool = False) -> str:
    """Hundredths to a whole percentage: 48 is `48%`, signed `+48%`, and a rounded zero `+0%`."""
    if value is None or isinstance(value, Undefined):
        return NOT_KNOWN
    return f"{whole(value):{'+' if is_signed else ''}d}%"


def tenths(value: Number) -> str:
    """Hundredths to a percentage with one place, so that 74.9 is not shown as 75: `74.9%`."""
    if value is None or isinstance(value, Undefined):
        return NOT_KNOWN
    return f"{rounded(value, 1):f}%"


def share(value: Number) -> str:
    """A ratio as a signed percentage in four cells: 0.19 is `+19%`, ten times as much `+12x`."""
    if value is None or isinstance(value, Undefined):
        return NOT_KNOWN
    ratio = Decimal(value)
    text = percent(ratio * 100, is_signed=True)
    return text if len(text) <= 4 else f"{whole(ratio):+d}x" if abs(ratio) < 99 else ">99x"


def signed_days(days: int | Undefined) -> str:
    """Difference of two days in four cells: `+28d`, `=` for none, weeks and years when large."""
    if isinstance(days, Undefined):
        return NOT_KNOWN
    return f"{'+' if days > 0 else '-'}{_span(abs(days))}" if days else "="


def age(days: int | None) -> str:
    """How long ago, in three cells: `2d`, `14w`, `2y`; `-` for never."""
    return "-" if days is None else _span(days)


def _span(days: int) -> str:
    for unit, size in (("d", 1), ("w", 7), ("y", 365)):
        if days // size < 100:
            return f"{days // size}{unit}"
    return "99y"


def minutes(value: int | None) -> str:
    """Effort as people write it: `24h`, `3h30`, `45m`."""
    if value is None:
        return ""
    hours, rest = divmod(abs(value), 60)
    sign = "-" if value < 0 else ""
    if rest:
        return f"{sign}{hours}h{rest:02}" if hours else f"{sign}{rest}m"
    return f"{sign}{hours}h"


def working_week(lengths: Sequence[int]) -> str:
    """The working minutes of Monday to Sunday as people write them: `mo-th 8h, fr 4h`."""
    parts: list[tuple[list[int], int]] = []
    for day, length in enumerate(lengths):
        if parts and parts[-1][1] == length:
            parts[-1][0].append(day)
        else:
            parts.append(([day], length))
    worked = (
        f"{'-'.join(dict.fromkeys((DAYS[days[0]], DAYS[days[-1]])))} {minutes(length)}"
        for days, length in parts
        if length
    )
    return ", ".join(worked) or "no working time"


def days(first: date, last: date) -> str:
    """Days from one to another: `23 Mar`, `23-27 Mar`, `30 Mar - 02 Apr`."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day:02}-{day(last)}"
    years = first.year != last.year
    return " - ".join(f"{day(each)}{f' {each.year}' if years else ''}" for each in (first, last))


def hours(value: int | None) -> str:
    """Effort in four cells: minutes below ten hours (`3h30`), whole hours above (`24h`)."""
    if value is None or abs(value) < 600:
        return minutes(value)
    text = f"{whole(Decimal(value) / 60)}h"
    return text if len(text) <= 4 else f"{whole(Decimal(value) / 60_000)}kh"


def whole_hours(value: int) -> str:
    """Effort in hours alone, without a sign for them: `40`."""
    return str(whole(Decimal(value) / 60))


def full_time(minutes: int, weeks: int, week: int = 2400) -> str:
    """Effort of so many weeks as people who do nothing else: `0.5 FTE`."""
    return f"{rounded(Decimal(minutes) / (weeks * week), 1):f} FTE"


def full_hours(value: int) -> str:
    """Effort to the whole hour, however much it is: `1536h`."""
    return f"{whole(Decimal(value) / 60)}h"


def signed_hours(value: int | Undefined) -> str:
    """Difference of two efforts in five cells: `+3h30`, `-24h`, `=` for none."""
    if isinstance(value, Undefined):
        return NOT_KNOWN
    return f"{'+' if value > 0 else '-'}{hours(abs(value))}" if value else "="


def duration(value: int | None, day: int = 480) -> str:
    """Working time in days of so many minutes, `7d`, `2.5d`; below one day as effort."""
    if value is None or abs(value) < day:
        return minutes(value)
    return f"{rounded(Decimal(value) / day, 1):f}".removesuffix(".0") + "d"


def signed_duration(value: int) -> str:
    """Difference of two working times in days: `+2.5d`, `-3h`, `=` for none."""
    return f"{'+' if value > 0 else '-'}{duration(abs(value))}" if value else "="


def share_of(value: float) -> str:
    """A share from -1 to 1 as whole per cent: `37%`; what is more than none is not 0."""
    percent = whole(Decimal(value) * 100)
    if value and not percent:
        return "<1%"
    return f"{percent}%"


def too_much(weeks: Iterable["TooMuch"]) -> str:
    """By how much people have too much to do, week by week: `W13 dan 6h, gia 4h, W14 dan 8h`."""
    found, last = [], ""
    for each in weeks:
        name = week(each.monday)
        lead = "" if name == last else f"{name} "
        found.append(f"{lead}{each.person} {hours(each.minutes)}")
        last = name
    return ", ".join(found)


def spread(mean: float, sigma: float) -> str:
    """An expected length and how far it may well be off, in minutes: `3.3d ± 0.7d`."""
    expected, off = rounded(Decimal(mean)), rounded(Decimal(sigma))
    if expected < 480:
        return f"{minutes(int(expected)) or '0h'} ± {minutes(int(off)) or '0h'}"
    return " ± ".join(f"{rounded(each / 480, 1):f}d" for each in (expected, off))


def load(cell: "Cell", *, in_hours: bool = False, glyphs: Glyphs = UNICODE) -> str:
    """A cell of a load map in five signs: a shade, the number, `!` when it is over: `▓118!`.

    The number is per cent of the capacity, or hours; a point stands for nothing booked. A sign
    stands behind the number where somebody is away (`▒ 95-`, a sixth one in `▓118!-`), and alone
    where nobody could do anything.
    """
    away = glyphs.away if cell.is_away else ""
    if not cell.booked:
        sign = f"{glyphs.week}{away}" if cell.capacity else glyphs.away
        return f"   {sign:<2}"
    percent = cell.percent
    if in_hours:
        number = str(rounded(Decimal(cell.booked) / 60))
    else:
        number = NOT_KNOWN if isinstance(percent, Undefined) else str(rounded(percent))
    over = "!" if cell.is_over else ""
    return f"{f'{glyphs.shade(load_step(cell))}{number:>3}{over}'[:5]}{away}".ljust(5)


def load_step(cell: "Cell") -> int:
    """0 below 70 per cent, 1 up to 89, 2 up to 100, 3 up to 119, 4 above: fixed, so that a shade
    means the same on every day."""
    percent = cell.percent
    if isinstance(percent, Undefined):
        return 4 if cell.booked else 0
    if percent > 100:
        return 4 if rounded(percent) >= 120 else 3
    return sum(rounded(percent) >= least for least in (70, 90))


# Money


def exponent(currency: str) -> int:
    """Digits of the minor unit: 2 for most currencies. Source: ISO 4217."""
    if len(currency) != 3:
        return 2
    return 0 if currency in NO_MINOR_UNIT else 3 if currency in THREE_DIGITS else 2


def plain_money(amount: int, currency: str) -> str:
    """In full as one would type it: `1209000.00`."""
    return f"{Decimal(amount).scaleb(-exponent(currency)):f}"


def money(amount: int | Decimal | Undefined | None, currency: str) -> str:
    """In full: `1,209,000.00 EUR`."""
    if amount is None or isinstance(amount, Undefined):
        return NOT_KNOWN
    places = exponent(currency)
    return f"{rounded(Decimal(amount).scaleb(-places), places):,f} {currency}"


def compact(amount: Number, currency: str = "EUR") -> str:
    """Money in five cells: `1209k`, `9.4k`, `12.1M`; below a thousand the whole amount."""
    if amount is None or isinstance(amount, Undefined):
        return NOT_KNOWN
    major = Decimal(amount).scaleb(-exponent(currency))
    if abs(rounded(major)) < 1000:
        return str(whole(major))
    for unit, size in (("k", 3), ("M", 6), ("G", 9), ("T", 12)):
        scaled = major.scaleb(-size)
        for places in (1, 0) if unit != "k" or abs(scaled) < 10 else (0,):
            text = f"{rounded(scaled, places):f}".removesuffix(".0") + unit
            if len(text) <= 5:
                return text
    return ">999T"


def forecast(eac: Number, budget: Number, currency: str, home: str) -> str:
    """What a project will cost, of what it may: `EAC 452k of 380k`; another currency is named."""
    text = f"EAC {compact(eac, currency)} of {compact(budget, currency)}"
    return text if currency == home else f"{text} {currency}"


def signed_compact(amount: int | Undefined, currency: str) -> str:
    """Difference of two amounts in six cells: `+109k`, `-9.4k`, `=` for none."""
    if isinstance(amount, Undefined):
        return NOT_KNOWN
    text = compact(abs(amount), currency)
    return f"{'+' if amount > 0 else '-'}{text}" if amount else "="


# Text from people

REMOVED = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2065\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff"
)
"""Invisible: joiners, marks, selectors. Terminals disagree on what they do to a width."""

ESCAPED = (
    "\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
)
"""What could move the cursor, turn the text round or is no character: shown as an escape."""

UNSAFE = re.compile(f"[{REMOVED}{ESCAPED}]")
_REMOVED = re.compile(f"[{REMOVED}]")
_ONE_CELL = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u0482\u2026\u2190-\u2193\u2500-\u25fc]*"
)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def safe(text: str) -> str:
    r"""Text that a terminal only draws: `\x1b[2J` stands there as these six characters.

    Controls, line ends, direction overrides and lone surrogates become visible escapes; zero-width
    characters go, also the joiners of emoji, whose parts then stand side by side and take the same
    cells on every terminal. Emoji, wide, combining and right-to-left letters stay. Idempotent.
    """
    return UNSAFE.sub(_harmless, text) if UNSAFE.search(text) else text


def _harmless(found: "re.Match[str]") -> str:
    sign = found.group()
    if _REMOVED.match(sign):
        return ""
    return sign.encode("unicode_escape", "surrogatepass").decode("ascii")


def width(text: str) -> int:
    """Cells of a safe text, as the interface counts them.

    Latin, Greek, Cyrillic and drawing characters are counted without a table. For anything else
    the table of rich is loaded (20 ms, once), so that both always agree.
    """
    return len(text) if _ONE_CELL.fullmatch(text) else sum(map(_cells(), text))


def fit(text: str, cells: int, align: Align = "left", cut: str = "…") -> str:
    """The text made safe, in exactly so many cells: padded, or cut with `…` at its end.

    Costs the same for a name of ten and of ten thousand characters. A wide character that would
    be cut in half gives way to a blank.
    """
    start = text[: 8 * cells + 64]
    shown = safe(start)
    if len(start) < len(text) or width(shown) > cells:
        shown = clip(shown, cells - len(cut)) + cut if cells >= len(cut) else ""
    blanks = " " * (cells - width(shown))
    return blanks + shown if align == "right" else shown + blanks


def shortened(text: str, cells: int, cut: str = "…") -> str:
    """A safe line of what was done in so many cells: its end survives, the change itself.

    The name between « and » gives way first, then, after the key at the beginning, whole changes
    or at least whole words.
    """
    over = width(text) - cells
    if over <= 0:
        return text
    before, _, rest = text.partition("«")
    name, end, after = rest.partition("»")
    if end:
        room = width(name) - over - width(cut)
        if room > 0:
            return f"{before}«{clip(name, room)}{cut}»{after}"
        text = f"{before.rstrip()}{after}"
    if width(text) <= cells:
        return text
    key, colon, said = text.partition(": ")
    for start, words in ((f"{key}{colon}{cut} ", said), (f"{cut} ", text)):
        room = cells - width(start)
        if kept := _last(words, ", ", room) or _last(words, " ", room):
            return f"{start}{kept}"
    return clip(f"{cut}{text[-cells:]}", cells)


def _last(text: str, gap: str, cells: int) -> str:
    """As many whole parts from the end as fit in so many cells."""
    parts = text.rsplit(gap, max(cells, 0))
    for start in range(1, len(parts)):
        kept = gap.join(parts[start:])
        if width(kept) <= cells:
            return kept
    return ""


def clip(text: str, cells: int) -> str:
    """As much of a safe text as fits in so many cells, whole characters and flags only."""
    if _ONE_CELL.fullmatch(text):
        return text[: max(cells, 0)]
    size, used = _cells(), 0
    for place, sign in enumerate(text):
        used += size(sign)
        if used > cells:
            return text[: place - _half_flag(text[:place])]
    return text


def _half_flag(text: str) -> int:
    """1 when the text ends with the first of the two letters that make a flag."""
    letters = next(
        (n for n, sign in enumerate(reversed(text)) if ord(sign) not in _FLAG_LETTERS), len(text)
    )
    return letters % 2


@cache
def _cells() -> Callable[[str], int]:
    from rich.cells import get_character_cell_size

    return get_character_cell_size
