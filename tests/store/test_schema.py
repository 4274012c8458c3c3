"""The schema: made fresh, brought up to date, and the same either way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from ppm_tui.store import migrations, writer
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.workspace import Workspace
from scripts import generate

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
