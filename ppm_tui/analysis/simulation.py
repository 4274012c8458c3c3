"""Monte Carlo of finish and cost: a plan is lived through many times, each time with other luck.

`simulate` is the way in. It takes the network of the plan, how its durations are spread and what
may strike, as plain values. NumPy, the extra `simulate`, is loaded when something is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from math import isfinite

from ppm_tui.analysis.network import STRICT, Limits, NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.errors import Invalid, PpmError

RUNS, SEED = 10_000, 1
MOST_RUNS, MOST_SEED = 100_000, 2**63 - 1
MISSING = 'a simulation needs NumPy: pip install "ppm-tui[simulate]"'


class Shape(StrEnum):
    """How a quantity is spread, and what its points are."""

    FIXED = "fixed"
    """A value."""
    UNIFORM = "uniform"
    """Lowest, highest."""
    TRIANGULAR = "triangular"
    """Lowest, most likely, highest."""
    PERT = "pert"
    """The same, as a beta distribution with weight 4."""
    NORMAL = "normal"
    """Mean, standard deviation."""
    LOGNORMAL = "lognormal"
    """Mean, standard deviation, both of the quantity itself."""


POINTS = {Shape.FIXED: 1, Shape.TRIANGULAR: 3, Shape.PERT: 3}


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity that is not certain. Raises Invalid for points that its shape does not have."""

    shape: Shape
    points: tuple[float, ...]

    def __post_init__(self) -> None:
        points = self.points
        if len(points) != POINTS.get(self.shape, 2) or not all(map(isfinite, points)):
            raise Invalid(f"{self.shape} needs {POINTS.get(self.shape, 2)} numbers")
        if self.shape in (Shape.NORMAL, Shape.LOGNORMAL):
            if points[1] < 0 or (self.shape is Shape.LOGNORMAL and points[0] <= 0):
                raise Invalid(
                    f"{self.shape} needs a mean and a standard deviation that it can have"
                )
        elif list(points) != sorted(points):
            raise Invalid(f"the points of {self.shape} are in rising order")

    @property
    def is_certain(self) -> bool:
        """Whether it has one value only. Source: definition."""
        if self.shape in (Shape.NORMAL, Shape.LOGNORMAL):
            return not self.points[1]
        return self.points[0] == self.points[-1]


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a task: how its duration is spread, how much of it is done, its cost.

    Working minutes; without a spread it takes what the plan says. `done` is a share of it, which
    stays as it is. `cost` is what grows and shrinks with the duration. `weight` ties it to the
    luck that all share: tasks of weights a and b have the correlation a × b.
    """

    whole: Spread | None = None
    done: float = 0.0
    cost: float = 0.0
    weight: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.weight <= 1 and 0 <= self.done <= 1):
            raise Invalid("what is done and the weight of the common factor lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a risk does with a chance between 0 and 1: minutes of delay, cost; below 0 it helps."""

    chance: float
    delay: Spread | None = None
    cost: Spread | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise Invalid("a chance lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Event:
    """A risk: what it does without a response and with it, in the same runs by the same luck.

    It holds up a task or phase; without one it moves the end of the plan.
    """

    ref: str
    task: TaskId | None
    without: Effect
    responded: Effect


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated. Of a task without a `Work` nothing is known but its duration.

    Nothing that is left can be done before the instant `not_before`. `cost` is what the plan
    costs as it stands, `response_cost` what the responses to risks add to that.
    """

    tasks: Sequence[NetworkTask]
    links: Sequence[NetworkLink]
    calendar: WorkCalendar
    start: datetime
    works: Mapping[TaskId, Work] = field(default_factory=dict)
    events: Sequence[Event] = ()
    not_before: datetime | None = None
    cost: float = 0.0
    response_cost: float = 0.0
    limits: Limits = STRICT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of all runs; `curve` are the values not exceeded in 0, 1 … 100 per cent of them.

    A finish is in minutes since the origin of `worktime`, its standard deviation in working
    minutes of the project.
    """

    mean: float
    sd: float
    curve: tuple[float, ...]

    def at(self, percent: int) -> float:
        """The value that so many per cent of the runs do not exceed. Source: definition."""
        return self.curve[percent]


@dataclass(frozen=True, slots=True)
class Pair:
    """Finish and cost."""

    finish: Outcome
    cost: Outcome


@dataclass(frozen=True, slots=True)
class TaskShare:
    """How much a task matters: the share of runs in which it is critical, and its cruciality.

    Cruciality is the correlation of its duration with the finish, times that share.
    Source: Oracle Primavera Risk Analysis, duration cruciality.
    """

    task: TaskId
    share: float
    cruciality: float


@dataclass(frozen=True, slots=True)
class RiskEffect:
    """What all runs would be without a risk, less what they are: on the mean and on P80.

    Working minutes and money, above 0 where the risk makes it later or dearer.
    """

    ref: str
    minutes: float
    cost: float
    minutes_p80: float
    cost_p80: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """All that was found; `runs` are fewer than asked for when it was stopped."""

    runs: int
    seed: int
    responded: Pair
    without: Pair
    tasks: tuple[TaskShare, ...]
    risks: tuple[RiskEffect, ...]


class Watch:
    """How far a simulation has come, for whoever looks on; and the way to stop it."""

    __slots__ = ("done", "is_stopped", "runs")

    def __init__(self) -> None:
        self.done = self.runs = 0
        self.is_stopped = False

    def stop(self) -> None:
        """Ask it to end with the runs that it has. Source: none needed."""
        self.is_stopped = True


def simulate(
    plan: Plan, *, runs: int = RUNS, seed: int = SEED, watch: Watch | None = None
) -> Simulated:
    """Finish and cost of many runs of the plan, with and without responses to its risks.

    The same seed gives the same answer. Every task and every risk draws by itself, from the seed
    and its name: another one more changes nobody's luck, so that a threat more never makes the
    end earlier or cheaper. Stopped, it answers for the runs that are done, and raises PpmError
    when there are none. Invalid for runs or seeds out of range, and as `network.schedule`.
    Source: Van Slyke 1963, Monte Carlo methods and the PERT problem; Hulett 2011, Integrated
    Cost-Schedule Risk Analysis (risk drivers). Known answers: tests/unit/test_simulation.py.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise Invalid(f"a simulation has 1 to {MOST_RUNS:,} runs, not {runs}")
    if not 0 <= seed <= MOST_SEED:
        raise Invalid(f"a seed is a number from 0 to {MOST_SEED}, not {seed}")
    if find_spec("numpy") is None:
        raise PpmError(MISSING)
    from ppm_tui.analysis.simulation_runs import all_runs

    return all_runs(plan, runs=runs, seed=seed, watch=watch or Watch())
