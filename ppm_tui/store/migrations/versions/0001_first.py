"""The first schema. Its tables point to each other in a circle, so it is kept as SQL."""

from pathlib import Path

from alembic import op

from ppm_tui.store.writer import execute

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0001.{connection.dialect.name}.sql")
    execute(connection, script.read_text(encoding="utf-8"))
