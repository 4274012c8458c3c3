"""The figures that stand above the portfolio, of all in its view: states, lateness, risks."""

from collections.abc import Sequence
from datetime import date, timedelta

from ppm_tui import formats
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Rag
from ppm_tui.widgets.lines import Line

STALE_DAYS = 7
ONE_WEEK = timedelta(days=7)
ORDER = (Rag.RED, Rag.AMBER, Rag.GREEN)


def figures(
    rows: Sequence[PortfolioRow],
    glyphs: Glyphs,
    *,
    as_of: date,
    words: int,
    over: int | None = None,
) -> Line:
    """How many are red, amber, green; what is late and not told of; `words` is 0, 1 or 2.

    `over` is how many people are over-booked next week, None while that is not known.
    """
    spans: list[tuple[str, str]] = [(" ", "")]
    for place, rag in enumerate(ORDER):
        count = sum(row.rag is rag for row in rows)
        word = f" {rag.value}" if words else ""
        gap = "  " if place else ""
        spans += [(gap, ""), (formats.rag(rag, glyphs)[0], rag.value), (f" {count}{word}", "")]
    none = sum(row.rag is None for row in rows)
    if none and words:
        spans.append((f"  {glyphs.no_status} {none} none", ""))
    return (
        *spans,
        ("".join(f" {glyphs.edge} {part}" for part in _parts(rows, as_of, words, over)), ""),
    )


def _parts(rows: Sequence[PortfolioRow], as_of: date, words: int, over: int | None) -> list[str]:
    late = sum(row.late for row in rows)
    stale = sum(
        row.last_update is None or (as_of - row.last_update).days > STALE_DAYS for row in rows
    )
    booked = []
    if over is not None:
        week = formats.week(as_of + ONE_WEEK)
        booked = [f"{over} over{'-booked' if words else ''} {week}"]
    if not words:
        return [f"{late} late", *(booked or [f"{stale} stale"])]
    if words == 1:
        return [f"{late} milestones late", *booked, f"{stale} stale"]
    risks = sum(row.open_risks for row in rows)
    critical = sum(row.critical_risks for row in rows)
    return [
        f"{late} milestones late",
        *booked,
        f"{stale} updates over {STALE_DAYS}d old",
        f"{risks} risks, {critical} critical",
    ]
