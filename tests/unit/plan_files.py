"""The shared plans and schedules as tasks and links, read without the importer under test."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskDates, TaskId, schedule
from ppm_tui.analysis.worktime import CalendarRule, Hours, WorkCalendar, any_of, derived
from ppm_tui.terms import Constraint, LagKind, LinkType

SPACE = "{http://schemas.microsoft.com/project}"
LINK_TYPES = (LinkType.FF, LinkType.FS, LinkType.SF, LinkType.SS)
CONSTRAINTS = tuple(Constraint)
ELAPSED = {4, 6, 8, 10, 12}
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


@dataclass(frozen=True)
class NetworkFile:
    """What `schedule` needs of one file."""

    tasks: tuple[NetworkTask, ...]
    links: tuple[NetworkLink, ...]
    calendar: WorkCalendar
    start: datetime

    def schedule(self, *, keeps_dates: bool = False) -> dict[TaskId, TaskDates]:
        tasks = [replace(task, keeps_dates=keeps_dates) for task in self.tasks]
        return schedule(tasks, self.links, calendar=self.calendar, project_start=self.start)

    def differences(self, got: dict[TaskId, TaskDates], oracle: Path) -> list[str]:
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
    root = ET.parse(path).getroot()
    rules = dict(_rules(root))
    own = {uid: derived(rules, uid) for uid in rules}
    groups = _groups(root, own)
    tasks: list[NetworkTask] = []
    links: list[NetworkLink] = []
    above: list[tuple[int, str]] = []
    for element in root.iter(f"{SPACE}Task"):
        uid = _text(element, "UID")
        if uid == "0" or _text(element, "IsNull") == "1":
            continue
        level = int(_text(element, "OutlineLevel", "1"))
        while above and above[-1][0] >= level:
            above.pop()
        parent = above[-1][1] if above else None
        above.append((level, uid))
        calendar = own.get(_text(element, "CalendarUID"), groups.get(uid))
        tasks.append(_task(element, calendar, parent))
        links += _links(element, uid)
    calendar = own[_text(root, "CalendarUID")]
    return NetworkFile(tuple(tasks), tuple(links), calendar, when(_text(root, "StartDate")))


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


def _text(element: ET.Element, name: str, default: str = "") -> str:
    return element.findtext(SPACE + name) or default


def _when(element: ET.Element, name: str) -> datetime | None:
    text = _text(element, name)
    return when(text) if text else None


def _minutes(text: str) -> int:
    found = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)S", text)
    return int(found[1]) * 60 + int(found[2]) if found else 0


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _hours(element: ET.Element) -> Hours:
    return tuple(
        (_minute(_text(each, "FromTime")), _minute(_text(each, "ToTime")) or 1440)
        for each in element.iter(f"{SPACE}WorkingTime")
    )


def _rules(root: ET.Element) -> Iterator[tuple[str, CalendarRule]]:
    for element in root.iter(f"{SPACE}Calendar"):
        week: list[Hours | None] = [None] * 7
        for day in element.iter(f"{SPACE}WeekDay"):
            if _text(day, "DayType") != "0":
                week[(int(_text(day, "DayType")) - 2) % 7] = _hours(day)
        exceptions = tuple(
            (_day(each, "FromDate"), _day(each, "ToDate"), _hours(each))
            for each in element.iter(f"{SPACE}Exception")
            if _text(each, "Type", "1") == "1"
        )
        base = _text(element, "BaseCalendarUID", "-1")
        base_uid = None if base in ("-1", "0") else base
        rule = CalendarRule(_text(element, "Name"), tuple(week), base_uid, exceptions)
        yield _text(element, "UID"), rule


def _day(exception: ET.Element, name: str) -> date:
    return when(exception.findtext(f"{SPACE}TimePeriod/{SPACE}{name}") or "").date()


def _groups(root: ET.Element, own: dict[str, WorkCalendar]) -> dict[str, WorkCalendar]:
    of_resource = {
        _text(each, "UID"): own[_text(each, "CalendarUID")]
        for each in root.iter(f"{SPACE}Resource")
        if _text(each, "UID") != "0" and _text(each, "CalendarUID") in own
    }
    members: dict[str, list[WorkCalendar]] = {}
    for each in root.iter(f"{SPACE}Assignment"):
        if calendar := of_resource.get(_text(each, "ResourceUID")):
            members.setdefault(_text(each, "TaskUID"), []).append(calendar)
    return {uid: any_of(calendars) for uid, calendars in members.items()}


def _task(element: ET.Element, calendar: WorkCalendar | None, parent: str | None) -> NetworkTask:
    return NetworkTask(
        _text(element, "UID"),
        _minutes(_text(element, "Duration")),
        name=_text(element, "Name"),
        is_elapsed=int(_text(element, "DurationFormat", "7")) in ELAPSED,
        calendar=calendar,
        parent=parent,
        constraint=CONSTRAINTS[int(_text(element, "ConstraintType", "0"))],
        constraint_date=_when(element, "ConstraintDate"),
        deadline=_when(element, "Deadline"),
        start=_when(element, "Start"),
        finish=_when(element, "Finish"),
    )


def _links(element: ET.Element, uid: str) -> Iterator[NetworkLink]:
    for each in element.iter(f"{SPACE}PredecessorLink"):
        lag, form = int(_text(each, "LinkLag", "0")), int(_text(each, "LagFormat", "7"))
        kind = LagKind.ELAPSED if form in ELAPSED else LagKind.WORKING
        link_type = LINK_TYPES[int(_text(each, "Type", "1"))]
        yield NetworkLink(_text(each, "PredecessorUID"), uid, link_type, lag // 10, kind)
