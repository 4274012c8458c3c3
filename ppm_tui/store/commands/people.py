"""People and other resources, what they cost, and what they are booked on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.capacity import even_week
from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Resource, ResourceRate
from ppm_tui.store.commands import calendars, edits, rows
from ppm_tui.terms import Done, Minutes, Money, ResourceKind


class PersonFields(TypedDict, total=False):
    """What a person may say of a resource; `week_minutes` is the working time of a week.

    `target` is how many per cent of the capacity are to be billable.
    """

    kind: ResourceKind
    role: str
    email: str
    initials: str
    week_minutes: Minutes
    team: str
    skills: str
    target: int | None


def add(
    session: Session,
    *,
    name: str,
    key: str | None = None,
    rate: Money | None = None,
    currency: str = "EUR",
    **fields: Unpack[PersonFields],
) -> Done:
    """A new person; without a key it is the first name, counted on when taken.

    `rate` is what an hour costs, in minor units. A week has no more hours than Monday to Friday
    have room for, and a target is 0 to 100 per cent (Invalid).
    """
    tidy = _tidy(fields)
    taken = set(session.scalars(sa.select(col(Resource.key))))
    wanted = (key or rows.make_key(name, {each.upper() for each in taken}, "PERSON")).lower()
    if wanted in taken:
        raise Invalid(f"somebody is called {wanted} already: choose another key")
    values = {**tidy, "name": edits.named(name, "person"), "key": wanted}
    person = edits.make(session, Resource, values)
    if rate is not None:
        set_rate(session, person=person.key, rate=rate, currency=currency)
    return Done(f"{person.key}: «{person.name}» added", refs=(person.key,))


class PersonChanges(PersonFields, total=False):
    """What may be said of somebody later; `target` is the part of their capacity that is to be
    billable, in per cent, or None."""

    name: str


def edit(
    session: Session, *, person: str, seen: int | None = None, **fields: Unpack[PersonChanges]
) -> Done:
    """Change what is known of a person, and say what it was before.

    Skills are words with commas between; a target is 0 to 100 (Invalid). When they work is
    changed by the commands of `working_time`.
    """
    who = rows.resource(session, person)
    values = _tidy(fields)
    moved = edits.change(session, who, values, seen=seen)
    return Done(f"{who.key}: {edits.said(session, who, moved)}", refs=(who.key,))


def _tidy(fields: Mapping[str, Any]) -> dict[str, object]:
    """The fields as they are stored. Raises Invalid."""
    values: dict[str, object] = {
        name: value.strip() if type(value) is str else value for name, value in fields.items()
    }
    edits.within(values.get("target"), 0, 100, "a target")
    if isinstance(week := values.get("week_minutes"), int):
        even_week(week)
    if "name" in values:
        values["name"] = edits.named(str(values["name"]), "person")
    if "skills" in values:
        words = (" ".join(word.split()) for word in str(values["skills"]).split(","))
        known: dict[str, str] = {}
        for word in filter(None, words):
            known.setdefault(word.casefold(), word)
        values["skills"] = ", ".join(known.values())
    return values


def set_rate(
    session: Session,
    *,
    person: str,
    rate: Money,
    currency: str = "EUR",
    valid_from: date | None = None,
) -> Done:
    """What an hour of a person costs from a day on, in minor units of a currency.

    The rate in the same currency from the same day is replaced. Time that is logged already keeps
    its cost. A rate is not negative (Invalid).
    """
    edits.at_least(rate, 0, "a rate")
    who = rows.resource(session, person)
    key: dict[str, object] = {
        "resource_id": who.id, "rate_table": "A", "valid_from": valid_from, "currency": currency,
    }  # fmt: skip
    worth = {"standard": rate, "standard_per": "h"}
    number = col(ResourceRate.number)
    same = sa.select(ResourceRate).filter_by(**key, valid_to=None).order_by(number.desc())
    old = session.scalars(same).first()
    was = ""
    if old is None:
        after = sa.select(sa.func.coalesce(sa.func.max(number), -1) + 1)
        place = session.scalar(after.where(col(ResourceRate.resource_id) == who.id))
        edits.make(session, ResourceRate, key | worth | {"number": place})
    else:
        if old.standard is not None:
            was = f", was {formats.money(old.standard, currency)}"
        edits.change(session, old, worth)
    since = f" from {formats.dated(valid_from)}" if valid_from else ""
    hour = formats.money(rate, currency)
    return Done(f"{who.key}: cost {hour} an hour{since}{was}", refs=(who.key,))


def book(
    session: Session,
    *,
    task: str,
    person: str | None,
    work: Minutes,
    start: date | datetime | None = None,
    finish: date | datetime | None = None,
    units: int = 100,
) -> Done:
    """Book a person on a task; without a person it is work that nobody has yet.

    Without dates the booking follows the task; without one of them that end is the task's of now.
    """
    edits.at_least(work, 0, "booked time")
    row = rows.task(session, task)
    who = rows.resource(session, person) if person else None
    count = sa.select(sa.func.count()).where(col(Assignment.task_id) == row.id)
    values = {
        "project_id": row.project_id,
        "task_id": row.id,
        "resource_id": who.id if who else None,
        "number": session.scalar(count) or 0,
        "units": units,
        "work_minutes": work,
        "remaining_work_minutes": work,
        "start": calendars.starting(start) if start else row.start if finish else None,
        "finish": calendars.finishing(finish) if finish else row.finish if start else None,
    }
    edits.make(session, Assignment, values)
    return Done(f"{row.ref}: {who.key if who else 'open demand'} booked", refs=(row.ref,))


def set_target(session: Session, *, people: Sequence[str], target: int | None) -> Done:
    """How many per cent of their capacity some people are to bill; None takes the target away.

    0 to 100 (Invalid).
    """
    edits.within(target, 0, 100, "a target")
    told = []
    for each in people:
        who = rows.resource(session, each)
        old = who.target
        edits.change(session, who, {"target": target})
        told.append(f"{who.key}: target {_target(old)} → {_target(target)}")
    return Done(", ".join(told), refs=tuple(people))


def _target(value: int | None) -> str:
    return "none" if value is None else f"{value}%"
