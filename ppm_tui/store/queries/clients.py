"""Clients, and which one is meant."""

from dataclasses import dataclass

from ppm_tui.errors import NotFound
from ppm_tui.store.reader import Connection

CLIENTS = """
SELECT id, key, name, currency FROM client ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client, and in what it pays; empty is the base currency of the settings."""

    id: str
    key: str
    name: str
    currency: str


def clients(connection: Connection) -> list[ClientRow]:
    """Every client, by key; one statement."""
    return connection.all(ClientRow, CLIENTS)


def client(connection: Connection, *, name: str) -> ClientRow:
    """The client by key or name, in any case; one statement. Raises NotFound."""
    wanted = name.strip().casefold()
    for each in clients(connection):
        if wanted in (each.key.casefold(), each.name.casefold()):
            return each
    raise NotFound(f"no client {name}")
