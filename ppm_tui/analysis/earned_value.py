"""Earned value: indices and forecasts from planned value, earned value and actual cost.

Money in and out is minor units of one currency; ratios are exact `Decimal`s, rounded nowhere.
Source of all formulas: ISO 21508:2018; definitions in PMI's practice standard for earned value.
"""

from decimal import Decimal

from ppm_tui.terms import Measure, Money, Undefined

NO_COST = Undefined("no actual cost yet")
NO_PLAN = Undefined("nothing was planned to be done by this day")
NO_BASELINE = Undefined("no baseline")
NO_BUDGET = Undefined("the baseline has no cost")
NOTHING_EARNED = Undefined("nothing earned yet")


def cost_performance_index(*, ev: Money, ac: Money) -> Decimal | Undefined:
    """CPI: value earned for each unit of cost; above 1 is good. Undefined without cost.

    Source: ISO 21508:2018, EV / AC.
    """
    return NO_COST if ac == 0 else Decimal(ev) / Decimal(ac)


def schedule_performance_index(*, ev: Money, pv: Money) -> Decimal | Undefined:
    """SPI: value earned for each unit planned by the day; above 1 is early.

    Undefined while nothing was planned. Source: ISO 21508:2018, EV / PV.
    """
    return NO_PLAN if pv == 0 else Decimal(ev) / Decimal(pv)


def estimate_at_completion(*, bac: Money, ev: Money, ac: Money) -> Decimal | Undefined:
    """Forecast of total cost if cost efficiency stays as it is: BAC / CPI.

    Minor units, unrounded. Undefined while EV or AC is zero.
    Source: ISO 21508:2018; GAO-20-195G.
    """
    if ac == 0:
        return NO_COST
    if ev == 0:
        return NOTHING_EARNED
    return Decimal(bac) * Decimal(ac) / Decimal(ev)


def budget_variance(*, bac: Money, eac: Decimal | Undefined) -> Decimal | Undefined:
    """Share of the budget by which the forecast exceeds it; positive is over budget.

    0.19 is 19 % over. Undefined without a forecast or a budget.
    Source: (EAC - BAC) / BAC, the sign of the overrun as reports print it.
    """
    if isinstance(eac, Undefined):
        return eac
    return NO_BASELINE if bac == 0 else (eac - bac) / bac


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
