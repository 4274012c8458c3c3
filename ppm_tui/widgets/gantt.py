"""A plan in time, drawn with signs: one cell is a day, a week or a month."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from ppm_tui.formats import MONTHS, Glyphs
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.terms import TaskKind

UNITS = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Window:
    """The days in view: the first day of every cell, and of the first cell beyond."""

    edges: tuple[date, ...]
    unit: str

    @property
    def cells(self) -> int:
        """Cells in view."""
        return len(self.edges) - 1

    def place(self, day: date) -> int:
        """Cell of a day; -1 before the window, `cells` after it."""
        return min(bisect_right(self.edges, day) - 1, self.cells)


def window(start: date, cells: int, unit: str) -> Window:
    """So many cells from the day (its week or month) on."""
    if unit == "month":
        months = start.year * 12 + start.month - 1
        edges = [date(min(n // 12, 9999), n % 12 + 1, 1) for n in range(months, months + cells + 1)]
    else:
        size = 7 if unit == "week" else 1
        first = start - timedelta(days=start.weekday()) if unit == "week" else start
        room = (date.max - first).days // size
        edges = [first + timedelta(days=size * min(n, room)) for n in range(cells + 1)]
    return Window(tuple(edges), unit)


def first_day(rows: list[TaskRow], as_of: date, weeks_before: int) -> date:
    """Monday some weeks before today, or of the plan's first week when today is not near it."""
    monday = as_of - timedelta(days=as_of.weekday() + 7 * weeks_before)
    starts = [row.start.date() for row in rows if row.start]
    ends = [row.finish.date() for row in rows if row.finish]
    if not starts or not ends or min(starts) <= monday + timedelta(days=48) <= max(ends):
        return monday
    if monday <= max(ends) and min(starts) <= monday + timedelta(days=48):
        return monday
    begin = min(starts)
    return begin - timedelta(days=begin.weekday())


def scale(view: Window, as_of: date, glyphs: Glyphs) -> tuple[str, str]:
    """The two lines above the bars: months with today's mark, and days or months."""
    above, below = [" "] * view.cells, [" "] * view.cells
    month = -1
    for index, day in enumerate(view.edges[:-1]):
        if (view.unit == "day" and day.weekday() == 0) or (view.unit == "week" and index % 4 == 0):
            _write(below, index, f"{day.day:02}")
        elif view.unit == "month" and day.month % 3 == 1:
            _write(below, index, MONTHS[day.month - 1])
        label = f"{day.year}" if view.unit == "month" else MONTHS[day.month - 1]
        now = day.year if view.unit == "month" else day.month
        if now != month:
            month = now
            _write(above, index, label)
    today = view.place(as_of)
    if 0 <= today < view.cells:
        above[today] = glyphs.now_mark
    return "".join(above), "".join(below)


def _write(cells: list[str], place: int, text: str) -> None:
    if place + len(text) <= len(cells) and all(c == " " for c in cells[max(0, place - 1) : place]):
        cells[place : place + len(text)] = text


def bar(row: TaskRow, view: Window, glyphs: Glyphs, *, has_plan: bool = True) -> str:
    """One row's cells: what is done, what is to do (late or not), what was planned."""
    cells = _track(view, row.as_of, glyphs)
    if row.kind is TaskKind.MILESTONE:
        _milestone(cells, row, view, glyphs, has_plan)
    elif row.start is not None and row.finish is not None:
        if has_plan and row.kind is TaskKind.TASK:
            _planned(cells, row, view, glyphs)
        _span(cells, row, view, glyphs)
    return "".join(cells)


def _track(view: Window, as_of: date, glyphs: Glyphs) -> list[str]:
    cells = [" "] * view.cells
    if view.unit == "day":
        for index, day in enumerate(view.edges[:-1]):
            if day.weekday() == 0:
                cells[index] = glyphs.week
    today = view.place(as_of)
    if 0 <= today < view.cells:
        cells[today] = glyphs.today_mark
    return cells


def _milestone(
    cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs, has_plan: bool
) -> None:
    planned = row.baseline.finish.date() if row.baseline and row.baseline.finish else None
    forecast = row.finish.date() if row.finish else planned
    if planned and planned != forecast and has_plan:
        is_missed = planned < row.as_of and row.percent_complete < 100
        _put(cells, view, planned, glyphs.missed if is_missed else glyphs.was_planned)
    if forecast:
        is_missed = forecast < row.as_of and row.percent_complete < 100
        _put(cells, view, forecast, glyphs.missed if is_missed else glyphs.milestone)


def _put(cells: list[str], view: Window, day: date, sign: str) -> None:
    place = view.place(day)
    if 0 <= place < view.cells:
        cells[place] = sign


def _planned(cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs) -> None:
    line = row.baseline
    if line is None or line.start is None or line.finish is None or not row.is_late_or_slipped:
        return
    first, last = view.place(line.start.date()), view.place(line.finish.date())
    for place in range(max(first, 0), min(last, view.cells - 1) + 1):
        cells[place] = glyphs.planned


def _span(cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs) -> None:
    assert row.start is not None
    assert row.finish is not None
    first, last = view.place(row.start.date()), view.place(row.finish.date())
    days = (row.finish.date() - row.start.date()).days + 1
    done_days = (days * row.percent_complete * 2 + 100) // 200
    done_until = row.start.date() + timedelta(days=done_days - 1)
    done_place = view.place(done_until) if done_days else first - 1
    rest = glyphs.late if row.is_late_or_slipped else glyphs.to_do
    done, rest = (
        (glyphs.phase, glyphs.phase_rest) if row.kind is TaskKind.PHASE else (glyphs.done, rest)
    )
    for place in range(max(first, 0), min(last, view.cells - 1) + 1):
        cells[place] = done if place <= done_place else rest
    if row.start.date() < view.edges[0] and last >= 0:
        cells[0] = glyphs.earlier
    if row.finish.date() >= view.edges[-1] and first < view.cells:
        cells[-1] = glyphs.later
