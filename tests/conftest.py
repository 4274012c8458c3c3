"""What every test may ask for."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests import postgres

REPOSITORY = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 3, 17)
NOW = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)

# The same cases each time, and no case is timed: others use the machine as well.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


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
        unavailable(postgres.MISSING)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database, dropped after the test."""
    with postgres.database(postgres_url) as url:
        yield url


def workspace_at(place: Place, user: str = "ana") -> Workspace:
    """The portfolio there, on the day and at the minute that all tests share."""
    return Workspace(place, user, AS_OF, clock=lambda: NOW)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite portfolio without a row, made once: copying costs less than creating tables."""
    from ppm_tui.store import writer

    path = tmp_path_factory.mktemp("empty") / "portfolio.db"
    writer.prepare(Place(path=path))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a PostgreSQL database without a row, from which each test gets its copy."""
    from ppm_tui.store import writer

    with postgres.database(postgres_url) as url:
        writer.prepare(Place(url=url))
        yield postgres.name_of(url)


@pytest.fixture
def workspace(tmp_path: Path, empty_file: Path) -> Workspace:
    """An empty portfolio in a file of its own, opened by ana."""
    return workspace_at(Place(path=Path(shutil.copy(empty_file, tmp_path / "portfolio.db"))))


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portfolio in an SQLite file, made once for all processes of a run."""
    from ppm_tui import demo

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / "demo.db"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            part = tmp_path_factory.mktemp("demo") / "portfolio.db"
            demo.build(Place(path=part), AS_OF)
            part.replace(path)
    return path


@pytest.fixture
def demo(tmp_path: Path, demo_file: Path) -> Workspace:
    """The demo portfolio in a file of its own, opened by ana."""
    return workspace_at(Place(path=Path(shutil.copy(demo_file, tmp_path / "portfolio.db"))))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """An empty portfolio opened by ana: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("workspace")
        return
    server_url, template = map(request.getfixturevalue, ("postgres_url", "postgres_template"))
    with postgres.database(server_url, template) as url:
        yield workspace_at(Place(url=url))


def unavailable(reason: str) -> NoReturn:
    """Skip on a developer's machine; where `CI` is set nothing may be left untested."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
