"""What is copied, which way it went, and moving the timeline by a screen."""

import re
from pathlib import Path

import pytest

from ppm_tui.cli import run
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, opened


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal without multiplexer, and nobody's own folder."""
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


async def copied(ppm: Driver, letter: str) -> str:
    await ppm.press("y", letter)
    return ppm.app.clipboard


async def test_pm_copies_key_row_table_and_link(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        assert await copied(ppm, "k") == "DELTA"
        ppm.sees("copied the key through the terminal (OSC 52)")
        assert (await copied(ppm, "r")).startswith("DELTA  Delta CRM merge")
        assert await copied(ppm, "l") == "ppm show DELTA"
        assert len((await copied(ppm, "t")).splitlines()) == 12
        await ppm.press("Space", "Space")
        assert await copied(ppm, "l") == "ppm show DELTA\nppm show ATLAS"
        ppm.sees("copied 2 links")


@pytest.mark.parametrize("place", [("j", "Enter", "G"), ("v", "o", "j")], ids=["plan", "overdue"])
async def test_the_link_of_a_task_is_a_command_that_shows_it(
    demo: Workspace, place: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*place)
        program, *words = (await copied(ppm, "l")).split()
        task = ppm.cursor
    assert program == "ppm"
    assert task is not None
    assert run([*words, "--db", str(demo.place), "--as-of", "2026-03-17"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [task in text for text in shown[-1:]] == [True]
    assert len([text for text in shown if " T-" in f" {text}" or " M-" in f" {text}"]) == 1


async def test_without_a_clipboard_the_text_is_in_a_file(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with opened(demo, size=(160, 40)) as ppm:
        await ppm.press("y", "k")
        place = tmp_path / "state" / "ppm" / "copied.txt"
        ppm.sees(f"no clipboard here: the key is in {place}")
    assert place.read_text() == "DELTA\n"
    assert place.stat().st_mode & 0o777 == 0o600


async def test_a_tmux_that_does_not_answer_is_no_way(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMUX", f"{tmp_path}/no-such-socket,1,0")
    async with opened(demo) as ppm:
        await ppm.press("y", "k")
        ppm.sees("no clipboard here: the key is in")


async def test_the_timeline_moves_by_a_screen_and_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter")
        scale = ppm.lines[2:4]
        for zoom in ((), (">",), (">",)):
            await ppm.press(*zoom)
            scale = ppm.lines[2:4]
            await ppm.press("L")
            assert ppm.lines[2:4] != scale
            await ppm.press("H")
            assert ppm.lines[2:4] == scale
            await ppm.press("H", "H", "z")
            assert "▼" in ppm.lines[2]


async def test_a_screen_later_begins_where_the_last_one_ended(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter")
        days = re.findall(r"\d\d", ppm.lines[3])
        await ppm.press("L")
        assert re.findall(r"\d\d", ppm.lines[3])[0] == days[-1]  # of a week that was cut


async def test_without_a_timeline_moving_it_says_so(demo: Workspace) -> None:
    async with opened(demo, size=(45, 16)) as ppm:
        await ppm.press("j", "Enter")
        for key in ("h", "L"):
            await ppm.press(key)
            ppm.sees("the timeline needs 80 columns")
            await ppm.press("j")
