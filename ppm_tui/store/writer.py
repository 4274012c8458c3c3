"""Writing: one command, one transaction, one step of the history.

Imported by the first change, never by a reading path: it brings SQLAlchemy.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session, configure_mappers
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import SQLModel, col

from ppm_tui.errors import Busy, Conflict, Invalid, PpmError
from ppm_tui.models import SchemaNumber
from ppm_tui.store import first, history, reader
from ppm_tui.store.commands import reschedule
from ppm_tui.store.place import APPLICATION, SCHEMA, Place
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.store.writing import Writing
from ppm_tui.terms import Done

Clock = Callable[[], datetime]

PATIENCE_SECONDS = 15.0
"""How long a writer waits for others before it gives up with Busy."""

PAUSE_SECONDS = 0.03
"""Between two tries for the lock, at first; who has waited longer tries more often."""


def now() -> datetime:
    """The clock of the log."""
    return datetime.now(UTC)


def run(
    place: Place,
    user: str,
    clock: Clock,
    dry_run: bool,
    work: Callable[[Session], Done],
    plans: PlanMemory | None = None,
) -> Done:
    """Run `work` in one transaction as one step of the history; a dry run is rolled back.

    What it raises rolls everything back, and a first change that is refused leaves no file: it is
    made apart, and once more when another one was quicker. Raises Busy when other writers hold
    the database for longer than the patience, Conflict when a row changed under the command.
    `plans` is what is known of a plan already.
    """
    if first.is_needed(place):
        with first.draft() as driver:
            done = _change(place, _draft_engine(driver), user, clock, dry_run, work, None)
            if dry_run or first.publish(driver, place):
                return done
    notes = prepare(place)
    done = _change(place, engine(place), user, clock, dry_run, work, plans)
    return replace(done, notes=(*notes, *done.notes))


def _change(
    place: Place,
    target: sa.Engine,
    user: str,
    clock: Clock,
    dry_run: bool,
    work: Callable[[Session], Done],
    plans: PlanMemory | None,
) -> Done:
    with _in_our_words(place), Writing(target, expire_on_commit=False) as session:
        _take_turn(session, place)
        history.listen(session)
        session.info[reschedule.PLANS] = plans
        step = history.open_step(session, user, clock())
        done = work(session)
        session.flush()
        effect = reschedule.settle(session)
        label = f"{done.brief}; {effect.own}" if effect.own else done.brief
        more = f"; {effect.text}" if effect.is_moved and effect.text else ""
        done = replace(done, text=f"{done.text}{more}", effect=effect.text or done.effect)
        history.close_step(session, step, label)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    return done


def _take_turn(session: Session, place: Place) -> None:
    """Be the only writer, and of the schema that this program knows.

    SQLite's BEGIN IMMEDIATE has locked the file already; PostgreSQL locks the one row. A newer
    program may have migrated the database since it was opened here.
    """
    query = sa.select(col(SchemaNumber.number)).with_for_update()
    found = session.scalars(query).first()
    if found != SCHEMA:
        raise reader.Ahead(place, found or 0)


@contextmanager
def _in_our_words(place: Place) -> Iterator[None]:
    """Translate what the database refuses."""
    try:
        yield
    except ValidationError as error:
        raise Invalid(_refused(error)) from error
    except StaleDataError as error:
        raise Conflict("somebody changed the same row meanwhile: look again") from error
    except OperationalError as error:
        raise _translated(place, error) from error
    except DBAPIError as error:
        raise PpmError(f"{place}: {_first_line(error)}") from error
    except UnicodeEncodeError as error:
        raise Invalid("the text holds bytes that are no characters: type it again") from error


def _refused(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]).replace("_", " ")
    return f"{error.title.lower()} {field}: {first['msg']}, not {str(first['input'])[:80]!r}"


def _translated(place: Place, error: OperationalError) -> PpmError:
    if isinstance(error.orig, sqlite3.Error):
        return reader.translated(place, error.orig)
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}:
        return Busy(f"locked by another program, try again: {place}")
    return PpmError(f"{place}: {_first_line(error)}")


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]


@lru_cache(4)  # one is enough, but for those who open many databases: each takes megabytes
def engine(place: Place) -> sa.Engine:
    """Engine whose transactions begin as writers."""
    configure_mappers()  # 50 ms that others would wait for, were it left to the first statement
    if place.url is not None:
        made = sa.create_engine(place.url, poolclass=NullPool)
        begin = f"SET LOCAL lock_timeout = {PATIENCE_SECONDS * 1000:.0f}"
        event.listen(made, "begin", lambda connection: connection.exec_driver_sql(begin))
    else:
        made = sa.create_engine("sqlite://", creator=lambda: connect(place), poolclass=NullPool)
        event.listen(made, "begin", lambda connection: _begin(place, connection))
    return made


def _begin(place: Place, connection: sa.Connection) -> None:
    """Take the writers' lock of SQLite, waiting for it. Raises Busy.

    SQLite's own waiting sleeps longer the longer it lasts, so that who comes last gets the lock
    first and some wait for ever. Here who has waited longest tries most often.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA busy_timeout=0")
    start = time.monotonic()
    while True:
        try:
            # Plain BEGIN lets two readers become writers at once, and one of them fails.
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            waited = (time.monotonic() - start) / PATIENCE_SECONDS
            is_busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or waited >= 1:
                raise reader.translated(place, error) from error
            time.sleep(max(0.002, PAUSE_SECONDS * (1 - waited)))
        else:
            return


def connect(place: Place) -> sqlite3.Connection:
    """The file opened for writing: what was acknowledged is on the disk."""
    assert place.path is not None
    driver = sqlite3.connect(place.path, isolation_level=None, check_same_thread=False)
    driver.execute("PRAGMA busy_timeout=5000")
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA foreign_keys=ON")
    return driver


def _draft_engine(driver: sqlite3.Connection) -> sa.Engine:
    """Engine of a database that is made now and only on this one connection."""
    made = sa.create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
    with made.begin() as connection:
        _lay_out(connection)
    return made


_prepared: set[Place] = set()


def prepare(place: Place, *, again: bool = False) -> tuple[str, ...]:
    """Make the database when there is none, migrate it when it is behind; looks once a process.

    Answers what a person should know of it. A newer schema is refused, the file left as it is.
    """
    if place in _prepared and not again and (place.path is None or place.path.exists()):
        return ()
    found = _found(place)
    notes: tuple[str, ...] = ()
    if found is None:
        if place.path is not None:
            _make_file(place)
        _create(place)
    elif found != SCHEMA:
        notes = _migrate(place, found)
    _prepared.add(place)
    return notes


def _found(place: Place) -> int | None:
    """The schema of what is there; None when there is nothing."""
    if place.path is not None:
        with reader.open_sqlite(place) as driver:
            return reader.schema_number(place, driver) if driver else None
    from ppm_tui.store import postgres

    with postgres.connect(place) as connection:
        query = "SELECT number FROM schema_number"
        row = connection.execute(query).fetchone() if connection else None
        return int(row[0]) if row else None


def _make_file(place: Place) -> None:
    assert place.path is not None
    try:
        first.make_folders(place.path)
        os.close(os.open(place.path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise first.not_made(place, error) from error


def _create(place: Place) -> None:
    # Two programs may find nothing at once; the second finds it made, or stumbles over the first.
    try:
        with _in_our_words(place), engine(place).begin() as connection:
            if not sa.inspect(connection).has_table("schema_number"):
                _lay_out(connection)
    except PpmError as error:
        lost_race = isinstance(error.__cause__, (IntegrityError, ProgrammingError))
        if not lost_race or _found(place) != SCHEMA:
            raise


def _lay_out(connection: sa.Connection) -> None:
    execute(connection, reader.schema(connection.dialect.name))
    stamp(connection)


def execute(connection: sa.Connection, script: str) -> None:
    """Run a generated script, a statement at a time: SQLite's own way would commit."""
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def stamp(connection: sa.Connection, number: int = SCHEMA) -> None:
    """Write the schema number where the reader looks for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version={number}")
    table = SQLModel.metadata.tables["schema_number"]
    # Changed, never replaced: writers that wait for this row must find it again.
    if not connection.execute(table.update().values(number=number)).rowcount:
        connection.execute(table.insert().values(number=number))


def _migrate(place: Place, found: int) -> tuple[str, ...]:
    if found > SCHEMA:
        raise reader.Ahead(place, found)
    from ppm_tui.store.migrations import migrate

    with _in_our_words(place):
        return migrate(place, found, at=now())
