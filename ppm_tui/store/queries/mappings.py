"""How the headings of tables were read before."""

import json
from collections.abc import Iterable

from ppm_tui.store.reader import Connection
from ppm_tui.terms import FILE_KINDS

REMEMBERED = "SELECT mapping FROM table_mapping WHERE signature = :signature"


def signature(headings: Iterable[str], about: str) -> str:
    """What a table is recognised by when it comes again: its headings, in any order.

    And what it is about, but for a plan: the same headings may then mean something else.
    """
    told = [] if about == FILE_KINDS[0] else [f"{about}:"]
    return "\t".join([*told, *sorted(headings)])


def remembered(connection: Connection, *, headings: Iterable[str], about: str) -> dict[str, str]:
    """Heading to field as such a table with these headings was read last; empty when never."""
    found = connection.value(REMEMBERED, signature=signature(headings, about))
    mapping: dict[str, str] = json.loads(str(found)) if found else {}
    return mapping
