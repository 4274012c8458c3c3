"""What people type, read as of Tuesday 17 March 2026."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui import dates, formats
from ppm_tui.errors import Invalid

TODAY = date(2026, 3, 17)
DAYS = st.dates(date(1990, 1, 1), date(2120, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-17"),
        ("Tomorrow", "2026-03-18"),
        ("yesterday", "2026-03-16"),
        ("fri", "2026-03-20"),
        ("Friday", "2026-03-20"),
        ("tue", "2026-03-24"),
        ("mon", "2026-03-23"),
        ("+5d", "2026-03-22"),
        ("-3d", "2026-03-14"),
        ("+2w", "2026-03-31"),
        ("+1m", "2026-04-17"),
        ("+1y", "2027-03-17"),
        ("w15", "2026-04-06"),
        ("W53", "2026-12-28"),
        ("2027-W01", "2027-01-04"),
        ("2026-W12-3", "2026-03-18"),
        ("20 mar", "2026-03-20"),
        ("20mar", "2026-03-20"),
        ("20 March 2027", "2027-03-20"),
        ("20-mar-2026", "2026-03-20"),
        ("Tue 17 Mar 2026", "2026-03-17"),
        ("1 jan", "2026-01-01"),
        ("20 dec", "2026-12-20"),
        ("29 feb", "2028-02-29"),
        ("8.4.2026", "2026-04-08"),
        ("8.4.", "2026-04-08"),
        ("8.4.26", "2026-04-08"),
        ("2026-04-08", "2026-04-08"),
        (" 20260408 ", "2026-04-08"),
    ],
)
def test_a_typed_date_is_found(text: str, day: str) -> None:
    assert dates.parse(text, as_of=TODAY).isoformat() == day


@pytest.mark.parametrize("year", ["2026-08-31", "2024-02-29"])
def test_months_and_years_end_on_a_day_there_is(year: str) -> None:
    start = date.fromisoformat(year)
    assert dates.parse("+6m", as_of=start).day in (28, 29)
    assert dates.parse("+1y", as_of=start).month == start.month


def test_a_day_half_a_year_back_is_next_year() -> None:
    assert dates.parse("5 jan", as_of=date(2026, 11, 10)) == date(2027, 1, 5)
    assert dates.parse("w2", as_of=date(2026, 11, 10)) == date(2027, 1, 11)


@pytest.mark.parametrize(
    "text", ["", "x", "mo", "31 feb", "32.1.", "w54", "+99999y", "8/4/2026", "2026-13-01", "٣ mar"]
)
def test_anything_else_is_refused_with_what_works(text: str) -> None:
    with pytest.raises(Invalid, match="is no date: type fri, "):
        dates.parse(text, as_of=TODAY)


@given(DAYS, DAYS)
def test_a_date_that_names_its_year_reads_back(day: date, as_of: date) -> None:
    for text in (day.isoformat(), formats.full_day(day), f"{day.day}.{day.month}.{day.year}"):
        assert dates.parse(text, as_of=as_of) == day


@given(DAYS, st.integers(0, 182))
def test_a_date_as_shown_reads_back(as_of: date, ahead: int) -> None:
    day = as_of + timedelta(days=ahead)
    assert dates.parse(formats.iso_week(day), as_of=as_of) <= day
    if day.year == as_of.year:
        assert dates.parse(formats.day(day), as_of=as_of) == day


@given(DAYS, st.text(max_size=20))
def test_any_text_is_a_date_or_refused(as_of: date, text: str) -> None:
    with suppress(Invalid):
        dates.parse(text, as_of=as_of)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("w15", "2026-04-06", "2026-04-10"),
        ("w15..w16", "2026-04-06", "2026-04-17"),
        ("W15 .. 2026-W16", "2026-04-06", "2026-04-17"),
        ("20 mar..fri", "2026-03-20", "2026-03-20"),
        ("fri", "2026-03-20", "2026-03-20"),
        ("20 mar..w14", "2026-03-20", "2026-04-03"),
    ],
)
def test_days_from_one_to_another(text: str, first: str, last: str) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last))
    assert dates.days(text, as_of=date(2026, 3, 17)) == expected


@pytest.mark.parametrize("text", ["", "..", "w15..", "..fri", "w15..w16..w17", "w15-w16"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        dates.days(text, as_of=date(2026, 3, 17))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-23..27", "2026-03-23", "2026-03-27"),
        ("23..27 mar", "2026-03-23", "2026-03-27"),
        ("fri to tue", "2026-03-20", "2026-03-24"),
        ("w13", "2026-03-23", "2026-03-27"),
        ("w13..w14", "2026-03-23", "2026-04-03"),
        ("today", "2026-03-17", "2026-03-17"),
    ],
)
def test_days_that_somebody_is_away(text: str, first: str, last: str) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last))
    assert dates.span(text, as_of=date(2026, 3, 17)) == expected
