"""Working time: counted minute by minute elsewhere, in closed form here."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis.worktime import (
    ROUND_THE_CLOCK,
    CalendarRule,
    ExceptionDays,
    Hours,
    Side,
    WorkCalendar,
    any_of,
    derived,
    to_datetime,
    to_minute,
)
from ppm_tui.errors import Invalid

OFFICE: Hours = ((480, 720), (780, 1020))
WEEK: tuple[Hours, ...] = (*[OFFICE] * 5, (), ())
NEW_YEAR: ExceptionDays = (date(2025, 1, 1), date(2025, 1, 1), ())
STANDARD = WorkCalendar(WEEK, [NEW_YEAR], "Standard")
NIGHTS = WorkCalendar([((0, 180), (240, 480), (1380, 1440))] * 5 + [(), ()], name="Nights")

at = datetime.fromisoformat
MONDAY = at("2024-12-30")


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    marks = draw(st.lists(st.integers(0, 48), max_size=6, unique=True))
    pairs = sorted(marks)[: len(marks) // 2 * 2]
    return tuple((30 * a, 30 * b) for a, b in zip(pairs[::2], pairs[1::2], strict=True))


@st.composite
def exceptions(draw: st.DrawFn) -> ExceptionDays:
    first = MONDAY.date() + timedelta(days=draw(st.integers(-3, 25)))
    return first, first + timedelta(days=draw(st.integers(0, 9))), draw(hours())


@st.composite
def calendars(draw: st.DrawFn) -> tuple[list[Hours], list[ExceptionDays], WorkCalendar]:
    week = [draw(hours()) for _ in range(6)] + [OFFICE]
    days = draw(st.lists(exceptions(), max_size=4))
    return week, days, WorkCalendar(week, days)


def _hours_by_hand(week: list[Hours], days: list[ExceptionDays], day: date) -> Hours:
    of_day = week[day.weekday()]
    for first, last, special in days:
        if first <= day <= last:
            of_day = special
    return of_day


@settings(max_examples=40, deadline=None, derandomize=True)
@given(calendars())
def test_positions_are_the_minutes_counted_one_by_one(
    case: tuple[list[Hours], list[ExceptionDays], WorkCalendar],
) -> None:
    week, days, calendar = case
    counted, base = 0, calendar.position(MONDAY)
    for number in range(30):
        midnight = MONDAY + timedelta(days=number)
        of_day = _hours_by_hand(week, days, midnight.date())
        assert sum(end - start for start, end in of_day) == sum(
            end - start for start, end in calendar.hours_on(midnight.date())
        )
        for minute in range(0, 1440, 15):
            assert calendar.position(midnight + timedelta(minutes=minute)) - base == counted
            counted += 15 if any(start <= minute < end for start, end in of_day) else 0


@settings(max_examples=150, deadline=None, derandomize=True)
@given(calendars(), st.integers(0, 60 * 24 * 40), st.integers(-20_000, 20_000))
def test_an_instant_of_a_position_has_that_position(
    case: tuple[list[Hours], list[ExceptionDays], WorkCalendar], minutes: int, more: int
) -> None:
    calendar, instant = case[2], MONDAY + timedelta(minutes=minutes)
    position = calendar.position(instant)
    start, finish = calendar.at(position), calendar.at(position, Side.FINISH)
    assert calendar.position(start) == calendar.position(finish) == position
    assert finish <= instant <= start or finish == start == instant
    assert calendar.between(instant, calendar.add(instant, more)) == more
    assert calendar.next_start(start) == start
    assert calendar.previous_finish(finish) == finish


@settings(max_examples=50, deadline=None, derandomize=True)
@given(calendars(), st.lists(st.integers(0, 60 * 24 * 60), min_size=2))
def test_positions_never_fall(
    case: tuple[list[Hours], list[ExceptionDays], WorkCalendar], minutes: list[int]
) -> None:
    positions = [case[2].position(MONDAY + timedelta(minutes=m)) for m in sorted(minutes)]
    assert all(a <= b for a, b in pairwise(positions))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(calendars(), min_size=1, max_size=3))
def test_a_group_works_whenever_one_of_it_does(
    cases: list[tuple[list[Hours], list[ExceptionDays], WorkCalendar]],
) -> None:
    group = any_of([calendar for _, _, calendar in cases])
    for number in range(0, 30 * 1440, 30):
        begin = MONDAY + timedelta(minutes=number)
        end = begin + timedelta(minutes=30)
        works = any(calendar.between(begin, end) for _, _, calendar in cases)
        assert group.between(begin, end) == (30 if works else 0)


@pytest.mark.parametrize(
    ("start", "minutes", "finish"),
    [
        ("2024-12-31T08:00", 480, "2024-12-31T17:00"),
        ("2024-12-31T17:00", 60, "2025-01-02T09:00"),
        ("2025-01-02T09:00", -60, "2025-01-02T08:00"),
        ("2025-01-02T08:00", -60, "2024-12-31T16:00"),
        ("2025-01-01T10:00", 0, "2025-01-02T08:00"),
        ("2025-01-02T12:30", 1, "2025-01-02T13:01"),
    ],
)
def test_work_is_added_and_taken_away(start: str, minutes: int, finish: str) -> None:
    assert STANDARD.add(at(start), minutes) == at(finish)


def test_friday_evening_and_monday_morning_are_one_moment_with_two_sides() -> None:
    friday, monday = at("2025-01-10T17:00"), at("2025-01-13T08:00")
    assert STANDARD.position(friday) == STANDARD.position(monday)
    assert STANDARD.at(STANDARD.position(friday), Side.START) == monday
    assert STANDARD.at(STANDARD.position(monday), Side.FINISH) == friday


def test_a_night_shift_goes_on_past_midnight() -> None:
    assert NIGHTS.add(at("2025-01-06T23:30"), 60) == at("2025-01-07T00:30")


@pytest.mark.parametrize("year", [1900, 2024, 2199])
def test_any_year_costs_the_same(year: int) -> None:
    start = STANDARD.next_start(datetime.fromisoformat(f"{year}-06-01"))
    assert STANDARD.between(start, STANDARD.add(start, 480 * 1000)) == 480 * 1000


def test_hours_that_touch_or_overlap_are_one_period() -> None:
    calendar = WorkCalendar([((600, 720), (480, 600), (700, 800))] * 7)
    assert calendar.hours_on(date(2025, 1, 1)) == ((480, 800),)


def test_the_later_of_two_overlapping_exceptions_holds() -> None:
    july = (date(2025, 7, 1), date(2025, 7, 31), ())
    saturday = (date(2025, 7, 12), date(2025, 7, 12), ((480, 720),))
    assert WorkCalendar(WEEK, [july, saturday]).hours_on(date(2025, 7, 12)) == ((480, 720),)
    assert WorkCalendar(WEEK, [saturday, july]).hours_on(date(2025, 7, 12)) == ()


def test_a_calendar_that_works_on_some_dates_only_runs_out() -> None:
    days = (date(2025, 7, 1), date(2025, 7, 2), OFFICE)
    calendar = WorkCalendar([()] * 7, [days], "Trade fair")
    assert calendar.add(at("2025-01-01T00:00"), 960) == at("2025-07-02T17:00")
    with pytest.raises(Invalid, match="Trade fair"):
        calendar.add(at("2025-01-01T00:00"), 961)
    with pytest.raises(Invalid, match="Trade fair"):
        calendar.previous_finish(at("2025-01-01T00:00"))


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ([()] * 7, []),
        ([()] * 7, [NEW_YEAR]),
        (WEEK[:5], []),
        ([((480, 480),)] * 7, []),
        ([((480, 1441),)] * 7, []),
        (WEEK, [(date(2025, 1, 2), date(2025, 1, 1), ())]),
    ],
)
def test_a_calendar_nobody_could_work_by_is_refused(
    week: list[Hours], days: list[ExceptionDays]
) -> None:
    with pytest.raises(Invalid, match="Odd"):
        WorkCalendar(week, days, "Odd")


def test_dates_outside_the_calendar_of_python_are_refused() -> None:
    with pytest.raises(Invalid, match="9999"):
        STANDARD.add(at("2025-01-01T08:00"), 10**18)
    assert to_datetime(to_minute(at("9999-12-31T23:59"))) == at("9999-12-31T23:59")


def test_a_derived_calendar_takes_what_it_does_not_say() -> None:
    rules = {
        "1": CalendarRule("Standard", WEEK, None, (NEW_YEAR,)),
        "2": CalendarRule("Part time", (None, None, ((480, 720),), None, (), None, None), "1"),
        "3": CalendarRule("Ada", (None,) * 7, "2", ((date(2025, 1, 1), date(2025, 1, 2), OFFICE),)),
    }
    ada = derived(rules, "3")
    hours_of = [ada.hours_on(date(2025, 1, day)) for day in range(6, 13)]
    assert hours_of == [OFFICE, OFFICE, ((480, 720),), OFFICE, (), (), ()]
    assert ada.hours_on(date(2025, 1, 1)) == OFFICE
    assert derived(rules, "2").hours_on(date(2025, 1, 1)) == ()


def test_calendars_that_derive_from_each_other_are_named() -> None:
    rules = {
        "1": CalendarRule("Ada", (None,) * 7, "2"),
        "2": CalendarRule("Site", (None,) * 7, "3"),
        "3": CalendarRule("Crew", (None,) * 7, "2"),
    }
    with pytest.raises(Invalid, match="Site → Crew → Site"):
        derived(rules, "1")
    with pytest.raises(Invalid, match="'4'"):
        derived({"1": CalendarRule("Ada", WEEK, "4")}, "1")


def test_round_the_clock_is_clock_time() -> None:
    assert ROUND_THE_CLOCK.between(at("2025-01-01T00:00"), at("2025-01-03T00:00")) == 2880
