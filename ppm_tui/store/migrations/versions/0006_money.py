"""Rates, budgets, agreements on payment, commitments, invoices; what a status was reported with."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT, DAY, BIG, INT = sa.Text(), sa.String(10), sa.BigInteger(), sa.Integer()
WORD, CODE, REF = sa.String(24), sa.String(3), sa.String(16)
FILLED: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any], str], ...]] = {
    "client": (("currency", CODE, ""),),
    "project": (
        ("bill", WORD, "billable"),
        ("purchase_order", TEXT, ""),
        ("forecast", WORD, "at_cpi"),
        ("recognition", WORD, "earned"),
    ),
    "time_entry": (
        ("kind", WORD, "labour"),
        ("bill", WORD, "billable"),
        ("paid_currency", CODE, ""),
        ("receipt", TEXT, ""),
    ),
}
"""Columns that are never empty, with what they hold in the rows that are there."""
VALUES: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {
    "project": (
        ("rag_risk", WORD),
        ("rag_over", WORD),
        ("tolerance_days", INT),
        ("tolerance_cost", INT),
        ("tolerance_scope", INT),
        ("tolerance_load", INT),
        ("tolerance_risk", INT),
    ),
    "status_update": (("bac", BIG), ("pv", BIG), ("ev", BIG), ("ac", BIG)),
    "task": (("bill", WORD),),
    "time_entry": (("price", BIG), ("paid", BIG)),
}
"""What may be unknown."""
LINKS = {"change_request": ("agreement",), "time_entry": ("agreement", "commitment", "invoice")}
CHARGED = ("project", "task", "time_entry")
"""Whether it is charged was yes or no; no is work that stands on the invoice at zero."""
SUMS = [
    "project_id", "day", "trashed_on", "cost", "minutes", "kind", "bill", "price", "agreement_id",
    "invoice_id",
]  # fmt: skip


def upgrade() -> None:
    _tables()
    for table, columns in FILLED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    for table, values in VALUES.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in values:
                batch.add_column(sa.Column(name, kind, nullable=True))
    for table in CHARGED:
        _charged(table)
    op.drop_index("ix_time_entry_day", "time_entry")
    for table, targets in LINKS.items():
        with op.batch_alter_table(table) as batch:
            for to in targets:
                batch.add_column(sa.Column(f"{to}_id", sa.String(32), nullable=True))
                batch.create_foreign_key(
                    op.f(f"fk_{table}_{to}_id"), to, [f"{to}_id"], ["id"], ondelete="RESTRICT"
                )
    for table in {*FILLED, *CHARGED}:
        with op.batch_alter_table(table) as batch:
            for name, kind, _ in FILLED.get(table, ()):
                batch.alter_column(name, existing_type=kind, server_default=None)
            if table in CHARGED:
                batch.drop_column("is_charged")
    op.create_index("ix_time_entry_sums", "time_entry", SUMS)
    op.create_index("ix_time_entry_agreement", "time_entry", ["agreement_id", "day"])
    for to in ("commitment", "invoice"):
        op.create_index(op.f(f"ix_time_entry_{to}_id"), "time_entry", [f"{to}_id"])
    _overrun()


def _charged(table: str) -> None:
    """Say it in the new words, in the rows and in what the log keeps of them."""
    rows = sa.table(table, sa.column("bill"), sa.column("is_charged", sa.Boolean()))
    op.execute(rows.update().where(rows.c.is_charged.is_(sa.true())).values(bill="billable"))
    op.execute(rows.update().where(rows.c.is_charged.is_(sa.false())).values(bill="no_charge"))
    log = sa.table("change", sa.column("table_name"), sa.column("before"), sa.column("after"))
    words = {"true": '"billable"', "1": '"billable"', "false": '"no_charge"', "0": '"no_charge"',
             "null": "null"}  # fmt: skip
    for column in (log.c.before, log.c.after):
        said: Any = column
        for old, new in words.items():
            said = sa.func.replace(said, f'"is_charged":{old}', f'"bill":{new}')
        affected = (log.c.table_name == table, column.like('%"is_charged":%'))
        op.execute(log.update().where(*affected).values({column.name: said}))


def _tables() -> None:
    op.create_table(
        "rate",
        *_identity("rate"),
        sa.Column("ref", REF, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        _reference("rate", "resource", optional=True),
        sa.Column("role", TEXT, nullable=False),
        _reference("rate", "client", optional=True),
        _reference("rate", "project", optional=True),
        *(sa.Column(name, DAY) for name in ("valid_from", "valid_to")),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("currency", CODE, nullable=False),
        sa.UniqueConstraint("ref", name=op.f("uq_rate_ref")),
    )
    op.create_table(
        "exchange_rate",
        *_identity("exchange_rate"),
        *(sa.Column(name, CODE, nullable=False) for name in ("source", "target")),
        sa.Column("day", DAY, nullable=False),
        sa.Column("rate", sa.String(32), nullable=False),
        sa.UniqueConstraint(
            "source", "target", "day", name=op.f("uq_exchange_rate_source_target_day")
        ),
    )
    op.create_table(
        "budget",
        *_identity("budget"),
        _reference("budget", "project"),
        _reference("budget", "task", optional=True),
        *(sa.Column(name, BIG) for name in ("minutes", "labour", "expense", "product")),
        sa.UniqueConstraint("project_id", "task_id", name=op.f("uq_budget_project_id_task_id")),
    )
    whole = sa.text("task_id IS NULL")
    op.create_index("uq_budget_whole", "budget", ["project_id"], unique=True,
                    sqlite_where=whole, postgresql_where=whole)  # fmt: skip
    op.create_table(
        "agreement",
        *_identity("agreement"),
        sa.Column("ref", REF, nullable=False),
        *(_reference("agreement", to, optional=True) for to in ("client", "project", "task")),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("method", WORD, nullable=False),
        *(sa.Column(name, BIG) for name in ("amount", "minutes", "rate")),
        sa.Column("carry_over", WORD, nullable=False),
        sa.Column("currency", CODE, nullable=False),
        *(sa.Column(name, DAY) for name in ("valid_from", "valid_to")),
        sa.Column("purchase_order", TEXT, nullable=False),
        sa.Column("trashed_on", DAY),
        sa.UniqueConstraint("ref", name=op.f("uq_agreement_ref")),
    )
    op.create_index("ix_agreement_client", "agreement", ["client_id"])
    op.create_index("ix_agreement_project", "agreement", ["project_id"])
    op.create_index(op.f("ix_agreement_task_id"), "agreement", ["task_id"])
    op.create_table(
        "commitment",
        *_identity("commitment"),
        sa.Column("ref", REF, nullable=False),
        _reference("commitment", "project"),
        _reference("commitment", "task", optional=True),
        sa.Column("day", DAY, nullable=False),
        sa.Column("due", DAY),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("supplier", "text")),
        *(sa.Column(name, DAY) for name in ("closed_on", "trashed_on")),
        sa.UniqueConstraint("ref", name=op.f("uq_commitment_ref")),
    )
    op.create_index("ix_commitment_project", "commitment", ["project_id", "closed_on"])
    op.create_table(
        "invoice",
        *_identity("invoice"),
        sa.Column("ref", REF, nullable=False),
        _reference("invoice", "client"),
        *(sa.Column(name, DAY, nullable=False) for name in ("day", "first", "last")),
        sa.Column("currency", CODE, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.UniqueConstraint("ref", name=op.f("uq_invoice_ref")),
    )
    op.create_index(op.f("ix_invoice_client_id"), "invoice", ["client_id"])
    op.create_table(
        "invoice_line",
        *_identity("invoice_line"),
        _reference("invoice_line", "invoice"),
        *(_reference("invoice_line", to, optional=True) for to in ("project", "task", "agreement")),
        sa.Column("number", INT, nullable=False),
        sa.Column("is_fee", sa.Boolean(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("minutes", "amount")),
        sa.UniqueConstraint("invoice_id", "number", name=op.f("uq_invoice_line_invoice_id_number")),
    )
    for to in ("agreement", "project"):
        op.create_index(op.f(f"ix_invoice_line_{to}_id"), "invoice_line", [f"{to}_id"])


def _overrun() -> None:
    op.create_table(
        "overrun",
        *_identity("overrun"),
        *(_reference("overrun", to) for to in ("project", "time_entry")),
        *(_reference("overrun", to, optional=True) for to in ("change_request", "invoice")),
        sa.Column("choice", WORD, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("minutes", "price")),
        sa.Column("billed", BIG),
        sa.Column("reason", TEXT, nullable=False),
        sa.UniqueConstraint("time_entry_id", name=op.f("uq_overrun_time_entry_id")),
    )
    for to in ("change_request", "invoice", "project"):
        op.create_index(op.f(f"ix_overrun_{to}_id"), "overrun", [f"{to}_id"])


def _identity(table: str) -> tuple[sa.Column[str] | sa.Column[int] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _reference(table: str, to: str, *, optional: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{to}_id"), ondelete="RESTRICT")
    return sa.Column(f"{to}_id", sa.String(32), key, nullable=optional)
