"""All rows of a portfolio, in a form in which two portfolios can be compared."""

import sqlalchemy as sa

from ppm_tui.models import CONTENT
from ppm_tui.store import writer
from ppm_tui.workspace import Workspace

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(workspace: Workspace) -> Rows:
    """Every row of every table without its version, by identifier."""
    found: Rows = {}
    with writer.engine(workspace.place).connect() as connection:
        for model in CONTENT:
            table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
            columns = [column for column in table.columns if column.name != "version"]
            rows = connection.execute(sa.select(*columns).order_by(table.c.id))
            found[table.name] = [tuple(row) for row in rows]
    return found


def nameless(rows: Rows) -> Rows:
    """The same with each identifier replaced by its place among those of its table."""
    names: dict[object, object] = {}
    for table, lines in rows.items():
        with_id = _id_column(table)
        names |= {line[with_id]: f"{table} {number}" for number, line in enumerate(lines)}
    return {
        table: [tuple(names.get(value, value) for value in line) for line in lines]
        for table, lines in rows.items()
    }


def _id_column(table: str) -> int:
    model = next(model for model in CONTENT if model.__tablename__ == table)
    columns = [column.name for column in model.__table__.columns if column.name != "version"]  # type: ignore[attr-defined]  # SQLModel does not declare it
    return columns.index("id")
