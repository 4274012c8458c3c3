"""The one-line field at the foot of a screen: what is being asked, and the answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from ppm_tui.formats import ASCII, ASCII_SIGNS, ESCAPED, UNICODE
from ppm_tui.widgets.lines import Lines, line

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision

BREAK = "↵"
"""Stands in the field for the end of a line, where an answer may have several."""
MOST_EARLIER = 50
_BREAKS = re.compile(f" ?{BREAK} ?")
_CONTROLS = re.compile(f"[{ESCAPED}]")


@dataclass(slots=True)
class Question:
    """What is asked, what to do with the answer, and how a half-typed one reads while typing.

    `answer` raises PpmError to refuse: the field then stays open with what was typed.
    """

    label: str
    answer: Callable[[str], Awaitable[None]]
    name: str = ""
    """Under which an unfinished answer is offered again; empty: it is not."""
    initial: str = ""
    preview: Callable[[str], str] | None = None
    effect: Callable[[str], Awaitable[str]] | None = None
    """What the answer would change elsewhere, told a moment after the last key."""
    typing: Callable[[str], None] | None = None
    leave: Callable[[], None] | None = None
    complete: Callable[[str], Sequence[str]] | None = None
    """A text, to the whole texts that it may be the beginning of."""
    form: Callable[[str], Awaitable[None]] | None = None
    """What Tab does with the answer instead, where it opens all fields."""
    history: str = ""
    """Under which earlier answers are offered; questions alike share them. Empty: the name."""
    hint: str = ""
    """Stands below the field instead of the keys."""
    has_lines: bool = False
    """Whether the answer may have several lines."""
    again: Callable[[str, Decision], Awaitable[None]] | None = None
    """Takes the same answer once it is decided what becomes of what it is over by."""
    then: Callable[[str], Awaitable[Question | None]] | None = None
    """What is asked next, when the answer was taken; raises nothing."""


@dataclass(slots=True)
class Memory:
    """What was typed: unfinished answers by question, earlier answers by kind of question."""

    drafts: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, list[str]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything."""
        self.drafts.clear()
        self.earlier.clear()


EDITING = {
    "left": "cursor_left", "right": "cursor_right", "home": "home", "end": "end", "ctrl+e": "end",
    "backspace": "delete_left", "delete": "delete_right", "ctrl+d": "delete_right",
    "ctrl+w": "delete_left_word", "ctrl+u": "delete_left_all", "ctrl+k": "delete_right_all",
}  # fmt: skip
"""What the field does itself, by key; every other key is for the screen."""


class Field(Input, inherit_bindings=False):
    """A text field that takes nothing more once Enter was pressed: that is for what comes after."""

    # Textual's own bind keys that multiplexers and terminals keep for themselves.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(*each, show=False) for each in EDITING.items()]

    is_closed = False

    def on_key(self, event: events.Key) -> None:
        """Leave keys to the screen as soon as the answer is given."""
        if self.is_closed:
            event.prevent_default()
        elif event.key == "enter":
            self.is_closed = True

    def render_line(self, y: int) -> Strip:
        """The line, in the signs that the terminal has."""
        strip = super().render_line(y)
        if getattr(self.app, "glyphs", UNICODE) is not ASCII:
            return strip
        return Strip(
            [Segment(each.text.translate(ASCII_SIGNS), each.style, each.control) for each in strip],
            strip.cell_length,
        )

    def _on_paste(self, event: events.Paste) -> None:
        """Take what is pasted whole: the prompt makes one line of it."""
        event.prevent_default()
        event.stop()
        if isinstance(self.parent, Prompt):
            self.parent.insert(event.text)


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
        self.place = 0
        self.unsent = ""
        self._memory = Memory()

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

    @property
    def memory(self) -> Memory:
        """What was typed on any screen; it outlives this one."""
        found = getattr(self.app, "memory", None)
        return found if isinstance(found, Memory) else self._memory

    # The text

    @property
    def text(self) -> str:
        """The answer as it stands, with its line ends."""
        return self._whole(self.field.value)

    @text.setter
    def text(self, text: str) -> None:
        self.field.value = self._flat(text)
        self.field.cursor_position = len(self.field.value)

    def insert(self, text: str) -> None:
        """Insert a text of any number of lines where the cursor stands."""
        self.field.insert_text_at_cursor(self._flat(text.strip("\r\n")))

    def _whole(self, value: str) -> str:
        if self.question is None or not self.question.has_lines:
            return value
        return _BREAKS.sub("\n", value)

    def _flat(self, text: str) -> str:
        """As one line without anything that could move the cursor."""
        lines = text.splitlines()
        if self.question is not None and self.question.has_lines:
            flat = f" {BREAK} ".join(lines)
        else:
            flat = " ".join(part.strip() for part in lines if part.strip())
        return _CONTROLS.sub(" ", flat.replace("\t", "    "))

    # Asking

    def ask(self, question: Question) -> None:
        """Show the field, with the unfinished answer of the last time if there is one."""
        self.question = question
        label = self.query_one("#label", Lines)
        text = f" {question.label}: "
        label.styles.width = len(text)
        label.show([line(text, "bold")])
        self.display = True
        self.field.can_focus = True
        self.text = self.memory.drafts.pop(question.name, question.initial)
        self.field.is_closed = False
        self.screen.set_focus(self.field)  # at once: keys may be waiting
        self.place = len(self._earlier)

    def close(self, *, keep: bool) -> None:
        """Hide the field; `keep` offers what was typed the next time the same is asked."""
        question = self.question
        is_other = question is not None and self.text not in ("", question.initial)
        if question is not None and keep and question.name and is_other:
            self.memory.drafts[question.name] = self.text
        self.question = None
        self.display = False
        self.field.can_focus = False
        self.screen.set_focus(None)

    # Earlier answers

    @property
    def _earlier(self) -> list[str]:
        question = self.question
        name = (question.history or question.name) if question is not None else ""
        return self.memory.earlier.setdefault(name, []) if name else []

    def remember(self) -> None:
        """Offer this answer again by the up key."""
        earlier, text = self._earlier, self.text
        if text.strip():
            if text in earlier:
                earlier.remove(text)
            earlier.append(text)
            del earlier[:-MOST_EARLIER]

    def step(self, by: int) -> None:
        """Go through earlier answers, and back to what was being typed."""
        earlier = self._earlier
        if self.place == len(earlier):
            self.unsent = self.text
        self.place = max(0, min(len(earlier), self.place + by))
        self.text = earlier[self.place] if self.place < len(earlier) else self.unsent

    def complete(self) -> Sequence[str]:
        """Complete what was typed as far as that is certain; all that it may become."""
        question, typed = self.question, self.field.value
        found = question.complete(typed) if question is not None and question.complete else ()
        whole = commonprefix(list(found))  # noqa: RUF071  # of texts, not of paths
        if len(whole) > len(typed) or (len(found) == 1 and whole != typed):
            self.text = whole
        return found

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.question is not None:
            self.post_message(self.Typed(event.value))
