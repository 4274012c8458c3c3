"""The list: rows drawn line by line, a cursor that follows the item, marks, a frozen order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ppm_tui import columns
from ppm_tui.formats import Glyphs
from ppm_tui.widgets.lines import Line, Lines, Span, crop, under

Draw = Callable[[Any, int], Line]
"""A row and the width in cells, to the line that shows it (without the cursor's column)."""
NO_STYLES: Mapping[str, str] = {}


def cells(
    laid: columns.Layout[Any], row: Any, glyphs: Glyphs, styles: Mapping[str, str] = NO_STYLES
) -> list[Span]:
    """The columns of a row, a blank between them, each in the style of its id.

    The sign of a status stands in the status's colour.
    """
    spans: list[Span] = []
    for index, (column, width) in enumerate(laid):
        text = columns.cell(column, row, width, glyphs)
        if index:
            spans.append((" ", ""))
        if column.id == "rag" and row.rag is not None:
            spans += [(text[0], row.rag.value), (text[1:], "")]
        else:
            spans.append((text, styles.get(column.id, "")))
    return spans


class RowList(Lines):
    """Rows by line; the cursor and the marks are kept by the row's key, not by its place."""

    DEFAULT_CSS = "RowList { height: 1fr; }"
    KEPT = 512
    """Rows that are kept as they were drawn, for the next time the list moves."""

    class Moved(Message):
        """The cursor came to another row."""

    def __init__(
        self,
        key: Callable[[Any], str],
        *,
        id: str | None = None,  # noqa: A002  # Textual's name
    ) -> None:
        super().__init__(id=id)
        self.key = key
        self.draw: Draw = lambda row, width: ((str(row), ""),)
        self.headings: tuple[Line, ...] = ()
        self.given: Sequence[Any] = ()
        self.rows: tuple[Any, ...] = ()
        self.keys: tuple[str, ...] = ()
        self.cursor = 0
        self.wanted: str | None = None  # where the cursor was before the list was empty
        self.top = 0
        self.marks: set[str] = set()
        self.signs: Mapping[str, str] = {}  # by key, in the blank that a row begins with
        self.has_cursor = True
        self.has_bar = True  # whether the whole row is marked where the cursor is
        self._drawn: dict[int, Strip] = {}  # by place; without the cursor's row and marked ones

    # What is shown

    def set_rows(self, rows: Sequence[Any], headings: Sequence[Line], draw: Draw) -> None:
        """Show these rows; the cursor stays on its item, or at its line when that is gone."""
        here = self.wanted = self.current_key or self.wanted
        self.headings, self.draw = tuple(headings), draw
        self._drawn.clear()
        if rows is not self.given:
            self.given, self.rows = rows, tuple(rows)
            self.keys = tuple(map(self.key, rows))
            self.marks &= set(self.keys)
        if here in self.keys:
            self.cursor = self.keys.index(here)
        self.cursor = max(0, min(self.cursor, len(rows) - 1))
        self._scroll_to_cursor()
        self.refresh()

    @property
    def current(self) -> Any | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def current_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.keys[self.cursor] if self.keys else None

    @property
    def targets(self) -> tuple[Any, ...]:
        """The marked rows, or the row under the cursor when nothing is marked."""
        marked = tuple(row for row in self.rows if self.key(row) in self.marks)
        return marked or ((self.current,) if self.current is not None else ())

    def of(self, rows: Sequence[Any]) -> tuple[Any, ...]:
        """The same rows as they are shown now."""
        keys = {self.key(row) for row in rows}
        return tuple(row for row in self.rows if self.key(row) in keys)

    @property
    def page(self) -> int:
        """Rows that fit; one line less when some do not, for the line that counts them."""
        room = max(1, self.size.height - len(self.headings))
        return room if len(self.rows) <= room else max(1, room - 1)

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self.move_to(self.cursor + by)

    def move_to(self, index: int) -> None:
        """Move the cursor to a row by its place, as near as there is one."""
        index = max(0, min(index, len(self.rows) - 1))
        if not self.rows or index == self.cursor:
            return
        old, self.cursor = self.cursor, index
        if self._scroll_to_cursor():
            self.refresh()
        else:
            self._refresh_row(old)
            self._refresh_row(index)
        self.post_message(self.Moved())

    def move_to_key(self, key: str) -> bool:
        """Move the cursor to the row of a key; False when it is not shown."""
        if key in self.keys:
            self.move_to(self.keys.index(key))
        return key in self.keys

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor and go down."""
        if self.current_key is not None:
            self.marks ^= {self.current_key}
            self._refresh_row(self.cursor)
            self.move(1)

    def mark_all(self) -> None:
        """Mark every row shown, or none when all are."""
        self.marks = set() if self.marks >= set(self.keys) else set(self.keys)
        self.refresh()

    def clear_marks(self) -> None:
        """Mark nothing."""
        self.marks = set()
        self.refresh()

    def tag(self, signs: Mapping[str, str]) -> None:
        """Show these signs, by key, in the blank that the rows begin with, and no others.

        Only rows whose sign is another one now are drawn again.
        """
        old, self.signs = self.signs, signs
        changed = {key for key in old.keys() | signs.keys() if old.get(key) != signs.get(key)}
        if not changed:
            return
        self._drawn = {
            index: strip for index, strip in self._drawn.items() if self.keys[index] not in changed
        }
        for index in range(self.top, min(self.top + self.page, len(self.rows))):
            if self.keys[index] in changed:
                self._refresh_row(index)

    def _scroll_to_cursor(self) -> bool:
        page, old = self.page, self.top
        self.top = min(self.top, self.cursor, max(0, len(self.rows) - page))
        self.top = max(self.top, self.cursor - page + 1)
        return self.top != old

    def refresh_cursor(self) -> None:
        """Draw the row under the cursor again."""
        self._refresh_row(self.cursor)

    def _refresh_row(self, index: int) -> None:
        y = index - self.top + len(self.headings)
        self.refresh(Region(0, y, max(self.size.width, 1), 1))

    def on_unmount(self) -> None:
        """Hold no rows any longer."""
        self.given, self.rows, self.keys = (), (), ()
        self._drawn.clear()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._drawn.clear()
        if self._scroll_to_cursor():
            self.refresh()  # lines may have been drawn before this was known

    def render_line(self, y: int) -> Strip:
        """A heading, a row, or the line that counts the rows below."""
        if y < len(self.headings):
            return self.strip(self.headings[y])
        index = self.top + y - len(self.headings)
        if y - len(self.headings) >= self.page:
            more = len(self.rows) - self.top - self.page
            return self.strip(((f"     {more} more ↓" if more > 0 else "", "dim"),))
        if index >= len(self.rows):
            return self.strip(())
        if self.keys[index] in self.marks or (self.has_cursor and index == self.cursor):
            return self.strip(self._row(index))
        if index not in self._drawn:
            if len(self._drawn) >= self.KEPT:
                self._drawn.clear()
            self._drawn[index] = self.strip(self._row(index))
        return self._drawn[index]

    def _row(self, index: int) -> Line:
        row = self.rows[index]
        here = self.has_cursor and index == self.cursor
        mark = "*" if self.keys[index] in self.marks else " "
        start = ((">" if here else " ") + mark, "mark" if mark == "*" else "")
        spans = (start, *self._signed(index, self.draw(row, self.size.width - 2)))
        if not here or not self.has_bar:
            return spans
        return under(crop(spans, self.size.width), "cursor")

    def _signed(self, index: int, spans: Line) -> Line:
        sign = self.signs.get(self.keys[index], "")
        if not sign or not spans:
            return spans
        (text, style), *rest = spans
        return ((sign + text[len(sign) :], style), *rest)
