"""The frame of every screen: two lines above, two below, and what to say in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from ppm_tui import formats, keymap
from ppm_tui.errors import PpmError
from ppm_tui.formats import UNICODE, Glyphs, safe
from ppm_tui.widgets.lines import Line, Lines, both_ends, crop, length, line
from ppm_tui.widgets.palette import Palette
from ppm_tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from ppm_tui.app import PpmApp
    from ppm_tui.workspace import Workspace

MIN_WIDTH, MIN_HEIGHT = 40, 12
WIDE = 80
BROAD = 120


class Frame(Screen[None], inherit_bindings=False):
    """Lines above and below a body that each screen fills in."""

    AUTO_FOCUS = None
    kind: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.said: Line = ()
        self.said_end: Line = ()
        self.state = "saved"

    # What every screen fills in

    def compose_body(self) -> ComposeResult:
        """The widgets between the frame's lines."""
        yield from ()

    async def load(self) -> None:
        """Read what the screen shows."""

    def draw(self) -> None:
        """Show what was read, at the size that the screen has now."""

    def head(self) -> tuple[Line, Line]:
        """The two lines at the top."""
        return (), ()

    def corner(self) -> str:
        """What stands at the right of the status line, before the saved state."""
        return ""

    @property
    def current_key(self) -> str | None:
        """Key of the row under the cursor, where there is a list."""
        return None

    # The frame

    def compose(self) -> ComposeResult:
        yield Lines(id="head")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield Lines(id="status")
        yield Prompt()
        yield Lines(id="hints")
        yield Lines(id="small")
        yield Palette()

    @property
    def ppm(self) -> PpmApp:
        """The app, by its own type."""
        app: Any = self.app
        return app  # type: ignore[no-any-return]  # there is no other app

    @property
    def workspace(self) -> Workspace:
        """The open portfolio."""
        return self.ppm.workspace

    @property
    def glyphs(self) -> Glyphs:
        """The signs in use."""
        return getattr(self.ppm, "glyphs", UNICODE)

    def on_mount(self) -> None:
        """Draw the frame at once; what it frames comes when it has been read."""
        self.redraw()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay everything out again."""
        self.set_class(self.is_too_small, "-small")
        self.redraw()

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal is below the size that the screens are drawn for."""
        return self.size.width < MIN_WIDTH or self.size.height < MIN_HEIGHT

    @property
    def timer_words(self) -> str:
        """What the timer of the user runs on and since when, as the first line ends."""
        timer = self.ppm.timer
        if timer is None:
            return ""
        hours, minutes = divmod(timer.minutes(self.workspace.moment()), 60)
        return f"   timer: {timer.project} {hours}:{minutes:02}"

    @property
    def day_words(self) -> str:
        """The as-of day as the first line says it: more of it where there is room."""
        as_of, width = self.workspace.as_of, self.size.width
        if width >= BROAD:
            return f"{formats.full_day(as_of)}  {formats.week(as_of)}{self.timer_words}"
        return formats.weekday(as_of) + (f" {formats.week(as_of)}" if width >= WIDE else "")

    @property
    def is_here(self) -> bool:
        """Whether there is something to draw on: not before it is there, nor while it is left."""
        return self.is_mounted and self in self.app.screen_stack

    def redraw(self) -> None:
        """Draw everything again from what the screen holds."""
        if not self.is_here:
            return
        if self.is_too_small:
            self.query_one("#small", Lines).show(self._small())
            return
        self.redraw_head()
        self.draw()
        self.redraw_foot()

    def redraw_head(self) -> None:
        """Draw the two lines at the top."""
        if self.is_here and not self.is_too_small:
            self.query_one("#head", Lines).show(self.head())

    def redraw_foot(self) -> None:
        """Draw the status line and the hint line."""
        if self.is_too_small or not self.is_here:
            return
        width = self.size.width
        right = "  ".join(part for part in (self.corner(), self.state) if part)
        style = "error" if self.state.startswith("NOT SAVED") else ""
        end: Line = () if self.state.startswith("NOT SAVED") else ((f"  {right}", style),)
        room = width - 1 - length(end) - length(self.said_end)
        left = self.said
        if length(left) > room:
            left = self._shortened(room) if length(self.said_end) else crop(left, room)
        status = both_ends(((" ", ""), *left, *self.said_end), end, width)
        self.query_one("#status", Lines).show([self.above_hints(width) or status])
        self.query_one("#hints", Lines).show([self.hints(width)])

    def _shortened(self, room: int) -> Line:
        return tuple(
            (formats.shortened(text, room, self.glyphs.cut), style) for text, style in self.said
        )

    def _small(self) -> list[Line]:
        width, height = self.size
        lines = [
            f"ppm needs {MIN_WIDTH}x{MIN_HEIGHT}; this is {width}x{height}.",
            "Enlarge it, or use the commands:",
            "  ppm overdue   ppm update",
            "  ppm status",
            "",
            "q quit   : command",
        ]
        return [line(text) for text in lines]

    def say(self, text: str, style: str = "", end: str = "") -> None:
        """Show one line at the left of the foot; the text gives way to its end."""
        self.said, self.said_end = line(safe(text), style), line(end)
        self.redraw_foot()

    def fail(self, error: PpmError | str) -> None:
        """Say in words why nothing was changed."""
        self.state = "saved"
        self.say(f"NOT SAVED: {error}", "error")

    # Hints

    def hints(self, width: int) -> Line:
        """The line of keys at the foot."""
        return hint_line(self.hint_actions(), width, (("  ? help  : cmd", ""),))

    def above_hints(self, _width: int) -> Line:
        """What does not fit into the hint line and takes the place of the status line."""
        return ()

    def hint_actions(self) -> list[tuple[str, str]]:
        """Key and label of the actions to hint at, the most useful first."""
        hidden = {"app.help", "app.palette"}
        return [
            (keymap.shown(action.keys[0]), action.label)
            for action in keymap.of_screen(self.kind, self.ppm.actions)
            if action.id not in hidden and action.keys
        ]


def hint_line(hints: Sequence[tuple[str, str]], width: int, end: Line) -> Line:
    """As many hints as fit whole, then `+n` for those that do not, then `end` at the right."""
    room, used, count = width - length(end), 1, 0
    spans: list[tuple[str, str]] = [(" ", "")]
    for index, (key, label) in enumerate(hints):
        more: Line = (("  " if index else "", ""), (key, "key"), (f" {label}", ""))
        used += length(more)
        hidden = len(hints) - index - 1
        if used + (len(f"  +{hidden}") if hidden else 0) > room:
            break
        spans += more
        count += 1
    rest: Line = ((f"+{len(hints) - count}", ""),) if count < len(hints) else ()
    if length(spans) + length(rest) > room:
        return both_ends((), end, width)
    return both_ends(tuple(spans), (*rest, *end), width)
