"""`ppm import` of people, leave and time: what comes, what would come, and what is refused."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm

PEOPLE = "Mitarbeiter;Kürzel;Abteilung;Wochenstunden\nAna Lima;ana;IT;mo-do 8h, fr 4h\n"
PLAN = "Name,Start,Finish,Client,Assigned to\nBuild,2026-03-16,2026-03-20,Corvane,Ana Lima\n"
TIME = "User,Client,Project,Task,Date,Hours,Note\nAna Lima,Corvane,web,Build,2026-03-16,2h30,=1+1\n"
LEAVE = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:u1\nSUMMARY:{title}\n"
    "DTSTART;VALUE=DATE:20260318\nDTEND;VALUE=DATE:20260320\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A file of each kind beside the portfolio, as `web.csv` and so on."""
    texts = {
        "web.csv": PLAN,
        "people.csv": PEOPLE,
        "time.csv": TIME,
        "ana.ics": LEAVE.format(title="Urlaub"),
        "team.ics": LEAVE.format(title="Ana Lima - PTO"),
        "who.csv": "Task,Employee,Start,Duration\nBuild,ana,2026-03-16,2\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode("cp1252" if name == "people.csv" else "utf-8"))
    return tmp_path


@pytest.fixture
def team(ppm: Ppm, files: Path) -> Ppm:
    """A plan and its people, from files."""
    assert files.is_dir()
    for name in ("people.csv", "web.csv"):
        assert ppm("import", name).code == 0
    return ppm


@pytest.mark.usefixtures("files")
def test_all_kinds_come_in_one_step_and_go_with_one_undo(ppm: Ppm) -> None:
    names = ("time.csv", "team.ics", "web.csv", "people.csv")
    said = (
        "imported WEB: 1 project, 1 tasks new, 0 changed, 1 people new, 0 changed; "
        "people: 1 changed; leave: 1 new; time of WEB: 1 new (2h30)\n"
    )
    trial = ppm("import", *names, "--dry-run")
    assert (trial.code, trial.out) == (0, f"would do: {said}")
    assert ppm("person", "list", "--json").rows == []
    done = ppm("import", *names)
    assert (done.code, done.out) == (0, said)
    assert "columns read as: User = person, Client = client, Project = project" in done.err
    assert "text is not UTF-8 and was read as Windows-1252" in done.err
    [person] = ppm("person", "list", "--json").rows
    assert (person["name"], person["team"]) == ("Ana Lima", "IT")
    assert ppm("undo").code == 0
    assert ppm("person", "list", "--json").rows == []


def test_leave_of_a_calendar_is_of_whom_somebody_says(team: Ppm) -> None:
    assert "it is not clear whose leave this is" in team("import", "ana.ics").err
    assert team("leave", "list", "--json").rows == []
    done = team("import", "ana.ics", "--person", "Ana L")
    assert done.out == "imported leave: 1 new\n"
    [row] = team("leave", "list", "ana", "--json").rows
    assert (row["first"], row["last"], row["text"]) == ("2026-03-18", "2026-03-19", "Urlaub")
    assert team("import", "ana.ics", "--person", "ana").out == "imported leave: 1 known\n"


def test_time_is_found_again_and_its_text_is_only_text(team: Ppm) -> None:
    assert team("import", "time.csv").out == "imported time of WEB: 1 new (2h30)\n"
    assert team("import", "time.csv").out == "imported time of WEB: 1 known\n"
    [entry] = json.loads(team("export", "--format", "json").out)["time"]
    assert (entry["minutes"], entry["text"]) == (150, "=1+1")


def test_a_column_that_is_left_out_stays_left_out_next_time(team: Ppm) -> None:
    done = team("import", "time.csv", "--map", "Task=", "--map", "Client=")
    assert done.code == 0
    assert "Task = " not in team("import", "time.csv").err


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("who.csv", 2, "this table may be plan or time: say which, with --as plan or --as time"),
        ("web.csv --as time", 2, "line 1: no column holds the minutes that time needs"),
        ("ana.ics --person zoe", 4, "nobody is called zoe"),
        ("web.csv --person ana", 2, "--person is for leave and time, and here is none"),
        ("time.csv --map User=who", 2, 'column "User" is mapped to "who"; fields are: '),
        ("time.csv --client Mirabel", 4, "time.csv: line 2: no project web of Mirabel"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    team: Ppm, line: str, code: int, message: str
) -> None:
    before = team("export", "--format", "json").out
    result = team("import", *line.split())
    assert (result.code, result.out) == (code, "")
    assert message in result.err.splitlines()[-1]
    assert team("export", "--format", "json").out == before
