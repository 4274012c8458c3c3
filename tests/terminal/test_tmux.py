"""A real terminal as judge: tmux shows with our driver what it shows with Textual's own."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pty_app import PtyApp, environment, ppm
from tests.terminal.screen import Screen, feed

TOUR = (
    "",
    "j",
    "j",
    "NPage",
    "G",
    "g",
    "g",
    "i",
    "Enter",
    "j",
    "Tab",
    "q",
    ":",
    "r",
    "Escape",
    "?",
    "q",
    "C-l",
)
PATIENCE = 10.0

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")


class Tmux:
    """A server of its own, with one window for each program."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", os.devnull, *arguments]
        found = subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment()
        )
        return found.stdout

    def start(self, name: str, command: list[str], size: tuple[int, int]) -> None:
        width, height = map(str, size)
        self("new-session", "-d", "-s", name, "-x", width, "-y", height, *command)
        self("set-option", "-t", name, "status", "off")

    def screen(self, name: str, size: tuple[int, int]) -> Screen:
        """Every cell with its style, as tmux would draw it again."""
        found = Screen(*size)
        captured = self("capture-pane", "-e", "-p", "-t", name).rstrip("\n")
        feed(found, "\x1b[?7l" + captured.replace("\n", "\r\n"))
        return found


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path / "tmux")
    yield server
    subprocess.run(["tmux", "-S", str(server.socket), "kill-server"], capture_output=True)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80", "120"])
def test_tmux_shows_the_same_after_every_key(
    size: tuple[int, int], tmux: Tmux, database: Path, other_database: Path
) -> None:
    tmux.start("ours", ppm(database), size)
    tmux.start("plain", ppm(other_database, "--driver", "plain"), size)
    for key in TOUR:
        for name in ("ours", "plain"):
            tmux("send-keys", "-t", name, *([key] if key else []))
        ours, plain = settled(tmux, size)
        assert ours.text() == plain.text(), key
        assert ours.cells() == plain.cells(), key


def settled(tmux: Tmux, size: tuple[int, int]) -> tuple[Screen, Screen]:
    """Both screens, once they are alike and stay so for a moment, or when patience ends."""
    until = time.monotonic() + PATIENCE
    quiet = 0
    while True:
        time.sleep(0.1)
        ours, plain = tmux.screen("ours", size), tmux.screen("plain", size)
        is_same = ours.cells() == plain.cells() and bool(ours.text().strip())
        quiet = quiet + 1 if is_same else 0
        if quiet == 3 or time.monotonic() > until:
            return ours, plain


def test_a_copy_in_tmux_reaches_the_terminal_around_it(tmp_path: Path, database: Path) -> None:
    """With tmux as it comes: what a program sends itself is swallowed there."""
    command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", os.devnull, "new-session", "-s", "one"]
    inner = environment(XDG_STATE_HOME=str(tmp_path))
    with PtyApp([*command, *ppm(database)], env=inner) as app:
        app.wait_for("12 of 12")
        app.type("y", "k")
        app.wait_for("copied the key through tmux")
        app.wait_for(lambda: b"\x1b]52;" in app.output)
        text = bytes(app.output).partition(b"\x1b]52;")[2].partition(b";")[2]
        assert base64.b64decode(text.partition(b"\x07")[0].partition(b"\x1b")[0]) == b"DELTA"
        subprocess.run([*command[:3], "kill-server"], check=True, capture_output=True)
        app.end()


def test_a_copy_without_tmux_is_a_sequence_of_the_terminal(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("12 of 12")
        app.type("y", "k")
        app.wait_for("through the terminal (OSC 52)")
        assert b"\x1b]52;c;" + base64.b64encode(b"DELTA") + b"\x07" in app.output
