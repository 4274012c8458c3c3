"""A plan file into the database and out again: nothing of it is lost or changed on the way.

`test_msproject` holds the rows read from each file against its oracle; here the complete export
of the database is held against these rows, so that what is stored equals the oracle too.
"""

from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.exchange import detect, portfolio_json
from ppm_tui.store import history
from ppm_tui.store.commands.import_tasks import SAME_NAME
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.plan_rows import Plan, PlanAssignment, PlanBaseline, PlanTask
from ppm_tui.workspace import Workspace

PLANS = (
    "calendars-2010", "cost-rates", "durations", "gantt-holidays", "home-move", "null-rows",
    "outdoor-tasks", "product-development", "recurring-exceptions-2010", "relations",
    "resource-types-2010", "sample-2002", "split-tasks", "task-baselines-2007", "task-links-2013",
)  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_stored_as_the_file_has_it(
    name: str, shared_data: Path, workspace: Workspace
) -> None:
    plan, document = stored(shared_data / f"plans/{name}.xml", workspace)
    [project] = document["projects"]
    assert project["start"] == plain(plan.start)
    assert project["finish"] == plain(plan.finish)
    assert project["currency"] == (plan.currency or "EUR")
    check_calendars(plan, document)
    check_resources(plan, document)
    check_tasks(plan, document)


@pytest.mark.parametrize("name", ["home-move", "sample-2002", "resource-types-2010"])
def test_importing_again_changes_nothing_and_undo_leaves_nothing(
    name: str, shared_data: Path, workspace: Workspace
) -> None:
    empty = content(export(workspace))
    _, document = stored(shared_data / f"plans/{name}.xml", workspace)
    _, again = stored(shared_data / f"plans/{name}.xml", workspace)
    assert content(again) == content(document)
    workspace.do(history.undo)
    assert content(export(workspace)) == content(document)
    workspace.do(history.undo)
    assert content(export(workspace)) == empty


def stored(path: Path, workspace: Workspace) -> tuple[Plan, dict[str, Any]]:
    file = detect.read(path)
    workspace.do(import_plans, files=(file,), as_of=workspace.as_of)
    return file.plans[0], export(workspace)


def export(workspace: Workspace) -> dict[str, Any]:
    return workspace.get(portfolio_json.document, as_of=workspace.as_of)


def content(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "history"}


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def check_calendars(plan: Plan, document: dict[str, Any]) -> None:
    found = {row["uid"]: row for row in document["calendars"]}
    assert list(found) == sorted(found, key=list(found).index)
    assert set(found) == {calendar.uid for calendar in plan.calendars}
    for calendar in plan.calendars:
        row = found[calendar.uid]
        assert row["name"] == calendar.name
        assert row["week"] == plain(calendar.week)
        assert (row["base"] and row["base"]["uid"]) == calendar.base_uid
        assert row["is_default"] == (calendar.uid == plan.calendar_uid)
        assert [
            (each["name"], each["days"], each["hours"], each["recurrence"])
            for each in row["exceptions"]
        ] == [
            (each.name, plain(each.days), plain(each.hours), each.recurrence)
            for each in calendar.exceptions
        ]


def check_resources(plan: Plan, document: dict[str, Any]) -> None:
    keys = {row["uid"]: row for row in document["plan_resources"]}
    people = {row["key"]: row for row in document["resources"]}
    assert set(keys) == {resource.uid for resource in plan.resources}
    for resource in plan.resources:
        link = keys[resource.uid]
        row = people[link["resource"]]
        assert (row["name"], row["kind"]) == (resource.name, resource.kind.value)
        assert (row["max_units"], row["initials"]) == (resource.max_units, resource.initials)
        assert (link["cost"], link["work_minutes"]) == (resource.cost, resource.work_minutes)
        assert (link["calendar"] and link["calendar"]["uid"]) == resource.calendar_uid
        assert [
            (rate["standard"], rate["standard_per"], rate["overtime"], rate["per_use"])
            for rate in row["rates"]
        ] == [
            (rate.standard, rate.standard_per, rate.overtime, rate.per_use)
            for rate in resource.rates
        ]
        assert row["source"].items() >= resource.source.items()


def check_tasks(plan: Plan, document: dict[str, Any]) -> None:
    rows = {row["uid"]: row for row in document["tasks"]}
    refs = {row["id"]: uid for uid, row in rows.items()}
    assert list(rows) == [task.uid for task in plan.tasks]
    for task in plan.tasks:
        row = rows[task.uid]
        check_task(task, row, refs)
    assignments = [each for row in document["tasks"] for each in row["assignments"]]
    check_assignments(plan, {each["uid"]: each for each in assignments})
    check_baselines(plan, document, refs)


def check_task(task: PlanTask, row: dict[str, Any], refs: dict[str, str]) -> None:
    for field in SAME_NAME:
        if field == "constraint_date":
            assert row["constraint"]["date"] == plain(task.constraint_date)
        elif field not in ("start", "finish", "duration_minutes", "is_estimated") or (
            task.start and task.finish
        ):
            assert row[field] == plain(getattr(task, field)), (task.uid, field)
    assert row["constraint"]["type"] == task.constraint.value
    assert (row["parent"] and refs[row["parent"]]) == task.parent_uid
    assert row["description"] == task.notes
    assert row["source"].items() >= task.source.items()
    assert [
        (refs[each["id"]], each["type"], each["lag_minutes"], each["lag_kind"], each["lag_unit"])
        for each in row["predecessors"]
    ] == [
        (link.predecessor_uid, link.type.value, link.lag, link.lag_kind.value, link.lag_unit)
        for link in task.predecessors
    ]


def check_assignments(plan: Plan, rows: dict[str, dict[str, Any]]) -> None:
    assert set(rows) == {each.uid for each in plan.assignments}
    fields = (
        "units", "work_minutes", "actual_work_minutes", "remaining_work_minutes", "start",
        "finish", "delay_minutes", "cost", "actual_cost",
    )  # fmt: skip

    def wanted(each: PlanAssignment) -> list[object]:
        return [plain(getattr(each, field)) for field in fields]

    for each in plan.assignments:
        assert [rows[each.uid][field] for field in fields] == wanted(each)
        assert (rows[each.uid]["resource"] is None) == (each.resource_uid is None)


def check_baselines(plan: Plan, document: dict[str, Any], refs: dict[str, str]) -> None:
    found = {
        (line["task"], baseline["number"]): line
        for baseline in document["baselines"]
        for line in baseline["tasks"]
    }
    uids = {uid: ref for ref, uid in refs.items()}
    wanted = {(uids[task.uid], b.number): b for task in plan.tasks for b in task.baselines}
    assert found.keys() == wanted.keys()
    fields = ("start", "finish", "duration_minutes", "work_minutes", "cost")

    def values(baseline: PlanBaseline) -> list[object]:
        return [plain(getattr(baseline, field)) for field in fields]

    for key, line in found.items():
        assert [line[field] for field in fields] == values(wanted[key])


@pytest.mark.parametrize("name", ["case-11", "case-16"])
def test_a_plan_without_dates_is_scheduled_the_same_way_again(
    name: str, shared_data: Path, workspace: Workspace
) -> None:
    _, document = stored(shared_data / f"schedules/{name}.xml", workspace)
    assert all(row["start"] and row["finish"] for row in document["tasks"])
    _, again = stored(shared_data / f"schedules/{name}.xml", workspace)
    assert content(again) == content(document)
    assert again["history"][-1]["changes"] == []


def test_a_task_with_one_date_and_a_duration_gets_the_other(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = tmp_path / "halves.csv"
    path.write_text(
        "Name,Start,Finish,Duration\n"
        "Dig,2026-03-06,,2d\n"
        "Pour,,2026-03-17,3d\n"
        "Dry,2026-03-06,,2ed\n"
        "Gate,2026-03-18,,0d\n"
        "Plain,2026-03-18,,\n"
    )
    file = detect.read(path)
    done = workspace.do(import_plans, files=(file,), as_of=workspace.as_of)
    assert [note for note in done.notes if "one date" in note] == [
        "HALVES: 4 tasks had only one date: the other follows from the duration"
    ]
    document = export(workspace)
    dates = {row["name"]: (row["start"], row["finish"]) for row in document["tasks"]}
    assert dates["Dig"] == ("2026-03-06T08:00", "2026-03-09T17:00")
    assert dates["Pour"] == ("2026-03-13T08:00", "2026-03-17T17:00")
    assert dates["Dry"] == ("2026-03-06T08:00", "2026-03-08T08:00")
    assert len(set(dates["Gate"])) == 1
    assert dates["Plain"][1] is None
    _, again = stored(path, workspace)
    assert content(again) == content(document)
    assert again["history"][-1]["changes"] == []
