"""The sheet of a project's money: figures by section, each a line, and what is shown below them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ppm_tui import curves, formats, whys, whys_money
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.budget import Budget
from ppm_tui.store.queries.earned_value import EarnedValueRow, MeasuredRow
from ppm_tui.store.queries.money import MoneyRow
from ppm_tui.whys import Why
from ppm_tui.widgets import trend_pane
from ppm_tui.widgets.lines import Line, folded, line

SECTION, LABEL, VALUE = 9, 23, 18
"""Cells of a row: its section, the figure, its value."""
COST = ("ac", "eac", "etc", "vac", "cpi")
"""Figures of earned value that stand with the budget, which is where one looks for them."""
OVER = {
    "billed": "billed beyond what was agreed",
    "absorbed": "never billed",
    "held": "until its change request is decided",
}
"""What became of work that is over what was agreed."""
FEW = 6
"""As many rows behind what went into a figure are shown with it."""
CHARTS = ("money", "minutes", "table")
"""What may stand below the figures."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line of the sheet; `why` explains it, where it is a figure."""

    key: str
    section: str
    label: str
    value: str
    how: str
    why: Why | None = None


def rows(found: Budget, earned: EarnedValueRow, money: MoneyRow, glyphs: Glyphs) -> list[FigureRow]:
    """All lines of the sheet, in the order in which people ask."""
    by_name = {why.name: why for why in whys.of_earned_value(earned)}
    of_money = {why.name: why for why in whys_money.of_money(money)}
    spent, *phases = whys_money.of_budget(found)
    chosen = by_name[f"eac_{earned.figures.forecast}"]
    cost = [spent, of_money["budget_left"], of_money["budget_used"], chosen, by_name["etc"],
            by_name["vac"]]  # fmt: skip
    rest = [why for name, why in by_name.items() if why not in cost]
    schedule = set(earned.schedule.table)
    return [
        *_section("Budget", cost),
        *_section("Phases", phases),
        *_health(money, glyphs),
        *_trend(earned.measured, glyphs),
        *_section("Earned", (why for why in rest if why.name not in schedule or why.name == "cpi")),
        *_section("Time", (why for why in rest if why.name in schedule and why.name != "cpi")),
        *_section("Billing", (why for why in of_money.values() if why not in cost)),
        *_over(money),
    ]


def _section(title: str, found: Iterable[Why]) -> Iterator[FigureRow]:
    for why in found:
        yield FigureRow(
            f"{title}.{why.name}", title, why.label, whys.value(why), whys.how(why), why,
        )  # fmt: skip


def _health(money: MoneyRow, glyphs: Glyphs) -> Iterator[FigureRow]:
    """The computed colour of each dimension."""
    for each in money.row.judged:
        yield FigureRow(
            f"health.{each.dimension}", "Health", each.dimension.value,
            formats.rag(each.rag, glyphs), each.reason,
        )  # fmt: skip


def _trend(measured: Iterable[MeasuredRow], glyphs: Glyphs) -> Iterator[FigureRow]:
    """SPI and CPI as they were reported, a sign for each week."""
    for name, text in trend_pane.trends(measured, glyphs):
        yield FigureRow(f"trend.{name}", "Trend", name, text, "as reported, a week each")


def _over(money: MoneyRow) -> Iterator[FigureRow]:
    """What of the work is over what was agreed, by what became of it."""
    for state, over, minutes in money.beyond:
        price = formats.money(over, money.row.currency)
        label = f"{state}, {formats.minutes(minutes)}" if minutes else state
        yield FigureRow(f"over.{state}", "Over", label, price, OVER[state])


def heading(width: int, lead: int) -> Line:
    """What the cells of a row are."""
    text = f"{'':<{SECTION}}{'Figure':<{LABEL}}{'Value':>{VALUE}}  How"
    if width < 80:
        text = f"{'Figure':<{LABEL}}{'Value':>{VALUE}}"
    return line(" " * lead + text, "heading")


def drawn(row: FigureRow, before: FigureRow | None, width: int, lead: int, glyphs: Glyphs) -> Line:
    """A row; its section is named where it begins."""
    section = "" if before is not None and before.section == row.section else row.section
    value = f"{row.value:>{VALUE}}"
    label = formats.fit(row.label, LABEL, cut=glyphs.cut)
    text = f"{label}{value}"
    if width < 80:
        return line(" " * lead + text)
    room = max(0, width - lead - SECTION - LABEL - VALUE - 4)  # cursor and mark stand before
    how = formats.fit(row.how, room, cut=glyphs.cut)
    return ((" " * lead, ""), (f"{section:<{SECTION}}", "heading"), (f"{text}  {how}", ""))


def explained(row: FigureRow, width: int) -> list[Line]:
    """All that explains a figure."""
    texts: Iterable[str] = (f"{row.label}: {row.value}", safe(row.how))
    if row.why is not None:
        texts = (*whys.lines(row.why), *_behind(row.why))
    return [part for text in texts for part in folded(f" {text}", width)]


def _behind(why: Why) -> Iterator[str]:
    """The rows behind what went into a figure, where they are few, else where they stand."""
    many = []
    for each in why.behind:
        if len(each.sources) <= FEW:
            yield f"{each.label} {whys.value(each)}"
            yield from whys.listed(each)
        else:
            many.append(each.label)
    if many:
        yield f"the rows behind {', '.join(many)} stand with the figures of that name"


def below(earned: EarnedValueRow, what: str, width: int, lines: int, glyphs: Glyphs) -> list[Line]:
    """The chart of money or time, or the same as a table."""
    if what != "table":
        return [line(text) for text in curves.chart(earned, what, width, lines, glyphs)]
    return [line(text) for text in table(earned, lines)]


def table(earned: EarnedValueRow, lines: int) -> list[str]:
    """Months, or weeks where there is room: planned, earned and actual, and time spent."""
    points = curves.points(earned, by="week")
    if len(points) >= lines:
        points = curves.points(earned, by="month")
    head = f" {'End of':<11} {'Planned':>14} {'Earned':>14} {'Actual cost':>14} {'Time':>8}"
    body = [
        f" {formats.dated(point.day):<11} "
        + " ".join(
            f"{_amount(value, earned.currency):>14}" for value in (point.pv, point.ev, point.ac)
        )
        + f" {_hours(point.minutes):>8}"
        for point in points
    ]
    return [head, *body[-max(lines - 1, 1) :]]


def _amount(value: int | None, currency: str) -> str:
    return "" if value is None else formats.money(value, currency).removesuffix(f" {currency}")


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{formats.whole_hours(minutes)}h"
