"""What the map of 500 people with 100,000 bookings in two years costs beside the small one.

python -m scripts.benchmark_resources [ROUNDS]   printed; `make bench` puts it into the document
"""

from __future__ import annotations

import select
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from ppm_tui import demo
from ppm_tui.models.types import new_id
from ppm_tui.store.commands import bulk
from ppm_tui.store.commands.bulk import Batch
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import PtyApp, environment, ppm

AS_OF = date(2026, 3, 17)
PEOPLE, WEEKS, BOOKINGS = 488, 104, 100_000
"""With the twelve of the demo they are 500."""
PROJECTS, ON_A_TASK = 50, 5
ROLES = ("Dev", "PM", "QA", "Ops", "UX", "Data")
KEYS = 40
QUIET = 0.15
LABELS = ("ready, s", "key to paint, median ms", "p95 ms", "key, most B", "peak memory, MB")


def build(path: Path) -> None:
    """The demo and many more people, with bookings of two years."""
    demo.build(Place(path=path), AS_OF)
    tasks = BOOKINGS // ON_A_TASK
    workspace = Workspace(Place(path=path), "bench", AS_OF)
    workspace.do(bulk.load, label="people", refs={"T-": tasks}, make=partial(_rows, tasks))


def _rows(tasks: int, first: Mapping[str, int]) -> Iterator[Batch]:
    chance = Random(7)
    people = [new_id() for _ in range(PEOPLE)]
    yield (
        "resource",
        [
            {"id": key, "key": f"q{n:03}", "name": f"Person {n:03}", "role": ROLES[n % len(ROLES)]}
            for n, key in enumerate(people)
        ],
    )
    monday = date(2026, 3, 16)
    for number in range(PROJECTS):
        project = new_id()
        name = f"Programme {number:02}"
        yield "project", [{"id": project, "key": f"BIG{number:02}", "name": name}]
        rows, booked = [], []
        for place in range(tasks // PROJECTS):
            ref = f"T-{first['T-'] + number * (tasks // PROJECTS) + place:03}"
            begin = monday + timedelta(days=7 * chance.randrange(WEEKS) + chance.randrange(5))
            end = begin + timedelta(days=chance.choice((0, 1, 3, 7, 11)))
            span = {"start": f"{begin}T08:00", "finish": f"{end}T17:00", "project_id": project}
            task = new_id()
            rows.append(span | {"id": task, "ref": ref, "position": place + 1, "name": "Work",
                                "duration_minutes": 480})  # fmt: skip
            booked += [
                span
                | {"task_id": task, "resource_id": who, "work_minutes": chance.randint(1, 10) * 60}
                for who in chance.sample(people, ON_A_TASK)
            ]
        yield "task", rows
        yield "assignment", booked


def lines(folder: Path, size: tuple[int, int], rounds: int) -> Iterator[str]:
    """A section of the document: the small map and the large one."""
    large = folder / "people.db"
    if not large.exists():
        build(large)
    small = folder / "demo.db"
    if not small.exists():
        demo.build(Place(path=small), AS_OF)
    yield f"\n## The map of people, {size[0]} columns, {size[1]} lines\n"
    yield "From the start of the program to a map that is drawn; keys move the cell in all ways,"
    yield f"scrolling in both. Starts are the least of {rounds} rounds, keys are of all rounds.\n"
    yield head(LABELS)
    for name, database in (("12 people", small), ("500 people, 100,000 bookings", large)):
        starts: list[float] = []
        times: list[float] = []
        sizes: list[int] = []
        peaks: list[float] = []
        for _ in range(rounds):
            _measure(database, size, starts, times, sizes, peaks)
        p95 = statistics.quantiles(times, n=20)[-1] * 1000
        cells = [statistics.median(times) * 1000, p95, max(sizes), max(peaks)]
        yield row(name, [f"{min(starts):.2f}", *map(shown, cells)])


def _measure(
    database: Path,
    size: tuple[int, int],
    starts: list[float],
    times: list[float],
    sizes: list[int],
    peaks: list[float],
) -> None:
    begun = time.monotonic()
    with PtyApp(ppm(database), size, env=environment(COLORTERM="truecolor")) as app:
        app.type("3")
        while "over-booked" not in app.text or "[" not in app.text:
            app.read(0.2)
        starts.append(time.monotonic() - begun)
        app.settle(1.5)
        for key in ("j", "l", "k", "h"):
            for _ in range(KEYS if key in "jl" else KEYS // 2):
                before, at = len(app.output), time.monotonic()
                app.type(key)
                select.select([app.master], [], [], QUIET)
                times.append(time.monotonic() - at)
                app.settle(QUIET)
                sizes.append(len(app.output) - before)
        status = Path(f"/proc/{app.process.pid}/status").read_text()
        peaks.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 1
        print("\n".join(lines(Path(temporary), (120, 40), count)))
