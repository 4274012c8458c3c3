"""Every field can be edited, and something new is one line from any screen."""

from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from ppm_tui.analysis.estimates import Estimate
from ppm_tui.errors import Invalid
from ppm_tui.screens.base_forms import FORMS, command
from ppm_tui.store import history
from ppm_tui.store.commands import projects
from ppm_tui.store.queries.details import detail
from ppm_tui.store.reader import Connection
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import content, opened

SAMPLES = {
    "project": "DELTA",
    "task": "T-111",
    "risk": "R-044",
    "issue": "I-017",
    "change": "CR-11",
    "person": "@dan",
    "assumption": "A-03",
    "decision": "D-05",
}
TYPED: dict[str, tuple[str, Any]] = {
    "name": ("Delta 2", "Delta 2"),
    "title": ("Another title", "Another title"),
    "client": ("Nordwind", "Nordwind"),
    "owner": ("leo", "leo"),
    "sponsor": ("Okafor", "Okafor"),
    "stage": ("on hold", "on_hold"),
    "rank": ("1", 1),
    "billing": ("retainer", "retainer"),
    "currency": ("CHF", "CHF"),
    "budget_cost": ("450k", 45_000_000),
    "budget_minutes": ("3d", 1440),
    "contingency_cost": ("45k", 4_500_000),
    "contingency_minutes": ("3d", 1440),
    "management_reserve": ("5k", 500_000),
    "check_on": ("fri", date(2026, 3, 20)),
    "day": ("2026-03-12", date(2026, 3, 12)),
    "applies_from": ("mon", date(2026, 3, 23)),
    "issue": ("I-17", "I-017"),
    "start": ("2026-04-13", date(2026, 4, 13)),
    "finish": ("2026-05-29", date(2026, 5, 29)),
    "forecast_finish": ("+3d", date(2026, 3, 20)),
    "percent_complete": ("51", 51),
    "percent": ("35%", 35),
    "ask": ("Two more weeks", "Two more weeks"),
    "critical_float_minutes": ("1d", 480),
    "near_critical_minutes": ("2d", 960),
    "cadence": ("daily", "daily"),
    "cadence_weekday": ("mon", 0),
    "priority": ("urgent", "urgent"),
    "duration": ("4d", 1920),
    "work": ("1h30", 90),
    "estimate": ("2d/3d/6d", Estimate(960, 1440, 2880)),
    "measure": ("50", "50/50"),
    "deadline": ("2026-06-01", date(2026, 6, 1)),
    "constraint_type": ("snet", "SNET"),
    "constraint_date": ("2026-06-02", date(2026, 6, 2)),
    "actual_start": ("2026-03-02", date(2026, 3, 2)),
    "actual_finish": ("2026-03-03", date(2026, 3, 3)),
    "cost": ("1,200.50", 120_050),
    "price": ("2k", 200_000),
    "bill": ("no", "no_charge"),
    "forecast": ("at budgeted rate", "at_budgeted_rate"),
    "recognition": ("miles", "milestones"),
    "tolerance_days": ("12", 12),
    "tolerance_cost": ("15", 15),
    "tolerance_scope": ("5", 5),
    "tolerance_load": ("10", 10),
    "tolerance_risk": ("12", 12),
    "description": ("With a line", "With a line"),
    "kind": ("opp", "opportunity"),
    "strategy": ("tran", "transfer"),
    "minutes": ("16h", 960),
    "days": ("-2", -2),
    "week": (
        "mo-th 8h, fr 4h from 1.5.",
        ((480, 480, 480, 480, 240, 0, 0), date(2026, 5, 1)),
    ),
    "region": ("at", "AT"),
    "skills": ("SAP,  SQL", "SAP, SQL"),
    "availability": ("80", 80),
    "target": ("75%", 75),
    "due": ("fri", date(2026, 3, 20)),
    "review": ("w15", date(2026, 4, 6)),
    "raised": ("2026-03-02", date(2026, 3, 2)),
    "proximity": ("+2w", date(2026, 3, 31)),
    "trigger_on": ("fri", date(2026, 3, 20)),
    "review_days": ("14", 14),
    "chance": ("35%", 35),
    "residual_chance": ("10", 10),
    "contract_value": ("500k", 50_000_000),
    "plan": ("T-111 drop", "T-111 drop"),
    **dict.fromkeys(("residual_cost", "response_cost"), ("9k", 900_000)),
    **dict.fromkeys(("residual_minutes", "minutes_low"), ("1h", 60)),
    **dict.fromkeys(("cost_low",), ("1k", 100_000)),
    **dict.fromkeys(("cost_high",), ("90k", 9_000_000)),
    **dict.fromkeys(("minutes_high",), ("90d", 43_200)),
}
FREED = {("risk", "kind"): "R-019", ("project", "currency"): "NEW"}
"""A risk that nothing answers yet, and a project in which no money is kept."""
STATUS = {"task": "blocked", "risk": "accepted"}
RATINGS = {"probability", "urgency", "impact", "residual_probability", "residual_impact"}


def typed(kind: str, name: str) -> tuple[str, Any]:
    if name == "status":
        return STATUS[kind], STATUS[kind]
    if name in RATINGS or name.startswith("impact_"):
        return "2", 2
    if (kind, name) == ("decision", "risk"):
        return "R-44", "R-044"
    if (kind, name) == ("risk", "task"):
        return "T-103", "T-103"
    return TYPED.get(name, ("Said anew", "Said anew"))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, field.name) for kind, form in FORMS.items() for field in form]
)
def test_what_is_typed_for_a_field_is_what_the_row_holds_then(
    demo: Workspace, kind: str, name: str
) -> None:
    if (kind, name) == ("project", "currency"):
        demo.do(partial(projects.add, name="Nothing spent yet", key="NEW"))
    before = content(demo)
    ref = FREED.get((kind, name), SAMPLES[kind])
    row: Any = demo.get(detail, ref=ref)
    if (kind, name) == ("task", "status"):
        demo.do(command(row, FORMS[kind][0], "x", AS_OF))
        row = demo.get(detail, ref=SAMPLES[kind])
    field = next(each for each in FORMS[kind] if each.name == name)
    text, wanted = typed(kind, name)
    value = field.read(text, row, AS_OF)
    if (kind, name) == ("task", "status"):
        with pytest.raises(Invalid, match="needs a reason"):
            demo.do(command(row, field, value, AS_OF))
        demo.do(history.undo)
        text, wanted = "in progress", "in_progress"
        value = field.read(text, row, AS_OF)
        row = demo.get(detail, ref=SAMPLES[kind])
    demo.do(command(row, field, value, AS_OF))
    after: Any = demo.get(detail, ref=ref)
    found = getattr(after, name)
    assert (found.date() if isinstance(found, datetime) else found) == wanted
    assert field.shown(after)
    demo.do(history.undo)
    assert content(demo) == before


def rows(connection: Connection, *, sql: str) -> list[Any]:
    return connection.rows(sql)


def test_a_field_reads_what_it_offers_for_editing(demo: Workspace) -> None:
    refs = [
        str(row[0])
        for sql in (
            "SELECT key FROM project",
            "SELECT ref FROM task",
            "SELECT ref FROM risk",
            "SELECT ref FROM issue",
            "SELECT ref FROM assumption",
            "SELECT ref FROM decision",
            "SELECT ref FROM change_request",
            "SELECT '@' || key FROM resource",
        )
        for row in demo.get(rows, sql=sql)
    ]
    for ref in refs:
        row: Any = demo.get(detail, ref=ref)
        kind = next(kind for kind, form in FORMS.items() if hasattr(row, form[-1].name)
                    and kind in type(row).__name__.casefold())  # fmt: skip
        for field in FORMS[kind]:
            value = getattr(row, field.name)
            if value in (None, ""):
                continue
            again = field.read(field.typed(row), row, AS_OF)
            if field.name == "plan":
                again = "\n".join(each.text for each in again)
            assert again == (value.date() if isinstance(value, datetime) else value), (ref, field)


@pytest.mark.parametrize(
    ("kind", "name", "text", "why"),
    [
        ("project", "name", " ", "cannot be empty"),
        ("project", "budget_cost", "much", "is no number"),
        ("project", "percent_complete", "half", "whole number"),
        ("task", "duration", "soon", "is no duration"),
        ("task", "constraint_type", "s", "several"),
        ("risk", "strategy", "pray", "none of these"),
        ("risk", "due", "31.2.", "is no date"),
        ("person", "name", "-", "cannot be empty"),
        ("person", "week", "8 hours", "is no week"),
        ("person", "week", "32h from soon", "is no date"),
        ("person", "availability", "all", "whole number"),
    ],
)
def test_a_field_refuses_what_it_cannot_read(
    demo: Workspace, kind: str, name: str, text: str, why: str
) -> None:
    row = demo.get(detail, ref=SAMPLES[kind])
    field = next(each for each in FORMS[kind] if each.name == name)
    with pytest.raises(Invalid, match=why):
        field.read(text, row, AS_OF)


async def test_pm_raises_a_risk_in_two_keys_and_takes_it_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "R")
        ppm.sees("New risk on ATLAS", "text p4 i3 @ana due:fri")
        await ppm.type("Supplier fails p4 i3 @ana due:fri")
        ppm.sees("P4   I3   owner ana   due Fri 20 Mar   score 12 H")
        await ppm.press("Enter")
        sql = (
            "SELECT x.title, x.probability, x.impact_time, x.due, p.key FROM risk x "
            "JOIN project p ON p.id = x.project_id WHERE x.title LIKE 'Supplier%'"
        )
        assert ppm.stored(sql) == [("Supplier fails", 4, 3, "2026-03-20", "ATLAS")]
        await ppm.press("u")
        assert ppm.stored(sql) == []


@pytest.mark.parametrize(
    ("key", "line", "sql"),
    [
        ("R", "Fails p2 i2", "SELECT title FROM risk WHERE title = 'Fails'"),
        ("I", "Fails u5 @leo", "SELECT title FROM issue WHERE title = 'Fails' AND urgency = 5"),
        (
            "C",
            "Fails +6d ~40h",
            "SELECT title FROM change_request WHERE title = 'Fails' AND days = 6",
        ),
        ("M", "Fails due:fri", "SELECT name FROM task WHERE name = 'Fails' AND kind = 'milestone'"),
    ],
)
@pytest.mark.parametrize("way", ["1", "Enter", "v o", "0", "e"])
async def test_pm_adds_to_the_project_from_any_screen(
    demo: Workspace, way: str, key: str, line: str, sql: str
) -> None:
    async with opened(demo) as ppm:
        await ppm.press(*way.split())
        await ppm.press(key)
        await ppm.type(line)
        await ppm.press("Enter")
        assert ppm.stored(sql) == [("Fails",)]
        ppm.sees("«Fails» added", "saved", "u ")


async def test_a_milestone_without_a_day_keeps_what_was_typed(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("M")
        await ppm.type("Dress rehearsal")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED: a milestone needs a day")
        assert ppm.typed == "Dress rehearsal"


async def test_tab_goes_on_to_all_fields_and_each_is_saved_at_once(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("C")
        await ppm.type("Add archive ~40h")
        await ppm.press("Tab")
        ppm.sees("DELTA › CR-", "Add archive", "change: each change is saved at once", "40h")
        await ppm.press("G", "Enter")
        await ppm.type("Okafor")
        await ppm.press("Enter")
        ppm.sees("authoriser")
        sql = "SELECT minutes, authoriser FROM change_request WHERE title = 'Add archive'"
        assert ppm.stored(sql) == [(2400, "Okafor")]
        await ppm.press("u")
        assert ppm.stored(sql) == [(2400, "")]
        await ppm.press("Esc")
        ppm.sees("Portfolio")


async def test_e_edits_a_project_and_comes_back_to_its_row(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "j", "e", "Enter")
        await ppm.type(" 2")
        await ppm.press("Enter")
        ppm.sees("Haven security audit 2")
        await ppm.press("Esc")
        assert ppm.cursor == "HAVEN"
        assert ppm.project("HAVEN", "name") == ("Haven security audit 2",)
        ppm.sees("HAVEN  Haven security aud")


async def test_a_value_that_makes_no_sense_says_so_while_it_is_typed(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("e", *["j"] * 8, "Enter", "ctrl+u")
        await ppm.type("much")
        ppm.sees("«much» is no number: 1200, 1,200.50, 45k")
        await ppm.press("Enter")
        ppm.sees("NOT SAVED")
        await ppm.press("ctrl+u")
        await ppm.type("450k")
        ppm.sees("Budget, money: 450,000.00 EUR")
        await ppm.press("Enter")
        assert ppm.project("DELTA", "budget_cost") == (45_000_000,)
