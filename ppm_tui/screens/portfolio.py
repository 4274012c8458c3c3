"""The portfolio overview: every project in one list, the row under the cursor explained below."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats
from ppm_tui.errors import PpmError
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_project_changes import ProjectChanges
from ppm_tui.store.queries.peek import Peek, peek
from ppm_tui.store.queries.portfolio import (
    PortfolioRow,
    attention,
    in_place,
    overview,
    overview_since,
)
from ppm_tui.widgets import peek as panes
from ppm_tui.widgets.figures import figures
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.palette import Entry
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList, cells

HUGE_WIDTH, HUGE_HEIGHT = 200, 60
"""From this size on the peek stands beside the list."""
SIDE, TIMELINE = 80, 22
"""Cells of the peek there, and lines of the timeline below the list."""


class PortfolioScreen(ProjectChanges):
    """See which projects need a person, and say or change something about them."""

    kind = "portfolio"
    letters = "filter"
    usual = "attention"
    fields = columns.PORTFOLIO
    reloaded = "read and sorted again"

    def __init__(self, rows: Sequence[PortfolioRow] | None = None) -> None:
        super().__init__()
        self.rows: list[PortfolioRow] = sorted(rows or (), key=attention)
        self.order = [row.key for row in self.rows]
        self.is_read = rows is not None
        self.peek: Peek | None = None
        self.over: int | None = None
        self.counted = -1
        self.read_of: tuple[int, date] | None = None

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Pane(id="side")
        yield Pane(id="peek")

    @property
    def project_here(self) -> str | None:
        return self.current_key

    # What is shown

    @property
    def every_row(self) -> Sequence[PortfolioRow]:
        return self.rows

    async def load(self) -> None:
        revision, as_of = self.seen_revision, self.workspace.as_of
        if self.read_of is not None and self.read_of[1] == as_of:
            rows = await self.workspace.read(
                overview_since, rows=self.rows, seen=self.read_of[0], as_of=as_of
            )
        else:
            rows = await self.workspace.read(overview, as_of=as_of)
        self.read_of = revision, as_of
        self.take(rows)
        await self._load_peek()
        if self.counted >= 0:
            self.aside(self.count_over, "over")

    async def count_over(self) -> None:
        """Find out how many people are over-booked next week, once the first screen stands."""
        from ppm_tui.store.queries import resources  # what the first screen does without

        if self.counted == self.seen_revision:
            return
        self.counted = self.seen_revision
        try:
            as_of = self.workspace.as_of
            self.over = await self.workspace.read(resources.over_next_week, as_of=as_of)
        except PpmError as error:
            self.say(str(error), "error")
        self.redraw_head()

    def link(self, row: Any) -> str:
        return f"ppm show {quote(row.key)}"

    def take(self, rows: list[PortfolioRow]) -> None:
        """Show new rows in the order in which the list stood; what is new comes last."""
        self.rows, self.is_read = in_place(rows, self.order), True
        self.order = [row.key for row in self.rows]

    def action_list_reload(self) -> None:
        self.read_of = None
        super().action_list_reload()

    def resort(self) -> None:
        """Sort again: by attention, or by the column that was chosen."""
        self.rows = [*self.in_order(self.rows, attention)]
        self.order = [row.key for row in self.rows]

    @property
    def shown(self) -> list[PortfolioRow]:
        """The rows that the filter leaves."""
        return [row for row in self.rows if (self.has_closed or row.is_open) and self.keep(row)]

    def draw(self) -> None:
        shown, width = self.shown, self.size.width
        self._size_peek(bool(shown))
        if not self.rows:
            self.list.set_rows((), self._empty(), lambda row, cells: ())
            return
        laid = columns.layout(columns.PORTFOLIO, self.list_width, shown)
        moved = out_of_place(self.rows) if self.sorted_by is None else set()
        headings = [] if width < WIDE else [self._heading(laid)]
        if not shown:
            headings.append(self.none_fits(len(self.rows)))
        self.list.set_rows(shown, headings, partial(self._draw_row, laid, moved))
        if self._is_peek_behind():
            self._moved()
        self.draw_peek()

    def _heading(self, laid: columns.Layout[PortfolioRow]) -> Line:
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        return line(" " * columns.lead(self.size.width) + text, "heading")

    def _draw_row(
        self, laid: columns.Layout[PortfolioRow], moved: set[str], row: PortfolioRow, _: int
    ) -> Line:
        spans: list[tuple[str, str]] = []
        if columns.lead(self.size.width) > 2:
            spans.append((self.glyphs.week if row.key in moved else " ", "dim"))
        return spans + cells(laid, row, self.glyphs, {"due": "late"} if row.is_late else {})

    def _empty(self) -> list[Line]:
        if not self.is_read:
            return []
        texts = [
            "",
            "",
            "Nothing here yet. Three ways to start:",
            "",
            "  n    add your first project (a name is enough)",
            "  i    import a CSV, Excel or MS Project file",
            "  d    look around with demo data, 12 projects, kept apart from yours",
            "",
            "Any time:  ? keys on this screen    : find a command    q back    u undo",
            "",
            f"Your data: {safe(str(self.workspace.place))}.",
            "Nothing leaves your computer.",
        ]
        if self.size.width < WIDE:
            texts[4:7] = [
                "  n  add a first project",
                "  i  import a file",
                "  d  look around in a demo",
            ]
            texts[8] = "Any time:  ? keys   : commands   q back"
        return panes.centred(texts, self.size.width)

    def head(self) -> tuple[Line, Line]:
        rows, width = self.rows, self.size.width
        room = width - len(self.day_words) - 2
        left = self._path(room) if rows else " ppm › Portfolio   no projects yet"
        first = both_ends(
            line(left.replace("›", self.glyphs.crumb), "bold"), line(f" {self.day_words} "), width
        )
        words = 0 if width < WIDE else 1 if width < BROAD else 2
        viewed = [row for row in rows if self.has_closed or row.is_open]
        as_of = self.workspace.as_of
        told = figures(viewed, self.glyphs, as_of=as_of, words=words, over=self.over)
        return first, told if rows else ()

    def _path(self, room: int) -> str:
        """Where one is: the view, the sort, and how many are shown; the view gives way."""
        shown, count = len(self.shown), len(self.rows)
        view, sort = self._view_word(), f"sort: {self.sort_words}"
        name = "Portfolio" if self.ppm.demo is None else "Demo"
        before, after = f" ppm › {name}   view: ", f"   {sort}   {shown} of {count}"
        if self.size.width < WIDE:
            before, after = f" ppm › {name}  ", f"  {shown}" + f" of {count}" * (shown != count)
        elif len(before + after) + formats.width(view) > room:
            before, after = before.replace("   ", "  "), after.replace("   ", "  ")
        cells = min(formats.width(view), room - len(before + after))
        return f"{before}{formats.fit(view, cells, cut=self.glyphs.cut)}{after}"

    def _view_word(self) -> str:
        return self.view_name or ("All" if self.has_closed else "Active")

    def corner(self) -> str:
        is_silent = self.size.width < WIDE and not self.filter_words()
        return "  ".join(self.marked()) if is_silent else super().corner()

    # The pane below

    def _size_peek(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        is_narrow = width < WIDE
        self.list.display = not (is_narrow and self.is_peeking and has_rows)
        if is_narrow:
            pane.display = has_rows and self.is_peeking
            pane.styles.height = height - 4
            return
        pane.display = self.has_peek and has_rows and height >= 20
        self.query_one("#side", Pane).display = pane.display and self.is_huge
        if self.is_huge:
            pane.styles.height = TIMELINE
        elif pane.display:
            pane.styles.height = 7 if width < BROAD or height < 36 else height - 18

    @property
    def is_huge(self) -> bool:
        """Whether there is room for the peek beside the list."""
        return self.size.width >= HUGE_WIDTH and self.size.height >= HUGE_HEIGHT

    @property
    def list_width(self) -> int:
        """Cells that the list has."""
        has_side = self.is_huge and self.has_peek
        return self.size.width - SIDE if has_side else self.size.width

    def draw_peek(self) -> None:
        """Draw what is known of the row under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width, glyphs, home = self.size.width, self.glyphs, self.ppm.settings.currency
        title = f"{row.key}  {safe(row.name)}"
        if width < WIDE:
            top = panes.rule(title, "i back", width, glyphs)
            pane.show([top, *panes.long_peek(row, self.peek, width, glyphs, home)])
            return
        if width < BROAD or self.size.height < 36:
            top = panes.rule(title, "i hide  Enter open", width, glyphs)
            pane.show([top, *panes.short_peek(row, self.peek, glyphs, home)])
            return
        if self.is_huge:
            self._draw_huge(row)
            return
        split = panes.SPLIT
        top = (
            *panes.rule(title, "i hide", split, glyphs),
            (glyphs.tee, "rule"),
            *panes.rule(
                "Milestones, 6 weeks",
                f"{glyphs.missed} late  {glyphs.milestone} due  {glyphs.now_mark} today",
                width - split - 1,
                glyphs,
            ),
        )
        left = panes.long_peek(row, self.peek, split, glyphs, home)
        right = panes.milestones_pane(self.shown[:12], width - split - 2, glyphs)
        right += self._lately(width - split - 2)
        pane.show([top, *panes.beside(left, right, split, width, glyphs.edge)])

    def _lately(self, width: int) -> list[Line]:
        if self.peek is None or not self.peek.lately:
            return []
        top = panes.rule("Since yesterday", "", width, self.glyphs)
        return [(), top, *(line(f" {safe(text)}") for text in self.peek.lately)]

    def _draw_huge(self, row: PortfolioRow) -> None:
        """The peek at the right of the list, the timeline below it."""
        glyphs, width = self.glyphs, self.list_width
        title = f"{row.key}  {safe(row.name)}"
        side = [
            panes.rule(title, "i hide", SIDE - 2, glyphs),
            *panes.long_peek(row, self.peek, SIDE - 2, glyphs, self.ppm.settings.currency),
            *self._lately(SIDE - 2),
        ]
        edges: list[Line] = [((f"{glyphs.edge} ", "rule"), *spans) for spans in side]
        edges += [((glyphs.edge, "rule"),)] * (self.size.height - 4 - len(edges))
        self.query_one("#side", Pane).show(edges)
        ahead = (width - 15) // 7
        hint = f"{glyphs.missed} late  {glyphs.milestone} due  {glyphs.now_mark} today"
        top = panes.rule(f"Milestones, {ahead} weeks", hint, width, glyphs)
        rows = panes.milestones_pane(self.shown[: TIMELINE - 4], width, glyphs, ahead=ahead)
        self.query_one("#peek", Pane).show([top, *rows])

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.look_soon()

    def _is_peek_behind(self) -> bool:
        key = self.list.current_key
        return key is not None and (self.peek is None or self.peek.key != key)

    def look(self) -> None:
        if self._is_peek_behind():
            self._look()

    def _look(self) -> None:
        self.aside(self._load_peek, "peek")

    async def _load_peek(self) -> None:
        key = self.list.current_key
        if key is None:
            return
        try:
            self.peek = await self.workspace.read(peek, key=key, as_of=self.workspace.as_of)
        except PpmError as error:
            self.say(str(error), "error")
            return
        self.draw_peek()

    # Keys of a list

    def dispatch(self, key: str, character: str | None) -> None:
        if not self.rows and self.is_read and key in ("i", "d"):
            self._first_run(key)
        else:
            super().dispatch(key, character)

    def _first_run(self, key: str) -> None:
        if key == "d":
            self.ppm.open_demo()
        else:
            self.ask(Question("File to import", self._import, name="import"))

    async def _import(self, text: str) -> None:
        await self.saved(await self.ppm.import_command(text))
        self.resort()
        self.redraw()

    def offers(self) -> list[Entry]:
        """A new project from a template."""
        about = "New project from a template"
        return [Entry(about, "template", "", partial(self.go, "templates")), *super().offers()]

    def action_peek_toggle(self) -> None:
        super().action_peek_toggle()
        self._look()

    def action_row_open(self) -> None:
        if self.current_key is not None:
            self.go("project", self.current_key)

    # Filters, views, sorting

    @property
    def sortable(self) -> Sequence[columns.Column[PortfolioRow]]:
        laid = columns.layout(columns.PORTFOLIO, self.size.width, self.rows)
        return [column for column, _ in laid]


def out_of_place(rows: Sequence[PortfolioRow]) -> set[str]:
    """The fewest rows that would have to move for the list to be sorted by attention again."""
    ends: list[tuple[int, date, str]] = []
    lengths = []
    for row in rows:
        value = attention(row)
        place = bisect_left(ends, value)
        ends[place : place + 1] = [value]
        lengths.append(place + 1)
    kept, wanted = set(), len(ends)
    for row, length in zip(reversed(rows), reversed(lengths), strict=True):
        if length == wanted:
            kept.add(row.key)
            wanted -= 1
    return {row.key for row in rows} - kept
