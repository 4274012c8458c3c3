"""A project manager at work on tasks and projects: done and back, priorities, moves, and what is
said of each change."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened


async def in_atlas(ppm: Driver, ref: str) -> None:
    """The plan of ATLAS with the cursor on a task."""
    await ppm.press("1", "Home", "j", "Enter")
    ppm.table.list.move_to_key(ref)
    await ppm.settle()
    assert ppm.cursor == ref


def percents(ppm: Driver, *refs: str) -> list[int]:
    found = dict(ppm.stored("SELECT ref, percent_complete FROM task"))
    return [found[ref] for ref in refs]


async def test_x_twice_leaves_a_task_as_it_was(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-102")
        await ppm.press("x")
        ppm.sees("T-102 «Data migration» in progress → done, saved")
        assert percents(ppm, "T-102") == [100]
        await ppm.press("x")
        assert content(demo)["task"] == before["task"]
        await ppm.press("s", "d", "s", "p")
        assert percents(ppm, "T-102") == [70]


async def test_x_on_marked_tasks_is_done_unless_all_of_them_are(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-101")  # done already
        await ppm.press("Space", "Space", "Space", "x")
        assert percents(ppm, "T-101", "T-102", "T-103") == [100, 100, 100]
        await ppm.press("x")
        assert percents(ppm, "T-102", "T-103") == [70, 85]


async def test_pm_finishes_a_phase_with_all_that_is_in_it(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "P-2")
        await ppm.press("x")
        ppm.sees("P-2 «Test» 3 tasks below done, saved")
        assert percents(ppm, "P-2", "T-110", "T-111", "M-3") == [100] * 4
        await ppm.press("u")
        assert content(demo) == before
        await ppm.press("P")
        await ppm.type("50")
        await ppm.press("Enter")
        assert "NOT SAVED: P-2 is as far as its tasks are" in ppm.hints
        await ppm.press("Esc", "s", "p")
        ppm.sees("NOT SAVED: P-2 is as far as its tasks are")


async def test_progress_of_all_rows_leaves_the_phases_to_follow(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-101")
        await ppm.press("V", "P")
        await ppm.type("50")
        await ppm.press("Enter")
        ppm.sees("11 rows: done 50")
        assert percents(ppm, "P-1", "P-2", "P-3", "T-101") == [50, 50, 50, 50]


async def test_status_line_says_each_change_from_what_to_what(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-103")
        for keys, text, said in (
            ("a", "gia", "owner fin → gia"),
            ("d", "25 mar", "finish 18 Mar → 25 Mar, duration 13d → 18d"),
            ("P", "90", "done 85% → 90%"),
            ("p h", "", "priority medium → high"),
            ("s b", "No access", "in progress → blocked"),
        ):
            await ppm.press(*keys.split())
            if text:
                await ppm.type(text)
                await ppm.press("Enter")
            assert f"{said}, saved.  u undo" in ppm.foot, ppm.foot
        await ppm.press("u")
        assert "in progress → blocked.  U redo" in ppm.foot
        await ppm.press("1", "s", "h")
        assert "ATLAS: stage active → on hold, saved.  u undo" in ppm.foot


async def test_the_change_survives_in_a_narrow_status_line(demo: Workspace) -> None:
    async with opened(demo, size=(45, 16)) as ppm:
        await in_atlas(ppm, "T-103")
        await ppm.press("a")
        await ppm.type("gia")
        await ppm.press("Enter")
        assert "ATLAS: T-103 owner fin → gia.  u undo" in ppm.foot


async def test_peek_says_why_a_task_is_blocked_and_how_urgent_it_is(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-111")
        await ppm.press("s", "b")
        await ppm.type("No test data")
        await ppm.press("Enter", "p", "u")
        ppm.sees(
            "Blocked: No test data   16 Mar gia",
            "gia 40h left   urgent   No slack: 1 day late here moves the finish 1 day.",
        )
        await ppm.resize(120, 40)
        ppm.sees("Blocked No test data", "0% blocked   urgent")
        await ppm.press("/")
        await ppm.type("priority:urgent")
        await ppm.press("Enter")
        assert ppm.table.list.keys == ("T-111",)


async def test_pm_ranks_projects_in_three_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        for key in ("j", "k"):  # ATLAS, then DELTA before it
            await ppm.press(key, "p", "1", "Enter")
        ppm.sees("DELTA: rank none → 1, saved", "RAG, last 8 weeks: G G A A A R R R   rank 1")
        assert (ppm.project("DELTA", "rank"), ppm.project("ATLAS", "rank")) == ((1,), (2,))
        await ppm.press("/")
        await ppm.type("rank<=2")
        await ppm.press("Enter")
        assert set(ppm.table.list.keys) == {"DELTA", "ATLAS"}
        await ppm.press("F", "p", "-", "Enter")
        assert (ppm.project("DELTA", "rank"), ppm.project("ATLAS", "rank")) == ((None,), (1,))


async def test_pm_moves_tasks_to_another_phase_and_sees_where_they_go(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-120")
        await ppm.press("Space", "Space", "m")
        assert "part of a phase's name" in ppm.hints
        await ppm.type("tes")
        assert "into P-2 Test   Enter moves" in ppm.hints
        await ppm.press("Enter")
        ppm.sees("2 tasks P-3 → P-2 «Test», saved")
        assert ppm.table.list.keys[4:11] == (
            "P-2",
            "T-110",
            "T-111",
            "M-3",
            "T-120",
            "T-121",
            "P-3",
        )
        await ppm.press("u")
        assert content(demo) == before
        await ppm.press("Esc", "m")
        await ppm.type("x")
        assert "may be" in ppm.hints or "no phase and no project fits" in ppm.hints
        await ppm.press("Enter")
        assert "NOT SAVED" in ppm.hints
        await ppm.press("Ctrl+U")
        await ppm.type("JUNO")
        assert "to the project JUNO Juno warehouse" in ppm.hints
        await ppm.press("Enter")
        assert "NOT SAVED: links would be lost" in ppm.hints
        await ppm.press("Ctrl+U", "-")
        assert "to the top level of the plan" in ppm.hints
        await ppm.press("Enter")
        assert ppm.table.list.keys[-1] == ppm.cursor == "T-120"


async def test_pm_gives_a_project_to_another_client(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("m")
        [(name,), *_] = ppm.stored(
            "SELECT c.name FROM client c JOIN project p ON p.client_id = c.id WHERE p.key = 'ATLAS'"
        )
        await ppm.type(name[1:4])
        assert f"to {name}   Enter moves" in ppm.hints
        await ppm.press("Enter")
        assert f"→ {name}, saved" in ppm.foot
        await ppm.press("m")
        await ppm.type("Zebra Ltd")
        assert "a new client: Zebra Ltd" in ppm.hints
        await ppm.press("Enter", "m", "-", "Enter")
        ppm.sees("DELTA: client Zebra Ltd → none")


async def test_a_closed_project_is_opened_again_as_it_was(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("s", "h", "f", "x", "x")
        ppm.sees("DELTA: stage on hold → completed")
        await ppm.press("x")
        ppm.sees("DELTA: stage completed → on hold")
