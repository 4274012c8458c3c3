"""The shapes of the demo's data. Days are drawn ones as `yy-mm-dd`, money whole units."""

from typing import NamedTuple

from ppm_tui.store.change_plan import PlanLine
from ppm_tui.terms import Billing, Cadence


class Person(NamedTuple):
    """A member of the team; hours of a week and the cost of an hour, before and now, in EUR.

    `target` is the percentage of the capacity that is to be billable.
    """

    key: str
    name: str
    role: str
    hours: int
    rate_before: int
    rate: int
    team: str = ""
    target: int | None = None


class Line(NamedTuple):
    """A line of a plan: `P-` phase, `T-` task, `M-` milestone; lines belong to the phase above.

    `span` is `start finish` in the baseline, of a milestone its day; `cost` that of the baseline.
    A line that `is_new` came after the baseline.
    """

    ref: str
    name: str
    owner: str = ""
    span: str = ""
    done: int = 0
    cost: int = 0
    hours: float = 0
    is_new: bool = False


class Sketch(NamedTuple):
    """A project; `rag` has a letter and `done` a percentage per week, the last one for today.

    `told` is the age in days of the last update, `eac` the forecast cost that the time entries
    lead to, `said` what was said when the status changed, oldest first.
    """

    key: str
    name: str
    owner: str
    client: str | None
    sponsor: str
    billing: Billing
    currency: str
    eac: int
    forecast: str
    told: int
    rag: str
    done: tuple[int, ...]
    said: tuple[str, ...]
    team: dict[str, int]
    supplier: str
    cadence: Cadence = Cadence.WEEKLY
    ask: str = ""


class Risk(NamedTuple):
    """A risk with its first rating; `kind` is what it hits: cost, time, scope or quality."""

    ref: str
    project: str
    title: str
    probability: int
    impact: int
    kind: str
    owner: str
    status: str
    due: str
    age: int


class Story(NamedTuple):
    """What is known of a risk beyond its line; `residual` is probability and impact afterwards.

    `days` are working days by which it would delay the project.
    `action` is the task that answers it, `holds` the one that it would hold up, `price` what the
    response costs, `again` the days between reviews.
    """

    cause: str
    event: str
    effect: str
    response: str
    contingency: str
    trigger: str
    cost: int
    review: str
    residual: tuple[int, int]
    days: int = 0
    action: str = ""
    holds: str = ""
    by: str = ""
    price: int | None = None
    again: int | None = None


class Issue(NamedTuple):
    """An issue; it was raised `age` days ago, and may have been a risk before."""

    ref: str
    project: str
    title: str
    status: str
    urgency: int
    impact: int
    owner: str
    due: str
    age: int
    risk: str | None = None


class Assumption(NamedTuple):
    """An assumption, made `age` days ago; `reason` is what its check showed."""

    ref: str
    project: str
    title: str
    owner: str
    check: str
    age: int
    status: str = "open"
    reason: str = ""


class Decision(NamedTuple):
    """A decision made on a day, or one that is due by it, raised `age` days ago."""

    ref: str
    project: str
    title: str
    decider: str
    day: str
    age: int
    applies: str = ""
    told_to: str = ""
    outcome: str = ""
    is_due: bool = False


class Reserve(NamedTuple):
    """What is set aside for a project: money in thousands, effort in hours."""

    project: str
    contingency: int
    hours: int
    management: int


class Change(NamedTuple):
    """A change request in hours, thousands and days; submitted and decided some days ago."""

    ref: str
    project: str
    title: str
    hours: int
    cost: int
    price: int | None
    days: int
    authoriser: str
    status: str
    age: int
    decided: int | None
    evidence: str
    reason: str = ""
    added: str = ""
    removed: str = ""
    plan: tuple[PlanLine, ...] = ()
    risk_effect: str = ""


class Note(NamedTuple):
    """A note, some days old."""

    project: str
    age: int
    by: str
    text: str
    task: str | None = None
