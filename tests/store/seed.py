"""A small portfolio for the tests of commands, and how to look at its rows."""

from datetime import date, datetime
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.models import (
    Table,
    Task,
)  # fmt: skip
from ppm_tui.store import writer
from ppm_tui.store.commands import (
    calendars,
    changes,
    issues,
    people,
    projects,
    risks,
    tasks,
)  # fmt: skip
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import (
    Minutes,
    Money,
    TaskKind,
)  # fmt: skip
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF

R = TypeVar("R", bound=Table)

MONDAY = date(2026, 3, 16)
FRIDAY = date(2026, 3, 20)
HOUR = Minutes(60)

SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira", rate=Money(11_000)),
    partial(people.add, name="Ben Okoro", rate=Money(10_001)),
    partial(projects.add, name="Atlas ERP rollout", key="ATLAS", client="Corvane", owner="ana"),
    partial(projects.add, name="Delta CRM merge", owner="ben", currency="CHF"),
    partial(tasks.add, project="ATLAS", name="Build", kind=TaskKind.PHASE),
    partial(
        tasks.add,
        project="ATLAS",
        name="Configuration",
        parent="P-001",
        start=MONDAY,
        finish=FRIDAY,
        owner="ana",
        work=Minutes(600),
    ),
    partial(tasks.add, project="ATLAS", name="Migration", parent="P-001", start=MONDAY),
    partial(tasks.add, project="ATLAS", name="Go-live", kind=TaskKind.MILESTONE, finish=FRIDAY),
    partial(risks.add, project="ATLAS", title="Tester capacity", as_of=AS_OF, probability=5),
    partial(issues.add, project="ATLAS", title="Tax codes", as_of=AS_OF),
    partial(changes.add, project="ATLAS", title="Archive", as_of=AS_OF, authoriser="Okafor"),
    partial(tasks.link, task="T-002", after="T-001"),
    partial(calendars.add, project="ATLAS", name="Every day", week=[calendars.WORKDAY] * 7),
)


def wall(text: str) -> datetime:
    """A moment of a plan."""
    return datetime.fromisoformat(text)


def stored(workspace: Workspace, kind: type[R]) -> list[R]:
    with Session(writer.engine(workspace.place)) as session:
        return list(session.scalars(sa.select(kind).order_by(col(kind.id))))


def by_ref(workspace: Workspace, ref: str) -> Task:
    return next(task for task in stored(workspace, Task) if task.ref == ref)


def newest(workspace: Workspace, kind: type[R]) -> R:
    return stored(workspace, kind)[-1]
