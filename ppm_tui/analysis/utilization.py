"""How much of what people can do is billed, used and booked, and how near that is to a target.

Amounts are minutes, so those of several people and projects add up; ratios are formed from sums,
never from other ratios. Percentages run from 0 to 100 and are exact, rounded nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal

from ppm_tui.terms import Rag, Undefined

NO_TIME = Undefined("no working time in this period")
NO_TIME_YET = Undefined("no working time in this period up to the day of these figures")
NOTHING_BOOKED = Undefined("nothing is booked in this period")
NO_TARGET = Undefined("no target is set")
NOT_BY_PERSON = Undefined("kept by project, client and role: ppm budget --by role")
"""A fee is earned by all who work for it, so revenue is no person's."""
NEAR = 20
"""Percentage points below a target that are still yellow."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What somebody, or several together, can do in a period and what became of it, in minutes.

    `elapsed` is the part of `capacity` up to the day of the figures, `uncharged` work for clients
    that they do not pay for, `internal` work on one's own projects, `overload` what is booked
    beyond the capacity of its week.
    """

    capacity: int = 0
    elapsed: int = 0
    charged: int = 0
    uncharged: int = 0
    internal: int = 0
    hard: int = 0
    soft: int = 0
    overload: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(*(getattr(self, n) + getattr(other, n) for n in NAMES))

    @property
    def spent(self) -> int:
        """All hours that were logged."""
        return self.charged + self.uncharged + self.internal

    @property
    def load(self) -> int:
        """What is booked within the capacity."""
        return self.hard + self.soft - self.overload

    @property
    def free(self) -> int:
        """Capacity that nothing is booked in."""
        return self.capacity - self.load


NAMES = tuple(field.name for field in fields(Amounts))


@dataclass(frozen=True, slots=True)
class Formula:
    """A ratio of sums: `scale` times what is named in `top` over what is named in `base`.

    The names are those of `Amounts`; a `base` of nothing leaves `empty`.
    """

    id: str
    label: str
    top: tuple[str, ...]
    base: tuple[str, ...]
    empty: Undefined
    source: str
    scale: int = 100

    def of(self, amounts: Amounts) -> Decimal | Undefined:
        """The figure; undefined, with the reason, where its base is nothing."""
        top, base = (total(amounts, names) for names in (self.top, self.base))
        return Decimal(top) * self.scale / base if base else self.empty


def total(amounts: Amounts, names: Iterable[str]) -> int:
    """The minutes of several amounts by name. Source: definition."""
    return sum(getattr(amounts, name) for name in names)


MICROSOFT, SERVICENOW, LIBREPLAN = "Microsoft Project Operations", "ServiceNow", "LibrePlan"
FORMULAS = (
    Formula("billable", "Billable", ("charged",), ("elapsed",), NO_TIME_YET, MICROSOFT),
    Formula("non_billable", "Non-billable", ("uncharged", "internal"), ("elapsed",), NO_TIME_YET,
            MICROSOFT),
    Formula("internal", "Internal", ("internal",), ("elapsed",), NO_TIME_YET, MICROSOFT),
    Formula("productive", "Productive", ("charged", "internal"), ("elapsed",), NO_TIME_YET,
            MICROSOFT),
    Formula("committed", "Committed", ("hard",), ("capacity",), NO_TIME, SERVICENOW),
    Formula("forecast", "Forecast", ("hard", "soft"), ("capacity",), NO_TIME, SERVICENOW),
    Formula("availability", "Availability", ("free",), ("capacity",), NO_TIME, LIBREPLAN),
    Formula("overtime", "Overtime", ("overload",), ("load", "overload"), NOTHING_BOOKED, LIBREPLAN,
            scale=1),
)  # fmt: skip
"""Definitions of the sources named; published figures: tests/unit/test_utilization.py."""
BY_ID = {formula.id: formula for formula in FORMULAS}


def target_of(people: Iterable[tuple[int | None, int]]) -> Decimal | Undefined:
    """The target of several, in per cent: the mean of theirs, weighted by their capacity.

    Pairs of target and capacity; who has no target has no weight.
    Source: definition; billable hours wanted / capacity, a ratio of sums as the figure itself.
    """
    known = [(target, capacity) for target, capacity in people if target is not None]
    if not known:
        return NO_TARGET
    base = sum(capacity for _, capacity in known)
    if not base:
        return NO_TIME
    return Decimal(sum(target * capacity for target, capacity in known)) / base


def colour(percent: Decimal | Undefined, target: Decimal | Undefined) -> Rag | None:
    """Green from the target up, amber up to 20 points below it, red below; None when unknown.

    Source: Microsoft Project Operations, colours of resource utilization (where it is yellow).
    """
    if isinstance(percent, Undefined) or isinstance(target, Undefined):
        return None
    if percent >= target:
        return Rag.GREEN
    return Rag.AMBER if percent >= target - NEAR else Rag.RED
