"""What all screens share beside frame and keys: going places, reading and writing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from textual import work

from ppm_tui import formats, keymap
from ppm_tui.errors import PpmError
from ppm_tui.screens.base_frame import BROAD, MIN_HEIGHT, MIN_WIDTH, WIDE
from ppm_tui.screens.base_over import OverScreen
from ppm_tui.store.queries.timer import running
from ppm_tui.store.reader import revision
from ppm_tui.widgets.palette import Entry, Palette

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ppm_tui.store.queries.timer import Running
    from ppm_tui.store.reader import Connection
    from ppm_tui.terms import Done

P = ParamSpec("P")
UNDONE, REDONE = "undo: ", "redo: "
"""How the store begins what it says of taking back and bringing again."""
OF_A_PROJECT = ("baselines", "simulation", "project_budget")
"""Places that show the project under the cursor, or the one opened last."""
Place = tuple[str, str | None]
"""A screen by name, and the key of what it shows."""

__all__ = ["BROAD", "MIN_HEIGHT", "MIN_WIDTH", "WIDE", "Place", "PpmScreen"]


def revision_and_timer(connection: Connection, *, user: str) -> tuple[int, Running | None]:
    """What a reading begins with: the revision, and the timer of the user; two statements."""
    return revision(connection), running(connection, user=user)


class PpmScreen(OverScreen, inherit_bindings=False):
    """A screen of ppm: it goes to others, reads in workers and writes as one step."""

    def __init__(self) -> None:
        super().__init__()
        self.here: Place = ("portfolio", None)
        self.cursor_wanted: str | None = None
        self.seen_revision = -1

    # Actions of every screen

    def action_app_go(self) -> None:
        """Open the chooser of screens."""
        self.choose("g", "go", keymap.CHOOSERS["go"], self.go)

    def go(self, place: str, key: str | None = None) -> None:
        """Go to a screen by its name."""
        if place in OF_A_PROJECT:
            key = key or self.project_here
        if place == "top":
            self.run("cursor.first")
        elif place in OF_A_PROJECT and key is None:
            self.say("there is no project here; Enter opens one")
        elif (place, key) == self.here and key is not None:
            self.say("this is where you are")
        else:
            self.ppm.visit(place, key)

    def go_to_row(self, place: str, key: str | None, row: str) -> None:
        """Go to a screen with the cursor on a row of it."""
        self.ppm.cursors[place, key] = row
        self.go(place, key)

    def view_choices(self) -> Sequence[keymap.Choice]:
        """The views that this screen can show or lead to."""
        return keymap.CHOOSERS["view"]

    def open_view(self, value: str) -> None:
        """Show a view, or go where it is."""
        self.go(value)

    def action_go_portfolio(self) -> None:
        """The portfolio."""
        self.go("portfolio")

    def action_go_project(self) -> None:
        """The project opened last."""
        self.go("project")

    def action_go_resources(self) -> None:
        """Who has room and who is over-booked."""
        self.go("resources")

    def action_go_risks(self) -> None:
        """The risk register."""
        self.go("risks")

    def action_go_changes(self) -> None:
        """The register of change requests."""
        self.go("changes")

    def action_go_time(self) -> None:
        """The time log of the user."""
        self.go("time_log")

    def action_go_daily(self) -> None:
        """The daily update."""
        self.go("daily_update")

    def action_app_back(self) -> None:
        """One level back; at the top, twice quits."""
        self.ppm.step_back()

    def action_app_out(self) -> None:
        """One step out; never quits."""
        if self.step_out():
            return
        if len(self.ppm.screen_stack) > 1:
            self.ppm.step_back()
        else:
            self.say("nothing to leave here; q q quits")

    def step_out(self) -> bool:
        """Leave what is open on the screen itself (marks, a filter); False when nothing is."""
        return False

    def action_place_back(self) -> None:
        """The place visited before."""
        self.ppm.travel(-1)

    def action_place_forward(self) -> None:
        """The place visited after."""
        self.ppm.travel(1)

    def action_app_help(self) -> None:
        """The keys of this screen."""
        self.ppm.show_help(self.kind)

    def action_app_palette(self) -> None:
        """The command palette over this screen."""
        self.query_one(Palette).open(self)

    def offers(self) -> list[Entry]:
        """What the palette offers on this screen besides its keys."""
        return [Entry("Templates", "go to", "", partial(self.go, "templates"))]

    def action_app_redraw(self) -> None:
        """Draw every cell again."""
        self.ppm.repaint()
        self.redraw()
        self.say("drawn again")

    def action_app_suspend(self) -> None:
        """To the shell."""
        self.app.action_suspend_process()

    def action_app_cancel(self) -> None:
        """Cancel; twice within two seconds quits."""
        self.ppm.cancel()

    def action_app_undo(self) -> None:
        """Take back the last change."""
        self.turn("undo")

    def action_app_redo(self) -> None:
        """Bring back what was undone last."""
        self.turn("redo")

    def turn(self, direction: str) -> None:
        """Undo or redo one step."""
        from ppm_tui.store import history

        self.save(history.undo if direction == "undo" else history.redo)

    def action_app_display(self) -> None:
        """Choose the signs."""
        self.choose(",", "signs", keymap.CHOOSERS["glyphs"], self.ppm.set_glyphs)

    # Adding to a project from any screen

    @property
    def project_here(self) -> str | None:
        """Key of the project that the cursor is on, or that was opened last."""
        return self.ppm.last_project

    @property
    def origin_here(self) -> dict[str, Any]:
        """What a change request that is raised here comes from, as its command takes it."""
        return {}

    def add(self, kind: str) -> None:
        """Ask for one line about something new on this project."""
        project = self.project_here
        if project is None:
            self.say(f"there is no project here to add a {kind} to")
        else:
            from ppm_tui.screens import base_add  # 3 ms that the first screen does without

            if kind == "change":
                base_add.ask(self, kind, done=self._come_to, project=project, **self.origin_here)
            else:
                base_add.ask(self, kind, project=project)

    def _come_to(self, done: Done) -> None:
        """The register stands on what was raised last."""
        self.ppm.cursors["changes", None] = done.refs[0]

    def action_add_risk(self) -> None:
        """A risk of this project."""
        self.add("risk")

    def action_add_issue(self) -> None:
        """An issue of this project."""
        self.add("issue")

    def action_add_change(self) -> None:
        """A change request of this project."""
        self.add("change")

    def action_add_decision(self) -> None:
        """A decision of this project."""
        self.add("decision")

    def action_add_milestone(self) -> None:
        """A milestone of this project."""
        self.add("milestone")

    # Reading and writing

    def on_screen_resume(self) -> None:
        """Read again when something was written since this screen read last."""
        self.set_class(self.is_too_small, "-small")
        self.refresh_if_changed()

    @work(exclusive=True, group="revision")
    async def refresh_if_changed(self) -> None:
        """Ask for the revision; read only when it is not the one shown."""
        try:
            found = await self.workspace.read(revision)
        except PpmError as error:
            self.say(str(error), "error")
            self.become_ready()
            return
        if found != self.seen_revision:
            self.reload()
            return
        # The question that is asked anyway moves the minutes of a timer; without one, or within
        # a minute, the lines are the same and nothing is sent.
        if self.ppm.timer is not None and self.size.width >= BROAD:
            self.redraw_head()
        self.become_ready()

    @work(exclusive=True, group="load")
    async def reload(self) -> None:
        """Read and draw; a newer request makes an older one stale."""
        await self.read_now()

    async def read_now(self) -> None:
        """Read and draw, at once."""
        if not self.is_attached:
            return
        try:
            user = self.workspace.user
            found = await self.workspace.read(revision_and_timer, user=user)
            self.seen_revision, self.ppm.timer = found
            await self.load()
        except PpmError as error:
            self.say(str(error), "error")
        else:
            self.redraw()
        self.become_ready()

    def become_ready(self) -> None:
        """Take keys, those first that were typed before there was something to see."""
        if not self.is_ready:
            self.is_ready = True
            self.catch_up()

    def save(
        self, command: Callable[Concatenate[Session, P], Done], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write in the background and say how it went."""
        self.in_background(self.saved(command, *args, **kwargs))

    def in_background(self, work: Awaitable[object]) -> None:
        """Finish a change, also when this screen is left meanwhile, and say how it went."""
        self.app.run_worker(self._guard(work), group="save")

    def aside(self, work: Callable[[], Awaitable[None]], group: str) -> None:
        """Read something while keys are taken; what the same group still reads is given up.

        Called once it is its turn: a coroutine that is given up before would never be awaited.
        """
        self.run_worker(work, group=group, exclusive=True)

    async def _guard(self, work: Awaitable[object]) -> None:
        try:
            await work
        except PpmError as error:
            self.front.fail(error)

    @property
    def front(self) -> PpmScreen:
        """Where a person looks by now."""
        screen = self.app.screen
        return screen if isinstance(screen, PpmScreen) else self

    async def saved(
        self, command: Callable[Concatenate[Session, P], Done], *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        """Write, say what was done and how to undo it, and read again. Raises PpmError."""
        waiting = self.set_timer(0.3, self._show_saving)
        try:
            async with self.ppm.writing:  # in the order of the keys
                done = await self.workspace.write(command, *args, **kwargs)
        finally:
            waiting.stop()
            self.state = "saved"
        text, end = self.told(done.text)
        self.front.say(self._effect(done, text, end), end=end)
        if self.front is not self:
            self.front.refresh_if_changed()
        await self.read_now()
        return done

    def _effect(self, done: Done, text: str, end: str) -> str:
        """What was done, or where there is no room for it what came of it in the plan."""
        room = self.front.size.width - formats.width(f"{end}  {self.state} ") - 1
        corner = self.front.corner()
        if done.aside and formats.width(f"{text}  {corner}") > room:
            text = text.replace(done.aside, "", 1)
        if not text.endswith(f"; {done.effect}") or formats.width(text) <= room:
            return text
        short = f"{done.refs[0]}: " if done.refs else ""
        for number, part in enumerate(done.effect.split(", ")):
            longer = f"{short}, {part}" if number else f"{short}{part}"
            if formats.width(longer) > room:
                break
            short = longer
        return short

    def told(self, text: str) -> tuple[str, str]:
        """What was done as the status line says it, and how to take it back."""
        if text.startswith(UNDONE):
            return text, ".  U redo"
        is_short = text.startswith(REDONE) or self.front.size.width < WIDE
        return text, ".  u undo" if is_short else ", saved.  u undo"

    def _show_saving(self) -> None:
        self.state = "saving…"
        self.redraw_foot()
