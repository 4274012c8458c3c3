"""Drawing from the reserve of a project, and giving back. How much there is, the project says."""

from collections.abc import Callable, Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Issue, Project, ReserveDraw
from ppm_tui.store.commands import edits, refs, rows
from ppm_tui.terms import Done, ReserveKind

NAMES = {ReserveKind.CONTINGENCY: "contingency", ReserveKind.MANAGEMENT: "management reserve"}


def draw(
    session: Session,
    *,
    key: str,
    as_of: date,
    cost: int = 0,
    minutes: int = 0,
    kind: ReserveKind = ReserveKind.CONTINGENCY,
    issue: str | None = None,
    text: str = "",
) -> Done:
    """Take money or effort from a reserve, for an issue of the project or for what the text says.

    Below 0 gives it back. Invalid for nothing, without a purpose, from a reserve that was never
    set, or when more is taken than is left, or given back than was drawn.
    """
    project = rows.project(session, key)
    about = refs.find(session, Issue, issue, "issue") if issue else None
    if about and about.project_id != project.id:
        raise Invalid(f"{about.ref} is not an issue of {project.key}")
    if not about and not text.strip():
        raise Invalid("say what it is drawn for: an issue, or a text")
    said = " and ".join(_taken(session, project, kind, cost, minutes))
    if not said:
        raise Invalid("say how much to draw: 12k of money, or 16h of effort")
    values = {
        "project_id": project.id,
        "issue_id": about.id if about else None,
        "number": rows.next_number(session, ReserveDraw, project.id),
        "day": as_of,
        "kind": kind,
        "cost": cost,
        "minutes": minutes,
        "text": text.strip(),
    }
    edits.make(session, ReserveDraw, values)
    return Done(f"{project.key}: {said}{f' for {about.ref}' if about else ''}", refs=(project.key,))


def _taken(
    session: Session, project: Project, kind: ReserveKind, cost: int, minutes: int
) -> Iterator[str]:
    """What is drawn of money and of effort, in words. Raises Invalid."""
    is_contingency = kind is ReserveKind.CONTINGENCY
    if cost:
        whole = project.contingency_cost if is_contingency else project.management_reserve
        yield _amount(session, project, kind, "cost", whole, cost)
    if minutes:
        if not is_contingency:
            raise Invalid("the management reserve is money: draw effort from the contingency")
        yield _amount(session, project, kind, "minutes", project.contingency_minutes, minutes)


def _amount(
    session: Session, project: Project, kind: ReserveKind, unit: str, whole: int | None, amount: int
) -> str:
    name = NAMES[kind]
    if whole is None:
        raise Invalid(
            f"{project.key} has no {name} of that kind yet: ppm reserve set {project.key}"
        )
    drawn = _drawn(session, project, kind, unit)
    shown, left = _shower(project, unit), whole - drawn
    if amount > left:
        raise Invalid(f"{shown(left)} of the {name} of {project.key} are left, not {shown(amount)}")
    if drawn + amount < 0:
        raise Invalid(f"{shown(drawn)} of the {name} are drawn: {shown(-amount)} cannot come back")
    verb = "drawn from" if amount > 0 else "given back to"
    return f"{shown(abs(amount))} {verb} the {name}, {shown(left - amount)} left"


def _shower(project: Project, unit: str) -> Callable[[int], str]:
    if unit == "cost":
        return lambda value: formats.money(value, project.currency)
    return lambda value: formats.minutes(value) or "0h"


def _drawn(session: Session, project: Project, kind: ReserveKind, unit: str) -> int:
    query = sa.select(sa.func.sum(getattr(ReserveDraw, unit))).where(
        col(ReserveDraw.project_id) == project.id, col(ReserveDraw.kind) == kind
    )
    return int(session.scalar(query) or 0)
