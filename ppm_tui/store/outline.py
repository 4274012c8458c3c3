"""A plan as an outline: what one edits of each task, in order. Plain values, for text and store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256

from ppm_tui.store.wanted import Link
from ppm_tui.terms import Minutes

DIGITS = 12


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One task of the plan; `depth` counts the phases it is in, a new one has no identifier yet.

    Of a phase duration, work and per cent are those of what is in it, and not said. Start and
    finish are said of new tasks only. `line` is where it stands in a text.
    """

    ref: str | None
    depth: int
    name: str
    is_milestone: bool = False
    duration: Minutes | None = None
    is_elapsed: bool = False
    work: Minutes | None = None
    owner: str | None = None
    percent: int = 0
    links: tuple[Link, ...] = ()
    deadline: date | None = None
    start: date | None = None
    finish: date | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a project. The stamp says which state of the plan it was taken of; a text
    that somebody made has none."""

    project: str
    name: str
    rows: tuple[OutlineRow, ...]
    stamp: str | None


def stamp_of(rows: Sequence[OutlineRow]) -> str:
    """A short text that is another one when anything in these rows is."""
    names = [each.name for each in fields(OutlineRow) if each.compare]
    values = [[str(getattr(row, name)) for name in names] for row in rows]
    return sha256(repr(values).encode(errors="surrogatepass")).hexdigest()[:DIGITS]
