"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests import postgres

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a PostgreSQL server, for `-m postgres` and `-m "not postgres"`."""
    for item in items:
        if isinstance(item, pytest.Function) and "postgres_url" in item.fixturenames:
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Published figures, schedules and hostile files, kept beside the repository."""
    folder = Path(os.environ.get("PPM_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}: set PPM_SHARED_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server: the one named by PPM_TEST_POSTGRES, else our own for this run."""
    given = os.environ.get("PPM_TEST_POSTGRES")
    binaries = postgres.find_binaries()
    if given:
        yield given
    elif binaries:
        with postgres.server(binaries) as url:
            yield url
    else:
        _unavailable(postgres.MISSING)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database, dropped after the test."""
    with postgres.database(postgres_url) as url:
        yield url


def _unavailable(reason: str) -> NoReturn:
    """Skip on a developer's machine; where `CI` is set nothing may be left untested."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
