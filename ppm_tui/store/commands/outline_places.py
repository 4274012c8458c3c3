"""Where the tasks of an outline stand in their plan: phases and order, all at once."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import plan
from ppm_tui.store.commands.lines import of_line
from ppm_tui.store.commands.moves import TOP
from ppm_tui.store.outline import OutlineRow
from ppm_tui.terms import TaskKind

Placed = Sequence[tuple[Task, OutlineRow]]


@dataclass(frozen=True, slots=True)
class Moves:
    """Tasks that are in another phase, those that only stand elsewhere in theirs, and the phases
    that have lost or gained something."""

    moved: tuple[Task, ...]
    reordered: tuple[Task, ...]
    phases: tuple[Task, ...]
    old: Mapping[str, str]
    new: Mapping[str, str]

    def where(self, task: Task) -> str:
        """From where to where a task went: `P-1 → P-2`."""
        if self.old[task.id] == self.new[task.id]:
            return "in another place"
        return f"{self.old[task.id]} → {self.new[task.id]}"


def arrange(session: Session, project: Project, placed: Placed, new: Set[str]) -> Moves:
    """Give each task the phase and the place that it has in the outline.

    What is not in the outline keeps its phase and follows what is in it there. Nothing goes
    below a milestone or into what waits for it (Invalid, with its line). `new` tasks only get
    their places.
    """
    everything = _everything(session, project)
    parents = _parents(placed)
    moved = tuple(task for task, _ in placed if task.parent_id != _id(parents[task.id]))
    reordered = _reordered(everything, placed, new | {task.id for task in moved})
    before = {task.id: plan.parent_of(session, task) for task in (*moved, *reordered)}
    rings = _in_rings(session, project, placed) if moved else set()
    for task, _ in placed:
        parent = parents[task.id]
        if parent is not None:
            parent.kind = TaskKind.PHASE
        task.parent_id = _id(parent)
    _number(everything, placed)
    session.flush()
    if moved:
        _refuse_rings(session, project, placed, rings, moved)
    after = {task_id: parents[task_id] for task_id in before}
    both = (*before.values(), *after.values())
    phases = {phase.id: phase for phase in both if phase is not None}
    return Moves(moved, reordered, tuple(phases.values()), _names(before), _names(after))


def _names(phases: Mapping[str, Task | None]) -> dict[str, str]:
    return {key: phase.ref if phase else TOP for key, phase in phases.items()}


def _everything(session: Session, project: Project) -> list[Task]:
    """All tasks of the plan in its order, also those in the trash."""
    query = sa.select(Task).where(col(Task.project_id) == project.id)
    return list(session.scalars(query.order_by(col(Task.position), col(Task.ref))))


def _id(task: Task | None) -> str | None:
    return task.id if task is not None else None


def _parents(placed: Placed) -> dict[str, Task | None]:
    """The phase of each task by the levels of the lines."""
    found: dict[str, Task | None] = {}
    above: list[Task] = []
    for task, row in placed:
        del above[row.depth :]
        with of_line(row.line):
            if above and above[-1].kind is TaskKind.MILESTONE:
                raise Invalid(f"{above[-1].ref} is a milestone: nothing goes below it")
        found[task.id] = above[-1] if above else None
        above.append(task)
    return found


def _reordered(everything: Sequence[Task], placed: Placed, moved: Set[str]) -> tuple[Task, ...]:
    """As few tasks as explain the new order of those that stay in their phase."""
    before = {task.id: number for number, task in enumerate(everything)}
    levels: dict[str | None, list[Task]] = {}
    for task, _ in placed:
        if task.id not in moved:
            levels.setdefault(task.parent_id, []).append(task)
    found: list[Task] = []
    for level in levels.values():
        kept = _rising([before[task.id] for task in level])
        found += [task for task in level if before[task.id] not in kept]
    return tuple(found)


def _rising(numbers: Sequence[int]) -> set[int]:
    """The longest part of the numbers, in their order, that rises."""
    ends: list[int] = []
    places: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        places.append(place)
    found, wanted = set(), len(ends) - 1
    for number, place in zip(reversed(numbers), reversed(places), strict=True):
        if place == wanted:
            found.add(number)
            wanted -= 1
    return found


def _number(everything: Sequence[Task], placed: Placed) -> None:
    """Give the places of the plan out anew."""
    places = sorted(task.position for task in everything)
    for place, task in zip(places, _in_order(everything, placed), strict=True):
        if task.position != place:
            task.position = place


def _in_order(everything: Sequence[Task], placed: Placed) -> Iterator[Task]:
    """The tasks of the outline, each followed, behind what is in it, by what is not shown."""
    shown = {task.id for task, _ in placed}
    rest: dict[str | None, list[Task]] = {}
    for task in everything:
        if task.id not in shown:
            rest.setdefault(task.parent_id, []).append(task)

    def unseen(parent: str | None) -> Iterator[Task]:
        for task in rest.get(parent, ()):
            yield task
            yield from unseen(task.id)

    open_: list[tuple[int, str]] = []
    for task, row in placed:
        while open_ and open_[-1][0] >= row.depth:
            yield from unseen(open_.pop()[1])
        yield task
        open_.append((row.depth, task.id))
    while open_:
        yield from unseen(open_.pop()[1])
    yield from unseen(None)


def _in_rings(session: Session, project: Project, placed: Placed) -> set[str]:
    return {task.id for task in plan.in_rings(session, project.id, [task for task, _ in placed])}


def _refuse_rings(
    session: Session, project: Project, placed: Placed, before: set[str], moved: Sequence[Task]
) -> None:
    """Name a task that was moved into the ring, if one of them is in it."""
    found = _in_rings(session, project, placed) - before
    rings = [(task, row) for task, row in placed if task.id in found]
    chosen = {task.id for task in moved}
    for task, row in sorted(rings, key=lambda pair: pair[0].id not in chosen):
        with of_line(row.line):
            raise Invalid(f"{task.ref} would wait for itself there: look at its links first")
