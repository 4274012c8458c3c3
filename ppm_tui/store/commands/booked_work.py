"""What is meant by a booking or by the work of a task, whose it is, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.analysis.capacity import can_do, skills_of
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Assignment, Booking, Project, Resource, Task
from ppm_tui.store.commands import assignments, refs, rows
from ppm_tui.terms import Done, ResourceKind

PREFIX = "B-"
NOBODY = "nobody yet"


@dataclass(frozen=True, slots=True)
class Work:
    """A booking, or what people are assigned of a task; no parts are the work of its owner."""

    on: Task | None
    booking: Booking | None
    parts: Sequence[Assignment]

    @property
    def task(self) -> Task:
        """The task; only asked for where it is none of a booking."""
        assert self.on is not None
        return self.on

    @property
    def row(self) -> Task | Booking:
        """What it is called by."""
        return self.booking or self.task

    @property
    def ref(self) -> str:
        """`B-3` or `T-111`."""
        return self.row.ref

    @property
    def rows(self) -> Sequence[Booking | Assignment]:
        """The rows in which it is stored."""
        return [self.booking] if self.booking is not None else self.parts

    @property
    def minutes(self) -> int:
        """How much time it is."""
        if self.booking is not None:
            return self.booking.minutes
        if not self.parts:
            return self.task.work_minutes or 0
        return sum(assignments.minutes_of(row, self.task) for row in self.parts)

    @property
    def left(self) -> int:
        """How much of it is not done yet."""
        if self.booking is not None or not self.parts:
            return self.minutes
        return sum(assignments.left_of(row, self.task) for row in self.parts)

    def who(self, session: Session) -> str:
        """Whose it is: a key, or what is asked for."""
        if self.booking is not None:
            return holder(session, self.booking)
        found = self.parts[0].resource_id if self.parts else self.task.owner_id
        return session.get_one(Resource, found).key if found else NOBODY


def is_booking(ref: str) -> bool:
    """Whether an identifier is that of a booking, and not of a task."""
    return ref.strip().upper().startswith(PREFIX)


def find(session: Session, ref: str, person: str | None, assignment: str | None) -> Work:
    """A booking, or the work on a task of the one person that is on it, or is meant.

    Raises NotFound, and Invalid where several people may be meant.
    """
    if is_booking(ref):
        booking = refs.find(session, Booking, ref, "booking")
        return Work(None, booking, ())
    task = rows.task(session, ref)
    everybody = assignments.of_task(session, task)
    if not everybody:
        return Work(task, None, ())
    if assignment is not None:
        found = [row for row in everybody if row.id == assignment]
        if not found:
            raise NotFound(f"{task.ref}: this work is no longer there")
        return Work(task, None, found)
    if person is not None:
        who = rows.resource(session, person)
        found = [row for row in everybody if row.resource_id == who.id]
        if not found:
            raise NotFound(f"{who.key} is not booked on {task.ref}")
        return Work(task, None, found)
    keys = {row.resource_id: _key(session, row.resource_id) for row in everybody}
    if len(keys) > 1:
        names = " and ".join(sorted(keys.values()))
        raise Invalid(f"{names} are booked on {task.ref}: say whose work is meant")
    return Work(task, None, everybody)


def _key(session: Session, person: str | None) -> str:
    return session.get_one(Resource, person).key if person else NOBODY


def person_of(session: Session, text: str) -> Resource:
    """Somebody who can be booked. Raises NotFound, and Invalid for what is only used up."""
    who = rows.resource(session, text)
    if who.kind is not ResourceKind.WORK:
        raise Invalid(f"{who.key} is {who.kind}: only people and machines are booked")
    return who


def holder(session: Session, row: Booking) -> str:
    """Whose a booking is, or for what it is."""
    if row.resource_id is not None:
        return session.get_one(Resource, row.resource_id).key
    return f"«{row.role or row.skill}»"


def days_of(row: Booking) -> str:
    """`06 Apr - 17 Apr`."""
    return f"{formats.day(row.start)} - {formats.day(row.finish)}"


def doubts(work: Work, who: Resource) -> tuple[str, ...]:
    """What a person should know who gives a booking to somebody that it was not made for."""
    row = work.booking
    asked = [] if row is None else [each for each in (row.role, row.skill) if each]
    if not asked or can_do(asked, who.role, skills_of(who.skills)):
        return ()
    is_ = f"is {who.role}" if who.role else "has no role"
    return (f"{who.key} {is_}; asked for was {' or '.join(asked)}",)


def said(session: Session, row: Task | Booking, what: str, notes: tuple[str, ...] = ()) -> Done:
    """What was done to a booking or a task, in one line."""
    project = session.get_one(Project, row.project_id)
    title = row.name if isinstance(row, Task) else row.text
    name = f"{row.ref} «{title}»" if title else row.ref
    return Done(f"{project.key}: {name} {what}", notes=notes, refs=(row.ref,))
