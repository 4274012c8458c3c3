"""Every query text there is, on both databases over the same rows, and how SQLite goes about it."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlmodel import SQLModel

import ppm_tui.store.queries
from ppm_tui import demo
from ppm_tui.analysis.risk import PPM
from ppm_tui.exchange import portfolio_json
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.store.reader import Connection, Value
from ppm_tui.store.risk_matrix import looked_up
from ppm_tui.workspace import Workspace
from tests import postgres
from tests.conftest import AS_OF, workspace_at

Rows = list[tuple[Value, ...]]

GROWING = {
    "assignment",
    "baseline_task",
    "change",
    "dependency",
    "note",
    "risk",
    "status_update",
    "step",
    "task",
    "time_entry",
}
NEEDS_EVERY_ROW = {
    "content.STEPS": {"step": "a complete export"},
    "content.CHANGES": {"change": "a complete export"},
    "levelling.WORK": {"task": "the work of all active projects, whoever does it"},
    "log.FIRST": {"step": "the newest first, until there are enough"},
    "log.STEPS": {"step": "the newest first, until there are enough"},
    "attention.REGISTERS": {"risk": "what waits in the registers of all projects"},
    "milestones.DATED": {"task": "any task may have a deadline"},
    "overdue.LINKS": {"task": "what is late follows from deadline, baseline and finish"},
    "portfolio.OVERVIEW": {"risk": "the exposure of every project"},
    "portfolio.CALENDARS": {"task": "which projects have level of effort, if any has"},
    "portfolio.EFFORT": {"baseline_task": "work of level of effort, if there is any"},
    "project.RISKS": {"risk": "the register of all projects"},
    "reserve.RISKS": {"risk": "the expected value of all projects"},
    "risks.REGISTER": {"risk": "the register of all projects"},
    "time_sheet.PLACES": {"task": "a part of the name of any task"},
}
"""Query and table: why each row is read. Whatever is not here is searched, or read in an index."""
SAMPLES = {
    "risk": "R-044",
    "issue": "I-017",
    "assumption": "A-03",
    "decision": "D-05",
    "change_request": "CR-11",
    "task": "T-111",
    "project": "DELTA",
}
"""Table that a query begins with, to a row of it."""
NOT_IN_THE_DEMO = {
    "attention.BUDGETS",
    "agreements.ACCEPTED",
    "agreements.GROWN",
    "content.PEOPLE_OF_OTHERS",
    "costs.COMMITMENTS",
    "daily.TODAY",
    "earned_value.UNPLANNED",
    "details.WEEKS",
    "invoice_fees.AGREED",
    "invoice_fees.CHANGES",
    "invoice_fees.INVOICED",
    "invoices.INVOICES",
    "invoices.LINES",
    "leave.LEAVE",
    "mappings.REMEMBERED",
    "budget.ORDERED",
    "money.INVOICED",
    "money.OVER",
    "plan_file.CALENDARS",
    "plan.OUTSIDE",
    "plan.TIMES",
    "plan_people.HOURS",
    "portfolio.CALENDARS",
    "portfolio.EFFORT",
    "reserve.STRUCK",
    "risk_matrix.MATRIX",
    "templates.OWN",
    "timer.RUNNING",
    "working_time.RULES",
}


def texts() -> dict[str, str]:
    """Every SQL text of the queries by module and name, once."""
    found: dict[str, str] = {}
    for info in iter_modules(ppm_tui.store.queries.__path__):
        module = import_module(f"ppm_tui.store.queries.{info.name}")
        for name, value in vars(module).items():
            is_text = isinstance(value, str) and re.match(r"\s*(SELECT|WITH)\s", value)
            if is_text and value not in found.values():  # a module may use one of another
                found[f"{info.name}.{name}"] = value
    return found


TEXTS = texts()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo portfolio in a file."""
    path = tmp_path_factory.mktemp("queries") / "portfolio.db"
    demo.build(Place(path=path), AS_OF)
    return workspace_at(Place(path=path))


@pytest.fixture(scope="module")
def server(postgres_url: str, file: Workspace) -> Iterator[Workspace]:
    """The very same rows on a server."""
    document = file.get(portfolio_json.document, as_of=AS_OF)
    data = "".join(portfolio_json.text(document)).encode()
    with postgres.database(postgres_url) as url:
        workspace = workspace_at(Place(url=url))
        workspace.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
        yield workspace


def run(workspace: Workspace, text: str) -> Rows:
    return workspace.get(lambda connection: connection.rows(text, **parameters(connection, text)))


def parameters(connection: Connection, text: str) -> dict[str, object]:
    """A value for each parameter, one for which there are rows."""
    project = connection.value("SELECT id FROM project WHERE key = 'DELTA'")
    task = connection.value("SELECT id FROM task WHERE ref = 'T-21'")
    values: dict[str, object] = {
        "as_of": AS_OF,
        "baseline": connection.value("SELECT id FROM baseline WHERE project_id = :p", p=project),
        "begin": "DELTA%",
        "client": connection.value("SELECT client_id FROM project WHERE key = 'DELTA'"),
        "count": 7,
        "critical": 15,
        "day": "2026-03-12",
        "first": 1,
        "grouped": "phase",
        "key": "DELTA",
        "high": "T-2",
        "joins": "%_id%",
        "last": 10**6,
        "low": "T-1",
        "monday": "2026-03-16",
        "currency": "EUR",
        "old": connection.value("SELECT id FROM baseline WHERE project_id = :p", p=project),
        "new": "none",
        "part": "%data%",
        "person": "dan",
        "project": project,
        "resource": connection.value("SELECT id FROM resource WHERE key = 'dan'"),
        "risk": connection.value("SELECT id FROM risk WHERE ref = 'R-044'"),
        "mention": "%R-044%",
        **looked_up(PPM),
        "ref": next((ref for table, ref in SAMPLES.items() if f"FROM {table} " in text), ""),
        "task": task,
        "signature": "",
        "seen": 0,
        "since": "2026-03-01",
        "until": "2026-04-01",
        "user": "ana",
        "step": 1,
    }
    return {name: values[name] for name in re.findall(r":([a-z_]+)", text)}


@pytest.mark.postgres
@pytest.mark.parametrize("name", TEXTS)
def test_both_databases_give_the_same_values_of_the_same_types(
    file: Workspace, server: Workspace, name: str
) -> None:
    here, there = run(file, TEXTS[name]), run(server, TEXTS[name])
    assert here == there
    assert [tuple(map(type, row)) for row in here] == [tuple(map(type, row)) for row in there]


@pytest.mark.parametrize("name", TEXTS)
def test_it_finds_something_in_the_demo(file: Workspace, name: str) -> None:
    assert run(file, TEXTS[name]) or name in NOT_IN_THE_DEMO


@pytest.mark.parametrize("name", TEXTS)
def test_tables_that_grow_are_read_by_an_index(file: Workspace, name: str) -> None:
    allowed = NEEDS_EVERY_ROW.get(name, {})
    assert set(scanned(file, TEXTS[name])) - set(allowed) == set()


def scanned(workspace: Workspace, text: str) -> list[str]:
    """Growing tables that SQLite reads from end to end to answer a query."""
    plan = run(workspace, f"EXPLAIN QUERY PLAN {text}")
    steps = [str(step[3]) for step in plan]
    full = [re.match(r"SCAN (\w+)( USING INDEX .*)?$", step) for step in steps]
    names = {
        alias: table
        for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", text)
    }
    found = [names.get(each[1], each[1]) for each in full if each]
    return [table for table in found if table in GROWING]


def test_every_table_that_is_named_is_one_of_the_models() -> None:
    words = {word for text in TEXTS.values() for word in re.findall(r"(?:FROM|JOIN)\s+(\w+)", text)}
    parts = {word for text in TEXTS.values() for word in re.findall(r"(\w+) AS \(", text)}
    assert words - parts <= set(SQLModel.metadata.tables)
