"""Registers from files: what goes out comes back, again means update, and nothing moves a plan."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import (
    portfolio_json,
    portfolio_json_reader,
    register_columns,
    register_writer,
    tables,
)
from ppm_tui.store import history
from ppm_tui.store.commands import changes, issues, people, projects
from ppm_tui.store.commands.imports import import_files
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.terms import REGISTERS, Done
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at

LOGS = REGISTERS[1:]
APART = {"nonce", "baseline"}
"""What no table holds: a random number, and what approval has frozen."""
OF_REGISTERS = (*REGISTERS, "risk_actions", "issue_actions", "reserve_draws", "history")


def document(workspace: Workspace) -> dict[str, Any]:
    return workspace.get(portfolio_json.document, as_of=AS_OF)


def rows(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in APART} for row in found[kind]]


def written(workspace: Workspace, kind: str, form: str) -> bytes:
    register = workspace.get(register_columns.read, kind=kind, key=None, as_of=AS_OF)
    if form == "xlsx":
        return register_writer.as_xlsx(register)
    return "".join(register_writer.as_csv(register)).encode()


def bring(workspace: Workspace, *files: str | bytes, kind: str | None = None) -> Done:
    found = tuple(
        tables.read(file if isinstance(file, bytes) else file.encode(), "log.csv", None, kind)
        for file in files
    )
    return workspace.do(import_files, files=found, as_of=AS_OF)


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """A portfolio with one project in euros and one person."""
    workspace.do(projects.add, name="Website", key="WEB", currency="EUR")
    workspace.do(people.add, name="Ana Lima", key="ana")
    return workspace


@pytest.mark.parametrize("kind", REGISTERS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_is_known_when_it_comes_back(demo: Workspace, kind: str, form: str) -> None:
    before = document(demo)
    done = bring(demo, written(demo, kind, form))
    assert done.text == f"imported {kind}: {len(before[kind])} known"
    assert {**document(demo), "history": 0} == {**before, "history": 0}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_registers_fill_a_portfolio_with_the_same_projects(
    demo: Workspace, tmp_path: Path, form: str
) -> None:
    workspace = workspace_at(Place(path=tmp_path / "other.db"))
    source = document(demo)
    bare = source | {name: [] for name in OF_REGISTERS}
    text = "".join(portfolio_json.text(bare)).encode()
    workspace.do(import_portfolio, file=portfolio_json_reader.read(text), as_of=AS_OF)
    before = document(workspace)
    done = bring(workspace, *(written(demo, kind, form) for kind in REGISTERS))
    found = document(workspace)
    for kind in LOGS:
        assert rows(found, kind) == rows(source, kind)
    assert [row["id"] for row in found["risks"]] == [row["id"] for row in source["risks"]]
    for same in ("projects", "tasks", "baselines", "bookings"):
        assert found[same] == before[same]
    assert any(note.startswith("approved in the file") for note in done.notes)
    workspace.do(history.undo)
    assert {**document(workspace), "history": 0} == {**before, "history": 0}


HOSTILE = ('=HYPERLINK("http://x.example","pay")', "[/b] ERP", "red \x1b[31m\x9b2J", "'=1+1",
           "-- or 1=1", "_x0041_", "line\none")  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_titles_stay_the_texts_that_they_are(small: Workspace, form: str) -> None:
    for title in HOSTILE:
        small.do(issues.add, project="WEB", title=title, description=title, as_of=AS_OF)
    data = written(small, "issues", form)
    assert bring(small, data).text == f"imported issues: {len(HOSTILE)} known"
    (found,) = tables.read(data, "log").registers.values()
    assert [row.title for row in found] == list(HOSTILE)


def test_an_issue_is_known_by_its_identifier_or_its_title_and_each_once(small: Workspace) -> None:
    log = "Issue No,Issue title,Project,Status\nINC1,Down,WEB,New\nINC2,Down,WEB,Closed\n"
    assert bring(small, log).text == "imported issues: 2 new"
    assert bring(small, log).text == "imported issues: 2 known"
    other = log.replace("INC1,Down", "I-001,Slow")
    assert bring(small, other).text == "imported issues: 1 changed, 1 known"
    first, second = document(small)["issues"]
    assert (first["title"], second["title"], second["status"]) == ("Slow", "Down", "closed")


def test_an_identifier_of_the_file_is_kept_where_it_is_free(small: Workspace) -> None:
    small.do(projects.add, name="Shop", key="SHOP")
    small.do(issues.add, project="SHOP", title="Other", as_of=AS_OF, ref="I-003")
    log = "Issue No,Issue title,Project\nI-2,B,WEB\nI-1,A,WEB\nI-003,C,WEB\nI-99999999,D,WEB\n"
    assert bring(small, log).text == "imported issues: 4 new"
    found = {row["id"]: row["title"] for row in document(small)["issues"]}
    assert found == {"I-003": "Other", "I-002": "B", "I-001": "A", "I-004": "C", "I-005": "D"}


def test_what_ended_here_in_the_file_says_why(small: Workspace) -> None:
    small.do(issues.add, project="WEB", title="Down", as_of=AS_OF)
    log = "Issue title,Project,Status,Resolution,Date resolved,Owner\nDown,WEB,{},{},{},{}\n"
    bring(small, log.format("Resolved", "", "2026-03-02", "Nobody"))
    [row] = document(small)["issues"]
    assert (row["status"], row["status_reason"]) == ("resolved", "as imported")
    assert row["resolved"] == "2026-03-02"
    done = bring(small, log.format("Done", "New disk", "2026-03-03", "Lima; Ana"))
    assert done.notes == ("owners that are nobody here, left out: Lima; Ana",)
    [row] = document(small)["issues"]
    assert (row["status_reason"], row["resolved"], row["owner"]) == ("New disk", "2026-03-03", None)
    bring(small, log.format("Reopened", "", "", '"Lima, Ana"'))
    [row] = document(small)["issues"]
    assert (row["status"], row["resolved"], row["owner"]) == ("open", None, "ana")


def test_a_change_that_is_decided_moves_nothing_and_stays_as_it_is(small: Workspace) -> None:
    log = (
        "CR no,Change title,Project,Status,Cost,Currency,Effort (h),Delay,Decision date,Decided by"
        "\nCR-07,Archive,WEB,{},9000.50,EUR,-7.5,-2,2026-02-10,Okafor\n"
    )
    done = bring(small, log.format("Implemented"))
    assert done.notes[-1].startswith("approved in the file: plan, baseline")
    [row] = document(small)["changes"]
    said = (row["id"], row["status"], row["cost"], row["minutes"], row["days"])
    assert said == ("CR-07", "approved", 900_050, -450, -2)
    assert (row["decided"], row["decided_by"]) == ("2026-02-10", "Okafor")
    assert row["evidence"] == "as imported"
    [project] = document(small)["projects"]
    assert project["budget_cost"] is None
    assert document(small)["baselines"] == []
    again = bring(small, log.format("Approved"))
    assert (again.text, again.notes) == ("imported changes: 1 known", ())
    other = bring(small, log.format("Rejected"))
    assert other.notes == ("decided here already, left as they are: CR-07",)


def test_money_without_a_currency_is_in_that_of_the_project(workspace: Workspace) -> None:
    for key, currency in (("JPN", "JPY"), ("EUR", "EUR"), ("KWT", "KWD")):
        workspace.do(projects.add, name=key, key=key, currency=currency)
    log = "CR no,Change title,Project,Cost\n1,A,JPN,500\n2,B,EUR,500\n3,C,KWT,500\n"
    bring(workspace, log)
    found = {row["project"]: row["cost"] for row in document(workspace)["changes"]}
    assert found == {"JPN": 500, "EUR": 50_000, "KWT": 500_000}
    assert bring(workspace, written(workspace, "changes", "csv")).text.endswith("3 known")


def test_an_open_change_goes_the_way_that_the_file_says(small: Workspace) -> None:
    small.do(changes.add, project="WEB", title="Archive", as_of=AS_OF)
    log = "Change request,Project,State,Description,Justification\nArchive,WEB,{},Ten years,Law\n"
    for word, status in (("Assessing", "submitted"), ("Postponed", "deferred"),
                         ("Declined", "rejected")):  # fmt: skip
        assert bring(small, log.format(word)).text == "imported changes: 1 changed"
        [row] = document(small)["changes"]
        assert (row["status"], row["reason"]) == (status, "Ten years\nLaw")


def test_plan_lines_come_in_where_they_fit(demo: Workspace) -> None:
    log = (
        "CR no,Change title,Project,Status,Plan lines\n"
        'X1,Longer,ATLAS,Submitted,"T-111 +5d"\nX2,Never,ATLAS,Submitted,T-99999 drop\n'
        "X3,Wordy,ATLAS,Submitted,what we agreed\nX4,Past,ATLAS,Approved,T-99999 drop\n"
    )
    done = bring(demo, log)
    found = {row["title"]: row for row in document(demo)["changes"]}
    plans = [found[title]["plan"] for title in ("Longer", "Never", "Wordy", "Past")]
    assert plans == ["T-111 +5d", "", "", "T-99999 drop"]
    assert (
        f"plan lines that do not fit the plan here, left out: {found['Never']['id']}" in done.notes
    )
    assert any('"Plan lines": not understood' in note for note in done.notes)


def test_a_decision_without_a_day_is_due_or_of_today_and_said(small: Workspace) -> None:
    log = (
        "Decision,Project,Decision date,Decision maker,Needed by,Status,Outcome\n"
        "Buy,WEB,2026-02-03,Okafor,,,\nRent,WEB,,,2026-04-01,,\nPark,WEB,,,,Agreed,\n"
        "Drop,WEB,,,,Superseded,By D-09\nAsk,WEB,,,,Open,\n"
    )
    done = bring(small, log)
    said = {row["title"]: row for row in document(small)["decisions"]}
    assert {title: (row["status"], row["day"], row["decider"]) for title, row in said.items()} == {
        "Buy": ("decided", "2026-02-03", "Okafor"),
        "Rent": ("proposed", "2026-04-01", ""),
        "Park": ("decided", AS_OF.isoformat(), "not said"),
        "Drop": ("withdrawn", None, ""),
        "Ask": ("proposed", None, ""),
    }
    assert said["Drop"]["outcome"] == "By D-09"
    assert done.notes == (
        "decided without a day or a decider: it is today, and not said: log.csv: line 4",
    )
    assert bring(small, log).text == "imported decisions: 5 known"
    made = log.replace("Rent,WEB,,,2026-04-01,,", "Rent,WEB,2026-03-09,Winter,,Decided,")
    assert bring(small, made).text == "imported decisions: 1 changed, 4 known"
    said = {row["title"]: row for row in document(small)["decisions"]}
    assert (said["Rent"]["day"], said["Rent"]["decider"]) == ("2026-03-09", "Winter")
    made = made.replace("Ask,WEB,,,,Open,", "Ask,WEB,,,2026-05-05,Agreed,")
    assert bring(small, made).notes == (f"{done.notes[0].rpartition(' ')[0]} 6",)
    said = {row["title"]: row for row in document(small)["decisions"]}
    assert (said["Ask"]["day"], said["Ask"]["decider"]) == (AS_OF.isoformat(), "not said")


def test_an_assumption_comes_with_what_its_check_showed(small: Workspace) -> None:
    log = "Assumption,Project,Validation date,Status,Date validated\nStable,WEB,2026-03-01,{},{}\n"
    bring(small, log.format("Active", ""))
    bring(small, log.format("Invalid", "2026-03-05"))
    [row] = document(small)["assumptions"]
    assert (row["status"], row["status_reason"]) == ("wrong", "as imported")
    assert (row["check_on"], row["checked"]) == ("2026-03-01", "2026-03-05")
    assert bring(small, log.format("Invalid", "2026-03-05")).text == "imported assumptions: 1 known"


def test_links_are_made_within_the_project_only(small: Workspace) -> None:
    risks = "Risk ID,Risk title,Project,Probability,Impact\nR-007,Vendor,WEB,3,3\n"
    log = "Issue No,Issue title,Project,From risk\n1,Late,WEB,r-007\n2,Other,WEB,R-999\n"
    done = bring(small, log, risks)
    assert done.text == "imported risks: 1 new; issues: 2 new"
    assert done.notes == ("not in the project, so not linked: R-999",)
    assert [row["risk"] for row in document(small)["issues"]] == ["R-007", None]


@pytest.mark.parametrize(
    ("log", "error"),
    [
        ("Issue title,Project\nA,WEB\nB,NONE\n", "log.csv: line 3: no project is called NONE"),
        ("Issue title,Project,Urgency\nA,WEB,1\nB,WEB,9\n", "line 3: urgency is 0 to 5, not 9"),
        (
            "CR no,Change title,Project,Cost\n1,A,WEB,$5\n",
            "money in USD, but WEB is in EUR",
        ),
        ("Issue title,Project,Due\nA,WEB,soon 1\n", 'line 2: column "Due": "soon 1" is no date'),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_changes_nothing(
    small: Workspace, log: str, error: str
) -> None:
    before = document(small)
    with pytest.raises((Invalid, NotFound), match=error.replace("$", r"\$")):
        bring(small, log)
    assert document(small) == before


def test_rows_without_a_project_are_of_one_called_as_the_file(workspace: Workspace) -> None:
    assert bring(workspace, "Assumption\nIt rains\n").text == "imported assumptions: 1 new"
    [project] = document(workspace)["projects"]
    assert project["name"] == "log"
    assert date.fromisoformat(document(workspace)["assumptions"][0]["raised"]) == AS_OF
