"""When people work: their weeks, days off and the public holidays of where they live.

What changes here moves the open tasks that these people are assigned to, in every project.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.capacity import day_hours
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Absence, PublicHoliday, Resource, WorkingWeek
from ppm_tui.store.commands import edits, public_holidays, rows
from ppm_tui.store.commands.plan_of_people import Days, Follow
from ppm_tui.terms import AbsenceKind, Done, Minutes, ResourceKind

YEARS = 4
"""This year and the next three."""
LONGEST = timedelta(days=5 * 366)
FIRST_YEAR, LAST_YEAR = 1900, 2199
_BETWEEN = f"days off lie between {FIRST_YEAR} and {LAST_YEAR}"
DAY_MINUTES = 24 * 60
WEEKDAYS = 7


def set_week(
    session: Session,
    *,
    person: str,
    week: Sequence[Minutes],
    valid_from: date | None = None,
) -> Done:
    """So many working minutes from Monday to Sunday, from a day on; without it, from ever.

    A week that begins on that day already gives way, one that begins later holds from then on.
    Seven days that the time from 8 with a break at noon has room for (Invalid).
    """
    if len(week) != WEEKDAYS:
        raise Invalid("a week has seven days")
    if valid_from is not None and not FIRST_YEAR <= valid_from.year <= LAST_YEAR:
        raise Invalid(f"a week begins between {FIRST_YEAR} and {LAST_YEAR}")
    hours = json.dumps([day_hours(minutes) for minutes in week])
    who = _worker(session, person)
    known = weeks(session, who)
    later = [each.valid_from for each in known if each.valid_from and _is_after(each, valid_from)]
    until = min(later) - timedelta(days=1) if later else None
    follow = Follow(session, [who], [Days(valid_from, until)])
    same = next((each for each in known if each.valid_from == valid_from), None)
    if same is not None:
        edits.change(session, same, {"week": hours})
    else:
        number = max((each.number for each in known), default=-1) + 1
        about = {"resource_id": who.id, "number": number, "valid_from": valid_from}
        edits.make(session, WorkingWeek, {**about, "week": hours})
    if valid_from is None:
        edits.change(session, who, {"week_minutes": sum(week)})
    since = f" from {_day(valid_from)} on" if valid_from else ""
    follow.touch()
    return Done(f"{who.key}: works {formats.working_week(week)}{since}", refs=(who.key,))


def _is_after(week: WorkingWeek, day: date | None) -> bool:
    return week.valid_from is not None and (day is None or week.valid_from > day)


def remove_week(session: Session, *, person: str, valid_from: date | None = None) -> Done:
    """Let the week that begins on a day give way to the one before it. Raises NotFound."""
    who = _worker(session, person)
    known = weeks(session, who)
    found = next((each for each in known if each.valid_from == valid_from), None)
    if found is None:
        which = f"that begins on {_day(valid_from)}" if valid_from else "of their own"
        raise NotFound(f"{who.key} has no week {which}")
    follow = Follow(session, [who], [Days(valid_from, None)])
    session.delete(found)
    session.flush()
    follow.touch()
    which = f"from {_day(valid_from)} on" if valid_from else "of their own"
    return Done(f"{who.key}: week {which} removed", refs=(who.key,))


def add_leave(
    session: Session,
    *,
    person: str,
    first: date,
    last: date | None = None,
    kind: AbsenceKind = AbsenceKind.LEAVE,
    minutes: Minutes | None = None,
    text: str = "",
    source_id: str = "",
) -> Done:
    """Days, both ends in, on which a person is away, or works so many minutes a day less.

    Days that lie in another absence of the same kind are refused, and so are more than five
    years and more than a day's minutes (Invalid).
    """
    who = _worker(session, person)
    last = last or first
    _check_days(first, last)
    edits.within(minutes, 1, DAY_MINUTES, "minutes a day")
    _free(session, who, first, last, kind)
    follow = Follow(session, [who], [Days(first, last)])
    count = sa.select(sa.func.max(col(Absence.number))).where(col(Absence.resource_id) == who.id)
    values = {
        "resource_id": who.id,
        "number": (session.scalar(count) or 0) + 1,
        "first": first,
        "last": last,
        "kind": kind,
        "minutes": minutes,
        "text": text.strip(),
        "source_id": source_id,
    }
    edits.make(session, Absence, values)
    follow.touch()
    return Done(f"{who.key}: {_told(kind, first, last, minutes)}", refs=(who.key,))


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise Invalid(f"the last day {_day(last)} lies before the first, {_day(first)}")
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise Invalid(_BETWEEN)
    if last - first > LONGEST:
        raise Invalid(f"{_days(first, last)} are more than five years: is that the year you mean?")


def _free(
    session: Session,
    who: Resource,
    first: date,
    last: date,
    kind: AbsenceKind,
    *,
    but: Absence | None = None,
) -> None:
    query = sa.select(Absence).where(
        col(Absence.resource_id) == who.id,
        col(Absence.id) != (but.id if but else ""),
        col(Absence.kind) == kind,
        col(Absence.last) >= first,
        col(Absence.first) <= last,
    )
    known = session.scalars(query.order_by(col(Absence.first)).limit(1)).first()
    if known is not None:
        said = _told(kind, known.first, known.last, known.minutes)
        raise Invalid(f"{who.key} has {said} already: remove that first, or choose other days")


def remove_leave(
    session: Session, *, person: str, day: date, kind: AbsenceKind | None = None
) -> Done:
    """Take back the absence that a day lies in, all of it. Raises as `_absence`."""
    who = _worker(session, person)
    gone = _absence(session, who, day, kind)
    take_back(session, who, gone)
    said = _told(gone.kind, gone.first, gone.last, gone.minutes)
    return Done(f"{who.key}: {said} removed", refs=(who.key,))


def move_leave(
    session: Session,
    *,
    person: str,
    day: date,
    first: date,
    last: date | None = None,
    kind: AbsenceKind | None = None,
) -> Done:
    """Let the absence that a day lies in begin on another one; without a last day it stays as long.

    Raises as `_absence` and `add_leave`.
    """
    who = _worker(session, person)
    row = _absence(session, who, day, kind)
    last = last or _same_length(row, first)
    _check_days(first, last)
    _free(session, who, first, last, row.kind, but=row)
    before = _told(row.kind, row.first, row.last, row.minutes)
    left = Follow(session, [who], [Days(row.first, row.last)], is_removing=True)
    taken = Follow(session, [who], [Days(first, last)])
    edits.change(session, row, {"first": first, "last": last})
    left.touch()
    taken.touch()
    return Done(f"{who.key}: {before} → {_days(first, last)}", refs=(who.key,))


def _same_length(row: Absence, first: date) -> date:
    try:
        return first + (row.last - row.first)
    except OverflowError as error:
        raise Invalid(_BETWEEN) from error


def _absence(session: Session, who: Resource, day: date, kind: AbsenceKind | None) -> Absence:
    """The one that a day lies in.

    NotFound where there is none, Invalid where there are several and no kind says which.
    """
    query = sa.select(Absence).where(
        col(Absence.resource_id) == who.id, col(Absence.first) <= day, col(Absence.last) >= day
    )
    found = [each for each in session.scalars(query) if kind in (None, each.kind)]
    if not found:
        raise NotFound(f"{who.key} is not away on {_day(day)}")
    if len(found) > 1:
        kinds = ", ".join(sorted(formats.word(each.kind) for each in found))
        raise Invalid(f"{who.key} is away on {_day(day)} for {kinds}: say which kind")
    return found[0]


def take_back(session: Session, who: Resource, gone: Absence) -> None:
    """Remove an absence of a person; tasks that waited for it move."""
    follow = Follow(session, [who], [Days(gone.first, gone.last)], is_removing=True)
    session.delete(gone)
    session.flush()
    follow.touch()


def set_region(
    session: Session, *, person: str, region: str | None, as_of: date, years: int = YEARS
) -> Done:
    """Where a person lives, such as `DE-BY`: its public holidays are days off, or none are.

    The holidays of the year of `as_of`, and of so many years in all, are stored with the region,
    once for all who live there. Raises Invalid for a region of which none are known.
    """
    edits.within(years, 1, 20, "the number of years")
    who = _worker(session, person)
    old = _holidays(session, who.region)
    name = ""
    new: dict[date, str] = {}
    if region and region.strip():
        wanted = range(as_of.year, as_of.year + years)
        name, new = public_holidays.known(region, wanted)
    stored = _holidays(session, name)
    added = {day: text for day, text in new.items() if day not in stored}
    if name == who.region and not added:
        return Done(f"{who.key}: public holidays are those of {name or 'nowhere'} already",
                    refs=(who.key,))  # fmt: skip
    others = sa.select(Resource).where(col(Resource.region) == name, col(Resource.id) != who.id)
    neighbours = list(session.scalars(others)) if name else []
    mine = Follow(session, [who], _each({*old, *stored, *added}), is_removing=True)
    theirs = Follow(session, neighbours, _each(added))
    edits.change(session, who, {"region": name})
    for day, text in sorted(added.items()):
        values = {"region": name, "day": day, "name": text}
        session.add(PublicHoliday.model_validate(values))
    session.flush()
    mine.touch()
    theirs.touch()
    return Done(f"{who.key}: {_region_told(name, sorted(new))}", refs=(who.key,))


def _each(days: Iterable[date]) -> list[Days]:
    return [Days(day, day) for day in sorted(days)]


def _region_told(name: str, days: Sequence[date]) -> str:
    if not name:
        return "no public holidays"
    first, last = days[0].year, days[-1].year
    years = f"{first}-{last}" if first != last else f"{first}"
    return f"public holidays of {name}, {len(days)} in {years}"


def set_availability(session: Session, *, person: str, percent: int) -> Done:
    """How much of their working time a person has for work that is planned, in per cent."""
    edits.within(percent, 0, 100, "availability")
    who = _worker(session, person)
    moved = edits.change(session, who, {"availability": percent})
    return Done(f"{who.key}: {edits.said(session, who, moved)}", refs=(who.key,))


def _worker(session: Session, person: str) -> Resource:
    who = rows.resource(session, person)
    if who.kind is not ResourceKind.WORK:
        raise Invalid(f"{who.key} is {who.kind.value}, and has no working time")
    return who


def weeks(session: Session, who: Resource) -> list[WorkingWeek]:
    """The weeks of a person, in the order in which they were said."""
    query = sa.select(WorkingWeek).where(col(WorkingWeek.resource_id) == who.id)
    return list(session.scalars(query.order_by(col(WorkingWeek.number))))


def _holidays(session: Session, region: str) -> set[date]:
    if not region:
        return set()
    query = sa.select(col(PublicHoliday.day)).where(col(PublicHoliday.region) == region)
    return set(session.scalars(query))


def _told(kind: AbsenceKind, first: date, last: date, minutes: int | None) -> str:
    each = f", {formats.minutes(minutes)} a day" if minutes else ""
    return f"{formats.word(kind)} {_days(first, last)}{each}"


def _days(first: date, last: date) -> str:
    return f"{formats.days(first, last)}{f' {last.year}' if first.year == last.year else ''}"


def _day(day: date) -> str:
    return _days(day, day)
