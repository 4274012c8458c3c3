"""The daily update, card by card."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import content, opened

UPDATES = """
SELECT p.key, u.outcome, u.rag, u.text, u.by FROM status_update u
JOIN project p ON p.id = u.project_id WHERE u.day = '2026-03-17'
"""


async def test_pm_updates_eight_projects_in_sixteen_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "d")
        ppm.sees("1 of 8", "0 done")
        await ppm.press(*["Enter"] * 3)
        for note in ("Permit filed.", "Conveyor ordered."):
            await ppm.press("c")
            await ppm.type(note)
            await ppm.press("Enter")
        await ppm.press("r")
        await ppm.type("Model rejected by the bank")
        await ppm.press("Enter")
        await ppm.press(*["Enter"] * 2)
        ppm.sees("8 updates: 5 same, 1 turned red, 2 with a note")
        await ppm.press("Enter")
        assert ppm.screen.kind == "portfolio"
        assert ppm.count == 14
        assert sorted(ppm.stored(UPDATES)) == [
            ("ATLAS", "same", "red", "", "ana"),
            ("BEACON", "same", "amber", "", "ana"),
            ("DELTA", "same", "red", "", "ana"),
            ("FJORD", "status", "red", "Model rejected by the bank", "ana"),
            ("HAVEN", "same", "amber", "", "ana"),
            ("JUNO", "note", "green", "Conveyor ordered.", "ana"),
            ("KITE", "same", "amber", "", "ana"),
            ("LOTUS", "note", "green", "Permit filed.", "ana"),
        ]
        assert ppm.project("FJORD", "rag", "rag_since", "rag_reason") == (
            "red",
            "2026-03-17",
            "Model rejected by the bank",
        )


async def test_daily_update_goes_on_at_the_first_open_card_after_a_lost_connection(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "d", "Enter", "Enter", "c")
        await ppm.type("Half a no")  # and the line breaks
    async with opened(demo) as ppm:
        await ppm.press("g", "d")
        ppm.sees("3 of 8", "2 done", "HAVEN  Haven security audit")
        await ppm.press("j", "j", "Enter")
        ppm.sees("5 JUNO   ● G  same", "3 done")
        await ppm.press("Esc", "g", "d")
        ppm.sees("3 of 8", "3 done")


async def test_undo_takes_the_last_card_back_whole_and_shows_it(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("g", "d")
        for key, text in (("P", "50"), ("d", "+2w"), ("t", "2h"), ("r", "Vendor gone")):
            await ppm.press(key)
            await ppm.type(text)
            await ppm.press("Enter")
        ppm.sees("2 of 8", "DELTA: red, new reason, done 48 → 50 %, finish …, saved.")
        assert ppm.project("DELTA", "percent_complete", "forecast_finish", "rag_reason") == (
            50,
            "2026-03-31",
            "Vendor gone",
        )
        assert ppm.stored(UPDATES) == [("DELTA", "status", "red", "Vendor gone", "ana")]
        await ppm.press("u")
        ppm.sees("1 of 8", "0 done", "DELTA  Delta CRM merge")
        assert content(demo) == before


async def test_card_shows_what_waits_to_be_saved_with_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "d", "P")
        await ppm.type("50")
        await ppm.press("Enter")
        ppm.sees("50%*")
        await ppm.press("j", "k")
        ppm.sees("50%*")
        await ppm.press("j")
        ppm.misses("50%*")


async def test_daily_update_with_nothing_due_says_so(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("0")
        ppm.sees("Nothing is due today.")
        await ppm.press("r", "j", "P", "Enter")
        assert ppm.screen.kind == "portfolio"


async def test_what_waits_on_a_card_is_there_again_until_the_card_is_saved(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "d", "P")
        await ppm.type("50")
        await ppm.press("Enter", "Esc", "g", "d")
        ppm.sees("1 of 8", "50%*")
        await ppm.press("Enter", "k")
        ppm.misses("50%*")
        assert ppm.project("DELTA", "percent_complete") == (50,)


async def test_only_another_colour_counts_as_turned(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "d")
        for reason in ("Vendor gone", "Supplier gone too"):
            ppm.sees("was red")
            await ppm.press("r")
            await ppm.type(reason)
            await ppm.press("Enter")
        await ppm.press("g")
        ppm.sees("1 turned green", "2 still red")
