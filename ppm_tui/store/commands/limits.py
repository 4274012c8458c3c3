"""How far what was agreed is passed, told of changes that log no time and move it or a limit."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount
from ppm_tui.errors import Conflict
from ppm_tui.models import Agreement, Change, Project, TimeEntry
from ppm_tui.store.commands.routing import Route, Routes

TABLES = ("time_entry", "overrun", "agreement", "change_request", "project")
"""Where it is written what is agreed, and what of it is used."""


@dataclass(frozen=True, slots=True)
class Passed:
    """By how much a limit is passed, and how much counts towards it."""

    name: str
    currency: str
    over: Amount
    used: Amount

    @property
    def words(self) -> str:
        """`AG-06 is passed by 13h`."""
        amounts = (
            formats.minutes(self.over.minutes),
            formats.money(self.over.price, self.currency) if self.over.price else "",
        )
        return f"{self.name} is passed by {' and '.join(filter(None, amounts))}"


Standing = dict[str, Passed]
"""Every limit of some projects, by what it is of; of a bucket each month by itself."""


def of_step(session: Session, step: int) -> list[str]:
    """The projects whose limits a step of the log may have to do with."""
    touched = sa.select(col(Change.project_id), col(Change.table_name), col(Change.row_id)).where(
        col(Change.step) == step, col(Change.table_name).in_(TABLES)
    )
    found, buckets = set(), set()
    for project, table, row in session.execute(touched.distinct()):
        if project is not None:
            found.add(project)
        elif table == Agreement.__tablename__:
            buckets.add(row)
    return [*found, *_using(session, buckets)]


def of_agreement(session: Session, row: Agreement) -> list[str]:
    """The projects whose limits an agreement may have to do with."""
    return [row.project_id] if row.project_id else _using(session, [row.id])


def _using(session: Session, agreements: Collection[str]) -> list[str]:
    if not agreements:
        return []
    query = sa.select(col(TimeEntry.project_id)).where(col(TimeEntry.agreement_id).in_(agreements))
    return list(session.scalars(query.distinct()))


def standing(session: Session, projects: Iterable[str]) -> Standing:
    """How all that limits work on some projects is used now."""
    routes = Routes(session)
    found: Standing = {}
    for each in projects:
        project = session.get(Project, each)
        if project is not None:
            found |= dict(_of(routes, project))
    return found


def _of(routes: Routes, project: Project) -> Iterator[tuple[str, Passed]]:
    for month, route in routes.limits(project):
        left = route.limit.left(route.used)
        over = Amount(max(0, -(left.minutes or 0)), max(0, -(left.price or 0)))
        yield f"{route.key} {month}", Passed(_name(route), route.currency, over, route.used)


def _name(route: Route) -> str:
    return route.name or f"what {route.why} pays"


def moved(before: Standing, after: Standing) -> str:
    """Which limits are passed further now, as the end of a sentence; empty for none.

    Raises Conflict where that is so because more counts towards one: what becomes of it nobody
    has said.
    """
    found = []
    for key, new in after.items():
        old = before.get(key)
        was, used = (old.over, old.used) if old else (NOTHING, NOTHING)
        if new.over.minutes > was.minutes or new.over.price > was.price:
            if new.used.minutes > used.minutes or new.used.price > used.price:
                raise Conflict(f"{new.words}, and nobody has said what becomes of it: log it anew")
            found.append(new.words)
    return "".join(f"; {each}" for each in found)
