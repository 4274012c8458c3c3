"""The daily update as drawn: the queue at the left, the card, what happened, and the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.daily import Card, Said
from ppm_tui.store.queries.portfolio import PortfolioRow, attention
from ppm_tui.terms import Outcome, Rag, Stage
from ppm_tui.widgets.daily_card import CardView, Pending, Shape
from ppm_tui.widgets.lines import Line, crop, length, line
from ppm_tui.widgets.peek import beside, rule

WIDE, BROAD = 80, 120
LEFT, LEFT_BROAD, MIDDLE = 27, 34, 89
ROOM_BROAD = 19
"""Lines of a card on a wide terminal."""
LONG_END, HELP = ROOM_BROAD + 7, ROOM_BROAD + 12
"""From so many lines on there is room to tell more at the end, and what the keys of a card do."""


@dataclass(frozen=True, slots=True)
class DailyView:
    """What the screen shows now; `typing` is the field that is open and its text so far."""

    rows: Mapping[str, PortfolioRow]
    queue: tuple[str, ...]
    said_by: Mapping[str, Said]
    place: int
    card: Card | None
    pending: Pending
    typing: tuple[str, str]
    keys: Mapping[str, str]
    glyphs: Glyphs

    @property
    def row(self) -> PortfolioRow | None:
        """The project on the card; None at the end."""
        return self.rows.get(self.queue[self.place]) if self.place < len(self.queue) else None

    def lines(self, width: int, room: int) -> list[Line]:
        """Everything between the frame's lines, at this width and in so many lines."""
        if width < WIDE:
            card = self._card(width - 2, "narrow") if self.row else self._end(width)
            lines: list[Line] = [((" ", ""), *spans) for spans in card]
            return lines[:room]
        shape: Shape = "plain" if width < BROAD else "broad"
        is_long = shape == "broad" and room >= LONG_END
        end = self._long_end(width, room) if is_long else self._end(width)
        split = LEFT if shape == "plain" else LEFT_BROAD
        height = room - len(end) if shape == "plain" else min(room - len(end), ROOM_BROAD)
        left = self._filled(self._left(split, shape), height)
        edge = self.glyphs.edge
        if shape == "plain":
            card = self._filled(self._card(width - split - 2, shape), height)
            return [*beside(left, card, split, width, edge), *end]
        card = self._filled(self._card(MIDDLE - split - 2, shape), height)
        news = self._news(width - MIDDLE - 2)
        body = beside(beside(left, card, split, MIDDLE, edge), news, MIDDLE, width, edge)
        return [*body[:height], *end]

    def _filled(self, lines: list[Line], height: int) -> list[Line]:
        return [*lines[:height], *[()] * (height - len(lines))]

    def _view(self) -> CardView | None:
        row = self.row
        if row is None:
            return None
        info = self.card if self.card is not None and self.card.key == row.key else None
        count = len(self.queue)
        after = [(self.place + step) % count for step in range(1, count)]
        following = next((n for n in after if self.queue[n] not in self.said_by), None)
        text = ""
        if following is not None and (next_ := self.rows.get(self.queue[following])):
            text = f"{following + 1} {next_.key}  {safe(next_.name)}"
        return CardView(row, info, self.pending, self.typing, self.keys, self.glyphs, text)

    def _card(self, width: int, shape: Shape) -> list[Line]:
        view = self._view()
        if view is not None:
            return view.lines(width, shape)
        if not self.queue:
            return [line("Nothing is due today."), (), line("Enter closes.")]
        return [line("All cards are saved.", "bold"), (), line("Enter closes, u takes one back.")]

    def _news(self, width: int) -> list[Line]:
        view = self._view()
        return view.news(width) if view is not None else []

    # The queue

    def _left(self, width: int, shape: Shape) -> list[Line]:
        lines = [
            self._item(number, row, width, shape)
            for number, key in enumerate(self.queue, 1)
            if (row := self.rows.get(key)) is not None
        ]
        lines += self._not_due(width, shape)
        lines += [(), line("   Order: late first, then" + " the" * (shape == "broad"))]
        if shape == "plain":
            return [*lines, line("   longest without update.")]
        moves = line("   Cards never move by themselves.")
        return [*lines, line("   longest without update."), moves]

    def _not_due(self, width: int, shape: Shape) -> list[Line]:
        """The projects of a later day: those of a weekly cadence."""
        rows = [
            row
            for row in self.rows.values()
            if row.key not in self.queue and row.stage is Stage.ACTIVE
        ]
        rows.sort(key=attention)
        if not rows:
            return []
        if shape == "plain":
            keys = [row.key for row in rows]
            named = [line(f"   {text}") for text in _wrapped(keys, width - 4)]
            return [(), line(f"   Not due today: {len(rows)} weekly"), *named]
        days = {row.cadence_weekday for row in rows}
        day = f", {formats.WEEKDAY_NAMES[days.pop()]}" if len(days) == 1 else ""
        listed = [
            self._columns(f"     {formats.fit(row.key, 7)} ", row, self._age(row), "", width)
            for row in rows
        ]
        return [(), line(f"   Not due today (weekly{day})"), *listed]

    def _item(self, number: int, row: PortfolioRow, width: int, shape: Shape) -> Line:
        here = number - 1 == self.place
        said = self.said_by.get(row.key)
        lead = f" {'>' if here else ' '}{number:2} "
        if shape == "broad":
            note = "saved" if said else ""
            lead += f"{formats.fit(row.key, 7)} "
            return self._columns(lead, row, self._state(row), note, width, is_here=here)
        sign = formats.declared(row.rag, row.is_overruled, self.glyphs)
        spans: Line = (
            (f"{lead}{formats.fit(row.key, 6)} ", "bold" if here else ""),
            (sign[0], row.rag.value if row.rag else ""),
            (f"{sign[1:]} {self._state(row)}", ""),
        )
        note = "ok " if said else ""
        return (*crop(spans, width - len(note)), (note, ""))

    def _columns(
        self,
        lead: str,
        row: PortfolioRow,
        state: str,
        note: str,
        width: int,
        *,
        is_here: bool = False,
    ) -> Line:
        """A row of the wide queue: what was said stands left of what is open."""
        sign = formats.declared(row.rag, row.is_overruled, self.glyphs).rstrip()
        chosen = self.typing[0] if is_here else ""
        turned: Line = ()
        if chosen in set(Rag):
            new = formats.rag(Rag(chosen), self.glyphs)
            turned = ((f" {self.glyphs.same} ", ""), (new[0], chosen), (new[1:], ""))
        spans: Line = (
            (lead, "bold" if is_here else ""),
            (sign[0], row.rag.value if row.rag else ""),
            (sign[1:], ""),
            *turned,
        )
        at = 18 if note else 25
        spans = (*spans, (" " * max(1, at - length(spans)) + state, ""))
        return (*crop(spans, width - 6), (f"{note:<5} ", "")) if note else spans

    def _state(self, row: PortfolioRow) -> str:
        said = self.said_by.get(row.key)
        if said is not None:
            if said.outcome is not Outcome.STATUS or said.rag is None:
                return said.outcome.value
            return f"{'to' if said.is_turned else 'kept'} {formats.letter(said.rag)}"
        if row.is_late and row.milestone_date is not None:
            return f"late {formats.age((row.as_of - row.milestone_date).days)}"
        return self._age(row)

    def _age(self, row: PortfolioRow) -> str:
        if row.update_before is None:
            return "new"
        return f"{formats.age((row.as_of - row.update_before).days):>3}"

    # The end

    def _end(self, width: int) -> list[Line]:
        if width < WIDE:
            return [line(self._tally()), line("Enter closes.")]
        text = f" {self._tally()}  Enter closes."
        return [(), rule("At the end", "", width, self.glyphs, ""), line(text), ()]

    def _long_end(self, width: int, room: int) -> list[Line]:
        late = [
            f"{row.key} {safe(row.milestone or '')} "
            f"{(row.as_of - row.milestone_date).days} days late"
            for row in (self.rows.get(key) for key in self.queue)
            if row is not None and row.is_late and row.milestone_date is not None
        ]
        more = f" and {len(late) - 2} more" if len(late) > 2 else ""
        undo, portfolio = self.keys.get("app.undo", ""), self.keys.get("go.portfolio", "")
        lines: list[Line] = [
            (),
            rule("At the end", "", width, self.glyphs, ""),
            (),
            line(f"   {self._tally(is_long=True)}"),
            *([line(f"   Still open: {', '.join(late[:2])}{more}.")] if late else []),
            line(
                f"   Enter closes     {undo} reopens the last card     "
                f"{portfolio} goes to the portfolio"
            ),
            (),
        ]
        return [*lines, *self._help(width)] if room >= HELP else lines

    def _help(self, width: int) -> list[Line]:
        """What the keys of a card do."""
        keys = self.keys.get
        status = " / ".join(keys(f"card.{rag.value}", "") for rag in Rag)
        moves = f"{keys('cursor.down', '')} / {keys('cursor.up', '')}"
        back, note, percent = keys("app.undo", ""), keys("row.note", ""), keys("row.percent", "")
        finish, time = keys("row.date", ""), keys("row.time", "")
        return [
            rule("Keys that work on a card", "", width, self.glyphs, ""),
            line(f"   {'Enter':<13}no change, save, next card        "
                 f"{note}  add a note without a status change"),
            line(f"   {status:<13}set green, amber, red             "
                 f"{percent}  percent done      {finish}  forecast finish      {time}  log time"),
            line(f"   {moves:<13}next / previous card, no save     "
                 f"{back}  undo last card    Esc  leave"),
            (),
        ]  # fmt: skip

    def _tally(self, *, is_long: bool = False) -> str:
        """How many cards were saved, and as what."""
        said = [self.said_by[key] for key in self.queue if key in self.said_by]
        tally = Counter(_turned(each) for each in said)
        parts = []
        for word in sorted(tally, key=lambda word: (ORDER.index(word.split()[0]), word)):
            count = tally[word]
            named = ", ".join(each.key for each in said if _turned(each) == word)
            keys = f" ({named})" if is_long and word.startswith("turned") else ""
            parts.append(f"{count} {word}{'s' * (word == 'note' and count != 1)}{keys}")
        total = len(said)
        return f"{total} update{'s' * (total != 1)}: {', '.join(parts) or 'none yet'}."


ORDER = ("same", "note", "turned", "still")
"""In which order the end tells what was said."""


def _turned(said: Said) -> str:
    if said.outcome is Outcome.STATUS and said.rag is not None:
        return f"{'turned' if said.is_turned else 'still'} {said.rag.value}"
    return "note" if said.outcome is Outcome.NOTE else "same"


def _wrapped(words: list[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return lines
