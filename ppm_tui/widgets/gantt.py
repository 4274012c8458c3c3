"""A plan in time, drawn with signs: one cell is a day, a week, a month or a quarter."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ppm_tui.formats import MONTHS, Glyphs
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.terms import TaskKind

UNITS = ("day", "week", "month", "quarter")
STEP_CELLS = {"day": 7, "week": 4, "month": 3, "quarter": 4}
"""Cells that one step moves a timeline by: a week, four weeks, a quarter, a year."""
MONTHS_IN = {"month": 1, "quarter": 3}
DAYS_IN = {"day": 1, "week": 7}

Label = tuple[int, str]
"""A text above the bars, and the cell that it begins in."""


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

    def shows(self, day: date) -> bool:
        """Whether a cell of the window has that day."""
        return 0 <= self.place(day) < self.cells


def window(start: date, cells: int, unit: str) -> Window:
    """So many cells from the day (its week, month or quarter) on."""
    if unit in MONTHS_IN:
        size = MONTHS_IN[unit]
        month = (start.year * 12 + start.month - 1) // size * size
        edges = [_month(month + size * n) for n in range(cells + 1)]
    else:
        size = DAYS_IN[unit]
        first = start - timedelta(days=start.weekday()) if unit == "week" else start
        room = (date.max - first).days // size
        edges = [first + timedelta(days=size * min(n, room)) for n in range(cells + 1)]
    return Window(tuple(edges), unit)


def _month(number: int) -> date:
    """First day of a month counted from the year 0 on, as near as the calendar has it."""
    number = max(12, min(number, 9999 * 12 + 11))
    return date(number // 12, number % 12 + 1, 1)


def shifted(start: date, cells: int, unit: str) -> date:
    """The day that begins so many cells later, or earlier, as near as the calendar has it."""
    if unit in MONTHS_IN:
        return _month(start.year * 12 + start.month - 1 + MONTHS_IN[unit] * cells)
    number = start.toordinal() + DAYS_IN[unit] * cells
    return date.fromordinal(max(1, min(number, date.max.toordinal())))


def around(day: date, before: int, unit: str) -> date:
    """Where a window begins that has the day about so many cells after its first one."""
    start = shifted(day, -before, unit)
    return start - timedelta(days=start.weekday()) if unit == "day" else start


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


def signs(glyphs: Glyphs) -> tuple[str, ...]:
    """What the signs of a timeline mean, in lines of at most 58 cells."""
    g = glyphs
    return (
        f"{g.done} done  {g.to_do} to do  {g.late} to do and late  {g.planned} original plan",
        f"{g.phase} {g.phase_rest} phase, done and to do  {g.pause} pause  {g.today_mark} today  "
        f"{g.earlier} {g.later} goes on",
        f"{g.milestone} milestone  {g.reached} reached  {g.missed} missed  "
        f"{g.was_planned} was planned",
        f"{g.deadline} deadline, where the bar does not end on it",
        f"{g.before} the row of the cursor waits for it  {g.after} it waits for that",
        "* critical  ~ nearly critical, as the project says (e)",
    )


# Above the bars


def scale(view: Window, as_of: date, glyphs: Glyphs) -> tuple[str, str]:
    """The two lines above the bars: months or years with today's mark, and what is in them."""
    labels = _periods(view)
    if len(labels) > 1 and labels[0][0] + len(labels[0][1]) >= labels[1][0]:
        del labels[0]  # of a period that has hardly begun to be in view
    today = view.place(as_of)
    above = _written(view.cells, _beside(today, labels))
    if view.shows(as_of):
        above[today] = glyphs.now_mark
    return "".join(above), "".join(_written(view.cells, _parts(view)))


def _periods(view: Window) -> list[Label]:
    """The months or years that begin in view, and the one that it begins with."""
    found: list[Label] = []
    last: object = None
    for index, day in enumerate(view.edges[:-1]):
        now: object = day.year if view.unit in MONTHS_IN else (day.year, day.month)
        if now != last:
            found.append((index, _period(day, view.unit)))
        last = now
    return found


def _beside(today: int, labels: Sequence[Label]) -> list[Label]:
    """The labels; one that today's mark would cut stands after it, where there is room."""
    found = list(labels)
    ends = [place for place, _ in labels[1:]]
    for index, (place, text) in enumerate(labels):
        is_cut = place <= today < place + len(text)
        if is_cut and today + 1 + len(text) < (ends[index] if index < len(ends) else today + 9):
            found[index] = (today + 1, text)
    return found


def _period(day: date, unit: str) -> str:
    if unit == "quarter":
        return f"'{day.year % 100:02}"
    return f"{day.year}" if unit == "month" else MONTHS[day.month - 1]


def _parts(view: Window) -> list[Label]:
    """Days of the month, months, or numbers of quarters."""
    days = list(enumerate(view.edges[:-1]))
    if view.unit == "quarter":
        return [(index, str(day.month // 3 + 1)) for index, day in days]
    if view.unit == "month":
        return [(index, MONTHS[day.month - 1]) for index, day in days if day.month % 3 == 1]
    is_week = view.unit == "week"
    labelled = (each for each in days if (not each[0] % 4 if is_week else not each[1].weekday()))
    return [(index, f"{day.day:02}") for index, day in labelled]


def _written(cells: int, labels: Sequence[Label]) -> list[str]:
    """The labels in their cells, those left out that would touch the one before."""
    row = [" "] * cells
    for place, text in labels:
        is_free = len(text) == 1 or all(sign == " " for sign in row[max(0, place - 1) : place])
        if is_free and place + len(text) <= cells:
            row[place : place + len(text)] = text
    return row


# Bars


def bar(row: TaskRow, view: Window, glyphs: Glyphs, *, has_plan: bool = True) -> str:
    """One row's cells: what is done, what is to do (late or not), what was planned, by when."""
    cells = track(view, row.as_of, glyphs)
    if row.kind is TaskKind.MILESTONE:
        _milestone(cells, row, view, glyphs, has_plan)
    elif row.start is not None and row.finish is not None:
        if has_plan and row.kind is TaskKind.TASK:
            _planned(cells, row, view, glyphs)
        _span(cells, row, view, glyphs)
    if row.deadline is not None:
        _deadline(cells, row, row.deadline.date(), view, glyphs)
    return "".join(cells)


def track(view: Window, as_of: date, glyphs: Glyphs) -> list[str]:
    """The cells of a row without anything in them but Mondays and today."""
    cells = [" "] * view.cells
    if view.unit == "day":
        for index, day in enumerate(view.edges[:-1]):
            if day.weekday() == 0:
                cells[index] = glyphs.week
    put(cells, view, as_of, glyphs.today_mark)
    return cells


def put(cells: list[str], view: Window, day: date, sign: str) -> None:
    """The sign in the cell of the day, where that is in view."""
    if view.shows(day):
        cells[view.place(day)] = sign


def stretch(
    cells: list[str],
    view: Window,
    days: tuple[date, date],
    percent: int,
    signs: tuple[str, str],
) -> None:
    """A bar from the first day to the last, so much of it done: signs of done, and of the rest."""
    _fill(cells, view, days, _done_days(_length(days), percent), signs)


def _length(days: tuple[date, date]) -> int:
    return (days[1] - days[0]).days + 1


def _done_days(count: int, percent: int) -> int:
    return (count * percent * 2 + 100) // 200


def _fill(
    cells: list[str],
    view: Window,
    days: tuple[date, date],
    done_days: int,
    signs: tuple[str, str],
) -> None:
    start, finish = days
    first, last = view.place(start), view.place(finish)
    done_place = view.place(start + timedelta(days=done_days - 1)) if done_days else first - 1
    for place in range(max(first, 0), min(last, view.cells - 1) + 1):
        cells[place] = signs[0] if place <= done_place else signs[1]


def _in_parts(cells: list[str], view: Window, row: TaskRow, glyphs: Glyphs, to_do: str) -> None:
    """The parts of a split task, so much of all of them done, and the pauses between."""
    parts = row.parts
    pauses = parts[0][0], parts[-1][1]
    _fill(cells, view, pauses, 0, (glyphs.pause, glyphs.pause))
    worked = [_weekdays(days) for days in parts]
    left = _done_days(sum(map(len, worked)), row.percent_complete)
    for days, inside in zip(parts, worked, strict=True):
        done = inside[:left]
        done_days = (done[-1] - days[0]).days + 1 if done else 0
        _fill(cells, view, days, done_days, (glyphs.done, to_do))
        left -= len(done)


def _weekdays(days: tuple[date, date]) -> list[date]:
    """The days of a part without weekends: one that begins after a pause is not begun yet."""
    every = [days[0] + timedelta(days=n) for n in range(_length(days))]
    return [day for day in every if day.weekday() < 5] or every


def cut(cells: list[str], view: Window, days: tuple[date, date], glyphs: Glyphs) -> None:
    """Signs at the edges of the window where a bar goes on beyond them."""
    start, finish = days
    if start < view.edges[0] and view.place(finish) >= 0:
        cells[0] = glyphs.earlier
    if finish >= view.edges[-1] and view.place(start) < view.cells:
        cells[-1] = glyphs.later


def _milestone(
    cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs, has_plan: bool
) -> None:
    planned = row.baseline.finish.date() if row.baseline and row.baseline.finish else None
    forecast = row.finish.date() if row.finish else planned
    is_done = row.percent_complete == 100
    if planned and planned != forecast and has_plan:
        is_missed = planned < row.as_of and not is_done
        put(cells, view, planned, glyphs.missed if is_missed else glyphs.was_planned)
    if forecast:
        is_missed = forecast < row.as_of and not is_done
        sign = glyphs.reached if is_done else glyphs.missed if is_missed else glyphs.milestone
        put(cells, view, forecast, sign)


def _planned(cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs) -> None:
    line = row.baseline
    if line is None or line.start is None or line.finish is None or not row.is_late_or_slipped:
        return
    stretch(cells, view, (line.start.date(), line.finish.date()), 0, (" ", glyphs.planned))


def _span(cells: list[str], row: TaskRow, view: Window, glyphs: Glyphs) -> None:
    assert row.start is not None
    assert row.finish is not None
    days = (row.start.date(), row.finish.date())
    is_late = row.is_late_or_slipped or row.misses_deadline
    signs = (glyphs.done, glyphs.late if is_late else glyphs.to_do)
    if row.kind is TaskKind.PHASE:
        signs = (glyphs.phase, glyphs.phase_rest)
    if row.parts:
        _in_parts(cells, view, row, glyphs, signs[1])
    else:
        stretch(cells, view, days, row.percent_complete, signs)
    cut(cells, view, days, glyphs)


def _deadline(cells: list[str], row: TaskRow, day: date, view: Window, glyphs: Glyphs) -> None:
    """The last day allowed, unless what ends in the same cell keeps to it anyway."""
    is_kept = row.finish is not None and view.place(row.finish.date()) == view.place(day)
    if is_kept and not row.misses_deadline:
        return
    has_passed = row.is_open and day < row.as_of
    put(cells, view, day, glyphs.missed if has_passed else glyphs.deadline)
