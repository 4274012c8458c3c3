"""Working time of people, work spread over it, and load; oracles U1-U4 and U6 of definitions."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.capacity import Capacity, Off, even_week, load, spread, working_time
from ppm_tui.analysis.worktime import WorkCalendar, to_minute
from ppm_tui.errors import Invalid
from ppm_tui.terms import Contour, Undefined

MONDAY = date(2026, 3, 16)
SUNDAY = MONDAY + timedelta(6)


at = datetime.fromisoformat


def minute(day: date) -> int:
    return to_minute(datetime.combine(day, datetime.min.time()))


def in_week(calendar: WorkCalendar | None, monday: date = MONDAY, availability: int = 100) -> int:
    capacity = Capacity(calendar, availability=availability)
    return capacity.between(minute(monday), minute(monday + timedelta(7)))


@pytest.mark.parametrize(
    ("source", "booked", "capacity", "percent"),
    [
        ("U1", 30, 40, "75"),
        ("U2", 1_450, 2_000, "72.5"),
        ("U3", 32, 40, "80"),
        ("U3", 22, 40, "55"),
        ("U4", 20, 40, "50"),
    ],
)
def test_published_loads(source: str, booked: int, capacity: int, percent: str) -> None:
    assert load(booked * 60, capacity * 60) == Decimal(percent), source


def test_without_capacity_a_load_is_not_known() -> None:
    assert load(60, 0) == Undefined("no working time in this period")


def test_u6_a_forty_hour_week_with_a_holiday_and_interruptions() -> None:
    calendar = working_time([(None, even_week(2400))], off=[Off(MONDAY, MONDAY)])
    assert in_week(calendar, availability=80) == 1536  # 25.6 h


def test_the_hours_of_a_week_are_spread_over_five_days_to_the_minute() -> None:
    for minutes in (0, 1, 7, 960, 1920, 2399, 2400, 3000):
        found = sum(end - start for hours in even_week(minutes) for start, end in hours)
        assert found == minutes
    with pytest.raises(Invalid, match="no room"):
        even_week(5 * 24 * 60)


def test_another_week_holds_from_its_day_on() -> None:
    days = [(None, even_week(2400)), (date(2026, 3, 18), even_week(1200))]
    calendar = working_time(days)
    assert in_week(calendar) == 2 * 480 + 3 * 240
    assert in_week(calendar, MONDAY + timedelta(7)) == 1200


def test_part_of_a_day_off_leaves_the_morning() -> None:
    calendar = working_time([(None, even_week(2400))], off=[Off(MONDAY, SUNDAY, minutes=300)])
    assert calendar is not None
    assert calendar.hours_on(MONDAY) == ((480, 660),)
    assert in_week(calendar) == 5 * 180


def test_days_off_win_over_the_exceptions_of_a_calendar() -> None:
    worked = [(SUNDAY, SUNDAY, ((480, 720),))]
    at_first = working_time([(None, even_week(2400))], worked)
    assert in_week(at_first) == 2400 + 240
    assert in_week(working_time([(None, even_week(2400))], worked, [Off(MONDAY, SUNDAY)])) == 0


def test_somebody_who_never_works_has_no_calendar() -> None:
    assert working_time([]) is None
    assert working_time([(None, even_week(0))], off=[Off(MONDAY, MONDAY)]) is None
    assert in_week(None) == 0


def test_somebody_who_leaves_for_good_has_working_time_until_then() -> None:
    calendar = working_time([(None, even_week(2400)), (date(2026, 3, 18), ((),) * 7)])
    assert in_week(calendar) == 960
    assert in_week(calendar, MONDAY + timedelta(7)) == 0


@pytest.mark.parametrize(
    ("contour", "expected"),
    [
        (Contour.FLAT, [120, 120, 120, 120]),
        (Contour.FRONT, [210, 150, 90, 30]),
        (Contour.BACK, [30, 90, 150, 210]),
    ],
)
def test_work_lies_evenly_or_more_of_it_at_one_end(contour: Contour, expected: list[int]) -> None:
    start, finish = at("2026-03-16T08:00"), at("2026-03-19T17:00")
    calendar = working_time([(None, even_week(2400))])
    laid = spread(480, [(start, finish)], calendar, contour)
    days = [MONDAY + timedelta(day) for day in range(4)]
    assert [laid.between(minute(day), minute(day + timedelta(1))) for day in days] == expected


def test_work_without_any_working_time_is_spread_over_the_clock_and_marked() -> None:
    calendar = working_time([(None, even_week(2400))])
    saturday = at("2026-03-21T00:00")
    laid = spread(100, [(saturday, saturday + timedelta(2))], calendar)
    assert laid.is_outside
    assert laid.between(minute(saturday.date()), minute(SUNDAY)) == 50
    assert not spread(100, [(saturday, saturday + timedelta(3))], calendar).is_outside


moments = st.datetimes(at("2026-01-01T00:00"), at("2026-12-31T00:00")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(
    work=st.integers(0, 100_000),
    start=moments,
    length=st.integers(0, 60_000),
    gap=st.integers(0, 5_000),
    contour=st.sampled_from(Contour),
    week=st.integers(0, 3000),
    zoom=st.sampled_from((1, 7, 28)),
    shift=st.integers(0, 27),
)
def test_the_cells_of_every_zoom_add_up_to_the_work(
    work: int,
    start: datetime,
    length: int,
    gap: int,
    contour: Contour,
    week: int,
    zoom: int,
    shift: int,
) -> None:
    finish = start + timedelta(minutes=length)
    again = finish + timedelta(minutes=gap)
    spans = [(start, finish), (again, again + timedelta(minutes=length))]
    laid = spread(work, spans, working_time([(None, even_week(week))]), contour)
    first = start.date() - timedelta(shift)
    cells = [first + timedelta(zoom * number) for number in range(420 // zoom)]
    found = [laid.between(minute(day), minute(day + timedelta(zoom))) for day in cells]
    assert sum(found) == work
    assert laid.until(minute(cells[-1])) == work
    assert min(found) >= 0
