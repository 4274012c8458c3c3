"""What a task has earned by how its progress is measured."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.earned_value import NO_BASELINE, earned_share
from ppm_tui.terms import Measure

REPORTED = (Measure.PERCENT, Measure.UNITS, Measure.MILESTONES, None)


def test_a_package_that_is_not_delivered_has_earned_nothing_e4() -> None:
    """5,000 by 0/100, planned for this period and not delivered: EV 0, SV -5,000."""
    share = earned_share(Measure.ZERO_HUNDRED, percent=90, is_begun=True, is_done=False)
    assert isinstance(share, Decimal)
    ev = 5_000 * share
    assert ev == Decimal(0)
    assert ev - 5_000 == Decimal(-5_000)


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
