"""What could be done about too much work: who could help, and each change with what it does.

All of it is reckoned from what was read: nothing is written, and nothing is asked again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from ppm_tui import formats
from ppm_tui.analysis import capacity
from ppm_tui.analysis.overload import shortage
from ppm_tui.analysis.worktime import Side
from ppm_tui.store.queries.bookings import Booked
from ppm_tui.store.queries.overload import (
    LATER_WEEKS,
    ONE_DAY,
    ONE_WEEK,
    Explained,
    Line,
    Planned,
    demand,
    stretch,
)
from ppm_tui.store.queries.working_time import Person
from ppm_tui.terms import BookingKind, Minutes, Undefined

ROUND = 30
"""Minutes in which work is cut and shared out."""
HELPERS = 2
"""So many people are named for a booking at most."""


class FixKind(StrEnum):
    """What may be done, from what harms least to what harms most."""

    GIVE = "give"
    MOVE = "move"
    SPLIT = "split"
    SHRINK = "shrink"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could do work of another, and why: `fin: Dev, 12h free in W13`.

    `free` is what they have left in its days, `takes` what of the work they could take without
    being overloaded themselves.
    """

    person: Person
    free: Minutes
    takes: Minutes
    fit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody is booked for in the days asked about, before and after a change."""

    person: str
    capacity: Minutes
    before: Minutes
    after: Minutes

    @property
    def percent_before(self) -> Decimal | Undefined:
        """The load of now."""
        return capacity.load(self.before, self.capacity)

    @property
    def percent_after(self) -> Decimal | Undefined:
        """The load that would be."""
        return capacity.load(self.after, self.capacity)


@dataclass(frozen=True, slots=True)
class Fix:
    """Something that would help, in words, with what it does to everybody it touches.

    `minutes` is what is given away, or what is left of it where it is cut; `finish` what becomes
    of the project. The command that does it is made by `commands.fixing.command`.
    """

    kind: FixKind
    line: Line
    label: str
    loads: tuple[Load, ...]
    finish: str
    is_enough: bool
    to: str = ""
    minutes: int = 0
    first: date | None = None
    last: date | None = None


def candidates(found: Explained, line: Line, count: int | None = None) -> tuple[Candidate, ...]:
    """Who has the role or the skill, and time in the days of a booking that are still to come.

    Who can take all of it first, then who has the role, then who has the most time.
    """
    days = max(line.first, found.as_of), line.last
    if days[0] > days[1]:
        return ()
    holder = found.team.get(line.row.resource_id or "")
    made = (_candidate(found, line, who, holder, days) for who in found.team.values())
    work = line.row.minutes or 0
    able = sorted(
        (each for each in made if each is not None),
        key=lambda each: (each.takes < work, each.fit != "role", -each.free, each.person.row.key),
    )
    return tuple(able[:count])


def _candidate(
    found: Explained, line: Line, who: Person, holder: Person | None, days: tuple[date, date]
) -> Candidate | None:
    fit, words = _fit(line.row, holder, who)
    if not fit or who is holder:
        return None
    rows, within, work = found.of(who), stretch(*days), line.row.minutes or 0
    free = who.capacity.between(*within) - _within(rows, who, within)
    if free < ROUND:
        return None
    takes = min(free, work)
    worse = _short([*rows, replace(line.row, resource_id=who.row.id)], who) - _short(rows, who)
    takes = (takes - max(0, worse - (work - takes))) // ROUND * ROUND
    if takes <= 0:
        return None
    reason = f"{who.row.key}: {words}, {formats.minutes(free)} free in {_weeks(*days)}"
    return Candidate(who, Minutes(free), Minutes(takes), fit, reason)


def _fit(row: Booked, holder: Person | None, who: Person) -> tuple[str, str]:
    """Whether somebody has the role or a skill that is asked for, else those of whose it is."""
    role = row.role or ("" if row.skill or holder is None else holder.row.role)
    asked = [row.skill] if row.skill else []
    if not (row.role or row.skill) and holder is not None:
        asked = list(holder.skills)
    if row.role:
        asked.append(row.role)
    if role and who.row.role.casefold() == role.casefold():
        return "role", who.row.role
    can = {each.casefold(): each for each in who.skills}
    shared = [can[each.casefold()] for each in asked if each.casefold() in can]
    return ("skill", ", ".join(shared)) if shared else ("", "")


def fixes(found: Explained, count: int | None = None) -> tuple[Fix, ...]:
    """What would help, from what harms least on; of a kind what is enough comes first, then work
    of the project that asks, and what is not critical. Nothing where nobody has too much."""
    if not found.over:
        return ()
    made = [fix for line in found.lines if line.is_open for fix in _of_line(found, line)]
    asked: set[str] = set()
    kept = []
    for fix in sorted(made, key=_harm):
        if fix.kind is FixKind.ASK:
            if fix.line.row.project in asked:
                continue
            asked.add(fix.line.row.project)
        kept.append(fix)
    return tuple(kept[:count])


def _harm(fix: Fix) -> tuple[int, bool, bool, bool, int, str]:
    return (
        list(FixKind).index(fix.kind),
        not fix.is_enough,
        not fix.line.is_own,
        fix.line.is_critical,
        fix.line.row.minutes or 0,
        fix.line.row.ref,
    )


def _of_line(found: Explained, line: Line) -> Iterator[Fix]:
    if not line.minutes or line.last < found.as_of:
        return
    work = line.row.minutes or 0
    helpers = candidates(found, line)
    for each in [each for each in helpers if each.takes >= work][:HELPERS]:
        yield _given(found, line, each)
    yield from _moved(found, line)
    part = min(_up(found.over), work - ROUND)  # somebody keeps a part of it
    for each in [each for each in helpers if min(each.takes, part) >= ROUND][:1]:
        yield _shared(found, line, each, min(each.takes, part))
    cut = min(_up(found.over), work // 2)  # less than half of it would be another task
    if cut >= ROUND:
        yield _shrunk(found, line, work - cut)
    yield _asked(found, line)


def _given(found: Explained, line: Line, who: Candidate) -> Fix:
    label = f"give {line.row.ref} {formats.minutes(line.row.minutes)} to {who.reason}"
    given = replace(line.row, resource_id=who.person.row.id)
    return replace(_made(found, FixKind.GIVE, line, label, [given]), to=who.person.row.key)


def _shared(found: Explained, line: Line, who: Candidate, minutes: int) -> Fix:
    work = line.row.minutes or 0
    label = f"give {formats.minutes(minutes)} of {formats.minutes(work)} of {line.row.ref} to "
    parts = [
        replace(line.row, minutes=work - minutes),
        replace(line.row, minutes=minutes, resource_id=who.person.row.id),
    ]
    made = _made(found, FixKind.SPLIT, line, label + who.reason, parts, minutes=minutes)
    return replace(made, to=who.person.row.key)


def _shrunk(found: Explained, line: Line, minutes: int) -> Fix:
    before, after = formats.minutes(line.row.minutes), formats.minutes(minutes)
    label = f"cut {line.row.ref} {before} → {after}"
    left = [replace(line.row, minutes=minutes)]
    return _made(found, FixKind.SHRINK, line, label, left, minutes=minutes)


def _asked(found: Explained, line: Line) -> Fix:
    key = line.row.project
    label = f"ask {key} for a change: {formats.minutes(found.over)} less in {_when(found)}"
    made = _made(found, FixKind.ASK, line, label, [line.row], minutes=found.over)
    return replace(made, finish="not known before it is decided")


def _moved(found: Explained, line: Line) -> Iterator[Fix]:
    """The soonest later time at which it helps: a share of a task within the task, a task within
    its slack, a soft booking."""
    goals = [found.last + ONE_DAY + week * ONE_WEEK for week in range(LATER_WEEKS)]
    yield from islice((fix for goal in goals for fix in _moved_to(found, line, goal)), 1)


def _moved_to(found: Explained, line: Line, goal: date) -> Iterator[Fix]:
    planned, last = line.planned, line.last + (goal - line.first)
    if isinstance(planned, Undefined):
        if line.row.source == "booking" and line.row.kind is BookingKind.SOFT:
            yield from _later(found, line, goal, last, "its days are not agreed yet")
    elif _has_own_days(line.row, planned) and planned.finish.date() >= last:
        yield from _later(found, line, goal, last, "")
    elif not planned.has_begun:
        yield from _task_later(found, line, planned, goal)


def _has_own_days(row: Booked, planned: Planned) -> bool:
    """Whether somebody works on a task on fewer days than the task lasts."""
    start, finish = row.spans[0][0], row.spans[-1][1]
    return row.source == "assignment" and (
        start.date() > planned.start.date() or finish.date() < planned.finish.date()
    )


def _later(found: Explained, line: Line, first: date, last: date, why: str) -> Iterator[Fix]:
    shift = first - line.first
    moved = replace(line.row, start=_shifted(line.row.start, shift),
                    finish=_shifted(line.row.finish, shift), splits="[]")  # fmt: skip
    if _is_better(found, [line.row], [moved]):
        label = f"do {line.row.ref} on {_days(first, last)}" + (f": {why}" if why else "")
        yield replace(_made(found, FixKind.MOVE, line, label, [moved]), first=first, last=last)


def _task_later(found: Explained, line: Line, planned: Planned, goal: date) -> Iterator[Fix]:
    """The task starts after the days asked about, or as late as its slack allows."""
    calendar = planned.calendar
    latest = calendar.position(planned.late_start)
    start = calendar.position(planned.start)
    new = calendar.at(min(calendar.position_of(stretch(goal, goal)[0]), latest))
    begin = calendar.position_of(stretch(new.date(), new.date())[0])
    shift = begin - start
    if shift <= 0 or begin > latest:
        return
    every = (row for rows in found.work.values() for row in rows)
    before = [row for row in every if row.task_id == line.row.task_id]
    after = [_task_shifted(row, planned, shift) for row in before]
    if not _is_better(found, before, after):
        return
    slack = formats.duration(planned.total_float)
    label = f"start {line.row.ref} on {formats.weekday(new.date())}, within {slack} of slack"
    made = replace(_made(found, FixKind.MOVE, line, label, after, before), first=new.date())
    follow = "" if shift <= planned.free_float else ", others follow"
    yield replace(made, finish=f"finish stays{follow}")


def _task_shifted(row: Booked, planned: Planned, minutes: int) -> Booked:
    """A share of a task so much working time later; in one piece, which is near enough here."""
    calendar = planned.calendar
    begin, end = row.spans[0][0], row.spans[-1][1]
    start = calendar.at(calendar.position(begin) + minutes)
    finish = calendar.at(max(calendar.position(end) + minutes, 1), Side.FINISH)
    return replace(row, start=start.isoformat(timespec="minutes"), splits="[]",
                   finish=max(start, finish).isoformat(timespec="minutes"))  # fmt: skip


def _shifted(text: str, shift: timedelta) -> str:
    """A day, or a day with a time of it, so many days later."""
    day = date.fromisoformat(text[:10]) + shift
    return day.isoformat() + text[10:]


# What becomes of everybody


def _made(
    found: Explained,
    kind: FixKind,
    line: Line,
    label: str,
    after: Sequence[Booked],
    before: Sequence[Booked] | None = None,
    *,
    minutes: int = 0,
) -> Fix:
    loads = tuple(_loads(found, [line.row] if before is None else before, after))
    own = next(each for each in loads if each.person == found.person.row.key)
    is_enough = own.before - own.after >= found.over
    return Fix(kind, line, label, loads, "finish stays", is_enough, minutes=minutes)


def _loads(found: Explained, before: Sequence[Booked], after: Sequence[Booked]) -> Iterator[Load]:
    """The days asked about, for everybody whose work is among it; who asks comes first."""
    own = found.person.row.id
    touched = {row.resource_id for row in (*before, *after)} - {own}
    days = stretch(found.first, found.last)
    others = (who for who in found.team.values() if who.row.id in touched)
    for who in (found.person, *others):
        yield Load(
            who.row.key,
            who.capacity.between(*days),
            Minutes(_within(found.of(who), who, days)),
            Minutes(_within(_changed(found, who, before, after), who, days)),
        )


def _changed(
    found: Explained, who: Person, before: Sequence[Booked], after: Sequence[Booked]
) -> list[Booked]:
    """What somebody is booked for once these bookings have become those."""
    gone = {row.id for row in before}
    kept = [row for row in found.of(who) if row.id not in gone]
    return kept + [row for row in after if row.resource_id == who.row.id]


def _is_better(found: Explained, before: Sequence[Booked], after: Sequence[Booked]) -> bool:
    """Whether less lies in the days asked about, and nobody has more too much elsewhere."""
    own = next(_loads(found, before, after))
    if own.after >= own.before:
        return False
    takers = {row.resource_id for row in after if row.resource_id in found.team}
    return not any(
        _short(_changed(found, who, before, after), who) > _short(found.of(who), who)
        for who in (found.team[each] for each in takers if each is not None)
    )


def _within(rows: Iterable[Booked], who: Person, days: tuple[int, int]) -> int:
    return sum(row.over(who.calendar).between(*days) for row in rows)


def _short(rows: Sequence[Booked], who: Person) -> int:
    """How much of this somebody cannot do in time."""
    numbered = [demand(row, f"{number}") for number, row in enumerate(rows)]
    return sum(shortage(numbered, who.capacity).values())


# Words


def _up(minutes: int) -> int:
    return -(-minutes // ROUND) * ROUND


def _weeks(first: date, last: date) -> str:
    one, other = formats.week(first), formats.week(last)
    return one if one == other else f"{one}-{other}"


def _when(found: Explained) -> str:
    return _weeks(found.first, found.last)


def _days(first: date, last: date) -> str:
    return formats.day(first) if first == last else f"{formats.day(first)} - {formats.day(last)}"
