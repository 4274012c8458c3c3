"""A plan made ready to be run: what is drawn for it, where risks strike, and when it all ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from ppm_tui.analysis.network import Live, TaskId
from ppm_tui.analysis.simulation import Event, Plan, Spread, Work
from ppm_tui.analysis.simulation_clock import Axis, Values
from ppm_tui.analysis.simulation_draws import Array, curve_of, drawn, stream
from ppm_tui.analysis.simulation_passes import Dates, Drawn, Passes
from ppm_tui.analysis.worktime import to_minute

CLOCK_PER_WORK = 7
"""Minutes of the clock for a working minute of a thin calendar: how far tables reach."""


class _Dice:
    """The luck of a task, and what it makes of its duration; what is done of it stays."""

    def __init__(self, seed: int, name: str, whole: Spread, work: Work, done: float) -> None:
        self.curve = curve_of(whole)
        self.left, self.done, self.weight = 1 - work.done, done, work.weight
        self.luck = stream(seed, "task", name)

    def durations(self, count: int, shared: Array) -> Array:
        luck = self.luck.standard_normal(count)
        if self.weight:
            luck = self.weight * shared + sqrt(1 - self.weight**2) * luck
        found: Array = np.maximum(drawn(self.curve, luck), 0.0)
        return found * self.left + self.done


class _Threat:
    """The luck of a risk: whether it strikes, and how hard; one luck for both its sides."""

    def __init__(self, seed: int, event: Event) -> None:
        self.event = event
        names = ("strikes", "delay", "cost")
        self.strikes, self.delay, self.cost = (stream(seed, "risk", event.ref, n) for n in names)
        self.sides = [
            (effect.chance, _curve(effect.delay), _curve(effect.cost))
            for effect in (event.responded, event.without)
        ]

    def effects(self, count: int) -> list[tuple[Values, Values]]:
        """Minutes and cost of each run, with a response and without."""
        chance = self.strikes.random(count)
        luck = self.delay.standard_normal(count), self.cost.standard_normal(count)
        return [
            (
                None if delay is None else np.where(chance < p, drawn(delay, luck[0]), 0.0),
                0.0 if cost is None else np.where(chance < p, drawn(cost, luck[1]), 0.0),
            )
            for p, delay, cost in self.sides
        ]


def _curve(spread: Spread | None) -> Array | None:
    return None if spread is None else curve_of(spread)


class Side(NamedTuple):
    """A chunk of runs as one side has them: dates of all tasks, end and cost of all."""

    drawn: Drawn
    dates: Dates
    end: Values
    later: Values


class Model:
    """The plan made ready: its graph, what is drawn, and where risks strike."""

    def __init__(self, plan: Plan, seed: int) -> None:
        live = _live(plan)
        last = _live(plan, _longest(plan)).end + _delays(plan)
        graph, self.plan = live.graph, plan
        self.graph = graph
        self.axis = Axis(graph, plan.calendar, live.begin, last)
        self.works = {graph.number(task): work for task, work in plan.works.items()}
        planned = [float(node.duration) for node in graph.nodes]
        given = {n: live.early.spans[n] for n, node in enumerate(graph.nodes)
                 if node.pinned or node.actual_finish is not None}  # fmt: skip
        done = {n: work.done * planned[n] for n, work in self.works.items()}
        not_before = None if plan.not_before is None else to_minute(plan.not_before)
        self.passes = Passes(
            graph, self.axis, begin=live.begin, given=given, done=done, not_before=not_before
        )
        names = {task.id: task.name or str(task.id) for task in plan.tasks}
        self.dice = {n: _Dice(seed, names[graph.ids[n]], work.whole, work, done[n])
                     for n, work in self.works.items()
                     if work.whole and n not in given and not graph.children[n]}  # fmt: skip
        self.planned = planned
        self.threats = [_Threat(seed, event) for event in plan.events]
        self.targets = [None if each.task is None else graph.number(each.task)
                        for each in plan.events]  # fmt: skip
        """What risks hold up, by number; None where that is the end of the plan."""
        self.struck = {n for n in self.targets if n is not None and not graph.children[n]}
        self.shared = stream(seed, "shared")
        self.own = [n for n, node in enumerate(graph.nodes) if not node.is_outside]

    def basis(self, count: int) -> list[Values]:
        """Durations of a number of runs before any risk."""
        shared = self.shared.standard_normal(count)
        found: list[Values] = self.planned[:]
        for number, dice in self.dice.items():
            found[number] = dice.durations(count, shared)
        return found

    def side(
        self,
        basis: Sequence[Values],
        delays: Sequence[Values],
        since: Side | None = None,
        changed: Event | None = None,
    ) -> Side:
        """Dates of a chunk with these delays, one for each risk (None has none).

        With `since`, the same with all delays but that of `changed`, only what it moves is
        reckoned again.
        """
        durations, of_phases, later = list(basis), dict[int, Values](), 0.0
        for number, delay in zip(self.targets, delays, strict=True):
            if delay is None or number in self.passes.given:
                continue
            if number is None:
                later = later + delay
            elif self.graph.children[number]:
                of_phases[number] = of_phases.get(number, 0.0) + delay
            else:
                durations[number] = durations[number] + delay
        for number in self.struck:
            durations[number] = np.maximum(durations[number], self.passes.done.get(number, 0.0))
        luck = Drawn(durations, of_phases)
        if since is None or changed is None:
            dates = self.passes.forward(luck)
        elif changed.task is None:
            dates = since.dates
        else:
            reached = self.graph.reached([self.graph.number(changed.task)])
            dates = self.passes.forward(luck, since.dates, reached)
        end = self.passes.begin
        for number in self.own:
            end = np.maximum(end, dates.finishes[number])
        return Side(luck, dates, end, later)

    def finish(self, side: Side, count: int) -> Array:
        """When all ends, on the axis."""
        clock = self.axis.project
        end = side.end
        if np.any(side.later):
            end = clock.finish(clock.position(end) + side.later)
        return np.broadcast_to(np.asarray(end, dtype=np.float64), (count,))

    def work_cost(self, basis: Sequence[Values]) -> Values:
        """What the plan costs, with what longer or shorter work costs more; without risks."""
        cost: Values = self.plan.cost
        for number in self.dice:
            rate, planned = self.works[number].cost, self.planned[number]
            if rate and planned:
                cost = cost + rate * (basis[number] / planned - 1)
        return cost


def _live(plan: Plan, durations: Mapping[TaskId, int] | None = None) -> Live:
    """The plan as it is reckoned when everything may move; some durations may be other ones."""
    other = durations or {}
    tasks = [
        replace(task, duration_minutes=other[task.id]) if task.id in other else task
        for task in plan.tasks
    ]
    return Live(tasks, plan.links, calendar=plan.calendar, project_start=plan.start,
                moving=[task.id for task in plan.tasks], resized=other)  # fmt: skip


def _longest(plan: Plan) -> dict[TaskId, int]:
    works = plan.works.items()
    return {task: ceil(max(curve_of(work.whole)[-1], 0)) for task, work in works if work.whole}


def _delays(plan: Plan) -> int:
    """Clock minutes by which risks may delay all at the most, of plans that work a while a week."""
    sides = [side for event in plan.events for side in (event.without, event.responded)]
    worst = [curve_of(side.delay)[-1] for side in sides if side.delay]
    return CLOCK_PER_WORK * ceil(sum(max(float(each), 0.0) for each in worst))
