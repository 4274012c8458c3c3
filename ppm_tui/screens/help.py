"""The keys that work on a screen, as they are bound now."""

from textual.app import ComposeResult

from ppm_tui import keymap
from ppm_tui.screens.base import WIDE, PpmScreen
from ppm_tui.widgets.lines import Line, Lines, both_ends, line


class HelpScreen(PpmScreen):
    """Read which keys there are; any step back returns."""

    kind = "help"

    def __init__(self, about: str) -> None:
        super().__init__()
        self.about = about
        self.top = 0

    def compose_body(self) -> ComposeResult:
        yield Lines(id="keys")

    def head(self) -> tuple[Line, Line]:
        title = self.about.replace("_", " ")
        text = f" ppm › Keys › {title}   {len(self.rows())} actions"
        return both_ends(line(text, "bold"), line("Esc back "), self.size.width), ()

    def rows(self) -> list[Line]:
        """One line for each action, with all its keys."""
        return [
            (
                ("   ", ""),
                (f"{' '.join(keymap.shown(key) for key in action.keys):<18}", "key"),
                (action.help, ""),
            )
            for action in keymap.of_screen(self.about, self.ppm.actions)
            if action.keys
        ]

    def signs(self) -> list[Line]:
        """What the signs mean, on a screen that draws with some."""
        if self.size.width < WIDE:
            return []
        from ppm_tui.widgets import gantt, heat_map

        meanings = dict.fromkeys(keymap.TIMES, gantt.signs) | {"resources": heat_map.signs}
        if self.about not in meanings:
            return []
        return [(), *(line(f"{'':21}{text}") for text in meanings[self.about](self.glyphs))]

    def draw(self) -> None:
        room = max(1, self.size.height - 4)
        rows = [*self.rows(), *self.signs()]
        self.top = max(0, min(self.top, len(rows) - room))
        widget = self.query_one("#keys", Lines)
        widget.styles.height = room
        shown = rows[self.top : self.top + room]
        if self.top + room < len(rows):
            shown[-1] = line(f"   {len(rows) - self.top - room + 1} more ↓", "dim")
        widget.show(shown)

    def scroll_by(self, by: int) -> None:
        """Show other keys."""
        self.top += by
        self.redraw()

    def action_cursor_down(self) -> None:
        self.scroll_by(1)

    def action_cursor_up(self) -> None:
        self.scroll_by(-1)

    def action_cursor_page_down(self) -> None:
        self.scroll_by(self.size.height - 6)

    def action_cursor_page_up(self) -> None:
        self.scroll_by(6 - self.size.height)

    def action_cursor_half_down(self) -> None:
        self.scroll_by((self.size.height - 4) // 2)

    def action_cursor_half_up(self) -> None:
        self.scroll_by(-(self.size.height - 4) // 2)

    def action_cursor_first(self) -> None:
        self.scroll_by(-self.top)

    def action_cursor_last(self) -> None:
        self.scroll_by(10_000)

    def action_app_help(self) -> None:
        self.ppm.step_back()
