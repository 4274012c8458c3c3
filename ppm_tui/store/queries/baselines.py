"""The baselines of a project, and any two of them, or one and the plan of now, compared."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.analysis import comparison
from ppm_tui.analysis.comparison import Difference, Figures
from ppm_tui.errors import NotFound
from ppm_tui.store import baseline_names as names
from ppm_tui.store import plan_figures
from ppm_tui.store.plan_figures import PlanLine
from ppm_tui.store.queries.prices import prices
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Compared, TaskKind

BASELINES = """
SELECT p.id, p.key, p.currency, p.client_id, b.id, b.version, b.number, b.name, b.day, b.is_current,
       (SELECT COUNT(*) FROM baseline_task f WHERE f.baseline_id = b.id),
       b.start, b.finish, b.work_minutes, b.cost
FROM project p LEFT JOIN baseline b ON b.project_id = p.id
WHERE p.key = :key AND p.trashed_on IS NULL
ORDER BY b.number
"""

LINES = """
SELECT t.id, t.ref, t.name, t.kind, t.parent_id, CASE WHEN t.trashed_on IS NULL THEN 0 ELSE 1 END,
       t.owner_id, t.start, t.finish, t.duration_minutes, t.work_minutes, t.cost, t.fixed_cost,
       o.id, o.start, o.finish, o.duration_minutes, o.work_minutes, o.cost,
       n.id, n.start, n.finish, n.duration_minutes, n.work_minutes, n.cost
FROM task t
LEFT JOIN baseline_task o ON o.baseline_id = :old AND o.task_id = t.id
LEFT JOIN baseline_task n ON n.baseline_id = :new AND n.task_id = t.id
WHERE t.project_id = :project
ORDER BY t.position, t.ref
"""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row of BASELINES; a project without a baseline has one row without one."""

    project_id: str
    project: str
    currency: str
    client_id: str | None
    id: str | None
    version: int | None
    number: int | None
    name: str | None
    day: date | None
    is_current: bool | None
    tasks: int
    start: datetime | None
    finish: datetime | None
    work_minutes: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A frozen plan; minutes of work, money in minor units. Without a day it came from a file."""

    id: str
    version: int
    project: str
    currency: str
    number: int
    name: str
    day: date | None
    is_current: bool
    tasks: int
    start: datetime | None
    finish: datetime | None
    work_minutes: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of LINES: a task as it is now, and what the two baselines froze of it."""

    id: str
    ref: str
    name: str
    kind: TaskKind
    parent_id: str | None
    is_in_trash: bool
    owner_id: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    work_minutes: int | None
    cost: int | None
    fixed_cost: int | None
    old_id: str | None
    old_start: datetime | None
    old_finish: datetime | None
    old_duration_minutes: int | None
    old_work_minutes: int | None
    old_cost: int | None
    new_id: str | None
    new_start: datetime | None
    new_finish: datetime | None
    new_duration_minutes: int | None
    new_work_minutes: int | None
    new_cost: int | None

    @property
    def old(self) -> Figures | None:
        """What the older baseline froze."""
        if self.old_id is None:
            return None
        return Figures(
            self.old_start,
            self.old_finish,
            self.old_duration_minutes,
            self.old_work_minutes,
            self.old_cost,
        )

    @property
    def new(self) -> Figures | None:
        """What the newer baseline froze."""
        if self.new_id is None:
            return None
        return Figures(
            self.new_start,
            self.new_finish,
            self.new_duration_minutes,
            self.new_work_minutes,
            self.new_cost,
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a baseline, or the plan of now, which has no number."""

    name: str
    number: int | None
    day: date | None
    whole: Figures


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A task on both sides; a side that does not have it is None. Depth counts the phases above."""

    ref: str
    name: str
    kind: TaskKind
    depth: int
    state: Compared
    old: Figures | None
    new: Figures | None
    difference: Difference
    currency: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans of a project side by side, task by task in the plan's order."""

    project: str
    currency: str
    old: Side
    new: Side
    whole: Difference
    rows: tuple[ComparedRow, ...]

    @property
    def counts(self) -> dict[Compared, int]:
        """How many tasks are in which state."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in Compared}


def baselines(connection: Connection, *, key: str) -> list[BaselineRow]:
    """The baselines of a project by number; one statement. Raises NotFound without the project."""
    return _known(_listed(connection, key))


def compare(
    connection: Connection,
    *,
    key: str,
    as_of: date,
    old: str | None = None,
    new: str | None = None,
) -> Comparison:
    """Two sides of a project, each a baseline by name or number, or `now`: the plan as it stands.

    Without a name the old side is the current baseline and the new one is now. Tasks that are in
    the trash count where a baseline has them. Four statements, two when neither side is now.
    Raises NotFound when project or baseline do not exist.
    """
    listed = _listed(connection, key)
    known, project = _known(listed), listed[0]
    sides = (_current(known, project.project) if old is None else _chosen(known, old, project),
             None if new is None else _chosen(known, new, project))  # fmt: skip
    ids = [side and side.id for side in sides]
    lines = connection.all(_Line, LINES, project=project.project_id, old=ids[0], new=ids[1])
    now = _Now({}, comparison.NOTHING)
    if None in sides:
        now = _now(connection, lines, project)
    first, second = (_side(each, now) for each in sides)
    return Comparison(
        project.project,
        project.currency,
        first,
        second,
        comparison.difference(first.whole, second.whole),
        tuple(_rows(lines, sides, now, project.currency, as_of)),
    )


def _listed(connection: Connection, key: str) -> list[_Listed]:
    found = connection.all(_Listed, BASELINES, key=key.upper())
    if not found:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return found


def _known(listed: Iterable[_Listed]) -> list[BaselineRow]:
    return [
        BaselineRow(*(getattr(each, name) for name in BaselineRow.__slots__))
        for each in listed
        if each.id is not None
    ]


def _current(known: Sequence[BaselineRow], project: str) -> BaselineRow:
    if not known:
        raise NotFound(f"{project} has no baseline yet: ppm baseline set {project} freezes one")
    for each in known:
        if each.is_current:
            return each
    raise NotFound(f"{project} has no current baseline: ppm baseline use {project} NAME")


def _chosen(known: Sequence[BaselineRow], text: str, project: _Listed) -> BaselineRow | None:
    """The baseline of a name or number; None is the plan of now."""
    return None if names.is_same(text, names.NOW) else names.find(known, text, project.project)


@dataclass(frozen=True, slots=True)
class _Now:
    """The plan as it stands: its tasks that are not in the trash, and what they add up to."""

    tasks: dict[str, Figures]
    whole: Figures


def _now(connection: Connection, lines: Iterable[_Line], project: _Listed) -> _Now:
    plan = [
        PlanLine(*(getattr(line, name) for name in PlanLine.__slots__))
        for line in lines
        if not line.is_in_trash
    ]
    found = plan_figures.figures(
        plan,
        prices(
            connection,
            project=project.project_id,
            client=project.client_id,
            currency=project.currency,
        ),
    )
    leaves = plan_figures.leaves(plan)
    return _Now(found, plan_figures.total(found[line.id] for line in leaves))


def _side(baseline: BaselineRow | None, now: _Now) -> Side:
    if baseline is None:
        return Side(names.NOW, None, None, now.whole)
    whole = Figures(baseline.start, baseline.finish, None, baseline.work_minutes, baseline.cost)
    return Side(baseline.name, baseline.number, baseline.day, whole)


def _rows(
    lines: Iterable[_Line],
    sides: tuple[BaselineRow | None, BaselineRow | None],
    now: _Now,
    currency: str,
    as_of: date,
) -> Iterator[ComparedRow]:
    depths: dict[str, int] = {}
    for line in lines:
        depths[line.id] = depths.get(line.parent_id or "", -1) + 1
        old = line.old if sides[0] else now.tasks.get(line.id)
        new = line.new if sides[1] else now.tasks.get(line.id)
        if old is None and new is None:
            continue
        is_phase = line.kind is TaskKind.PHASE
        yield ComparedRow(
            line.ref,
            line.name,
            line.kind,
            depths[line.id],
            comparison.compared(old, new, is_phase=is_phase, is_in_trash=line.is_in_trash),
            old,
            new,
            comparison.difference(old, new, is_phase=is_phase),
            currency,
            as_of,
        )
