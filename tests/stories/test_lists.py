"""Moving, finding, marking and coming back in lists."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ppm_tui.screens import project
from ppm_tui.screens.portfolio import PortfolioScreen
from ppm_tui.store.commands import issues, notes, projects, status
from ppm_tui.store.queries import plan_memory
from ppm_tui.store.queries.plan_web import Web
from ppm_tui.store.reader import Connection
from ppm_tui.terms import IssueStatus, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.stories.driver import Driver, opened


async def test_pm_filters_as_they_type_and_always_sees_that_it_is_filtered(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("/")
        await ppm.type("pm:ana")
        ppm.sees("2 of 12", "ATLAS", "BEACON")
        ppm.misses("KITE   Kite")
        await ppm.press("Enter")
        ppm.sees("2 of 12", "filter: pm:ana")
        await ppm.press("/")
        await ppm.type(" !beacon")
        ppm.sees("1 of 12")
        await ppm.press("Esc")
        ppm.sees("2 of 12", "filter: pm:ana")
        await ppm.press("F")
        ppm.sees("12 of 12", "no filter")


async def test_pm_drops_a_filter_that_was_being_typed(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("/")
        await ppm.type("iris")
        ppm.sees("1 of 12")
        await ppm.press("Esc")
        ppm.sees("12 of 12", "no filter")
        await ppm.press("/")
        assert ppm.typed == ""


async def test_pm_is_told_where_a_filter_goes_wrong_and_what_clears_an_empty_one(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("/")
        await ppm.type("budgt>3")
        assert "there is no field 'budgt'" in ppm.hints
        await ppm.press("Ctrl+U")
        await ppm.type("nowhere")
        ppm.sees("0 of 12, filter: nowhere, F clears")
        await ppm.press("Enter", "F")
        ppm.sees("12 of 12")


async def test_pm_filters_by_letters_and_steps_out_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("f", "r")
        ppm.sees("2 of 12", "filter: rag:red")
        await ppm.press("Space")
        ppm.sees("1 marked")
        await ppm.press("Esc")
        ppm.misses("marked")
        ppm.sees("filter: rag:red")
        await ppm.press("Esc")
        ppm.sees("12 of 12", "no filter")
        await ppm.press("Esc")
        assert ppm.app.is_running
        assert ppm.screen.kind == "portfolio"


async def test_list_keeps_its_order_after_a_change_until_it_is_sorted_again(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*["j"] * 11)
        assert ppm.cursor == "JUNO"
        before = ppm.table.list.keys
        await ppm.press("s", "r")
        await ppm.type("Conveyor belt recalled")
        await ppm.press("Enter")
        assert ppm.table.list.keys == before
        assert ppm.cursor == "JUNO"
        assert ppm.row("JUNO").startswith("> ·JUNO")
        assert "·" not in ppm.row("IRIS")
        await ppm.press("r")
        assert ppm.table.list.keys[:3] == ("DELTA", "ATLAS", "JUNO")
        assert ppm.cursor == "JUNO"
        assert ppm.row("JUNO").startswith(">  JUNO")


async def test_cursor_follows_its_project_when_somebody_else_adds_and_changes_some(
    demo: Workspace,
) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await ppm.press("j", "j", "j")
        assert ppm.cursor == "FJORD"
        other.do(projects.add, name="Aurora intranet")
        other.do(status.set_rag, key="IRIS", rag=Rag.RED, reason="Scan failed", as_of=AS_OF)
        ppm.screen.refresh_if_changed()
        await ppm.settle()
        ppm.sees("13 of 13", "3 red")
        assert ppm.cursor == "FJORD"
        assert ppm.row("FJORD").startswith(">")
        assert "■ R" in ppm.row("IRIS")
        other.do(projects.trash, key="FJORD", as_of=AS_OF)
        ppm.screen.refresh_if_changed()
        await ppm.settle()
        assert ppm.cursor == "BEACON"


@pytest.mark.parametrize("back", ["Esc", "q", "Backspace"])
async def test_pm_opens_a_project_and_comes_back_to_the_same_row(
    demo: Workspace, back: str
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*["j"] * 5)
        before = ppm.text
        await ppm.press("Enter")
        ppm.sees("Portfolio › KITE Kite API platform")
        await ppm.press("j", "j", back)
        assert ppm.cursor == "KITE"
        assert ppm.text == before


async def test_pm_walks_back_and_forward_through_places(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("Enter", "j", "j")
        task = ppm.cursor
        await ppm.press("v", "o")
        ppm.sees("Overdue")
        await ppm.press("-")
        ppm.sees("DELTA Delta CRM merge")
        assert ppm.cursor == task
        await ppm.press("-")
        ppm.sees("view: Active")
        await ppm.press("-")
        ppm.sees("no further place was visited")
        await ppm.press("=", "=")
        ppm.sees("Overdue")
        await ppm.press("=")
        ppm.sees("no further place was visited")


async def test_pm_drills_down_from_what_is_overdue_and_comes_back_level_by_level(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "v", "o", "j")
        task, before = ppm.cursor, ppm.text
        await ppm.press("Enter")
        assert ppm.screen.kind == "project"
        await ppm.press("?", "Esc", "j", "Esc")
        assert ppm.screen.kind == "overdue"
        assert ppm.cursor == task
        assert ppm.text == before
        await ppm.press("Esc")
        assert ppm.cursor == "ATLAS"


async def test_cursor_comes_back_to_its_row_after_a_filter_that_nothing_fits(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "j", "/")
        await ppm.type("zzz")
        assert ppm.cursor is None
        await ppm.press("Esc")
        assert ppm.cursor == "HAVEN"


async def test_pm_marks_every_row_and_none_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("f", "a", "V")
        ppm.sees("4 marked")
        assert ppm.row("HAVEN").startswith(">* HAVEN")
        await ppm.press("V")
        ppm.misses("marked")


@pytest.mark.parametrize("down", ["j", "↓"])
async def test_each_list_answers_all_the_keys_that_move(demo: Workspace, down: str) -> None:
    up = {"j": "k", "↓": "↑"}[down]
    async with opened(demo) as ppm:
        for place in ((), ("j", "Enter"), ("v", "o")):
            await ppm.press("1", *place)
            keys = ppm.table.list.keys
            await ppm.press(down)
            assert ppm.cursor == keys[1]
            await ppm.press(up)
            assert ppm.cursor == keys[0]
            for last, first in (("G", "g g"), ("End", "Home"), ("PgDn", "PgUp")):
                await ppm.press(last)
                assert ppm.cursor == keys[-1] or last == "PgDn"
                await ppm.press(*first.split())
                assert ppm.cursor == keys[0]
            await ppm.press("Ctrl+D", "Ctrl+U")
            assert ppm.cursor == keys[0]


async def test_pm_sorts_by_a_column_and_the_other_way_round(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("o", "k")
        ppm.sees("sort: key")
        assert ppm.table.list.keys[0] == "ATLAS"
        await ppm.press("O")
        ppm.sees("sort: key down")
        assert ppm.table.list.keys[0] == "LOTUS"
        await ppm.press("o", "a")
        ppm.sees("sort: attention")
        assert ppm.table.list.keys[0] == "DELTA"
        await ppm.press("O")
        ppm.sees("attention has one order")


async def test_narrow_list_counts_the_rows_that_do_not_fit(demo: Workspace) -> None:
    async with opened(demo, size=(45, 14)) as ppm:
        ppm.sees("3 more ↓")
        await ppm.press("G")
        ppm.misses("more ↓")
        assert ppm.row("JUNO").startswith(">")


async def test_the_peek_follows_when_a_filter_or_a_change_brings_another_row_under_the_cursor(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        for keys, text in (("/", "kite"), ("F", ""), ("/", "iris"), ("F", "")):
            await ppm.press(keys)
            await ppm.type(text)
            if text:
                await ppm.press("Enter")
            assert shown_in_the_peek(ppm) == ppm.cursor
        for change in (["X", "y"], ["x"], ["u"], ["f", "r"]):
            await ppm.press(*change)
            assert shown_in_the_peek(ppm) == ppm.cursor
        await ppm.press("F", "n")
        await ppm.type("Aurora intranet")
        await ppm.press("Enter")
        assert shown_in_the_peek(ppm) == ppm.cursor


def shown_in_the_peek(ppm: Driver) -> str | None:
    assert isinstance(ppm.screen, PortfolioScreen)
    return ppm.screen.peek.key if ppm.screen.peek else None


async def test_the_figures_above_the_list_count_the_projects_of_the_view(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        assert "2 red" in ppm.lines[1]
        await ppm.press("f", "r", "x", "F")
        assert "1 red" in ppm.lines[1]
        await ppm.press("f", "x")
        assert "2 red" in ppm.lines[1]


async def test_the_pane_of_a_project_shows_what_is_open(demo: Workspace) -> None:
    ref, key = demo.get(
        lambda connection: connection.rows(
            "SELECT i.ref, p.key FROM issue i JOIN project p ON p.id = i.project_id"
            " WHERE i.status IN ('open', 'doing') ORDER BY i.ref LIMIT 1"
        )
    )[0]
    async with opened(demo, (120, 40)) as ppm:
        ppm.app.visit("project", str(key))
        await ppm.settle()
        ppm.sees("RAID and changes", str(ref))
    demo.do(issues.set_status, ref=str(ref), status=IssueStatus.CLOSED, as_of=AS_OF, reason="done")
    async with opened(demo, (120, 40)) as ppm:
        ppm.app.visit("project", str(key))
        await ppm.settle()
        ppm.sees("RAID and changes")
        ppm.misses(str(ref))
        ppm.app.visit("project", "ATLAS")
        await ppm.settle()
        ppm.sees("R-029 M 6 ")


async def test_one_day_is_told_of_as_one(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        ppm.table.list.move_to_key("LOTUS")
        await ppm.press("s", "a")
        await ppm.type("Vendor late")
        await ppm.press("Enter")
    async with opened(replace(demo, as_of=AS_OF + timedelta(days=1))) as ppm:
        ppm.table.list.move_to_key("LOTUS")
        await ppm.settle()
        ppm.sees("(1 day)")


async def test_a_screen_that_is_left_while_it_reads_draws_nothing_more(demo: Workspace) -> None:
    other = workspace_at(demo.place, user="ben")
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter", "v", "o", "?")
        other.do(notes.add, project="ATLAS", text="New", as_of=AS_OF)
        await ppm.press("2")
        assert ppm.screen.kind == "project"
        assert ppm.app.is_running


async def test_pm_moves_in_a_large_plan_while_the_rest_of_it_is_being_read(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    everything = plan_memory.read

    def late(
        connection: Connection, memory: plan_memory.PlanMemory, *, key: str, as_of: date
    ) -> Web:
        gate.wait(30)
        return everything(connection, memory, key=key, as_of=as_of)

    monkeypatch.setattr(project, "FIRST", 3)
    monkeypatch.setattr(plan_memory, "read", late)
    async with opened(demo) as ppm:
        ppm.app.visit("project", "DELTA")
        await ppm.until(lambda: ppm.screen.kind == "project" and ppm.screen.is_ready)
        assert len(ppm.table.list.rows) == 3
        ppm.sees("reading the rest…")
        ppm.send(ppm.key_of("cursor.down"))
        await ppm.until(lambda: ppm.table.list.cursor == 1)
        here = ppm.cursor
        gate.set()
        await ppm.settle()
        assert len(ppm.table.list.rows) > 3
        assert ppm.cursor == here
        ppm.misses("reading the rest…")


async def test_pm_comes_back_to_a_row_far_down_in_a_large_plan(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "FIRST", 3)
    async with opened(demo) as ppm:
        ppm.app.visit("project", "DELTA")
        await ppm.settle()
        await ppm.press("cursor.last")
        here = ppm.cursor
        await ppm.press("q")
        ppm.app.visit("project", "DELTA")
        await ppm.settle()
        assert ppm.cursor == here
