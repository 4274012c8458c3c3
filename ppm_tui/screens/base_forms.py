"""What can be edited of a project, task, risk, issue or change: every field once.

A field says how it is shown, how it reads when it is edited, and what a typed text means. Its
name is the keyword of the command that changes it; some fields have a command of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import dates, formats
from ppm_tui.analysis import estimates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_values, change_plan, plan_words
from ppm_tui.terms import (
    Billing,
    Cadence,
    Constraint,
    IssueStatus,
    Measure,
    Priority,
    RiskKind,
    RiskStatus,
    RiskStrategy,
    Stage,
    TaskStatus,
)

if TYPE_CHECKING:
    from ppm_tui.store.change_plan import PlanLine
    from ppm_tui.store.commands.steps import Command

Row = Any
"""A detail row; its fields have the names of the fields here."""
Make = Callable[[Row, Any, date], "Command"]
"""A row, the new value and the as-of day, to the command that sets it."""
NOTHING = {"", "-"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a kind are shown, edited as text, and read again; `help` says what to type."""

    shown: Callable[[Any, Row], str]
    typed: Callable[[Any, Row], str]
    read: Callable[[str, Row, date], Any]
    help: str
    words: tuple[str, ...] = ()
    """What there is to choose from, when it is one of a few words."""
    has_lines: bool = False
    """Whether a value may have several lines."""
    empty: object = None
    """What an empty field means."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row. `is_needed` refuses to empty it; `make` is a command of its own."""

    name: str
    label: str
    kind: Kind
    make: Make | None = None
    is_needed: bool = False

    def shown(self, row: Row) -> str:
        """The value as one reads it; empty when there is none."""
        value = getattr(row, self.name)
        return "" if value in (None, "") else self.kind.shown(value, row)

    def typed(self, row: Row) -> str:
        """The value as one types it."""
        value = getattr(row, self.name)
        return "" if value in (None, "") else self.kind.typed(value, row)

    def read(self, text: str, row: Row, as_of: date) -> Any:
        """The value that a text means; nothing empties the field. Raises Invalid."""
        if text.strip() in NOTHING:
            if self.is_needed:
                raise Invalid(f"{self.label.casefold()} cannot be empty")
            return self.kind.empty
        try:
            return self.kind.read(text.strip(), row, as_of)
        except ValueError as error:
            raise Invalid(f"«{text}» {error}: {self.kind.help}") from error


# Kinds


def _whole(text: str, _row: Row, _as_of: date) -> int:
    digits = text.removesuffix("%").removesuffix("d").strip()
    if not digits.lstrip("+-").isdecimal() or len(digits) > 9:
        raise ValueError("is no whole number")
    return int(digits)


def _effort(text: str, _row: Row, _as_of: date) -> int:
    if re.fullmatch(r"\d+h\d{1,2}", text):
        return dates.effort(text)[0]
    return cell_values.duration(text, "h").minutes


def _money(text: str, row: Row, _as_of: date) -> int:
    return cell_values.typed_money(text, row.currency)


def _plain_money(value: int, row: Row) -> str:
    return f"{Decimal(value).scaleb(-formats.exponent(row.currency)):f}"


def _lines(text: str, _row: Row, _as_of: date) -> str:
    return text


def _plan(text: str, _row: Row, as_of: date) -> tuple[PlanLine, ...]:
    return change_plan.read(text, as_of)


def _on_one_line(value: str, _row: Row) -> str:
    return "; ".join(value.splitlines())


def _yes(text: str, _row: Row, _as_of: date) -> bool:
    for word in ("yes", "no"):
        if word.startswith(text.casefold()):
            return word == "yes"
    raise ValueError("is neither")


def _moment(value: date | datetime, _row: Row) -> str:
    if isinstance(value, datetime):
        return formats.instant(value)
    return formats.full_day(value)


def _signed(value: int) -> str:
    return ("-" if value < 0 else "") + formats.minutes(abs(value))


def _iso(value: date | datetime, _row: Row) -> str:
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def _expected(value: estimates.Estimate) -> str:
    return formats.spread(estimates.pert_mean(value), estimates.pert_sigma(value))


def choice(words: type[StrEnum]) -> Kind:
    """A kind whose values are the words of an enumeration."""
    names = tuple(word.value for word in words)

    def read(text: str, _row: Row, _as_of: date) -> StrEnum:
        wanted = text.casefold().replace(" ", "_")
        found = [word for word in words if word.value.casefold().startswith(wanted)]
        exact = [word for word in found if word.value.casefold() == wanted]
        if len(exact or found) != 1:
            raise ValueError("is none of these" if not found else "may be several of these")
        return (exact or found)[0]

    def shown(value: StrEnum, _row: Row) -> str:
        return value.value.replace("_", " ")

    return Kind(shown, shown, read, ", ".join(names).replace("_", " "), names)


TEXT = Kind(lambda v, r: v, lambda v, r: v, lambda t, r, d: t, "any text", empty="")
LINES = Kind(
    _on_one_line, lambda v, r: v, _lines, "a line for each thing; Ctrl+X opens $EDITOR",
    has_lines=True, empty="",
)  # fmt: skip
PLAN_LINES = Kind(
    lambda v, r: _on_one_line(v if isinstance(v, str) else "\n".join(each.text for each in v), r),
    lambda v, r: v,
    _plan,
    change_plan.EXAMPLES,
    has_lines=True,
    empty=(),
)
PERSON = Kind(lambda v, r: v, lambda v, r: v, lambda t, r, d: t, "part of a name, - for nobody")
DAY = Kind(
    _moment, _iso, lambda t, r, d: dates.parse(t, as_of=d), "fri, +2w, w15, 20 mar, 2026-04-08"
)
EFFORT = Kind(
    lambda v, r: formats.minutes(v),
    lambda v, r: formats.minutes(v),
    _effort,
    "16h, 1h30, 45m, 3d, 2w",
)
FLOAT = Kind(
    lambda v, r: f"{plan_words.typed(v)} of float",
    lambda v, r: plan_words.typed(v),
    lambda t, r, d: plan_words.tolerance(t),
    "total float: 0d, 4h, 2d",
)
ESTIMATE = Kind(
    lambda v, r: f"{plan_words.estimate_text(v)}  PERT {_expected(v)}",
    lambda v, r: plan_words.estimate_text(v),
    lambda t, r, d: plan_words.estimate(t),
    "best, likely, worst: 2d/3d/6d",
)
MONEY = Kind(lambda v, r: formats.money(v, r.currency), _plain_money, _money, "1200, 1,200.50, 45k")
PERCENT = Kind(lambda v, r: f"{v}%", lambda v, r: str(v), _whole, "0 to 100")
NUMBER = Kind(lambda v, r: str(v), lambda v, r: str(v), _whole, "a whole number")
MORE_EFFORT = Kind(
    lambda v, r: formats.signed_hours(v),
    lambda v, r: _signed(v),
    lambda t, r, d: change_plan.effort(t),
    "16h, 1h30, 3d, -2d",
)
RATING = Kind(
    lambda v, r: str(v) if v else "not rated", lambda v, r: str(v), _whole, "1 to 5; 0: not rated"
)  # fmt: skip
WEEKDAY = Kind(
    lambda v, r: formats.WEEKDAYS[v],
    lambda v, r: formats.WEEKDAYS[v],
    lambda t, r, d: dates.parse(t, as_of=d).weekday(),
    "mon to sun",
)
YES_NO = Kind(
    lambda v, r: "yes" if v else "no", lambda v, r: "yes" if v else "no", _yes, "yes or no",
    ("yes", "no"),
)  # fmt: skip


# Commands of their own


def _rank(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import ranks

    return partial(ranks.set_rank, keys=(row.ref,), rank=value)


def _task_status(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    reason = row.blocked_reason
    return partial(
        tasks.set_status, ref=row.ref, status=value, as_of=as_of, reason=reason, seen=row.version
    )


def _task_percent(row: Row, value: Any, as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_percent, ref=row.ref, percent=value, as_of=as_of, seen=row.version)


def _task_start(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_dates, ref=row.ref, start=value, seen=row.version)


def _task_finish(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.set_dates, ref=row.ref, finish=value, seen=row.version)


def _task_duration(row: Row, value: Any, _as_of: date) -> Command:
    from ppm_tui.store.commands import tasks

    return partial(tasks.edit, ref=row.ref, start=row.start, duration=value, seen=row.version)


PROJECT = (
    Field("name", "Name", TEXT, is_needed=True),
    Field("client", "Client", TEXT),
    Field("owner", "Owner", PERSON),
    Field("sponsor", "Sponsor", TEXT),
    Field("stage", "Stage", choice(Stage), is_needed=True),
    Field("rank", "Rank", NUMBER, _rank),
    Field("billing", "Billing", choice(Billing), is_needed=True),
    Field("currency", "Currency", TEXT, is_needed=True),
    Field("budget_cost", "Budget, money", MONEY),
    Field("budget_minutes", "Budget, effort", EFFORT),
    Field("contract_value", "Contract value", MONEY),
    Field("start", "Start", DAY),
    Field("finish", "Finish, planned", DAY),
    Field("forecast_finish", "Finish, forecast", DAY),
    Field("percent_complete", "Done", PERCENT),
    Field("ask", "Ask", TEXT),
    Field("critical_float_minutes", "Critical up to", FLOAT, is_needed=True),
    Field("near_critical_minutes", "Nearly so up to", FLOAT, is_needed=True),
    Field("cadence", "Update cadence", choice(Cadence), is_needed=True),
    Field("cadence_weekday", "Update weekday", WEEKDAY, is_needed=True),
    Field("is_charged", "Time is charged", YES_NO, is_needed=True),
)

TASK = (
    Field("name", "Name", TEXT, is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("status", "Status", choice(TaskStatus), _task_status, is_needed=True),
    Field("percent", "Done", PERCENT, _task_percent, is_needed=True),
    Field("measure", "Progress by", choice(Measure)),
    Field("priority", "Priority", choice(Priority), is_needed=True),
    Field("start", "Start", DAY, _task_start, is_needed=True),
    Field("finish", "Finish", DAY, _task_finish, is_needed=True),
    Field("duration", "Duration", EFFORT, _task_duration, is_needed=True),
    Field("work", "Work", EFFORT),
    Field("estimate", "Best/likely/worst", ESTIMATE),
    Field("deadline", "Deadline", DAY),
    Field("constraint_type", "Constraint", choice(Constraint), is_needed=True),
    Field("constraint_date", "Constraint date", DAY),
    Field("actual_start", "Actual start", DAY),
    Field("actual_finish", "Actual finish", DAY),
    Field("cost", "Cost", MONEY),
    Field("is_charged", "Time is charged", YES_NO),
    Field("description", "Description", TEXT),
)

RISK = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("kind", "Kind", choice(RiskKind), is_needed=True),
    Field("status", "Status", choice(RiskStatus), is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("probability", "Probability", RATING, is_needed=True),
    Field("impact_cost", "Impact on cost", RATING, is_needed=True),
    Field("impact_time", "Impact on time", RATING, is_needed=True),
    Field("impact_scope", "Impact on scope", RATING, is_needed=True),
    Field("impact_quality", "Impact on quality", RATING, is_needed=True),
    Field("cause", "Cause", TEXT),
    Field("event", "Event", TEXT),
    Field("effect", "Effect", TEXT),
    Field("category", "Category", TEXT),
    Field("strategy", "Strategy", choice(RiskStrategy)),
    Field("response", "Response", TEXT),
    Field("residual_probability", "Probability after it", RATING),
    Field("residual_impact", "Impact after it", RATING),
    Field("trigger", "Trigger", TEXT),
    Field("contingency", "Contingency plan", TEXT),
    Field("due", "Due", DAY),
    Field("review", "Review", DAY),
    Field("cost", "Cost if it strikes", MONEY),
    Field("minutes", "Effort if it strikes", EFFORT),
)

ISSUE = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("status", "Status", choice(IssueStatus), is_needed=True),
    Field("owner", "Owner", PERSON),
    Field("urgency", "Urgency", RATING, is_needed=True),
    Field("impact", "Impact", RATING, is_needed=True),
    Field("due", "Due", DAY),
    Field("description", "Description", TEXT),
)

CHANGE = (
    Field("title", "Title", TEXT, is_needed=True),
    Field("reason", "Reason", TEXT),
    Field("added", "Added to the scope", LINES),
    Field("removed", "Taken out", LINES),
    Field("plan", "Plan", PLAN_LINES),
    Field("minutes", "Effort", MORE_EFFORT),
    Field("cost", "Cost", MONEY),
    Field("price", "Price to the client", MONEY),
    Field("days", "Days later", NUMBER),
    Field("risk_effect", "Effect on risk", TEXT),
    Field("conditions", "Conditions", TEXT),
    Field("requested_by", "Requested by", TEXT),
    Field("authoriser", "Authoriser", TEXT),
)

FORMS: Mapping[str, tuple[Field, ...]] = {
    "project": PROJECT, "task": TASK, "risk": RISK, "issue": ISSUE, "change": CHANGE,
}  # fmt: skip


def kind_of(ref: str) -> str:
    """What a key or identifier names: `R-031` a risk, `ATLAS` a project."""
    prefixes = {"T": "task", "M": "task", "P": "task", "R": "risk", "I": "issue", "CR": "change"}
    prefix, dash, _ = ref.partition("-")
    return prefixes.get(prefix, "project") if dash else "project"


def command(row: Row, field: Field, value: Any, as_of: date) -> Command:
    """What sets a field of a row; what somebody else has set meanwhile is a Conflict."""
    if field.make is not None:
        return field.make(row, value, as_of)
    from ppm_tui.store.commands import changes, issues, projects, risks, tasks

    edits: dict[str, Callable[..., Any]] = {
        "project": projects.edit, "task": tasks.edit, "risk": risks.edit, "issue": issues.edit,
        "change": changes.edit,
    }  # fmt: skip
    kind = kind_of(row.ref)
    name = "key" if kind == "project" else "ref"
    return partial(edits[kind], **{name: row.ref, "seen": row.version, field.name: value})
