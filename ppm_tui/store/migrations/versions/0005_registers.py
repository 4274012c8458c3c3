"""Registers in full: scales, responses, assumptions, decisions, reserves, what a change does."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT, DAY, BIG, INT = sa.Text(), sa.String(10), sa.BigInteger(), sa.Integer()
TEXTS: dict[str, tuple[str, ...]] = {
    "change_request": ("conditions", "requested_by", "added", "removed", "plan", "risk_effect"),
    "issue": ("status_reason",),
    "risk": ("identified_by", "fallback", "status_reason"),
}
"""Texts, which are never null."""
VALUES: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {
    "issue": (("resolved", DAY),),
    "project": (
        ("contract_value", BIG),
        ("contingency_cost", BIG),
        ("contingency_minutes", BIG),
        ("management_reserve", BIG),
    ),
    "risk": (
        ("chance", INT),
        ("cost_low", BIG),
        ("cost_high", BIG),
        ("minutes_low", BIG),
        ("minutes_high", BIG),
        ("residual_chance", INT),
        ("residual_cost", BIG),
        ("residual_minutes", BIG),
        ("response_cost", BIG),
        ("proximity", DAY),
        ("trigger_on", DAY),
        ("review_days", INT),
        ("reviewed", DAY),
    ),
}
"""What may be unknown."""
LINKS: dict[str, tuple[str, ...]] = {
    "change_request": ("risk", "issue", "task", "time_entry", "baseline"),
    "risk": ("task",),
}


def upgrade() -> None:
    for table, names in TEXTS.items():
        _never_null(table, names, TEXT)
    _never_null("change_request", ("nonce",), sa.String(32))
    for table, columns in VALUES.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in columns:
                batch.add_column(sa.Column(name, kind, nullable=True))
    for table, targets in LINKS.items():
        with op.batch_alter_table(table) as batch:
            for to in targets:
                batch.add_column(sa.Column(f"{to}_id", sa.String(32), nullable=True))
                batch.create_foreign_key(
                    op.f(f"fk_{table}_{to}_id"), to, [f"{to}_id"], ["id"], ondelete="RESTRICT"
                )
    _matrix()
    _actions()
    _assumptions()
    _decisions()
    _reserve()


def _never_null(table: str, names: tuple[str, ...], kind: sa.types.TypeEngine[Any]) -> None:
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.alter_column(name, existing_type=kind, server_default=None)


def _matrix() -> None:
    op.create_table(
        "risk_matrix",
        *_identity("risk_matrix"),
        sa.Column("name", sa.String(24), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("probabilities", "impacts", "zones")),
        sa.UniqueConstraint("name", name=op.f("uq_risk_matrix_name")),
    )


def _actions() -> None:
    for owner in ("risk", "issue"):
        table = f"{owner}_action"
        op.create_table(
            table,
            *_identity(table),
            _reference(table, owner),
            _reference(table, "task"),
            sa.UniqueConstraint(
                f"{owner}_id", "task_id", name=op.f(f"uq_{table}_{owner}_id_task_id")
            ),
        )
        op.create_index(op.f(f"ix_{table}_task_id"), table, ["task_id"])


def _assumptions() -> None:
    op.create_table(
        "assumption",
        *_identity("assumption"),
        sa.Column("ref", sa.String(16), nullable=False),
        _reference("assumption", "project"),
        _reference("assumption", "risk", optional=True),
        _reference("assumption", "issue", optional=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("title", "description")),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("status_reason", TEXT, nullable=False),
        _reference("assumption", "resource", optional=True, name="owner_id"),
        *(sa.Column(name, DAY) for name in ("raised", "check_on", "checked", "trashed_on")),
        sa.UniqueConstraint("ref", name=op.f("uq_assumption_ref")),
    )
    op.create_index("ix_assumption_project", "assumption", ["project_id", "status"])


def _decisions() -> None:
    op.create_table(
        "decision",
        *_identity("decision"),
        sa.Column("ref", sa.String(16), nullable=False),
        _reference("decision", "project"),
        _reference("decision", "risk", optional=True),
        _reference("decision", "issue", optional=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("title", "description")),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("decider", TEXT, nullable=False),
        *(sa.Column(name, DAY) for name in ("day", "applies_from")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("told_to", "outcome")),
        sa.Column("trashed_on", DAY),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_ref")),
    )
    op.create_index("ix_decision_project", "decision", ["project_id", "status"])


def _reserve() -> None:
    op.create_table(
        "reserve_draw",
        *_identity("reserve_draw"),
        _reference("reserve_draw", "project"),
        _reference("reserve_draw", "issue", optional=True),
        sa.Column("number", INT, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("cost", "minutes")),
        sa.Column("text", TEXT, nullable=False),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_reserve_draw_project_id_number")),
    )


def _identity(table: str) -> tuple[sa.Column[str] | sa.Column[int] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _reference(
    table: str, to: str, *, optional: bool = False, name: str = ""
) -> sa.Column[str]:
    column = name or f"{to}_id"
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT")
    return sa.Column(column, sa.String(32), key, nullable=optional)
