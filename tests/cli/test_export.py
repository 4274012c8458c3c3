"""`ppm export` for other programs: which file, where to, and what is said."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Ppm


def test_one_plan_goes_to_a_file_for_microsoft_project(ppm: Ppm, demo: Path) -> None:
    done = ppm("export", "--format", "msproject", "--project", "kite", "-o", "kite.xml")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[-1] == "written: kite.xml"
    path = demo.parent / "kite.xml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert ElementTree.parse(path).getroot().tag.endswith("Project")
    shown = ppm("export", "--format", "msproject", "--project", "KITE")
    assert shown.out == path.read_text("utf-8")
    back = ppm("import", "kite.xml", "--db", "other.db")
    assert (back.code, back.err) == (0, "")
    [project] = ppm("projects", "--db", "other.db", "--json").rows
    plans = (("KITE", "portfolio.db"), (str(project["key"]), "other.db"))
    names = [
        [row["name"] for row in ppm("tasks", key, "--db", db, "--json").rows] for key, db in plans
    ]
    assert names[0] == names[1]


def test_a_plan_needs_a_project_unless_there_is_only_one(ppm: Ppm, demo: Path) -> None:
    ppm("export", "--format", "msproject").only(2, "add --project KEY")
    ppm("export", "--format", "msproject", "--db", "none.db").only(2, "no project here")
    ppm("export", "--format", "msproject", "--project", "NOPE").only(4, "no project NOPE")
    ppm("export", "--format", "ics", "--project", "NOPE", "-o", "x.ics").only(4, "no project NOPE")
    assert not (demo.parent / "x.ics").exists()


def test_the_calendar_of_all_open_projects_or_of_one(ppm: Ppm, demo: Path) -> None:
    whole = ppm("export", "--format", "ics")
    assert (whole.code, whole.err) == (0, "")
    assert whole.out.startswith("BEGIN:VCALENDAR")
    one = ppm("export", "--format", "ics", "--project", "delta")
    assert 0 < one.out.count("BEGIN:VEVENT") < whole.out.count("BEGIN:VEVENT")
    assert ppm("export", "--format", "ics", "-o", "all.ics").err == "written: all.ics\n"
    assert b"\r\nEND:VCALENDAR\r\n" in (demo.parent / "all.ics").read_bytes()
    ppm("export", "--format", "ics", "-o", demo).only(2, "the portfolio itself")


@pytest.mark.parametrize("kind", ["msproject", "ics"])
def test_what_steers_a_terminal_is_not_sent_to_it(ppm: Ppm, tmp_path: Path, kind: str) -> None:
    text = "red \x1b[31m\x9b2J\u202egnp.exe"
    (tmp_path / "plan.csv").write_text(f"ID,Name,Start,Duration\n1,{text},2026-03-02,0d\n", "utf-8")
    ppm("import", "plan.csv")
    done = ppm("export", "--format", kind, "--project", "plan")
    assert done.code == 0
    assert "control signs" in done.err
    assert not {"\x1b", "\x9b"} & set(done.out + done.err)
