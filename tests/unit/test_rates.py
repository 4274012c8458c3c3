"""Which rate holds for work, what it is worth, and what that is in another currency."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.rates import Work, chosen, converted, exchange, half_up, rank, worth
from ppm_tui.terms import Undefined

DAY = date(2026, 3, 17)
WORK = Work(DAY, "ana", "Consultant", "corvane", "atlas")


@dataclass(frozen=True)
class Rate:
    """A rate that says as much as a test needs."""

    amount: int = 10_000
    resource_id: str | None = None
    role: str = ""
    client_id: str | None = None
    project_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    currency: str = "EUR"


@dataclass(frozen=True)
class Exchange:
    """So much of `target` for one of `source` from a day on."""

    source: str
    target: str
    day: date
    rate: str


EVERYBODY = Rate(1)
ROLE = Rate(2, role="consultant")
PERSON = Rate(3, resource_id="ana")
CLIENT = Rate(4, client_id="corvane")
CLIENT_ROLE = Rate(5, client_id="corvane", role="CONSULTANT")
CLIENT_PERSON = Rate(6, client_id="corvane", resource_id="ana")
PROJECT = Rate(7, project_id="atlas")
PROJECT_ROLE = Rate(8, project_id="atlas", role="Consultant")
PROJECT_PERSON = Rate(9, project_id="atlas", resource_id="ana")
ORDER = [
    EVERYBODY, ROLE, PERSON, CLIENT, CLIENT_ROLE, CLIENT_PERSON, PROJECT, PROJECT_ROLE,
    PROJECT_PERSON,
]  # fmt: skip


def test_what_it_is_for_counts_before_who_does_it() -> None:
    ranks = [rank(each, WORK) for each in ORDER]
    assert ranks == sorted(set(ranks), key=ranks.index)
    assert ranks == sorted(each for each in ranks if each is not None)
    for count in range(1, len(ORDER) + 1):
        assert chosen(reversed(ORDER[:count]), WORK) is ORDER[count - 1]


@pytest.mark.parametrize(
    "other",
    [
        Rate(resource_id="ben"),
        Rate(role="Developer"),
        Rate(client_id="nordvik"),
        Rate(project_id="delta"),
        Rate(project_id="atlas", client_id="nordvik"),
        Rate(valid_from=date(2026, 3, 18)),
        Rate(valid_to=date(2026, 3, 16)),
    ],
)
def test_a_rate_for_others_or_of_other_days_does_not_hold(other: Rate) -> None:
    assert rank(other, WORK) is None
    assert chosen([other], WORK) is None


def test_of_rates_alike_the_one_that_began_last_holds_from_its_first_day_to_its_last() -> None:
    old = Rate(1, valid_to=DAY)
    new = Rate(2, valid_from=DAY)
    assert chosen([new, old], WORK) is new
    assert chosen([new, old], Work(date(2026, 3, 16))) is old
    assert rank(old, WORK) == rank(new, WORK) == (0, 0)


def test_time_is_worth_its_part_of_an_hour_exactly() -> None:
    assert worth(90, 18_000) == 27_000
    assert worth(1, 10_000) == Fraction(10_000, 60)


RATES = (
    Exchange("CHF", "EUR", date(2026, 1, 1), "1.05"),
    Exchange("CHF", "EUR", date(2026, 3, 1), "1.25"),
    Exchange("EUR", "USD", date(2026, 3, 1), "1.1"),
)


def test_the_last_exchange_rate_by_the_day_holds_and_the_other_way_is_turned() -> None:
    assert exchange(RATES, "EUR", "EUR", DAY) == 1
    assert exchange(RATES, "CHF", "EUR", DAY) == Fraction("1.25")
    assert exchange(RATES, "CHF", "EUR", date(2026, 2, 28)) == Fraction("1.05")
    assert exchange(RATES, "EUR", "CHF", DAY) == Fraction("0.8")
    assert isinstance(exchange(RATES, "CHF", "EUR", date(2025, 12, 31)), Undefined)
    assert isinstance(exchange(RATES, "CHF", "USD", DAY), Undefined)  # not by way of EUR
    both = (*RATES, Exchange("EUR", "CHF", date(2026, 3, 1), "0.9"))
    assert exchange(both, "EUR", "CHF", DAY) == Fraction("0.9")  # said beats turned


def test_an_amount_is_converted_once_and_rounded_once() -> None:
    assert converted(10_001, Fraction("1.25")) == 12_501
    assert converted(Fraction(10_000, 60), Fraction("1.05")) == 175
    assert converted(10_000, Fraction("161.2"), -2) == 16_120  # EUR to JPY has no cents


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.5", -3), ("2.49", 2), ("-2.49", -2)],
)
def test_halves_go_away_from_zero(value: str, rounded: int) -> None:
    assert half_up(Fraction(value)) == rounded


@given(st.fractions())
def test_rounding_is_the_same_for_both_signs_and_off_by_a_half_at_most(value: Fraction) -> None:
    assert half_up(-value) == -half_up(value)
    assert abs(half_up(value) - value) <= Fraction(1, 2)


@given(st.decimals(Decimal("0.01"), 1_000, places=4), st.integers(-10_000, 10_000))
def test_there_and_back_is_the_same_amount(rate: Decimal, amount: int) -> None:
    said = [Exchange("CHF", "EUR", DAY, str(rate))]
    there, back = (exchange(said, *pair, DAY) for pair in (("CHF", "EUR"), ("EUR", "CHF")))
    assert not isinstance(there, Undefined)
    assert not isinstance(back, Undefined)
    assert converted(amount * there, back) == amount
