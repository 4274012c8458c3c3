"""The plan of a project with what a screen asks of it at every key."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from ppm_tui import formats
from ppm_tui.store.queries.plan import TaskRow


@dataclass(frozen=True, slots=True)
class Web:
    """All tasks in the plan's order; by identifier; who waits for whom, by identifier.

    `bounds` are rows that stand for all where only the first start, the last finish or the
    longest identifier matters.
    """

    rows: list[TaskRow]
    by_ref: dict[str, TaskRow]
    waiting: dict[str, list[str]]
    bounds: list[TaskRow]


def web(rows: list[TaskRow]) -> Web:
    """What follows from the rows of a plan, made once where they are read."""
    waiting: dict[str, list[str]] = {}
    for row in rows:
        for ref in dict.fromkeys(each.ref for each in row.predecessors):
            waiting.setdefault(ref, []).append(row.ref)
    longest = max(rows, key=lambda row: formats.width(row.ref), default=None)
    bounds = [*_ends(rows), *([longest] if longest else ())]
    return Web(rows, {row.ref: row for row in rows}, waiting, bounds)


def renewed(old: Web, rows: list[TaskRow], new: Sequence[TaskRow]) -> Web:
    """The same with some rows `new`, whose identifiers and links are as they were."""
    return Web(
        rows,
        old.by_ref | {row.ref: row for row in new},
        old.waiting,
        [*_ends(rows), *old.bounds[-1:]],
    )


def _ends(rows: Sequence[TaskRow]) -> list[TaskRow]:
    begun = [row for row in rows if row.start]
    ended = [row for row in rows if row.finish]
    return [
        *([min(begun, key=attrgetter("start"))] if begun else ()),
        *([max(ended, key=attrgetter("finish"))] if ended else ()),
    ]
