"""Who has room and who is drowning: people by week, and what is behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap
from ppm_tui.errors import PpmError
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_bookings import BookingChanges, looked_at
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.fixes import FixKind
from ppm_tui.store.queries.resources import Days, Grid, GroupLoad, Part, PersonLoad
from ppm_tui.widgets import gantt, heat_map, load_pane
from ppm_tui.widgets import peek as panes
from ppm_tui.widgets.lines import Line, Lines, Pane, both_ends, line
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ppm_tui.store.queries.bookings import Booked

ONE_DAY = timedelta(days=1)
UNITS = ("day", "week", "month")
MARGIN = 4
"""One of so many parts of a screen is read before what is in view, and one behind it."""
PEEK, BROAD_PEEK, DEMAND = 5, 12, 5
"""Lines of the pane at 80 and at 120 columns, and of the demand below it."""
VIEWS = {"everyone": "Everyone", "role": "By role", "team": "By team"}
MOST_LISTED, PANE_LINES = 4, BROAD_PEEK - 3
"""Bookings below the map, and lines with what helps: what stands below never moves. Enter shows
all; more would make each key dear on a slow link."""
AT_ONCE = 50
"""People whose sum is reckoned while the map is drawn; that of more comes a little later."""
Row = PersonLoad | GroupLoad


class ResourcesScreen(BookingChanges):
    """See who is over-booked, why, and who could help."""

    kind = "resources"
    fields = columns.PEOPLE
    reloaded = "read and sorted again"

    def __init__(self) -> None:
        super().__init__()
        self.grid: Grid | None = None
        self.order: list[str] = []
        self.unit = "week"
        self.first: date | None = None
        self.at: date | None = None
        self.by = "everyone"
        self.in_hours = False
        self.chosen: int | None = None  # until Tab chooses, what is proposed first
        self.whole: GroupLoad | None = None
        self.is_reading = False
        self.read_of: tuple[int, date] | None = None

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.key, id="list")
        yield Lines(id="team")
        yield Pane(id="peek")

    # Time

    @property
    def next_week(self) -> Days:
        """The week that the list is sorted by."""
        return resources.weeks(self.workspace.as_of, 2)[1]

    @property
    def periods(self) -> list[Days]:
        """The periods in view, each to the first day after it."""
        room = self.size.width - len(self._left(None)) - 4
        window = gantt.window(self.first or self.workspace.as_of, max(1, room // 6), self.unit)
        return list(zip(window.edges, window.edges[1:], strict=False))

    @property
    def period(self) -> Days:
        """The period under the cursor."""
        day = self.at or self.next_week[0]
        edges = gantt.window(day, 1, self.unit).edges
        return edges[0], edges[1]

    @property
    def wanted(self) -> Days:
        """The days to read: those in view, and some before and behind."""
        periods = self.periods
        first, last = periods[0][0], periods[-1][1]
        room = (last - first) // MARGIN
        return max(first, date.min + room) - room, min(last, date.max - room) + room

    async def load(self) -> None:
        first, until = self.wanted
        last = until - ONE_DAY
        as_of = self.workspace.as_of
        self.is_reading = True
        try:
            grid = await self.workspace.read(resources.grid, first=first, last=last, as_of=as_of)
        finally:
            self.is_reading = False
        is_first = self.grid is None
        self.grid = grid
        if self.read_of != (self.seen_revision, as_of):
            self.read_of = self.seen_revision, as_of
            self.why = self.whole = None
        if is_first:
            self.resort()
        else:
            self._order()
            self.call_after_refresh(self._read_on)

    # Rows

    @property
    def rows(self) -> list[Row]:
        """Everybody, or the roles or teams."""
        if self.grid is None:
            return []
        return [*self.grid.rows] if self.by == "everyone" else [*self.grid.groups(self.by)]

    @property
    def every_row(self) -> Sequence[Row]:
        return self.rows

    @property
    def shown(self) -> list[Row]:
        """The rows that the filter leaves, in the order in which they stood."""
        place = {key: index for index, key in enumerate(self.order)}
        rows = [row for row in self.rows if self.by != "everyone" or self.keep(row)]
        return sorted(rows, key=lambda row: (place.get(row.key, len(place)), row.key))

    def resort(self) -> None:
        """Sort again: the most loaded of next week first."""
        self.order = [
            row.key
            for row in sorted(self.rows, key=lambda r: resources.order_of(r, self.next_week))
        ]

    def _order(self) -> None:
        known = {row.key for row in self.rows}
        self.order = [key for key in self.order if key in known]

    def link(self, row: Any) -> str:
        return f"ppm resources --json  # {quote(row.key)}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, glyphs = self.size.width, self.glyphs
        rows = self.rows
        shown = len(self.shown)
        left, count = f" ppm {glyphs.crumb} Resources", f"   {shown} of {len(rows)}"
        if width >= WIDE:
            left += f"   view: {self.view_name or VIEWS[self.by]}   sort: next week"
        left += count
        first = both_ends(line(left, "bold"), line(f" {self.day_words} "), width)
        return first, self._figures()

    def _figures(self) -> Line:
        what, signs = heat_map.legend(
            self.glyphs, in_hours=self.in_hours, is_broad=self.size.width >= BROAD
        )
        days, edge = self.next_week, f" {self.glyphs.edge} "
        people = self.grid.rows if self.grid else []
        over = sum(row.cell(days).is_over for row in people)
        if self.size.width < WIDE:
            return line(f" {over} over {formats.week(days[0])}{edge}{what}")
        return line(f" {what}{edge}{formats.week(days[0])}: {over} over-booked{edge}{signs}")

    def draw(self) -> None:
        rows, periods = self.shown, self.periods
        first, second = heat_map.headings(periods, self.unit)
        left = self._left(None)
        headings = [
            line(f"  {left} {first}", "heading"),
            line(f"{'':<{len(left) + 2}} {second}", "heading"),
        ]
        if self.grid is not None and not rows:
            nobody = line("   Nobody yet: ppm import brings people in, or n adds somebody.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else nobody]
        self._size_panes(len(rows) + len(headings))
        self.list.has_bar = False
        self.list.set_rows(rows, headings, partial(self._draw_row, periods))
        self._draw_team(periods)
        self.draw_peek()
        self.look()

    def _left(self, row: Row | None) -> str:
        """What stands left of the cells; of None the headings."""
        is_wide = self.size.width >= WIDE
        if not is_wide:
            return f"{formats.fit(row.key, 7) if row else 'Who':<7}"
        if row is None:
            return f" {'Who':<6} {'Role':<6} {'h/wk':>4}  "
        if isinstance(row, GroupLoad):
            return f" {formats.fit(row.key, 13)} {len(row.members):>4}  "
        person = row.person.row
        hours = formats.whole_hours(person.week_minutes)
        return f" {formats.fit(row.key, 6)} {formats.fit(person.role, 6)} {hours:>4}  "

    def _cell(self, row: Row, days: Days) -> Any:
        return row.cell(days) if self.grid is not None and self.grid.covers(days) else None

    def _draw_row(self, periods: Sequence[Days], row: Row, _width: int) -> Line:
        here = None
        if row.key == self.list.current_key and self.period in periods:
            here = periods.index(self.period)
        values = [self._cell(row, days) for days in periods]
        return (
            (self._left(row), ""),
            *heat_map.cells(values, here, self.glyphs, in_hours=self.in_hours),
        )

    def _draw_team(self, periods: Sequence[Days]) -> None:
        team = self.query_one("#team", Lines)
        people = [row for row in self.shown if isinstance(row, PersonLoad)]
        team.display = bool(people) and self.list.display
        if not team.display or self.grid is None:
            return
        whole = self._team(people)
        hours = formats.whole_hours(sum(row.person.row.week_minutes for row in people))
        left = "Team   " if self.size.width < WIDE else f" {'Team':<13} {hours:>4}  "
        is_quick = len(people) <= AT_ONCE
        values = [self._cell(whole, days) if is_quick else whole.known(days) for days in periods]
        cells = heat_map.cells(values, None, self.glyphs, in_hours=self.in_hours)
        team.show([(("  ", ""), (left, ""), *cells)])
        if None in values and self.grid.covers((periods[0][0], periods[-1][1])):
            self._add_up()

    def _team(self, people: list[PersonLoad]) -> GroupLoad:
        """All that are shown, taken together; what is known of them stays while they do."""
        whole = self.whole
        if whole is None or [row.key for row in whole.members] != [row.key for row in people]:
            whole = GroupLoad("Team", people)
        elif whole.members[0] is not people[0]:
            whole = whole.of(people)
        self.whole = whole
        return whole

    @work(exclusive=True, group="team")
    async def _add_up(self) -> None:
        """Reckon what many people do together, which keys do not wait for."""
        # No argument: Textual writes all of it out, and keeps it as long as timers made here.
        team, periods = self.whole, self.periods
        if team is not None:
            await self.workspace.background(lambda: [team.cell(days) for days in periods])
        if team is self.whole and self.is_here:
            self._draw_team(self.periods)

    # The panes below

    def _size_panes(self, lines: int) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        alone = self.is_peeking
        self.list.display = not alone
        has_pane = alone or (self.has_peek and width >= WIDE and height >= 20)
        pane.display = has_pane and bool(self.rows)
        below = 0
        if pane.display and not alone:
            below = PEEK if width < BROAD or height < 36 else height - 5 - lines - 1
            below = max(below, PEEK)
            if width >= BROAD and height >= 36:
                below = max(below, BROAD_PEEK + DEMAND)
        room = height - 5 - below
        self.list.styles.height = max(3, min(lines, room))
        pane.styles.height = height - 4 if alone else height - 5 - min(lines, room)

    def draw_peek(self) -> None:
        """Show what is behind the cell under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        grid, days = self.grid, self.period
        if not pane.display or row is None or grid is None:
            return
        width, glyphs = self.size.width, self.glyphs
        is_read = grid.covers(days)
        parts = row.parts(days) if is_read else []
        if isinstance(row, PersonLoad) and not self._is_why_here(row):
            self.why = None  # of another cell
        is_broad = width >= BROAD and self.size.height >= 36 and not self.is_peeking
        hint = "Esc back" if self.is_peeking else "Enter open" if is_broad else "Enter open  i hide"
        title = load_pane.title(row, days, self.unit, is_long=is_broad) if is_read else row.key
        known = load_pane.slacks(self.why[0]) if self.why else {}
        here = self._place(parts) if is_broad or self.is_peeking else None
        listed = load_pane.bookings(
            parts, known, here, is_long=is_broad or (self.is_peeking and width >= WIDE)
        )
        listed = listed if is_read else [line(f" {glyphs.cut}", "dim")]
        if not is_broad:
            free = line(f" {load_pane.free(grid, row, days) if is_read else glyphs.cut}")
            if not self.is_peeking:
                listed = _first(listed, PEEK - 2)
            pane.show([panes.rule(title, hint, width, glyphs), *listed, free])
            return
        split = load_pane.SPLIT
        top = (
            *panes.rule(title, hint, split, glyphs),
            (glyphs.tee, "rule"),
            *panes.rule("By role, % booked", "", width - split - 1, glyphs),
        )
        left = [line(load_pane.HEADING, "heading"), *_first(listed, MOST_LISTED)]
        helps = self._fixes() if self.why else []
        left += [()] * (len(left) + len(helps) < PANE_LINES)
        left += helps
        left += [()] * (PANE_LINES - len(left))
        if isinstance(row, PersonLoad):
            left.append(line(load_pane.off(row, days)))
        weeks = resources.weeks(self.workspace.as_of, resources.NEAR)
        right = load_pane.roles(grid, weeks, glyphs, in_hours=self.in_hours)
        right += [(), line(load_pane.free_all(grid, days) if is_read else glyphs.cut)]
        body = panes.beside(left, right, split, width, glyphs.edge)
        pane.show([(), top, *body, (), *self._demand(width)])

    def _fixes(self) -> list[Line]:
        """What would help, with the key that does it."""
        assert self.why is not None
        keys = {FixKind.GIVE: "a", FixKind.MOVE: "d", FixKind.SPLIT: "s p", FixKind.SHRINK: "s w"}
        found = [each for kind in keys if (each := self.fix(kind)) is not None]
        return load_pane.fixes([(keys[each.kind], each) for each in found[:2]])

    def _demand(self, width: int) -> list[Line]:
        assert self.grid is not None
        top = panes.rule("Unassigned demand", "n new booking", width, self.glyphs)
        texts = load_pane.demand(self.grid.demand)
        lines, text = [], ""
        for each in texts:
            if text and len(text) + len(each) + 9 > width:
                lines.append(line(text))
                text = ""
            text += f"{'   ' if not text else '      '}{each}"
        return [top, *lines, line(text or "   None: everything has somebody.")]

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.chosen = None
        self.draw_peek()
        self.look_soon()

    # Slack follows from whole plans: they are read when the cursor rests.

    def look(self) -> None:
        row = self.list.current
        if row is None or not self.query_one("#peek", Pane).display or not self._is_read:
            return
        if isinstance(row, PersonLoad) and not self._is_why_here(row):
            self._look(row.key, self.period)

    def _is_why_here(self, row: PersonLoad) -> bool:
        if self.why is None:
            return False
        found, (first, until) = self.why[0], self.period
        return (found.person.row.key, found.first, found.last) == (row.key, first, until - ONE_DAY)

    @property
    def _is_read(self) -> bool:
        return self.grid is not None and self.grid.covers(self.period)

    @work(exclusive=True, group="peek")
    async def _look(self, person: str, days: Days) -> None:
        first, last, as_of = days[0], days[1] - ONE_DAY, self.workspace.as_of
        try:
            self.why = await self.workspace.read(
                looked_at, person=person, first=first, last=last, as_of=as_of
            )
        except PpmError as error:
            self.say(str(error), "error")
            return
        self.draw_peek()

    @property
    def booking(self) -> Booked | None:
        """The booking that a key would change: the one marked below, or what is proposed first."""
        row = self.list.current
        if row is None or not self._is_read:
            return None
        parts = row.parts(self.period)
        return parts[self._place(parts)][0] if parts else None

    def _place(self, parts: Sequence[Part]) -> int:
        """Which of the bookings of the cell a key would change."""
        if self.chosen is not None:
            return min(self.chosen, max(0, len(parts) - 1))
        wanted = self.why[1][0].line.row.id if self.why is not None and self.why[1] else None
        return next((n for n, (row, _) in enumerate(parts) if row.id == wanted), 0)

    def corner(self) -> str:
        return super().corner() if self.size.width >= WIDE else "  ".join(self.marked())

    # Keys: the cell

    def _go_to(self, day: date) -> None:
        """Bring the cursor to the period of a day, and that into view."""
        self.at, self.chosen = day, None
        periods = self.periods
        first, _ = self.period
        if first < periods[0][0]:
            self.first = first
        elif first >= periods[-1][1]:
            self.first = gantt.shifted(first, 1 - len(periods), self.unit)
        else:
            self.list.refresh_cursor()
            self.draw_peek()
            self.look_soon()
            return
        self._scrolled()

    def _scrolled(self) -> None:
        self.redraw()
        self._read_on()

    def _read_on(self) -> None:
        """Read what comes into view next, if it is not read yet."""
        near = self.grid
        if near is None or self.is_reading:
            return  # a thread that reads goes on to its end, and several would hold all they read
        if not (near.covers(self._ahead(-2)) and near.covers(self._ahead(2))):
            self.reload()  # before what is not read comes into view

    def _ahead(self, by: int) -> Days:
        """What will be in view so many periods later, or earlier."""
        first, last = self.periods[0][0], self.periods[-1][1]
        return gantt.shifted(first, by, self.unit), gantt.shifted(last, by, self.unit)

    def action_cursor_left(self) -> None:
        self._go_to(gantt.shifted(self.period[0], -1, self.unit))

    def action_cursor_right(self) -> None:
        self._go_to(gantt.shifted(self.period[0], 1, self.unit))

    def action_cursor_screen_left(self) -> None:
        self._page(-1)

    def action_cursor_screen_right(self) -> None:
        self._page(1)

    def _page(self, by: int) -> None:
        cells = by * len(self.periods)
        self.first = gantt.shifted(self.periods[0][0], cells, self.unit)
        self.at, self.chosen = gantt.shifted(self.period[0], cells, self.unit), None
        self._scrolled()

    def action_time_zoom_in(self) -> None:
        self._zoom(-1)

    def action_time_zoom_out(self) -> None:
        self._zoom(1)

    def _zoom(self, by: int) -> None:
        index = UNITS.index(self.unit) + by
        if not 0 <= index < len(UNITS):
            self.say(f"a cell is a {self.unit}: there is no other scale that way")
            return
        day, before = self.period[0], self.unit
        self.unit = UNITS[index]
        if before == "month" and self.unit == "week" and self.at is None:
            day = self.next_week[0]
        self.at, self.first = day, min(day, self.workspace.as_of) if by > 0 else day
        self._scrolled()
        self.say(f"one cell is a {self.unit}")

    def action_time_today(self) -> None:
        self.first = self.at = None
        self._scrolled()
        self.say(f"{formats.week(self.workspace.as_of)} in view")

    def action_load_unit(self) -> None:
        """Hours instead of per cent, or back."""
        self.in_hours = not self.in_hours
        self.redraw()

    # Keys: what is behind it

    def action_row_open(self) -> None:
        if self.list.current is None:
            self.say("there is no row here")
            return
        self.is_peeking = not self.is_peeking
        self.redraw()

    def action_peek_toggle(self) -> None:
        if self.is_peeking:
            self.action_row_open()
        else:
            super().action_peek_toggle()

    def step_out(self) -> bool:
        if self.is_peeking:
            self.action_row_open()
            return True
        return super().step_out()

    def action_pane_next(self) -> None:
        """The next booking of the cell."""
        self._choose(1)

    def action_pane_previous(self) -> None:
        """The booking before."""
        self._choose(-1)

    def _choose(self, by: int) -> None:
        row = self.list.current
        parts = row.parts(self.period) if row is not None else []
        if not parts:
            self.say("nothing is booked here")
            return
        self.chosen = (self._place(parts) + by) % len(parts)
        self.draw_peek()

    # Keys: which rows

    def view_choices(self) -> Sequence[keymap.Choice]:
        return (*keymap.CHOOSERS["view of people"], *super().view_choices())

    def open_view(self, value: str) -> None:
        if value in VIEWS:
            self.by = value
            self.is_peeking = False
            self.resort()
            self.redraw()
        else:
            super().open_view(value)

    def action_list_choose_filter(self) -> None:
        self.choose("f", "filter", keymap.CHOOSERS["filter of people"], self._by_letter)

    def _by_letter(self, value: str) -> None:
        mine = {"who:me": f"who:{safe(self.workspace.user)}"}
        self.set_filter(self.filter_text, mine.get(value, value))


def _first(lines: list[Line], count: int) -> list[Line]:
    """The first lines, the last of which counts the others where they do not all fit."""
    if len(lines) <= count:
        return lines
    return [*lines[: count - 1], line(f"   {len(lines) - count + 1} more: Enter", "dim")]
