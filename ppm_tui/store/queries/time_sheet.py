"""What people logged: the sheet of a person's week, its single entries, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ppm_tui.analysis.worktime import DAY, first_minute
from ppm_tui.errors import NotFound
from ppm_tui.store.queries.working_time import Person, people
from ppm_tui.store.reader import Connection
from ppm_tui.terms import BillState, Minutes

CALLED = """
SELECT r.key, r.name, r.email FROM resource r WHERE r.trashed_on IS NULL ORDER BY r.key
"""

CELLS = """
SELECT p.key, p.name, t.ref, t.name, e.day, SUM(e.minutes) AS minutes,
       SUM(CASE WHEN e.bill = 'billable' THEN e.minutes ELSE 0 END) AS charged
FROM resource r JOIN time_entry e ON e.resource_id = r.id JOIN project p ON p.id = e.project_id
LEFT JOIN task t ON t.id = e.task_id
WHERE r.key = :person AND e.day >= :since AND e.day < :until
  AND e.trashed_on IS NULL AND e.minutes > 0 AND p.trashed_on IS NULL
GROUP BY p.key, p.name, t.ref, t.name, e.day
ORDER BY p.key, COALESCE(t.ref, ''), e.day
"""

ENTRIES = """
SELECT e.id, p.key, p.name, t.ref, t.name, e.minutes, e.bill, e.text, e.number
FROM resource r JOIN time_entry e ON e.resource_id = r.id JOIN project p ON p.id = e.project_id
LEFT JOIN task t ON t.id = e.task_id
WHERE r.key = :person AND e.day = :day
  AND e.trashed_on IS NULL AND e.minutes > 0 AND p.trashed_on IS NULL
ORDER BY p.key, COALESCE(t.ref, ''), e.number, e.id
"""

DAYS = """
SELECT r.key, e.day, SUM(e.minutes) AS minutes
FROM resource r JOIN time_entry e ON e.resource_id = r.id JOIN project p ON p.id = e.project_id
WHERE e.day >= :since AND e.day < :until AND e.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (r.key = :person OR :person IS NULL)
GROUP BY r.key, e.day
ORDER BY r.key, e.day
"""

PLACES = """
WITH open AS (
  SELECT p.id, p.key, p.name FROM project p
  WHERE p.trashed_on IS NULL AND p.stage NOT IN ('completed', 'cancelled', 'archived')
)
SELECT open.key AS project, open.name AS project_name, NULL AS ref, NULL AS name,
       CASE WHEN open.key = :key THEN 0 ELSE 2 END AS rank, 0 AS position
FROM open WHERE open.key LIKE :begin ESCAPE '!' OR LOWER(open.name) LIKE :part ESCAPE '!'
UNION ALL
SELECT open.key, open.name, t.ref, t.name,
       CASE WHEN t.ref = :key THEN 0 WHEN r.key = :person THEN 1 ELSE 3 END, t.position
FROM open JOIN task t ON t.project_id = open.id LEFT JOIN resource r ON r.id = t.owner_id
WHERE t.trashed_on IS NULL AND t.kind = 'task' AND t.status NOT IN ('done', 'dropped')
  AND (t.ref = :key OR LOWER(t.name) LIKE :part ESCAPE '!'
       OR (open.key = :key AND r.key = :person))
ORDER BY rank, project, position, ref LIMIT :count
"""

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Called:
    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person logged on a project, or one of its tasks, on a day; `charged` is part of it."""

    project: str
    project_name: str
    task: str | None
    task_name: str | None
    day: date
    minutes: Minutes
    charged: Minutes


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A project or task on a sheet, with its days from Monday on."""

    project: str
    project_name: str
    task: str | None
    task_name: str | None
    days: tuple[Minutes, ...] = (Minutes(0),) * 7
    charged: tuple[Minutes, ...] = (Minutes(0),) * 7

    @property
    def key(self) -> str:
        """`ATLAS`, or `ATLAS/T-102`."""
        return f"{self.project}/{self.task}" if self.task else self.project

    @property
    def total(self) -> Minutes:
        """What was logged in the week."""
        return Minutes(sum(self.days))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a day."""

    id: str
    project: str
    project_name: str
    task: str | None
    task_name: str | None
    minutes: Minutes
    bill: BillState
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week of a person: rows, and by day what they can do and what they logged."""

    person: str
    name: str
    monday: date
    rows: tuple[SheetRow, ...]
    capacity: tuple[Minutes, ...]
    logged: tuple[Minutes, ...]

    def missing(self, as_of: date) -> tuple[Minutes, ...]:
        """By day what is missing of the capacity, up to `as_of`; later nothing is."""
        return tuple(
            Minutes(max(0, can - done) if self.monday + number * ONE_DAY <= as_of else 0)
            for number, (can, done) in enumerate(zip(self.capacity, self.logged, strict=True))
        )


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What a person logged on a day."""

    person: str
    day: date
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class MissingDay:
    """A day on which somebody logged less than they can do."""

    person: str
    name: str
    day: date
    capacity: Minutes
    logged: Minutes

    @property
    def missing(self) -> Minutes:
        """What is missing."""
        return Minutes(self.capacity - self.logged)

    @property
    def key(self) -> str:
        """`ana@2026-03-12`."""
        return f"{self.person}@{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class TimePlace:
    """A project or task on which time can be logged."""

    project: str
    project_name: str
    task: str | None
    task_name: str | None
    rank: int
    position: int


def is_called(user: str, *names: str) -> bool:
    """Whether a user is the person with these names: key, name, address, in any case."""
    return bool(user) and user.casefold() in {name.casefold() for name in names}


def person_of(connection: Connection, *, user: str) -> str | None:
    """The key of the person that a user is; None for a stranger. One statement."""
    found = connection.all(_Called, CALLED)
    return next((p.key for p in found if is_called(user, p.key, p.name, p.email)), None)


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - day.weekday() * ONE_DAY


def sheet(connection: Connection, *, person: str, monday: date) -> Sheet:
    """What a person logged in a week, by project and task; three statements. Raises NotFound."""
    found = people(connection, key=person)
    if not found:
        raise NotFound(f"nobody who works is called {person}")
    cells = connection.all(Cell, CELLS, person=person, since=monday, until=monday + WEEK)
    rows: dict[tuple[str, str | None], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.project, cell.task), []).append(cell)
    made = tuple(_row(each, monday) for each in rows.values())
    logged = tuple(Minutes(sum(row.days[n] for row in made)) for n in range(7))
    capacity = tuple(capacity_on(found[0], monday + n * ONE_DAY) for n in range(7))
    return Sheet(person, found[0].row.name, monday, made, capacity, logged)


def _row(cells: list[Cell], monday: date) -> SheetRow:
    days, charged = [Minutes(0)] * 7, [Minutes(0)] * 7
    for cell in cells:
        place = (cell.day - monday).days
        days[place], charged[place] = cell.minutes, cell.charged
    first = cells[0]
    return SheetRow(
        first.project, first.project_name, first.task, first.task_name, tuple(days), tuple(charged)
    )


def capacity_on(person: Person, day: date) -> Minutes:
    """What somebody can do on a day."""
    start = first_minute(day)
    return person.capacity.between(start, start + DAY)


def entries(connection: Connection, *, person: str, day: date) -> list[EntryRow]:
    """The single entries of a person's day, by project and task; one statement."""
    return connection.all(EntryRow, ENTRIES, person=person, day=day)


def missing(
    connection: Connection, *, as_of: date, weeks: int, person: str | None = None
) -> list[MissingDay]:
    """Days of the weeks before `as_of` on which less was logged than could be; three statements.

    The newest day first. `as_of` itself is not over and does not count.
    """
    since = monday_of(as_of) - (weeks - 1) * WEEK
    totals = connection.all(DayTotal, DAYS, since=since, until=as_of, person=person)
    logged = {(each.person, each.day): each.minutes for each in totals}
    found = _missing(people(connection, key=person), logged, since, as_of)
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.person))


def _missing(
    everybody: Iterable[Person], logged: dict[tuple[str, date], Minutes], since: date, until: date
) -> Iterable[MissingDay]:
    days = [since + n * ONE_DAY for n in range((until - since).days)]
    for person in everybody:
        key = person.row.key
        for day in days:
            can, done = capacity_on(person, day), logged.get((key, day), Minutes(0))
            if done < can:
                yield MissingDay(key, person.row.name, day, can, done)


def places(connection: Connection, *, text: str, person: str | None, count: int) -> list[TimePlace]:
    """Open projects and tasks by key, identifier or a part of their name; one statement.

    What is called exactly so comes first, then the person's own tasks.
    """
    key, _, task = text.strip().partition("/")
    wanted = (task or key).strip()
    plain = "".join(f"!{sign}" if sign in "!%_" else sign for sign in wanted)
    return connection.all(
        TimePlace, PLACES, key=wanted.upper(), begin=f"{plain.upper()}%",
        part=f"%{plain.lower()}%", person=person, count=count,
    )  # fmt: skip


def opened(
    connection: Connection, *, user: str, person: str | None, day: date
) -> tuple[Sheet | None, list[EntryRow]]:
    """The sheet of a person, else of the user, and the entries of the day; five statements.

    No sheet where the user is nobody who works.
    """
    key = person or person_of(connection, user=user)
    if key is None:
        return None, []
    found = sheet(connection, person=key, monday=monday_of(day))
    return found, entries(connection, person=key, day=day)
