"""PostgreSQL through psycopg: an optional extra, loaded when a URL asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ppm_tui.errors import PpmError
from ppm_tui.store.place import Place

if TYPE_CHECKING:
    import psycopg


def driver() -> Any:
    """The psycopg module, or a clear message that it is not installed."""
    try:
        import psycopg
        import psycopg.adapt
    except ImportError as error:
        raise PpmError(
            "PostgreSQL needs the postgres extra: pip install 'ppm-tui[postgres]'"
        ) from error
    return psycopg


def _read_as_sqlite(psycopg: Any, connection: Any) -> None:
    """Sums and truth values come as the whole numbers that SQLite gives."""

    class Number(psycopg.adapt.Loader):  # type: ignore[misc]  # psycopg is loaded when it is used
        def load(self, data: Any) -> int | Decimal:
            text = bytes(data).decode()
            return int(text) if text.lstrip("-").isdigit() else Decimal(text)

    class Truth(psycopg.adapt.Loader):  # type: ignore[misc]  # psycopg is loaded when it is used
        def load(self, data: Any) -> int:
            return int(bytes(data) == b"t")

    connection.adapters.register_loader("numeric", Number)
    connection.adapters.register_loader("bool", Truth)


@contextmanager
def connect(place: Place) -> "Iterator[psycopg.Connection[tuple[Any, ...]] | None]":
    """A read-only view of one moment, or None when the database holds no portfolio yet."""
    psycopg = driver()
    try:
        with psycopg.connect(place.url, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _read_as_sqlite(psycopg, connection)
            found = connection.execute("SELECT to_regclass('schema_number')").fetchone()
            yield connection if found[0] is not None else None
    except psycopg.Error as error:
        raise PpmError(f"{place}: {str(error).strip().splitlines()[0]}") from error
