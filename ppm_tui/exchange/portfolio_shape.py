"""Names of the complete export: how tables and columns are called in the JSON document.

They follow `content.json`; only what the published shapes call differently stands here.
"""

from functools import cache

from ppm_tui.store.content import Column, ContentTable, tables

VERSION = 1

LISTS = {"status_update": "updates", "time_entry": "time", "change_request": "changes"}
PARTS = {
    "calendar_exception": "exceptions",
    "resource_rate": "rates",
    "dependency": "predecessors",
    "assignment": "assignments",
    "baseline_task": "tasks",
}
"""Tables whose rows stand inside the row that they are a part of."""

FIELDS = {
    ("dependency", "predecessor_id"): "id",
    ("dependency", "lag"): "lag_minutes",
    ("task", "constraint_type"): "constraint.type",
    ("task", "constraint_date"): "constraint.date",
}
LAG_PERCENT = "lag_percent"
"""What `lag_minutes` is called where the lag counts per cent of the predecessor's duration."""


@cache
def top_level() -> dict[str, ContentTable]:
    """The lists of the document and their tables, in the order in which they stand."""
    return {
        LISTS.get(name, f"{name}s"): table for name, table in tables().items() if name not in PARTS
    }


@cache
def parts(table: str) -> dict[str, ContentTable]:
    """The lists inside each row of a table."""
    inside = {PARTS[name]: part for name, part in tables().items() if name in PARTS}
    return {word: part for word, part in inside.items() if part.owner and part.owner.to == table}


@cache
def fields(table: str) -> dict[str, Column]:
    """The fields of a row by name; in a part the reference to its owner goes without saying."""
    whole = tables()[table]
    owner = whole.owner if table in PARTS else None
    return {_field(table, column): column for column in whole.columns if column != owner}


def _field(table: str, column: Column) -> str:
    if name := FIELDS.get((table, column.name)):
        return name
    if column.name == "ref":
        return "id"
    return column.name.removesuffix("_id") if column.to else column.name


@cache
def key_fields(table: str) -> dict[str, Column]:
    """What a reference to a row of this table is made of; one field stands without its name."""
    known_by = tables()[table].known_by
    return {name: column for name, column in fields(table).items() if column.name in known_by}
