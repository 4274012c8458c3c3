"""The change log: every touched row before and after, under one step; undo and redo from it.

A step is one gesture. Its changes stand in the order in which the rows were written, so undo
walks them backwards and never meets a row that something still points to. Undo and redo write
steps of their own, so the log only grows and holds what happened, the taking back included.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, UOWTransaction, attributes
from sqlmodel import col

from ppm_tui.errors import Conflict, PpmError
from ppm_tui.models import Change, Invoice, Step, Table
from ppm_tui.store import logged
from ppm_tui.store.commands import limits
from ppm_tui.store.content import tables
from ppm_tui.store.logged import CHUNK, Line, columns
from ppm_tui.terms import Done

PAGE = 4_000
"""Changes of a step that are read at once when it is taken back."""


def listen(session: Session) -> None:
    """Record every flush of the session under the step in `session.info["step"]`."""
    sa.event.listen(session, "after_flush", _record)


def open_step(session: Session, user: str, at: datetime) -> Step:
    """Begin the step that all writes of this session belong to."""
    last = session.scalar(sa.select(sa.func.max(col(Step.number)))) or 0
    step = Step(number=last + 1, at=at, user=user)
    session.add(step)
    session.flush()
    session.info |= {"step": step.number, "count": 0, "user": user}
    return step


def close_step(session: Session, step: Step, label: str) -> None:
    """Name what was done; a new gesture takes redo away from what this user had undone."""
    if "step" not in session.info:
        return
    step.label = label
    if step.kind == "do":
        session.execute(
            sa.update(Step)
            .where(col(Step.user) == step.user, col(Step.state) == "undone")
            .values(state="dropped")
        )
    session.flush()


def forget_step(session: Session) -> None:
    """Let this session write without a step of its own: the whole log is about to be restored."""
    session.delete(session.get_one(Step, session.info.pop("step")))
    session.flush()


def _record(session: Session, _context: UOWTransaction) -> None:
    if "step" not in session.info:
        return
    lines = [_line(row, None, _whole(row)) for row in session.new if _logged(row)]
    for row in session.dirty:
        if _logged(row):
            before, after = _changed(row)
            if after:
                lines.append(_line(row, before, after))
    lines += [_line(row, _whole(row), None) for row in session.deleted if _logged(row)]
    logged.record(session, lines)


def _logged(row: object) -> bool:
    return isinstance(row, Table) and row.is_logged


def _line(row: Table, before: dict[str, object] | None, after: dict[str, object] | None) -> Line:
    name = str(row.__tablename__)
    project = row.id if name == "project" else getattr(row, "project_id", None)
    return Line(name, row.id, project, before, after)


def _whole(row: Table) -> dict[str, object]:
    return {name: getattr(row, name) for name in columns(str(row.__tablename__))}


def _changed(row: Table) -> tuple[dict[str, object], dict[str, object]]:
    before, after = {}, {}
    for name in columns(str(row.__tablename__)):
        if name == "version":
            continue
        past = attributes.get_history(row, name)
        if past.has_changes():
            before[name] = past.deleted[0] if past.deleted else None
            after[name] = past.added[0] if past.added else None
    return before, after


# Undo and redo


def undo(session: Session) -> Done:
    """Take back this user's last step that still stands; it can be redone.

    Raises Conflict, and changes nothing, when a row has changed since.
    """
    step = _last(session, "done", newest=True)
    if step is None:
        raise PpmError("nothing to undo")
    return _turn(session, step, "undone", "undo")


def redo(session: Session) -> Done:
    """Bring back what this user undid last, unless something else was done since."""
    step = _last(session, "undone", newest=False)
    if step is None:
        raise PpmError("nothing to redo")
    return _turn(session, step, "done", "redo")


def _last(session: Session, state: str, *, newest: bool) -> Step | None:
    order = col(Step.number).desc() if newest else col(Step.number).asc()
    query = (
        sa.select(Step)
        .where(col(Step.user) == session.info["user"], col(Step.kind) == "do")
        .where(col(Step.state) == state)
        .where(col(Step.number) != session.info["step"])
        .order_by(order)
        .limit(1)
    )
    return session.scalars(query).first()


def _turn(session: Session, step: Step, state: str, kind: str) -> Done:
    own = session.get_one(Step, session.info["step"])
    own.kind, own.state, own.target = kind, "log", step.number
    step.state = state
    session.flush()
    projects = limits.of_step(session, step.number)
    before = limits.standing(session, projects)
    try:
        for table, part in _parts(_lines(session, step, kind)):
            if part[0].before is not None:
                _check(session, table, part)
            logged.write(session, part)
    except IntegrityError as error:
        raise Conflict(
            f"cannot {kind} «{step.label}»: something else was added to it since"
        ) from error
    session.expire_all()
    try:
        passed = limits.moved(before, limits.standing(session, projects))
    except Conflict as error:
        raise Conflict(f"cannot {kind} «{step.label}»: {error}") from error
    return Done(f"{kind}: {step.label}{passed}", aside=passed)


def _lines(session: Session, step: Step, kind: str) -> Iterator[Line]:
    """The changes of a step, backwards for undo, in the direction in which they are to be made."""
    is_undo = kind == "undo"
    table = Change.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = sa.select(
        table.c.number, table.c.table_name, table.c.row_id, table.c.project_id,
        table.c.before, table.c.after,
    ).where(table.c.step == step.number).limit(PAGE)  # fmt: skip
    query = query.order_by(table.c.number.desc() if is_undo else table.c.number)
    page = query
    while found := session.execute(page).all():
        for _, name, row_id, project, before, after in found:
            old, new = (None if each is None else json.loads(each) for each in (before, after))
            line = Line(name, row_id, project, *((new, old) if is_undo else (old, new)))
            if not _fits(line):
                raise Conflict(f"cannot {kind} «{step.label}»: it was done with an older ppm")
            yield _complete(line) if line.before is None else line
        last = found[-1][0]
        page = query.where(table.c.number < last if is_undo else table.c.number > last)


def _fits(line: Line) -> bool:
    """Whether the tables still have every column that the log speaks of."""
    table = tables().get(line.table)
    known = {"id", "version", *(column.name for column in table.columns)} if table else set()
    return {*(line.before or ()), *(line.after or ())} <= known


def _complete(line: Line) -> Line:
    """A row to be inserted; a column that is younger than the log gets its default."""
    young = {
        column.name: column.default
        for column in tables()[line.table].columns
        if not column.is_required
    }
    found = young | (line.after or {})
    return replace(line, after={name: found.get(name) for name in columns(line.table)})


def _parts(lines: Iterable[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Chunks of one table and verb in which no row occurs twice, so that a check sees what the
    chunk before wrote."""
    for (table, _), group in groupby(lines, key=lambda line: (line.table, line.verb)):
        part: dict[str, Line] = {}
        for line in group:
            if line.row_id in part or len(part) == CHUNK:
                yield table, list(part.values())
                part = {}
            part[line.row_id] = line
        yield table, list(part.values())


def _check(session: Session, name: str, lines: list[Line]) -> None:
    """Refuse when a row is not as this step left it."""
    table = logged.untyped(name)
    query = sa.select(table).where(table.c.id.in_([line.row_id for line in lines]))
    found = {row["id"]: row for row in session.execute(query).mappings()}
    for line in lines:
        row = found.get(line.row_id)
        if row is None:
            raise Conflict(f"a {name} of this step no longer exists")
        assert line.before is not None
        for field, value in line.before.items():
            if field != "version" and row[field] != value:
                raise Conflict(f"{_name(name, row)}: {_other(session, field, row[field], value)}")


def _name(table: str, row: Any) -> str:
    """What a person calls a row: its key, reference or name, an entry by its day."""
    known = row.get("key") or row.get("ref") or row.get("name")
    return str(known or f"the {table.replace('_', ' ')} of {row.get('day') or 'this step'}")


def _other(session: Session, field: str, now: object, left: object) -> str:
    """How a field is not as a step left it; identifiers are nothing for people."""
    if field == "invoice_id" and now is not None:
        ref = session.get_one(Invoice, now).ref
        return f"it is on {ref}: ppm invoice --cancel {ref}"
    if field.endswith("_id"):
        return f"the {field.removesuffix('_id').replace('_', ' ')} was changed since"
    return f"{field} is {now!r} now, this step had left it at {left!r}: change it by hand"
