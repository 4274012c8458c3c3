"""The money of programmes, clients and portfolios: sums of projects in one currency.

Amounts are added up and figures follow from the sums, never from figures. Where a project does
not know an amount, it is left out of what that amount is compared with, and is counted. A forecast
is each project's own, by its own method, and is added up like any other amount.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from ppm_tui.analysis import profit
from ppm_tui.analysis.earned_value import EarnedValue, Figure
from ppm_tui.analysis.profit import Profit
from ppm_tui.store.queries.money import MoneyRow
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import Money, Undefined

GROUPS = ("project", "program", "client", "portfolio", "all")
NONE = "none"
"""The group of projects that belong to none."""
BILLED = ("revenue", "cost", "price", "billable", "invoiced")
BUDGETED = ("budget", "cost", "committed")
CONTRACTED = ("contract", "eac")
EARNED = ("bac", "pv", "ev", "ac")
FORECAST = ("eac",)
OF = {
    "cost": "spent", "absorbed": "spent", "eac": "forecast", "budget": "budgeted",
    "committed": "budgeted", "revenue": "billed", "billable": "billed", "invoiced": "billed",
    "contract": "contracted",
    "margin": "billed", "margin_share": "billed", "realisation": "billed",
    "effective_rate": "billed", "unbilled": "billed", "budget_used": "budgeted",
    "budget_left": "budgeted", "margin_at_completion": "contracted",
    "margin_share_at_completion": "contracted",
}  # fmt: skip
"""Which projects a figure is of: those that know all that goes into it."""
AMOUNTS = ("budget", "cost", "committed", "eac", "revenue", "absorbed")
"""What is added up and shown as it is."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts of a project in the currency of its group, and its time; None is not known."""

    key: str
    minutes: int
    amounts: dict[str, int | Undefined]
    measured: dict[str, int | Undefined]
    absorbed: int
    absorbed_minutes: int
    held: int
    row: MoneyRow | None = None
    """The project, where this is all of it."""

    def knows(self, names: Iterable[str]) -> bool:
        """Whether all of these amounts are known."""
        return not any(isinstance(self._of(name), Undefined) for name in names)

    def _of(self, name: str) -> int | Undefined:
        return self.amounts[name] if name in self.amounts else self.measured[name]

    def reason(self, name: str) -> str:
        """Why an amount is not known; empty where it is."""
        found = self._of(name)
        return found.reason if isinstance(found, Undefined) else ""

    def value(self, name: str) -> int:
        """An amount that is known."""
        found = self._of(name)
        assert not isinstance(found, Undefined)
        return found


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What projects add up to, in the currency of the group.

    `known` says of which projects each of the sums is.
    """

    name: str
    currency: str
    as_of: date
    keys: tuple[str, ...]
    cost: Money
    minutes: int
    billed: Profit
    budgeted: Profit
    contracted: Profit
    earned: EarnedValue
    absorbed: Money
    absorbed_minutes: int
    held: Money
    known: dict[str, tuple[str, ...]]
    forecast: Money | Undefined
    members: tuple[Sums, ...] = field(repr=False, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """Of how many projects each of the sums is."""
        return {part: len(keys) for part, keys in self.known.items()}

    def part(self, name: str) -> str:
        """Which of the sums a figure is of."""
        return OF.get(name, "earned")

    def chosen(self, name: str) -> Profit | EarnedValue:
        """The sums of the projects that know all that goes into a figure."""
        found: Profit | EarnedValue = getattr(self, self.part(name))
        return found

    def figure(self, name: str) -> Figure:
        """A figure of money, or of earned value, over the projects that know what goes into it."""
        if name in AMOUNTS:
            amount = self.amount(name)
            return amount if isinstance(amount, Undefined) else Fraction(amount)
        return self.chosen(name)[name]

    def amount(self, name: str) -> Money | Undefined:
        """A sum over the projects that know it: budget, cost, committed, EAC, revenue."""
        own = {"cost": self.cost, "absorbed": self.absorbed, "eac": self.forecast}
        if name in own:
            return own[name]
        found: Money | Undefined = getattr(self.chosen(name), name)
        return found

    def behind(self, name: str) -> list[tuple[Sums, int]]:
        """What each project adds to an amount, those that add most first."""
        known = self.known[self.part(name)]
        found = [
            (each, each.absorbed if name == "absorbed" else each.value(name))
            for each in self.members
            if each.key in known
        ]
        return sorted(found, key=lambda pair: (-abs(pair[1]), pair[0].key))


Known = Sequence[tuple[MoneyRow, Sums]]
"""Projects with their amounts in the currency of the groups."""


def in_currency(
    rows: Sequence[MoneyRow], *, tariffs: Tariffs, currency: str, as_of: date
) -> list[tuple[MoneyRow, Sums]]:
    """Each project with its amounts converted once, by the exchange rate of the day.

    A project whose currency has no rate is in no sum, and the reason stands where it would be.
    """
    convert = converting(tariffs, currency, as_of)
    return [(row, _sums(row, convert)) for row in rows]


def grouped(known: Known, by: str, *, currency: str, as_of: date) -> list[GroupRow]:
    """The groups by name, of projects with their amounts `in_currency`."""
    found: dict[str, list[Sums]] = {}
    for row, sums in known:
        found.setdefault(_group(row, by), []).append(sums)
    return [
        summed(name, [each.key for each in members], members, currency, as_of)
        for name, members in sorted(found.items(), key=lambda pair: (pair[0] == NONE, pair[0]))
    ]


Convert = Callable[[int | Fraction, str], int | Undefined]


def converting(tariffs: Tariffs, currency: str, as_of: date) -> Convert:
    """Conversion into the currency of the groups, on the day."""

    def convert(amount: int | Fraction, source: str) -> int | Undefined:
        return tariffs.converted(amount, source, currency, as_of)

    return convert


def _group(row: MoneyRow, by: str) -> str:
    names = {
        "project": row.key,
        "program": row.program,
        "client": row.row.client_name,
        "portfolio": row.portfolio,
        "all": "All projects",
    }
    return names[by] or NONE


def summed(
    name: str, keys: Sequence[str], sums: Sequence[Sums], currency: str, as_of: date
) -> GroupRow:
    """A row of amounts that are in its currency already."""
    known = [each for each in sums if each.knows(("cost",))]
    parts = {
        "spent": known,
        "forecast": _of(known, FORECAST),
        "billed": _of(known, BILLED),
        "budgeted": _of(known, BUDGETED),
        "contracted": _of(known, CONTRACTED),
        "earned": _of(known, EARNED),
    }
    return GroupRow(
        name,
        currency,
        as_of,
        tuple(keys),
        Money(sum(each.value("cost") for each in known)),
        sum(each.minutes for each in sums),
        _profit(parts["billed"], BILLED, sums),
        _profit(parts["budgeted"], BUDGETED, sums),
        _profit(parts["contracted"], CONTRACTED, sums),
        _earned(parts["earned"], sums),
        Money(sum(each.absorbed for each in known)),
        sum(each.absorbed_minutes for each in sums),
        Money(sum(each.held for each in known)),
        {part: tuple(each.key for each in members) for part, members in parts.items()},
        dict(_added(parts["forecast"], FORECAST))["eac"]
        if parts["forecast"]
        else _missing(sums, FORECAST),
        tuple(sums),
    )


def _of(sums: Iterable[Sums], names: Sequence[str]) -> list[Sums]:
    return [each for each in sums if each.knows(names)]


def _sums(row: MoneyRow, convert: Convert) -> Sums:
    figures, own = row.profit, row.row.currency

    def amount(value: int | Fraction | Undefined) -> int | Undefined:
        return value if isinstance(value, Undefined) else convert(value, own)

    amounts = {name: amount(getattr(figures, name)) for name in {*BILLED, *BUDGETED, *CONTRACTED}}
    measured = {name: amount(getattr(row.row.figures, name)) for name in EARNED}
    absorbed, held = (amount(row.over_price(state)) for state in ("absorbed", "held"))
    return Sums(
        row.key,
        figures.minutes,
        amounts,
        measured,
        absorbed if isinstance(absorbed, int) else 0,
        row.over_minutes("absorbed"),
        held if isinstance(held, int) else 0,
        row,
    )


def _profit(known: Sequence[Sums], names: Sequence[str], sums: Sequence[Sums]) -> Profit:
    """The figures of amounts that all of the known projects know."""
    unknown = _missing(sums, names)
    minutes = sum(each.minutes for each in known)
    base = Profit(unknown, unknown, unknown, minutes, unknown, unknown, unknown, unknown,
                  unknown, unknown)  # fmt: skip
    if not known:
        return base
    return replace(base, **dict(_added(known, names)))  # type: ignore[arg-type]  # amounts by name


def _earned(known: Sequence[Sums], sums: Sequence[Sums]) -> EarnedValue:
    if not known:
        missing = _missing(sums, EARNED)
        return EarnedValue(missing, missing, missing, profit.NOTHING)
    added = dict(_added(known, EARNED))
    return EarnedValue(added["bac"], added["pv"], added["ev"], added["ac"])


def _missing(sums: Sequence[Sums], names: Sequence[str]) -> Undefined:
    """Why none of the projects knows all of these: their own reason, where they share it."""
    found = {
        next((each.reason(name) for name in names if not each.knows((name,))), "") for each in sums
    }
    return Undefined(found.pop() if len(found) == 1 and "" not in found else "no project knows it")


def _added(sums: Sequence[Sums], names: Sequence[str]) -> Iterator[tuple[str, Money]]:
    for name in names:
        yield name, Money(sum(each.value(name) for each in sums))
