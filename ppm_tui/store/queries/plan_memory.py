"""The plan that was read last, kept: what comes after reads and reckons only what has changed.

What changed is told by the change log, on any connection; so a plan that others change, or this
program in a step that is not yet written, is followed in the same way. Where more than values of
tasks changed, such as links, phases or calendars, the plan is read as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ppm_tui.analysis.network import Live, NetworkTask
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import plan, plan_web
from ppm_tui.store.queries.plan import SELECTED, TASKS, Reckoned, Stored, network_task, rows_of
from ppm_tui.store.queries.plan_network import (
    CALENDARS,
    LINKS,
    OUTSIDE,
    CalendarRow,
    LinkRow,
    Network,
    OutsideTask,
    limits_of,
    network_of,
    task_of,
)
from ppm_tui.store.queries.plan_people import TIMES, TimeRow
from ppm_tui.store.queries.plan_web import Web
from ppm_tui.store.queries.replan import Replan, moves
from ppm_tui.store.reader import Connection
from ppm_tui.terms import LagKind, Undefined

LAST = "SELECT s.number, s.at FROM step s WHERE s.number = (SELECT MAX(number) FROM step)"

STILL = "SELECT s.number, s.at FROM step s WHERE s.number = :step"

CHANGED = """
SELECT c.table_name, c.row_id FROM change c
WHERE c.project_id = :project AND c.step > :step
  AND NOT (c.table_name = 'assignment' AND c.before IS NOT NULL AND c.after IS NOT NULL
           AND c.after NOT LIKE :joins)
UNION
SELECT c.table_name, c.row_id FROM change c WHERE c.project_id IS NULL AND c.step > :step
ORDER BY 1, 2
"""

CHANGED_TASKS = " ".join((SELECTED, """AND t.id IN (
  SELECT c.row_id FROM change c
  WHERE c.project_id = :project AND c.step > :step AND c.table_name = 'task')
ORDER BY t.position, t.ref"""))  # fmt: skip

JOINS = '%_id":%'
"""In what was changed of an assignment: another person or task; of other changes, such as those
of bookings that move along with their task, nothing follows."""

COUNT = """
SELECT COUNT(*) FROM task t WHERE t.project_id = :project AND t.trashed_on IS NULL
"""

MOST = 20_000
"""Tasks; a larger plan is not kept, for it would take more memory than it saves time."""
MANY = 2_000
"""Changed tasks; for more the plan is read as a whole."""
SHAPE = {
    "absence", "assignment", "baseline", "baseline_task", "calendar", "calendar_exception",
    "dependency", "plan_resource", "public_holiday", "resource", "working_week",
}  # fmt: skip
"""Tables that more follows from than the values of one task."""
FIXED = ("position", "parent_id", "kind", "calendar_id", "is_active", "is_manual", "ref", "name")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the history, as it is told from that of another one."""

    number: int
    at: str


@dataclass(frozen=True, slots=True)
class _Change:
    table: str
    row_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as it is after a step. `places` are those of its rows by task."""

    key: str
    as_of: date
    project: str
    step: Step
    calendars: list[CalendarRow]
    outside: list[OutsideTask]
    stored: list[Stored]
    places: Mapping[str, int]
    has_percentages: bool
    """Whether lags are told in per cent of durations."""
    network: Network | None
    live: Live | None
    reckoned: Reckoned
    web: Web


@dataclass(slots=True)
class PlanMemory:
    """Holds one plan."""

    kept: Kept | None = None

    def of(self, key: str) -> Kept | None:
        """The plan of a project, if it is the one that is kept."""
        return self.kept if self.kept is not None and self.kept.key == key.upper() else None


def read(connection: Connection, memory: PlanMemory, *, key: str, as_of: date) -> Web:
    """The plan of a project as `plan.tasks` reads it, with what a screen asks of it.

    Six statements, or seven where only what has changed is read. Raises NotFound.
    """
    kept = memory.of(key)
    found = _followed(connection, kept) if kept is not None and kept.as_of == as_of else None
    if found is None:
        found = _whole(connection, key.upper(), as_of)
    memory.kept = found if len(found.stored) <= MOST else None
    return found.web


def _whole(connection: Connection, key: str, as_of: date) -> Kept:
    last = connection.one(Step, LAST) or Step(0, "")
    calendars = connection.all(CalendarRow, CALENDARS, key=key)
    if not calendars:
        raise NotFound(f"no project {key}: ppm projects lists them")
    project = calendars[0].project_id
    stored = connection.all(Stored, TASKS, project=project)
    links = connection.all(LinkRow, LINKS, project=project)
    outside = connection.all(OutsideTask, OUTSIDE, project=project)
    times = connection.all(TimeRow, TIMES, project=project)
    active = [network_task(row) for row in stored if row.is_active]
    network, live, reckoned = None, None, Reckoned(Undefined("not reckoned"))
    try:
        network = network_of(active, links, calendars, as_of=as_of, outside=outside, times=times)
        live = network.live()
        reckoned.schedule = live.schedule(network.limits)
    except Invalid as error:
        live, reckoned.schedule = None, Undefined(str(error))
    rows = rows_of(stored, links, reckoned, as_of)
    places = {row.id: place for place, row in enumerate(stored)}
    has_percentages = any(link.lag_kind is LagKind.PERCENT for link in links)
    return Kept(
        key, as_of, project, last, calendars, outside, stored, places, has_percentages, network,
        live, reckoned,
        plan_web.web(rows),
    )  # fmt: skip


def _followed(connection: Connection, kept: Kept) -> Kept | None:
    """The plan as it is now; None where it has to be read as a whole."""
    last = connection.one(Step, LAST)
    changed = _changed(connection, kept)
    if last is None or changed is None or kept.live is None:
        return None
    if not changed:
        return replace(kept, step=last)
    try:
        live = kept.live.changed(_tasks(kept, changed))
        kept.reckoned.schedule = live.schedule(limits_of(kept.calendars))
    except Invalid:
        return None
    stored, rows = kept.stored[:], kept.web.rows[:]
    for row in changed:
        place = kept.places[row.id]
        stored[place], rows[place] = row, plan.renewed(rows[place], row)
    new = [rows[kept.places[row.id]] for row in changed]
    found = plan_web.renewed(kept.web, rows, new)
    return replace(kept, step=last, stored=stored, live=live, web=found)


def _changed(connection: Connection, kept: Kept) -> list[Stored] | None:
    """Tasks with other values than those kept; None where that is not all that has changed."""
    known: dict[str, object] = {"project": kept.project, "step": kept.step.number}
    if kept.step.number and connection.one(Step, STILL, step=kept.step.number) != kept.step:
        return None  # another history: a copy was restored
    tables = {row.table for row in connection.all(_Change, CHANGED, joins=JOINS, **known)}
    if tables & SHAPE or connection.value(COUNT, project=kept.project) != len(kept.stored):
        return None
    if connection.all(CalendarRow, CALENDARS, key=kept.key) != kept.calendars:
        return None
    # Without a link to another project there is none until a link of this one changes.
    if kept.outside and kept.outside != connection.all(OutsideTask, OUTSIDE, project=kept.project):
        return None
    if "task" not in tables:
        return []
    found = connection.all(Stored, CHANGED_TASKS, **known)
    if len(found) > MANY or any(not _is_like(kept, row) for row in found):
        return None
    return found


def _is_like(kept: Kept, row: Stored) -> bool:
    """Whether the row has its place, its phase and what others follow from, as it had."""
    place = kept.places.get(row.id)
    if place is None:
        return False
    old = kept.stored[place]
    if row.duration_minutes != old.duration_minutes and kept.has_percentages:
        return False
    return _doer(row) == _doer(old) and all(
        getattr(row, name) == getattr(old, name) for name in FIXED
    )


def _doer(row: Stored) -> str | None:
    """Who may do the work of a task as its owner: see `plan_people`."""
    return row.owner if row.work_minutes else None


def _tasks(kept: Kept, changed: list[Stored]) -> list[NetworkTask]:
    assert kept.network is not None
    working = kept.network.working
    active = (network_task(row) for row in changed if row.is_active)
    return [task_of(task, working.get(task.id), kept.places) for task in active]


def replanned(
    connection: Connection, kept: Kept, *, moving: Collection[str], resized: Collection[str]
) -> Replan | None:
    """What `replan` finds, from a plan that is kept; None where that cannot follow.

    Raises Invalid where the plan cannot be scheduled.
    """
    changed = _changed(connection, kept)
    if changed is None or kept.live is None:
        return None
    known = kept.live.graph.numbers.keys()
    active = known & moving
    trial = kept.live.changed(_tasks(kept, changed), active, known & resized)
    now = {row.id: row for row in changed}
    return moves(trial, active, lambda task: now.get(task) or kept.stored[kept.places[task]])
