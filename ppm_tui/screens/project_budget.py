"""The budget tab of a project: every figure of its money and earned value, with a chart below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns
from ppm_tui.columns_figures import FIGURES
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_tabs import ProjectTab
from ppm_tui.store.queries.budget import Budget, budget
from ppm_tui.store.queries.earned_value import EarnedValueRow, earned_value
from ppm_tui.store.queries.money import MoneyRow, money
from ppm_tui.store.queries.resources import project_loads
from ppm_tui.store.reader import Connection
from ppm_tui.widgets import budget_sheet as sheet
from ppm_tui.widgets.budget_sheet import CHARTS, FigureRow
from ppm_tui.widgets.lines import Line, Pane
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.row_list import RowList

TITLES = {
    "money": "Planned, earned, spent",
    "minutes": "Time spent",
    "table": "Planned, earned, spent",
}
Found = tuple[Budget, EarnedValueRow, MoneyRow]


class ProjectBudgetScreen(ProjectTab):
    """See what a project may cost, costs and brings, and why each figure is what it is."""

    kind = "project_budget"
    fields = FIGURES

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.found: Found | None = None
        self.chart = CHARTS[0]

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Pane(id="peek")

    async def load(self) -> None:
        await self.read_head()
        self.found = await self.workspace.read(_read, key=self.key, as_of=self.workspace.as_of)

    @property
    def every_row(self) -> Sequence[FigureRow]:
        return sheet.rows(*self.found, self.glyphs) if self.found else ()

    def link(self, row: Any) -> str:
        del row
        return f"ppm evm {quote(self.key)}"

    # Drawing

    def draw(self) -> None:
        (width, height), rows = self.size, [row for row in self.every_row if self.keep(row)]
        self.show_peek(max(8, height // 2 - 3), has_rows=bool(rows))
        lead = columns.lead(width)
        headings: list[Line] = [sheet.heading(width, lead)]
        if self.found and not rows:
            headings += [(), self.none_fits(len(self.every_row))]
        before = dict(zip((row.key for row in rows[1:]), rows, strict=False))
        self.list.set_rows(rows, headings, partial(self._draw_row, before))
        self.draw_peek()

    def _draw_row(self, before: dict[str, FigureRow], row: FigureRow, _width: int) -> Line:
        width = self.size.width
        return sheet.drawn(row, before.get(row.key), width, columns.lead(width) - 2, self.glyphs)

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show the chart, or all that explains the figure under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None or self.found is None:
            return
        width, lines = self.size.width, pane.size.height or int(pane.styles.height.value)  # type: ignore[union-attr]  # set in cells
        if self.is_explaining:
            hint = "i back" if width < WIDE else "Enter chart  i hide"
            pane.show([rule(row.label, hint, width, self.glyphs), *sheet.explained(row, width)])
            return
        hint = "b next  i back" if width < WIDE else "b money, time, table  Enter why  i hide"
        head = rule(TITLES[self.chart], hint, width, self.glyphs)
        body = sheet.below(self.found[1], self.chart, width - 1, lines - 1, self.glyphs)
        pane.show([head, *body])

    # Keys

    def action_figure_why(self) -> None:
        """Explain the figure under the cursor; again: the chart."""
        self.turn_why()

    def action_chart_next(self) -> None:
        """The chart of money, of time, and the same as a table."""
        self.chart = CHARTS[(CHARTS.index(self.chart) + 1) % len(CHARTS)]
        self.is_explaining, self.has_peek, self.is_peeking = False, True, True
        self.redraw()


def _read(connection: Connection, *, key: str, as_of: date) -> Found:
    """All figures of a project's money; Raises NotFound."""
    loads = project_loads(connection, as_of=as_of)
    [row] = money(connection, as_of=as_of, key=key, loads=loads)
    return (
        budget(connection, key=key, as_of=as_of),
        earned_value(connection, key=key, as_of=as_of),
        row,
    )
