"""What a change request does to a plan, as people type it."""

from datetime import date

import pytest

from ppm_tui.demo.registers import CHANGES
from ppm_tui.errors import Invalid
from ppm_tui.exchange import change_plan
from tests.conftest import AS_OF

LATER = date(2026, 9, 1)
LINES = {
    "T-111 +5d": "T-111 +5d",
    "t-111   - 4h": "T-111 -4h",
    "M-3 +1w": "M-3 +5d",
    "T-120 DROP": "T-120 drop",
    "T-103 start 6 apr": "T-103 start 2026-04-06",
    "T-103 fri 3d": "T-103 finish 2026-03-20 for 3d",
    "T-103 3ed": "T-103 for 3ed",
    "T-103 work 2d by mon": "T-103 by 2026-03-23 work 2d",
    "T-103 est 2d/3d/6d after 12FS+2d, T-4 not after T-9":
        "T-103 est 2d/3d/6d after 12FS+2d, T-4 not after T-9",
    "+ Archive import for:3d after:T-103 ~16h @dan":
        "+ Archive import 3d ~16h @dan after:T-103",
    "+Sign-off <> due:fri": "+ Sign-off <> due:2026-03-20",
    "+ A name": "+ A name",
    "+ Pay 70% [new] 2d": "+ Pay 70%  [new] 2d",
}  # fmt: skip


@pytest.mark.parametrize("typed", LINES)
def test_a_line_is_kept_so_that_it_means_the_same_on_another_day(typed: str) -> None:
    [line] = change_plan.read(typed, AS_OF)
    assert line.text == LINES[typed]
    assert change_plan.read(line.text, LATER) == (line,)


def test_the_lines_of_the_demo_are_as_they_would_be_typed() -> None:
    for change in CHANGES:
        assert change_plan.read("\n".join(each.text for each in change.plan), AS_OF) == change.plan


def test_blank_lines_are_nothing() -> None:
    assert change_plan.read(" \n\n", AS_OF) == ()
    assert [line.ref for line in change_plan.read("\nT-1 +1d\n\nT-2 drop\n", AS_OF)] == [
        "T-1",
        "T-2",
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ship it", "is no such line"),
        ("T-111", "is no such line"),
        ("T-111 +0d", "changes nothing"),
        ("T-111 +3ed", "work counts by working time"),
        ("T-111 soon", "is no date"),
        ("+ Build [T-12] 3d", "T-12 is in the plan already"),
        ("+", "there is no name"),
    ],
)
def test_what_is_no_line_is_refused_with_its_number(typed: str, words: str) -> None:
    with pytest.raises(Invalid, match="line 2: .*" + words):
        change_plan.read(f"T-1 +1d\n{typed}", AS_OF)


@pytest.mark.parametrize(("typed", "minutes"), [("40h", 2400), ("-2d", -960), ("+1h30", 90)])
def test_effort_is_more_or_less(typed: str, minutes: int) -> None:
    assert change_plan.effort(typed) == minutes
