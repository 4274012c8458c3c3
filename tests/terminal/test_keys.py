"""Keys as slow lines deliver them: cut in two, in bursts, before there is a screen."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.terminal.pty_app import PtyApp, ppm

BURST = 200
SILENCE = 3.0


def cursor_row(app: PtyApp) -> int:
    """The line of the list that the cursor is on, counted from 0."""
    lines = app.text.split("\n")
    marks = [y for y, line in enumerate(lines) if line.startswith(">")]
    return marks[0] - 3 if marks else -1


def test_keys_typed_before_the_first_screen_count(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.type("j", "j", "j")
        app.wait_for(lambda: cursor_row(app) == 3)


def test_an_arrow_cut_in_two_by_a_slow_line_changes_nothing_else(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        for part in (b"\x1b", b"[", b"B"):
            os.write(app.master, part)
            app.settle(0.02)
        app.wait_for(lambda: cursor_row(app) == 1)
        os.write(app.master, b"\x1b")
        app.settle(0.3)  # longer than the wait for the rest: it is an Esc and two letters now
        os.write(app.master, b"[B")
        app.settle(0.3)
        assert "saved" in app.text.split("\n")[22]


def test_escape_followed_at_once_by_a_key_is_two_keys(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.press(":")
        os.write(app.master, b"\x1bj")
        app.wait_for(lambda: cursor_row(app) == 1)


def test_a_sign_cut_in_the_middle_of_its_bytes_arrives_whole(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.press("c")
        sign = "漢".encode()
        os.write(app.master, sign[:1])
        app.settle(0.05)
        os.write(app.master, sign[1:] + b"\xff")
        app.wait_for("漢")


def test_a_burst_of_keys_on_a_line_that_does_not_read_counts_whole(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.settle(0.5)
        before = len(app.output)
        for key in "jkjkjkjk":
            app.press(key)
        one = (len(app.output) - before) / 8  # what a key costs when somebody reads
        before = len(app.output)
        for number in range(BURST):
            os.write(app.master, b"k" if number % 2 else b"j")
            time.sleep(0.005)
        time.sleep(SILENCE)  # nobody reads; the app goes on and keeps one frame
        os.write(app.master, b"jjj")
        time.sleep(0.5)
        started = cpu_seconds(app)
        app.wait_for(lambda: cursor_row(app) == 3)
        app.settle()
        assert len(app.output) - before < BURST * one / 2
        assert cpu_seconds(app) - started < 1.0


def test_memory_does_not_grow_while_nobody_reads(database: Path) -> None:
    with PtyApp(ppm(database)) as app:
        app.wait_for("Portfolio")
        app.settle(1.5)
        before = memory(app)
        for _ in range(600):
            os.write(app.master, b"jk")
            time.sleep(0.003)
        time.sleep(0.5)
        assert memory(app) - before < 4_000
        app.type("G")
        app.wait_for(lambda: cursor_row(app) == 11)


def cpu_seconds(app: PtyApp) -> float:
    """Processor time of the program so far."""
    stat = Path(f"/proc/{app.process.pid}/stat").read_text(encoding="utf-8")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(app: PtyApp) -> int:
    """Memory in use, in kilobytes."""
    pages = Path(f"/proc/{app.process.pid}/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 1024
