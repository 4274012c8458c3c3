"""What was agreed on payment: of a phase, a milestone, a project, or a bucket of a client."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Agreement, Client, Project, Task, TimeEntry
from ppm_tui.store.commands import edits, limits, refs, rows, time
from ppm_tui.store.commands.rates import checked_currency
from ppm_tui.terms import METHODS, Billing, CarryOver, Done, Minutes, Money, TaskKind

NEEDS = {
    Billing.FIXED_FEE: ("amount",),
    Billing.OVERRIDE_RATE: ("rate",),
    Billing.MILESTONE: ("amount",),
}
"""What of an agreement must be said, by its method."""
LIMITED = (Billing.NOT_TO_EXCEED, Billing.RETAINER)
"""What has a limit in money, in time, or in both."""


class AgreementFields(TypedDict, total=False):
    """What may be said of an agreement; money is in its currency, and a rate is for an hour."""

    name: str
    amount: Money | None
    minutes: Minutes | None
    rate: Money | None
    carry_over: CarryOver
    valid_from: date | None
    valid_to: date | None
    purchase_order: str


def add(
    session: Session,
    *,
    method: Billing,
    project: str | None = None,
    phase: str | None = None,
    client: str | None = None,
    currency: str | None = None,
    ref: str | None = None,
    **fields: Unpack[AgreementFields],
) -> Done:
    """A new agreement on a project, on one of its phases or milestones, or a bucket of a client.

    A fixed fee and a milestone need an amount, an agreed rate a rate, a cap and a bucket an amount
    or time. A bucket is a client's, everything else a project's; what carries over needs a first
    day (Invalid). Work that is logged already stays with what it was logged to.
    """
    values = _place(session, method, project, phase, client)
    owner = session.get(Project, values["project_id"]) if values["project_id"] else None
    values["currency"] = checked_currency(currency or (owner.currency if owner else "EUR"))
    if owner is not None and values["currency"] != owner.currency:
        raise Invalid(f"{owner.key} is in {owner.currency}, and so is what is agreed on it")
    values |= {"method": method, "ref": refs.new(session, Agreement, "AG-", ref, digits=2)}
    made = edits.make(session, Agreement, values | dict(_tidy(fields)))
    _check(made)
    said = f"{_subject(session, made)}: {made.ref} {_told(made)}{_beside(session, made)}"
    return Done(said, refs=(made.ref,))


def edit(
    session: Session, *, ref: str, seen: int | None = None, **fields: Unpack[AgreementFields]
) -> Done:
    """Change what was agreed, by the rules of `add`; what was used of it stays used, and where
    that is more than is agreed now, it is said."""
    row = refs.find(session, Agreement, ref, "agreement")
    projects = limits.of_agreement(session, row)
    before = limits.standing(session, projects)
    moved = edits.change(session, row, _tidy(fields), seen=seen)
    _check(row)
    passed = limits.moved(before, limits.standing(session, projects))
    said = f"{edits.said(session, row, moved)}{passed}"
    return Done(f"{_subject(session, row)}: {row.ref} {said}", refs=(row.ref,), aside=passed)


def trash(session: Session, *, ref: str, as_of: date) -> Done:
    """An agreement goes to the trash; one that work counts towards stays (Invalid)."""
    row = refs.find(session, Agreement, ref, "agreement")
    query = sa.select(sa.func.count()).where(
        col(TimeEntry.agreement_id) == row.id, col(TimeEntry.trashed_on).is_(None)
    )
    if count := session.scalar(query):
        raise Invalid(
            f"{count} entries count towards {row.ref}: give it a last day instead (--to DATE)"
        )
    edits.change(session, row, {"trashed_on": as_of})
    return Done(f"{_subject(session, row)}: {row.ref} in the trash", refs=(row.ref,))


def _place(
    session: Session, method: Billing, project: str | None, phase: str | None, client: str | None
) -> dict[str, object]:
    """Whose agreement it is. Raises Invalid, NotFound."""
    if method is Billing.RETAINER:
        if project or phase or not client:
            raise Invalid("a prepaid bucket is a client's: --client NAME, and no project")
        who = rows.known_client(session, client)
        return {"client_id": who.id, "project_id": None, "task_id": None}
    if method is Billing.INTERNAL:
        raise Invalid("internal work has no agreement: say so of the project")
    if client or not project:
        raise Invalid("such an agreement is a project's: KEY, and --phase for a part of it")
    row = rows.project(session, project)
    task = time.of_project(rows.task(session, phase), row) if phase else None
    _check_task(method, task)
    return {"client_id": row.client_id, "project_id": row.id, "task_id": task.id if task else None}


def _check_task(method: Billing, task: Task | None) -> None:
    is_milestone = task is not None and task.kind is TaskKind.MILESTONE
    if is_milestone != (method is Billing.MILESTONE):
        raise Invalid("an amount is due at a milestone of the plan: --phase M-3")


def _beside(session: Session, made: Agreement) -> str:
    """What pays for the same work at the same time, and which of them does: routing takes one."""
    if made.method is Billing.MILESTONE:
        return ""
    first, last = made.valid_from or date.min, made.valid_to or date.max
    query = sa.select(Agreement).where(
        col(Agreement.client_id).is_not_distinct_from(made.client_id),
        col(Agreement.project_id).is_not_distinct_from(made.project_id),
        col(Agreement.task_id).is_not_distinct_from(made.task_id),
        col(Agreement.trashed_on).is_(None),
    )
    others = [
        each
        for each in session.scalars(query)
        if (each.valid_from or date.min) <= last and first <= (each.valid_to or date.max)
    ]
    if len(others) < 2:
        return ""
    pays = max(others, key=lambda each: (each.valid_from or date.min, each.ref))
    rest = ", ".join(sorted(each.ref for each in others if each is not pays))
    return f"; where {rest} holds too, {pays.ref} pays"


def _tidy(fields: AgreementFields) -> Mapping[str, object]:
    values: dict[str, object] = dict(fields)
    for name in ("amount", "minutes", "rate"):
        edits.at_least(values.get(name), 0, f"the {name} of an agreement")
    for name in ("name", "purchase_order"):
        if name in values:
            values[name] = " ".join(str(values[name]).split())
    return values


def _check(row: Agreement) -> None:
    """Raise Invalid unless all is said that the method needs."""
    for name in NEEDS.get(row.method, ()):
        if getattr(row, name) is None:
            raise Invalid(f"{METHODS[row.method]}: say the {name} (--{name})")
    if row.method in LIMITED and row.amount is None and row.minutes is None:
        raise Invalid(f"{METHODS[row.method]}: how much? --amount 10k, or --time 20h")
    if row.carry_over is not CarryOver.NONE and row.valid_from is None:
        raise Invalid("what is left can be carried over from a first day on: --from DATE")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Invalid(f"an agreement ends after it begins: {row.valid_from} to {row.valid_to}")


def _subject(session: Session, row: Agreement) -> str:
    if row.project_id is not None:
        return session.get_one(Project, row.project_id).key
    return session.get_one(Client, row.client_id or "").name


def _told(row: Agreement) -> str:
    """What is agreed: `«Build» not to exceed 10,000.00 EUR or 80h`."""
    parts = [f"«{row.name}»" if row.name else "", METHODS[row.method]]
    if row.amount is not None:
        parts.append(formats.money(row.amount, row.currency))
    if row.minutes is not None:
        parts.append(("with " if row.amount is not None else "") + formats.minutes(row.minutes))
    if row.rate is not None:
        parts.append(f"{formats.money(row.rate, row.currency)} an hour")
    if row.method is Billing.RETAINER:
        parts.append(f"a month, left over: {formats.word(row.carry_over)}")
    return " ".join(filter(None, parts))
