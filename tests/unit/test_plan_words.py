"""Dates, durations, work and links as people type them in one line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import LagKind, LinkType, Minutes
from tests.conftest import AS_OF

DAY = Minutes(480)
TWO_DAYS_LATER = Link("12", LinkType.FS, 2 * DAY)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("fri", Wanted(finish=date(2026, 3, 20))),
        ("20 mar", Wanted(finish=date(2026, 3, 20))),
        ("+5d", Wanted(finish=date(2026, 3, 22))),
        ("start 23 mar", Wanted(start=date(2026, 3, 23))),
        ("from mon until fri", Wanted(start=date(2026, 3, 23), finish=date(2026, 3, 20))),
        ("3d", Wanted(duration=Minutes(3 * DAY), is_elapsed=False)),
        ("16h", Wanted(duration=Minutes(960), is_elapsed=False)),
        ("1h30", Wanted(duration=Minutes(90), is_elapsed=False)),
        ("2w", Wanted(duration=Minutes(10 * DAY), is_elapsed=False)),
        ("3ed", Wanted(duration=Minutes(4320), is_elapsed=True)),
        ("work 16h", Wanted(work=Minutes(960))),
        ("by fri", Wanted(deadline=date(2026, 3, 20))),
        ("after 12FS+2d", Wanted(links=(TWO_DAYS_LATER,))),
        ("After T-4, 7SS", Wanted(links=(Link("T-4"), Link("7", LinkType.SS)))),
        ("after Data cut-over", Wanted(links=(Link("Data cut-over"),))),
        ("not after 12", Wanted(unlinks=("12",))),
        ("start mon 3d after 12FS+2d work 16h",
         Wanted(start=date(2026, 3, 23), duration=Minutes(3 * DAY), is_elapsed=False,
                links=(TWO_DAYS_LATER,), work=Minutes(960))),
        ("start mon for 3d",
         Wanted(start=date(2026, 3, 23), duration=Minutes(3 * DAY), is_elapsed=False)),
    ],
)  # fmt: skip
def test_a_line_says_what_is_wanted(text: str, wanted: Wanted) -> None:
    assert plan_words.parse(text, as_of=AS_OF) == wanted


@pytest.mark.parametrize(
    "text", ["", "  ", "tomorrowish", "after", "3d 4d", "work soon", "work 3ed", "start", "0x3d",
             "from mon from tue", "3d for 4d"],
)  # fmt: skip
def test_what_says_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        plan_words.parse(text, as_of=AS_OF)


LINKS = st.builds(
    Link,
    st.sampled_from(["T-1", "M-12", "7"]),
    st.sampled_from(LinkType),
    st.integers(-9999, 9999),
    st.sampled_from(LagKind),
)


@given(LINKS)
def test_a_link_reads_back_as_it_is_written(link: Link) -> None:
    [found] = plan_words.links(plan_words.link_text(link))
    kind = link.lag_kind if link.lag else LagKind.WORKING
    assert found == Link(link.ref, link.type, link.lag, kind)
