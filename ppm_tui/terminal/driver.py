"""The driver between Textual and the terminal: when frames go out, signals, beginning and end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any, ClassVar

from textual import constants, events
from textual.app import App, ScreenStackError
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from ppm_tui.terminal import modes
from ppm_tui.terminal.abilities import Abilities
from ppm_tui.terminal.keyboard import Keyboard
from ppm_tui.terminal.outlet import Outlet
from ppm_tui.terminal.painter import Painter

ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
FALLBACK = (80, 24)


class FrameDriver(Driver):
    """Sends what changed, once the terminal has taken what was sent before.

    So a slow line drops frames and never holds up the app. Everything happens in the event loop;
    only the end by a signal is taken at once, wherever the program is.
    """

    abilities: ClassVar[Abilities] = Abilities()

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdin__ is not None
        assert sys.__stdout__ is not None
        self._input = sys.__stdin__.fileno()
        self._output = sys.__stdout__.fileno()
        self._size = size or self._terminal_size()
        self._painter = Painter(self.abilities, *self._size)
        self._outlet: Outlet | None = None
        self._keyboard = Keyboard(self._input, self._loop, self.process_message, self._hung_up)
        self._handlers: dict[int, Any] = {}
        self._is_due = False
        self._has_screen = False
        """Whether Textual has drawn anything yet."""

    @property
    def can_suspend(self) -> bool:
        """Ctrl+Z works."""
        return True

    # Frames

    def write(self, data: str) -> None:
        """Take output of Textual; the next frame has it."""
        self._fit()
        self._painter.write(data)
        self._paint_soon()

    def repaint(self) -> None:
        """Paint every cell again, for a terminal that something else has written to."""
        self._painter.forget()
        self._paint_soon()

    def _paint_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._paint)

    def _paint(self) -> None:
        self._is_due = False
        outlet = self._outlet
        is_sized = self._has_screen and self._painter.size == self._terminal_size()
        if outlet is None or not outlet.is_free or not is_sized:
            return  # the end of the write, or Textual's answer to the new size, brings us back
        frame = self._painter.frame()
        if frame:
            outlet.write(frame)
            self._keyboard.listen()  # what was typed before there was a screen waits for it

    def _fit(self) -> None:
        """Take the size that Textual paints for, which lags behind the terminal's."""
        try:
            width, height = self._app.screen.outer_size
        except ScreenStackError:
            return
        self._has_screen = True
        size = max(width, 1), max(height, 1)
        if size != self._painter.size:
            self._painter.resize(*size)

    def _terminal_size(self) -> tuple[int, int]:
        try:
            width, height = os.get_terminal_size(self._output)
        except OSError:
            return FALLBACK
        return (width, height) if width and height else FALLBACK

    # Beginning and end

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._keyboard.open()
        self._outlet = Outlet(self._output, self._loop, self._paint)
        self._outlet.write(
            modes.taking(
                is_mouse=self._mouse,
                is_keyboard=self._has_keyboard,
                asks_sync=self.abilities.keyboard and not self._painter.is_synchronised,
            )
        )
        self._listen()
        self._painter.forget()
        self._paint_soon()
        self._tell_size()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; a second time does nothing."""
        outlet, self._outlet = self._outlet, None
        if outlet is None:
            return
        self.disable_input()
        outlet.finish(modes.giving_back(is_mouse=self._mouse, is_keyboard=self._has_keyboard))
        self._keyboard.close()
        self._listen_no_more()

    def disable_input(self) -> None:
        """Read no more keys; those that wait are lost."""
        self._keyboard.stop()

    @property
    def _has_keyboard(self) -> bool:
        return self.abilities.keyboard and not constants.DISABLE_KITTY_KEY

    # Signals

    def _listen(self) -> None:
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._continued)
        self._loop.set_exception_handler(self._failed)
        for each in ENDINGS:
            self._handlers[each] = signal.signal(each, self._ended)

    def _listen_no_more(self) -> None:
        for each in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(each)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _resized(self) -> None:
        self._painter.forget()  # terminals reflow, crop or clear as they like
        self._paint_soon()
        self._tell_size()

    def _tell_size(self) -> None:
        size = Size(*self._terminal_size())
        self.send_message(events.Resize(size, size))

    def _stop(self) -> None:
        """Ctrl+Z: the shell gets the terminal until it lets us go on."""
        self.suspend_application_mode()
        # The whole group, as when a terminal sends it: a `make` that started us must stop too.
        os.kill(0, signal.SIGTSTP)
        self.resume_application_mode()
        self.send_message(self.SignalResume())

    def _continued(self) -> None:
        """Stopped without being asked, and let go on: nothing is known of the terminal."""
        self.stop_application_mode()
        self.start_application_mode()

    def _ended(self, number: int, _frame: object = None) -> None:
        """Told to end, or the terminal is gone: give it back at once, then leave in order."""
        self.stop_application_mode()
        self._loop.call_soon_threadsafe(self._leave, 128 + number)

    def _hung_up(self) -> None:
        self._ended(signal.SIGHUP)

    def _leave(self, code: int) -> None:
        self._app.exit(return_code=code)

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A mistake in a callback of ours ends the app, as one in a message does."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context:
            self._app._handle_exception(error)
        else:
            loop.default_exception_handler(context)

    def process_message(self, message: Message) -> None:
        """Pass a key on; what concerns frames is kept."""
        if isinstance(message, TerminalSupportsSynchronizedOutput):
            self._painter.is_synchronised = True
        else:
            super().process_message(message)
