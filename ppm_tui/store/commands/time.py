"""Time and other cost: what was spent on a project on a day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.cost import price
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Resource, ResourceRate, Task, TimeEntry, Timer
from ppm_tui.store.commands import edits, rows
from ppm_tui.store.commands.charging import Charging, charging, refuse_closed
from ppm_tui.store.queries.time_sheet import is_called
from ppm_tui.terms import Done, Minutes, Money

DAY_MINUTES = 24 * 60
NO_TIME = Minutes(0)
STANDARD = (col(ResourceRate.rate_table) == "A", col(ResourceRate.standard).is_not(None))
"""Of the rates of a person, those at which work is charged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Time of a person on a day, or, with a cost and a text, what somebody else charged."""

    project: str
    day: date
    minutes: Minutes = NO_TIME
    person: str | None = None
    task: str | None = None
    text: str = ""
    cost: Money | None = None
    is_charged: bool | None = None
    """None is as the task, its phases or the project say."""


def log_time(
    session: Session,
    *,
    project: str,
    minutes: Minutes,
    day: date,
    person: str | None = None,
    task: str | None = None,
    text: str = "",
    is_charged: bool | None = None,
) -> Done:
    """Time spent on a project, its cost frozen at the person's rate valid on the day.

    More than nothing and at most 24 hours; a task of that project, and nothing that has ended
    (Invalid). The person is the user where nobody is named. Without a person, or a rate in the
    project's currency, the cost is not known.
    """
    row, place = where(session, project, task)
    refuse_closed(session, row, place)
    who = person or user_key(session)
    entry = Entry(row.key, day, minutes, who, task, text, is_charged=is_charged)
    log_all(session, entries=[entry])
    found = charging(session, row, place, is_charged)
    return Done(f"{row.key}: {logged(minutes, found)}", refs=(row.key,))


def logged(minutes: Minutes, found: Charging) -> str:
    """What is said of time that was logged: `2h30 logged, not charged: phase Warranty`."""
    return f"{formats.minutes(minutes)} logged{found.words}"


def user_key(session: Session) -> str | None:
    """The key of the person that the user is, by key, name or address; None for a stranger."""
    query = sa.select(Resource).where(col(Resource.trashed_on).is_(None))
    for person in session.scalars(query.order_by(col(Resource.key))):
        if is_called(session.info["user"], person.key, person.name, person.email):
            return person.key
    return None


def cost_of(session: Session, entry: TimeEntry, minutes: Minutes) -> Money | None:
    """What so much time would cost on the day and of the person of an entry."""
    if entry.resource_id is None:
        return None
    who = session.get_one(Resource, entry.resource_id)
    return price(
        _rates(session, who.id),
        week_minutes=who.week_minutes,
        minutes=minutes,
        day=entry.day,
        currency=session.get_one(Project, entry.project_id).currency,
    )


def set_left(session: Session, *, task: str, minutes: Minutes, seen: int | None = None) -> Done:
    """How much work is left of a task; not below nothing (Invalid)."""
    row = rows.task(session, task)
    edits.at_least(minutes, 0, "what is left")
    edits.change(session, row, {"remaining_work_minutes": minutes}, seen=seen)
    left = formats.minutes(minutes) if minutes else "nothing"
    return Done(f"{row.ref} «{row.name}»: {left} left", refs=(row.ref,))


def where(session: Session, project: str, task: str | None) -> tuple[Project, Task | None]:
    """The project, and where one is named its task. Raises NotFound, Invalid as `of_project`."""
    row = rows.project(session, project)
    return row, of_project(rows.task(session, task), row) if task is not None else None


def task_of(session: Session, row: TimeEntry | Timer) -> Task | None:
    """The task on which time was spent, or a timer runs; None is the project as a whole."""
    return session.get(Task, row.task_id) if row.task_id else None


def named(project: Project, task: Task | None) -> str:
    """Where time is spent: `CEDAR`, `CEDAR T-102`."""
    return f"{project.key} {task.ref}" if task else project.key


def of_project(task: Task, project: Project) -> Task:
    """The task, which is one of the project (Invalid)."""
    if task.project_id != project.id:
        raise Invalid(f"{task.ref} is not a task of {project.key}")
    return task


def log_cost(
    session: Session,
    *,
    project: str,
    cost: Money,
    day: date,
    text: str,
    is_charged: bool | None = None,
) -> Done:
    """What somebody else charged on a day, such as a supplier; it says what for (Invalid)."""
    entry = Entry(project, day, text=text, cost=cost, is_charged=is_charged)
    log_all(session, entries=[entry])
    return Done(f"{project.upper()}: cost «{text.strip()}» logged", refs=(project.upper(),))


def log_all(session: Session, *, entries: Sequence[Entry]) -> Done:
    """Many entries as one step, such as a week of a team; the rules are those of one."""
    known = Known(session)
    for entry in entries:
        session.add(TimeEntry.model_validate(known.values(entry)))
    session.flush()
    count = "1 time entry" if len(entries) == 1 else f"{len(entries)} time entries"
    return Done(f"{count} logged")


def _rates(session: Session, person_id: str) -> list[ResourceRate]:
    query = sa.select(ResourceRate).where(col(ResourceRate.resource_id) == person_id, *STANDARD)
    return list(session.scalars(query))


def _check(entry: Entry) -> None:
    if entry.cost is None and not 0 < entry.minutes <= DAY_MINUTES:
        raise Invalid("time of a day is more than nothing and at most 24 hours")
    if entry.cost is not None and not entry.text.strip():
        raise Invalid("a cost needs a text that says what it is for")


class Known:
    """What many entries point to, each looked for once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.project = cache(partial(rows.project, session))
        self.charging = cache(self._charging)
        self.person = cache(partial(rows.resource, session))
        self.task = cache(partial(rows.task, session))
        self.rates = cache(partial(_rates, session))
        self.first = cache(partial(rows.next_number, session, TimeEntry))
        self.given: Counter[str] = Counter()

    def values(self, entry: Entry) -> dict[str, object]:
        """The fields of the entry's row, by the rules for one. Raises Invalid, NotFound."""
        _check(entry)
        row = self.project(entry.project)
        who = self.person(entry.person) if entry.person else None
        task = self._task(row, entry.task)
        cost = entry.cost
        if cost is None and who is not None:
            cost = price(
                self.rates(who.id),
                week_minutes=who.week_minutes,
                minutes=entry.minutes,
                day=entry.day,
                currency=row.currency,
            )
        number = self.first(row.id) + self.given[row.id]
        self.given[row.id] += 1
        return {
            "project_id": row.id,
            "task_id": task.id if task else None,
            "resource_id": who.id if who else None,
            "number": number,
            "day": entry.day,
            "minutes": entry.minutes,
            "cost": cost,
            "is_charged": self.charging(entry.project, entry.task, entry.is_charged),
            "text": entry.text.strip(),
        }

    def _task(self, project: Project, ref: str | None) -> Task | None:
        return None if ref is None else of_project(self.task(ref), project)

    def _charging(self, project: str, task: str | None, said: bool | None) -> bool:
        place = None if task is None else self.task(task)
        return charging(self.session, self.project(project), place, said).is_charged
