"""Textual's own driver with our manners, for `--driver plain`: to judge ours, or to do without."""

from __future__ import annotations

import signal

from textual.drivers.linux_driver import LinuxDriver

from ppm_tui.terminal import modes

ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class PlainDriver(LinuxDriver):
    """Sends what Textual writes, as it is; keeps to wheel and clicks, and ends in order."""

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual types it not
        for each in ENDINGS:
            self._loop.add_signal_handler(each, self._leave, 128 + each)

    def _leave(self, code: int) -> None:
        self._app.exit(return_code=code)

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write(modes.MOUSE)
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(modes.MOUSE_OFF)
            self.flush()
