"""Why a task is when it is, in words: one line for each thing that binds, the task first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ppm_tui import formats
from ppm_tui.analysis.network import Limits, TaskId
from ppm_tui.analysis.network_reasons import Cause, Reason, Why
from ppm_tui.formats import safe
from ppm_tui.terms import Constraint, LagKind

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
