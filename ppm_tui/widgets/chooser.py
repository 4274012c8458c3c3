"""An open chooser: its letters in the hint line, and in the line above where one is not enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ppm_tui.keymap import Choice
from ppm_tui.widgets.lines import Line, both_ends, length, line

LEAVE = "  Esc leave"
LEAST = 3
"""Letters of a word that still tell what it is."""
NARROW = 45
"""Below so many cells the letters need the room in which a wrong key is named."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """Letters, and what to do with the one that is pressed. `wrong` is a key that was none."""

    key: str
    title: str
    choices: Sequence[Choice]
    chosen: Callable[[str], None]
    wrong: str = ""


def drawn(chooser: Chooser, width: int) -> list[Line]:
    """The lines of a chooser, one where that is enough, else two.

    Every letter is shown that has room at all: the way out gives way first, then the labels
    shrink to a word, then a second line comes, then words and what is asked shrink to their
    first letters, and only then an `…` stands for the rest.
    """
    full = [_spans(choice, choice.label) for choice in chooser.choices]
    short = [_spans(choice, choice.word) for choice in chooser.choices]
    head = line(f" {chooser.key} {chooser.title}:", "bold")
    for items, end in ((full, LEAVE), (full, ""), (short, "")):
        text = _joined(head, items)
        if length(text) + len(end) <= width:
            return [both_ends(text, line(end) if end else (), width)]
    if chooser.wrong:  # the status line, which says so else, is taken
        head = line(
            f" {chooser.wrong} is none of:" if width >= NARROW else f" {chooser.wrong} not:", "bold"
        )
    tiny = [_spans(choice, choice.word[:LEAST]) for choice in chooser.choices]
    brief = line(f" {chooser.wrong or chooser.key}?", "bold")
    for top, items in ((head, full), (head, short), (head, tiny), (brief, tiny)):
        count = _fitting(top, items, width)
        below = _joined((), items[count:])
        if length(below) <= width:
            # Where what is asked took the whole first line, the way out has room in the second.
            has_room = not count and length(below) + len(LEAVE) <= width
            whole = both_ends(below, line(LEAVE), width) if has_room else below
            return [_joined(top, items[:count]), whole]
    first = _fitting(head, tiny, width)
    second = _fitting((), tiny[first:], width - 2)
    below = (*_joined((), tiny[first : first + second]), (" …", ""))
    return [_joined(head, tiny[:first]), below]


def _spans(choice: Choice, label: str) -> Line:
    return ((choice.letter, "key"), (f" {label}", ""))


def _joined(head: Line, items: Sequence[Line]) -> Line:
    spans = list(head)
    for item in items:
        spans += [("  " if spans else " ", ""), *item]
    return tuple(spans)


def _fitting(head: Line, items: Sequence[Line], width: int) -> int:
    """How many of the first items a line holds."""
    counts = range(len(items), 0, -1)
    return next((n for n in counts if length(_joined(head, items[:n])) <= width), 0)
