"""Clients, and which one is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import names
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
    """The client that is meant; one statement. Raises NotFound, Invalid as `meant`."""
    return meant(clients(connection), name)


def meant(everybody: Sequence[names.Somebody], text: str) -> names.Somebody:
    """The client by key, name, or the beginning of either, in any case.

    Raises NotFound, or Invalid if there are several.
    """
    wanted = text.strip()
    near = names.fitting(everybody, wanted) if wanted else []
    if not near:
        raise NotFound(f"no client {text}: ppm client list shows them")
    if len(near) > 1:
        raise Invalid(f"{text} may be {', '.join(who.name for who in near[:5])}: type more")
    return near[0]
