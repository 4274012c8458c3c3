"""Whatever is pressed, in whatever order: nothing breaks, and undo leads back to the start."""

import random

import pytest

from ppm_tui import keymap
from ppm_tui.workspace import Workspace
from tests.conftest import workspace_at
from tests.stories.driver import Driver, content, opened

STEPS = 250
LEAVING = {"app.suspend", "app.cancel", "app.back"}
TEXTS = ("50", "+5d", "2h call", "gia", "-", "Vendor late", "pm:ana", "", "[/b] 寸法", "!x")


@pytest.mark.parametrize("seed", ["first", "second"])
async def test_any_keys_and_then_undo_lead_back_to_the_start(demo: Workspace, seed: str) -> None:
    dice = random.Random(seed)
    mine = workspace_at(demo.place, user="zoe")
    before = content(mine)
    async with opened(mine) as ppm:
        while ppm.count < STEPS and ppm.app.is_running:
            await press_any(ppm, dice)
        assert ppm.app.is_running
        assert content(mine) != before
        await close_all(ppm)
        for _ in range(STEPS):
            await ppm.press("u")
            if "nothing to undo" in ppm.foot:
                break
    assert content(mine) == before


async def press_any(ppm: Driver, dice: random.Random) -> None:
    """One key that means something here and now, or a text for the field that is open."""
    screen = ppm.screen
    if ppm.is_asking:
        await ppm.type(dice.choice(TEXTS))
        await ppm.press(dice.choice(("Enter", "Enter", "Enter", "Esc", "Tab", "↑")))
    elif ppm.palette.is_open:
        await ppm.type(dice.choice("aeiou"))
        await ppm.press(dice.choice(("↓", "Esc", "Backspace")))
    elif screen.chooser is not None:
        letters = [choice.letter for choice in screen.chooser.choices]
        await ppm.press(dice.choice([*letters, "Esc"]))
    else:
        bound = keymap.bound(screen.kind, ppm.app.actions)
        keys = [key for key, action in bound.items() if action not in LEAVING]
        await ppm.press(dice.choice(keys))


async def close_all(ppm: Driver) -> None:
    """Leave whatever is open."""
    while ppm.is_asking or ppm.palette.is_open or ppm.screen.chooser is not None:
        await ppm.press("Esc")
