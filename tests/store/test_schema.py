"""The schema: made fresh, brought up to date, and the same either way."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from ppm_tui.errors import PpmError
from ppm_tui.models.types import Day
from ppm_tui.store import history, migrations, reader, writer
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.terms import Done
from ppm_tui.workspace import Workspace
from scripts import generate, migration
from tests.conftest import workspace_at
from tests.store.contents import rows_of
from tests.store.samples import add_samples

CYCLE = "ignore:Cannot correctly sort tables"  # project, resource and calendar know each other
AT = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)


def test_generated_files_are_fresh() -> None:
    stale = [path.name for path, text in generate.generated().items() if path.read_text() != text]
    assert not stale, "run make docs"


@pytest.mark.filterwarnings(CYCLE)
def test_a_fresh_database_is_what_the_models_say(store: Workspace) -> None:
    with writer.engine(store.place).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


@pytest.mark.filterwarnings(CYCLE)
def test_the_migrations_together_are_what_the_models_say(bare: Place) -> None:
    script = ScriptDirectory(str(migrations.HERE))
    with writer.engine(bare).connect() as connection:
        migrations.upgrade(connection, script, 0, SCHEMA)
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_there_is_one_revision_for_each_schema_number() -> None:
    script = ScriptDirectory(str(migrations.HERE))
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [migrations.name(number) for number in range(1, SCHEMA + 1)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place in which there is nothing."""
    if request.param == "sqlite":
        return Place(path=tmp_path / "bare.db")
    return Place(url=request.getfixturevalue("postgres_database"))


# Migrating: the chain of revisions is lengthened by one that adds a column and fills it, and by
# one that rebuilds a table to which others point.

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{own:04d}"
down_revision = "{before:04d}"
branch_labels = None
depends_on = None


def upgrade():
    {body}
"""
ADD_COLUMN = """with op.batch_alter_table("project") as batch:
        batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="grey"))
    op.execute("UPDATE project SET colour = 'red' WHERE key = 'K1'")"""
REBUILD = """with op.batch_alter_table("project", recreate="auto") as batch:
        batch.alter_column("name", type_=sa.String(99), existing_type=sa.Text(), nullable=True)"""
BREAK = """op.execute("UPDATE task SET project_id = 'nobody'")"""
FAIL = """op.execute("CREATE TABLE half_way (id INTEGER)")
    op.execute("UPDATE nothing SET x = 1")"""


@pytest.fixture
def versions(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of revisions: the real ones and some of the test's."""

    def make(*bodies: str) -> Path:
        folder = Path(shutil.copytree(migrations.HERE / "versions", tmp_path / "versions"))
        for own, body in enumerate(bodies, SCHEMA + 1):
            text = REVISION.format(own=own, before=own - 1, body=body)
            (folder / f"{migrations.name(own)}_test.py").write_text(text)
        return folder

    return make


def stamped(connection: reader.Connection) -> object:
    return connection.value("SELECT number FROM schema_number")


def test_a_database_that_is_behind_is_brought_up_to_date_with_its_rows(
    store: Workspace, versions: Callable[..., Path]
) -> None:
    store.do(add_samples)
    before = rows_of(store)
    folder = versions(ADD_COLUMN, REBUILD)
    migrations.migrate(store.place, SCHEMA, at=AT, target=SCHEMA + 2, versions=folder)
    with writer.engine(store.place).connect() as connection:
        writer.stamp(connection)  # so that this program may look at it
        connection.commit()
    colours = "SELECT key, colour FROM project ORDER BY key"
    assert store.get(lambda connection: connection.rows(colours)) == [
        ("K0", "grey"),
        ("K1", "red"),
        ("K2", "grey"),
        ("K3", "grey"),
    ]
    assert rows_of(store) == before


def test_it_says_what_it_did_and_keeps_a_copy_of_the_file(
    workspace: Workspace, versions: Callable[..., Path]
) -> None:
    workspace.do(add_samples)
    folder = versions(ADD_COLUMN)
    [note] = migrations.migrate(workspace.place, SCHEMA, at=AT, target=SCHEMA + 1, versions=folder)
    assert workspace.place.path is not None
    copy = workspace.place.path.with_name(
        f"portfolio.backup-schema{SCHEMA}-20260317-080000-000000.db"
    )
    assert note == (
        f"{workspace.place}: brought from schema {SCHEMA} to {SCHEMA + 1}, "
        f"the database as it was is {copy}"
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(workspace.place.path)) as driver:
        assert driver.execute("PRAGMA user_version").fetchone() == (SCHEMA + 1,)
    old = workspace_at(Place(path=copy))
    assert len(rows_of(old)["task"]) == 4
    old.do(history.undo)


@pytest.mark.postgres
def test_a_team_is_told_that_its_server_keeps_the_backups(
    postgres_database: str, versions: Callable[..., Path]
) -> None:
    team = workspace_at(Place(url=postgres_database))
    team.do(add_samples)
    folder = versions(ADD_COLUMN)
    [note] = migrations.migrate(team.place, SCHEMA, at=AT, target=SCHEMA + 1, versions=folder)
    said = f"brought from schema {SCHEMA} to {SCHEMA + 1}; the database server keeps the backups"
    assert note.endswith(said)


@pytest.mark.parametrize(
    ("body", "message"),
    [(BREAK, "4 rows of task would point to nothing|violates foreign key"), (FAIL, "nothing")],
)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    store: Workspace, versions: Callable[..., Path], body: str, message: str
) -> None:
    store.do(add_samples)
    before = rows_of(store)
    with (
        pytest.raises((PpmError, sa.exc.DBAPIError), match=message),
    ):
        migrations.migrate(store.place, SCHEMA, at=AT, target=SCHEMA + 1, versions=versions(body))
    assert rows_of(store) == before
    assert store.get(stamped) == SCHEMA
    with pytest.raises(PpmError, match="half_way"):
        store.get(lambda connection: connection.rows("SELECT * FROM half_way"))


def test_opening_a_database_that_is_behind_migrates_it(
    store: Workspace, monkeypatch: pytest.MonkeyPatch, versions: Callable[..., Path]
) -> None:
    store.do(add_samples)
    folder = versions(ADD_COLUMN)
    later(monkeypatch, SCHEMA + 1, folder)
    colour = "SELECT colour FROM project WHERE key = 'K1'"
    reading = workspace_at(store.place)
    reading.readonly = True
    behind = f"the database has schema {SCHEMA}, this program needs {SCHEMA + 1}"
    with pytest.raises(reader.Behind, match=behind):
        reading.get(lambda connection: connection.value(colour))
    assert store.get(lambda connection: connection.value(colour)) == "red"
    assert store.get(stamped) == SCHEMA + 1


def test_the_first_change_after_an_upgrade_says_that_the_database_was_migrated(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, versions: Callable[..., Path]
) -> None:
    workspace.do(add_samples)
    later(monkeypatch, SCHEMA + 1, versions(ADD_COLUMN))
    monkeypatch.setattr(writer, "_prepared", set())
    done = workspace.do(lambda session: Done("x"))
    assert f"brought from schema {SCHEMA} to {SCHEMA + 1}" in done.notes[0]
    assert workspace.do(lambda session: Done("x")).notes == ()


def test_two_programs_that_migrate_at_once_do_it_once(
    store: Workspace, versions: Callable[..., Path]
) -> None:
    store.do(add_samples)
    folder = versions(ADD_COLUMN)

    def migrate(_: int) -> None:
        migrations.migrate(store.place, SCHEMA, at=writer.now(), target=SCHEMA + 1, versions=folder)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, range(2)))


def later(monkeypatch: pytest.MonkeyPatch, number: int, folder: Path) -> None:
    """Be a program of a later schema, with these revisions."""
    real = migrations.migrate
    for module in (reader, writer):
        monkeypatch.setattr(module, "SCHEMA", number)
    monkeypatch.setattr(
        migrations,
        "migrate",
        lambda place, found, at: real(place, found, at=at, target=number, versions=folder),
    )


# Newer than this program


def test_a_newer_database_is_refused_and_left_as_it_is(store: Workspace) -> None:
    store.do(add_samples)
    with writer.engine(store.place).connect() as connection:
        writer.stamp(connection, SCHEMA + 1)
        connection.commit()
    data = store.place.path and store.place.path.read_bytes()
    writer._prepared.clear()
    actions: list[Callable[[], object]] = [
        lambda: store.get(reader.revision),
        lambda: store.do(add_samples),
    ]
    for action in actions:
        newer = rf"newer ppm \(schema {SCHEMA + 1}, this one knows {SCHEMA}\): upgrade ppm"
        with pytest.raises(PpmError, match=newer):
            action()
    assert data == (store.place.path and store.place.path.read_bytes())


def test_a_database_that_a_colleague_migrated_meanwhile_is_not_written_to(
    store: Workspace,
) -> None:
    store.do(add_samples)
    with writer.engine(store.place).connect() as connection:
        writer.stamp(connection, SCHEMA + 1)
        connection.commit()
    with pytest.raises(PpmError, match="newer ppm"):
        store.do(lambda session: Done("x"))


@pytest.mark.filterwarnings(CYCLE)
def test_a_revision_is_written_for_what_the_models_say_and_the_last_one_does_not(
    tmp_path: Path,
) -> None:
    script = ScriptDirectory(str(migrations.HERE))
    assert migration.difference(script, Place(path=tmp_path / "same.db")) == ("pass", [])
    models = sa.MetaData()
    for table in SQLModel.metadata.tables.values():
        table.to_metadata(models)
    models.tables["client"].append_column(sa.Column("since", Day(), nullable=True))
    body, imports = migration.difference(script, Place(path=tmp_path / "other.db"), models)
    assert "batch_op.add_column(sa.Column('since', ppm_tui.models.types.Day(length=10)" in body
    assert imports == ["import ppm_tui.models.types"]
