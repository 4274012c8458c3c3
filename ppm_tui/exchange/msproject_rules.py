"""Rules of recurring exceptions out of the words that stand for them: the reverse of `words`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ppm_tui.exchange.msproject_recurrence import (
    DAYS,
    ITEMS,
    MONTHLY,
    MONTHLY_BY_PLACE,
    MONTHS,
    PLACES,
    WEEKDAYS,
    WEEKLY,
    WORKDAYS,
    YEARLY,
    YEARLY_BY_PLACE,
    Rule,
)

_EVERY = r"every (?:(?P<every>\d+) )?"
_PLACED = rf"the (?P<place>{'|'.join(PLACES)}) (?P<item>{'|'.join(ITEMS)})"
_FORMS = (
    (DAYS, rf"{_EVERY}days?"),
    (WORKDAYS, rf"{_EVERY}weekdays?"),
    (WEEKLY, rf"{_EVERY}weeks? on (?P<weekdays>.*?)"),
    (MONTHLY, rf"{_EVERY}months? on day (?P<day>\d+)"),
    (MONTHLY_BY_PLACE, rf"{_EVERY}months? on {_PLACED}"),
    (YEARLY, rf"every year on (?P<day>\d+) (?P<month>{'|'.join(MONTHS)})"),
    (YEARLY_BY_PLACE, rf"every year on {_PLACED} of (?P<month>{'|'.join(MONTHS)})"),
)
_RULES = tuple((kind, re.compile(rf"{form}(?:, (?P<times>\d+) times)?")) for kind, form in _FORMS)
MAX_YEARS = 12
"""The words do not say how many years lie between two days; so many are tried."""


def rules(words: str, first: date, last: date) -> Iterator[Rule]:
    """Rules that the words may stand for, from the first to the last day; none for other words."""
    for kind, form in _RULES:
        found = form.fullmatch(words)
        if found:
            rule = _rule(kind, found.groupdict(), first, last)
            yield rule
            if kind in (YEARLY, YEARLY_BY_PLACE):
                yield from (replace(rule, every=years) for years in range(2, MAX_YEARS))


def _rule(kind: int, said: dict[str, str | None], first: date, last: date) -> Rule:
    names = (said.get("weekdays") or "").split(", ")
    month, item, place = said.get("month"), said.get("item"), said.get("place")
    times = said.get("times")
    return Rule(
        kind,
        first,
        last,
        every=int(said.get("every") or 1),
        times=int(times) if times else None,
        weekdays=sum(1 << at for at, name in enumerate(WEEKDAYS) if name in names),
        item=ITEMS.index(item) if item else 0,
        place=PLACES.index(place) if place else 0,
        month=MONTHS.index(month) + 1 if month else 1,
        day=int(said.get("day") or 1),
    )
