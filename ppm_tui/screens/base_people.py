"""Who there is and when they are away: adding somebody, leave, and what becomes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ppm_tui import dates, formats, keymap, tokens
from ppm_tui.errors import Invalid
from ppm_tui.exchange import booking_words, leave_words
from ppm_tui.screens import base_add
from ppm_tui.screens.base_bookings import BookingChanges
from ppm_tui.store.queries.resources import PersonLoad
from ppm_tui.terms import AbsenceKind

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.store.commands.steps import Command
    from ppm_tui.store.queries.bookings import Booked
    from ppm_tui.store.queries.working_time import DayOff
    from ppm_tui.store.wanted import Away

PERSON = "person"
NEW = f"KITE 16h @dan 20 mar · {leave_words.EXAMPLES} · {PERSON} Ana Lima {tokens.examples(PERSON)}"


class PeopleChanges(BookingChanges):
    """Add people, bookings and leave in one field, and change leave as bookings are changed."""

    @property
    def absence(self) -> DayOff | None:
        """The days off that a key would change: those marked below."""
        raise NotImplementedError

    @property
    def who(self) -> PersonLoad | None:
        """The person under the cursor."""
        row = self.list.current
        return row if isinstance(row, PersonLoad) else None

    def _chosen(self) -> Booked | None:
        if self.absence is None:
            return super()._chosen()
        self.say("days off: d moves them, X removes them, Tab goes on to the bookings")
        return None

    # Adding

    def action_row_add(self) -> None:
        """Book somebody, write down that they are away, or add a person."""
        project = self.booking.project if self.booking is not None else ""
        label = f"New booking for {project}, leave, person" if project else "New leave, person"
        who = self.who.key if self.who is not None else ""

        def make(text: str) -> Command:
            if (name := _person(text)) is not None:
                return _added(name, self.workspace.as_of)
            away = leave_words.parse(text, as_of=self.workspace.as_of)
            return _leave(away, who) if away else self.booked(text, project)

        def told(text: str) -> str:
            if (name := _person(text)) is not None:
                return base_add.preview(name, PERSON, as_of=self.workspace.as_of)
            try:
                away = leave_words.parse(text, as_of=self.workspace.as_of)
            except Invalid as error:
                return str(error)
            return _told(away, who) if away else booking_words.EXAMPLES

        self._ask(label, make, told=told, hint=NEW)

    # What becomes of leave

    def action_row_date(self) -> None:
        """Leave begins on another day, or takes other days; a booking begins on another."""
        from ppm_tui.store.commands import working_time

        away, who = self.absence, self.who
        if away is None or who is None:
            super().action_row_date()
            return
        kind = self._kind(away, who)
        if kind is None:
            return
        about = partial(working_time.move_leave, person=who.key, day=away.first, kind=kind)

        def make(text: str) -> Command:
            first, last = dates.span(text, as_of=self.workspace.as_of)
            return partial(about, first=first, last=None if first == last else last)

        self._ask(f"{_said(away, who)} moves to", make, hint="30 mar · 30 mar..1 apr · w15")

    def action_row_delete(self) -> None:
        """Leave is removed, a booking goes to the trash; asks first."""
        away, who = self.absence, self.who
        if away is None or who is None:
            super().action_row_delete()
            return
        kind = self._kind(away, who)
        if kind is None:
            return
        title = f"Remove {_said(away, who)}?  u brings it back."
        yes = (keymap.Choice("y", "yes", "yes"),)
        self.choose("X", title, yes, lambda _: self._remove(away, who, kind))

    def _remove(self, away: DayOff, who: PersonLoad, kind: AbsenceKind) -> None:
        from ppm_tui.store.commands import working_time

        self._save(partial(working_time.remove_leave, person=who.key, day=away.first, kind=kind))

    def _kind(self, away: DayOff, who: PersonLoad) -> AbsenceKind | None:
        """Why somebody is away; None of a public holiday, which nobody takes away."""
        if not away.is_public:
            return AbsenceKind(away.name)
        self.say(f"a public holiday of {who.person.row.region}: e changes where {who.key} lives")
        return None

    def action_row_edit(self) -> None:
        """Open all fields of the person."""
        if self.who is None:
            self.say("choose a person: v e shows everyone")
        else:
            self.go("edit", f"@{self.who.key}")


def _person(text: str) -> str | None:
    """What is said of somebody new; None where it is about something else."""
    word, _, rest = text.strip().partition(" ")
    return rest if word.casefold() == PERSON else None


def _added(text: str, as_of: date) -> Command:
    from ppm_tui.store.commands import people

    name, fields = tokens.parse(text, PERSON, as_of=as_of)
    return partial(people.add, name=name, **fields)  # type: ignore[arg-type]  # the tokens are its fields


def _leave(away: Away, who: str) -> Command:
    from ppm_tui.store.commands import working_time

    person = away.person or who
    if not person:
        raise Invalid("who? @ben, or v e shows everyone")
    about = partial(working_time.add_leave, person=person, kind=away.kind, minutes=away.minutes)
    return partial(about, first=away.first, last=away.last)


def _told(away: Away, who: str) -> str:
    """`ben: leave 23-27 Mar, 4h a day`."""
    each = f", {formats.minutes(away.minutes)} a day" if away.minutes else ""
    days = formats.days(away.first, away.last)
    return f"{away.person or who}: {formats.word(away.kind)} {days}{each}"


def _said(away: DayOff, who: PersonLoad) -> str:
    return f"{away.name} {formats.days(away.first, away.last)} of {who.key}"
