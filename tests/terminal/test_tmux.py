"""A real terminal as judge: tmux shows with our driver what it shows with Textual's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pty_app import environment, ppm
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
