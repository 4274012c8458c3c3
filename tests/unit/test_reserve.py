"""The reserve that known risks ask for, and the rule of the attention list."""

from decimal import Decimal

import pytest

from ppm_tui.analysis import attention, reserve, risk
from ppm_tui.analysis.attention import Attention
from ppm_tui.terms import RiskKind, Undefined


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-10_000], 10_000),  # M1: 20 % of 50,000
        ([-15_000, 8_000, -20_000], 27_000),  # M2: two threats and an opportunity
        ([8_000], 0),  # an opportunity needs no reserve
        ([-5_000, -5_000], 10_000),  # M6: two of 10,000 at 50 %
    ],
)
def test_a_reserve_is_what_threats_cost_less_what_opportunities_bring(
    values: list[int], expected: int
) -> None:
    assert reserve.expected(map(Decimal, values)) == expected


def test_without_a_risk_that_counts_no_reserve_is_known() -> None:
    assert reserve.expected([]) == reserve.NO_RISK


def test_one_more_threat_never_asks_for_less() -> None:
    threat = risk.expected_value(kind=RiskKind.THREAT, probability=3, amount=1_000)
    assert not isinstance(threat, Undefined)
    before = reserve.expected([Decimal(-500)])
    after = reserve.expected([Decimal(-500), threat])
    assert not isinstance(before, Undefined)
    assert not isinstance(after, Undefined)
    assert after > before


@pytest.mark.parametrize(
    ("whole", "drawn", "left"),
    [(100, 30, 70), (100, 0, 100), (0, 0, 0), (50, 60, -10), (None, 0, reserve.NOT_SET)],
)
def test_left_is_what_was_set_less_what_was_drawn(
    whole: int | None, drawn: int, left: int | Undefined
) -> None:
    assert reserve.left(whole, drawn) == left


@pytest.mark.parametrize(
    ("kind", "days", "points"),
    [
        (Attention.RED, 0, 80),
        (Attention.MILESTONE, 11, 81),
        (Attention.RESPONSE, 4, 49),
        (Attention.TIME, 0, 0),
        (Attention.TIME, 400, 30),
        (Attention.ISSUE, -3, 50),
    ],
)
def test_points_fall_with_the_kind_and_rise_with_each_day(
    kind: Attention, days: int, points: int
) -> None:
    assert attention.points(kind, days) == points
