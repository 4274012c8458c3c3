"""The field of a screen: asking, answering, completing, and the text in one's own editor."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import SuspendNotSupported

from ppm_tui.errors import Invalid, OverLimit, PpmError
from ppm_tui.formats import fit
from ppm_tui.screens.base_frame import Frame
from ppm_tui.terminal import editor
from ppm_tui.widgets.lines import Line, Lines, length, line
from ppm_tui.widgets.prompt import Prompt, Question

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.terms import Done

Key = tuple[str, str | None]
"""Textual's name of a key, and the sign it types."""
Effect = Callable[[str], Awaitable[str]]
"""A half-typed answer, to what it would change elsewhere."""
Give = Callable[[str], Awaitable[None]]
"""What takes an answer."""
PAUSE_SECONDS = 0.15
"""After the last key, before the effect of what was typed is reckoned."""
MOST_SHOWN = 9
"""Of what a text may be completed to."""


class FieldScreen(Frame, inherit_bindings=False):
    """A screen that asks for one line of text at its foot."""

    def __init__(self) -> None:
        super().__init__()
        self.is_answering = False
        self.hinted: Line = ()
        self.typed_ahead: list[Key] = []

    def catch_up(self) -> None:
        """Press what was typed while the screen was not ready for it."""

    def asks_over(self, _text: str, _error: OverLimit) -> bool:
        """Whether it is asked now what becomes of what this answer is over by."""
        return False

    @property
    def prompt(self) -> Prompt:
        """The field at the foot."""
        return self.query_one(Prompt)

    @property
    def is_asking(self) -> bool:
        """Whether a field is open for typing."""
        return self.is_mounted and self.prompt.question is not None and not self.is_answering

    # Hints

    def hint(self, text: str, style: str = "") -> None:
        """Say something in the hint line while a field stands above it."""
        self.hinted = line(f" {fit(text, self.size.width - 1).rstrip()}", style)
        self.redraw_foot()

    def hints(self, width: int) -> Line:
        """What was said last about an open field, else its keys, else those of the screen."""
        question = self.prompt.question
        if question is None:
            return super().hints(width)
        said = f" {fit(question.hint, width - 1).rstrip()}" if question.hint else ""
        return self.hinted or line(said or _keys(question, width))

    # Asking and answering

    def ask(self, question: Question) -> None:
        """Open a field in the status line."""
        self.hinted = ()
        self.query_one("#status", Lines).display = False
        self.prompt.ask(question)
        self.redraw_foot()

    def foreseen(
        self,
        make: Callable[[str], Command],
        told: Callable[[Done], str],
        *,
        half_typed: Callable[[Invalid], str] = lambda _: "",
    ) -> Effect | None:
        """What a question tells of the command of its text; None where nothing can be written.

        Of a text that makes none yet it tells nothing: the preview says what is missing.
        """
        if self.workspace.readonly:
            return None

        async def effect(text: str) -> str:
            try:
                command = make(text)
            except Invalid as error:
                return half_typed(error)
            return told(await self.workspace.foresee(command))

        return effect

    def close_prompt(self, *, keep: bool = False) -> None:
        """Put the status line back."""
        self.prompt.close(keep=keep)
        self.query_one("#status", Lines).display = True
        self.redraw_foot()

    def leave_prompt(self) -> None:
        """Close the field without an answer; what was typed is a draft."""
        question = self.prompt.question
        if question is not None and question.leave is not None:
            question.leave()
        self.close_prompt(keep=True)

    def submit(self, give: Give | None = None) -> None:
        """Give the answer; keys wait until it was taken, or are dropped when it was not."""
        question, text = self.prompt.question, self.prompt.text
        if question is not None:
            self.is_answering = True
            self.prompt.field.is_closed = True
            self.run_worker(self._answer(give or question.answer, text), group="save")

    async def _answer(self, give: Give, text: str) -> None:
        try:
            await give(text)
        except PpmError as error:
            self.typed_ahead.clear()
            self.prompt.field.is_closed = False
            if not (isinstance(error, OverLimit) and self.asks_over(text, error)):
                self.hint(f"NOT SAVED: {error}", "error")
        else:
            self.prompt.remember()
            question = self.prompt.question
            self.close_prompt()
            if question is not None and question.then is not None:
                further = await question.then(text)
                if further is not None:
                    self.ask(further)
        finally:
            self.is_answering = False
        self.catch_up()

    @on(Prompt.Typed)
    def _typed(self, event: Prompt.Typed) -> None:
        question = self.prompt.question
        if question is None or self.is_answering:
            return
        if question.typing is not None:
            self.hinted = ()
            question.typing(event.text)
        said = "" if question.preview is None else question.preview(event.text)
        if said:
            self.hint(said)
        if question.effect is not None and event.text.strip():
            self._foresee(question, said)

    @work(exclusive=True, group="effect")
    async def _foresee(self, question: Question, said: str) -> None:
        """Tell what the text would change once nothing more is typed."""
        await sleep(PAUSE_SECONDS)
        text = self.prompt.text
        try:
            effect, style = await question.effect(text) if question.effect else "", ""
        except OverLimit as error:
            effect, style = _asked(error), ""
        except PpmError as error:
            effect, style = f"refused: {error}", "error"
        if effect and not self.is_answering and self.prompt.question is question:
            self.hint(f"{effect}   {said}" if style or not said else f"{said}   {effect}", style)

    def complete(self) -> None:
        """Complete what was typed as far as that is certain, and show what it may become.

        Where Tab opens all fields, do that.
        """
        question = self.prompt.question
        if question is not None and question.form is not None:
            self.submit(question.form)
            return
        found = self.prompt.complete()
        if not found:
            self.hint("nothing to complete here")
        elif len(found) > 1:
            more = f"  +{len(found) - MOST_SHOWN}" if len(found) > MOST_SHOWN else ""
            self.hint("  ".join(found[:MOST_SHOWN]) + more)

    # The text in one's own editor

    def action_row_editor(self) -> None:
        """Write the note in $EDITOR; what was written is saved at once."""
        self.run("row.note")
        if self.is_asking:
            self.edit(saves=True)

    def run(self, action: str) -> None:
        """Run an action by its identifier."""

    def edit(self, *, saves: bool = False) -> None:
        """Hand the text to the editor; keys that were typed ahead were meant for that."""
        self.is_answering = True
        self.call_later(self._edited, saves)

    def _edited(self, saves: bool) -> None:
        if self.prompt.question is None:
            return
        before = self.prompt.text
        try:
            text, said, style = editor.edited(self.app, before), "", ""
        except PpmError as error:
            text, said, style = "", str(error), "error"
        except SuspendNotSupported:
            text, said, style = "", "this terminal cannot be handed to an editor", "error"
        self.is_answering = False
        self.typed_ahead.clear()
        if not said and text.strip() not in ("", before.strip()):
            self.prompt.text = text
            if saves:
                self.submit()
            return
        said = said or ("nothing was written" if not text.strip() else "the text is as it was")
        if saves:
            self.close_prompt(keep=True)
            self.say(said, style)
        else:
            self.hint(said, style)


def _asked(error: OverLimit) -> str:
    """What is told of time that would be over while it is typed: the choice comes with Enter."""
    return f"{error.part} over: Enter asks b bill, a absorb, c change   {error.limit}"


def _keys(question: Question, width: int) -> str:
    """The keys of a field, as many as fit whole."""
    keys = ["Enter save", "Esc leave, kept as draft", "Ctrl+X editor", "↑ ↓ earlier"]
    if question.complete is not None:
        keys.insert(2, "Tab complete")
    text = ""
    for key in keys:
        if length(line(f"{text}   {key}")) <= width:
            text = f"{text}   {key}" if text else f" {key}"
    return text
