"""Issues, changes, assumptions and decisions as files: out, in again, and what is refused."""

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm

LOGS = ("issues", "changes", "assumptions", "decisions")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_all_registers_come_back_in_one_step(ppm: Ppm, form: str) -> None:
    names = [f"{kind}.{form}" for kind in LOGS]
    for kind, name in zip(LOGS, names, strict=True):
        done = ppm("export", "--format", form, "--of", kind, "-o", name)
        assert (done.code, done.err) == (0, f"written: {name}\n")
    done = ppm("import", *names)
    assert done.out == (
        "imported issues: 7 known; changes: 8 known; assumptions: 6 known; decisions: 5 known\n"
    )


@pytest.mark.usefixtures("demo")
def test_a_register_of_one_project_says_money_hours_and_days(ppm: Ppm) -> None:
    of_one = ppm("export", "--format", "csv", "--of", "changes", "--project", "delta").out
    assert {row["Project"] for row in csv.DictReader(io.StringIO(of_one))} == {"DELTA"}
    rows = csv.DictReader(io.StringIO(ppm("export", "--format", "csv", "--of", "changes").out))
    row = next(row for row in rows if row["Status"] == "approved")
    assert row["Change request ID"].startswith("CR-")
    assert row["Currency"] == "EUR"
    assert len(row["Decision date"]) == len("2026-03-17")
    assert "." in row["Cost"]
    ppm("export", "--format", "csv", "--of", "issues", "--project", "NO").only(4, "no project NO")
    ppm("export", "--format", "json", "--of", "issues").only(2, "--of is for csv and xlsx")


@pytest.mark.usefixtures("demo")
def test_tickets_of_another_tool_need_a_word_and_come_in_as_one_step(
    ppm: Ppm, tmp_path: Path
) -> None:
    log = "Number,Short description,State\nINC0000001,Mail is down,New\n"
    (tmp_path / "tickets.csv").write_text(log, encoding="utf-8")
    ppm("import", "tickets.csv").only(2, "--as")
    trial = ppm("import", "tickets.csv", "--as", "issues", "--dry-run")
    assert trial.out.endswith("issues: 1 new\n")
    done = ppm("import", "tickets.csv", "--as", "issues")
    assert done.out == "imported issues: 1 new\n"
    assert "columns read as: " in done.err
    assert "Short description = title" in done.err
    shown = {row["title"] for row in ppm("issues", "--json").rows}
    assert "Mail is down" in shown
    assert ppm("undo").code == 0
    assert "Mail is down" not in {row["title"] for row in ppm("issues", "--json").rows}


@pytest.mark.usefixtures("demo")
def test_a_hostile_title_is_text_in_the_file_and_on_a_terminal(ppm: Ppm, tmp_path: Path) -> None:
    title = '=HYPERLINK("x") [/b] \x1b[31mred'
    log = io.StringIO()
    csv.writer(log).writerows([("Issue title", "Project"), (title, "HAVEN")])
    (tmp_path / "log.csv").write_text(log.getvalue(), encoding="utf-8")
    assert ppm("import", "log.csv").out == "imported issues: 1 new\n"
    line = ("export", "--format", "csv", "--of", "issues", "--project", "HAVEN")
    rows = csv.DictReader(io.StringIO(ppm(*line).out))
    assert f"'{title}" in {row["Issue title"] for row in rows}
    master, slave = pty.openpty()
    environment = {**os.environ, "PPM_DB": str(tmp_path / "portfolio.db")}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "ppm_tui", *line]
    subprocess.run(command, stdout=slave, stdin=slave, env=environment, check=True, timeout=60)
    os.close(slave)
    shown = os.read(master, 65_536).decode()
    os.close(master)
    assert "\x1b" not in shown
    assert r"[/b] \x1b[31mred" in shown
