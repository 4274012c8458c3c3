"""The vocabulary: enumerations, money, minutes and the figure that cannot be known.

Everything may import this module; it imports nothing of ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

Money = NewType("Money", int)
"""Minor units (cents) of one currency; the currency stands beside it."""

MAX_MONEY = 10**15
"""The most that an amount may be, so that sums of many are still numbers of a database."""

Minutes = NewType("Minutes", int)
"""Minutes of working time, or of effort."""


REGISTERS = ("risks", "issues", "changes", "assumptions", "decisions")
"""What goes out as a table and comes in as one; changes are change requests."""

FILE_KINDS = ("plan", "people", "leave", "time", *REGISTERS)
"""What a file may hold; a plan is projects, or the tasks of one."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """A figure that cannot be computed, and why; shown as n/a, never as 0."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did: one line for the person, and what it wants to add to it.

    `notes` are further lines (what an import could not place), `refs` the keys of the rows
    that the line is about, so that a screen can follow them. `effect` says what else moved in
    the plan and what became of its finish; nothing where no date changed. `over` says what was
    decided about work that is over what was agreed, `aside` is a part of the text that gives way
    where there is no room for it.
    """

    text: str
    notes: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    effect: str = ""
    over: str = ""
    aside: str = ""

    @property
    def brief(self) -> str:
        """What was done, without what gives way."""
        return self.text.replace(self.aside, "", 1) if self.aside else self.text


class Rag(StrEnum):
    """Status colour of a project or of one of its dimensions."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Dimension(StrEnum):
    """What the health of a project is judged by."""

    SCHEDULE = "schedule"
    COST = "cost"
    SCOPE = "scope"
    RESOURCES = "resources"
    RISK = "risk"


class Stage(StrEnum):
    """Where a project stands between idea and archive."""

    IDEA = "idea"
    CANDIDATE = "candidate"
    APPROVED = "approved"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


CLOSED_STAGES = (Stage.COMPLETED, Stage.CANCELLED, Stage.ARCHIVED)
"""The stages of a project on which nothing is done any more."""


class Billing(StrEnum):
    """How the client pays; a retainer is a prepaid bucket of time or money for each month."""

    TIME_AND_MATERIAL = "time_and_material"
    FIXED_FEE = "fixed_fee"
    NOT_TO_EXCEED = "not_to_exceed"
    OVERRIDE_RATE = "override_rate"
    MILESTONE = "milestone"
    RETAINER = "retainer"
    INTERNAL = "internal"


METHODS = {
    Billing.TIME_AND_MATERIAL: "actual rates",
    Billing.FIXED_FEE: "fixed fee",
    Billing.NOT_TO_EXCEED: "not to exceed",
    Billing.OVERRIDE_RATE: "agreed rate",
    Billing.MILESTONE: "by milestones",
    Billing.RETAINER: "prepaid",
    Billing.INTERNAL: "internal, nobody pays",
}
"""How the client pays, in words."""


class BillState(StrEnum):
    """Whether work is billed; no charge stands on the invoice at zero, do not bill nowhere."""

    BILLABLE = "billable"
    NO_CHARGE = "no_charge"
    DO_NOT_BILL = "do_not_bill"


class Over(StrEnum):
    """What was decided about the part of an entry that is over a fee, a cap or a bucket."""

    BILL = "bill"
    ABSORB = "absorb"
    CHANGE = "change"


class CarryOver(StrEnum):
    """What becomes of what is left of a prepaid month: it ends, lasts one month more, or stays."""

    NONE = "none"
    MONTH = "month"
    ALL = "all"


class CostKind(StrEnum):
    """What money is spent on: the work of people, what it takes, or what is bought and sold on."""

    LABOUR = "labour"
    EXPENSE = "expense"
    PRODUCT = "product"


class RateKind(StrEnum):
    """A cost rate is what work costs us, a bill rate what the client pays for it."""

    COST = "cost"
    BILL = "bill"


class Forecast(StrEnum):
    """What is assumed of the work that remains, when the cost at completion is forecast."""

    AT_BUDGETED_RATE = "at_budgeted_rate"
    AT_CPI = "at_cpi"
    AT_CPI_SPI = "at_cpi_spi"


class Recognition(StrEnum):
    """When the revenue of a fixed price counts: as it is earned, or as milestones are reached."""

    EARNED = "earned"
    MILESTONES = "milestones"


class TaskKind(StrEnum):
    """A phase has children, a milestone no duration."""

    PHASE = "phase"
    TASK = "task"
    MILESTONE = "milestone"


class TaskStatus(StrEnum):
    """What the owner says of a task; the percentage is a separate figure."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


ENDED = (TaskStatus.DONE, TaskStatus.DROPPED)
"""What a task is on which nothing is done any more."""


class Measure(StrEnum):
    """How the progress of a task is measured, so how it earns what it is worth."""

    ZERO_HUNDRED = "0/100"
    FIFTY_FIFTY = "50/50"
    MILESTONES = "weighted_milestones"
    PERCENT = "percent"
    UNITS = "units"
    EFFORT = "level_of_effort"


class LinkType(StrEnum):
    """Dependency types: first letter the predecessor's end, second the successor's."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LagKind(StrEnum):
    """What a lag counts: working minutes, clock minutes, per cent of the predecessor's duration."""

    WORKING = "working"
    ELAPSED = "elapsed"
    PERCENT = "percent"


class Constraint(StrEnum):
    """Scheduling constraint of a task, under Microsoft Project's own abbreviations."""

    ASAP = "ASAP"
    ALAP = "ALAP"
    MSO = "MSO"
    MFO = "MFO"
    SNET = "SNET"
    SNLT = "SNLT"
    FNET = "FNET"
    FNLT = "FNLT"


class ResourceKind(StrEnum):
    """People and machines work, material is used up, cost is only money."""

    WORK = "work"
    MATERIAL = "material"
    COST = "cost"


class BookingKind(StrEnum):
    """A soft booking is meant to be agreed, a hard one is."""

    HARD = "hard"
    SOFT = "soft"


class Contour(StrEnum):
    """How work lies within its days: evenly, more of it at first, more of it at last."""

    FLAT = "flat"
    FRONT = "front"
    BACK = "back"


class AbsenceKind(StrEnum):
    """Why somebody does not work."""

    LEAVE = "leave"
    SICKNESS = "sickness"
    TRAINING = "training"
    OTHER = "other"


class Cadence(StrEnum):
    """How often a status update is expected."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Outcome(StrEnum):
    """What a status update was: checked and unchanged, a note, or a new status."""

    SAME = "same"
    NOTE = "note"
    STATUS = "status"


class RiskKind(StrEnum):
    """A threat costs, an opportunity helps."""

    THREAT = "threat"
    OPPORTUNITY = "opportunity"


class RiskStatus(StrEnum):
    """Life of a risk."""

    PROPOSED = "proposed"
    OPEN = "open"
    MITIGATING = "mitigating"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    ISSUE = "issue"


class RiskStrategy(StrEnum):
    """Responses; the last three are for opportunities."""

    AVOID = "avoid"
    MITIGATE = "mitigate"
    TRANSFER = "transfer"
    ACCEPT = "accept"
    ESCALATE = "escalate"
    EXPLOIT = "exploit"
    ENHANCE = "enhance"
    SHARE = "share"


STRATEGIES = {
    RiskKind.THREAT: (
        RiskStrategy.AVOID,
        RiskStrategy.MITIGATE,
        RiskStrategy.TRANSFER,
        RiskStrategy.ACCEPT,
        RiskStrategy.ESCALATE,
    ),
    RiskKind.OPPORTUNITY: (
        RiskStrategy.EXPLOIT,
        RiskStrategy.ENHANCE,
        RiskStrategy.SHARE,
        RiskStrategy.ACCEPT,
        RiskStrategy.ESCALATE,
    ),
}
"""What answers a threat, and what an opportunity."""


class IssueStatus(StrEnum):
    """Life of an issue."""

    OPEN = "open"
    DOING = "doing"
    RESOLVED = "resolved"
    CLOSED = "closed"


ENDED_ISSUES = (IssueStatus.RESOLVED, IssueStatus.CLOSED)
"""What an issue is on which nothing is done any more."""


class AssumptionStatus(StrEnum):
    """What became of an assumption."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    WRONG = "wrong"


class DecisionStatus(StrEnum):
    """Life of a decision."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class RaidKind(StrEnum):
    """What stands in the list of issues; an action is a task that deals with one or with a risk."""

    ISSUE = "issue"
    ASSUMPTION = "assumption"
    DECISION = "decision"
    ACTION = "action"


class ReserveKind(StrEnum):
    """Contingency is for known risks and inside the baseline; management reserve is outside."""

    CONTINGENCY = "contingency"
    MANAGEMENT = "management"


class ChangeStatus(StrEnum):
    """Life of a change request."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    DEFERRED = "deferred"


ENDED_CHANGES = (ChangeStatus.APPROVED, ChangeStatus.REJECTED)
"""What was decided for good: undo takes it back, nothing else."""


class Priority(StrEnum):
    """Priority of a task."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Stays(StrEnum):
    """Why a task keeps its dates when a plan is levelled, or is too much wherever it lies."""

    REFUSED = "refused"
    BEGUN = "begun"
    MUST = "must be then"
    PAST = "due before today"
    MANUAL = "dates set by hand"
    FLOAT = "no float left"
    LEADING = "a refused one waits for it"
    OTHERS = "others cannot give way"
    ALONE = "too much alone"


class Compared(StrEnum):
    """What became of a task from one plan to another."""

    SAME = "same"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"
    DELETED = "deleted"
