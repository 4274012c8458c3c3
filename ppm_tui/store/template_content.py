"""What a template consists of: a plan without a single date, as plain values and as JSON.

Everything in it counts from the day on which a project begins: constraints and deadlines in
working minutes, days of risks in calendar days. Tasks stand in the order of the plan and point to
each other by their place in it, from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ppm_tui.analysis.estimates import NOT_ESTIMATED, estimate_of
from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskDates, schedule
from ppm_tui.analysis.worktime import Side, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.terms import (
    Constraint,
    LagKind,
    LinkType,
    Measure,
    Priority,
    RiskKind,
    RiskStrategy,
    TaskKind,
    Undefined,
)

T = TypeVar("T")
LONGEST_NAME = 80
MOST_ROWS = 5_000
RATINGS = (
    "probability", "impact_cost", "impact_time", "impact_scope", "impact_quality",
    "residual_probability", "residual_impact",
)  # fmt: skip
AT_FINISH = {Constraint.FNET, Constraint.FNLT, Constraint.MFO}
"""Constraints whose date is one of a finish."""


@dataclass(frozen=True, slots=True)
class TemplateLink:
    """What a task waits for: the place of the other one; the lag by its kind."""

    place: int
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class TemplateTask:
    """One phase, task or milestone; `parent` is the place of its phase.

    Durations, work and estimate are minutes. `constraint_after` and `deadline_after` are working
    minutes from the beginning of the project, `role` is who does it.
    """

    name: str
    kind: TaskKind = TaskKind.TASK
    parent: int | None = None
    duration: int | None = None
    is_elapsed: bool = False
    work: int | None = None
    role: str = ""
    optimistic: int | None = None
    likely: int | None = None
    pessimistic: int | None = None
    measure: Measure | None = None
    priority: Priority = Priority.MEDIUM
    description: str = ""
    constraint: Constraint = Constraint.ASAP
    constraint_after: int | None = None
    deadline_after: int | None = None
    links: tuple[TemplateLink, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateRisk:
    """One risk; `role` is who owns it, days count from the beginning of the project."""

    title: str
    cause: str = ""
    event: str = ""
    effect: str = ""
    kind: RiskKind = RiskKind.THREAT
    category: str = ""
    probability: int = 0
    impact_cost: int = 0
    impact_time: int = 0
    impact_scope: int = 0
    impact_quality: int = 0
    residual_probability: int | None = None
    residual_impact: int | None = None
    strategy: RiskStrategy | None = None
    response: str = ""
    role: str = ""
    trigger: str = ""
    contingency: str = ""
    due_after_days: int | None = None
    review_after_days: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A plan without dates: tasks in order, and the risks that come with it."""

    name: str
    description: str
    tasks: tuple[TemplateTask, ...]
    risks: tuple[TemplateRisk, ...] = ()


def checked(template: Template) -> Template:
    """The template itself. Raises Invalid where no plan can be made of it."""
    if not template.tasks:
        raise Invalid(f"template «{template.name}» has no tasks")
    if len(template.tasks) > MOST_ROWS:
        raise Invalid(f"a template has at most {MOST_ROWS:,} tasks")
    for place, task in enumerate(template.tasks):
        if problem := _problem(template.tasks, place, task):
            raise Invalid(f"template «{template.name}»: «{task.name}» {problem}")
    for risk in template.risks:
        if not all(0 <= (getattr(risk, name) or 0) <= 5 for name in RATINGS):
            raise Invalid(f"template «{template.name}»: ratings of «{risk.title}» are 0 to 5")
    return template


def _problem(tasks: Sequence[TemplateTask], place: int, task: TemplateTask) -> str:
    """What is wrong with a task, or nothing."""
    if not task.name.strip():
        return "needs a name"
    if task.parent is not None and not 0 <= task.parent < place:
        return "stands before its phase"
    if task.parent is not None and tasks[task.parent].kind is not TaskKind.PHASE:
        return f"stands in «{tasks[task.parent].name}», which is no phase"
    if task.kind is TaskKind.MILESTONE and task.duration:
        return "is a milestone and takes no time"
    if min(task.duration or 0, task.work or 0) < 0:
        return "takes less than no time"
    points = estimate_of(task.optimistic, task.likely, task.pessimistic)
    if isinstance(points, Undefined) and points is not NOT_ESTIMATED:
        return f"has no estimate: {points.reason}"
    return _wrong_link(tasks, place, task)


def _wrong_link(tasks: Sequence[TemplateTask], place: int, task: TemplateTask) -> str:
    above = _above(tasks, place)
    for link in task.links:
        if not 0 <= link.place < len(tasks):
            return "waits for what is not there"
        if link.place in above or place in _above(tasks, link.place):
            return f"cannot wait for «{tasks[link.place].name}»"
    return ""


def _above(tasks: Sequence[TemplateTask], place: int) -> set[int]:
    """A task and the phases it is in."""
    found: set[int] = set()
    at: int | None = place
    while at is not None and at not in found:
        found.add(at)
        at = tasks[at].parent
    return found


# The plan


def moment(calendar: WorkCalendar, start: datetime, after: int, *, is_finish: bool) -> datetime:
    """The moment so many working minutes after the beginning, as a start or as a finish."""
    side = Side.FINISH if is_finish else Side.START
    return calendar.at(calendar.position(start) + after, side)


def dates(
    tasks: Sequence[TemplateTask], calendar: WorkCalendar, start: datetime
) -> list[TaskDates]:
    """When each task would run in a project that begins then. Raises Invalid for a ring."""
    nodes = [
        NetworkTask(
            place,
            task.duration or 0,
            name=task.name,
            is_elapsed=task.is_elapsed,
            parent=task.parent,
            constraint=task.constraint,
            constraint_date=_constrained(task, calendar, start),
        )
        for place, task in enumerate(tasks)
    ]
    links = [
        NetworkLink(link.place, place, link.type, link.lag, link.lag_kind)
        for place, task in enumerate(tasks)
        for link in task.links
    ]
    found = schedule(nodes, links, calendar=calendar, project_start=start)
    return [found[place] for place in range(len(tasks))]


def _constrained(task: TemplateTask, calendar: WorkCalendar, start: datetime) -> datetime | None:
    if task.constraint_after is None:
        return None
    is_finish = task.constraint in AT_FINISH
    return moment(calendar, start, task.constraint_after, is_finish=is_finish)


def working_minutes(template: Template, calendar: WorkCalendar, start: datetime) -> int:
    """How long a project lasts from its beginning to the last finish, in working time."""
    found = dates(template.tasks, calendar, start)
    return calendar.between(start, max(each.finish for each in found))


# JSON


def as_json(template: Template) -> dict[str, Any]:
    """The plan as a JSON document; what is as usual goes without saying."""
    return {
        "tasks": [_plain(task) for task in template.tasks],
        "risks": [_plain(risk) for risk in template.risks],
    }


def from_json(name: str, description: str, document: object) -> Template:
    """The template that `as_json` wrote. Raises Invalid: an export may have been edited."""
    try:
        given = _object(document, {"tasks", "risks"})
        tasks = tuple(_made(TemplateTask, each) for each in _list(given.get("tasks", [])))
        risks = tuple(_made(TemplateRisk, each) for each in _list(given.get("risks", [])))
    except ValueError as error:
        raise Invalid(f"template «{name}» cannot be read: {error}") from error
    return checked(Template(name, description, tasks, risks))


def _plain(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in fields(row):
        value = getattr(row, each.name)
        if value == each.default:
            continue
        found[each.name] = [_plain(link) for link in value] if each.name == "links" else value
    return found


def _made(kind: type[T], given: object) -> T:
    hints = get_type_hints(kind)
    row = _object(given, set(hints))
    values = {name: _value(hints[name], value, name) for name, value in row.items()}
    for each in fields(kind):  # type: ignore[arg-type]  # the kinds are dataclasses
        if each.default is MISSING and each.name not in values:
            raise ValueError(f"{each.name} is missing")
    return kind(**values)


def _value(hint: Any, given: object, name: str) -> object:
    if get_origin(hint) is tuple:
        return tuple(_made(get_args(hint)[0], each) for each in _list(given))
    kinds = get_args(hint) if get_origin(hint) in (UnionType, Union) else (hint,)
    if given is None and type(None) in kinds:
        return None
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if isinstance(given, str) and given in set(kind):
            return kind(given)
        raise ValueError(f"{name} is none of {', '.join(kind)}")
    if type(given) is not kind:  # True is no number here
        raise ValueError(f"{name} is not of its kind")
    return given


def _object(given: object, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise ValueError("an object is needed")
    if strange := set(given) - known:
        raise ValueError(f"there is no field {min(map(str, strange))[:40]}")
    return given


def _list(given: object) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError("a list is needed")
    return given
