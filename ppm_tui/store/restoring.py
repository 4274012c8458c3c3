"""Making an empty database what an export was taken of, the history included.

This is a copy, not a change: the log arrives as it was, and nothing is added to it.
"""

import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Change, Counter, Step
from ppm_tui.store import history, logged
from ppm_tui.store.content import Column, ContentRow, FileStep, Key, PortfolioFile, tables

Ids = dict[str, dict[Key, str]]

REF = re.compile(r"([A-Z]{1,7}-)([0-9]{1,9})")
"""A short identifier as it is given out: `T-` is counted, 111 is its number."""


def is_complete(file: PortfolioFile) -> bool:
    """Whether the file says of every row which identifier it had."""
    wanted = {name: len(rows) for name, rows in file.rows.items() if rows}
    return bool(file.steps) and wanted == {
        name: len(rows) for name, rows in file.identities.items() if rows
    }


def restore(session: Session, file: PortfolioFile) -> None:
    """Write rows, versions and log as they were. Raises Invalid for a reference to nothing."""
    history.forget_step(session)
    ids = {
        name: dict(zip(_keys(file, name), (row_id for row_id, _ in pairs), strict=True))
        for name, pairs in file.identities.items()
    }
    later: list[tuple[str, str, str, str]] = []
    done: set[str] = set()
    for name in tables():
        rows = list(_rows(file, name, ids, done, later))
        logged.insert(session, name, rows)
    for name, column, row_id, value in later:
        table = logged.untyped(name)
        statement = sa.update(table).where(table.c.id == row_id).values({column: value})
        session.execute(statement)
    _restore_log(session, file.steps)
    raise_counters(session, refs(file))


def _keys(file: PortfolioFile, name: str) -> list[Key]:
    return [row.key(tables()[name]) for row in file.rows[name]]


def _rows(
    file: PortfolioFile,
    name: str,
    ids: Ids,
    done: set[str],
    later: list[tuple[str, str, str, str]],
) -> Iterator[dict[str, Any]]:
    """The rows of a table as they are to be written; references to what comes later are kept."""
    for row, (row_id, version) in zip(file.rows[name], file.identities.get(name, ()), strict=True):
        values: dict[str, Any] = {"id": row_id, "version": version}
        for column in tables()[name].columns:
            value = reference(row, column, ids) if column.to else row.values[column.name]
            if column.to and value is not None and value not in done:
                later.append((name, column.name, row_id, value))
                value = None
            values[column.name] = value
        done.add(row_id)
        yield values


def reference(row: ContentRow, column: Column, ids: Ids) -> str | None:
    """Identifier of the row that a column points to. Raises Invalid when there is none."""
    key = row.values[column.name]
    if key is None:
        return None
    found = ids.get(column.to, {}).get(key)
    if found is None:
        raise Invalid(f"{row.place}: there is no {column.to} {said(key)}")
    return found


def said(key: Key) -> str:
    """A key as people write it."""
    return "/".join(said(part) if isinstance(part, tuple) else str(part) for part in key)


def _restore_log(session: Session, steps: Iterable[FileStep]) -> None:
    log: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for step in steps:
        log.append(
            {
                "number": step.number,
                "uid": step.uid,
                "at": step.at,
                "user": step.user,
                "label": step.label,
                "kind": step.kind,
                "state": step.state,
                "target": step.target,
            }
        )
        changes += _changes(step)
    logged.insert(session, str(Step.__tablename__), log)
    logged.insert(session, str(Change.__tablename__), changes)


def _changes(step: FileStep) -> Iterator[dict[str, Any]]:
    for number, change in enumerate(step.changes, 1):
        yield {
            "step": step.number,
            "number": number,
            "table_name": change.table,
            "row_id": change.row_id,
            "project_id": change.project_id,
            "before": None if change.old is None else logged.text(change.old),
            "after": None if change.new is None else logged.text(change.new),
        }


def refs(file: PortfolioFile) -> Iterator[str]:
    """Every short identifier that was ever given out, of rows that are gone as well."""
    for rows in file.rows.values():
        yield from (row.values["ref"] for row in rows if "ref" in row.values)
    for step in file.steps:
        for change in step.changes:
            for values in (change.old, change.new):
                if values and isinstance(values.get("ref"), str):
                    yield values["ref"]


def raise_counters(session: Session, given: Iterable[str]) -> None:
    """Let new identifiers go on after the highest that was given out."""
    highest: Tally[str] = Tally()
    for ref in given:
        if counted := REF.fullmatch(ref):
            prefix, number = counted.groups()
            highest[prefix] = max(highest[prefix], int(number))
    for prefix, last in highest.items():
        counter = session.get(Counter, prefix)
        if counter is None:
            session.add(Counter(kind=prefix, last=last))
        else:
            counter.last = max(counter.last, last)
    session.flush()
