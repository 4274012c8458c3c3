"""Reading: plain SQL over a read-only connection of the bare driver, no SQLAlchemy.

A database that does not exist reads as an empty one and is not created. One that is behind the
program's schema raises `Behind`, one that is ahead is refused and left untouched.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

from ppm_tui.errors import Busy, Invalid, PpmError
from ppm_tui.store.place import APPLICATION, SCHEMA, Place

T = TypeVar("T")
Value = str | int | float | Decimal | bytes | bool | None


class Behind(PpmError):
    """The database has an older schema; the writer migrates it on request."""

    def __init__(self, found: int) -> None:
        super().__init__(f"the database has schema {found}, this program needs {SCHEMA}")
        self.found = found


class Ahead(PpmError):
    """The database was written by a newer program."""

    def __init__(self, place: Place, found: int) -> None:
        super().__init__(
            f"{place} was written by a newer ppm (schema {found}, this one knows {SCHEMA}): "
            "upgrade ppm. Nothing was changed."
        )


class Cursor(Protocol):
    """What both drivers' cursors share."""

    def fetchall(self) -> list[Any]: ...


class Executing(Protocol):
    """What both drivers' connections and cursors share."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...


class Driver(Executing, Protocol):
    """What both drivers' connections share."""

    @property
    def cursor(self) -> Any: ...


class Connection:
    """A read-only connection that runs a query text with `:name` parameters on either database."""

    def __init__(self, driver: Driver, *, is_postgres: bool) -> None:
        self.driver = driver
        self.is_postgres = is_postgres
        self.statements = 0

    def rows(self, sql: str, **parameters: object) -> list[tuple[Value, ...]]:
        """Run one statement and return its rows as plain tuples."""
        rows: list[tuple[Value, ...]] = self._run(self.driver, sql, parameters).fetchall()
        return rows

    def _run(self, target: Executing, sql: str, parameters: Mapping[str, object]) -> Any:
        self.statements += 1
        values = {name: _plain(value) for name, value in parameters.items()}
        try:
            return target.execute(_postgres_text(sql) if self.is_postgres else sql, values)
        except UnicodeEncodeError as error:
            raise Invalid("the text holds bytes that are no characters: type it again") from error

    def all(self, row: type[T], sql: str, **parameters: object) -> list[T]:
        """Run one statement; each row becomes the dataclass, column by column in its order."""
        make = _maker(row)  # type: ignore[arg-type]  # a class is hashable
        return [make(values) for values in self.rows(sql, **parameters)]

    def each(self, row: type[T], sql: str, **parameters: object) -> Iterator[T]:
        """Run one statement like `all`, but fetch as the rows are wanted: memory for a few."""
        # PostgreSQL's plain cursor would fetch everything; one with a name stays on the server.
        name = (f"each{self.statements}",) if self.is_postgres else ()
        cursor = self.driver.cursor(*name)
        try:
            self._run(cursor, sql, parameters)
            yield from map(_maker(row), cursor)  # type: ignore[arg-type]  # a class is hashable
        finally:
            if self.is_postgres:  # SQLite's goes with its connection, which may be closed by now
                cursor.close()

    def one(self, row: type[T], sql: str, **parameters: object) -> T | None:
        """The first row as the dataclass, or None."""
        found = self.all(row, sql, **parameters)
        return found[0] if found else None

    def value(self, sql: str, **parameters: object) -> Value:
        """The first column of the first row, or None."""
        found = self.rows(sql, **parameters)
        return found[0][0] if found else None


@contextmanager
def connect(place: Place) -> Iterator[Connection]:
    """A connection that cannot write; an empty portfolio when there is no database yet."""
    if place.url is not None:
        with _connect_postgres(place) as connection:
            yield connection
        return
    with open_sqlite(place) as driver:
        found = schema_number(place, driver) if driver else None
        if driver is None or found is None:
            with empty() as connection:
                yield connection
            return
        _check(place, found)
        yield Connection(driver, is_postgres=False)


@contextmanager
def open_sqlite(place: Place) -> Iterator[sqlite3.Connection | None]:
    """A view of one moment of the file that cannot change it; None when there is no file."""
    if place.path is None or _is_empty(place, place.path):
        yield None
        return
    try:
        with closing(_view(place.path)) as driver:
            yield driver
    except sqlite3.Error as error:
        raise translated(place, error) from error


def _is_empty(place: Place, path: Path) -> bool:
    """Whether there is no file, or nothing in it."""
    try:
        if path.is_dir():
            raise PpmError(f"{place} is a folder: name a file in it")
        return not path.exists() or path.stat().st_size == 0
    except OSError as error:
        raise PpmError(f"{place} cannot be read: {error.strerror}") from error


def _view(path: Path) -> sqlite3.Connection:
    mode = "mode=ro"
    wal = path.with_name(f"{path.name}-wal")
    effective = os.access in os.supports_effective_ids
    if not os.access(path.parent, os.W_OK, effective_ids=effective) and not wal.exists():
        # Reading shares an index beside the file, which cannot be made in this folder.
        mode = "immutable=1"
    driver = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    driver.execute("PRAGMA busy_timeout=5000")
    driver.execute("PRAGMA query_only=ON")
    driver.execute("BEGIN")
    return driver


def schema_number(place: Place, driver: sqlite3.Connection) -> int | None:
    """The schema of the file, None for one without tables; refuses another program's database."""
    if not driver.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
        return None
    if driver.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise PpmError(f"{place} is the database of another program: nothing was changed")
    return int(driver.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def empty() -> Iterator[Connection]:
    """A portfolio without a row, in memory."""
    driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    driver.executescript(schema("sqlite"))
    try:
        yield Connection(driver, is_postgres=False)
    finally:
        driver.close()


def schema(dialect: str) -> str:
    """The script that makes an empty portfolio: generated from the models, `;` ends a line."""
    return files("ppm_tui.store").joinpath(f"schema.{dialect}.sql").read_text("utf-8")


@contextmanager
def _connect_postgres(place: Place) -> Iterator[Connection]:
    from ppm_tui.store import postgres

    with postgres.connect(place) as driver:
        if driver is None:
            with empty() as connection:
                yield connection
            return
        found = driver.execute("SELECT number FROM schema_number").fetchone()
        _check(place, int(found[0]) if found else 0)
        yield Connection(driver, is_postgres=True)


def _check(place: Place, found: int) -> None:
    if found > SCHEMA:
        raise Ahead(place, found)
    if found < SCHEMA:
        raise Behind(found)


def translated(place: Place, error: sqlite3.Error) -> PpmError:
    """A driver's error in the user's words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return Busy(f"locked by another program, try again: {place}")
    if "not a database" in text or "malformed" in text:
        return PpmError(f"{place} is not a readable ppm database ({text}): see ppm doctor")
    if "unable to open" in text:
        return PpmError(f"{place} cannot be opened: check that the file is readable")
    if "readonly" in text:
        return PpmError(f"{place} cannot be written: check the rights of the file and its folder")
    return PpmError(f"{place}: {text}")


def revision(connection: Connection) -> int:
    """Number of the last step: two readings differ exactly when something was written between."""
    return int(connection.value("SELECT COALESCE(MAX(number), 0) FROM step") or 0)


@cache
def _postgres_text(sql: str) -> str:
    return re.sub(r":([a-z_]+)", r"%(\1)s", sql.replace("%", "%%"))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


CONVERSIONS: Mapping[Any, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bool: bool,
    Decimal: Decimal,
    int: int,
}


def _conversion(hint: Any) -> Callable[[Any], Any] | None:
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    for kind in kinds:
        kind = getattr(kind, "__supertype__", kind)
        if kind in CONVERSIONS:
            return CONVERSIONS[kind]
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            # Ten times as quick as calling the class, and a plan has a million such cells.
            return {word.value: word for word in kind}.__getitem__
    return None


@cache
def _maker(row: type[Any]) -> Callable[[tuple[Value, ...]], Any]:
    """Function from a tuple of the driver to the dataclass, converting by its field types."""
    hints = get_type_hints(row)
    convert = [
        (index, conversion)
        for index, field in enumerate(fields(row))
        if (conversion := _conversion(hints[field.name])) is not None
    ]

    def make(values: tuple[Value, ...]) -> Any:
        cells = list(values)
        for index, conversion in convert:
            if (value := cells[index]) is not None:
                cells[index] = conversion(value)
        return row(*cells)

    return make
