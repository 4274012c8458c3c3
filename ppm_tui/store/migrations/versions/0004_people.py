"""When people work, days off, bookings without a task, timers, what is charged."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEW: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any], Any], ...]] = {
    "assignment": (("kind", sa.String(24), "hard"), ("contour", sa.String(24), "flat")),
    "project": (("is_charged", sa.Boolean(), sa.true()),),
    "resource": (
        ("team", sa.Text(), ""),
        ("skills", sa.Text(), ""),
        ("region", sa.String(16), ""),
        ("availability", sa.Integer(), "100"),
    ),
    "time_entry": (("source_id", sa.String(), ""),),
}
"""Columns that are never empty, with what they hold in the rows that are there."""


def upgrade() -> None:
    _working_time()
    _bookings()
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        with op.batch_alter_table(table) as batch:
            for name, kind, _ in columns:
                batch.alter_column(name, existing_type=kind, server_default=None)
    with op.batch_alter_table("resource") as batch:
        batch.add_column(sa.Column("target", sa.Integer(), nullable=True))
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("is_charged", sa.Boolean(), nullable=True))
    op.create_index("ix_task_dates", "task", ["finish", "start"])
    op.create_index("ix_assignment_dates", "assignment", ["finish", "start"])
    op.drop_index("ix_time_entry_resource_id", "time_entry")
    op.create_index("ix_time_entry_person", "time_entry", ["resource_id", "day"])
    op.create_index("ix_time_entry_source_id", "time_entry", ["source_id"])


def _working_time() -> None:
    op.create_table(
        "working_week",
        *_identity("working_week"),
        _reference("working_week", "resource"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=True),
        sa.Column("week", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "resource_id", "number", name=op.f("uq_working_week_resource_id_number")
        ),
    )
    op.create_table(
        "absence",
        *_identity("absence"),
        _reference("absence", "resource"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.UniqueConstraint("resource_id", "number", name=op.f("uq_absence_resource_id_number")),
    )
    op.create_index("ix_absence_days", "absence", ["last", "first"])
    op.create_index("ix_absence_source_id", "absence", ["source_id"])
    op.create_table(
        "public_holiday",
        *_identity("public_holiday"),
        sa.Column("region", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.UniqueConstraint("region", "day", name=op.f("uq_public_holiday_region_day")),
    )


def _bookings() -> None:
    op.create_table(
        "booking",
        *_identity("booking"),
        sa.Column("ref", sa.String(16), nullable=False),
        _reference("booking", "project"),
        _reference("booking", "resource", optional=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("contour", sa.String(24), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.String(10), nullable=False),
        sa.Column("finish", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("trashed_on", sa.String(10), nullable=True),
        sa.UniqueConstraint("ref", name=op.f("uq_booking_ref")),
    )
    op.create_index("ix_booking_project", "booking", ["project_id"])
    op.create_index("ix_booking_resource_id", "booking", ["resource_id"])
    op.create_index("ix_booking_dates", "booking", ["finish", "start"])
    op.create_table(
        "timer",
        *_identity("timer"),
        sa.Column("user", sa.String(80), nullable=False),
        _reference("timer", "project"),
        _reference("timer", "task", optional=True),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.UniqueConstraint("user", name=op.f("uq_timer_user")),
    )


def _identity(table: str) -> tuple[sa.Column[str] | sa.Column[int] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _reference(table: str, to: str, *, optional: bool = False) -> sa.Column[str]:
    name = f"{to}_id"
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{name}"), ondelete="RESTRICT")
    return sa.Column(name, sa.String(32), key, nullable=optional)
