"""Write what is generated from the program itself: `make docs` runs it, a test compares.

python scripts/generate.py [--check]
"""

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Enum,
    Integer,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, ExecutableDDLElement
from sqlmodel import SQLModel

from ppm_tui import keymap
from ppm_tui.cli import manual
from ppm_tui.models import CONTENT, Table
from ppm_tui.models.types import Day, JsonText, WallTime

ROOT = Path(__file__).parent.parent
STORE = ROOT / "ppm_tui/store"
SQLITE: Dialect = sqlite.dialect()
POSTGRES: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy
TYPES = {Day: "day", WallTime: "time", JsonText: "json", Boolean: "bool", BigInteger: "big"}
TYPES |= {Enum: "word", Integer: "int"}


def schema(dialect: Dialect = SQLITE) -> str:
    """The schema as a script: what an empty portfolio looks like to the reader.

    In PostgreSQL the references come last, because tables point to each other in a circle.
    """
    tables = sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name)
    inline = None if dialect is SQLITE else ()
    statements: list[ExecutableDDLElement] = []
    for table in tables:
        statements.append(CreateTable(table, include_foreign_key_constraints=inline))
        statements += map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name)))
    if inline is not None:
        keys = [key for table in tables for key in table.foreign_key_constraints]
        for key in sorted(keys, key=lambda key: str(key.name)):
            # Isolating would take the key out of the table for good, here and for SQLite.
            statements.append(AddConstraint(key, isolate_from_table=False))
    lines = [_text(statement, dialect) for statement in statements]
    return "-- Generated from ppm_tui/models by `make docs`.\n" + "\n".join(lines) + "\n"


def _text(statement: ExecutableDDLElement, dialect: Dialect) -> str:
    text = str(statement.compile(dialect=dialect)).strip()
    return "\n".join(line.rstrip() for line in text.splitlines()) + ";"


def content() -> str:
    """What a complete export holds: the columns of every table, for readers without the models."""
    tables = {str(kind.__tablename__): _table(kind) for kind in CONTENT}
    lines = []
    for name, table in tables.items():
        columns = ",\n  ".join(json.dumps(column) for column in table.pop("columns"))
        head = json.dumps(table)[1:-1]
        lines.append(f'"{name}": {{{head}, "columns": [\n  {columns}\n]}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _table(kind: type[Table]) -> dict[str, Any]:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    own = [column for column in table.columns if column.name not in {"id", "version"}]
    columns = [_column(kind, column) for column in own]
    known_by = list(kind.known_by) or _unique(kind)
    return {"known_by": known_by, "unique": not kind.known_by, "columns": columns}


def _unique(kind: type[Table]) -> list[str]:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    [constraint] = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [column.name for column in constraint.columns]


def _column(kind: type[Table], column: Column[Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": _type(column)}
    for key in column.foreign_keys:
        described["to"] = key.column.table.name
    if described["type"] == "word":
        described["words"] = column.type.enums  # type: ignore[attr-defined]  # is an Enum
    if length := getattr(column.type, "length", None):
        described["length"] = length
    if column.nullable:
        described["null"] = True
    field = kind.model_fields[column.name]
    if not field.is_required() and field.default_factory is None:
        described["default"] = field.default
    return described


def _type(column: Column[Any]) -> str:
    kinds = (word for kind, word in TYPES.items() if isinstance(column.type, kind))
    return "reference" if column.foreign_keys else next(kinds, "text")


def keys() -> str:
    """The key map as a page, one table for each screen."""
    lines = ["# Keys", "", "Generated from `ppm_tui/keymap.py`; `?` shows them as bound now.", ""]
    for screen in keymap.EVERY:
        lines += [f"## {screen.replace('_', ' ').capitalize()}", "", "| Key | Does |", "|---|---|"]
        lines += [f"| {_keys(action)} | {action.help} |" for action in keymap.of_screen(screen)]
        lines.append("")
    lines += ["## Choosers", "", "| Opens for | Letters |", "|---|---|"]
    for name, choices in keymap.CHOOSERS.items():
        letters = " · ".join(f"`{choice.letter}` {choice.label}" for choice in choices)
        lines.append(f"| {name} | {letters} |")
    return "\n".join(lines) + "\n"


def _keys(action: keymap.Action) -> str:
    """The keys of an action; one without any is found in the palette."""
    return " ".join(f"`{keymap.shown(key)}`" for key in action.keys) or f"`:` {action.label}"


def generated() -> dict[Path, str]:
    """Every generated file and what it should hold."""
    files = {STORE / "content.json": content(), ROOT / "docs/keys.md": keys()}
    files[ROOT / "docs/ppm.1"] = manual.page()
    for dialect in (SQLITE, POSTGRES):
        files[STORE / f"schema.{dialect.name}.sql"] = schema(dialect)
    return files


def main() -> int:
    """Write the files; with --check only say which are stale."""
    stale = [path for path, text in generated().items() if not _holds(path, text)]
    for path in stale:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
