"""Rates: all of them, and which one holds for work on a day, why, and what pays for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ppm_tui import formats
from ppm_tui.analysis import cost as own_rates
from ppm_tui.analysis import rates as formulas
from ppm_tui.analysis.rates import Work
from ppm_tui.errors import NotFound
from ppm_tui.store.queries import names, prices
from ppm_tui.store.queries.routes import Pays, Place, pays, place
from ppm_tui.store.queries.time_sheet import is_called
from ppm_tui.store.reader import Connection
from ppm_tui.store.tariffs import EVERYWHERE, Card, ExchangeRow, Tariffs
from ppm_tui.terms import RateKind, Undefined

RATES = """
SELECT x.ref, x.kind, r.key, r.name, x.role, c.name, p.key, x.valid_from, x.valid_to, x.amount,
       'h', x.currency
FROM rate x
LEFT JOIN resource r ON r.id = x.resource_id
LEFT JOIN client c ON c.id = x.client_id
LEFT JOIN project p ON p.id = x.project_id
ORDER BY x.kind, x.ref
"""

OWN = """
SELECT '', 'cost', r.key, r.name, '', NULL, NULL, m.valid_from, m.valid_to, m.standard,
       m.standard_per, m.currency
FROM resource_rate m JOIN resource r ON r.id = m.resource_id
WHERE m.rate_table = 'A' AND m.standard IS NOT NULL AND r.trashed_on IS NULL
ORDER BY r.key, m.number
"""

PEOPLE = """
SELECT id, key, name, email, role FROM resource WHERE trashed_on IS NULL ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class RateRow:
    """What an hour, or another unit (`per`), costs or is billed at; for whom and for what.

    A person's own cost rate has no identifier. Money is minor units of the currency.
    """

    ref: str
    kind: RateKind
    person: str | None
    name: str | None
    role: str
    client: str | None
    project: str | None
    valid_from: date | None
    valid_to: date | None
    amount: int
    per: str
    currency: str

    @property
    def whom(self) -> str:
        """Who it is for: a person, a role, or everybody."""
        return self.person or self.role or "everybody"

    @property
    def what(self) -> str:
        """What it is for: a project, a client, or everything."""
        return self.project or self.client or "everything"

    def names(self, text: str) -> bool:
        """Whether it is for the person, or the role, that is called so."""
        wanted = text.removeprefix("@").casefold()
        return wanted in {(each or "").casefold() for each in (self.person, self.name, self.role)}


def rates(
    connection: Connection, *, of: Sequence[str] = (), kind: RateKind | None = None
) -> list[RateRow]:
    """Every rate: own cost rates of people first, then cost rates, then bill rates.

    With `of` those for some people or roles. Two statements.
    """
    found = [*connection.all(RateRow, OWN), *connection.all(RateRow, RATES)]
    found.sort(key=lambda row: row.kind is RateKind.BILL)
    return [
        row
        for row in found
        if kind in (None, row.kind) and (not of or any(row.names(text) for text in of))
    ]


def exchange_rates(connection: Connection) -> list[ExchangeRow]:
    """What currencies are worth, by the day from which on; one statement."""
    return connection.all(ExchangeRow, prices.EXCHANGE)


# Which one holds


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works, with a role."""

    id: str
    key: str
    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rate that is valid for the work; `ref` is its agreement's where one replaces the table."""

    ref: str
    whom: str
    what: str
    amount: int
    per: str
    currency: str
    valid_from: date | None

    @property
    def words(self) -> str:
        """`110.00 EUR/h for ana on everything, RT-03, from 01 Mar 2026`."""
        since = f", from {formats.dated(self.valid_from)}" if self.valid_from else ""
        ref = f", {self.ref}" if self.ref else ", own rate" if self.whom else ""
        unit = f"{formats.money(self.amount, self.currency)}/{self.per}"
        return f"{unit} for {self.whom} on {self.what}{ref}{since}"


@dataclass(frozen=True, slots=True)
class Side:
    """The cost or the price of an hour of the work, and the rates that could be it, the one that
    holds first; `worth` is in minor units of the project's currency."""

    candidates: tuple[Candidate, ...]
    worth: int | Undefined
    exchange: Fraction | Undefined

    @property
    def is_converted(self) -> bool:
        """Whether the rate is in another currency than the project."""
        return self.exchange != 1


@dataclass(frozen=True, slots=True)
class Pricing:
    """What an hour of somebody on a project or task costs and is worth on a day, and what pays."""

    place: Place
    person: Person
    day: date
    cost: Side
    bill: Side
    pays: Pays


def why(
    connection: Connection,
    *,
    project: str,
    task: str | None,
    day: date,
    user: str,
    person: str | None = None,
) -> Pricing:
    """Which rates hold for work on a day; without a person, of the user. Raises NotFound, Invalid.

    Eleven statements, whatever there is.
    """
    spot = place(connection, project=project, task=task)
    who = _who(connection.all(Person, PEOPLE), person, user)
    tariffs = prices.tariffs(connection)
    known = {row.ref: row for row in connection.all(RateRow, RATES)}
    paying = pays(connection, place=spot, day=day)
    work = Work(day, who.id, who.role, spot.client_id, spot.project_id)
    cost = _cost(tariffs, work, who, known, spot.currency)
    bill = [_card(card, known) for card in _ranked(tariffs.cards, RateKind.BILL, work)]
    if paying.hourly is not None:
        hour, unit = paying.hourly.amount, paying.hourly.currency
        agreed = Candidate(paying.ref, "everybody", paying.why, hour, "h", unit, None)
        bill = [agreed, *bill]
    return Pricing(
        spot,
        who,
        day,
        Side(tuple(cost), tariffs.cost(work, 60, spot.currency), _rate(tariffs, cost, spot, day)),
        Side(
            tuple(bill),
            tariffs.price(work, 60, spot.currency, hourly=paying.hourly),
            _rate(tariffs, bill, spot, day),
        ),
        paying,
    )


def _who(everybody: Sequence[Person], text: str | None, user: str) -> Person:
    """The person that is named, else the user. Raises NotFound, Invalid."""
    if text:
        return names.meant(everybody, text)
    for each in everybody:
        if is_called(user, each.key, each.name, each.email):
            return each
    raise NotFound(f"{user} is nobody who works here: --person NAME says whose work")


def _rate(
    tariffs: Tariffs, found: Sequence[Candidate], spot: Place, day: date
) -> Fraction | Undefined:
    """What one of the currency of the rate that holds is in that of the project."""
    source = found[0].currency if found else spot.currency
    return formulas.exchange(tariffs.exchange, source, spot.currency, day)


def _cost(
    tariffs: Tariffs, work: Work, who: Person, known: dict[str, RateRow], currency: str
) -> list[Candidate]:
    """Cost rates by precedence; a person's own one comes after those that name them no less."""
    found = list(_ranked(tariffs.cards, RateKind.COST, work))
    before = [card for card in found if (formulas.rank(card, work) or EVERYWHERE) >= EVERYWHERE]
    own = _own(tariffs, work, who, currency)
    after = found[len(before) :]
    return [*(_card(card, known) for card in before), *own, *(_card(card, known) for card in after)]


def _own(tariffs: Tariffs, work: Work, who: Person, currency: str) -> list[Candidate]:
    worker = tariffs.workers.get(work.person or "")
    row = own_rates.valid(worker.own, work.day, currency) if worker else None
    if row is None:
        return []
    return [
        Candidate(
            "", who.key, "everything", row.standard or 0, row.standard_per, row.currency,
            row.valid_from,
        )
    ]  # fmt: skip


def _ranked(cards: Iterable[Card], kind: RateKind, work: Work) -> list[Card]:
    """Those of a kind that are for this work on the day, the closest first."""
    found = [
        (rank, card.valid_from or date.min, card)
        for card in cards
        if card.kind is kind and (rank := formulas.rank(card, work)) is not None
    ]
    # Of equal ones the first holds, as `rates.chosen` has it.
    found.sort(key=lambda each: each[:2], reverse=True)
    return [card for *_, card in found]


def _card(card: Card, known: dict[str, RateRow]) -> Candidate:
    row = known[card.ref]
    return Candidate(card.ref, row.whom, row.what, card.amount, "h", card.currency, card.valid_from)
