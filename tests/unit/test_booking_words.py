"""Bookings as people type them in one line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid
from ppm_tui.exchange import booking_words
from ppm_tui.store.wanted import Demand
from ppm_tui.terms import BookingKind
from tests.conftest import AS_OF

W15, W16 = date(2026, 4, 6), date(2026, 4, 17)
FRIDAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "wanted", "kind"),
    [
        ("2d firewall engineer w15..w16", Demand(960, W15, W16, role="Firewall engineer"), "soft"),
        ("16h @dan 20 mar", Demand(960, FRIDAY, FRIDAY, "dan"), "soft"),
        ("4h skill:python fri..fri hard", Demand(240, FRIDAY, FRIDAY, skill="python"), "hard"),
        (
            "1h30 QA skill:SAP mon 20 mar",
            Demand(90, FRIDAY, FRIDAY, role="QA", skill="SAP"),
            "soft",
        ),
        ("2d w15 .. w16", Demand(960, W15, W16), "soft"),
        ("HARD 2d 20 mar .. 17 apr", Demand(960, FRIDAY, W16), "hard"),
        ("2d [b]dev w15..w16", Demand(960, W15, W16, role="[b]dev"), "soft"),
    ],
)
def test_a_line_says_how_long_who_and_when(text: str, wanted: Demand, kind: str) -> None:
    assert booking_words.parse(text, as_of=AS_OF) == (wanted, BookingKind(kind))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "2d firewall engineer"),
        ("hard", "2d firewall engineer"),
        ("dev w15", "is no duration"),
        ("2d dev", "when[?]"),
        ("2d", "when[?]"),
        ("2d dev w15..", "when[?]"),
        ("2ed dev w15", "working time"),
        ("2d hard soft w15", "together"),
    ],
)
def test_what_is_missing_is_said(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        booking_words.parse(text, as_of=AS_OF)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    try:
        wanted, _ = booking_words.parse(text, as_of=AS_OF)
    except Invalid:
        return
    assert wanted.minutes >= 0
