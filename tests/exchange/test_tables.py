"""Tables of other tools: what becomes of their rows, and what refuses them."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import tables
from ppm_tui.store.plan_rows import Plan, PlanFile, PlanLink, PlanTask
from ppm_tui.terms import Constraint, LinkType, TaskKind


def read(text: str, mapping: dict[str, str] | None = None, name: str = "list.csv") -> PlanFile:
    return tables.read(text.encode(), name, mapping)


def plan(text: str) -> Plan:
    (only,) = read(text).plans
    return only


def tasks(text: str) -> dict[str, PlanTask]:
    return {task.name: task for task in plan(text).tasks}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


REFUSED = {
    "empty.csv": "there is nothing to import",
    "header-only.csv": "line 1: no rows under the headings",
    "issues-noTitle.csv": "line 1: no column holds the names .* headings are: body, labels",
    "ragged.csv": "line 2: a quote is opened and not closed",
}


def test_every_shared_table_is_imported_or_refused_with_its_reason(shared_data: Path) -> None:
    for path in sorted((shared_data / "tables").iterdir()):
        if path.name in REFUSED:
            with pytest.raises(Invalid, match=REFUSED[path.name]):
                tables.read(path.read_bytes(), path.name)
        elif path.name == "risk-register.csv":
            assert len(tables.read(path.read_bytes(), path.name).registers["risks"]) == 30
        else:
            (found,) = tables.read(path.read_bytes(), path.name).plans
            assert found.source_id == f"table:{path.stem}"
            assert found.tasks


@pytest.mark.parametrize("name", ["plan-us-utf8-bom.csv", "plan-tab-utf16.csv"])
def test_the_same_plan_from_utf8_and_from_utf16_tabs(shared_data: Path, name: str) -> None:
    file = tables.read((shared_data / "tables" / name).read_bytes(), name)
    (found,) = file.plans
    design, build, test = found.tasks
    assert found.currency == "USD"
    assert [task.cost for task in found.tasks] == [123450, 1200000, -5000]
    assert (design.start, design.finish) == (at("2025-01-06 08:00"), at("2025-01-10 17:00"))
    assert build.predecessors == (PlanLink("1", LinkType.FS, 960),)
    assert test.predecessors == (PlanLink("2", LinkType.SS, -480), PlanLink("1"))
    assert test.is_estimated
    assert [task.percent_complete for task in found.tasks] == [100, 35, 0]
    assert "lines of totals skipped: line 7" in file.problems


def test_the_same_plan_as_german_excel_saves_it(shared_data: Path) -> None:
    path = shared_data / "tables" / "plan-german-semicolon-cp1252.csv"
    (found,) = tables.read(path.read_bytes(), path.name).plans
    planning, kickoff, build, acceptance = found.tasks
    assert planning.name == "Planung: Größe & Umfang"
    assert planning.kind is TaskKind.PHASE
    assert (kickoff.name, kickoff.parent_uid) == ("=Kickoff", planning.uid)
    assert kickoff.kind is TaskKind.MILESTONE
    assert (build.cost, found.currency) == (1200000, "EUR")
    assert acceptance.name == "Abnahme\nKunde"
    assert acceptance.predecessors == (
        PlanLink(build.uid, LinkType.FS),
        PlanLink(planning.uid, LinkType.SS, -480),
    )
    assert [(a.task_uid, a.resource_uid, a.units) for a in found.assignments][1:] == [
        (build.uid, "name:Müller", 50),
        (build.uid, "name:Öz", 100),
    ]


def test_actions_of_a_roadmap_are_tasks_with_deadlines(shared_data: Path) -> None:
    path = shared_data / "tables" / "roadmap.csv"
    file = tables.read(path.read_bytes(), path.name)
    by_uid = {task.uid: task for task in file.plans[0].tasks}
    assert len(by_uid) == 12
    assert by_uid["A08"].deadline == at("2026-05-31 17:00")
    assert [link.predecessor_uid for link in by_uid["A08"].predecessors] == ["A01", "A06"]
    assert by_uid["A05"].name == "Remote access hardening (VPN patching, MFA, restrictions)"
    assert by_uid["A01"].source["dependencies"] == "Identity readiness"
    assert by_uid["A01"].source["effort(S/M/L)"] == "M"
    assert any("without quotes were joined: line 6" in text for text in file.problems)


JIRA = (
    "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Priority,Assignee,Created,Due date,"
    "Original estimate,Time Spent,Labels,Labels,Custom field (Start date)"
)
REDMINE = (
    "#,Project,Tracker,Parent task,Status,Priority,Subject,Assignee,Start date,Due date,"
    "Estimated time,Spent time,% Done"
)
REDMINE_DE = (
    "#;Projekt;Tracker;Übergeordnetes Ticket;Status;Priorität;Thema;Zugewiesen an;Beginn;"
    "Abgabedatum;Geschätzter Aufwand;Aufgewendete Zeit;% erledigt"
)
CONNECTWISE = (
    "Ticket #,Summary Description,Company,Project Name,Phase,Status,Priority,Budget Hours,"
    "Actual Hours,Due Date,Assigned To"
)
ASANA = (
    "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,"
    "Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies)"
)
PROJECT_DE = (
    "Nr;Vorgangsname;Dauer;Anfang;Fertig stellen;Vorgänger;Ressourcennamen;% Abgeschlossen;"
    "Gliederungsebene"
)


def test_issues_of_jira_with_estimates_in_seconds() -> None:
    found = tasks(
        f"{JIRA}\n"
        "Epic,X-1,101,,Epic,In Progress,High,,15/Mar/25 3:04 PM,,,,a,b,\n"
        "Part,X-2,102,101,Task,Done,Lowest,Ana,15/Mar/25 3:04 PM,31/Mar/25 12:00 AM,28800,"
        "3600,c,,17/Mar/25 12:00 AM\n"
    )
    epic, part = found["Epic"], found["Part"]
    assert (epic.uid, epic.kind, epic.priority) == ("X-1", TaskKind.PHASE, 700)
    assert epic.source["Labels"] == "a; b"
    assert (part.parent_uid, part.status, part.percent_complete) == ("X-1", "done", 100)
    assert (part.work_minutes, part.actual_work_minutes, part.owner) == (480, 60, "Ana")
    assert (part.start, part.finish) == (at("2025-03-17 08:00"), at("2025-03-31 17:00"))


def test_issues_of_redmine_in_english_and_german() -> None:
    english = (
        f"{REDMINE}\n7,P,Task,,New,Normal,Roof,,2025-01-06,2025-01-10,,,0\n"
        "8,P,Task,7,Closed,High,Tiles,Ana B,2025-01-06,2025-01-08,16.5,3,80\n"
    )
    german = (
        f"{REDMINE_DE}\n7;P;Aufgabe;;Neu;Normal;Roof;;06.01.2025;10.01.2025;;;0\n"
        "8;P;Aufgabe;7;Geschlossen;Hoch;Tiles;Ana B;06.01.2025;08.01.2025;16,5;3;80\n"
    )
    for text in (english, german):
        tiles = tasks(text)["Tiles"]
        assert (tiles.uid, tiles.parent_uid, tiles.owner) == ("8", "7", "Ana B")
        assert (tiles.status, tiles.priority, tiles.percent_complete) == ("done", 700, 80)
        assert (tiles.work_minutes, tiles.actual_work_minutes) == (990, 180)
        assert (tiles.start, tiles.finish) == (at("2025-01-06 08:00"), at("2025-01-08 17:00"))


def test_project_tickets_of_connectwise_stand_under_their_phases() -> None:
    found = plan(
        f"{CONNECTWISE}\n"
        "501,Rack,ACME,Move,Build,>Closed,Priority 2 - High,4,3.5,3/14/2025,kim\n"
        "502,Cable,ACME,Move,Build,New,,8,0,3/15/2025,\n"
    )
    phase, rack, cable = found.tasks
    assert (found.client, found.name) == ("ACME", "list")
    assert (phase.name, phase.kind) == ("Build", TaskKind.PHASE)
    assert rack.parent_uid == cable.parent_uid == phase.uid
    assert (rack.uid, rack.work_minutes, rack.actual_work_minutes) == ("501", 240, 210)
    assert (rack.status, rack.priority) == ("done", 700)
    assert cable.deadline == at("2025-03-15 17:00")
    assert cable.source["Project Name"] == "Move"


def test_tasks_of_asana_with_parents_and_blockers_by_name() -> None:
    found = tasks(
        f"{ASANA}\n"
        "11,2025-01-01,2025-01-09,,Plan,To do,Ana,a@x.invalid,2025-01-06,2025-01-08,,n,P,,\n"
        "12,2025-01-01,,2025-01-09,Sketch,,,,,2025-01-07,,,P,Plan,\n"
        "13,2025-01-01,,2025-01-09,Build,Later,,,,2025-02-07,,,P,,Plan\n"
    )
    assert (found["Plan"].status, found["Plan"].percent_complete) == ("done", 100)
    assert found["Sketch"].parent_uid == "11"
    assert found["Build"].predecessors == (PlanLink("11"),)
    assert found["Build"].parent_uid == "phase:Later"


def test_a_plan_of_german_ms_project() -> None:
    found = tasks(
        f"{PROJECT_DE}\n1;Phase A;6 Tage;Mo 06.01.25;Mo 13.01.25;;;0%;1\n"
        "2;Bau;5 Tage?;Mo 06.01.25;Fr 10.01.25;;Müller[50%];20%;2\n"
        "3;Fertig;0 Tage;Mo 13.01.25;Mo 13.01.25;2EA+1 Tag;;0%;2\n"
    )
    assert found["Bau"].parent_uid == found["Fertig"].parent_uid == "1"
    assert found["Fertig"].predecessors == (PlanLink("2", LinkType.FS, 480),)
    assert found["Fertig"].kind is TaskKind.MILESTONE
    assert found["Bau"].is_estimated
    assert found["Bau"].finish == at("2025-01-10 17:00")


@pytest.mark.parametrize(
    "text",
    [
        "WBS,Name\n1,a\n1.1,b\n1.1.1,c\n2,d\n",
        "Outline Level,Name\n1,a\n2,b\n3,c\n1,d\n",
        "Name,Parent\na,\nb,a\nc,b\nd,\n",
        "Name\na\n  b\n    c\nd\n",
    ],
)
def test_outlines_from_numbers_levels_parents_and_indentation(text: str) -> None:
    found = tasks(text)
    parents = {name: task.parent_uid for name, task in found.items()}
    assert parents == {"a": None, "b": found["a"].uid, "c": found["b"].uid, "d": None}
    assert found["b"].kind is TaskKind.PHASE


def test_a_client_column_without_task_columns_makes_a_project_of_each_row() -> None:
    file = read(
        "Client,Project,Project Manager,Status,Health,Budget,Budget Hours,Due Date,Region\n"
        'ACME,Move,Ana,In Progress,Yellow,"$12,000",80,12/31/2025,North\n'
        "Öz,Move,,Completed,green,,,,\n"
    )
    first, second = file.plans
    assert (first.source_id, first.name, first.client) == ("table:ACME/Move", "Move", "ACME")
    assert (first.owner, first.stage, first.rag) == ("Ana", "active", "amber")
    assert (first.budget_cost, first.budget_minutes, first.currency) == (1200000, 4800, "USD")
    assert (first.finish, first.source["Region"]) == (at("2025-12-31 17:00"), "North")
    assert (second.source_id, second.stage, second.rag) == ("table:Öz/Move", "completed", "green")


def test_an_id_column_identifies_projects() -> None:
    found = read("Project ID,Client,Name\n7,ACME,Move\n8,ACME,Move\n").plans
    assert [one.source_id for one in found] == ["table:7", "table:8"]


def test_a_client_column_beside_a_start_makes_tasks_of_one_project() -> None:
    found = plan("Client,Name,Start\nACME,Move,2025-01-06\nOther,Stay,\n")
    assert (found.name, found.client, len(found.tasks)) == ("list", "", 2)
    assert found.tasks[0].source["Client"] == "ACME"


def test_a_given_mapping_overrides_the_guess_and_is_returned() -> None:
    text = "Name,Text,Start,When\na,b,soon,2025-01-06\n"
    file = read(text, {"Text": "name", "When": "start", "Start": ""})
    (task,) = file.plans[0].tasks
    assert (task.name, task.start) == ("b", at("2025-01-06 08:00"))
    assert task.source == {"Name": "a", "Start": "soon"}
    assert file.mapping == {"Name": "", "Text": "name", "Start": "", "When": "start"}
    assert read(text, file.mapping).plans == file.plans


def test_a_mapping_to_an_unknown_field_is_refused() -> None:
    with pytest.raises(Invalid, match='column "Name" is mapped to "nmae"; fields are: '):
        read("Name\na\n", {"Name": "nmae"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Name,Start\na,2025-02-30\n", r'line 2: column "Start": "2025-02-30" is a day that'),
        ("Name,Start\na,soon 1\nb,x9\nc,y8\n", r'line 2: column "Start": .* 2 more like this'),
        ("Name,Cost\na,5\nb,12x\n", r'line 3: column "Cost": "12x" is no number'),
        ("Name,Cost\na,$5\nb,€5\n", r"line 3: .*is in EUR, but USD in line 2"),
        ("Name,% complete\na,120\n", "is no percentage"),
        ("ID,Name\n1,a\n1,b\n", 'line 3: column "ID": "1" stands in line 2 already'),
        ("Name,Start,Finish\na,2025-01-10,2025-01-09\n", "line 2: .*finish is before the start"),
        ("Name,Parent\na,b\nb,a\n", "line 2: the task stands below itself"),
        ("ID,Name,Predecessors\n1,a,2\n2,b,1\n", "line 2: the predecessors go round in a circle"),
        ("a,b\n1,2,3\n", "no column holds the names"),
        ("Name,x\na,b,c\n", "line 2: 3 cells under 2 headings"),
        ("ID,Name\nTotal,\n", "no rows under the headings but totals"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(text: str, message: str) -> None:
    with pytest.raises(Invalid, match=message) as caught:
        read(text)
    assert str(caught.value).startswith("list.csv: ")


def test_dates_that_can_be_read_both_ways_are_reported() -> None:
    file = read("Name,Start\na,3/4/2025\n")
    assert file.plans[0].tasks[0].start == at("2025-03-04 08:00")
    assert any("taken as month/day/year" in text for text in file.problems)
    hinted = read("Name,Start,Finish\na,3/4/2025,13/4/2025\n")
    assert hinted.plans[0].tasks[0].start == at("2025-04-03 08:00")
    assert not hinted.problems


def test_letters_for_sizes_are_no_effort() -> None:
    file = read("Name,Effort\na,M\nb,L\n")
    assert file.plans[0].tasks[0].source == {"Effort": "M"}
    assert file.mapping["Effort"] == ""


def test_shares_of_one_are_percentages() -> None:
    assert tasks("Name,% complete\na,0.35\nb,1\n")["a"].percent_complete == 35


def test_constraints_and_baselines() -> None:
    task = tasks(
        "Name,Start,Constraint Type,Constraint Date,Baseline Start,Baseline Duration\n"
        "a,2025-01-06,Finish No Later Than,2025-02-01,2025-01-05,3 days\n"
    )["a"]
    assert (task.constraint, task.constraint_date) == (Constraint.FNLT, at("2025-02-01 17:00"))
    assert task.baselines[0].duration_minutes == 1440


def test_rows_without_a_name_are_unnamed_and_repeated_names_are_numbered() -> None:
    file = read("Name,Notes\n,x\na,\na,\n\0,y\n")
    assert [task.uid for task in file.plans[0].tasks] == [
        "name:Unnamed",
        "name:a",
        "name:a#2",
        "name:Unnamed#2",
    ]
    assert "without a name, called Unnamed: line 2, line 5" in file.problems
    assert "NUL characters dropped: line 5" in file.problems


def hostile_names(folder: Path) -> list[str]:
    names = [entry["text"] for entry in json.loads((folder / "names.json").read_text("utf-8"))]
    names += json.loads((folder / "blns.json").read_text("utf-8"))
    return names + (folder / "csv-formulas.txt").read_text("utf-8").splitlines()


def kept(name: str) -> str:
    name = name.replace("\0", "")
    return name if name.strip() else "Unnamed"


def test_hostile_names_come_through_csv_unchanged(shared_data: Path) -> None:
    names = hostile_names(shared_data / "hostile")
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        buffer = io.StringIO(newline="")
        rows = [["id", "name"], *([str(n), name] for n, name in enumerate(names))]
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
        data = buffer.getvalue().encode(encoding)
        (found,) = tables.read(data, "hostile.csv").plans
        assert [task.name for task in found.tasks] == [kept(name) for name in names]
