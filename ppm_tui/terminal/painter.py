"""Frames: what the terminal shows, what it should show, and the bytes from one to the other."""

from __future__ import annotations

from ppm_tui.terminal import scrolls
from ppm_tui.terminal.abilities import Abilities
from ppm_tui.terminal.canvas import Canvas
from ppm_tui.terminal.cells import Cells
from ppm_tui.terminal.pencil import Pencil
from ppm_tui.terminal.styles import Styles

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
CLEARLY = 3
"""Where moving lines leaves so many times fewer to write, nobody need count the characters."""


class Painter:
    """Takes Textual's output whenever it comes, and answers with a frame whenever one may go."""

    def __init__(self, abilities: Abilities, width: int, height: int) -> None:
        self.abilities = abilities
        self.styles = Styles(abilities)
        self.canvas = Canvas(width, height, self.styles)
        self.is_synchronised = False
        """Whether frames are marked, for a terminal that then shows them in one go."""
        self._pencil = Pencil(abilities, self.styles)
        self._shown: Cells | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells."""
        return self.canvas.cells.width, self.canvas.cells.height

    def resize(self, width: int, height: int) -> None:
        """Begin anew at another size."""
        self.canvas.resize(width, height)
        self._shown = None

    def forget(self) -> None:
        """The terminal may show anything now: the next frame paints every cell."""
        self._shown = None
        self._pencil.forget()

    def write(self, output: str) -> None:
        """Take output of Textual; nothing is sent."""
        self.canvas.write(output)

    def frame(self) -> str:
        """All that changed since the last frame, as the terminal has to get it; may be empty."""
        wanted = self.canvas.cells
        if self._shown is None:
            self._pencil.clear()
            self._shown = Cells(wanted.width, wanted.height)
            painted = self._pencil.take() + self._rows(self._shown, wanted)
        else:
            painted = self._cheapest(self._shown, wanted)
        self._shown = wanted.copy()
        painted += self._cursor() + "".join(self.canvas.extras)
        self.canvas.extras.clear()
        return f"{SYNC_START}{painted}{SYNC_END}" if painted and self.is_synchronised else painted

    def _cursor(self) -> str:
        cells = self.canvas.cells
        x = min(self.canvas.x, cells.width - 1)
        y = min(self.canvas.y, cells.height - 1)
        self._pencil.go(x, y)
        return self._pencil.take()

    def _cheapest(self, shown: Cells, wanted: Cells) -> str:
        """With or without moving lines on the terminal, whichever is shorter."""
        shift = scrolls.find(shown, wanted) if self.abilities.scroll else None
        if shift is None:
            return self._rows(shown, wanted)
        before = self._pencil.state()
        scrolled = scrolls.apply(shown, shift)
        self._pencil.scroll(shift, wanted.height)
        moved = self._pencil.take() + self._rows(scrolled, wanted)
        if _unlike(scrolled, wanted) * CLEARLY <= _unlike(shown, wanted):
            return moved
        after = self._pencil.state()
        self._pencil.restore(before)
        written = self._rows(shown, wanted)
        if len(written.encode()) <= len(moved.encode()):
            return written
        self._pencil.restore(after)
        return moved

    def _rows(self, shown: Cells, wanted: Cells) -> str:
        for y in range(wanted.height):
            old, new = shown.rows[y], wanted.rows[y]
            if not old.is_like(new):
                self._pencil.row(y, old, new)
        return self._pencil.take()


def _unlike(shown: Cells, wanted: Cells) -> int:
    """Lines that differ."""
    return sum(not old.is_like(new) for old, new in zip(shown.rows, wanted.rows, strict=True))
