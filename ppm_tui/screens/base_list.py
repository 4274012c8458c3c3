"""Screens with one list: moving in it, marking, filtering, sorting, leaving step by step."""

from ppm_tui import keymap
from ppm_tui.screens.base import PpmScreen
from ppm_tui.widgets.row_list import RowList


class ListScreen(PpmScreen):
    """Move, mark and step out in the screen's list."""

    @property
    def list(self) -> RowList:
        """The list of the screen."""
        return self.query_one(RowList)

    @property
    def current_key(self) -> str | None:
        """Key of the row under the cursor."""
        return self.list.current_key

    def action_cursor_down(self) -> None:
        self.list.move(1)

    def action_cursor_up(self) -> None:
        self.list.move(-1)

    def action_cursor_page_down(self) -> None:
        self.list.move(self.list.page)

    def action_cursor_page_up(self) -> None:
        self.list.move(-self.list.page)

    def action_cursor_half_down(self) -> None:
        self.list.move(self.list.page // 2)

    def action_cursor_half_up(self) -> None:
        self.list.move(-(self.list.page // 2))

    def action_cursor_first(self) -> None:
        self.list.move_to(0)

    def action_cursor_last(self) -> None:
        self.list.move_to(len(self.list.rows) - 1)

    def action_row_mark(self) -> None:
        self.list.toggle_mark()
        self.redraw_foot()

    def action_list_mark_all(self) -> None:
        self.list.mark_all()
        self.redraw_foot()

    def step_out(self) -> bool:
        if self.list.marks:
            self.list.clear_marks()
        elif self.filter_words():
            self.action_list_clear()
        else:
            return False
        self.redraw_foot()
        return True

    def filter_words(self) -> str:
        """The filter in words; empty when everything is shown."""
        return ""

    def action_list_clear(self) -> None:
        """Clear every filter."""

    def action_view_choose(self) -> None:
        """Open the chooser of views."""
        self.choose("v", "view", keymap.CHOOSERS["view"], self.go)

    def action_row_copy(self) -> None:
        """Open the chooser of what to copy."""
        self.choose("y", "copy", keymap.CHOOSERS["copy"], self._copy)

    def _copy(self, what: str) -> None:
        rows = self.list
        if rows.current is None:
            self.say("there is no row here")
            return
        width = max(self.size.width, 120)
        lines = ["".join(text for text, _ in rows.draw(row, width)).strip() for row in rows.rows]
        texts = {
            "key": rows.current_key or "",
            "row": lines[rows.cursor],
            "table": "\n".join(lines),
        }
        self.app.copy_to_clipboard(texts[what])
        self.say(f"copied the {what} through the terminal (OSC 52)")
