"""What a simulation comes to, above its lists: percentiles beside the S-curve, and the reserve."""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

from ppm_tui import columns, forecasts
from ppm_tui.formats import Glyphs, fit
from ppm_tui.store.queries.simulation_rows import FigureRow, Simulation
from ppm_tui.widgets.lines import Line, line

TABLE = 44
"""Cells of the percentiles, with a blank on both sides."""
LEAST_CHART = 30
USUAL, TALL = 9, 17
"""Lines of figures and chart, and of these with sentences below the figures."""
SHORT = ("P50", "P80", "P90", "Plan")


def height(width: int, rows: int) -> int:
    """Lines that the pane takes of so many."""
    if width < TABLE + LEAST_CHART or rows < 20:
        return len(SHORT) + 1
    return USUAL if rows < 36 else TALL


def lines(found: Simulation, width: int, count: int, glyphs: Glyphs) -> list[Line]:
    """So many lines: figures at the left, the chart at the right where there is room."""
    if count <= len(SHORT) + 1:
        rows = [row for row in found.figures if row.name in SHORT]
        return _table(rows, min(TABLE, width - 1), glyphs)
    left = _table(found.figures, TABLE, glyphs)
    if count > USUAL:
        for text in (*forecasts.reserve(found), *forecasts.counted(found)):
            left += [line(part) for part in wrap(f" {text}", TABLE - 2, subsequent_indent="  ")]
    cells = min(width - TABLE - 2, 100)
    right = forecasts.finish_chart(found, cells, count, glyphs)
    return [
        (*_filled(one), (f"{glyphs.edge if place else ' '} ", "rule"), (fit(other, cells), ""))
        for place, (one, other) in enumerate(zip_longest(left, right, fillvalue=""))
    ]


def _table(rows: Sequence[FigureRow], cells: int, glyphs: Glyphs) -> list[Line]:
    laid = columns.fitted(columns.SIMULATED, cells - 2)
    heading = " ".join(columns.heading(column, room) for column, room in laid)
    drawn: list[Line] = [line(f" {heading}", "heading")]
    for row in rows:
        texts = (columns.cell(column, row, room, glyphs) for column, room in laid)
        drawn.append(line(f" {' '.join(texts)}", "bold" if row.name == "P80" else ""))
    return drawn


def _filled(one: Line | str) -> Line:
    spans = one if not isinstance(one, str) else line(one)
    return tuple((fit(text, TABLE), style) for text, style in spans) or line(" " * TABLE)
