"""Colours and arrows computed from what is known of a project."""

import pytest

from ppm_tui.analysis import health


@pytest.mark.parametrize(
    ("weeks", "arrow"),
    [
        ("GGAAARRR", 0),
        ("GGGAAAAR", -1),
        ("GGARRAAA", 1),
        ("GGGGGGAA", -1),
        ("GGGAAAAA", 0),
        ("GGGGAAAA", 0),
        ("GGGGGGGG", 0),
        ("AAAGGGGG", 1),
        ("RAGGGGGA", -1),
        ("RRRRAGGG", 1),
        ("------GA", -1),
        ("-----GGA", -1),
        ("------AG", 1),
        ("-------G", 0),
        ("GGGGGGG-", 0),
        ("", 0),
    ],
)
def test_arrow_says_whether_a_status_has_just_got_worse_or_is_recovering(
    weeks: str, arrow: int
) -> None:
    assert health.trend(weeks) == arrow
