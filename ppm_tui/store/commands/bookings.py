"""Who is to do what: time kept for a project, and work handed on, moved, cut or shared out.

A booking is called `B-3`, the work of a task by the task, `T-111`. Where several people are on a
task, `person` says whose work is meant, and `assignment`, its identifier, which part of it.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.analysis.worktime import Side, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Booking, Project, Resource, Task
from ppm_tui.store.commands import (
    assignments,
    booked_work,
    calendars,
    edits,
    refs,
    reschedule,
    rows,
    tasks,
)
from ppm_tui.store.commands.booked_work import Work
from ppm_tui.store.queries import plan_network
from ppm_tui.store.wanted import Demand
from ppm_tui.terms import BookingKind, Contour, Done, Minutes


def add(
    session: Session,
    *,
    project: str,
    wanted: Demand,
    kind: BookingKind = BookingKind.SOFT,
    contour: Contour = Contour.FLAT,
    text: str = "",
    ref: str | None = None,
) -> Done:
    """Keep time of a person, or of anybody with a role or a skill, free for a project.

    More than no time, a last day that is not before the first, and somebody or something that is
    asked for (Invalid).
    """
    row = rows.project(session, project)
    _check_days(wanted.first, wanted.last)
    if wanted.minutes <= 0:
        raise Invalid("how much time? 16h or 2d")
    if not (wanted.person or wanted.role.strip() or wanted.skill.strip()):
        raise Invalid("who is it for? a person, or --role or --skill for anybody who has it")
    values = {
        "ref": refs.new(session, Booking, booked_work.PREFIX, ref, digits=1),
        "project_id": row.id,
        "resource_id": booked_work.person_of(session, wanted.person).id if wanted.person else None,
        "role": wanted.role.strip(),
        "skill": wanted.skill.strip(),
        "kind": kind,
        "contour": contour,
        "minutes": wanted.minutes,
        "start": wanted.first,
        "finish": wanted.last,
        "text": text.strip(),
    }
    made = edits.make(session, Booking, values)
    said = f"{formats.minutes(made.minutes)} of {booked_work.holder(session, made)} booked"
    return booked_work.said(session, made, f"{said}, {booked_work.days_of(made)}")


def give(
    session: Session,
    *,
    ref: str,
    to: str,
    person: str | None = None,
    assignment: str | None = None,
) -> Done:
    """Somebody else does it, or somebody does what nobody had yet.

    A booking and an assignment move, and what of it is done stays; where nobody is assigned, it
    is the owner's work, and the task gets another owner. Refused is giving it to who has it
    (Invalid).
    """
    who = booked_work.person_of(session, to)
    work = booked_work.find(session, ref, person, assignment)
    before = work.who(session)
    if work.booking is not None:
        _refuse_same(work.booking.resource_id, who, work)
        edits.change(session, work.booking, {"resource_id": who.id})
        given = work.booking.minutes
    elif not work.parts:
        _refuse_same(work.task.owner_id, who, work)
        return tasks.set_owner(session, ref=work.task.ref, owner=who.key)
    else:
        _refuse_same(work.parts[0].resource_id, who, work)
        _refuse_done(work)
        given = sum(assignments.hand(session, work.task, row, who.id) for row in work.parts)
    said = f"{formats.minutes(given)} {before} → {who.key}"
    return booked_work.said(session, work.row, said, booked_work.doubts(work, who))


def split(
    session: Session,
    *,
    ref: str,
    to: str,
    minutes: int,
    person: str | None = None,
    assignment: str | None = None,
) -> Done:
    """Somebody else does so much of it, in the same days; who had it does the rest.

    It is more than nothing and less than what is left to be done (Invalid).
    """
    who = booked_work.person_of(session, to)
    work = booked_work.find(session, ref, person, assignment)
    left = work.left
    if not 0 < minutes < left:
        raise Invalid(f"{work.ref} has {formats.minutes(left)} to share: give away less than that")
    before = work.who(session)
    if work.booking is not None:
        _refuse_same(work.booking.resource_id, who, work)
        _part(session, work.booking, who, minutes)
    else:
        parts = work.parts or [assignments.of_owner(session, work.task)]
        _refuse_same(parts[0].resource_id, who, work)
        rest = minutes
        for row in reversed(parts):
            if rest:
                rest -= assignments.hand(session, work.task, row, who.id, rest)
    said = f"{formats.minutes(minutes)} of {formats.minutes(left)} {before} → {who.key}"
    return booked_work.said(session, work.row, said, booked_work.doubts(work, who))


def move(
    session: Session,
    *,
    ref: str,
    first: date,
    last: date | None = None,
    as_of: date,
    person: str | None = None,
    assignment: str | None = None,
) -> Done:
    """It is done on other days; without a last one it stays as long as it was.

    What somebody does of a task stays within the days of the task. A task itself starts later as
    far as its slack goes, and who is booked on days of it moves along (Invalid).
    """
    _check_days(first, last or first)
    if not booked_work.is_booking(ref) and person is None and assignment is None:
        if last is not None:
            raise Invalid("a task lasts as long as it takes: say only when it starts")
        return _start_later(session, rows.task(session, ref), first, as_of)
    work = booked_work.find(session, ref, person, assignment)
    if work.booking is not None:
        return _other_days(session, work.booking, first, last)
    parts = list(work.parts or [assignments.of_owner(session, work.task)])
    old = _move_parts(work.task, parts, first, last)
    session.flush()
    return booked_work.said(session, work.row, f"{work.who(session)} {edits.days(old, first)}")


def shrink(
    session: Session,
    *,
    ref: str,
    minutes: int,
    person: str | None = None,
    assignment: str | None = None,
) -> Done:
    """It takes so much less time than was booked: `minutes` is what it takes now.

    The task's work is less by the same. It stays more than nothing, less than before, and not
    less than what is done already (Invalid).
    """
    work = booked_work.find(session, ref, person, assignment)
    before, least = work.minutes, work.minutes - work.left
    if not 0 < minutes < before or minutes < least:
        low = f", and {formats.minutes(least)} of it is done" if least else ""
        raise Invalid(f"{work.ref} has {formats.minutes(before)}{low}: say less than that")
    if work.booking is not None:
        edits.change(session, work.booking, {"minutes": minutes})
    else:
        assignments.take_off(session, work.task, work.parts, before - minutes)
        whole = work.task.work_minutes
        if whole is not None:
            less = Minutes(max(0, whole - (before - minutes)))
            tasks.edit(session, ref=work.task.ref, work=less)
    said = f"{formats.minutes(before)} → {formats.minutes(minutes)} {work.who(session)}"
    return booked_work.said(session, work.row, said)


def mark(
    session: Session,
    *,
    ref: str,
    kind: BookingKind | None = None,
    contour: Contour | None = None,
    person: str | None = None,
    assignment: str | None = None,
) -> Done:
    """It is agreed (hard) or not yet (soft), or lies in its days evenly, early or late."""
    work = booked_work.find(session, ref, person, assignment)
    given = {"kind": kind, "contour": contour}
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise Invalid("say hard or soft, or flat, front or back")
    if work.booking is None and not work.parts:
        work = Work(work.task, None, [assignments.of_owner(session, work.task)])
    for row in work.rows:
        edits.change(session, row, values)
    return booked_work.said(session, work.row, f"{' '.join(values.values())} {work.who(session)}")


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """A booking goes to the trash; the work of a task goes with the task (Invalid)."""
    if not booked_work.is_booking(ref):
        task = rows.task(session, ref)
        raise Invalid(f"{task.ref} is a task: give its work to somebody, or delete the task")
    booking = refs.find(session, Booking, ref, "booking")
    booking.trashed_on = as_of
    session.flush()
    return booked_work.said(session, booking, "in the trash")


def _part(session: Session, row: Booking, who: Resource, minutes: int) -> None:
    values = row.model_dump(exclude={"id", "version"})
    values |= {
        "ref": refs.new(session, Booking, booked_work.PREFIX, None, digits=1),
        "resource_id": who.id,
        "minutes": minutes,
    }
    edits.change(session, row, {"minutes": row.minutes - minutes})
    edits.make(session, Booking, values)


def _refuse_same(before: str | None, who: Resource, work: Work) -> None:
    if before == who.id:
        raise Invalid(f"{work.ref} is with {who.key} already")


def _refuse_done(work: Work) -> None:
    if work.minutes and not work.left:
        raise Invalid(f"all that is booked on {work.ref} is done: there is nothing to give")


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise Invalid(f"{formats.day(last)} lies before {formats.day(first)}")


def _other_days(session: Session, row: Booking, first: date, last: date | None) -> Done:
    before = booked_work.days_of(row)
    finish = last or first + (row.finish - row.start)
    edits.change(session, row, {"start": first, "finish": finish})
    return booked_work.said(session, row, f"{before} → {booked_work.days_of(row)}")


def _move_parts(task: Task, parts: list[Assignment], first: date, last: date | None) -> date:
    """Shift what somebody does of a task within it; answers on which day it began."""
    if task.start is None or task.finish is None:
        raise Invalid(f"{task.ref} has no dates yet: plan it first")
    old = min(row.start or task.start for row in parts).date()
    shift = first - old
    for row in parts:
        start, finish = (row.start or task.start) + shift, (row.finish or task.finish) + shift
        if last is not None:
            finish = calendars.finishing(last)
        _refuse_outside(task, start, finish)
        row.start, row.finish = start, finish
    return old


def _refuse_outside(task: Task, start: datetime, finish: datetime) -> None:
    assert task.start is not None
    assert task.finish is not None
    if start.date() < task.start.date() or finish.date() > task.finish.date():
        days = f"{formats.day(task.start)} - {formats.day(task.finish)}"
        raise Invalid(f"{task.ref} is done {days}: stay within, or move the task")


def _start_later(session: Session, task: Task, first: date, as_of: date) -> Done:
    project = session.get_one(Project, task.project_id)
    if task.start is None:
        raise Invalid(f"{task.ref} has no dates yet: plan it first")
    if task.actual_start is not None:
        raise Invalid(f"{task.ref} began on {formats.day(task.actual_start)}: it starts no more")
    _, network = plan_network.read_network(
        reschedule.connection(session), project=project.id, key=project.key, as_of=as_of
    )
    calendar = network.working.get(task.id, network.calendar)
    dates = network.live().schedule(network.limits)[task.id]
    new = calendar.next_start(calendars.starting(first))
    if new <= task.start:
        raise Invalid(f"{task.ref} starts on {formats.day(task.start)}: say a later day")
    if calendar.position(new) > calendar.position(dates.late_start):
        free = max(0, dates.total_float_minutes)
        slack = f"{formats.duration(free, project.minutes_per_day)} of" if free else "no"
        raise Invalid(
            f"{task.ref} has {slack} slack, and starts by "
            f"{formats.day(dates.late_start)} at the latest"
        )
    parts = assignments.of_task(session, task)
    shift = calendar.between(task.start, new)
    done = tasks.set_dates(session, ref=task.ref, start=new.date())
    for row in parts:
        _shift(calendar, row, shift)
    session.flush()
    return done


def _shift(calendar: WorkCalendar, row: Assignment, minutes: int) -> None:
    """Move work on days of its own by so much working time; other work follows its task."""
    if row.start is not None:
        row.start = calendar.at(calendar.position(row.start) + minutes)
    if row.finish is not None:
        row.finish = calendar.at(calendar.position(row.finish) + minutes, Side.FINISH)
