"""The plan itself in Microsoft Project XML: its own values, and the row that sums it up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from ppm_tui import formats
from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange.msproject_plan import BASELINE_FACTS, SUMMARY_COSTS, SUMMARY_FACTS
from ppm_tui.exchange.msproject_values import decimal
from ppm_tui.exchange.msproject_writer_calendars import calendar_uid
from ppm_tui.exchange.msproject_writer_values import (
    Facts,
    Record,
    baselines,
    elements,
    frozen,
    is_fit,
    minutes,
    number,
    put,
    text,
    unsaid,
    wall,
)
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import Plan
from ppm_tui.store.queries.plan_file import PlanHead

SAVE_VERSION = "14"
"""The form of the file: that of Project 2010 and later."""
KIND = "msproject:"
OF_SUMMARY = "summary_"
_FACTS = frozenset((*SUMMARY_COSTS, *SUMMARY_FACTS))
_KEPT = frozenset(("fixed_cost", "deadline"))
_BASELINE_FACT = re.compile(rf"baseline(\d+)_({'|'.join(BASELINE_FACTS)})")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CODE = re.compile("[A-Z]{3}")
_NAMES = {
    "cost": "Cost",
    "fixed_cost": "FixedCost",
    "actual_cost": "ActualCost",
    "remaining_cost": "RemainingCost",
    "work_minutes": "Work",
    "actual_work_minutes": "ActualWork",
    "remaining_work_minutes": "RemainingWork",
    "duration_minutes": "Duration",
    "deadline": "Deadline",
    "actual_start": "ActualStart",
    "actual_finish": "ActualFinish",
    "percent_work": "PercentWorkComplete",
    "start": "Start",
    "finish": "Finish",
}


@dataclass(slots=True)
class SummaryFacts:
    """What a file said of the row that sums the project up, taken out of the project's source."""

    values: Record = field(default_factory=dict)
    baselines: dict[int, Record] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)


def own(head: PlanHead, oddities: Oddities) -> Iterator[str]:
    """The values of the project itself, a line each."""
    plan = head.plan
    record: Record = {
        "SaveVersion": SAVE_VERSION,
        "ScheduleFromStart": "1",
        "MinutesPerDay": str(plan.minutes_per_day),
        "MinutesPerWeek": str(plan.minutes_per_week),
        "DaysPerMonth": str(plan.days_per_month),
        "CriticalSlackLimit": _tolerance(plan, oddities),
        "CalendarUID": calendar_uid(plan),
    }
    put(record, Manager=plan.owner or None, StartDate=wall(plan.start))
    put(record, FinishDate=wall(plan.finish))
    known = elements(names.PROJECT, names.PROJECT_MINE)
    for name, value in plan.source.items():
        if (key := known.get(name)) and is_fit(key, value):
            record[key] = unsaid(key, value)
        elif not _is_of_summary(name) and name != "save_version":
            oddities.note(f"«{name}» of the project is left out: the format has no place for it")
    code = _CODE.fullmatch(plan.currency) or "CurrencySymbol" in record
    record["CurrencyCode" if code else "CurrencySymbol"] = plan.currency
    _name(head, record)
    for key in names.PROJECT:
        if isinstance(found := record.get(key), str):
            yield f"<{key}>{text(found, oddities)}</{key}>\n"


def _tolerance(plan: Plan, oddities: Oddities) -> str:
    """Whole days, as the format has them: never more float is critical there than here."""
    days, rest = divmod(plan.critical_float_minutes or 0, plan.minutes_per_day)
    if rest:
        oddities.note(
            f"critical up to {formats.duration(plan.critical_float_minutes, plan.minutes_per_day)} "
            f"of float is written as {days}d: the format counts whole days"
        )
    return str(days)


def _name(head: PlanHead, record: Record) -> None:
    """The name, and what finds the plan again when the file is imported."""
    plan = head.plan
    title, name = (str(record.get(key, "")) for key in ("Title", "Name"))
    if next((each for each in (title, name) if each.strip()), "") != plan.name:
        record["Title"] = title = plan.name
    kind, _, identity = plan.source_id.partition(":")
    if f"{kind}:" != KIND:
        record["GUID"] = str(UUID(head.project_id)).upper()
    elif identity != (name.strip() or title.strip())[:200]:
        record["GUID" if _GUID.fullmatch(identity) else "UID"] = identity


def _is_of_summary(name: str) -> bool:
    return (
        name in _FACTS or name.startswith(OF_SUMMARY) or _BASELINE_FACT.fullmatch(name) is not None
    )


def summary_facts(source: dict[str, str]) -> SummaryFacts:
    """What the project's source keeps of the row that sums it up."""
    facts = SummaryFacts()
    for name, value in source.items():
        if name in _FACTS - _KEPT:
            continue  # what follows from the tasks: whoever opens the file adds it up
        if name in _FACTS:
            put(facts.values, **{_NAMES[name]: _written(name, value)})
        elif found := _BASELINE_FACT.fullmatch(name):
            record = facts.baselines.setdefault(int(found[1]), {})
            put(record, **{_NAMES[found[2]]: _written(found[2], value)})
        elif name.startswith(OF_SUMMARY):
            facts.source[name.removeprefix(OF_SUMMARY)] = value
    return facts


def _written(name: str, value: str) -> str | None:
    if name.endswith("_minutes"):
        return minutes(int(value)) if value.isdecimal() else None
    if name.endswith("cost"):
        amount = decimal(value)
        return None if amount is None else f"{(amount * 100).normalize():f}"
    return value


def summary(plan: Plan, told: Facts, oddities: Oddities) -> str:
    """The row that sums the project up, number 0 of every plan; its baseline 0 is the budget."""
    facts = summary_facts(plan.source)
    record: Record = {
        "UID": "0",
        "ID": "0",
        "Name": plan.name,
        "OutlineNumber": "0",
        "OutlineLevel": "0",
        "Summary": "1",
        "IsNull": "0",
    }
    put(record, Start=wall(plan.start), Finish=wall(plan.finish), Notes=plan.notes or None)
    put(record, PercentComplete=number(plan.percent_complete))
    record |= facts.values
    known = facts.baselines
    for key, more in frozen(facts.source).items():
        known.setdefault(key, {}).update(more)
    budget: Record = {}
    put(budget, Work=minutes(plan.budget_minutes), Cost=number(plan.budget_cost))
    if budget:
        known.setdefault(0, {}).update(budget)
    record["Baseline"] = baselines(known, oddities)
    return told.element("Task", record, facts.source, oddities)
