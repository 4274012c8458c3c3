"""What of work goes on an invoice: parts of entries, fees that are due, the rate on a line.

Money is minor units of one currency, effort minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ppm_tui.analysis.rates import half_up, worth
from ppm_tui.terms import Billing, ChangeStatus, Over

COVERED = (Billing.FIXED_FEE, Billing.MILESTONE, Billing.RETAINER, Billing.INTERNAL)
"""What pays for work as a whole, so that it is not billed by the hour."""
STEPS = (10_000, 1_000, 500, 100, 50, 10, 5, 1)
"""How round a rate may be, the roundest first."""


class Fate(StrEnum):
    """What becomes of the part of an entry that is over what was agreed."""

    BILLED = "billed"
    AGREED = "agreed"
    HELD = "held"
    DROPPED = "dropped"


def pays_by_hour(method: Billing | None, project: Billing) -> bool:
    """Whether work is billed by the entry; without an agreement the project says.

    A project that is billed out of the bucket of its client is so by the hour where no bucket
    holds. Source: definitions, billing methods.
    """
    if method is None:
        return project is Billing.RETAINER or project not in COVERED
    return method not in COVERED


def fate(choice: Over, status: ChangeStatus | None) -> Fate:
    """What becomes of what is over, by what was decided and how far its change request is.

    Source: definitions, rule B1: what is over is held until it is decided.
    """
    if choice is Over.BILL:
        return Fate.BILLED
    if choice is Over.ABSORB or status is ChangeStatus.REJECTED:
        return Fate.DROPPED
    return Fate.AGREED if status is ChangeStatus.APPROVED else Fate.HELD


@dataclass(frozen=True, slots=True)
class Accepted:
    """An approved change request: its price, and what of work is over and waits for it."""

    price: int
    over: int

    @property
    def by_entry(self) -> int:
        """What of its price is billed with the entries that are over."""
        return max(0, min(self.price, self.over))


def fee(amount: int, accepted: Iterable[Accepted]) -> int:
    """What a fee is worth that requests have raised, without what is billed with their entries.

    Source: definition, no amount is billed twice and none is lost.
    """
    return amount + sum(each.price - each.by_entry for each in accepted)


def fee_of_project(value: int, own: Iterable[Accepted], others: Iterable[Accepted]) -> int:
    """The same of a contract value, which has grown by every request already.

    `own` are requests for more of the project as a whole, `others` those for more of an agreement.
    Source: definition, no amount is billed twice and none is lost.
    """
    return value - sum(each.by_entry for each in own) - sum(each.price for each in others)


def is_complete(*, leaves: int, done: int, is_closed: bool) -> bool:
    """Whether all that is to be done is done; where no task says so, whether it is closed.

    Source: definition.
    """
    return done == leaves if leaves else is_closed


def is_due(day: date | None, until: date) -> bool:
    """Whether what was complete on a day is due before another one. Source: definition."""
    return day is None or day < until


def month_amount(amount: int | None, minutes: int | None, hourly: int | None) -> int | None:
    """What a prepaid month is worth: its amount, else its time at its rate, else not known.

    Source: definition.
    """
    if amount is not None:
        return amount
    return None if minutes is None or hourly is None else half_up(worth(minutes, hourly))


def hourly_rate(minutes: int, price: int, known: Iterable[int] = ()) -> int | None:
    """The hourly rate at which time was priced, which rounding may have hidden; None without time.

    One of those `known` that gives this price, else the roundest that does, else the nearest.
    Source: definition, the price is rounded half-up once.
    """
    if not minutes:
        return None
    exact = Fraction(price * 60, minutes)
    rounder = (half_up(exact / step) * step for step in STEPS)
    for rate in (*known, *rounder):
        if half_up(worth(minutes, rate)) == price:
            return rate
    return half_up(exact)
