"""Commands that change: one line, one step, nothing on a dry run, no question in a script."""

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ppm_tui.cli import run
from ppm_tui.store import writer
from tests.cli.conftest import Ppm

PLAN = """Name,Start,Finish
Design,2026-03-02,2026-03-06
Build,2026-03-09,2026-03-20
"""


def rag(ppm: Ppm, key: str) -> object:
    return ppm("show", key, "--json").rows[0]["rag"]


@pytest.mark.usefixtures("demo")
def test_a_status_is_set_undone_and_brought_back(ppm: Ppm) -> None:
    result = ppm("status", "atlas", "amber", "-m", "scripts late")
    assert (result.code, result.out, result.err) == (0, "ATLAS: red → amber\n", "")
    assert rag(ppm, "ATLAS") == "amber"
    assert ppm("undo").out == "undo: ATLAS: red → amber\n"
    assert rag(ppm, "ATLAS") == "red"
    assert ppm("redo").out == "redo: ATLAS: red → amber\n"
    assert rag(ppm, "ATLAS") == "amber"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("line", ["status ATLAS green -m Tested", "update ATLAS --note x", "undo"])
def test_a_dry_run_says_what_it_would_do_and_does_nothing(ppm: Ppm, line: str) -> None:
    ppm("status", "DELTA", "green", "-m", "Delivered")
    before = ppm("export", "--format", "json").out
    result = ppm(*line.split(), "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("would do: ")
    assert ppm("export", "--format", "json").out == before


@pytest.mark.usefixtures("demo")
def test_read_only_refuses_to_write(ppm: Ppm) -> None:
    ppm("--readonly", "status", "ATLAS", "green", "-m", "Tested").only(2, "nothing was changed")
    assert rag(ppm, "ATLAS") == "red"


@pytest.mark.usefixtures("demo")
def test_red_needs_a_reason(ppm: Ppm) -> None:
    ppm("status", "IRIS", "red").only(2, "red needs a reason")
    ppm("status", "IRIS", "pink").only(2, "'pink' is not one of 'green', 'amber', 'red'")


@pytest.mark.usefixtures("demo")
def test_an_update_takes_status_progress_and_dates_as_people_type_them(ppm: Ppm) -> None:
    line = ["update", "KITE", "--rag", "red", "--reason", "API freeze", "--done", "70"]
    told = "KITE: amber → red, done 66% → 70%, finish 20 May → 29 May\n"
    assert ppm(*line, "--finish", "29 may").out == told
    row = ppm("show", "KITE", "--json").rows[0]
    assert (row["rag"], row["percent_complete"], row["finish"]) == ("red", 70, "2026-05-29")
    assert row["updates"][0]["by"] == "ana"
    ppm("update", "KITE", "--finish", "someday").only(2, "'someday' is no date")


def test_nothing_is_asked_where_nobody_can_answer(ppm: Ppm) -> None:
    ppm("update").only(2, "KEY is missing")
    ppm("update", stdin="r\n").only(2, "KEY is missing")
    ppm("update", "--rag", "red").only(2, "KEY is missing")
    ppm("status").only(2, "Missing argument 'KEY'")
    ppm().only(2, "the interface needs a terminal")


@pytest.mark.usefixtures("demo")
def test_the_cards_are_answered_line_by_line(demo: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ppm_tui", "update", "--db", demo, "--as-of", "2026-03-24"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PPM_USER": "ana", "HOME": str(demo.parent)},
    )
    os.close(theirs)
    os.write(ours, b"r vendor slips\nx\n\nn all quiet\nq\n")
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    said = out.decode()
    assert process.returncode == 0
    assert "→ red" in said or "red, no change" in said
    assert "type one of g a r n s q" in said
    assert "no change" in said
    assert ": note" in said


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("status NOPE red -m x", 4),
        ("update NOPE --note x", 4),
        ("import nothing.csv", 4),
        ("import broken.xml", 2),
        ("import one.csv --map Nix=name", 2),
        ("import one.csv --dry-run", 0),
        ("undo", 1),
        ("redo", 1),
        ("restore nothing.db", 4),
        ("backup copy.db", 4),
    ],
)
def test_a_first_change_that_is_refused_leaves_nothing(
    ppm: Ppm, tmp_path: Path, line: str, code: int
) -> None:
    (tmp_path / "one.csv").write_text(PLAN)
    (tmp_path / "broken.xml").write_text("<Project><Tasks>")
    before = sorted(tmp_path.rglob("*"))
    assert ppm(*line.split(), "--db", tmp_path / "new" / "deep" / "one.db").code == code
    assert ppm(*line.split()).code == code
    assert sorted(tmp_path.rglob("*")) == before


def test_an_undo_of_nothing_fails(ppm: Ppm) -> None:
    ppm("undo").only(1, "nothing to undo")


@pytest.mark.usefixtures("demo")
def test_what_somebody_else_changed_since_is_not_undone(ppm: Ppm) -> None:
    ppm("status", "IRIS", "amber", "-m", "scan late")
    ppm("status", "IRIS", "red", "-m", "scan failed", "--user", "kim")
    ppm("undo").only(5, "red")
    assert rag(ppm, "IRIS") == "red"


def test_a_database_that_somebody_else_writes_is_busy(
    ppm: Ppm, demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.1)
    with closing(sqlite3.connect(demo, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(["status", "IRIS", "green", "--db", str(demo)]) == 3
        assert ppm("projects").code == 0
    assert "try again" in capsys.readouterr().err


# Files


def test_several_files_are_one_step_and_all_or_nothing(ppm: Ppm, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(PLAN)
    (tmp_path / "two.csv").write_text(PLAN)
    broken = tmp_path / "broken.xml"
    broken.write_text("<Project xmlns='http://schemas.microsoft.com/project'><Tasks>")
    assert ppm("import", "one.csv", broken).code == 2
    assert ppm("projects", "--json").rows == []
    result = ppm("import", "one.csv", "two.csv", "--client", "Acme")
    assert result.code == 0
    assert result.out.count("\n") == 1
    assert {row["client"] for row in ppm("projects", "--json").rows} == {"Acme"}
    assert len(ppm("history", "--json").rows) == 1
    ppm("undo")
    assert ppm("projects", "--json").rows == []


def test_a_file_that_is_not_there_is_not_found(ppm: Ppm) -> None:
    ppm("import", "nothing.csv").only(4, "nothing.csv")


def test_an_import_on_trial_leaves_no_project(ppm: Ppm, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(PLAN)
    assert ppm("import", "one.csv", "--dry-run").out.startswith("would do: imported ")
    assert list(tmp_path.glob("*.db*")) == []


def test_the_complete_export_comes_back_as_it_was(ppm: Ppm, demo: Path) -> None:
    assert ppm("export", "--format", "json", "-o", "all.json").err == "written: all.json\n"
    whole = (demo.parent / "all.json").read_text("utf-8")
    assert ppm("export", "--format", "json").out == whole
    assert ppm("import", "all.json", "--db", "again.db").code == 0
    assert ppm("export", "--format", "json", "--db", "again.db").out == whole
    ppm("export", "--format", "json", "-o", "no/such/folder.json").only(1, "cannot be written")


@pytest.mark.usefixtures("demo")
def test_a_backup_is_private_and_can_be_restored(ppm: Ppm, tmp_path: Path) -> None:
    before = ppm("export", "--format", "json").out
    assert ppm("backup", "copy.db").code == 0
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    ppm("backup", "copy.db").only(2, "exists already")
    ppm("status", "IRIS", "red", "-m", "fire")
    assert ppm("restore", "copy.db", "--dry-run").code == 0
    assert rag(ppm, "IRIS") == "red"
    assert ppm("restore", "copy.db").code == 0
    assert ppm("export", "--format", "json").out == before
    [kept] = tmp_path.glob("portfolio.db.*.bak")
    assert ppm("show", "IRIS", "--json", "--db", kept).rows[0]["rag"] == "red"
    assert not list(tmp_path.glob(".*.part*"))


@pytest.mark.usefixtures("demo")
def test_a_damaged_foreign_or_newer_copy_is_refused(ppm: Ppm, tmp_path: Path) -> None:
    before = ppm("export", "--format", "json").out
    ppm("backup", "copy.db")
    data = bytearray((tmp_path / "copy.db").read_bytes())
    data[60:64] = (9999).to_bytes(4)
    (tmp_path / "newer.db").write_bytes(data)
    (tmp_path / "half.db").write_bytes(data[: len(data) // 2])
    (tmp_path / "text.db").write_text("no database at all")
    assert ppm("restore", "newer.db").code in (1, 2)
    assert "newer ppm" in ppm("restore", "newer.db").err
    assert ppm("restore", "half.db").code in (1, 2)
    assert ppm("restore", "text.db").code == 2
    ppm("restore", "nothing.db").only(4, "does not exist")
    assert ppm("export", "--format", "json").out == before
    assert not list(tmp_path.glob("*.bak"))


def test_postgres_is_not_copied_here(ppm: Ppm) -> None:
    url = "postgresql://ana:secret@localhost/ppm"
    result = ppm("backup", "copy.db", "--db", url)
    result.only(2, "pg_dump")
    assert "secret" not in result.err


@pytest.mark.usefixtures("demo")
def test_a_reader_that_has_seen_enough_is_no_error(demo: Path) -> None:
    line = f"{sys.executable} -m ppm_tui tasks ATLAS --db {demo} | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.startswith("ID")


def test_an_export_never_takes_the_place_of_the_portfolio(ppm: Ppm, demo: Path) -> None:
    before = ppm("export", "--format", "json").out
    (demo.parent / "link").symlink_to(demo)
    for target in ("portfolio.db", "link", "portfolio.db-wal", "portfolio.db-shm"):
        ppm("export", "--format", "json", "-o", target).only(2, "the portfolio itself")
    assert ppm("export", "--format", "json", "-o", "-").out == before


def test_an_export_is_private_and_goes_through_links_and_devices(ppm: Ppm, demo: Path) -> None:
    link, real = demo.parent / "link.json", demo.parent / "real.json"
    real.write_text("old")
    link.symlink_to(real)
    assert ppm("export", "--format", "json", "-o", link).code == 0
    assert link.is_symlink()
    assert real.read_text("utf-8") == ppm("export", "--format", "json").out
    assert real.stat().st_mode & 0o777 == 0o600
    assert ppm("export", "--format", "json", "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_a_damaged_portfolio_gives_no_backup(ppm: Ppm, demo: Path) -> None:
    data = bytearray(demo.read_bytes())
    data[8192:-4096] = b"\xff" * len(data[8192:-4096])
    demo.write_bytes(data)
    ppm("backup", "copy.db").only(1, "damaged")
    assert not list(demo.parent.glob("*copy.db*"))


def test_a_portfolio_is_not_restored_from_itself(ppm: Ppm, demo: Path) -> None:
    ppm("restore", demo).only(2, "the portfolio itself")
    assert not list(demo.parent.glob("*.bak"))


@pytest.mark.parametrize("words", ["projects", "history --json", "export --format json"])
def test_a_full_disk_is_one_line(demo: Path, words: str) -> None:
    line = [sys.executable, "-m", "ppm_tui", *words.split(), "--db", str(demo)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no space left" in done.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2200-01-01"])
def test_a_day_out_of_all_calendars_is_refused(ppm: Ppm, day: str) -> None:
    ppm("--as-of", day, "projects").only(2, "1900 to 2199")
