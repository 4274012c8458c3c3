"""What the cells of a screen hold, and how text falls into them.

A cell holds one sign as it is written, with all that joins it. The second cell of a wide sign
holds an empty text. A space is stored in the barest style that looks the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes

from ppm_tui.terminal.styles import DEFAULT, Styles


class Row:
    """One line of cells: what is in each, and the number of its style."""

    __slots__ = ("signs", "styles")

    def __init__(self, signs: list[str], styles: list[int]) -> None:
        self.signs = signs
        self.styles = styles

    def copy(self) -> Row:
        """A row that can be changed without changing this one."""
        return Row(self.signs[:], self.styles[:])

    def is_like(self, other: Row) -> bool:
        """Whether both look the same."""
        return self is other or (self.signs == other.signs and self.styles == other.styles)


class Cells:
    """A screen full of cells. Rows are shared between screens until one of them is written to."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        blank = Row([" "] * width, [DEFAULT] * width)
        self.rows = [blank] * height
        self._own: set[int] = set()

    def copy(self) -> Cells:
        """The same screen; either may change without the other."""
        copied = Cells(self.width, self.height)
        copied.rows = self.rows[:]
        self._own.clear()
        return copied

    def row(self, y: int) -> Row:
        """A row to write into."""
        if y not in self._own:
            self._own.add(y)
            self.rows[y] = self.rows[y].copy()
        return self.rows[y]

    def put(self, x: int, y: int, text: str, style: int, styles: Styles) -> int:
        """Write text at a cell; answers the column after it. What does not fit is left out."""
        if not 0 <= y < self.height or x >= self.width:
            return x
        signs = list(text) if text.isascii() else self._joined(x, y, text)
        _crop(signs, self.width - x)
        end = x + len(signs)
        row = self.row(y)
        _mend(row, x, end, styles)
        row.signs[x:end] = signs
        row.styles[x:end] = [style] * len(signs)
        blank = styles.blank[style]
        if blank != style:
            for at, sign in enumerate(signs, x):
                if sign == " ":
                    row.styles[at] = blank
        return end

    def _joined(self, x: int, y: int, text: str) -> list[str]:
        lead, signs = _graphemes(text)
        if lead and x:
            self._join(x, y, lead)
        return list(signs)

    def _join(self, x: int, y: int, mark: str) -> None:
        """What has no width belongs to the sign before it."""
        row = self.row(y)
        at = x - 1
        while at and not row.signs[at]:
            at -= 1
        row.signs[at] += mark


@lru_cache(maxsize=2048)
def _graphemes(text: str) -> tuple[str, tuple[str, ...]]:
    """What joins the sign before the text, and a text for each cell; a list repeats its lines."""
    lead = ""
    signs: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        sign = "".join(each for each in text[start:end] if unicodedata.category(each) != "Cc")
        if width:
            signs += [sign, *[""] * (width - 1)]
        elif not signs:
            lead += sign
        else:
            at = next(at for at in range(len(signs) - 1, -1, -1) if signs[at] or not at)
            signs[at] += sign
    return lead, tuple(signs)


def _crop(signs: list[str], room: int) -> None:
    if len(signs) > room:
        is_halved = not signs[room]
        del signs[room:]
        if is_halved:
            signs[-1] = " "


def _mend(row: Row, start: int, end: int, styles: Styles) -> None:
    """Half of a wide sign that is overwritten leaves a blank, as it does on the terminal."""
    left = start - 1 if start and start < end and not row.signs[start] else None
    right = end if end < len(row.signs) and start < end and not row.signs[end] else None
    for x in (left, right):
        if x is not None:
            row.signs[x] = " "
            row.styles[x] = styles.blank[row.styles[x]]


CERTAIN = frozenset({"Na", "N", "H", "W", "F"})
EMOJI = 0x1F000
MARKS = frozenset({"Mn", "Mc", "Me", "Cf", "Cn", "Co"})


@lru_cache(maxsize=4096)
def is_certain(sign: str, wide_ambiguous: bool) -> bool:
    """Whether all terminals agree how many cells the sign takes.

    They do not on what is joined of several, on emoji, on what newer editions of Unicode brought,
    and on signs of ambiguous width where a locale draws them wide.
    """
    if sign.isascii():
        return True
    if len(sign) > 1 or ord(sign) >= EMOJI or unicodedata.category(sign) in MARKS:
        return False
    width = unicodedata.east_asian_width(sign)
    return width in CERTAIN or not wide_ambiguous
