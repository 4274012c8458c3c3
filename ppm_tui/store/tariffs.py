"""All rates that are known, and what work costs or is worth by them; told without SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ppm_tui import formats
from ppm_tui.analysis import cost, rates
from ppm_tui.analysis.rates import Work
from ppm_tui.terms import Money, RateKind, Undefined

EVERYWHERE = (0, 2)
"""How closely a person's own cost rate names work: that person, on anything."""


@dataclass(frozen=True, slots=True)
class Card:
    """One agreed rate of an hour, see `models.Rate`."""

    ref: str
    kind: RateKind
    resource_id: str | None
    role: str
    client_id: str | None
    project_id: str | None
    valid_from: date | None
    valid_to: date | None
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """What is paid in `target` for one of `source` from a day on."""

    source: str
    target: str
    day: date
    rate: str


@dataclass(frozen=True, slots=True)
class Worker:
    """The role of a person, the length of their week, and what they cost wherever they work."""

    role: str
    week_minutes: int
    own: Sequence[cost.Rate] = ()


@dataclass(frozen=True, slots=True)
class Hourly:
    """What an hour was agreed at, in minor units of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Rates by what they are for, people by identifier, and what currencies are worth."""

    cards: Sequence[Card]
    workers: Mapping[str, Worker]
    exchange: Sequence[ExchangeRow] = ()

    def cost(self, work: Work, minutes: int, currency: str) -> Money | Undefined:
        """What time costs us: at a rate for this project or client, else the person's own, else
        that of the role."""
        work = self._with_role(work)
        card = rates.chosen(self._of(RateKind.COST), work)
        worker = self.workers.get(work.person or "")
        own = cost.valid(worker.own, work.day, currency) if worker else None
        place = rates.rank(card, work) if card is not None else None
        if worker is not None and own is not None and (place is None or place < EVERYWHERE):
            value = cost.worth(own, week_minutes=worker.week_minutes, minutes=minutes)
            return self.converted(value, own.currency, currency, work.day)
        return self._at(card, work, minutes, currency)

    def price(
        self, work: Work, minutes: int, currency: str, *, hourly: Hourly | None = None
    ) -> Money | Undefined:
        """What time is worth to the client: at the rate given, else the bill rate of the day."""
        if hourly is not None:
            value = rates.worth(minutes, hourly.amount)
            return self.converted(value, hourly.currency, currency, work.day)
        card = rates.chosen(self._of(RateKind.BILL), self._with_role(work))
        return self._at(card, work, minutes, currency)

    def converted(
        self, amount: Fraction | int, source: str, target: str, day: date
    ) -> Money | Undefined:
        """An amount in another currency by the rate of the day, rounded once."""
        if source == target and isinstance(amount, int):
            return Money(amount)
        rate = rates.exchange(self.exchange, source, target, day)
        if isinstance(rate, Undefined):
            return rate
        digits = formats.exponent(target) - formats.exponent(source)
        return rates.converted(amount, rate, digits)

    def _at(self, card: Card | None, work: Work, minutes: int, currency: str) -> Money | Undefined:
        if card is None:
            return rates.NO_RATE
        value = rates.worth(minutes, card.amount)
        return self.converted(value, card.currency, currency, work.day)

    def _of(self, kind: RateKind) -> list[Card]:
        return [card for card in self.cards if card.kind is kind]

    def _with_role(self, work: Work) -> Work:
        worker = self.workers.get(work.person or "")
        return replace(work, role=worker.role) if worker and not work.role else work
