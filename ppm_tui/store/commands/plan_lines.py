"""The plan lines of a change request: whether they fit the plan, and doing what they say."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.analysis.worktime import Side
from ppm_tui.errors import Conflict, Invalid, PpmError
from ppm_tui.models import Project, Task
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.commands import (
    calendars,
    outlining,
    plan,
    replanning,
    rows,
    task_progress,
    tasks,
)
from ppm_tui.store.commands.lines import of_line
from ppm_tui.terms import ENDED, Done, Minutes, TaskKind, TaskStatus


def check(session: Session, project: Project, lines: Sequence[PlanLine]) -> None:
    """Raise NotFound or Invalid, with the number of the line, where one does not fit the plan."""
    for number, line in enumerate(lines, 1):
        with of_line(number):
            _check(session, project, line)


def apply(session: Session, project: Project, lines: Sequence[PlanLine], as_of: date) -> None:
    """Do what the lines say. Raises Conflict, with the line, where one no longer fits the plan."""
    for line in lines:
        try:
            _check(session, project, line)
            _apply(session, project, line, as_of)
        except PpmError as error:
            raise Conflict(f"«{line.text}» does not fit the plan: {error}") from error


def _check(session: Session, project: Project, line: PlanLine) -> None:
    if line.ref:
        task = rows.task(session, line.ref)
        if task.project_id != project.id:
            raise Invalid(f"{task.ref} is not in the plan of {project.key}")
        if task.status in ENDED:
            raise Invalid(f"{task.ref} is {formats.word(task.status)} already")
    said = line.new or line.wanted
    for link in said.links if said is not None else ():
        plan.named(session, project.id, link.ref)


def _apply(session: Session, project: Project, line: PlanLine, as_of: date) -> None:
    if line.new is not None:
        links = line.new.links
        beside = plan.named(session, project.id, links[0].ref) if links else None
        phase = plan.parent_of(session, beside) if beside else None
        parent = phase.ref if phase and phase.project_id == project.id else None
        outlining.add_row(session, project, line.new, as_of, parent=parent, after=links)
        return
    task = rows.task(session, line.ref)
    if line.is_dropped:
        _drop(session, task, as_of)
    elif line.shift:
        _shift(session, task, line.shift)
    elif line.wanted is not None:
        replanning.replan(session, ref=task.ref, wanted=line.wanted, as_of=as_of)


def _drop(session: Session, task: Task, as_of: date) -> Done:
    """What has not begun goes to the trash; what has ends today, and its time and cost stay."""
    begun = [each for each in plan.subtree(session, task)
             if task_progress.has_begun(session, each)]  # fmt: skip
    if not begun:
        return tasks.trash(session, ref=task.ref, as_of=as_of)
    if plan.children(session, task):
        raise Invalid(f"{begun[-1].ref} in it has begun: drop its tasks one by one")
    if task.kind is TaskKind.TASK and task.finish and task.finish.date() > as_of:
        start = min(task.start.date(), as_of) if task.start else as_of
        tasks.set_dates(session, ref=task.ref, start=start, finish=as_of)
    return tasks.set_status(session, ref=task.ref, status=TaskStatus.DROPPED, as_of=as_of)


def _shift(session: Session, task: Task, minutes: int) -> Done:
    """A task lasts so much longer; a milestone lies so much later."""
    if plan.children(session, task):
        raise Invalid(f"{task.ref} lasts as long as what is in it: say it of one of these")
    if task.kind is TaskKind.MILESTONE:
        if task.finish is None:
            raise Invalid(f"{task.ref} has no day yet")
        calendar = calendars.of_project(session, task.project_id, task.calendar_id)
        later = calendar.at(calendar.position(task.finish) + minutes, Side.FINISH)
        return tasks.edit(session, ref=task.ref, finish=later.date())
    length = (task.duration_minutes or 0) + minutes
    if length <= 0:
        raise Invalid(f"{task.ref} lasts {formats.duration(task.duration_minutes)}: drop it")
    return tasks.edit(session, ref=task.ref, duration=Minutes(length))
