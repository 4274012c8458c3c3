"""Two plans of a project side by side: a baseline and now, or two baselines; what lies between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from ppm_tui import columns, formats, keymap
from ppm_tui.formats import safe
from ppm_tui.keymap import Choice
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store import baseline_names
from ppm_tui.store.queries.baselines import (
    BaselineRow,
    ComparedRow,
    Comparison,
    Side,
    baselines,
    compare,
)
from ppm_tui.terms import Compared, Undefined
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.store.reader import Connection

NOW = baseline_names.NOW
LETTERS = "0123456789abcdefghijklmopqrstuvwxyz"
"""Of the baselines in a chooser, in their order; n is now."""
PANE = 6
LONGEST = 24
WIDEST = 140
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""


class BaselinesScreen(ListScreen):
    """Compare the plan with what was agreed, freeze it, and say which baseline counts."""

    kind = "baselines"
    fields = columns.COMPARED

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.known: list[BaselineRow] = []
        self.found: Comparison | None = None
        self.sides: tuple[str | None, str] = (None, NOW)
        self.is_read = False
        self.is_plan_order = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[ComparedRow]:
        return self.found.rows if self.found is not None else ()

    @property
    def shown(self) -> list[ComparedRow]:
        """The tasks that the filter leaves, those that differ first or in the plan's order."""
        rows = [row for row in self.every_row if self.keep(row)]
        return rows if self.is_plan_order else sorted(rows, key=_is_same)

    async def load(self) -> None:
        self.known, self.found = await self.workspace.read(
            _read, key=self.key, as_of=self.workspace.as_of, sides=self.sides
        )
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm baseline compare {quote(self.key)}"

    @property
    def project_here(self) -> str | None:
        return self.key

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, crumb = self.size.width, self.glyphs.crumb
        path = line(f" ppm {crumb} {self.key} {crumb} Baselines", "bold")
        found = self.found
        if found is None:
            return both_ends(path, line(f" {self.day_words} "), width), ()
        right = f"  {self._named(found.old)} {self.glyphs.becomes} {self._named(found.new)}"
        if width >= WIDE:
            right += f"   {len(self.shown)} of {len(found.rows)}"
        left: Line = (*path, (right, ""))
        day = line(f" {self.day_words} ") if width >= WIDE else ()
        return both_ends(left, day, width), line(self._differences(found))

    def _named(self, side: Side) -> str:
        cells = LONGEST if self.size.width >= BROAD else 12
        name = safe(side.name)
        name = formats.fit(name, min(cells, formats.width(name)), cut=self.glyphs.cut)
        is_told = side.day is not None and self.size.width >= BROAD
        return f"{name} {formats.dated(side.day)}" if is_told else name

    def _differences(self, found: Comparison) -> str:
        """What lies between the two as a whole, as much as there is room for."""
        whole, currency, as_of = found.whole, found.currency, self.workspace.as_of
        sides = (found.old.whole, found.new.whole)
        days = [formats.day(each.finish.date(), as_of) if each.finish else "n/a" for each in sides]
        works = [formats.hours(each.work_minutes) or "n/a" for each in sides]
        costs = [formats.compact(each.cost, currency) for each in sides]
        differing = [each for each in Compared if each is not Compared.SAME and found.counts[each]]
        parts = [
            self._told("work", works, formats.signed_hours(whole.work_minutes)),
            self._told("cost", costs, formats.signed_compact(whole.cost, currency)),
            "  ".join(f"{found.counts[each]} {each.value}" for each in differing),
        ]
        text = f" {self._told('finish', days, formats.signed_days(whole.finish_days))}"
        for part in parts:
            if part and formats.width(f"{text}  {part}") < self.size.width:
                text += f"  {part}"
        return text

    def _told(self, name: str, texts: Sequence[str], more: str) -> str:
        """A figure of both sides, once when they are the same, and what lies between."""
        return f"{name} {f' {self.glyphs.becomes} '.join(dict.fromkeys(texts))} ({more})"

    def draw(self) -> None:
        width, rows = self.size.width, self.shown
        self._draw_known()
        lead = columns.lead(width)
        laid = columns.fitted(
            columns.COMPARED, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE
        )
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not self.known:
            headings = [(), line("   No baseline yet: n freezes the plan as it is now.")]
        elif self.is_read and not rows and self.filter_words():
            headings += [(), self.none_fits(len(self.every_row))]
        self.list.set_rows(rows, headings, partial(self._draw_row, laid))

    def _draw_row(self, laid: columns.Layout[ComparedRow], row: ComparedRow, _: int) -> Line:
        slip = row.difference.finish_days
        is_late = not isinstance(slip, Undefined) and slip > 0
        return self.row_line(laid, row, {"slip": "late"} if is_late else {})

    def _draw_known(self) -> None:
        """The baselines there are, below the tasks where there is room."""
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        pane.display = bool(self.known) and height >= 20
        if not pane.display:
            return
        pane.styles.height = min(len(self.known) + 1, PANE if height < 36 else PANE * 2)
        laid = columns.fitted(columns.BASELINES, min(width, BROAD) - 2, self.known)
        rows = [
            " ".join(columns.cell(column, row, cells, self.glyphs) for column, cells in laid)
            for row in self.known
        ]
        title = f"{len(self.known)} baseline{'s' * (len(self.known) != 1)}"
        top = rule(title, "n freeze  s current", width, self.glyphs)
        pane.show([top, *(line(f" {text}") for text in rows)])

    # Which two

    def action_baseline_sides(self) -> None:
        """Choose the old side, then the new one."""
        if not self.known:
            self.say("there is no baseline yet; n freezes one")
        else:
            self.choose("b", "from", self._choices(with_now=True), self._choose_new)

    def _choose_new(self, old: str) -> None:
        self.choose("b", "to", self._choices(with_now=True), partial(self._compare, old))

    def _compare(self, old: str, new: str) -> None:
        self.sides = (old, new)
        self.reload()

    def _choices(self, *, with_now: bool = False) -> tuple[Choice, ...]:
        made = tuple(
            Choice(letter, self._label(row), row.id, formats.clip(safe(row.name), 8))
            for letter, row in zip(LETTERS, self.known, strict=False)
        )
        return (*made, Choice("n", "now", NOW)) if with_now else made

    def _label(self, row: BaselineRow) -> str:
        return formats.clip(safe(row.name), LONGEST) + (" (current)" if row.is_current else "")

    def action_baseline_order(self) -> None:
        """Choose the order of the tasks."""
        self.choose("o", "order", keymap.CHOOSERS["order of tasks"], self._order)

    def _order(self, value: str) -> None:
        self.is_plan_order = value == "plan"
        self.redraw()
        self.say("in the plan's order" if self.is_plan_order else "differences first")

    def action_row_open(self) -> None:
        """Show the task in the plan."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
        elif row.state is Compared.DELETED:
            self.say(f"{row.ref} is in the trash")
        else:
            self.ppm.cursors["project", self.key] = row.ref
            self.go("project", self.key)

    # Changing them

    def action_baseline_freeze(self) -> None:
        """Freeze the plan as it is, under a name."""
        number = max((row.number for row in self.known), default=-1) + 1
        usual = baseline_names.usual(number, [row.name for row in self.known])

        async def answer(text: str) -> None:
            if any(baseline_names.is_same(row.name, text) for row in self.known):
                self.call_later(self._ask_replace, text.strip())
            else:
                await self._freeze(text.strip() or None)

        self.ask(
            Question(
                "Freeze as",
                answer,
                name=f"{self.key}.baseline",
                hint=f"a name; Enter alone is «{usual}»   Esc leaves",
            )
        )

    def _ask_replace(self, name: str) -> None:
        """Ask before a baseline of the same name gives way."""
        freeze = partial(self._freeze, name, is_replacing=True)
        self._ask_first(
            f"Replace «{safe(name)}», frozen already?", lambda _: self.in_background(freeze())
        )

    async def _freeze(self, name: str | None, *, is_replacing: bool = False) -> None:
        from ppm_tui.store.commands.baselines import set_baseline

        await self.saved(
            set_baseline,
            project=self.key,
            as_of=self.workspace.as_of,
            name=name,
            is_replacing=is_replacing,
        )

    def action_baseline_use(self) -> None:
        """Choose the baseline that slip and value are measured against."""
        from ppm_tui.store.commands.baselines import use

        self._choose_one("s", "current", lambda row: self.save(use, project=self.key, name=row.id))

    def action_baseline_rename(self) -> None:
        """Choose a baseline and type another name."""
        self._choose_one("e", "rename", self._ask_name)

    def _ask_name(self, row: BaselineRow) -> None:
        from ppm_tui.store.commands.baselines import rename

        async def answer(text: str) -> None:
            await self.saved(rename, project=self.key, name=row.id, to=text, seen=row.version)

        self.ask(Question("Name", answer, name=f"{row.id}.name", initial=row.name))

    def action_baseline_delete(self) -> None:
        """Choose a baseline to delete; asks first, default no."""
        self._choose_one("X", "delete", self._ask_delete)

    def _ask_delete(self, row: BaselineRow) -> None:
        from ppm_tui.store.commands.baselines import delete

        self._ask_first(
            f"Delete «{self._label(row)}»?  u brings it back.",
            lambda _: self.save(delete, project=self.key, name=row.id),
        )

    def _ask_first(self, title: str, chosen: Callable[[str], None]) -> None:
        self.choose("X", title, (Choice("y", "yes", "yes"),), chosen)

    def _choose_one(self, key: str, title: str, chosen: Callable[[BaselineRow], None]) -> None:
        if not self.known:
            self.say("there is no baseline yet; n freezes one")
            return
        by_id = {row.id: row for row in self.known}
        self.choose(key, title, self._choices(), lambda value: chosen(by_id[value]))


def _read(
    connection: Connection, *, key: str, as_of: date, sides: tuple[str | None, str]
) -> tuple[list[BaselineRow], Comparison | None]:
    """The baselines, and the two sides; what is gone by now gives way to the current one."""
    known = baselines(connection, key=key)
    if not known:
        return known, None
    ids = {row.id for row in known}
    current = next((row.id for row in known if row.is_current), known[-1].id)
    old = sides[0] if sides[0] in (*ids, NOW) else current
    new = sides[1] if sides[1] in ids else NOW
    return known, compare(connection, key=key, as_of=as_of, old=old, new=new)


def _is_same(row: ComparedRow) -> bool:
    return row.state is Compared.SAME
