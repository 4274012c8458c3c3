"""Real plans of Microsoft Project, read and compared with what another program finds in them."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.exchange.msproject import read
from ppm_tui.store.plan_rows import (
    Hours,
    Plan,
    PlanAssignment,
    PlanBaseline,
    PlanCalendar,
    PlanLink,
    PlanResource,
    PlanTask,
)
from ppm_tui.terms import LagKind, TaskKind

IDS = (
    *("calendars-2010", "cost-rates", "durations", "gantt-holidays", "home-move", "null-rows"),
    *("outdoor-tasks", "product-development", "recurring-exceptions-2010", "relations"),
    *("resource-types-2010", "sample-2002", "split-tasks", "task-baselines-2007"),
    "task-links-2013",
)

NOT_COMPARED = {
    "schema": "the form of the oracle itself",
    "every duration's value": "its minutes once more, in the shown unit",
    "unit of slack, delay and critical_slack_limit": "the file has them in tenths of a minute",
    "task.splits of 0 or 1": "tells whether there are day-by-day figures; compared from 2 on",
    "tasks that are null": "empty rows have nothing to compare; that they are left out is",
    "resource with uid 0": "stands for nobody in every file; no row of ours",
    "resource.standard_rate.per of material": "the oracle has a price by the hour of a ton",
    "project.file_application": "always the same word; not in the file",
    "project.file_type": "always the same word; not in the file",
    "calendar.exceptions": "rules in the other program's words; `expanded` has all their days",
    "summary.uid": "always 0: the summary is the plan, not a task",
    "summary.id": "always 0",
    "summary.wbs": "always 0",
    "summary.outline_level": "always 0",
    "summary.outline_number": "always 0",
    "summary.summary": "always true",
    "summary.active": "always true",
    "summary.splits": "a summary has none",
    "summary.name": "the plan's title; compared there",
    "summary.type": "has no meaning for a plan",
    "summary.priority": "has no meaning for a plan",
    "summary.constraint": "has no meaning for a plan",
    "summary.duration": "follows from start and finish",
    "summary.actual_duration": "follows from the tasks",
    "summary.remaining_duration": "follows from the tasks",
    "summary.pct_physical": "follows from the tasks",
}
"""Keys of the oracles that are left out, and why."""
MINUTES_ONLY = {"total_slack", "free_slack", "critical_slack_limit"}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONSTRAINTS = {
    "ASAP": "AS_SOON_AS_POSSIBLE",
    "ALAP": "AS_LATE_AS_POSSIBLE",
    "MSO": "MUST_START_ON",
    "MFO": "MUST_FINISH_ON",
    "SNET": "START_NO_EARLIER_THAN",
    "SNLT": "START_NO_LATER_THAN",
    "FNET": "FINISH_NO_EARLIER_THAN",
    "FNLT": "FINISH_NO_LATER_THAN",
}
ALWAYS = {"from": "1984-01-01T00:00:00", "to": "2049-12-31T23:59:00"}


@pytest.fixture(scope="module", params=IDS)
def case(request: pytest.FixtureRequest, shared_data: Path) -> tuple[Plan, dict[str, Any]]:
    path = shared_data / "plans" / f"{request.param}.xml"
    with path.open("rb") as file:
        plan = read(file, path.name).plans[0]
    return plan, json.loads(path.with_suffix(".oracle.json").read_text("utf-8"))


def test_the_plan_itself(case: tuple[Plan, dict[str, Any]]) -> None:
    plan, oracle = case
    same(oracle["project"], {key: of(plan) for key, of in PROJECT.items()}, "project")


def test_every_task_and_the_summary(case: tuple[Plan, dict[str, Any]]) -> None:
    plan, oracle = case
    wanted = [task for task in oracle["tasks"] if not task.get("null") and task["uid"] != 0]
    assert [task.uid for task in plan.tasks] == [str(task["uid"]) for task in wanted]
    depths = outline(plan)
    for task, want in zip(plan.tasks, wanted, strict=True):
        found = {key: of(task) for key, of in TASK.items()} | {"outline_level": depths[task.uid]}
        same(want, found, f"task {task.uid}")
    for want in oracle["tasks"]:
        if want["uid"] == 0:
            same(want, summary(plan), "summary")


def test_every_calendar(case: tuple[Plan, dict[str, Any]]) -> None:
    plan, oracle = case
    by_uid = {one.uid: one for one in plan.calendars}
    assert list(by_uid) == [str(one["uid"]) for one in oracle["calendars"]]
    for want in oracle["calendars"]:
        one = by_uid[str(want["uid"])]
        found = {
            "uid": int(one.uid),
            "name": one.name,
            "base_uid": number(one.base_uid),
            "week": {day: weekday(one, at, by_uid) for at, day in enumerate(WEEK)},
            "expanded": expanded(one),
        }
        same(want, found, f"calendar {one.uid}")
        names = sorted(each.name for each in one.exceptions if each.name)
        assert names == sorted(
            each["name"] for each in want.get("exceptions", ()) if "name" in each
        )


def test_every_resource(case: tuple[Plan, dict[str, Any]]) -> None:
    plan, oracle = case
    wanted = [one for one in oracle["resources"] if one["uid"] != 0]  # 0 stands for nobody
    assert [one.uid for one in plan.resources] == [str(one["uid"]) for one in wanted]
    for one, want in zip(plan.resources, wanted, strict=True):
        same(want, resource(one, want), f"resource {one.uid}")


def test_every_assignment(case: tuple[Plan, dict[str, Any]]) -> None:
    plan, oracle = case
    wanted = oracle.get("assignments", [])
    tasks = {task.uid: task for task in plan.tasks}
    assert len(plan.assignments) == len(wanted)
    for one, want in zip(plan.assignments, wanted, strict=True):
        found = {key: of(one) for key, of in ASSIGNMENT.items()}
        if one.start is None and one.finish is None:
            task = tasks[one.task_uid]  # the oracle gives it the dates of its task
            found |= {"start": iso(task.start), "finish": iso(task.finish)}
        same(want, found, f"assignment {one.uid}")


@pytest.mark.parametrize("number", range(11, 21))
def test_networks_without_dates(number: int, shared_data: Path) -> None:
    """Calendars with half days, links, constraints and deadlines of the scheduling cases."""
    path = shared_data / "schedules" / f"case-{number}.xml"
    file = read(path.read_bytes(), path.name)
    plan, oracle = file.plans[0], json.loads(path.with_suffix(".oracle.json").read_text("utf-8"))
    assert file.problems == ()
    calendars = {one.name: one for one in plan.calendars}
    for name, want in oracle["calendars"].items():
        one = calendars[name]
        week = [weekday(one, at, {each.uid: each for each in plan.calendars}) for at in range(7)]
        assert [day.get("hours", []) for day in week] == want["week"]
        inherited = [] if one.base_uid is None else expanded(plan.calendars[0])
        assert sorted(expanded(one) + inherited) == sorted(want["exceptions"])
    assert [task.uid for task in plan.tasks] == list(oracle["tasks"])
    summaries = [task["summary"] for task in oracle["tasks"].values()]
    assert [task.kind is TaskKind.PHASE for task in plan.tasks] == summaries
    dated = Counter(task.constraint.value for task in plan.tasks if task.constraint != "ASAP")
    assert dated == oracle["holds"]["constraints"]
    assert sum(bool(task.deadline) for task in plan.tasks) == oracle["holds"]["deadlines"]
    links = [link for task in plan.tasks for link in task.predecessors]
    assert Counter(kind(one) for one in links) == oracle["holds"]["links"]


def same(want: dict[str, Any], found: dict[str, Any], where: str) -> None:
    """Both have the same; what one leaves out is empty, no or nothing in the other."""
    kind = where.split()[0]
    left_out = {key.partition(".")[2] for key in NOT_COMPARED if key.startswith(f"{kind}.")}
    assert not set(want) - set(found) - left_out, f"{where}: not compared, and no reason given"
    for key, value in found.items():
        expected = understood(key, want.get(key))
        if expected != value and key not in left_out:
            nothing = not expected and not value
            assert nothing, f"{where}, {key}: {value!r} instead of {expected!r}"


def understood(key: str, want: Any) -> Any:
    """The oracle's values without the repetitions that NOT_COMPARED names."""
    if key in MINUTES_ONLY and isinstance(want, dict):
        return want["minutes"]
    if key == "splits":
        return want if want and want > 1 else 0
    if key == "delay" and want:
        return {"minutes": want["minutes"]}
    if isinstance(want, dict):
        return {name: understood(name, one) for name, one in want.items() if name != "value"}
    return [understood("", one) for one in want] if isinstance(want, list) else want


def outline(plan: Plan) -> dict[str, int]:
    depths: dict[str, int] = {}
    for task in plan.tasks:
        depths[task.uid] = 1 + (depths[task.parent_uid] if task.parent_uid else 0)
    return depths


def number(text: str | None) -> int | None:
    return None if text is None else int(text)


def iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def money(minor: int | None) -> float | None:
    return None if minor is None else minor / 100


def lasting(of: Callable[[PlanTask], int | None]) -> Callable[[PlanTask], Any]:
    def found(task: PlanTask) -> Any:
        minutes, unit = of(task), task.duration_unit
        if minutes is None:
            return None
        if task.is_elapsed:
            return {"minutes": minutes, "unit": f"e{unit}", "elapsed": True}
        return {"minutes": minutes, "unit": unit}

    return found


def hourly(of: Callable[[PlanAssignment], int | None]) -> Callable[[PlanAssignment], Any]:
    def found(one: PlanAssignment) -> Any:
        minutes = of(one)
        return None if minutes is None else {"minutes": minutes, "unit": "h"}

    return found


def minutes(source: dict[str, str], name: str) -> float | None:
    text = source.get(name) or source.get(f"{name}_minutes")
    return None if text is None else float(text)


def kept_work(source: dict[str, str], name: str) -> dict[str, Any] | None:
    work = minutes(source, name)
    return None if work is None else {"minutes": work, "unit": "d"}


def amount(text: str | None) -> float | None:
    return None if text is None else float(text)


def said(name: str) -> Callable[[PlanTask], Any]:
    return lambda task: task.source.get(name)


def stated(name: str) -> Callable[[PlanTask], Any]:
    return lambda task: task.source.get(name) == "yes"


def link(one: PlanLink) -> dict[str, Any]:
    lag: dict[str, Any] = {"minutes": one.lag, "unit": one.lag_unit}
    if one.lag_kind is LagKind.ELAPSED:
        lag = {"minutes": one.lag, "unit": f"e{one.lag_unit}", "elapsed": True}
    return {"uid": int(one.predecessor_uid), "type": one.type.value, "lag": lag}


def kind(one: PlanLink) -> str:
    """A link as the scheduling cases count them."""
    if one.lag == 0:
        return one.type.value
    if one.lag_kind is LagKind.ELAPSED:
        return f"{one.type}+elapsed"
    return f"{one.type}-lead" if one.lag < 0 else f"{one.type}+lag"


def baselines(task: PlanTask) -> dict[str, Any]:
    dated = {str(one.number): dates(one) for one in task.baselines}
    return {key: one for key, one in dated.items() if one}


def dates(one: PlanBaseline) -> dict[str, Any]:
    found = {"start": iso(one.start), "finish": iso(one.finish)}
    return {key: text for key, text in found.items() if text}


def hours(spans: Hours) -> list[list[str]]:
    return [[f"{at // 60 % 24:02}:{at % 60:02}" for at in span] for span in spans]


def weekday(one: PlanCalendar, at: int, by_uid: dict[str, PlanCalendar]) -> dict[str, Any]:
    own = one.week[at]
    found: dict[str, Any] = {
        "type": "default" if own is None else "working" if own else "non_working"
    }
    following = one
    while own is None:
        following = by_uid[str(following.base_uid)]
        own = following.week[at]
    return found | ({"hours": hours(own)} if own else {})


def expanded(one: PlanCalendar) -> list[list[Any]]:
    found = [
        [first.isoformat(), last.isoformat(), hours(each.hours)]
        for each in one.exceptions
        for first, last in each.days
    ]
    return sorted(found)


def resource(one: PlanResource, want: dict[str, Any]) -> dict[str, Any]:
    table = [rate for rate in one.rates if rate.table == "A"]
    current = table[-1] if table else None
    per = want.get("standard_rate", {}).get("per") if one.kind == "material" else None
    return {
        "uid": int(one.uid),
        "id": int(one.source["id"]),
        "name": one.name,
        "initials": one.initials,
        "type": one.kind.value,
        "max_units": one.max_units,
        "calendar_uid": number(one.calendar_uid),
        "work": one.work_minutes is not None and {"minutes": one.work_minutes, "unit": "d"},
        "cost": money(one.cost),
        "cost_per_use": money(current.per_use) if current else None,
        "standard_rate": current
        and {"amount": money(current.standard), "per": per or current.standard_per},
        "overtime_rate": current
        and current.overtime is not None
        and {"amount": money(current.overtime), "per": current.overtime_per},
        "availability": [ALWAYS | ({"units": one.max_units} if one.max_units else {})],
    }


def summary(plan: Plan) -> dict[str, Any]:
    """The row that sums up the project, as far as the plan keeps it."""
    kept = plan.source
    return {
        **{name: kept.get(f"summary_{name}") for name in SUMMARY_TEXTS},
        **{name: amount(kept.get(name)) for name in ("cost", "fixed_cost", "actual_cost")},
        "remaining_cost": amount(kept.get("remaining_cost")),
        "acwp": amount(kept.get("summary_acwp")),
        "critical": kept.get("summary_critical") == "yes",
        "pct": plan.percent_complete,
        "start": iso(plan.start),
        "finish": iso(plan.finish),
        "notes": plan.notes,
        "pct_work": minutes(kept, "percent_work"),
        **{name: kept_work(kept, name) for name in ("work", "actual_work", "remaining_work")},
        "total_slack": minutes(kept, "summary_total_slack"),
        "free_slack": minutes(kept, "summary_free_slack"),
    }


SUMMARY_TEXTS = ("early_start", "early_finish", "late_start", "late_finish")

PROJECT: dict[str, Callable[[Plan], Any]] = {
    "title": lambda plan: plan.source.get("title"),
    "name": lambda plan: plan.source.get("name"),
    "author": lambda plan: plan.source.get("author"),
    "company": lambda plan: plan.source.get("company"),
    "start": lambda plan: iso(plan.start),
    "finish": lambda plan: iso(plan.finish),
    "current_date": lambda plan: plan.source.get("current_date"),
    "schedule_from": lambda plan: {"yes": "start"}.get(plan.source["schedule_from_start"]),
    "currency_code": lambda plan: plan.currency if "currency_symbol" in plan.source else None,
    "currency_symbol": lambda plan: plan.source.get("currency_symbol", plan.currency),
    "minutes_per_day": lambda plan: plan.minutes_per_day,
    "minutes_per_week": lambda plan: plan.minutes_per_week,
    "days_per_month": lambda plan: plan.days_per_month,
    "default_calendar_uid": lambda plan: number(plan.calendar_uid),
    "critical_slack_limit": lambda plan: float(plan.critical_float_minutes or 0),
    "honor_constraints": lambda plan: plan.source.get("honor_constraints") == "yes",
}

TASK: dict[str, Callable[[PlanTask], Any]] = {
    "uid": lambda task: int(task.uid),
    "id": lambda task: int(task.source["id"]),
    "parent_uid": lambda task: int(task.parent_uid or 0),
    "wbs": lambda task: task.wbs,
    "outline_number": said("outline_number"),
    "name": lambda task: task.name,
    "summary": lambda task: task.kind is TaskKind.PHASE,
    "milestone": lambda task: task.kind is TaskKind.MILESTONE or stated("milestone")(task),
    "active": lambda task: task.is_active,
    "recurring": stated("recurring"),
    "effort_driven": stated("effort_driven"),
    "type": lambda task: task.source["type"].upper(),
    "priority": lambda task: task.priority,
    "start": lambda task: iso(task.start),
    "finish": lambda task: iso(task.finish),
    "duration": lasting(lambda task: task.duration_minutes),
    "actual_duration": lasting(lambda task: task.actual_duration_minutes),
    "remaining_duration": lasting(lambda task: task.remaining_duration_minutes),
    "work": lasting(lambda task: task.work_minutes),
    "actual_work": lasting(lambda task: task.actual_work_minutes),
    "remaining_work": lasting(lambda task: task.remaining_work_minutes),
    "pct": lambda task: task.percent_complete,
    "pct_work": lambda task: task.percent_work,
    "pct_physical": lambda task: task.percent_physical,
    "early_start": said("early_start"),
    "early_finish": said("early_finish"),
    "late_start": said("late_start"),
    "late_finish": said("late_finish"),
    "total_slack": lambda task: minutes(task.source, "total_slack"),
    "free_slack": lambda task: minutes(task.source, "free_slack"),
    "critical": stated("critical"),
    "constraint": lambda task: CONSTRAINTS[task.constraint],
    "constraint_date": lambda task: iso(task.constraint_date),
    "notes": lambda task: task.notes,
    "cost": lambda task: money(task.cost),
    "fixed_cost": lambda task: money(task.fixed_cost),
    "actual_cost": lambda task: money(task.actual_cost),
    "remaining_cost": lambda task: money(task.remaining_cost),
    "acwp": lambda task: amount(task.source.get("acwp")),
    "predecessors": lambda task: [link(one) for one in task.predecessors],
    "baselines": baselines,
    "splits": lambda task: len(task.splits),
}

ASSIGNMENT: dict[str, Callable[[PlanAssignment], Any]] = {
    "uid": lambda one: int(one.uid),
    "task_uid": lambda one: int(one.task_uid),
    "resource_uid": lambda one: number(one.resource_uid),
    "units": lambda one: one.units,
    "work": hourly(lambda one: one.work_minutes),
    "actual_work": hourly(lambda one: one.actual_work_minutes),
    "remaining_work": hourly(lambda one: one.remaining_work_minutes),
    "start": lambda one: iso(one.start),
    "finish": lambda one: iso(one.finish),
    "cost": lambda one: money(one.cost),
    "actual_cost": lambda one: money(one.actual_cost),
    "delay": lambda one: None if one.delay_minutes is None else {"minutes": one.delay_minutes},
}
