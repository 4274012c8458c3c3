"""Each screen as plain text, at four sizes; `make looks` writes the files anew, on purpose."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ppm_tui.settings import Settings
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.conftest import workspace_at
from tests.stories.driver import Driver, opened

# ATLAS, UAT preparation: two hours are left of what was agreed on its phase.
OVER = ("j", "Enter", *"jjjjj", "t", "‹3h›", "Enter")
FOLDER = Path(__file__).parent
SIZES = ((45, 16), (80, 24), (120, 40), (200, 60))
SCREENS: dict[str, Sequence[str]] = {
    "portfolio": (),
    "project": ("j", "Enter", *"jjjjjj"),
    "project-raid": ("j", "Enter", "Tab", "j"),
    "project-people": ("j", "Enter", "Tab", "Tab", "j"),
    "project-changes": ("j", "Enter", "Shift+Tab", "Shift+Tab", "j"),
    "project-log": ("j", "Enter", "Shift+Tab", "j"),
    "project-budget": ("j", "v", "f", "j"),
    "project-budget-why": ("j", "v", "f", *"jjj", "Enter"),
    "project-budget-table": ("j", "v", "f", "b", "b"),
    "money": ("v", "c", "j"),
    "money-client": ("v", "c", "b", "c", "Enter"),
    "cap": OVER,
    "cap-billed": (*OVER, "b"),
    "cap-absorbed": (*OVER, "a", "‹Our estimate was too low›", "Enter"),
    "cap-change": (*OVER, "c"),
    "declared": ("s", "g", "‹Vendor has delivered›", "Enter"),
    "daily-update": ("0", "Enter", "r", "‹UAT sign-off missed, migration rerun›"),
    "overdue": ("v", "o", "j"),
    "timeline": ("v", "t", "j"),
    "resources": ("3",),
    "resources-away": (
        "3",
        "n",
        "‹leave 23..25 mar›",
        "Enter",
        "n",
        "‹sick mon 4h @ana›",
        "Enter",
        "n",
        "‹leave w14 @leo›",
        "Enter",
        "Shift+Tab",
        "Shift+Tab",
    ),
    "edit-person": ("3", "e", *"jjjjj"),
    "risks": ("4", "j"),
    "risks-cell": ("4", "Tab", "h", "j"),
    "baselines": ("j", "g", "b", "j"),
    "templates": (":", *"templ", "Enter", "j"),
    "utilization": ("v", "u", *"jjj"),
    "utilization-formulas": ("v", "u", "b", "r", "j", "j", "Enter"),
    "levelling": ("3", "v", "l", "b", "j", "j", "x", *"jjjj"),
    "levelling-stays": ("Enter", "v", "l", "b", "G"),
    "simulation": ("j", "v", "s"),
    "simulation-tasks": ("v", "s", "b", "j"),
    "issues": ("g", "i", "j", "j", "j"),
    "attention": ("v", "a", "j"),
    "changes": ("5", "j"),
    "edit": ("j", "e", "j"),
    "help": ("?",),
    "palette": (":", "‹over›"),
    "chooser": ("s",),
    "prompt": ("c", "‹Steering agreed to two more weeks›"),
}
FACTS = {
    "portfolio": ("■ R", "▲ A", "● G", "!06 Mar"),
    "project": ("■ R", "!", "◇", "▓", "░"),
    "project-raid": ("X20", "H12", "!16 Mar", "[RAID 7]"),
    "project-people": ("▓110!", "█135!", "240h", "[People 7]"),
    "project-log": ("■ R", "▲ A", "3h30", "[Log]"),
    "project-budget": ("[Budget]", "68.1%", "EEE", "AAA"),
    "project-budget-why": ("BAC / CPI", "baseline 0"),
    "money": ("ATLAS", "1100k", "68%"),
    "daily-update": ("[r] ■ RED", "▲ A", "● G", "late 1d"),
    "overdue": ("!06 Mar", "!12 Mar"),
    "resources": ("▓110!", "█135!", "▒100", "░ 80"),
    "resources-away": ("█131!-",),
    "timeline": ("■ R", "▓▓!▓x◇", "!12 Mar"),
    "risks": ("X20", "H12", "!13 Mar"),
    "changes": ("submitted", "waiting 1d", "+24k", "08 May → 13 May"),
    "utilization": ("■ R", "▲ A", "● G", "○ -"),
    "levelling": ("!0h", "follows"),
    "simulation": ("P80", "█", "▒"),
    "issues": ("!13 Mar", "5 issues, 3 late"),
    "attention": ("milestone", "was due 06 Mar"),
}


def assert_look(ppm: Driver, name: str) -> None:
    """The screen is as the file of that name says."""
    path = FOLDER / f"{name}-{ppm.screen.size.width}x{ppm.screen.size.height}.txt"
    text = ppm.text + "\n"
    if os.environ.get("PPM_LOOKS") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} looks different: make looks"


async def show(ppm: Driver, keys: Sequence[str]) -> None:
    """Press keys; what stands in ‹ › is typed."""
    for key in keys:
        if key.startswith("‹"):
            await ppm.type(key[1:-1])
        else:
            await ppm.press(key)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_screen_looks_as_before(demo: Workspace, name: str, size: tuple[int, int]) -> None:
    async with opened(demo, size=size) as ppm:
        await show(ppm, SCREENS[name])
        assert_look(ppm, name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "name",
    [
        "portfolio",
        "project",
        "project-raid",
        "project-people",
        "project-changes",
        "project-log",
        "project-budget",
        "project-budget-why",
        "money",
        "cap",
        "declared",
        "timeline",
        "baselines",
        "templates",
        "utilization",
        "levelling",
        "resources",
        "resources-away",
        "simulation",
        "issues",
        "attention",
        "risks",
        "changes",
    ],
)
async def test_screen_in_ascii_looks_as_before(
    demo: Workspace, name: str, size: tuple[int, int]
) -> None:
    async with opened(demo, size=size, settings=Settings(glyphs="ascii")) as ppm:
        await show(ppm, SCREENS[name])
        assert_look(ppm, f"{name}-ascii")
        assert ppm.text.isascii()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_first_run_looks_as_before(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)  # the screen says where the file is
    async with opened(workspace_at(Place(path=Path("portfolio.db"))), size=size) as ppm:
        assert_look(ppm, "first-run")


@pytest.mark.parametrize("size", [(36, 9), (20, 4)], ids=["36x9", "20x4"])
async def test_too_small_a_terminal_looks_as_before(demo: Workspace, size: tuple[int, int]) -> None:
    async with opened(demo, size=size) as ppm:
        assert_look(ppm, "too-small")


@pytest.mark.parametrize("size", SIZES[1:3], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", FACTS)
async def test_screen_says_the_same_without_any_colour(
    demo: Workspace, name: str, size: tuple[int, int]
) -> None:
    async with opened(demo, size=size, settings=Settings(color="none")) as ppm:
        await show(ppm, SCREENS[name])
        assert_look(ppm, name)
        ppm.sees(*FACTS[name])
        assert colours(ppm) == set()


async def test_colours_are_there_unless_they_are_switched_off(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        assert {"red", "yellow", "green"} <= colours(ppm)


def colours(ppm: Driver) -> set[str]:
    """Names of all colours on the screen but the terminal's own."""
    styles = [segment.style for strip in ppm.strips for segment in strip if segment.style]
    found = [colour for style in styles for colour in (style.color, style.bgcolor)]
    return {colour.name for colour in found if colour is not None and not colour.is_default}
