"""The first run: nothing there yet, and three ways to start."""

import stat
from pathlib import Path

import pytest

from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.stories.driver import opened

FILE = Path(__file__).parent.parent / "exchange" / "data" / "harbour.xml"


def contents(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


async def test_empty_portfolio_shows_three_ways_to_start(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        ppm.sees("Nothing here yet. Three ways to start:", "no projects yet")
        ppm.sees("n    add your first", "i    import a CSV", "d    look around with demo data")
        await ppm.press("n")
        await ppm.type("Aurora intranet")
        await ppm.press("Enter")
        ppm.sees("1 of 1", "AURORA Aurora intranet")
        assert ppm.cursor == "AURORA"
        assert ppm.stored("SELECT key, name FROM project") == [("AURORA", "Aurora intranet")]
        await ppm.press("u")
        ppm.sees("Nothing here yet.")


async def test_a_refused_first_project_leaves_no_file(workspace: Workspace, tmp_path: Path) -> None:
    workspace.place = Place(path=tmp_path / "new" / "portfolio.db")
    before = contents(tmp_path)
    async with opened(workspace) as ppm:
        await ppm.press("n")
        await ppm.type(" ")
        await ppm.press("Enter", "Esc", "i")
        await ppm.type("/nowhere/plan.xml")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED", "plan.xml")
        assert contents(tmp_path) == before
        await ppm.press("Ctrl+U", "Esc", "n")
        await ppm.type("Aurora intranet")
        await ppm.press("Enter")
        ppm.sees("1 of 1", "AURORA Aurora intranet")
    assert stat.S_IMODE((tmp_path / "new" / "portfolio.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


async def test_pm_imports_a_file_into_an_empty_portfolio(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("i")
        await ppm.type("/nowhere/plan.xml")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED", "plan.xml")
        await ppm.press("Ctrl+U")
        await ppm.paste(str(FILE))
        await ppm.press("Enter")
        ppm.sees("1 of 1", "Harbour wall")
        assert ppm.stored("SELECT name FROM project") == [("Harbour wall",)]
        assert ppm.stored("SELECT COUNT(*) FROM task")[0][0] > 3
        await ppm.press("Enter")
        ppm.sees("Harbour wall", "[Plan]")
        await ppm.press("u", "Esc")
        ppm.sees("Nothing here yet.")


def demos(folder: Path) -> list[Path]:
    return list(folder.glob("ppm-demo-*"))


async def test_pm_looks_around_in_a_demo_that_is_kept_apart(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = workspace.place
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with opened(workspace) as ppm:
        await ppm.press("d")
        ppm.sees("12 of 12", "DELTA", "ppm › Demo", "this is a demo, kept apart from your own")
        assert workspace.place != own
        assert demos(tmp_path)
        await ppm.press("s", "g")
        await ppm.type("Looks fine")
        await ppm.press("Enter")
        ppm.sees("DELTA: red → green")
    assert demos(tmp_path) == []
    workspace.place = own
    assert workspace.get(lambda connection: connection.rows("SELECT key FROM project")) == []
