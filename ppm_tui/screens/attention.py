"""What needs a person today over all projects, the most pressing first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, keymap
from ppm_tui.analysis.attention import Attention
from ppm_tui.screens import base_risk_status
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_forms import kind_of
from ppm_tui.screens.base_register_changes import RegisterChanges
from ppm_tui.store.queries.attention import Need, attention
from ppm_tui.terms import RiskStatus
from ppm_tui.widgets import attention_pane
from ppm_tui.widgets.lines import Line, Pane, both_ends, joined, line
from ppm_tui.widgets.row_list import RowList

PEEK = 4
REGISTERS = {"risk": "risks", "change": "changes"}
"""The screens of kinds that are not listed with issues."""


class AttentionScreen(RegisterChanges):
    """See what waits for somebody, why and since when, and deal with it row by row."""

    kind = "attention"
    fields = columns.ATTENTION

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Need] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[Need]:
        return self.rows

    async def load(self) -> None:
        workspace = self.workspace
        self.rows = await workspace.read(attention, user=workspace.user, as_of=workspace.as_of)
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm show {quote(row.project)}" if row.project else "ppm attention"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        shown = sum(1 for each in self.rows if self.keep(each))
        view = f"view: {self.view_name}   " if self.view_name and width >= WIDE else ""
        left = f" ppm {self.glyphs.crumb} Attention   {view}{shown} of {len(self.rows)}"
        top = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        return top, line(f" {self._figures()}")

    def _figures(self) -> str:
        """How many things of each kind there are, as many kinds as there is room for."""
        counts = Counter(row.kind for row in self.rows)
        parts = (f"{counts[kind]} {kind.value}" for kind in Attention if counts[kind])
        return joined(parts, self.glyphs.edge, self.size.width - 1)

    def draw(self) -> None:
        width = self.size.width
        rows = [row for row in self.rows if self.keep(row)]
        self._size_peek(bool(rows))
        lead = columns.lead(width)
        listed = columns.attention_table(width)
        laid = columns.fitted(listed, width - lead - 1, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            none = line("   Nothing needs anybody today.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self.draw_peek()

    def _size_peek(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        is_narrow = width < WIDE
        self.list.display = not (is_narrow and self.is_peeking and has_rows)
        pane.display = has_rows and (
            self.is_peeking if is_narrow else self.has_peek and height >= 20
        )
        pane.styles.height = height - 4 if is_narrow else PEEK

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show the whole reason, and hint at the keys that deal with it."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if pane.display and row is not None:
            pane.show(attention_pane.lines(row, self._deals(row), self.size.width, self.glyphs))
        self.redraw_foot()

    def _deals(self, row: Need) -> list[keymap.Action]:
        actions = {action.id: action for action in self.ppm.actions}
        return [actions[name] for name in row.deals]

    def hint_actions(self) -> list[tuple[str, str]]:
        """The keys that deal with the row under the cursor stand first."""
        row = self.list.current if self.is_mounted else None
        if row is None:
            return super().hint_actions()
        deals = [action for action in self._deals(row) if action.keys]
        hints = [(keymap.shown(action.keys[0]), action.label) for action in deals]
        return hints + [hint for hint in super().hint_actions() if hint not in hints]

    # Keys

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None and row.project else super().project_here

    def kind_meant(self) -> str:
        if any(row.project is None for row in self.list.targets):
            return "person"
        return super().kind_meant()

    def action_row_open(self) -> None:
        """Go to the thing: its plan, its list, or the days of somebody."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
        elif row.kind is Attention.OVERBOOKED:
            self.go_to_row("resources", None, row.ref)
        elif row.kind is Attention.TIME:
            self.go("time_log", f"{row.ref}@{row.since}")
        else:
            self._open(row)

    def _open(self, row: Need) -> None:
        kind = kind_of(row.ref)
        if kind == "task":
            self.go_to_row("project", row.project, row.ref)
        elif kind == "project":
            self.go("project", row.project)
        else:
            self.go_to_row(REGISTERS.get(kind, "issues"), None, row.ref)

    def action_add_issue(self) -> None:
        """A risk under the cursor becomes an issue; elsewhere a new issue of the project."""
        row = self.list.current
        if row is not None and row.project and kind_of(row.ref) == "risk":
            base_risk_status.ask(self, RiskStatus.ISSUE)
        else:
            super().action_add_issue()
