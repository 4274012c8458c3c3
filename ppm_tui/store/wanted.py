"""What somebody wants of a task in the plan: plain values, for whoever reads and who writes."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.analysis.estimates import Estimate
from ppm_tui.terms import AbsenceKind, LagKind, LinkType, Minutes


@dataclass(frozen=True, slots=True)
class Link:
    """What a task waits for: the other one as typed, how, and the lag by its kind."""

    ref: str
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class Wanted:
    """Dates; duration, work and estimate in minutes; links to make, change or take away.

    None: as it is.
    """

    start: date | None = None
    finish: date | None = None
    duration: Minutes | None = None
    is_elapsed: bool | None = None
    work: Minutes | None = None
    estimate: Estimate | None = None
    deadline: date | None = None
    links: tuple[Link, ...] = ()
    unlinks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """So much time within some days, both in, and who it is for: a person, a role or a skill."""

    minutes: int
    first: date
    last: date
    person: str | None = None
    role: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Days, both in, on which somebody is not there, or for so many minutes a day less."""

    kind: AbsenceKind
    first: date
    last: date
    person: str | None = None
    minutes: Minutes | None = None
