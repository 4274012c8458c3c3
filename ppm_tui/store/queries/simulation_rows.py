"""What a simulated project tells: finish and cost, what decides them, and what to hold ready."""

from dataclasses import dataclass
from datetime import datetime

from ppm_tui.analysis.simulation import RUNS, SEED, Shape
from ppm_tui.terms import Money, Undefined

NO_COST = Undefined("no task of the plan has a cost, neither its own nor by rates of people")
NOTHING_UNCERTAIN = Undefined("no open task has an estimate, and no risk counts")
SHOWN = (10, 50, 80, 90)
"""The percentiles of a table."""
RESERVE_AT = 80
"""The confidence of the reserve that is proposed, in per cent."""


@dataclass(frozen=True, slots=True)
class How:
    """What may be chosen: runs, seed, the shape of estimates, and how much durations go together.

    `correlation` is in per cent, between the durations of any two tasks with an estimate;
    `confidence` in how many per cent of the runs the reserve that is proposed is enough.
    """

    runs: int = RUNS
    seed: int = SEED
    shape: Shape = Shape.PERT
    correlation: int = 0
    confidence: int = RESERVE_AT


@dataclass(frozen=True, slots=True)
class Finish:
    """When the project ends; `curve` has the ends that 0, 1 … 100 per cent of the runs keep."""

    mean: datetime
    sd_minutes: int
    curve: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the project costs, in minor units."""

    mean: Money
    sd: Money
    curve: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Finish and cost of all runs; the cost is Undefined where none is planned."""

    finish: Finish
    cost: Cost | Undefined


@dataclass(frozen=True, slots=True)
class Reserve:
    """What to hold ready, at a confidence: beyond P50, and beyond the plan as it stands.

    Working minutes of the project, and money; below 0 the plan is later or dearer than that.
    """

    percent: int
    minutes: int
    minutes_over_plan: int | Undefined
    cost: Money
    cost_over_plan: Money | Undefined


@dataclass(frozen=True, slots=True)
class CriticalRow:
    """A task, in how many runs it is critical, and how much its length decides the end."""

    ref: str
    name: str
    share: float
    cruciality: float


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A risk, and what it adds to the mean and to P80: working minutes and money.

    `weight` is its share of the greatest effect there is, from -1 to 1; `task` what it holds up.
    """

    ref: str
    title: str
    minutes: int
    cost: Money
    minutes_p80: int
    cost_p80: Money
    currency: str
    weight: float
    task: str | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of finish and cost, with responses and without; a spread is in working minutes."""

    name: str
    finish: datetime | int | None
    cost: Money | Undefined
    finish_without: datetime | int | None
    cost_without: Money | Undefined
    currency: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulated project. `responded` is with the responses to its risks, `without` without them.

    `estimated` of `open` tasks that are not over have a three-point estimate, `counted` of `risks`
    open ones have a chance and an amount; what has none counts as the plan says, or not at all.
    """

    project: str
    name: str
    currency: str
    how: How
    runs: int
    plan_finish: datetime | None
    plan_cost: Money | Undefined
    responded: Forecast
    without: Forecast
    reserve: Reserve
    tasks: tuple[CriticalRow, ...]
    effects: tuple[EffectRow, ...]
    open: int
    estimated: int
    risks: int
    counted: int

    @property
    def is_certain(self) -> bool:
        """Whether nothing is drawn: no open task has an estimate and no risk counts."""
        return not self.estimated and not self.counted

    @property
    def contingency(self) -> Money | Undefined:
        """What to set aside so that the money is enough in as many runs as are chosen: what it
        then takes beyond the plan, nothing where the plan has more than that.

        Source: PMBOK Guide, reserve analysis: contingency for a chosen level of confidence.
        """
        if self.is_certain:
            return NOTHING_UNCERTAIN
        over = self.reserve.cost_over_plan
        return over if isinstance(over, Undefined) else Money(max(0, over))

    @property
    def figures(self) -> tuple[FigureRow, ...]:
        """Percentiles, mean, spread and plan, side by side; a spread is in working minutes."""
        first, second, money = self.responded, self.without, self.currency
        rows = [
            FigureRow(
                f"P{percent}", first.finish.curve[percent], _percentile(first.cost, percent),
                second.finish.curve[percent], _percentile(second.cost, percent), money,
            )
            for percent in SHOWN
        ]  # fmt: skip
        rows.append(
            FigureRow("Mean", first.finish.mean, _part(first.cost, "mean"), second.finish.mean,
                      _part(second.cost, "mean"), money)
        )  # fmt: skip
        rows.append(
            FigureRow("Spread", first.finish.sd_minutes, _part(first.cost, "sd"),
                      second.finish.sd_minutes, _part(second.cost, "sd"), money)
        )  # fmt: skip
        plan = self.plan_finish, self.plan_cost
        rows.append(FigureRow("Plan", *plan, *plan, money))
        return tuple(rows)


def _percentile(cost: Cost | Undefined, percent: int) -> Money | Undefined:
    return cost if isinstance(cost, Undefined) else cost.curve[percent]


def _part(cost: Cost | Undefined, name: str) -> Money | Undefined:
    return cost if isinstance(cost, Undefined) else Money(getattr(cost, name))
