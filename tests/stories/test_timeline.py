"""A portfolio manager and time: the plan's timeline, and that of all projects."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest

from ppm_tui.store.commands import projects, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.terms import TaskKind
from ppm_tui.widgets.lines import Line
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, content, opened


def scale(ppm: Driver) -> list[str]:
    """The two lines above the bars."""
    return ppm.lines[2:4]


def signs(ppm: Driver) -> dict[str, str]:
    """The sign before each row that has one."""
    rows = ppm.table.list
    shown = rows.keys[rows.top : rows.top + rows.page]
    found = {key: ppm.row(key)[2:3] for key in shown}
    return {key: sign for key, sign in found.items() if sign in ("‹", "›", "(", ")")}


async def plan_of_atlas(ppm: Driver) -> None:
    await ppm.press("1", "Home", "j", "Enter")


async def timeline(ppm: Driver) -> None:
    await ppm.press("1", "v", "t")
    assert ppm.screen.kind == "timeline"


# The plan of one project


async def test_pm_sees_what_a_task_waits_for_and_what_waits_for_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        ppm.table.list.move_to_key("T-111")
        await ppm.settle()
        assert signs(ppm) == {"T-102": "‹", "T-110": "‹", "M-3": "›"}
        await ppm.press("j")
        assert "T-111" in signs(ppm)
        assert signs(ppm)["T-111"] == "‹"
        assert "T-110" not in signs(ppm)
        await ppm.press(",", "a")
        assert signs(ppm)["T-111"] == "("
        await ppm.resize(45, 16)
        assert signs(ppm) == {}


async def test_signs_of_links_are_not_copied_with_a_row(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        ppm.table.list.move_to_key("T-111")
        await ppm.settle()
        rows = ppm.table.list
        copied = ["".join(text for text, _ in rows.draw(row, 120)) for row in rows.rows]
        assert len(copied) == 14
        assert not any("‹" in text or "›" in text for text in copied)


async def test_only_rows_whose_sign_changes_are_drawn_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        rows = ppm.table.list
        rows.move_to_key("T-111")
        await ppm.settle()
        drawn, draw = [], rows.draw

        def counted(row: TaskRow, width: int) -> Line:
            drawn.append(row.ref)
            return draw(row, width)

        rows.draw = counted
        await ppm.press("j")
        assert {"T-111", "M-3", "T-110", "T-102"} <= set(drawn)
        assert not {"T-101", "T-103", "P-1"} & set(drawn)


async def test_the_plan_keeps_the_day_in_the_middle_through_all_scales(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        for unit in ("week", "month", "quarter"):
            await ppm.press(">")
            ppm.sees(f"one cell is a {unit}", "▼")
        assert "'27 '28" in scale(ppm)[0]
        assert "12341234" in scale(ppm)[1]
        await ppm.press(">")
        ppm.sees("a cell is a quarter: there is no other scale that way")
        for unit in ("month", "week", "day"):
            await ppm.press("<")
            ppm.sees(f"one cell is a {unit}", "▼")
        weeks = scale(ppm)
        await ppm.press(">", ">", ">", "<", "<", "<")
        assert scale(ppm) == weeks


async def test_the_plan_keeps_its_first_day_while_rows_and_dates_change(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        at_home = scale(ppm)
        await ppm.press("l", "l")
        moved = scale(ppm)
        assert moved != at_home
        ppm.table.list.move_to_key("T-130")
        await ppm.press("d")
        await ppm.type("+30d")
        await ppm.press("Enter")
        ppm.sees("u undo")
        assert scale(ppm) == moved
        await ppm.press("L", "L")
        assert "▼" not in scale(ppm)[0]
        await ppm.press("z")
        assert scale(ppm) == at_home
        await ppm.press("z")
        ppm.sees("today is in view")


async def test_z_brings_today_in_a_plan_of_years_ago(workspace: Workspace) -> None:
    workspace.do(projects.add, name="Old", key="OLD")
    first, last = date(2019, 1, 7), date(2019, 2, 1)
    workspace.do(tasks.add, project="OLD", name="Long ago", start=first, finish=last)
    async with opened(workspace) as ppm:
        await ppm.press("Enter")
        assert "▼" not in scale(ppm)[0]
        assert "▓" in ppm.row("T-001")
        await ppm.press("z")
        assert "▼" in scale(ppm)[0]


async def test_a_deadline_is_drawn_said_and_in_the_legend(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await plan_of_atlas(ppm)
        ppm.misses("¦", "deadline")
        ppm.table.list.move_to_key("T-111")
        await ppm.settle()
        demo.do(tasks.edit, ref="T-111", deadline=date(2026, 3, 27))
        await ppm.press("r")
        assert "▓▓▓▓¦" in ppm.row("T-111")
        ppm.sees("now 23–31 Mar (+20d), by 27 Mar (+4d)")
        await plan_of_atlas(ppm)
        ppm.sees("¦ deadline * CP")


@pytest.mark.parametrize("place", [("j", "Enter"), ("v", "t")], ids=["plan", "all projects"])
async def test_help_says_what_the_signs_mean(demo: Workspace, place: tuple[str, ...]) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*place, "?", "G")
        ppm.sees("¦ deadline", "◆ reached", "! missed", "‹ the row of the cursor waits for it")
        ppm.sees("▓ to do and late")


# All projects


async def test_pm_sees_all_projects_in_time_and_opens_one(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        portfolio = ppm.table.list.keys
        await timeline(ppm)
        assert ppm.table.list.keys == portfolio
        ppm.sees("ppm › Timeline   view: Active   sort: attention   12 of 12")
        assert "■ R 08 Apr +12d «█████████▓▓!▓x◇◇" in ppm.row("ATLAS")
        await ppm.press("j")
        ppm.sees("── ATLAS  Atlas ERP rollout ──", "Finish 08 Apr   plan 27 Mar (+12d)   62% done")
        ppm.sees("!12 Mar M-3    UAT sign-off             now 01 Apr +20d  5d late")
        ppm.misses("Data cut-over")
        await ppm.press("Enter")
        assert (ppm.screen.kind, ppm.app.last_project) == ("project", "ATLAS")
        await ppm.press("Esc")
        assert (ppm.screen.kind, ppm.cursor) == ("timeline", "ATLAS")
        await ppm.press("q")
        assert ppm.screen.kind == "portfolio"
    assert content(demo) == before


async def test_the_palette_leads_to_the_timeline(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press(":")
        await ppm.type("timeline")
        await ppm.press("Enter")
        assert ppm.screen.kind == "timeline"


async def test_pm_filters_the_timeline_by_client_and_sees_no_other(demo: Workspace) -> None:
    of_client = demo.get(
        lambda c: c.rows(
            "SELECT p.key FROM project p JOIN client c ON c.id = p.client_id"
            " WHERE c.name = 'Halden Retail'"
        )
    )
    async with opened(demo, size=(120, 40)) as ppm:
        await timeline(ppm)
        await ppm.press("/")
        await ppm.type("client:halden")
        await ppm.press("Enter")
        shown = ppm.table.list.keys
        assert set(shown) == {key for (key,) in of_client}
        assert all("Halden Retail" in ppm.row(key) for key in shown)
        ppm.sees("3 of 12", "filter: client:halden")
        known = ppm.stored(
            "SELECT t.ref, p.key FROM task t JOIN project p ON p.id = t.project_id"
            " WHERE t.kind = 'milestone'"
        )
        names = {str(ref): str(key) for ref, key in known}
        for key in shown:
            ppm.table.list.move_to_key(key)
            await ppm.settle()
            said = {ref for line in ppm.lines[-12:-2] for ref in line.split()[:3] if ref in names}
            assert said
            assert {names[ref] for ref in said} == {key}
        await ppm.press("F")
        ppm.sees("12 of 12")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_timeline_of_all_moves_as_that_of_a_plan(
    demo: Workspace, size: tuple[int, int]
) -> None:
    async with opened(demo, size=size) as ppm:
        await timeline(ppm)
        at_home = scale(ppm)
        for there, back in (("l", "h"), ("L", "H")):
            await ppm.press(there)
            assert scale(ppm) != at_home
            await ppm.press(back)
            assert scale(ppm) == at_home
        await ppm.press("b")
        ppm.sees("original plan off")
        assert "x" not in ppm.row("FJORD")[30:]
        await ppm.press("b", "<")
        ppm.sees("one cell is a day")
        assert "·" in ppm.row("EMBER")
        await ppm.press(">", ">", ">")
        ppm.sees("one cell is a quarter", "12341234")
        await ppm.press("<", "<", "z")
        assert scale(ppm) == at_home


async def test_the_timeline_keeps_its_order_until_it_is_sorted_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await timeline(ppm)
        keys = ppm.table.list.keys
        await ppm.press("G")
        last = ppm.cursor
        await ppm.press("s", "r")
        await ppm.type("Conveyor late")
        await ppm.press("Enter")
        assert ppm.table.list.keys == keys
        assert "■ R" in ppm.row("JUNO")
        assert ppm.cursor == last
        await ppm.press("r")
        assert ppm.table.list.keys.index("JUNO") == 2
        assert ppm.cursor == last
        await ppm.press("u")


async def test_without_room_the_next_milestone_stands_in_place_of_the_bar(demo: Workspace) -> None:
    async with opened(demo, size=(45, 16)) as ppm:
        await timeline(ppm)
        ppm.sees("ATLAS  ■ R UAT sign-off         08 Apr +12d")
        await ppm.press("l")
        ppm.sees("the timeline needs 80 columns")
        await ppm.press("j", "i")
        ppm.sees("── ATLAS  Atlas ERP rollout", "i back", "UAT sign-off")
        await ppm.press("i")
        ppm.sees("HAVEN  ▲ A Audit report")


def years() -> Iterator[Command]:
    """A finished project, one over many years, one without any day, one of the past."""
    yield partial(projects.add, name="No day yet", key="BLANK")
    yield partial(projects.add, name="Decade", key="LONG")
    yield partial(projects.add, name="Past", key="PAST")
    for key, first, last in (("LONG", date(2020, 1, 6), date(2033, 5, 5)),
                             ("PAST", date(2026, 1, 5), date(2026, 2, 6))):  # fmt: skip
        yield partial(tasks.add, project=key, name="Work", start=first, finish=last)
    milestone = partial(tasks.add, project="PAST", kind=TaskKind.MILESTONE)
    yield partial(milestone, name="Reached", finish=date(2026, 1, 23))
    yield partial(milestone, name="Missed", finish=date(2026, 2, 6))
    yield partial(tasks.set_done, ref="M-001", as_of=AS_OF)
    soon = {"finish": date(2026, 3, 10), "deadline": date(2026, 3, 24)}
    yield partial(milestone, name="Not late before its deadline", **soon)


async def test_projects_of_all_lengths_are_drawn(workspace: Workspace) -> None:
    workspace.do(steps.together, label="years", commands=list(years()))
    async with opened(workspace) as ppm:
        await timeline(ppm)
        assert ppm.row("LONG").endswith("»")
        assert "«" in ppm.row("LONG")
        assert ppm.row("BLANK").split()[-1] == "│"
        assert "◆" in ppm.row("PAST")
        assert ppm.row("PAST").endswith("▒!▒▒▒▒◇◆")
        ppm.table.list.move_to_key("PAST")
        await ppm.settle()
        ppm.sees("!06 Feb M-002  Missed", "39d late", "reached")
        ppm.table.list.move_to_key("BLANK")
        await ppm.settle()
        ppm.sees("Finish n/a", "No milestones.")


async def test_an_empty_portfolio_has_a_timeline_that_says_so(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("v", "t")
        ppm.sees("No projects yet: n adds one, a name is enough.")
