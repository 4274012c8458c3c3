"""Values to text, and text from people made harmless."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ppm_tui import formats
from ppm_tui.analysis.capacity import Cell
from ppm_tui.formats import ASCII, UNICODE
from ppm_tui.terms import Rag, Undefined

TODAY = date(2026, 3, 17)
UNKNOWN = Undefined("no actual cost yet")
CONTROLS = {chr(number) for number in [*range(0x20), *range(0x7F, 0xA0)]}


def test_days() -> None:
    assert formats.day(date(2026, 3, 2)) == "02 Mar"
    assert formats.day(date(2027, 3, 2), TODAY) == "Mar'27"
    assert formats.day(None) == ""
    assert formats.due(date(2026, 3, 12), TODAY) == "!12 Mar"
    assert formats.due(TODAY, TODAY) == " 17 Mar"
    assert formats.full_day(TODAY) == "Tue 17 Mar 2026"
    assert formats.week(TODAY) == "W12"
    assert formats.iso_week(date(2027, 1, 1)) == "2026-W53"
    assert formats.instant(datetime(2026, 3, 17, 9, 12, tzinfo=UTC)) == "17 Mar 2026 09:12"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-03-01", "2026-03-31", "Mar 2026"),
        ("2024-02-01", "2024-02-29", "Feb 2024"),
        ("2025-10-01", "2025-12-31", "Q4 2025"),
        ("2025-11-01", "2026-01-31", "01 Nov 2025 – 31 Jan 2026"),
        ("2026-01-01", "2026-12-31", "2026"),
        ("2026-04-01", "2027-03-31", "01 Apr 2026 – 31 Mar 2027"),
        ("2026-01-01", "2026-02-28", "01 Jan 2026 – 28 Feb 2026"),
        ("2026-03-02", "2026-03-31", "02 Mar 2026 – 31 Mar 2026"),
        ("2026-03-02", "2026-04-01", "02 Mar 2026 – 01 Apr 2026"),
        ("2026-03-17", "2026-03-17", "17 Mar 2026"),
        ("9999-12-31", "9999-12-31", "31 Dec 9999"),
    ],
)
def test_days_are_called_by_their_month_quarter_or_year(first: str, last: str, text: str) -> None:
    assert formats.period(date.fromisoformat(first), date.fromisoformat(last)) == text


def test_percentages_in_tenths_and_hours_in_full_round_half_up() -> None:
    assert formats.tenths(Decimal("74.94")) == "74.9%"
    assert formats.tenths(Decimal("54.95")) == "55.0%"
    assert formats.tenths(UNKNOWN) == formats.tenths(None) == "n/a"
    assert formats.full_hours(92_160) == "1536h"


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (120_900_000, "1209k"),
        (9_500_000, "95k"),
        (1_850_000, "19k"),
        (940_000, "9.4k"),
        (900_000, "9k"),
        (99_949, "999"),
        (99_950, "1k"),
        (-900_000, "-9k"),
        (1_000_000_000, "10M"),
        (1_234_000_000, "12.3M"),
        (0, "0"),
    ],
)
def test_money_in_five_cells(minor: int, text: str) -> None:
    assert formats.compact(minor, "EUR") == text


def test_money_in_full_follows_its_currency() -> None:
    assert formats.money(120_900_050, "EUR") == "1,209,000.50 EUR"
    assert formats.money(1_500, "JPY") == "1,500 JPY"
    assert formats.money(1_500, "KWD") == "1.500 KWD"
    assert formats.compact(95_000, "JPY") == "95k"


def test_a_forecast_names_its_currency_where_it_is_not_the_usual_one() -> None:
    assert formats.forecast(45_200_000, 38_000_000, "EUR", "EUR") == "EAC 452k of 380k"
    assert formats.forecast(45_200_000, 38_000_000, "CHF", "EUR") == "EAC 452k of 380k CHF"
    assert formats.forecast(45_200_000, UNKNOWN, "CHF", "EUR") == "EAC 452k of n/a CHF"


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.765", "0.77"), ("1", "1.00"), ("9.996", "10.0"), ("123.4", "123"), ("99999", ">999")],
)
def test_an_index_has_four_cells(value: str, text: str) -> None:
    assert formats.index(Decimal(value)) == text


def test_percentages_round_half_up_and_have_no_negative_zero() -> None:
    assert formats.percent(Decimal("48.5")) == "49%"
    assert formats.share(Decimal("0.185")) == "+19%"
    assert formats.share(Decimal("-0.001")) == "+0%"
    assert formats.share(Decimal(12)) == "+12x"


def test_differences_and_ages_keep_their_cells() -> None:
    assert [formats.signed_days(n) for n in (28, 0, -1, 128, -900)] == [
        "+28d", "=", "-1d", "+18w", "-2y",
    ]  # fmt: skip
    assert [formats.age(n) for n in (None, 0, 2, 100, 99_999)] == ["-", "0d", "2d", "14w", "99y"]


def test_effort_reads_as_people_write_it() -> None:
    assert [formats.minutes(n) for n in (0, 45, 210, 1440, -90, None)] == [
        "0h", "45m", "3h30", "24h", "-1h30", "",
    ]  # fmt: skip
    assert [formats.hours(n) for n in (210, 630, 600_000)] == ["3h30", "11h", "10kh"]


def test_what_is_not_known_is_said_to_be_so() -> None:
    texts = [
        formats.compact(UNKNOWN), formats.money(UNKNOWN, "EUR"), formats.index(UNKNOWN),
        formats.percent(UNKNOWN), formats.share(UNKNOWN), formats.signed_days(UNKNOWN),
    ]  # fmt: skip
    assert set(texts) == {"n/a"}


def test_signs_have_a_letter_or_a_shape_in_both_sets() -> None:
    assert [formats.rag(rag, UNICODE) for rag in (*Rag, None)] == ["● G", "▲ A", "■ R", "○ -"]
    assert [formats.rag(rag, ASCII) for rag in (*Rag, None)] == ["o G", "^ A", "# R", ". -"]
    assert [formats.trend(n, UNICODE) for n in (1, 0, -1)] == ["↑", "→", "↓"]
    assert [formats.trend(n, ASCII) for n in (1, 0, -1)] == ["+", "=", "-"]
    assert all(sign.isascii() for name in ASCII.__slots__ for sign in getattr(ASCII, name))


@given(st.integers(-(10**13), 10**13))
def test_compact_figures_never_outgrow_their_column(number: int) -> None:
    assert len(formats.compact(abs(number))) <= 5
    assert len(formats.compact(number)) <= 6
    assert len(formats.index(Decimal(abs(number)) / 1000)) <= 4
    assert len(formats.share(Decimal(number) / 1000)) <= 4
    assert len(formats.signed_days(number % 90_000)) <= 4
    assert len(formats.age(number % 90_000)) <= 3


# Text from people


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("two\r\nlines\there", r"two\r\nlines\there"),
        ("a\u2028b\x00c\x7f", r"a\u2028b\x00c\x7f"),
        ("invoice\u202etxt.exe", r"invoice\u202etxt.exe"),
        ("lone \ud800", r"lone \ud800"),
        ("A\u200bB\u200dC\ufeffD", "ABCD"),
        ("Ver\u00adtrag", "Vertrag"),
        ("[/b] ERP", "[/b] ERP"),
        ("顧客 Cafe\u0301 \N{ROCKET}", "顧客 Cafe\u0301 \N{ROCKET}"),
        ("\N{WOMAN}\u200d\N{PERSONAL COMPUTER}", "\N{WOMAN}\N{PERSONAL COMPUTER}"),
        ("مشروع", "مشروع"),
    ],
)
def test_names_are_drawn_and_never_interpreted(text: str, shown: str) -> None:
    assert formats.safe(text) == shown
    assert formats.safe(shown) == shown


@given(st.text(st.characters(codec=None), max_size=60), st.integers(0, 30))
def test_any_text_fits_exactly_and_carries_no_control(text: str, cells: int) -> None:
    safe = formats.safe(text)
    assert not CONTROLS & set(safe)
    assert formats.width(safe) == cell_len(safe)
    assert cell_len(formats.fit(text, cells)) == cells
    safe.encode()


@pytest.mark.parametrize("name", ["names.json", "blns.json"])
def test_hostile_names_fit_every_width(shared_data: Path, name: str) -> None:
    for entry in json.loads((shared_data / "hostile" / name).read_text("utf-8")):
        text = entry["text"] if isinstance(entry, dict) else entry
        for cells in (1, 2, 9, 19, 45):
            shown = formats.fit(text, cells)
            assert cell_len(shown) == cells
            assert not CONTROLS & set(shown)


def test_fitting_cuts_at_the_end_and_pads_on_the_right_side() -> None:
    assert formats.fit("Haven security audit", 19) == "Haven security aud…"
    assert formats.fit("ana", 5) == "ana  "
    assert formats.fit("12d", 5, "right") == "  12d"
    assert formats.fit("Haven", 3, cut="~") == "Ha~"
    assert formats.fit("Haven", 0) == ""


def test_a_wide_character_or_a_flag_is_never_cut_in_half() -> None:
    assert formats.fit("顧客管理", 4) == "顧… "
    flag = "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}"
    assert formats.fit(flag * 3, 4) == f"{flag}… "


def test_a_very_long_name_costs_no_more_than_a_short_one() -> None:
    class Watched(str):
        longest = 0

        def __getitem__(self, key: object) -> str:
            assert isinstance(key, slice)
            Watched.longest = key.stop
            return str.__getitem__(self, key)

    assert formats.fit(Watched("é\u0301" * 10_000), 19).endswith("…")
    assert Watched.longest < 300


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (60, "ATLAS: T-111 «UAT run of load 3» owner fin → gia"),
        (48, "ATLAS: T-111 «UAT run of load 3» owner fin → gia"),
        (47, "ATLAS: T-111 «UAT run of load…» owner fin → gia"),
        (36, "ATLAS: T-111 «UAT …» owner fin → gia"),
        (33, "ATLAS: T-111 «U…» owner fin → gia"),
        (32, "ATLAS: T-111 owner fin → gia"),
        (28, "ATLAS: T-111 owner fin → gia"),
        (20, "ATLAS: … fin → gia"),
        (12, "ATLAS: … gia"),
        (11, "… fin → gia"),
        (5, "… gia"),
    ],
)
def test_a_line_of_what_was_done_gives_way_to_its_end(cells: int, shown: str) -> None:
    text = "ATLAS: T-111 «UAT run of load 3» owner fin → gia"
    assert formats.shortened(text, cells) == shown


def test_of_several_changes_the_last_ones_are_told_whole() -> None:
    text = "DELTA: red, no change, done 48% → 50%, finish 29 May → 31 Mar, 2h logged"
    assert formats.shortened(text, 50) == "DELTA: … finish 29 May → 31 Mar, 2h logged"
    assert formats.shortened(text, 30) == "DELTA: … 2h logged"


@given(text=st.text(max_size=60), cells=st.integers(1, 60))
def test_a_shortened_line_never_takes_more_cells_than_there_are(text: str, cells: int) -> None:
    assert formats.width(formats.shortened(formats.safe(text), cells)) <= cells


def test_durations_read_in_days_from_one_day_on() -> None:
    shown = [formats.duration(value) for value in (None, 45, 210, 480, 1200, 9600)]
    assert shown == ["", "45m", "3h30", "1d", "2.5d", "20d"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell(2400, 0), "   · "),
        (Cell(2400, 2280), "▒ 95 "),
        (Cell(2400, 2832), "▓118!"),
        (Cell(1920, 0, is_away=True), "   ·-"),
        (Cell(1920, 1824, is_away=True), "▒ 95-"),
        (Cell(1920, 2266, is_away=True), "▓118!-"),
        (Cell(0, 0), "   - "),
        (Cell(0, 0, is_away=True), "   - "),
        (Cell(0, 480, is_away=True), "█n/a!-"),
    ],
)
def test_a_cell_of_load_says_without_colour_that_somebody_is_away(cell: Cell, shown: str) -> None:
    assert formats.load(cell) == shown
    assert formats.load(cell, glyphs=formats.ASCII).isascii()
