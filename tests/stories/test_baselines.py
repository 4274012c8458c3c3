"""A project manager and what was agreed: freezing, comparing, and which baseline counts."""

from datetime import date
from functools import partial

from ppm_tui.store.commands import baselines, projects, steps, tasks
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, content, opened

AGREED = ("Agreed", 0, 1)


async def in_baselines(ppm: Driver) -> None:
    """The baselines of ATLAS, by way of its plan."""
    await ppm.press("1", "Home", "j", "Enter", "g", "b")
    ppm.sees("ATLAS › Baselines")


async def freeze(ppm: Driver, name: str) -> None:
    await ppm.press("n")
    await ppm.type(name)
    await ppm.press("Enter")


def frozen(ppm: Driver) -> list[tuple[object, ...]]:
    """Name, number and whether it is the current one, of each baseline of ATLAS."""
    return ppm.stored(
        "SELECT b.name, b.number, b.is_current FROM baseline b JOIN project p"
        " ON p.id = b.project_id WHERE p.key = 'ATLAS' ORDER BY b.number"
    )


async def test_pm_freezes_the_plan_changes_a_task_and_sees_what_moved(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        await freeze(ppm, "Q2")
        ppm.sees("ATLAS: 14 tasks frozen, baseline Agreed → Q2, saved.  u undo")
        ppm.sees("Baselines  Q2 → now   14 of 14", "finish 08 May (=)")
        assert frozen(ppm) == [("Agreed", 0, 0), ("Q2", 1, 1)]
        ppm.table.list.move_to_key("T-122")
        await ppm.press("Enter")
        assert (ppm.screen.kind, ppm.cursor) == ("project", "T-122")
        await ppm.press("d")
        await ppm.type("14 apr")
        await ppm.press("Enter", "Backspace")
        assert ppm.screen.kind == "baselines"
        assert set(ppm.table.list.keys[:4]) == {"P-3", "T-122", "M-4", "T-130"}
        assert "07 Apr → 14 Apr  +7d" in ppm.row("T-122")
        ppm.sees("4 moved")
        await ppm.press("u")
        ppm.misses("4 moved")
        await ppm.press("u")
        ppm.sees("undo: ATLAS: 14 tasks frozen", "Baselines  Agreed → now")
    assert content(demo) == before


async def test_pm_compares_two_baselines_and_either_with_now(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_baselines(ppm)
        await freeze(ppm, "Q2")
        await ppm.press("b")
        assert ppm.hints.startswith(" b from:  0 Agreed  1 Q2 (current)  n now")
        await ppm.press("0")
        assert ppm.hints.startswith(" b to:")
        await ppm.press("1")
        ppm.sees("Agreed 10 Dec 2025 → Q2 17 Mar 2026", "(+42d)", "8 moved  4 added")
        assert "02 Mar → 23 Mar 11 Mar → 31 Mar +20d" in ppm.row("T-111")
        await ppm.press("b", "1", "0")
        ppm.sees("(-42d)", "8 moved  4 removed")
        assert "-20d" in ppm.row("T-111")
        await ppm.press("b", "n", "1")
        ppm.sees("now → Q2 17 Mar 2026", "(=)")


async def test_deleted_tasks_and_those_without_dates_are_shown_for_what_they_are(
    demo: Workspace,
) -> None:
    demo.do(tasks.trash, ref="T-122", as_of=AS_OF)
    demo.do(tasks.add, project="ATLAS", name="Some day", ref="T-555")
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        assert "deleted 26 Mar →" in ppm.row("T-122")
        assert "added" in ppm.row("T-555")
        await freeze(ppm, "Q2")
        assert "n/a" in ppm.row("T-555")
        await ppm.press("b", "0", "n")
        ppm.table.list.move_to_key("T-122")
        await ppm.press("Enter")
        ppm.sees("T-122 is in the trash")


async def test_rows_stand_differences_first_or_in_the_order_of_the_plan(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        assert ppm.table.list.keys[-2:] == ("T-101", "T-103")
        await ppm.press("o", "p")
        ppm.sees("in the plan's order")
        assert ppm.table.list.keys[:3] == ("P-1", "T-101", "T-102")
        await ppm.press("/")
        await ppm.type("what:added slip>0")
        await ppm.press("Esc", "/")
        await ppm.type("slip>20")
        await ppm.press("Enter")
        ppm.sees("2 of 14")
        assert ppm.table.list.keys == ("T-102", "P-3")
        await ppm.press("F", "o", "d")
        assert list(ppm.table.list.keys)[-1:] == ["T-103"]


async def test_a_baseline_is_renamed_used_and_deleted_and_u_takes_each_back(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        await freeze(ppm, "")
        assert frozen(ppm)[1] == ("Baseline 1", 1, 1)
        for keys, text, said, after in (
            ("s 0", "", "current baseline Baseline 1 → Agreed",
             [("Agreed", 0, 1), ("Baseline 1", 1, 0)]),
            ("e 1 Ctrl+U", "Second", "name Baseline 1 → Second",
             [("Agreed", 0, 0), ("Second", 1, 1)]),
            ("X 0 y", "", "baseline «Agreed» deleted, 1 left", [("Baseline 1", 1, 1)]),
        ):  # fmt: skip
            before = frozen(ppm)
            await ppm.press(*keys.split())
            if text:
                await ppm.type(text)
                await ppm.press("Enter")
            assert said in ppm.foot, ppm.foot
            assert frozen(ppm) == after
            await ppm.press("u")
            assert frozen(ppm) == before


async def test_a_frozen_name_is_replaced_only_after_a_question(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        await freeze(ppm, "agreed")
        ppm.sees("Replace «agreed», frozen already?")
        await ppm.press("Esc")
        assert content(demo) == before
        await freeze(ppm, "agreed")
        await ppm.press("y")
        assert "finish 27 Mar → 08 May, saved.  u undo" in ppm.foot
        assert frozen(ppm) == [("agreed", 0, 1)]
        await ppm.press("u")
    assert content(demo) == before


async def test_what_is_refused_stays_in_the_field(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_baselines(ppm)
        await freeze(ppm, "now")
        assert "NOT SAVED: no baseline is called now" in ppm.hints
        assert ppm.typed == "now"
        await ppm.press("Esc", "X", "0")
        ppm.sees("Delete «Agreed (current)»?  u brings it back.")
        await freeze(ppm, "")  # n is no answer to that
        assert frozen(ppm) == [AGREED]


async def test_the_slip_is_against_the_current_baseline_wherever_it_is_shown(
    demo: Workspace,
) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("j")
        ppm.sees("08 Apr +12d", "plan 27 Mar  (+12d)")
        await ppm.press("Enter")
        ppm.sees("finish 08 Apr (+12d)", "+21d")
        await ppm.press("g", "b")
        await freeze(ppm, "Q2")
        await ppm.press("Backspace")
        ppm.sees("finish 08 Apr (-30d)")
        ppm.misses("+21d")
        await ppm.press("1")
        ppm.sees("08 Apr -30d", "plan 08 May  (-30d)")
        await ppm.press("u")
        ppm.sees("08 Apr +12d", "plan 27 Mar  (+12d)")


async def test_a_project_without_tasks_or_baseline_says_what_to_do(workspace: Workspace) -> None:
    workspace.do(projects.add, name="[/b] Empty", key="EMPTY")
    async with opened(workspace) as ppm:
        await ppm.press("g", "b")
        ppm.sees("No baseline yet: n freezes the plan")
        for key in ("b", "s", "e", "X"):
            await ppm.press(key)
            ppm.sees("there is no baseline yet; n freezes one")
        await freeze(ppm, "A")
        assert "NOT SAVED: EMPTY has no tasks to freeze" in ppm.hints
        await ppm.press("Esc", "g", "b")
        ppm.sees("this is where you are")


async def test_names_that_are_not_meant_well_are_only_drawn(workspace: Workspace) -> None:
    name = "[/b]\x1b[2J 寸法\u202e" * 5
    workspace.do(
        steps.together,
        label="hostile",
        commands=[
            partial(projects.add, name=name, key="BAD"),
            partial(tasks.add, project="BAD", name=name, start=AS_OF, finish=date(2026, 3, 20)),
            partial(baselines.set_baseline, project="BAD", as_of=AS_OF, name=name),
        ],
    )
    for size in ((45, 16), (80, 24), (120, 40)):
        async with opened(workspace, size=size) as ppm:
            await ppm.press("g", "b")
            ppm.sees("[/b]")
            await ppm.press("b")
            assert {len(strip.text.encode()) > 0 for strip in ppm.strips} == {True}
            assert "\x1b" not in ppm.text
            assert "\u202e" not in ppm.text


async def test_there_is_no_project_to_compare_in_an_empty_portfolio(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("g", "b")
        ppm.sees("there is no project here")
