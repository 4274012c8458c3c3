from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.exchange import cell_dates, cell_links, cell_values
from ppm_tui.exchange.cell_links import Link
from ppm_tui.terms import LagKind, LinkType


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("12.345.678,9", "12345678.9"),
        ("-3", "-3"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_in_us_german_and_swiss_style(text: str, value: str) -> None:
    assert cell_values.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["x", "1.2.3", "1,23,4", "1e5", "1-2", "9" * 41, "=1+1", "NaN"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        cell_values.number(text)


@pytest.mark.parametrize(
    ("text", "cents", "currency"),
    [
        ("$1,234.50", 123450, "USD"),
        ("1.234,50 €", 123450, "EUR"),
        ("($50.00)", -5000, "USD"),
        ("-$5", -500, "USD"),
        ("- 5 €", -500, "EUR"),
        ("€-5", -500, "EUR"),
        ("5-", -500, ""),
        ("(1.234,00 €)", -123400, "EUR"),
        ("EUR 12", 1200, "EUR"),
        ("CHF 1'000.-", 100000, "CHF"),
        ("Fr. 12.50", 1250, "CHF"),
        ("¥1,200", 1200, "JPY"),
        ("0.005", 1, ""),
    ],
)
def test_money_is_minor_units_and_its_currency(text: str, cents: int, currency: str) -> None:
    assert cell_values.money(text) == (cents, currency)


@given(st.integers(-(10**12), 10**12))
def test_money_written_in_either_style_comes_back(cents: int) -> None:
    us = f"{cents / abs(cents) if cents else 1:+.0f}"[:1] + f"{abs(cents) // 100:,}"
    us = us.lstrip("+") + f".{abs(cents) % 100:02}"
    german = us.translate(str.maketrans(",.", ".,"))
    assert cell_values.money(f"{us} USD") == (cents, "USD")
    assert cell_values.money(f"{german} €") == (cents, "EUR")


@pytest.mark.parametrize(
    ("text", "minutes", "unit"),
    [
        ("5 days", 2400, "d"),
        ("10d", 4800, "d"),
        ("1 day?", 480, "d"),
        ("5 Tage", 2400, "d"),
        ("1 Tag", 480, "d"),
        ("3 hrs", 180, "h"),
        ("5 Std.", 300, "h"),
        ("2w", 4800, "w"),
        ("2 Wochen?", 4800, "w"),
        ("1 mo", 9600, "mo"),
        ("8h", 480, "h"),
        ("3,5 h", 210, "h"),
        ("1,000 hrs", 60000, "h"),
        ("1w 2d 3h", 3540, "w"),
        ("16:30", 990, "h"),
        ("5 ed", 7200, "d"),
        ("5 eTage", 7200, "d"),
        ("1 fTag?", 1440, "d"),
        ("12", 5760, "d"),
    ],
)
def test_durations(text: str, minutes: int, unit: str) -> None:
    found = cell_values.duration(text)
    assert (found.minutes, found.unit) == (minutes, unit)
    assert found.is_estimated == text.endswith("?")
    assert found.is_elapsed == (" e" in text or " f" in text)


@given(st.integers(0, 100_000), st.sampled_from(sorted(cell_values.UNIT_OF)))
def test_durations_written_in_any_unit_come_back(count: int, word: str) -> None:
    unit = cell_values.UNIT_OF[word]
    found = cell_values.duration(f"{count} {word}") if count * 9600 < 10**8 else None
    assert found is None or found.minutes == count * cell_values.WORKING[unit]


@pytest.mark.parametrize("text", ["M", "d", "-5d", "five days", "5 lightyears", "1:75", "٣ x"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        cell_values.duration(text)


def test_a_bare_number_counts_in_the_unit_of_its_column() -> None:
    assert cell_values.duration("28800", "s").minutes == 480
    assert cell_values.duration(Decimal("1.5"), "h").minutes == 90


@pytest.mark.parametrize(
    ("text", "share", "value"),
    [
        ("35 %", False, 35),
        ("100%", False, 100),
        ("35,5 %", False, 36),
        ("0.35", True, 35),
        ("35%", True, 35),
    ],
)
def test_percentages(text: str, share: bool, value: int) -> None:
    assert cell_values.percent(text, is_share=share) == value


@pytest.mark.parametrize("text", ["101", "-1", "x"])
def test_a_percentage_outside_its_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        cell_values.percent(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-15", "2025-03-15 08:00"),
        ("2025-03-15T10:11:12Z", "2025-03-15 10:11"),
        ("2025-03-15 10:11:12.123+02:00", "2025-03-15 10:11"),
        ("15/Mar/25 3:04 PM", "2025-03-15 15:04"),
        ("31/Dec/25 12:00 AM", "2025-12-31 08:00"),
        ("25/Dez/24", "2024-12-25 08:00"),
        ("06.01.2025", "2025-01-06 08:00"),
        ("Mo 06.01.25 08:30", "2025-01-06 08:30"),
        ("Mon 1/6/25 9:00 AM", "2025-01-06 09:00"),
        ("Jan 6, 2025", "2025-01-06 08:00"),
        ("6. Januar 2025", "2025-01-06 08:00"),
        ("12/31/24", "2024-12-31 08:00"),
    ],
)
def test_dates_of_other_tools(text: str, expected: str) -> None:
    assert f"{cell_dates.moment(text, is_day_first=False):%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "text", ["2025-02-30", "13/13/2025", "0000-01-01", "9999-01-01", "soon", "Jan 2025", "2025"]
)
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        cell_dates.moment(text, is_day_first=False)


WRITTEN = ("%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %I:%M %p", "%d/%b/%y %I:%M %p")


@given(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), st.sampled_from(WRITTEN))  # noqa: DTZ001  wall time
def test_moments_written_in_any_form_come_back(moment: datetime, form: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    if moment.time() == time():
        moment += timedelta(minutes=1)
    assert cell_dates.moment(moment.strftime(form), is_day_first=True) == moment


def test_one_impossible_value_decides_the_order_of_the_column() -> None:
    assert cell_dates.day_first(["1/2/2025", "13/2/2025"]) is True
    assert cell_dates.day_first(["1/2/2025", "2/13/2025"]) is False
    assert cell_dates.day_first(["1/2/2025", "2025-01-13"]) is None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("1FS+2d", [Link("1", LinkType.FS, 960)]),
        ("2SS-1 day,1", [Link("2", LinkType.SS, -480), Link("1")]),
        ("2EA+2 Tage", [Link("2", LinkType.FS, 960)]),
        ("4;2AA-1 Tag", [Link("4"), Link("2", LinkType.SS, -480)]),
        ("2EA+1,5 Tage,3", [Link("2", LinkType.FS, 720), Link("3")]),
        ("1EE+1 eTag", [Link("1", LinkType.FF, 1440, LagKind.ELAPSED)]),
        ("10AE", [Link("10", LinkType.SF)]),
        ("1FS+50%", [Link("1", LinkType.FS, 50, LagKind.PERCENT, "%")]),
        ("5 FS + 3 hrs", [Link("5", LinkType.FS, 180, lag_unit="h")]),
        ("#12, #14", [Link("12"), Link("14")]),
        ("TES-25,TES-24", [Link("TES-25"), Link("TES-24")]),
        ("TARIFFS", [Link("TARIFFS")]),
        ("Identity readiness", [Link("Identity readiness")]),
        ("", []),
    ],
)
def test_predecessors(text: str, links: list[Link]) -> None:
    assert cell_links.predecessors(text) == tuple(links)


def test_a_known_name_is_a_predecessor_whatever_its_signs() -> None:
    assert cell_links.predecessors("Build, then test-2d", {"Build, then test-2d"}) == (
        Link("Build, then test-2d"),
    )


def test_resources_and_their_units() -> None:
    assert cell_links.resources("Müller[50%];Öz") == (("Müller", 50), ("Öz", 100))
    assert cell_links.resources("Ann,Bob[25%]") == (("Ann", 100), ("Bob", 25))
    assert cell_links.resources("Müller, Hans;Öz") == (("Müller, Hans", 100), ("Öz", 100))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for read in (cell_values.number, cell_values.money, cell_values.duration, cell_values.percent):
        try:
            read(text)
        except ValueError as error:
            assert str(error).startswith("is ")  # noqa: PT017  many readers, one rule
    cell_links.predecessors(text)
    cell_links.resources(text)
