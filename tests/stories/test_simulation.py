"""A project lived through many times on screen: how sure it is, and what decides that."""

import pytest

from ppm_tui.analysis.simulation import Watch
from ppm_tui.screens import simulation as module
from ppm_tui.screens.simulation import SimulationScreen
from ppm_tui.store.commands import projects, tasks
from ppm_tui.store.queries.simulation import simulation
from ppm_tui.store.queries.simulation_rows import How
from ppm_tui.terms import Minutes
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened


async def in_simulation(ppm: Driver, *way: str) -> SimulationScreen:
    await ppm.press(*(way or ("j", "Enter", "v", "s")))
    screen = ppm.screen
    assert isinstance(screen, SimulationScreen)
    return screen


async def test_pm_sees_how_sure_the_finish_is_with_responses_and_without(demo: Workspace) -> None:
    before = content(demo)
    known = demo.get(simulation, key="ATLAS", as_of=demo.as_of, how=How())
    async with opened(demo) as ppm:
        screen = await in_simulation(ppm)
        assert screen.found == known
        ppm.sees("ATLAS › Simulation   10,000 runs   seed 1", "No response", "P80", "Plan")
        ppm.sees("reserve 3.1d", "beyond the plan", " 100│", "R-044 Data quality blocks UAT")
    assert content(demo) == before


async def test_from_the_portfolio_it_is_the_project_under_the_cursor(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_simulation(ppm, "v", "s")
        ppm.sees("DELTA › Simulation")
        await ppm.press("Esc")
        assert ppm.screen.kind == "portfolio"


async def test_pm_goes_from_the_most_critical_task_to_the_plan_and_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_simulation(ppm)
        await ppm.press("b")
        ppm.sees("tasks by how often they are critical", "In how many runs", "T-111")
        await ppm.press("Enter")
        assert (ppm.screen.kind, ppm.cursor) == ("project", "T-111")
        await ppm.press("q")
        ppm.sees("Simulation")


async def test_a_risk_that_holds_up_no_task_says_so(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("v", "s")  # DELTA
        ppm.table.list.move_to_key("R-031")
        await ppm.press("Enter")
        ppm.sees("R-031 holds up no task: it moves the end of the project")


async def test_runs_luck_and_what_goes_together_can_be_chosen(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        screen = await in_simulation(ppm)
        first = screen.found
        await ppm.press("s", "t")
        ppm.sees("1,000 runs   seed 1")
        await ppm.press("n")
        ppm.sees("1,000 runs   seed 2")
        await ppm.press("c", "m")
        ppm.sees("1,000 runs   seed 2   together 60%")
        assert screen.found is not None
        assert first is not None
        spreads = [each.responded.finish.sd_minutes for each in (first, screen.found)]
        assert spreads[0] < spreads[1]


async def test_esc_stops_it_with_the_runs_that_are_done(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Watch):
        """As if Esc came with the first runs."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "done" and value:
                self.stop()

    monkeypatch.setattr(module, "Watch", Stopped)
    async with opened(demo) as ppm:
        screen = await in_simulation(ppm)
        assert screen.found is not None
        assert screen.found.runs < 10_000
        ppm.sees(f"stopped after {screen.found.runs:,} of 10,000 runs")


async def test_esc_before_there_is_anything_says_so_and_r_tries_again(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Never(Watch):
        """As if Esc came at once."""

        def __init__(self) -> None:
            super().__init__()
            self.stop()

    monkeypatch.setattr(module, "Watch", Never)
    async with opened(demo) as ppm:
        await in_simulation(ppm)
        ppm.sees("stopped before there was an answer")
        monkeypatch.undo()
        await ppm.press("r")
        ppm.sees("No response", "P80")


async def test_names_are_shown_as_they_are(demo: Workspace) -> None:
    demo.do(tasks.edit, ref="T-130", name="[/b] \x1b[31mred")
    async with opened(demo) as ppm:
        await in_simulation(ppm)
        await ppm.press("b")
        ppm.sees("[/b]", "red")
        assert "\x1b" not in ppm.text


async def test_pm_sets_the_contingency_that_a_confidence_asks_for(demo: Workspace) -> None:
    how = How(confidence=90)
    known = demo.get(simulation, key="ATLAS", as_of=demo.as_of, how=how).contingency
    sql = "SELECT contingency_cost FROM project WHERE key = 'ATLAS'"
    async with opened(demo, size=(120, 40)) as ppm:
        screen = await in_simulation(ppm)
        before = ppm.stored(sql)
        await ppm.press("p", "n")
        ppm.sees("P90 ")
        assert screen.link(None).endswith("--confidence 90")
        await ppm.press("a")
        ppm.sees("P90 less the plan")
        await ppm.press("Enter")
        assert ppm.stored(sql) == [(known,)]
        await ppm.press("u")
        assert ppm.stored(sql) == before
        await ppm.press("a", "Ctrl+u")
        await ppm.type("8h")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: the contingency is money")
        assert ppm.stored(sql) == before


async def test_a_plan_without_costs_has_no_reserve_of_money(workspace: Workspace) -> None:
    workspace.do(projects.add, name="Bare", key="BARE")
    workspace.do(tasks.add, project="BARE", name="Think", duration=Minutes(480))
    async with opened(workspace) as ppm:
        await in_simulation(ppm, "v", "s")
        await ppm.press("a")
        ppm.sees(
            "no reserve of money: no open task has an estimate", "nothing is estimated or at risk"
        )
