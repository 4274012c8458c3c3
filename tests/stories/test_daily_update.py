"""The daily update, card by card."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import opened

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
