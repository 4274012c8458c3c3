"""The change log and what the store keeps for itself."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

from ppm_tui.models.types import Instant, Table, json_text, long_text, new_id


class Step(SQLModel, table=True):
    """One gesture of one person, or one undo or redo of such a step.

    `state` of a `do` step is done, undone, or dropped (undone, and something else was done
    since, so that redo has lost it). Undo and redo steps point to it by `target`.
    Numbers are given under the writers' lock, one after the other: a greater one is later.
    """

    __table_args__ = (
        Index("ix_step_stack", "user", "kind", "state", "number"),
        Index("ix_step_at", "at"),
    )

    number: int = Field(
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),  # the row's own number there
        sa_column_kwargs={"autoincrement": False},
    )
    uid: str = Field(default_factory=new_id, max_length=32, unique=True)
    at: datetime = Field(sa_type=Instant)
    user: str = long_text()
    label: str = long_text()
    kind: str = Field(default="do", max_length=8)
    state: str = Field(default="done", max_length=8)
    target: int | None = Field(default=None, sa_type=BigInteger)


class Change(SQLModel, table=True):
    """One row touched by a step: its columns before and after, as JSON.

    A new row has no before, a removed one no after; otherwise only changed columns are kept.
    """

    __table_args__ = (
        Index("ix_change_row", "row_id"),
        Index("ix_change_project", "project_id", "step"),
    )

    step: int = Field(primary_key=True, foreign_key="step.number", sa_type=BigInteger)
    number: int = Field(primary_key=True)
    table_name: str = Field(max_length=24)
    row_id: str = Field(max_length=32)
    project_id: str | None = Field(default=None, max_length=32)
    before: str | None = long_text(None)
    after: str | None = long_text(None)


class Counter(SQLModel, table=True):
    """The last number given out for a kind of short identifier; never goes back."""

    kind: str = Field(primary_key=True, max_length=8)
    last: int


class SchemaNumber(SQLModel, table=True):
    """The schema of a PostgreSQL database, one row; SQLite keeps it in `user_version`."""

    __tablename__ = "schema_number"

    number: int = Field(primary_key=True)


class TableMapping(Table, table=True):
    """How the headings of a table were read the last time: signature to JSON mapping."""

    __tablename__ = "table_mapping"
    is_logged: ClassVar[bool] = False

    signature: str = Field(unique=True)
    mapping: str = json_text()
