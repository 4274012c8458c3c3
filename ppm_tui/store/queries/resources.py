"""Who has room and who is over-booked: people by day, week or month, worked out where looked at."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ppm_tui import formats
from ppm_tui.analysis.capacity import Cell, Spread
from ppm_tui.analysis.worktime import first_minute
from ppm_tui.store.queries.bookings import Booked, booked, by_person
from ppm_tui.store.queries.working_time import DayOff, Person, people
from ppm_tui.store.reader import Connection, revision
from ppm_tui.terms import BookingKind, Minutes, Undefined

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
    _spreads: dict[str, Spread] = field(default_factory=dict, repr=False)
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
        for row in self.bookings:
            if row.start < until and row.finish >= since:
                spread = self._spreads.get(row.id)
                if spread is None:
                    spread = self._spreads[row.id] = row.over(self.person.calendar)
                yield row, spread.between(start, end)

    def over(self, bookings: Sequence[Booked], spans: Sequence[Days]) -> "PersonLoad":
        """The same person with bookings of other days; cells within `spans` stay known."""
        kept = {row.id for row in bookings}
        return PersonLoad(
            self.person,
            bookings,
            self.next_week,
            {key: value for key, value in list(self._spreads.items()) if key in kept},
            {days: cell for days, cell in list(self._cells.items()) if _is_within(days, spans)},
        )


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
    near: Days
    revision: int
    _groups: dict[str, list[GroupLoad]] = field(default_factory=dict, repr=False)

    def covers(self, days: Days) -> bool:
        """Whether all bookings of a period in view were read."""
        return _is_within(days, [(self.first, self.last + ONE_DAY)])

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


def grid(
    connection: Connection, *, first: date, last: date, as_of: date, known: Grid | None = None
) -> Grid:
    """Everybody who works and their bookings within days, both ends in; four statements.

    The near weeks, by which people are sorted, are read as well: where those days do not hold
    them it takes one statement more. Work of somebody who has gone is nobody's. What is `known`
    is not read again while nothing was written since: two statements for each side that grew,
    so that who scrolls waits for what comes into view and not for all that is in it.
    """
    now = revision(connection)
    around = weeks(as_of, NEAR)
    near = around[0][0], around[-1][1]
    wanted = first, last + ONE_DAY
    if known is not None and (known.revision, known.near) == (now, near):
        return _read_on(connection, known, wanted)
    everybody = people(connection)
    found = by_person(_read(connection, _outside([wanted, near], [])))
    loads = [PersonLoad(who, found.pop(who.row.id, ()), around[1]) for who in everybody]
    demand = [row for rest in found.values() for row in rest]
    return Grid(loads, _by_start(demand), first, last, near, now)


def _read_on(connection: Connection, known: Grid, wanted: Days) -> Grid:
    """The days that are wanted, of which only those are read that are not known."""
    had = [known.near, (known.first, known.last + ONE_DAY)]
    found = by_person(_read(connection, _outside([wanted], had)))
    spans = [known.near, wanted]
    texts = [(since.isoformat(), until.isoformat()) for since, until in spans]

    def merged(rows: Sequence[Booked], more: Iterable[Booked]) -> list[Booked]:
        """What touches the days, as the statement that reads them sees it."""
        kept: dict[str, Booked] = {}
        for row in (*rows, *more):
            start, finish = row.start, row.finish
            for since, until in texts:
                if start < until and finish >= since:
                    kept[row.id] = row
        return list(kept.values())

    loads = [
        row.over(merged(row.bookings, found.pop(row.person.row.id, ())), spans)
        for row in known.rows
    ]
    demand = merged(known.demand, (row for rest in found.values() for row in rest))
    last = wanted[1] - ONE_DAY
    return Grid(loads, _by_start(demand), wanted[0], last, known.near, known.revision)


def _read(connection: Connection, spans: Iterable[Days]) -> list[Booked]:
    """The bookings of several stretches of days, each booking once."""
    found: dict[str, Booked] = {}
    for first, until in spans:
        rows = booked(connection, first=first, last=until - ONE_DAY)
        found |= {row.id: row for row in rows}
    return list(found.values())


def _outside(wanted: Iterable[Days], had: Iterable[Days]) -> list[Days]:
    """The days of `wanted`, each once, that `had` does not hold."""
    left: list[Days] = []
    taken = list(had)
    for span in wanted:
        parts = [span]
        for since, until in taken:
            cut = [(a, min(b, since)) for a, b in parts] + [(max(a, until), b) for a, b in parts]
            parts = [(a, b) for a, b in cut if a < b]
        left += parts
        taken.append(span)
    return left


def _is_within(days: Days, spans: Iterable[Days]) -> bool:
    return any(first <= days[0] and days[1] <= until for first, until in spans)


def _by_start(rows: Iterable[Booked]) -> list[Booked]:
    return sorted(rows, key=lambda row: (row.start, row.ref))


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


def project_loads(connection: Connection, *, as_of: date) -> dict[str, tuple[int, str] | Undefined]:
    """By project the highest load next week of somebody who works on it: per cent, and who.

    What everybody is booked for counts, for load does not come from one project alone. Three
    statements.
    """
    found: dict[str, tuple[int, str] | Undefined] = {}
    for row in next_week(connection, as_of=as_of):
        cell = row.cell(row.next_week)
        if not cell.capacity:
            continue
        load = (formats.whole(Decimal(cell.booked * 100) / cell.capacity), row.key)
        for booking, _ in row.parts(row.next_week):
            before = found.get(booking.project)
            if not isinstance(before, tuple) or load > before:
                found[booking.project] = load
    return found


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
