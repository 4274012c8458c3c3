"""Instances of PSPLIB as problems, for tests and benchmarks, and a check of their schedules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ppm_tui.analysis.levelling import Job, Problem

MONDAY = date(2026, 4, 6)
HOURS = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime>"
    "</WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime>"
    "</WorkingTime></WorkingTimes>"
)


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


def plan_file(instance: Instance) -> Iterator[str]:
    """The instance as a Microsoft Project file: periods are days, a unit is 100 % of somebody."""
    yield '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">'
    yield "<Name>Instance</Name><StartDate>2026-04-06T08:00:00</StartDate>"
    yield "<CalendarUID>1</CalendarUID><ScheduleFromStart>1</ScheduleFromStart>"
    yield "<MinutesPerDay>480</MinutesPerDay><Calendars><Calendar><UID>1</UID>"
    yield "<Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>"
    for day in range(1, 8):
        works = 2 <= day <= 6
        yield f"<WeekDay><DayType>{day}</DayType><DayWorking>{works:d}</DayWorking>"
        yield f"{HOURS if works else ''}</WeekDay>"
    yield "</WeekDays></Calendar></Calendars><Tasks>"
    before: list[list[int]] = [[] for _ in instance.durations]
    for job, after in enumerate(instance.successors):
        for other in after:
            before[other].append(job)
    for job, duration in enumerate(instance.durations):
        yield f"<Task><UID>{job + 1}</UID><ID>{job + 1}</ID><Name>Job {job + 1}</Name>"
        yield f"<OutlineLevel>1</OutlineLevel><Duration>PT{duration * 8}H0M0S</Duration>"
        yield f"<DurationFormat>7</DurationFormat><Milestone>{duration == 0:d}</Milestone>"
        for other in before[job]:
            yield f"<PredecessorLink><PredecessorUID>{other + 1}</PredecessorUID>"
            yield "<Type>1</Type><LinkLag>0</LinkLag></PredecessorLink>"
        yield "</Task>"
    yield "</Tasks><Resources>"
    for number, capacity in enumerate(instance.capacities, 1):
        yield f"<Resource><UID>{number}</UID><ID>{number}</ID><Name>R{number}</Name><Type>1</Type>"
        yield f"<MaxUnits>{capacity}.0</MaxUnits></Resource>"
    yield "</Resources><Assignments>"
    for job, needs in enumerate(instance.needs):
        for number, units in enumerate(needs, 1):
            if units:
                yield f"<Assignment><UID>{job * 10 + number}</UID><TaskUID>{job + 1}</TaskUID>"
                yield f"<ResourceUID>{number}</ResourceUID><Units>{units}</Units></Assignment>"
    yield "</Assignments></Project>"


def starts_of(tasks: Iterable[Mapping[str, str]]) -> list[int]:
    """Periods from the first Monday on in which the jobs of a levelled plan start, job 1 first.

    A start after the end of a day is one on the next.
    """
    found = {}
    for task in tasks:
        start = datetime.fromisoformat(task["start"])
        days = (start.date() - MONDAY).days + (start.hour >= 17)
        found[int(task["uid"])] = days // 7 * 5 + min(days % 7, 5)
    return [found[job] for job in sorted(found)]
