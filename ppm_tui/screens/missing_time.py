"""Days of the last weeks on which people logged less than they can do."""

from collections.abc import Sequence
from shlex import quote

from textual.app import ComposeResult

from ppm_tui import columns, formats
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.time_sheet import MissingDay, missing
from ppm_tui.widgets.lines import Line, both_ends, line
from ppm_tui.widgets.row_list import RowList

WEEKS = 4


class MissingTimeScreen(ListScreen):
    """See whose time is missing, and open the sheet of that day."""

    kind = "missing_time"
    fields = columns.MISSING

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[MissingDay] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")

    @property
    def every_row(self) -> Sequence[MissingDay]:
        return self.rows

    async def load(self) -> None:
        self.rows = await self.workspace.read(missing, as_of=self.workspace.as_of, weeks=WEEKS)
        self.is_read = True

    def link(self, row: MissingDay) -> str:
        return f"ppm time --week {formats.iso_week(row.day)} --person {quote(row.person)}"

    def head(self) -> tuple[Line, Line]:
        shown = [row for row in self.rows if self.keep(row)]
        left = f" ppm {self.glyphs.crumb} Missing time   {len(shown)} of {len(self.rows)}"
        people = len({row.person for row in shown})
        total = formats.minutes(sum(row.missing for row in shown))
        text = f" {total} of {people} people missing in the last {WEEKS} weeks, today not counted"
        right = line(f" {self.day_words} ")
        return both_ends(line(left, "bold"), right, self.size.width), line(text)

    def draw(self) -> None:
        width = self.size.width
        rows = [row for row in self.rows if self.keep(row)]
        lead = columns.lead(width)
        laid = columns.fitted(columns.MISSING, width - lead - 1, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            has_filter = bool(self.filter_words())
            none = self.none_fits(len(self.rows)) if has_filter else line("   No time is missing.")
            headings += [(), none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))

    def action_missing_open(self) -> None:
        """Open the week of the day under the cursor."""
        if self.current_key is None:
            self.say("there is no row here")
        else:
            self.go("time_log", self.current_key)
