"""Finding rows by the names people type, and noticing that one changed meanwhile."""

import json
import re
import unicodedata
from collections.abc import Container
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Conflict, NotFound
from ppm_tui.models import (
    Change,
    Client,
    Counter,
    Portfolio,
    Program,
    Project,
    Resource,
    Step,
    Table,
    Task,
)
from ppm_tui.store.queries import clients, names

R = TypeVar("R", bound=Table)

KEY_LENGTH = 6


def project(session: Session, key: str) -> Project:
    """The project by its key, in any case. Raises NotFound."""
    query = sa.select(Project).where(col(Project.key) == key.upper())
    found = session.scalars(query.where(col(Project.trashed_on).is_(None))).first()
    if found is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return found


def task(session: Session, ref: str) -> Task:
    """The task by its identifier (`T-111`), in any case. Raises NotFound."""
    query = sa.select(Task).where(col(Task.ref) == ref.upper())
    found = session.scalars(query.where(col(Task.trashed_on).is_(None))).first()
    if found is None:
        raise NotFound(f"no task {ref}: ppm tasks KEY lists them")
    return found


def project_of(session: Session, row: Task) -> Project:
    """The project that a task belongs to."""
    return session.get_one(Project, row.project_id)


def resource(session: Session, text: str) -> Resource:
    """The person by key, name, or the beginning of either. Raises NotFound, or Invalid if many."""
    query = (
        sa.select(Resource).where(col(Resource.trashed_on).is_(None)).order_by(col(Resource.key))
    )
    exact = session.scalars(query.where(col(Resource.key) == text)).first()
    return exact or names.meant(session.scalars(query).all(), text)


def client(session: Session, name: str) -> Client:
    """The client by key or name, made when there is none yet."""
    found = _client(session, name)
    if found is not None:
        return found
    taken = set(session.scalars(sa.select(col(Client.key))))
    made = Client.model_validate({"key": make_key(name, taken, "CLIENT"), "name": name})
    session.add(made)
    session.flush()
    return made


G = TypeVar("G", Program, Portfolio)


def named_group(session: Session, kind: type[G], name: str) -> G:
    """The programme or portfolio by key or name, made when there is none yet."""
    wanted = name.strip().casefold()
    everyone = list(session.scalars(sa.select(kind)))
    for found in everyone:
        if wanted in (found.key.casefold(), found.name.casefold()):
            return found
    key = make_key(name, {found.key for found in everyone}, kind.__name__.upper())
    made = kind.model_validate({"key": key, "name": name.strip()})
    session.add(made)
    session.flush()
    return made


def known_client(session: Session, name: str) -> Client:
    """The client by key, name, or the beginning of either. Raises NotFound, or Invalid if many."""
    return clients.meant(session.scalars(sa.select(Client).order_by(col(Client.key))).all(), name)


def _client(session: Session, name: str) -> Client | None:
    wanted = name.casefold()
    for found in session.scalars(sa.select(Client)):
        if wanted in (found.key.casefold(), found.name.casefold()):
            return found
    return None


def next_ref(session: Session, prefix: str, *, count: int = 1) -> int:
    """The first of `count` new numbers for `T-`, `R-` and the like; never given out again."""
    counter = session.get(Counter, prefix, with_for_update=True)
    if counter is None:
        counter = Counter(kind=prefix, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += count
    session.flush()
    return first


def next_number(session: Session, kind: type[Table], project_id: str) -> int:
    """The next running number of a project's updates, notes or time entries."""
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = sa.select(sa.func.max(table.c.number)).where(table.c.project_id == project_id)
    return int(session.scalar(query) or 0) + 1


def make_key(name: str, taken: Container[str], fallback: str) -> str:
    """A short unique key of capital letters and digits, from the first word that gives one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = [word for word in re.findall(r"[A-Z0-9]+", plain) if not word.isdigit()]
    stem = next((word for word in words if len(word) > 1), fallback)[:KEY_LENGTH]
    if stem not in taken:
        return stem
    number = 2
    while (key := f"{stem[: KEY_LENGTH + 2 - len(str(number))]}{number}") in taken:
        number += 1
    return key


def unseen(session: Session, row: Table, seen: int | None, field: str, mine: object) -> None:
    """Raise Conflict when `field` of the row was changed after version `seen` by somebody else.

    A change to other fields does not matter: they merge. Nor does one of this very step.
    """
    if seen is None or row.version <= seen:
        return
    query = (
        sa.select(col(Change.after), col(Step.user), col(Change.step))
        .join(Step, col(Step.number) == col(Change.step))
        .where(col(Change.row_id) == row.id)
        .order_by(col(Change.step).desc(), col(Change.number).desc())
        .limit(row.version - seen)
    )
    for after, user, step in session.execute(query):
        values = json.loads(after or "{}")
        if field in values and step != session.info["step"]:
            name = getattr(row, "key", None) or getattr(row, "ref", None) or row.id
            raise Conflict(
                f"{name} {field}: {user} has set {values[field]!r} meanwhile, you wrote {mine!r}"
            )
