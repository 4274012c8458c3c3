"""The screens keep to how they were drawn before they were built, cell by cell.

The files in `drawn` hold the lines of the drawings whose facts the demo portfolio has.
"""

import re
from pathlib import Path

import pytest

from ppm_tui.workspace import Workspace
from tests.looks.test_looks import SCREENS, show
from tests.stories.driver import opened

FOLDER = Path(__file__).parent / "drawn"
DRAWN = {path.stem: path.read_text("utf-8").splitlines() for path in sorted(FOLDER.glob("*.txt"))}
LINKS = re.compile(r"^(..)[‹›]")
"""The sign of a row that the one under the cursor depends on: it is newer than the drawings."""
MARKS = ("j", "j", "Space", "Space", "Home")


@pytest.mark.parametrize("name", DRAWN)
async def test_screen_shows_the_lines_that_were_drawn(demo: Workspace, name: str) -> None:
    screen, _, size = name.rpartition("-")
    width, height = map(int, size.split("x"))
    keys = SCREENS[screen] or (MARKS if width >= 80 else ())
    async with opened(demo, size=(width, height)) as ppm:
        await show(ppm, keys)
        lines = [LINKS.sub(r"\1 ", line) for line in ppm.lines]
        missing = [line for line in DRAWN[name] if line not in lines]
        assert missing == [], "\n".join([*missing, "", ppm.text])
