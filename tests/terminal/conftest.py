"""The demo portfolio as the programs under test open it."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database(tmp_path: Path, demo_file: Path) -> Path:
    """A copy of the demo portfolio."""
    return Path(shutil.copy(demo_file, tmp_path / "portfolio.db"))


@pytest.fixture
def other_database(tmp_path: Path, demo_file: Path) -> Path:
    """A second copy, for a second program that is compared with the first."""
    return Path(shutil.copy(demo_file, tmp_path / "other.db"))
