"""Logs of other tools: which register their headings tell, and what becomes of their cells."""

import csv
import io

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import register_columns, register_writer, tables
from ppm_tui.exchange.table_kinds import kind_of
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import RegisterRow
from ppm_tui.terms import Minutes, Money
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF


def read(text: str, kind: str | None = None) -> PlanFile:
    return tables.read(text.encode(), "log.csv", None, kind)


def entries(text: str, kind: str | None = None) -> tuple[RegisterRow, ...]:
    (found,) = read(text, kind).registers.values()
    return found


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Issue ID,Issue title,Status,Owner", "issues"),
        ("Issue ID,Description,Priority,Owner,Date raised", "issues"),
        ("Issue-Nr.,Problem,Priorität,Status", "issues"),
        ("CR No,Title,Requested by,Decision,Decision date,Effort", "changes"),
        ("Change Request,Reason,Status", "changes"),
        ("Change ID,Short description,State,Priority", "changes"),
        ("Änderungsantrag Nr.,Titel,Begründung,Status,Kosten", "changes"),
        ("Assumption,Owner,Validation date", "assumptions"),
        ("Assumption ID,Description,Status", "assumptions"),
        ("Annahme,Verantwortlich,zu prüfen bis", "assumptions"),
        ("Decision,Project,Date,Decided by", "decisions"),
        ("Decision ID,Decision,Rationale,Date,Status", "decisions"),
        ("Entscheidung,Datum,Verantwortlich", "decisions"),
    ],
)
def test_headings_that_speak_of_a_register_tell_it(headings: str, kind: str) -> None:
    assert kind_of(headings.split(",")) == kind


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Summary,Issue key,Issue id,Issue Type,Status,Priority", "plan"),
        ("Title,Description,Issue ID,URL,State,Assignee,Due Date", "plan"),
        ("Task,Owner,Due,Change request", "plan"),
        ("Task name,Start,Finish,CR no", "plan"),
        ("Title,Decision,Status,Owner", "plan"),
        ("Project,Client,Decision,Status", "plan"),
        ("Date,User,Issue,Hours", "time"),
        ("Risk ID,Risk,Likelihood,Impact,Issue,Decision", "risks"),
        ("Number,Short description,State,Priority", None),
    ],
)
def test_what_was_something_else_stays_it(headings: str, kind: str | None) -> None:
    assert kind_of(headings.split(",")) == kind


def test_a_log_that_may_be_two_things_needs_a_word(tmp_path: object) -> None:
    with pytest.raises(Invalid, match="may be assumptions or decisions: say which, with --as"):
        read("Assumption ID,Decision ID,Title\nA1,D1,x\n")


@pytest.mark.parametrize("kind", ["risks", "issues", "changes", "assumptions", "decisions"])
def test_of_a_log_of_everything_come_the_rows_of_the_kind(kind: str) -> None:
    words = ["Risk", "Issue", "Change", "Assumption", "Decision", "Action"]
    log = "ID,Type,Title,Status\n" + "".join(f"{w[0]}1,{w},{w} one,\n" for w in words)
    file = read(log, kind)
    assert [row.title for row in file.registers[kind]] == [f"{kind[:-1].capitalize()} one"]
    assert any("left out: line 2" in text or "left out: line 3" in text for text in file.problems)


def test_an_export_of_servicenow_comes_without_its_reversed_numbers() -> None:
    log = (
        "Number,Short description,State,Priority,Impact,Assigned to,Opened\n"
        "INC0010001,Mail is down,In Progress,1 - Critical,2,Ana Lima,2026-03-02 09:15:00\n"
        "INC0010002,,New,3 - Moderate,,,\nINC0010003,Slow,On Hold,5 - Planning,,,\n"
    )
    file = read(log, "issues")
    first, last = file.registers["issues"]
    assert (first.title, first.words["status"], first.numbers) == (
        "Mail is down", "doing", {"urgency": 5},
    )  # fmt: skip
    assert (last.words["status"], last.numbers) == ("open", {})
    assert file.problems == (
        "ratings of ServiceNow that are numbers, where low is severe, were left out: line 2",
        "issues without a title, left out: line 3",
        'column "Priority": not understood, left out: line 4 "5 - Planning"',
    )


def test_numbers_of_priorities_may_mean_the_reverse_and_stay_out() -> None:
    file = read("Issue title,Priority,Impact\nDown,1,5\nSlow,P2,Minor\n")
    first, second = file.registers["issues"]
    assert (first.numbers, second.numbers) == ({"impact": 5}, {"urgency": 4, "impact": 2})
    assert 'column "Priority": numbers, 1 may be the most, left out: line 2' in file.problems


def test_a_german_log_of_changes_is_read() -> None:
    log = (
        "Änderungsantrag-Nr.;Titel;Projekt;Begründung;Status;Mehraufwand;Terminauswirkung;"
        "Mehrkosten (EUR);Antragsteller;Entschieden am\n"
        "CR-3;Archiv;WEB;Gesetz;Genehmigt;-4,5;1,5;1.234,50;Vogt;10.02.2026\n"
    )
    file = read(log)
    (row,) = file.registers["changes"]
    assert (row.ref, row.title, row.project) == ("CR-3", "Archiv", "WEB")
    assert row.words == {"status": "approved"}
    assert row.texts == {"reason": "Gesetz", "requested_by": "Vogt"}
    assert row.numbers == {"minutes": Minutes(-270), "days": 2}
    assert row.money == {"cost": Money(123_450)}
    assert row.days["decided"].isoformat() == "2026-02-10"
    assert 'column "Terminauswirkung": parts of a day were rounded: line 2' in file.problems


def test_a_description_is_the_title_where_there_is_no_other() -> None:
    (row,) = entries("Assumption ID,Assumption description,Owner\n1,It rains,ana\n")
    assert (row.title, row.texts) == ("It rains", {})
    (row,) = entries("Decision ID,Decision,Description\n1,Buy,From stock\n")
    assert (row.title, row.texts) == ("Buy", {"description": "From stock"})


@pytest.mark.parametrize(
    ("currency", "cell", "minor"),
    [("JPY", "500", 500), ("EUR", "500", 50_000), ("KWD", "1.2340", 1_234)],
)
def test_money_counts_in_the_minor_units_of_its_currency(
    currency: str, cell: str, minor: int
) -> None:
    (row,) = entries(f"CR no,Change title,Cost,Currency\n1,A,{cell},{currency}\n")
    assert row.money == {"cost": Money(minor)}


@pytest.mark.parametrize("kind", ["issues", "changes", "assumptions", "decisions"])
def test_the_headings_that_go_out_are_those_that_come_in(demo: Workspace, kind: str) -> None:
    register = demo.get(register_columns.read, kind=kind, key=None, as_of=AS_OF)
    assert kind_of(register.headings) == kind
    file = read("".join(register_writer.as_csv(register)))
    assert file.problems == ("not placed: columns Client, left out",)
    assert len(file.registers[kind]) == len(register.rows)


def test_no_text_of_ours_is_a_formula_in_a_spreadsheet() -> None:
    texts = ("=1+1", "'=1", "+49 30", "@ana", "-", "plain", "'quoted'", "a=b")
    register = register_columns.Register("Issues", ("Issue title",), tuple((t,) for t in texts))
    cells = [row[0] for row in csv.reader(io.StringIO("".join(register_writer.as_csv(register))))]
    assert cells[1:] == ["'=1+1", "''=1", "'+49 30", "'@ana", "'-", "plain", "'quoted'", "a=b"]
    assert register_writer.too_long(register) == ()
    for data in ("".join(register_writer.as_csv(register)).encode(),
                 register_writer.as_xlsx(register)):  # fmt: skip
        (found,) = tables.read(data, "log").registers.values()
        assert tuple(row.title for row in found) == texts
    long = register_columns.Register("Issues", ("Issue title",), (("x" * 40_000,),))
    assert len(register_writer.too_long(long)) == 1
