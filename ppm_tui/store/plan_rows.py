"""What a plan file says, as plain rows: the language between `exchange` and the import command.

Days are `date`, plan times local wall time `datetime` (naive), durations and work working minutes,
money minor units of the plan's currency, percentages whole numbers from 0 to 100. A value the
file does not give is None. Hours of a day are pairs of minutes after midnight, 1440 for its end.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from ppm_tui.store.team_rows import LeaveRow, PersonRow, RegisterRow, TimeRow
from ppm_tui.terms import (
    FILE_KINDS,
    Constraint,
    LagKind,
    LinkType,
    Minutes,
    Money,
    Priority,
    ResourceKind,
    TaskKind,
    TaskStatus,
)

Hours = tuple[tuple[int, int], ...]

FILE_CLIENT = "client in the file"
"""Kept with a project to which a client was given that the file does not name."""

URGENT, HIGH, MEDIUM = 800, 600, 400


def priority_of(value: int | None) -> Priority:
    """The priority that a number from 0 to 1000 stands for, 500 being the usual one."""
    if value is None:
        return Priority.MEDIUM
    if value >= URGENT:
        return Priority.URGENT
    if value >= HIGH:
        return Priority.HIGH
    return Priority.MEDIUM if value > MEDIUM else Priority.LOW


def status_of(percent: int) -> TaskStatus:
    """The status of a task of which a file says nothing but how much is done."""
    if percent == 100:
        return TaskStatus.DONE
    return TaskStatus.IN_PROGRESS if percent else TaskStatus.TODO


@dataclass(frozen=True, slots=True)
class PlanException:
    """Days on which a calendar differs (ranges, both ends in), and their hours; () is off."""

    name: str
    days: tuple[tuple[date, date], ...]
    hours: Hours = ()
    recurrence: str = ""
    """The rule as words when the file gave one, e.g. 'every 3rd day, 4 times'."""


@dataclass(frozen=True, slots=True)
class PlanCalendar:
    """Working hours by weekday, Monday first: None inherits the base calendar, () is no work."""

    uid: str
    name: str
    week: tuple[Hours | None, ...]
    base_uid: str | None = None
    exceptions: tuple[PlanException, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRate:
    """Cost rates of a resource, valid from a day on; money per `per` (h, d, w, m(inute), mo, y).

    Material has rates per `unit`. `valid_to` is the day on which the next rate begins.
    """

    table: str = "A"
    valid_from: date | None = None
    valid_to: date | None = None
    standard: Money | None = None
    standard_per: str = "h"
    overtime: Money | None = None
    overtime_per: str = "h"
    per_use: Money | None = None


@dataclass(frozen=True, slots=True)
class PlanAvailability:
    """How much of a resource there is for a time, in per cent; None is without end or unsaid."""

    valid_from: date | None = None
    valid_to: date | None = None
    units: int | None = None


@dataclass(frozen=True, slots=True)
class PlanResource:
    """A person, machine, material or cost of the file."""

    uid: str
    name: str
    kind: ResourceKind = ResourceKind.WORK
    initials: str = ""
    email: str = ""
    group: str = ""
    max_units: int | None = None
    calendar_uid: str | None = None
    work_minutes: Minutes | None = None
    cost: Money | None = None
    rates: tuple[PlanRate, ...] = ()
    availability: tuple[PlanAvailability, ...] = ()
    """Where `max_units` changes over time; () when it does not."""
    notes: str = ""
    source: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A dependency, told by the successor; `lag` is minutes, or per cent if `lag_kind` says so."""

    predecessor_uid: str
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING
    lag_unit: str = "d"


@dataclass(frozen=True, slots=True)
class PlanBaseline:
    """What baseline `number` (0 to 10) froze of one task."""

    number: int
    start: datetime | None = None
    finish: datetime | None = None
    duration_minutes: Minutes | None = None
    work_minutes: Minutes | None = None
    cost: Money | None = None


@dataclass(frozen=True, slots=True)
class PlanDates:
    """Early and late dates of a task and how much it may slip, in its working minutes."""

    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    start_slack: Minutes
    finish_slack: Minutes
    total_slack: Minutes
    free_slack: Minutes
    is_critical: bool


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One task, phase or milestone, in the file's order; `parent_uid` None is the top level."""

    uid: str
    name: str
    parent_uid: str | None = None
    kind: TaskKind = TaskKind.TASK
    wbs: str = ""
    start: datetime | None = None
    finish: datetime | None = None
    duration_minutes: Minutes | None = None
    duration_unit: str = "d"
    is_elapsed: bool = False
    is_estimated: bool = False
    work_minutes: Minutes | None = None
    percent_complete: int = 0
    percent_work: int | None = None
    percent_physical: int | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    actual_duration_minutes: Minutes | None = None
    remaining_duration_minutes: Minutes | None = None
    actual_work_minutes: Minutes | None = None
    remaining_work_minutes: Minutes | None = None
    deadline: datetime | None = None
    constraint: Constraint = Constraint.ASAP
    constraint_date: datetime | None = None
    calendar_uid: str | None = None
    is_active: bool = True
    is_manual: bool = False
    priority: int | None = None
    """0 to 1000, 500 is medium (Microsoft Project's scale)."""
    cost: Money | None = None
    fixed_cost: Money | None = None
    actual_cost: Money | None = None
    remaining_cost: Money | None = None
    notes: str = ""
    owner: str = ""
    """Name of the person in charge, where the file has no assignments."""
    status: str = ""
    predecessors: tuple[PlanLink, ...] = ()
    baselines: tuple[PlanBaseline, ...] = ()
    splits: tuple[tuple[datetime, datetime], ...] = ()
    """Parts of a task that was split, from the file's assignments."""
    done_parts: int = 0
    dates: PlanDates | None = None
    """These two as ppm reckons them when a file is written; what a file says of them is kept as
    `source` only."""
    source: dict[str, str] = field(default_factory=dict)
    """What else the file says of it, name to text: kept and shown, never computed with."""


@dataclass(frozen=True, slots=True)
class PlanAssignment:
    """A resource on a task; `resource_uid` None is work that nobody has yet. Units are per cent."""

    uid: str
    task_uid: str
    resource_uid: str | None = None
    units: int = 100
    work_minutes: Minutes | None = None
    actual_work_minutes: Minutes | None = None
    remaining_work_minutes: Minutes | None = None
    start: datetime | None = None
    finish: datetime | None = None
    delay_minutes: Minutes | None = None
    cost: Money | None = None
    actual_cost: Money | None = None
    source: dict[str, str] = field(default_factory=dict)
    """What else the file says of it, name to text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One project of a file, whole. `source_id` finds it again when the file is imported again."""

    source_id: str
    name: str
    client: str = ""
    key: str = ""
    owner: str = ""
    sponsor: str = ""
    stage: str = ""
    rag: str = ""
    rag_reason: str = ""
    currency: str = ""
    budget_cost: Money | None = None
    budget_minutes: Minutes | None = None
    percent_complete: int | None = None
    start: datetime | None = None
    finish: datetime | None = None
    status_date: date | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    critical_float_minutes: int | None = None
    calendar_uid: str | None = None
    notes: str = ""
    calendars: tuple[PlanCalendar, ...] = ()
    resources: tuple[PlanResource, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    assignments: tuple[PlanAssignment, ...] = ()
    source: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """All projects of a file, and every oddity met on the way, each with its line or element.

    Or all people, leave, time, or what one register holds: a file holds one of these.
    """

    kind: str
    """What the file was found to be: 'MS Project XML', 'CSV', 'XLSX', 'iCalendar'."""
    plans: tuple[Plan, ...] = ()
    problems: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    """Heading of the table to field of ours, as guessed or remembered; empty for other kinds."""
    people: tuple[PersonRow, ...] = ()
    leave: tuple[LeaveRow, ...] = ()
    time: tuple[TimeRow, ...] = ()
    registers: dict[str, tuple[RegisterRow, ...]] = field(default_factory=dict)
    """What it has of a register, by its name."""

    @property
    def about(self) -> str:
        """What its rows are, in a word."""
        plan, *others = FILE_KINDS
        return next((name for name in others if getattr(self, name, name in self.registers)), plan)
