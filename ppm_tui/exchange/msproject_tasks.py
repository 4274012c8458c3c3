"""Tasks of Microsoft Project XML: one record to one row."""

from dataclasses import replace
from typing import Any

from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject_custom import CustomFields
from ppm_tui.exchange.msproject_names import OWNER, STATUS
from ppm_tui.exchange.msproject_outline import Outline, level
from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.exchange.msproject_values import (
    MAX_DURATION,
    MAX_WORK,
    Fields,
    Problems,
    named,
    quoted,
    report_unread,
    unit,
)
from ppm_tui.store.plan_rows import PlanBaseline, PlanLink, PlanTask
from ppm_tui.terms import Constraint, LagKind, LinkType, TaskKind

LINK_TYPES = {0: "FF", 1: "FS", 2: "SF", 3: "SS"}
CONSTRAINTS = dict(enumerate(("ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT")))
TYPES = {"0": "fixed_units", "1": "fixed_duration", "2": "fixed_work"}
STANDING_IN = {
    "ExternalTask": "stands for a task of another project; kept as an ordinary one",
    "IsSubproject": "stands for a project in another file; kept without that project's tasks",
}
MAX_PARTS = 600_000
READ = frozenset(("PredecessorLink", "Baseline", "ExtendedAttribute", "OutlineCode"))

_DATED = frozenset(set(Constraint) - {Constraint.ASAP, Constraint.ALAP})
_MOMENTS = {
    "start": "Start",
    "finish": "Finish",
    "actual_start": "ActualStart",
    "actual_finish": "ActualFinish",
    "deadline": "Deadline",
    "constraint_date": "ConstraintDate",
}
_DURATIONS = {
    "duration_minutes": "Duration",
    "actual_duration_minutes": "ActualDuration",
    "remaining_duration_minutes": "RemainingDuration",
}
_WORKS = {
    "work_minutes": "Work",
    "actual_work_minutes": "ActualWork",
    "remaining_work_minutes": "RemainingWork",
}
_COSTS = {
    "cost": "Cost",
    "fixed_cost": "FixedCost",
    "actual_cost": "ActualCost",
    "remaining_cost": "RemainingCost",
}


class Tasks:
    """Reads tasks in the file's order; the row that sums up the project is kept aside."""

    def __init__(self, file: str, custom: CustomFields, problems: Problems) -> None:
        self._outline = Outline(file, problems)
        self._file, self._custom, self._problems = file, custom, problems
        self._parts = 0
        self.summary: PlanTask | None = None

    def read(self, record: Element, uid: str) -> PlanTask | None:
        """One row in its place, or None for the project's own; phases are known by flag only."""
        name = record.fields.pop("Name", "")
        where = f"line {record.line}, task {uid} {quoted(name)}"
        fields = Fields(record, where, self._problems)
        self._look(record, where)
        if uid == "0" and self.summary is None and _is_summary(fields):
            self.summary = self._row(record, fields, uid, name or "Project")
            return None
        parent = self._outline.parent(uid, level(fields), where)
        row = self._row(record, fields, uid, named(name, where, self._problems))
        return row if parent is None else replace(row, parent_uid=parent)

    def _look(self, record: Element, where: str) -> None:
        self._parts += len(record.parts)
        if self._parts > MAX_PARTS:
            raise Invalid(f"{self._file}, {where}: more than {MAX_PARTS:,} links and baselines.")
        report_unread(record, READ, self._problems)
        for flag, what in STANDING_IN.items():
            if record.fields.get(flag, "").strip() in ("1", "true"):
                self._problems.note(where, what)

    def _row(self, record: Element, fields: Fields, uid: str, name: str) -> PlanTask:
        values = _figures(fields) | _plan(fields)
        fields.left["Type"] = TYPES.get(fields.word("Type"), "")
        links = _links(record, fields.where, self._problems)
        frozen = baselines(record, fields.where, self._problems)
        # After the baselines, which leave there what they have no place for.
        source = self._custom.of(record, fields)
        return PlanTask(
            uid=uid,
            name=name,
            **values,
            predecessors=links,
            baselines=frozen,
            # What the format has no element for, as our own files tell it.
            owner=source.pop(OWNER, ""),
            status=source.pop(STATUS, ""),
            source=source,
        )


def _is_summary(fields: Fields) -> bool:
    given = fields.left.get("OutlineLevel", "").strip()
    return given == "0" or (not given and fields.left.get("ID", "").strip() in ("", "0"))


def _figures(fields: Fields) -> dict[str, Any]:
    shown, elapsed = unit(fields.number("DurationFormat", 0, 100))
    values: dict[str, Any] = {ours: fields.moment(theirs) for ours, theirs in _MOMENTS.items()}
    values |= {ours: fields.minutes(theirs) for ours, theirs in _DURATIONS.items()}
    values |= {ours: fields.minutes(theirs, MAX_WORK) for ours, theirs in _WORKS.items()}
    values |= {ours: fields.money(theirs) for ours, theirs in _COSTS.items()}
    return values | {
        "duration_unit": shown,
        "is_elapsed": elapsed,
        "is_estimated": fields.flag("Estimated") or False,
        "percent_complete": fields.number("PercentComplete", 0, 100) or 0,
        "percent_work": fields.number("PercentWorkComplete", 0, 100),
        "percent_physical": fields.number("PhysicalPercentComplete", 0, 100),
        "kind": _kind(fields, values["duration_minutes"]),
        "constraint": _constraint(fields, dated=values["constraint_date"] is not None),
    }


def _plan(fields: Fields) -> dict[str, Any]:
    return {
        "wbs": fields.text("WBS"),
        "calendar_uid": fields.uid("CalendarUID"),
        "is_active": fields.flag("Active") is not False,
        "is_manual": fields.flag("Manual") or False,
        "priority": fields.number("Priority", 0, 1000),
        "notes": fields.text("Notes"),
    }


def _kind(fields: Fields, length: int | None) -> TaskKind:
    summary, milestone = fields.flag("Summary"), fields.flag("Milestone")
    if summary:
        fields.left["Milestone"] = "1" if milestone else ""
        return TaskKind.PHASE
    if milestone or (milestone is None and length == 0):
        return TaskKind.MILESTONE
    return TaskKind.TASK


def _constraint(fields: Fields, *, dated: bool) -> Constraint:
    chosen = Constraint(fields.choice("ConstraintType", CONSTRAINTS) or "ASAP")
    if chosen in _DATED and not dated:
        fields.problems.note(fields.where, f"constraint {chosen} has no date; left out")
        return Constraint.ASAP
    return chosen


def _links(record: Element, where: str, problems: Problems) -> tuple[PlanLink, ...]:
    links: list[PlanLink] = []
    taken: dict[str, set[LinkType]] = {}
    for part in record.each("PredecessorLink"):
        fields = Fields(part, where, problems)
        uid = fields.uid("PredecessorUID")
        other = fields.text("CrossProjectName") if fields.flag("CrossProject") else ""
        if uid is None:
            problems.note(where, "a link that names no predecessor; dropped")
        elif other:
            problems.note(where, f"predecessor in another project {quoted(other)}; link dropped")
        elif (link := _link(fields, uid)).type in taken.setdefault(uid, set()):
            problems.note(where, f"linked {link.type} to {uid} twice; the first link is kept")
        else:
            taken[uid].add(link.type)
            links.append(link)
    return tuple(links)


def _link(fields: Fields, uid: str) -> PlanLink:
    kind = LinkType(fields.choice("Type", LINK_TYPES) or "FS")
    shown, elapsed = unit(fields.number("LagFormat", 0, 100))
    if shown == "%":
        lag = fields.number("LinkLag", -MAX_DURATION, MAX_DURATION) or 0
        if elapsed and lag:
            fields.problems.note(fields.where, f"lag of {lag} elapsed per cent; read as per cent")
        return PlanLink(uid, kind, lag, LagKind.PERCENT, "e%" if elapsed else "%")
    lag = fields.tenths("LinkLag") or 0
    return PlanLink(uid, kind, lag, LagKind.ELAPSED if elapsed else LagKind.WORKING, shown)


def baselines(record: Element, where: str, problems: Problems) -> tuple[PlanBaseline, ...]:
    """Baselines 0 to 10 in the order of their numbers."""
    found = {}
    for part in record.each("Baseline"):
        fields = Fields(part, f"{where}, baseline", problems)
        number = fields.number("Number", 0, 10)
        if number is None:
            problems.note(where, "a baseline without a number from 0 to 10; left out")
        elif number in found:
            problems.note(where, f"baseline {number} is given twice; the first is kept")
        else:
            found[number] = _baseline(fields, number)
            record.fields |= {f"Baseline{number}{key}": text for key, text in fields.left.items()}
    return tuple(found[number] for number in sorted(found))


def _baseline(fields: Fields, number: int) -> PlanBaseline:
    return PlanBaseline(
        number=number,
        start=fields.moment("Start"),
        finish=fields.moment("Finish"),
        duration_minutes=fields.minutes("Duration"),
        work_minutes=fields.minutes("Work", MAX_WORK),
        cost=fields.money("Cost"),
    )
