"""Writes to the terminal without ever waiting for it."""

from __future__ import annotations

import asyncio
import os
import select
import time
from collections.abc import Callable
from contextlib import suppress

PATIENCE = 1.0
"""Seconds that the end of the program waits for a terminal that does not read."""


class Outlet:
    """At most one frame on its way; whoever has the next waits for `drained`.

    The terminal is opened a second time: not to wait is a property of the opening, and the first
    one is shared with the shell.
    """

    def __init__(
        self, descriptor: int, loop: asyncio.AbstractEventLoop, drained: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._drained = drained
        self._left = b""
        self.is_lost = False
        """Whether the terminal is gone; what is written goes nowhere."""
        self._descriptor = _opened_again(descriptor)
        self._waits = False

    @property
    def is_free(self) -> bool:
        """Whether all that was written has been taken."""
        return not self._left

    def write(self, text: str) -> None:
        """Write now what the terminal takes, and the rest when it takes more."""
        self._left += text.encode("utf-8", "replace")
        self._push()

    def _push(self) -> None:
        try:
            while self._left and not self.is_lost:
                self._left = self._left[os.write(self._descriptor, self._left) :]
        except BlockingIOError:
            pass
        except OSError:
            self.is_lost = True
        if self.is_lost:
            self._left = b""
        self._watch(bool(self._left))

    def _watch(self, waits: bool) -> None:
        if waits and not self._waits:
            self._loop.add_writer(self._descriptor, self._more)
        elif self._waits and not waits:
            self._loop.remove_writer(self._descriptor)
        self._waits = waits

    def _more(self) -> None:
        self._push()
        if self.is_free and not self.is_lost:
            self._drained()

    def finish(self, text: str) -> None:
        """Write the last words, waiting a little for a terminal that is slow; then close.

        May be called in the middle of a write, as signals do.
        """
        self._watch(False)
        left = self._left + text.encode("utf-8", "replace")
        until = time.monotonic() + PATIENCE
        with suppress(OSError):
            while left and not self.is_lost and time.monotonic() < until:
                if select.select([], [self._descriptor], [], 0.05)[1]:
                    with suppress(BlockingIOError):
                        left = left[os.write(self._descriptor, left) :]
        self._left = b""
        self.is_lost = True
        with suppress(OSError):
            os.close(self._descriptor)


def _opened_again(descriptor: int) -> int:
    """The same terminal, not waiting; where that cannot be opened, the same and waiting."""
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    with suppress(OSError):
        return os.open(os.ttyname(descriptor), flags)
    with suppress(OSError):  # of another user, after su
        return os.open("/dev/tty", flags)
    return os.dup(descriptor)
