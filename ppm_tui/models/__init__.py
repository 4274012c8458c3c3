"""All tables, in an order in which rows can be written: a row only points upwards."""

from ppm_tui.models.calendars import Calendar, CalendarException
from ppm_tui.models.clients import Client, Portfolio, Program
from ppm_tui.models.log import Change, Counter, SchemaNumber, Step, TableMapping
from ppm_tui.models.people import (
    Absence,
    Assignment,
    Booking,
    PlanResource,
    PublicHoliday,
    Resource,
    ResourceRate,
    TimeEntry,
    Timer,
    WorkingWeek,
)
from ppm_tui.models.projects import Note, Project, StatusUpdate
from ppm_tui.models.registers import ChangeRequest, Issue, Risk
from ppm_tui.models.tasks import Baseline, BaselineTask, Dependency, Task
from ppm_tui.models.templates import Template
from ppm_tui.models.types import Table

CONTENT: tuple[type[Table], ...] = (
    Client,
    Portfolio,
    Program,
    Project,
    Calendar,
    CalendarException,
    Resource,
    ResourceRate,
    WorkingWeek,
    Absence,
    PublicHoliday,
    PlanResource,
    Task,
    Dependency,
    Assignment,
    Booking,
    Baseline,
    BaselineTask,
    StatusUpdate,
    Note,
    TimeEntry,
    Timer,
    Risk,
    Issue,
    ChangeRequest,
    Template,
)

__all__ = [
    "CONTENT",
    "Absence",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "Booking",
    "Calendar",
    "CalendarException",
    "Change",
    "ChangeRequest",
    "Client",
    "Counter",
    "Dependency",
    "Issue",
    "Note",
    "PlanResource",
    "Portfolio",
    "Program",
    "Project",
    "PublicHoliday",
    "Resource",
    "ResourceRate",
    "Risk",
    "SchemaNumber",
    "StatusUpdate",
    "Step",
    "Table",
    "TableMapping",
    "Task",
    "Template",
    "TimeEntry",
    "Timer",
    "WorkingWeek",
]
