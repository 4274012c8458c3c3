"""The change log: every touched row before and after, under one step; undo and redo from it.

A step is one gesture. Its changes stand in the order in which the rows were written, so undo
walks them backwards and never meets a row that something still points to. Undo and redo write
steps of their own, so the log only grows and holds what happened, the taking back included.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, UOWTransaction, attributes
from sqlmodel import SQLModel, col

from ppm_tui.errors import Conflict, PpmError
from ppm_tui.models import Change, Step, Table
from ppm_tui.store.content import tables
from ppm_tui.terms import Done

CHUNK = 400


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
    rows = [_line(session, row, None, _whole(row)) for row in session.new if _logged(row)]
    for row in session.dirty:
        if _logged(row):
            before, after = _changed(row)
            if after:
                rows.append(_line(session, row, before, after))
    rows += [_line(session, row, _whole(row), None) for row in session.deleted if _logged(row)]
    if rows:
        session.execute(sa.insert(Change), rows)


def _logged(row: object) -> bool:
    return isinstance(row, Table) and row.is_logged


def _line(
    session: Session, row: Table, before: dict[str, object] | None, after: dict[str, object] | None
) -> dict[str, object]:
    session.info["count"] += 1
    name = str(row.__tablename__)
    return {
        "step": session.info["step"],
        "number": session.info["count"],
        "table_name": name,
        "row_id": row.id,
        "project_id": row.id if name == "project" else getattr(row, "project_id", None),
        "before": None if before is None else text(before),
        "after": None if after is None else text(after),
    }


def text(values: dict[str, object]) -> str:
    """Columns of a change as the log keeps them."""
    return json.dumps(values, default=_iso, ensure_ascii=False, separators=(",", ":"))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    assert isinstance(value, date), value
    return value.isoformat()


def _whole(row: Table) -> dict[str, object]:
    return {name: getattr(row, name) for name in _columns(str(row.__tablename__))}


def _columns(table: str) -> list[str]:
    return [column.name for column in SQLModel.metadata.tables[table].columns]


def _changed(row: Table) -> tuple[dict[str, object], dict[str, object]]:
    before, after = {}, {}
    for name in _columns(str(row.__tablename__)):
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
    query = sa.select(Change).where(col(Change.step) == step.number)
    query = query.order_by(col(Change.number).desc() if kind == "undo" else col(Change.number))
    lines = [_read(change, backwards=kind == "undo") for change in session.scalars(query)]
    if not all(map(_fits, lines)):
        raise Conflict(f"cannot {kind} «{step.label}»: it was done with an older ppm")
    try:
        for (table, verb), group in groupby(lines, key=lambda line: (line.table, line.verb)):
            _apply(session, table, verb, list(group))
    except IntegrityError as error:
        raise Conflict(
            f"cannot {kind} «{step.label}»: something else was added to it since"
        ) from error
    return Done(f"{kind}: {step.label}")


@dataclass(frozen=True, slots=True)
class _Line:
    """One change in the direction it is to be applied."""

    table: str
    row_id: str
    project_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def verb(self) -> str:
        if self.before is None:
            return "insert"
        return "delete" if self.after is None else "update"


def _read(change: Change, *, backwards: bool) -> _Line:
    before = None if change.before is None else json.loads(change.before)
    after = None if change.after is None else json.loads(change.after)
    if backwards:
        before, after = after, before
    return _Line(change.table_name, change.row_id, change.project_id, before, after)


def _fits(line: _Line) -> bool:
    """Whether the tables still have every column that the log speaks of."""
    table = tables().get(line.table)
    known = {"id", "version", *(column.name for column in table.columns)} if table else set()
    return {*(line.before or ()), *(line.after or ())} <= known


def _complete(line: _Line) -> dict[str, Any]:
    """A row to be inserted; a column that is younger than the log gets its default."""
    young = {
        column.name: column.default
        for column in tables()[line.table].columns
        if not column.is_required
    }
    return young | (line.after or {})


def _apply(session: Session, name: str, verb: str, lines: list[_Line]) -> None:
    # An untyped table: the log holds what the database holds, so nothing is converted.
    table = sa.table(name, *(sa.column(column) for column in _columns(name)))
    for part in _parts(lines):
        if verb == "insert":
            session.execute(sa.insert(table), [_complete(line) for line in part])
        else:
            _check(session, table, part)
            _change(session, table, verb, part)
        _log(session, part)
    session.expire_all()


def _parts(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Chunks in which no row occurs twice, so that a check sees what the chunk before wrote."""
    part: dict[str, _Line] = {}
    for line in lines:
        if line.row_id in part or len(part) == CHUNK:
            yield list(part.values())
            part = {}
        part[line.row_id] = line
    if part:
        yield list(part.values())


def _check(session: Session, table: sa.TableClause, lines: list[_Line]) -> None:
    """Refuse when a row is not as this step left it."""
    query = sa.select(table).where(table.c.id.in_([line.row_id for line in lines]))
    found = {row["id"]: row for row in session.execute(query).mappings()}
    for line in lines:
        row = found.get(line.row_id)
        if row is None:
            raise Conflict(f"a {table.name} of this step no longer exists")
        assert line.before is not None
        for field, value in line.before.items():
            if field != "version" and row[field] != value:
                raise Conflict(
                    f"{_name(row)}: {field} is {row[field]!r} now, "
                    f"this step had left it at {value!r}: change it by hand"
                )


def _name(row: Any) -> str:
    return str(row.get("key") or row.get("ref") or row.get("name") or row["id"])


def _change(session: Session, table: sa.TableClause, verb: str, lines: list[_Line]) -> None:
    if verb == "delete":
        ids = [{"row": line.row_id} for line in lines]
        session.execute(sa.delete(table).where(table.c.id == sa.bindparam("row")), ids)
        return
    for fields, group in groupby(lines, key=lambda line: sorted(line.after or {})):
        statement = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values({name: sa.bindparam(f"new_{name}") for name in fields})
            .values(version=table.c.version + 1)
        )
        session.execute(statement, [_binds(line) for line in group])


def _binds(line: _Line) -> dict[str, object]:
    values = {f"new_{name}": value for name, value in (line.after or {}).items()}
    return values | {"row": line.row_id}


def _log(session: Session, lines: Iterable[_Line]) -> None:
    rows = []
    for line in lines:
        session.info["count"] += 1
        rows.append(
            {
                "step": session.info["step"],
                "number": session.info["count"],
                "table_name": line.table,
                "row_id": line.row_id,
                "project_id": line.project_id,
                "before": None if line.before is None else text(line.before),
                "after": None if line.after is None else text(line.after),
            }
        )
    session.execute(sa.insert(Change), rows)
