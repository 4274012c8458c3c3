"""Up to which float a task of a project is critical, and nearly so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("critical_float_minutes", "near_critical_minutes")


def upgrade() -> None:
    with op.batch_alter_table("project") as batch:
        for name in COLUMNS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("project") as batch:
        for name in COLUMNS:
            batch.alter_column(name, existing_type=sa.Integer(), server_default=None)
