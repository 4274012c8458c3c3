"""What follows from changes of a plan: the dates of all that they drive, once a step.

Commands say which tasks they touched; when the step is done the plan is reckoned once, however
many there were, and only dates that differ are written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.worktime import Side, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Dependency, Project, Task
from ppm_tui.store import logged, reader
from ppm_tui.store.commands import booked_days, calendars, edits
from ppm_tui.store.logged import Line
from ppm_tui.store.queries import plan_memory
from ppm_tui.store.queries.replan import Replan, replan
from ppm_tui.terms import Done, TaskKind

MOST_PLANS = 100
"""Plans of a step that are brought up to date, some of them again; more would be a ring."""
TOUCHED, PLANS = "touched plans", "plans"
EXACTLY = "as planned"
OF_NONE = "of no project"
SHOWN = 3
"""So many projects are told one by one when what was changed belongs to none of them."""


@dataclass(slots=True)
class Touched:
    """Tasks of a plan that leave their dates, those that have another duration, and the finish
    of the plan before any of it."""

    before: datetime | None
    moving: set[str] = field(default_factory=set)
    resized: set[str] = field(default_factory=set)
    as_of: date | None = None


def watch(session: Session, project_id: str) -> Touched:
    """Remember when the plan ends before it is changed; what became of it is said afterwards."""
    plans: dict[str, Touched] = session.info.setdefault(TOUCHED, {})
    if project_id not in plans:
        plans[project_id] = Touched(last_finish(session, project_id))
    return plans[project_id]


def touch(
    session: Session, tasks: Iterable[Task], *, resized: bool = False, as_of: date | None = None
) -> None:
    """These tasks were changed: they, and what they drive, follow when the step is done.

    `as_of` is the day on which a plan begins that has no dates yet; without it such a plan stays
    without dates.
    """
    for task in tasks:
        touched = watch(session, task.project_id)
        touched.moving.add(task.id)
        touched.as_of = as_of or touched.as_of
        if resized:
            touched.resized.add(task.id)


def of_no_project(session: Session) -> None:
    """What is changed in this step, such as a person, belongs to no project: each is named."""
    session.info[OF_NONE] = True


def as_said(session: Session) -> Done:
    """Let every date of this step stand as it is said: a plan is written down, not changed."""
    session.info[EXACTLY] = True
    return Done("dates as they are said")


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the plans that were touched, in words, and whether anything moved by it.

    `own` is what of this may stand in the history, which other clients do not read along in: the
    effect on the project that was changed itself.
    """

    text: str = ""
    is_moved: bool = False
    own: str = ""
    moves_finish: bool = False


def settle(session: Session) -> Effect:
    """Bring all plans that were touched up to date.

    A plan that cannot be scheduled keeps its dates, and the reason is said.
    """
    plans: dict[str, Touched] = session.info.setdefault(TOUCHED, {})
    if session.info.get(EXACTLY):
        return Effect()
    is_shared = bool(session.info.get(OF_NONE))
    found: list[tuple[str, Effect]] = []
    settled: set[str] = set()
    most = MOST_PLANS + len(plans)
    while plans:  # what follows in other projects is added while this goes on
        project_id = next(iter(plans))
        effect = _settle(session, project_id, plans.pop(project_id))
        found.append((session.get_one(Project, project_id).key, effect))
        settled.add(project_id)
        if len(found) > most:
            raise Invalid("these projects wait for each other without an end")
    booked_days.follow(session, settled)
    return _of_all(found) if is_shared else _of_one(found)


def _of_one(found: Sequence[tuple[str, Effect]]) -> Effect:
    """What became of the project that was changed, then of the others by their keys."""
    texts = [
        f"{key}: {effect.text}" if place else effect.text
        for place, (key, effect) in enumerate(found)
        if effect.text
    ]
    own = found[0][1].text if found and found[0][1].is_moved else ""
    return Effect("; ".join(texts), any(effect.is_moved for _, effect in found), own)


def _of_all(found: Sequence[tuple[str, Effect]]) -> Effect:
    """What became of the projects in which something moved, those first that end at another time;
    none of it for the history."""
    found = sorted(found, key=lambda each: not each[1].moves_finish)
    texts = {key: effect.text for key, effect in found if effect.is_moved and effect.text}
    said = [f"{key}: {text}" for key, text in list(texts.items())[:SHOWN]]
    if len(texts) > SHOWN:
        count = len(texts) - SHOWN
        said.append(f"{count} more project{'s' * (count != 1)}")
    return Effect("; ".join(said) or "no task moves", bool(texts))


def _settle(session: Session, project_id: str, touched: Touched) -> Effect:
    project = session.get_one(Project, project_id)
    _begin(session, project, touched)
    _estimate(session, project, touched)
    session.flush()
    is_placed = project.start is not None or _has_dates(session, project)
    if not touched.moving or not is_placed:
        return _told(session, project, touched, None)
    try:
        found = _replanned(session, project, touched)
    except Invalid as error:
        return Effect(f"dates stay as they are: {error}", is_moved=True)
    _move_parts(session, project, touched, found)
    _write(session, project, found)
    _touch_others(session, project, {*found.dates, *touched.moving})
    return _told(session, project, touched, found)


def _touch_others(session: Session, project: Project, tasks: Collection[str]) -> None:
    """What waits in other projects for tasks that have moved follows too."""
    for part in logged.parts(tasks, logged.CHUNK):
        waiting = sa.select(col(Dependency.task_id)).where(
            col(Dependency.predecessor_id).in_(part), col(Dependency.project_id) != project.id
        )
        found = sa.select(Task).where(col(Task.id).in_(waiting), col(Task.trashed_on).is_(None))
        touch(session, session.scalars(found).all())


def _replanned(session: Session, project: Project, touched: Touched) -> Replan:
    """What moves, from the plan that is kept where that can be followed."""
    driver = connection(session)
    memory = session.info.get(PLANS)
    kept = memory.of(project.key) if memory is not None else None
    known = {"moving": touched.moving, "resized": touched.resized}
    found = plan_memory.replanned(driver, kept, **known) if kept is not None else None
    if found is not None:
        return found
    as_of = touched.as_of or date.min
    return replan(driver, project=project.id, key=project.key, as_of=as_of, **known)


def connection(session: Session) -> reader.Connection:
    """What the session has written so far, for a query."""
    driver = session.connection().connection.driver_connection
    is_postgres = session.connection().dialect.name == "postgresql"
    return reader.Connection(driver, is_postgres=is_postgres)  # type: ignore[arg-type]  # theirs


def last_finish(session: Session, project_id: str) -> datetime | None:
    """The last finish of the plan as written so far."""
    rows = logged.untyped("task")
    mine = (rows.c.project_id == project_id) & rows.c.trashed_on.is_(None)
    found = session.scalar(sa.select(sa.func.max(rows.c.finish)).where(mine))
    return datetime.fromisoformat(found) if found else None


def _begin(session: Session, project: Project, touched: Touched) -> None:
    """A plan without any date begins on the day of its first planned task."""
    if touched.as_of and project.start is None and not _has_dates(session, project):
        tasks = [session.get_one(Task, task_id) for task_id in touched.moving]
        if any(task.duration_minutes is not None for task in tasks):
            edits.change(session, project, {"start": calendars.starting(touched.as_of)})


def _has_dates(session: Session, project: Project) -> bool:
    query = sa.select(Task).where(col(Task.project_id) == project.id, col(Task.start).is_not(None))
    return session.scalars(query.limit(1)).first() is not None


def _estimate(session: Session, project: Project, touched: Touched) -> None:
    """A task that waits for others and has no duration is taken as one day, and marked so."""
    for task_id in touched.moving:
        task = session.get_one(Task, task_id)
        if task.kind is TaskKind.TASK and task.duration_minutes is None:
            query = sa.select(Dependency).where(col(Dependency.task_id) == task_id).limit(1)
            if session.scalars(query).first() is not None:
                day = {"duration_minutes": project.minutes_per_day, "is_estimated": True}
                edits.change(session, task, day)
                touched.resized.add(task_id)


def _move_parts(session: Session, project: Project, touched: Touched, found: Replan) -> None:
    """The parts of split tasks move along."""
    moved = logged.parts(found.dates, logged.CHUNK)
    for part in moved:
        query = sa.select(Task).where(col(Task.id).in_(part), col(Task.splits) != "[]")
        for task in session.scalars(query):
            start, finish = found.dates[task.id]
            if task.id in touched.resized or task.start is None:
                continue
            calendar = calendars.of_project(session, project.id, task.calendar_id)
            shift = calendar.between(task.start, start)
            later = [_later(calendar, span, shift) for span in json.loads(task.splits)]
            later[0][0], later[-1][1] = start, finish
            task.splits = json.dumps([[end.isoformat() for end in span] for span in later])


def _later(calendar: WorkCalendar, span: Sequence[str], minutes: int) -> list[datetime]:
    """A part of a task, so much working time later."""
    begin, end = (calendar.position(datetime.fromisoformat(each)) for each in span)
    return [calendar.at(begin + minutes), calendar.at(end + minutes, Side.FINISH)]


def _write(session: Session, project: Project, found: Replan) -> None:
    """Rows that the session holds through it, the others past it, and all through the log."""
    held = {row.id: row for row in session.identity_map.values() if isinstance(row, Task)}
    for task_id in found.dates.keys() & held.keys():
        held[task_id].start, held[task_id].finish = found.dates[task_id]
    session.flush()
    rest = [task_id for task_id in found.dates if task_id not in held]
    logged.write(session, _lines(session, project, found, rest))


def _lines(session: Session, project: Project, found: Replan, rest: list[str]) -> Iterable[Line]:
    rows = logged.untyped("task")
    for part in logged.parts(rest, logged.CHUNK):
        query = sa.select(rows.c.id, rows.c.start, rows.c.finish).where(rows.c.id.in_(part))
        for task_id, start, finish in session.execute(query).all():
            before = {"start": start, "finish": finish}
            new_start, new_finish = map(logged.plain, found.dates[task_id])
            after = {"start": new_start, "finish": new_finish}
            differ = [name for name, value in after.items() if before[name] != value]
            yield Line(
                "task",
                task_id,
                project.id,
                {name: before[name] for name in differ},
                {name: after[name] for name in differ},
            )


def _told(session: Session, project: Project, touched: Touched, found: Replan | None) -> Effect:
    """What became of the finish of the plan, how many other tasks moved, and what is late by it."""
    parts = []
    after = last_finish(session, project.id)
    if touched.before and after and touched.before != after:
        shift = _shift(session, project, touched.before, after)
        parts.append(f"finish {edits.days(touched.before, after)}, {shift}")
        declared = project.forecast_finish
        if declared is not None and declared not in (touched.before.date(), after.date()):
            parts.append(f"declared {formats.day(declared)}")
    elif after and found:
        stays = "stays " if touched.before else ""
        parts.append(f"finish {stays}{formats.day(after)}")
    own = found.dates.keys() & touched.moving if found else set()
    if own and session.info.get(OF_NONE):
        parts.insert(0, f"{len(own)} task{'s' * (len(own) != 1)} move{'s' * (len(own) == 1)}")
    others = found.dates.keys() - touched.moving if found else set()
    if others:
        parts.append(f"{len(others)} follow{'s' * (len(others) == 1)}")
    if found and found.late:
        parts.append(_late(session, project, found))
    is_moved = bool(found and (found.dates or found.late))
    moves_finish = None not in (touched.before, after) and touched.before != after
    return Effect(", ".join(parts), is_moved or moves_finish, moves_finish=moves_finish)


def _late(session: Session, project: Project, found: Replan) -> str:
    """What cannot keep a deadline or a constraint any longer, its own or that of what follows."""
    task_id, minutes = max(found.late.items(), key=lambda item: item[1])
    more = f" and {len(found.late) - 1} more" if len(found.late) > 1 else ""
    length = formats.duration(minutes, project.minutes_per_day)
    return f"{session.get_one(Task, task_id).ref}{more} late by {length}"


def _shift(session: Session, project: Project, before: datetime, after: datetime) -> str:
    """`+4d`: the working time between two finishes, in days of the project."""
    minutes = calendars.of_project(session, project.id).between(before, after)
    if not minutes:
        return "outside working time"
    sign = "+" if minutes > 0 else "-"
    return sign + formats.duration(abs(minutes), project.minutes_per_day)
