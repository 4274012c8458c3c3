"""Instances of PSPLIB as problems, for tests and benchmarks, and a check of their schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ppm_tui.analysis.levelling import Job, Problem


@dataclass(frozen=True, slots=True)
class Instance:
    """Durations, needs of each resource and successors by job, which count from 0."""

    capacities: list[int]
    durations: list[int]
    needs: list[list[int]]
    successors: list[list[int]]

    def problem(self) -> Problem:
        jobs = [
            Job(duration, tuple((r, units) for r, units in enumerate(needs) if units))
            for duration, needs in zip(self.durations, self.needs, strict=True)
        ]
        waits = [
            (job, other, self.durations[job])
            for job, after in enumerate(self.successors)
            for other in after
        ]
        return Problem(jobs, waits, self.capacities)


def read(path: Path) -> Instance:
    """An instance in the Patterson format."""
    numbers = [int(word) for word in path.read_text().split()]
    jobs, resources = numbers[:2]
    made = Instance(numbers[2 : 2 + resources], [], [], [])
    at = 2 + resources
    for _ in range(jobs):
        after = at + 2 + resources
        made.durations.append(numbers[at])
        made.needs.append(numbers[at + 1 : after - 1])
        made.successors.append([n - 1 for n in numbers[after : after + numbers[after - 1]]])
        at = after + numbers[after - 1]
    return made


def wrong(problem: Problem, starts: Sequence[int]) -> list[str]:
    """What a schedule breaks: waits, earliest starts, and what there is in each period."""
    found = [f"{b} starts before {a} lets it" for a, b, lag in problem.waits
             if starts[b] < starts[a] + lag]  # fmt: skip
    found += [f"{n} starts too early" for n, job in enumerate(problem.jobs)
              if starts[n] < job.earliest]  # fmt: skip
    used: dict[tuple[int, int], int] = {}
    for start, job in zip(starts, problem.jobs, strict=True):
        for resource, units in job.needs:
            for period in range(start, start + job.duration):
                used[resource, period] = used.get((resource, period), 0) + units
    for resource, start, end, units in problem.blocks:
        for period in range(start, end):
            if (resource, period) in used:
                used[resource, period] += units
    found += [f"{units} of resource {resource} in period {period}"
              for (resource, period), units in used.items()
              if units > problem.capacities[resource]]  # fmt: skip
    return found
