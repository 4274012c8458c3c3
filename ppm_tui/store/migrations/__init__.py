"""Schema migrations, run by Alembic when a database is behind, after a backup.

The number that `stamp` writes is the only record of where a database stands, so revisions are
called by it: `0001`, `0002`. Each is one file in `versions/`, made by `make migration`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from ppm_tui.errors import PpmError
from ppm_tui.store import backup, writer
from ppm_tui.store.place import SCHEMA, Place

HERE = Path(__file__).parent


def migrate(
    place: Place,
    found: int,
    *,
    at: datetime,
    target: int = SCHEMA,
    versions: Path = HERE / "versions",
) -> tuple[str, ...]:
    """Bring the database from schema `found` to `target`: all of it, or nothing.

    A file is copied first. What a person should know comes back as lines. `versions` is the
    folder of the revisions.
    """
    script = ScriptDirectory(str(HERE), version_locations=[str(versions)])
    line = f"{place}: brought from schema {found} to {target}"
    if place.path is not None:
        stamp = f"{at:%Y%m%d-%H%M%S-%f}"
        copy = place.path.with_name(f"{place.path.stem}.backup-schema{found}-{stamp}.db")
        backup.backup(place, copy)
        line += f", the database as it was is {copy}"
    else:
        line += "; the database server keeps the backups"
    with _transaction(place) as connection:
        table = SQLModel.metadata.tables["schema_number"]
        number = connection.scalar(sa.select(table.c.number).with_for_update()) or 0
        upgrade(connection, script, number, target)
        _check_references(place, connection)
        writer.stamp(connection, target)
    return (line,)


def upgrade(connection: sa.Connection, script: ScriptDirectory, found: int, target: int) -> None:
    """Run the revisions after `found` up to `target`, oldest first."""
    context = MigrationContext.configure(connection, opts={"render_as_batch": True})
    revisions = list(script.iterate_revisions(name(target), name(found) if found else "base"))
    with Operations.context(context):
        for revision in reversed(revisions):
            revision.module.upgrade()


def name(number: int) -> str:
    """The revision that makes this schema."""
    return f"{number:04d}"


@contextmanager
def _transaction(place: Place) -> Iterator[sa.Connection]:
    """The only writer. In SQLite references are not enforced: rebuilding a table drops the old."""
    if place.url is not None:
        with writer.engine(place).begin() as connection:
            yield connection
        return
    engine = sa.create_engine("sqlite://", creator=lambda: _unchecked(place), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        yield connection


def _unchecked(place: Place) -> sqlite3.Connection:
    driver = writer.connect(place)
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
    return driver


def _check_references(place: Place, connection: sa.Connection) -> None:
    if place.url is not None:
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise PpmError(
            f"{place}: after the migration {len(broken)} rows of {broken[0][0]} would point to "
            "nothing. Nothing was changed"
        )
