"""The order of the open projects: ranks from 1 on, each given once and none left out."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Project
from ppm_tui.store.commands import edits, rows
from ppm_tui.terms import CLOSED_STAGES, Done


def set_rank(session: Session, *, keys: Sequence[str], rank: int | None) -> Done:
    """Projects take this rank and the following ones in the order given; the others move down.

    Without a number they have no rank. A rank after the last one is the next free one. The rank is
    that of an open project, and 1 or more (Invalid).
    """
    edits.at_least(rank, 1, "a rank")
    chosen = [rows.project(session, key) for key in keys]
    for project in chosen:
        if project.stage in CLOSED_STAGES:
            raise Invalid(f"{project.key} is closed: only open projects have a rank")
    before = {project.id: project.rank for project in chosen}
    others = [project for project in ranked(session) if project.id not in before]
    place = len(others) if rank is None else min(rank - 1, len(others))
    _number(session, [*others[:place], *(chosen if rank else ()), *others[place:]])
    if rank is None:
        for project in chosen:
            project.rank = None
        session.flush()
    told = [f"{p.key}: rank {before[p.id] or 'none'} → {p.rank or 'none'}" for p in chosen]
    return Done(", ".join(told), refs=tuple(project.key for project in chosen))


def close_up(session: Session, came_back: Project | None = None) -> None:
    """Give the open projects ranks without a gap; one that came back has its old place again."""
    found = [project for project in ranked(session) if project is not came_back]
    if (
        came_back is not None
        and came_back.rank is not None
        and came_back.stage not in CLOSED_STAGES
    ):
        place = max(0, min(came_back.rank - 1, len(found)))
        found.insert(place, came_back)
    _number(session, found)


def ranked(session: Session) -> list[Project]:
    """The open projects that have a rank, in its order."""
    query = (
        sa.select(Project)
        .where(col(Project.rank).is_not(None), col(Project.trashed_on).is_(None))
        .where(col(Project.stage).not_in(CLOSED_STAGES))
        .order_by(col(Project.rank), col(Project.key))
    )
    return list(session.scalars(query))


def _number(session: Session, projects: Sequence[Project]) -> None:
    for place, project in enumerate(projects, 1):
        if project.rank != place:
            project.rank = place
    session.flush()
