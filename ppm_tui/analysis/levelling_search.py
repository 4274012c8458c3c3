"""The search for a good schedule: a population of schedules, pushed right and left in turn.

A schedule is kept as the order in which its jobs end, read from its far side: scheduled in that
order from there it becomes no longer, and mostly shorter. Children of two parents take one such
turn each, so that every schedule that is made is a justified one too.
"""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate
from operator import add, attrgetter
from typing import NamedTuple

from ppm_tui.analysis.levelling import (
    Budget,
    Problem,
    Solution,
    bound,
    earliest_starts,
    latest_starts,
)
from ppm_tui.analysis.levelling_packed import Packed

SIZE = 60
"""Schedules of the first population; each later one is twice as large as the one before."""
ROUNDS = 8
"""So many turns to both sides without a better schedule end a population."""
SWAPS = 4
"""So many neighbours change places in a child, if they may."""
SPREAD = (0.1, 0.25, 0.5)
"""How far the first orders stray from the rule, as a share of the longest path."""
MOST_BY_REGRET = 400
SEED = 1


class Member(NamedTuple):
    """A schedule: how many are over, when its goals end, and the order for its way back."""

    cost: tuple[int, int]
    order: list[int]


def search(problem: Problem, budget: Budget, *, seed: int = SEED) -> Solution:
    """The best schedule that is found within the budget; the same for the same schedules.

    The first is that of the order in which the jobs stand now, then comes that of the latest
    finish time rule. The search ends early when the bound is reached.
    Source: Debels and Vanhoucke 2005, A bi-population based genetic algorithm for the
    resource-constrained project scheduling problem; crossover of Hartmann 1998; justification of
    Valls, Ballestín and Quintanilla 2005; rule of Kolisch and Hartmann 1999.
    """
    return Search(problem, budget, seed=seed).run()


class Search:
    """A search that goes on: the best schedule so far and what the next ones are made from."""

    def __init__(
        self, problem: Problem, budget: Budget, *, seed: int = SEED, share: float = 1.0
    ) -> None:
        self.problem, self.budget, self.chance = problem, budget, random.Random(seed)
        self.share = share  # of the budget
        self.size, self.durations = len(problem.jobs), problem.durations
        self.earliest = [job.earliest for job in problem.jobs]
        self.ranks = [job.rank for job in problem.jobs]
        self.is_ranked = len(set(self.ranks)) > 1
        early = earliest_starts(problem)
        end = max(map(add, early, self.durations), default=0)
        self.span = end - min(early, default=0)
        self.limits = list(map(add, latest_starts(problem, end), self.durations))
        self.forwards = Packed(problem)
        self.bound = bound(problem)
        self.best = budget.best = self._first(sorted(problem.order, key=early.__getitem__))
        self.backwards = Packed(problem, mirrored_at=self._end(range(self.size)))
        self.ends = self._latest_ends()
        self.following = [{after for after, _ in each} for each in self.forwards.after]
        self.preceding = [{before for before, _ in each} for each in self.backwards.after]
        self.leads = [
            any(lag < 0 for each in packed.after for _, lag in each)
            for packed in (self.forwards, self.backwards)
        ]

    def run(self) -> Solution:
        """Populations, each larger than the last, until the budget is used up."""
        size = SIZE
        while not self.is_over:
            self._evolve(size, self._ordered(self.limits))
            size *= 2
        return self.best

    def offer(self, starts: Sequence[int]) -> None:
        """Take a schedule found elsewhere, moved to the left, if it is better.

        Source: none needed.
        """
        self._left(in_order(self.forwards.after, starts))

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to find, or no time to find it."""
        is_met = not self.best.over and self.best.finish <= self.bound
        count = self.forwards.count + self.backwards.count
        return is_met or self.budget.left(count, self.share) <= 0

    # Populations

    def _evolve(self, size: int, first: list[int]) -> None:
        population = [self._left(first)]
        while len(population) < size and not self.is_over:
            population.append(self._left(self._sample()))
        best, idle = min(each.cost for each in population), 0
        while idle < ROUNDS and not self.is_over:
            population = self._next(population, is_back=True)
            population = self._next(population, is_back=False)
            found = min(each.cost for each in population)
            idle = 0 if found < best else idle + 1
            best = min(best, found)

    def _next(self, old: list[Member], *, is_back: bool) -> list[Member]:
        """The children, justified to the other side, and the best of the old, likewise."""
        turn, pick = (self._right if is_back else self._left), self.chance.random
        cost = attrgetter("cost")
        new = [turn(min(old, key=cost).order)]
        for member in old[1:]:
            if self.is_over:
                return new
            other = min(old[int(pick() * len(old))], old[int(pick() * len(old))], key=cost)
            one, two = member.order, other.order
            new.append(min(turn(self._child(one, two, is_back)),
                           turn(self._child(two, one, is_back)), key=cost))  # fmt: skip
        return new

    def _child(self, one: list[int], other: list[int], is_back: bool) -> list[int]:
        """Head and tail of one parent, what lies between in the order of the other."""
        pick, size = self.chance.random, self.size
        first, last = sorted((int(pick() * size), int(pick() * size)))
        head = one[:first]
        known = set(head)
        middle = [job for job in other if job not in known][: last - first]
        known.update(middle)
        child = head + middle + [job for job in one[first:] if job not in known]
        after = self.preceding if is_back else self.following
        for _ in range(SWAPS if size > 1 else 0):
            place = int(pick() * (size - 1))
            if child[place + 1] not in after[child[place]]:
                child[place], child[place + 1] = child[place + 1], child[place]
        return child

    # Schedules

    def _left(self, order: list[int]) -> Member:
        """Everything as early as it can be, one job after the other."""
        if self.is_ranked:
            order = sorted(order, key=self.ranks.__getitem__)
        starts, over = self.forwards.schedule(order, self.earliest)
        ends = list(map(add, starts, self.durations))
        cost = over, sum(max(ends[job] for job in group) for group in self.problem.groups)
        if cost <= self.best.cost[:2]:
            found = self._solution(starts, *cost)
            self.best = self.budget.best = min(self.best, found, key=attrgetter("cost"))
        return Member(cost, self._way_back(order, ends, is_back=True))

    def _right(self, order: list[int]) -> Member:
        """Everything as late as it can be: the same with time the other way round."""
        starts, over = self.backwards.schedule(order, self.ends)
        ends = list(map(add, starts, self.durations))
        cost = over, sum(max(ends[job] for job in group) for group in self.problem.groups)
        return Member(cost, self._way_back(order, ends, is_back=False))

    def _way_back(self, order: list[int], ends: list[int], *, is_back: bool) -> list[int]:
        found = order[::-1]  # of two that end together the later one comes first
        found.sort(key=ends.__getitem__, reverse=True)
        return self._repaired(found, is_back=is_back) if self.leads[is_back] else found

    def _first(self, order: list[int]) -> Solution:
        if self.is_ranked:
            order = sorted(order, key=self.ranks.__getitem__)
        starts, over = self.forwards.schedule(order, self.earliest)
        ends = list(map(add, starts, self.durations))
        groups = self.problem.groups
        finish = sum(max((ends[job] for job in group), default=0) for group in groups)
        return self._solution(starts, over, finish)

    def _solution(self, starts: Sequence[int], over: int, finish: int) -> Solution:
        jobs = self.problem.jobs
        moved = sum((at - job.earliest) * job.weight for at, job in zip(starts, jobs, strict=True))
        return Solution(starts, over, finish, moved)

    def _end(self, group: Iterable[int]) -> int:
        """When the last of a group ends in the best schedule."""
        starts = self.best.starts
        return max((starts[job] + self.durations[job] for job in group), default=0)

    def _latest_ends(self) -> list[int]:
        """How far from the end of all each job's goal ended in the first schedule."""
        end = self._end(range(self.size))
        found = [0] * self.size
        for group in self.problem.groups:
            for job in group:
                found[job] = max(found[job], end - self._end(group))
        return found

    # Orders

    def _sample(self) -> list[int]:
        """The order of the latest finish time rule, more or less.

        Of what could come next each is the likelier the more would be lost by leaving it: by its
        regret, or in large plans, where that takes too long, by a key with some noise.
        """
        pick, limits = self.chance.random, self.limits
        if self.size > MOST_BY_REGRET:
            spread = self.chance.choice(SPREAD) * self.span
            return self._ordered([limit + spread * pick() for limit in limits])
        bias, after = self.chance.choice((1, 2)), self.forwards.after
        waiting = [len(each) for each in self.backwards.after]
        open_ = [job for job, count in enumerate(waiting) if not count]
        order = []
        while open_:
            last = max(limits[job] for job in open_)
            weights = list(accumulate((last - limits[job] + 1) ** bias for job in open_))
            job = open_.pop(bisect_right(weights, pick() * weights[-1]))
            order.append(job)
            for other, _ in after[job]:
                waiting[other] -= 1
                if not waiting[other]:
                    open_.append(other)
        return order

    def _ordered(self, keys: Sequence[float]) -> list[int]:
        """Jobs by key, what is waited for first."""
        return in_order(self.forwards.after, keys)

    def _repaired(self, order: list[int], *, is_back: bool) -> list[int]:
        places = [0] * self.size
        for place, job in enumerate(order):
            places[job] = place
        return in_order((self.backwards if is_back else self.forwards).after, places)


def in_order(after: Sequence[Sequence[tuple[int, int]]], keys: Sequence[float]) -> list[int]:
    """Jobs by key, but what is waited for first. Source: Kahn 1962, with a heap."""
    waiting = [0] * len(after)
    for each in after:
        for other, _ in each:
            waiting[other] += 1
    open_ = [(keys[job], job) for job, count in enumerate(waiting) if not count]
    heapify(open_)
    order = []
    while open_:
        job = heappop(open_)[1]
        order.append(job)
        for other, _ in after[job]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(open_, (keys[other], other))
    return order
