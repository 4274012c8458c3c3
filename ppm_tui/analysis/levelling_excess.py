"""When somebody is asked for more than there is of them, by how much and by which tasks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ppm_tui.analysis.levelling_dates import Profile
from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import TaskId
from ppm_tui.analysis.worktime import to_datetime
from ppm_tui.terms import Minutes

Taken = tuple[TaskId, Span, int]
"""A task, its dates in minutes, and how much of somebody's time it takes, in per cent."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A stretch of time in which so many per cent of somebody are asked for and not there."""

    resource: str
    start: datetime
    finish: datetime
    percent: int
    tasks: tuple[TaskId, ...]


@dataclass(frozen=True, slots=True)
class TooMuch:
    """By how much somebody has too much to do in a week, which its Monday names."""

    person: str
    monday: date
    minutes: Minutes


def excesses(
    taken: Mapping[str, Sequence[Taken]],
    units: Mapping[str, int],
    busy: Mapping[str, Sequence[tuple[Span, int]]],
) -> Iterator[Excess]:
    """All such stretches that some of the tasks lie in, person by person.

    Source: definition; `levelling_dates.Profile`.
    """
    for key, tasks in taken.items():
        profile = Profile([*busy.get(key, ()), *((span, share) for _, span, share in tasks)])
        over = [at for at, level in enumerate(profile.levels) if level > units[key]]
        for at, inside in _inside(profile, over, tasks).items():
            yield Excess(
                key,
                to_datetime(profile.times[at]),
                to_datetime(profile.times[at + 1]),
                profile.levels[at] - units[key],
                tuple(inside),
            )


def by_task(excess: Iterable[Excess]) -> dict[TaskId, tuple[str, ...]]:
    """Tasks that ask too much of somebody, and of whom. Source: definition."""
    found: dict[TaskId, dict[str, None]] = {}
    for each in excess:
        for task in each.tasks:
            found.setdefault(task, {})[each.resource] = None
    return {task: tuple(people) for task, people in found.items()}


def _inside(
    profile: Profile, over: Sequence[int], tasks: Sequence[Taken]
) -> dict[int, dict[TaskId, None]]:
    """By stretch that is over, in their order, the tasks that take some of it."""
    found: dict[int, dict[TaskId, None]] = {}
    for task, (start, finish), _ in tasks:
        first, last = bisect_right(profile.times, start) - 1, bisect_left(profile.times, finish)
        for at in over[bisect_left(over, first) : bisect_left(over, last)]:
            found.setdefault(at, {})[task] = None
    return dict(sorted(found.items()))
