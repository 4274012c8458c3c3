"""The outline of a plan: to text and back it is the same, and what is wrong names its line."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid
from ppm_tui.exchange import outline
from ppm_tui.store.outline import Outline, OutlineRow, stamp_of
from ppm_tui.store.wanted import Link
from ppm_tui.terms import LagKind, LinkType, Minutes
from tests.conftest import AS_OF

SIGNS = "ab \\{}[]()@#~%<>:\t\n\r\x00\x0b\x1b\x85\u2028\u202e\u200d\ufeff5dnewT-1"
ODD = (
    "[T-9]", "# no comment", "x  [T-102] 12d", "new [new]", r"C:\new\{41}", "@dan", "3d", "\\",
    "  led", "trailed  ", "\n", "👩\u200d💻", "a" * 10_000, "\\{", "a\r\nb", "\u3000x\xa0",
)  # fmt: skip
NAMES = st.one_of(st.text(), st.text(st.sampled_from(SIGNS)), st.sampled_from(ODD))
REFS = st.integers(1, 10**9 - 1).flatmap(lambda n: st.sampled_from([f"T-{n}", f"P-{n}", f"M-{n}"]))
MINUTES = st.integers(0, 99_999_999).map(Minutes)
LINKS = st.builds(
    Link,
    REFS,
    st.sampled_from(LinkType),
    st.integers(-50_000, 50_000).filter(bool),
    st.sampled_from(LagKind),
) | st.builds(Link, REFS, st.sampled_from(LinkType))
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))
ROWS = st.builds(
    OutlineRow,
    ref=st.none() | REFS,
    depth=st.integers(0, 5),
    name=NAMES,
    is_milestone=st.booleans(),
    duration=st.none() | MINUTES,
    is_elapsed=st.booleans(),
    work=st.none() | MINUTES,
    owner=st.none()
    | st.text(min_size=1, max_size=24)
    | st.sampled_from(("a b", "\u3000", "@\xa0x")),
    percent=st.integers(0, 100),
    links=st.lists(LINKS, max_size=3).map(tuple),
    deadline=DAYS,
)


def laid_out(rows: list[OutlineRow]) -> tuple[OutlineRow, ...]:
    """Rows as a plan has them: each identifier once, and no level left out."""
    found: list[OutlineRow] = []
    for row in {row.ref or number: row for number, row in enumerate(rows)}.values():
        depth = min(row.depth, found[-1].depth + 1 if found else 0)
        clock = row.is_elapsed and row.duration is not None
        found.append(replace(row, depth=depth, is_elapsed=clock))
    return tuple(found)


def plan_of(rows: tuple[OutlineRow, ...]) -> Outline:
    return Outline("ATLAS", "Atlas\nERP", rows, stamp_of(rows))


@given(st.lists(ROWS, max_size=6).map(laid_out))
def test_a_plan_comes_back_from_its_text_as_it_was(rows: tuple[OutlineRow, ...]) -> None:
    text = outline.text(plan_of(rows))
    found = outline.read(text, as_of=AS_OF)
    assert found.rows == rows
    assert (found.project, found.stamp) == ("ATLAS", stamp_of(rows))
    assert outline.read(outline.in_ascii(text), as_of=AS_OF).rows == rows
    trimmed = "\n".join(each.rstrip() for each in text.splitlines()).strip("\n")
    assert outline.read(trimmed, as_of=AS_OF).rows == rows


def test_a_line_says_what_is_known_of_a_task() -> None:
    text = "Data migration  [T-102] 12d ~80h @dan 70% after:T-101,T-99SS+2d by:2026-04-08"
    [row] = outline.read(text, as_of=AS_OF).rows
    assert row == OutlineRow(
        "T-102", 0, "Data migration", duration=Minutes(12 * 480), work=Minutes(4800), owner="dan",
        percent=70, links=(Link("T-101"), Link("T-99", LinkType.SS, 960)),
        deadline=date(2026, 4, 8),
    )  # fmt: skip
    assert outline.line(row) == text


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Write manual 3d @ana", OutlineRow(None, 0, "Write manual", duration=Minutes(1440),
                                            owner="ana")),
        ("Go live <> due:fri", OutlineRow(None, 0, "Go live", is_milestone=True,
                                          finish=date(2026, 3, 20))),
        ("Call Ana at 5pm", OutlineRow(None, 0, "Call Ana at 5pm")),
        ("3d", OutlineRow(None, 0, "3d")),
        ("Room 3d  [new]", OutlineRow(None, 0, "Room 3d")),
        ("Wait 3ed  after:Design", OutlineRow(None, 0, "Wait", duration=Minutes(4320),
                                              is_elapsed=True, links=(Link("Design"),))),
        ("A [t-5] 1h30", OutlineRow("T-5", 0, "A", duration=Minutes(90))),
        ("# only\n\n   # words\n", None),
    ],
)  # fmt: skip
def test_new_lines_are_read_as_people_type_them(text: str, row: OutlineRow | None) -> None:
    assert outline.read(text, as_of=AS_OF).rows == (() if row is None else (row,))


def test_tabs_and_blanks_are_levels() -> None:
    found = outline.read("A\n  B\n\tC\n\t  D\nE\r\n", as_of=AS_OF)
    assert [(row.name, row.depth, row.line) for row in found.rows] == [
        ("A", 0, 1), ("B", 1, 2), ("C", 1, 3), ("D", 2, 4), ("E", 0, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A\n   B", "line 2: 3 blanks before it: each level has two"),
        ("A\n    B", "line 2: 4 blanks before it: at most 2 are possible here"),
        ("  A", "line 1: 2 blanks before it: at most 0 are possible here"),
        ("A [T-1]\n\nB [T-1]", "line 3: T-1 stands in line 1 already"),
        ("A [T-1] soon", "line 1: «soon» is none of 12d"),
        ("A [T-1] 3d 4d", "line 1: duration is said twice"),
        ("A [T-1] 101%", "line 1: done is 0 to 100, not 101"),
        ("A [T-1] by:soon", "line 1: 'soon' is no date"),
        ("A [T-1] ~3ed", "line 1: work counts by working time"),
        ("A [T-1] due:fri", "line 1: start: and due: are for new tasks"),
        ("[T-1] 3d", "line 1: there is no name"),
    ],
)
def test_what_is_wrong_names_its_line(text: str, words: str) -> None:
    with pytest.raises(Invalid) as error:
        outline.read(text, as_of=AS_OF)
    assert str(error.value).startswith(words)
