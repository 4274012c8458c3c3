"""A week of time as a grid: rows of projects and tasks, a column a day, sums below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ppm_tui import columns, formats
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.time_sheet import EntryRow, Sheet, SheetRow
from ppm_tui.terms import BillState
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

DAYS = 7
CELL = 7
"""Cells of a day, with the gap before it: `12h30$`."""
NAME = 12
CHARGED, PARTLY = "$", "~"
LEGEND = f"{CHARGED} charged  {PARTLY} in part"


@dataclass(frozen=True, slots=True)
class Grid:
    """Where what stands: the first day in view, how many there are, cells of the name."""

    first: int
    count: int
    name: int
    lead: int
    glyphs: Glyphs

    @property
    def days(self) -> range:
        """The days in view, Monday is 0."""
        return range(self.first, self.first + self.count)


def grid(width: int, column: int, glyphs: Glyphs) -> Grid:
    """As many days as fit beside a name, the one of the cursor among them."""
    lead = columns.lead(width)
    count = max(1, min(DAYS, (width - lead - NAME - CELL - 1) // CELL))
    first = max(0, min(column - count // 2, DAYS - count))
    return Grid(first, count, width - lead - (count + 1) * CELL - 1, lead, glyphs)


def headings(given: Grid, monday: date, as_of: date) -> Line:
    """The days above the grid; today is marked."""
    spans: list[tuple[str, str]] = [
        (" " * given.lead + formats.fit("Project  Task", given.name), "heading")
    ]
    for number in given.days:
        day = monday + timedelta(days=number)
        mark = given.glyphs.now_mark if day == as_of else " "
        spans.append((f"{f'{formats.WEEKDAYS[number]} {day.day}':>{CELL - 1}}{mark}", "heading"))
    return (*spans, (f"{'Total':>{CELL - 1}} ", "heading"))


def row(given: Grid, sheet: Sheet, found: SheetRow, column: int | None) -> Line:
    """One project or task; the cell of `column` is where the cursor stands."""
    name = found.task_name or found.project_name
    spans: list[tuple[str, str]] = [
        (" " * (given.lead - 2) + _label(given, found.project, found.task, name), "")
    ]
    for number in given.days:
        minutes, charged = found.days[number], found.charged[number]
        empty = given.glyphs.week if sheet.capacity[number] else ""
        text = _amount(minutes, charged) if minutes else f"{empty} "
        spans += [(" ", ""), (f"{text:>{CELL - 1}}", _style(number == column, minutes))]
    total = _amount(found.total, sum(found.charged)) if found.total else ""
    return (*spans, (f"{total:>{CELL}}", ""))


def _style(is_here: bool, minutes: int) -> str:
    return "cursor" if is_here else "" if minutes else "dim"


def _label(given: Grid, project: str, task: str | None, name: str) -> str:
    ref = f"{task or '':<7}" if given.name >= 3 * NAME else ""
    room = max(0, given.name - 8 - len(ref))
    return f"{formats.fit(project, 7)} {ref}{formats.fit(name, room, cut=given.glyphs.cut)}"


def _amount(minutes: int, charged: int) -> str:
    mark = CHARGED if charged == minutes else PARTLY if charged else " "
    text = formats.minutes(minutes)
    if len(text) > CELL - 2:
        text = f"{formats.whole(Decimal(minutes) / 60)}h"
    return text + mark


def totals(given: Grid, sheet: Sheet, as_of: date, width: int) -> Sequence[Line]:
    """What was logged by day, what could be, and what is missing up to today."""
    missing = sheet.missing(as_of)
    hint = LEGEND if width >= columns.NARROW else ""
    return (
        rule(f"{sheet.person} {formats.week(sheet.monday)}", hint, width, given.glyphs),
        _sums(given, "Logged", sheet.logged, ""),
        _sums(given, "Capacity", sheet.capacity, "dim"),
        _sums(given, "Missing", missing, "late"),
    )


def _sums(given: Grid, title: str, days: Sequence[int], style: str) -> Line:
    texts = [formats.minutes(days[n]) if days[n] else "" for n in given.days]
    cells = "".join(f"{text:>{CELL - 1}} " for text in texts)
    whole = formats.minutes(sum(days)) if sum(days) else ""
    return (
        (" " * given.lead + f"{title:<{given.name}}", ""),
        (f"{cells}{whole:>{CELL - 1}} ", style if any(days) else ""),
    )


def entry_headings(given: Grid) -> Line:
    """The headings of single entries."""
    title = f"{formats.fit('Project  Task', given.name)}{'Time':>{CELL - 1}}   Note"
    return line(" " * given.lead + title, "heading")


def entry(given: Grid, found: EntryRow, width: int) -> Line:
    """One entry of a day, with its note."""
    name = found.task_name or found.project_name
    label = _label(given, found.project, found.task, name)
    amount = _amount(found.minutes, found.minutes * (found.bill is BillState.BILLABLE))
    room = max(0, width - (given.lead - 2) - given.name - CELL - 2)
    note = formats.fit(found.text, room, cut=given.glyphs.cut)
    return line(f"{' ' * (given.lead - 2)}{label}{amount:>{CELL}}  {note}")
