"""Levelling with CP-SAT of OR-Tools, where that is installed: the extra `level`.

The only module that knows it; loaded by who wants a solver, not by who asks for help.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ppm_tui.analysis.levelling import Budget, Problem, Solution, taken
from ppm_tui.analysis.levelling_plan import METHOD, Solve, searched
from ppm_tui.analysis.levelling_search import Search

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WORKERS = 2
HALF = 60
"""With so many jobs half of the time is for the search, with fewer less: there CP-SAT is soon
better, while of more jobs it hardly improves what the search has found."""
LEAST = 0.2
"""Seconds: with less left the solver is not begun."""
NAME = "CP-SAT"


def best_way() -> Solve:
    """CP-SAT if it is installed, else the search alone. Source: none needed."""
    return solve if find_spec("ortools") else searched


def solve(problem: Problem, budget: Budget) -> tuple[Solution, str]:
    """The best that CP-SAT finds, started from what the search has found in a share of the time.

    Never worse than that. Where some jobs go before others, or take more than there is, it is
    left at the search, whose rules keep that. The method says whose the answer is.
    Source: cumulative constraint with lazy clauses, Schutt, Feydt, Stuckey and Wallace 2011;
    OR-Tools CP-SAT.
    """
    share = min(HALF, len(problem.jobs)) / HALF / 2
    first = Search(problem, budget, share=share)
    found = first.run()
    left = budget.left(0)
    is_proved = not found.over and found.finish <= first.bound
    if is_proved or found.over or first.is_ranked or budget.seconds is None or left < LEAST:
        first.share = 1.0
        return first.run(), METHOD
    starts = improved(problem, left, found, budget)
    if starts is not None:
        first.offer(starts)
    return first.best, NAME


def improved(
    problem: Problem, seconds: float, known: Solution | None = None, budget: Budget | None = None
) -> list[int] | None:
    """Starts that CP-SAT finds; None if it finds none, or none that end before those known.

    A budget that is stopped stops it too.
    Source: as `solve`.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    starts, finish = _model(model, problem, known)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    if budget is not None:
        budget.at_stop = solver.stop_search
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    if known is not None and solver.value(finish) >= known.finish:
        return None
    return [solver.value(start) for start in starts]


def _model(
    model: "cp_model.CpModel", problem: Problem, known: Solution | None
) -> tuple[list["cp_model.IntVar"], "cp_model.LinearExprT"]:
    jobs, horizon = problem.jobs, _horizon(problem, known)
    starts = [
        model.new_int_var(job.earliest, horizon if job.latest is None else job.latest, "")
        for job in jobs
    ]
    for before, after, lag in problem.waits:
        model.add(starts[after] >= starts[before] + lag)
    _share(model, problem, starts)
    ends = []
    for group in problem.groups:
        end = model.new_int_var(0, horizon + max(problem.durations, default=0), "")
        for job in group:
            model.add(end >= starts[job] + jobs[job].duration)
        ends.append(end)
    finish = sum(ends)
    if known is not None:
        model.add(finish <= known.finish)
        for start, value in zip(starts, known.starts, strict=True):
            model.add_hint(start, value)
        for end, group in zip(ends, problem.groups, strict=True):
            model.add_hint(end, max(known.starts[job] + jobs[job].duration for job in group))
    model.minimize(finish)
    return starts, finish


def _share(
    model: "cp_model.CpModel", problem: Problem, starts: Sequence["cp_model.IntVar"]
) -> None:
    """Nobody gives more than there is of them at any time."""
    intervals = [
        model.new_fixed_size_interval_var(start, job.duration, "")
        for start, job in zip(starts, problem.jobs, strict=True)
    ]
    for resource, capacity in enumerate(problem.capacities):
        needs = [
            (intervals[number], units)
            for number, job in enumerate(problem.jobs)
            for needed, units in job.needs
            if needed == resource and job.duration
        ]
        if needs:
            needs += [
                (model.new_fixed_size_interval_var(start, end - start, ""), units)
                for blocked, start, end, units in taken(problem)
                if blocked == resource
            ]
            model.add_cumulative([each for each, _ in needs], [units for _, units in needs],
                                 capacity)  # fmt: skip


def _horizon(problem: Problem, known: Solution | None) -> int:
    if known is not None:
        return max(known.starts, default=0) + max(problem.durations, default=0)
    last = max((job.earliest for job in problem.jobs), default=0)
    blocked = max((end for _, _, end, _ in problem.blocks), default=0)
    return max(last, blocked) + sum(problem.durations) + sum(max(0, w[2]) for w in problem.waits)
