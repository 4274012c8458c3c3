"""Change requests: raised by a line, foreseen, decided, and approved by pasted text."""

from ppm_tui.exchange import change_plan, portfolio_json
from ppm_tui.store.commands import replies
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, content, opened

REQUEST = """
SELECT p.key, c.title, c.status, c.evidence, c.decided_by, c.days, c.minutes, t.ref
FROM change_request c JOIN project p ON p.id = c.project_id LEFT JOIN task t ON t.id = c.task_id
WHERE c.ref = :ref
"""
BASELINE = """
SELECT b.name FROM baseline b JOIN project p ON p.id = b.project_id
WHERE p.key = :key AND b.is_current
"""


def exported(workspace: Workspace) -> str:
    document = workspace.get(portfolio_json.document, as_of=AS_OF)
    return "".join(portfolio_json.text(document | {"history": []}))


def text_of(workspace: Workspace, ref: str) -> str:
    trial = Workspace(workspace.place, "ana", AS_OF, dry_run=True)
    return trial.do(replies.ask, ref=ref, read=change_plan.read, as_of=AS_OF).text


async def at(ppm: Driver, ref: str) -> None:
    """The register, with the cursor on a request."""
    await ppm.press("5", *"j" * 9)
    while ppm.cursor != ref:
        await ppm.press("k")


async def test_pm_records_a_change_and_approves_it_in_six_keys(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j")
        assert ppm.cursor == "ATLAS"
        ppm.count = 0
        await ppm.press("C")
        await ppm.type("Second archive +3d ~20h by:okafor")
        await ppm.press("Enter", "5")
        assert ppm.cursor == "CR-12"
        await ppm.press("s", "a")
        await ppm.type("Mail of 12 Mar")
        await ppm.press("Enter")
        assert ppm.count == 6
        ppm.sees("u undo")
    row = ("ATLAS", "Second archive", "approved", "Mail of 12 Mar", "okafor", 3, 1200, None)
    assert ppm.stored(REQUEST, ref="CR-12") == [row]
    assert ppm.stored(BASELINE, key="ATLAS") == [("CR-12 Second archive",)]


async def test_pm_sees_what_a_change_would_do_and_takes_its_approval_back(demo: Workspace) -> None:
    before = exported(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await at(ppm, "CR-11")
        ppm.sees("finish 08 May → 13 May, +3d", "M-4 Go-live 08 Apr → 13 Apr", "Search by customer")
        assert exported(demo) == before
        await ppm.press("s", "a")
        await ppm.type("Mail of 12 Mar by:Okafor on:12mar")
        ppm.sees("budget 1100k → 1118k", "contract 1375k → 1399k", "baseline 1")
        await ppm.press("Enter")
        assert "approved" in ppm.row("CR-11")
        found = ppm.stored("SELECT decided, decided_by FROM change_request WHERE ref = 'CR-11'")
        assert found == [("2026-03-12", "Okafor")]
        await ppm.press("u")
        assert "submitted" in ppm.row("CR-11")
    assert exported(demo) == before


async def test_a_rejection_asks_why_and_leaves_the_plan_as_it_was(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await at(ppm, "CR-09")
        await ppm.press("s", "r", "Enter")
        ppm.sees("NOT SAVED", "rejected needs evidence")
        await ppm.type("Not this year")
        await ppm.press("Enter")
        ppm.sees("submitted → rejected")
        await ppm.press("s", "a")
        await ppm.type("after all")
        await ppm.press("Enter")
        ppm.sees("CR-09 is rejected: add a new change request")
    after = content(demo)
    assert after.pop("change_request") != before.pop("change_request")
    assert after == before


async def test_a_change_is_approved_by_pasted_text(demo: Workspace) -> None:
    quoted = "".join(f"> {line}\n" for line in text_of(demo, "CR-11").splitlines())
    async with opened(demo) as ppm:
        await ppm.press("5", "p")
        await ppm.paste(f"APPROVED Okafor: read only\n\nOn Tue, Ana wrote:\n{quoted}")
        ppm.sees("the answer to CR-11")
        await ppm.press("Enter")
        assert ppm.cursor == "CR-11"
        assert "approved" in ppm.row("CR-11")
        found = ppm.stored("SELECT decided_by, conditions FROM change_request WHERE ref = 'CR-11'")
        assert found == [("Okafor", "read only")]


async def test_a_tampered_text_is_refused(demo: Workspace) -> None:
    before = exported(demo)
    text = text_of(demo, "CR-11").replace("24,000.00", "14,000.00")
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("5", "p")
        await ppm.paste(f"APPROVED Okafor\n{text}")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED", "Price: the text says «14,000.00 EUR more», it is «24,000.00")
    assert exported(demo) == before


async def test_a_change_raised_on_a_task_points_to_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter", "j")
        task = ppm.cursor
        await ppm.press("C")
        await ppm.type("More rooms")
        await ppm.press("Enter")
    [row] = ppm.stored(REQUEST, ref="CR-12")
    assert (row[0], row[1], row[-1]) == ("ATLAS", "More rooms", task)


async def test_plan_lines_are_edited_as_they_are_typed_and_wrong_ones_refused(
    demo: Workspace,
) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await at(ppm, "CR-10")
        await ppm.press("Enter", *"jjjj", "Enter")
        await ppm.type("T-999 drop")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: line 1: no task T-999")
        await ppm.press("ctrl+u")
        await ppm.type("+ Second gate for:3d start:fri")
        await ppm.press("Enter", "q")
        ppm.sees("+ Second gate 3d start:2026-03-20")


async def test_those_asked_before_are_completed_and_a_filter_keeps_clients_apart(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await at(ppm, "CR-11")
        await ppm.press("a", "ctrl+u")
        await ppm.type("Pe")
        await ppm.press("Tab")
        assert ppm.typed == "Petit"  # of JUNO, which is the same client's
        await ppm.press("ctrl+u")
        await ppm.type("Win")
        await ppm.press("Tab")
        assert ppm.typed == "Win"  # of DELTA, which is another one's
        await ppm.press("Escape", "/")
        await ppm.type("client:corvane")
        await ppm.press("Enter")
        ppm.sees("3 of 8", "CR-08", "CR-10", "CR-11")
        ppm.misses("CR-09", "Winter", "DELTA")


async def test_what_is_typed_is_only_shown(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("C")
        await ppm.type("[/b] =1+1 [red]x")
        await ppm.press("Enter", "5")
        ppm.sees("[/b] =1+1 [red]x")


async def test_the_text_is_copied_and_nothing_is_written(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await at(ppm, "CR-11")
        await ppm.press("w")
        ppm.sees("the text of CR-11")
        await at(ppm, "CR-10")
        await ppm.press("w")
        ppm.sees("CR-10 is draft: only what is submitted")
    assert content(demo) == before


async def test_the_register_is_filtered_sorted_marked_and_kept_as_a_view(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("5", "f", "w")
        assert set(ppm.table.list.keys) == {"CR-09", "CR-11"}
        ppm.sees("view: All", "sort: waiting", "2 of 8")
        await ppm.press("F", "o", "n")
        titles = [row.title.casefold() for row in ppm.table.every_row]
        assert titles == sorted(titles)
        await ppm.press("O")
        ppm.sees("sort: title down")
        await ppm.press("o", "g")
        ppm.sees("sort: waiting")
        await ppm.press("O")
        ppm.sees("waiting has one order")
        await ppm.press("V")
        ppm.sees("8 marked")
