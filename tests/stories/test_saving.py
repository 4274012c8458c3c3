"""Every change is saved at once, can be taken back whole, and is never lost or overwritten."""

import sqlite3
from contextlib import closing

import pytest

from ppm_tui.store import writer
from ppm_tui.store.commands import notes, status
from ppm_tui.terms import Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.stories.driver import Driver, content, opened

PROJECT = (
    "s g ‹Vendor agreed› Enter", "s a ‹Vendor late› Enter", "s h", "s x",
    "c ‹Called the vendor› Enter",
    "t ‹1h30 call› Enter", "a ‹gia› Enter", "a - Enter", "d ‹+5d› Enter", "P ‹55› Enter", "x",
    "n ‹Aurora intranet› Enter", "X y", "Space Space s h", "p ‹1› Enter", "m ‹Zebra Ltd› Enter",
)  # fmt: skip
TASK = (
    "s p", "s b ‹No access› Enter", "s d", "s x", "c ‹38 of 52 scripts› Enter",
    "t ‹45m› Enter", "a ‹leo› Enter", "a - Enter", "d ‹+5d› Enter", "P ‹55› Enter", "x",
    "X y", "V P ‹30› Enter", "p h", "m - Enter",
)  # fmt: skip
CARD = (
    "Enter", "g ‹Vendor agreed› Enter", "a ‹Vendor late› Enter", "r ‹Vendor gone› Enter",
    "c ‹Asked again› Enter",
    "P ‹50› Enter d ‹+2w› Enter t ‹2h› Enter Enter",
)  # fmt: skip
PLACES = {
    "portfolio": ("j", PROJECT),
    "project": ("j Enter j j j j j j", (*TASK, "n ‹Dry run› Enter")),
    "overdue": ("v o j j j j j j j", TASK),
    "daily update": ("g d", CARD),
}


async def do(ppm: Driver, keys: str) -> None:
    """Press keys; what stands in ‹ › is typed."""
    for number, part in enumerate(keys.replace("›", "‹").split("‹")):
        if number % 2:
            await ppm.type(part)
        else:
            await ppm.press(*part.split())


@pytest.mark.parametrize("place", PLACES)
async def test_undo_takes_every_change_back_and_redo_brings_it_again(
    demo: Workspace, place: str
) -> None:
    start, changes = PLACES[place]
    before = content(demo)
    async with opened(demo) as ppm:
        await do(ppm, start)
        for keys in changes:
            await do(ppm, keys)
            if ppm.is_asking:  # what is left of a task, after its time
                await ppm.press("Escape")
            after = content(demo)
            assert after != before, f"{keys} changed nothing\n{ppm.text}"
            assert "u undo" in ppm.foot or "u reopens the last card" in ppm.foot
            await ppm.press("u")
            assert content(demo) == before, keys
            await ppm.press("U")
            assert content(demo) == after, keys
            await ppm.press("u", *["Esc"] * (keys.startswith(("V", "Space"))))
            assert content(demo) == before, keys


async def test_pm_repeats_the_last_change_on_another_row(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await do(ppm, "j j s a ‹Waiting for steering› Enter j .")
        reasons = ppm.stored("SELECT key FROM project WHERE rag_reason = 'Waiting for steering'")
        assert sorted(reasons) == [("FJORD",), ("HAVEN",)]


async def test_pm_meets_what_a_colleague_wrote_meanwhile_and_keeps_their_own_text(
    demo: Workspace,
) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await do(ppm, "j j j s a ‹Model is late›")
        other.do(status.set_rag, key="FJORD", rag=Rag.RED, reason="Bank said no", as_of=AS_OF)
        ppm.screen.refresh_if_changed()
        await ppm.settle()
        await ppm.press("Enter")
        ppm.sees("NOT SAVED", "ben has set 'red' meanwhile, you wrote 'amber'")
        assert ppm.typed == "Model is late"
        assert ppm.project("FJORD", "rag", "rag_reason") == ("red", "Bank said no")
        await ppm.press("Enter")  # both values were on the screen: now it is meant
        assert ppm.project("FJORD", "rag", "rag_reason") == ("amber", "Model is late")


async def test_card_meets_what_a_colleague_wrote_meanwhile(demo: Workspace) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await do(ppm, "g d a ‹Data came›")
        other.do(status.set_rag, key="DELTA", rag=Rag.GREEN, reason="Data came", as_of=AS_OF)
        ppm.screen.refresh_if_changed()
        await ppm.settle()
        await ppm.press("Enter")
        ppm.sees("ben has set 'green' meanwhile, you wrote 'amber'", "1 of 8")
        assert ppm.typed == "Data came"
        assert ppm.project("DELTA", "rag") == ("green",)


async def test_changes_to_different_fields_of_a_project_merge(demo: Workspace) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await do(ppm, "j j j P ‹40›")
        other.do(status.set_rag, key="FJORD", rag=Rag.RED, reason="Bank said no", as_of=AS_OF)
        await ppm.press("Enter")
        assert ppm.project("FJORD", "rag", "percent_complete") == ("red", 40)


async def test_busy_database_keeps_what_was_typed_until_it_can_be_saved(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.1)
    assert demo.place.path is not None
    async with opened(demo) as ppm:
        await do(ppm, "c ‹Steering agreed›")
        with closing(sqlite3.connect(demo.place.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await ppm.press("Enter")
            ppm.sees("NOT SAVED", "locked by another program")
            assert ppm.typed == "Steering agreed"
            other.execute("ROLLBACK")
        await ppm.press("Enter")
        ppm.sees("DELTA: note added")
        assert ppm.stored("SELECT COUNT(*) FROM note WHERE text = 'Steering agreed'") == [(1,)]


async def test_refused_answer_says_why_and_stays_open(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        for keys, why in (
            ("s r Enter", "red needs a reason"),
            ("P ‹half› Enter", "a whole number is needed"),
            ("P ‹ 200› Enter", "0 to 100"),
            ("a ‹nobody at all› Enter", "nobody is called"),
            ("d ‹someday› Enter", "someday"),
            ("t ‹long› Enter", "long"),
        ):
            await do(ppm, keys)
            assert "NOT SAVED" in ppm.hints, keys
            assert why in ppm.hints
            assert ppm.is_asking
            await ppm.press("Ctrl+U", "Esc")
    assert content(demo) == before


async def test_text_that_was_left_is_offered_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await do(ppm, "c ‹Vendor promises› Esc")
        assert not ppm.is_asking
        await ppm.press("c")
        assert ppm.typed == "Vendor promises"
        await do(ppm, "‹ data› Enter c")
        assert ppm.typed == ""
        await ppm.press("↑")
        assert ppm.typed == "Vendor promises data"
        await ppm.press("↓")
        assert ppm.typed == ""


async def test_undo_refuses_what_somebody_else_has_built_on(demo: Workspace) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await do(ppm, "s g ‹Vendor agreed› Enter")
        other.do(status.set_rag, key="DELTA", rag=Rag.RED, reason="Not green", as_of=AS_OF)
        other.do(notes.add, project="DELTA", text="See mail", as_of=AS_OF)
        await ppm.press("u")
        ppm.sees("NOT SAVED")
        assert ppm.project("DELTA", "rag") == ("red",)


async def test_delete_asks_first_and_no_is_the_answer_to_everything_else(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("X")
        ppm.sees("Delete 1 project?", "y yes")
        await ppm.press("Enter")
        await ppm.press("X", "X", "Esc")
        assert content(demo) == before
        await ppm.press("X", "y")
        ppm.sees("11 of 11")
        assert ppm.cursor == "ATLAS"
        await ppm.press("u")
        ppm.sees("12 of 12")
        assert content(demo) == before


async def test_keys_typed_ahead_change_the_row_that_the_cursor_was_on(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.burst("s", "h", "j", "s", "h", "j")
        assert ppm.cursor == "HAVEN"
        assert ppm.project("DELTA", "stage") == ("on_hold",)
        assert ppm.project("ATLAS", "stage") == ("on_hold",)
        await ppm.burst("s", "h", "u")
        assert ppm.project("HAVEN", "stage") == ("active",)


async def test_keys_typed_ahead_on_cards_are_for_the_next_card(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("0")
        await ppm.burst("Enter", "c", "o", "k", "Enter", "Enter", "u")
        ppm.sees("3 of 8", "2 done")
        said = ppm.stored(
            "SELECT p.key, u.text FROM status_update u JOIN project p"
            " ON p.id = u.project_id WHERE u.day = '2026-03-17' ORDER BY u.text"
        )
        assert said == [("DELTA", ""), ("ATLAS", "ok")]


async def test_change_that_is_refused_after_its_screen_was_left_is_still_told(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.1)
    assert demo.place.path is not None
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter", "j")
        with closing(sqlite3.connect(demo.place.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await ppm.burst("x", "Esc")
            assert ppm.screen.kind == "portfolio"
            ppm.sees("NOT SAVED: locked by another program")
            other.execute("ROLLBACK")


async def test_what_is_left_half_typed_or_refused_is_offered_on_its_own_rows_only(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await do(ppm, "j c ‹Only for this one› Esc j c")
        assert ppm.typed == ""
        await do(ppm, "Esc k c")
        assert ppm.typed == "Only for this one"
        await do(ppm, "Esc P ‹abc› Enter Esc Space Space P")
        assert ppm.typed == ""
        await do(ppm, "‹7x› Esc Esc P")
        assert ppm.typed == ""
        await do(ppm, "Esc k k P")
        assert ppm.typed == "abc"
        await do(ppm, "Esc g d P ‹33› Esc j P")
        assert ppm.typed == ""
