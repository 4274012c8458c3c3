"""The one-line field at the foot of a screen: what is being asked, and the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from ppm_tui.widgets.lines import Lines, line


@dataclass(slots=True)
class Question:
    """What is asked, what to do with the answer, and how a half-typed one reads while typing.

    `answer` raises PpmError to refuse: the field then stays open with what was typed.
    """

    label: str
    answer: Callable[[str], Awaitable[None]]
    name: str = ""
    """Under which the answers are remembered, and an unfinished one offered again."""
    initial: str = ""
    preview: Callable[[str], str] | None = None
    typing: Callable[[str], None] | None = None
    leave: Callable[[], None] | None = None
    complete: Callable[[str], str | None] | None = None
    form: Callable[[str], Awaitable[None]] | None = None
    """What Tab does with the answer instead, where it opens all fields."""
    help: str = ""
    """What to type, for as long as nothing was."""


class Field(Input):
    """A text field that takes nothing more once Enter was pressed: that is for what comes after."""

    is_closed = False

    def on_key(self, event: events.Key) -> None:
        """Leave keys to the screen as soon as the answer is given."""
        if self.is_closed:
            event.prevent_default()
        elif event.key == "enter":
            self.is_closed = True


class Prompt(Horizontal):
    """A labelled field; hidden until something is asked."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt Lines { width: auto; }
    Prompt Input { height: 1; border: none; padding: 0; background: ansi_default;
                   color: ansi_default; }
    Prompt Input:ansi > .input--cursor { color: ansi_default; background: ansi_default;
                                         text-style: reverse; }
    """

    class Typed(Message):
        """The text changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self.drafts: dict[str, str] = {}
        self.earlier: dict[str, list[str]] = {}
        self.place = 0

    def compose(self) -> ComposeResult:
        yield Lines(id="label")
        field = Field(select_on_focus=False, compact=True)
        field.cursor_blink = False
        field.can_focus = False
        yield field

    @property
    def field(self) -> Field:
        """The text field."""
        return self.query_one(Field)

    def ask(self, question: Question) -> None:
        """Show the field, with the unfinished answer of the last time if there is one."""
        self.question = question
        label = self.query_one("#label", Lines)
        text = f" {question.label}: "
        label.styles.width = len(text)
        label.show([line(text, "bold")])
        self.display = True
        self.field.can_focus = True
        self.field.value = self.drafts.pop(question.name, question.initial)
        self.field.cursor_position = len(self.field.value)
        self.field.is_closed = False
        self.screen.set_focus(self.field)  # at once: keys may be waiting
        self.place = len(self.earlier.get(question.name, ()))

    def close(self, *, keep: bool) -> None:
        """Hide the field; `keep` offers what was typed the next time the same is asked."""
        if self.question is not None and keep and self.question.name and self.field.value:
            self.drafts[self.question.name] = self.field.value
        self.question = None
        self.display = False
        self.field.can_focus = False
        self.screen.set_focus(None)

    def remember(self, text: str) -> None:
        """Offer this answer again by the up key."""
        if self.question is not None and text:
            self.earlier.setdefault(self.question.name, []).append(text)

    def step(self, by: int) -> None:
        """Go through earlier answers."""
        if self.question is None:
            return
        earlier = self.earlier.get(self.question.name, [])
        self.place = max(0, min(len(earlier), self.place + by))
        self.field.value = earlier[self.place] if self.place < len(earlier) else ""
        self.field.cursor_position = len(self.field.value)

    def complete(self) -> None:
        """Complete what was typed, where that is possible."""
        if self.question is not None and self.question.complete is not None:
            whole = self.question.complete(self.field.value)
            if whole is not None:
                self.field.value = whole
                self.field.cursor_position = len(whole)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.question is not None:
            self.post_message(self.Typed(event.value))
