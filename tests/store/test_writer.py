"""Writing and reading at once: nothing is lost, nobody waits without need, nothing is half done."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ppm_tui.errors import Busy, Conflict, PpmError
from ppm_tui.models import Project
from ppm_tui.store import reader, writer
from ppm_tui.store.commands import rows, status
from ppm_tui.store.place import SCHEMA, Place, place_of
from ppm_tui.terms import Done, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of

WRITERS, WRITES = 4, 12


def add(session: Session, key: str = "ALPHA") -> Done:
    session.add(Project.model_validate({"key": key, "name": key, "rank": 0}))
    return Done(key)


def count_up(session: Session, key: str = "ALPHA") -> Done:
    project = rows.project(session, key)
    project.rank = (project.rank or 0) + 1
    return Done("counted")


def rank(connection: reader.Connection) -> object:
    return connection.value("SELECT rank FROM project")


# Several writers


def test_writers_at_once_lose_nothing_and_their_steps_are_numbered_in_turn(
    store: Workspace,
) -> None:
    store.do(add)

    def write(user: str) -> None:
        for _ in range(WRITES):
            workspace_at(store.place, user).do(count_up)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, "abcd"))
    assert store.get(rank) == WRITERS * WRITES
    steps = store.get(lambda connection: connection.rows("SELECT number FROM step ORDER BY number"))
    assert [number for (number,) in steps] == list(range(1, WRITERS * WRITES + 2))


def test_two_first_changes_at_once_are_both_there(tmp_path: Path) -> None:
    both = threading.Barrier(2)
    tries: Counter[str] = Counter()

    def first(session: Session, key: str) -> Done:
        tries[key] += 1
        if tries[key] == 1:
            both.wait(30)
        return add(session, key)

    def write(key: str) -> None:
        workspace_at(Place(path=tmp_path / "new" / "portfolio.db")).do(first, key)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("ALPHA", "BETA")))
    assert sorted(tries.values()) == [1, 2]
    workspace = workspace_at(Place(path=tmp_path / "new" / "portfolio.db"))
    assert workspace.get(lambda c: c.rows("SELECT key FROM project ORDER BY key")) == [
        ("ALPHA",), ("BETA",),
    ]  # fmt: skip
    assert list((tmp_path / "new").glob(".ppm-*")) == []


def test_a_first_change_is_made_where_links_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    workspace = workspace_at(Place(path=tmp_path / "portfolio.db"))
    workspace.do(add)
    assert workspace.get(rank) == 0
    assert list(tmp_path.glob(".ppm-*")) == []


def test_a_first_change_that_fails_takes_its_folders_back(tmp_path: Path) -> None:
    workspace = workspace_at(Place(path=tmp_path / "a" / ("n" * 300) / "portfolio.db"))
    with pytest.raises(PpmError, match="too long"):
        workspace.do(add)
    assert list(tmp_path.iterdir()) == []


PROCESS = """
import sys
from datetime import date
from ppm_tui.store.place import place_of
from ppm_tui.workspace import Workspace
from tests.store.test_writer import WRITES, add_if_missing, count_up
workspace = Workspace(place_of(sys.argv[1]), sys.argv[2], date(2026, 3, 17))
workspace.do(add_if_missing)
for _ in range(WRITES):
    workspace.do(count_up)
"""


def add_if_missing(session: Session) -> Done:
    if not session.query(Project).count():
        add(session)
    return Done("there")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is nothing yet."""
    if request.param == "sqlite":
        return str(tmp_path / "new" / "portfolio.db")
    return str(request.getfixturevalue("postgres_database"))


def test_programs_that_start_together_on_nothing_make_one_database_and_lose_nothing(
    address: str,
) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", PROCESS, address, user], stderr=subprocess.PIPE)
        for user in "abc"
    ]
    failures = [process.communicate()[1].decode() for process in running]
    assert failures == ["", "", ""]
    assert workspace_at(place_of(address)).get(rank) == 3 * WRITES


def test_a_writer_that_is_kept_waiting_too_long_is_told_to_try_again(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.do(add)
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.3)
    writer.engine.cache_clear()
    hold, holding = threading.Event(), threading.Event()

    def slow(session: Session) -> Done:
        count_up(session)
        session.flush()
        holding.set()
        assert hold.wait(30)
        return Done("slow")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(workspace_at(store.place, "ben").do, slow)
        assert holding.wait(30)
        with pytest.raises(Busy, match="locked by another program, try again: "):
            store.do(count_up)
        assert store.get(rank) == 0
        hold.set()
        first.result()
    writer.engine.cache_clear()
    assert store.get(rank) == 1


def test_who_has_waited_longer_for_the_lock_tries_more_often(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    monkeypatch.setattr("time.monotonic", lambda: sum(pauses))
    assert workspace.place.path is not None
    with closing(sqlite3.connect(workspace.place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            workspace.do(add)
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[-1] < pauses[0] / 10
    assert sum(pauses) == pytest.approx(writer.PATIENCE_SECONDS, abs=0.1)


def test_what_only_the_first_change_of_a_program_needs_is_done_before_it_has_the_lock(
    workspace: Workspace,
) -> None:
    program = """
import sys
from datetime import UTC, datetime
from ppm_tui.models import Project
from ppm_tui.store import writer
from ppm_tui.store.commands import projects
from ppm_tui.store.place import place_of

def look(session):
    before = set(sys.modules)
    done = projects.add(session, name="Atlas")
    assert set(sys.modules) == before, set(sys.modules) - before
    return done

place = place_of(sys.argv[1])
writer.engine(place)
assert Project.__mapper__.configured
writer.run(place, "ana", lambda: datetime.now(UTC), False, look)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(workspace.place)], capture_output=True, text=True
    )
    assert done.stderr == ""


def test_readers_go_on_while_somebody_writes_and_see_one_moment(store: Workspace) -> None:
    store.do(add)

    def slow(session: Session) -> Done:
        count_up(session)
        session.flush()
        assert store.get(rank) == 0
        return Done("slow")

    store.do(slow)
    with reader.connect(store.place) as connection:
        assert rank(connection) == 1
        store.do(count_up)
        assert rank(connection) == 1
    assert store.get(rank) == 2


# Versions


def test_a_field_that_somebody_else_set_meanwhile_is_a_conflict_with_both_values(
    store: Workspace,
) -> None:
    store.do(add)
    ben = workspace_at(store.place, "ben")
    ben.do(status.set_rag, key="ALPHA", rag=Rag.GREEN, reason="", as_of=AS_OF, seen=1)
    with pytest.raises(Conflict) as conflict:
        store.do(status.set_rag, key="ALPHA", rag=Rag.RED, reason="late", as_of=AS_OF, seen=1)
    assert str(conflict.value) == "ALPHA rag: ben has set 'green' meanwhile, you wrote 'red'"
    assert len(rows_of(store)["status_update"]) == 1


def test_another_field_of_the_same_row_merges(store: Workspace) -> None:
    store.do(add)
    ben = workspace_at(store.place, "ben")
    ben.do(status.update, key="ALPHA", as_of=AS_OF, percent=40, seen=1)
    store.do(status.set_rag, key="ALPHA", rag=Rag.RED, reason="late", as_of=AS_OF, seen=1)
    found = store.get(lambda c: c.rows("SELECT rag, percent_complete, version FROM project"))
    assert found == [("red", 40, 3)]


def test_a_version_of_the_future_is_no_conflict(store: Workspace) -> None:
    store.do(add)
    store.do(status.set_rag, key="ALPHA", rag=Rag.RED, reason="late", as_of=AS_OF, seen=9)


# Files


def test_a_portfolio_is_for_its_owner_only(tmp_path: Path) -> None:
    place = Place(path=tmp_path / "data" / "ppm" / "portfolio.db")
    modes: dict[str, int] = {}

    def look(session: Session) -> Done:
        assert place.path is not None
        for path in place.path.parent.iterdir():
            modes[path.name] = stat.S_IMODE(path.stat().st_mode)
        return Done("looked")

    old = os.umask(0o022)
    try:
        workspace_at(place).do(add)
        workspace_at(place).do(look)
    finally:
        os.umask(old)
    assert modes == {
        "portfolio.db": 0o600,
        "portfolio.db-wal": 0o600,
        "portfolio.db-shm": 0o600,
    }
    assert stat.S_IMODE((tmp_path / "data" / "ppm").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_what_was_acknowledged_is_on_the_disk(workspace: Workspace) -> None:
    with closing(writer.connect(workspace.place)) as driver:
        found = {
            name: driver.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_a_reader_cannot_write(store: Workspace) -> None:
    with pytest.raises(PpmError, match=r"cannot be written|read-only transaction"):
        store.get(lambda connection: connection.rows("DELETE FROM step"))


def test_reading_where_there_is_nothing_creates_nothing(address: str) -> None:
    nothing = workspace_at(place_of(address))
    assert nothing.get(reader.revision) == 0
    assert nothing.get(rank) is None
    if nothing.place.path is not None:
        assert not nothing.place.path.parent.exists()
    else:
        from ppm_tui.store import postgres

        with postgres.connect(nothing.place) as connection:
            assert connection is None


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0 and then nonsense" * 99, b"text\n" * 99])
def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(data)
    strange = workspace_at(Place(path=path))
    if not data:
        assert strange.get(reader.revision) == 0
        assert path.read_bytes() == b""
        return
    for action in (_read(path), _write(path)):
        with pytest.raises(PpmError, match="not a readable ppm database"):
            action()
    assert path.read_bytes() == data


def test_another_programs_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as driver:
        driver.execute("CREATE TABLE project (id INTEGER)")
        driver.execute(f"PRAGMA user_version={SCHEMA}")
    data = path.read_bytes()
    for action in (_read(path), _write(path)):
        with pytest.raises(PpmError, match="is the database of another program"):
            action()
    assert path.read_bytes() == data


def _read(path: Path) -> Callable[[], object]:
    return lambda: workspace_at(Place(path=path)).get(rank)


def _write(path: Path) -> Callable[[], object]:
    return lambda: workspace_at(Place(path=path)).do(add)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for action in (_read(tmp_path), _write(tmp_path)):
        with pytest.raises(PpmError, match="is a folder: name a file in it"):
            action()


def test_where_no_folder_can_be_made_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PpmError, match=r"portfolio.db cannot be made: File exists"):
        _write(tmp_path / "file" / "portfolio.db")()


@pytest.fixture
def unprivileged() -> Iterator[Callable[[], None]]:
    """Root may write anywhere: become somebody else for the rest of the test."""
    yield lambda: os.seteuid(65534) if os.geteuid() == 0 else None
    os.seteuid(os.getuid())


@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_what_may_only_be_read_is_read_and_writing_says_why_not(
    workspace: Workspace, unprivileged: Callable[[], None], folder_mode: int
) -> None:
    workspace.do(add)
    path = workspace.place.path
    assert path is not None
    for folder in path.parents[:-2]:
        folder.chmod(0o755)
    path.parent.chmod(folder_mode)
    path.chmod(0o444)
    unprivileged()
    assert workspace.get(rank) == 0
    with pytest.raises(PpmError, match=r"portfolio.db cannot be written: check the rights of"):
        workspace.do(count_up)
    assert workspace.get(rank) == 0


def test_a_file_that_may_not_be_read_is_named(
    workspace: Workspace, unprivileged: Callable[[], None]
) -> None:
    workspace.do(add)
    assert workspace.place.path is not None
    for folder in workspace.place.path.parents[:-2]:
        folder.chmod(0o755)
    unprivileged()
    for action in (_read(workspace.place.path), _write(workspace.place.path)):
        with pytest.raises(PpmError, match=r"portfolio.db cannot be opened: check that"):
            action()


def test_the_password_of_an_address_is_never_shown() -> None:
    place = place_of("postgres://ana:secret@db.example:5432/ppm")
    assert str(place) == "postgresql://ana@db.example:5432/ppm"


def test_a_server_that_does_not_answer_is_one_clear_line(tmp_path: Path) -> None:
    nowhere = workspace_at(place_of(f"postgresql://ana:secret@/ppm?host={tmp_path}"))
    actions: list[Callable[[], object]] = [lambda: nowhere.get(rank), lambda: nowhere.do(add)]
    for action in actions:
        with pytest.raises(PpmError) as error:
            action()
        assert "\n" not in str(error.value)
        assert "secret" not in str(error.value)


def test_a_client_is_made_once_whatever_the_case(store: Workspace) -> None:
    store.do(lambda session: Done(rows.client(session, "Acme Ltd").key))
    store.do(lambda session: Done(rows.client(session, "ACME LTD").key))
    assert len(rows_of(store)["client"]) == 1
