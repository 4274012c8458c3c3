"""What is loaded when: start-up is the sum of its imports."""

import subprocess
import sys

import pytest

HEAVY = {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "psycopg", "textual", "pendulum"}
LIGHT = ["ppm_tui", "ppm_tui.errors", "ppm_tui.terms", "ppm_tui.store.reader", "ppm_tui.workspace"]


@pytest.mark.parametrize("module", LIGHT)
def test_reading_loads_neither_orm_nor_interface(module: str) -> None:
    assert loaded_by(f"import {module}") & HEAVY == set()


def loaded_by(code: str) -> set[str]:
    """Top-level names of the modules that a new Python has loaded after running the code."""
    listing = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", f"{code}\n{listing}"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
