"""What a portfolio consists of, told without the models: tables, columns, how rows are known.

`content.json` is generated from the models, so a new column is exported, imported and restored
without a line being written for it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Key = tuple[Any, ...]
"""What a row is known by: its short identifier, or several values; of a reference its own key."""

SELF = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `type` is text, word, int, big, bool, day, time, json or reference (`to`)."""

    name: str
    type: str
    to: str = ""
    words: tuple[str, ...] = ()
    length: int | None = None
    null: bool = False
    default: str | int | None = None
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class ContentTable:
    """One table. Rows with the same `known_by` are the same row; they are unique if it says so."""

    name: str
    known_by: tuple[str, ...]
    is_unique: bool
    columns: tuple[Column, ...]

    @property
    def owner(self) -> Column | None:
        """The reference that leads to the row that this one is a part of."""
        by_name = {column.name: column for column in self.columns}
        first = by_name[self.known_by[0]]
        return first if first.to else by_name.get("project_id")


@cache
def tables() -> Mapping[str, ContentTable]:
    """Every table with content, by name; a row only points to tables above, but for owners."""
    text = files("ppm_tui.store").joinpath("content.json").read_text("utf-8")
    return {name: _table(name, described) for name, described in json.loads(text).items()}


def _table(name: str, described: dict[str, Any]) -> ContentTable:
    columns = tuple(_column(**column) for column in described["columns"])
    return ContentTable(name, tuple(described["known_by"]), described["unique"], columns)


def _column(words: tuple[str, ...] = (), **described: Any) -> Column:
    return Column(words=tuple(words), is_required="default" not in described, **described)


@dataclass(slots=True)
class ContentRow:
    """One row: values as the database keeps them, references as keys; `place` is for messages."""

    values: dict[str, Any]
    place: str = ""

    def key(self, table: ContentTable) -> Key:
        """What it is known by."""
        return tuple(self.values[name] for name in table.known_by)


@dataclass(frozen=True, slots=True)
class FileChange:
    """One line of the change log; `old` and `new` are columns by name, as the log keeps them."""

    table: str
    row_id: str
    project_id: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class FileStep:
    """One step of the history with its changes in order."""

    number: int
    uid: str
    at: str
    user: str
    label: str
    kind: str
    state: str
    target: int | None
    changes: tuple[FileChange, ...] = ()


@dataclass(slots=True)
class PortfolioFile:
    """A whole portfolio, or one project of it, in the order of its content.

    `identities` are the internal identifier and version of every row, table by table in the
    order of `rows`; they and `steps` are there only when the history is.
    """

    rows: dict[str, list[ContentRow]]
    steps: tuple[FileStep, ...] = ()
    identities: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def order(value: object) -> tuple[Any, ...]:
    """Sort key of a value of any type: nothing first, `T-2` before `T-10`."""
    if value is None:
        return (0,)
    if isinstance(value, int):
        return (1, value)
    if isinstance(value, tuple):
        return (2, *map(order, value))
    parts = re.split(r"([0-9]+)", str(value))
    return (
        3,
        *((part, 0) if index % 2 == 0 else ("", int(part)) for index, part in enumerate(parts)),
    )


def canonical(value: object) -> str:
    """The text of a JSON column: the same content is the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
