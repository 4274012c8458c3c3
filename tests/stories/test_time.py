"""Time by keyboard: logged on a task in four keys, what is left in one more."""

from datetime import timedelta

from ppm_tui.settings import Settings
from ppm_tui.store.commands import tasks, timer
from ppm_tui.terms import BillState
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

NEWEST = """
SELECT p.key, t.ref, r.key, e.minutes, e.day, e.bill, e.text FROM time_entry e
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
        assert ppm.stored(NEWEST) == [("ATLAS", "T-102", "ana", 120, TODAY, "billable", "")]
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
    demo.do(tasks.edit, ref="P-2", bill=BillState.NO_CHARGE)
    async with opened(demo) as ppm:
        await on_task(ppm, "T-110")
        await ppm.press("t")
        await ppm.type("2h")
        assert "ATLAS: 2h logged, not charged: phase Test" in ppm.hints
        await ppm.type(" ch Extra test run")
        assert "ATLAS: 2h logged, charged" in ppm.hints
        await ppm.press("Enter", "Esc")
        assert ppm.stored(NEWEST)[0][5:] == ("billable", "Extra test run")
        await ppm.press("t")
        await ppm.type("30m Own fault nc")
        await ppm.press("Enter", "Esc")
        ppm.sees("ATLAS: 30m logged, not charged, saved.")
        assert ppm.stored(NEWEST)[0][5:] == ("no_charge", "Own fault")


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


# The sheet


async def test_ana_logs_a_week_in_the_sheet_and_takes_it_back(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("6")
        ppm.sees("Time log › ana   W12  16 Mar - 22 Mar", "3h30 of 40h", "12h30 missing")
        await ppm.press("z", "h")
        assert "3h30$" in ppm.row("ATLAS")
        await ppm.press("n")
        await ppm.type("migrat")
        ppm.sees("ATLAS/T-102 Data migration")
        await ppm.press("Enter")
        assert ppm.cursor == "ATLAS/T-102"
        ppm.count = 0
        for amount in ("4h30", "8h", "7h45", "8h nc", "8h Load test"):
            await ppm.press("t")
            await ppm.type(amount)
            await ppm.press("Enter", "l")
        assert ppm.count == 15  # three keys a day besides the amount
        row = ppm.row("ATLAS/T-102")
        assert row.split()[-6:] == ["4h30$", "8h$", "7h45$", "8h", "8h$", "36h15~"]
        ppm.sees("39h45 of 40h", "31h45 charged")
        assert ppm.stored(WEEK) == [
            ("2026-03-16", 270, "billable", ""),
            ("2026-03-17", 480, "billable", ""),
            ("2026-03-18", 465, "billable", ""),
            ("2026-03-19", 480, "no_charge", ""),
            ("2026-03-20", 480, "billable", "Load test"),
        ]
        await ppm.press(*["u"] * 5)
        assert content(demo) == before


WEEK = """
SELECT e.day, e.minutes, e.bill, e.text FROM time_entry e JOIN task t ON t.id = e.task_id
WHERE t.ref = 'T-102' AND e.day >= '2026-03-16' AND e.trashed_on IS NULL
AND e.resource_id = (SELECT id FROM resource WHERE key = 'ana') ORDER BY e.day
"""


async def test_last_week_is_copied_in_one_key_and_undone_in_one(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("g", "l", "Y")
        ppm.sees("ana W12: 4 entries copied, 18h", "u undo", "21h30 of 40h")
        assert ppm.row("BEACON").split()[-5:] == ["4h$", "·", "4h$", "·", "8h$"]
        await ppm.press("u")
        ppm.sees("3h30 of 40h")
        assert content(demo) == before


async def test_a_cell_is_deleted_after_a_question(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("6", "h", "X")
        ppm.sees("Delete the time on Mon 16 Mar?")
        await ppm.press("Esc")
        assert "3h30$" in ppm.row("ATLAS")
        await ppm.press("X", "y")
        ppm.sees("ATLAS Mon 16 Mar: 3h30 deleted", "No time yet: n adds a row, Y copies W11.")


async def test_days_and_weeks_are_left_by_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("6", "H")
        ppm.sees("W11  09 Mar - 15 Mar", "18h of 40h")
        await ppm.press("<")
        ppm.sees("Tue 10 Mar W11", "Note")
        assert len(ppm.table.list.rows) == 2
        await ppm.press("t")
        assert ppm.typed == "5h"
        await ppm.press("Ctrl+U")
        await ppm.type("6h Steering prepared")
        await ppm.press("Enter")
        ppm.sees("ATLAS Tue 10 Mar: 5h → 6h", "Steering prepared", "19h of 40h")
        await ppm.press(">", "h", "h")
        ppm.sees("W10  02 Mar - 08 Mar")
        await ppm.press("L", "L", "z")
        ppm.sees("W12  16 Mar - 22 Mar")


async def test_a_stranger_chooses_whose_time_is_shown(demo: Workspace) -> None:
    demo.user = "zoe"
    async with opened(demo) as ppm:
        await ppm.press("6", "t", "X", "Y", "n")
        ppm.sees("zoe is nobody who works here")
        await ppm.press("a")
        await ppm.type("Ben O")
        await ppm.press("Enter")
        ppm.sees("Time log › ben", "No time yet")


async def test_missing_time_is_a_view_that_opens_the_sheet_of_the_day(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("v", "m")
        ppm.sees("Missing time   120 of 120", "Mon 16 Mar W12  ana")
        await ppm.press("/")
        await ppm.type("person:dan missing>7h")
        await ppm.press("Enter", "Enter")
        ppm.sees("Time log › dan   W12")
        await ppm.press("Esc")
        ppm.sees("Missing time")


async def test_a_step_to_another_day_draws_one_row_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("6")
        before = ppm.strips
        await ppm.press("l")
        changed = [y for y, strip in enumerate(ppm.strips) if strip != before[y]]
        assert [ppm.lines[y] for y in changed] == [ppm.row("ATLAS")]


# The timer


async def test_the_timer_starts_and_stops_on_a_row_and_stands_in_the_first_line(
    demo: Workspace,
) -> None:
    before = content(demo)
    now = demo.moment()
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("j", "T")
        ppm.sees("ATLAS: timer started", "timer: ATLAS 0:00")
        demo.clock = lambda: now + timedelta(minutes=42)
        shown = ppm.strips
        ppm.screen.refresh_if_changed()
        await ppm.settle()
        changed = [y for y, strip in enumerate(ppm.strips) if strip != shown[y]]
        assert changed == [0]
        ppm.sees("timer: ATLAS 0:42")
        await ppm.press("Enter")
        ppm.sees("timer: ATLAS 0:42")
        await ppm.press("Esc", "T")
        ppm.sees("ATLAS: 42m logged")
        ppm.misses("timer:")
        await ppm.press("u", "u")
        assert content(demo) == before


async def test_a_timer_that_runs_stands_in_the_first_line_from_the_first_moment(
    demo: Workspace,
) -> None:
    demo.do(timer.start, project="ATLAS")
    async with opened(demo, size=(120, 40)) as ppm:
        ppm.sees("timer: ATLAS 0:00")


async def test_a_timer_rounds_as_the_settings_say(demo: Workspace) -> None:
    now = demo.moment()
    async with opened(demo, settings=Settings(rounding="15m up")) as ppm:
        await on_task(ppm, "T-102")
        await ppm.press("T")
        demo.clock = lambda: now + timedelta(minutes=42)
        await ppm.press("T")
        ppm.sees("ATLAS T-102: 42m, rounded up to 45m, logged")
        await ppm.press("6")
        ppm.sees("timer rounds 15m up")
