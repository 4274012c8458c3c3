"""Utilization: published figures U1-U5 and U8 of the definitions, sums and what is not known."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import utilization
from ppm_tui.analysis.periods import Period, period
from ppm_tui.analysis.utilization import BY_ID, FORMULAS, Amounts, colour, target_of
from ppm_tui.errors import Invalid
from ppm_tui.terms import Rag, Undefined

HOUR = 60


def hours(**amounts: int) -> Amounts:
    return Amounts(**{name: value * HOUR for name, value in amounts.items()})


@pytest.mark.parametrize(
    ("source", "billable", "capacity", "percent"),
    [
        ("U1", 30, 40, "75"),
        ("U2", 1_450, 2_000, "72.5"),
        ("U3", 32, 40, "80"),
        ("U3", 22, 40, "55"),
        ("U4", 20, 40, "50"),
    ],
)
def test_published_billable_utilization(
    source: str, billable: int, capacity: int, percent: str
) -> None:
    amounts = hours(charged=billable, elapsed=capacity, capacity=2 * capacity)
    assert BY_ID["billable"].of(amounts) == Decimal(percent), source


@pytest.mark.parametrize(
    ("percent", "rag"),
    [("75", Rag.GREEN), ("74.9", Rag.AMBER), ("55", Rag.AMBER), ("54.9", Rag.RED)],
)
def test_u5_the_colour_against_a_target_of_75(percent: str, rag: Rag) -> None:
    assert colour(Decimal(percent), Decimal(75)) is rag


def test_without_a_figure_or_a_target_there_is_no_colour() -> None:
    assert colour(utilization.NO_TIME, Decimal(75)) is None
    assert colour(Decimal(100), utilization.NO_TARGET) is None


def test_u8_availability_and_overtime() -> None:
    free = hours(capacity=40, hard=20, soft=10)
    assert BY_ID["availability"].of(free) == 25
    assert BY_ID["overtime"].of(free) == 0
    over = hours(capacity=40, hard=50, overload=10)
    assert BY_ID["overtime"].of(over) == Decimal("0.2")
    assert BY_ID["availability"].of(over) == 0


def test_each_hour_counts_where_it_belongs() -> None:
    of = hours(capacity=160, elapsed=80, charged=40, uncharged=8, internal=12, hard=100, soft=20)
    found = {formula.id: formula.of(of) for formula in FORMULAS}
    assert found == {
        "billable": 50,
        "non_billable": 25,
        "internal": 15,
        "productive": 65,
        "committed": Decimal("62.5"),
        "forecast": 75,
        "availability": 25,
        "overtime": 0,
    }


def test_a_base_of_nothing_leaves_a_reason_for_every_figure() -> None:
    for formula in FORMULAS:
        found = formula.of(hours(charged=3))
        assert isinstance(found, Undefined), formula.id
        assert "in this period" in found.reason
    assert BY_ID["committed"].of(hours(capacity=40)) == 0


def test_several_targets_are_weighted_by_capacity() -> None:
    assert target_of([(80, 40 * HOUR), (50, 20 * HOUR)]) == 70
    assert target_of([(80, 40 * HOUR), (None, 400 * HOUR)]) == 80
    assert target_of([(None, 40 * HOUR)]) == utilization.NO_TARGET
    assert target_of([]) == utilization.NO_TARGET
    assert target_of([(80, 0)]) == utilization.NO_TIME


amounts = st.builds(Amounts, **{field.name: st.integers(0, 10**6) for field in fields(Amounts)})


@given(st.lists(amounts, min_size=1, max_size=5))
def test_a_figure_of_several_lies_between_theirs(rows: list[Amounts]) -> None:
    whole = sum(rows, Amounts())
    for name in ("billable", "committed", "forecast", "productive"):
        formula = BY_ID[name]
        parts = [value for row in rows if not isinstance(value := formula.of(row), Undefined)]
        together = formula.of(whole)
        if len(parts) == len(rows):
            assert not isinstance(together, Undefined)
            near = Decimal("1e-20") * (1 + max(parts))
            assert min(parts) - near <= together <= max(parts) + near


def test_periods_are_months_quarters_and_years() -> None:
    day = date(2024, 2, 29)
    assert period(day, "month") == Period(date(2024, 2, 1), day)
    assert period(day, "quarter", 1) == Period(date(2024, 4, 1), date(2024, 6, 30))
    assert period(day, "quarter", -1) == Period(date(2023, 10, 1), date(2023, 12, 31))
    assert period(day, "year") == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert period(day, "month", -14) == Period(date(2022, 12, 1), date(2022, 12, 31))
    with pytest.raises(Invalid, match="no days"):
        period(day, "year", 9_999)
    with pytest.raises(Invalid, match="no days"):
        period(day, "year", -3_000)
    with pytest.raises(Invalid, match="ends after it begins"):
        Period(day, date(2024, 2, 28))
