"""Resources and assignments in Microsoft Project XML: one row to one element."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from ppm_tui.exchange.msproject_resources import RATE_UNITS
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
    units,
    wall,
)
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAssignment,
    PlanAvailability,
    PlanRate,
    PlanResource,
    PlanTask,
)
from ppm_tui.terms import ResourceKind

NOBODY = "-65535"
FROM, TO = "1984-01-01T00:00:00", "2049-12-31T23:59:00"
"""The first and last day of the program's calendar: a period without bounds."""
REMAINING, ACTUAL = "1", "2"
IN_HOURS = "1"
_TYPES = {ResourceKind.MATERIAL: "0", ResourceKind.WORK: "1", ResourceKind.COST: "0"}
_RATE_FORMATS = {name: str(code) for code, name in RATE_UNITS.items()}
_TABLES = {letter: str(number) for number, letter in enumerate("ABCDE")}


def resource(line: int, row: PlanResource, plan: Plan, told: Facts, oddities: Oddities) -> str:
    """One person, machine, material or cost, with its rates and when it is there."""
    record: Record = {
        "UID": row.uid,
        "ID": str(line),
        "Name": row.name,
        "Type": _TYPES[row.kind],
        "IsNull": "0",
        "IsCostResource": flag(row.kind is ResourceKind.COST),
        "Baseline": baselines(frozen(row.source), oddities),
        "Rates": _wrapped("Rates", [_rate(each, plan) for each in row.rates]),
        "AvailabilityPeriods": _wrapped(
            "AvailabilityPeriods", [_available(each) for each in row.availability]
        ),
    }
    if "id" in row.source:
        del record["ID"]
    put(
        record,
        Initials=row.initials or None,
        Group=row.group or None,
        EmailAddress=row.email or None,
        MaxUnits=units(row.max_units),
        Work=minutes(row.work_minutes),
        Cost=number(row.cost),
        CalendarUID=row.calendar_uid,
        Notes=row.notes or None,
    )
    current = [each for each in row.rates if each.table == "A"][-1:]
    for each in current:
        put(record, **dict(_amounts(each, plan)))
    return told.element("Resource", record, row.source, oddities)


def _wrapped(name: str, parts: list[str]) -> list[str]:
    return [f"<{name}>{''.join(parts)}</{name}>"] if parts else []


def _rate(rate: PlanRate, plan: Plan) -> str:
    return plain(
        "Rate",
        ("RatesFrom", _bound(rate.valid_from, FROM)),
        ("RatesTo", _bound(rate.valid_to, TO)),
        ("RateTable", _TABLES.get(rate.table)),
        *_amounts(rate, plan),
    )


def _amounts(rate: PlanRate, plan: Plan) -> Iterator[tuple[str, str | None]]:
    yield "StandardRate", _hourly(rate.standard, rate.standard_per, plan)
    yield "StandardRateFormat", _RATE_FORMATS.get(rate.standard_per)
    yield "OvertimeRate", _hourly(rate.overtime, rate.overtime_per, plan)
    yield "OvertimeRateFormat", _RATE_FORMATS.get(rate.overtime_per)
    yield "CostPerUse", number(rate.per_use)


def _hourly(amount: int | None, per: str, plan: Plan) -> str | None:
    """An amount per unit as one per hour, by the project's day, week and month."""
    if amount is None:
        return None
    day = Decimal(plan.minutes_per_day) / 60
    week = Decimal(plan.minutes_per_week) / 60
    lengths = {
        "m": Decimal(1) / 60,
        "d": day,
        "w": week,
        "mo": day * plan.days_per_month,
        "y": week * 52,
    }
    found = Decimal(amount) / (lengths.get(per, Decimal(1)) * 100)
    return f"{found.quantize(Decimal('1.0000000000')).normalize():f}"


def _available(span: PlanAvailability) -> str:
    return plain(
        "AvailabilityPeriod",
        ("AvailableFrom", _bound(span.valid_from, FROM)),
        ("AvailableTo", _bound(span.valid_to, TO)),
        ("AvailableUnits", units(span.units)),
    )


def _bound(day: date | None, otherwise: str) -> str:
    return otherwise if day is None else f"{day.isoformat()}T00:00:00"


def assignment(
    row: PlanAssignment, splits: Mapping[str, PlanTask], told: Facts, oddities: Oddities
) -> str:
    """A resource on a task. The parts of a split task are told by the work in each of them."""
    record: Record = {
        "UID": row.uid,
        "TaskUID": row.task_uid,
        "ResourceUID": row.resource_uid or NOBODY,
        "Baseline": baselines(frozen(row.source), oddities),
    }
    put(
        record,
        Units=units(row.units),
        Work=minutes(row.work_minutes),
        ActualWork=minutes(row.actual_work_minutes),
        RemainingWork=minutes(row.remaining_work_minutes),
        Start=wall(row.start),
        Finish=wall(row.finish),
        Delay=tenths(row.delay_minutes),
        Cost=number(row.cost),
        ActualCost=number(row.actual_cost),
    )
    if row.task_uid in splits:
        record["TimephasedData"] = list(_parts(row, splits[row.task_uid]))
    return told.element("Assignment", record, row.source, oddities)


def of_nobody(uid: str, task: PlanTask) -> PlanAssignment:
    """What tells the parts of a task that nobody is assigned to, as the program itself does it."""
    return PlanAssignment(uid, task.uid, start=task.start, finish=task.finish)


def _parts(row: PlanAssignment, task: PlanTask) -> Iterator[str]:
    """Work part by part, and none between them; each part has its share by length.

    Parts that the work done so far fills count as actual work, the others as remaining; where
    nobody said how much work that was, those that the percentage of the task fills.
    """
    lengths = [max(int((finish - start).total_seconds()) // 60, 1) for start, finish in task.splits]
    total, work = sum(lengths), row.work_minutes or 0
    done = row.actual_work_minutes
    last: datetime | None = None
    so_far = 0
    for place, ((start, finish), length) in enumerate(zip(task.splits, lengths, strict=True)):
        share = max(work * length // total, 1)
        so_far += share
        is_done = place < task.done_parts if done is None else so_far <= done
        kind = ACTUAL if is_done else REMAINING
        if last is not None:
            yield _timephased(row.uid, kind, last, start, 0)
        yield _timephased(row.uid, kind, start, finish, share)
        last = finish


def _timephased(uid: str, kind: str, start: datetime, finish: datetime, work: int) -> str:
    return plain(
        "TimephasedData",
        ("Type", kind),
        ("UID", uid),
        ("Start", wall(start)),
        ("Finish", wall(finish)),
        ("Unit", IN_HOURS),
        ("Value", minutes(work)),
    )
