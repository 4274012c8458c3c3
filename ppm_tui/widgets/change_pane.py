"""The pane that shows what a change would do, line by line, before it is done."""

from ppm_tui import formats
from ppm_tui.formats import Glyphs
from ppm_tui.terms import Done
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule


def lines(done: Done, title: str, size: tuple[int, int], glyphs: Glyphs) -> list[Line]:
    """A heading, and one line a change; the last one counts those that have no room."""
    width, height = size
    head = rule(f"{title}: what would change", "y applies", width, glyphs)
    shown = [done.effect, *done.notes] if done.effect else list(done.notes)
    room = max(2, height) - 1
    if len(shown) > room:
        rest = len(shown) - room + 1
        shown = [*shown[: room - 1], f"and {rest} more"]
    return [head, *(line(f" {formats.fit(formats.safe(each), width - 2)}") for each in shown)]
