"""The real app in a pseudo-terminal: with our driver it shows what it shows with Textual's own."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from tests.terminal.pty_app import COLOR, PATIENCE, PtyApp, environment, ppm
from tests.terminal.screen import Screen

TOUR = (
    "j", "j", "pagedown", "pageup", "G", "g", "g", "i", "i", "?", "q", "enter", "j", "tab", "q",
    ":", "r", "i", "backspace", "esc", "s", "esc", "/", "a", "t", "l", "enter", "F", "c", "ä", "漢",
    "esc", "U", "u", "space", "j", "space", "esc", "ctrl+l",
)  # fmt: skip
TERMS = ("xterm-256color", "screen-256color", "tmux-256color", "linux", "vt100", "dumb")
ERASE = rb"\x1b\[K"
NOT_EVERYWHERE = rb"\x1b\[\d+b|\x1b\[\d*[ST]"
"""Repeating and scrolling by a number: mosh and others that say they are xterm lack them."""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (45, 16)], ids=lambda size: f"{size[0]}")
def test_every_key_leads_to_the_same_screen(
    size: tuple[int, int], database: Path, other_database: Path
) -> None:
    with (
        PtyApp(ppm(database), size) as ours,
        PtyApp(ppm(other_database, "--driver", "plain"), size) as plain,
    ):
        for key in ("", *TOUR):
            ours.type(key)
            plain.type(key)
            same_screen(ours, plain, key)


def same_screen(ours: PtyApp, plain: PtyApp, key: str) -> None:
    """Wait until both are quiet and show something; then every cell must be alike."""
    ours.wait_for(lambda: bool(ours.text.strip()))
    plain.wait_for(lambda: bool(plain.text.strip()))
    quiet = 0.25 if key == "esc" else 0.05  # a lone Esc waits for what could follow it
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        while ours.settle(quiet) or plain.settle(quiet):
            pass
        if ours.screen.cells() == plain.screen.cells():
            return
    assert ours.text == plain.text, key
    assert ours.screen.cells() == plain.screen.cells(), key


@pytest.mark.parametrize("term", TERMS)
def test_every_type_of_terminal_shows_the_same(
    term: str, database: Path, other_database: Path
) -> None:
    env = environment(term)
    lost = frozenset({2, 3, 9}) if term in {"vt100", "dumb"} else frozenset()
    with (
        PtyApp(ppm(database), env=env, screen=Screen(80, 24, ignored=lost)) as ours,
        PtyApp(ppm(other_database, "--driver", "plain"), env=env) as plain,
    ):
        for key in ("", "j", "pagedown", ":", "esc", "enter", "j", "q"):
            ours.type(key)
            plain.type(key)
            same_text(ours, plain, key)
        output = bytes(ours.output)
    assert bool(re.search(ERASE, output)) == (term != "dumb")
    assert not re.search(NOT_EVERYWHERE, output)
    assert bool(COLOR.search(output)) == (term not in {"vt100", "dumb"})


def same_text(ours: PtyApp, plain: PtyApp, key: str) -> None:
    ours.wait_for(lambda: bool(ours.text.strip()))
    plain.wait_for(lambda: bool(plain.text.strip()))
    quiet = 0.25 if key == "esc" else 0.05  # a lone Esc waits for what could follow it
    for _ in range(20):
        while ours.settle(quiet) or plain.settle(quiet):
            pass
        if ours.text == plain.text:
            return
    assert ours.text == plain.text, key


@pytest.mark.parametrize("options", [("--color", "none"), ()], ids=["flag", "variable"])
def test_without_colour_no_colour_code_is_sent(options: tuple[str, ...], database: Path) -> None:
    env = environment(COLORTERM="truecolor", **({} if options else {"NO_COLOR": "1"}))
    with PtyApp(ppm(database, *options), env=env) as app:
        app.wait_for("Portfolio")
        app.press("j", "j", ":", "esc", "enter", "j", "q", "?", "q", "space")
        output = bytes(app.output)
    assert not COLOR.search(output)
    codes = {
        code for found in re.findall(rb"\x1b\[([\d;]*)m", output) for code in found.split(b";")
    }
    assert codes <= {b"", b"0", b"1", b"4", b"7"}


def test_the_colour_codes_are_told_from_others() -> None:
    coloured = (b"31", b"1;97", b"38;5;9", b"48;2;1;2;3", b"39", b"0;104", b"1;49")
    plain = (b"", b"0", b"1;7", b"3", b"4", b"9", b"22;24")
    assert all(COLOR.search(b"\x1b[" + each + b"m") for each in coloured)
    assert not any(COLOR.search(b"\x1b[" + each + b"m") for each in plain)


@pytest.mark.parametrize("mouse", ["auto", "on"])
def test_only_modes_that_are_needed_are_switched_on(mouse: str, database: Path) -> None:
    settings = database.with_name("settings.toml")
    settings.write_text(f'mouse = "{mouse}"\n')
    with PtyApp(ppm(database, "--config", str(settings))) as app:
        app.wait_for("Portfolio")
        app.settle()
        wanted = {"1049", "2004"} | ({"1000", "1006"} if mouse == "on" else set())
        assert {mode for mode, is_on in app.modes().items() if is_on} == wanted
        app.type("q", "q")
        assert app.end() == 0
        assert {mode for mode, is_on in app.modes().items() if is_on} == {"25", "7"}
        assert b"1003" not in app.output


def test_frames_are_marked_when_the_terminal_knows_the_marks(database: Path) -> None:
    with PtyApp(ppm(database), knows_sync=True) as app:
        app.wait_for("Portfolio")
        app.settle()
        frame = app.press("j")
    assert frame.startswith(b"\x1b[?2026h")
    assert frame.endswith(b"\x1b[?2026l")


def test_nothing_is_sent_while_nothing_happens(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.settle(1.0)
        assert app.read(5.0) == b""


def test_no_sequence_of_sizes_ends_the_app_or_spoils_the_screen(database: Path) -> None:
    chance = random.Random(7)
    with PtyApp(ppm(database)) as app:
        app.wait_for("over-booked")  # the figure that comes last
        app.wait_for("Top risk: R-031")
        app.press("esc")
        app.wait_for("nothing to leave here")
        app.settle(0.5)
        before = app.screen.cells()
        for number in range(120):
            app.resize(chance.randint(1, 300), chance.randint(1, 100))
            if number % 10 == 0:
                app.type(":" if number % 20 else "esc")
        app.resize(80, 24)
        app.type("esc", "esc")
        app.wait_for(lambda: app.screen.cells() == before)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (39, 11), (300, 100), (40, 12)])
def test_any_size_and_back_gives_the_same_screen(size: tuple[int, int], database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.settle(0.5)
        before = app.screen.cells()
        app.resize(*size)
        app.settle()
        app.resize(80, 24)
        app.wait_for(lambda: app.screen.cells() == before)
