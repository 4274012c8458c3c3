"""Whether time is charged to the client, and whether it may still be logged: what stands above."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import plan
from ppm_tui.terms import CLOSED_STAGES, ENDED, TaskKind


@dataclass(frozen=True, slots=True)
class Charging:
    """Whether time is charged, and what says so: `phase Warranty`; empty where the entry does."""

    is_charged: bool
    said_by: str

    @property
    def words(self) -> str:
        """The end of a sentence about the time; empty where it is charged as usual."""
        if self.is_charged:
            return "" if self.said_by else ", charged"
        return f", not charged: {self.said_by}" if self.said_by else ", not charged"


def charging(
    session: Session, project: Project, task: Task | None, said: bool | None = None
) -> Charging:
    """Charged as the entry says, else its task, else the nearest phase, else the project."""
    if said is not None:
        return Charging(said, "")
    while task is not None:
        if task.is_charged is not None:
            return Charging(task.is_charged, named(task))
        task = plan.parent_of(session, task)
    return Charging(project.is_charged, f"project {project.key}")


def refuse_closed(session: Session, project: Project, task: Task | None) -> None:
    """Raise Invalid where a project, or a phase that the task is in, has ended."""
    if project.stage in CLOSED_STAGES:
        raise Invalid(f"project {project.key} is {formats.word(project.stage)}: x reopens it")
    while task is not None:
        if task.kind is TaskKind.PHASE and task.status in ENDED:
            raise Invalid(f"{named(task)} is closed: x reopens it")
        task = plan.parent_of(session, task)


def named(task: Task) -> str:
    """A task as a sentence names it: `phase Build`."""
    return f"{task.kind.value} {task.name}"
