"""How measured time is rounded, and that its days add up to the whole."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.rounding import Rounding, rounded, rounding_of, split

START = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "rule", "wanted"),
    [
        (42, "1m", 42),
        (42, "15m up", 45),
        (45, "15m up", 45),
        (46, "15m up", 60),
        (0, "15m up", 0),
        (44, "6m nearest", 42),
        (45, "6m nearest", 48),
        (2, "6m", 0),
        (22, "15m", 15),
        (23, "15m nearest", 30),
    ],
)
def test_minutes_are_rounded_to_steps(minutes: int, rule: str, wanted: int) -> None:
    assert rounded(minutes, rounding_of(rule)) == wanted


@pytest.mark.parametrize("text", ["1m", "15m up", "6m nearest"])
def test_a_rule_is_said_as_it_is_set(text: str) -> None:
    assert rounding_of(text).words == text


@given(st.integers(0, 3000), st.sampled_from(["1m", "15m up", "6m nearest"]))
def test_the_days_add_up_to_the_rounded_whole(minutes: int, rule: str) -> None:
    parts = split(START, START + timedelta(minutes=minutes), rounding_of(rule))
    assert sum(part for _, part in parts) == rounded(minutes, rounding_of(rule))
    assert all(0 < part <= 1440 for _, part in parts)


def test_a_moment_before_the_start_is_no_time() -> None:
    assert split(START, START - timedelta(minutes=5), Rounding()) == []
