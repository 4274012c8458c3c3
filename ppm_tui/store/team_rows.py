"""What a file says of people, their leave and their time, as plain rows.

The language between `exchange` and the import commands, as `plan_rows` is for plans. `where` is
where a row stands, as a message names it. What the file does not say is "" or None.
"""

from dataclasses import dataclass
from datetime import date

from ppm_tui.terms import AbsenceKind, Minutes


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person; `week` are the working minutes of Monday to Sunday from a day on."""

    where: str
    name: str = ""
    key: str = ""
    initials: str = ""
    role: str = ""
    team: str = ""
    skills: str = ""
    email: str = ""
    week: tuple[Minutes, ...] | None = None
    valid_from: date | None = None
    region: str = ""
    availability: int | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Days off, both ends in; `people` says whose in one way or another.

    `minutes` is so much less of each day, `is_half` half of one. What is cancelled is taken back.
    `is_guess`: the row is an event of a calendar, which may hold other things and other people;
    `invited` are those who are named beside its title.
    """

    where: str
    people: tuple[str, ...]
    first: date
    last: date
    kind: AbsenceKind = AbsenceKind.LEAVE
    minutes: Minutes | None = None
    is_half: bool = False
    text: str = ""
    source_id: str = ""
    is_cancelled: bool = False
    is_guess: bool = False
    invited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRow:
    """Time of a person on a day; person, project and task may each be said in several ways."""

    where: str
    people: tuple[str, ...]
    day: date
    minutes: Minutes
    projects: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    client: str = ""
    text: str = ""
    is_charged: bool | None = None
    source_id: str = ""
