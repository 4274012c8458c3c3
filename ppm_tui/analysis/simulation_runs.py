"""The runs of a simulation, some at a time, and what they add up to."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np

from ppm_tui.analysis.network import TaskId
from ppm_tui.analysis.simulation import (
    Event,
    Outcome,
    Pair,
    Plan,
    RiskEffect,
    Simulated,
    TaskShare,
    Watch,
)
from ppm_tui.analysis.simulation_clock import Values
from ppm_tui.analysis.simulation_draws import Array
from ppm_tui.analysis.simulation_model import Model, Side
from ppm_tui.analysis.simulation_passes import TOLERANCE
from ppm_tui.errors import PpmError

MOST_CELLS = 2_500_000
"""Tasks times runs that are reckoned together: some 150 MB with all that is kept of them."""
MOST_TOGETHER, FEWEST_TOGETHER = 2_500, 50
PERCENT = 101
P80 = 80
"""The confidence at which the effect of a risk is told beside that on the mean."""


def all_runs(plan: Plan, *, runs: int, seed: int, watch: Watch) -> Simulated:
    """Reckon the runs chunk by chunk, as memory allows. Source: as `simulation.simulate`."""
    model = Model(plan, seed)
    together = max(FEWEST_TOGETHER, min(MOST_TOGETHER, MOST_CELLS // max(model.graph.size, 1)))
    tally = _Tally(model, runs)
    watch.runs = runs
    while tally.count < runs and not watch.is_stopped:
        tally.add(min(together, runs - tally.count), watch)
        watch.done = tally.count
    if not tally.count:
        raise PpmError("stopped before there was an answer")
    return tally.told(seed)


class _Tally:
    """Results of all runs so far."""

    def __init__(self, model: Model, runs: int) -> None:
        self.model, self.count = model, 0
        self.finishes, self.costs = np.empty((2, runs)), np.empty((2, runs))
        self.less_finish = np.empty((len(model.threats), runs))
        self.less_cost = np.empty((len(model.threats), runs))
        self.critical: dict[int, int] = {}
        self.moments: dict[int, Array] = {}
        self.first: Array | None = None
        self.of_finish = np.zeros(2)

    def add(self, count: int, watch: Watch) -> None:
        """Draw and reckon so many runs more; all or, when it is stopped meanwhile, none."""
        model, span = self.model, slice(self.count, self.count + count)
        basis = model.basis(count)
        effects = [threat.effects(count) for threat in model.threats]
        work_cost = model.work_cost(basis)
        response = (model.plan.response_cost, 0.0)
        sides = []
        for number in range(2):
            side = model.side(basis, [each[number][0] for each in effects])
            sides.append(side)
            self.finishes[number, span] = model.finish(side, count)
            self.costs[number, span] = work_cost + response[number]
            for each in effects:
                self.costs[number, span] += each[number][1]
            if watch.is_stopped:
                return
        for number in range(len(effects)):
            self._leave_out(number, span, basis, [each[0] for each in effects], sides[0])
            if watch.is_stopped:
                return
        self._note_tasks(count, sides[0], self.finishes[0, span])
        self.count += count

    def _leave_out(
        self,
        number: int,
        span: slice,
        basis: Sequence[Values],
        effects: Sequence[tuple[Values, Values]],
        base: Side,
    ) -> None:
        """What the runs would be without one of the risks."""
        model = self.model
        self.less_cost[number, span] = self.costs[0, span] - effects[number][1]
        self.less_finish[number, span] = self.finishes[0, span]
        if effects[number][0] is not None:
            delays = [None if n == number else each[0] for n, each in enumerate(effects)]
            side = model.side(basis, delays, base, model.threats[number].event)
            self.less_finish[number, span] = model.finish(side, span.stop - span.start)

    def _note_tasks(self, count: int, side: Side, finish: Array) -> None:
        """Count where tasks are critical, and sum up how their durations go with the finish."""
        model, limit = self.model, self.model.plan.limits.critical + TOLERANCE
        for task, slack in model.passes.floats(side.drawn, side.dates, side.end).items():
            share = np.count_nonzero(np.broadcast_to(slack <= limit, (count,)))
            self.critical[task] = self.critical.get(task, 0) + int(share)
        position = model.axis.project.position(finish)
        if self.first is None:
            self.first = position[:1].copy()
        ends = position - self.first
        self.of_finish += (ends.sum(), ends @ ends)
        for task in self.critical:
            duration = side.drawn.durations[task]
            if isinstance(duration, np.ndarray):
                parts = duration - model.planned[task]
                sums = np.array([parts.sum(), parts @ parts, parts @ ends])
                self.moments[task] = self.moments.get(task, np.zeros(3)) + sums

    # What it comes to

    def told(self, seed: int) -> Simulated:
        """The figures of the runs that were made."""
        model, span = self.model, slice(0, self.count)
        pairs = [
            Pair(self._finish(self.finishes[n, span]), _outcome(self.costs[n, span]))
            for n in range(2)
        ]
        risks = [self._effect(n, threat.event) for n, threat in enumerate(model.threats)]
        risks.sort(key=lambda each: (-abs(each.minutes), -abs(each.cost), each.ref))
        responded, without = pairs
        return Simulated(self.count, seed, responded, without, self._shares(), tuple(risks))

    def _finish(self, values: Array) -> Outcome:
        axis = self.model.axis
        positions = axis.project.position(values)
        mean = axis.project.finish(np.float64(positions.mean()))
        curve = tuple(map(axis.minute, _curve_of_runs(values)))
        return Outcome(axis.minute(float(mean)), float(positions.std()), curve)

    def _effect(self, number: int, event: Event) -> RiskEffect:
        span, position = slice(0, self.count), self.model.axis.project.position
        base, less = position(self.finishes[0, span]), position(self.less_finish[number, span])
        cost, less_cost = self.costs[0, span], self.less_cost[number, span]
        return RiskEffect(
            event.ref,
            float((base - less).mean()),
            float((cost - less_cost).mean()),
            _at(base, P80) - _at(less, P80),
            _at(cost, P80) - _at(less_cost, P80),
        )

    def _shares(self) -> tuple[TaskShare, ...]:
        found = []
        for number, count in sorted(self.critical.items()):
            share = count / self.count
            task: TaskId = self.model.graph.ids[number]
            found.append(TaskShare(task, share, share * self._correlation(number)))
        found.sort(
            key=lambda each: (-each.share, -each.cruciality, self.model.graph.number(each.task))
        )
        return tuple(found)

    def _correlation(self, number: int) -> float:
        """Of a task's duration with the finish; 0 where one of them never varies."""
        if number not in self.moments:
            return 0.0
        parts, squares, products = self.moments[number] / self.count
        ends, end_squares = self.of_finish / self.count
        spread = (squares - parts * parts) * (end_squares - ends * ends)
        if spread <= 1e-12:
            return 0.0
        return float(np.clip((products - parts * ends) / sqrt(spread), -1, 1))


def _outcome(values: Array) -> Outcome:
    return Outcome(float(values.mean()), float(values.std()), tuple(_curve_of_runs(values)))


def _curve_of_runs(values: Array) -> list[float]:
    """The values that 0, 1 … 100 per cent of the runs do not exceed: each that of a run."""
    ordered = np.sort(values)
    places = [max(ceil(len(ordered) * percent / 100) - 1, 0) for percent in range(PERCENT)]
    return [float(ordered[place]) for place in places]


def _at(values: Array, percent: int) -> float:
    place = max(ceil(len(values) * percent / 100) - 1, 0)
    return float(np.partition(values, place)[place])
