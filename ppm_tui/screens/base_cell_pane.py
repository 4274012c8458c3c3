"""The panes below the map of load: what is behind the cell, and what helps against too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work

from ppm_tui.errors import PpmError
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_bookings import looked_at
from ppm_tui.screens.base_load_map import ONE_DAY, LoadMap
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.fixes import FixKind
from ppm_tui.store.queries.resources import Days, Part, PersonLoad
from ppm_tui.widgets import load_pane
from ppm_tui.widgets import peek as panes
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ppm_tui.store.queries.bookings import Booked
    from ppm_tui.store.queries.working_time import DayOff

PEEK, BROAD_PEEK, DEMAND = 5, 12, 5
"""Lines of the pane at 80 and at 120 columns, and of the demand below it."""
MOST_LISTED, PANE_LINES = 4, BROAD_PEEK - 3
"""Bookings below the map, and lines with what helps: what stands below never moves. Enter shows
all; more would make each key dear on a slow link."""


class CellPane(LoadMap):
    """See what is behind the cell under the cursor, and choose among it."""

    def size_panes(self, lines: int) -> None:
        """Share the room between a list of so many lines and the panes below it."""
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        alone = self.is_peeking
        self.list.display = not alone
        has_pane = alone or (self.has_peek and width >= WIDE and height >= 20)
        pane.display = has_pane and self.grid is not None and bool(self.grid.rows)
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
        if isinstance(row, PersonLoad) and not self._is_why_here(row):
            self.why = None  # of another cell
        is_broad = width >= BROAD and self.size.height >= 36 and not self.is_peeking
        hint = "Esc back" if self.is_peeking else "Enter open" if is_broad else "Enter open  i hide"
        is_read, not_read = self.is_read, line(f" {glyphs.cut}", "dim")
        title = load_pane.title(row, days, self.unit, is_long=is_broad) if is_read else row.key
        known = load_pane.slacks(self.why[0]) if self.why else {}
        listed, here = self._listed(known, is_long=is_broad or (self.is_peeking and width >= WIDE))
        if not is_broad:
            free = line(f" {load_pane.free(grid, row, days)}") if is_read else not_read
            if not self.is_peeking:
                listed = _around(listed, here, PEEK - 2)
            pane.show([panes.rule(title, hint, width, glyphs), *listed, free])
            return
        split = load_pane.SPLIT
        top = (
            *panes.rule(title, hint, split, glyphs),
            (glyphs.tee, "rule"),
            *panes.rule("By role, % booked", "", width - split - 1, glyphs),
        )
        left = [line(load_pane.HEADING, "heading"), *_around(listed, here, MOST_LISTED)]
        helps = self._fixes() if self.why else []
        left += [()] * (len(left) + len(helps) < PANE_LINES)
        left += helps
        left += [()] * (PANE_LINES - len(left))
        if isinstance(row, PersonLoad):
            left.append(line(load_pane.off(row, days)))
        weeks = resources.weeks(self.workspace.as_of, resources.NEAR)
        right = load_pane.roles(grid, weeks, glyphs, in_hours=self.in_hours)
        right += [(), line(load_pane.free_all(grid, days)) if is_read else not_read]
        body = panes.beside(left, right, split, width, glyphs.edge)
        pane.show([(), top, *body, (), *self._demand(width)])

    def _listed(self, known: load_pane.Slacks, *, is_long: bool) -> tuple[list[Line], int]:
        """Days off and bookings of the cell, and which of them a key would change."""
        if not self.is_read:
            return [line(f" {self.glyphs.cut}", "dim")], -1
        off, parts = self.behind
        # A short pane has no mark until Tab asks for it.
        here = self._place() if is_long or self.chosen is not None else -1
        listed = load_pane.absences(off, here, is_long=is_long)
        listed += load_pane.bookings(parts, known, here - len(off), is_long=is_long)
        return listed or [line(" Nothing is booked.")], here

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
        if row is None or not self.query_one("#peek", Pane).display or not self.is_read:
            return
        if isinstance(row, PersonLoad) and not self._is_why_here(row):
            self._look(row.key, self.period)

    def _is_why_here(self, row: PersonLoad) -> bool:
        if self.why is None:
            return False
        found, (first, until) = self.why[0], self.period
        return (found.person.row.key, found.first, found.last) == (row.key, first, until - ONE_DAY)

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
    def behind(self) -> tuple[Sequence[DayOff], Sequence[Part]]:
        """What is behind the cell under the cursor: days off of a person, then bookings."""
        row, days = self.list.current, self.period
        if row is None or not self.is_read:
            return (), ()
        return row.off(days) if isinstance(row, PersonLoad) else (), row.parts(days)

    @property
    def booking(self) -> Booked | None:
        """The booking that a key would change: the one marked below, or what is proposed first."""
        off, parts = self.behind
        place = self._place() - len(off)
        return parts[place][0] if parts and place >= 0 else None

    @property
    def absence(self) -> DayOff | None:
        """The days off that a key would change: those marked below, or where nothing is booked."""
        off, _ = self.behind
        place = self._place()
        return off[place] if place < len(off) else None

    def _place(self) -> int:
        """Which of what is behind the cell a key would change: a booking, until Tab chooses."""
        off, parts = self.behind
        if self.chosen is not None:
            return min(self.chosen, max(0, len(off) + len(parts) - 1))
        wanted = self.why[1][0].line.row.id if self.why is not None and self.why[1] else None
        place = next((n for n, (row, _) in enumerate(parts) if row.id == wanted), 0)
        return len(off) + place if parts else 0

    # Keys

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
        """The next of what is behind the cell."""
        self._choose(1)

    def action_pane_previous(self) -> None:
        """What stands before it."""
        self._choose(-1)

    def _choose(self, by: int) -> None:
        off, parts = self.behind
        if not (off or parts):
            self.say("nothing is booked here")
            return
        self.chosen = (self._place() + by) % (len(off) + len(parts))
        self.draw_peek()


def _around(lines: list[Line], here: int, count: int) -> list[Line]:
    """So many lines with that of `here`; where not all fit the last one counts the others."""
    if len(lines) <= count:
        return lines
    first = max(0, here - count + 2)
    shown = lines[first : first + count - 1]
    return [*shown, line(f"   {len(lines) - len(shown)} more: Enter", "dim")]
