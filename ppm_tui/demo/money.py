"""The money of the demo: bill rates, exchange rates, what was agreed on payment, orders, bills."""

from collections.abc import Iterator
from functools import partial

from ppm_tui.demo.days import Days, at
from ppm_tui.demo.events import Event
from ppm_tui.demo.people import RATES
from ppm_tui.store.commands import agreements, budgets, commitments, projects, rates
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import (
    Billing,
    CarryOver,
    CostKind,
    Minutes,
    Money,
    RateKind,
)

BASE = "EUR"
BILL_RATES = {
    "PM": 165, "Dev": 145, "QA": 120, "BA": 138, "Data": 155, "Ops": 132, "UX": 135, "Legal": 190,
}  # fmt: skip
"""What an hour is billed at by role, in EUR."""
HOUR = 60


def prices(days: Days) -> Iterator[Command]:
    """What an hour is billed at, and what currencies are worth."""
    for currency, per_hundred in RATES.items():
        if currency != BASE:
            rate = f"{per_hundred / 100:.2f}"
            since = days.monday(-40)
            yield partial(rates.set_exchange, source=BASE, target=currency, rate=rate, day=since)
    set_rate = partial(rates.set_rate, kind=RateKind.BILL, currency=BASE)
    for role, amount in BILL_RATES.items():
        yield partial(set_rate, amount=Money(amount * 100), whom=Whom(role=role))


def agreed(key: str, days: Days) -> Iterator[Command]:
    """What was agreed on payment of a project beyond what the project itself says."""
    add = agreements.add
    bill = partial(rates.set_rate, kind=RateKind.BILL)
    if key == "IRIS":
        whom = Whom(role="Dev", client="Tessin Bank")
        yield partial(bill, amount=Money(150_00), currency="CHF", whom=whom)
    elif key == "ATLAS":
        whom, since = Whom("dan", project="ATLAS"), days.moved("26-01-01")
        yield partial(bill, amount=Money(158_00), currency=BASE, whom=whom, valid_from=since)
    elif key == "BEACON":
        yield partial(add, method=Billing.TIME_AND_MATERIAL, project=key, name="By the hour",
                      purchase_order="4500-118")  # fmt: skip
    elif key == "EMBER":
        first = days.moved("25-12-01").replace(day=1)
        yield partial(add, method=Billing.RETAINER, client="Halden Retail", name="Care",
                      minutes=Minutes(44 * HOUR), carry_over=CarryOver.MONTH, valid_from=first,
                      purchase_order="HR-77")  # fmt: skip
    elif key == "CEDAR":
        yield partial(projects.edit, key=key, purchase_order="OU-2025-31")
        for milestone, thousands in (("M-20", 420), ("M-21", 500), ("M-22", 280)):
            yield partial(add, method=Billing.MILESTONE, project=key, phase=milestone,
                          amount=Money(thousands * 100_000))  # fmt: skip


def phases() -> Iterator[Command]:
    """Budgets and agreements of single phases."""
    for project, phase, hours, labour, expense, product in (
        ("ATLAS", "", 1_620, 160, 20, 920),
        ("ATLAS", "P-1", 1_180, 118, 8, 640),
        ("ATLAS", "P-2", 200, 16, 4, 120),
        ("ATLAS", "P-3", 240, 26, 8, 160),
    ):
        yield partial(
            budgets.set_budget,
            project=project,
            phase=phase or None,
            minutes=Minutes(hours * HOUR),
            labour=Money(labour * 100_000),
            expense=Money(expense * 100_000),
            product=Money(product * 100_000),
        )
    yield partial(agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS", phase="P-2",
                  name="UAT support", amount=Money(30_000_00), minutes=Minutes(22 * HOUR),
                  purchase_order="CI-9001")  # fmt: skip


def orders(days: Days) -> Iterator[Command]:
    """What was ordered, and what was paid on the way."""
    add = commitments.add
    yield partial(add, project="CEDAR", amount=Money(84_000_00), text="Second row of racks",
                  day=days.ago(20), supplier="Northrack Hardware",
                  due=days.moved("26-05-04"))  # fmt: skip
    yield partial(add, project="ATLAS", amount=Money(60_000_00), text="Licences, second year",
                  day=days.ago(30), supplier="Okular Systems", kind=CostKind.PRODUCT,
                  due=days.moved("26-04-30"))  # fmt: skip


def events(days: Days) -> Iterator[Event]:
    """Steps of the money, before any time is logged and after all plans are agreed."""
    yield Event(at(days.monday(-30), 10), "ana", tuple(prices(days)), "bill and exchange rates")
    yield Event(at(days.ago(19), 10), "jan", tuple(orders(days)), "orders")
    yield Event(at(days.ago(13), 12), "ana", tuple(phases()), "ATLAS: budget by phase")
