"""Tables of people, leave and time as other tools export them, and which table is which."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from ppm_tui.errors import Invalid
from ppm_tui.exchange import detect, tables
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import LeaveRow, PersonRow, TimeRow
from ppm_tui.terms import AbsenceKind, BillState

MONDAY = date(2026, 3, 16)
TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
    "Duration,Tags,Amount ()"
)
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,"
    "End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD)"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,"
    "Approved?,First Name,Last Name,Roles,Employee?,Billable Rate"
)
TEMPO = (
    "Issue Key,Issue summary,Hours,Work date,Username,Full name,Period,Account Key,Issue Type,"
    "Issue Status,Project Key,Project Name,Epic Link,Work Description,Parent Key,Reporter,"
    "Issue Original Estimate"
)
REDMINE = "Project,Date,Week,User,Activity,Issue,Comment,Hours"
REDMINE_DE = "Projekt;Datum;Woche;Benutzer;Aktivität;Ticket;Kommentar;Stunden"
HR = "Employee ID,First name,Last name,Job title,Department,Work email,Start date,Status,FTE %"


def read(*lines: str, kind: str | None = None, mapping: dict[str, str] | None = None) -> PlanFile:
    return tables.read("\n".join(lines).encode(), "t.csv", mapping, kind)


def held(file: PlanFile) -> str:
    """What the file is taken for."""
    [found] = [n for n in ("plans", "people", "leave", "time") if getattr(file, n)]
    return found


def entry(*lines: str) -> TimeRow:
    [found] = read(*lines).time
    return found


def test_time_of_toggl_clockify_harvest_tempo_and_redmine() -> None:
    toggl = entry(TOGGL, "Ana,a@x,Corvane,Web,,Fix,Yes,2026-03-16,09:00:00,2026-03-16,,01:29:45,,")
    assert toggl == TimeRow("t.csv: line 2", ("a@x", "Ana"), MONDAY, toggl.minutes, ("Web",), (),
                            "Corvane", "Fix", bill=BillState.BILLABLE)  # fmt: skip
    assert toggl.minutes == 90
    clockify = entry(CLOCKIFY, "Web,,,,Ana,,,,No,03/16/2026,,,,01:30:00,1.50,0,0")
    assert (clockify.minutes, clockify.day, clockify.bill) == (90, MONDAY, BillState.NO_CHARGE)
    harvest = entry(HARVEST, "2026-03-16,Corvane,Web,WEB,,x,2.5,2.5,Yes,No,No,Ana,Lima,,Yes,100")
    assert (harvest.people, harvest.projects) == (("Ana Lima",), ("WEB", "Web"))
    tempo = entry(
        TEMPO, "WEB-1,Fix it,2.5,2026-03-16 09:00,ana,Ana Lima,,,Task,Open,WEB,Web,,did,,,"
    )
    assert (tempo.people, tempo.tasks) == (("Ana Lima", "ana"), ("WEB-1", "Fix it"))
    assert (tempo.minutes, tempo.text) == (150, "did")
    redmine = read(REDMINE, "Web,03/16/2026,12,Ana,Dev,Bug #12: Roof,x,2.50", "Total,,,,,,,2.5")
    assert [row.tasks for row in redmine.time] == [("Bug #12: Roof", "12")]
    assert "lines of totals skipped: line 3" in redmine.problems
    german = entry(REDMINE_DE, "Web;16.03.2026;12;Ana;Dev;;x;2,50")
    assert (german.day, german.minutes) == (MONDAY, 150)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2h30", 150), ("2.5", 150), ('"2,5"', 150), ("150 min", 150), ("02:30", 150),
     ("2:30:00", 150), ("2 Std. 30 Min.", 150), ("1h 5m", 65), ("45m", 45), ("0:00:40", 1)],
)  # fmt: skip
def test_hours_however_they_are_written(text: str, minutes: int) -> None:
    assert entry("User,Project,Date,Hours", f"ana,WEB,2026-03-16,{text}").minutes == minutes


def test_a_unit_in_the_heading_counts() -> None:
    assert entry("User,Project,Date,Minutes", "ana,WEB,2026-03-16,90").minutes == 90
    assert entry("User,Project,Date,Duration (seconds)", "ana,WEB,2026-03-16,5400").minutes == 90


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ana,WEB,soon,2", 'line 2: column "Date": "soon" is no date'),
        ("ana,WEB,2026-03-16,-2:00", '"-2:00" is a negative duration'),
        ("ana,WEB,2026-03-16,much", '"much" is no duration'),
        ("ana,WEB,,2", "line 2: time without a day"),
    ],
)
def test_time_that_cannot_be_read_refuses_the_file(row: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read("User,Project,Date,Hours", row, "ana,WEB,2026-03-16,1")


def test_a_row_without_time_is_left_out_and_said() -> None:
    file = read("User,Project,Date,Hours", "ana,WEB,2026-03-16,0:00:10", "ana,WEB,2026-03-16,1")
    assert (len(file.time), file.problems) == (1, ("without time, left out: line 2",))


def test_people_of_a_hand_made_list_and_of_a_german_one() -> None:
    file = read(
        "name,login,week,valid from,skills,availability,target,region,Salary",
        'Ana Lima,ana,"mo-th 8h, fr 4h",2026-05-01,SQL; Azure,90,80 %,DE-BY,90000',
        'Ben,ben,"Mo-Do 8h, Fr 4h",,,,,,',
    )
    ana, ben = file.people
    assert ana == PersonRow("t.csv: line 2", "Ana Lima", "ana", skills="SQL, Azure", week=ana.week,
                            valid_from=date(2026, 5, 1), region="DE-BY", availability=90,
                            target=80)  # fmt: skip
    assert ana.week == ben.week == (480, 480, 480, 480, 240, 0, 0)
    assert file.problems == ("not placed: columns Salary, left out",)
    german = read("Mitarbeiter;Abteilung;Wochenstunden;Verfügbarkeit", "Lima, Ana;IT;38,5;90")
    assert (german.people[0].name, german.people[0].team) == ("Lima, Ana", "IT")
    assert sum(german.people[0].week or ()) == 2310


def test_people_of_an_hr_tool_by_first_and_last_name_with_a_share_of_a_week() -> None:
    file = read(
        HR, "1,Ana,Lima,PM,IT,a@x,2020-01-01,Active,80", "2,Ben,,QA,IT,,,Active,0.5", ",,,,,,,,1"
    )
    ana, ben = file.people
    assert (ana.name, ana.role, ana.team, ana.email) == ("Ana Lima", "PM", "IT", "a@x")
    assert [sum(each.week or ()) for each in (ana, ben)] == [1920, 1200]
    assert "FTE % was read as a share of 40h a week" in file.problems
    assert "nobody named, left out: line 4" in file.problems


@pytest.mark.parametrize(("cell", "message"), [
    ("full time", '"full time" is no week: type mo-th 8h, fr 4h or 32h'),
    ("mo 25h", '"mo 25h" is no week'),
    ("-3", '"-3" is a negative duration'),
])  # fmt: skip
def test_a_week_that_cannot_be_is_refused(cell: str, message: str) -> None:
    with pytest.raises(Invalid, match=f'line 2: column "Week": {message}'):
        read("Employee,Week,Team", f"Ana,{cell},IT", "Ben,8h,IT")


def test_leave_of_an_hr_tool() -> None:
    file = read(
        "Employee,Absence type,Start date,End date,Days,Status,ID",
        "Ana,Vacation,2026-03-23,2026-03-27,5,Approved,7",
        "Ben,Sick leave,2026-03-23,,0.5,Approved,8",
        "Ben,Vacation,2026-03-24,,1,Pending,9",
        "Ben,Vacation,2026-03-25,,1,Rejected,10",
        "Ben,Volunteering,2026-03-26,2026-03-27,1.5,,11",
    )
    ana, sick, rejected, other = file.leave
    assert ana == LeaveRow("t.csv: line 2", ("Ana",), date(2026, 3, 23), date(2026, 3, 27),
                           source_id="7")  # fmt: skip
    assert (sick.kind, sick.is_half, sick.minutes) == (AbsenceKind.SICKNESS, True, None)
    assert (rejected.is_cancelled, rejected.source_id) == (True, "10")
    assert (other.kind, other.minutes) == (AbsenceKind.OTHER, None)
    assert file.problems == (
        'not agreed, left out: line 4 "Pending"',
        "hours or days that are less than whole days were taken as whole days: line 6",
        'kinds of absence that are unknown, taken as other: line 6 "Volunteering"',
    )


def test_leave_in_german_with_half_days_and_hours() -> None:
    file = read(
        "Name;Von;Bis;Art;Halber Tag;Stunden;Bemerkung",
        "Ana;23.03.2026;27.03.2026;Urlaub;;;Ostern",
        "Ben;24.03.2026;24.03.2026;Krank;ja;;",
        "Ben;25.03.2026;;Fortbildung;nein;2,5;",
        "Ben;26.03.2026 13:00;26.03.2026 17:00;Elternzeit;;;",
    )
    kinds = [AbsenceKind.LEAVE, AbsenceKind.SICKNESS, AbsenceKind.TRAINING, AbsenceKind.OTHER]
    assert [row.kind for row in file.leave] == kinds
    assert [row.is_half for row in file.leave] == [False, True, False, False]
    assert [row.minutes for row in file.leave] == [None, None, 150, 240]
    assert file.leave[0].text == "Ostern"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (TOGGL, "time"),
        (CLOCKIFY, "time"),
        (HARVEST, "time"),
        (TEMPO, "time"),
        (REDMINE, "time"),
        (HR, "people"),
        ("Name,Role,Email", "people"),
        ("Name,Team", "people"),
        ("Employee,Absence type,Start date,End date", "leave"),
        ("Name,From,To,Reason", "leave"),
        ("Name,Start,End,Type", "plans"),
        ("Name,Start,Finish,Owner,Team,Region", "plans"),
        ("Project,Client,Status,PM,Region,Team", "plans"),
        ("Title,Team,Assignee", "plans"),
        ("#,Project,Tracker,Status,Subject,Assignee,Start date,Due date,Spent time", "plans"),
        ("Task,Assigned to,Start,Duration", "plans"),
    ],
)
def test_the_headings_tell_what_a_table_is(line: str, kind: str) -> None:
    titles = line.split(",")
    texts = {"date": "2026-03-16", "type": "Urlaub", "reason": "Urlaub", "hours": "1",
             "duration": "1", "duration (h)": "1", "work date": "2026-03-16",
             "start date": "2026-03-16", "from": "2026-03-16", "fte %": "80"}  # fmt: skip
    cells = [texts.get(title.lower(), "") for title in titles]
    words = ("Name", "Task", "Title", "Subject", "Project", "User", "Employee", "First name")
    cells = ["x" if title in words else cell for title, cell in zip(titles, cells, strict=True)]
    assert held(read(line, ",".join(cells))) == kind


def test_what_may_be_two_things_is_refused_until_somebody_says_which() -> None:
    lines = ("Task,Employee,Start,Duration", "Build,Ana,2026-03-16,2")
    with pytest.raises(
        Invalid, match=r"may be plan or time: say which, with --as plan or --as time"
    ):
        read(*lines)
    assert held(read(*lines, kind="time")) == "time"
    assert held(read(*lines, kind="plan")) == "plans"
    assert held(read(*lines, mapping={"Employee": "person"})) == "time"
    both = ("Employee,Weekly hours,From,To", "Ana,32,2026-03-16,2026-03-20")
    with pytest.raises(Invalid, match="may be people or leave"):
        read(*both)


def test_types_that_are_no_absences_are_no_leave() -> None:
    with pytest.raises(Invalid, match='"Meeting" does not say why somebody is away'):
        read("Employee,Start,End,Type", "Ana,2026-03-16,2026-03-17,Meeting")


def test_columns_may_be_named_by_hand_and_a_strange_field_is_refused() -> None:
    mapping = {"Wer": "person", "Wann": "day", "Wie lange": "minutes", "Woran": "project"}
    file = read("Wer,Wann,Wie lange,Woran", "Ana,2026-03-16,2h30,WEB", mapping=mapping)
    assert file.time[0].minutes == 150
    assert file.mapping == mapping
    with pytest.raises(Invalid, match='column "Wann" is mapped to "when"; fields are: '):
        read("Wer,Wann", "a,b", mapping={"Wer": "person", "Wann": "when"})
    with pytest.raises(Invalid, match='"Wer" is mapped to "person", "Was" is mapped to "wbs"'):
        read("Wer,Was", "a,b", mapping={"Wer": "person", "Was": "wbs"})


def test_a_workbook_with_a_title_above_its_headings(tmp_path: Path) -> None:
    path = tmp_path / "hours.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([("Hours of March",), ("User", "Project", "Date", "Hours")]):
            sheet.write_row(line, 0, cells)
        sheet.write_row(2, 0, ("ana", "WEB"))
        sheet.write(2, 2, MONDAY, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(2, 3, 2.5)
        sheet.write_row(3, 0, ("ana", "WEB"))
        sheet.write(3, 2, MONDAY, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(3, 3, 2.5 / 24, book.add_format({"num_format": "[h]:mm:ss"}))
    file = detect.read(path)
    assert [(row.where, row.day, row.minutes) for row in file.time] == [
        ("hours.xlsx: line 3", MONDAY, 150),
        ("hours.xlsx: line 4", MONDAY, 150),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_hostile_cells_come_through_the_same_readers(encoding: str) -> None:
    text = 'User;Project;Date;Hours;Note\r\nMüller;"=WEB";16.03.2026;1;"[/b]\x1b[31m; =1+1"\r\n'
    [row] = tables.read(text.encode(encoding), "t.csv").time
    assert (row.people, row.projects, row.text) == (("Müller",), ("=WEB",), "[/b]\x1b[31m; =1+1")
    with pytest.raises(Invalid, match="cells under"):
        read("User,Project,Date,Hours", "ana,WEB,2026-03-16,1,2,3,4")
