"""What an hour costs or is billed at, for whom and for what, and what currencies are worth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import ExchangeRate, Rate
from ppm_tui.store.commands import edits, people, refs, rows
from ppm_tui.store.commands.filling import fill
from ppm_tui.terms import Done, Money, RateKind


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom and what a rate is; where nothing is named it is for everybody and everything."""

    person: str | None = None
    role: str = ""
    client: str | None = None
    project: str | None = None


def set_rate(
    session: Session,
    *,
    kind: RateKind,
    amount: Money,
    currency: str,
    whom: Whom,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Done:
    """What an hour costs us, or is billed at, from a day to a day, both in.

    One of the same kind, for the same and from the same day, is replaced. What is logged already
    keeps its cost and price, and gets them where they were not known. A rate is not below 0, is
    for a person or for a role, for a client or for a project, and does not end before it begins
    (Invalid).
    """
    edits.at_least(amount, 0, "a rate")
    currency = checked_currency(currency)
    if valid_from and valid_to and valid_to < valid_from:
        raise Invalid(f"a rate ends after it begins: {valid_from} to {valid_to}")
    if whom.person and whom.role.strip():
        raise Invalid("a rate is for a person or for a role, not for both")
    if whom.client and whom.project:
        raise Invalid("a rate is for a client or for a project: a project has its client")
    is_own = whom.person and not (whom.client or whom.project or valid_to)
    if kind is RateKind.COST and is_own:
        done = people.set_rate(
            session, person=str(whom.person), rate=amount, currency=currency, valid_from=valid_from
        )
        return replace(done, text=f"{done.text}{fill(session)}")
    said, values = _named(session, whom)
    values |= {"kind": kind, "valid_from": valid_from}
    worth: dict[str, object] = {"amount": amount, "currency": currency, "valid_to": valid_to}
    found = _same(session, values)
    was = ""
    if found:
        was = f", was {formats.money(found.amount, found.currency)}"
        edits.change(session, found, worth)
    else:
        ref = refs.new(session, Rate, "RT-", None, digits=2)
        found = edits.make(session, Rate, values | worth | {"ref": ref})
    days = (("from", valid_from), ("to", valid_to))
    valid = "".join(f" {word} {formats.dated(day)}" for word, day in days if day)
    hour = formats.money(amount, currency)
    text = f"{found.ref}: {said} {kind} {hour} an hour{valid}{was}{fill(session)}"
    return Done(text, refs=(found.ref,))


def _same(session: Session, values: Mapping[str, object]) -> Rate | None:
    """The rate of this kind, for the same, that begins on the same day."""
    role = str(values["role"]).casefold()
    others = {name: value for name, value in values.items() if name != "role"}
    known = session.scalars(sa.select(Rate).filter_by(**others))
    return next((rate for rate in known if rate.role.casefold() == role), None)


def delete(session: Session, *, ref: str) -> Done:
    """A rate is gone; what was logged at it keeps its cost and price."""
    found = refs.find(session, Rate, ref, "rate")
    session.delete(found)
    session.flush()
    return Done(f"{found.ref}: rate deleted", refs=(found.ref,))


def set_exchange(session: Session, *, source: str, target: str, rate: str, day: date) -> Done:
    """What one of `source` is in `target` from a day on; the one of that day is replaced. Time
    that could not be converted is.

    A rate is a number above 0, and the two currencies are not the same (Invalid).
    """
    source, target = checked_currency(source), checked_currency(target)
    if source == target:
        raise Invalid(f"{source} is {target}: an exchange rate is between two currencies")
    number = _number(rate)
    query = sa.select(ExchangeRate).where(
        col(ExchangeRate.source) == source,
        col(ExchangeRate.target) == target,
        col(ExchangeRate.day) == day,
    )
    values = {"source": source, "target": target, "day": day, "rate": f"{number:f}"}
    old = session.scalars(query).first()
    if old is None:
        edits.make(session, ExchangeRate, values)
    else:
        edits.change(session, old, values)
    return Done(f"1 {source} = {number:f} {target} from {formats.dated(day)}{fill(session)}")


def checked_currency(text: str) -> str:
    """Three capital letters. Raises Invalid."""
    wanted = text.strip().upper()
    if len(wanted) != 3 or not (wanted.isascii() and wanted.isalpha()):
        raise Invalid(f"a currency is three letters, such as EUR, not {text!r}")
    return wanted


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not 0 < number < 10**9 or len(f"{number:f}") > 32:
        raise Invalid(f"an exchange rate is a number above 0, such as 1.0845, not {text!r}")
    return number


def _named(session: Session, whom: Whom) -> tuple[str, dict[str, object]]:
    """For whom, in words and as columns. Raises NotFound."""
    who = rows.resource(session, whom.person) if whom.person else None
    project = rows.project(session, whom.project) if whom.project else None
    client = rows.known_client(session, whom.client) if whom.client else None
    role = " ".join(whom.role.split())
    parts: Mapping[str, str] = {
        "": who.key if who else role or "everybody",
        " on ": project.key if project else "",
        " for ": client.name if client else "",
    }
    said = "".join(f"{word}{name}" for word, name in parts.items() if name)
    return said, {
        "resource_id": who.id if who else None,
        "role": role,
        "client_id": client.id if client else None,
        "project_id": project.id if project else None,
    }
