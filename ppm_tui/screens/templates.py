"""The templates there are: what is in each, and a new project from one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, dates, formats, tokens
from ppm_tui.errors import Invalid
from ppm_tui.exchange import template_files
from ppm_tui.formats import safe
from ppm_tui.keymap import Choice
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.templates import TemplateRow, outline
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.terms import Done

WIDEST = 140
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""
FRAME = 4
SAYS = "name client:acme @ana"


class TemplatesScreen(ListScreen):
    """Choose a template, name the project, say when it begins: its finish is told before Enter."""

    kind = "templates"
    fields = columns.TEMPLATES

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TemplateRow] = []
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.name, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[TemplateRow]:
        return self.rows

    async def load(self) -> None:
        self.rows = await self.workspace.read(template_files.every)
        self.is_read = True

    def link(self, row: Any) -> str:
        return f"ppm template show {quote(row.name)}"

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        shown = sum(1 for row in self.rows if self.keep(row))
        path = line(f" ppm {self.glyphs.crumb} Templates   {shown} of {len(self.rows)}", "bold")
        row = self.list.current if self.is_mounted else None
        about = safe(row.description) if row is not None else ""
        told = formats.fit(f" {about}", width - 1, cut=self.glyphs.cut)
        return both_ends(path, line(f" {self.day_words} "), width), line(told)

    def draw(self) -> None:
        width = self.size.width
        rows = [row for row in self.rows if self.keep(row)]
        lead = columns.lead(width)
        laid = columns.fitted(
            columns.TEMPLATES, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE
        )
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * lead + text, "heading")]
        if self.is_read and not rows:
            headings += [(), self.none_fits(len(self.rows))]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self._draw_plan(len(rows))

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.redraw()

    def _draw_plan(self, count: int) -> None:
        """The plan of the template under the cursor, below the list where there is room."""
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        row = self.list.current
        pane.display = row is not None and height >= 20
        if row is None or not pane.display:
            return
        pane.styles.height = max(height // 2, height - FRAME - count - 1)
        lines = outline(row.template)
        laid = columns.fitted(columns.OUTLINE, min(width, BROAD) - 2, lines)
        drawn = [
            line(" " + " ".join(columns.cell(column, each, n, self.glyphs) for column, n in laid))
            for each in lines
        ]
        risks = [
            line(f" P{risk.probability or '-'} {safe(risk.title)}") for risk in row.template.risks
        ]
        more = [line(" Risks", "heading"), *risks] if risks else []
        hint = "J K scroll" if width >= WIDE else ""
        pane.show([rule(safe(row.name), hint, width, self.glyphs), *drawn, *more])

    # A new project

    def action_template_use(self) -> None:
        """Ask for the name of the project, then for its first day."""
        row: TemplateRow | None = self.list.current
        if row is None:
            self.say("there is no template here")
            return

        async def answer(text: str) -> None:
            name, fields = self._read(text)
            self.call_later(self._ask_start, row, name, fields)

        self.ask(
            Question(
                "New project",
                answer,
                name=f"template.{row.name}",
                preview=self._named,
                hint=f"{SAYS}   Enter: then its first day   Esc leaves",
            )
        )

    def _read(self, text: str) -> tuple[str, dict[str, Any]]:
        """The name and what else was said. Raises Invalid."""
        name, fields = tokens.parse(text, "project", as_of=self.workspace.as_of)
        if not name.strip():
            raise Invalid("a project needs a name")
        if "finish" in fields:
            raise Invalid("the finish follows from the plan and the first day: leave due: out")
        return name, fields

    def _named(self, text: str) -> str:
        try:
            name, fields = self._read(text)
        except Invalid as error:
            return str(error) if text.strip() else ""
        return "   ".join([f"project: {name}", *tokens.said(fields, "project")])

    def _ask_start(self, row: TemplateRow, name: str, fields: dict[str, Any]) -> None:
        """Ask for the first day; the finish is told before Enter."""

        def command(text: str) -> Command:
            from ppm_tui.store.commands import templates

            as_of = self.workspace.as_of
            start = dates.parse(text, as_of=as_of)
            return partial(
                templates.use, template=row.template, name=name, start=start, as_of=as_of, **fields
            )

        async def answer(text: str) -> None:
            done = await self.saved(command(text))
            self.go("project", done.refs[0])
            self.front.say(done.text + _open_roles(done), end=".  u undo")

        self.ask(
            Question(
                f"{safe(name)} begins",
                answer,
                initial=self.workspace.as_of.isoformat(),
                preview=self._day,
                effect=self.foreseen(command, lambda done: done.effect + _open_roles(done)),
                hint="mon, +2w, 20 mar, 2026-04-08   Enter makes it   Esc leaves",
            )
        )

    def _day(self, text: str) -> str:
        try:
            return f"start {formats.full_day(dates.parse(text, as_of=self.workspace.as_of))}"
        except Invalid as error:
            return str(error) if text.strip() else ""

    def action_template_delete(self) -> None:
        """Delete a template of one's own; asks first, default no."""
        from ppm_tui.store.commands.templates import delete

        row: TemplateRow | None = self.list.current
        if row is None or not row.is_own:
            self.say("this one comes with ppm and stays" if row else "there is no template here")
            return
        self.choose(
            "X",
            f"Delete «{safe(row.name)}»?  u brings it back.",
            (Choice("y", "yes", "yes"),),
            lambda _: self.save(delete, name=row.name),
        )


def _open_roles(done: Done) -> str:
    """How many roles nobody or several people have; each is a note of what was done."""
    count = len(done.notes)
    return f", {count} role{'s' * (count != 1)} open" if count else ""
