"""`ppm baseline`: freezing, listing, comparing, and what it refuses."""

import json
from functools import partial
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from ppm_tui.store.commands import tasks
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.cli.conftest import AS_OF, SCHEMAS, Ppm

pytestmark = pytest.mark.usefixtures("demo")


def names(ppm: Ppm) -> list[tuple[str, bool]]:
    return [
        (row["name"], row["current"]) for row in ppm("baseline", "list", "ATLAS", "--json").rows
    ]


def test_a_baseline_is_set_used_renamed_deleted_and_each_comes_back(ppm: Ppm) -> None:
    first = [("Agreed", True)]
    assert names(ppm) == first
    for line, said, after in (
        ("set atlas --name Q2", "14 tasks frozen, baseline Agreed → Q2",
         [("Agreed", False), ("Q2", True)]),
        ("use atlas agreed", "current baseline Q2 → Agreed", [("Agreed", True), ("Q2", False)]),
        ("rename atlas q2 Second", "baseline 1 name Q2 → Second",
         [("Agreed", True), ("Second", False)]),
        ("delete atlas 1", "baseline «Second» deleted, 1 left", first),
    ):  # fmt: skip
        before = names(ppm)
        result = ppm("baseline", *line.split())
        assert (result.code, result.out, result.err) == (0, f"ATLAS: {said}\n", "")
        assert names(ppm) == after
        assert ppm("undo").out == f"undo: ATLAS: {said}\n"
        assert names(ppm) == before
        ppm("redo")


@pytest.mark.parametrize(
    "line", ["set ATLAS", "set ATLAS --name agreed --replace", "use ATLAS 0", "rename ATLAS 0 X",
             "delete ATLAS Agreed"],
)  # fmt: skip
def test_a_dry_run_says_what_it_would_do_and_does_nothing(ppm: Ppm, line: str) -> None:
    before = ppm("export", "--format", "json").out
    result = ppm("baseline", *line.split(), "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("would do: ATLAS: ")
    assert ppm("export", "--format", "json").out == before


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("set ATLAS --name agreed", 2, "«Agreed» of 10 Dec 2025, which stays frozen"),
        ("set ATLAS --name now", 2, "no baseline is called now"),
        ("set NIX", 4, "no project NIX"),
        ("use ATLAS Nix", 4, "ATLAS has no baseline «Nix»"),
        ("rename ATLAS Agreed NOW", 2, "no baseline is called now"),
        ("compare ATLAS --to Nix", 4, "ATLAS has no baseline «Nix»"),
        ("compare ATLAS --from 7", 4, "ATLAS has no baseline «7»"),
        ("", 2, "Missing command: see ppm baseline --help"),
        ("freeze ATLAS", 2, "No such command 'freeze'"),
        ("set ATLAS --json", 2, "No such option '--json'"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(
    ppm: Ppm, line: str, code: int, words: str
) -> None:
    before = ppm("export", "--format", "json").out
    ppm("baseline", *line.split()).only(code, words)
    assert ppm("export", "--format", "json").out == before
    ppm("baseline", "set", "ATLAS", "--name", " ").only(2, "a baseline needs a name")


def test_a_replaced_baseline_is_the_plan_of_now_under_the_same_number(ppm: Ppm) -> None:
    said = "baseline «Agreed» replaced, finish 27 Mar → 08 May\n"
    assert ppm("baseline", "set", "ATLAS", "--name", "Agreed", "--replace").out.endswith(said)
    [row] = ppm("baseline", "list", "ATLAS", "--json").rows
    assert (row["number"], row["day"], row["tasks"]) == (0, "2026-03-17", 14)
    [found] = ppm("baseline", "compare", "ATLAS", "--json").rows
    assert found["counts"] == {"same": 14, "moved": 0, "added": 0, "removed": 0, "deleted": 0}


def test_the_comparison_has_both_sides_and_says_why_a_figure_is_missing(ppm: Ppm) -> None:
    [row] = ppm("baseline", "compare", "ATLAS", "--json").rows
    assert (row["from"]["name"], row["to"]["name"], row["to"]["number"]) == ("Agreed", "now", None)
    assert row["difference"]["finish_days"] == 42
    assert row["difference"]["cost"] == row["to"]["cost"] - row["from"]["cost"]
    tasks_of = {task["id"]: task for task in row["tasks"]}
    late = tasks_of["T-111"]
    assert (late["state"], late["depth"], late["difference"]["finish_days"]) == ("moved", 1, 20)
    assert (late["from"]["finish"], late["to"]["finish"]) == (
        "2026-03-11T17:00",
        "2026-03-31T17:00",
    )
    added = tasks_of["T-130"]
    assert (added["state"], added["from"]) == ("added", None)
    assert added["why"]["difference.finish_days"] == "it is on one side only"
    assert tasks_of["P-1"]["difference"]["cost"] is None


def test_a_deleted_task_and_one_without_dates_are_in_the_comparison(ppm: Ppm, demo: Path) -> None:
    workspace = Workspace(Place(path=demo), "ana", AS_OF)
    workspace.do(partial(tasks.trash, ref="T-122", as_of=AS_OF))
    workspace.do(partial(tasks.add, project="ATLAS", name="Some day"))
    ppm("baseline", "set", "ATLAS", "--name", "Q2")
    [row] = ppm("baseline", "compare", "ATLAS", "--from", "agreed", "--json").rows
    states = {task["name"]: task["state"] for task in row["tasks"]}
    assert (states["Cut-over"], states["Some day"]) == ("deleted", "added")
    result = ppm("baseline", "compare", "ATLAS", "--json")
    [undated] = [task for task in result.rows[0]["tasks"] if task["name"] == "Some day"]
    assert (undated["state"], undated["difference"]["finish_days"]) == ("same", None)
    assert undated["why"]["difference.finish_days"] == "no finish date"
    schema = json.loads((SCHEMAS / "comparison.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(result.out))


def test_the_table_shows_old_and_new_and_what_lies_between(ppm: Ppm) -> None:
    lines = ppm("baseline", "compare", "ATLAS").out.splitlines()
    assert lines[0] == "ATLAS   «Agreed» of 10 Dec 2025 → now"
    assert lines[1] == "Finish  27 Mar 2026 → 08 May 2026  +42d"
    [late] = [line for line in lines if line.startswith("T-111")]
    assert "11 Mar → 31 Mar  +20d" in late
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert "11 Mar > 31 Mar  +20d" in ppm("baseline", "compare", "ATLAS", env=plain).out


def test_a_project_without_a_baseline_has_an_empty_list_and_nothing_to_compare(
    ppm: Ppm, demo: Path
) -> None:
    ppm("baseline", "delete", "ATLAS", "Agreed")
    assert ppm("baseline", "list", "ATLAS", "--json").rows == []
    assert ppm("baseline", "list", "ATLAS").code == 0
    ppm("baseline", "compare", "ATLAS").only(4, "ATLAS has no baseline yet")
    ppm("baseline", "compare", "ATLAS", "--from", "now", "--json")
    assert demo.exists()


@pytest.mark.parametrize("before", [("--json", "baseline"), ("baseline", "--json")])
def test_options_stand_before_the_family_or_its_command(ppm: Ppm, before: tuple[str, ...]) -> None:
    assert ppm(*before, "list", "ATLAS").rows[0]["name"] == "Agreed"


def test_completion_knows_the_commands_and_the_names(ppm: Ppm) -> None:
    for words, found in (("ppm baseline comp", "compare"), ("ppm baseline use ATLAS ag", "Agreed")):
        count = str(len(words.split()) - 1)
        asked = {"_PPM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
        assert ppm(env=asked).out == f"plain,{found}\n"
