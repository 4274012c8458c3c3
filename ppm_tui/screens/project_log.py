"""The log tab of a project: time, notes and status updates, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from shlex import quote
from textwrap import wrap
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats
from ppm_tui.formats import safe
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_changes import Make
from ppm_tui.screens.base_project_changes import ProjectChanges
from ppm_tui.screens.base_tabs import ProjectTab
from ppm_tui.store.queries import project_log
from ppm_tui.store.queries.project_log import LogKind, LogRow
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.row_list import RowList

PEEK = 4


class ProjectLogScreen(ProjectTab, ProjectChanges):
    """Read what was done and said on a project day by day, and add to it."""

    kind = "project_log"
    letters = "filter of the log"
    fields = columns.LOG

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.rows: list[LogRow] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.id, id="list")
        yield Pane(id="peek")

    async def load(self) -> None:
        await self.read_head()
        self.rows = await self.workspace.read(
            project_log.entries, key=self.key, as_of=self.workspace.as_of
        )
        self.is_read = True

    @property
    def every_row(self) -> Sequence[LogRow]:
        return self.rows

    def link(self, row: Any) -> str:
        del row
        return f"ppm show {quote(self.key)}"

    # Drawing

    def draw(self) -> None:
        width, rows = self.size.width, [row for row in self.rows if self.keep(row)]
        self.show_peek(PEEK, has_rows=bool(rows))
        lead = columns.lead(width)
        laid = columns.fitted(columns.LOG, width - lead - 1, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            none = line("   Nothing yet: c writes a note, t logs time.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self.draw_peek()

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show the whole text of the entry under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width = self.size.width
        hint = "i back" if width < WIDE else "i hide"
        text = columns.logged(row, self.glyphs) or "no text"
        body = [line(f" {part}") for part in wrap(safe(text), width - 2)]
        pane.show([rule(_title(row), hint, width, self.glyphs), *body])

    # Keys

    def rows_meant(self) -> tuple[Any, ...]:
        return (self.row,) if self.row is not None else ()

    def ask_change(
        self, question: str, name: str, make: Callable[[str], Make], **more: Any
    ) -> None:
        """Ask for what is added to the log of the project, whichever entry the cursor is on."""
        super().ask_change(question, name, make, **{"rows": self.rows_meant(), **more})

    def action_row_open(self) -> None:
        """The week in which time was spent, the task of a note; the text of what has neither."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
        elif row.kind is LogKind.TIME and row.who and row.day:
            self.go("time_log", f"{row.who}@{row.day.isoformat()}")
        elif row.task:
            self.go_to_row("project", self.key, row.task)
        else:
            self.say("i shows the whole text")


def _title(row: LogRow) -> str:
    """`Mon 16 Mar  gia  note on T-111`."""
    day = formats.weekday(row.day) if row.day else "no day"
    about = f" on {row.task}" if row.task else ""
    time = f" {formats.minutes(row.minutes)}" if row.minutes else ""
    return f"{day}  {safe(row.who or 'nobody')}  {row.kind.value}{time}{about}"
