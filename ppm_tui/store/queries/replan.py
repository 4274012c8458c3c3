"""What moves in a plan when some of its tasks were changed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ppm_tui.analysis.network import Live, TaskId
from ppm_tui.store.queries.plan_network import read_network
from ppm_tui.store.reader import Connection

Span = tuple[datetime, datetime]


class Row(Protocol):
    """What is stored of a task that says whether it has a place in time."""

    @property
    def start(self) -> datetime | None: ...

    @property
    def finish(self) -> datetime | None: ...

    @property
    def duration_minutes(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Replan:
    """Start and finish by task where they differ from what is stored, in the plan's order.

    `late` are those of them, of the tasks that were changed and of what these wait for that cannot
    keep a deadline or constraint, their own or that of what follows, with the minutes they miss.
    """

    dates: Mapping[str, Span]
    late: Mapping[str, int]


def replan(
    connection: Connection,
    *,
    project: str,
    key: str,
    as_of: date,
    moving: Collection[str],
    resized: Collection[str] = (),
) -> Replan:
    """What follows when these tasks leave their dates: see `Graph.release`. Five statements.

    Raises Invalid, with its reason, where the plan cannot be scheduled.
    """
    tasks, network = read_network(connection, project=project, key=key, as_of=as_of)
    rows = {task.id: task for task in tasks}
    active = rows.keys() & moving
    live = network.live(active, rows.keys() & resized)
    return moves(live, active, rows.__getitem__)


def moves(live: Live, moving: Collection[TaskId], row_of: Callable[[str], Row]) -> Replan:
    """What has moved in a plan whose tasks `moving` have left their dates.

    Tasks without dates, duration and links stay without dates.
    """
    graph = live.graph
    dates = {
        str(task): span
        for task, span in live.moved(moving).items()
        if _is_placed(live, graph.number(task), row_of)
    }
    before = (graph.links_in(graph.number(task)) for task in moving)
    waited_for = {edge[0] for edges in before for edge in edges}
    inside = {graph.ids[number] for number in waited_for if not graph.nodes[number].is_outside}
    told: set[TaskId] = {*dates, *moving, *inside}
    late = live.late(sorted(told, key=str))
    return Replan(dates, {str(task): minutes for task, minutes in late.items()})


def _is_placed(live: Live, number: int, row_of: Callable[[str], Row]) -> bool:
    """Whether a task has a place in time: a thing to do some day has none, nor a phase of such."""
    graph = live.graph
    open_ = [number]
    for at in open_:  # grows while it is read
        row = row_of(str(graph.ids[at]))
        inside = graph.children[at]
        if row.start or row.finish:
            return True
        if not inside and (row.duration_minutes is not None or graph.links_in(at)):
            return True
        open_ += inside
    return False
