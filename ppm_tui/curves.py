"""Earned value over time, as a chart of letters and as a table: for screens and tables alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from ppm_tui import formats, plots
from ppm_tui.plots import Series, sampled
from ppm_tui.terms import Undefined

if TYPE_CHECKING:
    from ppm_tui.formats import Glyphs
    from ppm_tui.store.queries.earned_value import EarnedValueRow

AXIS = 8
"""Cells left of a chart: an amount, and the edge."""
NO_CHART = "no chart: nothing is planned and nothing was spent"
ONE_DAY = timedelta(days=1)
LEGENDS = {
    "money": ". planned  E earned  A actual cost  e a forecast at this pace  - budget",
    "minutes": "A time spent  a forecast at this pace  - budgeted time",
}


@dataclass(frozen=True, slots=True)
class Point:
    """Where a project stood at the end of a day; what is not known is None."""

    day: date
    pv: int | None
    ev: int | None
    ac: int | None
    minutes: int | None


def chart(row: EarnedValueRow, what: str, cells: int, lines: int, glyphs: Glyphs) -> Iterator[str]:
    """An S-curve of money, or the burn of minutes, with its axes and what the letters mean."""
    days = _days(row)
    series = _money(row, days) if what == "money" else _minutes(row, days)
    if not days or not any(value for each in series for value in each.values):
        yield NO_CHART
        return
    room = max(cells - AXIS, 10)
    drawn = [Series(each.sign, each.name, sampled(each.values, room)) for each in series]
    today = _place(days, row.as_of, room)
    height = max(lines - 2, 3)
    found = plots.plot(drawn, height, marked=today, mark=glyphs.edge)
    for place, text in enumerate(found.lines):
        is_labelled = place in (0, height // 2, height - 1)
        label = _label(row, what, found.values[place]) if is_labelled else ""
        yield f"{label:>{AXIS - 2}}{glyphs.edge} {text}".rstrip()
    yield _axis(days, room)
    yield f"{' ' * AXIS}{formats.fit(LEGENDS[what], room, cut=glyphs.cut)}".rstrip()


def points(row: EarnedValueRow, *, by: str) -> list[Point]:
    """The same as a table: at the end of each `week` or `month`, and today."""
    days = _days(row)
    ends = [day for day in days if _is_end(day, by) or day in (row.as_of, days[-1])]
    planned = {day: row.curve.at(day) if row.curve.start else None for day in ends}
    earned, spent, minutes = (_upto(days, each) for each in _known(row))
    place = {day: number for number, day in enumerate(days)}
    return [
        Point(day, planned[day], *(_whole(each[place[day]]) for each in (earned, spent, minutes)))
        for day in ends
    ]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _is_end(day: date, by: str) -> bool:
    return (day + ONE_DAY).day == 1 if by == "month" else day.weekday() == 6


def _days(row: EarnedValueRow) -> list[date]:
    """From the first planned or spent day to the last planned, forecast or present one."""
    known = [each.day for each in row.daily[:1]]
    if row.curve.start:
        known += [row.curve.start, row.curve.start + (len(row.curve.values) - 1) * ONE_DAY]
    if not known:
        return []
    begin, end = min(known), max(*known, row.as_of, _finish(row) or row.as_of)
    return [begin + number * ONE_DAY for number in range((end - begin).days + 1)]


def _finish(row: EarnedValueRow) -> date | None:
    """When it ends at the pace so far, at most twice as late as planned."""
    duration, planned = row.schedule["ieac_t"], row.schedule.pd
    if row.curve.start is None or isinstance(duration, Undefined) or isinstance(planned, Undefined):
        return None
    return row.curve.start + (min(round(duration), 2 * planned) - 1) * ONE_DAY


def _known(row: EarnedValueRow) -> tuple[list[tuple[date, int]], ...]:
    """Earned value as it was reported and is today, cost and time, each by day and added up."""
    earned = [(each.day, each.ev) for each in row.measured if each.ev is not None]
    now = row.figures.ev
    if not isinstance(now, Undefined):
        earned = [pair for pair in earned if pair[0] < row.as_of] + [(row.as_of, now)]
    days = [each.day for each in row.daily]
    cost = list(zip(days, accumulate(each.cost for each in row.daily), strict=True))
    time = list(zip(days, accumulate(each.minutes for each in row.daily), strict=True))
    last = [(row.as_of, pairs[-1][1]) if pairs else (row.as_of, 0) for pairs in (cost, time)]
    return earned, [*cost, last[0]], [*time, last[1]]


def _upto(days: Sequence[date], known: Sequence[tuple[date, int]]) -> list[float | None]:
    """The last value known by the end of each day, up to the last day of which one is known."""
    at = [day for day, _ in known]
    found: list[float | None] = []
    for day in days:
        place = bisect_right(at, day)
        is_over = not at or day > at[-1]
        found.append(float(known[place - 1][1]) if place and not is_over else None)
    return found


def _money(row: EarnedValueRow, days: Sequence[date]) -> list[Series]:
    earned, cost, _ = _known(row)
    bac, eac, finish = row.figures.bac, row.figures["eac"], _finish(row)
    found: list[Series] = []
    if not isinstance(bac, Undefined):
        found.append(Series("-", "budget", [float(bac)] * len(days)))
        found.append(Series(".", "planned", [float(row.curve.at(day)) for day in days]))
    if finish is not None and finish > row.as_of and not isinstance(eac, Undefined):
        assert not isinstance(bac, Undefined)
        for sign, known, end in (("e", earned, float(bac)), ("a", cost, float(eac))):
            found.append(Series(sign, "forecast", _straight(days, known[-1], (finish, end))))
    found.append(Series("A", "actual cost", _upto(days, cost)))
    found.append(Series("E", "earned", _upto(days, earned)))
    return found


def _minutes(row: EarnedValueRow, days: Sequence[date]) -> list[Series]:
    *_, minutes = _known(row)
    found: list[Series] = []
    if row.budget_minutes:
        found.append(Series("-", "budgeted time", [float(row.budget_minutes)] * len(days)))
    share, finish = row.figures["done_share"], _finish(row)
    spent = minutes[-1][1]
    if finish is not None and finish > row.as_of and not isinstance(share, Undefined) and share:
        end = (finish, float(spent / share))
        found.append(Series("a", "forecast", _straight(days, minutes[-1], end)))
    found.append(Series("A", "time spent", _upto(days, minutes)))
    return found


def _straight(
    days: Sequence[date], begin: tuple[date, int], end: tuple[date, float]
) -> list[float | None]:
    """A straight line from a day and value to another, and nothing before and after."""
    (first, low), (last, high) = begin, end
    length = max((last - first).days, 1)
    return [
        low + (high - low) * (day - first).days / length if first <= day <= last else None
        for day in days
    ]


def _place(days: Sequence[date], day: date, room: int) -> int | None:
    if not days[0] <= day <= days[-1]:
        return None
    return min(room - 1, (day - days[0]).days * room // len(days))


def _axis(days: Sequence[date], room: int) -> str:
    """The first and the last day, and today's months between them where there is room."""
    begin, end = formats.dated(days[0]), formats.dated(days[-1])
    gap = " " * max(1, room - len(begin) - len(end))
    return f"{' ' * AXIS}{begin}{gap}{end}"


def _label(row: EarnedValueRow, what: str, value: float) -> str:
    if what == "money":
        return formats.compact(round(value), row.currency)
    return f"{formats.whole_hours(round(value))}h"
