"""What becomes of the plans when somebody works at other times than before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Project, Resource, Task
from ppm_tui.store.commands import reschedule
from ppm_tui.store.queries import working_time
from ppm_tui.terms import CLOSED_STAGES, ENDED, TaskKind

ONE_DAY = timedelta(days=1)
NEVER = datetime.combine(date.max, time())


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
    query = sa.select(Task).join(Project, col(Project.id) == col(Task.project_id)).where(
        col(Task.id).in_(
            sa.select(col(Assignment.task_id)).where(col(Assignment.resource_id) == who.id)
        ),
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
