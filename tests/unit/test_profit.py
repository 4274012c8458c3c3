"""What work has brought: published case B2, properties, and how each way of paying counts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import profit
from ppm_tui.analysis.profit import METRICS, Part, Profit, billable, revenue, threshold
from ppm_tui.terms import Billing, Money, Recognition, Undefined

MONEY = st.integers(0, 10**12)


def brought(**amounts: int) -> Profit:
    return Profit(
        Money(amounts["revenue"]),
        Money(amounts["cost"]),
        Money(amounts["price"]),
        amounts["minutes"],
        Money(amounts.get("budget", 0)),
        Money(amounts.get("committed", 0)),
        Money(amounts.get("contract", 0)),
        Fraction(amounts.get("eac", 0)),
        Money(amounts.get("invoiced", 0)),
        Money(amounts.get("billable", 0)),
    )


def test_b2_a_fixed_fee_with_two_hours_too_many() -> None:
    """Fixed fee 1,000 including 8 h, 10 h worked at a cost of 60."""
    part = Part(Billing.FIXED_FEE, Money(80_000), Money(0), Money(100_000), Fraction(1))
    assert revenue(part) == 100_000
    found = brought(revenue=100_000, cost=60_000, price=125_000, minutes=600)
    assert found["margin"] == 40_000
    assert found["margin_share"] == Fraction(2, 5)
    assert found["effective_rate"] == 10_000
    assert found["realisation"] == Fraction(4, 5)


@pytest.mark.parametrize(
    ("part", "earned", "due"),
    [
        (Part(Billing.TIME_AND_MATERIAL, Money(70), Money(5)), 75, 75),
        (Part(Billing.NOT_TO_EXCEED, Money(70), Money(0)), 70, 70),
        (Part(Billing.OVERRIDE_RATE, Money(70), Money(0)), 70, 70),
        (Part(Billing.RETAINER, Money(70), Money(5)), 75, 5),
        (Part(Billing.INTERNAL, Money(70), Money(5)), 0, 0),
        (Part(Billing.FIXED_FEE, Money(70), Money(5), Money(200), Fraction(1, 4)), 55, 5),
        (Part(Billing.FIXED_FEE, Money(70), Money(5), Money(200), Fraction(1)), 205, 205),
        (Part(Billing.FIXED_FEE, Money(70), Money(0), Money(201), Fraction(1, 2)), 101, 0),
        (Part(Billing.MILESTONE, Money(70), Money(5), reached=Money(120)), 125, 125),
    ],
)
def test_each_way_of_paying_counts_and_falls_due_in_its_own_way(
    part: Part, earned: int, due: int
) -> None:
    assert (revenue(part), billable(part)) == (earned, due)


def test_a_fee_with_milestones_falls_due_by_them_and_counts_as_was_agreed() -> None:
    as_earned = Part(Billing.FIXED_FEE, Money(70), Money(0), Money(200), Fraction(1, 2), Money(40))
    assert (revenue(as_earned), billable(as_earned)) == (100, 40)
    reached = Part(
        Billing.FIXED_FEE, Money(70), Money(0), Money(200), Fraction(1, 2), Money(40),
        Recognition.MILESTONES,
    )  # fmt: skip
    assert (revenue(reached), billable(reached)) == (40, 40)


def test_what_cannot_be_known_says_why() -> None:
    assert revenue(Part(Billing.FIXED_FEE, Money(1), Money(0))) == profit.NO_FEE
    unpriced = Part(Billing.TIME_AND_MATERIAL, profit.NOT_PRICED, Money(0))
    assert revenue(unpriced) == profit.NOT_PRICED
    found = brought(revenue=0, cost=5, price=0, minutes=0)
    for name in ("margin_share", "realisation", "effective_rate", "budget_used"):
        assert isinstance(found[name], Undefined), name
    assert found["margin"] == -5
    assert found["budget_used"] == Undefined("the budget is 0")
    free = Profit(Money(0), Money(5), Money(0), 0)
    assert free["budget_used"] == profit.NO_BUDGET
    unbilled = Undefined("no invoice yet")
    unknown = Profit(unbilled, Money(1), Money(1), 60)
    for name in ("margin", "margin_share", "realisation", "effective_rate"):
        assert unknown[name] == unbilled, name


def test_what_costs_more_than_it_brings_has_a_margin_below_zero() -> None:
    found = brought(revenue=100, cost=150, price=100, minutes=60)
    assert found["margin"] == -50
    assert found["margin_share"] == Fraction(-1, 2)


@pytest.mark.parametrize(
    ("used", "reached"),
    [("0.49", None), ("0.5", 50), ("0.749", 50), ("0.75", 75), ("0.9", 90), ("1", 100), ("3", 100)],
)
def test_budgets_have_four_thresholds(used: str, reached: int | None) -> None:
    assert threshold(Fraction(used)) == reached
    assert threshold(profit.NO_BUDGET) is None


@given(MONEY, MONEY, MONEY, st.integers(1, 10**6), MONEY, MONEY)
def test_doubling_all_rates_doubles_money_and_leaves_ratios(
    revenue_: int, cost: int, price: int, minutes: int, budget: int, committed: int
) -> None:
    amounts = {
        "revenue": revenue_, "cost": cost, "price": price, "budget": budget,
        "committed": committed, "contract": revenue_, "eac": cost, "invoiced": cost,
        "billable": revenue_,
    }  # fmt: skip
    once = brought(minutes=minutes, **amounts)
    twice = brought(minutes=minutes, **{name: 2 * each for name, each in amounts.items()})
    for name, metric in METRICS.items():
        before, after = once[name], twice[name]
        if isinstance(before, Undefined) or isinstance(after, Undefined):
            assert before == after
        else:
            assert after == (2 * before if metric.unit == "money" else before), name


@given(MONEY, MONEY, MONEY, st.integers(0, 10**6))
def test_every_figure_is_reckoned_again_from_its_inputs(
    revenue_: int, cost: int, price: int, minutes: int
) -> None:
    found = brought(revenue=revenue_, cost=cost, price=price, minutes=minutes)
    for name, metric in METRICS.items():
        assert metric.of(**found.inputs(name)) == found[name]
