"""Baselines: frozen plans by name, and which of them counts.

A frozen baseline never changes: it is renamed, deleted, or replaced on purpose, each as one step
that says so. What comes later, a new task or another rate, does not touch it.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Baseline, Project
from ppm_tui.store import baseline_names as names
from ppm_tui.store import plan_figures
from ppm_tui.store.commands import carrying, edits, freezing, rows
from ppm_tui.terms import Done


def set_baseline(
    session: Session,
    *,
    project: str,
    as_of: date,
    name: str | None = None,
    is_replacing: bool = False,
) -> Done:
    """Freeze dates, work and cost of all tasks; from now on this baseline is the current one.

    A name that the project has already is refused unless `is_replacing`: then that baseline gives
    way to the new one. A plan without tasks cannot be frozen (Invalid).
    """
    row = rows.project(session, project)
    lines = freezing.plan_lines(session, row)
    if not lines:
        raise Invalid(f"{row.key} has no tasks to freeze")
    known = of_project(session, row)
    counted = _current(known)
    number = max((each.number for each in known), default=-1) + 1
    wanted = names.usual(number, [each.name for each in known])
    wanted = wanted if name is None else _name(name)
    old = _replaced(row, known, wanted, is_replacing=is_replacing)
    was = counted.name if counted is not None and counted is not old else ""
    if old is not None:
        number = old.number
        known.remove(old)
        freezing.remove(session, old)
    _make_current(session, known, None)
    values = {"number": number, "name": wanted, "day": as_of, "is_current": True}
    found = freezing.figures(session, row, lines)
    leaves = [found[line.id] for line in plan_figures.leaves(lines)]
    made = freezing.freeze(session, row, found, leaves, values)
    return Done(f"{row.key}: {_frozen(made, old, len(lines), was)}", refs=(row.key,))


def carry(
    session: Session, *, project: str, before: freezing.Planned, name: str, as_of: date
) -> Baseline | None:
    """Freeze what was agreed before and what has moved since `before`, the plan of then.

    The current baseline is carried on: each of its tasks by as much as it has moved, what is new
    as it stands. So a change that was agreed moves what is measured against, and being late stays
    being late. Without a baseline the plan is frozen as it stands; None where it has no tasks.
    """
    row = rows.project(session, project)
    known = of_project(session, row)
    agreed = _current(known)
    if agreed is None:
        if not freezing.plan_lines(session, row):
            return None
        set_baseline(session, project=project, as_of=as_of, name=name)
        return current(session, row)
    wanted = _name(name)
    _replaced(row, known, wanted, is_replacing=False)
    found, leaves = carrying.carried(session, row, agreed, before)
    _make_current(session, known, None)
    number = max(each.number for each in known) + 1
    values = {"number": number, "name": wanted, "day": as_of, "is_current": True}
    return freezing.freeze(session, row, found, leaves, values)


def rename(session: Session, *, project: str, name: str, to: str, seen: int | None = None) -> Done:
    """Call a baseline otherwise; a name that another one has is refused (Invalid)."""
    row = rows.project(session, project)
    known = of_project(session, row)
    baseline = names.find(known, name, row.key)
    wanted = _name(to)
    others = [each for each in known if each is not baseline]
    if any(names.is_same(each.name, wanted) for each in others):
        raise Invalid(f"{row.key} has a baseline «{wanted}» already")
    moved = edits.change(session, baseline, {"name": wanted}, seen=seen)
    said = edits.said(session, baseline, moved)
    return Done(f"{row.key}: baseline {baseline.number} {said}", refs=(row.key,))


def use(session: Session, *, project: str, name: str) -> Done:
    """Make a baseline the current one: slip and earned value are measured against it."""
    row = rows.project(session, project)
    known = of_project(session, row)
    baseline = names.find(known, name, row.key)
    before = _current(known)
    _make_current(session, known, baseline)
    if before is baseline:
        return Done(f"{row.key}: current baseline «{baseline.name}», no change", refs=(row.key,))
    was = f"{_short(before.name)} → " if before is not None else "none → "
    return Done(f"{row.key}: current baseline {was}{_short(baseline.name)}", refs=(row.key,))


def delete(session: Session, *, project: str, name: str) -> Done:
    """Delete a baseline with what it froze; undo brings it back.

    The current one is refused while there are others: which of them counts is not guessed.
    """
    row = rows.project(session, project)
    known = of_project(session, row)
    baseline = names.find(known, name, row.key)
    if baseline.is_current and len(known) > 1:
        raise Invalid(f"«{baseline.name}» is the current baseline: make another one current first")
    left = len(known) - 1
    text = f"{row.key}: baseline «{baseline.name}» deleted, {left or 'none'} left"
    freezing.remove(session, baseline)
    return Done(text, refs=(row.key,))


def of_project(session: Session, project: Project) -> list[Baseline]:
    """The baselines of a project, by number."""
    query = sa.select(Baseline).where(col(Baseline.project_id) == project.id)
    return list(session.scalars(query.order_by(col(Baseline.number))))


def current(session: Session, project: Project) -> Baseline | None:
    """The baseline that counts, if there is one."""
    return _current(of_project(session, project))


def _current(known: Sequence[Baseline]) -> Baseline | None:
    return next((each for each in known if each.is_current), None)


def _make_current(session: Session, known: Sequence[Baseline], wanted: Baseline | None) -> None:
    for baseline in known:
        baseline.is_current = baseline is wanted
    session.flush()


def _name(text: str) -> str:
    name = edits.named(text, "baseline")
    if names.is_same(name, names.NOW):
        raise Invalid(f"no baseline is called {names.NOW}: that is the plan as it stands")
    return name


def _replaced(
    project: Project, known: Sequence[Baseline], name: str, *, is_replacing: bool
) -> Baseline | None:
    """The baseline that has the name and gives way. Raises Invalid when it must not."""
    found = [each for each in known if names.is_same(each.name, name)]
    if not found:
        return None
    if not is_replacing:
        raise Invalid(
            f"{project.key} has a baseline «{found[0].name}»{_of(found[0])}, which stays frozen: "
            "take another name, or replace it on purpose with --replace"
        )
    return names.find(known, name, project.key)


def _frozen(made: Baseline, old: Baseline | None, count: int, was: str) -> str:
    if old is not None:
        days = [each.finish.date() if each.finish else None for each in (old, made)]
        told = f"baseline «{made.name}» replaced, finish {edits.days(*days)}"
        return told + (f", current {_short(was)} → {_short(made.name)}" if was else "")
    tasks = f"{count} task{'s' * (count != 1)}"
    return f"{tasks} frozen, baseline {_short(was) if was else 'none'} → {_short(made.name)}"


def _of(baseline: Baseline) -> str:
    return f" of {formats.day(baseline.day)} {baseline.day.year}" if baseline.day else ""


def _short(name: str) -> str:
    cells = min(edits.WORD_CELLS, formats.width(formats.safe(name[: edits.WORD_CELLS * 2])))
    return formats.fit(name, cells)
