"""Keys: none is silent, none is missed, pasted ones are dropped, and each can be changed."""

import pytest

from ppm_tui import keymap
from ppm_tui.screens.baselines import BaselinesScreen
from ppm_tui.screens.daily_update import DailyUpdateScreen
from ppm_tui.screens.edit import EditScreen
from ppm_tui.screens.help import HelpScreen
from ppm_tui.screens.levelling import LevellingScreen
from ppm_tui.screens.overdue import OverdueScreen
from ppm_tui.screens.portfolio import PortfolioScreen
from ppm_tui.screens.project import ProjectScreen
from ppm_tui.screens.project_log import ProjectLogScreen
from ppm_tui.screens.project_people import ProjectPeopleScreen
from ppm_tui.screens.project_raid import ProjectRaidScreen
from ppm_tui.screens.simulation import SimulationScreen
from ppm_tui.screens.templates import TemplatesScreen
from ppm_tui.screens.timeline import TimelineScreen
from ppm_tui.screens.utilization import UtilizationScreen
from ppm_tui.settings import Binding, Settings
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

PLACES = {
    "portfolio": (),
    "project": ("j", "Enter"),
    "project_raid": ("j", "Enter", "Tab"),
    "project_people": ("j", "Enter", "Tab", "Tab"),
    "project_log": ("j", "Enter", "Shift+Tab"),
    "overdue": ("v", "o"),
    "timeline": ("v", "t"),
    "utilization": ("v", "u"),
    "levelling": ("v", "l"),
    "simulation": ("v", "s", "b"),
    "baselines": ("j", "g", "b"),
    "templates": (":", *"templ", "Enter"),
    "edit": ("j", "e"),
    "daily_update": ("0",),
    "help": ("?",),
}
ENDING = ("app.suspend",)
"""Stops the process; what it does is proved in a real terminal."""


async def test_chooser_waits_and_shows_its_letters_until_esc(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        hints = ppm.hints
        await ppm.press("s")
        chooser = " s status:  g green  a amber  r red  h on hold  x closed"
        assert ppm.hints == f"{chooser}{'Esc leave':>{80 - len(chooser)}}"
        await ppm.press("z")
        ppm.sees("z is none of these letters; Esc leaves", "s status:")
        await ppm.press("Esc")
        assert ppm.hints == hints
        await ppm.press("s", "Backspace")
        assert ppm.hints == hints
    assert content(demo) == before


async def test_unknown_key_says_so(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("Z")
        ppm.sees("Z does nothing here; ? shows the keys")


@pytest.mark.parametrize("place", PLACES)
async def test_palette_lists_every_action_of_the_screen_with_its_key(
    demo: Workspace, place: str
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*PLACES[place], ":")
        offered = {(entry.label.lower(), entry.key) for entry in ppm.palette.entries}
        for action in keymap.of_screen(place, ppm.app.actions):
            key = keymap.shown(action.keys[0]) if action.keys else ""
            assert (action.help.lower(), key) in offered


async def test_pm_finds_a_command_by_some_letters_and_runs_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press(":")
        await ppm.type("open at")
        ppm.sees(": open at_", "> open ATLAS Atlas ERP rollout")
        await ppm.press("Enter")
        ppm.sees("ATLAS Atlas ERP rollout")
        assert ppm.screen.kind == "project"
        await ppm.press("Ctrl+P")
        await ppm.type("coarser")
        ppm.sees(">")
        await ppm.press("Enter")
        ppm.sees("one cell is a week")
        await ppm.press(":", "Esc")
        assert not ppm.palette.is_open
        assert ppm.screen.kind == "project"


@pytest.mark.parametrize(
    "place", ["portfolio", "project", "overdue", "timeline", "edit", "daily_update"]
)
async def test_help_shows_exactly_the_keys_that_are_bound(demo: Workspace, place: str) -> None:
    mine = Settings(bindings=(Binding("row.mark", ("W",), 3), Binding("row.copy", (), 4)))
    async with opened(demo, size=(100, 90), settings=mine) as ppm:
        await ppm.press(*PLACES[place], "?")
        shown = {key for line in ppm.lines[2:-2] for key in line[3:21].split() if key.strip()}
        bound = keymap.bound(place, ppm.app.actions)
        assert shown == {keymap.shown(key) for key in bound}
        assert ("W" in bound) == (place in keymap.LISTS)
        assert "y" not in bound


async def test_hint_line_counts_what_it_hides(demo: Workspace) -> None:
    for width in (45, 80, 120):
        async with opened(demo, size=(width, 40)) as ppm:
            start, _, rest = ppm.hints.partition("+")
            hinted = [part for part in start.split("  ") if part.strip()]
            actions = keymap.of_screen("portfolio", ppm.app.actions)
            assert len(hinted) + int(rest.split()[0]) == len(actions) - 2
            assert ppm.hints.endswith("? help  : cmd")


def state(ppm: Driver) -> tuple[object, ...]:
    """What a key may change: all that is seen, where one is, whether the app runs."""
    return ppm.text, ppm.screen.kind, ppm.app.place, ppm.app.is_running


async def go_to(ppm: Driver, place: str) -> None:
    """The screen with nothing open and the cursor between first and last row."""
    await ppm.press("1", *PLACES[place], "PgDn" if place == "help" else "j")
    if place in keymap.LISTS:
        await ppm.press("j", "j")


@pytest.mark.parametrize("place", PLACES)
async def test_every_bound_key_of_a_screen_changes_or_says_something(
    demo: Workspace, place: str
) -> None:
    silent = []
    keys = [key for key, action in keymap.bound(place).items() if action not in ENDING]
    while keys:
        async with opened(demo) as ppm:
            await go_to(ppm, place)
            ppm.count = 0
            while keys and ppm.app.is_running:
                key = keys.pop()
                is_fresh, before = ppm.count == 0, state(ppm)
                await ppm.press(key)
                is_silent = state(ppm) == before
                if is_silent and is_fresh:
                    silent.append(key)
                elif is_silent:
                    keys.append(key)  # the cursor may stand at an edge: once more from the start
                if is_silent or is_elsewhere(ppm, place):
                    break
    assert silent == []


def is_elsewhere(ppm: Driver, place: str) -> bool:
    """Whether the next key would not find the screen as it was."""
    screen = ppm.screen
    is_open = ppm.is_asking or ppm.palette.is_open or screen.chooser is not None
    return is_open or screen.kind != place


@pytest.mark.parametrize("place", PLACES)
def test_every_action_that_a_screen_offers_is_one_that_it_has(place: str) -> None:
    screens = {
        "portfolio": PortfolioScreen,
        "project": ProjectScreen,
        "project_raid": ProjectRaidScreen,
        "project_people": ProjectPeopleScreen,
        "project_log": ProjectLogScreen,
        "overdue": OverdueScreen,
        "timeline": TimelineScreen,
        "utilization": UtilizationScreen,
        "levelling": LevellingScreen,
        "simulation": SimulationScreen,
        "baselines": BaselinesScreen,
        "templates": TemplatesScreen,
        "edit": EditScreen,
        "daily_update": DailyUpdateScreen,
        "help": HelpScreen,
    }
    names = [f"action_{action.id.replace('.', '_')}" for action in keymap.of_screen(place)]
    assert [name for name in names if not hasattr(screens[place], name)] == []


async def test_pasted_text_runs_no_keys_outside_a_field(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.paste("xsrXydeleted")
        ppm.sees("pasted text was dropped: open a field first")
        assert ppm.screen.kind == "portfolio"
        await ppm.type("please close it")
        ppm.sees("pasted text was dropped: open a field first")
        assert ppm.screen.chooser is None
        await ppm.press("c")
        await ppm.paste("Vendor called")
        assert ppm.typed == "Vendor called"
        await ppm.press("Esc")
    assert content(demo) == before


async def test_a_held_key_is_no_paste(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.type("jjjjjjjjjj")
        assert ppm.cursor == "EMBER"


async def test_alt_and_a_key_is_esc_and_the_key(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("f", "r")
        ppm.send("alt+j")
        await ppm.settle()
        ppm.sees("12 of 12")
        assert ppm.cursor == "ATLAS"
        await ppm.press("s")
        ppm.send("alt+q")
        await ppm.settle()
        ppm.sees("q again quits")


async def test_letters_of_another_keyboard_are_the_latin_ones_on_the_same_keys(
    demo: Workspace,
) -> None:
    async with opened(demo, settings=Settings(keyboard="ru")) as ppm:
        for sign in "оо":
            ppm.send(sign, sign)
        await ppm.settle()
        assert ppm.cursor == "HAVEN"
        for sign in "ык":
            ppm.send(sign, sign)
        await ppm.settle()
        for sign in "Причина":
            ppm.send(sign, sign)
        await ppm.press("Enter")
        assert ppm.project("HAVEN", "rag", "rag_reason") == ("red", "Причина")


async def test_own_keys_work_and_wrong_ones_are_named_with_their_line(demo: Workspace) -> None:
    mine = Settings(
        bindings=(
            Binding("row.status", ("W",), 3),
            Binding("row.note", (), 4),
            Binding("row.time", ("j",), 5),
            Binding("row.fly", ("A",), 6),
        )
    )
    async with opened(demo, settings=mine) as ppm:
        assert "line 5: j is cursor.down already" in ppm.foot
        await ppm.press("W")
        ppm.sees("status:")
        await ppm.press("Esc", "s")
        ppm.sees("s does nothing here")
        await ppm.press("c")
        ppm.sees("c does nothing here")
        await ppm.press("t")
        ppm.sees("Time (")


async def test_q_at_the_top_quits_the_second_time_and_esc_never(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("Esc", "Esc", "q")
        ppm.sees("q again quits; everything is saved")
        assert ppm.app.is_running
        await ppm.press("q")
        assert not ppm.app.is_running


async def test_what_is_typed_ahead_of_a_slow_line_waits_its_turn(demo: Workspace) -> None:
    """One packet of the line holds several keys; the screens that they are for come first."""
    async with opened(demo) as ppm:
        await ppm.burst("g", "d", "Enter", "Enter")
        ppm.sees("3 of 8", "2 done")
        await ppm.press("Esc")
        await ppm.burst("t", "2", "h", "Enter", "j")
        ppm.sees("DELTA: 2h logged, saved")
        assert ppm.cursor == "ATLAS"
        await ppm.burst("s", "r", "n", "o", "Enter", "Enter", "j")
        assert ppm.project("ATLAS", "rag", "rag_reason") == ("red", "no")
        ppm.sees("Portfolio › ATLAS")
        assert ppm.cursor == ppm.table.list.keys[1]


async def test_a_paste_into_an_open_field_waits_there_as_one_line(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.burst(*"Hello team,", "Enter", *"srX done y", "Enter", *"VXy")
        ppm.sees("Hello team, srX done y VXy", "pasted; Enter saves it")
        assert content(demo) == before
        await ppm.press("Esc")
    assert content(demo) == before


async def test_the_question_before_deleting_takes_no_key_of_the_same_burst(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.burst("X", "y")
        ppm.sees("Delete 1 project?")
        await ppm.press("Esc")
    assert content(demo) == before


@pytest.mark.parametrize("width", [40, 45, 60, 80, 120])
@pytest.mark.parametrize("place", ["portfolio", "project"])
async def test_every_letter_of_a_chooser_is_seen(demo: Workspace, place: str, width: int) -> None:
    async with opened(demo, size=(width, 24)) as ppm:
        await ppm.press(*PLACES[place])
        for key in ("g", "v", "y", "s", "f", "o", "X", ","):
            await ppm.press(key)
            chooser = ppm.screen.chooser
            if chooser is None:
                continue  # no chooser on this screen
            for _wrong in range(2):
                shown = "\n".join(ppm.lines[-2:])
                for choice in chooser.choices:
                    words = choice.label, choice.word
                    assert any(f" {choice.letter} {word[:3]}" in shown for word in words), shown
                await ppm.press("Z")
            await ppm.press("Esc")


async def test_the_way_out_gives_way_to_the_letters_and_labels_shrink_before_they_are_cut(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("f")
        assert ppm.hints == (
            " f filter:  r red  a amber  g green  m mine  o overdue  u stale  x closed"
        )
    async with opened(demo, size=(45, 16)) as ppm:
        await ppm.press("f")
        assert ppm.lines[-2:] == [
            " f filter:  r red  a amber  g green  m mine",
            " o overdue  u not updated  x closed too",
        ]
        await ppm.press("Z")
        assert ppm.lines[-2:] == [
            " f filter: Z not:  r red  a amber  g green",
            " m mine  o overdue  u stale  x closed",
        ]
        await ppm.press("Esc")
        assert "is none of these letters" in ppm.foot
