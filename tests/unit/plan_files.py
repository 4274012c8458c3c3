"""The shared plans and schedules as tasks and links."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ppm_tui.analysis.network import NetworkLink, NetworkTask, Schedule, schedule
from ppm_tui.analysis.worktime import CalendarRule, WorkCalendar, any_of, derived
from ppm_tui.exchange import msproject
from ppm_tui.store.plan_rows import Plan, PlanCalendar, PlanTask

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


@dataclass(frozen=True)
class NetworkFile:
    """What `schedule` needs of one file."""

    tasks: tuple[NetworkTask, ...]
    links: tuple[NetworkLink, ...]
    calendar: WorkCalendar
    start: datetime

    def schedule(self, *, keeps_dates: bool = False) -> Schedule:
        tasks = [replace(task, keeps_dates=keeps_dates) for task in self.tasks]
        return schedule(tasks, self.links, calendar=self.calendar, project_start=self.start)

    def differences(self, got: Schedule, oracle: Path) -> list[str]:
        """Where dates, floats or the critical mark are not the oracle's.

        The end of a working period and the start of the next are the same moment.
        """
        calendars = {task.id: task.calendar or self.calendar for task in self.tasks}
        wrong = []
        for uid, wanted in _expected(oracle):
            dates = got[uid]
            position = calendars[uid].position
            for name in DATES:
                want, have = wanted.get(name), getattr(dates, name)
                if want and have != when(want) and position(have) != position(when(want)):
                    wrong.append(f"{uid} {name}: {have}, not {want}")
            for name, value in (
                ("total", dates.total_float_minutes),
                ("free", dates.free_float_minutes),
                ("critical", dates.is_critical),
            ):
                if name in wanted and wanted[name] != value:
                    wrong.append(f"{uid} {name}: {value}, not {wanted[name]}")
        return wrong


def when(text: str) -> datetime:
    return datetime.fromisoformat(text[:19])


def read(path: Path) -> NetworkFile:
    plan = msproject.read(path.read_bytes(), path.name).plans[0]
    rules = {calendar.uid: _rule(calendar) for calendar in plan.calendars}
    own = {uid: derived(rules, uid) for uid in rules}
    groups = _groups(plan, own)
    tasks = [
        _task(each, own.get(each.calendar_uid or "") or groups.get(each.uid)) for each in plan.tasks
    ]
    links = [
        NetworkLink(link.predecessor_uid, each.uid, link.type, link.lag, link.lag_kind)
        for each in plan.tasks
        for link in each.predecessors
    ]
    assert plan.calendar_uid is not None
    assert plan.start is not None
    return NetworkFile(tuple(tasks), tuple(links), own[plan.calendar_uid], plan.start)


def _expected(oracle: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    tasks = json.loads(oracle.read_text(encoding="utf-8"))["tasks"]
    if isinstance(tasks, dict):
        for uid, task in tasks.items():
            yield uid, {**task, "total": task["total_slack_min"]}
        return
    for task in tasks:
        if task["uid"] and "start" in task:
            floats = {"total": task.get("total_slack"), "free": task.get("free_slack")}
            known = {name: value["minutes"] for name, value in floats.items() if value}
            yield str(task["uid"]), {**task, **known}


def _rule(calendar: PlanCalendar) -> CalendarRule:
    exceptions = tuple(
        (first, last, each.hours) for each in calendar.exceptions for first, last in each.days
    )
    return CalendarRule(calendar.name, calendar.week, calendar.base_uid, exceptions)


def _groups(plan: Plan, own: dict[str, WorkCalendar]) -> dict[str, WorkCalendar]:
    """A task without a calendar works whenever one of its resources does."""
    of_resource = {each.uid: own.get(each.calendar_uid or "") for each in plan.resources}
    members: dict[str, list[WorkCalendar]] = {}
    for each in plan.assignments:
        if calendar := of_resource.get(each.resource_uid or ""):
            members.setdefault(each.task_uid, []).append(calendar)
    return {uid: any_of(calendars) for uid, calendars in members.items()}


def _task(task: PlanTask, calendar: WorkCalendar | None) -> NetworkTask:
    return NetworkTask(
        task.uid,
        task.duration_minutes or 0,
        name=task.name,
        is_elapsed=task.is_elapsed,
        calendar=calendar,
        parent=task.parent_uid,
        constraint=task.constraint,
        constraint_date=task.constraint_date,
        deadline=task.deadline,
        start=task.start,
        finish=task.finish,
    )
