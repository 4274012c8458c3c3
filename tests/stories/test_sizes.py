"""Small, changing and wide terminals, and names that are not meant well."""

import json
import random
import unicodedata
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from rich.cells import cell_len

from ppm_tui.store.commands import projects, status, steps, tasks
from ppm_tui.terms import Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, opened

PLACES = {
    "portfolio": (),
    "project": ("j", "Enter"),
    "overdue": ("v", "o"),
    "timeline": ("v", "t"),
    "utilization": ("v", "u", "Enter"),
    "levelling": ("v", "l"),
    "simulation": ("v", "s"),
    "baselines": ("j", "g", "b"),
    "daily update": ("g", "d"),
    "help": ("?",),
}


@pytest.mark.parametrize("place", PLACES)
async def test_too_small_a_terminal_says_what_it_needs_and_nothing_is_lost(
    demo: Workspace, place: str
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*PLACES[place])
        before = ppm.text
        await ppm.resize(36, 9)
        ppm.sees("ppm needs 40x12; this is 36x9.", "q quit   : command")
        assert "│" not in ppm.text
        await ppm.resize(1, 1)
        await ppm.resize(80, 24)
        assert ppm.text == before


async def test_too_small_a_terminal_still_takes_commands(demo: Workspace) -> None:
    async with opened(demo, size=(36, 9)) as ppm:
        await ppm.press(":")
        await ppm.type("open iris")
        await ppm.press("Enter")
        await ppm.resize(80, 24)
        ppm.sees("IRIS Iris payments")
        await ppm.resize(30, 5)
        await ppm.press("q", "q")
        assert ppm.app.is_running
        await ppm.press("q")
        assert not ppm.app.is_running


OPEN = {"nothing": (), "chooser": ("s",), "field": ("c",), "palette": (":",), "marks": ("V",)}


@pytest.mark.parametrize("opening", OPEN)
async def test_any_size_after_any_other_is_drawn_whole(demo: Workspace, opening: str) -> None:
    dice = random.Random(opening)
    async with opened(demo) as ppm:
        for place, keys in PLACES.items():
            await ppm.resize(120, 40)
            await ppm.press("1", *keys)
            if place not in ("help", "daily update"):
                await ppm.press(*OPEN[opening])
            for _ in range(12):
                await ppm.resize(dice.randint(1, 300), dice.randint(1, 100))
                assert_whole(ppm)
            await ppm.resize(120, 40)
            await ppm.press("Esc")


def assert_whole(ppm: Driver) -> None:
    """Every line is as wide as the terminal, and as many as it has."""
    width, height = ppm.screen.size
    lines = ppm.cells
    assert len(lines) == height
    assert {cell_len(text) for text in lines} <= {width}, ppm.text


async def test_what_is_typed_survives_a_smaller_terminal(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.type("Steering agreed")
        await ppm.resize(30, 8)
        await ppm.resize(45, 16)
        assert ppm.typed == "Steering agreed"
        ppm.sees("Steering agreed")
        await ppm.press("Enter")
        ppm.sees("DELTA: note added")


async def test_peek_places_itself_as_the_terminal_changes(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        before = ppm.text
        ppm.sees("Milestones, 6 weeks", "Why     Vendor test data late")
        await ppm.resize(80, 24)
        ppm.misses("Milestones, 6 weeks")
        ppm.sees("Red since 03 Mar (14 days): Vendor test data late")
        await ppm.resize(45, 16)
        ppm.misses("Vendor test data")
        await ppm.press("i")
        ppm.sees("Vendor test data", "i back")
        await ppm.press("i")
        await ppm.resize(120, 40)
        assert ppm.text == before


@pytest.fixture(scope="session")
def hostile_names(shared_data: Path) -> list[str]:
    """Names that have broken programs: controls, markup, wide, joined and endless text."""
    entries = json.loads((shared_data / "hostile" / "names.json").read_text(encoding="utf-8"))
    return [entry["text"] for entry in entries]


async def test_names_that_are_not_meant_well_are_only_drawn(
    workspace: Workspace, hostile_names: list[str]
) -> None:
    names = [name for name in hostile_names if name.strip()]
    workspace.do(
        steps.together,
        label="hostile",
        commands=[make for number, name in enumerate(names) for make in hostile(number, name)],
    )
    assert len(names) > 50
    for size in ((80, 24), (120, 40)):
        async with opened(workspace, size=size) as ppm:
            for _ in range(len(names) // 10 + 1):
                assert_harmless(ppm)
                await ppm.press("PgDn")
            keys = ppm.table.list.keys
            for key in keys if size[0] == 80 else keys[::5]:
                ppm.app.visit("project", key)
                await ppm.settle()
                assert_harmless(ppm)
                await ppm.press("Esc")


def hostile(number: int, name: str) -> list[steps.Command]:
    """A project, its task and its status, all of this name."""
    key = f"H{number}"
    return [
        partial(projects.add, name=name, key=key),
        partial(tasks.add, project=key, name=name),
        partial(status.set_rag, key=key, rag=Rag.RED, reason=name, as_of=AS_OF),
    ]


def assert_harmless(ppm: Driver) -> None:
    """Nothing on the screen moves the cursor or turns the text round; every line fits."""
    assert_whole(ppm)
    controls = {sign for sign in ppm.text if unicodedata.category(sign) in ("Cc", "Cf", "Cs")}
    assert controls <= {"\n"}


async def test_keys_and_sizes_are_not_lost_on_a_machine_that_stands_still_just_then(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(1000.0, 5.0)  # between any two looks at the clock
    async with opened(demo) as ppm:
        monkeypatch.setattr("textual._time.get_time", lambda: next(seconds))
        await ppm.press("j", "j")
        assert ppm.cursor == "HAVEN"
        ppm.sees("── HAVEN  Haven security audit")
        await ppm.resize(120, 40)
        await ppm.resize(45, 16)
        ppm.sees("Portfolio  Active  12")
