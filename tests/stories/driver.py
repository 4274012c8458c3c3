"""A person at the keyboard: keys in, what the screen says and what the database holds out."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from textual import events
from textual.geometry import Size
from textual.pilot import Pilot
from textual.strip import Strip

from ppm_tui import keymap
from ppm_tui.app import PpmApp, read_first
from ppm_tui.models import CONTENT
from ppm_tui.screens import base_list
from ppm_tui.screens.base import PpmScreen
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.screens.levelling import LevellingScreen
from ppm_tui.settings import Settings
from ppm_tui.store.reader import Connection
from ppm_tui.widgets.palette import Palette
from ppm_tui.widgets.prompt import Prompt
from ppm_tui.workspace import Workspace

QUIET = 4
"""So often in a row nothing may be left to do: a message takes as many steps to its screen."""
PATIENCE = 5_000
OPENED = count(1)
MANY = 25
SENT = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "}
SENT |= {name: shown for name, shown in keymap.NAMES.items() if len(shown) == 1 and shown.isascii()}
NAMES = {sign: name for name, sign in SENT.items()}


@asynccontextmanager
async def opened(
    workspace: Workspace,
    size: tuple[int, int] = (80, 24),
    settings: Settings | None = None,
) -> AsyncIterator[Driver]:
    """The interface on a portfolio, as `ppm` starts it, in a terminal of this size."""
    base_list.PEEK_DELAY = 0.001  # the pane waits for the cursor to rest, which here it always does
    LevellingScreen.seconds = 0.0  # without a search the same lines come each time
    first = workspace.get(read_first, user=workspace.user, as_of=workspace.as_of)
    app = PpmApp(workspace, settings, first=first)
    app.polls = False
    try:
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            yield driver
    finally:
        _forget(next(OPENED))


def _forget(opened: int) -> None:
    """Throw away what the apps before have left, as nobody else will.

    Each app freezes what it has loaded, which also starts the count towards a collection anew. Left
    alone, thousands of apps fill gigabytes, and the collection that comes at last takes a minute.
    """
    gc.unfreeze()
    if opened % MANY == 0:
        gc.collect()


class Driver:
    """Presses keys by action (`row.status`) or as they are written (`s`, `Enter`, `Ctrl+D`)."""

    def __init__(self, app: PpmApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.count = 0

    # Keys

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each answered before the next; they are counted."""
        for key in keys:
            self.count += 1
            self.send(self.key_of(key))
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus; not counted."""
        for sign in text:
            self.send(keymap_name(sign), sign)
        await self.settle()

    async def burst(self, *keys: str) -> None:
        """Press keys without waiting for what each does."""
        for key in keys:
            self.send(self.key_of(key))
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste as terminals do that bracket what is pasted."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        size = Size(width, height)
        self.app.post_message(events.Resize(size, size))
        for _ in range(PATIENCE):
            if self.screen._compositor.size == size:
                break
            await self.pilot.pause(0.001)  # Textual waits whether more of them come
        await self.settle()

    def send(self, key: str, sign: str | None = None) -> None:
        """Send a key by Textual's name, without waiting for what it does."""
        event = events.Key(key, sign or sign_of(key))
        event.set_sender(self.app)
        self.app.post_message(event)

    def key_of(self, text: str) -> str:
        """Textual's name of a key, from an action of this screen or from how it is written."""
        for action in keymap.of_screen(self.screen.kind, self.app.actions):
            if action.id == text:
                return action.keys[0]
        return keymap.named(text)

    # Waiting

    async def settle(self) -> None:
        """Wait until nothing is left to do: keys, messages, workers, and the peek pane."""
        quiet = 0
        for _ in range(PATIENCE):
            await self.pilot.pause(0 if quiet else 0.001)
            quiet = 0 if self.under_way() else quiet + 1
            if quiet == QUIET:
                return
        raise AssertionError(f"did not come to rest: {self.under_way()}\n{self.text}")

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something while something else is still under way."""
        for _ in range(PATIENCE):
            if is_so():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.001)
        raise AssertionError(f"did not come about\n{self.text}")

    def under_way(self) -> list[object]:
        """What is not finished: workers, screens with keys or a pane waiting, messages."""
        if not self.app.is_running:
            return []
        screens = [screen for screen in self.app.screen_stack if isinstance(screen, PpmScreen)]
        pumps = [self.app, self.screen, *self.screen.walk_children()]
        return [
            *(w for w in self.app.workers if not (w.is_finished or w.is_cancelled)),
            *(screen for screen in screens if screen.is_waiting),
            *(pump for pump in pumps if pump.message_queue_size),
        ]

    # What the screen says

    @property
    def screen(self) -> PpmScreen:
        """The screen in front."""
        screen = self.app.screen
        assert isinstance(screen, PpmScreen)
        return screen

    @property
    def table(self) -> ListScreen:
        """The screen in front, which has a list."""
        assert isinstance(self.screen, ListScreen)
        return self.screen

    @property
    def strips(self) -> list[Strip]:
        """The terminal's lines as drawn, with their styles."""
        # Textual has no public way to ask for what is on the screen.
        return self.screen._compositor.render_strips()

    @property
    def cells(self) -> list[str]:
        """The terminal's lines with every blank."""
        return [strip.text for strip in self.strips]

    @property
    def lines(self) -> list[str]:
        """The terminal's lines without the blanks at their ends."""
        return [text.rstrip() for text in self.cells]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def foot(self) -> str:
        """The status line, or the field in its place."""
        return self.lines[-2]

    @property
    def hints(self) -> str:
        """The last line."""
        return self.lines[-1]

    def sees(self, *texts: str) -> None:
        """All of these are on the screen."""
        missing = [text for text in texts if text not in self.text]
        assert not missing, f"not on the screen: {missing}\n{self.text}"

    def misses(self, *texts: str) -> None:
        """None of these is on the screen."""
        found = [text for text in texts if text in self.text]
        assert not found, f"on the screen: {found}\n{self.text}"

    def row(self, key: str) -> str:
        """The line of the list that shows a project or task."""
        place = self.table.list.keys.index(key)
        region = self.table.list.region
        y = region.y + len(self.table.list.headings) + place - self.table.list.top
        return self.lines[y]

    @property
    def cursor(self) -> str | None:
        """Key of the row under the cursor."""
        return self.table.current_key

    @property
    def is_asking(self) -> bool:
        """Whether a field is open."""
        return self.screen.query_one(Prompt).question is not None

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.screen.query_one(Prompt).field.value

    @property
    def palette(self) -> Palette:
        """The palette of this screen."""
        return self.screen.query_one(Palette)

    # What the database holds

    def stored(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        return self.app.workspace.get(lambda connection: connection.rows(sql, **values))

    def project(self, key: str, *columns: str) -> tuple[Any, ...]:
        """Columns of a project."""
        names = ", ".join(columns)
        sql = f"SELECT {names} FROM project WHERE key = :key"  # noqa: S608  # names of columns
        return self.stored(sql, key=key)[0]


def keymap_name(sign: str) -> str:
    """Textual's name of the key that types a sign."""
    return NAMES.get(sign, sign)


def sign_of(key: str) -> str | None:
    """What a terminal sends for a key, where that is a single sign."""
    if key in SENT:
        return SENT[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[5]) & 0x1F)
    return key if len(key) == 1 else None


def content(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """All that people entered, without the counter of each row's versions."""
    return workspace.get(_content)


def _content(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: _rows(connection, name) for name in (str(each.__tablename__) for each in CONTENT)}


def _rows(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    names = [str(row[1]) for row in connection.rows(f"PRAGMA table_info({table})")]
    kept = ", ".join(f'"{name}"' for name in names if name != "version")
    sql = f"SELECT {kept} FROM {table} ORDER BY id"  # noqa: S608  # names from the schema
    return connection.rows(sql)
