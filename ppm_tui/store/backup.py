"""Safe copies of an SQLite portfolio, while others use it."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from ppm_tui.errors import Busy, Invalid, NotFound, PpmError
from ppm_tui.store import reader
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.terms import Done

NOT_HERE = "PostgreSQL is copied with pg_dump and pg_restore, not here"


def backup(place: Place, target: Path) -> Done:
    """Copy the portfolio as it stands now into a new file that only its owner can read.

    Raises NotFound without a portfolio, Invalid when the target exists or is no file of ours.
    """
    source = _file(place)
    if not source.exists():
        raise NotFound(f"{place} does not exist: there is nothing to copy")
    if target.exists():
        raise Invalid(f"{target} exists already: choose another name")
    _copy(place, source, target, is_checked=True)
    return Done(f"backup of {source} in {target}")


def restore(place: Place, source: Path, now: datetime, *, dry_run: bool = False) -> Done:
    """Put a copy in the place of the portfolio; what it replaces is kept beside it.

    Raises Invalid when the copy is damaged, no portfolio, or of a newer program; Busy while
    somebody is writing.
    """
    target = _file(place)
    if source.exists() and target.exists() and source.samefile(target):
        raise Invalid(f"{source} is the portfolio itself: name a copy of it")
    check(source)
    kept = target.with_name(f"{target.name}.{now:%Y%m%d-%H%M%S}.bak") if target.exists() else None
    text = f"restored {target} from {source}" + (f"; the former is {kept.name}" if kept else "")
    if dry_run:
        return Done(text)
    if kept:
        _copy(place, target, kept)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _fill(place, source, target)
    return Done(text)


def check(path: Path) -> None:
    """Raise unless the file is a whole portfolio that this program can read."""
    if not path.exists():
        raise NotFound(f"{path} does not exist")
    place = Place(path=path)
    try:
        with reader.open_sqlite(place) as driver:
            found = None if driver is None else reader.schema_number(place, driver)
            if driver is None or found is None:
                raise Invalid(f"{path} is no portfolio of ppm")
            verdict = driver.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    except PpmError as error:
        raise Invalid(str(error)) from error
    if found > SCHEMA:
        raise reader.Ahead(place, found)
    if verdict != "ok" or broken:
        raise Invalid(f"{path} is damaged: {verdict}, {len(broken)} broken references")


def _file(place: Place) -> Path:
    if place.path is None:
        raise Invalid(NOT_HERE)
    return place.path


def _copy(place: Place, source: Path, target: Path, *, is_checked: bool = False) -> None:
    """A new file with the content of another: whole, or not there at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise PpmError(f"{target} cannot be written: {error.strerror}") from error
    try:
        _fill(place, source, part)
        if is_checked:
            _refuse_damaged(place, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _refuse_damaged(place: Place, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as driver:
            verdict = driver.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        verdict = str(error)
    finally:
        for end in ("-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)
    if verdict != "ok":
        first = " ".join(str(verdict).split())
        raise PpmError(f"{place} is damaged, no copy was made ({first}): see ppm doctor")


def _fill(place: Place, source: Path, target: Path) -> None:
    """Write one database over another as one transaction; who has it open sees the new content."""
    is_new = not target.exists()
    try:
        with (
            reader.open_sqlite(Place(path=source)) as old,
            closing(sqlite3.connect(target, timeout=5.0)) as new,
        ):
            if old is not None:
                old.backup(new)
        if is_new:
            target.chmod(0o600)
    except sqlite3.Error as error:
        if "locked" in str(error) or "busy" in str(error):
            raise Busy(f"{target} is being written: try again") from error
        raise reader.translated(place, error) from error
    except OSError as error:
        raise PpmError(f"{target} cannot be written: {error.strerror}") from error
