"""The plan itself of Microsoft Project XML: its own values, and those of its summary task."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import PurePath

from ppm_tui.exchange.msproject_checks import refuse_no_work
from ppm_tui.exchange.msproject_custom import rest
from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.exchange.msproject_values import Fields, Problems, quoted
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAssignment,
    PlanBaseline,
    PlanCalendar,
    PlanResource,
    PlanTask,
)

SUMMARY_COSTS = ("cost", "fixed_cost", "actual_cost", "remaining_cost")
BASELINE_FACTS = ("start", "finish", "duration_minutes", "work_minutes", "cost")
SUMMARY_FACTS = ("work_minutes", "actual_work_minutes", "remaining_work_minutes", "deadline",
                 "actual_start", "actual_finish", "percent_work")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """All rows of a file, and the row that sums it up, which is no task."""

    calendars: Mapping[str, PlanCalendar]
    tasks: Sequence[PlanTask]
    resources: Sequence[PlanResource]
    assignments: Sequence[PlanAssignment]
    summary: PlanTask | None


def plan(file: str, project: Element, parts: Parts, problems: Problems) -> Plan:
    """One plan; raises Invalid if its calendar, or that of a task, has no working time."""
    fields, summary = Fields(project, "Project", problems), parts.summary
    identity, name = _identity(file, fields)
    calendar_uid = _calendar(fields, parts.calendars)
    by = {calendar_uid, *(task.calendar_uid for task in parts.tasks)}
    refuse_no_work(file, by, parts.calendars, problems)
    start, finish = fields.moment("StartDate"), fields.moment("FinishDate")
    status = fields.moment("StatusDate")
    tolerance = fields.number("CriticalSlackLimit", 0, 9_999)
    day = fields.number("MinutesPerDay", 1, 1440) or 480
    frozen = {one.number: one for one in summary.baselines} if summary else {}
    budget = frozen.get(0)
    return Plan(
        source_id=f"msproject:{identity[:200]}",
        name=name,
        owner=fields.text("Manager"),
        currency=fields.word("CurrencyCode") or fields.word("CurrencySymbol"),
        budget_cost=budget.cost if budget else None,
        budget_minutes=budget.work_minutes if budget else None,
        percent_complete=summary.percent_complete if summary else None,
        start=start or (summary.start if summary else None),
        finish=finish or (summary.finish if summary else None),
        status_date=status.date() if status else None,
        minutes_per_day=day,
        minutes_per_week=fields.number("MinutesPerWeek", 1, 10_080) or 2400,
        days_per_month=fields.number("DaysPerMonth", 1, 31) or 20,
        critical_float_minutes=None if tolerance is None else tolerance * day,
        calendar_uid=calendar_uid,
        notes=summary.notes if summary else "",
        calendars=tuple(parts.calendars.values()),
        resources=tuple(_resources(parts, problems)),
        tasks=tuple(parts.tasks),
        assignments=tuple(parts.assignments),
        source=_source(fields, summary),
    )


def _identity(file: str, fields: Fields) -> tuple[str, str]:
    """What finds the plan again, and its name."""
    title, name = fields.left.get("Title", ""), fields.left.get("Name", "")
    stem = PurePath(file).stem
    handles = [fields.word("GUID"), fields.word("UID")]
    shown = next((text for text in (title, name, stem) if text.strip()), "Unnamed")
    known = [text for text in (*handles, name.strip(), title.strip(), stem) if text]
    if fields.left.get("ScheduleFromStart", "").strip() in ("0", "false"):
        fields.problems.note("Project", "is scheduled from its finish; read as from its start")
    return (known[0] if known else "Unnamed"), shown


def _calendar(fields: Fields, calendars: Mapping[str, PlanCalendar]) -> str | None:
    uid = fields.uid("CalendarUID")
    if uid is None or uid in calendars:
        return uid
    if calendars:
        fields.problems.note("Project", f"calendar {uid} is not in the file; left out")
    return None


def _resources(parts: Parts, problems: Problems) -> Iterator[PlanResource]:
    for one in parts.resources:
        if one.calendar_uid is None or one.calendar_uid in parts.calendars:
            yield one
        else:
            where = f"resource {one.uid} {quoted(one.name)}"
            problems.note(where, f"calendar {one.calendar_uid} is not in the file; left out")
            yield replace(one, calendar_uid=None)


def _source(fields: Fields, summary: PlanTask | None) -> dict[str, str]:
    source = rest(fields)
    if summary is None:
        return source
    if summary.fixed_cost:
        fields.problems.note("Project", "has a fixed cost of its own; kept as a source value only")
    source |= _facts(summary, (*SUMMARY_COSTS, *SUMMARY_FACTS), "")
    for one in summary.baselines:
        source |= _facts(one, BASELINE_FACTS, f"baseline{one.number}_")
    return source | {f"summary_{name}": text for name, text in summary.source.items()}


def _facts(of: PlanTask | PlanBaseline, names: Sequence[str], prefix: str) -> dict[str, str]:
    values = {name: getattr(of, name) for name in names}
    return {f"{prefix}{name}": _text(name, one) for name, one in values.items() if one is not None}


def _text(name: str, value: datetime | int) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{Decimal(value) / 100:.2f}" if name.endswith("cost") else str(value)
