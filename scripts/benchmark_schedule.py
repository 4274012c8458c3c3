"""What scheduling costs beside networkx and MPXJ, on the same networks in one run.

python -m scripts.benchmark_schedule [ROUNDS]   printed; `make bench` puts it into the document

MPXJ's scheduler runs warm in a Java machine of its own: the best of several runs of one process.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ppm_tui.analysis.network import NetworkLink, NetworkTask, schedule
from ppm_tui.analysis.worktime import Hours, WorkCalendar
from scripts.benchmark_tables import head, row, shown

SIZES = (1_000, 10_000, 100_000)
NEAR = 500
"""A task waits for two of so many before it."""
MONDAY = datetime.fromisoformat("2026-01-05T08:00")
OFFICE: Hours = ((480, 720), (780, 1020))
EARLY: Hours = ((360, 840),)
HOLIDAYS = [(date(2026 + year, 5, 1), date(2026 + year, 5, 1), ()) for year in range(30)]
MINUTES = (60, 240, 480, 960, 2400)


@dataclass(frozen=True)
class Network:
    """A plan: tasks 1 to n of several calendars, each after two of those before it."""

    calendars: dict[str, WorkCalendar]
    tasks: list[NetworkTask]
    links: list[NetworkLink]


def network(size: int) -> Network:
    """The same plan for the same size, with calendars that have not been asked anything yet."""
    chance = random.Random(size)
    calendars = {
        "1": WorkCalendar([OFFICE] * 5 + [(), ()], HOLIDAYS, "1"),
        "2": WorkCalendar([OFFICE] * 6 + [()], name="2"),
        "3": WorkCalendar([EARLY] * 5 + [(), ()], name="3"),
    }
    tasks: list[NetworkTask] = []
    links: list[NetworkLink] = []
    for number in range(1, size + 1):
        calendar = calendars[chance.choice("123")]
        tasks.append(NetworkTask(number, chance.choice(MINUTES), calendar=calendar))
        before = range(max(1, number - NEAR), number)
        links += [NetworkLink(other, number) for other in chance.sample(before, min(2, number - 1))]
    return Network(calendars, tasks, links)


def lines(rounds: int) -> Iterator[str]:
    """A section of the document."""
    yield "\n## Scheduling\n"
    yield f"CPU milliseconds, the least of {rounds} rounds, without garbage collection, as the"
    yield "program runs it: forward and backward pass, total and free float of tasks with two links"
    yield "each in three calendars. networkx finds the longest path of the same graph, by durations"
    yield "alone, without calendars. MPXJ schedules the same plan, Microsoft's way, in a warm Java"
    yield "machine, by the clock. The finish is that of both, or both are told.\n"
    yield head(["ppm, ms", "µs a task", "networkx, ms", "MPXJ, ms", "finish"])
    for size in SIZES:
        made = network(size)
        ours = least([network(size) for _ in range(rounds)])
        cells = [shown(ours), f"{ours * 1000 / size:.1f}", shown(least_networkx(made, rounds))]
        theirs, finish = mpxj(made)
        cells += [shown(theirs), compared(ppm(made)[1], finish)]
        yield row(f"{size:,} tasks", cells)


def ppm(made: Network) -> tuple[float, datetime]:
    """CPU milliseconds of one schedule, and when the plan ends."""
    calendar = made.calendars["1"]
    begun = time.process_time()
    found = schedule(made.tasks, made.links, calendar=calendar, project_start=MONDAY)
    spent = (time.process_time() - begun) * 1000
    return spent, max(found.span(task.id)[1] for task in made.tasks)


def least(plans: list[Network]) -> float:
    gc.disable()
    found = min(ppm(plan)[0] for plan in plans)
    gc.enable()
    return found


def least_networkx(made: Network, rounds: int) -> float | None:
    try:
        import networkx
    except ImportError:
        return None
    minutes = {task.id: task.duration_minutes for task in made.tasks}
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        graph = networkx.DiGraph()
        graph.add_nodes_from(minutes)
        graph.add_weighted_edges_from(
            (link.predecessor, link.successor, minutes[link.predecessor]) for link in made.links
        )
        networkx.dag_longest_path(graph)
        times.append((time.process_time() - begun) * 1000)
    return min(times)


# MPXJ


def mpxj(made: Network) -> tuple[float | None, str]:
    """Milliseconds of MPXJ's scheduler and the finish it finds; None and why not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xml"
        path.write_text("".join(plan_file(made)), encoding="utf-8")
        code = [sys.executable, "-m", "scripts.benchmark_mpxj", str(path), MONDAY.isoformat()]
        done = subprocess.run(code, capture_output=True, text=True, check=False)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed"
    found = json.loads(done.stdout.splitlines()[-1])
    return min(found["milliseconds"]), found["finish"]


def compared(ours: datetime, theirs: str) -> str:
    text = ours.isoformat(timespec="minutes")
    return text if theirs == text else f"{text}; MPXJ: {theirs}"


def plan_file(made: Network) -> Iterator[str]:
    """The network as a Microsoft Project file, as small as it may be."""
    waits: dict[object, list[NetworkLink]] = {}
    for link in made.links:
        waits.setdefault(link.successor, []).append(link)
    yield '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">'
    yield f"<StartDate>{MONDAY.isoformat()}</StartDate><CalendarUID>1</CalendarUID>"
    yield "<ScheduleFromStart>1</ScheduleFromStart><MinutesPerDay>480</MinutesPerDay><Calendars>"
    for calendar in made.calendars.values():
        yield from calendar_file(calendar)
    yield "</Calendars><Tasks>"
    for task in made.tasks:
        uid, name = task.id, task.calendar.name if task.calendar else "-1"
        hours, minutes = divmod(task.duration_minutes, 60)
        yield f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{uid}</Name><Type>1</Type>"
        yield "<OutlineLevel>1</OutlineLevel><Manual>0</Manual><DurationFormat>5</DurationFormat>"
        yield f"<Duration>PT{hours}H{minutes}M0S</Duration>"
        yield "<ActualDuration>PT0H0M0S</ActualDuration><PercentComplete>0</PercentComplete>"
        yield f"<RemainingDuration>PT{hours}H{minutes}M0S</RemainingDuration>"
        yield "<ConstraintType>0</ConstraintType>"
        yield f"<CalendarUID>{name}</CalendarUID>"
        for link in waits.get(uid, ()):
            yield f"<PredecessorLink><PredecessorUID>{link.predecessor}</PredecessorUID>"
            yield "<Type>1</Type><LinkLag>0</LinkLag></PredecessorLink>"
        yield "</Task>"
    yield "</Tasks></Project>"


def calendar_file(calendar: WorkCalendar) -> Iterator[str]:
    yield f"<Calendar><UID>{calendar.name}</UID><Name>{calendar.name}</Name>"
    yield "<IsBaseCalendar>1</IsBaseCalendar><WeekDays>"
    for day in range(7):
        hours = calendar.hours_on(date(2026, 1, 5 + day))
        yield f"<WeekDay><DayType>{(day + 1) % 7 + 1}</DayType>"
        yield f"<DayWorking>{int(bool(hours))}</DayWorking>{times_file(hours)}</WeekDay>"
    yield "</WeekDays>"
    if calendar.name == "1":
        yield "<Exceptions>"
        for first, last, _ in HOLIDAYS:
            yield f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate>"
            yield f"<ToDate>{last}T23:59:00</ToDate></TimePeriod><Type>1</Type>"
            yield "<Occurrences>1</Occurrences><DayWorking>0</DayWorking></Exception>"
        yield "</Exceptions>"
    yield "</Calendar>"


def times_file(hours: Hours) -> str:
    clock = "<{0}>{1:02}:{2:02}:00</{0}>".format
    times = "".join(
        "<WorkingTime>"
        + clock("FromTime", *divmod(start, 60))
        + clock("ToTime", *divmod(end, 60))
        + "</WorkingTime>"
        for start, end in hours
    )
    return f"<WorkingTimes>{times}</WorkingTimes>" if times else ""


if __name__ == "__main__":
    print("\n".join(lines(int(sys.argv[1]) if len(sys.argv) > 1 else 3)))
