"""Keys from the terminal, byte by byte as they are typed."""

from __future__ import annotations

import asyncio
import os
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.message import Message

READ = 4096
"""Bytes at a time: hundreds of keys, which is what a slow line delivers at once."""
INPUT = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
LOCAL = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG


class Keyboard:
    """Reads in the event loop: nothing runs while nobody types."""

    def __init__(
        self,
        descriptor: int,
        loop: asyncio.AbstractEventLoop,
        deliver: Callable[[Message], None],
        hung_up: Callable[[], None],
    ) -> None:
        self._descriptor = descriptor
        self._loop = loop
        self._deliver = deliver
        self._hung_up = hung_up
        self._was: list[Any] | None = None
        self._parser = XTermParser()
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._tick: asyncio.TimerHandle | None = None
        self._listens = False

    def open(self) -> None:
        """No echo, no lines, no signals from keys, and no processing of what is written."""
        with suppress(termios.error):
            now = termios.tcgetattr(self._descriptor)
            if self._was is None:
                self._was = [*now[:6], now[6][:]]
            now[0] &= ~INPUT
            now[1] &= ~termios.OPOST
            now[3] &= ~LOCAL
            now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
            # Sent to the background meanwhile, this stops us until we are in front again.
            termios.tcsetattr(self._descriptor, termios.TCSANOW, now)

    def listen(self) -> None:
        """Read keys from now on."""
        if not self._listens:
            self._listens = True
            self._loop.add_reader(self._descriptor, self._readable)

    def stop(self) -> None:
        """Read no more; keys that wait are lost, for they were not meant for the shell."""
        self._listens = False
        self._loop.remove_reader(self._descriptor)
        if self._tick is not None:
            self._tick.cancel()
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def close(self) -> None:
        """The terminal's settings as they were."""
        if self._was is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._was)

    def _readable(self) -> None:
        try:
            data = os.read(self._descriptor, READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._hung_up()
            return
        text = self._decoder.decode(data)
        if text:  # an empty text would mean the end to the parser
            for message in self._parser.feed(text):
                self._deliver(message)
            self._wait_for_more()

    def _wait_for_more(self) -> None:
        """An Esc that nothing follows is a key; the parser wants to be asked."""
        if self._tick is not None:
            self._tick.cancel()
        self._tick = self._loop.call_later(constants.ESCAPE_DELAY + 0.001, self._timed_out)

    def _timed_out(self) -> None:
        for message in self._parser.tick():
            self._deliver(message)
