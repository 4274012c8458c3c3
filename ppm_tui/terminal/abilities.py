"""What the terminal can do, by its type: the terminfo entry decides, and doubt means less."""

from __future__ import annotations

import curses
from collections.abc import Mapping
from dataclasses import dataclass, replace

PLAIN_ATTRIBUTES = frozenset("147")
"""Bold, underline, reverse: what is left when nothing may be coloured."""
OLD_ATTRIBUTES = frozenset("1457")
"""Of a terminal from before dim, italic and crossed-out."""
ALL_ATTRIBUTES = frozenset("12345789")
XTERM_LIKE = ("xterm", "tmux", "foot", "alacritty", "kitty", "wezterm", "ghostty", "contour", "rio")
WIDE_LOCALES = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What may be sent. The defaults are what every terminal with a movable cursor can do."""

    colors: bool = False
    """Colour codes, of whatever depth the text asks for."""
    attributes: frozenset[str] = OLD_ATTRIBUTES
    """SGR numbers that may be switched on."""
    erase: bool = False
    """Erase to the end of the line, and relative cursor moves."""
    erase_color: bool = False
    """What is erased takes the background colour of the pen."""
    scroll: bool = False
    """Scroll regions, moved by line feed and reverse index."""
    keyboard: bool = False
    """Knows extended keyboards, or ignores the question without printing it."""
    wide_ambiguous: bool = False
    """Signs of ambiguous width may take two cells."""


def of_terminal(environment: Mapping[str, str], color: str = "auto") -> Abilities:
    """Abilities of the terminal named by TERM; `none` as colour means bold and reverse only.

    A type that terminfo does not know is taken for the family that its name begins with.
    """
    name = environment.get("TERM") or "dumb"
    known = _known(name)
    if known is None:
        name = next((each for each in XTERM_LIKE if name.startswith(each)), "")
        known = _family(name)
    is_colorless = color == "none"
    return replace(
        known,
        colors=known.colors and not is_colorless,
        attributes=known.attributes & PLAIN_ATTRIBUTES if is_colorless else known.attributes,
        keyboard=name.startswith(XTERM_LIKE),
        wide_ambiguous=_is_wide(environment),
    )


def _known(name: str) -> Abilities | None:
    """From terminfo, in under a millisecond; None when it has no such type.

    Python looks up one type in the life of a process: asked for a second, it answers the first.
    """
    try:
        curses.setupterm(name, 1)
    except curses.error:
        return None
    if not curses.tigetstr("cup"):
        return Abilities()
    return Abilities(
        colors=curses.tigetnum("colors") >= 8,
        attributes=ALL_ATTRIBUTES if curses.tigetstr("dim") else OLD_ATTRIBUTES,
        erase=_is_ansi("el") and _is_ansi("cuf"),
        erase_color=curses.tigetflag("bce") > 0,
        scroll=_is_ansi("csr") and _is_ansi("ri"),
    )


ANSI = {
    "csr": b"\x1b[%i%p1%d;%p2%dr", "ri": b"\x1bM", "el": b"\x1b[K", "cuf": b"\x1b[%p1%dC",
}  # fmt: skip
"""Ours, without the delays that terminfo adds for terminals on slow wires."""


def _is_ansi(capability: str) -> bool:
    return (curses.tigetstr(capability) or b"").partition(b"$<")[0] == ANSI[capability]


def _family(name: str) -> Abilities:
    if not name:
        return Abilities()
    return Abilities(True, ALL_ATTRIBUTES, erase=True, scroll=True)


def _is_wide(environment: Mapping[str, str]) -> bool:
    """Whether this is a locale where terminals are often told to draw ambiguous signs wide."""
    names = (environment.get(each) for each in ("LC_ALL", "LC_CTYPE", "LANG"))
    return next((name for name in names if name), "").startswith(WIDE_LOCALES)
