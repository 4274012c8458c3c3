"""The keys of screens with a timeline: earlier and later, finer and coarser, today, the plan."""

from __future__ import annotations

from datetime import date

from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.widgets import gantt


class TimeKeys(ListScreen):
    """Move in time beside the rows; the first day in view stays until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = "day"
        self.first: date | None = None
        self.middle: date | None = None  # what changes of the scale keep in view
        self.window: gantt.Window | None = None
        self.has_plan = True

    def home(self, cells: int) -> date:
        """The day that a timeline of so many cells begins with before it was moved."""
        return gantt.around(self.workspace.as_of, cells // 3, self.unit)

    def time_window(self, cells: int) -> gantt.Window:
        """What is in view now, in so many cells."""
        return gantt.window(self.first or self.home(cells), cells, self.unit)

    def needed_window(self) -> gantt.Window | None:
        """What is in view; where there is no room for a timeline it says so."""
        if self.size.width < WIDE:
            self.say(f"the timeline needs {WIDE} columns")
            return None
        return self.window

    def action_cursor_left(self) -> None:
        self.scroll_time(-1)

    def action_cursor_right(self) -> None:
        self.scroll_time(1)

    def action_cursor_screen_left(self) -> None:
        self.scroll_time(-self._screenful())

    def action_cursor_screen_right(self) -> None:
        self.scroll_time(self._screenful())

    def _screenful(self) -> int:
        """Steps of the timeline that it shows at once."""
        cells = self.window.cells if self.window else 0
        return max(1, cells // gantt.STEP_CELLS[self.unit])

    def scroll_time(self, by: int) -> None:
        """Move the timeline by a week, four weeks, a quarter or a year."""
        if (window := self.needed_window()) is not None:
            cells = by * gantt.STEP_CELLS[self.unit]
            self.first = gantt.shifted(window.edges[0], cells, self.unit)
            self.middle = None
            self.draw()

    def action_time_zoom_in(self) -> None:
        self._zoom(-1)

    def action_time_zoom_out(self) -> None:
        self._zoom(1)

    def _zoom(self, by: int) -> None:
        """Another scale, with the day in the middle still about there, also after several."""
        window = self.needed_window()
        if window is None:
            return
        index = gantt.UNITS.index(self.unit) + by
        if not 0 <= index < len(gantt.UNITS):
            self.say(f"a cell is a {self.unit}: there is no other scale that way")
            return
        half = window.cells // 2
        self.unit = gantt.UNITS[index]
        self.middle = self.middle or window.edges[half]
        self.first = gantt.around(self.middle, half, self.unit)
        self.draw()
        self.say(f"one cell is a {self.unit}")

    def action_time_today(self) -> None:
        before = self.needed_window()
        if before is None:
            return
        today, cells = self.workspace.as_of, before.cells
        self.first = self.middle = None
        if not self.time_window(cells).shows(today):
            self.first = gantt.around(today, cells // 3, self.unit)
        self.draw()
        if self.window == before:
            self.say("today is in view")

    def action_time_baseline(self) -> None:
        if self.needed_window() is not None:
            self.has_plan = not self.has_plan
            self.draw()
            self.say(f"original plan {'on' if self.has_plan else 'off'}")
