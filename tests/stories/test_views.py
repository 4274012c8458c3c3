"""Views of one's own: saved once, there again after a restart, and one's own to change or drop."""

from pathlib import Path

import pytest

from ppm_tui import settings
from ppm_tui.settings import Settings
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

FILE = """# my settings
currency = "EUR"   # ours

[keys]
row.open = ["enter", "W"]  # both
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(FILE)
    return path


def read(file: Path) -> Settings:
    """The settings as a new start reads them."""
    found = settings.load({"config": str(file)}, {})
    assert found.warnings == ()
    return found


def text_of(file: Path) -> str:
    """What stands in the file now."""
    return file.read_text()


def append(file: Path, text: str) -> None:
    """Write more into the file."""
    file.write_text(FILE + text)


async def save(ppm: Driver, text: str) -> None:
    """Save a view under this letter and name."""
    await ppm.press("S", "Ctrl+U")
    await ppm.type(text)
    await ppm.press("Enter")


@pytest.mark.parametrize(
    ("start", "keys", "table"),
    [
        ((), ("f", "a", "f", "x", "o", "i", "O"), "portfolio"),
        (("j", "Enter"), ("/", "‹owner:dan›", "Enter"), "plan"),
        (("v", "o"), ("/", "‹atlas›", "Enter"), "overdue"),
        (("v", "t"), ("/", "‹delta›", "Enter"), "timeline"),
    ],
    ids=["portfolio", "plan", "overdue", "timeline"],
)
@pytest.mark.parametrize("width", [80, 120])
async def test_a_view_gives_the_same_screen_after_a_restart(
    demo: Workspace,
    file: Path,
    start: tuple[str, ...],
    keys: tuple[str, ...],
    table: str,
    width: int,
) -> None:
    before = content(demo)
    size = (width, 30)
    async with opened(demo, size=size, settings=read(file)) as ppm:
        await ppm.press(*start)
        for key in keys:
            await (ppm.type(key[1:-1]) if key.startswith("‹") else ppm.press(key))
        await save(ppm, "k Kim's own")
        ppm.sees("view: Kim's own ", "v k shows this")
        wanted = ppm.lines[:-2]
    assert f"[views.{table}.k]" in text_of(file)
    assert text_of(file).startswith(FILE.rstrip("\n"))
    async with opened(demo, size=size, settings=read(file)) as ppm:
        await ppm.press(*start, "v")
        ppm.sees("k Kim's")
        await ppm.press("k")
        assert ppm.lines[:-2] == wanted
    assert content(demo) == before


async def test_a_view_that_is_left_by_a_filter_says_so_and_p_is_the_first_one_again(
    demo: Workspace, file: Path
) -> None:
    async with opened(demo, settings=read(file)) as ppm:
        first = ppm.lines[:-2]
        await ppm.press("f", "r")
        await save(ppm, "k Red ones")
        ppm.sees("view: Red ones   sort: attention   2 of 12")
        await ppm.press("F")
        ppm.sees("view: Red ones*   sort: attention   12 of 12")
        await ppm.press("v", "k")
        ppm.sees("view: Red ones   ", "2 of 12")
        await ppm.press("v", "p")
        assert ppm.lines[:-2] == first
        await ppm.press("v", "k", "v", "o", "v", "p")
        assert ppm.lines[:-2] == first


async def test_a_view_is_saved_again_by_its_name_and_deleted_by_its_letter(
    demo: Workspace, file: Path
) -> None:
    async with opened(demo, settings=read(file)) as ppm:
        await ppm.press("f", "r")
        await save(ppm, "k Red ones")
        await ppm.press("o", "i", "S")
        assert ppm.typed == "k Red ones"
        ppm.sees("letter and name; a letter alone deletes")
        await ppm.press("Enter")
        assert [view.sort for view in read(file).views] == ["spi"]
        await save(ppm, "k")
        ppm.sees("view k deleted", "view: Active")
        assert text_of(file).strip() == FILE.strip()
        await ppm.press("v")
        ppm.misses("Red ones")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "type a letter, a blank and a name"),
        ("kim", "type a letter, a blank and a name"),
        ("/ slash", "type a letter, a blank and a name"),
        ("p Mine", "p is the view portfolio: take another letter"),
        ("o Mine", "o is the view overdue milestones"),
        ("q", "there is no view q to delete"),
        ("k Other", "k is Red ones: k alone deletes that"),
    ],
)
async def test_a_view_that_cannot_be_saved_says_why(
    demo: Workspace, file: Path, text: str, why: str
) -> None:
    async with opened(demo, size=(100, 24), settings=read(file)) as ppm:
        await save(ppm, "k Red ones")
        before = text_of(file)
        await save(ppm, text)
        assert f"NOT SAVED: {why}" in ppm.hints
        assert ppm.typed == text
        assert text_of(file) == before


async def test_a_settings_file_that_cannot_be_written_says_so(demo: Workspace) -> None:
    async with opened(demo, size=(100, 24), settings=Settings(config="/dev/null")) as ppm:
        await save(ppm, "k Red ones")
        assert "NOT SAVED: /dev/null is no file" in ppm.hints


async def test_another_list_has_other_views_and_the_palette_has_them_all(
    demo: Workspace, file: Path
) -> None:
    async with opened(demo, settings=read(file)) as ppm:
        await ppm.press("f", "r")
        await save(ppm, "k Red ones")
        await ppm.press("F", ":")
        await ppm.type("red ones")
        ppm.sees("> Red ones", "v k")
        await ppm.press("Enter")
        ppm.sees("view: Red ones", "2 of 12")
        await ppm.press("v", "o", "v")
        ppm.misses("Red ones")


WRONG = """
[views.portfolio.p]
name = "Mine"
[views.portfolio.kk]
name = "Two letters"
[views.portfolio.n]
name = "Old"
sort = "no-such"
[views.portfolio.b]
name = "Broken"
filter = "no:such"
[views.report.a]
name = "Elsewhere"
[views.plan.a]
filter = "x"
[views.plan.b]
name = "B"
colour = "x"
[views.plan.c]
name = "C"
closed = 1
"""


async def test_views_that_make_no_sense_are_named_with_their_line(
    demo: Workspace, file: Path
) -> None:
    append(file, WRONG)
    found = settings.load({"config": str(file)}, {})
    assert [text.partition(" line ")[2] for text in found.warnings] == [
        "9: views.portfolio.kk is not under one letter or digit",
        "17: views.report.a is of no list: they are portfolio, plan, overdue, timeline, resources, "
        "issues, attention, risks",
        "19: views.plan.a has no name",
        "21: views.plan.b has an unknown 'colour'",
        "24: views.plan.c has a closed that is no true or false",
    ]
    async with opened(demo, size=(160, 24), settings=found) as ppm:
        assert "line 7: p is the view portfolio already" in ppm.app.views.problems
        await ppm.press("v", "n")
        ppm.sees("view n: this list cannot be sorted by 'no-such'", "view: Active")
        await ppm.press("v", "b")
        ppm.sees("view b: filter", "view: Active", "12 of 12")


async def test_a_long_name_of_a_view_gives_way_to_what_counts(demo: Workspace, file: Path) -> None:
    name = "Everything that Kim wants to see on a Monday before the steering meets"
    for width in (45, 80, 120):
        async with opened(demo, size=(width, 24), settings=read(file)) as ppm:
            await save(ppm, f"k {name}")
            assert "…" in ppm.lines[0]
            assert "12" in ppm.lines[0]
            assert ppm.lines[0].rstrip().endswith("Mar" if width == 45 else "W12")
            await ppm.press("v")
            assert " k " in "".join(ppm.lines[-2:])
            await ppm.press("Esc", "Enter")
            await save(ppm, f"k {name}")
            assert ("view: Ev" in ppm.lines[0]) == (width >= 80)
            assert "17 Mar" in ppm.lines[0]
