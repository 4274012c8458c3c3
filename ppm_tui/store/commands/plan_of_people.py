"""What becomes of the plans when somebody works at other times, or somebody else does a task."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.worktime import Side
from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Project, Resource, Task
from ppm_tui.store.commands import reschedule
from ppm_tui.store.queries import plan_people, working_time
from ppm_tui.store.queries.plan_people import HoursRow
from ppm_tui.terms import CLOSED_STAGES, ENDED, TaskKind

ONE_DAY = timedelta(days=1)
NEVER = datetime.combine(date.max, time())
DOING = {"owner_id", "work_minutes"}
"""Columns of a task that say who does it where nobody is assigned."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days on which somebody works otherwise than before; an open end is None."""

    first: date | None
    last: date | None


class Follow:
    """The open tasks of people that are touched by a change of when these work.

    Made before the change, as it was then that tasks were put behind the days that come free;
    `touch` is for after it.
    """

    def __init__(
        self,
        session: Session,
        people: Sequence[Resource],
        days: Sequence[Days],
        *,
        is_removing: bool = False,
    ) -> None:
        self.session = session
        reschedule.of_no_project(session)
        self.tasks: dict[str, Task] = {}
        if not days:
            return
        for who in people:
            spans = _spans(session, who, days, is_removing=is_removing)
            for task in _open(session, who, min(first for first, _ in spans)):
                if _is_touched(task, spans):
                    self.tasks[task.id] = task

    def touch(self) -> None:
        """Let them take the time that they need now; what they drive follows."""
        tasks = list(self.tasks.values())
        reschedule.touch(self.session, [task for task in tasks if task.splits in ("", "[]")],
                         resized=True)  # fmt: skip
        reschedule.touch(self.session, [task for task in tasks if task.splits not in ("", "[]")])


class Handover:
    """A task that may come to be done by others.

    Made before the change; `touch` is for after it: where those who do it now work at other times
    in its days than those before, it takes the time that it needs with them.
    """

    def __init__(self, session: Session, task: Task) -> None:
        self.session, self.task = session, task
        self.before = _doers(session, task)

    def touch(self) -> None:
        """Let the task follow, if that makes a difference."""
        after, task = _doers(self.session, self.task), self.task
        if after == self.before or task.start is None or not _is_open(task):
            return
        first = self._free_since(task.start)
        if self._hours(self.before, first) != self._hours(after, first):
            is_whole = task.splits in ("", "[]")
            reschedule.touch(self.session, [task], resized=is_whole)

    def _free_since(self, start: datetime) -> date:
        """The day from which on the task lies behind days off of those who did it."""
        driver, found = reschedule.connection(self.session), start
        for who in self.before:
            key = self.session.get_one(Resource, who).key
            for person in working_time.people(driver, key=key):
                if person.calendar is not None:
                    position = person.calendar.position(start)
                    found = min(found, person.calendar.at(position, Side.FINISH))
        return found.date()

    def _hours(self, doers: Collection[str], first: date) -> set[tuple[HoursRow, ...]]:
        assert self.task.finish is not None
        driver, last = reschedule.connection(self.session), self.task.finish.date()
        return {
            plan_people.hours_within(
                driver, person=who, project=self.task.project_id, first=first, last=last
            )
            for who in doers
        } or {()}


def _is_open(task: Task) -> bool:
    """Whether working time still moves it; the same as of the rows of `_open`."""
    is_dated = task.finish is not None and task.duration_minutes is not None
    is_bound = task.is_manual or task.is_elapsed or task.kind is not TaskKind.TASK
    is_over = task.status in ENDED or task.percent_complete == 100 or task.actual_finish is not None
    return is_dated and not (is_bound or is_over)


def _doers(session: Session, task: Task) -> frozenset[str]:
    """Who does a task: those assigned to it, else its owner, where it has work."""
    query = sa.select(col(Assignment.resource_id)).where(col(Assignment.task_id) == task.id)
    assigned = list(session.scalars(query))
    if assigned:
        return frozenset(who for who in assigned if who is not None)
    return frozenset({task.owner_id} if task.owner_id and task.work_minutes else ())


Span = tuple[datetime, datetime]


def _spans(
    session: Session, who: Resource, days: Iterable[Days], *, is_removing: bool
) -> list[Span]:
    """The moments from which and up to which tasks that lie there may change.

    A task that begins when somebody is back may have been put there for that.
    """
    calendar = None
    if is_removing:
        connection = reschedule.connection(session)
        [person] = working_time.people(connection, key=who.key)
        calendar = person.calendar
    found = []
    for each in days:
        first = datetime.combine(each.first or date.min, time())
        last = datetime.combine(each.last + ONE_DAY, time()) if each.last else NEVER
        if calendar is not None and each.last is not None:
            try:
                last = datetime.combine(calendar.next_start(last).date() + ONE_DAY, time())
            except Invalid:  # they never work again
                last = NEVER
        found.append((first, last))
    return found


def _is_touched(task: Task, spans: Iterable[Span]) -> bool:
    assert task.start is not None
    assert task.finish is not None
    return any(task.start < last and task.finish > first for first, last in spans)


def _open(session: Session, who: Resource, since: datetime) -> list[Task]:
    """What is still to be done by somebody from then on, project by project."""
    everybody = sa.select(col(Assignment.id)).where(col(Assignment.task_id) == col(Task.id))
    is_assigned = everybody.where(col(Assignment.resource_id) == who.id).exists()
    is_owner = (col(Task.owner_id) == who.id) & (col(Task.work_minutes) > 0)
    query = sa.select(Task).join(Project, col(Project.id) == col(Task.project_id)).where(
        is_assigned | (is_owner & ~everybody.exists()),
        col(Task.trashed_on).is_(None),
        col(Task.is_active).is_(True),
        col(Task.is_manual).is_(False),
        col(Task.is_elapsed).is_(False),
        col(Task.kind) == TaskKind.TASK,
        col(Task.status).not_in(ENDED),
        col(Task.percent_complete) < 100,
        col(Task.actual_finish).is_(None),
        col(Task.start).is_not(None),
        col(Task.duration_minutes).is_not(None),
        col(Task.finish) > since,
        col(Project.trashed_on).is_(None),
        col(Project.stage).not_in(CLOSED_STAGES),
    )  # fmt: skip
    return list(session.scalars(query.order_by(col(Project.key), col(Task.position))))
