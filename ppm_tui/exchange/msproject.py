"""Microsoft Project XML: a plan as Project 2002 to today, and others after it, save it.

Refused as a whole, with one sentence: what is not well-formed, declares a document type, passes a
limit, uses one uid for two things, or goes round in circles. Everything else is read, and what
could not be read or placed stands in `problems`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from ppm_tui.errors import Invalid
from ppm_tui.exchange import msproject_checks as checks
from ppm_tui.exchange.msproject_calendars import Calendars
from ppm_tui.exchange.msproject_custom import CustomFields
from ppm_tui.exchange.msproject_plan import Parts, plan
from ppm_tui.exchange.msproject_resources import Resources, is_placeholder
from ppm_tui.exchange.msproject_splits import WorkDays, parts
from ppm_tui.exchange.msproject_stream import Element, Run, stream
from ppm_tui.exchange.msproject_tasks import Tasks
from ppm_tui.exchange.msproject_values import MAX_UID, Problems
from ppm_tui.store.plan_rows import PlanAssignment, PlanCalendar, PlanFile, PlanResource, PlanTask
from ppm_tui.terms import TaskKind

KIND = "MS Project XML"
LIMITS = {"Task": 100_000, "Resource": 50_000, "Assignment": 300_000, "Calendar": 20_000}
LOOKS = frozenset(("WBSMasks", "Views", "Filters", "Groups", "Tables", "Maps", "Reports",
                   "Drawings", "DataLinks", "VBAProjects"))  # fmt: skip
"""Sections about how the program shows a plan; nothing of the plan is in them."""


def read(data: BinaryIO | bytes, name: str) -> PlanFile:
    """The one plan of a file called `name`.

    Raises Invalid when the file is refused; the message names the file and the line or element.
    Reads once, in memory that grows with the plan and not with the file.
    """
    reading = _Reading(name)
    repeated, timephased = stream(data, name, reading.project, reading.take)
    for what, times in repeated.items():
        reading.problems.count(f"{what} given twice, the first kept", times)
    if timephased:
        text = f"{timephased:,} rows of day-by-day figures are read only for pauses of split tasks"
        reading.problems.note("Assignments", text)
    whole = plan(name, reading.project, reading.parts(), reading.problems)
    return PlanFile(KIND, (whole,), reading.problems.lines())


class _Reading:
    """What was read so far, record by record."""

    def __init__(self, file: str) -> None:
        self.project = Element("Project")
        self.problems = Problems()
        self._file = file
        self._custom = CustomFields(file, self.problems)
        self._calendar_reader = Calendars(file, self.problems)
        self._resource_reader = Resources(self.project, self._custom, self.problems)
        self._task_reader = Tasks(file, self._custom, self.problems)
        self._seen: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}
        self._runs: dict[str, list[Run]] = {}
        self._tasks: list[PlanTask] = []
        self._calendars: list[PlanCalendar] = []
        self._resources: list[PlanResource] = []
        self._assignments: list[PlanAssignment] = []

    def take(self, section: str, record: Element) -> None:
        """One record, as the stream hands it over."""
        takers: dict[str, Callable[[Element], None]] = {
            "Tasks/Task": self._task,
            "Assignments/Assignment": self._assignment,
            "Resources/Resource": self._resource,
            "Calendars/Calendar": self._calendar,
            "ExtendedAttributes/ExtendedAttribute": self._custom.define,
            "OutlineCodes/OutlineCode": self._custom.define_code,
        }
        taker = takers.get(f"{section}/{record.name}")
        self._count(record.name if taker else "further", record.line)
        if taker:
            taker(record)
        elif section not in LOOKS:
            self.problems.count(f"{section}/{record.name} is not read")

    def parts(self) -> Parts:
        """Everything together, once it is known to fit."""
        calendars = checks.sound_calendars(self._file, self._calendars, self.problems)
        tasks = checks.sound_links(self._tasks, self.problems)
        checks.refuse_cycle(self._file, tasks)
        assignments = self._placed({task.uid for task in tasks})
        used = {one.resource_uid for one in assignments}
        resources = [one for one in self._resources if one.uid in used or not is_placeholder(one)]
        tasks = self._finished(tasks, calendars)
        return Parts(calendars, tasks, resources, assignments, self._task_reader.summary)

    def _count(self, kind: str, line: int) -> None:
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        limit = LIMITS.get(kind, 100_000)
        if number > limit:
            where = f"{self._file}, line {line}"
            raise Invalid(
                f"{where}: the file has more than {limit:,} {kind} elements. "
                "Save the plan in parts, then import them."
            )

    def _uid(self, record: Element) -> str:
        """The record's uid; raises Invalid if another of its kind has it."""
        uid = record.fields.pop("UID", "").strip()
        if not uid:
            uid = f"no {self._counts[record.name]}"
            self.problems.note(f"line {record.line}", f"{record.name} without UID; called '{uid}'")
        key, where = (record.name, uid), f"{self._file}, line {record.line}"
        if len(uid) > MAX_UID:
            raise Invalid(f"{where}: UID of {record.name} is longer than {MAX_UID} characters.")
        if key in self._seen:
            raise Invalid(
                f"{where}: {record.name} UID {uid} is taken already, by the one of line "
                f"{self._seen[key]}. Give one of them another UID, then import again."
            )
        self._seen[key] = record.line
        return uid

    def _is_empty(self, record: Element) -> bool:
        if record.fields.pop("IsNull", "").strip() not in ("1", "true"):
            return False
        self.problems.count(f"empty {record.name} row left out")
        return True

    def _task(self, record: Element) -> None:
        if not self._is_empty(record):
            task = self._task_reader.read(record, self._uid(record))
            if task:
                self._tasks.append(task)

    def _resource(self, record: Element) -> None:
        if not self._is_empty(record):
            self._resources.append(self._resource_reader.resource(record, self._uid(record)))

    def _calendar(self, record: Element) -> None:
        self._calendars.append(self._calendar_reader.read(record, self._uid(record)))

    def _assignment(self, record: Element) -> None:
        one = self._resource_reader.assignment(record, self._uid(record))
        self._assignments.append(one)
        if any(not run.worked for run in record.runs):
            self._runs.setdefault(one.task_uid, []).extend(record.runs)

    def _placed(self, tasks: set[str]) -> list[PlanAssignment]:
        """Assignments of tasks that exist; of resources that do not, as work of nobody."""
        resources = {one.uid for one in self._resources}
        placed = []
        for one in self._assignments:
            where = f"assignment {one.uid}"
            if one.task_uid not in tasks:
                self.problems.note(where, f"task {one.task_uid} is not in the file; left out")
                continue
            if one.resource_uid not in resources and one.resource_uid is not None:
                self.problems.note(where, f"resource {one.resource_uid} is not in the file; nobody")
                one = replace(one, resource_uid=None)
            placed.append(one)
        return placed

    def _finished(
        self, tasks: list[PlanTask], calendars: dict[str, PlanCalendar]
    ) -> list[PlanTask]:
        parents = {task.parent_uid for task in tasks}
        days, default = WorkDays(calendars), self.project.fields.get("CalendarUID", "").strip()
        finished = []
        for task in tasks:
            if task.uid in parents and task.kind is not TaskKind.PHASE:
                task = replace(task, kind=TaskKind.PHASE)
            calendar = task.calendar_uid
            if calendar is not None and calendar not in calendars:
                if calendar != "0":
                    text = f"calendar {calendar} is not in the file; the project's is taken"
                    self.problems.note(f"task {task.uid}", text)
                task = replace(task, calendar_uid=None)
            if task.uid in self._runs:
                split = parts(self._runs[task.uid], days, task.calendar_uid or default)
                task = replace(task, splits=split)
            finished.append(task)
        return finished
