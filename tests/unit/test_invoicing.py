"""What of work goes on an invoice: fees and what requests add, and the rate behind a price."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.invoicing import (
    Accepted,
    Fate,
    fate,
    fee,
    fee_of_project,
    hourly_rate,
    is_complete,
    is_due,
    month_amount,
    pays_by_hour,
)
from ppm_tui.analysis.rates import half_up, worth
from ppm_tui.terms import Billing, ChangeStatus, Over


@pytest.mark.parametrize(
    ("method", "project", "expected"),
    [
        (None, Billing.TIME_AND_MATERIAL, True),
        (None, Billing.RETAINER, True),
        (None, Billing.NOT_TO_EXCEED, True),
        (None, Billing.FIXED_FEE, False),
        (None, Billing.INTERNAL, False),
        (Billing.NOT_TO_EXCEED, Billing.FIXED_FEE, True),
        (Billing.RETAINER, Billing.TIME_AND_MATERIAL, False),
    ],
)
def test_what_is_billed_by_the_hour(
    method: Billing | None, project: Billing, expected: bool
) -> None:
    assert pays_by_hour(method, project) is expected


@pytest.mark.parametrize(
    ("choice", "status", "expected"),
    [
        (Over.BILL, None, Fate.BILLED),
        (Over.ABSORB, None, Fate.DROPPED),
        (Over.CHANGE, ChangeStatus.DRAFT, Fate.HELD),
        (Over.CHANGE, ChangeStatus.SUBMITTED, Fate.HELD),
        (Over.CHANGE, ChangeStatus.DEFERRED, Fate.HELD),
        (Over.CHANGE, ChangeStatus.APPROVED, Fate.AGREED),
        (Over.CHANGE, ChangeStatus.REJECTED, Fate.DROPPED),
    ],
)
def test_what_becomes_of_what_is_over(
    choice: Over, status: ChangeStatus | None, expected: Fate
) -> None:
    assert fate(choice, status) is expected


CHANGES = st.lists(st.builds(Accepted, st.integers(-500, 900), st.integers(0, 900)), max_size=5)


@given(st.integers(0, 9_000), CHANGES, CHANGES)
def test_a_fee_and_what_is_billed_with_entries_are_all_that_was_agreed(
    amount: int, own: list[Accepted], others: list[Accepted]
) -> None:
    billed = sum(each.by_entry for each in own)
    assert fee(amount, own) + billed == amount + sum(each.price for each in own)
    grown = amount + sum(each.price for each in (*own, *others))
    whole = fee_of_project(grown, own, others) + billed
    assert whole == amount + sum(each.price for each in own)


@pytest.mark.parametrize(
    ("leaves", "done", "is_closed", "expected"),
    [(2, 2, False, True), (2, 1, True, False), (0, 0, True, True), (0, 0, False, False)],
)
def test_when_all_is_done(leaves: int, done: int, is_closed: bool, expected: bool) -> None:
    assert is_complete(leaves=leaves, done=done, is_closed=is_closed) is expected


def test_when_a_fee_is_due() -> None:
    until = date(2026, 3, 1)
    assert is_due(date(2026, 2, 28), until)
    assert not is_due(until, until)
    assert is_due(None, until)


def test_what_a_prepaid_month_is_worth() -> None:
    assert month_amount(5_000, 600, 9_000) == 5_000
    assert month_amount(None, 600, 9_000) == 90_000
    assert month_amount(None, 600, None) is None


@pytest.mark.parametrize(
    ("minutes", "price", "rate"),
    [(60, 10_000, 10_000), (20, 3_333, 10_000), (1, 167, 10_000), (480, 79_600, 9_950),
     (0, 4_200, None), (60, 0, 0), (600, 100_003, 10_000)],
)  # fmt: skip
def test_the_rate_behind_a_price(minutes: int, price: int, rate: int | None) -> None:
    assert hourly_rate(minutes, price) == rate


@given(st.integers(1, 1_440), st.integers(0, 50_000))
def test_a_known_rate_is_found_again_and_any_other_gives_the_same_price(
    minutes: int, rate: int
) -> None:
    price = half_up(worth(minutes, rate))
    assert hourly_rate(minutes, price, known=[rate]) == rate
    guessed = hourly_rate(minutes, price)
    assert guessed is not None
    assert half_up(worth(minutes, guessed)) == price
