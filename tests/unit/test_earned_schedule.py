"""Earned schedule against published figures (definitions, section 3) and its properties."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import planned_value
from ppm_tui.analysis.earned_schedule import (
    INPUTS,
    METRICS,
    NO_TIME_LEFT,
    NOT_BEGUN,
    EarnedSchedule,
    Pace,
    earned_schedule,
)
from ppm_tui.analysis.earned_value import (
    NO_BASELINE,
    NO_BUDGET,
    NO_COST,
    NOTHING_EARNED,
    EarnedValue,
)
from ppm_tui.terms import Money, Undefined
from tests.unit.test_earned_value_figures import assert_declared

LINEAR = tuple(range(10_000, 100_001, 10_000))
TWO_TASKS = planned_value.curve(
    [
        planned_value.Work(Money(1000), date(2026, 1, 1), date(2026, 1, 10)),
        planned_value.Work(Money(1000), date(2026, 1, 11), date(2026, 1, 20)),
    ],
    is_working=lambda _day: True,
).values
MONTHS = tuple(accumulate((40, 50, 60, 70, 80, 90, 80, 70, 60, 50, 40, 30)))


def of(
    curve: tuple[int, ...], ev: int, at: int | Fraction = 0, ac: int | None = None
) -> EarnedSchedule:
    cost = NO_COST if ac is None else Money(ac)
    return earned_schedule(curve, ev=Money(ev), at=at, unit="periods", ac=cost)


@pytest.mark.parametrize(
    ("curve", "ev", "at", "expected"),
    [
        pytest.param(
            LINEAR, 30_000, 4, {"es": "3", "sv_t": "-1", "spi_t": "0.75", "ieac_t": "40/3"},
            id="S1 [PMC]",
        ),
        pytest.param(LINEAR, 34_000, 4, {"es": "3.4"}, id="S2 [PMC]"),
        pytest.param((20, 50, 90, 140, 200), 70, 3, {"es": "2.5"}, id="S3 [PMC]"),
        pytest.param((30, 70, 120, 180, 250), 100, 3, {"es": "2.6"}, id="S4 [PMC]"),
        pytest.param(
            LINEAR, 50_000, 4, {"es": "5", "spi_t": "1.25", "ieac_t": "8"}, id="S5 [PMC]"
        ),
        pytest.param(
            LINEAR, 40_000, 5, {"es": "4", "spi_t": "0.8", "ieac_t": "12.5"}, id="S6 [PMC]"
        ),
        pytest.param(
            TWO_TASKS, 1330, 15,
            {"pd": "20", "es": "13.3", "sv_t": "-1.7", "spi_t": "133/150", "ieac_t": "3000/133"},
            id="S7 [DRL] as of 15 January",
        ),
        pytest.param(TWO_TASKS, 50, 5, {"es": "0.5"}, id="S8 [DRL] 5 % on 5 January"),
        pytest.param(
            TWO_TASKS, 0, 15, {"es": "0", "sv_t": "-15", "spi_t": "0", "ieac_t": NOTHING_EARNED},
            id="S9 [DRL] nothing done",
        ),
        pytest.param(
            TWO_TASKS, 0, 0,
            {"at": "0", "es": "0", "sv_t": "0", "spi_t": NOT_BEGUN, "ieac_t": NOT_BEGUN},
            id="S10 [DRL] the day before the start",
        ),
        pytest.param(
            (50_000, 125_000, 250_000, 375_000, 500_000), 200_000, 3,
            {"es": "2.6", "sv_t": "-0.4", "spi_t": "13/15", "ieac_t": "75/13"},
            id="S11 as V1",
        ),
        pytest.param(
            LINEAR, 100_000, 12,
            {"es": "10", "sv_t": "-2", "spi_t": "5/6", "ieac_t": "12", "tspi_t": "0"},
            id="S12 finished at 12 of 10",
        ),
        pytest.param(
            MONTHS, 345, 7, {"n": "5", "es": "5.5", "sv_t": "-1.5"},
            id="[ESC] as of July, reached in June",
        ),
    ],
)  # fmt: skip
def test_published_figures(
    curve: tuple[int, ...], ev: int, at: int, expected: dict[str, str | Undefined]
) -> None:
    figures = of(curve, ev, at)
    for name, value in expected.items():
        assert figures[name] == (Fraction(value) if isinstance(value, str) else value), name


def test_finished_late_the_index_in_money_is_one_and_that_in_time_is_not_s12() -> None:
    in_money = EarnedValue(Money(100_000), Money(100_000), Money(100_000), Money(100_000))
    assert in_money["spi"] == 1
    assert of(LINEAR, 100_000, 12)["spi_t"] == Fraction(10, 12)


def test_the_earned_value_of_july_lies_between_the_plans_of_may_and_june_esc() -> None:
    """ES = 5 + (EV - PV May) / (PV June - PV May), AT = 7."""
    figures = of(MONTHS, 330, 7)
    assert figures.inputs("es") == {"n": 5, "ev": 330, "pv_n": 300, "pv_next": 390}
    assert figures["es"] == 5 + Fraction(330 - 300, 390 - 300)


@pytest.mark.parametrize(
    ("pace", "ieac_t"),
    [(Pace.AT_PLANNED_RATE, "10.5"), (Pace.AT_SPI_T, "80/7"), (Pace.AT_SPI_T_CPI, "612/49")],
)
def test_the_forecast_goes_by_the_chosen_pace(pace: Pace, ieac_t: str) -> None:
    """ES 3.5 of 10 at 4, SPI(t) and CPI 7/8: 4 + 6.5 / PF."""
    figures = replace(of(LINEAR, 35_000, 4, ac=40_000), pace=pace)
    assert figures.metric("ieac_t") is METRICS[f"ieac_t_{pace}"]
    assert figures["ieac_t"] == Fraction(ieac_t)


def test_where_the_plan_stands_still_the_latest_whole_period_counts() -> None:
    holidays = (0, 0, 100, 200, 200, 200, 300)
    assert of(holidays, 200, 4)["es"] == 6
    assert of(holidays, 199, 4)["es"] == 3 + Fraction(99, 100)
    assert of(holidays, 0, 4)["es"] == 0  # nothing earned is nothing, though nothing was planned
    assert of(holidays, 1, 4)["es"] == 2 + Fraction(1, 100)
    assert of((100, 200, 200), 200, 3)["es"] == 3


def test_more_earned_than_planned_in_all_is_the_planned_duration() -> None:
    assert of(LINEAR, 120_000, 9)["es"] == 10
    assert of(LINEAR, -5, 9)["es"] == 0


def test_before_the_start_no_time_has_passed() -> None:
    assert of(TWO_TASKS, 0, -3)["sv_t"] == 0
    assert of(TWO_TASKS, 0, -3)["ieac_t_at_planned_rate"] == 20


def test_pace_that_the_rest_needs() -> None:
    assert of(LINEAR, 30_000, 4)["tspi_t"] == Fraction(7, 6)
    assert of(LINEAR, 30_000, 10)["tspi_t"] == NO_TIME_LEFT
    assert of(LINEAR, 90_000, 12)["tspi_t"] == Fraction(-1, 2)


def test_what_is_not_known_says_why() -> None:
    mixed = Undefined("mixed")
    assert of((), 10, 4)["es"] == of((), 10, 4)["ieac_t"] == of((), 10, 4)["pd"] == NO_BASELINE
    costless = Undefined("the baseline has no cost")
    found = earned_schedule((), ev=costless, at=4, unit="days", missing=costless)
    assert found["es"] == found["spi_t"] == found["ieac_t"] == found["pd"] == costless
    assert of((0, 0), 0, 1)["es"] == NO_BUDGET
    figures = earned_schedule(LINEAR, ev=mixed, at=4, unit="weeks")
    assert figures["spi_t"] == figures["ieac_t_at_spi_t_cpi"] == mixed
    assert figures["pd"] == 10
    assert figures.unit == "weeks"
    assert of(LINEAR, 10, 4)["ieac_t_at_spi_t_cpi"] == NO_COST
    assert of(LINEAR, 0, 4, ac=5)["ieac_t_at_spi_t_cpi"] == NOTHING_EARNED


curves = st.lists(st.integers(0, 1000), min_size=1, max_size=30).map(
    lambda gains: tuple(accumulate(gains))
)
rising = st.lists(st.integers(1, 1000), min_size=1, max_size=30).map(
    lambda gains: tuple(accumulate(gains))
)


@given(curves, st.integers(-10, 31_000), st.integers(-10, 31_000))
def test_more_earned_is_never_earlier(curve: tuple[int, ...], one: int, other: int) -> None:
    low, high = (of(curve, ev)["es"] for ev in sorted((one, other)))
    if isinstance(low, Undefined) or isinstance(high, Undefined):
        assert low == high == NO_BUDGET
    else:
        assert 0 <= low <= high <= len(curve)


@given(rising, st.data())
def test_as_planned_is_an_index_of_one(curve: tuple[int, ...], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(curve)))
    figures = of(curve, curve[at - 1], at)
    assert figures["spi_t"] == 1
    assert figures["sv_t"] == 0
    assert figures["ieac_t"] == figures["ieac_t_at_planned_rate"] == len(curve)


@given(rising, st.integers(1, 40), st.integers(1, 31_000))
def test_both_ways_to_write_the_forecast_by_the_pace_so_far_are_the_same(
    curve: tuple[int, ...], at: int, ev: int
) -> None:
    figures = of(curve, ev, at)
    es, spi_t = figures["es"], figures["spi_t"]
    assert isinstance(es, Fraction)
    assert isinstance(spi_t, Fraction)
    assert figures["ieac_t"] == at + (len(curve) - es) / spi_t


@given(curves, st.integers(0, 31_000), st.integers(0, 80), st.integers(0, 9999))
def test_each_figure_follows_from_its_declared_inputs(
    curve: tuple[int, ...], ev: int, halves: int, ac: int
) -> None:
    figures = of(curve, ev, Fraction(halves, 2), ac=ac)
    is_at_an_end = figures["pv_n"] == figures["pv_next"]  # where ES is N
    labels = {given.label: name for name, given in INPUTS.items()}
    assert_declared(figures, labels, but={"es"} if is_at_an_end else ())
