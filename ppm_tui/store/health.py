"""The state of a database file, for `ppm doctor`: looked at, never changed."""

from dataclasses import dataclass
from pathlib import Path

from ppm_tui.errors import PpmError
from ppm_tui.store import reader
from ppm_tui.store.place import SCHEMA, Place

NOT_YET = "does not exist yet: an empty portfolio; the first change makes it"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; `problem` says why nothing else could be."""

    schema: int = SCHEMA
    integrity: str = "ok"
    broken: int = 0
    mode: int | None = None
    wal_bytes: int | None = None
    problem: str = ""


def examine(place: Place) -> Findings | str:
    """The state of a database, or a sentence when there is none yet."""
    try:
        if place.path is None:
            return _server(place)
        return _file(place, place.path)
    except (PpmError, OSError) as error:
        return Findings(problem=str(error))


def _server(place: Place) -> Findings:
    try:
        with reader.connect(place) as connection:
            connection.value("SELECT 1")
    except reader.Behind as behind:
        return Findings(schema=behind.found)
    return Findings(integrity="ok", broken=0)


def _file(place: Place, path: Path) -> Findings | str:
    wal = path.with_name(f"{path.name}-wal")
    with reader.open_sqlite(place) as driver:
        if driver is None:
            return NOT_YET
        number = reader.schema_number(place, driver)
        verdict = [str(row[0]) for row in driver.execute("PRAGMA integrity_check(10)")]
        broken = len(driver.execute("PRAGMA foreign_key_check").fetchall())
    return Findings(
        schema=number or 0,
        integrity="; ".join(verdict),
        broken=broken,
        mode=path.stat().st_mode & 0o777,
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
    )
