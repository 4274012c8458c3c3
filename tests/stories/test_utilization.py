"""Who bills enough: people, roles and teams over time, and figures that can be reckoned again."""

import re

import pytest

from ppm_tui.store.commands import people
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

FIGURE = re.compile(r"^ (Billable|Productive|Committed|Forecast) +([\d.]+)%  (.+)$")
SPENT = """
SELECT SUM(e.minutes) FROM time_entry e JOIN resource r ON r.id = e.resource_id
JOIN project p ON p.id = e.project_id
WHERE r.role = 'QA' AND e.bill = 'billable' AND p.client_id IS NOT NULL AND p.billing <> 'internal'
AND e.day BETWEEN '2026-03-01' AND '2026-03-17'
"""


async def in_utilization(ppm: Driver) -> None:
    await ppm.press("v", "u")
    assert ppm.screen.kind == "utilization"


def minutes(text: str) -> int:
    """What the amounts of a part of a formula add up to: `(charged 56h + internal 20h30)`."""
    found = re.findall(r" (\d+)h(\d\d)?", f" {text}")
    return sum(int(hours) * 60 + int(rest or 0) for hours, rest in found)


async def test_pm_finds_the_role_below_its_target_and_reckons_its_figures_again(
    demo: Workspace,
) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_utilization(ppm)
        ppm.sees("by person   Mar 2026   12 of 12", "▲ A 59.6% billed of 70.7%")
        assert "■ R  58.3%    80%" in ppm.row("dan")
        await ppm.press("b", "r")
        ppm.sees("by role   Mar 2026   8 of 8")
        ppm.table.list.move_to_key("QA")
        assert "■ R  33.9%    75%" in ppm.row("QA")
        await ppm.press("Enter")
        ppm.sees("── QA, Mar 2026", "as of 17 Mar 2026", "that of 2 of 2 people")
        figures = [found.groups() for text in ppm.lines if (found := FIGURE.match(text))]
        assert [name for name, *_ in figures] == [
            "Billable", "Productive", "Committed", "Forecast",
        ]  # fmt: skip
        for _, percent, how in figures:
            top, base = how.split(" / ")
            assert f"{100 * minutes(top) / minutes(base):.1f}" == percent
        assert minutes(figures[0][2].split(" / ")[0]) == ppm.stored(SPENT)[0][0]
        await ppm.press(*"JJJJJJJJJJJJ")
        ppm.sees(" Projects", "IRIS     charged 12h", "KITE     internal 16h")
        await ppm.press("Esc")
        ppm.misses("capacity so far")
        assert (ppm.screen.kind, ppm.cursor) == ("utilization", "QA")
    assert content(demo) == before


async def test_pm_looks_at_earlier_and_later_months_quarters_and_years(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_utilization(ppm)
        await ppm.press("h")
        ppm.sees("Feb 2026")
        await ppm.press("h", "h", ">")
        ppm.sees("Q4 2025")
        await ppm.press("z")
        ppm.sees("Q1 2026")
        await ppm.press(">")
        ppm.sees("by person   2026 ")
        await ppm.press(">")
        ppm.sees("a year is the longest period here")
        await ppm.press("<", "<", "<")
        ppm.sees("Mar 2026", "a month is the shortest period here")
        await ppm.press("l")
        ppm.sees("Apr 2026", "○ -")
        assert "n/a" in ppm.row("ana")
        await ppm.press("Enter")
        ppm.sees("no working time in this period up to")


async def test_rows_are_filtered_sorted_and_copied(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_utilization(ppm)
        await ppm.press("/")
        await ppm.type("rag:red billable<50")
        await ppm.press("Enter")
        ppm.sees("2 of 12")
        assert list(ppm.table.list.keys) == ["gia", "hugo"]
        await ppm.press("F", "o", "b")
        assert ppm.table.list.keys[:3] == ("hugo", "leo", "ana")
        await ppm.press("o", "b")
        assert ppm.table.list.keys[:2] == ("eva", "kim")
        link = ppm.table.link(ppm.table.list.rows[0])
        assert link == "ppm utilization eva --by person --from 2026-03-01 --to 2026-03-31"
        await ppm.press("J")
        ppm.sees("Enter shows the formulas")


async def test_pm_sets_a_target_for_a_person_and_a_team_and_takes_it_back(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_utilization(ppm)
        ppm.table.list.move_to_key("leo")
        assert "○ -  36.5%    n/a" in ppm.row("leo")
        await ppm.press("e")
        await ppm.type("much")
        await ppm.press("Enter")
        ppm.sees("a target is a number from 0 to 100, not 'much'")
        await ppm.press("Ctrl+U")
        await ppm.type("30%")
        await ppm.press("Enter")
        ppm.sees("leo: target none → 30%, saved.  u undo")
        assert "● G  36.5%    30%" in ppm.row("leo")
        await ppm.press("b", "t")
        ppm.table.list.move_to_key("Quality")
        await ppm.press("e", "Ctrl+U")
        await ppm.type("20")
        await ppm.press("Enter")
        ppm.sees("gia: target 75% → 20%")
        assert "● G  33.9%    20%" in ppm.row("Quality")
        await ppm.press("u", "u")
        assert "■ R  33.9%    75%" in ppm.row("Quality")
    assert content(demo) == before


async def test_names_that_are_not_meant_well_are_drawn_as_they_are(demo: Workspace) -> None:
    demo.do(people.add, name="[red]Zed\x1b[2J[/b]", key="zed", role="[b]", team="")
    async with opened(demo, size=(120, 40)) as ppm:
        await in_utilization(ppm)
        assert r"[red]Zed\x1b[2J[/b]" in ppm.row("zed")
        ppm.table.list.move_to_key("zed")
        await ppm.press("Enter")
        ppm.sees(r"── [red]Zed\x1b[2J[/b], Mar 2026", "no time, and nothing booked")
        await ppm.press("e")
        ppm.sees("Target of")
        await ppm.press("Esc", "b", "r")
        ppm.sees("[b]")


async def test_an_empty_portfolio_says_that_there_is_nobody(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await in_utilization(ppm)
        ppm.sees("Nobody works here yet", "n/a billed of n/a")
        await ppm.press("Enter")
        ppm.sees("there is no row here")


@pytest.mark.parametrize("size", [(45, 16), (80, 24), (120, 40), (200, 60)])
async def test_the_formulas_have_room_at_every_size(demo: Workspace, size: tuple[int, int]) -> None:
    async with opened(demo, size=size) as ppm:
        await in_utilization(ppm)
        await ppm.press("Enter")
        ppm.sees("Ana Ferreira, Mar 2026", "charged 39h30 / capacity so far 96h")
        await ppm.press("G", *"J" * 60)
        ppm.sees("LibrePlan: availability, overtime")
