"""What all screens share: the frame, the keys, choosers and fields, loading and saving.

Keys come to one place, `on_key`: an open chooser takes its letters, else the key map says which
action is meant and `action_…` does it. Nothing waits for a second key with a clock running.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.timer import Timer

from ppm_tui import keymap
from ppm_tui.errors import PpmError
from ppm_tui.formats import UNICODE, Glyphs, safe
from ppm_tui.store.reader import revision
from ppm_tui.widgets.lines import Line, Lines, both_ends, length, line
from ppm_tui.widgets.palette import Palette
from ppm_tui.widgets.prompt import Prompt, Question

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ppm_tui.app import PpmApp
    from ppm_tui.terms import Done
    from ppm_tui.workspace import Workspace

P = ParamSpec("P")
Place = tuple[str, str | None]
"""A screen by name, and the key of what it shows."""
MIN_WIDTH, MIN_HEIGHT = 40, 12
PROMPT_KEYS = ("escape", "up", "down", "tab")
FLOOD_GAP, FLOOD_KEYS = 0.002, 8
"""So many different keys, each within so many seconds of the one before, are a paste."""
WIDE = 80
BROAD = 120


@dataclass(frozen=True, slots=True)
class Chooser:
    """Letters in the hint line, and what to do with the one that is pressed."""

    key: str
    title: str
    choices: Sequence[keymap.Choice]
    chosen: Callable[[str], None]


class PpmScreen(Screen[None], inherit_bindings=False):
    """A screen with the frame of two lines above and two below."""

    AUTO_FOCUS = None
    kind: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.here: Place = ("portfolio", None)
        self.cursor_wanted: str | None = None
        self.chooser: Chooser | None = None
        self.said: Line = ()
        self.state = "saved"
        self.seen_revision = -1
        self.arrived: list[tuple[str, str | None]] = []
        self.flood: Timer | None = None

    # What every screen fills in

    def compose_body(self) -> ComposeResult:
        """The widgets between the frame's lines."""
        yield from ()

    async def load(self) -> None:
        """Read what the screen shows."""

    def draw(self) -> None:
        """Show what was read, at the size that the screen has now."""

    def head(self) -> tuple[Line, Line]:
        """The two lines at the top."""
        return (), ()

    def corner(self) -> str:
        """What stands at the right of the status line, before the saved state."""
        return ""

    @property
    def current_key(self) -> str | None:
        """Key of the row under the cursor, where there is a list."""
        return None

    # The frame

    def compose(self) -> ComposeResult:
        yield Lines(id="head")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield Lines(id="status")
        yield Prompt()
        yield Lines(id="hints")
        yield Lines(id="small")
        yield Palette()

    @property
    def ppm(self) -> PpmApp:
        """The app, by its own type."""
        app: Any = self.app
        return app  # type: ignore[no-any-return]  # there is no other app

    @property
    def workspace(self) -> Workspace:
        """The open portfolio."""
        return self.ppm.workspace

    @property
    def glyphs(self) -> Glyphs:
        """The signs in use."""
        return getattr(self.ppm, "glyphs", UNICODE)

    def on_mount(self) -> None:
        """Draw the frame at once; what it frames comes when it has been read."""
        self.redraw()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay everything out again."""
        self.set_class(self.is_too_small, "-small")
        self.redraw()

    @property
    def is_waiting(self) -> bool:
        """Whether keys wait for the pause that tells typing from a paste."""
        return self.flood is not None

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal is below the size that the screens are drawn for."""
        return self.size.width < MIN_WIDTH or self.size.height < MIN_HEIGHT

    def redraw(self) -> None:
        """Draw everything again from what the screen holds."""
        if not self.is_mounted:
            return
        if self.is_too_small:
            self.query_one("#small", Lines).show(self._small())
            return
        self.query_one("#head", Lines).show(self.head())
        self.draw()
        self.redraw_foot()

    def redraw_foot(self) -> None:
        """Draw the status line and the hint line."""
        if self.is_too_small or not self.is_mounted:
            return
        width = self.size.width
        right = "  ".join(part for part in (self.corner(), self.state) if part)
        style = "error" if self.state.startswith("NOT SAVED") else ""
        end: Line = () if self.state.startswith("NOT SAVED") else ((f"  {right}", style),)
        left = self.said or line("")
        status = both_ends(((" ", ""), *left), end, width)
        self.query_one("#status", Lines).show([status])
        self.query_one("#hints", Lines).show([self._hints(width)])

    def _small(self) -> list[Line]:
        width, height = self.size
        lines = [
            f"ppm needs {MIN_WIDTH}x{MIN_HEIGHT}; this is {width}x{height}.",
            "Enlarge it, or use the commands:",
            "  ppm overdue   ppm update",
            "  ppm status",
            "",
            "q quit   : command",
        ]
        return [line(text) for text in lines]

    def say(self, text: str, style: str = "") -> None:
        """Show one line at the left of the foot."""
        self.said = line(safe(text), style)
        self.redraw_foot()

    def fail(self, error: PpmError | str) -> None:
        """Say in words why nothing was changed."""
        self.state = "saved"
        self.say(f"NOT SAVED: {error}", "error")

    # Hints

    def _hints(self, width: int) -> Line:
        if self.chooser is not None:
            return self._chooser_line(self.chooser, width)
        if self.query_one(Prompt).question is not None:
            return line(" Enter save   Esc leave, kept as draft   Tab complete   ↑ ↓ earlier")
        end: Line = (("  ? help  : cmd", ""),)
        return hint_line(self.hint_actions(), width, end)

    def hint_actions(self) -> list[tuple[str, str]]:
        """Key and label of the actions to hint at, the most useful first."""
        hidden = {"app.help", "app.palette"}
        return [
            (keymap.shown(action.keys[0]), action.label)
            for action in keymap.of_screen(self.kind, self.ppm.actions)
            if action.id not in hidden and action.keys
        ]

    def _chooser_line(self, chooser: Chooser, width: int) -> Line:
        end: Line = (("  Esc leave", ""),) if width >= WIDE else ()
        spans: list[tuple[str, str]] = [(f" {chooser.key} {chooser.title}:", "bold")]
        for index, choice in enumerate(chooser.choices):
            more = [("  ", ""), (choice.letter, "key"), (f" {choice.label}", "")]
            rest = 2 if index + 1 < len(chooser.choices) else 0
            if length(spans) + length(more) + rest + length(end) > width:
                spans.append((" …", ""))
                break
            spans += more
        return both_ends(tuple(spans), end, width)

    # Choosers and fields

    def choose(
        self,
        key: str,
        title: str,
        choices: Sequence[keymap.Choice],
        chosen: Callable[[str], None],
    ) -> None:
        """Open a chooser in the hint line; it waits as long as it takes."""
        self.chooser = Chooser(key, title, choices, chosen)
        self.redraw_foot()

    def ask(self, question: Question) -> None:
        """Open a field in the status line."""
        self.query_one("#status", Lines).display = False
        self.query_one(Prompt).ask(question)
        self.redraw_foot()

    def close_prompt(self, *, keep: bool = False) -> None:
        """Put the status line back."""
        self.query_one(Prompt).close(keep=keep)
        self.query_one("#status", Lines).display = True
        self.redraw_foot()

    @on(Prompt.Answered)
    async def _answered(self, event: Prompt.Answered) -> None:
        prompt = self.query_one(Prompt)
        question = prompt.question
        if question is None:
            return
        try:
            await question.answer(event.text)
        except PpmError as error:
            self.query_one("#hints", Lines).show([line(f" NOT SAVED: {safe(str(error))}", "error")])
            return
        if prompt.question is question:
            prompt.remember(event.text)
            self.close_prompt()

    @on(Prompt.Typed)
    def _typed(self, event: Prompt.Typed) -> None:
        question = self.query_one(Prompt).question
        if question is None:
            return
        if question.typing is not None:
            question.typing(event.text)
        if question.preview is not None:
            preview = question.preview(event.text)
            self.query_one("#hints", Lines).show([line(f" {safe(preview)}")])

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Take a key; what comes faster than hands type and is no repetition is a paste."""
        keys = self._keys_of(event)
        is_asking = self.query_one(Prompt).question is not None
        if is_asking and keys[0][0] not in PROMPT_KEYS:
            return  # the field has its own keys, and they are looked up after this
        event.stop()
        event.prevent_default()
        if is_asking or self.query_one(Palette).is_open:
            for key, character in keys:
                self.press(key, character)
            return
        self.arrived += keys
        if self.flood is not None:
            self.flood.stop()
        self.flood = self.set_timer(FLOOD_GAP, self._take_keys)

    def _keys_of(self, event: events.Key) -> list[tuple[str, str | None]]:
        if event.key.startswith("alt+"):
            # Esc followed quickly by a key arrives as Alt: no Alt key means anything by itself.
            rest = event.key[4:]
            return [("escape", None), (_key_name(rest), rest if len(rest) == 1 else None)]
        character = event.character
        if character and not character.isascii():
            character = keymap.latin(character, self.ppm.settings.keyboard)
            return [(_key_name(character), character)]
        return [(event.key, character)]

    def _take_keys(self) -> None:
        self.flood = None
        keys, self.arrived = self.arrived, []
        if len({key for key, _ in keys}) >= FLOOD_KEYS:
            self.say("pasted text was dropped: open a field first")
            return
        for key, character in keys:
            screen = self.app.screen
            if isinstance(screen, PpmScreen):
                screen.press(key, character)

    def press(self, key: str, character: str | None) -> None:
        """Do what a key means here and now."""
        palette = self.query_one(Palette)
        if self.query_one(Prompt).question is not None:
            self._prompt_key(key)
        elif palette.is_open:
            palette.press(key, character)
        elif self.chooser is not None:
            self._choose_key(key, character)
        else:
            self.dispatch(key, character)

    def _prompt_key(self, key: str) -> None:
        prompt = self.query_one(Prompt)
        question = prompt.question
        if key == "escape":
            if question is not None and question.leave is not None:
                question.leave()
            self.close_prompt(keep=True)
        elif key in ("up", "down"):
            prompt.step(-1 if key == "up" else 1)
        elif key == "tab" and question is not None and question.complete is not None:
            whole = question.complete(prompt.field.value)
            if whole is not None:
                prompt.field.value = whole
                prompt.field.cursor_position = len(whole)

    def _choose_key(self, key: str, character: str | None) -> None:
        chooser = self.chooser
        assert chooser is not None
        if key in ("escape", "backspace"):
            self.chooser = None
            self.redraw_foot()
            return
        for choice in chooser.choices:
            if character == choice.letter:
                self.chooser = None
                self.redraw_foot()
                chooser.chosen(choice.value)
                return
        self.say(f"{keymap.shown(key)} is none of these letters; Esc leaves")

    def dispatch(self, key: str, character: str | None) -> None:
        """Look the key up in the key map and run its action."""
        del character
        action = keymap.bound(self.kind, self.ppm.actions).get(key)
        if action is None:
            self.say(f"{keymap.shown(key)} does nothing here; ? shows the keys")
        else:
            self.run(action)

    def run(self, action: str) -> None:
        """Run an action by its identifier, as the palette does."""
        method = getattr(self, "action_" + action.replace(".", "_"), None)
        if method is None:
            self.say(f"{keymap.BY_ID[action].label} is not possible here")
        else:
            method()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text never runs keys."""
        event.stop()
        self.say("pasted text was dropped: open a field first")

    # Actions of every screen

    def action_app_go(self) -> None:
        """Open the chooser of screens."""
        self.choose("g", "go", keymap.CHOOSERS["go"], self.go)

    def go(self, place: str, key: str | None = None) -> None:
        """Go to a screen by its name."""
        if place == "top":
            self.run("cursor.first")
        else:
            self.ppm.visit(place, key)

    def action_go_portfolio(self) -> None:
        """The portfolio."""
        self.go("portfolio")

    def action_go_project(self) -> None:
        """The project opened last."""
        self.go("project")

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

    def action_app_redraw(self) -> None:
        """Draw every cell again."""
        self.refresh(layout=True, repaint=True)
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
            return
        if found != self.seen_revision:
            self.reload()

    @work(exclusive=True, group="load")
    async def reload(self) -> None:
        """Read and draw; a newer request makes an older one stale."""
        await self._read()

    async def _read(self) -> None:
        try:
            self.seen_revision = await self.workspace.read(revision)
            await self.load()
        except PpmError as error:
            self.say(str(error), "error")
            return
        self.redraw()

    @work(group="save")
    async def save(
        self, command: Callable[Concatenate[Session, P], Done], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write in the background and say how it went."""
        await self.guard(self.saved(command, *args, **kwargs))

    async def saved(
        self, command: Callable[Concatenate[Session, P], Done], *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        """Write, say what was done and how to undo it, and read again. Raises PpmError."""
        waiting = self.set_timer(0.3, self._show_saving)
        try:
            done = await self.workspace.write(command, *args, **kwargs)
        finally:
            waiting.stop()
        self.state = "saved"
        end = "" if done.text.startswith(("undo", "redo")) else ", saved.  u undo"
        self.said = line(safe(done.text + end))
        await self._read()
        return done

    async def guard(self, work: Awaitable[object]) -> None:
        """Wait for a change and say in words why it was refused."""
        try:
            await work
        except PpmError as error:
            self.fail(error)

    def _show_saving(self) -> None:
        self.state = "saving…"
        self.redraw_foot()


def hint_line(hints: Sequence[tuple[str, str]], width: int, end: Line) -> Line:
    """As many hints as fit whole, then `+n` for those that do not, then `end` at the right."""
    room = width - length(end)
    for count in range(len(hints), -1, -1):
        hidden = len(hints) - count
        spans: list[tuple[str, str]] = [(" ", "")]
        for index, (key, label) in enumerate(hints[:count]):
            spans += [("  " if index else "", ""), (key, "key"), (f" {label}", "")]
        more: Line = ((f"+{hidden}", ""),) if hidden else ()
        if length(spans) + length(more) + 2 * bool(hidden) <= room:
            return both_ends(tuple(spans), (*more, *end), width)
    return both_ends((), end, width)


def _key_name(character: str) -> str:
    """Textual's name of the key that types this character."""
    return _character_to_key(character) if len(character) == 1 else character
