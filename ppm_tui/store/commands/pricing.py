"""The rates that a session knows, read once as plain values."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis import cost
from ppm_tui.models import ExchangeRate, Rate, Resource, ResourceRate, Table
from ppm_tui.store.tariffs import Card, ExchangeRow, Tariffs, Worker


class Own(NamedTuple):
    """What a person costs wherever they work, see `models.ResourceRate`."""

    number: int
    valid_from: date | None
    valid_to: date | None
    standard: int | None
    standard_per: str
    currency: str


def tariffs(session: Session) -> Tariffs:
    """Every rate, own ones by person, and exchange rates; four statements."""
    own: dict[str, list[cost.Rate]] = defaultdict(list)
    standard = (col(ResourceRate.rate_table) == "A", col(ResourceRate.standard).is_not(None))
    rates = _columns(ResourceRate, "resource_id", *Own._fields).where(*standard)
    for person, *values in session.execute(rates):
        own[person].append(Own(*values))
    people = session.execute(_columns(Resource, "id", "role", "week_minutes"))
    return Tariffs(
        [Card(*row) for row in session.execute(_columns(Rate, *Card.__slots__))],
        {person: Worker(role, week, own[person]) for person, role, week in people},
        [
            ExchangeRow(*row)
            for row in session.execute(_columns(ExchangeRate, *ExchangeRow.__slots__))
        ],
    )


def _columns(kind: type[Table], *names: str) -> sa.Select[Any]:
    return sa.select(*(getattr(kind, name) for name in names))
