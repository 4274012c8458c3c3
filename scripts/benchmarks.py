"""What the interface costs in a terminal, beside other programs: `make bench` writes the document.

python -m scripts.benchmarks [FILE [ROUNDS]]    without a file one round, printed

Every round starts each program once, in turn, so that what else the machine does falls on all of
them alike. Processor times are the least of the rounds, bytes the median.
"""

from __future__ import annotations

import os
import platform
import select
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from scripts import (
    benchmark_change,
    benchmark_commands,
    benchmark_large,
    benchmark_levelling,
    benchmark_money,
    benchmark_resources,
    benchmark_schedule,
    benchmark_simulation,
)
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import COLOR, PtyApp, environment, ppm

ROUNDS = 10
SIZES = ((80, 24), (120, 40))
IDLE = 10.0
QUIET = 0.4
EMPTY = """
from textual.app import App
from textual.widgets import Footer
class Empty(App):
    def compose(self):
        yield Footer()
Empty().run()
"""
LABELS = {
    "start": "first screen, CPU ms", "paint": "first paint, B", "row": "row, B",
    "row_ms": "row, CPU ms", "preview": "row with preview, B", "page": "page down, B",
    "palette": "palette, B", "idle": "idle 10 s, B", "colours": "colour codes",
    "exit": "exit, CPU ms", "memory": "memory, MB",
}  # fmt: skip
TIMES = ("start", "row_ms", "exit")


@dataclass(frozen=True)
class Program:
    """A command, the text that tells its first screen, and keys to press: label, key, how often."""

    name: str
    command: Sequence[str]
    ready: str
    steps: Sequence[tuple[str, str, int]] = ()
    quit: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Figures:
    """Measurements of one program, a list for each label."""

    found: dict[str, list[float]] = field(default_factory=dict)

    def add(self, label: str, value: float) -> None:
        self.found.setdefault(label, []).append(value)

    def best(self, label: str) -> float | None:
        values = self.found.get(label)
        if not values:
            return None
        return min(values) if label in TIMES else statistics.median(values)


def programs(folder: Path) -> list[Program]:
    """What is compared; programs that are not installed are left out."""
    keys = [("preview", "j", 4), ("page", "pagedown", 1), ("palette", ":", 1), ("", "esc", 1)]
    keys += [("", "i", 1), ("", "home", 1), ("row", "j", 4)]
    made = folder / "demo.db"
    found = [
        Program("empty Textual app", [sys.executable, "-c", EMPTY], "palette", (), ["ctrl+q"]),
        Program("ppm", ppm(made), "saved", keys, ["q", "q"]),
        Program("ppm, NO_COLOR", ppm(made), "saved", keys, ["q", "q"], {"NO_COLOR": "1"}),
        Program("ppm --driver plain", ppm(made, "--driver", "plain"), "saved", keys, ["q", "q"]),
    ]
    listed = [("row", "j", 4), ("page", "pagedown", 1)]
    if shutil.which("tig"):
        found.append(Program("tig", ["tig"], "[main]", listed, ["Q"]))
    if shutil.which("htop"):
        found.append(Program("htop", ["htop", "-d", "600"], "Quit", [("row", "down", 4)], ["q"]))
    return found


def measure(program: Program, size: tuple[int, int], figures: Figures) -> None:
    """Start the program, press its keys, wait if that was not done before, and leave it."""
    env = environment(COLORTERM="truecolor", **program.env)
    with PtyApp(program.command, size, env=env) as app:
        figures.add("start", until_ready(app, program.ready))
        app.settle(0.1)
        figures.add("paint", len(app.output))
        app.settle(1.5)
        for label, key, count in program.steps:
            for _ in range(count):
                press(app, label, key, figures)
        figures.add("memory", memory(app))
        if "idle" not in figures.found:
            figures.add("idle", idle(app))
        figures.add("colours", len(COLOR.findall(bytes(app.output))))
        figures.add("exit", leave(app, program))


def until_ready(app: PtyApp, ready: str) -> float:
    """Processor time until the text stands on the screen."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        select.select([app.master], [], [], 1)
        spent = cpu(app)
        app.read(0)
        if ready in app.text:
            return spent
    raise SystemExit(f"no {ready!r} on this screen:\n{app.text}")


def press(app: PtyApp, label: str, key: str, figures: Figures) -> None:
    before, spent = len(app.output), cpu(app)
    app.type(key)
    app.settle(QUIET)
    if label:
        figures.add(label, len(app.output) - before)
    if label == "row":
        figures.add("row_ms", cpu(app) - spent)


def idle(app: PtyApp) -> int:
    before, until = len(app.output), time.monotonic() + IDLE
    while time.monotonic() < until:
        app.read(0.5)
    return len(app.output) - before


def leave(app: PtyApp, program: Program) -> float:
    """Processor time from the last key to the end."""
    for key in program.quit[:-1]:
        app.press(key)
    spent = cpu(app)
    app.type(*program.quit[-1:])
    while app.process.returncode is None:
        app.read(0.01)
        finished, status, usage = os.wait4(app.process.pid, os.WNOHANG)
        if finished:
            app.process.returncode = os.waitstatus_to_exitcode(status)
            return (usage.ru_utime + usage.ru_stime) * 1000 - spent
    raise SystemExit(f"{program.name} ended too early")


def cpu(app: PtyApp) -> float:
    """Milliseconds of processor time of all threads, as exactly as the system counts them."""
    tasks = Path(f"/proc/{app.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def memory(app: PtyApp) -> float:
    """Megabytes in use."""
    pages = int(Path(f"/proc/{app.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def document(rounds: int) -> Iterator[str]:
    """The document, line by line."""
    yield "# What the interface costs in a terminal\n"
    yield f"Written by `make bench`: {platform.machine()}, {os.cpu_count()} cores,"
    yield f"Python {platform.python_version()}, Textual {version('textual')}."
    yield "The terminal has 24 bits of colour and does not know synchronised output."
    yield f"Times are the least of {rounds} rounds in turn, bytes the median, memory the last."
    yield "The portfolio has 12 projects; tig shows this repository, htop counts every minute."
    missing = [name for name in ("tig", "htop") if not shutil.which(name)]
    if missing:
        yield f"Not installed, and so not measured: {', '.join(missing)}."
    with tempfile.TemporaryDirectory() as folder:
        make_portfolio(Path(folder))
        for size in SIZES:
            yield f"\n## {size[0]} columns, {size[1]} lines\n"
            yield from table(programs(Path(folder)), size, rounds)
        for size in SIZES:
            yield from benchmark_large.lines(Path(folder), size, max(1, rounds // 3))
        yield from benchmark_resources.lines(Path(folder), (120, 40), max(1, rounds // 3))
        yield from benchmark_money.lines(Path(folder), (120, 40), max(1, rounds // 3))
        yield from benchmark_commands.lines(Path(folder) / "demo.db", rounds)
    yield from benchmark_schedule.lines(rounds)
    yield from benchmark_change.lines(rounds)
    yield from benchmark_levelling.lines()
    yield from benchmark_simulation.lines(rounds)


def make_portfolio(folder: Path) -> None:
    from ppm_tui import demo
    from ppm_tui.store.place import Place

    demo.build(Place(path=folder / "demo.db"), date(2026, 3, 17))


def table(wanted: list[Program], size: tuple[int, int], rounds: int) -> Iterator[str]:
    figures = {program.name: Figures() for program in wanted}
    for number in range(rounds):
        for program in wanted[number % len(wanted) :] + wanted[: number % len(wanted)]:
            measure(program, size, figures[program.name])
    yield head([LABELS["start"], "× empty", *list(LABELS.values())[1:]])
    base = figures[wanted[0].name].best("start") or 1
    for program in wanted:
        found = figures[program.name]
        cells = [shown(found.best(label)) for label in LABELS]
        cells.insert(1, f"{(found.best('start') or 0) / base:.2f}")
        yield row(program.name, cells)


if __name__ == "__main__":
    target, count = (*sys.argv[1:], str(ROUNDS))[:2] if len(sys.argv) > 1 else ("/dev/stdout", "1")
    with Path(target).open("w", encoding="utf-8") as file:
        for line in document(int(count)):
            print(line, file=file, flush=True)
