"""A project manager steers the plan: sees what a change does before it is made; takes it back."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened
from tests.stories.test_work import in_atlas


def dates(ppm: Driver, *refs: str) -> list[tuple[object, ...]]:
    """Start and finish as stored, by day."""
    rows = ppm.stored("SELECT ref, substr(start, 6, 5), substr(finish, 6, 5) FROM task")
    found = {row[0]: row[1:] for row in rows}
    return [found[ref] for ref in refs]


async def test_pm_shifts_a_task_and_sees_the_finish_before_confirming(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-111")
        await ppm.press("d")
        await ppm.type("start 30 mar")
        assert ppm.hints.startswith(" start Mon 30 Mar   finish 08 May → 15 May, +5d")
        assert content(demo) == before
        await ppm.press("Enter")
        ppm.sees("T-111: finish 08 May → 15 May, +5d, declared 08 Apr, saved.  u undo")
        assert dates(ppm, "T-111", "M-3", "T-130") == [
            ("03-30", "04-07"),
            ("04-08", "04-08"),
            ("04-15", "05-15"),
        ]
        assert ppm.count == 6
        await ppm.press("u")
    assert content(demo) == before


async def test_pm_leaves_the_field_and_nothing_has_moved(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-111")
        await ppm.press("d")
        await ppm.type("3w")
        assert "lasts 15d   finish " in ppm.hints
        await ppm.press("Esc")
    assert content(demo) == before


async def test_a_cycle_is_named_while_it_is_typed_and_refused(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-102")
        await ppm.press("d")
        await ppm.type("after go-live")
        ring = "a ring: T-102 → T-111 → M-3 → T-122 → M-4 → T-102"
        assert ring in ppm.hints
        await ppm.press("Enter")
        assert f"NOT SAVED: that would be {ring}" in ppm.hints
        await ppm.press("Esc")
        assert content(demo) == before
        ppm.table.list.move_to_key("T-122")
        await ppm.press("d")
        await ppm.type("not after M-3")  # what closes the ring goes, and then it is none
        await ppm.press("Enter")
        ppm.table.list.move_to_key("T-102")
        await ppm.press("d")
        await ppm.press("Ctrl+U")
        await ppm.type("after M-4+1d")
        await ppm.press("Enter")
        ppm.sees("waits for M-4")
        await ppm.press("u", "u")
    assert content(demo) == before


async def test_pm_adds_a_task_below_the_cursor_that_waits_for_another(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-102")
        await ppm.press("n")
        await ppm.type("Check code tables for:2d after:102 @eva ~12h")
        assert "task: Check code tables   owner eva   lasts 2d   after 102   work 12h" in ppm.hints
        await ppm.press("Enter")
        keys = ppm.table.list.keys
        new = ppm.cursor
        assert keys[keys.index("T-102") + 1] == new
        assert dates(ppm, new) == [("03-23", "03-24")]
        await ppm.press("u")
    assert {name: rows for name, rows in content(demo).items() if name != "counter"} == {
        name: rows for name, rows in before.items() if name != "counter"
    }


async def test_pm_moves_a_task_in_out_up_and_down(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-103")
        for text, said in (
            ("up", "before T-102"),
            (">", "P-1 → T-101"),
            ("<", "T-101 → P-1"),
            ("down", "after T-102"),
        ):
            await ppm.press("m")
            await ppm.type(text)
            await ppm.press("Enter")
            ppm.sees(said)
        keys = ppm.table.list.keys
        assert keys[:4] == ("P-1", "T-101", "T-102", "T-103")
        await ppm.press("u", "u", "u", "u")
    assert content(demo) == before


async def test_several_tasks_get_another_length_as_one_step(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_atlas(ppm, "T-120")
        await ppm.press("Space", "Space", "d")
        await ppm.type("5d")
        await ppm.press("Enter")
        ppm.sees("2 rows: when 5d, saved.  u undo")
        lengths = ppm.stored("SELECT duration_minutes FROM task WHERE ref IN ('T-120', 'T-121')")
        assert lengths == [(2400,), (2400,)]
        await ppm.press("u")
    assert content(demo) == before


async def test_engineer_asks_why_a_task_is_when_it_is(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-122")
        await ppm.press("Enter")
        ppm.sees(
            "T-122 Cut-over: why",
            "after M-3 FS+2d: 03 Apr 17:00 → 04 Apr 08",
            "T-102 Data migrat… 23 Feb – 20 Mar it has begun 23 Feb 08:00",
            "Latest dates: no slack",
            "the plan ends 08 May 17:00",
        )
        await ppm.press("k")
        ppm.sees("T-121 Rehearsal: why")
        await ppm.press("Esc")
        ppm.misses(": why")
        assert ppm.screen.kind == "project"
    async with opened(demo, size=(45, 16)) as ppm:
        await in_atlas(ppm, "T-122")
        await ppm.press("Enter")
        ppm.sees("T-122 Cut-over: why", "after M-3 FS+2d")


async def test_pm_says_how_much_float_is_still_critical_and_what_nearly(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("j", "e", "G")  # ATLAS
        while "> Critical up to" not in " ".join(ppm.text.split()):
            await ppm.press("k")
        await ppm.press("Enter")
        await ppm.type("3d")
        ppm.sees("Critical up to: 3d of float")
        await ppm.press("Enter", "j", "Enter")
        await ppm.type("4d")
        await ppm.press("Enter", "q", "Enter", "/")
        await ppm.type("critical:near")
        await ppm.press("Enter")
        signs = {row.ref: (row.is_critical, row.is_near_critical) for row in ppm.table.list.rows}
        assert signs == {"T-121": (False, True)}
        assert " ~ " in ppm.text
        ppm.sees("~ near", "32h of slack, nearly critical")
        await ppm.press("Enter")
        ppm.sees("Latest dates: 4d of slack (critical up to 3d, nearly critical up to 4d)")
        await ppm.press("Esc")
        await ppm.press("u", "u")
    assert content(demo) == before


async def test_pm_turns_a_task_into_a_milestone_and_sees_the_finish_first(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await in_atlas(ppm, "T-111")
        await ppm.press("d")
        await ppm.type("milestone")
        assert ppm.hints.startswith(" a milestone   finish 08 May → ")
        await ppm.press("Enter")
        assert ppm.stored("SELECT kind FROM task WHERE ref = 'T-111'") == [("milestone",)]
        await ppm.press("u")
    assert content(demo) == before
