"""New dates with which nobody has too much to do, taken or refused line by line."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap
from ppm_tui.analysis.levelling import SECONDS, Budget
from ppm_tui.analysis.levelling_solver import best_way
from ppm_tui.errors import Conflict
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_fields import Key
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.levelling import Scope, levelling
from ppm_tui.store.queries.levelling_rows import MoveRow, OverRow, Proposal
from ppm_tui.terms import Stays
from ppm_tui.widgets import levelling_pane
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import datetime

    from textual.worker import Worker

    from ppm_tui.analysis.network import TaskId
    from ppm_tui.terms import Minutes

TICK = 0.25
"""Seconds between two looks at how far the search has come."""
WIDEST = 140
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""
LEAD = ("id", "name", "project")
"""Columns that a task has which does not move; then comes why."""
PANE, TALL_PANE = 7, 9
Row = MoveRow | OverRow


class LevellingScreen(ListScreen):
    """See which tasks would have to move, for whom and at what price, and take or refuse each."""

    kind = "levelling"
    fields = columns.LEVELLED
    seconds = SECONDS

    def __init__(self, key: str | None) -> None:
        super().__init__()
        self.keys = (key,) if key is not None else ()
        self.found: Proposal | None = None
        self.at_first: Minutes | None = None
        self.is_within_float = True  # until somebody asks for more
        self.refused: set[str] = set()
        self.like: Mapping[TaskId, datetime] = {}  # starts as searched: lines keep to that order
        self.budget: Budget | None = None  # while it is reckoned

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    # Reckoning

    async def load(self) -> None:
        """Search, or after a line was taken or refused keep to the order that was found."""
        budget = self.budget = Budget(self.seconds, timer=time.monotonic)
        self.become_ready()  # Esc ends it
        self.redraw()
        scope = Scope(self.keys, self.is_within_float, frozenset(self.refused), self.like)
        try:
            found = await self.workspace.read(
                levelling, scope=scope, as_of=self.workspace.as_of, budget=budget, solve=best_way()
            )
        finally:
            budget.stop()  # also when the screen is left, or something newer is asked
            if self.budget is budget:
                self.budget = None
        self.found, self.like = found, self.like or found.starts
        if self.at_first is None:
            self.at_first = found.excess_before

    def refresh_if_changed(self) -> Worker[None] | None:  # type: ignore[override]  # what `work` makes of a method
        """As everywhere, but a search goes on: what others change meanwhile is seen after it."""
        return super().refresh_if_changed() if self.budget is None else None

    def search(self) -> None:
        """Search anew."""
        self.like = {}
        self.reload()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        if self.budget is not None:
            self.redraw_head()

    def step_out(self) -> bool:
        if self.budget is not None:
            self.budget.stop()
            self.say("stopped: the best so far comes")
            return True
        return super().step_out()

    def action_app_cancel(self) -> None:
        if self.budget is None:
            super().action_app_cancel()
        else:
            self.step_out()

    # Rows

    @property
    def every_row(self) -> Sequence[Row]:
        """What moves, then what stays too much, last what was refused."""
        if self.found is None:
            return ()
        moving = {row.ref for row in self.found.moves}
        return (*self.found.moves, *(row for row in self.found.over if row.ref not in moving))

    @property
    def shown(self) -> list[Row]:
        """The lines that the filter leaves."""
        return [row for row in self.every_row if self.keep(row)]

    def link(self, _row: Any) -> str:
        words = ["ppm level", *map(quote, self.keys)]
        return " ".join([*words, "--within-float"] if self.is_within_float else words)

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None else super().project_here

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, crumb = self.size.width, self.glyphs.crumb
        scope = f"{self.keys[0]} {crumb} Levelling" if self.keys else "Levelling"
        parts = [
            f" ppm {crumb} {scope}",
            "within float" if self.is_within_float else "beyond float",
        ]
        if self.found is not None and width >= WIDE:
            count = len(self.found.moves)
            parts.append(f"{count} line{'s' * (count != 1)}")
        day = line(f" {self.day_words} ") if width >= WIDE else ()
        left = ("   " if width >= WIDE else "  ").join(parts)
        second = self._progress() if self.budget is not None else self._figures()
        return both_ends(line(left, "bold"), day, width), line(f" {second}")

    def _progress(self) -> str:
        assert self.budget is not None
        if self.like:
            return "reckoning again"
        spent, best = self.budget.spent, self.budget.finish
        if best is None:
            return f"reading the plans, {spent:.0f}s   Esc stops"
        words = f"best finish so far {formats.dated(best)}"
        if self.budget.left(0) <= 0:
            return f"making its dates, {spent:.0f}s, {words}"
        return f"searching {spent:.1f} of {self.seconds:.0f}s, {words}   Esc takes it"

    def _figures(self) -> str:
        """What is too much: at first, now, and with all lines; then who ends later by them."""
        found = self.found
        if found is None or self.at_first is None:
            return ""
        edge = f" {self.glyphs.edge} "
        first, now, then = (
            formats.hours(each) or "0h"
            for each in (self.at_first, found.excess_before, found.excess)
        )
        text = f"too much: {first} at first, {now} now, {then} with all lines"
        if self.size.width < WIDE:
            return f"too much: {first}, now {now}, then {then}"
        later = {row.project: row.slip for row in found.moves if row.slip > 0}
        for number, (key, slip) in enumerate(sorted(later.items(), key=lambda each: -each[1])):
            longer = (
                text + ("" if number else f"{edge}later:") + f" {key} {formats.signed_days(slip)}"
            )
            if formats.width(longer) + 2 > self.size.width:
                break
            text = longer
        return text

    def draw(self) -> None:
        width, rows = self.size.width, self.shown
        self._size_pane(bool(rows))
        lead = columns.lead(width)
        laid = columns.fitted(
            columns.LEVELLED, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE
        )
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.found is not None and not rows:
            none = line("   Nobody has too much to do: there is nothing to move.")
            headings += [(), self.none_fits(len(self.every_row)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid))
        self.draw_pane()

    def _draw_row(self, laid: columns.Layout[Any], row: Row, width: int) -> Line:
        if isinstance(row, MoveRow):
            return self.row_line(laid, row, {"float": "late"} if row.beyond else {})
        begun = tuple(each for each in laid if each[0].id in LEAD)
        return (*self.row_line(begun, row), (f" {self._stays(row)}", "dim"))

    def _stays(self, row: OverRow) -> str:
        over = formats.too_much(row.too_much)
        if row.stays is Stays.REFUSED:
            return f"refused; still too much: {over}" if over else "refused"
        return f"too much ({row.stays}): {over or 'no working time'}"

    # The pane below

    def _size_pane(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        alone = width < WIDE and self.is_peeking and has_rows
        self.list.display = not alone
        pane.display = alone or (self.has_peek and has_rows and width >= WIDE and height >= 20)
        pane.styles.height = height - 4 if alone else PANE if height < 36 else TALL_PANE

    def draw_pane(self) -> None:
        """Show what is behind the line under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if pane.display and row is not None and self.found is not None:
            pane.show(levelling_pane.lines(row, self.found, self.size.width, self.glyphs))

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_pane()

    # Taking and refusing

    def action_level_take(self) -> None:
        """Move the task, or all that are marked, in one step."""
        refs = [row.ref for row in self.list.targets if isinstance(row, MoveRow)]
        if self._is_searching():
            return
        if not refs:
            self._say_why()
        else:
            self._in_order(self._take(refs))

    async def _take(self, refs: Sequence[str]) -> None:
        from ppm_tui.store.commands.levelling import take

        assert self.found is not None
        as_of = self.workspace.as_of
        self.list.clear_marks()
        try:
            await self.saved(take, proposal=self.found, as_of=as_of, tasks=refs)
        except Conflict:
            await self.read_now()  # what was moved meanwhile is reckoned with
            raise

    def action_level_refuse(self) -> None:
        """Keep the task, or all that are marked, where they are; again: let them move."""
        rows = self.list.targets
        new = {row.ref for row in rows if isinstance(row, MoveRow)}
        old = {row.ref for row in rows} & self.refused
        if self._is_searching():
            return
        if not new and not old:
            self._say_why()
            return
        self.refused = self.refused | new if new else self.refused - old
        self.list.clear_marks()
        what = f"{len(new or old)} tasks" if len(new or old) > 1 else next(iter(new or old))
        self.say(f"{what} refused: x lets it move again" if new else f"{what} may move again")
        self._in_order(self.read_now())

    def _is_searching(self) -> bool:
        if self.budget is not None:
            self.say("still searching; Esc takes the best so far")
        return self.budget is not None

    def _say_why(self) -> None:
        row = self.list.current
        if isinstance(row, OverRow):
            self.say(f"{row.ref} stays: {row.stays}")
        else:
            self.say("there is no line here")

    def take_keys(self, keys: Sequence[Key]) -> None:
        """Keys wait while lines are reckoned again, but not those that end it."""
        bound = keymap.bound(self.kind, self.ppm.actions)
        is_left = any(bound.get(key) in ("app.out", "app.cancel") for key, _ in keys)
        if is_left and self.is_answering and self.budget is not None:
            self.typed_ahead.clear()
            self.budget.stop()
        else:
            super().take_keys(keys)

    def _in_order(self, work: Awaitable[object]) -> None:
        """Keys that are typed meanwhile are for the lines as they are then.

        The cursor stays at its place: what is dealt with goes to the end, and the next comes up.
        """
        self.is_answering = True
        self.in_background(self._answered(work))

    async def _answered(self, work: Awaitable[object]) -> None:
        place = self.list.cursor
        try:
            await work
            self.list.move_to(place)
        finally:
            self.is_answering = False
            self.catch_up()

    # What is searched

    def action_level_float(self) -> None:
        """Move nothing beyond its float, or whatever helps."""
        self.is_within_float = not self.is_within_float
        self.search()
        self.say("within float: no project ends later" if self.is_within_float else "beyond float")

    def action_level_seconds(self) -> None:
        """Choose how long to look."""
        self.choose("s", "look for", keymap.CHOOSERS["seconds of levelling"], self._look_for)

    def _look_for(self, seconds: str) -> None:
        self.seconds = float(seconds)
        self.search()

    def action_list_reload(self) -> None:
        """Search again."""
        self.search()
        self.say("searching again")

    def action_level_task(self) -> None:
        """Show the task in its plan."""
        row = self.list.current
        if row is None:
            self.say("there is no line here")
        else:
            self.ppm.cursors["project", row.project] = row.ref
            self.go("project", row.project)
