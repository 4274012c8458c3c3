"""Issues, assumptions, decisions and actions of all projects, what is due first on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, keymap
from ppm_tui.screens import base_add
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_register_changes import RegisterChanges
from ppm_tui.store.queries.raid import RaidRow, raid
from ppm_tui.terms import RaidKind
from ppm_tui.widgets import raid_pane
from ppm_tui.widgets.lines import Line, Pane, both_ends, joined, line
from ppm_tui.widgets.row_list import RowList

PEEK, LONG_PEEK = 6, 10


class IssuesScreen(RegisterChanges):
    """See what has happened, is assumed, was decided and is done about it, and deal with it."""

    kind = "issues"
    letters = "filter of issues"
    fields = columns.RAID

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RaidRow] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[RaidRow]:
        return self.rows if self.has_closed else [row for row in self.rows if row.is_open]

    @property
    def shown(self) -> list[RaidRow]:
        """The rows that the filter leaves."""
        return [row for row in self.every_row if self.keep(row)]

    async def load(self) -> None:
        self.rows = await self.workspace.read(raid, as_of=self.workspace.as_of)
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm issues --all id={quote(row.ref)}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        which = "Closed too" if self.has_closed else "Open"
        view = f"view: {self.view_name or which}   sort: due   "
        left = f" ppm {self.glyphs.crumb} Issues   {view if width >= WIDE else ''}"
        left += f"{len(self.shown)} of {len(self.every_row)}"
        top = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        return top, line(f" {self._figures()}")

    def _figures(self) -> str:
        """How many of each kind are open, and late."""
        parts = []
        for kind in RaidKind:
            rows = [row for row in self.rows if row.kind is kind and row.is_open]
            late = sum(row.is_late for row in rows)
            text = f"{len(rows)} {kind.value}{'s' * (len(rows) != 1)}"
            parts.append(text + (f", {late} late" if late else ""))
        return joined(parts, self.glyphs.edge, self.size.width - 1)

    def draw(self) -> None:
        width, rows = self.size.width, self.shown
        self._size_peek(bool(rows))
        lead = columns.lead(width)
        laid = columns.fitted(columns.RAID, width - lead - 1, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            none = line("   Nothing is open: n adds an issue, an assumption or a decision.")
            headings += [(), self.none_fits(len(self.every_row)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid))
        self.draw_peek()

    def _draw_row(self, laid: columns.Layout[RaidRow], row: RaidRow, _width: int) -> Line:
        return self.row_line(laid, row, {"due": "late"} if row.is_late else {})

    def _size_peek(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        is_narrow = width < WIDE
        self.list.display = not (is_narrow and self.is_peeking and has_rows)
        pane.display = has_rows and (
            self.is_peeking if is_narrow else self.has_peek and height >= 20
        )
        is_long = width >= BROAD and height >= 36
        pane.styles.height = height - 4 if is_narrow else LONG_PEEK if is_long else PEEK

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show all that is known of the entry under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if pane.display and row is not None:
            hint = "i back" if self.size.width < WIDE else "Enter open  i hide"
            pane.show(raid_pane.lines(row, hint, self.size.width, self.glyphs))

    # Keys

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None else super().project_here

    def is_over(self, row: Any) -> bool:
        return not row.is_open

    def action_row_open(self) -> None:
        """All fields of the entry; of an action the task in its plan."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
        elif row.kind is RaidKind.ACTION:
            self.go_to_row("project", row.project, row.ref)
        else:
            self.go("edit", row.ref)

    def action_row_add(self) -> None:
        """Choose what to add."""
        self.choose("n", "new", keymap.CHOOSERS["new entry"], self._add)

    def _add(self, kind: str) -> None:
        row = self.list.current
        if kind != "action":
            self.add(kind)
        elif row is None or row.kind is not RaidKind.ISSUE:
            self.say("an action deals with an issue: go to one")
        else:
            base_add.ask(self, "action", about=row.ref)
