"""What it costs to change one task of a large plan: until the screen shows the new dates."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmark_schedule import network, plan_file
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import PtyApp, environment, ppm

TASKS = 10_000
SHOWN = f"{TASKS} rows"


def lines(rounds: int) -> Iterator[str]:
    """A section of the document: processor time of the whole program, the least of the rounds."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "plan.db"
        file = Path(folder) / "plan.xml"
        file.write_text("".join(plan_file(network(TASKS))), encoding="utf-8")
        subprocess.run(ppm(database, "import", str(file)), check=True, capture_output=True)
        for _ in range(max(1, rounds // 3)):
            for label, spent in measure(database):
                found.setdefault(label, []).append(spent)
    yield f"\n## One change in a plan of {TASKS:,} tasks\n"
    yield "CPU milliseconds of all threads from the key until the screen shows what came of it:"
    yield "written, logged, read again, scheduled with all floats and drawn.\n"
    yield head(["CPU ms"])
    for label, times in found.items():
        yield row(label, [shown(min(times))])


def measure(database: Path) -> Iterator[tuple[str, float]]:
    """Open the plan, change its last task and one in the middle, and take both back."""
    from scripts.benchmarks import cpu

    with PtyApp(ppm(database), (120, 40), env=environment(COLORTERM="truecolor")) as app:
        app.wait_for("saved")
        app.settle(1.5)
        app.press("enter")
        app.wait_for(SHOWN)
        app.settle(3)
        app.press("G")
        for days in ("7", "8"):  # the first change warms up what every later one finds ready
            app.type("d")
            app.settle(0.3)
            begun = cpu(app)
            app.type(days, "d")
            app.wait_for(f"lasts {days}d")
            app.settle(1)
            yield "preview of the effect on the finish, while it is typed", cpu(app) - begun
            begun = cpu(app)
            app.type("enter")
            app.wait_for(f"→ {days}d")
            yield "a longer task, nothing else moves", cpu(app) - begun
            app.settle(3)
        begun = cpu(app)
        app.type("u")
        app.wait_for("undo: ")
        yield "undo", cpu(app) - begun
        app.settle(1)
        app.press("u")  # the next round finds what this one found
