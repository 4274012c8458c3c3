"""The planned value curve against published figures (definitions, section 1 and 3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.planned_value import Work, curve, spread
from ppm_tui.terms import Money

HOLIDAYS = {date(2017, 5, 3), date(2017, 5, 4), date(2017, 5, 5)}


def every_day(_day: date) -> bool:
    return True


def weekday(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def test_hours_of_three_days_are_planned_evenly() -> None:
    """E1: 24 h over 1-3 August."""
    work = Work(Money(24), date(2017, 8, 1), date(2017, 8, 3))
    assert curve([work], is_working=every_day).values == (8, 16, 24)


@pytest.mark.parametrize(
    ("cost", "first", "last", "working_days", "a_day"),
    [
        pytest.param(12, 1, 8, {1, 2, 8}, 4, id="E2 over holidays and a weekend"),
        pytest.param(10, 1, 7, {1, 2}, 5, id="E2 the end of the week is off"),
        pytest.param(20, 3, 7, {3, 4, 5, 6, 7}, 4, id="E2 no working day at all"),
    ],
)
def test_only_working_days_earn(
    cost: int, first: int, last: int, working_days: set[int], a_day: int
) -> None:
    days = spread(cost, date(2017, 5, first), date(2017, 5, last), is_working=weekday)
    assert {day.day: share for day, share in days} == dict.fromkeys(working_days, a_day)


def test_two_tasks_one_after_the_other_make_one_curve() -> None:
    """S7: A 1-10 January, B 11-20 January, 1,000 each."""
    works = [
        Work(Money(1000), date(2026, 1, 1), date(2026, 1, 10)),
        Work(Money(1000), date(2026, 1, 11), date(2026, 1, 20)),
    ]
    made = curve(works, is_working=every_day)
    assert made.start == date(2026, 1, 1)
    assert len(made.values) == 20
    assert made.values[9] == 1000
    assert made.values[13:15] == (1400, 1500)  # between them lies EV 1,330: ES 13.3
    assert made.values[12] == 1300
    assert made.values[-1] == 2000


def test_a_task_without_days_counts_at_the_end_and_none_at_all_is_no_curve() -> None:
    dated = Work(Money(10), date(2026, 1, 1), date(2026, 1, 2))
    assert curve([dated, Work(Money(5))], is_working=every_day).values == (5, 15)
    assert curve([Work(Money(5))], is_working=every_day).start is None


@given(st.integers(0, 10**9), st.integers(0, 400), st.sets(st.integers(0, 6)))
def test_shares_add_up_to_the_cost_whatever_the_calendar(
    cost: int, length: int, weekdays: set[int]
) -> None:
    first = date(2026, 3, 1)
    last = first + timedelta(days=length)
    shares = [
        share
        for _, share in spread(cost, first, last, is_working=lambda day: day.weekday() in weekdays)
    ]
    assert sum(shares) == cost
    assert max(shares) - min(shares) <= 1
