"""What a plan file tells of a task that follows from other values, as it is reckoned now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from ppm_tui.analysis.network import Schedule
from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.store.plan_rows import PlanDates, PlanTask
from ppm_tui.store.queries.plan_network import Network, read_network
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, TaskKind

Part = tuple[datetime, datetime]


class Row(Protocol):
    """What is stored of a task."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> TaskKind: ...

    @property
    def start(self) -> datetime | None: ...

    @property
    def finish(self) -> datetime | None: ...

    @property
    def is_elapsed(self) -> bool: ...

    @property
    def percent_complete(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A plan as a network; without a schedule where it has no dates, or none can be found."""

    network: Network | None
    schedule: Schedule | None

    def dates(self, task: Row) -> PlanDates | None:
        """Early and late dates and slack; none of what is not active or has no place in time."""
        if self.schedule is None or task.start is None or task.id not in self.schedule:
            return None
        found = self.schedule[task.id]
        start, finish = self.schedule.floats(task.id)
        return PlanDates(
            found.early_start, found.early_finish, found.late_start, found.late_finish,
            Minutes(start), Minutes(finish), Minutes(found.total_float_minutes),
            Minutes(found.free_float_minutes), found.is_critical,
        )  # fmt: skip

    def length(self, phase: Row) -> Minutes | None:
        """Working time from the start of a phase to its finish, in hours of the project."""
        if self.network is None or phase.start is None or phase.finish is None:
            return None
        return Minutes(max(self.network.calendar.between(phase.start, phase.finish), 0))

    def done(self, task: Row, parts: Iterable[Part]) -> int:
        """How many parts of a split task are done, by its percentage."""
        if self.network is None:
            return 0
        clock = self._clock(task)
        lengths = [clock.between(start, finish) for start, finish in parts]
        left = sum(lengths) * task.percent_complete
        for count, length in enumerate(lengths):
            left -= length * 100
            if left < -50:  # a percentage is whole, minutes are not
                return count
        return len(lengths)

    def _clock(self, task: Row) -> WorkCalendar:
        assert self.network is not None
        if task.is_elapsed:
            return ROUND_THE_CLOCK
        return self.network.working.get(task.id, self.network.calendar)


def reckoned(connection: Connection, *, project: str, key: str) -> Reckoned:
    """The plan of a project as it is reckoned now. Four statements."""
    try:
        tasks, network = read_network(connection, project=project, key=key, as_of=date.min)
    except Invalid:  # a calendar without working time
        return Reckoned(None, None)
    try:
        has_dates = any(task.start for task in tasks)
        found = network.live().schedule(network.limits) if has_dates else None
        return Reckoned(network, found)
    except Invalid:  # a ring
        return Reckoned(network, None)


def agreeing(task: PlanTask) -> PlanTask:
    """The task whose figures of progress and cost add up.

    A file gives each of them, and ppm changes some: where those left from the file no longer go
    with the rest, they follow from the duration, the percentage, the work left and the cost.
    """
    return replace(task, **(_durations(task) | _work(task) | _costs(task)))


def _durations(task: PlanTask) -> dict[str, Any]:
    length, actual = task.duration_minutes, task.actual_duration_minutes
    left = task.remaining_duration_minutes
    if length is None or (actual is None and left is None):
        return {}
    is_sum = (actual or 0) + (left or 0) == length
    if is_sum and _is_share(actual or 0, length, task.percent_complete):
        return {}
    done = (length * task.percent_complete + 50) // 100
    return {"actual_duration_minutes": done, "remaining_duration_minutes": length - done}


def _work(task: PlanTask) -> dict[str, Any]:
    work, actual, left = task.work_minutes, task.actual_work_minutes, task.remaining_work_minutes
    found: dict[str, Any] = {}
    if None not in (work, actual, left) and actual + left != work:  # type: ignore[operator]  # known
        actual = found["actual_work_minutes"] = Minutes(max((work or 0) - (left or 0), 0))
    share = task.percent_work
    if work and actual is not None and share and not _is_share(actual, work, share):
        found["percent_work"] = (actual * 100 + work // 2) // work
    return found


def _costs(task: PlanTask) -> dict[str, Any]:
    if task.cost is None or task.actual_cost is None or task.remaining_cost is None:
        return {}
    return {"remaining_cost": task.cost - task.actual_cost}


def _is_share(part: int, whole: int, percent: int) -> bool:
    """Whether it is that percentage, which was rounded to a whole one in some way."""
    return abs(part * 100 - whole * percent) <= whole
