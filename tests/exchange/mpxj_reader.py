"""Plan files as MPXJ reads them, a Java library that shares nothing with ours: JSON on stdout.

python tests/exchange/mpxj_reader.py DAYS FILE...   one Java machine for all files, in a process
of its own. DAYS is how many days each calendar's hours are told for.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

import jpype
import mpxj  # noqa: F401  # sets Java's class path

Json = dict[str, Any]


def read(path: str, days: int) -> Json:
    """Tasks, calendars, resources and assignments of one file; every value as MPXJ says it."""
    from org.mpxj.reader import UniversalProjectReader

    project = UniversalProjectReader().read(path)
    return {
        "errors": [str(error) for error in project.getIgnoredErrors()],
        "project": properties(project.getProjectProperties()),
        "tasks": {
            str(task.getUniqueID()): described(task)
            for task in project.getTasks()
            if task.getUniqueID() is not None and not task.getNull()
        },
        "calendars": {
            f"{each.getUniqueID()} {each.getName()}": hours(each, project, days)
            for each in project.getCalendars()
        },
        "resources": {str(each.getUniqueID()): resource(each) for each in project.getResources()},
        "assignments": [assignment(each) for each in project.getResourceAssignments()],
    }


def told(of: Any, *names: str) -> Json:
    """Values as text; what is empty is None."""
    values = {name: getattr(of, f"get{name}")() for name in names}
    return {name: None if value is None else str(value) or None for name, value in values.items()}


def properties(of: Any) -> Json:
    names = ("StartDate", "FinishDate", "CurrencyCode", "CurrencySymbol", "MinutesPerDay")
    return told(of, *names, "MinutesPerWeek", "DaysPerMonth", "ProjectTitle", "Manager")


def described(task: Any) -> Json:
    found = told(
        task,
        *("Name", "OutlineNumber", "OutlineLevel", "WBS", "Start", "Finish", "Duration", "Work"),
        *("PercentageComplete", "Milestone", "Summary", "ConstraintType", "ConstraintDate"),
        *("Deadline", "Cost", "FixedCost", "ActualStart", "ActualFinish", "ActualDuration"),
        *("RemainingDuration", "TaskMode", "Active", "Priority", "Notes", "EarlyStart"),
        *("LateFinish", "TotalSlack", "BaselineStart", "BaselineFinish", "BaselineCost"),
        *("BaselineDuration", "BaselineWork", "Estimated", "Type", "EffortDriven"),
    )
    calendar = task.getCalendar()
    links = [
        (
            str(each.getPredecessorTask().getUniqueID()),
            str(each.getType()),
            str(each.getLag()),
        )
        for each in task.getPredecessors()
    ]
    parts = [(str(each.getStart()), str(each.getEnd())) for each in task.getWorkSplits() or ()]
    return found | {
        "Calendar": None if calendar is None else str(calendar.getName()),
        "Links": sorted(links),
        "Parts": parts,
    }


def hours(calendar: Any, project: Any, days: int) -> Json:
    from java.time import LocalDate

    start = project.getProjectProperties().getStartDate()
    first = date(int(start.getYear()), 1, 1)
    found = {}
    for offset in range(days):
        day = first + timedelta(days=offset)
        spans = calendar.getHours(LocalDate.of(day.year, day.month, day.day))
        found[day.isoformat()] = [(str(each.getStart()), str(each.getEnd())) for each in spans]
    return found


def resource(of: Any) -> Json:
    names = ("Name", "Type", "MaxUnits", "Cost", "StandardRate", "OvertimeRate", "CostPerUse")
    calendar = of.getCalendar()
    found = told(of, *names, "Initials", "EmailAddress", "Group", "Notes")
    return found | {"Calendar": None if calendar is None else str(calendar.getName())}


def assignment(of: Any) -> Json:
    who = of.getResource()
    found = told(of, "Units", "Work", "ActualWork", "RemainingWork", "Start", "Finish", "Cost")
    return found | {
        "Task": str(of.getTask().getUniqueID()),
        "Resource": None if who is None else str(who.getUniqueID()),
    }


if __name__ == "__main__":
    jpype.startJVM("-Xmx512m")
    count, *paths = sys.argv[1:]
    json.dump({path: read(path, int(count)) for path in paths}, sys.stdout)
