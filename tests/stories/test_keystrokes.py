"""The commonest jobs in so many keys and no more; typed texts are not counted but where said."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import content, opened

LAST_UPDATE = """
SELECT u.outcome, u.rag, u.text, u.by FROM status_update u
JOIN project p ON p.id = u.project_id WHERE p.key = :key ORDER BY u.number DESC LIMIT 1
"""


async def test_pm_turns_a_project_red_with_a_reason_in_three_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "j", "j")
        assert ppm.cursor == "FJORD"
        ppm.count = 0
        await ppm.press("s", "r")
        await ppm.type("Model rejected")
        await ppm.press("Enter")
        assert ppm.count == 3
        ppm.sees("FJORD: amber → red", "u undo", "3 red")
        assert "■ R" in ppm.row("FJORD")
        assert ppm.stored(LAST_UPDATE, key="FJORD") == [("status", "red", "Model rejected", "ana")]
        assert ppm.project("FJORD", "rag", "rag_reason") == ("red", "Model rejected")


async def test_pm_logs_two_hours_in_four_keys_with_the_amount(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        before = ppm.stored("SELECT id FROM time_entry")
        await ppm.press("t", "2", "h", "Enter")
        assert ppm.count == 4
        ppm.sees("DELTA: 2h", "u undo")
        new = ppm.stored(
            "SELECT p.key, t.minutes, t.day FROM time_entry t JOIN project p ON p.id = t.project_id"
            " WHERE t.number = (SELECT MAX(number) FROM time_entry WHERE project_id = p.id)"
            " AND p.key = 'DELTA'"
        )
        assert new == [("DELTA", 120, "2026-03-17")]
        assert len(ppm.stored("SELECT id FROM time_entry")) == len(before) + 1


async def test_pm_reassigns_a_task_in_four_keys_with_the_name(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter", *["j"] * 3)
        task = ppm.cursor
        ppm.count = 0
        await ppm.press("a", "g", "i", "Enter")
        assert ppm.count == 4
        found = ppm.stored(
            "SELECT r.key FROM task t JOIN resource r ON r.id = t.owner_id WHERE t.ref = :ref",
            ref=task,
        )
        assert found == [("gia",)]
        assert "gia" in ppm.row(str(task))


async def test_pm_sees_the_overdue_milestones_in_two_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("v", "o")
        assert ppm.count == 2
        ppm.sees("Overdue", "!06 Mar", "Data cut-over", "!12 Mar", "UAT sign-off", "Audit report")


async def test_pm_takes_a_bulk_change_back_in_one_key(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("j", "j", "Space", "Space", "Space")
        ppm.sees("3 marked")
        await ppm.press("s", "r")
        ppm.sees("3 marked")
        await ppm.type("Supplier is bankrupt")
        await ppm.press("Enter")
        ppm.sees("3 rows: red", "5 red")
        red = ppm.stored("SELECT key FROM project WHERE rag_reason = 'Supplier is bankrupt'")
        assert sorted(red) == [("BEACON",), ("FJORD",), ("HAVEN",)]
        ppm.count = 0
        await ppm.press("u")
        assert ppm.count == 1
        ppm.sees("undo: 3 rows: red", "2 red")
        assert content(demo) == before
