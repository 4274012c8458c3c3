"""The people tab of a project: who works on it, how much is left, and whether there is time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from shlex import quote
from typing import Any

from textual.app import ComposeResult

from ppm_tui import columns
from ppm_tui.errors import PpmError
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_tabs import WIDEST, ProjectTab
from ppm_tui.store.queries import project_people
from ppm_tui.store.queries.project_people import WorkerRow
from ppm_tui.store.queries.resources import Days, PersonLoad
from ppm_tui.widgets import heat_map
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.row_list import RowList

MOST_WEEKS = 6
LEAST = 58
"""Cells of what stands left of the weeks."""


class ProjectPeopleScreen(ProjectTab):
    """See who works on a project, what they have left to do, and how full their next weeks are."""

    kind = "project_people"
    fields = columns.PROJECT_PEOPLE

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.rows: list[WorkerRow] = []
        self.load_of: Mapping[str, PersonLoad] = {}
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")

    async def load(self) -> None:
        await self.read_head()
        self.rows = await self.workspace.read(
            project_people.people, key=self.key, as_of=self.workspace.as_of
        )
        self.is_read = True
        self.aside(self._read_load, "load")

    async def _read_load(self) -> None:
        """Read what people are booked for, in all projects, while the list can be used already."""
        try:
            self.load_of = await self.workspace.read(
                project_people.load, as_of=self.workspace.as_of, count=MOST_WEEKS
            )
        except PpmError as error:
            self.say(str(error), "error")
            return
        self.redraw()

    @property
    def every_row(self) -> Sequence[WorkerRow]:
        return self.rows

    def link(self, row: Any) -> str:
        return f"ppm resources --json  # {quote(row.key)}"

    # Drawing

    @property
    def weeks(self) -> list[Days]:
        """The weeks that there is room for, from the next one on."""
        count = min(MOST_WEEKS, max(0, self.size.width - LEAST) // heat_map.CELL)
        return project_people.next_weeks(self.workspace.as_of, count) if count else []

    def draw(self) -> None:
        width, weeks = self.size.width, self.weeks
        rows = [row for row in self.rows if self.keep(row)]
        lead = columns.lead(width)
        room = min(width - lead - 1, WIDEST) - (len(weeks) * heat_map.CELL + 1 if weeks else 0)
        laid = columns.fitted(columns.PROJECT_PEOPLE, room, rows, is_narrow=width < WIDE)
        text = " " * lead + " ".join(columns.heading(column, cells) for column, cells in laid)
        first, second = heat_map.headings(weeks, "week")
        headings: list[Line] = [line(f"{text}  {first}", "heading")]
        if weeks:
            headings.append(line(f"{'':<{len(text)}}  {second}", "heading"))
        if self.is_read and not rows:
            none = line("   Nobody yet: a on a task of the plan gives it to somebody.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid, weeks))

    def _draw_row(
        self, laid: columns.Layout[WorkerRow], weeks: Sequence[Days], row: WorkerRow, _width: int
    ) -> Line:
        known = self.load_of.get(row.key)
        cells = [known.cell(days) if known is not None else None for days in weeks]
        more = heat_map.cells(cells, None, self.glyphs) if weeks else ()
        return (*self.row_line(laid, row), (" ", ""), *more)

    # Keys

    def action_row_open(self) -> None:
        """Resources, with the cursor on the person."""
        if self.current_key is None:
            self.say("there is no row here")
        else:
            self.open_register("resources", self.current_key)

    def action_row_edit(self) -> None:
        """All fields of the person."""
        if self.current_key is None:
            self.say("there is no row here")
        else:
            self.go("edit", f"@{self.current_key}")
