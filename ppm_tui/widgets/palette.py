"""The palette: find an action by a few letters; it shows each one's own key, so it teaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.fuzzy import Matcher

from ppm_tui import formats, keymap
from ppm_tui.widgets.lines import Line, Lines, crop, line

if TYPE_CHECKING:
    from ppm_tui.screens.base import PpmScreen

ROWS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the palette offers."""

    label: str
    about: str
    key: str
    run: Callable[[], None]


class Palette(Lines):
    """A box over the screen with a field and what fits it."""

    DEFAULT_CSS = """
    Palette { layer: popup; dock: top; height: auto; width: 68; margin: 3 0 0 5; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False
        self.text = ""
        self.place = 0
        self.entries: list[Entry] = []
        self.screen_of: PpmScreen | None = None

    def open(self, screen: PpmScreen) -> None:
        """Offer what can be done on this screen."""
        self.is_open, self.text, self.place = True, "", 0
        self.screen_of = screen
        self.entries = [
            *_of_screen(screen),
            *screen.offers(),
            *_places(screen),
            *screen.ppm.entries(),
        ]
        self.display = True
        self.styles.width = min(68, max(36, self.screen.size.width - 10))
        self.styles.margin = (3, 0, 0, 5) if self.screen.size.width >= 80 else (2, 0, 0, 1)
        self._draw()

    def close(self) -> None:
        """Put the screen back."""
        self.is_open = False
        self.display = False

    def matches(self) -> list[Entry]:
        """Entries that fit what was typed, the best first."""
        if not self.text:
            return self.entries
        matcher = Matcher(self.text)
        scored = [(self._score(matcher, entry), entry) for entry in self.entries]
        good = [pair for pair in scored if pair[0] > 0]
        return [entry for _, entry in sorted(good, key=lambda pair: -pair[0])]

    def _score(self, matcher: Matcher, entry: Entry) -> float:
        """How well an entry fits; one that begins with what was typed comes first."""
        begins = entry.label.casefold().startswith(self.text.casefold())
        return begins + matcher.match(f"{entry.label} {entry.about}")

    def press(self, key: str, character: str | None) -> None:
        """Type, choose, run, or leave."""
        moves = {"down": 1, "up": -1, "ctrl+p": -1, "tab": 1, "shift+tab": -1}
        if key == "escape" or (key == "backspace" and not self.text):
            self.close()
        elif key == "enter":
            self._run()
        elif key in moves:
            self.place = max(0, min(self.place + moves[key], len(self.matches()) - 1))
            self._draw()
        elif key == "backspace":
            self._type(self.text[:-1])
        elif key == "ctrl+u":
            self._type("")
        elif character and character.isprintable():
            self._type(self.text + character)

    def _type(self, text: str) -> None:
        self.text, self.place = text, 0
        self._draw()

    def _run(self) -> None:
        found = self.matches()
        self.close()
        if self.text.strip() == "q":
            self.app.exit()
        elif self.text.strip() == "info" and self.screen_of is not None:
            place = self.screen_of.workspace.place
            self.screen_of.say(f"your data: {place}; nothing leaves your computer")
        elif self.place < len(found):
            found[self.place].run()

    def _draw(self) -> None:
        inner = int(self.styles.width.value if self.styles.width else 68) - 4
        found = self.matches()
        top = max(0, self.place - ROWS + 1)
        shown = found[top : top + ROWS]
        body: list[Line] = [line(f": {self.text}_", "bold")]
        rows = [_entry(entry, inner, top + i == self.place) for i, entry in enumerate(shown)]
        foot = line("Enter run   ↑↓ choose   Esc close" if found else "nothing fits; Esc closes")
        count = line(f"{len(found) - len(shown)} more" if len(found) > len(shown) else "", "dim")
        bars = (("┌", "┐"), ("├", "┤"), ("└", "┘"))
        edge = [line(f"{a}{'─' * (inner + 2)}{b}", "rule") for a, b in bars]
        boxed = [_boxed(spans, inner) for spans in (*body, *rows, count, foot)]
        self.styles.height = len(boxed) + 3
        self.show([edge[0], boxed[0], edge[1], *boxed[1:], edge[2]])


def _of_screen(screen: PpmScreen) -> list[Entry]:
    return [
        Entry(
            action.help[0].upper() + action.help[1:],
            action.label,
            keymap.shown(action.keys[0]) if action.keys else "",
            lambda action=action: screen.run(action.id),  # type: ignore[misc]  # bound now
        )
        for action in keymap.of_screen(screen.kind, screen.ppm.actions)
    ]


def _places(screen: PpmScreen) -> list[Entry]:
    places = [
        (choice, "go to", "g", partial(screen.go, choice.value)) for choice in keymap.CHOOSERS["go"]
    ]
    views = [
        (choice, "view", "v", partial(screen.open_view, choice.value))
        for choice in screen.view_choices()
    ]
    return [
        Entry(choice.label[0].upper() + choice.label[1:], about, f"{key} {choice.letter}", run)
        for choice, about, key, run in (*places, *views)
    ]


def _entry(entry: Entry, width: int, here: bool) -> Line:
    about_width = 17 if width >= 50 else 0
    room = width - about_width - 10
    label = line(f"{'>' if here else ' '} {formats.fit(entry.label, room - 3)} ")
    about = crop(line(entry.about, "dim"), about_width)
    key = crop(line(entry.key, "key"), 10)
    style = "cursor" if here else ""
    return tuple((text, f"{own} {style}".strip()) for text, own in (*label, *about, *key))


def _boxed(spans: Line, width: int) -> Line:
    return (("│ ", "rule"), *crop(spans, width), (" │", "rule"))
