"""Issues, assumptions, decisions, the reserve and the attention list on the command line."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm

pytestmark = pytest.mark.usefixtures("demo")


def valid(ppm: Ppm, *line: str) -> list[dict[str, Any]]:
    """The rows of a command, once its document is as its schema says."""
    result = ppm(*line, "--json")
    assert (result.code, result.err) == (0, "")
    document = json.loads(result.out)
    [key] = list(document)[2:]
    schema = json.loads((SCHEMAS / f"{key}.json").read_text("utf-8"))
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    return result.rows


def done(ppm: Ppm, *line: str) -> str:
    """What a change says; told the same beforehand, and one step for undo."""
    would = ppm(*line, "--dry-run")
    assert (would.code, would.err) == (0, ""), line
    result = ppm(*line)
    assert would.out == f"would do: {result.out}"
    return result.out.rstrip("\n")


def test_what_needs_somebody_comes_ranked_with_reason_and_keys(ppm: Ppm) -> None:
    rows = valid(ppm, "attention")
    assert len(rows) >= 15
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["reason"] and row["actions"] for row in rows)
    first, second, *_ = rows
    assert (first["kind"], first["ref"], first["since"]) == ("red", "DELTA", "2026-03-03")
    assert second == {
        "rank": 2, "kind": "milestone", "project": "DELTA", "ref": "M-5",
        "title": "Data cut-over", "reason": "was due 06 Mar", "since": "2026-03-06",
        "actions": [
            {"key": "d", "label": "date"}, {"key": "x", "label": "done"},
            {"key": "a", "label": "owner"}, {"key": "Enter", "label": "open"},
        ],
    }  # fmt: skip
    assert ppm("attention").out.splitlines()[2].split()[:3] == ["milestone", "DELTA", "M-5"]


def test_the_overdue_tasks_of_the_user_are_among_them(ppm: Ppm) -> None:
    def tasks(user: str) -> list[str]:
        rows = valid(ppm, "attention", "--user", user)
        return [row["ref"] for row in rows if row["kind"] == "task"]

    assert tasks("nobody") == []
    assert tasks("dan")


def test_an_issue_is_added_edited_closed_and_listed(ppm: Ppm) -> None:
    said = done(ppm, "issue", "add", "ATLAS", "[red]Codes", "u5", "i4", "@dan", "due:fri")
    assert said == "ATLAS: issue I-019 «[red]Codes» added"
    [row] = [row for row in valid(ppm, "issues", "kind:issue", "atlas") if row["id"] == "I-019"]
    assert (row["title"], row["urgency"], row["due"]) == ("[red]Codes", 5, "2026-03-20")
    said = done(ppm, "issue", "edit", "I-19", "--due", "-", "--status", "doing")
    assert said == (
        "ATLAS: I-019 «[red]Codes» due 20 Mar → none, I-019 «[red]Codes» status open → doing"
    )
    assert done(ppm, "issue", "close", "i-019", "-m", "Solved").endswith("status doing → closed")
    assert "I-019" not in ppm("issues").out
    [row] = valid(ppm, "issues", "--all", "id=I-019")
    assert (row["reason"], row["over"]) == ("Solved", "2026-03-17")


def test_a_risk_that_struck_draws_from_the_reserve(ppm: Ppm) -> None:
    line = ("issue", "add", "ATLAS", "--risk", "R-044", "--draw", "45k")
    assert done(ppm, *line) == (
        "ATLAS: R-044 «Data quality blocks UAT» became I-019, 45,000.00 EUR drawn from the "
        "contingency, 10,000.00 EUR left for I-019"
    )
    ppm("issue", "add", "ATLAS", "--risk", "R-044").only(2, "R-044 is an issue already")
    ppm("issue", "add", "DELTA", "--risk", "R-038").only(2, "R-038 is not a risk of DELTA")
    [row] = valid(ppm, "reserve", "ATLAS")
    assert (row["drawn_cost"], row["left_cost"]) == (4_500_000, 1_000_000)
    assert row["expected_cost"] is None
    assert row["why"]["expected_cost"] == "no open risk has both a rating and an amount"


def test_actions_of_an_issue_are_tasks(ppm: Ppm) -> None:
    said = done(ppm, "issue", "action", "I-16", "Order two more", "@jan", "due:fri")
    assert said == "CEDAR: T-1209 «Order two more» is an action of I-016"
    assert done(ppm, "issue", "action", "I-16", "T-1209", "--remove").endswith("any more")
    ppm("issue", "action", "I-16", "T-111").only(2, "T-111 is not a task of CEDAR")
    ppm("issue", "action", "I-16", "words", "--remove").only(2, "say which task")


def test_an_assumption_is_added_edited_and_checked(ppm: Ppm) -> None:
    said = done(ppm, "assumption", "add", "IRIS", "Window stays", "@kim", "due:fri")
    assert said == "IRIS: assumption A-07 «Window stays» added"
    assert done(ppm, "assumption", "edit", "A-7", "--check", "+1d").endswith(
        "check 20 Mar → 18 Mar"
    )
    said = done(ppm, "assumption", "check", "A-7", "wrong", "-m", "Moved", "--becomes", "issue")
    assert said == "IRIS: A-07 «Window stays» status open → wrong, became I-019"
    [row] = valid(ppm, "issues", "--all", "id=A-07")
    assert (row["issue"], row["reason"], row["over"]) == ("I-019", "Moved", "2026-03-17")
    ppm("assumption", "check", "A-2", "wrong").only(2, "wrong needs a reason")


def test_a_decision_is_due_made_and_told(ppm: Ppm) -> None:
    assert done(ppm, "decision", "add", "KITE", "Freeze v2", "due:fri").endswith(
        "D-08 «Freeze v2» added"
    )
    said = done(ppm, "decision", "edit", "D-8", "--by", "Marsh", "--told", "partners", "--status",
                "decided", "-m", "No more changes")  # fmt: skip
    assert said == (
        "KITE: D-08 «Freeze v2» decider none → Marsh, told to none → partners, D-08 «Freeze v2» "
        "status proposed → decided, day 20 Mar → 17 Mar, outcome none → No more changes"
    )
    [row] = valid(ppm, "issues", "--all", "id=D-08")
    assert (row["owner"], row["told_to"], row["outcome"]) == (
        "Marsh", "partners", "No more changes",
    )  # fmt: skip
    ppm("decision", "edit", "D-8", "-m", "why").only(2, "add --status")
    ppm("decision", "edit", "D-8").only(2, "nothing to change")


def test_the_reserve_is_set_drawn_and_explained(ppm: Ppm) -> None:
    assert done(ppm, "reserve", "set", "KITE", "--cost", "12k", "--effort", "40h") == (
        "KITE: contingency none → 12k, contingency in effort none → 40h"
    )
    assert done(ppm, "reserve", "draw", "kite", "16h", "--issue", "I-13", "-m", "proxy") == (
        "KITE: 16h drawn from the contingency, 24h left for I-013"
    )
    assert done(ppm, "reserve", "draw", "KITE", "6h", "--back", "-m", "not needed").startswith(
        "KITE: 6h given back to the contingency, 30h left"
    )
    lines = ppm("reserve", "DELTA").out.splitlines()
    assert lines[1] == ("Contingency 34,000.00 EUR left = 40,000.00 EUR set - 6,000.00 EUR drawn")
    assert "Needed      66,500.00 EUR = sum of chance × amount, less opportunities" in lines
    [found] = ppm("simulate", "ATLAS", "--confidence", "90", "--json").rows
    needed = found["reserve"]["cost_over_plan"]
    done(ppm, "reserve", "set", "ATLAS", "--confidence", "90")
    assert ppm("reserve", "ATLAS", "--json").rows[0]["contingency_cost"] == needed
    assert done(ppm, "reserve", "set", "DELTA", "--expected") == "DELTA: contingency 40k → 67k"
    for line, words in (
        (("set", "KITE"), "nothing to set"),
        (("set", "KITE", "--cost", "16h"), "effort, not money"),
        (("set", "KITE", "--expected"), "no open risk has both"),
        (("set", "KITE", "--expected", "--confidence", "80"), "one of them"),
        (("draw", "KITE", "13k", "-m", "a"), "12,000.00 EUR of the contingency of KITE are left"),
        (("draw", "KITE", "lots", "-m", "a"), "type 12k of money, or 16h of effort"),
        (("draw", "KITE", "1k"), "say what it is drawn for"),
    ):
        ppm("reserve", *line).only(2, words)
    ppm("reserve", "NOBODY").only(4, "no project NOBODY")


def test_reserves_of_a_client_are_never_added_over_currencies(ppm: Ppm) -> None:
    rows = valid(ppm, "reserve", "--by", "client")
    found = [
        (row["currency"], row["contingency_cost"]) for row in rows if row["key"] == "Tessin Bank"
    ]
    assert found == [("CHF", None), ("USD", 1_200_000)]
    assert len(valid(ppm, "reserve")) == 12
