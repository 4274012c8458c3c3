"""Why a figure of money is what it is: its formula, what went into it, and the rows behind that.

Each can be reckoned again from what it shows, and gives the same figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis import earned_schedule, earned_value, profit
from ppm_tui.analysis.earned_value import Figure, Figures, Unit, decimal_of
from ppm_tui.formats import safe
from ppm_tui.store.queries.earned_value import earned_of
from ppm_tui.terms import CostKind, Measure, Undefined

if TYPE_CHECKING:
    from ppm_tui.store.queries.budget import Budget, BudgetRow
    from ppm_tui.store.queries.earned_value import EarnedRow, EarnedValueRow, SpentRow
    from ppm_tui.store.queries.money import MoneyRow
    from ppm_tui.store.queries.money_groups import GroupRow

MEASURES = {
    None: "percent", Measure.PERCENT: "percent", Measure.ZERO_HUNDRED: "0/100",
    Measure.FIFTY_FIFTY: "50/50", Measure.MILESTONES: "weighted milestones",
    Measure.UNITS: "units", Measure.EFFORT: "level of effort",
}  # fmt: skip
KINDS = tuple(CostKind)
EARNED = {name: earned_value.METRICS[name] for name in ("cv", "sv", "cpi", "spi")}
"""What a sum of projects shows of earned value; forecasts are each project's own."""
INDEX_PLACES = 4


@dataclass(frozen=True, slots=True)
class Given:
    """What went into a figure: its short name, what it is, and its value."""

    label: str
    title: str
    value: Figure
    unit: Unit


@dataclass(frozen=True, slots=True)
class Source:
    """A row behind a figure: what it adds, and which one it is."""

    amount: int
    text: str


@dataclass(frozen=True, slots=True)
class Why:
    """A figure with all that explains it; `again` reckons it from what is shown.

    The amounts of `sources` add up to it where the formula says `sum`.
    """

    name: str
    label: str
    title: str
    value: Figure
    unit: Unit
    formula: str
    currency: str
    basis: str
    again: Callable[[], Figure]
    given: tuple[Given, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str = ""
    """What to say of it in a line, where the formula says less."""


# Figures of earned value


def of_earned_value(row: EarnedValueRow) -> Iterator[Why]:
    """Every figure of the earned value of a project, those that were measured first."""
    basis = _basis(row)
    yield from _measured(row, basis)
    for figures, named in (
        (row.figures, earned_value.INPUTS), (row.schedule, earned_schedule.INPUTS),
    ):  # fmt: skip
        for name in figures.table:
            if figures is row.schedule and name == "cpi":
                continue
            yield _followed(figures, name, named, row.currency, basis)


def _measured(row: EarnedValueRow, basis: str) -> Iterator[Why]:
    figures, tasks = row.figures, row.tasks

    def why(name: str, formula: str, again: Callable[[], Figure], sources: Sequence[Source]) -> Why:
        given = earned_value.INPUTS[name]
        return Why(name, given.label, given.title, figures[name], Unit.MONEY, formula, row.currency,
                   basis, again, sources=tuple(sources))  # fmt: skip

    bac = [Source(task.bac, _task(task)) for task in tasks]
    yield why("bac", "sum of the baseline cost of all tasks", lambda: _sum(figures.bac, bac), bac)
    pv = [Source(task.pv, _task(task)) for task in tasks if task.pv]
    yield why("pv", "baseline cost spread over baseline working time, up to the day",
              lambda: _known(figures.pv, row.curve.at(row.as_of)), pv)  # fmt: skip
    ev = [Source(task.ev, f"{_task(task)}, {_share(task)}") for task in tasks if task.ev]
    yield why("ev", "sum of the earned share of each task × its baseline cost",
              lambda: _known(figures.ev, earned_of(tasks)), ev)  # fmt: skip
    ac = [Source(each.cost, _spent(each, row.as_of)) for each in row.spent]
    yield why("ac", "sum of cost entries up to the day, at the rates of their days",
              lambda: _sum(figures.ac, ac), ac)  # fmt: skip


def _known(value: int | Undefined, again: int) -> Figure:
    return value if isinstance(value, Undefined) else Fraction(again)


def _sum(value: int | Undefined, sources: Sequence[Source]) -> Figure:
    return _known(value, sum(each.amount for each in sources))


def _task(task: EarnedRow) -> str:
    return f"{task.ref} {safe(task.name)}"


def _share(task: EarnedRow) -> str:
    share = formats.tenths(task.share * 100).removesuffix("%").removesuffix(".0")
    return f"{share}% by {MEASURES[task.measure]}"


def _spent(row: SpentRow, as_of: date) -> str:
    first, last = formats.day(row.first, as_of), formats.day(row.last, as_of)
    parts = [f"{safe(row.person or 'others')} {formats.word(row.kind)}",
             formats.minutes(row.minutes) if row.minutes else "",
             f"{row.entries} entries {first} to {last}",
             f"{row.unknown} without a rate" if row.unknown else ""]  # fmt: skip
    return ", ".join(filter(None, parts))


def _basis(row: EarnedValueRow) -> str:
    day = f"as of {formats.dated(row.as_of)}"
    if row.baseline is None:
        return f"{day}, no baseline"
    frozen = f" of {formats.dated(row.baseline_day)}" if row.baseline_day else ""
    return f"{day}, baseline {row.baseline_number} «{safe(row.baseline)}»{frozen}"


def _followed(
    figures: Figures,
    name: str,
    named: dict[str, earned_value.Input],
    currency: str,
    basis: str,
) -> Why:
    """A figure that follows from others."""
    metric = figures.table[name]
    inputs = figures.inputs(name)
    formula = metric.formula
    if name == "es" and inputs["pv_next"] == inputs["pv_n"]:
        formula = "N"  # at either end of the curve there is nothing between two periods
    given = tuple(_given(figures, each, value, named) for each, value in inputs.items())
    return Why(
        name, metric.label, metric.title, figures[name], metric.unit, formula, currency,
        basis, lambda: metric.of(**inputs), given,
    )  # fmt: skip


def _given(
    figures: Figures, name: str, value: Figure, named: dict[str, earned_value.Input]
) -> Given:
    if name in named:
        return Given(named[name].label, named[name].title, value, named[name].unit)
    metric = figures.table[name]
    return Given(metric.label, metric.title, value, metric.unit)


# Figures of money


def of_money(row: MoneyRow) -> Iterator[Why]:
    """Every figure of the money of a project, those that were measured first."""
    basis = f"as of {formats.dated(row.row.as_of)}, by {formats.word(row.billing)}"
    figures = row.profit
    sums: dict[str, list[Source]] = {
        "revenue": [Source(value, name) for name, part in row.parts
                    if isinstance(value := profit.revenue(part), int)],
        "billable": [Source(value, name) for name, part in row.parts
                     if isinstance(value := profit.billable(part), int)],
        "cost": [Source(getattr(row.spent, kind), kind) for kind in
                 ("labour", "expense", "product") if getattr(row.spent, kind)],
    }  # fmt: skip
    for name, sources in sums.items():
        given = profit.INPUTS[name]
        yield Why(
            name, given.label.capitalize(), given.title, figures[name], Unit.MONEY,
            "sum of its parts", row.row.currency, basis,
            lambda name=name, sources=sources: _sum(getattr(figures, name), sources),  # type: ignore[misc]  # bound now
            sources=tuple(sources),
        )  # fmt: skip
    for name in figures.table:
        yield _followed(figures, name, profit.INPUTS, row.row.currency, basis)


def of_group(row: GroupRow) -> Iterator[Why]:
    """Every figure of a sum of projects: of those that know all that goes into it."""
    count = len(row.keys)
    day = f"as of {formats.dated(row.as_of)}"
    for name, metric in {**profit.METRICS, **EARNED}.items():
        figures = row.chosen(name)
        of = row.counts[row.part(name)]
        basis = f"{day}, sums of {of} of {count} projects: {', '.join(row.known[row.part(name)])}"
        named = profit.INPUTS if name in profit.METRICS else earned_value.INPUTS
        yield replace(_followed(figures, metric.name, named, row.currency, basis), name=name)


def of_budget(found: Budget) -> Iterator[Why]:
    """What is spent of the budget of the project, and of each phase."""
    basis = f"as of {formats.dated(found.as_of)}"
    for row in found.rows:
        sources = tuple(
            Source(amount, kind.value)
            for kind, amount in zip(KINDS, row.spent, strict=True)
            if amount
        )
        amounts = {"budget": row.money, "left": row.left}
        given = tuple(
            Given(name, f"{name} of it", _money(amount), Unit.MONEY)
            for name, amount in amounts.items()
        )
        yield Why(
            row.ref or "spent", row.name if row.ref else "Spent", f"spent on {row.name}",
            Fraction(row.cost), Unit.MONEY,
            "sum of cost entries on it and on all below it, by kind", found.currency, basis,
            lambda sources=sources: Fraction(sum(each.amount for each in sources)),  # type: ignore[misc]  # bound now
            given, sources, _spent_of(row),
        )  # fmt: skip


def _money(amount: int | Undefined) -> Figure:
    return amount if isinstance(amount, Undefined) else Fraction(amount)


def _spent_of(row: BudgetRow) -> str:
    """`67% of 758,000.00, 268h of 1180h; 90% is reached`."""
    parts = []
    if isinstance(row.used, Undefined):
        parts.append(row.used.reason)
    else:
        used = formats.percent(decimal_of(row.used * 100))
        parts.append(f"{used} of {formats.compact(_known_amount(row), row.currency)}")
    time = f"{formats.whole_hours(row.spent_minutes)}h"
    if row.minutes:
        parts.append(f"{time} of {formats.whole_hours(row.minutes)}h")
    elif row.spent_minutes:
        parts.append(time)
    if row.threshold is not None:
        parts.append(f"{row.threshold}% is reached")
    return ", ".join(parts)


def _known_amount(row: BudgetRow) -> int:
    return 0 if isinstance(row.money, Undefined) else row.money


# Words


def value(why: Why) -> str:
    """The figure as it is shown: money in full, an index in two places; n/a if it is not known."""
    return shown(why.value, why.unit, why.currency)


def shown(figure: Figure, unit: Unit, currency: str, places: int = 2) -> str:
    """A figure by what it counts."""
    number = decimal_of(figure)
    if isinstance(number, Undefined):
        return formats.NOT_KNOWN
    if unit is Unit.MONEY:
        return formats.money(number, currency)
    if unit is Unit.PERCENT:
        return formats.tenths(number * 100)
    text = f"{formats.rounded(number, places):f}"
    return text if unit is Unit.INDEX else text.rstrip("0").rstrip(".") if "." in text else text


def reckoning(why: Why) -> str:
    """The formula with its values: `EV / AC = 182,400.00 / 216,847.00`."""
    if why.note or not why.given:
        return why.note or why.formula
    values = why.formula
    for each in sorted(why.given, key=lambda given: -len(given.label)):
        values = values.replace(each.label, f"\x00{why.given.index(each)}\x00")
    for place, each in enumerate(why.given):
        text = shown(each.value, each.unit, why.currency, INDEX_PLACES)
        text = text.removesuffix(f" {why.currency}")
        values = values.replace(f"\x00{place}\x00", text)
    return f"{why.formula} = {values}"


def lines(why: Why) -> Iterator[str]:
    """All that explains a figure, a line each."""
    yield f"{why.label}  {why.title}: {value(why)}"
    if isinstance(why.value, Undefined):
        yield f"n/a: {why.value.reason}"
    yield f"= {why.formula if why.note else reckoning(why)}"
    for each in why.given:
        text = shown(each.value, each.unit, why.currency, INDEX_PLACES)
        yield f"  {each.label}  {each.title}: {text}"
    yield why.basis
    for source in why.sources:
        yield f"  {formats.money(source.amount, why.currency):>20}  {source.text}"
