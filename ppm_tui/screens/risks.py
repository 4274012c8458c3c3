"""The risk register with its matrix: which risks matter most, where they lie, what is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from ppm_tui import columns, keymap
from ppm_tui.analysis.risk import Matrix
from ppm_tui.errors import PpmError
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_risk_changes import RiskChanges
from ppm_tui.store.queries import risks
from ppm_tui.store.queries.risk_peek import RiskPeek, risk_peek
from ppm_tui.store.queries.risks import Register, RiskRow, Week
from ppm_tui.widgets import risk_matrix, risk_pane
from ppm_tui.widgets.lines import Line, Lines, Pane, both_ends, line
from ppm_tui.widgets.risk_matrix import Cell
from ppm_tui.widgets.row_list import RowList

SIDE, BROAD_SIDE = 32, 46
"""Cells of what stands beside the list, with its edge."""
PEEK, BROAD_PEEK, TALL = 5, 10, 36
NARROW_DROP = 4
"""Columns with a higher `drop` have no room on a narrow terminal."""
VIEWS = {"matrix": "matrix", "project": "by project", "client": "by client"}


class RisksScreen(RiskChanges):
    """See which risks matter most and where they lie, and deal with them row by row."""

    kind = "risks"
    letters = "filter of risks"
    usual = "score"
    fields = columns.RISKS
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.register: Register | None = None
        self.order: list[str] = []
        self.weeks: tuple[Week, ...] = ()
        self.peek: RiskPeek | None = None
        self.beside = "matrix"
        self.cell: Cell = (1, 1)
        self.is_in_matrix = False
        self.keep_typed: Callable[[RiskRow], bool] = lambda row: True

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="both"):
            yield RowList(lambda row: row.ref, id="list")
            yield Lines(id="matrix")
        yield Pane(id="peek")

    # Rows

    @property
    def every_row(self) -> Sequence[RiskRow]:
        return self.register.rows if self.register is not None else ()

    @property
    def viewed(self) -> list[RiskRow]:
        """The rows of the view, those that are over only where they are wanted."""
        return [row for row in self.every_row if self.has_closed or row.is_open]

    @property
    def shown(self) -> list[RiskRow]:
        """The rows that the filter leaves, in the order in which they stood."""
        place = {ref: index for index, ref in enumerate(self.order)}
        rows = [row for row in self.viewed if self.keep(row)]
        return sorted(rows, key=lambda row: place.get(row.ref, len(place)))

    @property
    def project_here(self) -> str | None:
        row = self.list.current if self.is_mounted else None
        return row.project if row is not None else super().project_here

    async def load(self) -> None:
        is_first = self.register is None
        as_of = self.workspace.as_of
        self.register = await self.workspace.read(risks.register, as_of=as_of)
        self.peek = None
        if is_first:
            matrix = self.register.matrix
            self.cell = (len(matrix.probabilities), len(matrix.impacts))
            self.resort()
        self.aside(self._read_weeks, "weeks")

    async def _read_weeks(self) -> None:
        """Read how many there were, week by week, while the list can be used already."""
        if self.register is None:
            return
        try:
            as_of = self.workspace.as_of
            self.weeks = await self.workspace.read(risks.trend, of=self.register, as_of=as_of)
        except PpmError as error:
            self.say(str(error), "error")
            return
        if self.is_here:
            self._draw_beside()

    def resort(self) -> None:
        """Sort again: the highest score first, or by the column that was chosen."""
        self.order = [row.ref for row in self.in_order(self.every_row)]

    @property
    def origin_here(self) -> dict[str, Any]:
        row = self.list.current
        return {"risk": row.ref} if row is not None else {}

    def link(self, row: Any) -> str:
        return f"ppm risks id={row.ref}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, rows = self.size.width, self.viewed
        view = self.view_name or ("All" if self.has_closed else "Open")
        left = f" ppm {self.glyphs.crumb} Risks   view: {view}, all projects"
        left += f"   sort: {self.sort_words}"
        if width < WIDE:
            left = f" ppm {self.glyphs.crumb} Risks  {view}"
        left += f"   {len(self.shown)} of {len(rows)}"
        words = 0 if width < WIDE else 1 if width < BROAD else 2
        first = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        if self.register is None:
            return first, ()
        open_ = [row for row in rows if row.is_open and self.keep_typed(row)]
        return first, risk_matrix.figures(open_, self.register.matrix, self.glyphs, words=words)

    def draw(self) -> None:
        rows = self.shown
        self._size_panes(bool(rows))
        lead = columns.lead(self.size.width)
        headings: list[Line] = []
        laid = self._laid(rows, lead)
        if self.size.width >= WIDE:
            text = " ".join(columns.heading(column, cells) for column, cells in laid)
            headings.append(line(" " * lead + text, "heading"))
        if self.register is not None and not rows:
            none = line("   No risks yet: n or R raises one: Supplier fails p4 i3 @ana")
            headings += [(), self.none_fits(len(self.viewed)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid))
        self._draw_beside()
        self.draw_peek()
        self.look()

    def _laid(self, rows: list[RiskRow], lead: int) -> columns.Layout[RiskRow]:
        width = self.size.width
        if width < WIDE:
            kept = [each for each in columns.RISKS if each.drop <= NARROW_DROP]
            return columns.fitted(kept, width - lead - 1, rows, is_narrow=True)
        gap = 1 if width >= BROAD else 0
        cells = self.list_width - lead - gap
        return columns.fitted(columns.RISKS, cells, rows, is_narrow=width < BROAD)

    def _draw_row(self, laid: columns.Layout[RiskRow], row: RiskRow, _width: int) -> Line:
        styles = {"score": risk_matrix.STYLES.get(row.letter or "", "")}
        if row.is_late:
            styles["due"] = "late"
        return self.row_line(laid, row, styles)

    # What stands beside the list

    @property
    def list_width(self) -> int:
        """Cells that the list has."""
        width = self.size.width
        return width if width < WIDE else width - (SIDE if width < BROAD else BROAD_SIDE)

    def _size_panes(self, has_rows: bool) -> None:
        pane, side = self.query_one("#peek", Pane), self.query_one("#matrix", Lines)
        width, height = self.size
        is_narrow = width < WIDE
        alone = is_narrow and self.is_peeking and has_rows
        self.query_one("#both").display = not alone
        self.list.display = not (is_narrow and self.is_in_matrix)
        side.display = self.is_in_matrix if is_narrow else True
        self.list.styles.width = self.list_width
        pane.display = alone or (not is_narrow and self.has_peek and has_rows and height >= 20)
        is_tall = width >= BROAD and height >= TALL
        pane.styles.height = height - 4 if alone else BROAD_PEEK if is_tall else PEEK

    def _draw_beside(self) -> None:
        side, register = self.query_one("#matrix", Lines), self.register
        if register is None or not side.display:
            return
        width = self.size.width if self.size.width < WIDE else self.size.width - self.list_width
        edge = self.glyphs.edge if self.size.width >= WIDE else " "
        lines = self._beside(register, width - 1)
        room = max(0, self.size.height - 4)
        if 0 < room < len(lines):
            hidden = len(lines) - room + 1
            lines[room - 1 :] = [line(f"  {hidden} more: ppm risk exposure", "dim")]
        side.show([((edge, "rule"), *spans) for spans in [*lines, *[()] * room][:room]])

    def _beside(self, register: Register, width: int) -> list[Line]:
        """The matrix with all that there is room for below it, or sums with the weeks above."""
        glyphs = self.glyphs
        open_ = [row for row in self.every_row if row.is_open and self.keep_typed(row)]
        is_broad = self.size.width >= BROAD
        lines: list[Line] = []
        if self.beside == "matrix" or is_broad or self.is_in_matrix:
            here = self.cell if self.is_in_matrix else None
            found = risk_matrix.counts(open_)
            lines = risk_matrix.drawn(register.matrix, found, here, width, glyphs)
            if not is_broad:
                return lines
            lines.append(())
        weeks = risk_matrix.weeks(self.weeks, width, glyphs) if self.weeks else [(), (), ()]
        if self.beside == "matrix" and self.size.height < TALL + PEEK + BROAD_PEEK:
            exposed = risks.exposures(open_, "project")
            return [*lines, *weeks, (), *risk_matrix.by_project(exposed, width, glyphs)]
        by = "client" if self.beside == "client" else "project"
        sums = risk_matrix.expected(risks.exposures(open_, by), by, width, glyphs)
        return [*lines, *weeks, (), *sums]

    def set_filter(self, text: str, letter: str = "") -> None:
        from ppm_tui import filters

        # The matrix counts what the words leave, whichever of its cells or zones was chosen.
        chosen = "" if letter.startswith(("p:", "zone:")) else letter
        words = " ".join(part for part in (text, chosen) if part)
        self.keep_typed = filters.parse(words, self.fields, as_of=self.workspace.as_of)
        super().set_filter(text, letter)

    # The pane below

    def draw_peek(self) -> None:
        """Show what is known of the risk under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width, glyphs = self.size.width, self.glyphs
        hint = "i back" if width < WIDE else "Enter open  i hide"
        is_long = width < WIDE or (width >= BROAD and self.size.height >= TALL)
        pane.show(risk_pane.lines(row, self.peek, hint, width, glyphs, is_long=is_long))

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_peek()
        self.look_soon()

    def look(self) -> None:
        row = self.list.current
        if row is None or not self.query_one("#peek", Pane).display:
            return
        if self.peek is None or self.peek.ref != row.ref:
            self.aside(partial(self._load_peek, row), "peek")

    async def _load_peek(self, row: RiskRow) -> None:
        if self.register is None:
            return
        try:
            matrix = self.register.matrix
            self.peek = await self.workspace.read(risk_peek, row=row, matrix=matrix)
        except PpmError as error:
            self.say(str(error), "error")
            return
        if self.is_here:
            self.draw_peek()

    # Keys

    def action_row_open(self) -> None:
        """All fields of the risk; in the matrix, the risks of the cell."""
        if self.is_in_matrix:
            probability, impact = self.cell
            self.is_in_matrix = False
            self.set_filter(self.filter_text, f"p:{probability} impact:{impact}")
        else:
            self.action_row_edit()

    def action_row_add(self) -> None:
        """Raise a risk on the project of the row, and go to it."""
        project = self.project_here
        if project is None:
            self.say("there is no project here to raise a risk on")
            return
        from ppm_tui.screens import base_add

        to_it = lambda done: self.list.move_to_key(done.refs[0])  # noqa: E731  # one line
        base_add.ask(self, "risk", project=project, done=to_it)

    @property
    def matrix(self) -> Matrix | None:
        return self.register.matrix if self.register is not None else None

    def action_risk_beside(self) -> None:
        """Choose what stands beside the list."""
        self.choose("b", "beside", keymap.CHOOSERS["beside the risks"], self._stand_beside)

    def _stand_beside(self, value: str) -> None:
        self.beside = value
        self.redraw()
        self.say(f"beside: {VIEWS[value]}")

    def action_risk_cells(self) -> None:
        """Into the matrix and back."""
        self.is_in_matrix = not self.is_in_matrix
        self.redraw()

    def step_out(self) -> bool:
        if self.is_in_matrix or self.is_peeking:
            self.is_in_matrix = self.is_peeking = False
            self.redraw()
            return True
        return super().step_out()

    def _move_cell(self, probability: int, impact: int) -> None:
        assert self.register is not None
        matrix, (old_p, old_i) = self.register.matrix, self.cell
        self.cell = (
            max(1, min(old_p + probability, len(matrix.probabilities))),
            max(1, min(old_i + impact, len(matrix.impacts))),
        )
        self._draw_beside()

    def action_cursor_down(self) -> None:
        self._move_cell(-1, 0) if self.is_in_matrix else super().action_cursor_down()

    def action_cursor_up(self) -> None:
        self._move_cell(1, 0) if self.is_in_matrix else super().action_cursor_up()

    def action_risk_left(self) -> None:
        """Less impact, in the matrix."""
        self._aside(-1)

    def action_risk_right(self) -> None:
        """More impact, in the matrix."""
        self._aside(1)

    def _aside(self, by: int) -> None:
        if self.is_in_matrix:
            self._move_cell(0, by)
        else:
            self.say("Tab goes into the matrix, where h and l pick a cell")
