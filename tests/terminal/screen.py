"""A terminal to compare screens with: pyte, and what pyte leaves out of a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyte
import pyte.modes
from rich.cells import split_graphemes

Sign = tuple[str, int]
"""What one step of the cursor draws, and its width in cells."""
SHOWN = ("underscore", "strikethrough", "reverse", "blink")
"""Attributes that show on a blank. `blink` stands for dim here, which pyte does not know."""


def as_textual(text: str) -> Iterator[Sign]:
    """A terminal that measures as Textual does: emoji sequences are one sign of two cells."""
    for start, end, width in split_graphemes(text)[0]:
        yield text[start:end], width


class Screen(pyte.Screen):
    """Joins what belongs together, halves no wide sign, repeats, scrolls by many, knows dim."""

    def __init__(
        self,
        columns: int,
        lines: int,
        measure: Callable[[str], Iterator[Sign]] = as_textual,
        ignored: frozenset[int] = frozenset(),
    ) -> None:
        self.measure = measure
        self.ignored = ignored
        self.last = " "
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        for sign, width in self.measure(data):
            if width:
                self._place(sign, width)
            else:
                self._join(sign)

    def _place(self, sign: str, width: int) -> None:
        if pyte.modes.DECAWM in self.mode and self.cursor.x + width > self.columns:
            self.carriage_return()
            self.linefeed()
        x = min(self.cursor.x, max(self.columns - width, 0))
        self._halve(x)
        self._halve(x + width)
        line = self.buffer[self.cursor.y]
        for at in range(x, min(x + width, self.columns)):
            line[at] = self.cursor.attrs._replace(data=sign if at == x else "")
        self.cursor.x = x + width
        self.last = sign

    def _halve(self, x: int) -> None:
        """A wide sign that loses a half is gone."""
        line = self.buffer[self.cursor.y]
        if not 0 < x < self.columns or line[x].data:
            return
        start = x
        while start and not line[start].data:
            start -= 1
        end = x
        while end < self.columns and not line[end].data:
            end += 1
        for at in range(start, end):
            line[at] = line[at]._replace(data=" ")

    def _join(self, mark: str) -> None:
        x = min(self.cursor.x, self.columns) - 1
        line = self.buffer[self.cursor.y]
        while x > 0 and not line[x].data:
            x -= 1
        if x >= 0:
            line[x] = line[x]._replace(data=line[x].data + mark)

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """Set or drop the scroll region; both send the cursor home, as pyte forgets."""
        super().set_margins(top, bottom)
        self.cursor_position()

    def repeat_last(self, count: int = 1, **_: Any) -> None:
        for _each in range(count or 1):
            self.draw(self.last)

    def scroll_up(self, count: int = 1, **_: Any) -> None:
        self._scroll(count or 1, is_up=True)

    def scroll_down(self, count: int = 1, **_: Any) -> None:
        self._scroll(count or 1, is_up=False)

    def _scroll(self, count: int, *, is_up: bool) -> None:
        kept = self.cursor.x, self.cursor.y
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.y = bottom if is_up else top
        for _each in range(count):
            if is_up:
                self.index()
            else:
                self.reverse_index()
        self.cursor.x, self.cursor.y = kept

    def select_graphic_rendition(self, *codes: int, **more: Any) -> None:
        found: list[int] = []
        left = list(codes)
        while left:
            code = left.pop(0)
            if code in (38, 48):
                size = 4 if left[:1] == [2] else 2
                found += [code, *left[:size]]
                left = left[size:]
            elif code not in self.ignored:
                found += {2: [5], 22: [22, 25]}.get(code, [code])
        if found or not codes:
            super().select_graphic_rendition(*found, **more)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell as it looks: of a blank only what can be seen."""
        return [
            [self._look(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)
        ]

    def _look(self, cell: Any) -> tuple[object, ...]:
        if cell.data == " " and not any(getattr(cell, name) for name in SHOWN[:3]):
            return (" ", cell.bg)
        return tuple(cell)

    def text(self) -> str:
        """The lines without blanks at their ends."""
        return "\n".join(
            "".join(self.buffer[y][x].data for x in range(self.columns)).rstrip()
            for y in range(self.lines)
        )


class Stream(pyte.ByteStream):
    csi = pyte.ByteStream.csi | {"b": "repeat_last", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat_last", "scroll_up", "scroll_down"}


def feed(screen: Screen, output: str) -> None:
    """Show what was written to a terminal whose output is not processed."""
    Stream(screen).feed(output.encode())
