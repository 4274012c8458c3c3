"""What our frames show is what Textual's own output shows, cell by cell and style by style."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from ppm_tui.terminal.abilities import ALL_ATTRIBUTES, OLD_ATTRIBUTES, Abilities
from ppm_tui.terminal.cells import is_certain
from ppm_tui.terminal.painter import Painter
from tests.terminal.screen import Screen, feed

XTERM = Abilities(True, ALL_ATTRIBUTES, erase=True, erase_color=True, scroll=True)
TERMINALS = {
    "xterm": XTERM,
    "tmux": replace(XTERM, erase_color=False),
    "linux": XTERM,
    "east asian": replace(XTERM, wide_ambiguous=True),
    "old": Abilities(True, OLD_ATTRIBUTES, erase=True, scroll=True),
    "bare": Abilities(True, OLD_ATTRIBUTES),
}
SIGNS = (
    "a",
    "b",
    " ",
    " ",
    "é",
    "─",
    "●",
    "…",
    "漢",
    "ｶ",
    "e\u0301",
    "👍",
    "👍🏽",
    "❤️",
    "👩‍💻",
    "🇩🇪",
)
STYLES = (
    "", "1", "2", "7", "4", "31", "1;31", "91", "38;5;208", "38;2;1;2;3", "41", "1;7;32;44",
    "48;5;17", "9;3",
)  # fmt: skip


@dataclass(frozen=True)
class Patch:
    """Styled texts written at a cell, cut at the edge of the screen as Textual cuts them.

    At the first column they are a whole line, which later may scroll.
    """

    x: int
    y: int
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Change:
    """One update of the screen: new size or scrolled lines or patches, and if a frame follows."""

    size: tuple[int, int] | None
    scroll: tuple[int, int, int] | None
    patches: tuple[Patch, ...]
    fill: int
    """Number of a text that fills all lines, each with its own; 0 for none."""
    is_seen: bool


texts = st.tuples(
    st.sampled_from(STYLES), st.lists(st.sampled_from(SIGNS), min_size=1, max_size=30).map("".join)
)
patches = st.builds(
    Patch,
    st.just(0) | st.integers(0, 23),
    st.integers(0, 9),
    st.lists(texts, min_size=1, max_size=4).map(tuple),
)
changes = st.builds(
    Change,
    st.none() | st.none() | st.tuples(st.integers(1, 24), st.integers(1, 10)),
    st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-4, 4)),
    st.lists(patches, max_size=9).map(tuple),
    st.sampled_from((0, 0, 1, 2)),
    st.booleans(),
)


class Textual:
    """Lines of styled signs, and the sequences with which Textual would send them."""

    def __init__(self) -> None:
        self.resize(24, 10)

    def resize(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.lines: list[list[tuple[str, str]]] = [[("", " " * width)] for _ in range(height)]

    def all(self) -> str:
        return "".join(self.line(y) for y in range(self.height))

    def line(self, y: int, x: int = 0) -> str:
        return f"\x1b[{y + 1};{x + 1}H" + "".join(self.segments(self.lines[y]))

    def segments(self, texts: list[tuple[str, str]]) -> list[str]:
        return [f"\x1b[{style}m{text}\x1b[0m" if style else text for style, text in texts]

    def fill(self, number: int) -> str:
        """Write a list of different lines, one of them as a cursor marks it."""
        for y in range(self.height):
            text = set_cell_size(f"   {y}{number} line of a list ● {y * 7919}", self.width)
            self.lines[y] = [("7" if y == number else "31" if y % 3 else "", text)]
        return self.all()

    def scroll(self, top: int, bottom: int, by: int) -> str:
        """Write a block of lines again, moved, as Textual does."""
        block = self.lines[top : bottom + 1]
        if abs(by) < len(block):
            gap = [[("", " " * self.width)]] * abs(by)
            block = block[by:] + gap if by > 0 else gap + block[: len(block) + by]
            self.lines[top : bottom + 1] = block
        return "".join(self.line(y) for y in range(top, min(bottom + 1, self.height)))

    def patch(self, patch: Patch) -> str:
        if patch.x >= self.width or patch.y >= self.height:
            return ""
        room = self.width - patch.x
        texts: list[tuple[str, str]] = []
        for style, text in patch.texts:
            fitting = set_cell_size(text, min(room, cell_len(text)))
            texts.append((style, fitting))
            room -= cell_len(fitting)
        if patch.x == 0:
            texts.append(("", " " * room))
            self.lines[patch.y] = texts
        return f"\x1b[{patch.y + 1};{patch.x + 1}H" + "".join(self.segments(texts))


@pytest.mark.parametrize("terminal", TERMINALS)
@given(st.lists(changes, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_sequence_of_updates_looks_the_same(terminal: str, steps: list[Change]) -> None:
    textual, painter = Textual(), Painter(TERMINALS[terminal], 24, 10)
    ignored = frozenset(map(int, ALL_ATTRIBUTES - TERMINALS[terminal].attributes))
    reference, ours = Screen(24, 10, ignored=ignored), Screen(24, 10, ignored=ignored)
    for screen in (reference, ours):
        feed(screen, "\x1b[?7l")
    for step in steps:
        output = applied(textual, step, reference, ours, painter)
        painter.write(output)
        feed(reference, output)
        if step.is_seen:
            show(painter, ours)
            assert ours.cells() == reference.cells()
    show(painter, ours)
    assert ours.cells() == reference.cells()
    assert painter.frame() == ""


def applied(
    textual: Textual, step: Change, reference: Screen, ours: Screen, painter: Painter
) -> str:
    output = ""
    if step.size:
        width, height = step.size
        textual.resize(width, height)
        for screen in (reference, ours):
            screen.resize(height, width)
        painter.resize(width, height)
        output += textual.all()
    if step.fill:
        output += textual.fill(step.fill)
    if step.scroll:
        output += textual.scroll(*step.scroll)
    output += "".join(textual.patch(patch) for patch in step.patches)
    return f"{output}\x1b[1;1H"


scrolls = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-4, 4)).map(
    lambda found: (min(found[:2]), max(found[:2]), found[2])
)


@pytest.mark.parametrize("terminal", ["xterm", "linux"])
@given(st.lists(st.tuples(scrolls, st.lists(patches, max_size=1).map(tuple)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_scrolling_of_a_full_list_looks_the_same(
    terminal: str, steps: list[tuple[tuple[int, int, int], tuple[Patch, ...]]]
) -> None:
    textual, painter = Textual(), Painter(TERMINALS[terminal], 24, 10)
    reference, ours = Screen(24, 10), Screen(24, 10)
    outputs = [textual.fill(1)]
    for scroll, added in steps:
        outputs.append(textual.scroll(*scroll) + "".join(map(textual.patch, added)))
    for output in outputs:
        painter.write(output)
        feed(reference, f"\x1b[?7l{output}")
        show(painter, ours)
        assert ours.cells() == reference.cells()


def sign_by_sign(text: str) -> Iterator[tuple[str, int]]:
    """A terminal that joins nothing into one and draws signs of ambiguous width wide."""
    for sign in text:
        is_ambiguous = unicodedata.east_asian_width(sign) == "A" and not unicodedata.combining(sign)
        yield sign, 2 if is_ambiguous else cell_len(sign)


@given(st.lists(st.lists(patches, min_size=1, max_size=4), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_signs_that_terminals_measure_differently_move_nothing_else(
    steps: list[list[Patch]],
) -> None:
    textual, painter = Textual(), Painter(TERMINALS["east asian"], 24, 10)
    meant, other = Screen(24, 10), Screen(24, 10, sign_by_sign)
    for screen in (meant, other):
        feed(screen, "\x1b[?7l")
    for step in steps:
        output = "".join(map(textual.patch, step))
        painter.write(output)
        feed(meant, output)
        show(painter, other)
    # A sign that is wider than the room left for it moves back where a terminal likes.
    rows = zip(meant.cells(), other.cells(), strict=True)
    pairs = chain.from_iterable(zip(one[:20], two[:20], strict=True) for one, two in rows)
    assert all(wanted == shown for wanted, shown in pairs if is_agreed(str(wanted[0])))


def is_agreed(sign: str) -> bool:
    return bool(sign) and is_certain(sign, wide_ambiguous=True)


@pytest.mark.parametrize("terminal", ["xterm", "tmux", "linux", "old"])
@pytest.mark.parametrize("scroll", [(2, 8, 1), (2, 8, -1), (0, 9, 3), (0, 9, -3), (3, 9, 2)])
def test_moved_lines_are_moved_by_the_terminal(terminal: str, scroll: tuple[int, int, int]) -> None:
    textual, painter, ours = Textual(), Painter(TERMINALS[terminal], 24, 10), Screen(24, 10)
    painter.write(textual.fill(1))
    show(painter, ours)
    output = textual.scroll(*scroll)
    painter.write(output)
    frame = painter.frame()
    assert len(frame) < 60
    reference = Screen(24, 10)
    for written in ("\x1b[?7l", textual.all()):
        feed(reference, written)
    feed(ours, frame)
    assert ours.cells() == reference.cells()


def show(painter: Painter, screen: Screen) -> None:
    feed(screen, painter.frame())
