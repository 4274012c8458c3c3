"""The lines of a proposal of levelling: what moves, what stays too much, and what comes of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ppm_tui.analysis.levelling_excess import Excess, TooMuch
from ppm_tui.analysis.levelling_plan import Levelled
from ppm_tui.analysis.network import TaskId
from ppm_tui.store.queries.working_time import Person
from ppm_tui.terms import Minutes, Priority, Stays, TaskKind, TaskStatus

PERCENT = 100
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What is said of a task that is levelled."""

    id: str
    ref: str
    uid: str | None
    name: str
    kind: TaskKind
    status: TaskStatus
    percent_complete: int
    priority: Priority
    is_active: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A task with its dates by the proposal, and what is too much in its time.

    `slack` is how far it can move before its project ends later, `ends` when that ends now and
    with the whole proposal. `beside` are the other tasks of the people who have too much then.
    """

    ref: str
    name: str
    project: str
    kind: TaskKind
    start: datetime
    finish: datetime
    slack: Minutes
    ends: tuple[datetime, datetime]
    too_much: tuple[TooMuch, ...]
    beside: tuple[str, ...]

    @property
    def slip(self) -> int:
        """Days by which its project ends later with the whole proposal."""
        return (self.ends[1].date() - self.ends[0].date()).days


@dataclass(frozen=True, slots=True)
class MoveRow(LineRow):
    """A line of the proposal: a task that moves, and for whom; else it follows others that move.

    What is too much is so in its time of now.
    """

    old_start: datetime
    old_finish: datetime
    minutes: Minutes
    person: str | None
    is_pinned: bool

    @property
    def beyond(self) -> Minutes:
        """By how much working time it alone would make its project end later."""
        return Minutes(max(0, self.minutes - self.slack))


@dataclass(frozen=True, slots=True)
class OverRow(LineRow):
    """A task in whose time to come somebody still has too much to do, and why it is not helped.

    Also one that was refused, though nobody may have too much to do then.
    """

    people: tuple[str, ...]
    stays: Stays

    @property
    def old_start(self) -> datetime:
        """As its start: it stays."""
        return self.start

    @property
    def old_finish(self) -> datetime:
        """As its finish: it stays."""
        return self.finish

    @property
    def minutes(self) -> Minutes:
        """It moves by nothing."""
        return Minutes(0)

    @property
    def person(self) -> str | None:
        """Who has too much to do."""
        return self.people[0] if self.people else None


@dataclass(frozen=True, slots=True)
class DatesRow:
    """A task with the dates that it would have."""

    ref: str
    uid: str | None
    start: datetime
    finish: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What levelling would do, line by line, and how good it is: see `levelling_plan.Levelled`.

    `excess` is working time from the day on that people have too much of, then and now.
    """

    projects: tuple[str, ...]
    moves: tuple[MoveRow, ...]
    tasks: tuple[DatesRow, ...]
    over: tuple[OverRow, ...]
    over_before: int
    excess: Minutes
    excess_before: Minutes
    finish: datetime | None
    finish_before: datetime | None
    levelled: Levelled
    ids: dict[str, str]
    """Tasks by what they are called."""

    @property
    def starts(self) -> dict[TaskId, datetime]:
        """When each task would start: what keeps the order for another proposal."""
        return {task: span[0] for task, span in self.levelled.dates.items()}

    def held(self, refs: Collection[str]) -> tuple[str, ...]:
        """Tasks that have to be told to stay when only these of the moves are taken."""
        names = {task_id: ref for ref, task_id in self.ids.items()}
        chosen = [self.ids[ref] for ref in refs]
        return tuple(names[str(task)] for task in self.levelled.held(chosen))


@dataclass(frozen=True, slots=True)
class Known:
    """What the answer is told in: tasks with their projects, people, and what stays and why."""

    projects: tuple[str, ...]
    tasks: Mapping[str, tuple[str, TaskRow]]
    everybody: Mapping[str, Person]
    stays: Mapping[str, Stays]
    as_of: date
    is_within_float: bool


def told(known: Known, found: Levelled) -> Proposal:
    """A proposal in the words of the plans."""
    tasks, lines = known.tasks, _Lines(known, found)
    return Proposal(
        known.projects,
        tuple(map(lines.move, lines.moves)),
        tuple(DatesRow(tasks[task][1].ref, tasks[task][1].uid, *span)
              for task, span in lines.placed.items()),
        tuple(map(lines.over, lines.left())),
        sum(1 for task in found.over_before if task in tasks),
        lines.after.whole,
        lines.before.whole,
        max((new for _, new in lines.ends.values()), default=None),
        max((old for old, _ in lines.ends.values()), default=None),
        found,
        {row.ref: task for task, (_, row) in tasks.items()},
    )  # fmt: skip


def _ends(known: Known, spans: Mapping[str, tuple[datetime, datetime]]) -> dict[str, datetime]:
    """When each project ends."""
    found: dict[str, datetime] = {}
    for task, (_, finish) in spans.items():
        project, row = known.tasks[task]
        if row.kind is not TaskKind.PHASE:
            found[project] = max(finish, found.get(project, finish))
    return found


class _Lines:
    """Makes the lines, of what is too much now and with the proposal."""

    def __init__(self, known: Known, found: Levelled) -> None:
        self.known, self.found = known, found
        self.before, self.after = _Over(known, found.excess_before), _Over(known, found.excess)
        self.placed = {str(t): span for t, span in found.dates.items() if t in known.tasks}
        self.moves = {str(move.task): move for move in found.moves}
        new, old = _ends(known, self.placed), _ends(known, self.placed | self._old())
        self.ends = {project: (old[project], new[project]) for project in new}

    def _old(self) -> dict[str, tuple[datetime, datetime]]:
        return {task: (move.old_start, move.old_finish) for task, move in self.moves.items()}

    def move(self, task: str) -> MoveRow:
        """The line of a task that moves."""
        move, people = self.moves[task], self.known.everybody
        return MoveRow(
            **self._line(task, self.before),
            old_start=move.old_start,
            old_finish=move.old_finish,
            minutes=move.minutes,
            person=people[move.resource].row.name if move.resource else None,
            is_pinned=move.task in self.found.pinned,
        )

    def over(self, task: str) -> OverRow:
        """The line of a task whose time is too much."""
        stays = self.known.stays.get(task) or self._why(task)
        return OverRow(**self._line(task, self.after), people=self.after.people(task), stays=stays)

    def _why(self, task: str) -> Stays:
        """What keeps a task that could move from where nobody would have too much to do."""
        if task in self.found.limited:
            return Stays.FLOAT if self.known.is_within_float else Stays.LEADING
        return Stays.OTHERS if self.after.beside(task) else Stays.ALONE

    def _line(self, task: str, over: "_Over") -> dict[str, Any]:
        """What all lines have."""
        project, row = self.known.tasks[task]
        start, finish = self.placed[task]
        return {
            "ref": row.ref,
            "name": row.name,
            "project": project,
            "kind": row.kind,
            "start": start,
            "finish": finish,
            "slack": self.found.slack.get(task, Minutes(0)),
            "ends": self.ends.get(project, (finish, finish)),  # of phases alone there is none
            "too_much": over.too_much(task),
            "beside": over.beside(task),
        }

    def left(self) -> list[str]:
        """Tasks whose time is still too much, the first of these first; then those refused."""
        stays = self.known.stays
        refused = [task for task, why in stays.items() if why is Stays.REFUSED]
        over = [task for task in self.after.tasks if task in self.known.tasks]
        return [*(task for task in over if stays.get(task) is not Stays.REFUSED), *refused]


class _Over:
    """What is too much from the day on: by task, by person and week, and in all."""

    def __init__(self, known: Known, excess: Sequence[Excess]) -> None:
        self.known = known
        self.morning = datetime.combine(known.as_of, datetime.min.time())
        self.tasks: dict[str, list[Excess]] = {}
        whole = 0
        for each in sorted(excess, key=lambda each: each.start):
            if each.finish > self.morning:
                whole += sum(minutes for _, minutes in self._weeks(each))
                for task in each.tasks:
                    self.tasks.setdefault(str(task), []).append(each)
        self.whole = Minutes(whole)

    def _weeks(self, each: Excess) -> Iterator[tuple[date, int]]:
        """How much working time that is, week by week."""
        calendar = self.known.everybody[each.resource].calendar
        start = max(each.start, self.morning)
        while calendar is not None and start < each.finish:
            monday = start.date() - timedelta(days=start.weekday())
            until = min(each.finish, datetime.combine(monday + ONE_WEEK, datetime.min.time()))
            if minutes := calendar.between(start, until) * each.percent // PERCENT:
                yield monday, minutes
            start = until

    def too_much(self, task: str) -> tuple[TooMuch, ...]:
        """By how much in the time of a task, of whom, in time's order."""
        found: Counter[tuple[date, str]] = Counter()
        for each in self.tasks.get(task, ()):
            for monday, minutes in self._weeks(each):
                found[monday, self.known.everybody[each.resource].row.key] += minutes
        return tuple(
            TooMuch(who, monday, Minutes(minutes))
            for (monday, who), minutes in sorted(found.items())
        )

    def people(self, task: str) -> tuple[str, ...]:
        """Who has too much in the time of a task."""
        keys = dict.fromkeys(each.resource for each in self.tasks.get(task, ()))
        return tuple(self.known.everybody[key].row.name for key in keys)

    def beside(self, task: str) -> tuple[str, ...]:
        """What else is asked of them then, of the projects that are levelled: as it is called."""
        excess = self.tasks.get(task, ())
        others = dict.fromkeys(str(other) for each in excess for other in each.tasks)
        rows = self.known.tasks
        return tuple(
            f"{rows[other][1].ref} {rows[other][0]}"
            for other in others
            if other != task and other in rows
        )
