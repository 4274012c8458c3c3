"""The money of programmes, clients and portfolios: sums of projects in one currency.

Amounts are added up and figures follow from the sums, never from figures. Where a project does
not know an amount, it is left out of what that amount is compared with, and is counted. A forecast
is each project's own, by its own method, and is added up like any other amount.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ppm_tui.analysis import profit
from ppm_tui.analysis.earned_value import EarnedValue, Figure
from ppm_tui.analysis.profit import Profit
from ppm_tui.store.queries.money import MoneyRow
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import Money, Undefined

GROUPS = ("project", "program", "client", "portfolio", "all")
ALL = "All projects"
NONE = "none"
"""The group of projects that belong to none."""
NOBODY = "no project knows it"
BEYOND = ("absorbed", "held")
AMOUNTS = (*profit.AMOUNTS, *BEYOND)
"""What is added up and shown as it is."""
EARNED = ("bac", "pv", "ev", "ac")


def needs(name: str) -> tuple[str, ...]:
    """The amounts that go into a figure; a project that does not know one of them is left out."""
    if name in AMOUNTS:
        return (name,)
    metric = profit.METRICS.get(name)
    return tuple(each for each in metric.inputs if each in AMOUNTS) if metric else EARNED


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts of a project in the currency of its group, and its time; Undefined is not known."""

    key: str
    minutes: int
    amounts: dict[str, int | Undefined]
    absorbed_minutes: int
    row: MoneyRow | None = None
    """The project, where this is all of it."""

    def knows(self, names: Iterable[str]) -> bool:
        """Whether all of these amounts are known."""
        return not any(isinstance(self.amounts[name], Undefined) for name in names)

    def reason(self, names: Iterable[str]) -> str:
        """Why the first of these that is not known is not; empty where all are."""
        found = (self.amounts[name] for name in names)
        return next((each.reason for each in found if isinstance(each, Undefined)), "")

    def value(self, name: str) -> int:
        """An amount that is known."""
        found = self.amounts[name]
        assert not isinstance(found, Undefined)
        return found


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What projects add up to, in the currency of the group; each figure is of those that know
    all that goes into it."""

    name: str
    currency: str
    as_of: date
    members: tuple[Sums, ...] = field(repr=False, compare=False)
    _sums: dict[tuple[str, ...], Profit | EarnedValue] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def keys(self) -> tuple[str, ...]:
        """The projects."""
        return tuple(each.key for each in self.members)

    def labels(self, name: str) -> list[str]:
        """What its projects belong to, or who answers for them, each once."""
        found = {label(each.row, name) for each in self.members if each.row is not None}
        return sorted(each for each in found if each)

    @property
    def minutes(self) -> int:
        """Time of people."""
        return sum(each.minutes for each in self.members)

    @property
    def absorbed_minutes(self) -> int:
        """Time that is never billed."""
        return sum(each.absorbed_minutes for each in self.members)

    def known(self, name: str) -> list[Sums]:
        """The projects that a figure is of."""
        wanted = needs(name)
        return [each for each in self.members if each.knows(wanted)]

    def chosen(self, name: str) -> Profit | EarnedValue:
        """What a figure follows from: sums over the projects that know all that goes into it."""
        wanted = needs(name)
        if wanted not in self._sums:
            self._sums[wanted] = self._added(name, wanted)
        return self._sums[wanted]

    def figure(self, name: str) -> Figure:
        """A figure of money, or of earned value, over the projects that know what goes into it."""
        if name in AMOUNTS:
            amount = self.amount(name)
            return amount if isinstance(amount, Undefined) else Fraction(amount)
        return self.chosen(name)[name]

    def amount(self, name: str) -> Money | Undefined:
        """The sum of an amount over the projects that know it."""
        known = self.known(name)
        return Money(sum(each.value(name) for each in known)) if known else self._missing((name,))

    def behind(self, name: str) -> list[tuple[Sums, int]]:
        """What each project adds to an amount, those that add most first."""
        found = [(each, each.value(name)) for each in self.known(name)]
        return sorted(found, key=lambda pair: (-abs(pair[1]), pair[0].key))

    def _added(self, name: str, wanted: tuple[str, ...]) -> Profit | EarnedValue:
        known, missing = self.known(name), self._missing(wanted)
        found: dict[str, Money | Undefined] = {
            each: Money(sum(one.value(each) for one in known)) if known else missing
            for each in wanted
        }
        if wanted == EARNED:
            bac, pv, ev, ac = (found[each] for each in EARNED)
            return EarnedValue(bac, pv, ev, ac)
        unused = dict.fromkeys(profit.AMOUNTS, missing)
        minutes = sum(each.minutes for each in known)
        return Profit(minutes=minutes, **(unused | found))  # type: ignore[arg-type]  # eac is a sum

    def _missing(self, names: Sequence[str]) -> Undefined:
        """Why none of the projects knows all of these: their own reason, where they share it."""
        found = {each.reason(names) for each in self.members}
        return Undefined(found.pop() if len(found) == 1 and "" not in found else NOBODY)


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
        GroupRow(name, currency, as_of, tuple(members))
        for name, members in sorted(found.items(), key=lambda pair: (pair[0] == NONE, pair[0]))
    ]


Convert = Callable[[int | Fraction | Undefined, str], int | Undefined]


def converting(tariffs: Tariffs, currency: str, as_of: date) -> Convert:
    """Conversion into the currency of the groups, on the day; what is not known stays so."""

    def convert(amount: int | Fraction | Undefined, source: str) -> int | Undefined:
        if isinstance(amount, Undefined):
            return amount
        return tariffs.converted(amount, source, currency, as_of)

    return convert


def _group(row: MoneyRow, by: str) -> str:
    if by == "project":
        return row.key
    return ALL if by == "all" else label(row, by) or NONE


def label(row: MoneyRow, name: str) -> str | None:
    """The client, program, portfolio or owner of a project."""
    names = {
        "client": row.row.client_name,
        "program": row.program,
        "portfolio": row.portfolio,
        "owner": row.row.owner,
    }
    return names[name]


def _sums(row: MoneyRow, convert: Convert) -> Sums:
    figures, own = row.profit, row.row.currency
    known = {name: getattr(figures, name) for name in profit.AMOUNTS}
    known |= {name: getattr(row.row.figures, name) for name in EARNED}
    known |= {state: row.over_price(state) for state in BEYOND}
    amounts = {name: convert(value, own) for name, value in known.items()}
    return Sums(row.key, figures.minutes, amounts, row.over_minutes("absorbed"), row)
