"""What reading commands cost beside the cheapest Python that could do their work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import ppm

BASE = "import click, sqlite3"
COMMANDS = ("projects", "projects --json", "show DELTA", "overdue", "tasks DELTA", "history")


def lines(database: Path, rounds: int) -> Iterator[str]:
    """A section of the document: processor time of whole commands, the least of the rounds."""
    programs = {f"python -c {BASE!r}": [sys.executable, "-c", BASE]}
    programs |= {f"ppm {words}": ppm(database, *words.split()) for words in COMMANDS}
    found: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds + 1):
        for name, command in programs.items():
            found[name].append(_spent(command))
    least = {name: min(times[1:]) for name, times in found.items()}
    base, *_ = least.values()
    yield "\n## Commands that read\n"
    yield f"The aim is at most 2.5 times the first line and 50 ms: {2.5 * base + 50:.0f} ms.\n"
    yield head(["CPU ms", "× first"])
    for name, spent in least.items():
        yield row(f"`{name}`", [shown(spent), f"{spent / base:.1f}"])


def _spent(command: list[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: run it to see why")
    return (usage.ru_utime + usage.ru_stime) * 1000
