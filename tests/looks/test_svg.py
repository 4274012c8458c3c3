"""The main screens as pictures, for their colours; the text is held by the other looks."""

from collections.abc import Callable, Sequence

import pytest
from textual.pilot import Pilot

from ppm_tui.app import PpmApp, read_first
from ppm_tui.workspace import Workspace
from tests.looks.test_looks import SCREENS, show
from tests.stories.driver import Driver

PICTURES = {
    "portfolio": (120, 40),
    "project": (120, 40),
    "daily-update": (80, 24),
    "overdue": (80, 24),
    "palette": (80, 24),
}


@pytest.mark.parametrize("name", PICTURES)
def test_screen_has_the_colours_of_before(
    demo: Workspace, name: str, snap_compare: Callable[..., bool]
) -> None:
    app = PpmApp(demo, first=demo.get(read_first, user=demo.user, as_of=demo.as_of))
    app.polls = False
    assert snap_compare(app, terminal_size=PICTURES[name], run_before=shower(app, SCREENS[name]))


def shower(app: PpmApp, keys: Sequence[str]) -> Callable[[Pilot[None]], object]:
    """What presses the keys once the app stands."""

    async def press(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        await show(driver, keys)

    return press
