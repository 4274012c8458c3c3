"""Portfolios for the store's tests: a few rows of every table."""

from typing import Any

from sqlalchemy.orm import Session

from ppm_tui.models import CONTENT
from ppm_tui.store.content import Column, ContentTable, tables
from ppm_tui.terms import Done

COUNT = 4
KINDS = {str(kind.__tablename__): kind for kind in CONTENT}
Made = dict[str, list[Any]]


def add_samples(session: Session, *, word: str = "Größe 寸法 [/b] 'x' \u202e") -> Done:
    """Rows of every table with a value in every column, in two projects out of four."""
    made: Made = {}
    later: list[tuple[Any, str, str]] = []
    for name, table in tables().items():
        made[name] = []
        for index in range(COUNT):
            made[name].append(_sample(session, table, index, made, later, word))
        session.flush()
    for row, column, to in later:
        setattr(row, column, made[to][0].id)
    session.flush()
    return Done("samples")


def _sample(
    session: Session,
    table: ContentTable,
    index: int,
    made: Made,
    later: list[tuple[Any, str, str]],
    word: str,
) -> Any:
    values = {
        column.name: _target(table, column, index, made)
        if column.to
        else _value(table, column, index, word)
        for column in table.columns
    }
    row = KINDS[table.name].model_validate(values)
    later += [
        (row, each.name, each.to) for each in table.columns if each.to and each.to not in made
    ]
    session.add(row)
    return row


def _target(table: ContentTable, column: Column, index: int, made: Made) -> str | None:
    """Row `index` of a table points to rows of the same number, and so of the same project."""
    if column.to == table.name:
        return made[table.name][index - 2].id if index >= 2 else None
    if column.to not in made:
        return None
    if column.name == "predecessor_id":
        return str(made[column.to][(index + 2) % COUNT].id)
    return str(made[column.to][index % 2 if column.to == "project" else index].id)


def _value(table: ContentTable, column: Column, index: int, word: str) -> Any:
    if column.name == "trashed_on" and index < COUNT - 1:
        return None
    if column.type == "text":
        text = f"{column.name} {index} {word}"
        if column.name == "ref":
            return f"{table.name[0].upper()}-{index + 8}"
        return (
            text if column.length is None else f"{column.name[:1].upper()}{index}"[: column.length]
        )
    return {
        "word": column.words[index % len(column.words)] if column.words else "",
        "int": index + 1,
        "big": 2**40 + index,
        "bool": index % 2 == 1,
        "day": f"2026-03-{index + 10}",
        "time": f"2026-03-{index + 10}T08:30",
        "json": f'{{"a":["é",{index}],"b":null}}',
    }[column.type]
