"""`ppm person` and `ppm leave`: who works when, what becomes of the plan, and what is refused."""

import json

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm


@pytest.fixture
def team(ppm: Ppm) -> Ppm:
    """Ana, who lives in Bavaria and is away for some days."""
    for line in (
        ("person", "add", "Ana Ferreira", "--role", "PM", "--skills", "SQL, Azure"),
        ("person", "edit", "ana", "--week", "mo-th 8h", "--region", "de-by", "--target", "80"),
        ("leave", "add", "ana", "2026-03-23..27", "--note", "Easter [/b]"),
        ("leave", "add", "Ana F", "fri", "--kind", "sickness", "--hours", "4h"),
    ):
        result = ppm(*line)
        assert (result.code, result.err) == (0, ""), line
    return ppm


def test_a_person_is_added_changed_in_one_step_and_listed(ppm: Ppm) -> None:
    ppm("person", "add", "Ana Ferreira", "--key", "af")
    given = ("--role", "PM", "--week", "mo-th 8h, fr 4h", "--from", "mon", "--region", "at")
    said = (
        "af: role none → PM, works mo-th 8h, fr 4h from 23 Mar 2026 on, "
        "public holidays of AT, 52 in 2026-2029\n"
    )
    assert ppm("person", "edit", "ana", *given, "--dry-run").out == f"would do: {said}"
    assert ppm("person", "edit", "ana", *given).out == said
    [row] = ppm("person", "list", "--json").rows
    assert (row["role"], row["region"]) == ("PM", "AT")
    assert ppm("person", "list").out.splitlines()[-1].split()[:4] == ["af", "Ana", "Ferreira", "PM"]
    ppm("undo")
    [row] = ppm("person", "list", "--json").rows
    assert (row["role"], row["region"]) == ("", None)


def test_leave_is_listed_and_removed(team: Ppm) -> None:
    rows = team("leave", "list", "ana", "--json").rows
    found = [(row["first"], row["last"], row["kind"], row["minutes"], row["text"]) for row in rows]
    assert found == [
        ("2026-03-20", "2026-03-20", "sickness", 240, ""),
        ("2026-03-23", "2026-03-27", "leave", None, "Easter [/b]"),
    ]
    assert team("leave", "list").out.splitlines()[-1].split()[-2:] == ["Easter", "[/b]"]
    said = "ana: leave 23-27 Mar 2026 → 30 Mar - 03 Apr 2026\n"
    assert team("leave", "move", "ana", "2026-03-25", "30 mar", "--dry-run").out.endswith(said)
    assert team("leave", "move", "ana", "2026-03-25", "30 mar").out == said
    said = "ana: leave 30 Mar - 03 Apr 2026 removed\n"
    assert team("leave", "remove", "ana", "2026-04-01").out == said
    assert len(team("leave", "list", "--json").rows) == 1


@pytest.mark.usefixtures("demo")
def test_leave_says_what_it_does_to_each_plan(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    result = ppm("leave", "add", "dan", "2026-03-18..27")
    assert result.out.startswith("dan: leave 18-27 Mar 2026; ")
    assert " move" in result.out
    assert ppm("undo").code == 0
    content = [json.loads(text) for text in (before, ppm("export", "--format", "json").out)]
    for each in content:
        del each["history"]
    assert content[0] == content[1]


@pytest.mark.parametrize(("line", "schema"), [("leave", "leave"), ("person", "people")])
def test_json_is_as_its_schema_says(team: Ppm, line: str, schema: str) -> None:
    result = team(line, "list", "--json")
    jsonschema.validate(
        json.loads(result.out), json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8"))
    )
    assert result.rows


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("leave add ana 2026-03-27..23", 2, "lies before the first"),
        ("leave add ana 2026-03-26", 2, "ana has leave 23-27 Mar 2026 already"),
        ("leave add ana soon", 2, "is no date"),
        ("leave add ana mon --hours 4hx", 2, "an amount such as 2h"),
        ("leave add bob mon", 4, "nobody is called bob"),
        ("leave list bob", 4, "nobody is called bob"),
        ("leave move ana 2027-01-01 mon", 4, "ana is not away on 01 Jan 2027"),
        ("leave remove ana 2027-01-01", 4, "ana is not away on 01 Jan 2027"),
        ("person edit ana", 2, "nothing to change"),
        ("person edit ana --from mon", 2, "say which with --week"),
        ("person edit ana --week xx", 2, "is no week"),
        ("person edit ana --region DE-QQ", 2, "«QQ» is no part of DE"),
        ("person edit ana --target much", 2, "a target is a number of per cent"),
        ("person add ana --key ana", 2, "somebody is called ana already"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    team: Ppm, line: str, code: int, message: str
) -> None:
    team(*line.split()).only(code, message)
