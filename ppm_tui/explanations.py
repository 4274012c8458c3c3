"""Why things are as they are, in words.

Of a task what binds it, one line each, the task itself first; of a figure of utilization its
formula with the amounts that it was reckoned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis import reserve as formulas
from ppm_tui.analysis.network import Limits, TaskId
from ppm_tui.analysis.network_reasons import Cause, Reason, Why
from ppm_tui.formats import safe
from ppm_tui.terms import Constraint, LagKind, ReserveKind, Undefined

if TYPE_CHECKING:
    from ppm_tui.analysis.utilization import Amounts, Formula
    from ppm_tui.store.queries.reserve import Draw, ReserveRow
    from ppm_tui.store.queries.utilization import UtilizationRow

Names = Mapping[TaskId, tuple[str, str]]
HELD = {
    Constraint.SNET: "not to start before", Constraint.SNLT: "to start by",
    Constraint.FNET: "not to end before", Constraint.FNLT: "to end by",
    Constraint.MSO: "must start", Constraint.MFO: "must end",
    Constraint.ALAP: "as late as possible:", Constraint.ASAP: "held at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A link of a chain: the task, its dates to the minute and as days, and what binds them."""

    task: str
    span: str
    days: str
    cause: str


def dates(why: Why, names: Names) -> Iterator[Sentence]:
    """Each link of the chain that drives the task."""
    for reason in why.driven:
        yield _sentence(reason, names, _driven(reason, names))


def slack(why: Why, names: Names) -> Iterator[Sentence]:
    """Each link of the chain that limits its float, with the latest dates."""
    for reason in why.limited:
        yield _sentence(reason, names, _limited(reason, names))


def slack_said(why: Why) -> str:
    """The total float in words: `3d of slack`, `no slack`, `2d too late`.

    With it the tolerance of the project, where it has one: `3d of slack (critical up to 5d)`.
    """
    minutes = why.total_float_minutes
    length = formats.duration(abs(minutes))
    said = f"{length} of slack" if minutes > 0 else f"{length} too late" if minutes else "no slack"
    told = list(_tolerance(why.limits))
    return f"{said} ({', '.join(told)})" if told else said


def _tolerance(limits: Limits) -> Iterator[str]:
    if limits.critical:
        yield f"critical up to {formats.duration(limits.critical)}"
    if limits.near > limits.critical:
        yield f"nearly critical up to {formats.duration(limits.near)}"


def _sentence(reason: Reason, names: Names, cause: str) -> Sentence:
    ref, name = names[reason.task]
    begin, end = reason.start, reason.finish
    span, days = formats.moment(begin), formats.day(begin.date())
    if begin != end:
        span += f" – {formats.moment(end)}"
    if begin.date() != end.date():
        days += f" – {formats.day(end.date())}"
    return Sentence(f"{ref} {safe(name)}", span, days, cause)


def _driven(reason: Reason, names: Names) -> str:
    at = formats.moment(reason.at)
    if reason.cause is Cause.LINK:
        return f"after {_other(reason, names)}: {at}{_working(reason)}"
    said = {
        Cause.PROJECT_START: f"the project starts {at}{_working(reason)}",
        Cause.ACTUAL: f"it has begun {at}",
        Cause.MANUAL: "placed by hand",
        Cause.OUTSIDE: "as it stands in another project",
        Cause.KEPT: "as it was put; what it waits for would allow it earlier",
        Cause.INSIDE: f"its first task is {names[reason.by][0]}" if reason.by else "",
    }
    return said.get(reason.cause) or _held(reason, names)


def _limited(reason: Reason, names: Names) -> str:
    at = formats.moment(reason.at)
    if reason.cause is Cause.LINK:
        return f"before {_other(reason, names)}: {at}"
    said = {
        Cause.PROJECT_FINISH: f"the plan ends {at}",
        Cause.DEADLINE: f"deadline {at}{_of(reason, names)}",
        Cause.ACTUAL: f"it has ended {at}",
        Cause.INSIDE: f"its tightest task is {names[reason.by][0]}" if reason.by else "",
    }
    return said.get(reason.cause) or _held(reason, names)


def _held(reason: Reason, names: Names) -> str:
    words = HELD[reason.constraint or Constraint.ASAP]
    return f"{words} {formats.moment(reason.at)}{_of(reason, names)}"


def _other(reason: Reason, names: Names) -> str:
    ref = names[reason.by][0] if reason.by is not None else "?"
    kind = reason.type.value if reason.type else ""
    lag = ""
    if reason.lag:
        sign = "+" if reason.lag > 0 else "-"
        amount = f"{abs(reason.lag)}%"
        if reason.lag_kind is not LagKind.PERCENT:
            amount = formats.duration(abs(reason.lag))
            amount += " by the clock" if reason.lag_kind is LagKind.ELAPSED else ""
        lag = f"{sign}{amount}"
    return f"{ref} {kind}{lag}{_of(reason, names)}"


def _of(reason: Reason, names: Names) -> str:
    """The phase that the link, constraint or deadline is of."""
    return f" (of {names[reason.holder][0]})" if reason.holder is not None else ""


def _working(reason: Reason) -> str:
    """The next working time, where the instant of the cause lies outside it."""
    end: datetime = reason.finish if reason.is_finish else reason.start
    if end == reason.at:
        return ""
    return f" → {formats.moment(end)}, {safe(reason.calendar) or 'by its calendar'}"


# Utilization

AMOUNTS = {
    "capacity": "capacity",
    "elapsed": "capacity so far",
    "charged": "charged",
    "uncharged": "not charged",
    "internal": "internal",
    "hard": "hard",
    "soft": "soft",
    "load": "within capacity",
    "overload": "over",
    "free": "free",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name, as text, and what it was reckoned from: `charged 12h / …`."""

    label: str
    value: str
    how: str


def utilization(row: UtilizationRow) -> Iterator[Figure]:
    """Every figure of a row; what is not known says why."""
    from ppm_tui.analysis.utilization import FORMULAS

    for formula in FORMULAS:
        found = formula.of(row.amounts)
        how = _how(formula, row.amounts)
        if isinstance(found, Undefined):
            yield Figure(formula.label, formats.NOT_KNOWN, f"{found.reason}: {how}")
            continue
        is_percent = formula.scale == 100
        text = formats.tenths(found) if is_percent else formats.index(found)
        yield Figure(formula.label, text, how)
    for label, value in (
        ("Realisation", row.realisation), ("Effective rate", row.effective_rate),
    ):  # fmt: skip
        assert isinstance(value, Undefined)
        yield Figure(label, formats.NOT_KNOWN, value.reason)


def _how(formula: Formula, amounts: Amounts) -> str:
    return f"{_sum(formula.top, amounts)} / {_sum(formula.base, amounts)}"


def _sum(names: tuple[str, ...], amounts: Amounts) -> str:
    parts = [f"{AMOUNTS[n]} {formats.minutes(getattr(amounts, n)) or '0h'}" for n in names]
    return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]


def utilization_target(row: UtilizationRow) -> str:
    """What the colour compares with, and how a target of several comes about."""
    if isinstance(row.target, Undefined):
        return f"no colour: {row.target.reason}"
    target, colours = formats.tenths(row.target), "green from there, amber to 20 points below"
    if len(row.people) == 1:
        return f"target {target}: {colours}"
    known = sum(each.target is not None for each in row.people)
    of = f"{known} of {len(row.people)}"
    return f"target {target}, that of {of} people by capacity: {colours}"


def utilization_basis(row: UtilizationRow) -> str:
    """The days, and the day up to which time counts."""
    period = formats.period(row.period.first, row.period.last)
    return f"{period}, as of {formats.dated(row.as_of)}: time to that day, bookings of all days"


def utilization_sources() -> list[str]:
    """Whose definitions the formulas are."""
    from ppm_tui.analysis.utilization import FORMULAS

    found: dict[str, list[str]] = {}
    for formula in FORMULAS:
        found.setdefault(formula.source, []).append(formula.label.lower())
    return [f"{source}: {', '.join(labels)}" for source, labels in found.items()]


def utilization_amounts(amounts: Amounts) -> str:
    """What a project, or a person of several, has of it: `charged 12h, hard 8h`."""
    names = ("capacity", "elapsed", "charged", "uncharged", "internal", "hard", "soft", "overload")
    return ", ".join(
        f"{AMOUNTS[n]} {formats.minutes(getattr(amounts, n))}" for n in names if getattr(amounts, n)
    )


# The reserve


def reserve(row: ReserveRow) -> Iterator[str]:
    """Each figure of a reserve with its formula and all that it was reckoned from."""
    yield f"{row.key}  {safe(row.name)}, as of {formats.full_day(row.as_of)}"
    kept = (
        ("Contingency", "cost", row.contingency_cost, row.drawn("cost"), row.left_cost),
        ("in effort", "minutes", row.contingency_minutes, row.drawn("minutes"), row.left_minutes),
        ("Management", "cost", row.management_reserve, row.drawn("cost", ReserveKind.MANAGEMENT),
         row.left_management),
    )  # fmt: skip
    for label, unit, whole, drawn, left in kept:
        yield f"{label:<12}{_kept(row, unit, whole, drawn, left)}"
    for unit, label in (("cost", "Needed"), ("minutes", "in effort")):
        yield from _needed(row, unit, label)
    if row.draws:
        yield "Drawn"
    yield from (f"  {_drawn(row, each)}" for each in row.draws)


def _kept(row: ReserveRow, unit: str, whole: int | None, drawn: int, left: int | Undefined) -> str:
    if whole is None or isinstance(left, Undefined):
        return f"n/a: {formulas.NOT_SET.reason}"
    shown = [_amount(row, unit, each) for each in (left, whole, drawn)]
    return "{} left = {} set - {} drawn".format(*shown)


def _needed(row: ReserveRow, unit: str, label: str) -> Iterator[str]:
    """What the risks ask for: the sum of chance × amount, threats less opportunities."""
    value, valued = row.expected(unit), row.valued(unit)
    if isinstance(value, Undefined):
        yield f"{label:<12}n/a: {value.reason}"
        return
    yield f"{label:<12}{_amount(row, unit, value)} = sum of chance × amount, less opportunities"
    for each, expected in valued:
        amount = _amount(row, unit, getattr(each, unit))
        share = f"{_amount(row, unit, abs(expected))} of {amount}"
        yield f"  {each.ref} {safe(each.title)}: {share}{', opportunity' * (expected > 0)}"
    worst, _ = min(valued, key=lambda pair: pair[1])
    amount = _amount(row, unit, getattr(worst, unit))
    yield f"  an average: {worst.ref} alone would take {amount}"


def _drawn(row: ReserveRow, each: Draw) -> str:
    parts = [_amount(row, unit, amount) for unit, amount in
             (("cost", each.cost), ("minutes", each.minutes)) if amount]  # fmt: skip
    kind = ", management reserve" if each.kind is ReserveKind.MANAGEMENT else ""
    about = " ".join(part for part in (each.issue or "", safe(each.text)) if part)
    return f"{formats.day(each.day, row.as_of)}  {' and '.join(parts)}{kind}  {about}"


def _amount(row: ReserveRow, unit: str, value: Decimal | int) -> str:
    if unit == "cost":
        return formats.money(value, row.currency)
    sign = "-" if value < 0 else ""
    return f"{sign}{formats.minutes(abs(formats.whole(value))) or '0h'}"
