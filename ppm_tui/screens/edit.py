"""All fields of a project, task, risk, issue, change or person: each change is saved at once."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from ppm_tui import explanations, formats
from ppm_tui.errors import Conflict, Invalid
from ppm_tui.formats import safe
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_changes import effect
from ppm_tui.screens.base_forms import FORMS, command, kind_of
from ppm_tui.screens.base_kinds import Field
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.details import Detail, ProjectDetail, detail
from ppm_tui.store.queries.reserve import ReserveRow, reserves
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.peek import rule
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.store.commands.steps import Command

LABEL, NARROW_LABEL = 22, 20
PANE = 5
OF_RESERVE = {"contingency_cost", "contingency_minutes", "management_reserve"}
"""Fields below which stands how much is needed, drawn and left."""


class EditScreen(ListScreen):
    """See every field of one thing and change those that are wrong."""

    kind = "edit"

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.row: Detail | None = None
        self.reserve: list[ReserveRow] = []

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda field: field.name, id="list")
        yield Pane(id="peek")

    async def load(self) -> None:
        self.row = await self.workspace.read(detail, ref=self.ref)
        if isinstance(self.row, ProjectDetail):
            self.reserve = await self.workspace.read(reserves, as_of=self.as_of, key=self.ref)

    @property
    def fields_shown(self) -> tuple[Field, ...]:
        """The fields of what is edited."""
        return FORMS[kind_of(self.ref)]

    @property
    def field(self) -> Field | None:
        """The field under the cursor."""
        return self.list.current

    # Drawing

    def head(self) -> tuple[Line, Line]:
        crumb, row = self.glyphs.crumb, self.row
        path = f" ppm {crumb} "
        if row is not None and row.project != self.ref:
            path += f"{row.project} {crumb} "
        name = safe(row.name) if row is not None else ""
        title = line(f"{path}{self.ref} {name}", "bold")
        text = f" {kind_of(self.ref)}: each change is saved at once"
        return both_ends(title, line(f" {self.day_words} "), self.size.width), line(text)

    def draw(self) -> None:
        fields = self.fields_shown if self.row is not None else ()
        pane = self.query_one("#peek", Pane)
        pane.display = self.size.height >= 20
        pane.styles.height = PANE
        self.list.set_rows(fields, (), self._draw_row)
        self.draw_peek()

    def _draw_row(self, field: Field, width: int) -> Line:
        label = LABEL if width >= WIDE - 2 else NARROW_LABEL
        value = field.shown(self.row) if self.row is not None else ""
        style = "" if value else "dim"
        text = formats.fit(value or "-", width - label - 3, cut=self.glyphs.cut)
        return ((f" {formats.fit(field.label, label)} ", "key"), (text, style))

    @on(RowList.Moved)
    def draw_peek(self) -> None:
        """Show the whole of the value under the cursor, and how to type another."""
        pane, field, row = self.query_one("#peek", Pane), self.field, self.row
        if not pane.display or field is None or row is None:
            return
        width = self.size.width
        value = safe(field.shown(row)) or "nothing yet"
        hint = f"{field.kind.help}" if width >= WIDE else ""
        wrapped = wrap(value, width - 2) or [""]
        if field.name in OF_RESERVE:
            wrapped = [text for row in self.reserve for text in explanations.reserve(row)][1:]
        pane.show([rule(field.label, hint, width, self.glyphs), *(line(f" {t}") for t in wrapped)])

    def corner(self) -> str:
        return ""

    # Keys

    def action_field_change(self) -> None:
        """Type another value for the field under the cursor."""
        field, row = self.field, self.row
        if field is None or row is None:
            self.say("there is nothing to edit here")
            return

        async def answer(text: str) -> None:
            await self._set(field, text)

        self.ask(
            Question(
                field.label,
                answer,
                name=f"{self.ref}.{field.name}",
                initial=field.typed(row),
                preview=lambda text: self._preview(field, text),
                effect=self.foreseen(lambda text: self._command(field, text), effect),
                complete=lambda text: _completed(field, text),
                hint=field.kind.help,
                has_lines=field.kind.has_lines,
            )
        )

    async def _set(self, field: Field, text: str) -> None:
        try:
            await self.saved(self._command(field, text))
        except Conflict:
            await self.read_now()
            raise

    def _command(self, field: Field, text: str) -> Command:
        assert self.row is not None
        return command(self.row, field, field.read(text, self.row, self.as_of), self.as_of)

    def _preview(self, field: Field, text: str) -> str:
        try:
            value = field.read(text, self.row, self.as_of)
        except Invalid as error:
            return str(error)
        known = field.kind.shown(value, self.row) if value not in (None, "") else "nothing"
        return f"{field.label}: {known}"

    def action_list_reload(self) -> None:
        self.reload()
        self.say("read again")

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self.workspace.as_of


def _completed(field: Field, text: str) -> list[str]:
    words = [word.replace("_", " ") for word in field.kind.words]
    return [word for word in words if word.casefold().startswith(text.casefold())]
