"""Whether work is billed to the client, and whether it may still be logged: what stands above."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store.commands import plan
from ppm_tui.terms import CLOSED_STAGES, ENDED, BillState, TaskKind

NOT_CHARGED = {BillState.NO_CHARGE: "not charged", BillState.DO_NOT_BILL: "not billed"}


@dataclass(frozen=True, slots=True)
class Charging:
    """Whether time is billed, and what says so: `phase Warranty`; empty where the entry does."""

    bill: BillState
    said_by: str

    @property
    def words(self) -> str:
        """The end of a sentence about the time; empty where it is billed as usual."""
        if self.bill is BillState.BILLABLE:
            return "" if self.said_by else ", charged"
        words = NOT_CHARGED[self.bill]
        return f", {words}: {self.said_by}" if self.said_by else f", {words}"


def charging(
    session: Session, project: Project, task: Task | None, said: BillState | None = None
) -> Charging:
    """Billed as the entry says, else its task, else the nearest phase, else the project."""
    if said is not None:
        return Charging(said, "")
    while task is not None:
        if task.bill is not None:
            return Charging(task.bill, named(task))
        task = plan.parent_of(session, task)
    return Charging(project.bill, f"project {project.key}")


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
