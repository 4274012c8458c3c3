"""The register of change requests: what is asked of whom, what it does, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, keymap, tokens
from ppm_tui.errors import PpmError
from ppm_tui.exchange import change_plan, mail_text
from ppm_tui.formats import safe
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_changes import Changes, Make, in_words
from ppm_tui.screens.base_tabs import WIDEST, ProjectTab
from ppm_tui.store.queries.changes import ChangeRow, authorisers, changes, waiting_first
from ppm_tui.terms import ENDED_CHANGES, ChangeStatus
from ppm_tui.widgets import request_pane
from ppm_tui.widgets.lines import Line, Pane, both_ends, line
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

PANE, TALL_PANE, HIGH = 8, 16, 36
ASKS = {
    ChangeStatus.APPROVED: "Approved where",
    ChangeStatus.REJECTED: "Rejected why",
    ChangeStatus.DEFERRED: "Deferred why",
}
HOW = "mail, minutes or words   by:okafor on:fri"


class ChangesScreen(Changes):
    """See what waits for whom, what a change would do to the plan, and record what was decided."""

    kind = "changes"
    letters = "filter of changes"
    usual = "waiting"
    fields = columns.CHANGES

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ChangeRow] = []
        self.is_read = False
        self.known: list[str] = []
        self.effect: tuple[str, ...] = ()
        self.effect_of: tuple[str, int, int] | None = None

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    @property
    def every_row(self) -> Sequence[ChangeRow]:
        return self.rows

    async def read_rows(self) -> list[ChangeRow]:
        """The requests of all projects."""
        return await self.workspace.read(changes, as_of=self.workspace.as_of)

    async def load(self) -> None:
        self.rows = await self.read_rows()
        if not self.is_read:
            self.resort()
        else:
            places = {ref: n for n, ref in enumerate(self.list.keys)}
            self.rows.sort(key=lambda row: places.get(row.ref, len(places)))
        self.is_read = True

    def resort(self) -> None:
        self.rows = [*self.in_order(self.rows, waiting_first)]

    def link(self, row: Any) -> str:
        return f"ppm change show {row.ref}"

    @property
    def project_here(self) -> str | None:
        row = self.list.current
        return row.project if row is not None else super().project_here

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        shown = [row for row in self.rows if self.keep(row)]
        left = f" ppm {self.glyphs.crumb} Changes   "
        if width >= WIDE:
            left += f"view: {self.view_name or 'All'}   sort: {self.sort_words}   "
        left += f"{len(shown)} of {len(self.rows)}"
        day = line(f" {self.day_words} ")
        waiting = [row for row in shown if row.is_waiting]
        longest = max((row.age or 0 for row in waiting), default=0)
        text = f" {len(waiting)} waiting" + (f", the longest {longest}d" if waiting else "")
        if width < WIDE:
            return both_ends(line(left, "bold"), day, width), line(text)
        counts = (
            (len([row for row in shown if row.status is status]), status.value)
            for status in (ChangeStatus.DRAFT, ChangeStatus.DEFERRED, ChangeStatus.APPROVED)
        )
        parts = [text, *(f"{count} {what}" for count, what in counts if count)]
        edge = f" {self.glyphs.edge} "
        return both_ends(line(left, "bold"), day, width), line(edge.join(parts))

    @property
    def listed(self) -> Sequence[columns.Column[ChangeRow]]:
        """The columns of the list."""
        return columns.CHANGES

    def draw(self) -> None:
        width = self.size.width
        rows = [row for row in self.rows if self.keep(row)]
        self._size_pane(bool(rows))
        cells = min(width - columns.lead(width) - 1, WIDEST)
        laid = columns.fitted(self.listed, cells, rows, is_narrow=width < WIDE)
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [line(" " * columns.lead(width) + text, "heading")]
        if self.is_read and not rows:
            none = line("   No change was asked for yet: C on a project, or n here, raises one.")
            headings += [(), self.none_fits(len(self.rows)) if self.filter_words() else none]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))
        self.draw_pane()

    def _size_pane(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        alone = width < WIDE and self.is_peeking and has_rows
        self.list.display = not alone
        pane.display = alone or (self.has_peek and has_rows and width >= WIDE and height >= 20)
        pane.styles.height = height - 4 if alone else PANE if height < HIGH else TALL_PANE

    def draw_pane(self) -> None:
        """Show what is behind the request under the cursor; its effect comes when it rests."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        effect = self.effect if self.effect_of == self._state(row) else ()
        hint = "Enter edit  J K scroll" if self.size.width >= WIDE else ""
        pane.show(request_pane.lines(row, effect, hint, self.size.width, self.glyphs))
        if self.effect_of != self._state(row):
            self.look_soon()

    def _state(self, row: ChangeRow) -> tuple[str, int, int]:
        return row.ref, row.version, self.seen_revision

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_pane()

    def look(self) -> None:
        row = self.list.current
        if row is not None and self.effect_of != self._state(row):
            self.aside(partial(self._read_effect, row), "peek")

    async def _read_effect(self, row: ChangeRow) -> None:
        """Reckon what the plan lines would do; nothing is written."""
        from ppm_tui.store.commands import approving

        state = self._state(row)
        effect: tuple[str, ...] = ()
        if row.plan and row.status in request_pane.OPEN and not self.workspace.readonly:
            command = partial(approving.foresee, ref=row.ref, read=change_plan.read)
            try:
                done = await self.workspace.foresee(command, as_of=self.workspace.as_of)
                effect = (done.text, *done.notes)
            except PpmError as error:
                effect = (f"refused: {error}",)
        self.effect_of, self.effect = state, effect
        self.draw_pane()

    # What is said of a request

    def action_row_open(self) -> None:
        """All fields of the request."""
        self.action_row_edit()

    def action_row_add(self) -> None:
        """A request for the project under the cursor."""
        self.add("change")

    def _come_to(self, done: Any) -> None:
        super()._come_to(done)
        self.list.move_to_key(done.refs[0])

    def action_change_status(self) -> None:
        """Choose what became of it; what is decided asks where it was said, or why."""
        rows = self.list.targets
        closed = next((row for row in rows if row.status in ENDED_CHANGES), None)
        if closed is not None:
            said = f"{closed.ref} is {closed.status.value}: u takes it back, C raises another one"
            self.say(said)
        elif rows:
            choices = keymap.CHOOSERS["status of a change"]
            self.choose("s", "status", choices, self._status)
        else:
            self.say("there is no change request here")

    def _status(self, value: str) -> None:
        status = ChangeStatus(value)
        if status is ChangeStatus.SUBMITTED:
            self.change_now("submitted", self._decide(status, ""))
            return
        self.ask_change(
            ASKS[status],
            value,
            partial(self._decide, status),
            foretold=in_words if status is ChangeStatus.APPROVED else None,
            hint=HOW,
            has_lines=True,
        )

    def _decide(self, status: ChangeStatus, text: str) -> Make:
        from ppm_tui.store.commands import approving, changes

        as_of = self.workspace.as_of
        words, said = tokens.parse(text, "verdict", as_of=as_of)
        by, day = str(said.get("authoriser", "")), as_of
        if isinstance(decided := said.get("decided"), date):
            day = decided
        decide: Any = partial(changes.set_status, status=status, as_of=day)
        if status is ChangeStatus.APPROVED:
            decide = partial(approving.approve, read=change_plan.read, as_of=as_of, decided=day)
        return lambda row: partial(decide, ref=row.ref, evidence=words, by=by, seen=row.version)

    def action_change_authoriser(self) -> None:
        """Name who decides; those that were named before for this client are completed."""
        from ppm_tui.store.commands import changes

        row = self.list.current
        if row is not None:
            read = partial(self._read_authorisers, row.project)
            self.aside(read, "people")
        self.ask_change(
            "Who decides",
            "authoriser",
            lambda text: (
                lambda row: partial(
                    changes.edit, ref=row.ref, authoriser=text.strip(), seen=row.version
                )
            ),
            complete=self._authorisers_like,
        )

    async def _read_authorisers(self, key: str) -> None:
        try:
            self.known = await self.workspace.read(authorisers, key=key)
        except PpmError as error:
            self.hint(str(error), "error")

    def _authorisers_like(self, text: str) -> Sequence[str]:
        return [each for each in self.known if each.casefold().startswith(text.casefold())]

    def action_row_delete(self) -> None:
        """Trash the requests meant; asks first, default no."""
        from ppm_tui.store.commands import changes

        count = len(self.list.targets)
        if not count:
            self.say("there is no change request here")
            return
        as_of = self.workspace.as_of
        self.choose(
            "X",
            f"Delete {count} request{'s' * (count != 1)}?  To the trash; u brings back.",
            (keymap.Choice("y", "yes", "yes"),),
            lambda _: self.change_now(
                "trash", lambda row: partial(changes.trash, ref=row.ref, as_of=as_of)
            ),
        )

    # Approval by text

    def action_change_text(self) -> None:
        """Copy the text that is sent to who decides."""
        row = self.list.current
        if row is None:
            self.say("there is no change request here")
        else:
            self.in_background(self._copy_text(row))

    async def _copy_text(self, row: ChangeRow) -> None:
        from ppm_tui.store.commands import replies

        command = partial(replies.ask, ref=row.ref, read=change_plan.read)
        done = await self.workspace.foresee(command, as_of=self.workspace.as_of)
        await self.to_clipboard(f"the text of {row.ref}", done.text)

    def action_change_reply(self) -> None:
        """Paste the answer to such a text, whichever request it is of."""
        from ppm_tui.store.commands import replies

        async def answer(text: str) -> None:
            readings, sent = tuple(mail_text.readings(text)), mail_text.sent_on(text)
            command = partial(replies.answer, readings=readings, sent=sent)
            command = partial(command, read=change_plan.read, as_of=self.workspace.as_of)
            done = await self.saved(command)
            self.list.move_to_key(done.refs[0])

        self.ask(
            Question(
                "Answer",
                answer,
                preview=lambda _: _recognised(self.prompt.text),  # with its line ends
                hint="paste the mail   Enter takes it   Ctrl+X editor   Esc leaves",
                has_lines=True,
            )
        )


class ProjectChangesScreen(ProjectTab, ChangesScreen):
    """The requests of one project: what waits for whom, what it would do, what was decided."""

    kind = "project_changes"

    @property
    def list_name(self) -> str:
        return "changes"

    @property
    def listed(self) -> Sequence[columns.Column[ChangeRow]]:
        return [each for each in columns.CHANGES if each.id != "project"]

    async def read_rows(self) -> list[ChangeRow]:
        await self.read_head()
        return await self.workspace.read(changes, as_of=self.workspace.as_of, key=self.key)


def _recognised(text: str) -> str:
    """Which request the text that was pasted is of."""
    from ppm_tui.store import approval_text

    refs = (approval_text.ref_of(each) for each in mail_text.readings(text))
    ref = next(filter(None, refs), None)
    return f"the answer to {safe(ref)}   Enter takes it   Esc leaves" if ref else ""
