"""The daily update as drawn: the queue at the left, the card, what happened, and the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.daily import Card, Said
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Minutes, Outcome, Rag, Stage, Undefined
from ppm_tui.widgets.lines import Line, both_ends, crop, line
from ppm_tui.widgets.peek import beside, rule

WIDE, BROAD = 80, 120
LEFT, LEFT_BROAD, MIDDLE = 27, 34, 89


@dataclass(slots=True)
class Pending:
    """What was changed on the card and is saved with it."""

    percent: int | None = None
    finish: date | None = None
    minutes: Minutes | None = None


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
    as_of: date
    glyphs: Glyphs
    is_narrow: bool = False

    @property
    def key(self) -> str | None:
        """The project on the card; None at the end."""
        return self.queue[self.place] if self.place < len(self.queue) else None

    def lines(self, width: int, room: int) -> list[Line]:
        """Everything between the frame's lines, at this width and in so many lines."""
        end = self._end(width)
        if width < WIDE:
            top: list[Line] = (
                [((" ", ""), *spans) for spans in self._middle(width - 2)] if self.key else []
            )
            return top[:room] or end
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
            if said.outcome is not Outcome.STATUS or said.rag is None:
                return said.outcome.value
            return f"{'to' if said.is_turned else 'still'} {formats.letter(said.rag)}"
        if row.is_late and row.milestone_date is not None:
            return f"late {formats.age((row.as_of - row.milestone_date).days)}"
        if row.update_before is None:
            return "new"
        return f"{formats.age((row.as_of - row.update_before).days):>3}"

    def _middle(self, width: int) -> list[Line]:
        row = self.rows.get(self.key or "")
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
            spans += [(f" {word}{' ' if self.is_narrow else '   '}", style)]
        return tuple(spans)

    def _was(self, row: PortfolioRow) -> str:
        if row.rag is None:
            return "no status yet; Enter = no change"
        weeks = 0 if row.rag_since is None else (row.as_of - row.rag_since).days // 7
        span = f" for {weeks} week{'s' * (weeks != 1)}" if weeks else ""
        if self.is_narrow:
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
        waits = "change waits" if row.open_changes == 1 else "changes wait"
        waiting = f"{row.open_changes} {waits}" if row.open_changes else ""
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
            day = formats.day(info.last.day, self.as_of)
            lines.append(line(formats.fit(f"Last note, {day}: {safe(info.last.text)}", width)))
        return lines

    def _right(self) -> list[Line]:
        row, info = self.rows.get(self.key or ""), self.card
        if row is None or info is None:
            return []
        lines = [line("Since the last update")]
        lines += [
            line(f" {m.ref} {formats.fit(m.name, 13)} {safe(m.text)}") for m in info.since[:8]
        ]
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
            return f"{'turned' if said.is_turned else 'still'} {said.rag.value}"
        return {"same": "same", "note": "with a note"}.get(said.outcome.value, "checked")


def _wrapped(words: list[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return lines
