"""Overdue milestones and tasks over all projects, the longest overdue first."""

from collections.abc import Sequence
from shlex import quote
from typing import Any

from textual.app import ComposeResult

from ppm_tui import columns
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_task_changes import TaskChanges
from ppm_tui.store.queries.overdue import OverdueRow, overdue
from ppm_tui.terms import TaskKind
from ppm_tui.widgets.lines import Line, both_ends, line
from ppm_tui.widgets.row_list import RowList


class OverdueScreen(TaskChanges):
    """See what should be done already, and deal with it row by row."""

    kind = "overdue"
    fields = columns.OVERDUE

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[OverdueRow] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")

    @property
    def every_row(self) -> Sequence[OverdueRow]:
        return self.rows

    async def load(self) -> None:
        self.rows = await self.workspace.read(overdue, as_of=self.workspace.as_of)
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm tasks {quote(row.project)} id={quote(row.ref)}"

    def head(self) -> tuple[Line, Line]:
        shown = sum(1 for row in self.rows if self.keep(row))
        is_wide = self.size.width >= WIDE
        view = f"view: {self.view_name}   " if self.view_name and is_wide else ""
        left = f" ppm {self.glyphs.crumb} Overdue   {view}{shown} of {len(self.rows)}"
        milestones = sum(row.kind is TaskKind.MILESTONE for row in self.rows)
        projects = len({row.project for row in self.rows})
        text = (
            f" {milestones} milestones, {len(self.rows) - milestones} tasks in {projects} projects"
        )
        return both_ends(line(left, "bold"), line(f" {self.day_words} "), self.size.width), line(
            text
        )

    def draw(self) -> None:
        width = self.size.width
        rows = [row for row in self.rows if self.keep(row)]
        lead = columns.lead(width)
        laid = columns.fitted(columns.OVERDUE, width - lead - 1, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            has_filter = bool(self.filter_words())
            none = self.none_fits(len(self.rows)) if has_filter else line("   Nothing is overdue.")
            headings += [(), none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row, {"due": "late"}))

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None else super().project_here

    def action_row_open(self) -> None:
        row = self.list.current
        if row is not None:
            self.go("project", row.project)
