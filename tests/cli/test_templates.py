"""`ppm template`: listing, showing, making a project, keeping and deleting, and what it refuses."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm


def listed(ppm: Ppm) -> list[tuple[str, bool]]:
    return [(row["name"], row["own"]) for row in ppm("template", "list", "--json").rows]


def test_those_that_come_with_ppm_are_there_before_there_is_a_portfolio(
    ppm: Ppm, tmp_path: Path
) -> None:
    assert listed(ppm) == [
        ("Client onboarding", False),
        ("Microsoft 365 migration", False),
        ("Network and firewall roll-out", False),
        ("Security assessment", False),
        ("Server refresh", False),
    ]
    table = ppm("template", "list").out.splitlines()
    assert table[0].split() == [
        "Template", "Phases", "Tasks", "Miles", "Risks", "Days", "Work", "From",
    ]  # fmt: skip
    assert table[-1].split() == ["Server", "refresh", "5", "23", "5", "6", "70d", "336h", "ppm"]
    assert not (tmp_path / "portfolio.db").exists()


@pytest.mark.parametrize(
    ("line", "schema"), [("list", "templates"), ("show 365", "template"), ("show cli", "template")]
)
def test_json_is_as_its_schema_says(ppm: Ppm, line: str, schema: str) -> None:
    result = ppm("template", *line.split(), "--json")
    jsonschema.validate(
        json.loads(result.out), json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8"))
    )
    assert result.rows


def test_show_tells_the_plan_and_the_risks(ppm: Ppm) -> None:
    lines = ppm("template", "show", "server").out.splitlines()
    assert lines[0].startswith("Server refresh: Replace ageing hypervisor hosts")
    assert lines[1] == "5 phases, 23 tasks, 5 milestones, 6 risks; lasts 70d, 336h of work"
    [line] = [line for line in lines if "Database servers" in line]
    assert line.split()[0] == "24"
    assert line.endswith("2d   16h  Database administrator  23SS+3d, 22")
    assert "P4 I4  Hardware arrives late; Order on the day of approval" in "\n".join(lines)


def test_a_project_is_made_shown_and_taken_back(ppm: Ppm) -> None:
    given = ("--key", "wsn", "--client", "Weston", "--start", "mon")
    result = ppm("template", "use", "server", "Weston servers", *given, "--dry-run")
    said = "project «Weston servers» from «Server refresh», 23 tasks, 5 milestones, 6 risks"
    assert (result.code, result.out) == (0, f"would do: WSN: {said}; finish 26 Jun\n")
    assert ppm("projects", "--json").rows == []
    result = ppm("template", "use", "server", "Weston servers", *given)
    assert (result.code, result.out) == (0, f"WSN: {said}; finish 26 Jun\n")
    assert "Systems engineer: nobody has this role; 15 tasks left open\n" in result.err
    [project] = ppm("projects", "--json").rows
    assert (project["key"], project["client"], project["start"], project["finish"]) == (
        "WSN", "Weston", "2026-03-23", "2026-06-26",
    )  # fmt: skip
    tasks = ppm("tasks", "WSN", "--json").rows
    assert len(tasks) == 33
    assert all(row["start"] == row["early_start"] for row in tasks)
    assert ppm("undo").code == 0
    assert ppm("projects", "--json").rows == []


@pytest.mark.usefixtures("demo")
def test_a_plan_is_kept_used_replaced_and_deleted(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    assert ppm("template", "save", "ATLAS", "--name", "Mine", "--dry-run").code == 0
    assert ppm("export", "--format", "json").out == before
    result = ppm("template", "save", "atlas", "--name", "Mine")
    said = "ATLAS: kept as template «Mine»: 9 tasks, 2 milestones, 5 risks\n"
    assert (result.code, result.out) == (0, said)
    assert listed(ppm)[0] == ("Mine", True)
    ppm("template", "save", "ATLAS", "--name", "mine").only(2, "«Mine» already")
    replaced = ppm("template", "save", "DELTA", "--name", "mine", "--replace")
    assert replaced.out.startswith("DELTA: template «Mine» replaced: 9 tasks, 2 milestones,")
    assert ppm("template", "use", "mine", "Again", "--start", "2026-06-01").code == 0
    assert ppm("template", "delete", "MINE").out == "template «Mine» deleted\n"
    for _ in range(4):
        assert ppm("undo").code == 0
    assert listed(ppm)[0] == ("Client onboarding", False)


def test_a_file_of_ones_own_can_be_used(ppm: Ppm, tmp_path: Path) -> None:
    text = 'name = "Tiny"\n[[phase]]\nname = "All"\n[[phase.task]]\nname = "Do"\nfor = "3d"\n'
    (tmp_path / "tiny.toml").write_text(text)
    assert ppm("template", "show", "tiny.toml").out.startswith("Tiny: ")
    result = ppm("template", "use", "tiny.toml", "Small thing", "--start", "mon")
    assert result.out == "SMALL: project «Small thing» from «Tiny», 1 task; finish 25 Mar\n"
    (tmp_path / "tiny.toml").write_text(text.replace("3d", "3 moons"))
    ppm("template", "use", "tiny.toml", "X").only(2, "tiny.toml line 6: for: «3 moons»")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("show nothing", 4, "no template nothing"),
        ("show e", 2, "type more"),
        ("use none.toml X", 4, "there is no file none.toml"),
        ("use server X --start someday", 2, "someday"),
        ("use server X --key 1", 2, "a key is 2 to 8 letters"),
        ("use server X --owner nobody", 4, "nobody is called nobody"),
        ("save NONE", 4, "no project NONE"),
        ("delete Mine", 4, "has no template «Mine»"),
        ("delete server refresh", 2, ""),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    ppm: Ppm, tmp_path: Path, line: str, code: int, words: str
) -> None:
    words_given = ["delete", "Server refresh"] if line.endswith("refresh") else line.split()
    ppm("template", *words_given).only(code, words)
    assert not (tmp_path / "portfolio.db").exists()
