"""What a portfolio of 1,000 projects and 100,000 tasks costs beside the small one, in turn."""

from __future__ import annotations

import select
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ppm_tui import demo
from ppm_tui.store.place import Place
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import PtyApp, environment, ppm

KEYS = 60
QUIET = 0.15
LABELS = (
    "first screen, s", "key to paint, median ms", "p95 ms", "same, scrolled list p95 ms",
    "row with preview, most B", "row, most B", "page down, most B", "peak memory, MB",
)  # fmt: skip


@dataclass
class _Run:
    """Seconds to the first screen, then seconds and bytes of each key, by what the key does."""

    start: list[float] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    peak: list[float] = field(default_factory=list)


def lines(folder: Path, size: tuple[int, int], rounds: int) -> Iterator[str]:
    """A section of the document: the small portfolio and the large one at one size."""
    large = folder / "large.db"
    if not large.exists():
        demo.build(Place(path=large), date(2026, 3, 17), large=True)
    programs = {"12 projects": folder / "demo.db", "1,000 projects, 100,000 tasks": large}
    runs = {name: _Run() for name in programs}
    for _ in range(rounds):
        for name, database in programs.items():
            _measure(database, size, runs[name])
    yield f"\n## A large portfolio, {size[0]} columns, {size[1]} lines\n"
    yield f"Starts are the least of {rounds} rounds by the clock, keys are of all rounds.\n"
    yield head(LABELS)
    for name, run in runs.items():
        rows = [*run.times["preview"], *run.times["row"]]
        scrolled = run.times.get("scrolled", [])
        moves = [statistics.median(rows) * 1000, _p95(rows), _p95(scrolled)]
        most = [max(run.sizes["preview"] + run.sizes["scrolled preview"])]
        most += [max(run.sizes["row"] + run.sizes["scrolled"]), max(run.sizes["page"])]
        cells = [*moves, *most, max(run.peak)]
        yield row(name, [f"{min(run.start):.2f}", *[shown(cell) for cell in cells]])


def _measure(database: Path, size: tuple[int, int], run: _Run) -> None:
    begun = time.monotonic()
    with PtyApp(ppm(database), size, env=environment(COLORTERM="truecolor")) as app:
        while "saved" not in app.text:
            app.read(0.5)
        run.start.append(time.monotonic() - begun)
        app.settle(1.5)
        for label, shows in (("preview", ""), ("row", "i")):
            app.press(*shows, "home")
            _press(app, run, label, "j", size[1] // 4)
            scrolled = "scrolled preview" if label == "preview" else "scrolled"
            app.press("pagedown")
            _press(app, run, scrolled, "j", KEYS)
            _press(app, run, "page", "pagedown", 4)
        run.peak.append(_peak(app))


def _press(app: PtyApp, run: _Run, label: str, key: str, count: int) -> None:
    """Press the key so often, or until it changes nothing: times only of those that painted."""
    for _ in range(count):
        before, begun = len(app.output), time.monotonic()
        app.type(key)
        select.select([app.master], [], [], QUIET)
        spent = time.monotonic() - begun
        app.settle(QUIET)
        run.sizes.setdefault(label, []).append(len(app.output) - before)
        if len(app.output) == before:
            break
        run.times.setdefault(label, []).append(spent)


def _p95(times: list[float]) -> float | None:
    if not times:
        return None
    return statistics.quantiles(times, n=20)[-1] * 1000


def _peak(app: PtyApp) -> float:
    """Megabytes at most so far."""
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
