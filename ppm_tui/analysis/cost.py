"""What planned work costs: the rate that is valid on a day, and what stands on a task."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from ppm_tui.terms import Money

USUAL_WEEK = 2400
"""Minutes of work in a week of which nobody said how long it is."""


class Rate(Protocol):
    """Cost of a resource per `standard_per` (m, h, d, w, mo, y), in minor units of a currency."""

    @property
    def number(self) -> int: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def standard(self) -> int | None: ...
    @property
    def standard_per(self) -> str: ...
    @property
    def currency(self) -> str: ...


def price(
    rates: Iterable[Rate], *, week_minutes: int, minutes: int, day: date, currency: str
) -> Money | None:
    """Cost of time at the rate valid on a day, halves up; None without such a rate.

    Of several rates the one that began last holds. `week_minutes` is the week of who works.
    Source: the cost rate tables of Microsoft Project, a rate from its effective date on.
    """
    valid = [
        rate
        for rate in rates
        if rate.currency == currency
        if (rate.valid_from or date.min) <= day <= (rate.valid_to or date.max)
    ]
    if not valid:
        return None
    rate = max(valid, key=lambda each: (each.valid_from or date.min, each.number))
    per = _minutes_per(rate.standard_per, week_minutes or USUAL_WEEK)
    return Money((2 * minutes * (rate.standard or 0) + per) // (2 * per))


def of_task(*, own: int | None, fixed: int | None, shares: Iterable[int | None]) -> Money | None:
    """Planned cost of a task: what it says itself, else its shares and its fixed cost.

    Minor units of one currency. A share is the work of one person; those whose cost is not known
    do not count, and where nothing is known the cost is None, not 0.
    Source: the cost of a task in Microsoft Project, work at its rates and the fixed cost.
    """
    if own is not None:
        return Money(own)
    known = [cost for cost in (*shares, fixed) if cost is not None]
    return Money(sum(known)) if known else None


def _minutes_per(unit: str, week: int) -> int:
    """Minutes of work that a rate is for."""
    return {"m": 1, "h": 60, "d": week // 5, "w": week, "mo": week * 4, "y": week * 52}[unit]
