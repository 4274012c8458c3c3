"""How much of what people, roles and teams can do is billed, used and booked in a period."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter

from ppm_tui.analysis import utilization as formulas
from ppm_tui.analysis.periods import Period
from ppm_tui.analysis.utilization import Amounts
from ppm_tui.analysis.worktime import DAY, WEEK, first_minute
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.bookings import Booked, booked, by_person
from ppm_tui.store.queries.working_time import Person, people
from ppm_tui.store.reader import Connection
from ppm_tui.terms import BookingKind, Rag, Undefined

# CROSS JOIN makes SQLite ask the index of each person's entries for the days.
SPENT = """
SELECT e.resource_id, p.key, p.name,
       SUM(CASE WHEN p.client_id IS NULL OR p.billing = 'internal' THEN 0
                WHEN e.bill = 'billable' THEN e.minutes ELSE 0 END) AS charged,
       SUM(CASE WHEN p.client_id IS NULL OR p.billing = 'internal' THEN 0
                WHEN e.bill = 'billable' THEN 0 ELSE e.minutes END) AS uncharged,
       SUM(CASE WHEN p.client_id IS NULL OR p.billing = 'internal' THEN e.minutes
                ELSE 0 END) AS internal
FROM resource r CROSS JOIN time_entry e JOIN project p ON p.id = e.project_id
WHERE e.resource_id = r.id AND e.day >= :since AND e.day < :until
  AND e.trashed_on IS NULL AND p.trashed_on IS NULL
  AND r.trashed_on IS NULL AND r.kind = 'work'
GROUP BY e.resource_id, p.key, p.name
HAVING SUM(e.minutes) <> 0
ORDER BY p.key, e.resource_id
"""

GROUPS = ("person", "role", "team")
ONE_DAY = timedelta(days=1)
NONE = "none"
"""The group of those who have no role or no team."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes of somebody on a project, by who pays for them."""

    resource_id: str
    project: str
    name: str
    charged: int
    uncharged: int
    internal: int


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """What a project has of the time and the bookings of a row."""

    key: str
    name: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class PersonPart:
    """Somebody of a role or team: `target` is per cent, None where none is set."""

    key: str
    name: str
    role: str
    team: str
    target: int | None
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class UtilizationRow:
    """A person, a role or a team in a period, with what it was reckoned from."""

    by: str
    key: str
    name: str
    role: str
    team: str
    period: Period
    as_of: date
    amounts: Amounts
    target: Decimal | Undefined
    projects: tuple[ProjectPart, ...]
    people: tuple[PersonPart, ...]

    def figure(self, name: str) -> Decimal | Undefined:
        """A figure by the name of its formula."""
        return formulas.BY_ID[name].of(self.amounts)

    @property
    def rag(self) -> Rag | None:
        """How near billable utilization is to the target."""
        return formulas.colour(self.figure("billable"), self.target)

    @property
    def realisation(self) -> Decimal | Undefined:
        """Undefined here: the money view has it."""
        return formulas.NOT_BY_PERSON

    @property
    def effective_rate(self) -> Decimal | Undefined:
        """Undefined here: the money view has it."""
        return formulas.NOT_BY_PERSON


@dataclass(frozen=True, slots=True)
class Utilization:
    """The rows by name, and everybody together."""

    rows: list[UtilizationRow]
    whole: UtilizationRow


def utilization(
    connection: Connection, *, period: Period, as_of: date, by: str = "person"
) -> Utilization:
    """Rows of people, roles or teams for a period, by name; four statements.

    Time counts up to `as_of`, bookings in the whole period.
    """
    until = min(period.last, as_of) + ONE_DAY
    everybody = people(connection)
    spent: dict[str, list[Spent]] = {}
    for row in connection.all(Spent, SPENT, since=period.first, until=until):
        spent.setdefault(row.resource_id, []).append(row)
    bookings = by_person(booked(connection, first=period.first, last=period.last))
    edges = Edges(period, as_of)
    rows = [
        _person(person, edges, spent.get(person.row.id, ()), bookings.get(person.row.id, ()))
        for person in everybody
    ]
    rows.sort(key=lambda row: (row.name.casefold(), row.key))
    return Utilization(
        rows if by == "person" else _grouped(rows, by, edges),
        _together(rows, "everybody", "all", edges),
    )


def one(
    connection: Connection, *, period: Period, as_of: date, by: str, name: str
) -> UtilizationRow:
    """A person by key, or a role or team by name; NotFound when there is none. Four statements."""
    rows = utilization(connection, period=period, as_of=as_of, by=by).rows
    wanted = name.strip().casefold()
    found = next((row for row in rows if row.key.casefold() == wanted), None)
    if found is None:
        raise NotFound(f"there is no {by} «{name}»: see ppm utilization --by {by}")
    return found


class Edges:
    """A period as minutes: its begin, each Monday in it, its end; and until when it has passed."""

    def __init__(self, period: Period, as_of: date) -> None:
        self.period, self.as_of = period, as_of
        self.begin, self.end = first_minute(period.first), first_minute(period.last) + DAY
        monday = first_minute(period.first) // WEEK * WEEK + WEEK  # minute 0 is that of a Monday
        self.all = [self.begin, *range(monday, self.end, WEEK), self.end]
        self.passed = max(self.begin, min(self.end, first_minute(as_of) + DAY))


def _person(
    person: Person, edges: Edges, spent: Sequence[Spent], bookings: Sequence[Booked]
) -> UtilizationRow:
    parts: dict[str, ProjectPart] = {}
    for each in spent:
        made = Amounts(charged=each.charged, uncharged=each.uncharged, internal=each.internal)
        parts[each.project] = ProjectPart(each.project, each.name, made)
    weeks = [0] * (len(edges.all) - 1)
    for row in bookings:
        minutes = _lay(row, person, edges, weeks)
        if minutes:
            is_hard = row.kind is BookingKind.HARD
            made = Amounts(hard=minutes) if is_hard else Amounts(soft=minutes)
            old = parts.get(row.project)
            made = made + old.amounts if old else made
            parts[row.project] = ProjectPart(row.project, row.project_name, made)
    can = [person.capacity.between(edges.begin, edge) for edge in edges.all]
    over = (max(0, minutes - (can[n + 1] - can[n])) for n, minutes in enumerate(weeks))
    amounts = sum((part.amounts for part in parts.values()), Amounts())
    amounts = replace(
        amounts,
        capacity=can[-1],
        elapsed=person.capacity.between(edges.begin, edges.passed),
        overload=sum(over),
    )
    who = person.row
    target = formulas.NO_TARGET if who.target is None else Decimal(who.target)
    return UtilizationRow(
        by="person",
        key=who.key,
        name=who.name,
        role=who.role,
        team=who.team,
        period=edges.period,
        as_of=edges.as_of,
        amounts=amounts,
        target=target,
        projects=tuple(sorted(parts.values(), key=attrgetter("key"))),
        people=(PersonPart(who.key, who.name, who.role, who.team, who.target, amounts),),
    )


def _lay(row: Booked, person: Person, edges: Edges, weeks: list[int]) -> int:
    """Add what falls into each week, and return what falls into the period."""
    spread = row.over(person.calendar)
    first = max(0, bisect_right(edges.all, spread.spans[0][0]) - 1)
    last = min(len(weeks), bisect_left(edges.all, spread.spans[-1][1]))
    total, before = 0, spread.until(edges.all[first])
    for week in range(first, last):
        done = spread.until(edges.all[week + 1])
        weeks[week] += done - before
        total += done - before
        before = done
    return total


def _grouped(rows: Iterable[UtilizationRow], by: str, edges: Edges) -> list[UtilizationRow]:
    key: Callable[[UtilizationRow], str] = attrgetter(by)
    found: dict[str, list[UtilizationRow]] = {}
    for row in rows:
        found.setdefault(key(row).strip() or NONE, []).append(row)
    made = [_together(members, name, by, edges) for name, members in found.items()]
    return sorted(made, key=lambda row: (row.key == NONE, row.name.casefold(), row.name))


def _together(rows: Sequence[UtilizationRow], name: str, by: str, edges: Edges) -> UtilizationRow:
    """Several people as one row: sums of their minutes, and the mean of their targets."""
    members = tuple(part for row in rows for part in row.people)
    amounts = sum((part.amounts for part in members), Amounts())
    base = attrgetter("elapsed" if amounts.elapsed else "capacity")
    return UtilizationRow(
        by=by,
        key=name,
        name=name,
        role=_common(part.role for part in members),
        team=_common(part.team for part in members),
        period=edges.period,
        as_of=edges.as_of,
        amounts=amounts,
        target=formulas.target_of((part.target, base(part.amounts)) for part in members),
        projects=_merged(part for row in rows for part in row.projects),
        people=members,
    )


def _common(words: Iterable[str]) -> str:
    """What all have in common, if anything."""
    found = set(words)
    return found.pop() if len(found) == 1 else ""


def _merged(parts: Iterable[ProjectPart]) -> tuple[ProjectPart, ...]:
    found: dict[str, ProjectPart] = {}
    for part in parts:
        old = found.get(part.key)
        found[part.key] = replace(old, amounts=old.amounts + part.amounts) if old else part
    return tuple(sorted(found.values(), key=attrgetter("key")))
