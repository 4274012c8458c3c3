"""What the work of a plan costs: who is booked for how much, and at which rates."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.plan_figures import Prices, Share
from ppm_tui.store.reader import Connection
from ppm_tui.store.tariffs import Card, ExchangeRow, Tariffs, Worker

BOOKINGS = """
SELECT a.task_id, a.resource_id, a.work_minutes, a.cost FROM assignment a
WHERE a.project_id = :project
ORDER BY a.id
"""

CARDS = """
SELECT x.ref, x.kind, x.resource_id, x.role, x.client_id, x.project_id, x.valid_from, x.valid_to,
       x.amount, x.currency
FROM rate x ORDER BY x.ref
"""

WORKERS = """
SELECT r.id, r.role, r.week_minutes, m.number, m.valid_from, m.valid_to, m.standard,
       m.standard_per, m.currency
FROM resource r
LEFT JOIN resource_rate m ON m.resource_id = r.id AND m.rate_table = 'A' AND m.standard IS NOT NULL
ORDER BY r.id, m.number, m.id
"""

EXCHANGE = """
SELECT x.source, x.target, x.day, x.rate FROM exchange_rate x ORDER BY x.day, x.source, x.target
"""


@dataclass(frozen=True, slots=True)
class _Booking:
    task_id: str
    person: str | None
    minutes: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class _Rate:
    """A row of WORKERS; a person without an own rate has one row without one."""

    person: str
    role: str
    week_minutes: int
    number: int
    valid_from: date | None
    valid_to: date | None
    standard: int | None
    standard_per: str
    currency: str


def prices(connection: Connection, *, project: str, client: str | None, currency: str) -> Prices:
    """Bookings of a project and all rates, by identifiers; four statements."""
    bookings: dict[str, list[Share]] = {}
    for each in connection.all(_Booking, BOOKINGS, project=project):
        share = Share(each.person, each.minutes, each.cost)
        bookings.setdefault(each.task_id, []).append(share)
    return Prices(currency, project, client, bookings, tariffs(connection))


def tariffs(connection: Connection) -> Tariffs:
    """Every rate, own ones by person, and exchange rates; three statements."""
    own: dict[str, list[_Rate]] = {}
    for rate in connection.all(_Rate, WORKERS):
        own.setdefault(rate.person, []).append(rate)
    workers = {
        person: Worker(found[0].role, found[0].week_minutes, _known(found))
        for person, found in own.items()
    }
    return Tariffs(connection.all(Card, CARDS), workers, connection.all(ExchangeRow, EXCHANGE))


def _known(found: list[_Rate]) -> list[_Rate]:
    return [rate for rate in found if rate.standard is not None]
