"""Lines of styled text, drawn cell by cell; only lines that changed are drawn again."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from textwrap import wrap

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ppm_tui.formats import ASCII, ASCII_SIGNS, UNICODE
from ppm_tui.themes import THEMES

Span = tuple[str, str]
"""Text that is safe to draw, and the name of its style in the theme."""
Line = Sequence[Span]


@lru_cache(maxsize=256)
def style_of(theme: str, name: str) -> Style:
    """The style of a name such as `late` or `cursor red` in a theme."""
    table = THEMES[theme]
    parts = [Style.parse(table[part]) for part in name.split() if table[part]]
    return Style.combine([Style(), *parts])


def line(text: str, style: str = "") -> Line:
    """One text in one style as a line."""
    return ((text, style),)


def folded(text: str, width: int) -> Iterator[Line]:
    """A safe text in lines of so many cells; what is carried over stands two cells further in."""
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    for part in wrap(text, max(20, width), subsequent_indent=indent) or [""]:
        yield line(part)


def length(spans: Line) -> int:
    """Width of a line in cells."""
    return sum(cell_len(text) for text, _ in spans)


def joined(parts: Iterable[str], edge: str, width: int) -> str:
    """As many of the parts as so many cells hold whole, an edge between them."""
    text = ""
    for part in parts:
        longer = f"{text} {edge} {part}" if text else part
        if cell_len(longer) > width:
            break
        text = longer
    return text


def both_ends(left: Line, right: Line, width: int) -> Line:
    """`left` from the left edge and `right` up to the right edge; the left one gives way."""
    room = width - length(right)
    return (*crop(left, room), *right) if right else crop(left, width)


def crop(spans: Line, width: int) -> Line:
    """The line cut or padded to exactly `width` cells; a wide sign is never halved."""
    out: list[Span] = []
    left = max(width, 0)
    for text, style in spans:
        size = cell_len(text)
        if size > left:
            text = _cut(text, left)
            size = cell_len(text)
        out.append((text, style))
        left -= size
        if not left:
            break
    return (*out, (" " * left, "")) if left else tuple(out)


def _cut(text: str, width: int) -> str:
    while cell_len(text) > width:
        text = text[: len(text) - max(1, (cell_len(text) - width) // 2)]
    return text


def under(spans: Line, style: str) -> Line:
    """The line in one style only, as the cursor shows it: its signs and letters say the rest."""
    return (("".join(text for text, _ in spans), style),)


class Lines(Widget):
    """Shows what `show` was given, one line each, without scrolling."""

    DEFAULT_CSS = "Lines { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines; those that are already there are left alone."""
        old, self.lines = self.lines, tuple(tuple(spans) for spans in lines)
        for y in range(max(len(old), len(self.lines))):
            if old[y : y + 1] != self.lines[y : y + 1]:
                self.refresh(Region(0, y, max(self.size.width, 1), 1))

    @property
    def theme_name(self) -> str:
        """The theme that the app was started with."""
        return str(getattr(self.app, "theme_name", "default"))

    def render_line(self, y: int) -> Strip:
        """One line of the widget as Textual draws it."""
        spans = self.lines[y] if y < len(self.lines) else ()
        return self.strip(spans)

    def strip(self, spans: Line) -> Strip:
        """The line at the widget's width, in the styles of the theme."""
        theme, width = self.theme_name, self.size.width
        if getattr(self.app, "glyphs", UNICODE) is ASCII:
            spans = [(text.translate(ASCII_SIGNS), style) for text, style in spans]
        base = self.rich_style
        joined = groupby(crop(spans, width), key=itemgetter(1))
        found = [("".join(text for text, _ in texts), style) for style, texts in joined]
        return Strip(
            [Segment(text, base + style_of(theme, style)) for text, style in found if text], width
        )


class Pane(Lines):
    """Lines below a heading that stays; they scroll when there are more than fit."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.whole: tuple[Line, ...] = ()
        self.top = 0

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines, from the first on when the heading is another one."""
        if tuple(lines[:1]) != self.whole[:1]:
            self.top = 0
        self.whole = tuple(lines)
        self.scroll(0)

    def scroll(self, by: int) -> bool:
        """Move the lines below the heading; False when there are no more that way."""
        old, most = self.top, max(0, len(self.whole) - max(self.size.height, 1))
        self.top = max(0, min(self.top + by, most))
        super().show([*self.whole[:1], *self.whole[1 + self.top :]])
        return self.top != old

    def on_resize(self) -> None:
        """Keep what is last in view."""
        self.scroll(0)
