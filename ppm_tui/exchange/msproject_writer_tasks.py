"""Tasks in Microsoft Project XML: one row to one element."""

from dataclasses import dataclass

from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange.msproject_tasks import CONSTRAINTS, LINK_TYPES
from ppm_tui.exchange.msproject_writer_values import (
    Facts,
    Record,
    baselines,
    flag,
    frozen,
    minutes,
    number,
    plain,
    put,
    tenths,
    unit_format,
    wall,
)
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import PlanBaseline, PlanLink, PlanTask
from ppm_tui.terms import LagKind, TaskKind

MAX_BASELINE = 10
_TYPES = {name: str(code) for code, name in LINK_TYPES.items()}
_CONSTRAINTS = {name: str(code) for code, name in CONSTRAINTS.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands in the file; `is_phase` says that others stand below it."""

    line: int
    outline: str
    is_phase: bool


class OutlineNumbers:
    """Numbers such as 2.1.3 for tasks that come parents first."""

    def __init__(self) -> None:
        self._open: list[str | None] = [None]
        self._counts: list[int] = [0]

    def next(self, uid: str, parent_uid: str | None) -> str:
        """The number of the next task."""
        while self._open[-1] != parent_uid:
            self._open.pop()
            self._counts.pop()
        self._counts[-1] += 1
        found = ".".join(map(str, self._counts))
        self._open.append(uid)
        self._counts.append(0)
        return found


def task(row: PlanTask, place: Place, told: Facts, oddities: Oddities) -> str:
    """One task, phase or milestone."""
    is_phase = place.is_phase or row.kind is TaskKind.PHASE
    record: Record = {
        "UID": row.uid,
        "ID": str(place.line),
        "Name": row.name,
        "Active": flag(row.is_active),
        "Manual": flag(row.is_manual),
        "IsNull": "0",
        "OutlineNumber": place.outline,
        "OutlineLevel": str(place.outline.count(".") + 1),
        "Estimated": flag(row.is_estimated),
        "Summary": flag(is_phase),
        "PercentComplete": str(row.percent_complete),
        "ConstraintType": _CONSTRAINTS[row.constraint],
        "CalendarUID": row.calendar_uid or "-1",
        "PredecessorLink": [_link(each) for each in row.predecessors],
        "Baseline": baselines(_frozen(row, oddities), oddities),
    }
    if not is_phase:
        record["Milestone"] = flag(row.kind is TaskKind.MILESTONE)
    put(record, WBS=row.wbs or None, Priority=number(row.priority), Notes=row.notes or None)
    _dates(row, record)
    _amounts(row, record)
    _reckoned(row, record)
    source = row.source
    if row.owner:
        source = source | {names.OWNER: row.owner}
    if row.status:
        source = source | {names.STATUS: row.status}
    return told.element("Task", record, source, oddities)


def _dates(row: PlanTask, record: Record) -> None:
    shown = unit_format(row.duration_unit, is_elapsed=row.is_elapsed, is_estimated=row.is_estimated)
    put(
        record,
        Start=wall(row.start),
        Finish=wall(row.finish),
        Duration=minutes(row.duration_minutes),
        DurationFormat=str(shown),
        ActualStart=wall(row.actual_start),
        ActualFinish=wall(row.actual_finish),
        ActualDuration=minutes(row.actual_duration_minutes),
        RemainingDuration=minutes(row.remaining_duration_minutes),
        ConstraintDate=wall(row.constraint_date),
        Deadline=wall(row.deadline),
    )


def _reckoned(row: PlanTask, record: Record) -> None:
    """What follows from the whole plan, and where work on what has begun was left and goes on."""
    if (dates := row.dates) is not None:
        put(
            record,
            EarlyStart=wall(dates.early_start),
            EarlyFinish=wall(dates.early_finish),
            LateStart=wall(dates.late_start),
            LateFinish=wall(dates.late_finish),
            StartSlack=tenths(dates.start_slack),
            FinishSlack=tenths(dates.finish_slack),
            TotalSlack=tenths(dates.total_slack),
            FreeSlack=tenths(dates.free_slack),
            Critical=flag(dates.is_critical),
        )
    if 0 < row.done_parts < len(row.splits):
        stop, resume = row.splits[row.done_parts - 1][1], row.splits[row.done_parts][0]
        put(record, Stop=wall(stop), Resume=wall(resume))
    if "manual_start" in row.source:  # told twice by newer versions, of any task
        put(record, ManualStart=wall(row.start))
    if "manual_finish" in row.source:
        put(record, ManualFinish=wall(row.finish))
    if "manual_duration" in row.source:
        put(record, ManualDuration=minutes(row.duration_minutes))


def _amounts(row: PlanTask, record: Record) -> None:
    put(
        record,
        Work=minutes(row.work_minutes),
        ActualWork=minutes(row.actual_work_minutes),
        RemainingWork=minutes(row.remaining_work_minutes),
        PercentWorkComplete=number(row.percent_work),
        PhysicalPercentComplete=number(row.percent_physical),
        Cost=number(row.cost),
        FixedCost=number(row.fixed_cost),
        ActualCost=number(row.actual_cost),
        RemainingCost=number(row.remaining_cost),
    )


def _link(link: PlanLink) -> str:
    """The lag in tenths of a minute, or in per cent of the predecessor's duration."""
    is_share = link.lag_kind is LagKind.PERCENT
    shown = unit_format(
        "%" if is_share else link.lag_unit,
        is_elapsed=link.lag_kind is LagKind.ELAPSED or link.lag_unit == "e%",
    )
    return plain(
        "PredecessorLink",
        ("PredecessorUID", link.predecessor_uid),
        ("Type", _TYPES[link.type]),
        ("CrossProject", "0"),
        ("LinkLag", str(link.lag if is_share else link.lag * 10)),
        ("LagFormat", str(shown)),
    )


def _frozen(row: PlanTask, oddities: Oddities) -> dict[int, Record]:
    found = frozen(row.source)
    for each in row.baselines:
        if 0 <= each.number <= MAX_BASELINE:
            found.setdefault(each.number, {}).update(_baseline(each))
        else:
            oddities.note("baselines above number 10 are left out: the format has no place")
    return found


def _baseline(row: PlanBaseline) -> Record:
    record: Record = {}
    put(
        record,
        Start=wall(row.start),
        Finish=wall(row.finish),
        Duration=minutes(row.duration_minutes),
        Work=minutes(row.work_minutes),
        Cost=number(row.cost),
    )
    return record
