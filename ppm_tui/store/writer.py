"""Writing: one command, one transaction, one step of the history.

Imported by the first change, never by a reading path: it brings SQLAlchemy.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import ppm_tui.models  # noqa: F401  # the tables must be known before one is created
from ppm_tui.errors import Busy, Conflict, PpmError
from ppm_tui.store import history, reader
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.terms import Done

Clock = Callable[[], datetime]


def now() -> datetime:
    """The clock of the log."""
    return datetime.now(UTC)


def run(
    place: Place, user: str, clock: Clock, dry_run: bool, work: Callable[[Session], Done]
) -> Done:
    """Run `work` in one transaction as one step of the history; a dry run is rolled back.

    What it raises rolls everything back. Raises Busy when another writer holds the database for
    more than five seconds, Conflict when a row changed under the command.
    """
    prepare(place)
    try:
        with Session(engine(place), expire_on_commit=False, autoflush=False) as session:
            history.listen(session)
            step = history.open_step(session, user, clock())
            done = work(session)
            session.flush()
            history.close_step(session, step, done.text)
            if dry_run:
                session.rollback()
            else:
                session.commit()
            return done
    except StaleDataError as error:
        raise Conflict("somebody changed the same row meanwhile: look again") from error
    except OperationalError as error:
        raise _translated(place, error) from error
    except DBAPIError as error:
        raise PpmError(f"{place}: {str(error.orig).strip().splitlines()[0]}") from error


def _translated(place: Place, error: OperationalError) -> PpmError:
    if isinstance(error.orig, sqlite3.Error):
        return reader.translated(place, error.orig)
    text = str(error.orig).strip().splitlines()[0]
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}:
        return Busy(f"{place} is busy: try again")
    return PpmError(f"{place}: {text}")


@cache
def engine(place: Place) -> sa.Engine:
    """Engine whose transactions begin as writers."""
    if place.url is not None:
        return sa.create_engine(place.url, poolclass=NullPool)
    made = sa.create_engine("sqlite://", creator=lambda: connect(place), poolclass=NullPool)
    # Plain BEGIN lets two readers become writers at once, and one of them fails.
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def connect(place: Place) -> sqlite3.Connection:
    """The file opened for writing: what was acknowledged is on the disk."""
    assert place.path is not None
    driver = sqlite3.connect(place.path, isolation_level=None, timeout=5.0, check_same_thread=False)
    driver.execute("PRAGMA busy_timeout=5000")
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA foreign_keys=ON")
    return driver


_prepared: set[Place] = set()


def prepare(place: Place) -> None:
    """Make the database when there is none, migrate it when it is behind, once a process."""
    if place in _prepared and (place.path is None or place.path.exists()):
        return
    if place.path is not None:
        _prepare_file(place)
    else:
        _prepare_postgres(place)
    _prepared.add(place)


def _prepare_file(place: Place) -> None:
    assert place.path is not None
    if not place.path.exists():
        place.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.close(os.open(place.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise PpmError(f"{place} cannot be made: {error.strerror}") from error
    try:
        with closing(connect(place)) as driver:
            found = driver.execute("PRAGMA user_version").fetchone()[0]
            tables = driver.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise reader.translated(place, error) from error
    if not tables:
        _create(place)
    elif found != SCHEMA:
        _migrate(place, found)


def _prepare_postgres(place: Place) -> None:
    from ppm_tui.store import postgres

    with postgres.connect(place) as driver:
        row = driver and driver.execute("SELECT number FROM schema_number").fetchone()
    if not row:
        _create(place)
    elif row[0] != SCHEMA:
        _migrate(place, int(row[0]))


def _create(place: Place) -> None:
    with engine(place).begin() as connection:
        # Two programs may find the file empty at once; the second finds it made.
        SQLModel.metadata.create_all(connection)
        stamp(connection)


def stamp(connection: sa.Connection, number: int = SCHEMA) -> None:
    """Write the schema number where the reader looks for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={number}")
    table = SQLModel.metadata.tables["schema_number"]
    connection.execute(table.delete())
    connection.execute(table.insert(), {"number": number})


def _migrate(place: Place, found: int) -> None:
    if found > SCHEMA:
        raise reader.Ahead(place, found)
    from ppm_tui.store.migrations import migrate

    migrate(place, found)
