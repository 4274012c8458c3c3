"""All projects in time: one line a project over all clients, its milestones in words below."""

from collections.abc import Sequence
from functools import partial
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_project_changes import ProjectChanges
from ppm_tui.screens.base_timeline import TimeKeys
from ppm_tui.store.queries.portfolio import PortfolioRow, attention, in_place
from ppm_tui.store.queries.timeline import Timeline, timeline
from ppm_tui.widgets import gantt
from ppm_tui.widgets import timeline as drawn
from ppm_tui.widgets.figures import figures
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.row_list import RowList

PEEK_LINES = {WIDE: 6, BROAD: 10}
"""Lines of the pane below, by the width from which on; fewer leave more projects in view."""


class TimelineScreen(TimeKeys, ProjectChanges):
    """See when which project ends, what slips, and which milestones come together."""

    kind = "timeline"
    fields = columns.PORTFOLIO
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.found = Timeline([], {})
        self.order: list[str] = []
        self.is_read = False
        self.legend: Line = ()
        self.unit = "week"

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Pane(id="peek")

    @property
    def project_here(self) -> str | None:
        return self.current_key or super().project_here

    @property
    def every_row(self) -> Sequence[PortfolioRow]:
        return self.found.rows

    async def load(self) -> None:
        found = await self.workspace.read(timeline, as_of=self.workspace.as_of)
        self.found = Timeline(in_place(found.rows, self.order), found.marks)
        self.order = [row.key for row in self.found.rows]
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm show {quote(row.key)}"

    def resort(self) -> None:
        """Sort again by attention."""
        self.found.rows.sort(key=attention)
        self.order = [row.key for row in self.found.rows]

    @property
    def viewed(self) -> list[PortfolioRow]:
        """The rows of the view, before a filter."""
        return [row for row in self.found.rows if self.has_closed or row.is_open]

    # Drawing

    def head(self) -> tuple[Line, Line]:
        viewed, width, crumb = self.viewed, self.size.width, self.glyphs.crumb
        shown = sum(1 for row in viewed if self.keep(row))
        view = f"view: {self.view_name or 'Active'}   sort: attention   " if width >= WIDE else ""
        left = f" ppm {crumb} Timeline   {view}{shown} of {len(viewed)}"
        words = 0 if width < WIDE else 1 if width < BROAD else 2
        first = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        as_of = self.workspace.as_of
        return first, figures(viewed, self.glyphs, as_of=as_of, words=words)

    def draw(self) -> None:
        width = self.size.width
        shown = [row for row in self.viewed if self.keep(row)]
        self._size_peek(bool(shown))
        laid = columns.beside_bars(columns.TIMELINE, width, self.viewed)
        prefix = columns.lead(width) + sum(cells + 1 for _, cells in laid)
        view = self.window = self.time_window(width - prefix - 1) if width >= WIDE else None
        headings = self._headings(laid, view, prefix)
        if not shown and self.is_read:
            none = line("   No projects yet: n adds one, a name is enough.")
            headings += [(), self.none_fits(len(self.viewed)) if self.filter_words() else none]
        self.list.set_rows(shown, headings, partial(self._draw_row, laid, view))
        self.draw_peek()

    def _headings(
        self, laid: columns.Layout[PortfolioRow], view: gantt.Window | None, prefix: int
    ) -> list[Line]:
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        below = (" " * columns.lead(self.size.width) + text, "heading")
        if view is None:
            return [(below,)]
        periods, parts = gantt.scale(view, self.workspace.as_of, self.glyphs)
        return [line(" " * prefix + periods), (below, (" ", ""), (parts, ""))]

    def _draw_row(
        self,
        laid: columns.Layout[PortfolioRow],
        view: gantt.Window | None,
        row: PortfolioRow,
        _width: int,
    ) -> Line:
        spans = self.row_line(laid, row)
        if view is None:
            return spans
        marks = self.found.marks.get(row.key, ())
        return (
            *spans,
            (" ", ""),
            *drawn.bar(row, marks, view, self.glyphs, has_plan=self.has_plan),
        )

    def redraw_foot(self) -> None:
        if self.said == self.legend and self.size.width >= WIDE:
            self.said = self.legend = line(drawn.legend(self.glyphs))
        super().redraw_foot()

    def corner(self) -> str:
        if self.filter_words() or self.size.width >= BROAD:
            return super().corner()
        return "  ".join(self.marked())

    # The pane below

    def _size_peek(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        is_narrow = width < WIDE
        self.list.display = not (is_narrow and self.is_peeking and has_rows)
        pane.display = has_rows and (
            self.is_peeking if is_narrow else self.has_peek and height >= 20
        )
        pane.styles.height = height - 4
        if not is_narrow:
            pane.styles.height = PEEK_LINES[WIDE if width < BROAD or height < 36 else BROAD]

    def draw_peek(self) -> None:
        """Show the milestones of the project under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        title = f"{row.key}  {safe(row.name)}"
        hint = "i back" if self.size.width < WIDE else "i hide  Enter open"
        top = rule(title, hint, self.size.width, self.glyphs)
        pane.show([top, *drawn.milestones(row, self.found.marks.get(row.key, ()))])

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_peek()

    # Keys

    def action_row_open(self) -> None:
        if self.current_key is not None:
            self.go("project", self.current_key)
