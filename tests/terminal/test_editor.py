"""An editor gets the terminal as a shell would give it, and ppm comes back to the same screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.terminal.pty_app import PtyApp, environment, ppm

TIMES = 20
EDITOR = """#!/bin/sh
stty -a | tr ' ;' '\\n\\n' | grep -Ecx 'echo|icanon|isig|opost'
printf '\\033[?1049h\\033[?1000h\\033[2Jediting %s' "$(cat "$1")"
read answer
printf '\\033[?1000l\\033[?1049l'
[ "$answer" = fail ] && exit 3
[ "$answer" = wreck ] && {
    printf '\\033[?1049h\\033[?1000h\\033[?25l'
    stty raw -echo
    kill -9 $$
}
[ "$answer" ] && echo "$answer" >> "$1"
exit 0
"""
"""Asks for a line, in a screen of its own, and says first how many of four modes it was given."""


@pytest.fixture
def editor(tmp_path: Path) -> dict[str, str]:
    """An environment with an editor that asks for a line and adds it."""
    path = tmp_path / "editor"
    path.write_text(EDITOR)
    path.chmod(0o700)
    return environment(EDITOR=str(path), TMPDIR=str(tmp_path))


@pytest.mark.parametrize("driver", ["auto", "plain"])
def test_twenty_times_to_the_editor_and_back(
    driver: str, database: Path, editor: dict[str, str], tmp_path: Path
) -> None:
    with PtyApp(ppm(database, "--driver", driver), env=editor) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.press("j", "c")
        app.type("half a note")
        app.wait_for("half a note")
        app.settle(0.5)
        before, modes, local = app.screen.cells(), app.modes(), app.local_modes()
        first: list[list[tuple[object, ...]]] = []
        for number in range(1, TIMES + 1):
            app.type("ctrl+x")
            app.wait_for(lambda number=number: app.output.count(b"editing half a note") == number)  # type: ignore[misc]  # of this round
            app.type("enter")
            app.wait_for("the text is as it was")
            app.settle(0.05)
            first = first or app.screen.cells()
            assert app.screen.cells() == first
            assert app.modes() | {"2026": False} == modes | {"2026": False, "1000": False}
            assert app.local_modes() == local
        assert first[:-1] == before[:-1]
        assert app.output.count(b"4\r\n") == TIMES  # echo, lines, signals and line ends, each time
    assert list(tmp_path.glob("ppm-*")) == []


def test_a_note_written_there_is_saved(database: Path, editor: dict[str, str]) -> None:
    with PtyApp(ppm(database), env=editor) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.type("E")
        app.wait_for(lambda: b"editing" in app.output)
        app.type("Agreed with the vendor", "enter")
        app.wait_for("DELTA: note added")


@pytest.mark.parametrize(
    ("how", "said"), [("fail", "failed with exit code 3"), ("wreck", "was ended by signal 9")]
)
def test_an_editor_that_leaves_the_terminal_wrecked_leaves_the_same_screen(
    how: str, said: str, database: Path, editor: dict[str, str]
) -> None:
    with PtyApp(ppm(database), env=editor) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.settle(0.5)
        before, local = app.screen.cells(), app.local_modes()
        app.type("E")
        app.wait_for(lambda: b"editing" in app.output)
        app.type(how, "enter")
        app.wait_for(said)
        app.settle(0.1)
        assert app.screen.cells()[:-2] == before[:-2]
        assert app.local_modes() == local
        wanted = {"1049", "2004"}
        assert {mode for mode, is_on in app.modes().items() if is_on} == wanted


def test_ctrl_c_in_the_editor_is_the_editors(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "editor"
    path.write_text("#!/bin/sh\ntrap 'echo caught > \"$1\"; exit 0' INT\necho ready\nread answer\n")
    path.chmod(0o700)
    with PtyApp(ppm(database), env=environment(VISUAL=str(path), EDITOR="false")) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.type("E")
        app.wait_for(lambda: b"ready" in app.output)
        app.type("ctrl+c")
        app.wait_for("DELTA: note added")


@pytest.mark.skipif(not shutil.which("vim"), reason="vim is not installed")
def test_vim_and_back(database: Path) -> None:
    env = environment(EDITOR="env TERM=vt100 vim -u NONE -i NONE")
    with PtyApp(ppm(database), env=env) as app:
        app.wait_for("over-booked")  # the last figure that comes by itself
        app.settle(0.5)
        before = app.screen.cells()
        app.type("E")
        app.wait_for("note.txt")
        app.type("i", "Two", "enter", "lines", "esc")
        app.settle(0.3)
        app.type(":wq", "enter")
        app.wait_for("DELTA: note added")
        app.settle(0.3)
        assert app.screen.cells()[:15] == before[:15]
