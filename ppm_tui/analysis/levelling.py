"""Levelling as a problem of whole numbers: jobs that wait for each other and share people.

A job takes its needs in every period from its start on, until it ends. What a resource gives is
never exceeded, but by jobs that may not start later than they would have to. `levelling_packed`
makes one schedule from an order of the jobs, `levelling_search` looks for a good order,
`levelling_solver` for a better one where OR-Tools is installed, and `levelling_plan` makes the
problem from a plan and dates from the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise

Wait = tuple[int, int, int]
"""One job, another that follows it, and the periods from start to start that lie between at
least."""
Block = tuple[int, int, int, int]
"""A resource, from which period on until which, and the units that are taken then."""
SECONDS = 2.0
"""For so long is searched where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Job:
    """What has to be done. `rank` 0 is placed before all others, `latest` is a start.

    Units needed that a resource does not have are left out by whoever makes the problem.
    """

    duration: int
    needs: tuple[tuple[int, int], ...] = ()
    earliest: int = 0
    latest: int | None = None
    rank: int = 0
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """Jobs by number, waits, units of each resource, and what of them is taken already.

    Each of `goals` is a group of jobs whose last finish counts; without any all are one group.
    """

    jobs: Sequence[Job]
    waits: Sequence[Wait]
    capacities: Sequence[int]
    blocks: Sequence[Block] = ()
    goals: Sequence[Sequence[int]] = ()
    order: Sequence[int] = field(init=False)
    """The jobs so that what is waited for comes first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", self._ordered())

    @cached_property
    def durations(self) -> list[int]:
        """By job."""
        return [job.duration for job in self.jobs]

    @cached_property
    def groups(self) -> list[Sequence[int]]:
        """The goals, or all jobs as one."""
        return list(self.goals) or [range(len(self.jobs))]

    def _ordered(self) -> list[int]:
        following: list[list[int]] = [[] for _ in self.jobs]
        waiting = [0] * len(self.jobs)
        for before, after, _ in self.waits:
            following[before].append(after)
            waiting[after] += 1
        order = [number for number, count in enumerate(waiting) if not count]
        for number in order:  # grows while it is read
            for after in following[number]:
                waiting[after] -= 1
                if not waiting[after]:
                    order.append(after)
        if len(order) < len(self.jobs):
            raise ValueError("jobs wait for each other in a ring")
        return order


@dataclass(frozen=True, slots=True)
class Solution:
    """Starts by job; how many jobs take more than there is; and the sum of the goals' finishes.

    `moved` is by how much the jobs start later than they could, the important ones weighing more.
    """

    starts: Sequence[int]
    over: int
    finish: int
    moved: int

    @property
    def cost(self) -> tuple[int, int, int]:
        """What of two solutions is the better one: the smaller."""
        return self.over, self.finish, self.moved


@dataclass(slots=True)
class Budget:
    """For how long is searched: until a timer's reading, for so many schedules, or until stopped.

    Whoever looks on from another thread sees here how far the search has come.
    """

    seconds: float | None = None
    schedules: int | None = None
    timer: Callable[[], float] = float
    """Seconds since any moment; who measures by schedules needs none."""
    begun: float = field(init=False)
    is_stopped: bool = field(default=False, init=False)
    best: Solution | None = field(default=None, init=False)
    """The best schedule so far."""
    dated: Callable[[Solution], datetime] | None = field(default=None, init=False)
    """When the last job of a schedule ends, as a date."""
    at_stop: Callable[[], object] | None = field(default=None, init=False)
    """What else is to be stopped: a solver that does not ask what is left."""

    def __post_init__(self) -> None:
        self.begun = self.timer()

    @property
    def spent(self) -> float:
        """Seconds since the search was asked for."""
        return self.timer() - self.begun

    @property
    def finish(self) -> datetime | None:
        """When all ends in the best schedule so far; None before there is one."""
        return self.dated(self.best) if self.dated and self.best else None

    def stop(self) -> None:
        """End the search with the best schedule so far; from any thread."""
        self.is_stopped = True
        if self.at_stop is not None:
            self.at_stop()

    def left(self, schedules: int, share: float = 1.0) -> float:
        """What is left of the budget, or of a share of it: above 0 while there is some."""
        if self.is_stopped or (self.schedules is not None and schedules >= self.schedules):
            return 0.0
        if self.seconds is None:
            return 1.0
        return self.seconds * share - self.spent


def taken(problem: Problem) -> list[Block]:
    """What is taken already, one stretch after the other, and no more than there is.

    Source: definition.
    """
    events: dict[int, list[tuple[int, int]]] = {}
    for resource, start, end, units in problem.blocks:
        if start < end:
            events.setdefault(resource, []).extend(((start, units), (end, -units)))
    found = []
    for resource, changes in events.items():
        changes.sort()
        level = 0
        for (at, units), (until, _) in pairwise(changes):
            level += units
            if at < until and level:
                most = min(level, problem.capacities[resource])
                found.append((resource, at, until, most))
    return found


def earliest_starts(problem: Problem) -> list[int]:
    """When each job could start if there were enough of everything.

    Source: forward pass of the critical path method (Kelley and Walker 1959).
    """
    starts = [job.earliest for job in problem.jobs]
    waits = _by_first(problem)
    for number in problem.order:
        for after, lag in waits[number]:
            starts[after] = max(starts[after], starts[number] + lag)
    return starts


def latest_starts(problem: Problem, end: int) -> list[int]:
    """When each job must start so that all is done by `end`, if there were enough of everything.

    Source: backward pass of the critical path method (Kelley and Walker 1959).
    """
    starts = [end - duration for duration in problem.durations]
    waits = _by_first(problem)
    for number in reversed(problem.order):
        for after, lag in waits[number]:
            starts[number] = min(starts[number], starts[after] - lag)
    return starts


def bound(problem: Problem) -> int:
    """A sum of finishes that no solution can be below.

    Of each goal the longest path, or, for each resource, the least time in which its work can be
    done between the heads and tails of the jobs that need it.
    Source: LB0 and the resource bound of Klein and Scholl 1999, Computing lower bounds by
    destructive improvement.
    """
    starts = earliest_starts(problem)
    return sum(_bound(problem, starts, group) for group in problem.groups)


def _bound(problem: Problem, starts: Sequence[int], group: Sequence[int]) -> int:
    jobs = problem.jobs
    end = max((starts[number] + jobs[number].duration for number in group), default=0)
    found = end
    if len(group) == len(jobs):
        latest = latest_starts(problem, end)
        tails = [end - start - job.duration for start, job in zip(latest, jobs, strict=True)]
    else:
        tails = [0] * len(jobs)
    for resource, capacity in enumerate(problem.capacities):
        work = [
            (starts[number], tails[number], jobs[number].duration * units)
            for number in group
            for needed, units in jobs[number].needs
            if needed == resource and jobs[number].duration
        ]
        if work and capacity:
            found = max(found, _energy(work, capacity))
    return found


def _energy(work: Sequence[tuple[int, int, int]], capacity: int) -> int:
    """Head, all that begins no earlier and ends no later, and tail: of the best pair of those."""
    found = 0
    for head in {head for head, _, _ in work}:
        total = 0
        inside = sorted((each for each in work if each[0] >= head), key=lambda each: -each[1])
        for _, tail, energy in inside:
            total += energy
            found = max(found, head + -(-total // capacity) + tail)
    return found


def _by_first(problem: Problem) -> list[list[tuple[int, int]]]:
    waits: list[list[tuple[int, int]]] = [[] for _ in problem.jobs]
    for before, after, lag in problem.waits:
        waits[before].append((after, lag))
    return waits
