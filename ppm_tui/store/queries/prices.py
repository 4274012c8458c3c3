"""What the work of a plan costs: who is booked for how much, and at which rates."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.store.plan_figures import Prices, Share, Tariff
from ppm_tui.store.reader import Connection

BOOKINGS = """
SELECT a.task_id, a.resource_id, a.work_minutes, a.cost FROM assignment a
WHERE a.project_id = :project
ORDER BY a.id
"""

RATES = """
SELECT r.id, r.week_minutes, m.number, m.valid_from, m.valid_to, m.standard, m.standard_per,
       m.currency
FROM resource r JOIN resource_rate m ON m.resource_id = r.id
WHERE m.rate_table = 'A' AND m.standard IS NOT NULL AND m.currency = :currency
ORDER BY r.id, m.number, m.id
"""


@dataclass(frozen=True, slots=True)
class _Booking:
    task_id: str
    person: str | None
    minutes: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class _Rate:
    person: str
    week_minutes: int
    number: int
    valid_from: date | None
    valid_to: date | None
    standard: int | None
    standard_per: str
    currency: str


def prices(connection: Connection, *, project: str, currency: str) -> Prices:
    """Bookings and tariffs of a project, by its id; two statements."""
    bookings: dict[str, list[Share]] = {}
    for each in connection.all(_Booking, BOOKINGS, project=project):
        share = Share(each.person, each.minutes, each.cost)
        bookings.setdefault(each.task_id, []).append(share)
    rates: dict[str, list[_Rate]] = {}
    for rate in connection.all(_Rate, RATES, currency=currency):
        rates.setdefault(rate.person, []).append(rate)
    tariffs = {person: Tariff(each[0].week_minutes, each) for person, each in rates.items()}
    return Prices(currency, bookings, tariffs)
