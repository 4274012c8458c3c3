"""Changing what somebody is booked for: give it away, move it, cut it, keep time free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ppm_tui import formats, keymap
from ppm_tui.analysis.capacity import can_do
from ppm_tui.errors import Invalid
from ppm_tui.exchange import booking_words, plan_words
from ppm_tui.formats import safe
from ppm_tui.screens.base_changes import Changes, effect
from ppm_tui.store.queries import fixes, overload
from ppm_tui.store.queries.fixes import Fix, FixKind
from ppm_tui.store.queries.resources import PersonLoad, minutes_of
from ppm_tui.terms import BookingKind, Contour
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.store.commands.steps import Command
    from ppm_tui.store.queries.bookings import Booked
    from ppm_tui.store.queries.overload import Explained
    from ppm_tui.store.queries.resources import Days, Grid
    from ppm_tui.store.reader import Connection

Why = tuple["Explained", tuple[Fix, ...]]
"""What somebody is booked for in some days, and what would help."""
MOST_FIXES = 12


def looked_at(connection: Connection, *, person: str, first: date, last: date, as_of: date) -> Why:
    """Why somebody is as full as they are, and what would help; statements as `explained`."""
    found = overload.explained(connection, person=person, first=first, last=last, as_of=as_of)
    return found, fixes.fixes(found, MOST_FIXES) if found.over else ()


class BookingChanges(Changes):
    """Ask for what is to become of a booking, and tell what that does before it is saved."""

    grid: Grid | None = None
    why: Why | None = None

    @property
    def booking(self) -> Booked | None:
        """The booking that a key would change."""
        raise NotImplementedError

    @property
    def period(self) -> Days:
        """The period under the cursor."""
        raise NotImplementedError

    def fix(self, kind: FixKind, row: Booked | None = None) -> Fix | None:
        """The first proposal of a kind, of a booking where one is meant."""
        for each in self.why[1] if self.why is not None else ():
            if each.kind is kind and (row is None or each.line.row.id == row.id):
                return each
        return None

    def _ask(
        self,
        label: str,
        make: Callable[[str], Command],
        *,
        row: Booked | None = None,
        proposed: str = "",
        told: Callable[[str], str] | None = None,
        complete: Callable[[str], Sequence[str]] | None = None,
        hint: str = "",
    ) -> None:
        """Ask for a text that `make` turns into a command; its effect is told while typing.

        Enter alone takes what is proposed, which stands in the label.
        """

        async def answer(text: str) -> None:
            await self.saved(make(text.strip() or proposed))

        name = f"{self.kind}.{label}.{row.id if row is not None else ''}"
        self.ask(
            Question(
                f"{label} ({proposed})" if proposed else label,
                answer,
                name=name,
                preview=None if told is None else lambda text: told(text.strip() or proposed),
                effect=self.foreseen(make, effect),
                complete=complete,
                history=label.partition(" ")[0],
                hint=hint,
            )
        )
        if proposed and told is not None:
            self.hint(told(proposed))

    def _chosen(self) -> Booked | None:
        row = self.booking
        if row is None:
            self.say("nothing is booked here")
        return row

    # Give

    def action_row_owner(self) -> None:
        """Somebody else does the booking; who has time and can do it is proposed."""
        row = self._chosen()
        if row is None:
            return
        best = self.fix(FixKind.GIVE, row)
        self.aside(self._read_people, "people")
        label = f"Give {row.ref} {formats.minutes(row.minutes)} to"
        self._ask(
            label,
            lambda text: _give(row, self._person_like(text)),
            row=row,
            proposed=best.to if best is not None else "",
            told=lambda text: self._given(row, text),
            complete=self._people_like,
        )

    def _person_like(self, text: str) -> str:
        found = self._people_like(text.strip()) if text.strip() else ()
        return found[0] if found else text.strip()

    def _given(self, row: Booked, text: str) -> str:
        """`dan 135% → 110%, fin 70% → 95%` in the period under the cursor."""
        if self.grid is None or not text.strip():
            return "part of a name"
        key = self._person_like(text)
        who = next((each for each in self.grid.rows if each.key == key), None)
        if who is None:
            return f"nobody is called {safe(text.strip())}"
        return ", ".join(_moved(each, who, row, self.period) for each in self.grid.rows
                         if each is who or each.person.row.id == row.resource_id)  # fmt: skip

    # Move, cut, agree

    def action_row_date(self) -> None:
        """The booking begins on another day; within the slack is proposed."""
        from ppm_tui.store.commands import bookings

        row = self._chosen()
        if row is None:
            return
        best, part, as_of = self.fix(FixKind.MOVE, row), _part(row), self.workspace.as_of

        def make(text: str) -> Command:
            if best is not None and best.first == self.day(text):
                return partial(bookings.move, ref=row.ref, first=best.first, last=best.last,
                               as_of=as_of, assignment=part if best.last else None)  # fmt: skip
            return partial(
                bookings.move, ref=row.ref, first=self.day(text), as_of=as_of, assignment=part
            )

        self._ask(
            f"Start {row.ref} on",
            make,
            row=row,
            proposed=formats.weekday(best.first) if best is not None and best.first else "",
            told=self.day_preview,
        )

    def action_row_status(self) -> None:
        """What becomes of the booking, by a letter."""
        if self._chosen() is not None:
            self.choose("s", "booking", keymap.CHOOSERS["status of a booking"], self._become)

    def _become(self, value: str) -> None:
        from ppm_tui.store.commands import bookings

        row = self._chosen()
        if row is None:
            return
        about = partial(bookings.shrink, ref=row.ref, assignment=_part(row))
        if value == "less":
            cut = self.fix(FixKind.SHRINK, row)
            self._ask(
                f"{row.ref} takes only",
                lambda text: partial(about, minutes=plan_words.work(text)),
                row=row,
                proposed=plan_words.typed(cut.minutes) if cut is not None else "",
                hint="16h, 1h30, 2d",
            )
        elif value == "split":
            self._split(row)
        else:
            mark = partial(bookings.mark, ref=row.ref, assignment=_part(row))
            is_kind = value in set(BookingKind)
            self._save(
                partial(mark, kind=BookingKind(value))
                if is_kind
                else partial(mark, contour=Contour(value))
            )

    def _split(self, row: Booked) -> None:
        from ppm_tui.store.commands import bookings

        share = self.fix(FixKind.SPLIT, row)
        self.aside(self._read_people, "people")

        def make(text: str) -> Command:
            amount, _, who = text.strip().partition(" ")
            if not who.strip():
                raise Invalid("how much, and to whom: 8h fin")
            about = partial(bookings.split, ref=row.ref, assignment=_part(row))
            return partial(about, minutes=plan_words.work(amount), to=self._person_like(who))

        first = f"{plan_words.typed(share.minutes)} {share.to}" if share is not None else ""
        hint = "how much, to whom: 8h fin"
        self._ask(f"Of {row.ref} give", make, row=row, proposed=first, hint=hint)

    def action_row_delete(self) -> None:
        """A booking goes to the trash; asks first."""
        row = self._chosen()
        if row is None:
            return
        title = f"Delete {row.ref}?  It goes to the trash; u brings it back."
        self.choose("X", title, (keymap.Choice("y", "yes", "yes"),), lambda _: self._trash(row))

    def _trash(self, row: Booked) -> None:
        from ppm_tui.store.commands import bookings

        self._save(partial(bookings.trash, ref=row.ref, as_of=self.workspace.as_of))

    def _save(self, command: Command) -> None:
        self.in_background(self.saved(command))

    # Time that is kept free, and work that nobody has yet

    def booked(self, text: str, project: str) -> Command:
        """What keeps time free: of a person, or of anybody with a role or a skill.

        It begins with the project, unless that is the one that is given. Raises Invalid.
        """
        from ppm_tui.store.commands import bookings

        key, _, rest = text.strip().partition(" ")
        if key[:1].isdecimal() and project:
            key, rest = project, text.strip()
        wanted, kind = booking_words.parse(rest, as_of=self.workspace.as_of)
        return partial(bookings.add, project=key, wanted=wanted, kind=kind)

    def action_row_move(self) -> None:
        """The person under the cursor does what nobody has yet."""
        who, grid = self.list.current, self.grid
        if grid is None or not isinstance(who, PersonLoad):
            self.say("choose a person: v e shows everyone")
            return
        if not grid.demand:
            self.say("there is no work that nobody has")
            return
        wanted = sorted(grid.demand, key=lambda row: not _fits(row, who))

        def make(text: str) -> Command:
            row = next((each for each in wanted if each.ref == text.strip().upper()), None)
            if row is None:
                raise Invalid(f"no open demand {text.strip()}: " + _named(wanted))
            return _give(row, who.key)

        self._ask(
            f"{who.key} takes",
            make,
            proposed=wanted[0].ref,
            told=lambda text: _demand_told(wanted, who, text),
            complete=lambda text: [
                row.ref for row in wanted if row.ref.startswith(text.strip().upper())
            ],
        )


def _part(row: Booked) -> str | None:
    return row.id if row.source == "assignment" else None


def _give(row: Booked, to: str) -> Command:
    from ppm_tui.store.commands import bookings

    return partial(bookings.give, ref=row.ref, to=to, assignment=_part(row))


def _moved(each: PersonLoad, to: PersonLoad, row: Booked, days: Days) -> str:
    """What becomes of somebody's load when a booking goes to another."""
    before = each.cell(days)
    change = row.over(each.person.calendar).between(*minutes_of(days))
    booked = before.booked + (change if each is to else -change)
    after = replace(before, booked=booked)
    return f"{each.key} {formats.percent(before.percent)} → {formats.percent(after.percent)}"


def _fits(row: Booked, who: PersonLoad) -> bool:
    return can_do((row.role, row.skill), who.role, who.person.skills)


def _named(rows: Sequence[Booked]) -> str:
    return ", ".join(row.ref for row in rows)


def _demand_told(rows: Sequence[Booked], who: PersonLoad, text: str) -> str:
    row = next((each for each in rows if each.ref == text.strip().upper()), None)
    if row is None:
        return _named(rows)
    fit = "fits" if _fits(row, who) else "has neither the role nor the skill"
    what = safe(row.role or row.skill or row.name)
    return f"{row.project} {what} {formats.minutes(row.minutes)}: {who.key} {fit}"
