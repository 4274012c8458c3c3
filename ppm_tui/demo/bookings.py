"""Who is booked on what in the weeks to come, so that the heat map is the drawn one."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from ppm_tui.demo import plans
from ppm_tui.demo.days import Days
from ppm_tui.demo.people import DEMAND, FIXED, LOADS, PEOPLE
from ppm_tui.demo.projects import PROJECTS
from ppm_tui.demo.shapes import Line
from ppm_tui.store.commands import people
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import Minutes

STANDING = "T-1206"
"""A long task, for weeks in which a person's own projects have nothing left."""
FRIDAY_AFTER = timedelta(days=4)


def bookings(days: Days) -> Iterator[Command]:
    """A booking per person, task and week, within the days of the task."""
    for who in PEOPLE:
        for week, percent in enumerate(LOADS[who.key]):
            if percent:
                yield from _week(who.key, week, who.hours * 60 * percent // 100, days)
    for ref, hours, first, last in DEMAND:
        yield partial(
            people.book,
            task=ref,
            person=None,
            work=Minutes(hours * 60),
            start=days.monday(first),
            finish=days.monday(last) + FRIDAY_AFTER,
        )


def _week(person: str, week: int, minutes: int, days: Days) -> Iterator[Command]:
    monday = days.monday(week)
    if (person, week) in FIXED:
        for ref, hours, first, last in FIXED[person, week]:
            start, finish = monday + timedelta(first), monday + timedelta(last)
            yield _booking(ref, person, hours * 60, start, finish)
        return
    found = _open(person, monday, days)
    for number, (ref, start, finish) in enumerate(found):
        share = minutes // len(found) // 30 * 30
        if number == 0:
            share = minutes - share * (len(found) - 1)
        yield _booking(ref, person, share, start, finish)


def _booking(ref: str, person: str, minutes: int, start: date, finish: date) -> Command:
    about = partial(people.book, task=ref, person=person, work=Minutes(minutes))
    return partial(about, start=start, finish=finish)


def _open(person: str, monday: date, days: Days) -> list[tuple[str, date, date]]:
    """The person's own open tasks of that week, else one of each project they work for."""
    own = [line for sketch in PROJECTS for line in plans.PLANS[sketch.key] if line.owner == person]
    found = [spot for line in own if (spot := _spot(line, monday, days))]
    if not found:
        for sketch in PROJECTS:
            if person in sketch.team:
                spots = [_spot(line, monday, days) for line in plans.PLANS[sketch.key]]
                found += [spot for spot in spots if spot][:1]
    return found or [(STANDING, monday, monday + FRIDAY_AFTER)]


def _spot(line: Line, monday: date, days: Days) -> tuple[str, date, date] | None:
    """The days of that week on which an open task is worked on."""
    if line.ref[0] != "T" or line.done == 100:
        return None
    start, finish = (moment.date() for moment in plans.today(line, days))
    first, last = max(start, monday), min(finish, monday + FRIDAY_AFTER)
    return (line.ref, first, last) if first <= last else None
