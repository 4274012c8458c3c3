"""Random draws: streams of luck by name, and what a spread makes of it.

Luck is a standard normal number. A spread is a curve over it, its quantiles, so that one number
means the same rank in every shape: that ties tasks together, and a risk to what remains of it.
"""

from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist
from typing import Any

import numpy as np

from ppm_tui.analysis.simulation import Shape, Spread

Array = np.ndarray[Any, np.dtype[np.float64]]

REACH, STEPS = 6.0, 128
"""The curve runs from -6 to 6, with so many points for each 1; beyond it is flat."""
BETA_POINTS = 2049
PERT_WEIGHT = 4


def stream(seed: int, *names: str) -> np.random.Generator:
    """Luck of its own for what is called so: the same for the same seed, whatever else draws.

    Source: PCG64 of NumPy, seeded with a hash (BLAKE2) of the names.
    """
    digest = blake2b("\0".join(names).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64([seed, int.from_bytes(digest)]))


def drawn(curve: Array, luck: Array) -> Array:
    """The values of a curve at so much luck. Source: definition; linear between its points."""
    place = np.clip(luck, -REACH, REACH)
    place += REACH
    place *= STEPS
    whole = np.minimum(place.astype(np.intp), len(curve) - 2)
    place -= whole
    low = curve[whole]
    found: Array = low + place * (curve[whole + 1] - low)
    return found


def curve_of(spread: Spread) -> Array:
    """The quantiles of a spread by luck: what `drawn` looks up.

    Source: inverse of each distribution function; triangular and uniform in closed form,
    lognormal by the mean and variance of its logarithm, PERT as a beta distribution with
    weight 4 (Malcolm et al. 1959; Vose, Risk Analysis), integrated numerically.
    """
    points, (luck, chance) = spread.points, _grid()
    if spread.is_certain:
        return np.full_like(luck, points[0])
    if spread.shape is Shape.UNIFORM:
        return _between(points[0], points[1], chance)
    if spread.shape is Shape.NORMAL:
        return _between(points[0], points[0] + points[1], luck)
    if spread.shape is Shape.LOGNORMAL:
        variance = np.log1p((points[1] / points[0]) ** 2)
        found: Array = np.exp(np.log(points[0]) - variance / 2 + np.sqrt(variance) * luck)
        return found
    low, likely, high = points
    mode = (likely - low) / (high - low)
    of_unit = _triangular if spread.shape is Shape.TRIANGULAR else _beta
    return _between(low, high, of_unit(mode))


def _between(low: float, high: float, share: Array) -> Array:
    return low + (high - low) * share


@lru_cache(1)
def _grid() -> tuple[Array, Array]:
    """Luck, and the chance of no more of it."""
    luck = np.linspace(-REACH, REACH, int(2 * REACH * STEPS) + 1)
    return luck, np.array([NormalDist().cdf(each) for each in luck])


def _triangular(mode: float) -> Array:
    chance = _grid()[1]
    rising, falling = np.sqrt(chance * mode), 1 - np.sqrt((1 - chance) * (1 - mode))
    return np.where(chance < mode, rising, falling)


@lru_cache(256)
def _beta(mode: float) -> Array:
    share = np.linspace(0.0, 1.0, BETA_POINTS)
    density = share ** (PERT_WEIGHT * mode) * (1 - share) ** (PERT_WEIGHT * (1 - mode))
    sums = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
    found: Array = np.interp(_grid()[1], sums / sums[-1], share)
    return found
