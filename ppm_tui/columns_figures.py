"""The columns of figures: the sheet of a project's budget, phases, and the money of a portfolio."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.analysis.earned_value import decimal_of
from ppm_tui.columns import Column
from ppm_tui.formats import Glyphs
from ppm_tui.terms import Undefined

if TYPE_CHECKING:
    from ppm_tui.store.queries.budget import BudgetRow
    from ppm_tui.store.queries.clients import ClientRow
    from ppm_tui.store.queries.money_groups import GroupRow
    from ppm_tui.widgets.budget_sheet import FigureRow

FIGURES: tuple[Column[FigureRow], ...] = (
    Column("section", "Section", 9, lambda r, g: r.section, lambda r: r.section, drop=2,
           kind="word"),
    Column("figure", "Figure", 23, lambda r, g: r.label, lambda r: r.label, drop=1),
    Column("value", "Value", 18, lambda r, g: r.value, lambda r: r.value, "right", drop=1),
    Column("how", "How", 20, lambda r, g: r.how, lambda r: r.how, is_flexible=True, drop=3),
)  # fmt: skip


def _percent(value: Decimal | Undefined) -> str:
    return formats.percent(value if isinstance(value, Undefined) else value * 100)


def _used(row: BudgetRow) -> Decimal | Undefined:
    return decimal_of(row.used)


def _planned(row: BudgetRow) -> str:
    budget = row.money
    return "none" if isinstance(budget, Undefined) else formats.compact(budget, row.currency)


def _of_budget(row: BudgetRow, text: str) -> str:
    """What follows from a budget, where there is one."""
    return "" if isinstance(row.money, Undefined) else text


def _time(row: BudgetRow) -> str:
    spent = f"{formats.whole_hours(row.spent_minutes)}h"
    return f"{spent}/{formats.whole_hours(row.minutes)}h" if row.minutes else spent


def _part(place: int) -> Callable[[BudgetRow, Glyphs], str]:
    def text(row: BudgetRow, _glyphs: Glyphs) -> str:
        agreed, spent = row.budget[place], formats.compact(row.spent[place], row.currency)
        return spent if agreed is None else f"{spent}/{formats.compact(agreed, row.currency)}"

    return text


CLIENTS: tuple[Column[ClientRow], ...] = (
    Column("key", "Key", 8, lambda r, g: r.key, lambda r: r.key, drop=1),
    Column("name", "Client", 20, lambda r, g: r.name, lambda r: r.name, is_flexible=True, drop=2),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=3),
)  # fmt: skip

BUDGET: tuple[Column[BudgetRow], ...] = (
    Column("phase", "Phase", 18, lambda r, g: "  " * r.depth + (r.name if r.ref else "Project"),
           lambda r: r.name, is_flexible=True, drop=1),
    Column("spent", "Spent", 6, lambda r, g: formats.compact(r.cost, r.currency), lambda r: r.cost,
           "right", drop=2, kind="money"),
    Column("budget", "Budget", 6, lambda r, g: _planned(r), lambda r: r.money, "right", drop=3,
           kind="money"),
    Column("left", "Unspent", 7, lambda r, g: _of_budget(r, formats.compact(r.left, r.currency)),
           lambda r: r.left, "right", drop=4, kind="money"),
    Column("used", "Used", 5, lambda r, g: _of_budget(r, _percent(_used(r))), _used, "right",
           drop=5, kind="number"),
    Column("reached", "At", 4, lambda r, g: f"{r.threshold}%" if r.threshold else "",
           lambda r: r.threshold, "right", drop=6, kind="number"),
    Column("time", "Time", 12, lambda r, g: _time(r), lambda r: r.spent_minutes, "right", drop=7,
           kind="minutes"),
    Column("labour", "Labour", 11, _part(0), lambda r: r.spent[0], "right", drop=8, kind="money"),
    Column("expense", "Expense", 10, _part(1), lambda r: r.spent[1], "right", drop=9,
           kind="money"),
    Column("product", "Product", 11, _part(2), lambda r: r.spent[2], "right", drop=10,
           kind="money"),
    Column("agreement", "Paid by", 7, lambda r, g: r.agreement, lambda r: r.agreement, drop=11),
)  # fmt: skip
"""`At` is the highest part of the budget that is reached; cost by kind is spent of budgeted,
or what is spent where nothing is budgeted. Of what is not spent some may be ordered."""


def _figure(name: str) -> Callable[[GroupRow], Decimal | Undefined]:
    return lambda row: decimal_of(row.figure(name))


def _amount(name: str) -> Callable[[GroupRow], int | Undefined]:
    return lambda row: row.amount(name)


def _money(
    of: Callable[[GroupRow], Decimal | int | Undefined],
) -> Callable[[GroupRow, Glyphs], str]:
    return lambda row, glyphs: formats.compact(of(row), row.currency)


def _ratio(name: str) -> Callable[[GroupRow, Glyphs], str]:
    return lambda row, glyphs: _percent(decimal_of(row.figure(name)))


def _index(name: str) -> Callable[[GroupRow, Glyphs], str]:
    return lambda row, glyphs: formats.index(decimal_of(row.figure(name)))


def _of_projects(name: str) -> Callable[[GroupRow], str]:
    return lambda row: ", ".join(row.labels(name))


LABELS = ("client", "program", "portfolio", "owner")
"""What projects belong to, and who answers for them: filtered by, and not shown."""

MONEY: tuple[Column[GroupRow], ...] = (
    Column("name", "Name", 14, lambda r, g: r.name, lambda r: r.name, letter="n", is_flexible=True,
           drop=1, narrow=8),
    Column("budget", "Budget", 6, _money(_amount("budget")), _amount("budget"), "right", "b",
           drop=4, kind="money"),
    Column("actual", "Actual", 6, _money(_amount("cost")), _amount("cost"), "right", "a", drop=2,
           kind="money"),
    Column("committed", "Ordered", 7, _money(_amount("committed")), _amount("committed"), "right",
           "c", drop=9, kind="money"),
    Column("forecast", "EAC", 6, _money(_amount("eac")), _amount("eac"), "right", "f", drop=5,
           kind="money", aliases=("eac",)),
    Column("used", "Used", 5, _ratio("budget_used"), _figure("budget_used"), "right", "u", drop=6,
           kind="number"),
    Column("revenue", "Revenue", 7, _money(_amount("revenue")), _amount("revenue"), "right", "r",
           drop=7, kind="money"),
    Column("margin", "Margin", 6, _ratio("margin_share"), _figure("margin_share"), "right", "m",
           drop=3, kind="number"),
    Column("unbilled", "WIP", 6, _money(_figure("unbilled")), _figure("unbilled"), "right", "i",
           drop=8, kind="money"),
    Column("absorbed", "Absorb", 6, _money(_amount("absorbed")), _amount("absorbed"), "right",
           "s", drop=10, kind="money"),
    Column("cpi", "CPI", 4, _index("cpi"), _figure("cpi"), "right", "p", drop=11, kind="number"),
    Column("spi", "SPI", 4, _index("spi"), _figure("spi"), "right", "e", drop=12, kind="number"),
    Column("realisation", "Real", 5, _ratio("realisation"), _figure("realisation"), "right", "l",
           drop=13, kind="number"),
    Column("rate", "An hour", 7, _money(_figure("effective_rate")), _figure("effective_rate"),
           "right", "h", drop=14, kind="money"),
    Column("projects", "Prj", 3, lambda r, g: str(len(r.keys)), lambda r: len(r.keys), "right",
           "j", drop=15, kind="number"),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=16),
    *(Column(name, name.capitalize(), 0, lambda r, g: "", _of_projects(name)) for name in LABELS),
)  # fmt: skip
"""Sums of projects in the base currency; a figure is of those that know all that goes into it."""
