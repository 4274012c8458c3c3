"""A program in a pseudo-terminal, and somebody who types and looks at what comes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.terminal.screen import Screen, Stream

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
}  # fmt: skip
MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
COLOR = re.compile(rb"\x1b\[[\d;:]*?(?<![\d])(?:[34]8[;:]|3[0-79]|4[0-79]|9[0-7]|10[0-7])[\d;:]*m")
"""A colour code of any depth, also the one that takes colour back."""
ASKED_SYNC = b"\x1b[?2026$p"
PATIENCE = 30.0
QUIET = 0.15
CLEAN = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV")


def ppm(database: Path | str, *options: str) -> list[str]:
    """The command line of the interface on the demo portfolio of the tests' day."""
    place = ["--db", str(database), "--as-of", "2026-03-17"]
    return [sys.executable, "-m", "ppm_tui", *place, "--user", "ana", *options]


def environment(term: str = "xterm-256color", **more: str) -> dict[str, str]:
    """What a login shell would set, and nothing else of this process."""
    kept = {name: os.environ[name] for name in CLEAN if name in os.environ}
    kept["PYTHONFAULTHANDLER"] = "1"
    return kept | {"TERM": term, "LANG": "C.UTF-8", "PPM_CONFIG": "/dev/null"} | more


class PtyApp:
    """Starts the program at once. Use it in a `with`, which ends it."""

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (80, 24),
        *,
        env: Mapping[str, str] | None = None,
        knows_sync: bool = False,
        screen: Screen | None = None,
    ) -> None:
        self.master, slave = pty.openpty()
        self.screen = screen or Screen(*size)
        self.stream = Stream(self.screen)
        self.output = bytearray()
        self.knows_sync = knows_sync
        self.is_open = True
        self._set_size(size)
        self.slave = slave
        self.env = dict(env if env is not None else environment())
        self.start(command)

    def start(self, command: Sequence[str]) -> None:
        """Start a program in this terminal, the first or, once that has ended, another."""
        self.process = subprocess.Popen(
            command,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=self.env,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    def __enter__(self) -> PtyApp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for descriptor in (self.slave, self.master):
            with suppress(OSError):
                os.close(descriptor)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    # What comes

    def read(self, seconds: float) -> bytes:
        """What comes next within so many seconds; nothing when it stays quiet."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready or not self.is_open:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        self.is_open = bool(data)
        self.output += data
        if ASKED_SYNC in data and self.knows_sync:
            os.write(self.master, b"\x1b[?2026;2$y")
        self.stream.feed(data)
        return data

    def settle(self, quiet: float = QUIET) -> bytes:
        """Read until nothing has come for a while; answers what came."""
        start = len(self.output)
        until = time.monotonic() + PATIENCE
        while self.is_open and time.monotonic() < until and self.read(quiet):
            pass
        return bytes(self.output[start:])

    def wait_for(self, condition: Callable[[], bool] | str) -> None:
        """Read until the condition holds, or the text stands on the screen."""
        until = time.monotonic() + PATIENCE
        while not (condition in self.text if isinstance(condition, str) else condition()):
            if time.monotonic() >= until:
                shown = self.text
                raise AssertionError(
                    f"waited for {condition!r}, this came:\n{shown}\n{self.where_it_stands()}"
                )
            self.read(0.05)

    def where_it_stands(self) -> str:
        """End a program that does not go on; answers what it was doing, thread by thread."""
        start = len(self.output)
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGABRT)
        while self.is_open and self.read(1.0):
            pass
        return bytes(self.output[start:]).decode(errors="replace")

    @property
    def text(self) -> str:
        """The screen as text."""
        return self.screen.text()

    def modes(self) -> dict[str, bool]:
        """Private modes that were ever set or reset, as they are now."""
        found: dict[str, bool] = {}
        for numbers, how in MODE.findall(bytes(self.output)):
            found |= dict.fromkeys(numbers.decode().split(";"), how == b"h")
        return found

    # What is done to it

    def type(self, *keys: str) -> None:
        """Press keys, named ones or signs."""
        for key in keys:
            sent = chr(ord(key[5]) & 31) if key.startswith("ctrl+") else KEYS.get(key, key)
            os.write(self.master, sent.encode())

    def press(self, *keys: str) -> bytes:
        """Press keys one by one, each after the answer to the one before; what came."""
        start = len(self.output)
        for key in keys:
            self.type(key)
            self.settle()
        return bytes(self.output[start:])

    def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal, as a window does."""
        self.settle(0.01)
        self.screen.resize(height, width)
        self._set_size((width, height))

    def _set_size(self, size: tuple[int, int]) -> None:
        packed = struct.pack("HHHH", size[1], size[0], 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, packed)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does."""
        os.close(self.slave)
        os.close(self.master)
        self.is_open = False

    def end(self) -> int:
        """Wait for the end of the program, reading what it still writes; its exit code."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            if self.is_open:
                self.read(0.05)
            else:
                time.sleep(0.05)
        if self.is_open:
            self.settle(0.05)
        return self.process.wait(0.1)

    def local_modes(self) -> int:
        """The terminal's settings for input: echo, lines, signals."""
        return int(termios.tcgetattr(self.slave)[3])


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
