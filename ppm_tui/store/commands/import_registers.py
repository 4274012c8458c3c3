"""What registers hold, from a file: new entries are added, known ones brought up to it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import NotFound
from ppm_tui.models import (
    Assumption,
    ChangeRequest,
    Decision,
    Issue,
    Project,
    Risk,
    Task,
)
from ppm_tui.store.commands import edits, projects, rows
from ppm_tui.store.commands.import_changes import change
from ppm_tui.store.commands.import_entry import Entry, Incoming, Left
from ppm_tui.store.commands.import_logs import assumption, decision, issue
from ppm_tui.store.commands.import_risks import risk
from ppm_tui.store.commands.import_team import Everybody, at, told
from ppm_tui.store.team_rows import RegisterRow
from ppm_tui.terms import REGISTERS

REF: Final = re.compile(r"([A-Z]{1,2})-0*([1-9]\d{0,4})", re.ASCII)
LINKED: Final[dict[str, type[Task | Risk | Issue]]] = {"task": Task, "risk": Risk, "issue": Issue}
STRANGERS = "owners that are nobody here, left out"
NO_LINK = "not in the project, so not linked"


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its rows, how their identifiers look, and how one comes in."""

    model: type[Entry]
    prefix: str
    digits: int
    bring: Callable[[Incoming, Any], Entry]


_KINDS = (
    Register(Risk, "R", 3, risk),
    Register(Issue, "I", 3, issue),
    Register(ChangeRequest, "CR", 2, change),
    Register(Assumption, "A", 2, assumption),
    Register(Decision, "D", 2, decision),
)
KINDS = dict(zip(REGISTERS, _KINDS, strict=True))


def bring(
    session: Session,
    kind: str,
    found: Sequence[RegisterRow],
    as_of: date,
    client: str | None = None,
) -> tuple[str, list[str]]:
    """Make a register what a file says; how much that is, and what was left out.

    An entry is known by our identifier within its project, else by project and title, and each
    once: two rows of one title are two entries. A new one takes the identifier of the file where it
    is one of ours and free. A row without a project belongs to one called as the file, made when
    there is none.
    """
    register, everybody, left = KINDS[kind], Everybody(session), Left()
    of = _Projects(session, client)
    places = [of.row(row) for row in found]
    known = _Known(session, register)
    counts = {"new": 0, "changed": 0, "known": 0}
    pairs = known.pairs(found, places)
    for row, project, entry in zip(found, places, pairs, strict=True):
        with at(row.where):
            ref = None if entry else known.free(row.ref)
            owner = _owner(everybody, row.owner, left)
            coming = Incoming(session, row, project, ref, owner, as_of, left)
            before = entry.version if entry else 0
            made = register.bring(coming, entry)
            _link(coming, made)
            known.taken.add(made.ref)
        counts["new" if not entry else "known" if made.version == before else "changed"] += 1
    return told(**counts), list(left.lines())


def _owner(everybody: Everybody, name: str, left: Left) -> str | None:
    person = everybody.meant(name) if name else None
    if name and person is None:
        left.note(STRANGERS, name)
    return person.key if person else None


class _Projects:
    """The projects that rows belong to, each looked up once."""

    def __init__(self, session: Session, client: str | None) -> None:
        self.session, self.client = session, client
        self._found: dict[tuple[str, str], Project] = {}

    def row(self, row: RegisterRow) -> Project:
        """The project of a row. Raises NotFound with where it stands."""
        said = row.project, row.of_file
        if said not in self._found:
            with at(row.where):
                self._found[said] = self._project(*said)
        return self._found[said]

    def _project(self, said: str, of_file: str) -> Project:
        """By key or name; one that is called as the file is made when there is none."""
        name = said or of_file
        try:
            return rows.project(self.session, name)
        except NotFound:
            pass
        query = sa.select(Project).where(
            sa.func.lower(col(Project.name)) == name.lower(), col(Project.trashed_on).is_(None)
        )
        found = self.session.scalars(query.order_by(col(Project.key))).first()
        if found is not None:
            return found
        if said:
            raise NotFound(f"no project is called {name}: add it first")
        done = projects.add(self.session, name=name, client=self.client)
        return rows.project(self.session, done.refs[0])


class _Known:
    """What a register holds before a file comes, by identifier, and by project and title."""

    def __init__(self, session: Session, register: Register) -> None:
        self.register = register
        table: Any = register.model
        self.taken = set(session.scalars(sa.select(table.ref)))
        query = sa.select(table).where(table.trashed_on.is_(None)).order_by(table.ref)
        self._by_ref: dict[str, Entry] = {}
        self._by_title: dict[tuple[str, str], list[Entry]] = {}
        for entry in session.scalars(query):
            self._by_ref[self._own(entry.ref) or entry.ref] = entry
            self._by_title.setdefault((entry.project_id, entry.title.casefold()), []).append(entry)

    def pairs(self, found: Sequence[RegisterRow], places: Sequence[Project]) -> list[Entry | None]:
        """The entry that each row is of, None if it is new."""
        meant = [self._of_ref(row, project) for row, project in zip(found, places, strict=True)]
        met = {entry.id for entry in meant if entry}
        for place, row in enumerate(found):
            if meant[place] is None:
                alike = self._by_title.get((places[place].id, row.title.casefold()), [])
                meant[place] = next((entry for entry in alike if entry.id not in met), None)
            met |= {entry.id for entry in (meant[place],) if entry}
        return meant

    def free(self, ref: str) -> str | None:
        """An identifier of a file as one of ours, if it is one and not given out."""
        own = self._own(ref)
        return own if own and own not in self.taken else None

    def _of_ref(self, row: RegisterRow, project: Project) -> Entry | None:
        entry = self._by_ref.get(self._own(row.ref) or row.ref.upper())
        return entry if entry and entry.project_id == project.id else None

    def _own(self, ref: str) -> str:
        """An identifier with as many digits as ours have, "" if it is none of ours."""
        found = REF.fullmatch(ref.strip().upper())
        if found is None or found[1] != self.register.prefix:
            return ""
        return f"{found[1]}-{found[2].zfill(self.register.digits)}"


def _link(coming: Incoming, entry: Entry) -> None:
    """What the entry came from or is about, where that is in the same project."""
    values: dict[str, object] = {}
    for name, ref in coming.row.links.items():
        table: Any = LINKED[name]
        query = sa.select(table.id).where(
            table.ref == ref.strip().upper(),
            table.project_id == coming.project.id,
            table.trashed_on.is_(None),
        )
        if (key := coming.session.scalar(query)) is not None:
            values[f"{name}_id"] = key
        else:
            coming.left.note(NO_LINK, ref)
    edits.change(coming.session, entry, values)
