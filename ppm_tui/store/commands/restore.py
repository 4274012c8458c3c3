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
from ppm_tui.models import CONTENT, Step
from ppm_tui.store import restoring
from ppm_tui.store.commands import edits
from ppm_tui.store.commands.restore_matching import KINDS, Matching
from ppm_tui.store.content import ContentRow, PortfolioFile, tables
from ppm_tui.terms import Done

NO_HISTORY = "the history of the file is left out: it fits an empty portfolio only"


def import_portfolio(session: Session, *, file: PortfolioFile, as_of: date) -> Done:
    """Bring in what an export holds: rows known by their short identifiers are updated.

    Into an empty database a file with history is restored as it was: the log too, and nothing is
    added to it, so that `undo` goes on where the original stood. Elsewhere the import is one step
    and the file's history stays out. Raises Invalid, and changes nothing, for a reference to
    nothing. `as_of` is what every import is given; an export has its own days throughout.
    """
    count = len(file.rows["project"])
    projects = f"{count} project{'s' * (count != 1)}"
    keys = tuple(str(row.values["key"]) for row in file.rows["project"])
    if _is_empty(session) and restoring.is_complete(file):
        restoring.restore(session, file)
        steps = f"{len(file.steps)} step{'s' * (len(file.steps) != 1)}"
        return Done(f"restored {projects} and {steps} of history", file.problems, keys)
    merge = _Merge(session, file, Matching(session, file))
    merge.run()
    notes = (*file.problems, *merge.notes(), *([NO_HISTORY] if file.steps else []))
    added, changed = merge.tally["added"], merge.tally["changed"]
    return Done(f"imported {projects}: {added} rows new, {changed} changed", notes, keys)


def _is_empty(session: Session) -> bool:
    steps = session.scalar(sa.select(sa.func.count()).select_from(Step))
    return steps == 1 and not any(
        session.scalars(sa.select(col(kind.id)).limit(1)).first() for kind in CONTENT
    )


@dataclass(slots=True)
class _Merge:
    """One import into a portfolio, and what it has done so far."""

    session: Session
    file: PortfolioFile
    matching: Matching
    written: set[str] = field(default_factory=set)
    later: list[tuple[Any, str, str]] = field(default_factory=list)
    tally: Tally[str] = field(default_factory=Tally)

    def run(self) -> None:
        """Recognise every row first, then write table by table, then what pointed forwards."""
        restoring.raise_counters(self.session, restoring.refs(self.file))
        self.matching.run()
        self.written.update(*self.matching.keys.values())
        for name in tables():
            for row in self.file.rows[name]:
                self._write(name, row)
            self.session.flush()
        for kept, column, value in self.later:
            setattr(kept, column, value)
        self.session.flush()

    def notes(self) -> list[str]:
        """Which rows are called otherwise here."""
        refs = self.matching.refs
        given = [row for rows in self.file.rows.values() for row in rows if row.place in refs]
        return [
            f"{row.values['ref']} of {restoring.said(row.values['project_id'])} is "
            f"{refs[row.place]} here, where the number is another's"
            for row in given
        ]

    def _write(self, name: str, row: ContentRow) -> None:
        table = tables()[name]
        row_id = self.matching.id_of(row)
        values = dict(row.values)
        if row.place in self.matching.refs:
            values["ref"] = self.matching.refs[row.place]
        forward = {}
        for column in table.columns:
            if column.to:
                target = restoring.reference(row, column, self.matching.ids)
                values[column.name] = target
                if target is not None and target not in self.written:
                    forward[column.name] = target
        kept = self._keep(name, row, row_id, values, forward)
        self.later += [(kept, column, target) for column, target in forward.items()]
        self.written.add(row_id)

    def _keep(
        self,
        name: str,
        row: ContentRow,
        row_id: str,
        values: dict[str, Any],
        forward: dict[str, str],
    ) -> Any:
        """The row found, with what is different now, or a new one."""
        known = self.matching.known(row)
        fresh = _checked(name, row, values | dict.fromkeys(forward) | {"id": row_id})
        if known is None:
            self.session.add(fresh)
            self.tally["added"] += 1
            return fresh
        changed = [word for word in values if getattr(known, word) != getattr(fresh, word)]
        for word in set(changed) - set(forward):
            setattr(known, word, getattr(fresh, word))
        self.tally["changed"] += bool(changed)
        return known


def _checked(name: str, row: ContentRow, values: dict[str, Any]) -> Any:
    edits.bounded(values)
    try:
        return KINDS[name].model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Invalid(f"{row.place}.{where}: {first['msg']}") from error
