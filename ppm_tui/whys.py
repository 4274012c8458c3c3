"""Why a figure is what it is: its formula, what went into it, and the rows behind that.

Each can be reckoned again from what it shows, and gives the same figure. Those of budgets and
of groups of projects are in `whys_money`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis import earned_schedule, earned_value
from ppm_tui.analysis.earned_value import Figure, Figures, Metric, Unit, decimal_of
from ppm_tui.formats import safe
from ppm_tui.store.queries.earned_value import earned_of
from ppm_tui.terms import Measure, Undefined

if TYPE_CHECKING:
    from ppm_tui.store.queries.earned_value import EarnedRow, EarnedValueRow, SpentRow

MEASURES = {
    None: "percent", Measure.PERCENT: "percent", Measure.ZERO_HUNDRED: "0/100",
    Measure.FIFTY_FIFTY: "50/50", Measure.MILESTONES: "weighted milestones",
    Measure.UNITS: "units", Measure.EFFORT: "level of effort",
}  # fmt: skip
PERIODS = {"calendar days": "d", "weeks": "w"}
"""How periods are told behind a number."""
INDEX_PLACES, MOST_PLACES = 4, 12


@dataclass(frozen=True, slots=True)
class Given:
    """What went into a figure: its short name, what it is, and its value."""

    label: str
    title: str
    value: Figure
    unit: Unit
    name: str = ""


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
    told: str = ""
    """What more there is to say: the day that a duration ends, of how many projects a sum is."""
    periods: str = ""
    """What stands behind a number of periods: `d`."""
    places: int = INDEX_PLACES
    """Of how many places the ratios are shown that went into it."""
    behind: tuple[Why, ...] = ()
    """What was measured and went into it, also by way of others."""


# Figures of earned value


def of_earned_value(row: EarnedValueRow) -> Iterator[Why]:
    """Every figure of the earned value of a project, those that were measured first."""
    basis, found = _basis(row), dict[str, Why]()
    for why in (*_measured(row, basis), *_reckoned(row, basis)):
        names = [_name(row, given.name) for given in why.given]
        behind = {
            each.name: each
            for name in names
            if name in found
            for each in found[name].behind or (found[name],)
        }
        found[why.name] = replace(why, behind=tuple(behind.values()))
    yield from found.values()


def _name(row: EarnedValueRow, name: str) -> str:
    """A figure by its own name, where `eac` and `ieac_t` are those that were chosen."""
    own = {"eac": f"eac_{row.figures.forecast}", "ieac_t": f"ieac_t_{row.schedule.pace}"}
    return own.get(name, name)


def chosen(row: EarnedValueRow, found: Sequence[Why], text: str) -> Why | None:
    """A figure by its name or by what it is called, in small letters or large; None without."""
    wanted = _plain(text)
    name = _name(row, wanted)
    for why in found:
        if name == why.name or wanted == _plain(why.label):
            return why
    return None


def _plain(text: str) -> str:
    return text.casefold().replace("×", "x").replace("-", "_").replace(" ", "_")


def _reckoned(row: EarnedValueRow, basis: str) -> Iterator[Why]:
    """What follows from what was measured."""
    for figures, named in (
        (row.figures, earned_value.INPUTS), (row.schedule, earned_schedule.INPUTS),
    ):  # fmt: skip
        for name in figures.table:
            if figures is row.schedule and name == "cpi":
                continue
            why = followed(figures, name, named, row.currency, basis)
            periods = PERIODS.get(row.schedule.unit, "")
            yield replace(why, periods=periods, told=_finish(row, why))


def _finish(row: EarnedValueRow, why: Why) -> str:
    """The day that an estimated duration ends."""
    if not why.name.startswith("ieac") or isinstance(why.value, Undefined):
        return ""
    start, days = row.curve.start, ceil(why.value) - 1
    if row.schedule.unit != "calendar days" or start is None or days > (date.max - start).days:
        return ""
    return f"finish {formats.dated(start + timedelta(days=days))}"


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
    days = first if row.first == row.last else f"{first} to {last}"
    entries = "1 entry" if row.entries == 1 else f"{row.entries} entries"
    parts = [f"{safe(row.person or 'others')} {formats.word(row.kind)}",
             formats.minutes(row.minutes) if row.minutes else "",
             f"{entries} {days}",
             f"{row.unknown} without a rate" if row.unknown else ""]  # fmt: skip
    return ", ".join(filter(None, parts))


def _basis(row: EarnedValueRow) -> str:
    day = f"as of {formats.dated(row.as_of)}"
    if row.baseline is None:
        return f"{day}, no baseline"
    frozen = f" of {formats.dated(row.baseline_day)}" if row.baseline_day else ""
    return f"{day}, baseline {row.baseline_number} «{safe(row.baseline)}»{frozen}"


def followed(
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
    why = Why(
        name, metric.label, metric.title, figures[name], metric.unit, formula, currency,
        basis, lambda: metric.of(**inputs), given,
    )  # fmt: skip
    return replace(why, places=_places(why, metric))


def _places(why: Why, metric: Metric) -> int:
    """Of how many places ratios are shown, so that who types them gets the figure that is shown."""
    if any(isinstance(each, Undefined) for each in (why.value, *(g.value for g in why.given))):
        return INDEX_PLACES
    for places in range(INDEX_PLACES, MOST_PLACES):
        typed = {
            name: _typed(each, places) for name, each in zip(metric.inputs, why.given, strict=True)
        }
        if value(replace(why, value=metric.of(**typed))) == value(why):
            return places
    return MOST_PLACES


def _typed(given: Given, places: int) -> Decimal:
    """What somebody would type who reads it."""
    number = decimal_of(given.value)
    assert not isinstance(number, Undefined)
    return formats.rounded(number, 0 if given.unit is Unit.MONEY else places)


def _given(
    figures: Figures, name: str, value: Figure, named: dict[str, earned_value.Input]
) -> Given:
    if name in named:
        return Given(named[name].label, named[name].title, value, named[name].unit, name)
    metric = figures.table[name]
    return Given(metric.label, metric.title, value, metric.unit, name)


# Words


def value(why: Why) -> str:
    """The figure as it is shown: money in full, an index in two places; n/a if it is not known."""
    return _counted(shown(why.value, why.unit, why.currency), why, why.unit)


def _counted(text: str, why: Why, unit: Unit) -> str:
    is_counted = unit is Unit.PERIODS and why.periods and text != formats.NOT_KNOWN
    return f"{text} {why.periods}" if is_counted else text


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
    whole, _, rest = text.partition(".")
    least = 2 if unit is Unit.INDEX else 0
    rest = rest[:least] + rest[least:].rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def reckoning(why: Why) -> str:
    """The formula with its values: `EV / AC = 182,400.00 / 216,847.00`."""
    if why.note or not why.given:
        return why.note or why.formula
    values = why.formula
    for each in sorted(why.given, key=lambda given: -len(given.label)):
        values = values.replace(each.label, f"\x00{why.given.index(each)}\x00")
    for place, each in enumerate(why.given):
        text = shown(each.value, each.unit, why.currency, why.places)
        text = text.removesuffix(f" {why.currency}")
        values = values.replace(f"\x00{place}\x00", text)
    return f"{why.formula} = {values}"


def how(why: Why) -> str:
    """How a figure is reckoned, in a line, or why it is not known."""
    if isinstance(why.value, Undefined):
        return why.value.reason
    return ", ".join(filter(None, (reckoning(why), why.told)))


def lines(why: Why) -> Iterator[str]:
    """All that explains a figure, a line each."""
    yield f"{why.label}  {why.title}: {value(why)}"
    if isinstance(why.value, Undefined):
        yield f"n/a: {why.value.reason}"
    yield f"= {why.formula if why.note else reckoning(why)}"
    if why.told:
        yield why.told
    for each in why.given:
        text = shown(each.value, each.unit, why.currency, why.places)
        yield f"  {each.label}  {each.title}: {_counted(text, why, each.unit)}"
    yield why.basis
    yield from listed(why)


def listed(why: Why, most: int | None = None) -> Iterator[str]:
    """The rows behind a figure, and how many more there are than the most to show."""
    for source in why.sources[:most]:
        yield f"  {formats.money(source.amount, why.currency):>20}  {source.text}"
    if most is not None and len(why.sources) > most:
        yield f"  {'':>20}  and {len(why.sources) - most} more"
