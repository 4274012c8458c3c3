"""An open chooser: its letters in the hint line, and in the line above where one is not enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ppm_tui.formats import fit
from ppm_tui.formats import width as cells
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
    briefer: Sequence[str] = ()
    """The title in fewer words, the longest first, for where one line does not hold it."""
    left: Callable[[], None] | None = None
    """What is done when it is left without a letter."""


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
    head = line(_asked(chooser, width, "is none of" if width >= NARROW else "not"), "bold")
    terse = line(_asked(chooser, width, "not"), "bold")
    tiny = [_spans(choice, choice.word[:LEAST]) for choice in chooser.choices]
    brief = line(f" {chooser.wrong or chooser.key}?", "bold")
    for top, items in ((head, full), (head, short), (terse, short), (head, tiny), (brief, tiny)):
        count = _fitting(top, items, width)
        below = _joined((), items[count:])
        if length(below) <= width:
            # Where what is asked took the whole first line, the way out has room in the second.
            has_room = not count or bool(chooser.wrong)
            has_room = has_room and length(below) + len(LEAVE) <= width
            whole = both_ends(below, line(LEAVE), width) if has_room else below
            return [_joined(top, items[:count]), whole]
    first = _fitting(head, tiny, width)
    second = _fitting((), tiny[first:], width - 2)
    below = (*_joined((), tiny[first : first + second]), (" …", ""))
    return [_joined(head, tiny[:first]), below]


def _asked(chooser: Chooser, width: int, verdict: str) -> str:
    """What is asked, in as many words as a line holds, and which key was none of the letters.

    The status line, which says so else, is taken by a chooser of two lines.
    """
    said = f": {chooser.wrong} {verdict}:" if chooser.wrong else ":"
    texts = [f" {chooser.key} {title}" for title in (chooser.title, *chooser.briefer)]
    room = width - cells(said)
    text = next((text for text in texts if cells(text) <= room), texts[-1])
    return f"{fit(text, min(room, cells(text)))}{said}"


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
