"""Issues, assumptions, decisions and what needs somebody today: dealt with row by row."""

from functools import partial

from ppm_tui.store.commands import risks
from ppm_tui.terms import Money
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

STRUCK = "SELECT status, status_reason FROM risk WHERE ref = 'R-031'"
DRAWN = "SELECT COUNT(*), SUM(cost) FROM reserve_draw"


async def in_issues(ppm: Driver, ref: str) -> None:
    await ppm.press("g", "i")
    ppm.table.list.move_to_key(ref)
    await ppm.settle()


async def in_attention(ppm: Driver, key: str) -> None:
    await ppm.press("v", "a")
    ppm.table.list.move_to_key(key)
    await ppm.settle()


async def test_pm_finds_what_is_due_first_in_one_list(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("g", "i")
        ppm.sees(
            "Issues   view: Open   sort: due   14 of 14", "5 issues, 3 late │ 4 assumptions, 2 late"
        )
        assert "!13 Mar" in ppm.row("A-03")
        await ppm.press("f", "d")
        ppm.sees("2 of 14", "kind:decision")
        ppm.misses("I-012")
        await ppm.press("f", "x")
        ppm.sees("5 of 21", "D-05")
        await ppm.press("F", "f", "o")
        ppm.sees("6 of 21", "late:yes")


async def test_pm_sees_all_that_is_known_of_a_decision(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("g", "i", "f", "x")
        ppm.table.list.move_to_key("D-05")
        await ppm.settle()
        ppm.sees("decision decided   by Okafor", "decided 13 Mar   applies from 13 Mar")
        ppm.sees("Changes  M-4 12 days later", "Told to  all site leads")


async def test_pm_resolves_an_issue_with_its_reason_and_takes_it_back(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_issues(ppm, "I-017")
        await ppm.press("s", "r")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: resolved needs a reason: what became of I-017")
        await ppm.type("Rerun [/b] worked")
        await ppm.press("Enter")
        ppm.sees("ATLAS: I-017 «Tax codes wrong in load 3» status doing → resolved")
        ppm.misses("> I-017")
        stored = "SELECT status, status_reason, resolved FROM issue WHERE ref = 'I-017'"
        assert ppm.stored(stored) == [("resolved", "Rerun [/b] worked", "2026-03-17")]
        await ppm.press("u")
        assert "doing" in ppm.row("I-017")
    assert content(demo) == before


async def test_pm_closes_two_marked_issues_in_one_step(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("g", "i", "f", "i", "Space", "Space", "x")
        await ppm.type("Dealt with")
        await ppm.press("Enter")
        ppm.sees("2 rows: closed")
        closed = "SELECT COUNT(*) FROM issue WHERE status_reason = 'Dealt with'"
        assert ppm.stored(closed) == [(2,)]
        await ppm.press("u")
        assert ppm.stored(closed) == [(0,)]


async def test_rows_of_several_kinds_are_not_given_one_status(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("g", "i", "Space", "Space", "s")
        ppm.sees("mark rows of one kind for that")


async def test_a_wrong_assumption_becomes_a_risk(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_issues(ppm, "A-03")
        await ppm.press("s", "r")
        await ppm.type("Vendor shuts it down")
        await ppm.press("Enter")
        ppm.sees("status open → wrong, became R-047")
        [row] = ppm.stored(
            "SELECT r.title, r.cause FROM risk r JOIN assumption a ON a.risk_id = r.id"
        )
        assert row == (
            "Vendor keeps its test system up",
            "A-03 proved wrong: Vendor shuts it down",
        )


async def test_pm_adds_an_assumption_a_decision_and_an_action(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_issues(ppm, "I-012")
        await ppm.press("n", "a")
        await ppm.type("Numbers come by mail @ben due:fri")
        ppm.sees("assumption: Numbers come by mail   owner ben   check Fri 20 Mar")
        await ppm.press("Enter")
        ppm.sees("DELTA: assumption A-07 «Numbers come by mail» added")
        await ppm.press("D")
        await ppm.type("Second vendor by:winter from:mon told:ben")
        await ppm.press("Enter")
        ppm.sees("DELTA: decision D-08 «Second vendor» added")
        ppm.table.list.move_to_key("I-012")
        await ppm.press("n", "t")
        await ppm.type("Call the vendor @ben due:fri")
        await ppm.press("Enter")
        ppm.sees("«Call the vendor» is an action of I-012")
        ppm.sees("Links    T-1209, T-210")


async def test_pm_gives_moves_notes_and_trashes_an_entry(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_issues(ppm, "A-03")
        await ppm.press("a")
        await ppm.type("kim")
        await ppm.press("Enter")
        ppm.sees("owner ben → kim")
        await ppm.press("d")
        await ppm.type("+5d")
        await ppm.press("Enter")
        ppm.sees("check 13 Mar → ")
        await ppm.press("c")
        await ppm.type("Asked again")
        await ppm.press("Enter")
        assert ppm.stored("SELECT text FROM note WHERE text LIKE 'A-03%'") == [
            ("A-03: Asked again",)
        ]
        await ppm.press("X", "y")
        ppm.sees("A-03 «Vendor keeps its test system up» to the trash")
        await ppm.press("u")
        assert "kim" in ppm.row("A-03")


async def test_pm_edits_every_field_of_a_decision(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_issues(ppm, "D-06")
        await ppm.press("e", "j", "j", "j", "j", "j", "j", "j", "Enter")
        await ppm.type("I-12")
        await ppm.press("Enter")
        ppm.sees("issue none → I-012", "About the issue        I-012")


async def test_the_reserve_is_explained_below_its_fields(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("e", *"jjjjjjjjjjj")
        ppm.sees("Contingency 34,000.00 EUR left = 40,000.00 EUR set - 6,000.00 EUR drawn")
        await ppm.press("J", "J", "J")
        ppm.sees("Needed      66,500.00 EUR = sum of chance × amount")


async def test_what_needs_somebody_is_ranked_and_names_its_keys(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "milestone M-5")
        ppm.sees("Attention   35 of 35", "81 points = 70 milestone + 11 of 11 days")
        ppm.sees(" d date  x done  a owner  Enter open")
        await ppm.press("x")
        ppm.sees("M-5 «Data cut-over»")
        ppm.misses("> milestone  M-5")
        await ppm.press("u")
        assert "11d" in ppm.row("milestone M-5")


async def test_each_kind_is_dealt_with_where_it_stands(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "decision D-06")
        await ppm.press("s", "d")
        await ppm.type("Until 27 Mar")
        await ppm.press("Enter")
        ppm.sees("outcome none → Until 27 Mar")
        ppm.misses("decision   D-06")
        ppm.table.list.move_to_key("red ATLAS")
        await ppm.press("s", "g")
        ppm.sees("ATLAS is computed red")
        await ppm.type("Signed off")
        await ppm.press("Enter")
        ppm.sees("ATLAS: red → green")
        ppm.misses("red        ATLAS")


async def test_enter_goes_to_the_thing(demo: Workspace) -> None:
    places = {
        "milestone M-5": ("project", "M-5"),
        "red ATLAS": ("project", None),
        "issue I-012": ("issues", "I-012"),
        "change CR-11": ("changes", "CR-11"),
        "overbooked dan": ("resources", "dan"),
        "time ben": ("time_log", None),
    }
    async with opened(demo, size=(120, 40)) as ppm:
        for key, (kind, cursor) in places.items():
            await in_attention(ppm, key)
            await ppm.press("Enter")
            assert ppm.screen.kind == kind
            if cursor:
                assert ppm.cursor == cursor
            await ppm.press("1")


async def test_a_risk_that_struck_becomes_an_issue_and_draws_what_is_proposed(
    demo: Workspace,
) -> None:
    demo.do(partial(risks.edit, ref="R-031", owner=None, cost=Money(9_000_000)))
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "unowned R-031")
        ppm.sees("score X20, and nobody owns it")
        await ppm.press("I")
        await ppm.type("Their plant stands still")
        await ppm.press("Enter")
        ppm.sees("R-031 became I-019: draw: 34000.00")
        await ppm.press("Enter")
        ppm.sees("34,000.00 EUR drawn from the contingency, 0.00 EUR left for I-019")
        assert ppm.stored(DRAWN) == [(2, 4_000_000)]
        await ppm.press("u")
        assert ppm.stored(DRAWN) == [(1, 600_000)]
        assert ppm.stored(STRUCK) == [("issue", "Their plant stands still")]
        await ppm.press("u")
        assert ppm.stored(STRUCK) == [("mitigating", "")]


async def test_who_leaves_the_reserve_alone_has_the_issue(demo: Workspace) -> None:
    demo.do(partial(risks.edit, ref="R-031", owner=None))
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "unowned R-031")
        await ppm.press("s", "i")
        await ppm.type("Bankrupt")
        await ppm.press("Enter", "Esc")
        assert ppm.stored(STRUCK) == [("issue", "Bankrupt")]
        assert ppm.stored(DRAWN) == [(1, 600_000)]


async def test_a_risk_is_dealt_with_where_it_is_told_of(demo: Workspace) -> None:
    demo.do(partial(risks.edit, ref="R-031", owner=None))
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "unowned R-031")
        await ppm.press("x")
        await ppm.type("Contract signed")
        await ppm.press("Enter")
        assert ppm.stored(STRUCK) == [("closed", "Contract signed")]
        await ppm.press("u")
        ppm.table.list.move_to_key("unowned R-031")
        await ppm.press("Enter")
        assert (ppm.screen.kind, ppm.cursor) == ("risks", "R-031")


async def test_what_is_not_possible_on_a_row_is_said(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_attention(ppm, "overbooked dan")
        for key in ("s", "a", "d", "x"):
            await ppm.press(key)
            ppm.sees("Enter opens it")
        await ppm.press("c")
        ppm.sees("a note is about a project")
        ppm.table.list.move_to_key("change CR-11")
        await ppm.press("s")
        ppm.sees("the status of a change is set elsewhere")
    assert content(demo) == before


async def test_nothing_is_open_in_an_empty_portfolio(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("g", "i")
        ppm.sees("Nothing is open: n adds an issue")
        await ppm.press("s")
        ppm.sees("there is no row here")
        await ppm.press("v", "a")
        ppm.sees("Nothing needs anybody today.")
