"""Carrying a baseline on: what was agreed once, and what an agreed change has moved of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.comparison import Figures
from ppm_tui.analysis.worktime import Side, WorkCalendar
from ppm_tui.models import Baseline, BaselineTask, Project, Task
from ppm_tui.store import plan_figures
from ppm_tui.store.commands import calendars, freezing
from ppm_tui.store.commands.freezing import Planned
from ppm_tui.store.plan_figures import PlanLine
from ppm_tui.terms import TaskKind


def carried(
    session: Session, project: Project, current: Baseline, before: Planned
) -> tuple[Planned, list[Figures]]:
    """The figures of the current baseline by task, moved as the plan has been since `before`, and
    those of them that add up.

    A task that was in the plan and in no baseline stays in none; one that is gone since `before`
    leaves it, one that was gone then stays in it.
    """
    calendar = calendars.of_project(session, project.id)
    lines = freezing.plan_lines(session, project)
    after = freezing.figures(session, project, lines)
    old = _tasks(session, current)
    found: Planned = {}
    for line in lines:
        now, then, agreed = after[line.id], before.get(line.id), old.get(line.id)
        if agreed is not None:
            found[line.id] = agreed if then is None else _moved(agreed, then, now, calendar)
        elif then is None:
            found[line.id] = now
    gone = {task: old[task] for task in old if task not in after and task not in before}
    leaves = [line.id for line in plan_figures.leaves(lines) if line.id in found]
    found |= _spans(lines, found, leaves) | gone
    return found, [found[task] for task in [*leaves, *_of_work(session, gone)]]


def _tasks(session: Session, baseline: Baseline) -> Planned:
    query = sa.select(BaselineTask).where(col(BaselineTask.baseline_id) == baseline.id)
    return {
        row.task_id: Figures(
            row.start, row.finish, row.duration_minutes, row.work_minutes, row.cost
        )
        for row in session.scalars(query)
    }


def _of_work(session: Session, tasks: Mapping[str, Figures]) -> list[str]:
    """Those that are work of their own: a phase adds nothing to its tasks."""
    query = sa.select(col(Task.id)).where(col(Task.id).in_(tasks), col(Task.kind) != TaskKind.PHASE)
    return list(session.scalars(query)) if tasks else []


def _moved(agreed: Figures, then: Figures, now: Figures, calendar: WorkCalendar) -> Figures:
    """What was agreed, by as much later, longer, more or dearer as the plan is than then."""
    return Figures(
        _shifted(agreed.start, then.start, now.start, calendar, Side.START),
        _shifted(agreed.finish, then.finish, now.finish, calendar, Side.FINISH),
        _more(agreed.duration_minutes, then.duration_minutes, now.duration_minutes),
        _more(agreed.work_minutes, then.work_minutes, now.work_minutes),
        _more(agreed.cost, then.cost, now.cost),
    )


def _shifted(
    agreed: datetime | None,
    then: datetime | None,
    now: datetime | None,
    calendar: WorkCalendar,
    side: Side,
) -> datetime | None:
    if agreed is None or then is None or now is None:
        return now if agreed is None else agreed
    minutes = calendar.between(then, now)
    return calendar.at(calendar.position(agreed) + minutes, side) if minutes else agreed


def _more(agreed: int | None, then: int | None, now: int | None) -> int | None:
    if agreed is None or now is None:
        return now if agreed is None else agreed
    return agreed + now - (then or 0)


def _spans(lines: Sequence[PlanLine], found: Planned, leaves: Sequence[str]) -> Planned:
    """The phases that are in it, from the first start to the last finish of what is in them."""
    parents = {line.id: line.parent_id for line in lines}
    inside: dict[str, list[Figures]] = {}
    for leaf in leaves:
        for phase in _above(leaf, parents):
            inside.setdefault(phase, []).append(found[leaf])
    spans = {phase: plan_figures.total(parts) for phase, parts in inside.items() if phase in found}
    return {
        phase: Figures(
            span.start, span.finish, found[phase].duration_minutes, found[phase].work_minutes,
            found[phase].cost,
        )
        for phase, span in spans.items()
    }  # fmt: skip


def _above(task: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    above = parents.get(task)
    while above is not None:
        yield above
        above = parents.get(above)
