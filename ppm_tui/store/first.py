"""The first change of a portfolio in a file: made apart, and put in its place when it is done.

Until then there is nothing: no file, no folder. What is refused therefore leaves nothing behind,
and nobody ever meets half a database.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ppm_tui.errors import PpmError
from ppm_tui.store import reader
from ppm_tui.store.place import Place


def is_needed(place: Place) -> bool:
    """Whether there is no file yet. PostgreSQL's databases are made by their administrator."""
    try:
        return place.path is not None and not place.path.exists()
    except OSError as error:
        raise not_made(place, error) from error


@contextmanager
def draft() -> Iterator[sqlite3.Connection]:
    """A database without a name: in memory, or, when it grows, in a file nobody else can open."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as driver:
        driver.execute("PRAGMA foreign_keys=ON")
        yield driver


def publish(made: sqlite3.Connection, place: Place) -> bool:
    """Put the draft where the portfolio is to live, whole and for its owner only.

    False when somebody else has been there first, or the file system knows no links: nothing of
    theirs was touched, and the change has to be made again in the file.
    """
    assert place.path is not None
    new = [folder for folder in _folders(place.path) if not folder.exists()]
    try:
        make_folders(place.path)
        return _link(made, place.path)
    except (OSError, sqlite3.Error) as error:
        for folder in reversed(new):
            with suppress(OSError):  # not empty: somebody else uses it
                folder.rmdir()
        if isinstance(error, sqlite3.Error):
            raise reader.translated(place, error) from error
        raise not_made(place, error) from error


def _link(made: sqlite3.Connection, path: Path) -> bool:
    number, name = tempfile.mkstemp(prefix=".ppm-", suffix=".part", dir=path.parent)
    os.close(number)
    try:
        with closing(sqlite3.connect(name)) as part:
            made.backup(part)
            part.execute("PRAGMA journal_mode=WAL")
        try:
            # Unlike a renaming it never takes the place of a file that appeared meanwhile.
            os.link(name, path)
        except OSError:
            return False
        _settle(path.parent)
        return True
    finally:
        Path(name).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Let the name survive a power cut, as what it names does."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def make_folders(path: Path) -> None:
    """The folders on the way to a file; new ones are for their owner only."""
    for folder in _folders(path):
        folder.mkdir(mode=0o700, exist_ok=True)


def _folders(path: Path) -> tuple[Path, ...]:
    return (*reversed(path.parent.parents), path.parent)


def not_made(place: Place, error: OSError) -> PpmError:
    """Why a database cannot be there."""
    return PpmError(f"{place} cannot be made: {error.strerror} ({error.filename})")
