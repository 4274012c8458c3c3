"""What is loaded when: start-up is the sum of its imports."""

import subprocess
import sys

import pytest

HEAVY = {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "psycopg", "textual", "pendulum"}
LIGHT = ["ppm_tui", "ppm_tui.errors", "ppm_tui.terms", "ppm_tui.store.reader", "ppm_tui.workspace"]


@pytest.mark.parametrize("module", LIGHT)
def test_reading_loads_neither_orm_nor_interface(module: str) -> None:
    assert loaded_by(f"import {module}") & HEAVY == set()


@pytest.mark.parametrize("line", ["--help", "--version", "projects --help"])
def test_asking_for_help_loads_nothing_heavy(line: str) -> None:
    assert loaded_by(command_line(line)) & HEAVY == set()


@pytest.mark.parametrize(
    "line",
    [
        *("projects", "projects --json", "overdue", "history", "doctor", "keys", "show X"),
        *("tasks X", "baseline list X", "baseline compare X", "task why T-1", "level"),
        *("attention", "attention --json", "issues", "reserve"),
        *("rate", "rate why X", "agreement", "costs", "invoice --client X", "invoice list"),
    ],
)
def test_commands_that_read_load_neither_orm_nor_interface(line: str) -> None:
    code = command_line(f"--db no-such-file.db --as-of 2026-03-17 {line}")
    assert loaded_by(code) & HEAVY == set()


def command_line(line: str) -> str:
    """Code that runs a command line; what it prints is swallowed."""
    return (
        "import io, sys; kept, sys.stdout = sys.stdout, io.StringIO()\n"
        "from ppm_tui.cli import run\n"
        f"run({line.split()!r})\n"
        "sys.stdout = kept"
    )


def loaded_by(code: str) -> set[str]:
    """Top-level names of the modules that a new Python has loaded after running the code."""
    listing = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", f"{code}\n{listing}"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
