"""What a task has earned by how its progress is measured."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import planned_value
from ppm_tui.analysis.earned_value import (
    NO_BASELINE,
    NO_COST,
    EarnedValue,
    cost_to_cost,
    earned_share,
)
from ppm_tui.terms import Measure, Money

REPORTED = (Measure.PERCENT, Measure.UNITS, Measure.MILESTONES, None)


def test_a_package_that_is_not_delivered_has_earned_nothing_e4() -> None:
    """5,000 by 0/100, planned for this period and not delivered: EV 0, SV -5,000."""
    share = earned_share(Measure.ZERO_HUNDRED, percent=90, is_begun=True, is_done=False)
    assert isinstance(share, Decimal)
    ev = 5_000 * share
    assert ev == Decimal(0)
    assert ev - 5_000 == Decimal(-5_000)


@pytest.mark.parametrize(
    ("day", "spent", "pv", "ac", "ev"),
    [(1, 10, 8, 10, 0), (2, 6, 16, 16, 0), (3, 8, 24, 24, 24)],
)
def test_hours_of_three_days_are_earned_when_the_task_is_closed_e1(
    day: int, spent: int, pv: int, ac: int, ev: int
) -> None:
    """24 h over 1-3 August, 10, 6 and 8 h spent, closed on the 3rd."""
    work = planned_value.Work(Money(24), date(2017, 8, 1), date(2017, 8, 3))
    planned = planned_value.curve([work], is_working=lambda _day: True).values
    share = earned_share(None, percent=0, is_begun=True, is_done=day == 3)
    assert planned[day - 1] == pv
    assert sum((10, 6, 8)[:day]) == ac
    assert (10, 6, 8)[day - 1] == spent
    assert share == Decimal(ev) / 24


def test_cost_to_cost_counts_what_is_spent_as_done_e3() -> None:
    """100 h at 100, 110 h spent, 10 h left, should be finished."""
    share = cost_to_cost(ac=Money(1_100_000), remaining=Money(100_000))
    assert isinstance(share, Fraction)
    assert share == Fraction(11, 12)
    ev = Money(round(1_000_000 * share))
    figures = EarnedValue(
        Money(1_000_000), Money(1_000_000), ev, Money(1_100_000),
        forecast="bottom_up", remaining=Money(100_000),
    )  # fmt: skip
    assert ev == 916_667
    assert [figures[name] for name in ("eac", "vac", "sv", "cv")] == [
        1_200_000, -200_000, -83_333, -183_333,
    ]  # fmt: skip
    assert float_of(figures, "spi") == pytest.approx(0.9167, abs=5e-5)
    assert float_of(figures, "cpi") == pytest.approx(0.8333, abs=5e-5)
    assert cost_to_cost(ac=Money(0), remaining=Money(0)) == NO_COST


def float_of(figures: EarnedValue, name: str) -> float:
    figure = figures[name]
    assert isinstance(figure, Fraction)
    return float(figure)


@pytest.mark.parametrize(
    ("measure", "percent", "is_begun", "is_done", "share"),
    [
        (Measure.ZERO_HUNDRED, 0, False, False, "0"),
        (Measure.ZERO_HUNDRED, 100, True, True, "1"),
        (Measure.FIFTY_FIFTY, 0, False, False, "0"),
        (Measure.FIFTY_FIFTY, 0, True, False, "0.5"),
        (Measure.FIFTY_FIFTY, 90, True, False, "0.5"),
        (Measure.FIFTY_FIFTY, 10, False, False, "0.5"),
        (Measure.FIFTY_FIFTY, 100, True, True, "1"),
        (Measure.PERCENT, 35, True, False, "0.35"),
        (Measure.UNITS, 12, True, False, "0.12"),
        (Measure.MILESTONES, 60, True, False, "0.6"),
        (None, 35, True, False, "0.35"),
        (None, 35, True, True, "1"),
    ],
)
def test_share_by_measure(
    measure: Measure | None, percent: int, is_begun: bool, is_done: bool, share: str
) -> None:
    found = earned_share(measure, percent=percent, is_begun=is_begun, is_done=is_done)
    assert found == Decimal(share)


@pytest.mark.parametrize("is_done", [False, True])
def test_level_of_effort_earns_as_planned_and_is_never_late(is_done: bool) -> None:
    planned = Decimal("0.4")
    found = earned_share(Measure.EFFORT, percent=5, is_begun=True, is_done=is_done, planned=planned)
    assert found == planned
    assert earned_share(Measure.EFFORT, percent=5, is_begun=True, is_done=is_done) == NO_BASELINE


@given(st.sampled_from(REPORTED), st.integers(0, 100), st.booleans())
def test_where_nothing_else_is_said_it_is_what_was_reported(
    measure: Measure | None, percent: int, is_begun: bool
) -> None:
    found = earned_share(measure, percent=percent, is_begun=is_begun, is_done=percent == 100)
    assert found == Decimal(percent) / 100


@given(st.sampled_from(Measure), st.integers(0, 99), st.integers(0, 99))
def test_more_progress_never_earns_less(measure: Measure, one: int, other: int) -> None:
    low, high = sorted((one, other))
    shares = [
        earned_share(measure, percent=p, is_begun=p > 0, is_done=False, planned=Decimal("0.5"))
        for p in (low, high)
    ]
    assert all(isinstance(share, Decimal) for share in shares)
    assert shares[0] <= shares[1]  # type: ignore[operator]  # both are Decimal, as asserted
