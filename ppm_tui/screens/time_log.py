"""The time log: a week or a day of a person, hours typed into cells, last week copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from ppm_tui import columns, formats
from ppm_tui.errors import NotFound
from ppm_tui.formats import safe
from ppm_tui.keymap import Choice
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_changes import TIME_EXAMPLES, Changes, in_words
from ppm_tui.screens.base_over import decided
from ppm_tui.store.queries import time_sheet
from ppm_tui.store.queries.time_sheet import EntryRow, Sheet, SheetRow, TimePlace
from ppm_tui.terms import Minutes
from ppm_tui.widgets import time_sheet as drawn
from ppm_tui.widgets.lines import Line, Lines, both_ends, line
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.store.commands.time_sheet import Place

WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)
OFFERED = 9
NOTHING = {"-", "0"}


class TimeLogScreen(Changes):
    """Type hours day by day, see what is missing of the week, copy the last one."""

    kind = "time_log"
    fields = columns.TIME_SHEET

    def __init__(self, key: str | None = None) -> None:
        super().__init__()
        person, _, day = (key or "").partition("@")
        self.person: str | None = person or None
        self.asked = date.fromisoformat(day) if day else None
        self.unit = "week"
        self.sheet: Sheet | None = None
        self.entries: list[EntryRow] = []
        self.added: dict[str, SheetRow] = {}
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(_key, id="list")
        yield Lines(id="totals")

    # Reading

    @property
    def here_day(self) -> date:
        """The day of the cursor."""
        return self.asked or self.workspace.as_of

    @property
    def column(self) -> int:
        """The day of the cursor within its week."""
        return self.here_day.weekday()

    async def load(self) -> None:
        self.sheet, self.entries = await self.workspace.read(
            time_sheet.opened, user=self.workspace.user, person=self.person, day=self.here_day
        )
        self.is_read = True

    @property
    def every_row(self) -> Sequence[Any]:
        if self.unit == "day":
            return self.entries
        rows = self.sheet.rows if self.sheet else ()
        there = {row.key for row in rows}
        return (*rows, *(row for key, row in self.added.items() if key not in there))

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None else super().project_here

    @property
    def origin_here(self) -> dict[str, Any]:
        row = self.list.current
        return {"time": row.number} if isinstance(row, EntryRow) else {}

    def timed(self) -> tuple[str, str | None] | None:
        row = self.list.current
        return (row.project, row.task) if row is not None else None

    def link(self, row: Any) -> str:
        del row
        who = f" --person {quote(self.sheet.person)}" if self.sheet else ""
        return f"ppm time --week {formats.iso_week(self.here_day)}{who}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        sheet, width = self.sheet, self.size.width
        who = sheet.person if sheet else self.person or self.workspace.user
        monday = time_sheet.monday_of(self.here_day)
        if self.unit == "day":
            when = f"{formats.weekday(self.here_day)} {formats.week(monday)}"
        else:
            last = monday + 6 * ONE_DAY
            when = f"{formats.week(monday)}  {formats.day(monday)} - {formats.day(last)}"
        crumb = self.glyphs.crumb
        left = line(f" ppm {crumb} Time log {crumb} {safe(who)}   {when}", "bold")
        right = line(f" {self.day_words} ") if width >= WIDE else ()
        return both_ends(left, right, width), self._figures()

    def _figures(self) -> Line:
        sheet, edge = self.sheet, f" {self.glyphs.edge} "
        if sheet is None:
            return ()
        can, done = sum(sheet.capacity), sum(sheet.logged)
        charged = sum(sum(row.charged) for row in sheet.rows)
        missing = sum(sheet.missing(self.workspace.as_of))
        parts = [f"{formats.minutes(done)} of {formats.minutes(can)}"]
        parts += [f"{formats.minutes(missing)} missing"] if missing else []
        rounding = self.ppm.settings.rounding
        parts += [f"{formats.minutes(charged)} charged", f"timer rounds {rounding}"]
        return line(f" {edge.join(parts)}")

    def draw(self) -> None:
        sheet, width = self.sheet, self.size.width
        grid = drawn.grid(width, self.column, self.glyphs)
        totals = self.query_one("#totals", Lines)
        totals.display = sheet is not None and self.size.height >= 14
        totals.styles.height = 4
        self.list.has_bar = self.unit == "day"
        rows = [row for row in self.every_row if self.keep(row)]
        if sheet is None:
            self.list.set_rows((), self._nobody(), lambda row, cells: ())
            return
        monday, as_of = sheet.monday, self.workspace.as_of
        is_day = self.unit == "day"
        top = drawn.entry_headings(grid) if is_day else drawn.headings(grid, monday, as_of)
        none = [(), self._none()] if not rows else []
        self.list.set_rows(rows, [top, *none], partial(self._draw_row, grid, sheet))
        totals.show(drawn.totals(grid, sheet, as_of, width))

    def _nobody(self) -> list[Line]:
        if not self.is_read:
            return []
        user = safe(self.workspace.user)
        return [(), line(f"   {user} is nobody who works here: a chooses whose time is shown.")]

    def _none(self) -> Line:
        if self.filter_words():
            return self.none_fits(len(self.every_row))
        if self.unit == "day":
            return line("   No time on this day.")
        week = formats.week(time_sheet.monday_of(self.here_day) - WEEK)
        return line(f"   No time yet: n adds a row, Y copies {week}.")

    def _draw_row(self, grid: drawn.Grid, sheet: Sheet, row: Any, width: int) -> Line:
        if isinstance(row, EntryRow):
            return drawn.entry(grid, row, width)
        is_here = row.key == self.current_key
        return drawn.row(grid, sheet, row, self.column if is_here else None)

    # Moving in time

    def action_cursor_left(self) -> None:
        self._go(self.here_day - ONE_DAY)

    def action_cursor_right(self) -> None:
        self._go(self.here_day + ONE_DAY)

    def action_cursor_screen_left(self) -> None:
        self._go(self.here_day - WEEK)

    def action_cursor_screen_right(self) -> None:
        self._go(self.here_day + WEEK)

    def action_time_today(self) -> None:
        self._go(self.workspace.as_of)

    def _go(self, day: date) -> None:
        """Move the cursor to a day; another week is read."""
        old, self.asked = self.here_day, day
        is_there = time_sheet.monday_of(old) == time_sheet.monday_of(day)
        narrow = drawn.grid(self.size.width, self.column, self.glyphs).count < drawn.DAYS
        if not is_there or self.unit == "day":
            self.reload()
        elif narrow:
            self.draw()
        else:
            self.list.refresh_cursor()

    def action_time_zoom_in(self) -> None:
        self._zoom("day")

    def action_time_zoom_out(self) -> None:
        self._zoom("week")

    def _zoom(self, unit: str) -> None:
        if self.unit == unit:
            self.say(f"this is a {unit}: there is no other scale that way")
        else:
            self.unit = unit
            self.reload()

    # Changing

    def _place(self, row: SheetRow) -> Place:
        from ppm_tui.store.commands.time_sheet import Place

        assert self.sheet is not None
        return Place(self.sheet.person, row.project, row.task, self.here_day)

    def action_sheet_hours(self) -> None:
        """Type the hours of the cell, or of the entry."""
        row = self.list.current
        if row is None:
            self.say("there is no row here; n adds one")
        elif isinstance(row, EntryRow):
            self._ask_hours(f"{row.project} {formats.weekday(self.here_day)}", row.minutes, row)
        else:
            label = f"{row.key} {formats.weekday(self.here_day)}"
            self._ask_hours(label, row.days[self.column], row)

    def _ask_hours(self, label: str, before: Minutes, row: SheetRow | EntryRow) -> None:
        make = self._setting(row, before)

        async def answer(text: str, over: Decision | None = None) -> None:
            await self.saved(decided(make(text), over))

        name = f"time_log.{_key(row)}.{self.here_day.isoformat()}"
        initial = formats.minutes(before) if before else ""
        hint = f"{TIME_EXAMPLES} · 0 for none"
        effect = self.foreseen(make, in_words, half_typed=str)
        more: dict[str, Any] = {"again": answer, "hint": hint, "effect": effect}
        self.ask(Question(label, answer, name, initial, history="time", **more))

    def _setting(self, row: SheetRow | EntryRow, before: Minutes) -> Callable[[str], Command]:
        """What a text does to a cell, whose total is then so much, or to one entry."""
        from ppm_tui import tokens
        from ppm_tui.store.commands.time_sheet import set_day, set_entry

        if isinstance(row, EntryRow):
            work: Callable[..., Any] = partial(set_entry, entry=row.id)
        else:
            work = partial(set_day, place=self._place(row), seen=before)

        def make(text: str) -> Command:
            amount, bill, note = (Minutes(0), None, "")
            if text.strip() not in NOTHING:
                amount, bill, note = tokens.time(text)
            as_of = self.workspace.as_of
            return partial(work, minutes=amount, text=note, bill=bill, as_of=as_of)

        return make

    def action_sheet_delete(self) -> None:
        """Trash the time of the cell or the entry; asks first, default no."""
        from ppm_tui.store.commands import time_sheet as commands

        row, as_of = self.list.current, self.workspace.as_of
        if row is None:
            self.say("there is no row here")
            return
        if isinstance(row, EntryRow):
            command: Any = partial(commands.set_entry, entry=row.id, minutes=Minutes(0))
        else:
            command = partial(commands.clear_day, place=self._place(row))
        title = (
            f"Delete the time on {formats.weekday(self.here_day)}?  To the trash; u brings back."
        )
        choices = (Choice("y", "yes", "yes"),)
        self.choose("X", title, choices, lambda _: self.save(command, as_of=as_of))

    def action_sheet_copy(self) -> None:
        """Copy rows and hours of the week before, as one step."""
        from ppm_tui.store.commands.time_sheet import copy_week

        if self.sheet is None:
            self.say("there is nobody here whose week could be copied")
        else:
            person, monday = self.sheet.person, self.sheet.monday
            self.save_time(partial(copy_week, person=person, monday=monday))

    def action_sheet_add(self) -> None:
        """Add a row for a project or a task."""
        if self.sheet is None:
            self.say("there is nobody here to add a row for; a chooses somebody")
            return
        person = self.sheet.person

        async def find(text: str, count: int) -> list[TimePlace]:
            return await self.workspace.read(
                time_sheet.places, text=text, person=person, count=count
            )

        async def answer(text: str) -> None:
            found = await find(text, 1) if text.strip() else []
            if not found:
                raise NotFound(f"no open project or task is called «{text}»")
            self._add(found[0])

        async def effect(text: str) -> str:
            found = await find(text, OFFERED)
            return "  ".join(_called(each) for each in found) or "nothing is called so"

        hint = "part of a project or task, ATLAS, T-102; Enter takes the first"
        self.ask(Question("New row", answer, effect=effect, hint=hint, history="row"))

    def _add(self, place: TimePlace) -> None:
        row = SheetRow(place.project, place.project_name, place.task, place.task_name)
        self.added[row.key] = row
        self.unit = "week"
        self.redraw()
        if not self.list.move_to_key(row.key):
            self.say(f"{row.key} is hidden by the filter; F clears")
            return
        self.say(f"{row.key} is a row now: t types hours")

    def action_sheet_person(self) -> None:
        """Show the time of somebody else."""
        self.aside(self._read_people, "people")

        async def answer(text: str) -> None:
            typed = text.strip().casefold()
            found = [
                each.key
                for each in self.people
                if typed and f" {each.key} {each.name}".casefold().find(f" {typed}") >= 0
            ]
            found.sort(key=lambda key: key.casefold() != typed)
            if not found:
                raise NotFound(f"nobody is called «{text}»")
            self.person, self.added = found[0], {}
            await self.read_now()

        label = "Whose time (part of a name)"
        self.ask(Question(label, answer, complete=self._people_like))


def _key(row: Any) -> str:
    return row.id if isinstance(row, EntryRow) else str(row.key)


def _called(place: TimePlace) -> str:
    if place.task:
        return f"{place.project}/{place.task} {safe(place.task_name or '')}"
    return f"{place.project} {safe(place.project_name)}"
