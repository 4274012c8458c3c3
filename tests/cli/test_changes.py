"""`ppm changes` and `ppm change …` as a script uses them."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm, Result

pytestmark = pytest.mark.usefixtures("demo")


def test_a_change_goes_from_request_to_approval(ppm: Ppm) -> None:
    line = "change add ATLAS More rooms +3d ~40h by:okafor --price 12k --cost=9,000.50 --submit"
    done = ppm(*line.split(), "--plan", "T-111 +1d", "--plan", "+ Rooms for:2d", "--added", "Rooms")
    assert done.out == "ATLAS: change CR-12 «More rooms» added\n"
    [row] = [row for row in ppm("changes", "--json").rows if row["id"] == "CR-12"]
    assert (row["price"], row["cost"], row["minutes"], row["days"]) == (1200000, 900050, 2400, 3)
    assert (row["status"], row["plan"], row["added"]) == (
        "submitted", ["T-111 +1d", "+ Rooms 2d"], ["Rooms"],
    )  # fmt: skip
    edited = ppm("change", "edit", "CR-12", "--effort", "-2d", "--effort", "3d").out
    assert "effort 40h → 24h" in edited
    trial = ppm("change", "approve", "CR-12", "-m", "mail", "--dry-run")
    assert trial.out.startswith("would do: ATLAS: CR-12 approved, budget 1100k → 1109k")
    assert "M-4 Go-live" in trial.err
    assert ppm("change", "approve", "CR-12", "-m", "mail", "--by", "Okafor").code == 0
    assert "CR-12 More rooms" in ppm("baseline", "list", "ATLAS").out
    assert "Okafor" in ppm("change", "show", "cr-12").out
    ppm("undo")
    assert ppm("change", "show", "CR-12", "--json").rows[0]["status"] == "submitted"


def test_json_is_as_its_schema_says(ppm: Ppm) -> None:
    schema = json.loads((SCHEMAS / "changes.json").read_text("utf-8"))
    for line in ("changes", "change show CR-11", "changes nothing-like-it"):
        document = json.loads(ppm(*line.split(), "--json").out)
        jsonschema.Draft202012Validator(schema).validate(document)


def test_the_answer_by_mail_is_taken_from_a_file_or_a_pipe(ppm: Ppm, tmp_path: Path) -> None:
    text = ppm("change", "text", "CR-11").out
    tampered = text.replace("150h", "15h")
    refused = ppm("change", "reply", "-", stdin=f"APPROVED Okafor\n{tampered}")
    refused.only(5, "Work: the text says «15h more», it is «150h more»")
    mail = tmp_path / "answer.eml"
    head = "From: okafor\nDate: Thu, 12 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
    body = "".join(f"> {line}\n" for line in text.splitlines())
    mail.write_text(f"{head}Content-Type: text/plain; charset=utf-8\n\nAPPROVED Okafor\n\n{body}")
    trial = ppm("change", "reply", mail, "--dry-run")
    assert trial.out.startswith("would do: ATLAS: CR-11 approved")
    assert ppm("change", "reply", mail, "--of", "CR-09").code == 5
    assert ppm("change", "reply", mail, "--of", "CR-11").code == 0
    [row] = ppm("change", "show", "CR-11", "--json").rows
    assert (row["decided"], row["decided_by"]) == ("2026-03-12", "Okafor")


WRONG = {
    "change show CR-77": (4, "no change request CR-77: ppm changes lists them"),
    "change add ATLAS x --plan nonsense": (2, "line 1: «nonsense» is no such line"),
    "change add ATLAS x --plan T-401\u00a0drop": (2, "T-401 is not in the plan of ATLAS"),
    "change add ATLAS x --price much": (2, "--price: «much» is no number"),
    "change add NONE x": (4, "NONE"),
    "change approve CR-11": (2, "approved needs evidence"),
    "change reject CR-11": (2, "rejected needs evidence"),
    "change edit CR-11": (2, "nothing to change"),
    "change edit CR-08 --price 1k": (2, "CR-08 is approved: add a new change request"),
    "change text CR-10": (2, "CR-10 is draft"),
}


@pytest.mark.parametrize("line", WRONG)
def test_bad_input_gets_one_clear_line(ppm: Ppm, line: str) -> None:
    code, words = WRONG[line]
    result: Result = ppm(*(word.replace("\u00a0", " ") for word in line.split(" ")))
    result.only(code, words)
