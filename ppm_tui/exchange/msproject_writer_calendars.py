"""Calendars in Microsoft Project XML: weeks, exceptions with their rules, work weeks.

A rule is written as a rule when it comes on the very days that are stored; else each of its
stretches is an exception of its own, so that the working hours of every day are the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ppm_tui.exchange import msproject_recurrence as recurrence
from ppm_tui.exchange.msproject_calendars import Days, adjoining, block, outside
from ppm_tui.exchange.msproject_checks import USUAL_WEEK
from ppm_tui.exchange.msproject_recurrence import Rule
from ppm_tui.exchange.msproject_rules import rules
from ppm_tui.exchange.msproject_writer_values import flag, plain, text
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import Hours, Plan, PlanCalendar, PlanException

ONE_DAY = "1"
"""Type of an exception that is one period and no rule."""


def calendars(plan: Plan, oddities: Oddities) -> Iterator[str]:
    """Every calendar; one of the usual hours when the plan names none as its own."""
    found = plan.calendars
    if plan.calendar_uid is None:
        found = (*found, PlanCalendar(calendar_uid(plan), "Standard", USUAL_WEEK))
    for each in found:
        yield _calendar(each, oddities)


def calendar_uid(plan: Plan) -> str:
    """The plan's calendar, or the one that is added to a plan without one."""
    return plan.calendar_uid or str(max((int(each.uid) for each in plan.calendars), default=0) + 1)


def _calendar(row: PlanCalendar, oddities: Oddities) -> str:
    singles, weeks = _sorted_out(row.exceptions)
    exceptions = "".join(_exception(*each, oddities) for each in singles)
    work_weeks = "".join(_work_week(each, oddities) for each in weeks)
    return "".join(
        (
            "<Calendar>",
            f"<UID>{row.uid}</UID><Name>{text(row.name, oddities)}</Name>",
            f"<IsBaseCalendar>{flag(row.base_uid is None)}</IsBaseCalendar>",
            f"<BaseCalendarUID>{row.base_uid or -1}</BaseCalendarUID>",
            _wrapped("WeekDays", _week(row.week)),
            _wrapped("Exceptions", exceptions),
            _wrapped("WorkWeeks", work_weeks),
            "</Calendar>",
        )
    )


def _wrapped(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def _week(week: Sequence[Hours | None]) -> str:
    """Sunday is day 1; a day that follows the base calendar is not named."""
    order = (6, *range(6))
    return "".join(
        f"<WeekDay><DayType>{number}</DayType>{_hours(hours)}</WeekDay>"
        for number, day in enumerate(order, 1)
        if (hours := week[day]) is not None
    )


def _hours(hours: Hours) -> str:
    spans = "".join(
        plain("WorkingTime", ("FromTime", _clock(start)), ("ToTime", _clock(finish)))
        for start, finish in hours
    )
    return f"<DayWorking>{flag(bool(hours))}</DayWorking>{_wrapped('WorkingTimes', spans)}"


def _clock(minute: int) -> str:
    """A time of day; the end of the day is written as its begin."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}:00"


Single = tuple[PlanException, Rule]
Week = tuple[PlanException, Rule]


def _sorted_out(rows: Sequence[PlanException]) -> tuple[list[Single], list[Week]]:
    """Exceptions, each with its rule, and the work weeks that follow them."""
    singles: list[Single] = []
    weeks: list[Week] = []
    blocked: list[Days] = []
    for row in rows:
        found = None if weeks else rule_of(row, blocked)
        week = None if found or row.recurrence else _week_rule(row, blocked)
        if found:
            singles.append((row, found))
        elif week:
            weeks.append((row, week))
        else:
            singles += [
                (replace(row, days=(days,)), Rule(recurrence.DAILY, *days)) for days in row.days
            ]
        block(row.days, blocked)
    return singles, weeks


def rule_of(row: PlanException, blocked: list[Days]) -> Rule | None:
    """The rule by which an exception comes on its days, with what earlier ones take of them."""
    first, last = row.days[0][0], row.days[-1][1]
    if not row.recurrence:
        period = Rule(recurrence.DAILY, first, last)
        return period if tuple(outside(((first, last),), blocked)) == row.days else None
    for rule in rules(row.recurrence, first, last):
        days = ((day, day) for day in recurrence.days(rule))
        if recurrence.words(rule) == row.recurrence and _is_same(days, row, blocked):
            return rule
    return None


def _week_rule(row: PlanException, blocked: list[Days]) -> Rule | None:
    first, last = row.days[0][0], row.days[-1][1]
    mask = 0
    for start, finish in row.days:
        for offset in range(min((finish - start).days + 1, 7)):
            mask |= 1 << (start.isoweekday() + offset) % 7
    rule = Rule(recurrence.WEEKLY, first, last, weekdays=mask)
    return rule if _is_same(adjoining(recurrence.days(rule)), row, blocked) else None


def _is_same(days: Iterator[Days], row: PlanException, blocked: list[Days]) -> bool:
    return tuple(outside(days, blocked)) == row.days


def _period(first: date, last: date) -> str:
    return plain(
        "TimePeriod",
        ("FromDate", f"{first.isoformat()}T00:00:00"),
        ("ToDate", f"{last.isoformat()}T23:59:00"),
    )


def _exception(row: PlanException, rule: Rule, oddities: Oddities) -> str:
    is_rule = bool(row.recurrence) and rule.times is not None
    parts = [
        f"<EnteredByOccurrences>{flag(is_rule)}</EnteredByOccurrences>",
        _period(rule.first, rule.last),
        f"<Occurrences>{rule.times or (rule.last - rule.first).days + 1}</Occurrences>",
        f"<Name>{text(row.name, oddities)}</Name>",
        f"<Type>{rule.kind}</Type>",
        *_details(rule),
        _hours(row.hours),
    ]
    return f"<Exception>{''.join(parts)}</Exception>"


def _details(rule: Rule) -> Iterator[str]:
    yield f"<Period>{rule.every}</Period>"
    if rule.kind == recurrence.WEEKLY:
        yield f"<DaysOfWeek>{rule.weekdays}</DaysOfWeek>"
    if rule.kind in (recurrence.MONTHLY_BY_PLACE, recurrence.YEARLY_BY_PLACE):
        yield f"<MonthItem>{rule.item}</MonthItem><MonthPosition>{rule.place}</MonthPosition>"
    if rule.kind in (recurrence.YEARLY, recurrence.YEARLY_BY_PLACE):
        yield f"<Month>{rule.month - 1}</Month>"
    if rule.kind in (recurrence.YEARLY, recurrence.MONTHLY):
        yield f"<MonthDay>{rule.day}</MonthDay>"


def _work_week(week: Week, oddities: Oddities) -> str:
    row, rule = week
    days = "".join(
        f"<WeekDay><DayType>{number}</DayType>{_hours(row.hours)}</WeekDay>"
        for number in range(1, 8)
        if rule.weekdays & 1 << (number - 1)
    )
    name = f"<Name>{text(row.name, oddities)}</Name>"
    inside = f"{_period(rule.first, rule.last)}{name}{_wrapped('WeekDays', days)}"
    return f"<WorkWeek>{inside}</WorkWeek>"
