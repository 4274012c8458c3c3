"""Which rate holds for work on a day, what time is worth at it, and in which currency.

Amounts are minor units; what is reckoned from them is exact and is rounded once, half-up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from ppm_tui.terms import Money, Undefined

NO_RATE = Undefined("no rate is valid on that day")


class Rate(Protocol):
    """An hourly rate for whom and what it names, and for everybody and everything else."""

    @property
    def resource_id(self) -> str | None: ...
    @property
    def role(self) -> str: ...
    @property
    def client_id(self) -> str | None: ...
    @property
    def project_id(self) -> str | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...


class ExchangeRate(Protocol):
    """What is paid in `target` for one of `source` from a day on."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def rate(self) -> str: ...


R = TypeVar("R", bound=Rate)


@dataclass(frozen=True, slots=True)
class Work:
    """Who works on a day, in which role, for whom and on what."""

    day: date
    person: str | None = None
    role: str = ""
    client: str | None = None
    project: str | None = None


def rank(rate: Rate, work: Work) -> tuple[int, int] | None:
    """How closely a rate names the work, more is closer; None where it is another's or invalid.

    First what it is for: a project before a client before everything; then who: a person before
    a role before everybody.
    Source: definition; the order of attributes in price lists of project accounting.
    """
    if not (rate.valid_from or date.min) <= work.day <= (rate.valid_to or date.max):
        return None
    named = (
        (rate.project_id, work.project),
        (rate.client_id, work.client),
        (rate.resource_id, work.person),
        (rate.role.casefold() or None, work.role.casefold()),
    )
    if any(wanted is not None and wanted != given for wanted, given in named):
        return None
    where = 2 if rate.project_id else 1 if rate.client_id else 0
    return where, 2 if rate.resource_id else 1 if rate.role else 0


def chosen(rates: Iterable[R], work: Work) -> R | None:
    """The rate that names the work most closely; of several such the one that began last.

    Source: definition, `rank`; the rate of the day of the work.
    """
    found = [(place, rate) for rate in rates if (place := rank(rate, work)) is not None]
    if not found:
        return None
    return max(found, key=lambda pair: (pair[0], pair[1].valid_from or date.min))[1]


def worth(minutes: int, hourly: int) -> Fraction:
    """Time at an hourly rate, exact, in the minor units of the rate. Source: definition."""
    return Fraction(minutes * hourly, 60)


def exchange(
    rates: Iterable[ExchangeRate], source: str, target: str, day: date
) -> Fraction | Undefined:
    """What one of `source` is in `target` on a day: the last rate that began by then.

    A rate the other way round is turned; a third currency is never gone through, for it would
    round twice. Undefined without either.
    Source: definition, one conversion by the rate of the entry date.
    """
    if source == target:
        return Fraction(1)
    pairs = {(source, target): False, (target, source): True}
    found = [
        (each.day, not is_turned, Decimal(each.rate), is_turned)
        for each in rates
        if each.day <= day
        if (is_turned := pairs.get((each.source, each.target))) is not None
    ]
    if not found:
        return Undefined(f"no exchange rate from {source} to {target} on {day.isoformat()}")
    *_, rate, is_turned = max(found)
    return 1 / Fraction(rate) if is_turned else Fraction(rate)


def converted(amount: Fraction | int, rate: Fraction, digits: int = 0) -> Money:
    """An amount in another currency, rounded once, half away from zero.

    `digits` is by how many digits the minor unit of the target is smaller: EUR to JPY is -2.
    Source: definition, one conversion.
    """
    return half_up(amount * rate * Fraction(10) ** digits)


def half_up(value: Fraction | int) -> Money:
    """The nearest whole number, halves away from zero. Source: definition, rounding half-up."""
    size = abs(Fraction(value))
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Money(-whole if value < 0 else whole)
