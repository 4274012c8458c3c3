"""Levelling line by line: taken, refused, all at once, and taken back."""

import pytest

from ppm_tui.analysis.levelling import Budget
from ppm_tui.screens.levelling import LevellingScreen
from ppm_tui.store.commands import tasks
from ppm_tui.store.queries.levelling import Scope
from ppm_tui.store.queries.levelling import levelling as proposed
from ppm_tui.store.queries.levelling_rows import Proposal
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened


async def in_levelling(ppm: Driver, *way: str, is_beyond: bool = True) -> LevellingScreen:
    await ppm.press(*(way or ("v", "l")))
    screen = ppm.screen
    assert isinstance(screen, LevellingScreen)
    if is_beyond:
        await ppm.press("b")
    return screen


def proposal(workspace: Workspace, *keys: str) -> Proposal:
    """What the command line proposes without a search."""
    return workspace.get(
        proposed, scope=Scope(keys), as_of=workspace.as_of, budget=Budget(schedules=0)
    )


def dates(ppm: Driver, ref: str) -> tuple[object, ...]:
    return ppm.stored("SELECT start, finish FROM task WHERE ref = :ref", ref=ref)[0]


async def test_the_screen_proposes_what_the_command_line_does(demo: Workspace) -> None:
    before, found = content(demo), proposal(demo)
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        assert screen.found is not None
        assert screen.found.moves == found.moves
        ppm.sees("Levelling   beyond float   24 lines", "too much: 156h at first, 156h now, 31h")
        assert "23 Mar → 20 Jul   85d   !0h Gia Moretti" in ppm.row("T-111")
    assert content(demo) == before


async def test_pm_takes_one_line_over_and_what_is_left_is_as_it_was_said(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        assert screen.found is not None
        lines = {row.ref: (row.start, row.finish) for row in screen.found.moves}
        ppm.table.list.move_to_key("T-807")
        await ppm.press("Enter")
        ppm.sees("T-807: finish 28 Aug → 02 Sep, +3d, 3 follow, saved.  u undo")
        assert dates(ppm, "T-807") == ("2026-06-25T08:00", "2026-08-05T17:00")
        left = {row.ref: (row.start, row.finish) for row in screen.found.moves}
        assert "T-807" not in left
        assert left.items() <= lines.items()
        await ppm.press("u")
        ppm.sees("undo: ")
        assert {row.ref: (row.start, row.finish) for row in screen.found.moves} == lines
    assert content(demo) == before


async def test_all_lines_are_one_step(demo: Workspace) -> None:
    before, found = content(demo), proposal(demo)
    async with opened(demo) as ppm:
        await in_levelling(ppm)
        await ppm.press("V", "a")
        ppm.sees("saved.  u undo", "beyond float   0 lines")
        ppm.sees("too much: 156h at first, 31h now, 31h with all lines")
        there = dict(ppm.stored("SELECT ref, start FROM task"))
        assert all(there[row.ref] == f"{row.start:%Y-%m-%dT%H:%M}" for row in found.moves)
        await ppm.press("u")
    assert content(demo) == before


async def test_keys_typed_ahead_take_one_line_after_the_other(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        ppm.table.list.move_to_key("T-806")
        await ppm.burst("Enter", "Enter")
        assert screen.found is not None
        left = {row.ref for row in screen.found.moves}
        assert left.isdisjoint({"T-806", "M-21", "T-807", "T-213"})
        assert {"T-706", "T-1007"} <= left


async def test_pm_refuses_a_line_and_the_others_make_do_without_it(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        assert screen.found is not None
        first = screen.found.moves
        ppm.table.list.move_to_key("T-121")
        await ppm.press("x")
        ppm.sees("T-121 refused: x lets it move again")
        assert ppm.cursor == "T-122"
        assert "refused" in screen._draw_row((), screen.every_row[-1], 80)[-1][0]
        assert "T-121" not in {row.ref for row in screen.found.moves}
        await ppm.press("G")
        assert ppm.cursor == "T-121"
        await ppm.press("Enter")
        ppm.sees("T-121 stays: refused", "you refused its line")
        await ppm.press("x")
        ppm.sees("T-121 may move again")
        assert screen.found.moves == first
    assert content(demo) == before


async def test_what_leads_to_a_refused_line_moves_no_further_than_that_lets_it(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        ppm.table.list.move_to_key("M-27")
        held = dates(ppm, "M-27")
        await ppm.press("x")
        assert screen.found is not None
        assert {"M-27", "T-1007"}.isdisjoint(row.ref for row in screen.found.moves)
        await ppm.press("V", "Enter")
        assert dates(ppm, "M-27") == held


async def test_a_line_that_cannot_be_helped_says_why(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_levelling(ppm)
        ppm.table.list.move_to_key("T-206")
        await ppm.settle()
        assert "too much (begun): W13 dan 4h09" in ppm.row("T-206")
        ppm.sees("it has begun, and what has begun is never moved.", "with T-210 DELTA")
        await ppm.press("Enter")
        ppm.sees("T-206 stays: begun")
        await ppm.press("x")
        ppm.sees("T-206 stays: begun")


async def test_within_float_no_project_ends_later(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm, is_beyond=False)
        ppm.sees("Levelling   within float")
        ppm.misses("later:")
        assert screen.found is not None
        assert all(row.slip == 0 for row in screen.found.moves)
        await ppm.press("b")
        ppm.sees("beyond float   24 lines", "later: ATLAS +17w")
        await ppm.press("b")
        ppm.sees("Levelling   within float", "within float: no project ends later")


@pytest.mark.parametrize("way", [("3", "v", "l"), ("v", "l"), (":", *"levelling", "Enter")])
async def test_it_opens_over_all_projects(demo: Workspace, way: tuple[str, ...]) -> None:
    async with opened(demo) as ppm:
        assert (await in_levelling(ppm, *way)).keys == ()


@pytest.mark.parametrize("way", [("v", "l"), (":", *"levelling", "Enter")])
async def test_it_opens_over_the_project_that_is_open(
    demo: Workspace, way: tuple[str, ...]
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("Home", "Enter")
        screen = await in_levelling(ppm, *way)
        assert screen.keys == ("DELTA",)
        ppm.sees("DELTA › Levelling")
        assert screen.found is not None
        assert {row.project for row in screen.every_row} == {"DELTA"}
        others = [text for row in screen.every_row for text in row.beside if "DELTA" not in text]
        assert others == []
        await ppm.press("o")
        assert (ppm.screen.kind, ppm.cursor) == ("project", screen.every_row[0].ref)
        await ppm.press("q", "q")
        assert ppm.screen.kind == "project"


async def test_esc_ends_the_search_and_what_was_found_can_be_used(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(demo) as ppm:
        monkeypatch.setattr(LevellingScreen, "seconds", 600.0)
        ppm.send("v")
        ppm.send("l")
        await ppm.until(lambda: isinstance(ppm.screen, LevellingScreen))
        screen = ppm.screen
        assert isinstance(screen, LevellingScreen)
        await ppm.until(lambda: screen.budget is not None and screen.budget.finish is not None)
        screen._tick()
        await ppm.until(lambda: "best finish so far" in ppm.text)
        ppm.sees("of 600s", "Esc takes it")
        ppm.send("enter")
        await ppm.until(lambda: "still searching" in ppm.text)
        ppm.send("escape")
        await ppm.settle()
        ppm.sees("stopped: the best so far comes", "within float", "with all lines")
        taken = screen.every_row[0].ref
        await ppm.press("Enter")
        ppm.sees("saved.  u undo")
        assert screen.found is not None
        assert taken not in {row.ref for row in screen.found.moves}


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_a_search_holds_nobody_up(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with opened(demo) as ppm:
        monkeypatch.setattr(LevellingScreen, "seconds", 600.0)
        ppm.send("v")
        ppm.send("l")
        await ppm.until(lambda: isinstance(ppm.screen, LevellingScreen) and ppm.screen.is_ready)
        ppm.send(key)
        await ppm.settle()
        assert ppm.app.is_running


async def test_esc_is_not_kept_waiting_while_lines_are_reckoned_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        screen.budget = budget = Budget(schedules=0)
        screen.is_answering = True
        ppm.send("j")
        ppm.send("escape")
        await ppm.until(lambda: budget.is_stopped)
        assert screen.typed_ahead == []


async def test_lines_are_filtered_and_copied_as_the_command_that_shows_them(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        await ppm.press("/")
        await ppm.type("project:delta for:eva")
        await ppm.press("Enter")
        assert [row.ref for row in screen.shown] == ["T-213"]
        await ppm.press("F", "b")
        assert screen.link(screen.shown[0]) == "ppm level --within-float"
        await ppm.press("1", "-")
        assert ppm.screen.kind == "levelling"


async def test_what_was_moved_meanwhile_is_a_conflict_and_reckoned_again(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        screen = await in_levelling(ppm)
        demo.do(tasks.set_dates, ref="T-807", start=demo.as_of.replace(month=9))
        ppm.table.list.move_to_key("T-807")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: T-807 was moved meanwhile: level again")
        assert screen.found is not None
        assert "T-807" not in {row.ref for row in screen.found.moves}


async def test_a_name_that_is_not_meant_well_is_shown_as_it_is(demo: Workspace) -> None:
    demo.do(tasks.edit, ref="T-806", name="[/b] \x1b[31mMove")
    async with opened(demo, size=(120, 40)) as ppm:
        await in_levelling(ppm)
        ppm.table.list.move_to_key("T-806")
        await ppm.settle()
        assert "[/b]" in ppm.row("T-806")
        assert "\x1b" not in ppm.text


async def test_an_empty_portfolio_has_nothing_to_move(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await in_levelling(ppm)
        ppm.sees("Nobody has too much to do: there is nothing to move.")
        await ppm.press("Enter", "x", "o")
        ppm.sees("there is no line here")
