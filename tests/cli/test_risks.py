"""`ppm risks` and `ppm risk …`, and registers that come in and go out."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm

TABLE = """Risk ID;Risk name;Likelihood;Impact;Treatment;Owner;Status;Project
RISK0001001;Supplier fails;1 - High;2 - Medium;Reduce;ana;Open;ATLAS
RISK0001002;Late permit;1;1;Tolerate;;In treatment;ATLAS
7;=1+1;60 %;sehr hoch;Insure;Nobody Known;Closed;DELTA
"""


@pytest.mark.usefixtures("demo")
def test_the_register_is_filtered_and_knows_its_fields(ppm: Ppm) -> None:
    rows = ppm("risks", "zone:X", "--json").rows
    assert [row["id"] for row in rows] == ["R-031", "R-044", "R-027", "R-041", "R-038"]
    first = rows[0]
    assert (first["score"], first["residual_score"], first["emv_cost"]) == (20, 12, -4_200_000)
    assert len(ppm("risks", "--json").rows) == 24
    assert {row["project"] for row in ppm("risks", "client:corvane", "--json").rows} == {
        "ATLAS", "JUNO",
    }  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_a_risk_is_raised_changed_struck_and_taken_back(ppm: Ppm) -> None:
    said = "ATLAS: risk R-047 «Supplier fails» added\n"
    assert ppm("risk", "add", "ATLAS", "Supplier fails p4 @ana", "--i", "3").out == said
    assert ppm("risk", "edit", "R-047", "cost=10k", "strategy=transfer", "--p", "5").code == 0
    found = ppm("risks", "id:R-047", "--json").rows[0]
    assert (found["probability"], found["impact"], found["emv_cost"]) == (5, 3, -900_000)
    assert (found["strategy"], found["owner"]) == ("transfer", "ana")
    ppm("risk", "close", "R-047").only(2, "closing a risk needs a reason")
    struck = ppm("risk", "status", "R-047", "issue", "-m", "They are bankrupt")
    assert struck.out == "ATLAS: R-047 «Supplier fails» became I-019\n"
    assert len(ppm("risks", "--json").rows) == 24
    assert len(ppm("risks", "--all", "--json").rows) == 25
    ppm("undo")
    assert len(ppm("risks", "--json").rows) == 25


@pytest.mark.usefixtures("demo")
def test_bad_input_is_one_line_and_changes_nothing(ppm: Ppm) -> None:
    ppm("risk", "add", "NOPE", "x").only(4, "no project NOPE")
    ppm("risk", "edit", "R-044").only(2, "nothing to change")
    ppm("risk", "edit", "R-044", "bogus=1").only(2, "FIELD=VALUE is needed")
    ppm("risk", "edit", "R-044", "strategy=exploit").only(2, "is no answer to this threat")
    ppm("risk", "close", "R-999", "-m", "x").only(4, "no risk R-999")
    ppm("risk", "task", "R-044", "T-210").only(2, "T-210 is not a task of ATLAS")
    assert ppm("history", "--json").rows[0]["user"] != "nobody"


@pytest.mark.usefixtures("demo")
def test_the_matrix_is_shown_and_set(ppm: Ppm) -> None:
    assert "5 very high 90%" in ppm("risk", "matrix").out
    assert ppm("risk", "matrix", "pm2").out == "risk matrix: ppm → pm2\n"
    assert [row["id"] for row in ppm("risks", "zone:X", "--json").rows] == ["R-031", "R-044"]
    wrong = ppm("risk", "matrix", "--zones", "LLLLL LLLLL LLLLL LLLLL MLLLL")
    wrong.only(2, "does so at P5 I2")
    own = ("--probabilities", "rare 10, maybe 50, likely 90", "--impacts", "small, mid, big")
    done = ppm("risk", "matrix", *own, "--zones", "LLM LMH MHX")
    assert done.out == "risk matrix: pm2 → own; 21 risks rated anew\n"


@pytest.mark.usefixtures("demo")
def test_words_count_and_the_numbers_of_servicenow_do_not(ppm: Ppm, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(TABLE, encoding="utf-8")
    done = ppm("import", file)
    assert done.out == "imported risks: 3 new\n"
    assert "ratings of ServiceNow that are numbers" in done.err
    assert "owners that are nobody here, left out: Nobody Known" in done.err
    rows = {row["title"]: row for row in ppm("risks", "--all", "--json").rows}
    assert (rows["Supplier fails"]["probability"], rows["Supplier fails"]["impact"]) == (4, 3)
    assert rows["Late permit"]["score"] is None
    assert (rows["=1+1"]["probability"], rows["=1+1"]["impact"]) == (4, 5)
    assert (rows["=1+1"]["status"], rows["=1+1"]["strategy"]) == ("closed", "transfer")
    assert ppm("import", file).out == "imported risks: 3 known\n"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_back_the_same(ppm: Ppm, tmp_path: Path, form: str) -> None:
    ppm("risk", "add", "ATLAS", "=1+1", "p1", "i1")
    before = ppm("risks", "--json").rows
    file = tmp_path / f"out.{form}"
    assert ppm("export", "--format", form, "-o", file).code == 0
    assert ppm("import", file).out == "imported risks: 25 known\n"
    assert ppm("risks", "--json").rows == before


@pytest.mark.usefixtures("demo")
def test_a_spreadsheet_reckons_with_no_text_of_ours(ppm: Ppm) -> None:
    ppm("risk", "add", "ATLAS", "=1+1")
    rows = list(csv.DictReader(io.StringIO(ppm("export", "--format", "csv").out)))
    assert {row["Risk title"] for row in rows if "1+1" in row["Risk title"]} == {"'=1+1"}
    of_one = ppm("export", "--format", "csv", "--project", "DELTA").out
    assert {row["Project"] for row in csv.DictReader(io.StringIO(of_one))} == {"DELTA"}


def test_a_register_of_another_tool_comes_in(ppm: Ppm, shared_data: Path) -> None:
    done = ppm("import", shared_data / "tables" / "risk-register.csv")
    assert done.out == "imported risks: 30 new\n"
    assert ppm("risks", "--json").rows[0]["score"] == 16


def test_a_rating_beyond_the_matrix_is_refused_with_its_line(ppm: Ppm, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("Risk,Likelihood,Impact\nFire,9,3\n", encoding="utf-8")
    done = ppm("import", file)
    assert (done.code, done.out) == (2, "")
    assert "line 2: probability «9» is no step of the matrix: 1 to 5" in done.err
    assert ppm("risks", "--all", "--json").rows == []
