"""Earned value and earned schedule against an independent program, on random projects.

pmcontrols reckons in floats and names some figures otherwise, so they are matched by what is
assumed: its `eac_typical` takes the rest at the budgeted rate (other sources call BAC / CPI
typical), its `etc` and `vac` go by the EAC at CPI, its `ieac_t` is PD / SPI(t).
"""

from itertools import accumulate
from math import isclose, isfinite
from random import Random

from ppm_tui.analysis.earned_schedule import earned_schedule
from ppm_tui.analysis.earned_value import NO_COST, EarnedValue, Figure
from ppm_tui.terms import Money, Undefined

IN_MONEY = {
    "pv": "pv",
    "cv": "cv",
    "sv": "sv",
    "cpi": "cpi",
    "spi": "spi",
    "eac_typical": "eac_at_budgeted_rate",
    "eac_cpi": "eac_at_cpi",
    "eac_cpi_spi": "eac_at_cpi_spi",
    "etc": "etc",
    "vac": "vac",
    "tcpi_bac": "tcpi_bac",
    "pct_complete": "done_share",
    "pct_spent": "spent_share",
}
IN_TIME = {
    "planned_duration": "pd",
    "at": "at",
    "es": "es",
    "sv_t": "sv_t",
    "spi_t": "spi_t",
    "ieac_t": "ieac_t",
}
WITHOUT_COST = {"cv", "eac_typical", "tcpi_bac"}
"""What pmcontrols gives before anything was spent, as if that were the cost of the work done."""


def test_200_random_projects_have_the_same_figures() -> None:
    assert [line for seed in range(200) for line in differences(seed)] == []


def differences(seed: int) -> list[str]:
    import pmcontrols  # here, so that only the process that runs this test pays for it

    random = Random(seed)
    gains = [random.choice((0, random.randint(1, 10**7))) for _ in range(random.randint(1, 40))]
    curve = list(accumulate([*gains, random.randint(1, 10**7)]))
    bac, at = curve[-1], random.randint(0, len(curve) + 10)
    ev = random.choice((0, bac, random.choice(curve), random.randint(0, bac)))
    ac = random.choice((0, ev, random.randint(1, bac), random.randint(1, 3 * bac)))
    pv = curve[min(at, len(curve)) - 1] if at else 0
    in_money = EarnedValue(Money(bac), Money(pv), Money(ev), Money(ac))
    in_time = earned_schedule(curve, ev=Money(ev), ac=Money(ac), at=at, unit="periods")
    baseline = pmcontrols.plan(range(len(curve) + 1), [0, *curve])
    theirs = pmcontrols.evm(baseline, ev=ev, ac=ac, at=at).stats
    lost = max(1e-9, 1e-15 * bac)  # where 0 is the difference of two large floats
    pairs = [(name, theirs[name], in_money[ours]) for name, ours in IN_MONEY.items()]
    pairs += [(name, theirs[name], in_time[ours]) for name, ours in IN_TIME.items()]
    return [
        f"{seed}: {name} {figure}, not {their}"
        for name, their, figure in pairs
        if not (
            figure == NO_COST if ac == 0 and name in WITHOUT_COST else same(figure, their, lost)
        )
    ]


def same(figure: Figure, their: float, lost: float) -> bool:
    if isinstance(figure, Undefined):
        return not isfinite(their)
    return isclose(figure, their, rel_tol=1e-9, abs_tol=lost)
