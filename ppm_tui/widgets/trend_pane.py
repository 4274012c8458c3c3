"""How a project has come to where it stands: indices, status and progress, a sign for each week."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from ppm_tui import formats
from ppm_tui.analysis.earned_value import decimal_of
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.earned_value import MeasuredRow
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, line

WEEKS = 12
BASES = (("SPI", "pv"), ("CPI", "ac"))
"""An index, and what earned value is divided by."""
LETTERS = {"green": "G", "amber": "A", "red": "R", None: "-"}


def lines(row: PortfolioRow, measured: Iterable[MeasuredRow], glyphs: Glyphs) -> list[Line]:
    """Indices and amounts, then status and progress; nothing where nothing was reported."""
    found = weekly(measured)
    if not found:
        return []
    indices = [f"{name}  {text}" for name, text in trends(found, glyphs)]
    named = (("Planned", row.pv), ("Earned", row.ev), ("Actual", row.ac))
    amounts = [f"{name} {formats.compact(value, row.currency)}" for name, value in named]
    status = " ".join(LETTERS[each.rag] for each in found)
    done = [Decimal(each.percent) for each in found if each.percent is not None]
    progress = f"Done  {drawn(done, glyphs, formats.percent)}" if done else ""
    first = "      ".join([*indices, "   ".join(amounts)])
    return [line(f" {first}"), line(f" RAG  {status:<28} {progress}".rstrip())]


def trends(measured: Iterable[MeasuredRow], glyphs: Glyphs) -> Iterator[tuple[str, str]]:
    """SPI and CPI by name, as far as they were reported."""
    found = weekly(measured)
    for name, base in BASES:
        values = [v for each in found if (v := _ratio(each.ev, getattr(each, base))) is not None]
        if values:
            yield name, drawn(values, glyphs, formats.index)


def weekly(measured: Iterable[MeasuredRow]) -> list[MeasuredRow]:
    """The last report of each week, of the last weeks."""
    found = {row.day - timedelta(days=row.day.weekday()): row for row in measured}
    return list(found.values())[-WEEKS:]


def drawn(values: Sequence[Decimal], glyphs: Glyphs, shown: Callable[[Decimal], str]) -> str:
    """`1.02 ▇▇▇▆▅▄▃▂ 0.82`: the first and the last, and the way from the lowest to the highest."""
    first, last = shown(values[0]), shown(values[-1])
    if not glyphs.spark:
        return f"{first} -> {last}"
    low, span = min(values), max(values) - min(values)
    steps = len(glyphs.spark) - 1
    marks = (int((value - low) * steps / span) if span else steps for value in values)
    return f"{first} {''.join(glyphs.spark[mark] for mark in marks)} {last}"


def _ratio(ev: int | None, base: int | None) -> Decimal | None:
    if ev is None or not base:
        return None
    value = decimal_of(Fraction(ev, base))
    return None if isinstance(value, Undefined) else value
