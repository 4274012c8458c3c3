"""Three-point estimates: what a task is likely to take, and how sure one can be of it.

Any unit in, the same out, exact until a root or a normal distribution makes it a float. A task is
optimistic, likely, pessimistic; a path is a chain of tasks that are independent of each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from ppm_tui.errors import Invalid
from ppm_tui.terms import Undefined

NOT_ESTIMATED = Undefined("no three-point estimate")
NOT_WHOLE = Undefined("of the three points one is missing")
NOT_ORDERED = Undefined("the three points are not in order")
Number = int | float | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long at best, most likely and at worst. Raises Invalid unless in that order."""

    optimistic: Number
    likely: Number
    pessimistic: Number

    def __post_init__(self) -> None:
        if not 0 <= self.optimistic <= self.likely <= self.pessimistic:
            raise Invalid("an estimate is optimistic, likely, pessimistic, in rising order from 0")


def estimate_of(
    optimistic: int | None, likely: int | None, pessimistic: int | None
) -> Estimate | Undefined:
    """The estimate of stored points; Undefined, and why, if they are none. Source: definition."""
    points = [point for point in (optimistic, likely, pessimistic) if point is not None]
    if not points:
        return NOT_ESTIMATED
    if len(points) < 3:
        return NOT_WHOLE
    try:
        return Estimate(*points)
    except Invalid:
        return NOT_ORDERED


def pert_mean(estimate: Estimate) -> float:
    """Expected value of a beta distribution, as PERT takes it: (O + 4M + P) / 6.

    Source: Malcolm, Roseboom, Clark and Fazar 1959. Published figures: T1 to T3 in
    tests/unit/test_estimates.py.
    """
    o, m, p = _exact(estimate)
    return float((o + 4 * m + p) / 6)


def pert_sigma(estimate: Estimate) -> float:
    """Standard deviation as PERT takes it: (P - O) / 6. Source: as `pert_mean`."""
    return sqrt(pert_variance(estimate))


def pert_variance(estimate: Estimate) -> float:
    """Square of `pert_sigma`: what may be added up. Source: as `pert_mean`."""
    o, _, p = _exact(estimate)
    return float((p - o) ** 2 / 36)


def triangular_mean(estimate: Estimate) -> float:
    """Expected value of a triangular distribution: (O + M + P) / 3.

    Source: definition of the distribution; T6 in tests/unit/test_estimates.py.
    """
    return float(sum(_exact(estimate)) / 3)


def triangular_variance(estimate: Estimate) -> float:
    """(O² + M² + P² - OM - OP - MP) / 18. Source: as `triangular_mean`."""
    o, m, p = _exact(estimate)
    return float((o * o + m * m + p * p - o * m - o * p - m * p) / 18)


def path_mean(means: Iterable[float]) -> float:
    """Expected length of a path: the sum of those of its tasks. Source: T3, T6."""
    return sum(means)


def path_sigma(variances: Iterable[float]) -> float:
    """Standard deviation of a path: the root of the sum of the variances, never a sum of sigmas.

    Holds for tasks that are independent of each other. Source: T3, T4, T6.
    """
    return sqrt(sum(variances))


def chance(*, mean: float, sigma: float, within: float) -> float:
    """Chance that something takes no longer than `within`, 0 to 1, normal approximation.

    Without any spread it is certain, one way or the other. Source: central limit theorem, as PERT
    uses it; T5.
    """
    if sigma < 0:
        raise Invalid("a standard deviation cannot be below 0")
    if sigma == 0:
        return 1.0 if mean <= within else 0.0
    return NormalDist(mean, sigma).cdf(within)


def quantile(*, mean: float, sigma: float, share: float) -> float:
    """What is not exceeded with a chance of `share` between 0 and 1, normal approximation.

    Source: the inverse of `chance`; T6.
    """
    if not 0 < share < 1:
        raise Invalid("a chance lies between 0 and 1")
    return NormalDist(mean, sigma).inv_cdf(share) if sigma else mean


def _exact(estimate: Estimate) -> tuple[Fraction, Fraction, Fraction]:
    return (
        Fraction(estimate.optimistic),
        Fraction(estimate.likely),
        Fraction(estimate.pessimistic),
    )
