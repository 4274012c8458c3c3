"""Days of a recurring calendar exception of Microsoft Project XML.

A rule begins and ends with the days of its period; weeks begin on Sunday, whatever the project's
first day of the week is. A day of the month that a month lacks is that month's last day.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

DAILY, YEARLY, YEARLY_BY_PLACE, MONTHLY, MONTHLY_BY_PLACE, WEEKLY, DAYS, WORKDAYS = range(1, 9)

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
ITEMS = ("day", "weekday", "weekend day", *WEEKDAYS)
PLACES = ("first", "second", "third", "fourth", "last")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the file says of one recurring exception; `times` None is until the period ends."""

    kind: int
    first: date
    last: date
    every: int = 1
    times: int | None = None
    weekdays: int = 0
    item: int = 0
    place: int = 0
    month: int = 1
    day: int = 1


def days(rule: Rule) -> Iterator[date]:
    """The days in order, within the period and not more than `times`."""
    for number, day in enumerate(_unbounded(rule)):
        if day > rule.last or (rule.times is not None and number >= rule.times):
            return
        yield day


def words(rule: Rule) -> str:
    """The rule in a few words."""
    texts = {
        YEARLY: f"every year on {rule.day} {MONTHS[rule.month - 1]}",
        YEARLY_BY_PLACE: f"every year on the {_placed(rule)} of {MONTHS[rule.month - 1]}",
        MONTHLY: f"{_every(rule, 'month')} on day {rule.day}",
        MONTHLY_BY_PLACE: f"{_every(rule, 'month')} on the {_placed(rule)}",
        WEEKLY: f"{_every(rule, 'week')} on {', '.join(_chosen(rule))}",
        WORKDAYS: _every(rule, "weekday"),
    }
    text = texts.get(rule.kind, _every(rule, "day"))
    return text if rule.times is None else f"{text}, {rule.times} times"


def _unbounded(rule: Rule) -> Iterator[date]:
    if rule.kind == WEEKLY:
        yield from _weekly(rule)
    elif rule.kind in (MONTHLY, MONTHLY_BY_PLACE):
        yield from _monthly(rule, rule.first.month, rule.every)
    elif rule.kind in (YEARLY, YEARLY_BY_PLACE):
        yield from _monthly(rule, rule.month, 12 * rule.every)
    elif rule.kind == WORKDAYS:
        yield from _workdays(rule)
    else:
        yield from _daily(rule)


def _daily(rule: Rule) -> Iterator[date]:
    day = rule.first
    while day <= rule.last:
        yield day
        day += timedelta(days=rule.every)


def _workdays(rule: Rule) -> Iterator[date]:
    """Counts Monday to Friday from the first of them on."""
    monday = rule.first - timedelta(days=rule.first.weekday())
    for number in count(min(rule.first.weekday(), 5), rule.every):
        day = monday + timedelta(weeks=number // 5, days=number % 5)
        if day > rule.last:
            return
        yield day


def _weekly(rule: Rule) -> Iterator[date]:
    week = rule.first - timedelta(days=rule.first.isoweekday() % 7)
    while rule.weekdays and week <= rule.last:
        for number in range(7):
            day = week + number * _ONE
            if rule.weekdays & 1 << number and day >= rule.first:
                yield day
        week += timedelta(weeks=rule.every)


def _monthly(rule: Rule, month: int, step: int) -> Iterator[date]:
    """From the first month on; a first day that has passed already is not counted."""
    by_place = rule.kind in (MONTHLY_BY_PLACE, YEARLY_BY_PLACE)
    number = rule.first.year * 12 + month - 1
    while date(number // 12, number % 12 + 1, 1) <= rule.last:
        year, in_year = number // 12, number % 12 + 1
        day = _place(rule, year, in_year) if by_place else _day(rule, year, in_year)
        if day >= rule.first:
            yield day
            number += step
        else:
            number += 1 if rule.kind == MONTHLY else step


def _day(rule: Rule, year: int, month: int) -> date:
    return date(year, month, min(rule.day, monthrange(year, month)[1]))


def _place(rule: Rule, year: int, month: int) -> date:
    length = monthrange(year, month)[1]
    every_day = (date(year, month, number) for number in range(1, length + 1))
    matching = [day for day in every_day if _matches(rule.item, day)]
    return matching[min(rule.place, len(matching) - 1) if rule.place < 4 else -1]


def _matches(item: int, day: date) -> bool:
    if item == 0:
        return True
    if item in (1, 2):
        return (day.isoweekday() > 5) == (item == 2)
    return day.isoweekday() % 7 == item - 3


def _placed(rule: Rule) -> str:
    return f"{PLACES[rule.place]} {ITEMS[rule.item]}"


def _chosen(rule: Rule) -> list[str]:
    return [name for number, name in enumerate(WEEKDAYS) if rule.weekdays & 1 << number]


def _every(rule: Rule, what: str) -> str:
    return f"every {what}" if rule.every == 1 else f"every {rule.every} {what}s"
