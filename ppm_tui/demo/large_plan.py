"""The plans of the large portfolio: phases one after the other, each with a milestone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from ppm_tui.analysis import planned_value
from ppm_tui.demo.days import Days, day_of, workday_of
from ppm_tui.models.types import new_id
from ppm_tui.store.commands.bulk import Batch, Row
from ppm_tui.terms import Money

PHASES = 8
STEPS = [
    "Plan",
    "Design",
    "Build",
    "Configure",
    "Migrate",
    "Test",
    "Train",
    "Review",
    "Document",
    "Accept",
]
SHORTEST, LONGEST = 80, 320
BOOKED_AHEAD = 60
WEEK = 5


@dataclass(frozen=True, slots=True)
class Outline:
    """A project in working days from its start; `pace` is progress against plan."""

    id: str
    number: int
    owner: str
    as_of: date
    first: int
    length: int
    elapsed: int
    pace: float
    thrift: float
    tasks: int

    @property
    def slip(self) -> int:
        """Working days by which what is not done yet moves."""
        return max(0, round((1 - self.pace) * self.elapsed))

    def day(self, number: int) -> str:
        """The day so many working days after the start."""
        return day_of(self.first + number).isoformat()

    def percent(self, weeks: int) -> int:
        """Progress so many weeks ago."""
        worked = max(0, self.elapsed - WEEK * weeks) * self.pace
        return min(100, round(100 * worked / self.length))


@dataclass(slots=True)
class Plan:
    """The rows of a plan, and for each task its working days and share of the cost."""

    tasks: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    bookings: list[Row] = field(default_factory=list)
    frozen: list[Row] = field(default_factory=list)
    spans: list[tuple[int, int, float]] = field(default_factory=list)
    budget: int = 0


def outline(chance: Random, days: Days, number: int, tasks: int, people: Sequence[str]) -> Outline:
    """When a project runs, how fast and how dear."""
    length = chance.randint(SHORTEST, LONGEST)
    elapsed = chance.randint(length // 10, length - 1)
    pace = min(1.1, max(0.7, chance.gauss(0.97, 0.08)))
    first = workday_of(days.as_of) - elapsed
    thrift = chance.gauss(1.0, 0.07)
    owner = chance.choice(people)
    return Outline(new_id(), number, owner, days.as_of, first, length, elapsed, pace, thrift, tasks)


def plan(
    outline: Outline, chance: Random, numbers: Mapping[str, "count[int]"], people: Sequence[str]
) -> Plan:
    """Phases, tasks, milestones, what waits for what, and who is booked."""
    made = Plan()
    work = outline.tasks - 2 * PHASES
    for phase in range(PHASES):
        begin = outline.length * phase // PHASES
        end = outline.length * (phase + 1) // PHASES - 1
        above = _add(made, outline, f"P-{next(numbers['P-']):03}", f"Phase {phase + 1}", begin, end)
        above |= {"kind": "phase", "percent_complete": _percent(outline, begin, end)}
        size = work * (phase + 1) // PHASES - work * phase // PHASES
        for number in range(size):
            first = begin + (end - begin) * number // size
            last = min(end, first + chance.randint(2, 12))
            ref = f"T-{next(numbers['T-']):03}"
            name = f"{chance.choice(STEPS)} {phase + 1}.{number + 1}"
            row = _add(made, outline, ref, name, first, last, parent=above)
            _staff(made, outline, row, chance.choice(people), first, last)
            made.spans[-1] = (first, last, (last - first + 1) * chance.uniform(0.6, 1.4))
        ref = f"M-{next(numbers['M-']):03}"
        row = _add(made, outline, ref, f"Phase {phase + 1} accepted", end, end, parent=above)
        row |= {"kind": "milestone", "start": row["finish"], "duration_minutes": 0}
        row |= {"percent_complete": 100 * (row["percent_complete"] == 100)}
    return made


def set_costs(outline: Outline, made: Plan, spent: int) -> None:
    """Give the tasks cost, so that what is earned stands to what was spent as `thrift` says."""
    done = [int(str(row["percent_complete"])) for row in made.tasks]
    earned = sum(span[2] * percent / 100 for span, percent in zip(made.spans, done, strict=True))
    unit = spent * outline.thrift / earned if earned else 50_000
    for row, frozen, (_, _, weight) in zip(made.tasks, made.frozen, made.spans, strict=True):
        if weight:
            row["cost"] = frozen["cost"] = int(weight * unit)
            made.budget += int(weight * unit)


def batches(outline: Outline, made: Plan) -> Iterator[Batch]:
    """The rows of a plan and of its baseline, parents first."""
    baseline = new_id()
    yield "task", made.tasks
    yield "dependency", made.links
    yield "assignment", made.bookings
    yield "baseline", [_baseline(outline, made, baseline)]
    yield "baseline_task", [row | {"baseline_id": baseline} for row in made.frozen]


def _percent(outline: Outline, first: int, last: int) -> int:
    done = outline.elapsed * outline.pace - first
    return max(0, min(100, int(100 * done / (last - first + 1))))


def _add(
    made: Plan,
    outline: Outline,
    ref: str,
    name: str,
    first: int,
    last: int,
    parent: Row | None = None,
) -> Row:
    percent = _percent(outline, first, last)
    late = 0 if percent == 100 else outline.slip
    row: Row = {
        "id": new_id(),
        "ref": ref,
        "project_id": outline.id,
        "parent_id": parent and parent["id"],
        "position": len(made.tasks) + 1,
        "name": name,
        "status": "done" if percent == 100 else "in_progress" if percent else "todo",
        "percent_complete": percent,
        "start": f"{outline.day(first + (0 if percent else late))}T08:00",
        "finish": f"{outline.day(last + late)}T17:00",
        "duration_minutes": 480 * (last - first + 1),
    }
    made.tasks.append(row)
    made.frozen.append(
        {
            "project_id": outline.id,
            "task_id": row["id"],
            "start": f"{outline.day(first)}T08:00",
            "finish": f"{outline.day(last)}T17:00",
            "duration_minutes": row["duration_minutes"],
        }
    )
    made.spans.append((first, last, 0.0))
    return row


def _staff(made: Plan, outline: Outline, row: Row, owner: str, first: int, last: int) -> None:
    """An owner, a wait for the task before, and a booking when it is near."""
    work = 120 * (last - first + 1)
    row |= {"owner_id": owner, "work_minutes": work}
    ready = [each for each in made.tasks[-8:-1] if str(each["finish"]) < str(row["start"])]
    for before in ready[-1:]:
        link = {"project_id": outline.id, "task_id": row["id"], "predecessor_id": before["id"]}
        made.links.append(link)
    if row["percent_complete"] != 100 and first < outline.elapsed + BOOKED_AHEAD:
        booking = {name: row[name] for name in ("start", "finish", "project_id", "work_minutes")}
        booking |= {"task_id": row["id"], "resource_id": owner, "remaining_work_minutes": work}
        made.bookings.append(booking)


def _baseline(outline: Outline, made: Plan, key: str) -> Row:
    works = [
        planned_value.Work(
            Money(int(str(row["cost"]))),
            day_of(outline.first + first),
            day_of(outline.first + last),
        )
        for row, (first, last, weight) in zip(made.tasks, made.spans, strict=True)
        if weight
    ]
    curve = planned_value.curve(works, is_working=lambda day: day.weekday() < WEEK)
    document = {"start": curve.start and curve.start.isoformat(), "values": curve.values}
    return {
        "id": key,
        "project_id": outline.id,
        "number": 0,
        "name": "Agreed",
        "day": outline.day(0),
        "is_current": True,
        "start": f"{outline.day(0)}T08:00",
        "finish": f"{outline.day(outline.length - 1)}T17:00",
        "cost": made.budget,
        "planned_value": json.dumps(document, separators=(",", ":")),
    }
