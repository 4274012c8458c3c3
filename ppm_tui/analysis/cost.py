"""What planned work costs: the rate that is valid on a day, and what stands on a task."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeVar

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


R = TypeVar("R", bound=Rate)


def valid(rates: Iterable[R], day: date, currency: str) -> R | None:
    """The rate that holds on a day: of several the one that began last.

    One in the currency that is asked for comes before those in others.
    Source: the cost rate tables of Microsoft Project, a rate from its effective date on.
    """
    found = [
        rate
        for rate in rates
        if (rate.valid_from or date.min) <= day <= (rate.valid_to or date.max)
    ]
    if not found:
        return None
    return max(
        found,
        key=lambda each: (each.currency == currency, each.valid_from or date.min, each.number),
    )


def worth(rate: Rate, *, week_minutes: int, minutes: int) -> Fraction:
    """Time at a rate, exact, in its currency. `week_minutes` is the week of who works.

    Source: the cost rate tables of Microsoft Project.
    """
    per = _minutes_per(rate.standard_per, week_minutes or USUAL_WEEK)
    return Fraction(minutes * (rate.standard or 0), per)


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
