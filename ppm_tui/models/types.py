"""Column types, identifiers and the base class of all tables.

Days, wall times and instants are kept as ISO text on every database: they sort as they stand,
compare without a cast, and read the same in `sqlite3` and `psql`.
"""

import os
import time
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from pydantic import ConfigDict
from sqlalchemy import BigInteger, Enum, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

E = TypeVar("E", bound=StrEnum)


class Day(TypeDecorator[date]):
    """A calendar day as `YYYY-MM-DD`."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class WallTime(TypeDecorator[datetime]):
    """Local wall time of a plan, without a zone, as `YYYY-MM-DDTHH:MM`."""

    impl = String(16)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat(timespec="minutes")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class JsonText(Text):
    """Text that holds a JSON document; `as_json` of the import writes it the same every time."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, as `YYYY-MM-DDTHH:MM:SS.ffffff+00:00`; values are aware."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def words(kind: type[E]) -> Enum:
    """Column of an enumeration by its words, no native type: the same on every database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


_last_stamp = 0


def new_id() -> str:
    """A UUID of version 7 as 32 hexadecimal digits: unique across copies, growing in time.

    Within a process each identifier is greater than the one before. Layout: RFC 9562, 5.7.
    """
    global _last_stamp
    _last_stamp = max(time.time_ns() // 244_141 * 244_141, _last_stamp + 244_141)
    millis, fraction = divmod(_last_stamp, 1_000_000)
    high = millis << 16 | 0x7000 | min(fraction * 4096 // 1_000_000, 4095)
    low = int.from_bytes(os.urandom(8)) & (1 << 62) - 1 | 1 << 63
    return f"{high:016x}{low:016x}"


class Table(SQLModel):
    """Base of every table: an identifier and a version that grows with each write.

    Build rows with `Model.model_validate({...})`: the constructor of a table does not check.
    """

    model_config = ConfigDict(extra="forbid")  # type: ignore[assignment]  # SQLModel's own class

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    version: int = Field(default=None, nullable=False)

    is_logged: ClassVar[bool] = True
    """Whether the change log records it; counters and the log itself are not."""

    known_by: ClassVar[tuple[str, ...]] = ()
    """Columns by which a row is found again in another portfolio; none: its unique ones."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # a class-level directive
        table = cls.__dict__.get("__table__")
        return {} if table is None else {"version_id_col": table.c.version}


def reference(target: str, *, optional: bool = False, index: bool = False) -> Any:
    """Field that points to another row, which cannot vanish while it is pointed to."""
    return Field(
        default=None if optional else ...,
        foreign_key=f"{target}.id",
        ondelete="RESTRICT",
        max_length=32,
        index=index,
    )


def big(default: int | None = None) -> Any:
    """Field of money or a large count: 64 bits on every database."""
    return Field(default=default, sa_type=BigInteger)


def json_text(default: str = "{}") -> Any:
    """Field of a JSON document, kept as text."""
    return Field(default=default, sa_type=JsonText)


def long_text(default: str | None = "") -> Any:
    """Field of text without a limit."""
    return Field(default=default, sa_type=Text)
