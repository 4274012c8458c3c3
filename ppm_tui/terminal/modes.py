"""The sequences that take a terminal over and give it back. Needs nothing but the standard library.

Never mode 1003, which reports every move of the mouse and floods a slow line.
"""

from __future__ import annotations

import termios
from contextlib import suppress
from typing import Any, TextIO

ALTERNATE, CURSOR_OFF, WRAP_OFF, PASTE = "\x1b[?1049h", "\x1b[?25l", "\x1b[?7l", "\x1b[?2004h"
MOUSE, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"
KEYBOARD = "\x1b[>25u"
"""Keys as unmistakable sequences, as far as the terminal can: Esc needs no waiting then."""
ASK_SYNC = "\x1b[?2026$p"

SYNC_END = "\x1b[?2026l"
LEFT_BEHIND = (
    f"{SYNC_END}\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l"
    "\x1b[?1004l\x1b[?2048l\x1b[?1l\x1b>\x1b(B\x0f"
)
"""Everything that could be on, off: also what others leave behind."""


def taking(*, is_mouse: bool, is_keyboard: bool, asks_sync: bool) -> str:
    """What begins a full-screen program."""
    return (
        ALTERNATE
        + CURSOR_OFF
        + WRAP_OFF
        + PASTE
        + MOUSE * is_mouse
        + KEYBOARD * is_keyboard
        + ASK_SYNC * asks_sync
    )


def giving_back(*, is_mouse: bool, is_keyboard: bool) -> str:
    """What ends a full-screen program: every mode as shells expect it."""
    mouse = MOUSE_OFF * is_mouse
    keyboard = "\x1b[<u" * is_keyboard
    return f"{SYNC_END}\x1b[m\x1b[r{mouse}\x1b[?2004l\x1b[?7h{keyboard}\x1b[?1049l\x1b[?25h"


def mend(terminal: TextIO) -> None:
    """Bring a terminal back that a killed program left behind, whatever was switched on."""
    if terminal.isatty():
        with suppress(termios.error):
            termios.tcsetattr(terminal.fileno(), termios.TCSANOW, _sane(terminal.fileno()))
    terminal.write(f"\x18{LEFT_BEHIND}\x1b[m\x1b[r\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[m\r")
    terminal.flush()


def _sane(descriptor: int) -> list[Any]:
    """Settings as a shell likes them: lines, echo, signals from keys, line endings."""
    found = termios.tcgetattr(descriptor)
    found[0] = found[0] & ~(termios.INLCR | termios.IGNCR) | termios.ICRNL | termios.IXON
    found[1] |= termios.OPOST | termios.ONLCR
    found[3] |= termios.ISIG | termios.ICANON | termios.IEXTEN
    found[3] |= termios.ECHO | termios.ECHOE | termios.ECHOK
    found[6][termios.VMIN], found[6][termios.VTIME] = 1, 0
    return found
