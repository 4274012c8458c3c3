"""The terminal: what it can do, what it shows, and how little may be sent to change that.

    Textual's output -> canvas -> painter: what differs -> pencil: bytes -> outlet -> terminal

`abilities` says what may be used, `cells`, `styles` and `moves` what a screen is made of, `scrolls`
finds moved lines, `modes` takes the terminal over and gives it back, `driver` is the part that
Textual knows. Nothing here knows portfolios.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver


def driver_class(name: str, color: str) -> type[Driver]:
    """The driver for this terminal: `plain` sends all that Textual writes, else what changed.

    With `none` as colour no colour code is sent, whatever the text asks for.
    """
    if name == "plain":
        from ppm_tui.terminal.plain import PlainDriver

        return PlainDriver
    from ppm_tui.terminal.abilities import of_terminal
    from ppm_tui.terminal.driver import FrameDriver

    class Chosen(FrameDriver):
        abilities = of_terminal(os.environ, color)

    return Chosen


def repaint(app: App[Any]) -> None:
    """Have every cell sent again, for a terminal that something else has written to."""
    from ppm_tui.terminal.driver import FrameDriver

    if isinstance(app._driver, FrameDriver):
        app._driver.repaint()
    else:
        app.refresh(layout=True)
