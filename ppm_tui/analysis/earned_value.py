"""Earned value: variances, indices and forecasts from planned value, earned value and actual cost.

Every figure is declared once, in `METRICS`: what it is called, its formula as people write it,
what goes into it and how it is computed from that. `EarnedValue` holds what was measured and
gives each figure by its name, with what went into it. Figures are fractions, rounded nowhere, so
that BAC / CPI is the same as AC + (BAC - EV) / CPI; `decimal_of` makes them ready to show.
Money is minor units of one currency, a share of 0.65 is 65 %, a variance is good above 0.
With no actual cost, what follows from the cost is not known, rather than on budget.
Source of all formulas: ISO 21508:2018; definitions in PMI's practice standard for earned value.
Published figures: tests/unit/test_earned_value_figures.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from inspect import signature
from typing import ClassVar, TypeAlias

from ppm_tui.analysis.rates import half_up
from ppm_tui.terms import Forecast, Measure, Money, Undefined

NO_PROGRESS = Undefined("progress of that day is not kept, only the latest")
NO_COST = Undefined("no actual cost yet")
NO_PLAN = Undefined("nothing was planned to be done by this day")
NO_BASELINE = Undefined("no baseline")
NO_BUDGET = Undefined("the baseline has no cost")
NOTHING_EARNED = Undefined("nothing earned yet")
BUDGET_SPENT = Undefined("the budget is spent")
NOTHING_TO_SPEND = Undefined("by this forecast nothing more is to be spent")
NO_ESTIMATE = Undefined("no new estimate of the remaining work")

Figure: TypeAlias = Fraction | Undefined
Known: TypeAlias = int | Decimal | Fraction


class Unit(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    INDEX = "index"
    PERCENT = "percent"
    PERIODS = "periods"


@dataclass(frozen=True, slots=True)
class Input:
    """A quantity that figures are computed from; `label` is its name in their formulas."""

    name: str
    label: str
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: its name in a formula, in words, and how it follows from its inputs.

    The inputs are the arguments of `compute`, which is asked only when all of them are known.
    """

    name: str
    label: str
    title: str
    formula: str
    unit: Unit
    compute: Callable[..., Figure]
    inputs: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", tuple(signature(self.compute).parameters))

    def of(self, **given: Known | Undefined) -> Figure:
        """The figure from its inputs by name, exact; the first unknown input says why it is not."""
        known: dict[str, Fraction] = {}
        for name in self.inputs:
            value = given[name]
            if isinstance(value, Undefined):
                return value
            known[name] = value if type(value) is Fraction else Fraction(value)
        return self.compute(**known)


def by_name(metrics: Iterable[Metric]) -> dict[str, Metric]:
    """A table of figures, in their order. Source: definition."""
    return {metric.name: metric for metric in metrics}


def ratio(value: Fraction, base: Fraction, unknown: Undefined) -> Figure:
    """A quotient; where there is nothing to divide by, why it is not known.

    Source: definition; cpm-planner likewise leaves a ratio without a base open.
    """
    return value / base if base > 0 else unknown


def _once_spent(ac: Fraction, figure: Fraction) -> Figure:
    return figure if ac > 0 else NO_COST


def projected(so_far: Fraction, rest: Fraction, efficiency: Fraction) -> Figure:
    """Cost or time at completion: so far, and the rest at this efficiency.

    Undefined while nothing was earned, as the efficiency is 0 then. Source: ISO 21508:2018.
    """
    return so_far + rest / efficiency if efficiency > 0 else NOTHING_EARNED


INPUTS = {
    given.name: given
    for given in (
        Input("bac", "BAC", "budget at completion", Unit.MONEY),
        Input("pv", "PV", "planned value", Unit.MONEY),
        Input("ev", "EV", "earned value", Unit.MONEY),
        Input("ac", "AC", "actual cost", Unit.MONEY),
        Input("eac", "EAC", "estimate at completion, as chosen", Unit.MONEY),
        Input("remaining", "new ETC", "new estimate of the remaining work", Unit.MONEY),
        Input("w1", "w1", "weight of CPI", Unit.INDEX),
        Input("w2", "w2", "weight of SPI", Unit.INDEX),
    )
}
"""What figures are computed from; `eac` is one of them, whichever was chosen."""

METRICS = by_name(
    (
        Metric(
            "planned_share", "% planned", "share of the budget planned by the day",
            "PV / BAC", Unit.PERCENT, lambda pv, bac: ratio(pv, bac, NO_BUDGET),
        ),
        Metric(
            "done_share", "% done", "share of the budget earned",
            "EV / BAC", Unit.PERCENT, lambda ev, bac: ratio(ev, bac, NO_BUDGET),
        ),
        Metric(
            "spent_share", "% spent", "share of the budget spent",
            "AC / BAC", Unit.PERCENT, lambda ac, bac: ratio(ac, bac, NO_BUDGET),
        ),
        Metric(
            "cv", "CV", "cost variance",
            "EV - AC", Unit.MONEY, lambda ev, ac: _once_spent(ac, ev - ac),
        ),
        Metric("sv", "SV", "schedule variance", "EV - PV", Unit.MONEY, lambda ev, pv: ev - pv),
        Metric(
            "cv_share", "CV %", "cost variance as a share of what was earned",
            "CV / EV", Unit.PERCENT, lambda cv, ev: ratio(cv, ev, NOTHING_EARNED),
        ),
        Metric(
            "sv_share", "SV %", "schedule variance as a share of what was planned",
            "SV / PV", Unit.PERCENT, lambda sv, pv: ratio(sv, pv, NO_PLAN),
        ),
        Metric(
            "cpi", "CPI", "cost performance index",
            "EV / AC", Unit.INDEX, lambda ev, ac: ratio(ev, ac, NO_COST),
        ),
        Metric(
            "spi", "SPI", "schedule performance index",
            "EV / PV", Unit.INDEX, lambda ev, pv: ratio(ev, pv, NO_PLAN),
        ),
        Metric(
            "csi", "CSI", "cost-schedule index",
            "CPI × SPI", Unit.INDEX, lambda cpi, spi: cpi * spi,
        ),
        Metric(
            "eac_at_budgeted_rate", "EAC at budgeted rate",
            "estimate at completion, the rest at the budgeted rate",
            "AC + (BAC - EV)", Unit.MONEY,
            lambda ac, bac, ev: _once_spent(ac, ac + (bac - ev)),
        ),
        Metric(
            "eac_at_cpi", "EAC at CPI",
            "estimate at completion, the rest at the cost efficiency so far",
            "BAC / CPI", Unit.MONEY, lambda bac, cpi: ratio(bac, cpi, NOTHING_EARNED),
        ),
        Metric(
            "eac_at_cpi_spi", "EAC at CPI × SPI",
            "estimate at completion, the rest at the cost and schedule efficiency so far",
            "AC + (BAC - EV) / (CPI × SPI)", Unit.MONEY,
            lambda ac, bac, ev, cpi, spi: projected(ac, bac - ev, cpi * spi),
        ),
        Metric(
            "eac_weighted", "EAC weighted",
            "estimate at completion, the rest at a weighted mean of CPI and SPI",
            "AC + (BAC - EV) / (w1 × CPI + w2 × SPI)", Unit.MONEY,
            lambda ac, bac, ev, w1, cpi, w2, spi: projected(ac, bac - ev, w1 * cpi + w2 * spi),
        ),
        Metric(
            "eac_bottom_up", "EAC bottom-up",
            "estimate at completion, the rest estimated anew",
            "AC + new ETC", Unit.MONEY,
            lambda ac, remaining: _once_spent(ac, ac + remaining),
        ),
        Metric(
            "etc", "ETC", "estimate to complete",
            "EAC - AC", Unit.MONEY, lambda eac, ac: eac - ac,
        ),
        Metric(
            "vac", "VAC", "variance at completion",
            "BAC - EAC", Unit.MONEY, lambda bac, eac: bac - eac,
        ),
        Metric(
            "tcpi_bac", "TCPI to BAC", "cost efficiency that the rest needs to keep the budget",
            "(BAC - EV) / (BAC - AC)", Unit.INDEX,
            lambda bac, ev, ac: ratio(bac - ev, bac - ac, BUDGET_SPENT) if ac > 0 else NO_COST,
        ),
        Metric(
            "tcpi_eac", "TCPI to EAC", "cost efficiency that the rest needs to keep the forecast",
            "(BAC - EV) / (EAC - AC)", Unit.INDEX,
            lambda bac, ev, eac, ac: ratio(bac - ev, eac - ac, NOTHING_TO_SPEND),
        ),
    )
)  # fmt: skip
"""Every figure of earned value by its name, in the order in which a report has them."""


class Figures:
    """Figures by name: what was measured is an attribute, what follows stands in a table."""

    __slots__ = ()
    table: ClassVar[Mapping[str, Metric]] = {}
    _known: dict[str, Figure]
    """Figures that were asked for already: each is reckoned once, and others follow from it."""

    def metric(self, name: str) -> Metric | None:
        """How a figure follows from others; None for what was measured."""
        return self.table.get(name)

    def inputs(self, name: str) -> dict[str, Figure]:
        """What a figure was computed from, by name, in the order of its declaration."""
        metric = self.metric(name)
        return {each: self[each] for each in metric.inputs} if metric else {}

    def __getitem__(self, name: str) -> Figure:
        """The figure of this name, exact; Undefined says why it is not known."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._reckoned(name)
        return found

    def _reckoned(self, name: str) -> Figure:
        metric = self.metric(name)
        if metric:
            return metric.of(**self.inputs(name))
        value = getattr(self, name)
        return value if isinstance(value, Undefined) else Fraction(value)


@dataclass(frozen=True, slots=True)
class EarnedValue(Figures):
    """What was measured at the end of a day, and all that follows from it: `figures["cpi"]`.

    Amounts are minor units of one currency. `forecast` chooses the EAC that `eac`, ETC, VAC and
    TCPI to EAC go by: what is assumed of the remaining work, or `weighted` by `w1` and `w2`, or
    `bottom_up` from `remaining`, a new estimate. The names of the figures stand in `METRICS`.
    Source: ISO 21508:2018; weights of 0.8 and 0.2 as the literature has them.
    """

    table: ClassVar[Mapping[str, Metric]] = METRICS

    bac: Money | Undefined
    pv: Money | Undefined
    ev: Money | Undefined
    ac: Money | Undefined
    forecast: str = Forecast.AT_CPI
    remaining: Money | Undefined = NO_ESTIMATE
    w1: Decimal = Decimal("0.8")
    w2: Decimal = Decimal("0.2")
    _known: dict[str, Figure] = field(default_factory=dict, init=False, repr=False, compare=False)

    def metric(self, name: str) -> Metric | None:
        """How a figure follows from others; of `eac` by the chosen forecast."""
        return METRICS[f"eac_{self.forecast}"] if name == "eac" else METRICS.get(name)


def decimal_of(figure: Figure) -> Decimal | Undefined:
    """The same figure as rows carry it and screens show it, to the 28 digits of a decimal.

    Source: definition; amounts and shares that have an end in decimals stay exact.
    """
    if isinstance(figure, Undefined):
        return figure
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def cost_performance_index(*, ev: Money, ac: Money) -> Decimal | Undefined:
    """CPI: value earned for each unit of cost; above 1 is good. Undefined without cost.

    Source: ISO 21508:2018, EV / AC.
    """
    return decimal_of(METRICS["cpi"].of(ev=ev, ac=ac))


def schedule_performance_index(*, ev: Money, pv: Money) -> Decimal | Undefined:
    """SPI: value earned for each unit planned by the day; above 1 is early.

    Undefined while nothing was planned. Source: ISO 21508:2018, EV / PV.
    """
    return decimal_of(METRICS["spi"].of(ev=ev, pv=pv))


def estimate_at_completion(*, bac: Money, ev: Money, ac: Money) -> Decimal | Undefined:
    """Forecast of total cost if cost efficiency stays as it is: BAC / CPI.

    Minor units, unrounded. Undefined while EV or AC is zero.
    Source: ISO 21508:2018; GAO-20-195G.
    """
    cpi = METRICS["cpi"].of(ev=ev, ac=ac)
    return decimal_of(METRICS["eac_at_cpi"].of(bac=bac, cpi=cpi))


def budget_variance(*, bac: Money, eac: Decimal | Undefined) -> Decimal | Undefined:
    """Share of the budget by which the forecast exceeds it; positive is over budget.

    0.19 is 19 % over. Undefined without a forecast or a budget.
    Source: (EAC - BAC) / BAC, the sign of the overrun as reports print it.
    """
    if isinstance(eac, Undefined):
        return eac
    return NO_BUDGET if bac == 0 else (eac - bac) / bac


def cost_to_cost(*, ac: Money, remaining: Money) -> Figure:
    """Share done by what was spent of what it will have cost; never mixed with physical progress.

    It hides inefficiency: what is spent counts as done. Undefined while there is no cost at all.
    Source: AC / (AC + remaining); published case E3: tests/unit/test_earned_value.py.
    """
    return ratio(Fraction(ac), Fraction(ac + remaining), NO_COST)


def earned(tasks: Iterable[tuple[Money, Decimal]]) -> Money:
    """Earned value of tasks by what each is worth and the share of it that it has earned.

    Minor units, rounded once, half-up. Source: ISO 21508:2018, EV is the sum of earned budgets.
    """
    return half_up(sum((Fraction(share) * bac for bac, share in tasks), Fraction(0)))


def earned_share(
    measure: Measure | None,
    *,
    percent: int,
    is_begun: bool,
    is_done: bool,
    planned: Decimal | Undefined = NO_BASELINE,
) -> Decimal | Undefined:
    """Share of its baseline value that a task has earned, 0 to 1, by how it is measured.

    `percent` is what was reported, 0 to 100: of weighted milestones the sum of the weights
    reached, of units those made of those to be made. 0/100 earns everything at completion and
    50/50 half of it at the beginning, whatever was reported between. Level of effort earns what
    was `planned` by the day, as a share, and so is never early or late; Undefined while that is.
    What is done has earned everything. Where no measure is said, it is the percentage.
    Source: UN/CEFACT code list of earned value calculation methods; PMI practice standard for
    earned value. Published case E4: tests/unit/test_earned_value.py.
    """
    if measure is Measure.EFFORT:
        return planned
    if is_done:
        return Decimal(1)
    if measure is Measure.ZERO_HUNDRED:
        return Decimal(0)
    if measure is Measure.FIFTY_FIFTY:
        return Decimal("0.5") if is_begun or percent > 0 else Decimal(0)
    return Decimal(max(0, min(percent, 100))) / 100
