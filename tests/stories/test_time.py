"""Time by keyboard: logged on a task in four keys, what is left in one more."""

from ppm_tui.store.commands import tasks
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

NEWEST = """
SELECT p.key, t.ref, r.key, e.minutes, e.day, e.is_charged, e.text FROM time_entry e
JOIN project p ON p.id = e.project_id LEFT JOIN task t ON t.id = e.task_id
LEFT JOIN resource r ON r.id = e.resource_id WHERE e.trashed_on IS NULL
ORDER BY e.id DESC LIMIT 1
"""
TODAY = "2026-03-17"


async def on_task(ppm: Driver, ref: str) -> None:
    """The plan of ATLAS with the cursor on a task."""
    await ppm.press("j", "Enter")
    ppm.table.list.move_to_key(ref)
    await ppm.settle()
    ppm.count = 0


def left(ppm: Driver, ref: str) -> object:
    return ppm.stored("SELECT remaining_work_minutes FROM task WHERE ref = :ref", ref=ref)[0][0]


async def test_ana_logs_two_hours_on_a_task_and_says_with_one_key_what_is_left(
    demo: Workspace,
) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await on_task(ppm, "T-102")
        was = left(ppm, "T-102")
        assert isinstance(was, int)
        await ppm.press("t", "2", "h", "Enter")
        assert ppm.count == 4
        assert ppm.stored(NEWEST) == [("ATLAS", "T-102", "ana", 120, TODAY, 1, "")]
        assert ppm.is_asking
        assert "ATLAS: 2h logged" in ppm.hints
        await ppm.press("Enter")
        assert ppm.count == 5
        assert left(ppm, "T-102") == was - 120
        ppm.sees("T-102 «Data migration»:", "left", "u undo")
        await ppm.press("u", "u")
        assert content(demo) == before


async def test_esc_leaves_what_is_left_and_the_time_is_logged(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await on_task(ppm, "T-102")
        was = left(ppm, "T-102")
        await ppm.press("t", "4", "5", "m", "Enter", "Esc")
        assert left(ppm, "T-102") == was
        assert ppm.stored(NEWEST)[0][3] == 45
        ppm.sees("ATLAS: 45m logged")
        await ppm.press("j")  # no field is open
        assert ppm.cursor != "T-102"


async def test_whether_it_is_charged_stands_below_while_typing(demo: Workspace) -> None:
    demo.do(tasks.edit, ref="P-2", is_charged=False)
    async with opened(demo) as ppm:
        await on_task(ppm, "T-110")
        await ppm.press("t")
        await ppm.type("2h")
        assert "ATLAS: 2h logged, not charged: phase Test" in ppm.hints
        await ppm.type(" ch Extra test run")
        assert "ATLAS: 2h logged, charged" in ppm.hints
        await ppm.press("Enter", "Esc")
        assert ppm.stored(NEWEST)[0][5:] == (1, "Extra test run")
        await ppm.press("t")
        await ppm.type("30m Own fault nc")
        await ppm.press("Enter", "Esc")
        ppm.sees("ATLAS: 30m logged, not charged, saved.")
        assert ppm.stored(NEWEST)[0][5:] == (0, "Own fault")


async def test_a_closed_phase_refuses_time_and_keeps_what_was_typed(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await on_task(ppm, "P-2")
        await ppm.press("x")
        ppm.table.list.move_to_key("T-110")
        before = ppm.stored("SELECT COUNT(*) FROM time_entry")
        await ppm.press("t")
        await ppm.type("2h")
        assert "refused: phase Test is closed: x reopens it" in ppm.hints
        await ppm.press("Enter")
        assert "NOT SAVED: phase Test is closed: x reopens it" in ppm.hints
        assert ppm.typed == "2h"
        assert ppm.stored("SELECT COUNT(*) FROM time_entry") == before


async def test_time_on_several_tasks_is_one_step_and_asks_nothing_more(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await on_task(ppm, "T-102")
        before = content(demo)
        await ppm.press("Space", "Space", "t", "1", "h", "Enter")
        assert not ppm.is_asking
        ppm.sees("2 rows: time 1h")
        await ppm.press("u")
        assert content(demo) == before
