"""Leave as people type it in one line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid
from ppm_tui.exchange import leave_words
from ppm_tui.store.wanted import Away
from ppm_tui.terms import AbsenceKind, Minutes
from tests.conftest import AS_OF

LEAVE, SICK, TRAINING = AbsenceKind.LEAVE, AbsenceKind.SICKNESS, AbsenceKind.TRAINING
MONDAY, FRIDAY = date(2026, 3, 23), date(2026, 3, 27)


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("leave 23..27 mar", Away(LEAVE, MONDAY, FRIDAY)),
        ("Leave w13", Away(LEAVE, MONDAY, FRIDAY)),
        ("sick today", Away(SICK, AS_OF, AS_OF)),
        ("leave fri 4h", Away(LEAVE, date(2026, 3, 20), date(2026, 3, 20), None, Minutes(240))),
        ("training w13 @ben 1h30", Away(TRAINING, MONDAY, FRIDAY, "ben", Minutes(90))),
        ("train @ben 23 mar .. 27 mar", Away(TRAINING, MONDAY, FRIDAY, "ben")),
    ],
)
def test_a_line_says_why_when_and_who(text: str, away: Away) -> None:
    assert leave_words.parse(text, as_of=AS_OF) == away


@pytest.mark.parametrize("text", ["", "KITE 2d Dev w15", "lea fri", "TRAIN 2d @dan w15"])
def test_what_does_not_begin_with_why_is_no_leave(text: str) -> None:
    assert leave_words.parse(text, as_of=AS_OF) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("leave", "when[?] leave 23"),
        ("sick @ben", "when[?]"),
        ("leave soon", "is no date"),
        ("leave fri @ben @ana", "one person"),
        ("leave fri 4h 2h", "one time"),
    ],
)
def test_what_is_missing_is_said(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        leave_words.parse(text, as_of=AS_OF)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    for line in (text, f"leave {text}"):
        try:
            away = leave_words.parse(line, as_of=AS_OF)
        except Invalid:
            continue
        assert away is None or away.kind in AbsenceKind
