"""The money of the demo: sums that add up at every level, and figures that explain themselves."""

import re
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from ppm_tui import curves, formats, whys, whys_money
from ppm_tui.analysis import profit
from ppm_tui.analysis.earned_value import METRICS, EarnedValue, Unit
from ppm_tui.formats import ASCII, UNICODE
from ppm_tui.store import reader
from ppm_tui.store.commands import agreements, commitments, people, projects, rates, steps, time
from ppm_tui.store.commands.overruns import Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.queries.budget import budget
from ppm_tui.store.queries.earned_value import earned_value
from ppm_tui.store.queries.money import MoneyRow, money
from ppm_tui.store.queries.money_groups import (
    AMOUNTS,
    GROUPS,
    GroupRow,
    grouped,
    in_currency,
)
from ppm_tui.store.queries.money_roles import by_role
from ppm_tui.store.queries.prices import tariffs
from ppm_tui.terms import Billing, Forecast, Minutes, Money, Over, RateKind, Undefined
from ppm_tui.whys import Why
from ppm_tui.widgets import budget_sheet
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import SEED


@pytest.fixture
def rows(demo: Workspace) -> list[MoneyRow]:
    return demo.get(money, as_of=AS_OF)


def groups(demo: Workspace, rows: list[MoneyRow], by: str) -> list[GroupRow]:
    known = in_currency(rows, tariffs=demo.get(tariffs), currency="EUR", as_of=AS_OF)
    return grouped(known, by, currency="EUR", as_of=AS_OF)


def test_every_figure_of_the_demo_is_reckoned_again(demo: Workspace, rows: list[MoneyRow]) -> None:
    count = 0
    for row in rows:
        earned = demo.get(earned_value, key=row.key, as_of=AS_OF)
        found = demo.get(budget, key=row.key, as_of=AS_OF)
        of_money = (*whys_money.of_money(row), *whys_money.of_budget(found))
        for why in (*whys.of_earned_value(earned), *of_money):
            assert why.again() == why.value, (row.key, why.name)
            assert "\x00" not in whys.reckoning(why)
            count += 1
        assert earned.figures.ev == row.row.ev
        assert earned.figures.ac == row.spent.cost == found.whole.cost
    assert count > 500


def test_the_sheet_of_each_project_shows_every_figure_with_its_reason(
    demo: Workspace, rows: list[MoneyRow]
) -> None:
    for row in rows:
        earned = demo.get(earned_value, key=row.key, as_of=AS_OF)
        found = demo.get(budget, key=row.key, as_of=AS_OF)
        sheet = budget_sheet.rows(found, earned, row, UNICODE)
        shown = {line.why.name: line for line in sheet if line.why is not None}
        assert set(METRICS) | set(profit.METRICS) | {"es", "spi_t", "ieac_t_at_spi_t"} <= set(shown)
        for name, line in shown.items():
            assert line.why is not None
            assert line.value == whys.value(line.why), name
            assert (line.value == "n/a") == isinstance(line.why.again(), Undefined), name
            assert line.how, name
            assert typed(line.why) in (None, line.value), (name, line.how)
        assert len({line.key for line in sheet}) == len(sheet)


def typed(why: Why) -> str | None:
    """What somebody gets who types the numbers that are shown into a calculator."""
    _, equals, text = whys.reckoning(why).rpartition(" = ")
    if not equals or not why.given or isinstance(why.value, Undefined):
        return None
    number = re.sub(r"[\d.]+", r"Fraction('\g<0>')", text.replace(",", "").replace("×", "*"))
    value = eval(number, {"Fraction": Fraction})
    minor = 10 ** formats.exponent(why.currency) if why.unit is Unit.MONEY else 1
    return whys.value(replace(why, value=Fraction(value) * minor))


@pytest.mark.parametrize("by", GROUPS)
def test_sums_add_up_exactly_at_every_level(demo: Workspace, rows: list[MoneyRow], by: str) -> None:
    [whole], parts = groups(demo, rows, "all"), groups(demo, rows, by)
    assert sorted(key for part in parts for key in part.keys) == sorted(whole.keys)
    assert sum(part.minutes for part in parts) == whole.minutes
    for name in AMOUNTS:
        assert sum(v for part in parts if isinstance(v := part.amount(name), int)) == (
            whole.amount(name)
        ), name
    for name in ("bac", "pv", "ev", "ac"):
        known = [v for part in parts if isinstance(v := getattr(part.chosen("cpi"), name), int)]
        assert sum(known) == getattr(whole.chosen("cpi"), name), name


def test_roles_share_all_that_a_project_brings_and_absorbs(store: Workspace) -> None:
    bill = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    store.do(steps.together, label="seed", commands=(*SEED, partial(bill, amount=Money(9_100))))
    store.do(people.edit, person="ana", role="Dev")
    cap = {"method": Billing.NOT_TO_EXCEED, "project": "ATLAS", "amount": Money(10_000)}
    store.do(partial(agreements.add, **cap))  # type: ignore[arg-type]  # names of fields
    for person in ("ana", "ben"):
        entry = {"project": "ATLAS", "person": person, "minutes": Minutes(100), "day": AS_OF}
        store.do(partial(time.log_time, over=Decision(Over.ABSORB, "Goodwill"), **entry))  # type: ignore[arg-type]  # names of fields
    rows = store.get(money, as_of=AS_OF)
    [whole] = groups(store, rows, "all")
    roles = store.get(by_role, rows, tariffs=store.get(tariffs), currency="EUR", as_of=AS_OF)
    assert len(roles) > 1
    assert whole.amount("absorbed") == 2 * 15_167 - 10_000
    for name in ("cost", "price", "revenue", "billable", "invoiced", "absorbed", "held"):
        shares = [part.amount(name) for part in roles]
        assert sum(v for v in shares if isinstance(v, int)) == whole.amount(name), name
    assert sum(part.absorbed_minutes for part in roles) == whole.absorbed_minutes > 0


def test_an_amount_is_known_whatever_else_of_the_project_is_not(store: Workspace) -> None:
    """What a fee without a baseline has earned is not; what is due, ordered, agreed is."""
    store.do(steps.together, label="seed", commands=SEED)
    store.do(projects.edit, key="ATLAS", billing=Billing.FIXED_FEE, contract_value=Money(90_000))
    store.do(partial(commitments.add, project="ATLAS", amount=Money(500), text="x", day=AS_OF))
    [whole] = groups(store, store.get(money, as_of=AS_OF, key="ATLAS"), "all")
    assert isinstance(whole.amount("revenue"), Undefined)
    assert isinstance(whole.amount("budget"), Undefined)
    known = {name: whole.amount(name) for name in ("billable", "committed", "contract", "eac")}
    assert isinstance(known.pop("eac"), Undefined)
    assert known == {"billable": 0, "committed": 500, "contract": 90_000}
    assert whole.figure("unbilled") == 0
    assert isinstance(whole.figure("margin"), Undefined)


def test_a_forecast_is_each_projects_own_and_adds_up(demo: Workspace) -> None:
    demo.do(projects.edit, key="ATLAS", forecast=Forecast.AT_BUDGETED_RATE)
    rows = demo.get(money, as_of=AS_OF)
    atlas = next(row for row in rows if row.key == "ATLAS")
    by_key = {group.name: group for group in groups(demo, rows, "project")}
    assert by_key["ATLAS"].amount("eac") == atlas.profit["eac"] == 116_739_400
    for by in GROUPS:
        for group in groups(demo, rows, by):
            own = [by_key[key].figure("eac") for key in group.keys]
            assert group.figure("eac") == sum(v for v in own if isinstance(v, Fraction))
    [whole] = groups(demo, rows, "all")
    assert len(whole.known("margin_at_completion")) < len(whole.known("eac"))
    why = {why.name: why for why in whys_money.of_group(whole)}
    of = len(whole.known("margin_at_completion"))
    assert whys.how(why["margin_at_completion"]).endswith(f", of {of} of {len(rows)} projects")
    assert any(each.text.endswith("AC + (BAC - EV)") for each in why["eac"].sources)


@pytest.mark.parametrize("by", GROUPS)
def test_every_amount_of_a_group_shows_the_rows_behind_it(
    demo: Workspace, rows: list[MoneyRow], by: str
) -> None:
    for group in groups(demo, rows, by):
        whys_of = {why.name: why for why in whys_money.of_group(group)}
        for name in whys_money.TITLES:
            why = whys_of[name]
            assert why.value == group.figure(name), (group.name, name)
            if why.formula.startswith(("sum", "all")) and isinstance(why.value, Fraction):
                assert sum(each.amount for each in why.sources) == why.value, (group.name, name)
        if len(group.keys) > 1:
            assert {each.text.split()[0] for each in whys_of["cost"].sources} == set(group.keys)


def test_the_basis_of_a_figure_says_how_it_is_billed_only_where_that_matters(
    rows: list[MoneyRow],
) -> None:
    atlas = next(row for row in rows if row.key == "ATLAS")
    for why in whys_money.of_money(atlas):
        is_billed = why.name in ("revenue", "billable")
        assert why.basis == "as of 17 Mar 2026" + is_billed * ", billed: not to exceed"
        assert "parts" not in why.formula


def test_the_rows_behind_a_ratio_stand_with_it_or_are_named(
    demo: Workspace, rows: list[MoneyRow]
) -> None:
    row = next(row for row in rows if row.key == "ATLAS")
    earned = demo.get(earned_value, key=row.key, as_of=AS_OF)
    found = demo.get(budget, key=row.key, as_of=AS_OF)
    sheet = {line.key: line for line in budget_sheet.rows(found, earned, row, UNICODE)}
    told = str(budget_sheet.explained(sheet["Earned.cpi"], 120))
    assert "the rows behind AC stand with the figures of that name" in told
    told = str(budget_sheet.explained(sheet["Budget.budget_left"], 120))
    assert "labour, time entries" in told
    assert sheet["Time.sv_t"].value.endswith(" d")


def test_indices_of_a_group_are_ratios_of_sums(demo: Workspace, rows: list[MoneyRow]) -> None:
    [whole] = groups(demo, rows, "all")
    earned = whole.chosen("cpi")
    assert isinstance(earned, EarnedValue)
    assert isinstance(earned.ev, int)
    assert isinstance(earned.ac, int)
    assert whole.figure("cpi") == Fraction(earned.ev, earned.ac)
    revenue = whole.amount("revenue")
    assert isinstance(revenue, int)
    cost = whole.chosen("margin_share")["cost"]
    assert isinstance(cost, Fraction)
    assert whole.figure("margin_share") == (revenue - cost) / revenue


def test_a_client_has_its_own_projects_only(demo: Workspace, rows: list[MoneyRow]) -> None:
    by_client = {group.name: group.keys for group in groups(demo, rows, "client")}
    assert by_client["Corvane Industries"] == ("ATLAS", "JUNO")
    assert by_client["none"] == ("KITE",)


def test_a_currency_without_a_rate_is_left_out_and_counted(
    demo: Workspace, rows: list[MoneyRow]
) -> None:
    known = in_currency(rows, tariffs=demo.get(tariffs), currency="JPY", as_of=AS_OF)
    [whole] = grouped(known, "all", currency="JPY", as_of=AS_OF)
    assert whole.known("cost") == whole.known("margin") == []
    assert isinstance(whole.amount("cost"), Undefined)
    assert isinstance(whole.figure("margin"), Undefined)


def test_charts_and_table_say_the_same(demo: Workspace) -> None:
    row = demo.get(earned_value, key="ATLAS", as_of=AS_OF)
    last = [point for point in curves.points(row, by="week") if point.day == AS_OF]
    assert [(p.pv, p.ev, p.ac) for p in last] == [(row.figures.pv, row.figures.ev, row.figures.ac)]
    for glyphs in (UNICODE, ASCII):
        for what in ("money", "minutes"):
            lines = list(curves.chart(row, what, 78, 14, glyphs))
            assert len(lines) == 14
            assert max(map(len, lines)) <= 78
            assert any("A" in line for line in lines[:12])


def test_it_costs_a_fixed_number_of_statements(demo: Workspace) -> None:
    with reader.connect(demo.place) as connection:
        for key in (None, "ATLAS"):
            before = connection.statements
            money(connection, as_of=AS_OF, key=key)
            assert connection.statements - before == 9
