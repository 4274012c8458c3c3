"""Try what must never happen: `make trials` kills writers and crowds one file; minutes, no test.

python -m scripts.trials kill [ROUNDS]      kill -9 at random moments during writes
python -m scripts.trials crowd [SECONDS]    two interfaces and ten command lines on one file

Each prints what it found and fails when a change that was acknowledged is missing.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from ppm_tui import demo
from ppm_tui.errors import PpmError
from ppm_tui.store import writer
from ppm_tui.store.commands import notes, projects, status, steps, tasks
from ppm_tui.store.content import tables
from ppm_tui.store.place import Place
from ppm_tui.terms import Rag
from ppm_tui.workspace import Workspace
from tests.terminal.pty_app import PtyApp, environment, ppm

AS_OF = date(2026, 3, 17)
KEYS = ("DELTA", "ATLAS", "HAVEN", "FJORD", "BEACON", "KITE", "GROVE", "CEDAR")
WRITERS, INTERFACES = 10, 2
FAILURES = re.compile(r"NOT SAVED|locked|busy|Traceback", re.IGNORECASE)


# Killed writers


def kill(rounds: int) -> bool:
    """So many writers, each killed within a second; whether nothing acknowledged was lost."""
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(path=Path(folder) / "portfolio.db")
        demo.build(place, AS_OF)
        told: list[str] = []
        faults: list[str] = []
        for number in range(rounds):
            told += _killed(place, number)
            faults += [f"round {number}: {fault}" for fault in check(place, told)]
        size = place.path.stat().st_size if place.path else 0
    print(f"{rounds} writers killed, {len(told)} changes acknowledged, {size / 1e6:.1f} MB")
    print("\n".join(faults) or "all are there, integrity and history are right in every round")
    return not faults


def _killed(place: Place, number: int) -> list[str]:
    """What a writer acknowledged until it was killed, in the middle of whatever it did."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        _write_on(place, number, theirs)
    os.close(theirs)
    time.sleep(random.uniform(0.02, 0.8))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        return [line for line in pipe.read().splitlines() if line]


def _write_on(place: Place, number: int, pipe: int) -> None:
    """Change after change, each told once it was acknowledged; never comes back."""
    random.seed(number)
    workspace = Workspace(place, f"writer {number}", AS_OF)
    for count in range(10_000):
        text = f"killed {number}.{count}"
        try:
            workspace.do(_command(text, count))
        except PpmError as error:
            os.write(pipe, f"refused: {error}\n".encode())
            os._exit(1)
        os.write(pipe, f"{text}\n".encode())
    os._exit(0)


def _command(text: str, count: int) -> steps.Command:
    """Something small or large that leaves its text in a note."""
    key = random.choice(KEYS)
    note = partial(notes.add, project=key, text=text, as_of=AS_OF)
    others: list[steps.Command] = [
        partial(status.set_rag, key=key, rag=random.choice(list(Rag)), reason=text, as_of=AS_OF),
        partial(projects.edit, key=key, percent_complete=count % 101),
        partial(tasks.add, project=key, name=text),
    ]
    more = [random.choice(others) for _ in range(random.choice((0, 1, 30)))]
    return partial(steps.together, label=text, commands=[note, *more])


def check(place: Place, told: list[str]) -> Iterator[str]:
    """What is wrong with a file, after what was acknowledged to have been written into it."""
    assert place.path is not None
    yield from (line for line in told if line.startswith("refused"))
    with closing(sqlite3.connect(place.path)) as driver:
        found = driver.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            yield f"integrity: {found}"
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            yield f"foreign keys: {broken[:3]}"
        said = "SELECT text FROM note UNION SELECT text FROM status_update"
        there = {row[0] for row in driver.execute(said)}
        yield from (f"lost: {text}" for text in told if text not in there)
        yield from unlike_history(driver)


def unlike_history(driver: sqlite3.Connection) -> Iterator[str]:
    """Rows that are not as the log, followed from its first step, says that they are."""
    driver.row_factory = sqlite3.Row
    rows: dict[tuple[str, str], dict[str, object]] = {}
    log = 'SELECT table_name, row_id, before, after FROM "change" ORDER BY step, number'
    for name, row_id, before, after in driver.execute(log):
        if after is None:
            rows.pop((name, row_id), None)
        else:
            rows[name, row_id] = ({} if before is None else rows[name, row_id]) | json.loads(after)
    for name in {name for name, _ in rows}:
        known = {column.name for column in tables()[name].columns} - {"version"}
        stored = {row["id"]: dict(row) for row in driver.execute(f'SELECT * FROM "{name}"')}  # noqa: S608  # a table of ours
        logged = {row_id: row for (table, row_id), row in rows.items() if table == name}
        if stored.keys() != logged.keys():
            yield f"{name}: {len(stored)} rows, {len(logged)} by the log"
        for row_id in stored.keys() & logged.keys():
            wrong = [
                f for f in known & logged[row_id].keys() if stored[row_id][f] != logged[row_id][f]
            ]
            if wrong:
                yield f"{name} {row_id}: {wrong} are not as logged"


# A crowd


def crowd(seconds: float) -> bool:
    """Interfaces and command lines on one file; whether no error was seen and nothing lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portfolio.db"
        demo.build(Place(path=path), AS_OF)
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(WRITERS + INTERFACES) as pool:
            lines = [pool.submit(_command_line, path, number, until) for number in range(WRITERS)]
            screens = [pool.submit(_interface, path, number, until) for number in range(INTERFACES)]
            found = [work.result() for work in (*lines, *screens)]
        told = [text for texts, _ in found for text in texts]
        faults = [fault for _, each in found for fault in each]
        largest = path.with_name("portfolio.db-wal")
        wal = largest.stat().st_size if largest.exists() else 0
        faults += check(Place(path=path), told)
    by_whom = Counter("interface" if text.startswith("screen") else "cli" for text in told)
    print(f"{seconds:.0f} s: {dict(by_whom)} changes acknowledged, the WAL is {wal / 1e6:.1f} MB")
    print("\n".join(faults) or "no error was shown and nothing is lost")
    return not faults


def _command_line(path: Path, number: int, until: float) -> tuple[list[str], list[str]]:
    told: list[str] = []
    faults: list[str] = []
    while time.monotonic() < until:
        text, key = f"line {number}.{len(told)}", KEYS[number % len(KEYS)]
        done = subprocess.run(
            [*ppm(path), "update", key, "--note", text], capture_output=True, text=True
        )
        if done.returncode:
            faults.append(f"line {number}: exit {done.returncode} {done.stderr.strip()}")
        else:
            told.append(text)
    return told, faults


def _interface(path: Path, number: int, until: float) -> tuple[list[str], list[str]]:
    told: list[str] = []
    faults: list[str] = []
    with PtyApp(ppm(path), (80, 24), env=environment()) as app:
        _wait(app, lambda: "saved" in app.text)
        while time.monotonic() < until:
            text = f"screen {number}.{len(told)}"
            app.type("j" if len(told) % 3 else "k", "c")
            _wait(app, lambda: "Note:" in app.text)
            app.type(*text, "enter")
            _wait(app, lambda: "Note:" not in app.text)  # the field closes when it is saved
            told.append(text)
            _settle(app, 1.0)
            if FAILURES.search(app.text):
                faults.append(f"screen {number}:\n{app.text}")
        app.type("q", "q")
        app.end()
    return told, faults


def _wait(app: PtyApp, condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        if time.monotonic() > until:
            raise SystemExit(f"waited for a minute:\n{app.text}")
        app.read(0.1)


def _settle(app: PtyApp, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.read(0.1)


TRIALS = {"kill": (kill, 200), "crowd": (crowd, 60)}

if __name__ == "__main__":
    writer.engine.cache_clear()  # a fork must not share what another has opened
    name, count = (*sys.argv[1:], "")[:2]
    trial, usual = TRIALS[name]
    sys.exit(0 if trial(int(count or usual)) else 1)
