"""The map of load in time: which periods are in view, and the cursor in one of their cells."""

from __future__ import annotations

from datetime import date, timedelta

from ppm_tui import formats
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_people import PeopleChanges
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.resources import Days, GroupLoad, PersonLoad
from ppm_tui.widgets import gantt

ONE_DAY = timedelta(days=1)
UNITS = ("day", "week", "month")
MARGIN = 2
"""One of so many parts of a screen is read before what is in view, and one behind it."""
AHEAD = 4
"""So many periods before the end of what is read, more is."""
Row = PersonLoad | GroupLoad


class LoadMap(PeopleChanges):
    """Go from cell to cell, page through time, and choose how long a cell is."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = "week"
        self.first: date | None = None
        self.at: date | None = None
        self.in_hours = False
        self.chosen: int | None = None  # until Tab chooses, what is proposed first
        self.is_reading = False

    def left(self, row: Row | None) -> str:
        """What stands left of the cells; of None the headings."""
        is_wide = self.size.width >= WIDE
        if not is_wide:
            return f"{formats.fit(row.key, 7) if row else 'Who':<7}"
        if row is None:
            return f" {'Who':<6} {'Role':<6} {'h/wk':>4}  "
        if isinstance(row, GroupLoad):
            return f" {formats.fit(row.key, 13)} {len(row.members):>4}  "
        person = row.person.row
        hours = formats.whole_hours(person.week_minutes)
        return f" {formats.fit(row.key, 6)} {formats.fit(person.role, 6)} {hours:>4}  "

    @property
    def next_week(self) -> Days:
        """The week that the list is sorted by."""
        return resources.weeks(self.workspace.as_of, 2)[1]

    @property
    def periods(self) -> list[Days]:
        """The periods in view, each to the first day after it."""
        room = self.size.width - len(self.left(None)) - 4
        window = gantt.window(self.first or self.workspace.as_of, max(1, room // 6), self.unit)
        return list(zip(window.edges, window.edges[1:], strict=False))

    @property
    def period(self) -> Days:
        """The period under the cursor."""
        day = self.at or self.next_week[0]
        edges = gantt.window(day, 1, self.unit).edges
        return edges[0], edges[1]

    @property
    def wanted(self) -> Days:
        """The days to read: those in view, and some before and behind once these are seen."""
        room = max(AHEAD + 1, len(self.periods) // MARGIN) if self.grid is not None else 0
        return self._ahead(-room)[0], self._ahead(room)[1]

    def draw_peek(self) -> None:
        """Show what is behind the cell under the cursor."""

    @property
    def is_read(self) -> bool:
        """Whether what is behind the cell under the cursor was read."""
        return self.grid is not None and self.grid.covers(self.period)

    # Keys

    def _go_to(self, day: date) -> None:
        """Bring the cursor to the period of a day, and that into view."""
        self.at, self.chosen = day, None
        periods = self.periods
        first, _ = self.period
        if first < periods[0][0]:
            self.first = first
        elif first >= periods[-1][1]:
            self.first = gantt.shifted(first, 1 - len(periods), self.unit)
        else:
            self.list.refresh_cursor()
            self.draw_peek()
            self.look_soon()
            return
        self._scrolled()

    def _scrolled(self) -> None:
        self.redraw()
        self.read_on()

    def read_on(self) -> None:
        """Read what comes into view next, if it is not read yet."""
        near = self.grid
        if near is None or self.is_reading:
            return  # a thread that reads goes on to its end, and several would hold all they read
        if not (near.covers(self._ahead(-AHEAD)) and near.covers(self._ahead(AHEAD))):
            self.reload()  # before what is not read comes into view

    def _ahead(self, by: int) -> Days:
        """What will be in view so many periods later, or earlier."""
        first, last = self.periods[0][0], self.periods[-1][1]
        return gantt.shifted(first, by, self.unit), gantt.shifted(last, by, self.unit)

    def action_cursor_left(self) -> None:
        self._go_to(gantt.shifted(self.period[0], -1, self.unit))

    def action_cursor_right(self) -> None:
        self._go_to(gantt.shifted(self.period[0], 1, self.unit))

    def action_cursor_screen_left(self) -> None:
        self._page(-1)

    def action_cursor_screen_right(self) -> None:
        self._page(1)

    def _page(self, by: int) -> None:
        cells = by * len(self.periods)
        self.first = gantt.shifted(self.periods[0][0], cells, self.unit)
        self.at, self.chosen = gantt.shifted(self.period[0], cells, self.unit), None
        self._scrolled()

    def action_time_zoom_in(self) -> None:
        self._zoom(-1)

    def action_time_zoom_out(self) -> None:
        self._zoom(1)

    def _zoom(self, by: int) -> None:
        index = UNITS.index(self.unit) + by
        if not 0 <= index < len(UNITS):
            self.say(f"a cell is a {self.unit}: there is no other scale that way")
            return
        day, before = self.period[0], self.unit
        self.unit = UNITS[index]
        if before == "month" and self.unit == "week" and self.at is None:
            day = self.next_week[0]
        self.at, self.first = day, min(day, self.workspace.as_of) if by > 0 else day
        self._scrolled()
        self.say(f"one cell is a {self.unit}")

    def action_time_today(self) -> None:
        self.first = self.at = None
        self._scrolled()
        self.say(f"{formats.week(self.workspace.as_of)} in view")

    def action_load_unit(self) -> None:
        """Hours instead of per cent, or back."""
        self.in_hours = not self.in_hours
        self.redraw()
