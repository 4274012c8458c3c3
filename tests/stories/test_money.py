"""Money on screen: a budget read and explained, sums by client, a status that lapses."""

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from ppm_tui import formats, whys, whys_money
from ppm_tui.analysis.earned_value import Figure, decimal_of
from ppm_tui.screens.money import MoneyScreen, explained
from ppm_tui.screens.project_budget import ProjectBudgetScreen
from ppm_tui.store.queries.money_groups import GROUPS
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import content, opened


async def test_pm_sees_where_the_money_of_a_project_goes_and_why_the_forecast_is_so(
    demo: Workspace,
) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        ppm.table.list.move_to_key("ATLAS")
        await ppm.press("v", "f")
        ppm.sees("[Budget]", "749,394.00 EUR", "68% of 1100k", "Planned, earned, spent")
        ppm.table.list.move_to_key("Budget.eac_at_cpi")
        await ppm.press("Enter")
        ppm.sees("= BAC / CPI = 1,100,000.00 / 0.91006867")
        ppm.sees("as of 17 Mar 2026, baseline 0 «Agreed»")
        ppm.table.list.move_to_key("Earned.ac")
        await ppm.settle()
        ppm.sees("sum of cost entries up to the day", "dan labour")
        await ppm.press("Esc")
        ppm.sees(". planned  E earned  A actual cost")
        await ppm.press("b")
        ppm.sees("A time spent  a forecast at this pace")
        await ppm.press("b")
        ppm.sees("End of             Planned         Earned    Actual cost     Time", "17 Mar 2026")
        await ppm.press("Esc")
        assert ppm.screen.kind == "portfolio"
    assert content(demo) == before


async def test_each_figure_of_every_budget_is_reckoned_again_on_screen(demo: Workspace) -> None:
    async with opened(demo, size=(200, 60)) as ppm:
        portfolio = {row.key: row for row in ppm.table.list.rows}
        keys = list(portfolio)
        for key in keys:
            ppm.table.list.move_to_key(key)
            await ppm.press("v", "f")
            screen = ppm.screen
            assert isinstance(screen, ProjectBudgetScreen)
            rows = [row for row in screen.every_row if row.why is not None]
            assert len(rows) > 40
            for row in rows:
                assert row.why is not None
                again = row.why.again()
                assert again == row.why.value, (key, row.key)
                assert row.value == whys.value(replace(row.why, value=again))
                assert (row.value == "n/a") == isinstance(again, Undefined)
            why = {row.why.name: row.why for row in rows if row.why is not None}
            assert_same(portfolio[key], {name: each.again() for name, each in why.items()})
            await ppm.press("Esc")


def assert_same(drawn: PortfolioRow, again: dict[str, Figure]) -> None:
    """What the portfolio draws of a project is what its budget reckons and explains."""
    eac, bac, vac = again[f"eac_{drawn.figures.forecast}"], again["bac"], again["vac"]
    assert formats.index(drawn.spi) == formats.index(decimal_of(again["spi"]))
    assert formats.index(drawn.cpi) == formats.index(decimal_of(again["cpi"]))
    assert formats.compact(drawn.eac) == formats.compact(decimal_of(eac))
    assert isinstance(bac, Fraction | int)
    assert isinstance(vac, Fraction | int)
    assert formats.share(drawn.overrun) == formats.share(decimal_of(Fraction(-vac) / bac))


async def test_the_money_of_clients_adds_up_and_opens_to_its_formulas(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("v", "c")
        ppm.sees("by project   12 of 12", "spent of", "margin")
        for letter, by in (("c", "client"), ("g", "program"), ("f", "portfolio"), ("a", "all"),
                           ("r", "role"), ("p", "project")):  # fmt: skip
            await ppm.press("b", letter)
            screen = ppm.screen
            assert isinstance(screen, MoneyScreen)
            assert screen.by == by
            assert screen.whole is not None
            if by in GROUPS:
                costs = [row.figure("cost") for row in screen.rows]
                assert sum(v for v in costs if isinstance(v, Fraction)) == (
                    screen.whole.figure("cost")
                )
            for row in screen.rows:
                for why in whys_money.of_group(row):
                    assert why.again() == why.value == row.figure(why.name), (row.name, why.name)
                assert explained(row)
        await ppm.press("b", "c")
        ppm.table.list.move_to_key("Corvane Industries")
        await ppm.press("Enter")
        ppm.sees("sums of 2 of 2 projects: ATLAS, JUNO", "revenue - cost = ")
        ppm.sees("Actual", "749,394.00 EUR  ATLAS Atlas ERP rollout", "sum of the forecasts")
        ppm.misses("DELTA")
        await ppm.press("Esc", "o", "m")
        assert re.search(r"Orsova|none", ppm.text)


async def test_the_money_of_one_client_is_added_up_alone(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await ppm.press("v", "c")
        ppm.sees("12 of 12", "2570k EUR spent of 5098k")
        await ppm.press("/")
        await ppm.type("client:corvane")
        await ppm.press("Enter")
        ppm.sees("2 of 12", "ATLAS", "JUNO", "CPI 0.93")
        ppm.misses("DELTA", "2570k")
        screen = ppm.screen
        assert isinstance(screen, MoneyScreen)
        costs = [row.figure("cost") for row in screen.shown]
        spent = (
            f"{formats.compact(int(sum(v for v in costs if isinstance(v, Fraction))))} EUR spent"
        )
        ppm.sees(spent)
        await ppm.press("b", "c")
        ppm.sees("1 of", "Corvane Industries", spent)
        await ppm.press("b", "r")
        ppm.sees("0 of", "F clears")
        ppm.misses("EUR spent")
        await ppm.press("F")
        ppm.sees("2570k EUR spent of 5098k")


async def test_a_declared_green_over_a_computed_red_lapses_at_the_next_update(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        ppm.table.list.move_to_key("DELTA")
        await ppm.press("s", "g")
        ppm.sees("DELTA is computed red (schedule: a milestone is 11d late")
        await ppm.type("Vendor has delivered")
        await ppm.press("Enter")
        ppm.sees("red → green", "computed red: Vendor has delivered")
        assert "● G!" in ppm.row("DELTA")
        await ppm.press("u")
        assert "■ R" in ppm.row("DELTA")
        await ppm.press("U")
        assert "● G" in ppm.row("DELTA")
    demo.as_of = AS_OF + timedelta(days=1)
    async with opened(demo) as ppm:
        await ppm.press("0")
        while "> 1 DELTA" not in ppm.text and "DELTA  Delta CRM merge" not in ppm.text:
            await ppm.press("j")
        await ppm.press("Enter")
        ppm.sees("green has lapsed → red")
        assert ppm.stored("SELECT rag, rag_over FROM project WHERE key = 'DELTA'") == [
            ("red", None)
        ]


async def test_the_money_of_nothing_says_how_to_begin(workspace: Workspace) -> None:
    async with opened(workspace) as ppm:
        await ppm.press("v", "c")
        ppm.sees("by project", "0 of 0", "No projects yet")
