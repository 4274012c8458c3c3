"""What 10,000 runs of a plan of 1,000 tasks cost beside the same written in bare NumPy.

python -m scripts.benchmark_simulation [ROUNDS]   printed; `make bench` puts it into the document
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from ppm_tui import demo
from ppm_tui.analysis.estimates import Estimate
from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.simulation import RUNS, Effect, Event, Plan, Shape, Spread, Work, simulate
from ppm_tui.models.types import new_id
from ppm_tui.store.commands import bulk
from ppm_tui.store.commands.bulk import Batch
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from scripts.benchmark_schedule import MONDAY, Network, network
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import PtyApp, environment, ppm

TASKS, RISKS = 1_000, 10
SIZE = (120, 40)
AS_OF = date(2026, 3, 17)
KEYS, PAUSE = 100, 0.03
LOW, HIGH = 0.8, 1.6
"""An estimate at best and at worst, for a duration of 1."""


def lines(rounds: int) -> Iterator[str]:
    """A section of the document."""
    yield "\n## Simulation\n"
    yield f"{RUNS:,} runs of a plan of {TASKS:,} tasks with two links each, every one with an"
    yield f"estimate. CPU seconds and peak memory of a process of its own, the least of {rounds}"
    yield "rounds. Bare NumPy draws the same kind of durations (triangular) and finds the longest"
    yield "path, once, without calendars; ppm reckons every run with responses and without, all"
    yield "floats, and the plan without each risk.\n"
    yield head(["CPU s", "× bare", "peak memory, MB"])
    bare = _least("bare", rounds)
    yield row("bare NumPy, longest path", [shown(bare[0]), "1.0", shown(bare[1])])
    for name, label in (("one", "one calendar"), ("risks", f"one calendar, {RISKS} risks"),
                        ("three", f"three calendars, {RISKS} risks")):  # fmt: skip
        seconds, memory = _least(name, rounds)
        yield row(f"ppm, {label}", [shown(seconds), f"{seconds / bare[0]:.1f}", shown(memory)])
    idle, busy = min((key_delays() for _ in range(rounds)), key=lambda each: each[1])
    yield f"\nFrom a key to its answer on screen, the longest of {KEYS} keys and the least of"
    yield f"{rounds} rounds: {idle:.0f} ms before, {busy:.0f} ms while such a plan is simulated."


def _least(name: str, rounds: int) -> tuple[float, float]:
    """CPU seconds and megabytes of a case, each in a process of its own."""
    command = [sys.executable, "-m", "scripts.benchmark_simulation", "--case", name]
    found = []
    for _ in range(rounds):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(tuple(map(float, done.stdout.split())))
    return min(each[0] for each in found), min(each[1] for each in found)


def case(name: str) -> str:
    """What one case took: CPU seconds and megabytes at most."""
    made = network(TASKS)
    work = partial(_bare, made) if name == "bare" else partial(_ours, made, name)
    begun = time.process_time()
    work()
    spent = time.process_time() - begun
    return f"{spent} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}"


def _bare(made: Network) -> None:
    import numpy as np

    luck = np.random.default_rng(1)
    before: dict[TaskId, list[TaskId]] = {}
    for link in made.links:
        before.setdefault(link.successor, []).append(link.predecessor)
    finishes: dict[TaskId, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    end = np.zeros(RUNS)
    for task in made.tasks:
        length = float(task.duration_minutes)
        finish = luck.triangular(LOW * length, length, HIGH * length, RUNS)
        if task.id in before:
            start = finishes[before[task.id][0]]
            for other in before[task.id][1:]:
                start = np.maximum(start, finishes[other])
            finish += start
        finishes[task.id] = finish
        np.maximum(end, finish, out=end)
    np.percentile(end, [10, 50, 80, 90])


def _ours(made: Network, name: str) -> None:
    tasks = made.tasks
    if name != "three":
        tasks = [replace(task, calendar=None) for task in tasks]
    works = {task.id: Work(_around(task)) for task in tasks}
    delay = Spread(Shape.TRIANGULAR, (480, 960, 4800))
    events = [
        Event(f"R-{number}", number * 90 + 1, Effect(0.3, delay), Effect(0.15, delay))
        for number in range(0 if name == "one" else RISKS)
    ]
    simulate(Plan(tasks, made.links, made.calendars["1"], MONDAY, works, events), runs=RUNS)


def _around(task: NetworkTask) -> Spread:
    length = float(task.duration_minutes)
    return Spread(Shape.TRIANGULAR, (LOW * length, length, HIGH * length))


# In the interface


def key_delays() -> tuple[float, float]:
    """Milliseconds of the slowest key before a simulation and while one runs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.db"
        demo.build(Place(path=path), AS_OF)
        workspace = Workspace(Place(path=path), "bench", AS_OF)
        workspace.do(bulk.load, label="plan", refs={"T-": TASKS}, make=_rows)
        with PtyApp(ppm(path), SIZE, env=environment(COLORTERM="truecolor")) as app:
            while "saved" not in app.text:
                app.read(0.2)
            app.type(":")
            app.settle(1.0)
            app.type(*"open big")
            app.settle(1.0)
            app.press("enter")
            app.settle(3.0)
            app.type("v", "s")
            _until(app, "reserve")
            app.settle(0.5)
            idle = _keys(app, KEYS, "")
            app.type("s", "m")  # 100,000 runs
            _until(app, "simulating")
            busy = _keys(app, KEYS, "simulating")
            app.press("esc")
    return idle, busy


def _until(app: PtyApp, text: str) -> None:
    until = time.monotonic() + 120
    while text not in app.text:
        if time.monotonic() > until:
            raise SystemExit(f"no {text!r} on this screen:\n{app.text}")
        app.read(0.1)


def _keys(app: PtyApp, count: int, while_text: str) -> float:
    """The slowest of so many keys that open and leave a chooser, in milliseconds."""
    worst = 0.0
    for number in range(count):
        if while_text not in app.text:
            break
        begun = time.monotonic()
        app.type("c" if number % 2 == 0 else "backspace")
        wanted = number % 2 == 0
        while ("not at all" in app.text) is not wanted:
            app.read(0.002)
            if time.monotonic() - begun > 5:
                raise SystemExit(f"no answer to a key:\n{app.text}")
        worst = max(worst, time.monotonic() - begun)
        app.settle(PAUSE)
    return worst * 1000


def _rows(first: Mapping[str, int]) -> Iterator[Batch]:
    project = new_id()
    yield "project", [{"id": project, "key": "BIG", "name": "Big plan"}]
    made = network(TASKS)
    ids = {task.id: new_id() for task in made.tasks}
    rows = []
    for place, task in enumerate(made.tasks):
        points = Estimate(*(round(task.duration_minutes * share) for share in (LOW, 1, HIGH)))
        rows.append(
            {
                "id": ids[task.id], "project_id": project, "position": place + 1, "name": "Work",
                "ref": f"T-{first['T-'] + place:03}", "duration_minutes": task.duration_minutes,
                "optimistic_minutes": points.optimistic, "likely_minutes": points.likely,
                "pessimistic_minutes": points.pessimistic,
            }
        )  # fmt: skip
    yield "task", rows
    yield "dependency", [_dependency(project, ids, link) for link in made.links]


def _dependency(project: str, ids: dict[TaskId, str], link: NetworkLink) -> dict[str, object]:
    before, after = ids[link.predecessor], ids[link.successor]
    return {"id": new_id(), "project_id": project, "task_id": after, "predecessor_id": before}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(case(sys.argv[2]))
    else:
        for text in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
            print(text, flush=True)
