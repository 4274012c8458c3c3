"""The daily update: one card after the other, each saved by one Enter, none ever lost."""

from __future__ import annotations

from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult

from ppm_tui import dates, formats, keymap
from ppm_tui.analysis.health import is_better
from ppm_tui.errors import Conflict, Invalid, NeedsReason, PpmError
from ppm_tui.screens.base import BROAD, REDONE, UNDONE, WIDE, PpmScreen
from ppm_tui.store.queries.daily import Card, Said, card, cards, due
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Outcome, Rag
from ppm_tui.widgets.daily_card import Pending
from ppm_tui.widgets.daily_view import DailyView
from ppm_tui.widgets.lines import Line, Lines, both_ends, line
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.screens.base_fields import Effect
    from ppm_tui.store.commands.overruns import Decision
    from ppm_tui.store.commands.steps import Command


class DailyUpdateScreen(PpmScreen):
    """Say how each project that is due stands, without leaving the keys."""

    kind = "daily_update"

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, PortfolioRow] = {}
        self.queue: tuple[str, ...] = ()
        self.said_by: dict[str, Said] = {}
        self.place = 0
        self.card: Card | None = None
        self.typing: tuple[str, str] = ("", "")
        self.to_explain: set[str] = set()
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield Lines(id="card")

    # Reading

    async def load(self) -> None:
        as_of = self.workspace.as_of
        rows, said = await self.workspace.read(cards, as_of=as_of)
        self.rows = {row.key: row for row in rows}
        self.said_by = {item.key: item for item in said}
        if not self.is_read:
            self.queue = tuple(row.key for row in due(rows))
            self.place = self._next_open(0)
            self.is_read = True
        await self._load_card()

    async def _load_card(self) -> None:
        key = self.key
        if key is None:
            return
        self.card = await self.workspace.read(card, key=key, as_of=self.workspace.as_of)

    @property
    def key(self) -> str | None:
        """The project on the card; None at the end."""
        return self.queue[self.place] if self.place < len(self.queue) else None

    @property
    def project_here(self) -> str | None:
        return self.key or super().project_here

    @property
    def waiting(self) -> dict[str, Pending]:
        """What was changed on cards and not saved, by project; it outlives this screen."""
        return self.ppm.waiting_cards

    @property
    def pending(self) -> Pending:
        """What was changed on the card in front."""
        return self.waiting.setdefault(self.key or "", Pending())

    @property
    def row(self) -> PortfolioRow | None:
        """The row of the project on the card."""
        return self.rows.get(self.key or "")

    def _next_open(self, start: int) -> int:
        """Place of the next card without an update, from `start` on and round; the end if none."""
        count = len(self.queue)
        for step in range(count):
            place = (start + step) % count
            if self.queue[place] not in self.said_by:
                return place
        return count

    # Keys of a card

    def action_card_same(self) -> None:
        """No change: saved as checked today; at the end it closes."""
        if self.key is None:
            self.ppm.step_back()
        else:
            self._save()

    def action_card_green(self) -> None:
        row = self.row
        if row and (row.key in self.to_explain or is_better(Rag.GREEN, row.rag_computed)):
            self._reason(Rag.GREEN)
        else:
            self._save(rag=Rag.GREEN)

    def action_card_amber(self) -> None:
        self._reason(Rag.AMBER)

    def action_card_red(self) -> None:
        self._reason(Rag.RED)

    def action_row_note(self) -> None:
        self._field("Note", "note", lambda text: {"note": _needed(text, "a note")})

    def _reason(self, rag: Rag) -> None:
        self._field("Reason", rag.value, lambda text: {"rag": rag, "reason": text})

    def _field(self, label: str, name: str, values: Any) -> None:
        key, row = self.key, self.row
        if key is None or row is None:
            return
        seen = row.version

        async def answer(text: str, over: Decision | None = None) -> None:
            nonlocal seen
            try:
                await self._hand_in(seen, over, **values(text))
            except Conflict:
                await self.read_now()
                seen = self.rows[key].version
                raise

        def typing(text: str) -> None:
            self.typing = (name, text)
            self.redraw()

        def leave() -> None:
            self.typing = ("", "")
            self.redraw()

        typing("")
        draft = f"{key}.{name}"
        more: dict[str, Any] = {"typing": typing, "leave": leave, "again": answer}
        self.ask(Question(label, answer, draft, history=name, has_lines=True, **more))

    def action_row_percent(self) -> None:
        self._value("Done, per cent", "percent", self._percent)

    def action_row_date(self) -> None:
        self._value("Finish", "finish", lambda t: dates.parse(t, as_of=self.workspace.as_of))

    def action_row_time(self) -> None:
        from ppm_tui.store.commands.time import log_time

        key, day = self.key or "", self.workspace.as_of

        def make(text: str) -> Command:
            return partial(log_time, project=key, minutes=dates.effort(text)[0], day=day)

        effect = self.foreseen(make, lambda done: done.text)
        self._value("Time", "minutes", lambda text: dates.effort(text)[0], effect)

    def _percent(self, text: str) -> int:
        digits = text.strip().removesuffix("%")
        if not digits.isdecimal() or int(digits) > 100:
            raise Invalid(f"a number from 0 to 100 is needed, not «{text}»")
        return int(digits)

    def _value(self, label: str, name: str, value: Any, effect: Effect | None = None) -> None:
        """Ask for a value that stays on the card until the card is saved."""
        if self.key is None:
            return
        pending = self.pending

        async def answer(text: str) -> None:
            setattr(pending, name, value(text))
            self.redraw()

        self.ask(Question(label, answer, f"{self.key}.{name}", history=name, effect=effect))

    def _save(self, **values: Any) -> None:
        row = self.row
        if row is None:
            return
        if self.pending.minutes:
            self.decide(lambda over: self._hand_in(row.version, over, **values))
        else:
            self.in_background(self._hand_in(row.version, **values))

    def _hand_in(self, seen: int, over: Decision | None = None, **values: Any) -> Awaitable[None]:
        """Show the next open card, at once, so that keys typed ahead are for that; then save."""
        row, place = self.row, self.place
        assert row is not None
        pending = self.waiting.pop(row.key, Pending())
        rag = values.get("rag", row.rag)
        self.said_by[row.key] = Said(row.key, _outcome(values), rag, row.rag)
        self.place = self._next_open(place + 1)
        self.typing = ("", "")
        if over is not None:
            values["over"] = over
        return self._saved(row.key, place, pending, seen=seen, **values)

    async def _saved(
        self, key: str, place: int, pending: Pending, *, seen: int, **values: Any
    ) -> None:
        """Save the card whole, as one step; it comes back when it is refused. Raises PpmError."""
        from ppm_tui.store.commands import status

        try:
            await self.saved(
                status.update,
                key=key,
                as_of=self.workspace.as_of,
                seen=seen,
                percent=pending.percent,
                finish=pending.finish,
                minutes=pending.minutes,
                **values,
            )
        except PpmError as error:
            if isinstance(error, NeedsReason):
                self.to_explain.add(key)  # the key asks for one, the next time
            self.said_by.pop(key, None)
            self.place, self.waiting[key] = place, pending
            self.redraw()
            raise

    def turn(self, direction: str) -> None:
        """Take the last card back whole and show it again."""
        from ppm_tui.store import history

        async def work() -> None:
            before = set(self.said_by)
            command = history.undo if direction == "undo" else history.redo
            await self.saved(command)
            again = [key for key in self.queue if key in before - set(self.said_by)]
            if again:
                self.place = self.queue.index(again[-1])
            elif direction == "redo":
                self.place = self._next_open(self.place)
            await self._load_card()
            self.redraw()

        self.in_background(work())

    def action_cursor_down(self) -> None:
        self._turn_card(1)

    def action_cursor_up(self) -> None:
        self._turn_card(-1)

    def action_cursor_first(self) -> None:
        self._turn_card(-len(self.queue))

    def action_cursor_last(self) -> None:
        self._turn_card(len(self.queue))

    def _turn_card(self, by: int) -> None:
        self.place = max(0, min(self.place + by, len(self.queue) - 1))

        async def work() -> None:
            await self._load_card()
            self.redraw()

        self.redraw()
        self.aside(work, "card")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.say("pasted text was dropped: c or a status opens a field")

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width = self.size.width
        done = sum(key in self.said_by for key in self.queue)
        place = f"{min(self.place + 1, len(self.queue))} of {len(self.queue)}"
        name = "Daily update" if width >= WIDE else "Daily"
        left = f" ppm {self.glyphs.crumb} {name}   {place}   {done} done"
        if width >= WIDE:
            left += "   Esc leaves, all saved"
        return both_ends(line(left, "bold"), line(f" {self.day_words} "), width), ()

    def corner(self) -> str:
        done = sum(key in self.said_by for key in self.queue)
        return f"{done} of {len(self.queue)}" if self.is_read else ""

    def hint_actions(self) -> list[tuple[str, str]]:
        """The keys of a card, as one says them."""
        hints = [
            (
                "Enter",
                ("same/next" if self.size.width >= BROAD else "next") if self.key else "closes",
            ),
            ("g a r", "status"),
            ("c", "note"),
            ("P", "done"),
            ("d", "date"),
            ("t", "log"),
            ("j/k", "card"),
            ("u", "undo"),
        ]
        return hints if self.key else hints[:1] + hints[-1:]

    def _keys(self) -> dict[str, str]:
        """The first key of each action, as bound now."""
        return {
            action.id: keymap.shown(action.keys[0])
            for action in keymap.of_screen(self.kind, self.ppm.actions)
            if action.keys
        }

    def told(self, text: str) -> tuple[str, str]:
        """What was saved of which card, and that u opens it again."""
        if text.startswith((UNDONE, REDONE)) or self.front is not self:
            return super().told(text)
        if self.size.width < WIDE:
            return text, ".  u undo"
        text, end = text.replace(": ", " saved: ", 1), ".  u reopens the last card"
        room = self.size.width - len(f"{self.corner()}  {self.state}") - 3
        return text, end if formats.width(formats.safe(text)) + len(end) <= room else ".  u undo"

    def draw(self) -> None:
        widget, (width, height) = self.query_one("#card", Lines), self.size
        room = max(1, height - 4)
        widget.styles.height = room
        if not self.is_read:
            return
        view = DailyView(
            rows=self.rows,
            queue=self.queue,
            said_by=self.said_by,
            place=self.place,
            card=self.card,
            pending=self.pending,
            typing=self.typing,
            keys=self._keys(),
            glyphs=self.glyphs,
        )
        widget.show(view.lines(width, room)[:room])


def _outcome(values: dict[str, Any]) -> Outcome:
    if values.get("rag"):
        return Outcome.STATUS
    return Outcome.NOTE if values.get("note") else Outcome.SAME


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise Invalid(f"{what} needs some text")
    return text
