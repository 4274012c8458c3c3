"""However it ends or stops, the terminal is as it was, and what was saved is safe."""

from __future__ import annotations

import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.terminal.pty_app import PtyApp, environment, ppm

COOKED = termios.ECHO | termios.ICANON | termios.ISIG
CRASH = """
import sys
from ppm_tui.screens.portfolio import PortfolioScreen
def fail(self): raise RuntimeError("unlucky")
PortfolioScreen.action_app_help = fail
from ppm_tui.cli import main
main(sys.argv[1:])
"""
EDITING = """
import os
from textual.app import App
from textual.widgets import Static
from ppm_tui import terminal
class Editing(App):
    def compose(self):
        yield Static("before and after")
    def key_e(self):
        with self.suspend():
            os.system("stty -a | grep -c ' echo '; echo edited")
Editing(driver_class=terminal.driver_class("auto", "auto")).run(mouse=False)
"""
TIMES = 20


def is_given_back(app: PtyApp) -> bool:
    """No mode left on but the shell's own, and lines, echo and signals as before."""
    modes = {mode for mode, is_on in app.modes().items() if is_on}
    return modes == {"25", "7"} and app.local_modes() & COOKED == COOKED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("driver", ["auto", "plain"])
def test_a_signal_ends_it_in_order(number: signal.Signals, driver: str, database: Path) -> None:
    with PtyApp(ppm(database, "--driver", driver)) as app:
        app.wait_for("Portfolio")
        app.settle()
        app.send(number)
        assert app.end() == 128 + number
        assert is_given_back(app)


def test_a_lost_connection_ends_it(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.settle()
        app.hang_up()
        assert app.process.wait(10) == 128 + signal.SIGHUP


def test_what_was_saved_before_a_kill_is_there_after_it(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.press("c")
        app.type("a note that must stay", "enter")
        app.wait_for(", saved.")
        app.send(signal.SIGKILL)
        app.end()
    with PtyApp(ppm(database, "history")) as app:
        app.end()
        assert b"ana  DELTA: note added" in app.output


def test_a_mistake_of_the_program_is_one_line_that_names_a_private_file(
    database: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", CRASH, *ppm(database)[3:]]
    with PtyApp(command, env=environment(XDG_STATE_HOME=str(tmp_path))) as app:
        app.wait_for("Portfolio")
        app.settle()
        start = len(app.output)
        app.type("?")
        assert app.end() == 1
        assert is_given_back(app)
        said = bytes(app.output[start:]).decode().rpartition("\x1b[?25h")[2].split()
        assert len(bytes(app.output[start:]).decode().rpartition("\x1b[?25h")[2].splitlines()) == 1
    path = Path(said[-1])
    assert path.is_relative_to(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "RuntimeError: unlucky" in path.read_text(encoding="utf-8")


def test_ctrl_z_stops_it_and_fg_brings_the_same_screen(database: Path) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with PtyApp(shell, env=environment(PS1="shell> ")) as app:
        app.wait_for("shell>")
        app.type(" ".join(ppm(database)), "enter")
        app.wait_for("over-booked")  # the figure that comes last
        app.press("j", "j")
        app.wait_for("Top risk: R-041")
        app.settle(0.5)
        before, modes = app.screen.cells(), app.modes()
        app.type("ctrl+z")
        app.wait_for("Stopped")
        assert app.modes()["1049"] is False
        assert app.modes()["25"] is True
        app.type("fg", "enter")
        app.wait_for(lambda: app.screen.cells() == before)
        assert app.modes() | {"2026": False} == modes | {"2026": False}
        app.type("q", "q")
        app.wait_for(lambda: b"shell>" in b"".join(app.output.split(b"\x1b[?1049l")[2:]))
        app.type("exit", "enter")
        assert app.end() == 0


def test_another_program_gets_the_terminal_whole_and_gives_it_back(database: Path) -> None:
    with PtyApp([sys.executable, "-c", EDITING]) as app:
        app.wait_for("before and after")
        app.settle()
        before, modes = app.screen.cells(), app.modes()
        for number in range(1, TIMES + 1):
            app.type("e")
            app.wait_for(lambda number=number: app.output.count(b"edited") == number)  # type: ignore[misc]  # of this round
            app.wait_for(lambda: app.screen.cells() == before)
        assert app.modes() | {"2026": False} == modes | {"2026": False}
        assert app.output.count(b"1\r\nedited") == TIMES


def test_a_terminal_wrecked_by_a_kill_is_mended(database: Path) -> None:
    settings = database.with_name("settings.toml")
    settings.write_text('mouse = "on"\n')
    with PtyApp(ppm(database, "--config", str(settings))) as app:
        app.wait_for("Portfolio")
        app.settle()
        app.send(signal.SIGKILL)
        app.end()
        assert not is_given_back(app)
        app.start(ppm(database, "doctor", "--reset-terminal"))
        assert app.end() == 0
        assert is_given_back(app)
