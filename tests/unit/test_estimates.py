"""Three-point estimates: published figures by their source ids, and what must hold of any."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import estimates
from ppm_tui.analysis.estimates import Estimate
from ppm_tui.errors import Invalid
from ppm_tui.terms import Undefined

POINTS = st.lists(st.integers(0, 10**6), min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize(
    ("source", "points", "mean", "sigma"),
    [("T1", (5, 8, 14), 8.5, 1.5), ("T2", (4, 6, 12), 20 / 3, 4 / 3)],
    ids=["T1", "T2"],
)
def test_mean_and_spread_of_a_task(
    source: str, points: tuple[int, int, int], mean: float, sigma: float
) -> None:
    found = Estimate(*points)
    assert estimates.pert_mean(found) == pytest.approx(mean, abs=1e-12), source
    assert estimates.pert_sigma(found) == pytest.approx(sigma, abs=1e-12), source


def test_a_path_adds_variances_and_never_sigmas_t3() -> None:
    path = [Estimate(1, 2, 9), Estimate(2, 3, 10)]
    assert estimates.path_mean(map(estimates.pert_mean, path)) == pytest.approx(7.0)
    spread = estimates.path_sigma(map(estimates.pert_variance, path))
    assert spread == pytest.approx(1.885618, abs=5e-7)
    assert spread < sum(map(estimates.pert_sigma, path))


def test_the_chance_to_be_done_in_time_t4_t5() -> None:
    spread = estimates.path_sigma(sigma**2 for sigma in (0.5, 1.5, 0.5, 0.333))
    assert spread == pytest.approx(1.69, abs=0.005)
    assert estimates.chance(mean=17.83, sigma=spread, within=20) == pytest.approx(0.900, abs=5e-4)


def test_a_path_of_several_distributions_t6() -> None:
    triangle, uniform = Estimate(5, 10, 15), (12 - 8) ** 2 / 12
    mean = estimates.path_mean([10, estimates.triangular_mean(triangle), 10])
    spread = estimates.path_sigma([2**2, estimates.triangular_variance(triangle), uniform])
    assert mean == 30
    assert spread**2 == pytest.approx(9.5)
    assert spread == pytest.approx(3.0822, abs=5e-5)
    simulated = {0.5: 30.0, 0.8: 32.63, 0.9: 33.98, 0.95: 35.07}  # two million draws
    for share, value in simulated.items():  # the sum is nearly normal: within 0.04 of it
        found = estimates.quantile(mean=mean, sigma=spread, share=share)
        assert found == pytest.approx(value, abs=0.04)


@given(POINTS)
def test_what_holds_of_every_estimate(points: list[int]) -> None:
    found = Estimate(*points)
    low, _, high = points
    assert low - 1e-6 <= estimates.pert_mean(found) <= high + 1e-6
    assert low - 1e-6 <= estimates.triangular_mean(found) <= high + 1e-6
    assert estimates.pert_sigma(found) == pytest.approx((high - low) / 6)
    assert 0 <= sqrt(estimates.triangular_variance(found)) <= (high - low) / 2 + 1e-6
    assert estimates.estimate_of(*points) == found


@given(st.floats(1, 1e6), st.floats(0.01, 1e3), st.floats(0.01, 0.99))
def test_chance_and_quantile_are_inverse(mean: float, sigma: float, share: float) -> None:
    within = estimates.quantile(mean=mean, sigma=sigma, share=share)
    assert estimates.chance(mean=mean, sigma=sigma, within=within) == pytest.approx(share, abs=1e-6)


def test_without_spread_it_is_certain() -> None:
    assert estimates.chance(mean=5, sigma=0, within=5) == 1
    assert estimates.chance(mean=5, sigma=0, within=4.9) == 0
    assert estimates.quantile(mean=5, sigma=0, share=0.9) == 5


@pytest.mark.parametrize("points", [(3, 2, 4), (1, 5, 4), (-1, 2, 3), (4, 3, 2)])
def test_points_out_of_order_are_refused(points: tuple[int, int, int]) -> None:
    with pytest.raises(Invalid, match="optimistic, likely, pessimistic"):
        Estimate(*points)
    assert estimates.estimate_of(*points) == estimates.NOT_ORDERED


@pytest.mark.parametrize(
    ("points", "why"),
    [((None, None, None), "no three-point estimate"), ((1, None, 3), "one is missing")],
)
def test_what_is_not_estimated_says_why(points: tuple[int | None, ...], why: str) -> None:
    found = estimates.estimate_of(*points)
    assert isinstance(found, Undefined)
    assert why in found.reason


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_nothing_is_certain(share: float) -> None:
    with pytest.raises(Invalid):
        estimates.quantile(mean=1, sigma=1, share=share)


def test_a_spread_is_never_negative() -> None:
    with pytest.raises(Invalid):
        estimates.chance(mean=1, sigma=-1, within=2)
