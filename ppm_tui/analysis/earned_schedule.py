"""Earned schedule: when the work done was to be done, so how late a project is in time, not money.

SPI in money comes back to 1 at completion, however late that is; SPI(t) does not. Periods are of
equal length; which ones, the caller says. Figures are declared in `METRICS`, as those of earned
value are, and are exact.
Source of all formulas: Lipke, Schedule is different (2003); ISO 21508:2018.
Published figures: tests/unit/test_earned_schedule.py.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from ppm_tui.analysis import earned_value
from ppm_tui.analysis.earned_value import (
    NO_BASELINE,
    NO_BUDGET,
    NO_COST,
    NOTHING_EARNED,
    Figure,
    Figures,
    Input,
    Known,
    Metric,
    Unit,
    by_name,
    projected,
    ratio,
)
from ppm_tui.terms import Money, Undefined

NOT_BEGUN = Undefined("the plan begins after this day")
NO_TIME_LEFT = Undefined("the planned time ends with this day")


class Pace(StrEnum):
    """What is assumed of the work that remains, when the duration at completion is forecast."""

    AT_PLANNED_RATE = "at_planned_rate"
    AT_SPI_T = "at_spi_t"
    AT_SPI_T_CPI = "at_spi_t_cpi"


def _reached(n: Fraction, ev: Fraction, pv_n: Fraction, pv_next: Fraction) -> Fraction:
    """At either end of the curve there is nothing to interpolate."""
    return n + max(ev - pv_n, Fraction(0)) / (pv_next - pv_n) if pv_next > pv_n else n


INPUTS = {
    given.name: given
    for given in (
        Input("n", "N", "whole periods whose plan is reached", Unit.PERIODS),
        Input("pv_n", "PV(N)", "planned value at the end of period N", Unit.MONEY),
        Input("pv_next", "PV(N+1)", "planned value at the end of the next period", Unit.MONEY),
        Input("at", "AT", "actual time", Unit.PERIODS),
        Input("pd", "PD", "planned duration", Unit.PERIODS),
        Input("ieac_t", "IEAC(t)", "estimated duration, as chosen", Unit.PERIODS),
        earned_value.INPUTS["ev"],
        earned_value.INPUTS["ac"],
    )
}
"""What figures are computed from; `ieac_t` is one of them, whichever was chosen."""

METRICS = by_name(
    (
        Metric(
            "es", "ES", "earned schedule: when this much was to be earned",
            "N + (EV - PV(N)) / (PV(N+1) - PV(N))", Unit.PERIODS, _reached,
        ),
        Metric(
            "sv_t", "SV(t)", "schedule variance in time",
            "ES - AT", Unit.PERIODS, lambda es, at: es - at,
        ),
        Metric(
            "spi_t", "SPI(t)", "schedule performance index in time",
            "ES / AT", Unit.INDEX, lambda es, at: ratio(es, at, NOT_BEGUN),
        ),
        earned_value.METRICS["cpi"],
        Metric(
            "ieac_t_at_planned_rate", "IEAC(t) at planned rate",
            "estimated duration, the rest at the planned rate",
            "AT + (PD - ES)", Unit.PERIODS, lambda at, pd, es: at + (pd - es),
        ),
        Metric(
            "ieac_t_at_spi_t", "IEAC(t) at SPI(t)",
            "estimated duration, the rest at the pace so far",
            "PD / SPI(t)", Unit.PERIODS, lambda pd, spi_t: ratio(pd, spi_t, NOTHING_EARNED),
        ),
        Metric(
            "ieac_t_at_spi_t_cpi", "IEAC(t) at SPI(t) × CPI",
            "estimated duration, the rest at the pace and cost efficiency so far",
            "AT + (PD - ES) / (SPI(t) × CPI)", Unit.PERIODS,
            lambda at, pd, es, spi_t, cpi: projected(at, pd - es, spi_t * cpi),
        ),
        Metric(
            "tspi_t", "TSPI(t)", "pace that the rest needs to keep the planned duration",
            "(PD - ES) / (PD - AT)", Unit.INDEX,
            lambda pd, es, at: (pd - es) / (pd - at) if pd != at else NO_TIME_LEFT,
        ),
    )
)  # fmt: skip
"""Every figure of earned schedule by its name, and CPI, which one of them goes by."""


@dataclass(frozen=True, slots=True)
class EarnedSchedule(Figures):
    """Where earned value meets the planned curve, and all that follows: `figures["spi_t"]`.

    `unit` says what a period is (`calendar days`, `weeks`). `pace` chooses the IEAC(t) that
    `ieac_t` stands for. The names of the figures stand in `METRICS`; `earned_schedule` makes it.
    Source: Lipke, Schedule is different (2003).
    """

    table: ClassVar[Mapping[str, Metric]] = METRICS

    unit: str
    n: int | Undefined
    pv_n: int | Undefined
    pv_next: int | Undefined
    pd: int | Undefined
    ev: Money | Undefined
    ac: Money | Undefined
    at: Known | Undefined
    pace: str = Pace.AT_SPI_T
    _known: dict[str, Figure] = field(default_factory=dict, init=False, repr=False, compare=False)

    def metric(self, name: str) -> Metric | None:
        """How a figure follows from others; of `ieac_t` by the chosen pace."""
        return METRICS[f"ieac_t_{self.pace}"] if name == "ieac_t" else METRICS.get(name)


def earned_schedule(
    curve: Sequence[int],
    *,
    ev: Money | Undefined,
    at: Known,
    unit: str,
    ac: Money | Undefined = NO_COST,
    missing: Undefined = NO_BASELINE,
) -> EarnedSchedule:
    """Find the time at which the planned curve was to reach what has been earned.

    `curve` is planned value, cumulative and never falling, at the end of each period from the
    first; before it nothing is planned. `at` is the number of periods that have passed, 0 before
    the start; of what is done it is the period of completion. N is the number of whole periods
    with PV(N) <= EV: where the curve is flat at EV, the latest of them. Nothing earned is ES 0,
    everything earned is ES = PD. Undefined without a curve, where `missing` says why there is
    none, without a budget or EV; the index in time before the start; forecasts by it while nothing
    is earned; TSPI(t) when AT = PD. After the planned end TSPI(t) is below 0: no pace can make up
    for time that has passed.
    Source: Lipke, Schedule is different (2003); published cases S1-S10:
    tests/unit/test_earned_schedule.py.
    """
    n, pv_n, pv_next = _stretch(curve, ev, missing)
    duration, passed = (len(curve), max(at, 0)) if curve else (missing, missing)
    return EarnedSchedule(unit, n, pv_n, pv_next, duration, ev, ac, passed)


def _stretch(
    curve: Sequence[int], ev: Money | Undefined, missing: Undefined
) -> tuple[int | Undefined, int | Undefined, int | Undefined]:
    """N, and planned value at its end and at the end of the next period."""
    if not curve or curve[-1] <= 0:
        return (NO_BUDGET if curve else missing,) * 3
    if isinstance(ev, Undefined):
        return (ev,) * 3
    n = bisect_right(curve, ev) if ev > 0 else 0
    pv_n = curve[n - 1] if n else 0
    return n, pv_n, curve[n] if n < len(curve) else pv_n
