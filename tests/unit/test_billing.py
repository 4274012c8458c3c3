"""What of work the client pays: what is over a limit, and what a bucket carries over.

Oracles: cases B1 and B2 of the definitions (what B2 leaves: test_profit.py); the rest by hand.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.billing import NOTHING, Amount, Limit, carried, over, room
from ppm_tui.terms import CarryOver

UNTIL, MONTH, ALL = CarryOver.NONE, CarryOver.MONTH, CarryOver.ALL
RULES = st.sampled_from(CarryOver)
MONTHS = st.lists(st.integers(0, 900), min_size=1, max_size=8)
AMOUNTS = st.builds(Amount, st.integers(0, 2_000), st.integers(0, 500_000))
LIMITS = st.builds(Limit, st.none() | st.integers(0, 2_000), st.none() | st.integers(0, 500_000))


def test_not_to_exceed_passes_500_and_holds_300_of_800() -> None:
    used = Amount(price=600_000 + 350_000)
    assert over(Amount(480, 80_000), Limit(price=1_000_000), used) == Amount(180, 30_000)


@pytest.mark.parametrize(
    ("entry", "limit", "used", "part"),
    [
        (Amount(120, 20_000), Limit(), Amount(999, 999), NOTHING),
        (Amount(120, 20_000), Limit(120, 20_000), NOTHING, NOTHING),
        (Amount(600, 100_000), Limit(480), NOTHING, Amount(120, 20_000)),
        (Amount(60, 10_000), Limit(480), Amount(600), Amount(60, 10_000)),
        (Amount(60), Limit(price=0), NOTHING, NOTHING),
        (Amount(60, 10_000), Limit(30, 9_000), NOTHING, Amount(30, 5_000)),
        (Amount(60, 10_000), Limit(50, 2_500), NOTHING, Amount(45, 7_500)),
        (Amount(0, 10_000), Limit(price=4_000), NOTHING, Amount(0, 6_000)),
        (Amount(1, 3), Limit(price=1), NOTHING, Amount(1, 2)),
    ],
)
def test_what_is_over_is_split_off_in_proportion(
    entry: Amount, limit: Limit, used: Amount, part: Amount
) -> None:
    assert over(entry, limit, used) == part


@given(AMOUNTS, LIMITS, AMOUNTS)
def test_what_is_within_fits_and_nothing_is_negative(
    entry: Amount, limit: Limit, used: Amount
) -> None:
    part, left = over(entry, limit, used), limit.left(used)
    within = entry - part
    assert min(part.minutes, part.price, within.minutes, within.price) >= 0
    for have, free in ((within.minutes, left.minutes), (within.price, left.price)):
        assert free is None or have <= max(0, free)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [(UNTIL, [600, 600, 600, 600]), (MONTH, [600, 1080, 840, 1200]), (ALL, [600, 1080, 840, 1440])],
)
def test_what_a_bucket_of_ten_hours_holds_month_by_month(rule: CarryOver, holds: list[int]) -> None:
    used = [120, 840, 0]
    assert [carried(600, used[:month], rule) for month in range(4)] == holds


def test_what_was_added_to_a_month_and_not_used_is_carried_over_with_it() -> None:
    assert [carried(600, [-120], rule) for rule in (UNTIL, MONTH, ALL)] == [600, 1320, 1320]


@pytest.mark.parametrize(
    ("rule", "used", "free"),
    [
        (UNTIL, [0, 600], 600),
        (ALL, [0, 1200], 0),  # the second month has used up all of the first
        (ALL, [0, 900], 300),
        (MONTH, [0, 900], 300),
        (MONTH, [0, 0, 1200], 600),  # what is left of the first month has ended with the second
        (ALL, [0, 0, 1200], 600),
        (ALL, [0, 1500], 0),  # over already: no further
        (ALL, [700, 0], 0),
    ],
)
def test_what_is_logged_late_leaves_later_months_what_they_used(
    rule: CarryOver, used: list[int], free: int
) -> None:
    assert room(600, used, 0, rule) == free


@given(st.integers(0, 900), MONTHS, RULES, st.data())
def test_room_is_the_most_that_puts_no_month_further_over(
    allotment: int, used: list[int], rule: CarryOver, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(used) - 1))

    def left(more: int) -> list[int]:
        spent = [*used[:at], used[at] + more, *used[at + 1 :]]
        return [carried(allotment, spent[:k], rule) - each for k, each in enumerate(spent)]

    def fits(more: int) -> bool:
        return all(new >= min(old, 0) for old, new in zip(left(0), left(more), strict=True))

    found = room(allotment, used, at, rule)
    assert found >= 0
    assert fits(found) or found == 0
    assert not fits(found + 1)


def test_b2_of_ten_hours_worked_two_are_over_a_fixed_fee_of_eight() -> None:
    assert over(Amount(600, 125_000), Limit(480), NOTHING) == Amount(120, 25_000)
