"""How much of a prepaid month there is and is used, where months carry over to each other."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from ppm_tui.analysis.billing import NOTHING, Amount, Limit, carried, room
from ppm_tui.terms import CarryOver

Months = Mapping[str, Amount]
"""An amount for each month that has one: `2026-03`."""
_WEEK = timedelta(days=7)


def month_of(day: date) -> str:
    """The month that a day is in. Source: definition."""
    return day.isoformat()[:7]


def held(
    allotment: Limit,
    rule: CarryOver,
    *,
    first: date | None,
    day: date,
    used: Months,
    more: Months,
) -> tuple[Limit, Amount]:
    """What a bucket holds in the month of a day, and how much of that is used.

    `first` is its first day, `more` what was agreed on top, by month. Other months count as far
    as what is left of one is carried over to the next.
    Source: definition, `billing.carried` and `billing.room`.
    """
    here = month_of(day)
    last = max([here, *used, *more]) if first else here
    months = list(_months(first or day, max(day, date.fromisoformat(f"{last}-01"))))
    at = months.index(here)

    def part(size: int | None, name: str) -> tuple[int | None, int]:
        spent_here = getattr(used.get(here, NOTHING), name)
        if size is None:
            return None, spent_here
        added = [getattr(more.get(each, NOTHING), name) for each in months]
        spent = [getattr(used.get(each, NOTHING), name) - added[n] for n, each in enumerate(months)]
        limit = carried(size, spent[:at], rule) + added[at]
        is_over = spent_here >= limit
        left = limit - spent_here if is_over else room(size, spent, at, rule)
        return limit, limit - left

    minutes, used_minutes = part(allotment.minutes, "minutes")
    price, used_price = part(allotment.price, "price")
    return Limit(minutes, price), Amount(used_minutes, used_price)


def _months(first: date, last: date) -> Iterator[str]:
    """The months from one day to another, both in; one at least."""
    at = min(first, last).replace(day=1)
    while at <= last:
        yield month_of(at)
        at = (at.replace(day=28) + _WEEK).replace(day=1)
