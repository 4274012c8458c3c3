"""Cells of a map of load: people in rows, periods in columns, and a cursor in one cell."""

from collections.abc import Sequence

from ppm_tui import formats
from ppm_tui.analysis.capacity import Cell
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.resources import Days
from ppm_tui.widgets.lines import Line, Span

CELL = 6
"""Cells of the terminal for one of the map: five for what it says, one between."""


def headings(periods: Sequence[Days], unit: str) -> tuple[str, str]:
    """Two lines above the cells: `W12` over `16 Mar`; the month stands where it begins."""
    first, second = "", ""
    month = 0
    for day, _ in periods:
        if unit == "month":
            above, below = formats.MONTHS[day.month - 1], f"{day.year:04}"
        else:
            above = formats.week(day) if unit == "week" else formats.WEEKDAYS[day.weekday()]
            below = f"{day:%d}" if day.month == month else formats.day(day)
            month = day.month
        first += f"{above:<{CELL}}"
        second += f"{below:<{CELL}}"
    return first.rstrip(), second.rstrip()


def cells(
    values: Sequence[Cell | None], here: int | None, glyphs: Glyphs, *, in_hours: bool = False
) -> Line:
    """The cells of a row, a sign before each; `here` is the one under the cursor, in brackets.

    What was not read yet is a dim sign of its own. A sixth sign of a cell stands in the gap behind
    it, where no bracket does.
    """
    spans: list[Span] = []
    gap = " "
    for index, value in enumerate(values):
        is_here = index == here
        edge = "[" if is_here else "]" if here is not None and index == here + 1 else gap
        if value is None:
            text, style, gap = f"  {glyphs.cut}  ", "dim", " "
        else:
            step = formats.load_step(value)
            text = formats.load(value, in_hours=in_hours, glyphs=glyphs)
            style = f"load{step}" if step else ""
            text, gap = text[: CELL - 1], text[CELL - 1 :] or " "
        spans += [(edge, ""), (text, "cursor" if is_here else style)]
    spans.append(("]" if here == len(values) - 1 else gap, ""))
    return spans


def signs(glyphs: Glyphs) -> tuple[str, ...]:
    """What the signs of the cells mean, in lines of at most 58 cells."""
    light, middle, high, most = glyphs.load
    return (
        f"{light} 70-89  {middle} 90-100  {high} 101-119  {most} 120 and more, in per cent",
        f"! over-booked  {glyphs.week} nothing booked  {glyphs.away} no working time",
        f"{glyphs.away} behind a number: leave, sickness or training in it",
    )


def legend(glyphs: Glyphs, *, in_hours: bool, is_broad: bool) -> tuple[str, str]:
    """What the cells say, and what their signs mean."""
    light, middle, high, most = glyphs.load
    what = "hours booked" if in_hours else "% of capacity booked" if is_broad else "% of capacity"
    least = "≥120" if glyphs is formats.UNICODE else ">119"
    if is_broad:
        return what, f"{most} {least}  {high} 101–119  {middle} 90–100  {light} 70–89  ! = over"
    return what, f"{most} {least} {high} >100 {middle} 90–100 {light} 70–89 ! over"
