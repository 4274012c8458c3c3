"""Why a figure of budgets, of projects and of groups of them is what it is: see `whys`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis import earned_value, profit
from ppm_tui.analysis.earned_value import Figure, Unit, decimal_of
from ppm_tui.analysis.rates import half_up
from ppm_tui.formats import safe
from ppm_tui.terms import CostKind, Undefined
from ppm_tui.whys import Given, Source, Why, followed, reckoning

if TYPE_CHECKING:
    from ppm_tui.analysis.profit import Part
    from ppm_tui.store.queries.budget import Budget, BudgetRow
    from ppm_tui.store.queries.money import MoneyRow
    from ppm_tui.store.queries.money_groups import GroupRow, Sums

KINDS = tuple(CostKind)
EARNED = {name: earned_value.METRICS[name] for name in ("cv", "sv", "cpi", "spi")}
"""What a sum of projects shows of earned value as a ratio or difference of sums."""
ORDER = (
    "budget", "cost", "committed", "eac", "budget_used", "budget_left", "revenue", "margin",
    "margin_share", "unbilled", "absorbed", "cpi", "spi", "cv", "sv", "realisation",
    "effective_rate", "margin_at_completion", "margin_share_at_completion",
)  # fmt: skip
"""Figures of a group, in the order of the columns, then what no column shows."""
TITLES = {
    "budget": ("Budget", "what may be spent", "budgets"),
    "cost": ("Actual", "actual cost", "actual cost"),
    "committed": ("Ordered", "ordered and not charged yet", "open orders"),
    "eac": ("EAC", "forecast of the cost at completion", "forecasts"),
    "revenue": ("Revenue", "what the client pays for what was done", "revenue"),
    "absorbed": ("Absorbed", "work at its price that is never billed", "absorbed work"),
}
"""Amounts of a group: what they are called, what they are, and what is added up."""


# Figures of a project


def of_money(row: MoneyRow) -> Iterator[Why]:
    """Every figure of the money of a project, those that were measured first."""
    day, figures = f"as of {formats.dated(row.row.as_of)}", row.profit
    billed = f"{day}, billed: {formats.word(row.billing)}"
    found: dict[str, Why] = {}
    for name, basis in (("revenue", billed), ("billable", billed), ("cost", day)):
        given, sources = profit.INPUTS[name], tuple(_made(row, name))
        found[name] = Why(
            name, given.label.capitalize(), given.title, figures[name], Unit.MONEY,
            _parts(row, name), row.row.currency, basis,
            lambda name=name, sources=sources: _sum(getattr(figures, name), sources),  # type: ignore[misc]  # bound now
            sources=sources, told=_left_out([row], name),
        )  # fmt: skip
    yield from found.values()
    for name in figures.table:
        why = followed(figures, name, profit.INPUTS, row.row.currency, day)
        behind = tuple(found[each.name] for each in why.given if each.name in found)
        yield replace(why, periods="h", behind=behind)


def _left_out(rows: Iterable[MoneyRow], name: str) -> str:
    """How many entries count as nothing, as what they cost or are worth is not known."""
    sums = {"cost": ("unknown", "cost"), "revenue": ("unpriced", "price"),
            "billable": ("unpriced", "price")}  # fmt: skip
    if name not in sums:
        return ""
    field, what = sums[name]
    count = sum(getattr(row.spent, field) for row in rows)
    entries = "1 entry that has" if count == 1 else f"{count} entries that have"
    return f"without {entries} no {what}" if count else ""


def _sum(value: int | Undefined, sources: Iterable[Source]) -> Figure:
    if isinstance(value, Undefined):
        return value
    return Fraction(sum(each.amount for each in sources))


def _parts(row: MoneyRow, name: str) -> str:
    """What an amount is the sum of, by name."""
    if name == "cost":
        return "sum of time entries (labour) and cost entries (expense, product)"
    names = [_part(each) for each, _ in row.parts]
    return f"sum of {', '.join(names)}" if len(names) > 1 else f"all of {names[0]}"


def _part(name: str) -> str:
    is_agreement = name != "milestones" and not name.startswith("project ")
    return f"agreement {safe(name)}" if is_agreement else safe(name)


def _made(row: MoneyRow, name: str) -> Iterator[Source]:
    """What an amount of a project is made of, in its own currency."""
    if name == "cost":
        for kind in CostKind:
            if amount := getattr(row.spent, kind):
                entries = "time entries" if kind is CostKind.LABOUR else "cost entries"
                yield Source(amount, f"{kind.value}, {entries}")
    elif name in ("revenue", "billable"):
        of = profit.revenue if name == "revenue" else profit.billable
        for label, part in row.parts:
            if isinstance(value := of(part), int):
                yield Source(value, f"{_part(label)}, {_method(part)}")
    elif name == "absorbed":
        for each in row.over:
            if each.state == "absorbed":
                agreed = "an agreement" if each.agreement_id else "the price of the project"
                yield Source(each.price, f"{formats.minutes(each.minutes)} over {agreed}")


def _method(part: Part) -> str:
    return formats.word(part.method)


# Figures of a group


def of_group(row: GroupRow) -> Iterator[Why]:
    """Every figure of a sum of projects: of those that know all that goes into it."""
    count = len(row.members)
    day = f"as of {formats.dated(row.as_of)}"
    for name in ORDER:
        known = row.known(name)
        of = len(known)
        keys = ", ".join(safe(each.key) for each in known)
        basis = f"{day}, sums of {of} of {count} projects{': ' if keys else ''}{keys}"
        if count == 1:
            basis = day
        why = _amount(row, name, basis) if name in TITLES else _figure(row, name, basis)
        told = f"of {of} of {count} projects" if of < count else ""
        left_out = _left_out((each.row for each in known if each.row is not None), name)
        told = ", ".join(filter(None, (told, left_out)))
        yield replace(why, name=name, told=told, periods="h")


def _figure(row: GroupRow, name: str, basis: str) -> Why:
    figures, is_money = row.chosen(name), name in profit.METRICS
    named = profit.INPUTS if is_money else earned_value.INPUTS
    why = followed(figures, name, named, row.currency, basis)
    return replace(why, label="Unbilled (WIP)") if name == "unbilled" else why


def _amount(row: GroupRow, name: str, basis: str) -> Why:
    """An amount, and what each project adds to it; of one project what it is made of."""
    label, title, added = TITLES[name]
    value, single = row.amount(name), _single(row)
    if single is not None and not isinstance(value, Undefined):
        sources = tuple(_split(value, tuple(_made(single, name)), single, row.currency))
        formula, note = _told(single, name, value, row.currency)
    else:
        sources = tuple(
            Source(amount, _project(each, name)) for each, amount in row.behind(name) if amount
        )
        formula, note = f"sum of the {added} of its projects", ""
        if name == "eac":
            formula = f"{formula}, each by its own method"
    amounts = [amount for _, amount in row.behind(name)]
    return Why(
        name, label, title, _money(value), Unit.MONEY, formula, row.currency, basis,
        lambda: value if isinstance(value, Undefined) else Fraction(sum(amounts)),
        sources=sources, note=note,
    )  # fmt: skip


def _single(row: GroupRow) -> MoneyRow | None:
    """The project, where the row is all of one."""
    return row.members[0].row if len(row.members) == 1 else None


def _project(each: Sums, name: str) -> str:
    """A project that adds to an amount, and by what it is forecast."""
    if each.row is None:
        return safe(each.key)
    text = f"{safe(each.key)} {safe(each.row.row.name)}"
    if name != "eac":
        return text
    metric = each.row.row.figures.metric("eac")
    return f"{text}, {metric.formula}" if metric else text


def _split(value: int, parts: tuple[Source, ...], row: MoneyRow, currency: str) -> Iterator[Source]:
    """The parts in the currency of the group, so that they add up to the amount exactly."""
    whole, done = sum(each.amount for each in parts), 0
    for each in parts:
        before, done = done, done + each.amount
        if row.row.currency == currency:
            yield each
        elif whole:
            share = half_up(Fraction(value * done, whole)) - half_up(
                Fraction(value * before, whole)
            )
            yield Source(share, f"{each.text}: {formats.money(each.amount, row.row.currency)}")


def _told(row: MoneyRow, name: str, value: int, currency: str) -> tuple[str, str]:
    """What an amount of one project is, and that in a line where it says more."""
    key = safe(row.key)
    if name == "eac":
        figures = row.row.figures
        metric = figures.metric("eac")
        assert metric is not None
        why = followed(figures, metric.name, earned_value.INPUTS, row.row.currency, "")
        own = row.row.currency
        told = "" if own == currency else f" {own}, at the rate of the day"
        return metric.formula, f"{reckoning(why)}{told}"
    if name == "budget":
        return f"what is set: ppm budget {key} has it by phase", ""
    if name == "committed":
        nothing = "nothing is ordered that is not charged"
        return (f"open orders: ppm budget {key} lists them" if value else nothing), ""
    if name == "absorbed":
        return "sum of work over what was agreed that is not billed" if value else "none", ""
    return _parts(row, name), ""


# Figures of a budget


def of_budget(found: Budget) -> Iterator[Why]:
    """What is spent of the budget of the project, and of each phase."""
    basis = f"as of {formats.dated(found.as_of)}"
    for row in found.rows:
        sources = tuple(
            Source(amount, kind.value)
            for kind, amount in zip(KINDS, row.spent, strict=True)
            if amount
        )
        given = (
            Given("budget", "what may be spent on it", _money(row.money), Unit.MONEY, "budget"),
            Given("not spent", "budget less what is spent, some of it may be ordered",
                  _money(row.left), Unit.MONEY, "not_spent"),
        )  # fmt: skip
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
