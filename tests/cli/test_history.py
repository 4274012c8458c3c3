"""`ppm history`: everything for a script, a part that says so for a person."""

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm

STEP = """
INSERT INTO step (number, uid, at, "user", label, kind, state)
VALUES (?, ?, '2026-03-01T08:00:00.000000+00:00', 'ana', ?, 'do', 'done')
"""


@pytest.fixture
def many(demo: Path) -> int:
    """The demo with more steps than a terminal is shown; answers how many."""
    with closing(sqlite3.connect(demo)) as database:
        last = int(database.execute("SELECT MAX(number) FROM step").fetchone()[0])
        rows = [(number, f"uid{number}", f"step {number}") for number in range(last + 1, 1001)]
        database.executemany(STEP, rows)
        database.commit()
    return 1000


def test_a_script_is_given_the_whole_history(ppm: Ppm, many: int) -> None:
    assert [row["step"] for row in ppm("history", "--json").rows] == list(range(many, 0, -1))
    result = ppm("history")
    assert (result.out.count("\n"), result.err) == (many, "")


def test_a_limit_is_kept(ppm: Ppm, many: int) -> None:
    assert [row["step"] for row in ppm("history", "-n", "2", "--json").rows] == [many, many - 1]
    assert ppm("history", "--limit", "2").out.count("\n") == 2
    assert ppm("history", "-n", "0").out == ""
    assert len(ppm("history", "-n", "9" * 30, "--json").rows) == many
    ppm("history", "-n", "-1").only(2, "-1")


def test_a_terminal_is_told_what_it_is_not_shown(demo: Path, many: int) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "ppm_tui", "history", "--db", demo],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=os.environ | {"HOME": str(demo.parent)},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:
                break
        assert process.stderr is not None
        said = process.stderr.read().decode()
    os.close(ours)
    assert shown.count(b"\n") == 200
    assert said == f"200 of {many} steps shown: ppm history --limit {many} shows all\n"
