"""The RAID tab of a project: its risks, issues, assumptions and decisions in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, keymap
from ppm_tui.analysis.risk import Matrix
from ppm_tui.errors import PpmError
from ppm_tui.screens import base_add
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_register_changes import RegisterChanges
from ppm_tui.screens.base_risk_changes import RiskChanges
from ppm_tui.screens.base_tabs import WIDEST, ProjectTab
from ppm_tui.store.queries import risks
from ppm_tui.store.queries.raid import RaidRow, raid
from ppm_tui.store.queries.risk_peek import RiskPeek, risk_peek
from ppm_tui.store.queries.risks import Register, RiskRow
from ppm_tui.store.reader import Connection
from ppm_tui.terms import RaidKind
from ppm_tui.widgets import raid_pane, risk_matrix, risk_pane
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.row_list import RowList

Entry = RiskRow | RaidRow
PEEK, LONG_PEEK, TALL = 5, 11, 36
KINDS = (RaidKind.ISSUE, RaidKind.ASSUMPTION, RaidKind.DECISION)
"""What is listed below the risks, in this order; actions stand in the plan."""


class ProjectRaidScreen(ProjectTab, RegisterChanges, RiskChanges):
    """See what threatens, hinders, is assumed of or is to be decided for a project, and act."""

    kind = "project_raid"
    letters = "filter of RAID"
    fields = columns.ENTRIES
    reloaded = "read and sorted again"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.register: Register | None = None
        self.rows: list[Entry] = []
        self.order: list[str] = []
        self.peek: RiskPeek | None = None

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    async def load(self) -> None:
        is_first = self.register is None
        await self.read_head()
        as_of = self.workspace.as_of
        register, rows = await self.workspace.read(_read, key=self.key, as_of=as_of)
        self.register, self.peek = register, None
        self.rows = [*register.rows, *rows]
        if is_first:
            self.resort()
        else:
            place = {ref: n for n, ref in enumerate(self.order)}
            self.rows.sort(key=lambda row: place.get(row.ref, len(place)))

    def resort(self) -> None:
        """Risks by score first, then the others kind by kind, what is due first on top."""
        listed = self.register.rows if self.register is not None else ()
        others = [row for row in self.rows if isinstance(row, RaidRow)]
        others.sort(key=lambda row: KINDS.index(row.kind))
        self.rows = [*listed, *others]
        self.order = [row.ref for row in self.rows]

    @property
    def list_name(self) -> str:
        return "issues"

    @property
    def matrix(self) -> Matrix | None:
        return self.register.matrix if self.register is not None else None

    @property
    def every_row(self) -> Sequence[Entry]:
        return self.rows if self.has_closed else [row for row in self.rows if row.is_open]

    def link(self, row: Any) -> str:
        what = "risks" if isinstance(row, RiskRow) else "issues --all"
        return f"ppm {what} id={quote(row.ref)}"

    # Drawing

    def draw(self) -> None:
        width, rows = self.size.width, [row for row in self.every_row if self.keep(row)]
        is_long = width >= BROAD and self.size.height >= TALL
        self.show_peek(LONG_PEEK if is_long else PEEK, has_rows=bool(rows))
        lead = columns.lead(width)
        cells = min(width - lead - 1, WIDEST)
        laid = columns.fitted(columns.ENTRIES, cells, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.register is not None and not rows:
            none = line("   Nothing is open: n adds a risk, issue, assumption or decision.")
            headings += [(), self.none_fits(len(self.every_row)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid))
        self.draw_peek()
        self.look()

    def _draw_row(self, laid: columns.Layout[Entry], row: Entry, _width: int) -> Line:
        styles = {"due": "late"} if row.is_late else {}
        if isinstance(row, RiskRow):
            styles["score"] = risk_matrix.STYLES.get(row.letter or "", "")
        return self.row_line(laid, row, styles)

    def draw_peek(self) -> None:
        """Show what is known of the entry under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width, glyphs = self.size.width, self.glyphs
        hint = "i back" if width < WIDE else "Enter register  i hide"
        if isinstance(row, RaidRow):
            pane.show(raid_pane.lines(row, hint, width, glyphs))
            return
        is_long = width < WIDE or (width >= BROAD and self.size.height >= TALL)
        pane.show(risk_pane.lines(row, self.peek, hint, width, glyphs, is_long=is_long))

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_peek()
        self.look_soon()

    def look(self) -> None:
        row = self.list.current
        is_shown = self.query_one("#peek", Pane).display
        if (
            is_shown
            and isinstance(row, RiskRow)
            and (self.peek is None or self.peek.ref != row.ref)
        ):
            self.aside(partial(self._load_peek, row), "peek")

    async def _load_peek(self, row: RiskRow) -> None:
        if self.matrix is None:
            return
        try:
            self.peek = await self.workspace.read(risk_peek, row=row, matrix=self.matrix)
        except PpmError as error:
            self.say(str(error), "error")
            return
        if self.is_here:
            self.draw_peek()

    # Keys: what becomes of a risk is decided as in its own register

    def is_over(self, row: Any) -> bool:
        return not row.is_open

    def action_row_open(self) -> None:
        """The register of the entry, with the cursor on it; all fields of one that is over."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
        elif not row.is_open:
            self.go("edit", row.ref)
        else:
            self.open_register("risks" if isinstance(row, RiskRow) else "issues", row.ref)

    def action_row_add(self) -> None:
        """Choose what to add to the project."""
        self.choose("n", "new", keymap.CHOOSERS["new in the project"], self._add)

    def _add(self, kind: str) -> None:
        base_add.ask(
            self, kind, project=self.key, done=lambda done: self.list.move_to_key(done.refs[0])
        )

    def action_add_issue(self) -> None:
        """An issue of the project; `s i` on a risk says that it has become one."""
        self._add("issue")

    @property
    def is_risk(self) -> bool:
        """Whether the rows meant are risks."""
        return bool(self.list.targets) and self.kind_meant() == "risk"

    def action_row_date(self) -> None:
        if self.is_risk:
            RiskChanges.action_row_date(self)
        else:
            super().action_row_date()

    def action_row_done(self) -> None:
        if self.is_risk:
            self.action_risk_close()
        else:
            super().action_row_done()

    def action_row_delete(self) -> None:
        if self.is_risk:
            RiskChanges.action_row_delete(self)
        else:
            super().action_row_delete()

    def action_risk_score(self) -> None:
        kind = self.kind_meant()
        if kind == "risk":
            super().action_risk_score()
        elif kind:
            self.say("only a risk has a score: e edits all fields")


def _read(connection: Connection, *, key: str, as_of: date) -> tuple[Register, list[RaidRow]]:
    """The risks of a project, and the others; five statements."""
    rows = [row for row in raid(connection, as_of=as_of, key=key) if row.kind in KINDS]
    return risks.register(connection, as_of=as_of, key=key), rows
