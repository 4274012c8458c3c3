"""The money of the portfolio: budget, cost, forecast, margin, by project, client or programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap, whys, whys_money
from ppm_tui.analysis.earned_value import decimal_of
from ppm_tui.columns_figures import MONEY
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.money import money
from ppm_tui.store.queries.money_groups import GroupRow, grouped, in_currency
from ppm_tui.store.queries.money_roles import by_role
from ppm_tui.store.queries.prices import tariffs
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, Pane, both_ends, folded, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.row_list import RowList

WIDEST = 150
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""

MOST = 20
"""Rows behind a figure that are shown; of more, how many."""
BEHIND = 15
"""Cells before an amount behind a figure, so that it stands below that."""


class MoneyScreen(ListScreen):
    """See what projects cost and bring, added up, and where each figure comes from."""

    kind = "money"
    fields = MONEY
    usual = "name"
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[GroupRow] = []
        self.whole: GroupRow | None = None
        self.by = "project"
        self.is_read = self.is_explaining = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.name, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[GroupRow]:
        return self.rows

    @property
    def shown(self) -> list[GroupRow]:
        """The rows that the filter leaves, by name or as they were sorted."""
        return [*self.in_order([row for row in self.rows if self.keep(row)], lambda row: row.name)]

    async def load(self) -> None:
        self.rows, self.whole = await self.workspace.read(
            read, by=self.by, as_of=self.workspace.as_of, currency=self.ppm.settings.currency
        )
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm budget {quote(row.name)}" if self.by == "project" else "ppm budget"

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.name if row is not None and self.by == "project" else None

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        parts = [f" ppm {self.glyphs.crumb} Money", f"by {self.by}"]
        shown = self.shown if self.filter_words() else self.rows
        if width >= WIDE or self.filter_words():
            parts.append(f"{len(shown)} of {len(self.rows)}")
        day = line(f" {self.day_words} ") if width >= WIDE else ()
        return both_ends(line("   ".join(parts), "bold"), day, width), self._whole(shown)

    def _whole(self, shown: Sequence[GroupRow]) -> Line:
        """All projects that are shown together, as many figures as there is room for."""
        whole, edge = self.whole, self.glyphs.edge
        if whole is None:
            return ()
        if self.filter_words():
            members = tuple(each for row in shown for each in row.members)
            if not members:
                return ()
            whole = replace(whole, members=members)
        unbilled = formats.compact(decimal_of(whole.figure("unbilled")), whole.currency)
        parts = [
            f"{formats.compact(whole.amount('cost'), whole.currency)} {whole.currency} spent",
            f"of {formats.compact(whole.amount('budget'), whole.currency)}",
            f"{edge} revenue {formats.compact(whole.amount('revenue'), whole.currency)}",
            f"{edge} margin {_percent(whole, 'margin_share')}",
            f"{edge} CPI {formats.index(decimal_of(whole.figure('cpi')))}",
            f"{edge} unbilled {unbilled}",
        ]
        text = ""
        for part in parts:
            longer = f"{text} {part}"
            if formats.width(longer) > self.size.width:
                break
            text = longer
        return line(text)

    def draw(self) -> None:
        width, rows = self.size.width, self.shown
        self._size_pane(bool(rows))
        lead = columns.lead(width)
        laid = columns.fitted(MONEY, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            none = line("   No projects yet: 1, and then n adds one, a name is enough.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self.draw_peek()

    def _size_pane(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        pane.display = self.is_explaining and has_rows
        is_alone = width < WIDE or height < 20
        self.list.display = not (pane.display and is_alone)
        pane.styles.height = height - 4 if is_alone else max(8, height // 2)

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show how each figure of the row under the cursor is reckoned."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width, glyphs = self.size.width, self.glyphs
        hint = "Enter closes" if width < WIDE else "Enter closes  J K scroll"
        body = (part for text in explained(row) for part in folded(text, width))
        pane.show([rule(row.name, hint, width, glyphs), *body])

    def corner(self) -> str:
        parts = [*self.marked()]
        words = self.filter_words()
        parts.append(f"filter: {words}" if words else "no filter")
        return "  ".join(parts)

    # Keys

    def action_money_why(self) -> None:
        """Show how the figures of the row are reckoned, or the list alone again."""
        if self.list.current is None:
            self.say("there is no row here")
            return
        self.is_explaining = not self.is_explaining
        self.redraw()

    def step_out(self) -> bool:
        if self.is_explaining:
            self.action_money_why()
            return True
        return super().step_out()

    def action_money_by(self) -> None:
        """Choose what a row is."""
        self.choose("b", "by", keymap.CHOOSERS["money by"], self._group)

    def _group(self, by: str) -> None:
        self.by = by
        self.reload()
        self.say(f"by {by}")


def explained(row: GroupRow) -> list[str]:
    """A line for each figure: its value, how it is reckoned, of which projects; rows behind it."""
    found, basis = [], ""
    for why in whys_money.of_group(row):
        if why.basis != basis and not (basis and isinstance(why.value, Undefined)):
            basis = why.basis
            found.append(f" {basis}")
        found.append(f"   {why.label:<16}{whys.value(why):>18}  {whys.how(why)}")
        found.extend(f"{'':<{BEHIND}}{text}" for text in whys.listed(why, MOST))
    return found


def read(
    connection: Connection, *, by: str, as_of: date, currency: str
) -> tuple[list[GroupRow], GroupRow | None]:
    """The groups, and all projects together."""
    rows, rates = money(connection, as_of=as_of), tariffs(connection)
    known = in_currency(rows, tariffs=rates, currency=currency, as_of=as_of)
    whole = grouped(known, "all", currency=currency, as_of=as_of)
    if by == "role":
        found = by_role(connection, rows, tariffs=rates, currency=currency, as_of=as_of)
    else:
        found = grouped(known, by, currency=currency, as_of=as_of)
    return found, whole[0] if whole else None


def _percent(row: GroupRow, name: str) -> str:
    value = decimal_of(row.figure(name))
    return formats.percent(value if isinstance(value, Undefined) else value * 100)
