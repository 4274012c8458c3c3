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
from ppm_tui.models import Project, ResourceRate, TimeEntry
from ppm_tui.store.commands import rows
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
    is_charged: bool = True


def log_time(
    session: Session,
    *,
    project: str,
    minutes: Minutes,
    day: date,
    person: str | None = None,
    task: str | None = None,
    text: str = "",
    is_charged: bool = True,
) -> Done:
    """Time spent on a project, its cost frozen at the person's rate valid on the day.

    More than nothing and at most 24 hours; a task of that project (Invalid). Without a person, or
    a rate in the project's currency, the cost is not known.
    """
    entry = Entry(project, day, minutes, person, task, text, is_charged=is_charged)
    log_all(session, entries=[entry])
    key = project.upper()
    return Done(f"{key}: {logged(minutes)}", refs=(key,))


def logged(minutes: Minutes) -> str:
    """What is said of time that was logged: `2h30 logged`."""
    return f"{formats.minutes(minutes)} logged"


def log_cost(
    session: Session, *, project: str, cost: Money, day: date, text: str, is_charged: bool = True
) -> Done:
    """What somebody else charged on a day, such as a supplier; it says what for (Invalid)."""
    entry = Entry(project, day, text=text, cost=cost, is_charged=is_charged)
    log_all(session, entries=[entry])
    return Done(f"{project.upper()}: cost «{text.strip()}» logged", refs=(project.upper(),))


def log_all(session: Session, *, entries: Sequence[Entry]) -> Done:
    """Many entries as one step, such as a week of a team; the rules are those of one."""
    known = _Known(session)
    for entry in entries:
        _check(entry)
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


class _Known:
    """What many entries point to, each looked for once."""

    def __init__(self, session: Session) -> None:
        self.project = cache(partial(rows.project, session))
        self.person = cache(partial(rows.resource, session))
        self.task = cache(partial(rows.task, session))
        self.rates = cache(partial(_rates, session))
        self.first = cache(partial(rows.next_number, session, TimeEntry))
        self.given: Counter[str] = Counter()

    def values(self, entry: Entry) -> dict[str, object]:
        """The fields of the entry's row."""
        row = self.project(entry.project)
        who = self.person(entry.person) if entry.person else None
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
            "task_id": self._task(row, entry.task),
            "resource_id": who.id if who else None,
            "number": number,
            "day": entry.day,
            "minutes": entry.minutes,
            "cost": cost,
            "is_charged": entry.is_charged,
            "text": entry.text.strip(),
        }

    def _task(self, project: Project, ref: str | None) -> str | None:
        if ref is None:
            return None
        task = self.task(ref)
        if task.project_id != project.id:
            raise Invalid(f"{task.ref} is not a task of {project.key}")
        return task.id
