"""Scales, zones and expected values of risks, against published figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import risk
from ppm_tui.analysis.risk import PPM, PRESETS, Matrix, Step
from ppm_tui.terms import RiskKind, Undefined

PMBOK = {
    5: "0.05 0.09 0.18 0.36 0.72",
    4: "0.04 0.07 0.14 0.28 0.56",
    3: "0.03 0.05 0.10 0.20 0.40",
    2: "0.02 0.03 0.06 0.12 0.24",
    1: "0.01 0.01 0.02 0.04 0.08",
}
THREAT, OPPORTUNITY = RiskKind.THREAT, RiskKind.OPPORTUNITY


@pytest.mark.parametrize("probability", PMBOK)
def test_the_printed_cells_of_the_pmbok_guide_r1(probability: int) -> None:
    found = [PRESETS["pmbok"].score(probability, impact) for impact in range(1, 6)]
    assert found == [Decimal(text) for text in PMBOK[probability].split()]


@pytest.mark.parametrize(
    ("probability", "impact", "score", "zone"),
    [(4, 4, 16, "M"), (4, 5, 20, "X"), (1, 2, 2, "L"), (1, 3, 3, "M"), (5, 5, 25, "X")],
)
def test_the_three_colours_of_pm2_r2(probability: int, impact: int, score: int, zone: str) -> None:
    matrix = PRESETS["pm2"]
    assert matrix.score(probability, impact) == score
    assert matrix.zone(probability, impact) == zone
    between = [matrix.score(*cell) for cell in matrix.cells]
    assert not any(isinstance(each, Decimal) and 16 < each < 20 for each in between)


@pytest.mark.parametrize("matrix", PRESETS.values(), ids=PRESETS)
def test_more_of_either_never_makes_a_risk_look_smaller_r3(matrix: Matrix) -> None:
    assert risk.breaks(matrix) == ()


def test_the_cells_that_break_the_order_are_named_r3() -> None:
    zones = ("LLMMM", "LMMHH", "MMHLX", "MHHXX", "HHXXX")
    assert risk.breaks(replace(PPM, zones=zones)) == ((3, 4),)


@pytest.mark.parametrize(
    ("name", "lowest"),
    [
        ("ppm", {"X": 15, "H": 10, "M": 5, "L": 1}),
        ("pm2", {"X": 20, "M": 3, "L": 1}),
        ("iso", {"X": 20, "H": 10, "M": 5, "L": 1}),
        ("3x3", {"X": 9, "H": 6, "M": 3, "L": 1}),
    ],
)
def test_zones_that_scores_tell_apart_have_borders(name: str, lowest: dict[str, int]) -> None:
    assert risk.borders(PRESETS[name]) == lowest


def test_zones_that_scores_do_not_tell_apart_have_none() -> None:
    assert risk.borders(replace(PPM, zones=("LLLLX", "LLLLX", "LLMMX", "LLMMX", "LLMMX"))) == {}


def test_what_is_not_rated_has_neither_score_nor_zone() -> None:
    for cell in ((0, 3), (3, 0)):
        assert isinstance(PPM.score(*cell), Undefined)
        assert isinstance(PPM.zone(*cell), Undefined)


@pytest.mark.parametrize(
    ("percent", "kind", "amount", "expected"),
    [
        (20, THREAT, 50_000, -10_000),  # M1
        (30, THREAT, 50_000, -15_000),  # M2
        (40, OPPORTUNITY, 20_000, 8_000),
        (10, THREAT, 200_000, -20_000),
        (20, OPPORTUNITY, 10_000, 2_000),  # M3
    ],
)
def test_expected_monetary_value_m1_m2_m3(
    percent: int, kind: RiskKind, amount: int, expected: int
) -> None:
    found = risk.expected_value(kind=kind, probability=3, amount=amount, percent=percent)
    assert found == expected


def test_expected_values_add_up_and_the_worst_stands_beside_m2() -> None:
    values: list[tuple[Decimal | Undefined, int | None]] = [
        (Decimal(-15_000), -50_000),
        (Decimal(8_000), 20_000),
        (Decimal(-20_000), -200_000),
        (risk.NO_AMOUNT, None),
    ]
    found = risk.exposure(values)
    assert (found.count, found.unknown, found.worst, found.full) == (4, 1, -200_000, -250_000)
    assert found.expected == -27_000


def test_two_risks_of_even_odds_are_expected_to_cost_one_of_both_m6() -> None:
    each = risk.expected_value(kind=THREAT, probability=3, amount=10_000)
    found = risk.exposure([(each, -10_000)] * 2)
    assert found.expected == -10_000
    assert found.full == -20_000


@pytest.mark.parametrize(
    ("expected", "full", "share"), [(-33_500, -118_000, "0.284"), (-109, -220, "0.495")]
)
def test_the_reserve_as_a_share_of_the_whole_m4_m5(expected: int, full: int, share: str) -> None:
    found = risk.exposure([(Decimal(expected), full)]).share
    assert isinstance(found, Decimal)
    assert round(found, 3) == Decimal(share)


def test_without_a_threat_there_is_no_share() -> None:
    assert isinstance(risk.exposure([]).share, Undefined)


def test_the_step_stands_for_a_chance_until_one_is_given() -> None:
    assert risk.chance(4) == Decimal("0.7")
    assert risk.chance(4, 65) == Decimal("0.65")
    assert risk.chance(3, None, PRESETS["3x3"]) == Decimal("0.8")
    assert risk.chance(0, 0) == 0
    assert isinstance(risk.chance(0), Undefined)


def test_a_response_is_worth_what_it_takes_off_less_what_it_costs() -> None:
    before, after = Decimal(-31_500), Decimal(-13_500)
    assert risk.benefit(before, after, 6_000) == 12_000
    assert risk.benefit(before, after, None) == 18_000
    assert risk.benefit(before, risk.NO_RESPONSE, 6_000) == risk.NO_RESPONSE
    assert risk.benefit(risk.NO_AMOUNT, after, 6_000) == risk.NO_AMOUNT


@given(step=st.integers(0, 7), old=st.integers(3, 7), new=st.integers(3, 7))
def test_ratings_keep_their_place_on_another_scale(step: int, old: int, new: int) -> None:
    step = min(step, old)
    found = risk.moved(step, old, new)
    assert found == step if old == new else (found == 0) == (step == 0)
    assert 0 <= found <= new
    if step in (1, old):
        assert found == (1 if step == 1 else new)


def test_a_step_of_a_scale_is_a_label_and_a_percentage() -> None:
    assert risk.chance_step(" very likely 90") == Step("very likely", Decimal("0.9"))
