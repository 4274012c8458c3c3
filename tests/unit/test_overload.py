"""Forced work against capacity, and ratios; oracles U5, U7 and U8 of definitions section 9."""

from collections import deque
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.capacity import Capacity, Off, even_week, working_time
from ppm_tui.analysis.overload import (
    Demand,
    Overload,
    against_target,
    availability_ratio,
    overloads,
    overtime_ratio,
    shortage,
)
from ppm_tui.analysis.worktime import to_minute
from ppm_tui.terms import Rag, Undefined

MONDAY = date(2026, 3, 16)
HOUR = 60
Window = tuple[int, int, int]
"""Hours of work, the first day and the last one."""


def minute(day: int) -> int:
    """Midnight so many days after the Monday."""
    return to_minute(datetime.combine(MONDAY + timedelta(day), datetime.min.time()))


def demand(name: str, hours: int, first: int, last: int) -> Demand:
    return Demand(name, hours * HOUR, minute(first), minute(last + 1))


def eight_hours(*off: int, availability: int = 100, units: int = 100) -> Capacity:
    days = [MONDAY + timedelta(day) for day in off]
    calendar = working_time([(None, even_week(2400))], off=[Off(day, day) for day in days])
    return Capacity(calendar, units, availability)


U7 = [demand("A", 8, 0, 1), demand("B", 8, 1, 1), demand("C", 2, 0, 1)]


def test_u7_two_days_are_overbooked_although_no_day_is() -> None:
    [found] = overloads(U7, eight_hours())
    assert (found.start, found.end) == (minute(0), minute(2))
    assert (found.work, found.capacity, found.over) == (18 * HOUR, 16 * HOUR, 2 * HOUR)
    assert sorted(found.causes) == ["A", "B", "C"]
    assert sum(shortage(U7, eight_hours()).values()) == 2 * HOUR
    for first, last in ((0, 0), (1, 1)):
        inside = [
            each for each in U7 if minute(first) <= each.start and each.end <= minute(last + 1)
        ]
        assert overloads(inside, eight_hours()) == ()


def test_what_interruptions_and_a_second_machine_leave_counts() -> None:
    week = [demand("A", 40, 0, 4)]
    assert overloads(week, eight_hours()) == ()
    [found] = overloads(week, eight_hours(availability=90))
    assert found.over == 4 * HOUR
    [found] = overloads(week, eight_hours(4, availability=80))
    assert (found.capacity, found.over) == (1536, 864)  # 25.6 h and 14.4 h
    assert overloads([demand("A", 80, 0, 4)], eight_hours(units=200)) == ()


def test_work_where_nobody_works_is_all_too_much() -> None:
    [found] = overloads([demand("A", 3, 5, 6)], eight_hours())
    assert found == Overload(minute(5), minute(7), found.work, found.capacity, ("A",))
    assert (found.work, found.capacity) == (3 * HOUR, 0)
    assert overloads([demand("A", 3, 0, 4)], Capacity(None))[0].over == 3 * HOUR
    assert overloads([demand("A", 0, 5, 6)], eight_hours()) == ()


def test_a_longer_stretch_is_told_where_more_is_too_much_in_it() -> None:
    tuesday, days = demand("A", 10, 1, 1), demand("B", 9, 0, 2)
    assert [each.over for each in overloads([tuesday, days], eight_hours())] == [2 * HOUR]
    both = overloads([tuesday, demand("B", 19, 0, 2)], eight_hours())
    assert [(each.over // HOUR, each.causes) for each in both] == [(5, ("A", "B")), (2, ("A",))]


def test_a_task_begins_in_the_morning_and_a_booking_at_midnight() -> None:
    booked = demand("B", 10, 0, 1)
    task = Demand("T", 10 * HOUR, minute(0) + 480, minute(1) + 1020)
    [found] = overloads([booked, task], eight_hours())
    assert (found.start, found.end) == (minute(0), minute(2))
    assert (found.over, found.causes) == (4 * HOUR, ("B", "T"))


windows = st.tuples(st.integers(0, 30), st.integers(0, 9), st.integers(0, 4)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)
free_days = st.sets(st.integers(0, 13), max_size=5)


def made(drawn: list[Window]) -> list[Demand]:
    return [demand(str(number), *each) for number, each in enumerate(drawn)]


def hours_of(day: int, off: set[int]) -> int:
    return 0 if day % 7 > 4 or day in off else 8


def most_placed(drawn: list[Window], off: set[int]) -> int:
    """Hours that a day-by-day placement reaches at most: the largest flow from work to days."""
    left = [each[0] for each in drawn]
    free = {day: hours_of(day, off) for day in range(14)}
    put = dict.fromkeys(((n, day) for n in range(len(drawn)) for day in free), 0)
    for number in range(len(drawn)):
        while left[number] and _push(drawn, number, free, put):
            left[number] -= 1
    return sum(put.values())


def _push(
    drawn: list[Window], number: int, free: dict[int, int], put: dict[tuple[int, int], int]
) -> bool:
    """Put one hour more of it somewhere, moving hours of others from day to day."""
    came: dict[int, tuple[int, int | None]] = {}
    open_: deque[tuple[int, int | None]] = deque([(number, None)])
    while open_:
        mover, start = open_.popleft()
        for day in range(drawn[mover][1], drawn[mover][2] + 1):
            if day in came:
                continue
            came[day] = (mover, start)
            if free[day]:
                free[day] -= 1
                at: int | None = day
                while at is not None:
                    who, before = came[at]
                    put[who, at] += 1
                    if before is not None:
                        put[who, before] -= 1
                    at = before
                return True
            open_ += [(other, day) for other in range(len(drawn)) if put[other, day]]
    return False


@given(st.lists(windows, max_size=7), free_days)
def test_too_much_is_what_no_placement_can_hold(drawn: list[Window], off: set[int]) -> None:
    whole = sum(each[0] for each in drawn)
    missing = whole - most_placed(drawn, off)
    capacity = eight_hours(*off)
    assert sum(shortage(made(drawn), capacity).values()) == missing * HOUR
    assert bool(overloads(made(drawn), capacity)) is bool(missing)


@given(st.lists(windows, max_size=7), free_days)
def test_every_overload_is_counted_to_the_minute(drawn: list[Window], off: set[int]) -> None:
    """Against all stretches of days: what is in one is its work, and nothing longer is left out."""
    over = {}
    for first in range(14):
        for last in range(first, 14):
            inside = [n for n, each in enumerate(drawn) if first <= each[1] and each[2] <= last]
            work = sum(drawn[n][0] for n in inside)
            over[first, last] = work - sum(hours_of(day, off) for day in range(first, last + 1))
    found = overloads(made(drawn), eight_hours(*off))
    for each in found:
        first, last = ((at - minute(0)) // 1440 for at in (each.start, each.end))
        assert each.over == over[first, last - 1] * HOUR
        assert sum(drawn[int(name)][0] for name in each.causes) * HOUR == each.work
    for (first, last), hours in over.items():
        while first and not hours_of(first - 1, off):
            first -= 1  # days off beside a stretch belong to it
        while last < 13 and not hours_of(last + 1, off):
            last += 1
        begun = [each for each in found if minute(first) <= each.start]
        told = [each.over for each in begun if each.end <= minute(last + 1)]
        assert hours * HOUR <= max(told, default=0)


@pytest.mark.parametrize(
    ("source", "percent", "colour"),
    [
        ("U5", "75", Rag.GREEN),
        ("U5", "74.9", Rag.AMBER),
        ("U5", "55", Rag.AMBER),
        ("U5", "54.9", Rag.RED),
    ],
)
def test_u5_colours_against_a_target(source: str, percent: str, colour: Rag) -> None:
    assert against_target(Decimal(percent), 75) is colour, source


def test_u8_availability_and_overtime() -> None:
    assert availability_ratio(30, 40) == 25
    assert overtime_ratio(30, 0) == 0
    assert overtime_ratio(40, 10) == Decimal("0.2")
    assert availability_ratio(50, 40) == -25
    assert availability_ratio(1, 0) == Undefined("no working time in this period")
    assert overtime_ratio(0, 0) == Undefined("nothing is booked in this period")
