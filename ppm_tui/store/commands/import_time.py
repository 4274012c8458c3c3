"""Time from a file: every row on its project and task, none twice, all of it or nothing."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING
from ppm_tui.errors import Invalid
from ppm_tui.models import Overrun, Project, Resource, Task, TimeEntry
from ppm_tui.models.types import new_id
from ppm_tui.store import logged
from ppm_tui.store.commands import overruns, time
from ppm_tui.store.commands.charging import refuse_closed
from ppm_tui.store.commands.import_places import Places
from ppm_tui.store.commands.import_team import Everybody, at, told
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.time import Entry, Priced
from ppm_tui.store.logged import CHUNK, Line, Row
from ppm_tui.store.team_rows import TimeRow
from ppm_tui.terms import BillState

TABLE = "time_entry"
ENTRIES = logged.untyped(TABLE)
SHOWN = 5
SAME = ("project_id", "task_id", "resource_id", "day", "minutes", "text")
"""What makes an entry without an identifier the same as another one."""
PRICED = ("resource_id", "day", "minutes", "task_id", "bill")
"""What cost and price of an entry follow from: they stay frozen while these are as they were."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row of the file with the project, the task and the person that it means."""

    row: TimeRow
    project: Project
    task: Task | None
    who: Resource

    @property
    def same(self) -> tuple[object, ...]:
        """The values of SAME."""
        row = self.row
        task = self.task.id if self.task else None
        return (self.project.id, task, self.who.id, row.day.isoformat(), row.minutes, row.text)

    @property
    def source(self) -> tuple[str, str]:
        """By what it is known: two clients may well have two systems that both count from 1."""
        return (self.project.id, self.row.source_id)


def bring_time(
    session: Session,
    found: Sequence[TimeRow],
    client: str | None = None,
    over: Decision = UNDECIDED,
) -> tuple[str, list[str]]:
    """Log the time of a file by the rules of `time.log_time`; how much, and what was met.

    An entry is known by its identifier within its project, else by all that it says, counted.
    What is known and says something else now is changed; what somebody has deleted stays so. A
    person, project or task that is unknown, or of another client, refuses all (NotFound).
    """
    placed = _all_placed(session, found, client or "")
    _refuse_doubles(placed)
    stored, entries = _Stored(session, placed), _Entries(session, over)
    pairs = [(each, stored.of(each)) for each in placed]
    lines = [line for each, old in pairs if (line := entries.line(each, old))]
    # New ones first: lines are written together as long as they do the same.
    logged.write(session, sorted(lines, key=lambda line: line.verb != "insert"))
    notes = entries.decide()
    keys = list(dict.fromkeys(each.project.key for each in placed))
    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return f"time of {', '.join(keys[:SHOWN])}{more}: {entries.told}", [*stored.notes, *notes]


def _all_placed(session: Session, found: Iterable[TimeRow], client: str) -> list[_Placed]:
    places, who = Places(session), cache(Everybody(session).who)
    placed = []
    for row in found:
        with at(row.where):
            project = places.project(row.projects, client or row.client, row.tasks)
            task = places.task(project.id, row.tasks)
            placed.append(_Placed(row, project, task, who(row.people)))
    return placed


def _refuse_doubles(placed: Iterable[_Placed]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for each in placed:
        first = seen.setdefault(each.source, each.row.where)
        if each.row.source_id and first != each.row.where:
            raise Invalid(
                f"{each.row.where}: {each.row.source_id} stands before in {first}; if this is "
                "no identifier of an entry, give its column no field (--map)"
            )


class _Stored:
    """The entries that are there already, each found once."""

    def __init__(self, session: Session, placed: Sequence[_Placed]) -> None:
        self._by_source: dict[tuple[str, str], Row] = {}
        self._projects: dict[str, set[tuple[str, str | None]]] = {}
        self._alike: dict[tuple[object, ...], list[Row]] = {}
        self._elsewhere: list[str] = []
        sources = sorted({each.row.source_id for each in placed} - {""})
        for part in logged.parts(sources, CHUNK):
            for row in _rows(session, ENTRIES.c.source_id.in_(part)):
                self._by_source[row["project_id"], row["source_id"]] = row
                of = self._projects.setdefault(row["source_id"], set())
                of.add((row["project_id"], row["resource_id"]))
        days = [each.row.day.isoformat() for each in placed]
        projects = sorted({each.project.id for each in placed})
        for part in logged.parts(projects, CHUNK):
            within = ENTRIES.c.day.between(min(days), max(days)), ENTRIES.c.project_id.in_(part)
            for row in _rows(session, *within, ENTRIES.c.minutes > 0):
                if (row["project_id"], row["source_id"]) not in self._by_source:
                    self._alike.setdefault(tuple(row[name] for name in SAME), []).append(row)

    def of(self, each: _Placed) -> Row | None:
        """The entry of a row of the file, by its identifier, else one that says the same."""
        source = each.row.source_id
        if source and (found := self._by_source.get(each.source)):
            return found
        if source and self._is_elsewhere(each):
            self._elsewhere.append(each.row.where)
        # An entry that has an identifier is another one than what has its own.
        alike = self._alike.get(each.same, [])
        place = next((n for n, row in enumerate(alike) if not (source and row["source_id"])), None)
        return None if place is None else alike.pop(place)

    def _is_elsewhere(self, each: _Placed) -> bool:
        found = self._projects.get(each.row.source_id, set())
        return any(who == each.who.id and at != each.project.id for at, who in found)

    @property
    def notes(self) -> list[str]:
        """What a person should look at."""
        if not self._elsewhere:
            return []
        where = ", ".join(self._elsewhere[:SHOWN])
        return [f"the same id is known on another project too, where its time stays: {where}"]


def _rows(session: Session, *conditions: sa.ColumnElement[bool]) -> Iterable[Row]:
    """Entries as the database holds them, those in the trash last."""
    is_gone = ENTRIES.c.trashed_on.is_not(None)
    query = sa.select(ENTRIES).where(*conditions).order_by(is_gone, ENTRIES.c.number)
    for row in session.execute(query).mappings():
        yield dict(row)


class _Entries:
    """What becomes of the entries, by the rules for one."""

    def __init__(self, session: Session, over: Decision) -> None:
        self._session = session
        self._decision = over
        self._known = time.Known(session, over)
        self._over: list[tuple[str, Priced, Decision, Overrun | None]] = []
        self._open: set[tuple[str, str | None]] = set()
        self._tally: Tally[str] = Tally()
        self._minutes = 0

    @property
    def told(self) -> str:
        """How many were what."""
        length = f" ({formats.minutes(self._minutes)})" if self._minutes else ""
        words = {f"new{length}": "new", "changed": "changed", "known": "known",
                 "deleted before and left so": "deleted"}  # fmt: skip
        return told(**{word: self._tally[name] for word, name in words.items()})

    def decide(self) -> list[str]:
        """Record what was decided of what is over, once the entries are there; a line for each."""
        told = []
        for row_id, priced, decision, old in self._over:
            entry = self._session.get_one(TimeEntry, row_id)
            over, route = priced.over, priced.route
            told.append(overruns.record(self._session, entry, over, route, decision, old))
        return list(filter(None, told))

    def line(self, each: _Placed, old: Row | None) -> Line | None:
        """What is to be written of a row; None when nothing is. Raises Invalid."""
        with at(each.row.where):
            line = self._new(each) if old is None else self._changed(each, old)
        is_gone = old is not None and old["trashed_on"] is not None
        what = "new" if old is None else "changed" if line else "deleted" if is_gone else "known"
        self._tally[what] += 1
        return line

    def _check_open(self, project: Project, task: Task | None) -> None:
        """The rule of `charging.refuse_closed`, once for each project and task."""
        place = (project.id, task.id if task else None)
        if place not in self._open:
            refuse_closed(self._session, project, task)
            self._open.add(place)

    def _new(self, each: _Placed) -> Line:
        self._check_open(each.project, each.task)
        priced = self._known.priced(_entry(each))
        self._minutes += each.row.minutes
        row = logged.usual(TABLE) | {"id": new_id(), "source_id": each.row.source_id}
        row |= {name: logged.plain(value) for name, value in priced.values.items()}
        if priced.over != NOTHING:
            self._over.append((row["id"], priced, self._decision, None))
        return Line(TABLE, row["id"], each.project.id, None, row)

    def _changed(self, each: _Placed, old: Row) -> Line | None:
        row = each.row
        wanted = dict(zip(SAME, each.same, strict=True))
        wanted["source_id"] = row.source_id or old["source_id"]
        # What a row leaves empty stays.
        said = {"text": row.text, "task_id": row.tasks}
        wanted |= {name: old[name] for name, value in said.items() if not value}
        if row.bill is not None:
            wanted["bill"] = row.bill.value
        after = {name: value for name, value in wanted.items() if old[name] != value}
        if not after or old["trashed_on"] is not None:
            return None
        if after.keys() - {"source_id"}:
            self._check_open(each.project, each.task)
            if old["task_id"]:
                self._check_open(each.project, self._session.get(Task, old["task_id"]))
        if after.keys() & set(PRICED):
            after |= self._priced_anew(each, old, wanted)
        return Line(TABLE, old["id"], each.project.id, {name: old[name] for name in after}, after)

    def _priced_anew(self, each: _Placed, old: Row, wanted: Row) -> Row:
        """Cost, price and what pays for it of an entry that says something else now."""
        entry = self._session.get_one(TimeEntry, old["id"])
        time.refuse_invoiced(self._session, entry)
        before = overruns.release(self._session, entry)
        decision = overruns.decided(before, self._decision)
        self._known.routes.leave_out(entry)
        task = self._session.get(Task, wanted["task_id"]) if wanted["task_id"] else None
        said = replace(
            _entry(each), bill=BillState(wanted["bill"] if "bill" in wanted else old["bill"])
        )
        priced = self._known.worth(each.project, task, each.who.id, said, decision)
        self._over.append((old["id"], priced, decision, before))
        # The session must not hold what is written past it.
        self._session.expunge(entry)
        found = {name: logged.plain(value) for name, value in priced.values.items()}
        return {name: value for name, value in found.items() if old[name] != value}


def _entry(each: _Placed) -> Entry:
    row = each.row
    task = each.task.ref if each.task else None
    return Entry(
        each.project.key, row.day, row.minutes, each.who.key, task, row.text, bill=row.bill
    )
