"""Indices and forecasts against published figures (definitions, section 2) and their properties."""

import json
import re
from collections.abc import Container
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis import earned_schedule, earned_value
from ppm_tui.analysis.earned_value import (
    BUDGET_SPENT,
    INPUTS,
    METRICS,
    NO_BASELINE,
    NO_COST,
    NO_ESTIMATE,
    NO_PLAN,
    NOTHING_EARNED,
    EarnedValue,
    Figures,
    Unit,
    cost_performance_index,
    decimal_of,
    estimate_at_completion,
    schedule_performance_index,
)
from ppm_tui.terms import Forecast, Money, Undefined

COLUMNS = (
    *("sv", "cv", "spi", "cpi", "eac_at_budgeted_rate", "eac_at_cpi", "eac_at_cpi_spi"),
    *("etc", "vac", "tcpi_bac"),
)
# BAC, PV, EV, AC, then COLUMNS; source ids in brackets as in the definitions.
PUBLISHED = {
    "V1 [PRA book]": "500000 250000 200000 290000 "
    "-50000 -90000 0.800 0.6897 590000 725000 833750 435000 -225000 1.4286",
    "V2 [PMC evm-hand-001]": "100000 40000 30000 35000 "
    "-10000 -5000 0.750 0.857143 105000 116666.67 143888.89 81666.67 -16666.67 1.076923",
    "V3 [PRA tests]": "100000 40000 35000 36000 "
    "-5000 -1000 0.875 0.972222 101000 102857.14 112408.16 66857.14 -2857.14 1.015625",
    "V4 [FENCE]": "4000 3000 2500 2800 -500 -300 0.8333 0.8929 4300 4480 4816 1680 -480 1.25",
    "V5 [PMC 004]": "100000 50000 40000 38000 "
    "-10000 2000 0.800 1.052632 98000 95000 109250 57000 5000 0.967742",
    "V6 [PMC 005]": "100000 100000 100000 110000 "
    "0 -10000 1.000 0.909091 110000 110000 110000 0 -10000 n/a",
    "V7 [PMC 007]": "10000 3000 2000 4500 "
    "-1000 -2500 0.67 0.44 12500 22500 31500 18000 -12500 1.454545",
    "V8 [PRA exercise]": "200 80 60 70 "
    "-20 -10 0.750 0.857143 210 233.33 287.78 163.33 -33.33 1.076923",
}
NAMES = {
    "CV": "cv",
    "SV": "sv",
    "CV_pct": "cv_share",
    "SV_pct": "sv_share",
    "CPI": "cpi",
    "SPI": "spi",
    "CSI": "csi",
    "pct_planned": "planned_share",
    "pct_complete": "done_share",
    "pct_spent": "spent_share",
    "EAC_cpi": "eac_at_cpi",
    "EAC_remaining_at_plan": "eac_at_budgeted_rate",
    "EAC_cpi_spi": "eac_at_cpi_spi",
    "ETC_cpi": "etc",
    "VAC_cpi": "vac",
    "TCPI_bac": "tcpi_bac",
    "TCPI_eac": "tcpi_eac",
    "ES": "es",
    "SV_t": "sv_t",
    "SPI_t": "spi_t",
    "EAC_t": "ieac_t",
    "TSPI": "tspi_t",
}
"""What the cases call a figure, and what we do."""
SCALE = 1000
"""The cases have amounts to a tenth of a cent; ours are whole numbers."""
TOLERANCE, DOUBLE = Fraction(6, 10**7), Fraction(1, 2**52)
"""The cases are rounded to six places, and kept as the nearest double."""

amounts = st.integers(1, 10**13)
measured = st.builds(
    EarnedValue,
    *(st.integers(0, 10**6).map(Money) for _ in range(4)),
    forecast=st.sampled_from([*Forecast, "weighted", "bottom_up"]),
    remaining=st.integers(0, 10**6).map(Money),
)


def of(bac: int, pv: int, ev: int, ac: int) -> EarnedValue:
    return EarnedValue(Money(bac), Money(pv), Money(ev), Money(ac))


def known(figures: Figures, name: str) -> Fraction:
    figure = figures[name]
    assert isinstance(figure, Fraction), (name, figure)
    return figure


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_figures(case: str) -> None:
    measures, expected = PUBLISHED[case].split()[:4], PUBLISHED[case].split()[4:]
    figures = of(*map(int, measures))
    for name, text in zip(COLUMNS, expected, strict=True):
        figure = figures[name]
        if text == "n/a":
            assert isinstance(figure, Undefined), name
            continue
        assert isinstance(figure, Fraction), name
        half_a_digit = Fraction(1, 2 * 10 ** len(text.partition(".")[2])) if "." in text else 0
        assert abs(figure - Fraction(text)) <= half_a_digit, name


def test_the_forecast_is_exact_where_a_rounded_index_misses_it_v4() -> None:
    """The source prints 4,479, from a CPI of 0.893."""
    assert estimate_at_completion(bac=Money(4000), ev=Money(2500), ac=Money(2800)) == 4480
    assert of(4000, 3000, 2500, 2800)["eac_at_cpi"] == 4480


def test_the_forecast_by_cost_and_schedule_is_the_highest_of_three_v1() -> None:
    """The book calls BAC / CPI the highest; by its own figures it is not."""
    figures = of(500_000, 250_000, 200_000, 290_000)
    assert [known(figures, f"eac_{name}") for name in Forecast] == [590_000, 725_000, 833_750]


def test_forecasts_that_need_more_than_was_measured() -> None:
    figures = of(500_000, 250_000, 200_000, 250_000)  # CPI 0.8, SPI 0.8
    assert figures["eac_weighted"] == 250_000 + 300_000 / Fraction("0.8")
    only_spi = replace(figures, pv=Money(400_000), w1=Decimal(0), w2=Decimal(1))
    assert only_spi["eac_weighted"] == 250_000 + 300_000 / Fraction("0.5")
    assert figures["eac_bottom_up"] == NO_ESTIMATE
    assert replace(figures, remaining=Money(310_000))["eac_bottom_up"] == 560_000


@pytest.mark.parametrize(
    ("forecast", "eac", "etc", "vac", "tcpi"),
    [
        (Forecast.AT_BUDGETED_RATE, 590_000, 300_000, -90_000, "1"),
        (Forecast.AT_CPI, 725_000, 435_000, -225_000, "20/29"),
        (Forecast.AT_CPI_SPI, 833_750, 543_750, -333_750, "16/29"),
        ("bottom_up", 690_000, 400_000, -190_000, "3/4"),
    ],
)
def test_what_follows_from_a_forecast_goes_by_the_chosen_one(
    forecast: str, eac: int, etc: int, vac: int, tcpi: str
) -> None:
    v1 = of(500_000, 250_000, 200_000, 290_000)
    figures = replace(v1, forecast=forecast, remaining=Money(400_000))
    assert [figures[name] for name in ("eac", "etc", "vac")] == [eac, etc, vac]
    assert figures["tcpi_eac"] == Fraction(tcpi)
    assert figures.inputs("etc") == {"eac": eac, "ac": 290_000}
    metric = figures.metric("eac")
    assert metric
    assert metric.name == f"eac_{forecast}"


@pytest.mark.parametrize(
    ("figures", "name", "reason"),
    [
        (of(1000, 100, 100, 0), "cpi", NO_COST),
        (of(1000, 100, 100, 0), "cv", NO_COST),
        (of(1000, 100, 100, 0), "eac_at_budgeted_rate", NO_COST),
        (of(1000, 100, 100, 0), "vac", NO_COST),
        (of(1000, 100, 100, 0), "tcpi_bac", NO_COST),
        (of(1000, 0, 80, 60), "spi", NO_PLAN),
        (of(1000, 0, 80, 60), "eac_at_cpi_spi", NO_PLAN),
        (of(1000, 100, 0, 250), "eac_at_cpi", NOTHING_EARNED),
        (of(1000, 100, 0, 250), "eac_weighted", NOTHING_EARNED),
        (of(1000, 100, 0, 250), "cv_share", NOTHING_EARNED),
        (of(1000, 900, 700, 1000), "tcpi_bac", BUDGET_SPENT),
        (of(1000, 900, 700, 1400), "tcpi_bac", BUDGET_SPENT),
        (EarnedValue(NO_BASELINE, NO_BASELINE, NO_BASELINE, Money(5)), "cpi", NO_BASELINE),
        (EarnedValue(NO_BASELINE, NO_BASELINE, NO_BASELINE, Money(5)), "etc", NO_BASELINE),
        (EarnedValue(Money(9), Money(5), Undefined("mixed"), Money(5)), "eac", Undefined("mixed")),
    ],
)
def test_what_is_not_known_says_why(figures: EarnedValue, name: str, reason: Undefined) -> None:
    assert figures[name] == reason


def test_cases_with_known_answers(shared_data: Path) -> None:
    """Each figure of each case, and n/a exactly where the case has none."""
    text = (shared_data / "earned-value" / "cases.json").read_text(encoding="utf-8")
    cases = json.loads(text, parse_float=Decimal)["cases"]
    assert len(cases) >= 49
    checked = sum(len(case["expect"]) for case in cases)
    assert checked >= 700
    assert [line for case in cases for line in differences(case)] == []


def differences(case: dict[str, Any]) -> list[str]:
    money = {name: scaled(case["inputs"][name]) for name in ("BAC", "PV", "EV", "AC")}
    figures: list[Figures] = [of(*money.values())]
    if "PV_curve" in case["inputs"]:
        curve = [scaled(value) for value in case["inputs"]["PV_curve"]]
        in_time = earned_schedule.earned_schedule(
            curve, ev=money["EV"], ac=money["AC"], at=case["inputs"]["AT"], unit="periods"
        )
        assert in_time["pd"] == case["inputs"]["PD"]
        figures.append(in_time)
    found = []
    for theirs, expected in case["expect"].items():
        name = NAMES[theirs]
        [of_them] = [each for each in figures if name == "ieac_t" or name in each.table][-1:]
        figure = of_them[name]
        if expected is None or isinstance(figure, Undefined):
            if (expected is None) != isinstance(figure, Undefined):
                found.append(f"{case['id']}: {theirs} {figure}, not {expected}")
            continue
        metric = of_them.metric(name)
        figure /= SCALE if metric and metric.unit is Unit.MONEY else 1
        tolerance = Fraction(case.get("tolerance", 0)) + TOLERANCE + abs(figure) * DOUBLE
        if abs(figure - Fraction(expected)) > tolerance:
            found.append(f"{case['id']}: {theirs} {float(figure)}, not {expected}")
    return found


def scaled(value: Decimal | int) -> Money:
    exact = Fraction(value) * SCALE
    assert exact.denominator == 1
    return Money(exact.numerator)


@given(measured, st.integers(2, 1000))
def test_twice_the_rates_is_twice_the_money_and_the_same_indices(
    figures: EarnedValue, factor: int
) -> None:
    money = ("bac", "pv", "ev", "ac", "remaining")
    more = replace(figures, **{name: factor * getattr(figures, name) for name in money})
    for name, metric in METRICS.items():
        figure, grown = figures[name], more[name]
        if isinstance(figure, Undefined) or isinstance(grown, Undefined):
            assert figure == grown
        else:
            assert grown == figure * (factor if metric.unit is Unit.MONEY else 1), name


@given(amounts, amounts, amounts)
def test_the_forecast_at_cpi_is_the_budget_exactly_when_cost_is_as_earned(
    bac: int, ev: int, ac: int
) -> None:
    for cost in (ac, ev, ev + 1):
        figures = of(bac, bac, ev, cost)
        assert (figures["eac_at_cpi"] == bac) == (figures["cv"] == 0) == (ev == cost)
        forecast = estimate_at_completion(bac=Money(bac), ev=Money(ev), ac=Money(cost))
        assert (forecast == bac) == (ev == cost)


@given(amounts, amounts, amounts)
def test_both_ways_to_write_the_forecast_at_cpi_are_the_same(bac: int, ev: int, ac: int) -> None:
    figures = of(bac, bac, ev, ac)
    assert figures["eac_at_cpi"] == ac + Fraction(bac - ev) / known(figures, "cpi")


@given(amounts, amounts, amounts)
def test_to_keep_the_forecast_at_cpi_the_efficiency_so_far_is_enough(
    bac: int, share: int, ac: int
) -> None:
    ev = 1 + share % bac
    figures = of(bac, bac, ev, ac)
    expected = earned_value.NOTHING_TO_SPEND if ev == bac else figures["cpi"]
    assert figures["tcpi_eac"] == expected


@given(st.integers(3, 10**9), st.data())
def test_with_both_indices_under_one_the_forecast_by_both_is_the_highest(
    bac: int, data: st.DataObject
) -> None:
    ev = data.draw(st.integers(1, bac - 2))
    pv = data.draw(st.integers(ev + 1, bac))
    ac = data.draw(st.integers(ev + 1, 3 * bac))
    figures = of(bac, pv, ev, ac)
    low, middle, high = (known(figures, f"eac_{name}") for name in Forecast)
    assert low < middle < high
    assert middle < known(figures, "eac_weighted") or known(figures, "spi") >= known(figures, "cpi")


@given(measured)
def test_etc_and_vac_add_up_with_what_is_known(figures: EarnedValue) -> None:
    if not isinstance(figures["eac"], Undefined):
        assert known(figures, "etc") + known(figures, "ac") == known(figures, "eac")
        assert known(figures, "vac") + known(figures, "eac") == known(figures, "bac")


@given(measured)
def test_each_figure_follows_from_its_declared_inputs(figures: EarnedValue) -> None:
    assert_declared(figures, {given.label: name for name, given in INPUTS.items()})


def assert_declared(figures: Figures, labels: dict[str, str], *, but: Container[str] = ()) -> None:
    """The figure is what its function makes of its inputs, and what its formula says as text."""
    labels = labels | {metric.label: name for name, metric in figures.table.items()}
    for name, metric in figures.table.items():
        inputs = figures.inputs(name)
        assert list(inputs) == list(metric.inputs)
        assert metric.of(**inputs) == figures[name], name
        assert {labels[label] for label in named(metric.formula, labels)} == set(inputs), name
        if name not in but and not isinstance(figures[name], Undefined):
            assert evaluated(metric.formula, labels, inputs) == figures[name], name


def named(formula: str, labels: dict[str, str]) -> list[str]:
    return re.findall(pattern(labels), formula)


def pattern(labels: dict[str, str]) -> str:
    """The longest label first: PV(N+1) has PV and N in it."""
    longest = sorted(labels, key=len, reverse=True)
    return "|".join(rf"(?<!\w){re.escape(label)}(?!\w)" for label in longest)


def evaluated(formula: str, labels: dict[str, str], inputs: dict[str, Any]) -> Any:
    text = re.sub(pattern(labels), lambda match: labels[match[0]], formula).replace("×", "*")
    return eval(text, {"__builtins__": {}}, inputs)


def test_every_input_is_declared_and_every_name_is_used_once() -> None:
    for module in (earned_value, earned_schedule):
        names = module.METRICS.keys() | module.INPUTS.keys()
        used = {each for metric in module.METRICS.values() for each in metric.inputs}
        assert used <= names
        assert not module.METRICS.keys() & module.INPUTS.keys()
        labels = [each.label for each in (*module.METRICS.values(), *module.INPUTS.values())]
        assert len(labels) == len(set(labels))


def test_a_figure_for_a_row_is_a_decimal() -> None:
    assert decimal_of(Fraction(29, 40)) == Decimal("0.725")
    assert decimal_of(Fraction(2 * 10**40)) == Decimal(2 * 10**40)
    assert str(decimal_of(Fraction(2, 3))) == "0.6666666666666666666666666667"
    assert decimal_of(NO_COST) == NO_COST


def test_the_plain_functions_say_the_same() -> None:
    figures = of(500_000, 250_000, 200_000, 290_000)
    ev, ac, pv, bac = Money(200_000), Money(290_000), Money(250_000), Money(500_000)
    assert cost_performance_index(ev=ev, ac=ac) == decimal_of(figures["cpi"])
    assert schedule_performance_index(ev=ev, pv=pv) == decimal_of(figures["spi"])
    eac = estimate_at_completion(bac=bac, ev=ev, ac=ac)
    assert eac == decimal_of(figures["eac"]) == Decimal(725_000)
    assert earned_value.budget_variance(bac=bac, eac=eac) == Decimal("0.45")
    assert earned_value.budget_variance(bac=Money(0), eac=eac) == earned_value.NO_BUDGET
    assert earned_value.budget_variance(bac=bac, eac=NO_COST) == NO_COST
    assert estimate_at_completion(bac=bac, ev=ev, ac=Money(0)) == NO_COST
    assert estimate_at_completion(bac=bac, ev=Money(0), ac=ac) == NOTHING_EARNED
