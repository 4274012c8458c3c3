"""PostgreSQL through psycopg: an optional extra, loaded when a URL asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ppm_tui.errors import PpmError
from ppm_tui.store.place import Place

if TYPE_CHECKING:
    import psycopg


def driver() -> Any:
    """The psycopg module, or a clear message that it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise PpmError(
            "PostgreSQL needs the postgres extra: pip install 'ppm-tui[postgres]'"
        ) from error
    return psycopg


@contextmanager
def connect(place: Place) -> "Iterator[psycopg.Connection[tuple[Any, ...]] | None]":
    """A read-only view of one moment, or None when the database holds no portfolio yet."""
    psycopg = driver()
    try:
        with psycopg.connect(place.url, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            found = connection.execute("SELECT to_regclass('schema_number')").fetchone()
            yield connection if found[0] is not None else None
    except psycopg.Error as error:
        raise PpmError(f"{place}: {str(error).strip().splitlines()[0]}") from error
