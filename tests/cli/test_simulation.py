"""`ppm simulate`: figures as text and as JSON, by the seed, and what it refuses."""

import json

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm

pytestmark = pytest.mark.usefixtures("demo")
FEW = ("--runs", "500")


def test_json_is_as_its_schema_says_and_the_same_for_the_same_seed(ppm: Ppm) -> None:
    first = ppm("simulate", "atlas", *FEW, "--json")
    assert (first.code, first.err) == (0, "")
    schema = json.loads((SCHEMAS / "simulation.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(first.out))
    assert ppm("simulate", "ATLAS", *FEW, "--json").out == first.out
    assert ppm("simulate", "ATLAS", *FEW, "--seed", "2", "--json").out != first.out
    [row] = first.rows
    assert (row["project"], row["runs"], row["seed"]) == ("ATLAS", 500, 1)
    finish, without = row["finish"], row["without_responses"]["finish"]
    assert row["plan"]["finish"] < finish["p10"] < finish["p50"] < finish["p80"] < finish["p90"]
    assert finish["p80"] < without["p80"]
    assert [risk["id"] for risk in row["risks"]] == ["R-044"]


def test_the_text_has_percentiles_reserve_curve_risks_and_tasks(ppm: Ppm) -> None:
    out = ppm("simulate", "ATLAS", *FEW).out
    lines = out.splitlines()
    assert lines[0] == "ATLAS Atlas ERP rollout: 500 runs, seed 1, pert"
    assert lines[2].split() == ["Finish", "Cost", "No", "response", "Cost"]
    names = [line.split()[0] for line in lines[3:10]]
    assert names == ["P10", "P50", "P80", "P90", "Mean", "Spread", "Plan"]
    assert "Reserve of time at P80: " in out
    assert "Estimated: 8 of 8 open tasks; risks that count: 1 of 5 open" in out
    assert " 100│" in out
    assert "R-044  Data quality blocks UAT" in out
    assert next(line for line in lines if line.startswith("T-130")).endswith("█" * 16)


def test_without_unicode_it_is_drawn_in_ascii(ppm: Ppm) -> None:
    out = ppm("simulate", "ATLAS", *FEW, env={"PYTHONUTF8": "0", "LC_ALL": "C",
                                              "PYTHONIOENCODING": "ascii"}).out  # fmt: skip
    assert out.isascii()
    assert " 100| " in out
    assert "#" * 16 in out


def test_a_project_without_anything_uncertain_says_so(ppm: Ppm) -> None:
    out = ppm("simulate", "IRIS", *FEW).out
    assert "all runs end on the same day" in out
    assert "Estimated: 0 of " in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["NOPE"], 4, "no project NOPE: ppm projects lists them"),
        (["ATLAS", "--runs", "0"], 2, "--runs"),
        (["ATLAS", "--runs", "100001"], 2, "--runs"),
        (["ATLAS", "--seed", "-1"], 2, "--seed"),
        (["ATLAS", "--correlation", "101"], 2, "--correlation"),
        (["ATLAS", "--shape", "normal"], 2, "--shape"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    ppm: Ppm, arguments: list[str], code: int, message: str
) -> None:
    ppm("simulate", *arguments).only(code, message)


def test_nothing_is_changed(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    assert ppm("--readonly", "simulate", "DELTA", *FEW).code == 0
    assert ppm("export", "--format", "json").out == before
