"""How much of what people, roles and teams can do is billed, used and booked, against targets."""

from collections.abc import Sequence
from datetime import date
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap
from ppm_tui.analysis import periods
from ppm_tui.analysis.periods import Period
from ppm_tui.errors import Invalid
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.utilization import Utilization, UtilizationRow, utilization
from ppm_tui.widgets import utilization_pane
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

WIDEST = 140
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""
FORMULAS = 22
"""Lines of the pane where the list has room beside it."""
LEAST_LIST = 6


class UtilizationScreen(ListScreen):
    """See who bills enough, who is used and who is booked, and where each figure comes from."""

    kind = "utilization"
    fields = columns.UTILIZATION
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.found: Utilization | None = None
        self.by, self.unit = "person", "month"
        self.day: date | None = None
        self.is_explaining = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Pane(id="peek")

    @property
    def period(self) -> Period:
        """The days in view: those of today, until they are moved."""
        return periods.period(self.day or self.workspace.as_of, self.unit)

    @property
    def every_row(self) -> Sequence[UtilizationRow]:
        return self.found.rows if self.found is not None else ()

    @property
    def shown(self) -> list[UtilizationRow]:
        """The rows that the filter leaves, by name or as they were sorted."""
        rows = [row for row in self.every_row if self.keep(row)]
        if self.sorted_by is None:
            return rows
        name, is_reverse = self.sorted_by
        column = next(each for each in columns.UTILIZATION if each.id == name)
        return columns.in_order(rows, column, is_reverse=is_reverse)

    async def load(self) -> None:
        self.found = await self.workspace.read(
            utilization, period=self.period, as_of=self.workspace.as_of, by=self.by
        )

    def link(self, row: Any) -> str:
        days = row.period
        return (
            f"ppm utilization {quote(row.key)} --by {row.by} --from {days.first} --to {days.last}"
        )

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, days = self.size.width, self.period
        gap = "   " if width >= WIDE else "  "
        parts = [
            f" ppm {self.glyphs.crumb} Utilization",
            f"by {self.by}" if width >= WIDE else self.by,
            formats.period(days.first, days.last),
        ]
        if width >= BROAD:
            parts.append(f"sort: {self._sort_word()}")
        if width >= WIDE:
            parts.append(f"{len(self.shown)} of {len(self.every_row)}")
        day = line(f" {self.day_words} ") if width >= WIDE else ()
        return both_ends(line(gap.join(parts), "bold"), day, width), self._everybody()

    def _sort_word(self) -> str:
        if self.sorted_by is None:
            return "name"
        name, is_reverse = self.sorted_by
        return f"{name.replace('_', '-')}{' reversed' if is_reverse else ''}"

    def _everybody(self) -> Line:
        """The figures of all together, as many as there is room for."""
        if self.found is None:
            return ()
        whole, edge = self.found.whole, self.glyphs.edge
        sign = formats.rag(whole.rag, self.glyphs)
        figures = [(name, formats.tenths(whole.figure(name))) for name in
                   ("billable", "productive", "committed", "forecast", "internal")]  # fmt: skip
        (_, billed), *others = figures
        text = f"{sign[1:]} {billed} billed of {formats.tenths(whole.target)}"
        for name, value in [*others, ("realisation", formats.tenths(whole.realisation))]:
            longer = f"{text} {edge} {value} {name}"
            if formats.width(longer) + 3 > self.size.width:
                break
            text = longer
        return ((" ", ""), (sign[0], whole.rag.value if whole.rag else ""), (text, ""))

    def draw(self) -> None:
        width, rows = self.size.width, self.shown
        self._size_pane(bool(rows))
        lead = columns.lead(width)
        laid = columns.fitted(
            columns.UTILIZATION, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE
        )
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.found is not None and not rows:
            none = line("   Nobody works here yet: people come in with a plan.")
            headings += [(), self.none_fits(len(self.every_row)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self.draw_pane()

    # The pane with the formulas

    def _size_pane(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        pane.display = self.is_explaining and has_rows
        is_alone = width < WIDE or height < 20
        self.list.display = not (pane.display and is_alone)
        room = height - 4
        pane.styles.height = room if is_alone else max(room // 2, min(FORMULAS, room - LEAST_LIST))

    def draw_pane(self) -> None:
        """Show where the figures of the row under the cursor come from."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if pane.display and row is not None:
            pane.show(utilization_pane.lines(row, self.size.width, self.glyphs))

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_pane()

    def action_ratio_explain(self) -> None:
        """Show the formulas of the row, or the list alone again."""
        if self.list.current is None:
            self.say("there is no row here")
            return
        self.is_explaining = not self.is_explaining
        self.redraw()

    def step_out(self) -> bool:
        if self.is_explaining:
            self.action_ratio_explain()
            return True
        return super().step_out()

    def action_peek_down(self) -> None:
        self._scroll(super().action_peek_down)

    def action_peek_up(self) -> None:
        self._scroll(super().action_peek_up)

    def _scroll(self, scroll: Any) -> None:
        if self.is_explaining:
            scroll()
        else:
            self.say("Enter shows the formulas")

    # Which rows, which days

    def action_ratio_by(self) -> None:
        """Choose what a row is."""
        self.choose("b", "by", keymap.CHOOSERS["utilization by"], self._group)

    def _group(self, by: str) -> None:
        self.by = by
        self.reload()
        self.say(f"by {by}")

    def action_ratio_earlier(self) -> None:
        """The period before."""
        self._move(-1)

    def action_ratio_later(self) -> None:
        """The period after."""
        self._move(1)

    def _move(self, by: int) -> None:
        try:
            self.day = periods.period(self.period.first, self.unit, by).first
        except Invalid as error:
            self.say(str(error))
            return
        self.reload()

    def action_ratio_shorter(self) -> None:
        """A month instead of a quarter, a quarter instead of a year."""
        self._zoom(-1)

    def action_ratio_longer(self) -> None:
        """A quarter instead of a month, a year instead of a quarter."""
        self._zoom(1)

    def _zoom(self, by: int) -> None:
        """Another length; today stays in view when it is."""
        place = periods.UNITS.index(self.unit) + by
        if not 0 <= place < len(periods.UNITS):
            self.say(f"a {self.unit} is the {'shortest' if by < 0 else 'longest'} period here")
            return
        days, today = self.period, self.workspace.as_of
        self.day = None if days.first <= today <= days.last else days.first
        self.unit = periods.UNITS[place]
        self.reload()

    def action_ratio_today(self) -> None:
        """The period that today lies in."""
        self.day = None
        self.reload()
        self.say(f"the {self.unit} of today")

    def action_ratio_sort(self) -> None:
        """Choose the column to sort by; the same again turns the order round."""
        laid = columns.fitted(
            columns.UTILIZATION, min(self.size.width, WIDEST), is_narrow=self.size.width < WIDE
        )
        choices = [
            keymap.Choice(column.letter, column.heading.lower(), column.id)
            for column, _ in laid
            if column.letter
        ]
        self.choose("o", "sort", choices, self._sort)

    def _sort(self, name: str) -> None:
        self.sorted_by = (name, self.sorted_by == (name, False))
        self.redraw()

    # Targets

    def action_ratio_target(self) -> None:
        """Ask for the target of the person, or of all people of the role or team."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
            return
        keys = [part.key for part in row.people]
        who = safe(row.name) if len(keys) == 1 else f"{len(keys)} people of {safe(row.name)}"
        known = {part.target for part in row.people}
        initial = next(iter(known)) if len(known) == 1 else None

        async def answer(text: str) -> None:
            from ppm_tui.store.commands.people import set_target

            await self.saved(set_target, people=keys, target=percentage(text))

        self.ask(
            Question(
                "Target" if self.size.width < BROAD else f"Target of {formats.clip(who, 40)}",
                answer,
                name=f"{row.by}.{row.key}.target",
                initial="" if initial is None else str(initial),
                hint="per cent of the capacity to bill; nothing takes it away",
            )
        )


def percentage(text: str) -> int | None:
    """A whole percentage as people type it: `75` or `75 %`; None for nothing. Raises Invalid."""
    typed = text.strip().removesuffix("%").strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 3:
        raise Invalid(f"a target is a number from 0 to 100, not {text.strip()!r}")
    return int(typed)
