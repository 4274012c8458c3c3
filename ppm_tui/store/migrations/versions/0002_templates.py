"""Templates, three-point estimates, and how the progress of a task is measured."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("name", name=op.f("uq_template_name")),
    )
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("optimistic_minutes", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("likely_minutes", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("pessimistic_minutes", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("measure", sa.String(24), nullable=True))
