"""Screens with one list: moving in it, marking, filtering, sorting, leaving step by step."""

import os
from asyncio import TimerHandle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ppm_tui import columns, formats, keymap
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.formats import safe
from ppm_tui.screens.base import WIDE, PpmScreen
from ppm_tui.settings import View
from ppm_tui.terminal import clipboard
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import NO_STYLES, RowList, cells

PEEK_DELAY = 0.15
"""Seconds that the cursor rests before the peek pane reads."""


class ListScreen(PpmScreen):
    """Move, mark and step out in the screen's list."""

    usual: ClassVar[str] = ""
    """The order of the list while no column was chosen, in a word; empty: there is no other."""
    letters: ClassVar[str] = ""
    """The chooser of its filters by letter."""
    fields: ClassVar[Sequence[columns.Column[Any]]] = ()
    """What a filter may name."""
    reloaded: ClassVar[str] = "read again"

    def __init__(self) -> None:
        super().__init__()
        self.filter_text = ""
        self.letter_filter = ""
        self.keep: Callable[[Any], bool] = lambda row: True
        self.view: View | None = None
        self.sorted_by: tuple[str, bool] | None = None
        self.has_closed = False
        self.has_peek = True
        self.resting: TimerHandle | None = None
        self.is_peeking = False  # on a narrow screen, where the pane takes the place of the list

    @property
    def list(self) -> RowList:
        """The list of the screen."""
        return self.query_one(RowList)

    @property
    def every_row(self) -> Sequence[Any]:
        """The rows that were read, with those that a filter hides."""
        return self.list.rows

    @property
    def current_key(self) -> str | None:
        """Key of the row under the cursor."""
        return self.list.current_key

    def row_line(
        self, laid: columns.Layout[Any], row: Any, styles: Mapping[str, str] = NO_STYLES
    ) -> Line:
        """A row of columns below the heading, each in the style of its id."""
        lead = " " * (columns.lead(self.size.width) - 2)
        return ((lead, ""), *cells(laid, row, self.glyphs, styles))

    def on_mount(self) -> None:
        """The cursor comes to where it was as soon as there are rows."""
        self.list.wanted = self.cursor_wanted

    def action_cursor_down(self) -> None:
        self.list.move(1)

    def action_cursor_up(self) -> None:
        self.list.move(-1)

    def action_cursor_page_down(self) -> None:
        self.list.move(self.list.page)

    def action_cursor_page_up(self) -> None:
        self.list.move(-self.list.page)

    def action_cursor_half_down(self) -> None:
        self.list.move(self.list.page // 2)

    def action_cursor_half_up(self) -> None:
        self.list.move(-(self.list.page // 2))

    def action_cursor_first(self) -> None:
        self.list.move_to(0)

    def action_cursor_last(self) -> None:
        self.list.move_to(len(self.list.rows) - 1)

    def action_row_mark(self) -> None:
        self.list.toggle_mark()
        self.redraw_foot()

    def action_list_mark_all(self) -> None:
        self.list.mark_all()
        self.redraw_foot()

    def step_out(self) -> bool:
        if self.list.marks:
            self.list.clear_marks()
        elif self.filter_words():
            self.action_list_clear()
        else:
            return False
        self.redraw_foot()
        return True

    def action_peek_down(self) -> None:
        """Show what is further down in the peek pane."""
        self._scroll_peek(1)

    def action_peek_up(self) -> None:
        """Show what is further up in the peek pane."""
        self._scroll_peek(-1)

    @property
    def is_waiting(self) -> bool:
        """Whether keys wait, or the peek pane for the cursor to rest."""
        return self.resting is not None or super().is_waiting

    def look_soon(self) -> None:
        """Look at what the cursor is on once it rests, where the peek pane is shown."""
        if self.resting is None and self.query_one("#peek", Pane).display:
            self.resting = self.after(PEEK_DELAY, self._rest)

    def _rest(self) -> None:
        self.resting = None
        self.look()

    def look(self) -> None:
        """Read what the peek pane shows of the row under the cursor, if it is of another one."""

    def _scroll_peek(self, by: int) -> None:
        pane = self.query_one("#peek", Pane)
        if not pane.display:
            self.say("the peek pane is off; i shows it")
        elif not pane.scroll(by):
            self.say(f"nothing more {'below' if by > 0 else 'above'} in the peek pane")

    # Filters

    def filter_words(self) -> str:
        """The filter in words; empty when everything is shown."""
        return " ".join(part for part in (self.letter_filter, self.filter_text) if part)

    def marked(self) -> tuple[str, ...]:
        """How many rows are marked, in words, if any are."""
        marks = len(self.list.marks) if self.is_mounted else 0
        return (f"{marks} marked",) if marks else ()

    def none_fits(self, count: int) -> Line:
        """What stands in place of the rows when the filter leaves none of so many."""
        return line(f"   0 of {count}, filter: {safe(self.filter_words())}, F clears")

    def corner(self) -> str:
        """Marks and filter, at the right of the status line."""
        words = self.filter_words()
        return "  ".join([*self.marked(), f"filter: {safe(words)}" if words else "no filter"])

    def action_list_reload(self) -> None:
        """Read again, and sort again where the list has an order of its own."""
        self.resort()
        self.reload()
        self.say(self.reloaded)

    def action_peek_toggle(self) -> None:
        """The pane on or off; on a narrow screen in place of the list."""
        if self.size.width < WIDE:
            self.is_peeking = not self.is_peeking
        else:
            self.has_peek = not self.has_peek
        self.redraw()

    def action_list_filter(self) -> None:
        """Filter while a text is typed; Enter keeps it, Esc drops it."""
        before, here = self.filter_text, self.current_key

        async def keep(text: str) -> None:
            self.set_filter(text, self.letter_filter)

        def leave() -> None:
            self.set_filter(before, self.letter_filter)
            self.list.move_to_key(here or "")

        self.ask(
            Question(
                "/",
                keep,
                initial=before,
                typing=self._filter_typing,
                leave=leave,
                complete=self._filter_completions,
                history=f"filter.{self.kind}",
            )
        )

    def _filter_completions(self, text: str) -> Sequence[str]:
        from ppm_tui import filters

        return filters.completions(text, self.fields, self.every_row)

    def _filter_typing(self, text: str) -> None:
        try:
            self.set_filter(text, self.letter_filter)
        except Invalid as error:
            self.hint(str(error), "error")

    def set_filter(self, text: str, letter: str = "") -> None:
        """Show the rows that fit a typed text and a letter's filter. Raises Invalid."""
        words = " ".join(part for part in (text, letter) if part)
        if not words:
            self.keep = lambda row: True
        else:
            from ppm_tui import filters  # the first screen has no filter

            self.keep = filters.parse(words, self.fields, as_of=self.workspace.as_of)
        self.filter_text, self.letter_filter = text, letter
        self.redraw()

    def action_list_clear(self) -> None:
        """Clear every filter."""
        if not self.filter_words():
            self.say("there is no filter to clear")
        self.set_filter("")

    # Views

    def action_view_choose(self) -> None:
        """Open the chooser of views."""
        self.choose("v", "view", self.view_choices(), self.open_view)

    def view_choices(self) -> Sequence[keymap.Choice]:
        own = (
            keymap.Choice(view.letter, formats.clip(formats.safe(view.name), 30), view.letter)
            for view in self.ppm.views.of(self.list_name)
        )
        return (*super().view_choices(), *own)

    def open_view(self, value: str) -> None:
        view = self.ppm.views.saved.get((self.list_name, value))
        if view is not None:
            self.show_view(view)
            return
        self.go(value)
        front = self.front
        if front.here == (value, None) and isinstance(front, ListScreen):
            front.show_view(None)

    @property
    def list_name(self) -> str:
        """What the settings call this kind of list."""
        return "plan" if self.kind == "project" else self.kind

    @property
    def view_now(self) -> View:
        """What is shown, as a view without letter and name."""
        name, is_reverse = self.sorted_by or ("", False)
        return View(self.list_name, "", "", self.filter_words(), name, is_reverse, self.has_closed)

    @property
    def view_name(self) -> str:
        """The view in words, with a star when something else is shown by now; empty without."""
        view = self.view
        if view is None:
            return ""
        is_same = replace(view, letter="", name="", line=0) == self.view_now
        return formats.safe(view.name) + "*" * (not is_same)

    def show_view(self, view: View | None) -> None:
        """Show the list as a saved view says; without one as it is at first."""
        wanted = view or View(self.list_name, "", "")
        try:
            if wanted.sort and not self.can_sort(wanted.sort):
                raise Invalid(f"this list cannot be sorted by {wanted.sort!r}")
            self.set_filter(wanted.filter)
        except Invalid as error:
            self.say(f"view {wanted.letter}: {error}", "error")
            return
        self.view, self.has_closed = view, wanted.closed
        self.sorted_by = (wanted.sort, wanted.reverse) if wanted.sort else None
        self.resort()
        self.redraw()

    def can_sort(self, name: str) -> bool:
        """Whether the list has a column to sort by of that name."""
        return bool(self.usual) and any(column.id == name for column in self.fields)

    def resort(self) -> None:
        """Sort again, where a list has more than its own order."""

    def in_order(
        self, rows: Sequence[Any], usual: Callable[[Any], Any] | None = None
    ) -> Sequence[Any]:
        """Rows by the column that was chosen, else by a key of their own, else as they are."""
        if self.sorted_by is None:
            return sorted(rows, key=usual) if usual else rows
        name, is_reverse = self.sorted_by
        column = next(each for each in self.fields if each.id == name)
        return columns.in_order(rows, column, is_reverse=is_reverse)

    @property
    def sort_words(self) -> str:
        """What the list is sorted by: `score`, or `title down`."""
        name, is_reverse = self.sorted_by or (self.usual, False)
        return f"{name}{' down' if is_reverse else ''}"

    @property
    def sortable(self) -> Sequence[columns.Column[Any]]:
        """The columns that are offered to sort by."""
        return self.fields

    def action_list_sort(self) -> None:
        """Choose a column to sort by, or the order of the list itself."""
        choices = [
            keymap.Choice(column.letter, column.heading.lower(), column.id)
            for column in self.sortable
            if column.letter
        ]
        if self.usual not in {choice.value for choice in choices}:
            used = {choice.letter for choice in choices}
            letter = next(each for each in self.usual if each not in used)
            choices.append(keymap.Choice(letter, self.usual, self.usual))
        self.choose("o", "sort", choices, self._sort)

    def _sort(self, name: str) -> None:
        self.sorted_by = None if name == self.usual else (name, False)
        self.resort()
        self.redraw()

    def action_list_reverse(self) -> None:
        """The other way round."""
        if self.sorted_by is None:
            self.say(f"{self.usual} has one order; o sorts by another column")
            return
        name, is_reverse = self.sorted_by
        self.sorted_by = name, not is_reverse
        self.resort()
        self.redraw()

    def action_list_choose_filter(self) -> None:
        """Choose a filter by its letter."""
        self.choose("f", "filter", keymap.CHOOSERS[self.letters], self.by_letter)

    def by_letter(self, value: str) -> None:
        """Show what fits the filter of a letter, or what is closed too."""
        if value == "closed":
            self.has_closed = not self.has_closed
            self.redraw()
            return
        if value.endswith(":me"):
            value = f"{value.removesuffix('me')}{safe(self.workspace.user)}"
        self.set_filter(self.filter_text, value)

    def action_view_save(self) -> None:
        """Save filter, sort and what is closed under a letter and a name."""
        now, initial = self.view_now, f"{self.view.letter} {self.view.name}" if self.view else ""

        async def answer(text: str) -> None:
            view = self.ppm.views.checked(text, now)
            await self.workspace.background(self.ppm.views.keep, view)
            self.view = view if view.name else None
            self.redraw()
            self.say(f"v {view.letter} shows this" if view.name else f"view {view.letter} deleted")

        hint = "letter and name; a letter alone deletes"
        name = f"view.{self.list_name}"
        self.ask(Question("View", answer, name, initial, hint=hint))

    # Copying

    def action_row_copy(self) -> None:
        """Open the chooser of what to copy."""
        self.choose("y", "copy", keymap.CHOOSERS["copy"], self._copy)

    def link(self, _row: Any) -> str:
        """The command line that shows a row to whoever pastes it into a shell."""
        return ""

    def _copy(self, what: str) -> None:
        rows = self.list
        if rows.current is None:
            self.say("there is no row here")
            return
        width = max(self.size.width, 120)
        makes: dict[str, Callable[[Any], str]] = {
            "key": rows.key,
            "link": self.link,
            "row": lambda row: "".join(text for text, _ in rows.draw(row, width)).strip(),
        }
        meant = rows.rows if what == "table" else rows.targets
        text = "\n".join(map(makes.get(what, makes["row"]), meant))
        many = f"{len(meant)} {what}s" if len(meant) > 1 and what != "table" else f"the {what}"
        self.in_background(self.to_clipboard(many, text))

    async def to_clipboard(self, what: str, text: str) -> None:
        """Try the ways in order, and say which one it went."""
        background = self.workspace.background
        if await background(clipboard.by_tmux, text, os.environ):
            self.say(f"copied {what} through tmux")
        elif clipboard.is_heard(text, os.environ):
            self.app.copy_to_clipboard(text)
            self.say(f"copied {what} through the terminal (OSC 52)")
        else:
            try:
                self.say(
                    f"no clipboard here: {what} is in {await background(clipboard.to_file, text)}"
                )
            except PpmError as error:
                self.say(str(error), "error")
