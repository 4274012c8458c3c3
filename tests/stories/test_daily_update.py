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
        ppm.sees("8 updates: 5 same, 2 notes, 1 turned red.")
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
        ppm.sees("2 of 8", "DELTA saved: … finish 29 May → 31 Mar, 2h logged.  u undo")
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
        ppm.sees("computed amber (", "): why green?")
        await ppm.type("Clinics are done")
        await ppm.press("Enter")
        ppm.sees("1 turned green", "2 still red")


async def test_no_date_and_no_number_of_a_card_is_cut_on_a_narrow_terminal(
    demo: Workspace,
) -> None:
    async with opened(demo, size=(45, 16)) as ppm:
        await ppm.press("0")
        ppm.sees("Daily   1 of 8   0 done", "last: 2d ago, ben", "plan 01 May  +28d")
        for key, text in (("P", "50"), ("d", "31 mar"), ("t", "1h30")):
            await ppm.press(key)
            await ppm.type(text)
            await ppm.press("Enter")
        ppm.sees("50%*", "was 48%", "31 Mar*", "plan 01 May  -31d", "1h30*", "CR-09 waiting")


async def test_what_waits_on_a_card_is_saved_with_it_as_one_step_and_told(
    demo: Workspace,
) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("0")
        for key, text in (("P", "50"), ("d", "31 mar"), ("t", "1h30")):
            await ppm.press(key)
            await ppm.type(text)
            await ppm.press("Enter")
        await ppm.press("Enter")
        ppm.sees("DELTA saved: done 48% → 50%, finish 29 May → 31 Mar, 1h30 logged.")
        await ppm.press("u")
        assert content(demo) == before


async def test_card_tells_what_is_new_since_the_last_update_and_who_said_what(
    demo: Workspace,
) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("0", "j")
        ppm.sees(
            "T-103 Integrations  70 → 85%",
            "R-044 score         12 → 20",
            "CR-11               waiting",
            "16 Mar gia 38 of 52 scripts",
            "Next     3 HAVEN  Haven security audit",
            "Not due today (weekly, Friday)",
            "Still open: DELTA Data cut-over 11 days late",
        )
        await ppm.resize(80, 24)
        ppm.sees("Since last update: T-103 85%, R-044 20↑, CR-11", "Not due today: 4 weekly")
