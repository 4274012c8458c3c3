"""Writes cells to a terminal with as few bytes as it can: it knows the cursor and the pen."""

from __future__ import annotations

from collections.abc import Sequence

from ppm_tui.terminal.abilities import Abilities
from ppm_tui.terminal.cells import Row, is_certain
from ppm_tui.terminal.moves import Cursor
from ppm_tui.terminal.scrolls import Shift
from ppm_tui.terminal.styles import DEFAULT, Styles

ERASE_LEAST = 4
"""Fewer blanks than these are written, not erased."""
SLIDE_LEAST, SLIDE_MOST, SLIDE_SAME, SLIDE_COST = 8, 14, 16, 10
"""So many cells must differ; so far is looked; so many must agree once the line is moved; what
moving it costs, in bytes."""
GAP_MOST, JUMP = 5, 5
"""More unchanged cells than these are jumped over, for a jump takes about so many bytes."""

Span = tuple[int, int]
"""First column and the one after the last."""


class Pencil:
    """What is sent, the cursor and the style in force on the terminal."""

    def __init__(self, abilities: Abilities, styles: Styles) -> None:
        self.abilities = abilities
        self.styles = styles
        self.cursor = Cursor(abilities)
        self.pen: int | None = None
        self._out: list[str] = []

    def take(self) -> str:
        """What was written since this was asked last."""
        out, self._out = "".join(self._out), []
        return out

    def state(self) -> tuple[int | None, int | None, int | None]:
        """Cursor and pen, for `restore`."""
        return self.cursor.x, self.cursor.y, self.pen

    def restore(self, state: tuple[int | None, int | None, int | None]) -> None:
        """Take back what was written since the state was asked for."""
        self.cursor.x, self.cursor.y, self.pen = state
        self._out = []

    def forget(self) -> None:
        """Somebody else may have moved the cursor and changed the style."""
        self.restore((None, None, None))

    def clear(self) -> None:
        """Blank the screen, whatever was on it."""
        self._blank_style(DEFAULT)
        self._out.append("\x1b[H\x1b[2J")
        self.cursor.x = self.cursor.y = 0

    def go(self, x: int, y: int) -> None:
        """Move the cursor."""
        self._out.append(self.cursor.go(x, y))

    def style(self, style: int) -> None:
        """Change the pen."""
        self._out.append(self.styles.change(self.pen, style))
        self.pen = style

    def _blank_style(self, style: int) -> None:
        """Change the pen unless its blanks look like those of the style already."""
        if self.pen is None or self.styles.blank[self.pen] != style:
            self.style(style)

    def scroll(self, shift: Shift, height: int) -> None:
        """Let the terminal move lines."""
        self._blank_style(DEFAULT)
        is_all = shift.top == 0 and shift.bottom == height - 1
        if not is_all:
            self._out.append(f"\x1b[{shift.top + 1};{shift.bottom + 1}r")
        count = abs(shift.by)
        # By line feeds: some that call themselves xterm do not know how to scroll by a number.
        if shift.by > 0:
            self._out.append(f"\x1b[{shift.bottom + 1}H" + "\n" * count)
        else:
            self._out.append(f"\x1b[{shift.top + 1}H" + "\x1bM" * count)
        if not is_all:
            self._out.append("\x1b[r")
            self.cursor.x = self.cursor.y = 0
        else:
            self.cursor.x = self.cursor.y = None

    def row(self, y: int, old: Row, new: Row) -> None:
        """Write what differs between two states of a line."""
        if not (self._is_certain(old) and self._is_certain(new)):
            self._write(0, len(new.signs), y, new)
            return
        changed = _changed(old, new)
        if not changed:
            return
        if len(changed) >= SLIDE_LEAST and self.abilities.scroll:
            old, changed = self._slide(y, old, new, changed)
        tail = self._tail(changed, new)
        for start, end in self._spans([x for x in changed if x < tail], new):
            self._write(start, end, y, new)
        if tail < len(new.signs):
            self.go(tail, y)
            self._blank_style(new.styles[-1])
            self._out.append("\x1b[K")

    def _slide(self, y: int, old: Row, new: Row, changed: list[int]) -> tuple[Row, list[int]]:
        """Let the terminal move the rest of a line sideways, where that leaves far less to write.

        Answers what the line shows then, and what still differs.
        """
        start = changed[0]
        most = self._cost(changed, new) - SLIDE_COST
        for by in _slides(old, new, start):
            slid = _slid(old, start, by)
            left = _changed(slid, new)
            if self._cost(left, new) < most:
                self.go(start, y)
                self._blank_style(DEFAULT)
                self._out.append(f"\x1b[{abs(by)}{'P' if by > 0 else '@'}")
                return slid, left
        return old, changed

    def _cost(self, changed: Sequence[int], new: Row) -> int:
        """About how many bytes it takes to write these cells."""
        return sum(end - start + JUMP for start, end in self._spans(changed, new))

    def _is_certain(self, row: Row) -> bool:
        wide = self.abilities.wide_ambiguous
        return all(is_certain(sign, wide) for sign in set(row.signs))

    def _tail(self, changed: Sequence[int], new: Row) -> int:
        """The changed column from which on the line is erased; its width if nothing is."""
        width, style = len(new.signs), new.styles[-1]
        if not self.abilities.erase or not self._is_erasable(new.signs[-1], style):
            return width
        start = width
        while start and new.signs[start - 1] == " " and new.styles[start - 1] == style:
            start -= 1
        beyond = [x for x in changed if x >= start]
        return beyond[0] if len(beyond) >= ERASE_LEAST else width

    def _is_erasable(self, sign: str, style: int) -> bool:
        found = self.styles.all[style]
        is_plain = not found.attributes and (self.abilities.erase_color or not found.back)
        return sign == " " and is_plain

    def _spans(self, changed: Sequence[int], new: Row) -> list[Span]:
        """Stretches to write; a wide sign is never begun or left in its middle."""
        spans: list[Span] = []
        for x in changed:
            start = x
            while start and not new.signs[start]:
                start -= 1
            end = x + 1
            while end < len(new.signs) and not new.signs[end]:
                end += 1
            if spans and self._is_bridged(spans[-1][1], start, new):
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def _is_bridged(self, end: int, start: int, new: Row) -> bool:
        """Whether unchanged cells are written again because a jump would cost more."""
        if not 0 < start - end <= GAP_MOST:
            return start <= end
        style = new.styles[end - 1]
        looks = {style, self.styles.blank[style]}
        is_alike = all(
            own == style or (sign == " " and own in looks)
            for sign, own in zip(new.signs[end:start], new.styles[end:start], strict=True)
        )
        return is_alike and len("".join(new.signs[end:start]).encode()) <= GAP_MOST

    def _write(self, start: int, end: int, y: int, row: Row) -> None:
        """Write some cells of a line."""
        x = start
        while x < end:
            if is_certain(row.signs[x], self.abilities.wide_ambiguous):
                x = self._run(x, end, y, row)
            else:
                x = self._uncertain(x, y, row)

    def _run(self, start: int, end: int, y: int, row: Row) -> int:
        """Write certain signs as far as one style reaches; answers the column after them."""
        self.go(start, y)
        self._dip(start, end, row)
        assert self.pen is not None
        pen, blank = self.pen, self.styles.blank[self.pen]
        x = start
        while x < end and (
            row.styles[x] == pen or (row.signs[x] == " " and row.styles[x] == blank)
        ):
            if not is_certain(row.signs[x], self.abilities.wide_ambiguous):
                break
            x += 1
        self._out.append("".join(row.signs[start:x]))
        self.cursor.x = x if x < len(row.signs) else None
        return x

    def _dip(self, x: int, end: int, row: Row) -> None:
        """Take the style of a cell; for a blank that of the text after it, if it looks the same."""
        wanted = row.styles[x]
        if row.signs[x] == " ":
            if self.pen is not None and self.styles.blank[self.pen] == wanted:
                return
            ahead = next((at for at in range(x, end) if row.signs[at] != " "), x)
            if self.styles.blank[row.styles[ahead]] == wanted:
                wanted = row.styles[ahead]
        self.style(wanted)

    def _uncertain(self, x: int, y: int, row: Row) -> int:
        """Write a sign of which only we know the width: blanks first, and then start anew."""
        end = x + 1
        while end < len(row.signs) and not row.signs[end]:
            end += 1
        self.go(x, y)
        self.style(row.styles[x])
        self._out.append(" " * (end - x))
        self.cursor.x = end if end < len(row.signs) else None
        self.go(x, y)
        self._out.append(row.signs[x])
        self.cursor.x = None
        return end


def _slides(old: Row, new: Row, start: int) -> list[int]:
    """By how many columns the rest of a line seems to have moved: to the left, if positive.

    Judged by what stands where it begins to differ and a little further on: the first of what
    moved may be another, as the first day of a row of days that has its month beside it.
    """
    found = []
    for at in (start, start + SLIDE_MOST):
        end = at + SLIDE_SAME
        if end > len(new.signs) or "" in (new.signs[start], old.signs[start]):
            break
        for by in range(1, SLIDE_MOST + 1):
            if old.signs[at + by : end + by] == new.signs[at:end] and old.signs[start + by]:
                found.append(by)
            if new.signs[at + by : end + by] == old.signs[at:end] and new.signs[start + by]:
                found.append(-by)
    return found


def _slid(old: Row, start: int, by: int) -> Row:
    """A line as the terminal shows it after cells were taken out, or blanks put in."""
    count, width = abs(by), len(old.signs)
    blanks, plain = [" "] * count, [DEFAULT] * count
    if by > 0:
        signs = [*old.signs[:start], *old.signs[start + count :], *blanks]
        return Row(signs, [*old.styles[:start], *old.styles[start + count :], *plain])
    signs = [*old.signs[:start], *blanks, *old.signs[start:]]
    styles = [*old.styles[:start], *plain, *old.styles[start:]]
    return Row(signs[:width], styles[:width])


def _changed(old: Row, new: Row) -> list[int]:
    """Columns that differ."""
    return [
        x
        for x, (was, sign, style_was, style) in enumerate(
            zip(old.signs, new.signs, old.styles, new.styles, strict=True)
        )
        if was != sign or style_was != style
    ]
