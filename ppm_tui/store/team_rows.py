"""What a file says of people, their leave, their time, and of what registers hold, as plain rows.

The language between `exchange` and the import commands, as `plan_rows` is for plans. `where` is
where a row stands, as a message names it. What the file does not say is "" or None.
"""

from dataclasses import dataclass, field
from datetime import date

from ppm_tui.store.change_plan import PlanLine
from ppm_tui.terms import AbsenceKind, BillState, Minutes, Money


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
    bill: BillState | None = None
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as the file has it, and which step of five it is where it is one of the words that
    many tools use."""

    text: str
    of_five: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A risk, issue, change request, assumption or decision; what it says by the name of the field.

    `words` are those of ours, `numbers` whole, `links` the identifiers of what it came from or is
    about, `plan` the plan lines of a change request. `of_file` names the project of a file that
    names none.
    """

    where: str
    title: str
    ref: str = ""
    project: str = ""
    of_file: str = ""
    owner: str = ""
    words: dict[str, str] = field(default_factory=dict)
    ratings: dict[str, Rated] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    money: dict[str, Money] = field(default_factory=dict)
    currency: str = ""
    links: dict[str, str] = field(default_factory=dict)
    plan: tuple[PlanLine, ...] = ()
