"""Commands that read: lists, one project, the history; as a table and as JSON."""

import json
from functools import partial
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from ppm_tui.store.commands import tasks
from ppm_tui.store.place import Place
from ppm_tui.terms import TaskStatus
from ppm_tui.workspace import Workspace
from tests.cli.conftest import AS_OF, SCHEMAS, Ppm

READING = {
    "projects": "projects",
    "projects rag:red,amber": "projects",
    "show ATLAS": "project",
    "tasks ATLAS": "tasks",
    "overdue": "tasks",
    "resources --over": "resources",
    "resources --weeks 20": "resources",
    "baseline list ATLAS": "baselines",
    "baseline compare ATLAS": "comparison",
    "task why T-111": "reasons",
    "risks": "risks",
    "risks zone:X": "risks",
    "risk matrix": "matrix",
    "risk exposure": "exposure",
    "risk exposure --by client": "exposure",
    "book list": "bookings",
    "book why dan w13": "overload",
    "utilization": "utilization",
    "utilization --by role --month 2026-02": "utilization",
    "utilization Build --by team": "utilization",
    "level --seconds 0": "level",
    "rate": "rates",
    "rate list --kind bill --of Dev": "rates",
    "rate exchange": "exchange",
    "rate why ATLAS/T-111 --person dan": "pricing",
    "rate why HAVEN --on 2026-01-15": "pricing",
    "agreement": "agreements",
    "agreement list ATLAS": "agreements",
    "costs": "costs",
    "costs ATLAS --by person": "costs",
    "costs commitments": "commitments",
    "history": "history",
    "history DELTA": "history",
    "keys": "actions",
    "doctor": "checks",
}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("line", READING)
def test_json_keeps_the_shape_of_its_schema(ppm: Ppm, line: str) -> None:
    result = ppm(*line.split(), "--json")
    assert (result.code, result.err) == (0, "")
    key = READING[line]
    schema = json.loads((SCHEMAS / f"{key}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(result.out))
    assert list(json.loads(result.out)) == ["schema_version", "as_of", key]
    assert result.rows


@pytest.mark.usefixtures("demo")
def test_the_overview_has_the_figures_of_its_screen(ppm: Ppm) -> None:
    rows = {row["key"]: row for row in ppm("projects", "--json").rows}
    assert len(rows) == 12
    atlas = rows["ATLAS"]
    assert atlas["name"] == "Atlas ERP rollout"
    assert atlas["baseline_finish"] == "2026-03-27"
    assert atlas["finish"] == "2026-04-08"
    assert atlas["slip_days"] == 12
    assert (round(atlas["spi"], 2), round(atlas["cpi"], 2)) == (0.82, 0.91)
    assert isinstance(atlas["bac"], int)
    assert isinstance(atlas["eac"], int)
    assert atlas["next_milestone"] == {
        "id": "M-3", "name": "UAT sign-off", "date": "2026-03-12", "late": True,
    }  # fmt: skip


def test_the_plan_says_what_blocks_a_task_when_one_is(ppm: Ppm, demo: Path) -> None:
    assert "Blocked" not in ppm("tasks", "ATLAS").out
    workspace = Workspace(Place(path=demo), "ana", AS_OF)
    blocked = partial(tasks.set_status, ref="T-111", status=TaskStatus.BLOCKED, as_of=AS_OF)
    workspace.do(blocked, reason="No \x1b[2Jdata")
    heading, *rows = ppm("tasks", "ATLAS").out.splitlines()
    assert heading.split()[-1] == "Blocked"
    assert [row for row in rows if row.endswith("No \\x1b[2Jdata")] == [rows[6]]
    assert len(ppm("tasks", "ATLAS", "blocked:data", "--json").rows) == 1


@pytest.mark.usefixtures("demo")
def test_the_table_is_ordered_by_attention_and_cuts_nothing_when_piped(ppm: Ppm) -> None:
    result = ppm("projects")
    lines = result.out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["Key", "DELTA", "ATLAS", "HAVEN"]
    assert "Haven security audit" in lines[3]
    assert "…" not in result.out
    assert "\x1b" not in result.out


@pytest.mark.usefixtures("demo")
def test_a_filter_narrows_a_list_and_a_bad_one_says_where(ppm: Ppm) -> None:
    assert {row["rag"] for row in ppm("projects", "rag:red", "--json").rows} == {"red"}
    assert [row["key"] for row in ppm("projects", "--json", "pm:ana", "!beacon").rows] == ["ATLAS"]
    assert all(row["owner"] == "gia" for row in ppm("tasks", "ATLAS", "own:gia", "--json").rows)
    ppm("projects", "erp", "due<someday").only(2, "filter, character 5, 'due<someday'")


@pytest.mark.usefixtures("demo")
def test_options_stand_before_or_after_the_command(ppm: Ppm, demo: Path, tmp_path: Path) -> None:
    other = demo.rename(tmp_path / "other.db")
    before = ppm("--db", other, "--as-of", "2026-03-18", "--json", "projects")
    after = ppm("projects", "--json", "--as-of", "2026-03-18", "--db", other)
    assert len(before.rows) == 12
    assert before == after
    assert json.loads(before.out)["as_of"] == "2026-03-18"
    nearer = ppm("--as-of", "2026-03-18", "projects", "--as-of", "+1w", "--json", "--db", other)
    assert json.loads(nearer.out)["as_of"] > "2026-03-18"


@pytest.mark.usefixtures("demo")
def test_what_cannot_be_computed_is_null_with_a_reason(ppm: Ppm) -> None:
    row = ppm("show", "ATLAS", "--json", "--as-of", "2020-01-01").rows[0]
    assert row["spi"] is None
    assert "progress of that day is not kept" in row["why"]["spi"]


@pytest.mark.usefixtures("demo")
def test_a_past_day_shows_what_was_declared_then(ppm: Ppm) -> None:
    said = ppm("update", "ATLAS", "--rag", "green", "--done", "63", "--finish", "2026-04-30")
    assert (said.code, "): why green?" in said.err) == (2, True)
    said = ppm("update", "ATLAS", "--rag", "green", "-m", "Tests passed", "--done", "63")
    assert said.code == 0
    line = ["--json", "--as-of", "2026-03-16"]
    [row] = [row for row in ppm("projects", *line).rows if row["key"] == "ATLAS"]
    assert (row["rag"], row["percent_complete"], row["finish"]) == ("red", 62, "2026-04-08")
    assert (row["ev"], row["spi"], row["rag_computed"]) == (None, None, None)
    assert {"ev", "spi", "cpi", "eac", "rag_computed"} <= set(row["why"])
    assert isinstance(row["pv"], int)
    shown = ppm("show", "ATLAS", "--as-of", "2026-03-16").out
    assert "Status      ■ R since" in shown
    assert "Indices     SPI n/a   CPI n/a" in shown


EMPTY = ["projects", "overdue", "history", "projects rag:red", "rate", "rate exchange",
         "agreement", "costs", "costs commitments", "invoice list"]  # fmt: skip


@pytest.mark.parametrize("line", EMPTY)
def test_a_missing_database_is_an_empty_portfolio_and_is_not_made(
    ppm: Ppm, tmp_path: Path, line: str
) -> None:
    result = ppm(*line.split(), "--json")
    assert (result.code, result.rows, result.err) == (0, [], "")
    assert ppm(*line.split()).code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line", ["show NIX", "tasks NIX", "history NIX", "status NIX green", "baseline list NIX"]
)
def test_an_unknown_project_is_not_found(ppm: Ppm, line: str) -> None:
    ppm(*line.split()).only(4, "no project NIX: ppm projects lists them")


def test_help_lists_every_command_and_all_can_explain_themselves(ppm: Ppm) -> None:
    result = ppm("--help")
    assert result.code == 0
    commands = [line.split()[0] for line in result.out.split("Commands:\n")[1].splitlines()]
    assert {"projects", "show", "tasks", "import", "undo", "doctor"} <= set(commands)
    for command in commands:
        told = ppm(command, "--help")
        assert (told.code, told.err) == (0, "")
        assert "--db PATH-OR-URL" in told.out


def test_version(ppm: Ppm) -> None:
    result = ppm("--version")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("ppm ")


@pytest.mark.usefixtures("demo")
def test_history_names_fields_old_and_new(ppm: Ppm) -> None:
    ppm("status", "ATLAS", "amber", "-m", "scripts late")
    step = ppm("history", "ATLAS", "--json").rows[0]
    assert (step["user"], step["label"]) == ("ana", "ATLAS: red → amber")
    changed = {change["field"]: change for change in step["changes"] if change["id"] == "ATLAS"}
    assert (changed["rag"]["old"], changed["rag"]["new"]) == ("red", "amber")


@pytest.mark.usefixtures("demo")
def test_colour_is_sent_only_when_asked_for_or_to_a_terminal(ppm: Ppm) -> None:
    assert "\x1b[31m■\x1b[0m R" in ppm("projects", "--color", "16").out
    for line in ("projects", "projects --color none"):
        assert "\x1b" not in ppm(*line.split()).out
    assert "\x1b" not in ppm("projects", env={"NO_COLOR": "1"}).out


@pytest.mark.usefixtures("demo")
def test_an_output_that_knows_no_unicode_gets_ascii_signs(ppm: Ppm) -> None:
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert "# R =" in ppm("projects", env=plain).out
    assert json.loads(ppm("projects", "--json", env=plain).out)["projects"]
