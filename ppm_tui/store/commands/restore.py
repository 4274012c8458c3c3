"""Bringing a complete export into the portfolio: all or nothing, again means update."""

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import CONTENT, Step, Table
from ppm_tui.store import restoring
from ppm_tui.store.commands import rows
from ppm_tui.store.content import ContentRow, Key, PortfolioFile, order, tables
from ppm_tui.terms import Done

KINDS = {str(kind.__tablename__): kind for kind in CONTENT}
NAMES = ("uid", "name", "title")
"""What else a row may be recognised by within its project, where its `ref` is another's here."""


def import_portfolio(session: Session, *, file: PortfolioFile, as_of: date) -> Done:
    """Bring in what an export holds: rows known by their short identifiers are updated.

    Into an empty database a file with history is restored as it was: the log too, and nothing is
    added to it, so that `undo` goes on where the original stood. Elsewhere the import is one step
    and the file's history stays out. Raises Invalid, and changes nothing, for a reference to
    nothing.
    """
    count = len(file.rows["project"])
    projects = f"{count} project{'s' * (count != 1)}"
    if _is_empty(session) and restoring.is_complete(file):
        restoring.restore(session, file)
        line = f"restored {projects} and {len(file.steps)} steps of history"
        return Done(line, file.problems, _keys(file))
    merge = _Merge(session, file)
    merge.run()
    notes = (*file.problems, *merge.problems)
    if file.steps:
        notes += ("the history of the file is left out: it fits an empty database only",)
    added, changed = merge.tally["added"], merge.tally["changed"]
    line = f"imported {projects}: {added} rows new, {changed} changed"
    return Done(line, notes, _keys(file))


def _keys(file: PortfolioFile) -> tuple[str, ...]:
    return tuple(str(row.values["key"]) for row in file.rows["project"])


def _is_empty(session: Session) -> bool:
    steps = sa.select(sa.func.count()).select_from(Step)
    return session.scalar(steps) == 1 and not any(
        session.scalars(sa.select(col(kind.id)).limit(1)).first() for kind in CONTENT
    )


@dataclass(slots=True)
class _Merge:
    """One import into a portfolio: what was there, and who is who."""

    session: Session
    file: PortfolioFile
    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, dict[str, Key]] = field(default_factory=dict)
    ids: restoring.Ids = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    later: list[tuple[Any, str, str]] = field(default_factory=list)
    tally: Tally[str] = field(default_factory=Tally)
    problems: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Recognise every row first, then write table by table, then what pointed forwards."""
        found = {name: self._recognise(name) for name in tables()}
        for name in tables():
            for row, known in zip(self.file.rows[name], found[name], strict=True):
                self._write(name, row, known)
            self.session.flush()
        for row, column, value in self.later:
            setattr(row, column, value)
        self.session.flush()
        restoring.raise_counters(self.session, restoring.refs(self.file))

    def _recognise(self, name: str) -> list[Any]:
        """For each row of the file the row of the portfolio that it is, or None."""
        table, given = tables()[name], self.file.rows[name]
        there = self._existing(name)
        found = [None] * len(given)
        by_key: dict[Key, list[Any]] = {}
        for known in there:
            by_key.setdefault(self.keys[name][known.id], []).append(known)
        for index, row in enumerate(given):
            known = next(iter(by_key.get(row.key(table), ())), None)
            if known is not None and self._is_same(row, known):
                by_key[row.key(table)].remove(known)
                found[index] = known
        if table.known_by == ("ref",):
            self._recognise_renamed(name, there, found)
        self.ids[name] = {key: row_id for row_id, key in self.keys[name].items()}
        for row, known in zip(given, found, strict=True):
            self.ids[name][row.key(table)] = known.id if known else new_id()
        return found

    def _existing(self, name: str) -> list[Any]:
        columns = {column.name: column for column in tables()[name].columns}
        there = list(self.session.scalars(sa.select(KINDS[name])))
        self.written |= {row.id for row in there}
        keys = {row.id: self._key(columns, tables()[name].known_by, row) for row in there}
        self.keys[name] = keys
        return sorted(there, key=lambda row: order((keys[row.id], row.id)))

    def _key(self, columns: dict[str, Column], known_by: tuple[str, ...], row: Any) -> Key:
        values = ((columns[name], getattr(row, name)) for name in known_by)
        return tuple(
            self.keys[column.to].get(value) if column.to else value for column, value in values
        )

    def _is_same(self, row: ContentRow, known: Any) -> bool:
        """A `ref` means the same row only within its project: elsewhere it was given anew."""
        if "ref" not in row.values:
            return True
        return bool(row.values["project_id"] == self.keys["project"].get(known.project_id))

    def _recognise_renamed(self, name: str, there: list[Any], found: list[Any]) -> None:
        """Rows whose `ref` another project has here: found by name, or given a new one."""
        taken = {known.ref for known in there} - {known.ref for known in found if known}
        matched = {known.id for known in found if known}
        free: dict[Key, list[Any]] = {}
        for known in there:
            if known.id not in matched:
                key = (self.keys["project"].get(known.project_id), *_other_name(known))
                free.setdefault(key, []).append(known)
        for index, row in enumerate(self.file.rows[name]):
            if found[index] is None and row.values["ref"] in taken:
                self._rename(name, index, row, free, found)

    def _rename(
        self, name: str, index: int, row: ContentRow, free: dict[Key, list[Any]], found: list[Any]
    ) -> None:
        other = (row.values["project_id"], *_other_name(SimpleNamespace(**row.values)))
        ref = row.values["ref"]
        for row_id, key in self.keys[name].items():
            if key == (ref,):
                self.keys[name][row_id] = (ref, "of another project")
        if free.get(other):
            found[index] = free[other].pop(0)
            self.keys[name][found[index].id] = (ref,)
            self.refs[row.place] = found[index].ref
