"""Who is over-booked, why, and who has time: one key, and the arrows."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened


def cell(ppm: Driver) -> str:
    """What stands between the brackets of the cursor."""
    row = ppm.row(ppm.cursor or "")
    return row[row.index("[") + 1 : row.index("]")]


async def test_pm_sees_with_one_key_who_is_over_booked_next_week(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3")
        assert ppm.count == 1
        assert (ppm.cursor, cell(ppm)) == ("dan", "█135!")
        ppm.sees("W13: 2 over-booked", "dan, W13 (23–27 Mar): 54h booked of 40h")
        ppm.sees("T-111 UAT run", "24h  critical", "Free in W13: fin 12h, eva 6h")
        rows = demo.get(lambda c: c.rows("SELECT key FROM resource WHERE key IN ('dan', 'ana')"))
        assert {key for (key,) in rows} == set(ppm.table.list.keys[:2])


async def test_pm_looks_at_other_weeks_and_people(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", "l", "j")
        assert (ppm.cursor, cell(ppm)) == ("ana", "▒ 90 ")
        await ppm.press("b")
        assert cell(ppm) == "▒ 36 "
        ppm.sees("hours booked")
        await ppm.press("b", *"hhh")
        ppm.sees("W11")
        assert cell(ppm).strip() == "·"
        await ppm.press("z")
        assert (ppm.cursor, cell(ppm)) == ("ana", "▓118!")


async def test_pm_zooms_to_days_and_months(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", "<")
        ppm.sees("one cell is a day", "dan, Mon 23 Mar: ")
        assert cell(ppm) == "█163!"
        await ppm.press(">", ">")
        ppm.sees("one cell is a month", "dan, Mar 2026: ")
        await ppm.press(">")
        ppm.sees("there is no other scale that way")


async def test_pm_filters_and_groups(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", "f", "o")
        assert ppm.table.list.keys == ("dan", "ana")
        ppm.sees("filter: over:yes", "2 of 12")
        await ppm.press("F", "/")
        await ppm.type("role:qa")
        await ppm.press("Enter")
        assert ppm.table.list.keys == ("gia", "hugo")
        await ppm.press("F", "v", "r")
        ppm.sees("view: By role", "PM", "▓107!")
        await ppm.press("v", "e")
        assert ppm.cursor == "gia"


async def test_pm_opens_a_cell_and_comes_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", "Enter")
        ppm.sees("Esc back", "T-318 v2 endpoints")
        ppm.misses("Team")
        await ppm.press("Tab")
        ppm.sees("> KITE")
        await ppm.press("Escape")
        ppm.sees("Team")


async def test_a_map_far_away_is_read_when_it_comes_into_view(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", *"LLLLLLL")
        ppm.misses("…  ")
        ppm.sees("12 of 12")
        await ppm.press("z")
        assert cell(ppm) == "█135!"


def bookings(ppm: Driver, ref: str) -> list[tuple[object, ...]]:
    """Who works on a task next week, and how many hours."""
    return ppm.stored(
        "SELECT r.key, a.work_minutes / 60 FROM assignment a JOIN task t ON t.id = a.task_id "
        "JOIN resource r ON r.id = a.resource_id WHERE t.ref = :ref AND a.start >= '2026-03-23' "
        "AND a.start < '2026-03-30' ORDER BY 1",
        ref=ref,
    )


async def test_pm_gives_a_booking_to_somebody_with_six_keys(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("3")
        assert bookings(ppm, "T-210") == [("dan", 20)]
        await ppm.press("a")
        await ppm.type("fi")
        assert ppm.hints.strip().startswith("dan 135% → 85%, fin 70% → 120%")
        await ppm.press("Enter")
        assert ppm.count + len("fi") == 5
        assert bookings(ppm, "T-210") == [("fin", 20)]
        assert cell(ppm) == "░ 85 "
        await ppm.press("u")
        assert cell(ppm) == "█135!"
    assert content(demo) == before


async def test_pm_resolves_an_overload_by_what_is_proposed_and_takes_it_back(
    demo: Workspace,
) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3")
        ppm.sees("Fix d   start T-210 on Mon 20 Apr, within 46d of slack", "→ dan 135% → 85%")
        await ppm.press("d")
        ppm.sees("Start T-210 on (Mon 20 Apr)")
        assert content(demo) == before
        await ppm.press("Enter")
        ppm.sees("u undo")
        assert cell(ppm) == "░ 85 "
        assert ppm.stored("SELECT substr(start, 1, 10) FROM task WHERE ref = 'T-210'") == [
            ("2026-04-20",)
        ]
        await ppm.press("u")
        assert cell(ppm) == "█135!"
    assert content(demo) == before


async def test_pm_cuts_shares_and_agrees_a_booking_by_letter(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3", "Tab", "s", "w")  # the booking after the one proposed
        await ppm.type("5h")
        await ppm.press("Enter")
        assert bookings(ppm, "T-318") == [("dan", 5)]
        await ppm.press("s", "s")
        assert ppm.stored("SELECT count(*) FROM assignment WHERE kind = 'soft'") == [(1,)]
        ppm.sees("soft")
        await ppm.press("u", "u")
    assert content(demo) == before


async def test_pm_keeps_time_free_and_finds_somebody_for_it(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, (120, 40)) as ppm:
        await ppm.press("3", "n")
        await ppm.type("KITE 2d Dev w14..w15")
        await ppm.press("Enter")
        ppm.sees("KITE Dev 0.2 FTE W14–W15")
        await ppm.press(*"jjjjjjjj")
        assert ppm.cursor == "fin"
        await ppm.press("m")
        ppm.sees("fin takes (B-1)", "KITE Dev 16h: fin fits")
        await ppm.press("Enter")
        ppm.misses("KITE Dev")
        assert ppm.stored(
            "SELECT r.key FROM booking b JOIN resource r ON r.id = b.resource_id"
        ) == [("fin",)]
        await ppm.press("u", "u")
    assert content(demo) == before
