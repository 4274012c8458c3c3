"""Somebody is away, or works otherwise, and every plan follows: typed where the load is seen."""

from datetime import date
from functools import partial

from ppm_tui.store.commands import tasks, working_time
from ppm_tui.terms import Minutes
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened
from tests.stories.test_resources import cell


def away(ppm: Driver) -> list[tuple[object, ...]]:
    """Who is away when, and for how many minutes a day."""
    return ppm.stored(
        "SELECT r.key, a.kind, a.first, a.last, a.minutes FROM absence a "
        "JOIN resource r ON r.id = a.resource_id ORDER BY a.first"
    )


def finish(ppm: Driver, key: str) -> object:
    """The last day of a plan."""
    [(day,)] = ppm.stored(
        "SELECT MAX(substr(t.finish, 1, 10)) FROM task t JOIN project p ON p.id = t.project_id "
        "WHERE p.key = :key",
        key=key,
    )
    return day


async def test_leave_typed_on_the_map_moves_a_plan_and_comes_back(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3", "n")
        await ppm.type("leave 23..25 mar")
        ppm.sees("dan: leave 23-25 Mar   KITE: 1 task moves, finish 20 May → 25 May, +3d")
        assert content(demo) == before
        await ppm.press("Enter")
        assert away(ppm) == [("dan", "leave", "2026-03-23", "2026-03-25", None)]
        assert finish(ppm, "KITE") == "2026-05-25"
        ppm.sees("44h booked of 16h", "Leave   leave 23–25 Mar")
        await ppm.press("u")
        assert finish(ppm, "KITE") == "2026-05-20"
        assert cell(ppm) == "█135!"
    assert content(demo) == before


async def test_leave_behind_a_cell_is_chosen_moved_and_removed(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("3", "j", "n")
        await ppm.type("train mon 4h @caro")
        ppm.sees("caro: training 23 Mar, 4h a day")
        await ppm.press("Enter")
        assert away(ppm) == [("caro", "training", "2026-03-23", "2026-03-23", 240)]
        ppm.sees("▓105!-")
        await ppm.press(*"jjjj")
        assert ppm.cursor == "caro"
        ppm.sees("training               4h/d  23–23 Mar")
        await ppm.press("Shift+Tab")
        ppm.sees(">        training")
        await ppm.press("a")
        ppm.sees("d moves them, X removes them")
        await ppm.press("d")
        await ppm.type("30 mar..31 mar")
        await ppm.press("Enter")
        assert away(ppm) == [("caro", "training", "2026-03-30", "2026-03-31", 240)]
        await ppm.press("l", "Shift+Tab", "X")
        ppm.sees("Remove training 30-31 Mar of caro?")
        await ppm.press("Enter")
        assert len(away(ppm)) == 1  # Enter is No
        await ppm.press("X", "y")
        assert away(ppm) == []
        await ppm.press("u", "u", "u")
    assert content(demo) == before


async def test_what_is_no_leave_is_said_and_changes_nothing(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3", "n")
        for text, said in (
            ("leave", "when?"),
            ("leave soon", "is no date"),
            ("leave mon @bob", "nobody is called bob"),
            ("person", "a person needs a name"),
            ("person Ana Lima 100h", "no room for so much working time"),
        ):
            await ppm.type(text)
            await ppm.press("Enter")
            ppm.sees(said)
            await ppm.press("Ctrl+U")
        await ppm.press("Escape", "v", "r", "n")
        await ppm.type("leave mon")
        await ppm.press("Enter")
        ppm.sees("who?")
    assert content(demo) == before


async def test_pm_adds_the_first_person_where_there_is_nobody(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("3")
        ppm.sees("n adds somebody")
        await ppm.press("n")
        await ppm.type("person Ana Lima role:QA 32h")
        ppm.sees("person: Ana Lima", "role QA", "32h a week")
        await ppm.press("Enter")
        assert ppm.cursor == "ana"
        ppm.sees("ana    QA       32", "·")
        assert ppm.stored("SELECT name, role, week_minutes FROM resource") == [
            ("Ana Lima", "QA", 1920)
        ]
        await ppm.press("u")
        ppm.sees("Nobody yet")


async def test_an_owner_who_is_away_moves_the_task_told_before_enter(demo: Workspace) -> None:
    may = date(2026, 5, 18)
    about = partial(tasks.add, project="KITE", name="Hand-over", owner="ana", work=Minutes(480))
    demo.do(about, start=may, duration=Minutes(3 * 480))
    demo.do(working_time.add_leave, person="ivy", first=may, last=date(2026, 5, 22))
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("1", *"jjjjj", "Enter", "G")
        ppm.sees("KITE", ">  T-1209 Hand-over")
        await ppm.press("a")
        await ppm.type("iv")
        ppm.sees("finish 20 May → 27 May, +5d")
        assert content(demo) == before
        await ppm.press("Enter")
        assert finish(ppm, "KITE") == "2026-05-27"
        await ppm.press("u")
    assert content(demo) == before


async def test_pm_edits_a_person_and_the_plans_follow(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3", "e")
        ppm.sees("@dan Dan Rusu", "person: each change is saved at once", "mo-fr 8h")
        await ppm.press("j", "e", "Ctrl+U")
        await ppm.type("Architect [/b]")
        await ppm.press("Enter")
        assert ppm.stored("SELECT role FROM resource WHERE key = 'dan'") == [("Architect [/b]",)]
        await ppm.press(*"jjjj", "e", "Ctrl+U")
        await ppm.type("mo-we 8h from 23 mar")
        ppm.sees("Week: mo-we 8h from Mon 23 Mar 2026   KITE: 2 tasks move, finish 20 May →")
        await ppm.press("Enter")
        ppm.sees("mo-we 8h from Mon 23 Mar 2026")
        assert finish(ppm, "KITE") != "2026-05-20"
        await ppm.press("Escape")
        ppm.sees("24h")
        await ppm.press("u", "u")
        assert finish(ppm, "KITE") == "2026-05-20"
    assert content(demo) == before
