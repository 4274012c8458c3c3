"""The sheet of a person: the time of a day on a project or task, cleared, and a week copied."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.models import Project, Resource, Task, TimeEntry
from ppm_tui.store.commands import rows, time
from ppm_tui.store.commands.charging import charging, refuse_closed
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.steps import several
from ppm_tui.store.commands.time import Entry
from ppm_tui.terms import BillState, Done, Minutes

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a sheet: whose it is, a project or task, and a day."""

    person: str
    project: str
    task: str | None
    day: date

    def __str__(self) -> str:
        where = f"{self.project} {self.task}" if self.task else self.project
        return f"{where} {formats.weekday(self.day)}"


def set_day(
    session: Session,
    *,
    place: Place,
    minutes: Minutes,
    as_of: date,
    text: str = "",
    bill: BillState | None = None,
    seen: Minutes | None = None,
    over: Decision = UNDECIDED,
) -> Done:
    """So much time in all on a day: a new entry, the only one changed, or the difference.

    Of several entries less time is taken off the newest ones. At most 24 hours, nothing that has
    ended (Invalid); Conflict where there is another time by now than was `seen`.
    """
    project, task = _where(session, place)
    refuse_closed(session, project, task)
    if minutes > time.DAY_MINUTES:
        raise Invalid("time of a day is at most 24 hours")
    found = _entries(session, place)
    before = Minutes(sum(entry.minutes for entry in found))
    if seen is not None and seen != before:
        met = formats.minutes(before)
        raise Conflict(f"{place}: somebody has made it {met} meanwhile; look again")
    end, told = "", ""
    if len(found) == 1 and minutes:
        end, told = time.reprice(session, found[0], minutes, text=text, bill=bill, over=over)
    elif minutes > before:
        entry = Entry(place.project, place.day, Minutes(minutes - before), place.person, place.task,
                      text, bill=bill)  # fmt: skip
        [(priced, told)] = time.log(session, [entry], over)
        end = time.paid_by(priced, told)
    else:
        told = _take(session, reversed(found), before - minutes, as_of, over)
        end = told and f", {told}"
    now = charging(session, project, task, bill).words if minutes else ""
    amounts = " → ".join(formats.minutes(each) for each in (before, minutes))
    text = f"{place}: {amounts}{now}{end}"
    return Done(text, refs=(project.key,), over=told, aside="" if told else end)


def clear_day(session: Session, *, place: Place, as_of: date) -> Done:
    """No time on a day; its entries go to the trash. Raises NotFound where there is none."""
    project, task = _where(session, place)
    refuse_closed(session, project, task)
    found = _entries(session, place)
    if not found:
        raise NotFound(f"{place}: there is no time to delete")
    total = Minutes(sum(entry.minutes for entry in found))
    _take(session, found, total, as_of)
    return Done(f"{place}: {formats.minutes(total)} deleted", refs=(project.key,))


def set_entry(
    session: Session,
    *,
    entry: str,
    minutes: Minutes,
    as_of: date,
    text: str = "",
    bill: BillState | None = None,
    over: Decision = UNDECIDED,
) -> Done:
    """Another amount of one entry, and another note or charge where they are said; 0 deletes it."""
    row = session.get(TimeEntry, entry)
    if row is None or row.trashed_on is not None:
        raise NotFound("this entry is gone: r reads again")
    project = session.get_one(Project, row.project_id)
    task = time.task_of(session, row)
    refuse_closed(session, project, task)
    before = Minutes(row.minutes)
    end, told = "", ""
    if minutes:
        end, told = time.reprice(session, row, minutes, text=text, bill=bill, over=over)
    else:
        time.drop(session, row, as_of)
    now = f"{formats.minutes(minutes)}{end}" if minutes else "deleted"
    where = f"{time.named(project, task)} {formats.weekday(row.day)}"
    text = f"{where}: {formats.minutes(before)} → {now}"
    return Done(text, refs=(project.key,), over=told, aside="" if told else end)


def copy_week(session: Session, *, person: str, monday: date, over: Decision = UNDECIDED) -> Done:
    """The entries of the week before once more, day by day; those of closed phases stay behind.

    A day on which the same project or task has time already is left as it is. Invalid where
    there is nothing to copy.
    """
    who = rows.resource(session, person)
    there = {_cell(entry) for entry in _week(session, who, monday)}
    made: list[Entry] = []
    left = 0
    for old in _week(session, who, monday - WEEK):
        day = old.day + WEEK
        project = session.get_one(Project, old.project_id)
        task = time.task_of(session, old)
        if (old.project_id, old.task_id, day) in there or not _is_open(session, project, task):
            left += 1
            continue
        copy = Entry(project.key, day, Minutes(old.minutes), who.key, task.ref if task else None)
        made.append(replace(copy, text=old.text, bill=old.bill))
    week = formats.week(monday)
    if not made:
        raise Invalid(f"nothing of {formats.week(monday - WEEK)} is left to copy into {week}")
    told = several(told for _, told in time.log(session, made, over))
    total = formats.minutes(sum(entry.minutes for entry in made))
    more = f", {left} left out: closed or there already" if left else ""
    text = f"{who.key} {week}: {len(made)} entries copied, {total}{more}{told and f', {told}'}"
    return Done(text, refs=(who.key,), over=told)


def _cell(entry: TimeEntry) -> tuple[str, str | None, date]:
    return entry.project_id, entry.task_id, entry.day


def _is_open(session: Session, project: Project, task: Task | None) -> bool:
    is_gone = project.trashed_on is not None or (task is not None and task.trashed_on is not None)
    try:
        refuse_closed(session, project, task)
    except Invalid:
        return False
    return not is_gone


def _where(session: Session, place: Place) -> tuple[Project, Task | None]:
    return time.where(session, place.project, place.task)


def _entries(session: Session, place: Place) -> list[TimeEntry]:
    """What stands in a cell, the oldest first."""
    project, task = _where(session, place)
    who = rows.resource(session, place.person)
    query = _of(who).where(
        col(TimeEntry.day) == place.day,
        col(TimeEntry.project_id) == project.id,
        col(TimeEntry.task_id) == task.id if task else col(TimeEntry.task_id).is_(None),
    )
    return list(session.scalars(query))


def _week(session: Session, who: Resource, monday: date) -> list[TimeEntry]:
    query = _of(who).where(
        col(TimeEntry.day) >= monday, col(TimeEntry.day) < monday + WEEK
    )  # fmt: skip
    return list(session.scalars(query))


def _of(who: Resource) -> sa.Select[TimeEntry]:
    query: sa.Select[TimeEntry] = sa.select(TimeEntry).where(
        col(TimeEntry.resource_id) == who.id,
        col(TimeEntry.trashed_on).is_(None),
        col(TimeEntry.minutes) > 0,
    )
    return query.order_by(col(TimeEntry.day), col(TimeEntry.number), col(TimeEntry.id))


def _take(
    session: Session,
    newest: Iterable[TimeEntry],
    minutes: int,
    as_of: date,
    over: Decision = UNDECIDED,
) -> str:
    """Take so many minutes off entries, one after the other; what is left of none is trash.

    In words what of the rest is over what was agreed.
    """
    told = ""
    for entry in newest:
        off = min(minutes, entry.minutes)
        minutes -= off
        if off == entry.minutes:
            time.drop(session, entry, as_of)
        elif off:
            _, told = time.reprice(session, entry, Minutes(entry.minutes - off), over=over)
    return told
