"""Who has room and who is drowning: people by week, and what is behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote
from typing import Any

from textual import work
from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_cell_pane import CellPane
from ppm_tui.screens.base_load_map import ONE_DAY, Row
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.resources import Days, GroupLoad, PersonLoad
from ppm_tui.widgets import heat_map
from ppm_tui.widgets.lines import Line, Lines, Pane, both_ends, line
from ppm_tui.widgets.row_list import RowList

VIEWS = {"everyone": "Everyone", "role": "By role", "team": "By team"}
AT_ONCE = 50
"""People whose sum is reckoned while the map is drawn; that of more comes a little later."""


class ResourcesScreen(CellPane):
    """See who is over-booked, why, and who could help."""

    kind = "resources"
    letters = "filter of people"
    fields = columns.PEOPLE
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        self.by = "everyone"
        self.whole: GroupLoad | None = None
        self.read_of: tuple[int, date] | None = None

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Lines(id="team")
        yield Pane(id="peek")

    async def load(self) -> None:
        first, until = self.wanted
        last = until - ONE_DAY
        as_of = self.workspace.as_of
        self.is_reading = True
        try:
            grid = await self.workspace.read(
                resources.grid, first=first, last=last, as_of=as_of, known=self.grid
            )
        finally:
            self.is_reading = False
        is_first = self.grid is None
        self.grid = grid
        if self.read_of != (self.seen_revision, as_of):
            self.read_of = self.seen_revision, as_of
            self.why = self.whole = None
        if is_first:
            self.resort()
        else:
            self._order()
        self.call_after_refresh(self.read_on)

    # Rows

    @property
    def rows(self) -> list[Row]:
        """Everybody, or the roles or teams."""
        if self.grid is None:
            return []
        return [*self.grid.rows] if self.by == "everyone" else [*self.grid.groups(self.by)]

    @property
    def every_row(self) -> Sequence[Row]:
        return self.rows

    @property
    def shown(self) -> list[Row]:
        """The rows that the filter leaves, in the order in which they stood."""
        place = {key: index for index, key in enumerate(self.order)}
        rows = [row for row in self.rows if self.by != "everyone" or self.keep(row)]
        return sorted(rows, key=lambda row: (place.get(row.key, len(place)), row.key))

    def resort(self) -> None:
        """Sort again: the most loaded of next week first."""
        self.order = [
            row.key
            for row in sorted(self.rows, key=lambda r: resources.order_of(r, self.next_week))
        ]

    def _order(self) -> None:
        known = {row.key for row in self.rows}
        self.order = [key for key in self.order if key in known]

    def link(self, row: Any) -> str:
        return f"ppm resources --json  # {quote(row.key)}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, glyphs = self.size.width, self.glyphs
        rows = self.rows
        shown = len(self.shown)
        left, count = f" ppm {glyphs.crumb} Resources", f"   {shown} of {len(rows)}"
        if width >= WIDE:
            left += f"   view: {self.view_name or VIEWS[self.by]}   sort: next week"
        left += count
        first = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        return first, self._figures()

    def _figures(self) -> Line:
        what, signs = heat_map.legend(
            self.glyphs, in_hours=self.in_hours, is_broad=self.size.width >= BROAD
        )
        days, edge = self.next_week, f" {self.glyphs.edge} "
        people = self.grid.rows if self.grid else []
        over = sum(row.cell(days).is_over for row in people)
        if self.size.width < WIDE:
            return line(f" {over} over {formats.week(days[0])}{edge}{what}")
        return line(f" {what}{edge}{formats.week(days[0])}: {over} over-booked{edge}{signs}")

    def draw(self) -> None:
        rows, periods = self.shown, self.periods
        first, second = heat_map.headings(periods, self.unit)
        left = self.left(None)
        headings = [
            line(f"  {left} {first}", "heading"),
            line(f"{'':<{len(left) + 2}} {second}", "heading"),
        ]
        if self.grid is not None and not rows:
            nobody = line("   Nobody yet: ppm import brings people in, or n adds somebody.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else nobody]
        self.size_panes(len(rows) + len(headings))
        self.list.has_bar = False
        self.list.set_rows(rows, headings, partial(self._draw_row, periods))
        self._draw_team(periods)
        self.draw_peek()
        self.look()

    def _cell(self, row: Row, days: Days) -> Any:
        return row.cell(days) if self.grid is not None and self.grid.covers(days) else None

    def _draw_row(self, periods: Sequence[Days], row: Row, _width: int) -> Line:
        here = None
        if row.key == self.list.current_key and self.period in periods:
            here = periods.index(self.period)
        values = [self._cell(row, days) for days in periods]
        return (
            (self.left(row), ""),
            *heat_map.cells(values, here, self.glyphs, in_hours=self.in_hours),
        )

    def _draw_team(self, periods: Sequence[Days]) -> None:
        team = self.query_one("#team", Lines)
        people = [row for row in self.shown if isinstance(row, PersonLoad)]
        team.display = bool(people) and self.list.display
        if not team.display or self.grid is None:
            return
        whole = self._team(people)
        hours = formats.whole_hours(sum(row.person.row.week_minutes for row in people))
        left = "Team   " if self.size.width < WIDE else f" {'Team':<13} {hours:>4}  "
        is_quick = len(people) <= AT_ONCE
        values = [self._cell(whole, days) if is_quick else whole.known(days) for days in periods]
        cells = heat_map.cells(values, None, self.glyphs, in_hours=self.in_hours)
        team.show([(("  ", ""), (left, ""), *cells)])
        if None in values and self.grid.covers((periods[0][0], periods[-1][1])):
            self._add_up()

    def _team(self, people: list[PersonLoad]) -> GroupLoad:
        """All that are shown, taken together; what is known of them stays while they do."""
        whole = self.whole
        if whole is None or [row.key for row in whole.members] != [row.key for row in people]:
            whole = GroupLoad("Team", people)
        elif whole.members[0] is not people[0]:
            whole = whole.of(people)
        self.whole = whole
        return whole

    @work(exclusive=True, group="team")
    async def _add_up(self) -> None:
        """Reckon what many people do together, which keys do not wait for."""
        # No argument: Textual writes all of it out, and keeps it as long as timers made here.
        team, periods = self.whole, self.periods
        if team is not None:
            await self.workspace.background(lambda: [team.cell(days) for days in periods])
        if team is self.whole and self.is_here:
            self._draw_team(self.periods)

    def corner(self) -> str:
        return super().corner() if self.size.width >= WIDE else "  ".join(self.marked())

    # Keys: which rows

    def view_choices(self) -> Sequence[keymap.Choice]:
        return (*keymap.CHOOSERS["view of people"], *super().view_choices())

    def open_view(self, value: str) -> None:
        if value in VIEWS:
            self.by = value
            self.is_peeking = False
            self.resort()
            self.redraw()
        else:
            super().open_view(value)
