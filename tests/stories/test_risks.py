"""The register at the keyboard: raise, score, answer, close, strike, and find by the matrix."""

from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

NEWEST = """
SELECT p.key, r.title, r.probability, r.impact_time, o.key FROM risk r
JOIN project p ON p.id = r.project_id LEFT JOIN resource o ON o.id = r.owner_id
ORDER BY r.ref DESC LIMIT 1
"""


def risk(ppm: Driver, ref: str, *names: str) -> tuple[object, ...]:
    sql = f"SELECT {', '.join(names)} FROM risk WHERE ref = :ref"  # noqa: S608  # names of columns
    return ppm.stored(sql, ref=ref)[0]


async def test_pm_raises_a_risk_in_two_keys_from_any_screen(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("R")
        await ppm.type("Supplier fails p4 i3 @ana due:fri")
        await ppm.press("Enter")
        assert ppm.count == 2
        assert ppm.stored(NEWEST) == [("DELTA", "Supplier fails", 4, 3, "ana")]


async def test_pm_raises_a_risk_in_the_register_and_stands_on_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("g", "k")
        ppm.count = 0
        await ppm.press("n")
        await ppm.type("[/b] Supplier p5 i5 @kim")
        await ppm.press("Enter")
        assert ppm.count <= 4
        assert ppm.cursor == "R-047"
        ppm.sees("[/b] Supplier", "X 6 critical", "25 of 25")


async def test_pm_mitigates_a_risk_in_three_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4")
        ppm.table.list.move_to_key("R-038")
        ppm.count = 0
        await ppm.press("s", "m")
        await ppm.type("Close the ports before the audit")
        await ppm.press("Enter")
        assert ppm.count == 3
        ppm.sees("R-038: open → mitigating", "u undo", "Close the ports before the audit")
        found = risk(ppm, "R-038", "status", "response", "strategy")
        assert found == ("mitigating", "Close the ports before the audit", "mitigate")


async def test_pm_closes_a_risk_in_two_keys_and_says_why(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("4")
        ppm.count = 0
        await ppm.press("x")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: closing a risk needs a reason")
        assert content(demo) == before
        await ppm.type("Contract signed")
        await ppm.press("Enter")
        assert ppm.count <= 4
        assert risk(ppm, "R-031", "status", "status_reason") == ("closed", "Contract signed")
        ppm.sees("23 of 23", "X 4 critical")
        await ppm.press("u")
        assert content(demo) == before
        ppm.sees("24 of 24")


async def test_a_risk_strikes_and_becomes_an_issue(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4", "s", "i")
        await ppm.type("No file came on Friday")
        await ppm.press("Enter")
        ppm.sees("R-031 became I-019: draw: 34000.00")
        await ppm.press("Esc")
        sql = """
        SELECT i.title, i.description, r.ref, r.status FROM issue i
        JOIN risk r ON r.id = i.risk_id WHERE i.ref = 'I-019'
        """
        said = ("Vendor slips again", "No file came on Friday", "R-031", "issue")
        assert ppm.stored(sql) == [said]
        await ppm.press("f", "x")
        assert "R-031" in ppm.table.list.keys
        ppm.sees("view: All", "24 of 24")


async def test_two_digits_are_the_score_and_are_told_while_they_are_typed(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4", "j", "p")
        await ppm.type("25")
        ppm.sees("H10: likelihood low, impact very high")
        await ppm.press("Enter")
        ppm.sees("R-044: score X20 → H10")
        assert risk(ppm, "R-044", "probability", "impact_time") == (2, 5)
        await ppm.press("p")
        await ppm.type("7")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: a score is two digits")


async def test_the_same_change_again_on_marked_rows_is_one_step(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("4", "Space", "Space", "p")
        await ppm.type("11")
        await ppm.press("Enter")
        assert ppm.stored("SELECT COUNT(*) FROM risk WHERE probability = 1")[0][0] == 4
        await ppm.press("u")
        assert content(demo) == before


async def test_the_matrix_filters_the_list_to_a_cell(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4", "Tab", "h", "j")
        ppm.sees("[1X]", "P high, I high")
        await ppm.press("Enter")
        ppm.sees("1 of 24", "filter: p:4 impact:4", "R-027", "2H", "3M")
        await ppm.press("Escape")
        ppm.sees("24 of 24")


async def test_a_task_of_the_plan_answers_a_risk(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4", "A")
        await ppm.type("Call the vendor for:2d @ben")
        await ppm.press("Enter")
        sql = """
        SELECT t.name, o.key FROM risk_action a JOIN task t ON t.id = a.task_id
        JOIN risk r ON r.id = a.risk_id LEFT JOIN resource o ON o.id = t.owner_id
        WHERE r.ref = 'R-031'
        """
        assert ppm.stored(sql) == [("Call the vendor", "ben")]


async def test_a_note_on_a_risk_names_it_and_stands_in_the_pane(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("4", "c")
        await ppm.type("They promise Friday")
        await ppm.press("Enter")
        ppm.sees("17 Mar ana  They promise Friday")
        assert ppm.stored("SELECT text FROM note WHERE text LIKE 'R-031%'")[0][0] == (
            "R-031: They promise Friday"
        )


async def test_sums_by_client_stand_beside_the_list(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("4", "b", "c")
        ppm.sees("By client", "Halden", "EMV")
        await ppm.press("b", "m")
        ppm.sees("P × I")


async def test_a_narrow_terminal_shows_the_matrix_in_place_of_the_list(demo: Workspace) -> None:
    async with opened(demo, size=(45, 16)) as ppm:
        await ppm.press("4", "Tab")
        ppm.sees("count and zone", "[· X]")
        await ppm.press("h", "Enter")
        ppm.sees("R-044", "1 of 24")


async def test_without_risks_the_register_says_how_to_raise_one(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("4")
        ppm.sees("No risks yet", "0 of 0")
        await ppm.press("s", "o")
        ppm.sees("there is no row here")
