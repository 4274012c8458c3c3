"""Who has room and who is over-booked: people by day, week or month, worked out where looked at."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ppm_tui.analysis.capacity import Cell, Spread
from ppm_tui.analysis.worktime import first_minute
from ppm_tui.store.queries.bookings import Booked, booked, by_person
from ppm_tui.store.queries.working_time import DayOff, Person, people
from ppm_tui.store.reader import Connection
from ppm_tui.terms import BookingKind, Minutes

Days = tuple[date, date]
"""A period: its first day, and the first day after it."""
Part = tuple[Booked, Minutes]
"""A booking, and how much of it falls into a period."""
ONE_DAY = timedelta(days=1)
NEAR = 6
"""Weeks from that of the as-of day on that are always read."""


@dataclass(slots=True)
class PersonLoad:
    """Somebody and all that they are booked for in the time that was read.

    Cells are worked out when they are asked for, and kept.
    """

    person: Person
    bookings: Sequence[Booked]
    next_week: Days
    _spreads: dict[int, Spread] = field(default_factory=dict, repr=False)
    _cells: dict[Days, Cell] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        """What the person is called by."""
        return self.person.row.key

    @property
    def role(self) -> str:
        """What the person does."""
        return self.person.row.role

    @property
    def team(self) -> str:
        """Whom the person works with."""
        return self.person.row.team

    def cell(self, days: Days) -> Cell:
        """What the person can do, and is booked for, in a period."""
        found = self._cells.get(days)
        if found is None:
            found = self._cells[days] = self._cell(days)
        return found

    def _cell(self, days: Days) -> Cell:
        total = soft = 0
        for row, minutes in self._touching(days):
            total += minutes
            soft += minutes if row.kind is BookingKind.SOFT else 0
        is_away = any(not each.is_public for each in self.off(days))
        return Cell(self.person.capacity.between(*minutes_of(days)), total, soft, is_away)

    def parts(self, days: Days) -> list[Part]:
        """The bookings that fall into a period, the largest share first."""
        found = (each for each in self._touching(days) if each[1])
        return sorted(found, key=lambda each: (-each[1], each[0].ref))

    def off(self, days: Days) -> list[DayOff]:
        """Leave and holidays that fall into a period."""
        first, until = days
        return [each for each in self.person.off if each.first < until and each.last >= first]

    def _touching(self, days: Days) -> Iterator[Part]:
        """What of each booking falls into a period; most lie elsewhere and cost no more than a
        look at their dates, which are compared as they are stored."""
        start, end = minutes_of(days)
        since, until = (day.isoformat() for day in days)
        for number, row in enumerate(self.bookings):
            if row.start < until and row.finish >= since:
                spread = self._spreads.get(number)
                if spread is None:
                    spread = self._spreads[number] = row.over(self.person.calendar)
                yield row, spread.between(start, end)


@dataclass(slots=True)
class GroupLoad:
    """All people of a role or a team, taken together."""

    key: str
    members: Sequence[PersonLoad]
    _cells: dict[Days, Cell] = field(default_factory=dict, repr=False)

    def cell(self, days: Days) -> Cell:
        """What they can do together, and are booked for."""
        found = self._cells.get(days)
        if found is None:
            found = self._cells[days] = total(self.members, days)
        return found

    def known(self, days: Days) -> Cell | None:
        """The same, if it was worked out already."""
        return self._cells.get(days)

    def of(self, members: Sequence[PersonLoad]) -> "GroupLoad":
        """The same group of people as they were read again, unchanged: what is known stays."""
        return GroupLoad(self.key, members, self._cells)

    def parts(self, days: Days) -> list[Part]:
        """The bookings of all of them in a period, the largest share first."""
        found = [part for member in self.members for part in member.parts(days)]
        return sorted(found, key=lambda each: (-each[1], each[0].ref))


@dataclass(slots=True)
class Grid:
    """Everybody with what they are booked for within some days, and work that nobody has yet."""

    rows: list[PersonLoad]
    demand: list[Booked]
    first: date
    last: date
    _groups: dict[str, list[GroupLoad]] = field(default_factory=dict, repr=False)

    def covers(self, days: Days) -> bool:
        """Whether all bookings of a period in view were read."""
        first, until = days
        return self.first <= first and until - ONE_DAY <= self.last

    def groups(self, by: str) -> list[GroupLoad]:
        """Everybody by `role` or by `team`; those without one stand under `none`.

        The same ones each time, for they keep what they have added up.
        """
        if by not in self._groups:
            found: dict[str, list[PersonLoad]] = {}
            for row in self.rows:
                found.setdefault(getattr(row, by) or "none", []).append(row)
            self._groups[by] = [GroupLoad(name, rows) for name, rows in sorted(found.items())]
        return self._groups[by]


def minutes_of(days: Days) -> tuple[int, int]:
    """A period from minute to minute."""
    return first_minute(days[0]), first_minute(days[1])


def total(rows: Iterable[PersonLoad], days: Days) -> Cell:
    """What several people can do together, and are booked for: sums, so no mean of ratios."""
    return sum((row.cell(days) for row in rows), Cell())


def grid(connection: Connection, *, first: date, last: date, as_of: date) -> Grid:
    """Everybody who works and their bookings within days, both ends in; three statements.

    The near weeks, by which people are sorted, are read as well: where those days do not hold
    them it takes one statement more. Work of somebody who has gone is nobody's.
    """
    everybody = people(connection)
    rows = booked(connection, first=first, last=last)
    near = weeks(as_of, NEAR)
    start, end = near[0][0], near[-1][1] - ONE_DAY
    if not (first <= start and end <= last):
        known = {row.id for row in rows}
        rows += [row for row in booked(connection, first=start, last=end) if row.id not in known]
    found = by_person(rows)
    loads = [PersonLoad(person, found.pop(person.row.id, ()), near[1]) for person in everybody]
    demand = [row for rest in found.values() for row in rest]
    return Grid(loads, sorted(demand, key=lambda row: (row.start, row.ref)), first, last)


def over_next_week(connection: Connection, *, as_of: date) -> int | None:
    """How many people have more to do next week than they can; None without people.

    Three statements.
    """
    rows = next_week(connection, as_of=as_of)
    return sum(row.cell(row.next_week).is_over for row in rows) if rows else None


def next_week(connection: Connection, *, as_of: date) -> list[PersonLoad]:
    """Everybody who works with what they are booked for next week; three statements."""
    days = weeks(as_of, 2)[1]
    found = by_person(booked(connection, first=days[0], last=days[1] - ONE_DAY))
    return [PersonLoad(who, found.get(who.row.id, ()), days) for who in people(connection)]


def order_of(row: PersonLoad | GroupLoad, days: Days) -> tuple[float, str]:
    """Sort key that brings who is most loaded in a period first; who cannot work at all and is
    booked stands before them."""
    cell = row.cell(days)
    if not cell.capacity:
        return (float("-inf") if cell.booked else 1.0), row.key
    return -cell.booked / cell.capacity, row.key


def weeks(first: date, count: int) -> list[Days]:
    """So many weeks from that of a day on."""
    monday = first - timedelta(days=first.weekday())
    edges = [monday + timedelta(days=7 * number) for number in range(count + 1)]
    return list(itertools.pairwise(edges))
