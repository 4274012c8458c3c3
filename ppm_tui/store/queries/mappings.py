"""How the headings of tables were read before."""

import json
from collections.abc import Iterable

from ppm_tui.store.reader import Connection

REMEMBERED = "SELECT mapping FROM table_mapping WHERE signature = :signature"


def signature(headings: Iterable[str]) -> str:
    """What a table is recognised by when it comes again: its headings, in any order."""
    return "\t".join(sorted(headings))


def remembered(connection: Connection, *, headings: Iterable[str]) -> dict[str, str]:
    """Heading to field as a table with these headings was read last; empty when never."""
    found = connection.value(REMEMBERED, signature=signature(headings))
    mapping: dict[str, str] = json.loads(str(found)) if found else {}
    return mapping
