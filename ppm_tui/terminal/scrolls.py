"""Blocks of lines that moved up or down, so that the terminal can move them itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ppm_tui.terminal.cells import Cells, Row

LEAST = 3
"""Fewer lines than these are written again for less."""
MARGIN = 2
"""Columns at the left where lists show the cursor, which moves by itself."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Lines `top` to `bottom`, both included, moved `by` lines: up if positive, else down."""

    top: int
    bottom: int
    by: int


def find(old: Cells, new: Cells) -> Shift | None:
    """The move that most of the changed lines agree on, judged by their left halves.

    A guess: only a comparison of what has to be sent with and without it shows whether it pays.
    """
    changed = [y for y in range(new.height) if old.rows[y] is not new.rows[y]]
    if len(changed) < LEAST:
        return None
    places = _places(old, changed)
    found = {y: places[key] for y in changed if (key := _key(new.rows[y])) in places}
    votes = Counter(was - y for y, was in found.items() if was != y)
    if not votes:
        return None
    by = votes.most_common(1)[0][0]
    lines = _longest([y for y, was in found.items() if was - y == by])
    if len(lines) < LEAST:
        return None
    return Shift(min(lines[0], lines[0] + by), max(lines[-1], lines[-1] + by), by)


def _places(old: Cells, changed: Sequence[int]) -> dict[str, int]:
    """Where each text stood; what stood in several lines tells nothing."""
    keys = Counter(_key(old.rows[y]) for y in changed)
    return {
        key: y for y in changed if keys[key := _key(old.rows[y])] == 1 and not key.isspace() and key
    }


def _key(row: Row) -> str:
    return "".join(row.signs[MARGIN : max(len(row.signs) // 2, MARGIN + 1)])


def _longest(lines: list[int]) -> list[int]:
    """The longest stretch; one line in between may differ."""
    best: list[int] = []
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or lines[at] - lines[at - 1] > 2:
            best = max(best, lines[start:at], key=len)
            start = at
    return best


def apply(cells: Cells, shift: Shift) -> Cells:
    """The cells as the terminal shows them once it has moved the lines."""
    moved = Cells(cells.width, cells.height)
    blank = moved.rows[0]
    moved.rows = cells.rows[:]
    block = cells.rows[shift.top : shift.bottom + 1]
    gap = [blank] * abs(shift.by)
    block = block[shift.by :] + gap if shift.by > 0 else gap + block[: shift.by]
    moved.rows[shift.top : shift.bottom + 1] = block
    return moved
