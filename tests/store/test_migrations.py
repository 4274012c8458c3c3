"""A portfolio of each earlier schema, with rows in every table, brought to the one of now."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from ppm_tui.exchange import portfolio_json
from ppm_tui.exchange.portfolio_shape import top_level
from ppm_tui.store import history, migrations, reader, writer
from ppm_tui.store.commands import projects, tasks
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.terms import Minutes
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.samples import add_samples

YOUNG: dict[str, dict[str, object]] = {
    "task": dict.fromkeys(
        ("optimistic_minutes", "likely_minutes", "pessimistic_minutes", "measure", "bill")
    ),
    "assignment": {"kind": "hard", "contour": "flat"},
    "client": {"currency": ""},
    "status_update": dict.fromkeys(("bac", "pv", "ev", "ac")),
    "project": {"critical_float_minutes": 0, "near_critical_minutes": 0, "bill": "billable"}
    | dict.fromkeys(
        (
            *("contract_value", "contingency_cost", "contingency_minutes", "management_reserve"),
            *("rag_risk", "rag_over", "tolerance_days", "tolerance_cost", "tolerance_scope"),
            *("tolerance_load", "tolerance_risk"),
        )
    )
    | {"purchase_order": "", "forecast": "at_cpi", "recognition": "earned"},
    "resource": {"team": "", "skills": "", "region": "", "availability": 100, "target": None},
    "time_entry": {"source_id": "", "kind": "labour", "paid_currency": "", "receipt": ""}
    | dict.fromkeys(("price", "paid", "agreement_id", "commitment_id", "invoice_id")),
    "risk": dict.fromkeys(("identified_by", "fallback", "status_reason"), "")
    | dict.fromkeys(
        (
            "chance",
            "cost_low",
            "cost_high",
            "minutes_low",
            "minutes_high",
            "residual_chance",
            "residual_cost",
            "residual_minutes",
            "response_cost",
            "task_id",
            "proximity",
            "trigger_on",
            "review_days",
            "reviewed",
        )
    ),
    "issue": {"resolved": None, "status_reason": ""},
    "change_request": dict.fromkeys(
        ("conditions", "requested_by", "added", "removed", "plan", "risk_effect", "nonce"), ""
    )
    | dict.fromkeys(
        ("risk_id", "issue_id", "task_id", "time_entry_id", "baseline_id", "agreement_id")
    ),
}
"""Columns that schema 1 did not have, with what they hold in the rows that were there before."""
YOUNG_TABLES = (
    *("template", "working_week", "absence", "public_holiday", "booking", "timer"),
    *("risk_matrix", "risk_action", "issue_action", "assumption", "decision", "reserve_draw"),
    *("overrun", "invoice_line", "invoice", "commitment", "agreement", "budget", "rate"),
    "exchange_rate",
)
"""Tables that schema 1 did not have."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place in which there is nothing."""
    if request.param == "sqlite":
        return Place(path=tmp_path / "old.db")
    return Place(url=request.getfixturevalue("postgres_database"))


@pytest.fixture
def today(tmp_path: Path) -> Workspace:
    """A portfolio of now whose content schema 1 could hold, with a task in the log only."""
    made = workspace_at(Place(path=tmp_path / "today.db"))
    made.do(add_samples)
    made.do(projects.add, name="Old project", key="OLD")
    made.do(
        tasks.add, project="OLD", name="Old task", duration=Minutes(480), start=date(2026, 3, 16)
    )
    made.do(history.undo)
    assert made.place.path is not None
    with writer.engine(made.place).begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        for name, values in YOUNG.items():
            connection.execute(sa.update(known.tables[name]).values(values))
        entries = known.tables["time_entry"]
        never = entries.c.bill == "do_not_bill"
        connection.execute(sa.update(entries).where(never).values(bill="no_charge"))
        for name in YOUNG_TABLES:
            connection.execute(sa.delete(known.tables[name]))
    return made


def at_schema_1(place: Place, today: Workspace) -> None:
    """Make the first schema and bring today's rows into it, as it knew them."""
    script = ScriptDirectory(str(migrations.HERE))
    old = sa.MetaData()
    with writer.engine(place).begin() as connection, writer.engine(today.place).begin() as source:
        migrations.upgrade(connection, script, 0, 1)
        if place.url is not None:
            connection.execute(sa.text("SET session_replication_role = replica"))
        else:
            connection.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        old.reflect(connection)
        for table in old.tables.values():
            found = source.execute(sa.select(*_then(table))).mappings()
            rows = [_aged(dict(row)) for row in found]
            if rows and table.name != "schema_number":
                connection.execute(sa.insert(table), rows)
        writer.stamp(connection, 1)


def _then(table: sa.Table) -> list[sa.ColumnElement[object]]:
    """The columns of a table; whether time was charged was yes or no."""
    charged: sa.ColumnElement[object] = sa.literal_column("bill = 'billable'").label("is_charged")
    return [charged if column.name == "is_charged" else column for column in table.columns]


def _aged(row: dict[str, object]) -> dict[str, object]:
    for name in ("before", "after"):
        if isinstance(text := row.get(name), str):
            young = YOUNG.get(str(row["table_name"]), {})
            kept = {key: value for key, value in json.loads(text).items() if key not in young}
            if row["table_name"] == "time_entry" and "bill" in kept:
                kept["is_charged"] = kept.pop("bill") == "billable"
            row[name] = json.dumps(kept, separators=(",", ":"))
    return row


def test_a_portfolio_of_schema_1_is_brought_up_to_date_with_all_its_rows(
    bare: Place, today: Workspace
) -> None:
    at_schema_1(bare, today)
    writer._prepared.clear()
    opened = workspace_at(bare)
    assert opened.get(lambda connection: connection.value("SELECT count(*) FROM template")) == 0
    assert opened.get(lambda c: c.value("SELECT number FROM schema_number")) == SCHEMA
    assert rows_of(opened) == rows_of(today)
    if bare.path is not None:
        [copy] = bare.path.parent.glob("old.backup-schema1-*.db")
        with closing(sqlite3.connect(copy)) as driver:
            assert driver.execute("PRAGMA user_version").fetchone() == (1,)
            names = {row[1] for row in driver.execute("PRAGMA table_info(task)")}
            assert not names & YOUNG["task"].keys()
            [tasks_then] = driver.execute("SELECT count(*) FROM task").fetchone()
        assert tasks_then == len(rows_of(today)["task"])


def test_undo_and_redo_reach_back_over_the_migration(bare: Place, today: Workspace) -> None:
    at_schema_1(bare, today)
    writer._prepared.clear()
    opened = workspace_at(bare)
    opened.get(reader.revision)
    before = rows_of(opened)
    done = opened.do(history.redo)  # the task comes from a log that has no column for estimates
    assert "Old task" in done.text
    row = opened.get(
        lambda c: c.rows("SELECT optimistic_minutes, measure FROM task WHERE name = 'Old task'")
    )
    assert row == [(None, None)]
    opened.do(history.undo)
    assert rows_of(opened) == before


def test_an_export_of_schema_1_is_still_imported(today: Workspace, tmp_path: Path) -> None:
    document = today.get(portfolio_json.document, as_of=AS_OF)
    for table in YOUNG_TABLES:
        del document[word(table)]
        document["history"][-1]["rows"].pop(table)
    for task in document["tasks"]:
        for assignment in task["assignments"]:
            _without(assignment, "assignment")
    for table in YOUNG.keys() - {"assignment"}:
        for row in document[word(table)]:
            _without(row, table)
    for step in document["history"]:
        for change in step["changes"]:
            for values in (change["old"], change["new"]):
                _without(values or {}, change["kind"])
    data = "".join(portfolio_json.text(document)).encode()
    restored = workspace_at(Place(path=tmp_path / "restored.db"))
    restored.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
    assert rows_of(restored) == rows_of(today)
    restored.do(history.redo)


def word(table: str) -> str:
    """What the document calls the list of a table."""
    return next(word for word, each in top_level().items() if each.name == table)


def _without(values: dict[str, object], table: str) -> None:
    for name in YOUNG.get(table, {}):
        values.pop(name.removesuffix("_id"), None)
        values.pop(name, None)
    if table == "time_entry" and "bill" in values:
        values["is_charged"] = values.pop("bill") == "billable"
