"""Who is over-booked, why, and who has time: one key, and the arrows."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, opened


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
        ppm.sees("> DELTA")
        await ppm.press("Escape")
        ppm.sees("Team")


async def test_a_map_far_away_is_read_when_it_comes_into_view(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("3", *"LLLLLLL")
        ppm.misses("…  ")
        ppm.sees("12 of 12")
        await ppm.press("z")
        assert cell(ppm) == "█135!"
