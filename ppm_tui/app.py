"""The app: which screens there are, where one has been, what the palette offers everywhere."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.app import App
from textual.screen import Screen

from ppm_tui import keymap, tabs, terminal
from ppm_tui.formats import ASCII, UNICODE
from ppm_tui.preferences import Views
from ppm_tui.screens.base import Place, PpmScreen, revision_and_timer
from ppm_tui.screens.portfolio import PortfolioScreen
from ppm_tui.settings import Settings
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.store.reader import Connection
from ppm_tui.widgets.palette import Entry
from ppm_tui.widgets.prompt import Memory
from ppm_tui.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date
    from tempfile import TemporaryDirectory

    from sqlalchemy.orm import Session
    from textual.driver import Driver
    from textual.timer import Timer, TimerCallback

    from ppm_tui.store.queries.timer import Running
    from ppm_tui.terms import Done
    from ppm_tui.widgets.daily_card import Pending

SCREENS = {
    "attention": "AttentionScreen",
    "issues": "IssuesScreen",
    "daily_update": "DailyUpdateScreen",
    "overdue": "OverdueScreen",
    "templates": "TemplatesScreen",
    "time_log": "TimeLogScreen",
    "missing_time": "MissingTimeScreen",
    "timeline": "TimelineScreen",
    "resources": "ResourcesScreen",
    "risks": "RisksScreen",
    "money": "MoneyScreen",
    "utilization": "UtilizationScreen",
    "levelling": "LevellingScreen",
    "simulation": "SimulationScreen",
    "baselines": "BaselinesScreen",
    "changes": "ChangesScreen",
    "edit": "EditScreen",
} | {tab.name: tab.screen for tab in tabs.TABS}
"""Screens but the first, by their module, where none stands before a point."""
OF_ONE = {"edit", "baselines", "time_log", "levelling", "simulation", *tabs.NAMES}
"""Those that show one thing, which they are told."""
POLL = 2.0
"""Seconds between questions whether somebody else has written."""
MOST_PLACES = 50


class First(NamedTuple):
    """The portfolio as it was read before there was a screen."""

    revision: int
    timer: Running | None
    rows: list[PortfolioRow]


class PpmApp(App[None], inherit_bindings=False):
    """Portfolio management in a terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "ppm"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings | None = None,
        *,
        first: First | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.animation_level = "none"
        self.workspace = workspace
        self.settings = settings or Settings()
        self.theme_name = "none" if self.settings.color == "none" else "default"
        self.glyphs = ASCII if self.settings.glyphs == "ascii" else UNICODE
        wanted = [(each.action, each.keys, each.line) for each in self.settings.bindings]
        self.actions, self.key_problems = keymap.effective(wanted, self.settings.keymap)
        self.views = Views(self.settings)
        self.first = first
        self.demo: TemporaryDirectory[str] | None = None
        self.places: list[Place] = [("portfolio", None)]
        self.place = 0
        self.cursors: dict[Place, str] = {}
        self.waiting_cards: dict[str, Pending] = {}
        self.memory = Memory()
        self.cancelled = 0.0
        self.asked_to_quit = 0.0
        self.polls = True
        self.timer = first.timer if first else None
        self.writing = asyncio.Lock()

    def get_default_screen(self) -> Screen[None]:
        """The portfolio is the first screen and the lowest of the stack."""
        screen = PortfolioScreen(self.first.rows if self.first else None)
        screen.seen_revision = self.first.revision if self.first else -1
        return screen

    def on_mount(self) -> None:
        """Prepare for the first change once the first screen stands."""
        self.call_after_refresh(self.run_worker, self._settle, group="settle")
        problems = [*self.settings.warnings, *self.key_problems, *self.views.problems]
        if problems:
            self.call_after_refresh(self.say, f"settings: {'; '.join(problems)}")
        if self.polls:
            self.set_interval(POLL, self._look_for_changes)

    async def _settle(self) -> None:
        await self.workspace.warm_up()
        root = self.screen_stack[0]
        if isinstance(root, PortfolioScreen):
            await root.count_over()
        gc.freeze()
        gc.enable()

    def _look_for_changes(self) -> None:
        if isinstance(self.screen, PpmScreen):
            self.screen.refresh_if_changed()

    # Places

    def visit(self, name: str, key: str | None = None, *, is_deeper: bool = False) -> None:
        """Go to a place and remember it; what is opened by its key stands above where one was."""
        is_deeper = is_deeper or key is not None
        if name == "project" and key is None:
            key = self.last_project
            if key is None:
                self.say("no project was opened yet: Enter opens one")
                return
        self._remember()
        self._add_place((name, key))
        self._show(name, key, is_deeper=is_deeper)

    def turn_to(self, name: str, key: str) -> PpmScreen:
        """Show a place instead of the one in front: visited like any other, but no level deeper."""
        self._remember()
        self._add_place((name, key))
        screen = self._make(name, key)
        self.switch_screen(screen)
        return screen

    def _add_place(self, place: Place) -> None:
        self.places = [*self.places[: self.place + 1], place][-MOST_PLACES:]
        self.place = len(self.places) - 1

    @property
    def last_project(self) -> str | None:
        """The project opened last, else the one under the portfolio's cursor."""
        for name, key in reversed(self.places[: self.place + 1]):
            if name in tabs.NAMES:
                return key
        root = self.screen_stack[0]
        return root.current_key if isinstance(root, PortfolioScreen) else None

    def _show(self, name: str, key: str | None, *, is_deeper: bool = False) -> None:
        while len(self.screen_stack) > 1 and not is_deeper:
            self.pop_screen()
        if name != "portfolio":
            self.push_screen(self._make(name, key))

    def _remember(self) -> None:
        """Keep where the cursor stands on the screen in front."""
        screen = self.screen
        if isinstance(screen, PpmScreen) and screen.current_key is not None:
            self.cursors[screen.here] = screen.current_key

    def _make(self, name: str, key: str | None) -> PpmScreen:
        """The screen of a name, the cursor where it was; its module is imported now."""
        module, _, kind = SCREENS[name].rpartition(".")
        made = getattr(import_module(f"ppm_tui.screens.{module or name}"), kind)
        screen: PpmScreen = made(key) if name in OF_ONE else made()
        screen.here = (name, key)
        screen.cursor_wanted = self.cursors.get(screen.here)
        return screen

    def travel(self, by: int) -> None:
        """Back and forward through the places visited."""
        place = self.place + by
        if not 0 <= place < len(self.places):
            self.say("no further place was visited")
            return
        self._remember()
        self.place = place
        self._show(*self.places[place])

    def step_back(self) -> None:
        """One level back; at the top the second time within two seconds quits."""
        if len(self.screen_stack) > 1:
            self._step_out()
        elif time.monotonic() - self.asked_to_quit < 2:
            self.exit()
        else:
            self.asked_to_quit = time.monotonic()
            self.say("q again quits; everything is saved")

    def _step_out(self) -> None:
        self._remember()
        left = self.screen
        self.pop_screen()
        below = self.screen
        if isinstance(left, PpmScreen) and isinstance(below, PpmScreen) and left.here != below.here:
            earlier = [
                n for n, place in enumerate(self.places[: self.place]) if place == below.here
            ]
            self.place = earlier[-1] if earlier else 0

    def cancel(self) -> None:
        """Ctrl+C: twice within two seconds quits."""
        if time.monotonic() - self.cancelled < 2:
            self.exit()
        self.cancelled = time.monotonic()
        self.say("Ctrl+C again quits; everything is saved")

    def show_help(self, kind: str) -> None:
        """The keys of a screen, as bound now."""
        from ppm_tui.screens.help import HelpScreen

        screen = HelpScreen(kind)
        if isinstance(self.screen, PpmScreen):
            screen.here = self.screen.here  # no place of its own
        self.push_screen(screen)

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        """Textual's own, which drops what comes late: one such pause, and no resize ever again."""
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False
        return timer

    def say(self, text: str) -> None:
        """Show one line at the foot of the screen in front."""
        if isinstance(self.screen, PpmScreen):
            self.screen.say(text)

    def _fatal_error(self) -> None:
        """A mistake of ours ends the app; `run` says so in one line instead of a page."""
        self._close_messages_no_wait()

    def repaint(self) -> None:
        """Send every cell again, for a terminal that something else has written to."""
        terminal.repaint(self)

    def set_glyphs(self, name: str) -> None:
        """Draw with the signs of this set."""
        self.glyphs = ASCII if name == "ascii" else UNICODE
        if isinstance(self.screen, PpmScreen):
            self.screen.redraw()

    async def import_command(self, text: str) -> Callable[[Session], Done]:
        """Read a file and return the command that brings it in. Raises PpmError."""
        from ppm_tui.exchange import remember

        path = Path(text.strip())
        file = await self.workspace.background(remember.read, self.workspace, path)
        from ppm_tui.store.commands import imports

        return partial(imports.import_files, files=(file,), as_of=self.workspace.as_of)

    @work(exclusive=True, group="demo")
    async def open_demo(self) -> None:
        """Look around in a demo portfolio that is kept apart from the user's own."""
        self.say("making the demo portfolio…")
        from tempfile import TemporaryDirectory

        from ppm_tui.demo import copies

        self.demo = TemporaryDirectory(prefix="ppm-demo-")
        folder, as_of = Path(self.demo.name), self.workspace.as_of
        self.workspace.place = await self.workspace.background(copies.copy_into, folder, as_of)
        self.waiting_cards.clear()
        self.memory.clear()
        if isinstance(self.screen, PpmScreen):
            await self.screen.read_now()
            self.say("this is a demo, kept apart from your own; q q leaves it")

    def on_unmount(self) -> None:
        """Nothing of a demo stays behind."""
        if self.demo is not None:
            self.demo.cleanup()

    def entries(self) -> list[Entry]:
        """What the palette offers on every screen: the projects, and leaving."""
        root = self.screen_stack[0]
        found = [Entry("quit", "everything is saved", "q q", self.exit)]
        if isinstance(root, PortfolioScreen):
            found += [
                Entry(
                    f"open {row.key} {row.name}", row.key, "", partial(self.visit, "project", key)
                )
                for row in root.rows
                for key in [row.key]
            ]
        return found


def read_first(connection: Connection, *, user: str, as_of: date) -> First:
    """What the first screen shows, and of which revision it is."""
    return First(*revision_and_timer(connection, user=user), overview(connection, as_of=as_of))


def run(workspace: Workspace, settings: Settings) -> int:
    """Run the interface until it is left; the exit code."""
    # Read before there is a screen: the first frame is then already the portfolio.
    first = workspace.get(read_first, user=workspace.user, as_of=workspace.as_of)
    driver = terminal.driver_class(settings.driver, settings.color)
    app = PpmApp(workspace, settings, first=first, driver_class=driver)
    app.run(mouse=settings.mouse == "on")
    gc.freeze()  # collecting what is freed anyway would take a fifth of a second
    if app._exception is not None:
        from ppm_tui.terminal import crash

        crash.report(app._exception)
    return app.return_code or 0
