"""One card of the daily update: the project, its status, what can be said with it, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ppm_tui import formats
from ppm_tui.analysis.health import is_better
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.daily import Card
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Minutes, Rag, Undefined
from ppm_tui.widgets.lines import Line, both_ends, line

Shape = Literal["narrow", "plain", "broad"]
Fact = tuple[str, str, str, str]
"""Its name, what it is, the action that changes it, and what it is compared with."""
VERBS = {"row.percent": "to change", "row.date": "to change", "row.time": "to log",
         "row.note": "to add"}  # fmt: skip
LABEL = 9
"""Cells of the name of a field."""
MARGIN = 5
"""Cells right of the heading on a wide terminal."""


@dataclass(slots=True)
class Pending:
    """What was changed on the card and is saved with it."""

    percent: int | None = None
    finish: date | None = None
    minutes: Minutes | None = None


@dataclass(frozen=True, slots=True)
class CardView:
    """The card in front; `typing` is the field that is open and its text so far.

    `keys` are the keys as bound now, by action. `following` is the next card that is open.
    """

    row: PortfolioRow
    info: Card | None
    pending: Pending
    typing: tuple[str, str]
    keys: Mapping[str, str]
    glyphs: Glyphs
    following: str = ""

    def lines(self, width: int, shape: Shape) -> list[Line]:
        """All of it, or as much as twelve lines hold on a narrow terminal."""
        facts = [self._fact(fact, shape) for fact in self._facts(shape)]
        head = self._head(width - (MARGIN if shape == "broad" else 0))
        if shape == "narrow":
            said = [self._status(shape), *self._was(shape), *self._reason(width)]
            return [head, *said, (), *facts, *self._news(width)]
        card = [
            head,
            (),
            self._status(shape),
            *self._was(shape),
            (),
            *self._reason(width),
            (),
            *facts,
        ]
        if shape == "plain":
            return [*card, (), *self._news(width)]
        whole = line("Saves as one change; u takes it back whole.".replace(
            "u ", f"{self.keys.get('app.undo', 'u')} ", 1))  # fmt: skip
        after = [(), line(f"Next     {self.following}")] if self.following else []
        return [*card, (), whole, *after]

    def news(self, width: int) -> list[Line]:
        """What happened, in a pane of its own."""
        if self.info is None:
            return []
        row, moved = self.row, self.info.since[:8]
        lines = [line("Since the last update")]
        for each in moved:
            room = width - 2 - max(8, formats.width(safe(each.text)))
            lines.append(line(f" {formats.fit(each.label, room)} {safe(each.text)}"))
        if not moved:
            lines.append(line(" nothing changed", "dim"))
        if self.info.notes:
            lines += [(), line("Last notes")]
            lines += [
                line(
                    f" {formats.day(n.day, row.as_of)} {formats.fit(f'{n.by} {n.text}', width - 8)}"
                )
                for n in self.info.notes
            ]
        lines += [(), line(f"8 weeks  {' '.join(row.weeks)}")]
        last = self.info.last
        spi = _moved(last.spi if last else None, row.spi, self.glyphs)
        cpi = _moved(last.cpi if last else None, row.cpi, self.glyphs)
        return [*lines, line(f" SPI {spi}"), line(f" CPI {cpi}")]

    def _head(self, width: int) -> Line:
        last = "no update yet"
        if self.info is not None and self.info.last is not None:
            age = (self.row.as_of - self.info.last.day).days
            last = f"last: {formats.age(age)} ago, {safe(self.info.last.by)}"
        room = max(0, width - formats.width(last) - 2)
        name = f"{self.row.key}  {safe(self.row.name)}"
        shown = formats.fit(name, min(room, formats.width(name)))
        return both_ends(line(shown, "bold"), line(f"  {last}"), width)

    def _status(self, shape: Shape) -> Line:
        chosen = self.typing[0]
        gap = {"narrow": " ", "plain": "   ", "broad": "  "}[shape]
        spans: list[tuple[str, str]] = [("Status   ", "")]
        for rag in Rag:
            here = chosen == rag.value
            left, right = ("[", "]") if here else ("(", ")")
            key = self.keys.get(f"card.{rag.value}", "")
            style = "bold" if here else ""
            spans += [(f"{left}{key}{right} ", style)]
            spans += [(formats.rag(rag, self.glyphs)[0], rag.value)]
            spans += [(f" {rag.value.upper() if here else rag.value}{gap}", style)]
        return tuple(spans)

    def _was(self, shape: Shape) -> list[Line]:
        row, same = self.row, "Enter = no change"
        if row.rag is None:
            text = "no status yet"
        else:
            weeks = 0 if row.rag_since is None else (row.as_of - row.rag_since).days // 7
            text = f"was {row.rag.value}{f' for {weeks} week' if weeks else ''}{'s' * (weeks > 1)}"
        texts = [text] if shape == "narrow" else [f"{text}; {same}"]
        if shape == "broad":
            texts = [text, "Enter alone = no change"]
        return [line(f"         {text}") for text in texts]

    def _reason(self, width: int) -> list[Line]:
        name, text = self.typing
        label = "Note" if name == "note" else "Reason"
        hint = "required when it turns amber or red"
        if name == "note":
            hint = "a status change is not needed"
        elif name == Rag.GREEN:
            hint = self._why_green(width - LABEL)
        shown = f"{safe(text)}_" if name else ""
        return [line(f"{label:<{LABEL}}{shown}"), line(f"{' ' * LABEL}{hint}", "dim")]

    def _why_green(self, width: int) -> str:
        """What green has to be explained against, and what decided that, as far as it fits."""
        computed, asks = self.row.computed, "why green?"
        if not is_better(Rag.GREEN, computed.rag):
            return f"the data show worse: {asks}"
        start, end = f"computed {computed.rag} (", f"): {asks}"
        fact = safe(f"{computed.dimension}: {computed.reason}")
        room = min(width - len(start) - len(end), formats.width(fact))
        return f"{start}{formats.fit(fact, room).rstrip()}{end}"

    def _facts(self, shape: Shape) -> list[Fact]:
        row, info, pending = self.row, self.info, self.pending
        percent = formats.percent(row.percent_complete)
        if pending.percent is not None:
            percent = f"{pending.percent}%*"
        was = info.last.percent_complete if info is not None and info.last is not None else None
        finish = formats.day(pending.finish or row.finish, row.as_of) or "n/a"
        time = f"{formats.minutes(pending.minutes)}*" if pending.minutes else ""
        today = formats.minutes(info.minutes_today if info else 0)
        week = f"{formats.minutes(info.minutes_week if info else 0)} this week"
        is_broad = shape == "broad"
        waiting = info.waiting if info and not row.ask else ()
        asked = waiting[0] if is_broad and len(waiting) == 1 else ""
        named = "" if asked else f"{', '.join(waiting)} "
        ask = f"{named}waiting" if waiting else safe(row.ask)
        return [
            ("Done", percent, "row.percent", "" if was is None else f"was {was}%"),
            ("Finish", f"{finish}{'*' * bool(pending.finish)}", "row.date", self._plan()),
            ("Time", time or (today if is_broad else ""), "row.time",
             week if is_broad else f"{today} today"),
            ("Ask", asked, "row.note", ask),
        ]  # fmt: skip

    def _plan(self) -> str:
        row, slip = self.row, self.row.slip_days
        if row.baseline_finish is None:
            return ""
        if self.pending.finish is not None:
            slip = (self.pending.finish - row.baseline_finish).days
        late = "" if isinstance(slip, Undefined) else f"  {formats.signed_days(slip)}"
        return f"plan {formats.day(row.baseline_finish, row.as_of)}{late}"

    def _fact(self, fact: Fact, shape: Shape) -> Line:
        label, value, action, right = fact
        key = self.keys.get(action, "")
        if shape == "plain":
            start = f"{f'{label:<9}{value} ':<15}" if value else f"{label:<9}"
            middle = f"{start}({key} {VERBS[action]})" if key else start
            return line(f"{middle:<34}{right}")
        value, room = f"{value:<7}", 25 if shape == "broad" else 23
        middle = f"{label:<9}{value} {f'({key})' if key else ''}"
        return line(f"{middle:<{room}}{right}")

    def _news(self, width: int) -> list[Line]:
        if self.info is None:
            return []
        moved = ", ".join(f"{m.ref} {m.brief}" for m in self.info.since) or "nothing"
        lines = [line(formats.fit(f"Since last update: {moved}", width))]
        for note in self.info.notes[:1]:
            day = formats.day(note.day, self.row.as_of)
            lines.append(line(formats.fit(f"Last note, {day}: {note.text}", width)))
        return lines


def _moved(before: Decimal | Undefined | None, now: Decimal | Undefined, glyphs: Glyphs) -> str:
    """An index now, and from which it came if that is known and shows."""
    was, shown = "" if before is None else formats.index(before), formats.index(now)
    return shown if was in ("", shown) else f"{was} {glyphs.becomes} {shown}"
