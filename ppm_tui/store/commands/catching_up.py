"""Work that should have been done by now and was not: moved behind the day, where somebody asks."""

import json
from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, Side, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import calendars, edits, plan, reschedule, rows, task_progress
from ppm_tui.store.queries.plan_network import read_network
from ppm_tui.terms import Constraint, Done, TaskKind

TOUCHED = {TaskKind.TASK, TaskKind.MILESTONE}

Part = tuple[int, int]
"""From where to where work is done, as positions of a calendar."""


def catch_up(session: Session, *, project: str, as_of: date) -> Done:
    """Plan all that is not done for the time from `as_of` on; what waits for it follows.

    What has not begun starts no earlier than that day. What has begun is split, as Microsoft
    Project does it: what is done by its percentage stays where it is, the rest goes on from then
    on, and the duration stays. Where nothing is done of what has begun, it keeps its start and
    lasts longer. Manual and dropped tasks stay. Nothing does this by itself: dates of a plan move
    when somebody says so. Invalid where nothing is behind.
    """
    row = rows.project(session, project)
    reschedule.watch(session, row.id)
    start, clock_of = calendars.starting(as_of), _clocks(session, row, as_of)
    found = ((task, _later(task, clock_of(task), start)) for task in _open(session, row))
    later = [(task, values) for task, values in found if values]
    if not later:
        raise Invalid(f"nothing in {row.key} is behind {as_of:%d %b}: there is nothing to move")
    for task, values in later:
        edits.change(session, task, values)
        # What is in parts lasts from the first to the last of them, pauses included.
        reschedule.touch(session, [task], resized="duration_minutes" in values, as_of=as_of)
    behind = [task for task, _ in later]
    for phase in {task.parent_id: plan.parent_of(session, task) for task in behind}.values():
        plan.roll_up(session, phase)
    count = len(behind)
    refs = tuple(task.ref for task in behind)
    return Done(
        f"{row.key}: {count} task{'s' * (count != 1)} moved behind {as_of:%d %b}", refs=refs
    )


def _open(session: Session, project: Project) -> list[Task]:
    query = sa.select(Task).where(
        col(Task.project_id) == project.id,
        col(Task.trashed_on).is_(None),
        col(Task.percent_complete) < 100,
        col(Task.is_manual).is_(False),
        col(Task.is_active).is_(True),
        col(Task.start).is_not(None),
        col(Task.finish).is_not(None),
    )
    found = list(session.scalars(query.order_by(col(Task.position))))
    parents = {task.parent_id for task in found}
    return [
        task for task in found
        if task.kind in TOUCHED and task.id not in parents and task_progress.is_open(task)
    ]  # fmt: skip


def _clocks(session: Session, project: Project, as_of: date) -> Callable[[Task], WorkCalendar]:
    """When each task is worked on, as the plan is reckoned: by its calendar, or its people's."""
    driver = reschedule.connection(session)
    _, network = read_network(driver, project=project.id, key=project.key, as_of=as_of)
    return lambda task: (
        ROUND_THE_CLOCK if task.is_elapsed else network.working.get(task.id, network.calendar)
    )


def _later(task: Task, clock: WorkCalendar, start: datetime) -> dict[str, object]:
    """What becomes of a task of which less is done than lies before the day; else nothing."""
    assert task.start is not None
    length = task.duration_minutes or 0
    if not task.percent_complete and task.actual_start is None:
        if task.start >= start:
            return {}
        begin = clock.next_start(start)
        finish = clock.add(begin, length) if length else begin
        return {"start": begin, "finish": finish, "duration_minutes": length,
                "constraint_type": Constraint.SNET, "constraint_date": begin}  # fmt: skip
    begun = task.actual_start or task.start
    done, left = _divided(_parts(task, clock, begun), task.percent_complete)
    if not left or clock.position(start) <= left[0][0]:
        return {}
    if not done:
        finish = clock.add(start, sum(end - begin for begin, end in left))
        length = clock.between(begun, finish)
        return {"start": begun, "finish": finish, "duration_minutes": length, "splits": "[]"}
    return {"actual_start": begun} | _split(clock, begun, done, left, clock.position(start))


def _parts(task: Task, clock: WorkCalendar, begun: datetime) -> list[Part]:
    """Where a task is worked on, from the moment on at which it was begun."""
    first = clock.position(begun)
    spans = [map(datetime.fromisoformat, span) for span in json.loads(task.splits)]
    if not spans:
        return [(first, first + (task.duration_minutes or 0))]
    stored = [(clock.position(begin), clock.position(end)) for begin, end in spans]
    shift = first - stored[0][0]
    return [(begin + shift, end + shift) for begin, end in stored]


def _divided(parts: list[Part], percent: int) -> tuple[list[Part], list[Part]]:
    """What is done, and what is left, in order."""
    whole = sum(end - begin for begin, end in parts)
    rest = whole - (whole * (100 - percent) + 50) // 100
    done: list[Part] = []
    left: list[Part] = []
    for begin, end in parts:
        middle = min(begin + rest, end)
        rest -= middle - begin
        done += [(begin, middle)] if middle > begin else []
        left += [(middle, end)] if end > middle else []
    return done, left


def _split(
    clock: WorkCalendar, begun: datetime, done: list[Part], left: list[Part], start: int
) -> dict[str, object]:
    """The parts that are done where they are, those that are left from the day on."""
    shift = start - left[0][0]
    parts = [*done, *((begin + shift, end + shift) for begin, end in left)]
    spans = [[clock.at(begin), clock.at(end, Side.FINISH)] for begin, end in parts]
    spans[0][0] = begun
    splits = json.dumps([[each.isoformat() for each in span] for span in spans])
    return {"start": begun, "finish": spans[-1][1], "splits": splits}
