"""The daily update: one card after the other, each saved by one Enter, none ever lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult

from ppm_tui import dates, formats
from ppm_tui.errors import Conflict, Invalid, PpmError
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE, PpmScreen
from ppm_tui.store.queries.daily import Card, Said, card, said_today
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.terms import Cadence, Minutes, Outcome, Rag, Stage, Undefined
from ppm_tui.widgets.lines import Line, Lines, both_ends, crop, line
from ppm_tui.widgets.peek import beside, rule
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.store.reader import Connection

LEFT, LEFT_BROAD, MIDDLE = 27, 34, 89


@dataclass(slots=True)
class Pending:
    """What was changed on the card and is saved with it."""

    percent: int | None = None
    finish: date | None = None
    minutes: Minutes | None = None


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
        self.waiting: dict[str, Pending] = {}
        self.typing: tuple[str, str] = ("", "")
        self.is_read = False

    def compose_body(self) -> ComposeResult:
        yield Lines(id="card")

    # Reading

    async def load(self) -> None:
        as_of = self.workspace.as_of
        rows, said = await self.workspace.read(_cards, as_of=as_of)
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

        async def answer(text: str) -> None:
            nonlocal seen
            try:
                await self._saved(seen, **values(text))
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
        self.ask(Question(label, answer, name=f"{key}.{name}", typing=typing, leave=leave))

    def action_row_percent(self) -> None:
        self._value("Done, per cent", "percent", self._percent)

    def action_row_date(self) -> None:
        self._value("Finish", "finish", lambda t: dates.parse(t, as_of=self.workspace.as_of))

    def action_row_time(self) -> None:
        self._value("Time", "minutes", lambda text: dates.effort(text)[0])

    def _percent(self, text: str) -> int:
        digits = text.strip().removesuffix("%")
        if not digits.isdecimal() or int(digits) > 100:
            raise Invalid(f"a number from 0 to 100 is needed, not «{text}»")
        return int(digits)

    def _value(self, label: str, name: str, value: Any) -> None:
        """Ask for a value that stays on the card until the card is saved."""
        if self.key is None:
            return

        async def answer(text: str) -> None:
            setattr(self.pending, name, value(text))
            self.redraw()

        self.ask(Question(label, answer, name=name))

    def _save(self, **values: Any) -> None:
        async def work() -> None:
            if self.row is not None:
                await self.guard(self._saved(self.row.version, **values))

        if self.key is not None:
            self.run_worker(work(), group="save")

    async def _saved(self, seen: int, **values: Any) -> None:
        """Save the card whole, as one step, and show the next open one. Raises PpmError."""
        from ppm_tui.store.commands import status

        key, row = self.key, self.row
        if key is None or row is None:
            return
        # The next card comes before the answer of the disk, so that keys typed ahead count.
        place, pending = self.place, self.waiting.pop(key, Pending())
        self.said_by[key] = Said(key, _outcome(values), values.get("rag", row.rag))
        self.place = self._next_open(place + 1)
        self.typing = ("", "")
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
        except PpmError:
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
            await self.guard(self.saved(command))
            again = [key for key in self.queue if key in before - set(self.said_by)]
            if again:
                self.place = self.queue.index(again[-1])
            elif direction == "redo":
                self.place = self._next_open(self.place)
            await self._load_card()
            self.redraw()

        self.run_worker(work(), group="save")

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
        self.run_worker(work(), group="card", exclusive=True)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.say("pasted text was dropped: c or a status opens a field")

    # Drawing

    def head(self) -> tuple[Line, Line]:
        as_of, width = self.workspace.as_of, self.size.width
        done = sum(key in self.said_by for key in self.queue)
        place = f"{min(self.place + 1, len(self.queue))} of {len(self.queue)}"
        left = f" ppm {self.glyphs.crumb} Daily update   {place}   {done} done"
        if width >= WIDE:
            left += "   Esc leaves, all saved"
        day = formats.weekday(as_of)
        if width >= BROAD:
            day = f"{formats.full_day(as_of)}  {formats.week(as_of)}"
        elif width >= WIDE:
            day += f" {formats.week(as_of)}"
        return both_ends(line(left, "bold"), line(f" {day} "), width), ()

    def corner(self) -> str:
        done = sum(key in self.said_by for key in self.queue)
        return f"{done} of {len(self.queue)}" if self.is_read else ""

    def hint_actions(self) -> list[tuple[str, str]]:
        """The keys of a card, as one says them."""
        hints = [
            ("Enter", "next" if self.key else "closes"),
            ("g a r", "status"),
            ("c", "note"),
            ("P", "done"),
            ("d", "date"),
            ("t", "log"),
            ("j/k", "card"),
            ("u", "undo"),
        ]
        return hints if self.key else hints[:1] + hints[-1:]

    def draw(self) -> None:
        widget, (width, height) = self.query_one("#card", Lines), self.size
        room = max(1, height - 4)
        widget.styles.height = room
        if not self.is_read:
            return
        widget.show(self._lines(width, room)[:room])

    def _lines(self, width: int, room: int) -> list[Line]:
        end = self._end(width)
        if width < WIDE:
            top = [((" ", ""), *spans) for spans in self._middle(width - 2)] if self.key else []
            return [*top[: room - len(end)], *end]
        height = room - len(end) - 1
        split = LEFT if width < BROAD else LEFT_BROAD
        left = self._left(split)
        if width < BROAD:
            return [*self._fill(beside(left, self._middle(width - split - 2), split, width,
                                       self.glyphs.edge), height, split), *end]  # fmt: skip
        middle = beside(left, self._middle(MIDDLE - split - 2), split, MIDDLE, self.glyphs.edge)
        body = beside(middle, self._right(), MIDDLE, width, self.glyphs.edge)
        return [*self._fill(body, min(height, 20), split), *end]

    def _fill(self, lines: list[Line], height: int, split: int) -> list[Line]:
        blank: Line = crop((), split)
        more = [(*blank, (self.glyphs.edge, "rule")) for _ in range(height - len(lines))]
        return [*lines[:height], *more]

    def _left(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for number, key in enumerate(self.queue, 1):
            row = self.rows.get(key)
            if row is not None:
                lines.append(self._item(number, row, width))
        weekly = [
            row.key
            for row in self.rows.values()
            if row.key not in self.queue and row.stage is Stage.ACTIVE
        ]
        if weekly:
            lines += [(), line(f"   Not due today: {len(weekly)}")]
            lines += [line(f"   {text}") for text in _wrapped(weekly, width - 4)]
        lines += [(), line("   Order: late first, then"), line("   longest without update.")]
        return lines

    def _item(self, number: int, row: PortfolioRow, width: int) -> Line:
        here = number - 1 == self.place
        said = self.said_by.get(row.key)
        sign = formats.rag(row.rag, self.glyphs)
        state = self._state(row)
        note = ("ok" if width == LEFT else "saved") if said else ""
        key = formats.fit(row.key, 6)
        spans: Line = (
            (f" {'>' if here else ' '}{number:2} {key} ", "bold" if here else ""),
            (sign[0], row.rag.value if row.rag else ""),
            (f"{sign[1:]}  {state}", ""),
        )
        return both_ends(spans, line(f"{note} " if note else " "), width)

    def _state(self, row: PortfolioRow) -> str:
        said = self.said_by.get(row.key)
        if said is not None:
            turned = said.outcome is Outcome.STATUS and said.rag
            return f"to {formats.letter(said.rag)}" if turned else said.outcome.value
        if row.is_late and row.milestone_date is not None:
            return f"late {formats.age((row.as_of - row.milestone_date).days)}"
        if row.update_before is None:
            return "new"
        return f"{formats.age((row.as_of - row.update_before).days):>3}"

    def _middle(self, width: int) -> list[Line]:
        row = self.row
        if row is None:
            return self._finished()
        info = self.card if self.card is not None and self.card.key == row.key else None
        last = "no update yet"
        if info is not None and info.last is not None:
            age = (row.as_of - info.last.day).days
            last = f"last: {formats.age(age)} ago, {safe(info.last.by)}"
        lines: list[Line] = [
            both_ends(line(f"{row.key}  {safe(row.name)}", "bold"), line(f" {last} "), width),
            (),
            self._status_line(),
            line(f"         {self._was(row)}"),
            (),
            *self._reason_lines(),
            (),
        ]
        lines += [self._fact(*fact, width) for fact in self._facts(row, info)]
        return [*lines, (), *self._since(info, width)]

    def _finished(self) -> list[Line]:
        if not self.queue:
            return [line("Nothing is due today."), (), line("Enter closes.")]
        return [line("All cards are saved.", "bold"), (), line("Enter closes, u takes one back.")]

    def _status_line(self) -> Line:
        chosen = self.typing[0]
        spans: list[tuple[str, str]] = [("Status   ", "")]
        for rag in Rag:
            sign = formats.rag(rag, self.glyphs)[0]
            here = chosen == rag.value
            left, right = ("[", "]") if here else ("(", ")")
            word = rag.value.upper() if here else rag.value
            style = "bold" if here else ""
            spans += [(f"{left}{rag.value[0]}{right} ", style), (sign, rag.value)]
            spans += [(f" {word}{'   ' if self.size.width >= WIDE else ' '}", style)]
        return tuple(spans)

    def _was(self, row: PortfolioRow) -> str:
        if row.rag is None:
            return "no status yet; Enter = no change"
        weeks = 0 if row.rag_since is None else (row.as_of - row.rag_since).days // 7
        span = f" for {weeks} week{'s' * (weeks != 1)}" if weeks else ""
        if self.size.width < WIDE:
            return f"was {row.rag.value}{span}"
        return f"was {row.rag.value}{span}; Enter = no change"

    def _reason_lines(self) -> list[Line]:
        name, text = self.typing
        label = "Note" if name == "note" else "Reason"
        hint = "a status change is not needed" if name == "note" else (
            "required when it turns amber or red"
        )  # fmt: skip
        shown = f"{safe(text)}_" if name else ""
        return [line(f"{label:<9}{shown}"), line(f"         {hint}", "dim")]

    def _facts(self, row: PortfolioRow, info: Card | None) -> list[tuple[str, str, str, str]]:
        percent = formats.percent(row.percent_complete)
        if self.pending.percent is not None:
            percent = f"{self.pending.percent}%*"
        was = ""
        if info is not None and info.last is not None and info.last.percent_complete is not None:
            was = f"was {info.last.percent_complete}%"
        finish = formats.day(self.pending.finish or row.finish, row.as_of) or "n/a"
        finish += "*" if self.pending.finish else ""
        slip = "" if isinstance(row.slip_days, Undefined) else formats.signed_days(row.slip_days)
        plan = f"plan {formats.day(row.baseline_finish, row.as_of)}  {slip}"
        today = formats.minutes(info.minutes_today if info else 0)
        pending = f"{formats.minutes(self.pending.minutes)}*" if self.pending.minutes else ""
        waiting = f"{row.open_changes} changes wait" if row.open_changes else ""
        return [
            ("Done", percent, "(P to change)", was),
            ("Finish", finish, "(d to change)", plan if row.baseline_finish else ""),
            ("Time", pending, "(t to log)", f"{today} today"),
            ("Ask", "", "(c to add)", safe(row.ask) or waiting),
        ]

    def _fact(self, label: str, value: str, key: str, right: str, width: int) -> Line:
        start = f"{label:<9}{value}{' ' * bool(value)}"
        left = f"{start:<15}{key}" if value else f"{label:<9}{key}"
        return crop(((f"{left:<34}", ""), (right, "")), width)

    def _since(self, info: Card | None, width: int) -> list[Line]:
        if info is None:
            return []
        moved = ", ".join(f"{m.ref} {m.text}" for m in info.since) or "nothing"
        lines = [line(formats.fit(f"Since last update: {safe(moved)}", width))]
        if info.last is not None and info.last.text:
            day = formats.day(info.last.day, self.workspace.as_of)
            lines.append(line(formats.fit(f"Last note, {day}: {safe(info.last.text)}", width)))
        return lines

    def _right(self) -> list[Line]:
        row, info = self.row, self.card
        if row is None or info is None:
            return []
        lines = [line("Since the last update")]
        lines += [line(f" {m.ref} {safe(m.name)[:14]:<14} {safe(m.text)}") for m in info.since[:8]]
        if not info.since:
            lines.append(line(" nothing changed", "dim"))
        lines += [(), line(f"8 weeks  {' '.join(row.weeks)}")]
        lines += [
            line(f" SPI {formats.index(row.spi)}   CPI {formats.index(row.cpi)}"),
            line(f" Time {formats.minutes(info.minutes_week)} this week"),
        ]
        return lines

    def _end(self, width: int) -> list[Line]:
        tally = Counter(
            self._turned(self.said_by[key]) for key in self.queue if key in self.said_by
        )
        total = sum(tally.values())
        parts = ", ".join(f"{count} {word}" for word, count in sorted(tally.items()))
        text = f"{total} update{'s' * (total != 1)}: {parts or 'none yet'}.  Enter closes."
        return [rule("At the end", "", width, self.glyphs, ""), line(f" {text}"), ()]

    def _turned(self, said: Said) -> str:
        if said.outcome is Outcome.STATUS and said.rag is not None:
            return f"turned {said.rag.value}"
        return {"same": "same", "note": "with a note"}.get(said.outcome.value, "checked")


def due(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    """Projects that need an update today: late first, then the longest without one."""
    wanted = [row for row in rows if row.stage is Stage.ACTIVE and row.is_update_due]
    return sorted(
        wanted,
        key=lambda row: (
            not row.is_late,
            row.milestone_date if row.is_late and row.milestone_date else date.max,
            row.update_before or date.min,
            row.cadence is Cadence.WEEKLY,
            row.key,
        ),
    )


def _cards(connection: Connection, *, as_of: date) -> tuple[list[PortfolioRow], list[Said]]:
    return overview(connection, as_of=as_of), said_today(connection, as_of=as_of)


def _outcome(values: dict[str, Any]) -> Outcome:
    if values.get("rag"):
        return Outcome.STATUS
    return Outcome.NOTE if values.get("note") else Outcome.SAME


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise Invalid(f"{what} needs some text")
    return text


def _wrapped(words: list[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return lines
