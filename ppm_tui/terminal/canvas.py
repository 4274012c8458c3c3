"""What Textual wants on the screen: its output, applied to cells instead of a terminal."""

from __future__ import annotations

import re

from ppm_tui.terminal.cells import Cells
from ppm_tui.terminal.styles import DEFAULT, Styles

TOKEN = re.compile(
    r"\x1b\[([\d;:]*)m"  # 1: style
    r"|\x1b\[(\d*);?(\d*)H"  # 2, 3: cursor
    r"|([^\x00-\x1f\x7f\x9b]+)"  # 4: text
    r"|([\r\n]+)"  # 5: line ends
    r"|(\x1b\](?:52|22);[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)"  # 6: clipboard, pointer, bell
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[^@-~]*[@-~]|\x1b.|[\x00-\x1f\x7f\x9b]"
)
"""What stands in no group is left out: links, marks of synchronised output, stray controls."""


class Canvas:
    """Cells as Textual wants them, the cursor, and what is sent as it is."""

    def __init__(self, width: int, height: int, styles: Styles) -> None:
        self.cells = Cells(width, height)
        self.styles = styles
        self.x = self.y = 0
        self.extras: list[str] = []
        """Sequences that paint nothing, to be sent once and in order."""
        self._style = DEFAULT

    def resize(self, width: int, height: int) -> None:
        """Start with blank cells of another size; Textual paints them all."""
        self.cells = Cells(width, height)
        self.x = self.y = 0

    def write(self, output: str) -> None:
        """Apply output of Textual. What is cut off at its end is lost: it writes in whole."""
        for token in TOKEN.finditer(output):
            kind = token.lastindex
            if kind == 4:
                self.x = self.cells.put(self.x, self.y, token[4], self._style, self.styles)
            elif kind == 1:
                self._style = self.styles.parse(token[1])
            elif kind is not None:
                self._control(kind, token)

    def _control(self, kind: int, token: re.Match[str]) -> None:
        if kind == 3:
            self.y, self.x = int(token[2] or 1) - 1, int(token[3] or 1) - 1
        elif kind == 5:
            self.x = 0
            self.y += token[5].count("\n")
        elif kind == 6:
            self.extras.append(token[6])
