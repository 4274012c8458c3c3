"""What is behind a cell of the load map: bookings, days off, who has time, demand, roles."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.bookings import Booked
from ppm_tui.store.queries.fixes import Fix
from ppm_tui.store.queries.overload import Explained
from ppm_tui.store.queries.resources import Days, Grid, GroupLoad, Part, PersonLoad
from ppm_tui.store.queries.working_time import DayOff
from ppm_tui.terms import BookingKind, Undefined
from ppm_tui.widgets import heat_map
from ppm_tui.widgets.lines import Line, line

SPLIT = 64
"""Cells of the left pane of a broad terminal."""
ONE_DAY = timedelta(days=1)
ROLE = 8
Slack = tuple[bool, int]
"""Whether a task is critical, and its total float in minutes."""
Slacks = Mapping[str, Slack]
"""By task, as far as it is known yet."""
LEAST_FREE, A_DAY = 60, 480
"""Minutes; who has less than that has no time."""


def title(row: PersonLoad | GroupLoad, days: Days, unit: str, *, is_long: bool) -> str:
    """`dan, W13 (23–27 Mar): 54h booked of 40h = 135%`."""
    cell = row.cell(days)
    text = f"{row.key}, {period(days, unit)}: {formats.minutes(cell.booked) or '0h'} booked"
    text += f" of {formats.minutes(cell.capacity) or '0h'}"
    return f"{text} = {formats.percent(cell.percent)}" if is_long else text


def period(days: Days, unit: str) -> str:
    """`W13 (23–27 Mar)`, `Mon 23 Mar`, `Mar 2026`."""
    first, until = days
    if unit == "day":
        return formats.weekday(first)
    if unit == "month":
        return f"{formats.MONTHS[first.month - 1]} {first.year:04}"
    return f"{formats.week(first)} ({span(first, until - 3 * ONE_DAY)})"


def span(first: date, last: date) -> str:
    """`23–27 Mar`, or `30 Mar–03 Apr`."""
    if first.month == last.month:
        return f"{first:%d}–{formats.day(last)}"
    return f"{formats.day(first)}–{formats.day(last)}"


def bookings(
    parts: Sequence[Part], slacks: Slacks, here: int | None, *, is_long: bool
) -> list[Line]:
    """A line for each booking: project, task, hours in the period, days, critical or slack.

    `here` is the one that a key would change; a broad pane shows the days as well.
    """
    found: list[Line] = []
    for index, (row, minutes) in enumerate(parts):
        sign = ">" if index == here else " "
        text = f"{formats.fit(safe(row.project), 8)}{formats.fit(_what(row), 20)}"
        text += f"{formats.minutes(minutes):>7}  "
        dates = slacks.get(row.task_id or "")
        if is_long:
            critical = "*" if dates is not None and dates[0] else ""
            float_ = "none" if critical else slack(row, dates)
            text += f"{span(*_ends(row)):<14} {critical:<3}{float_}"
        else:
            text += slack(row, dates)
        found.append(line(f" {sign} {text}" if is_long else f"{sign}{text}"))
    return found


def absences(off: Sequence[DayOff], here: int | None, *, is_long: bool) -> list[Line]:
    """A line for each time that somebody is away in the period: why, how much a day, when."""
    found: list[Line] = []
    for index, each in enumerate(off):
        sign = ">" if index == here else " "
        each_day = f"{formats.minutes(each.minutes)}/d" if each.minutes else "away"
        text = f"{'':<8}{formats.fit(safe(each.name), 20)}{each_day:>7}  "
        found.append(line(f"{f' {sign} ' if is_long else sign}{text}{span(each.first, each.last)}"))
    return found


HEADING = f"   {'Project':<8}{'Task':<20}{'Hours':>7}  {'Dates':<14} {'CP':<3}Slack"


def slack(row: Booked, found: Slack | None) -> str:
    """`critical`, `5d`, or `soft` of a booking that is not agreed."""
    if row.kind is BookingKind.SOFT:
        return "soft"
    if found is None:
        return ""
    return "critical" if found[0] else formats.duration(found[1]) or "none"


def slacks(found: Explained) -> Slacks:
    """Whether it is critical, and how far it may slip, of each task whose plan says so."""
    return {
        line.row.task_id: (line.is_critical, line.slack)
        for line in found.lines
        if line.row.task_id and not isinstance(line.slack, Undefined)
    }


def fixes(found: Sequence[tuple[str, Fix]]) -> list[Line]:
    """What would help, in the words of `ppm book why`, each with its key."""
    lines: list[Line] = []
    for key, fix in found:
        head = " Fix " if not lines else "     "
        lines.append(((f"{head}{key:<4}", "key"), (formats.fit(safe(fix.label), SPLIT - 10), "")))
        loads = ", ".join(
            f"{each.person} {formats.percent(each.percent_before)} → "
            f"{formats.percent(each.percent_after)}"
            for each in fix.loads
        )
        lines.append(line(f"         → {loads}", "dim"))
    return lines


def _what(row: Booked) -> str:
    return f"{row.ref} {safe(row.name or row.role or 'kept free')}"


def _ends(row: Booked) -> tuple[date, date]:
    """The first and the last day of what is booked in one piece or several."""
    return date.fromisoformat(row.start[:10]), date.fromisoformat(row.finish[:10])


def off(row: PersonLoad, days: Days) -> str:
    """`Leave none in W13   Holiday 03 Apr (Good Friday)`: those of the period, and what is next."""
    first = days[0]
    leave = [each for each in row.off(days) if not each.is_public]
    ahead = [each for each in row.person.off if each.is_public and each.last >= first]
    said = ", ".join(f"{each.name} {span(each.first, each.last)}" for each in leave)
    text = f" Leave   {said or f'none in {formats.week(first)}'}"
    if ahead:
        text += f"     Holiday {formats.day(ahead[0].first)} ({safe(ahead[0].name)})"
    return text


def free_all(grid: Grid, days: Days, *, most: int = 6) -> str:
    """`Free in W13: fin 12h, hugo 12h`: everybody who has a day or more, in the map's order."""
    rows = [row for row in grid.rows if row.cell(days).free >= A_DAY]
    return _free(rows[:most], days)


def free(grid: Grid, row: PersonLoad | GroupLoad, days: Days, *, most: int = 9) -> str:
    """`Free in W13: fin 12h, eva 6h`: who can do the same first, who has most of it first."""
    role = row.role if isinstance(row, PersonLoad) else row.key
    rows = [each for each in grid.rows if each.key != row.key]
    rows = [each for each in rows if each.cell(days).free >= LEAST_FREE]
    rows.sort(key=lambda each: (each.role != role, -each.cell(days).free, each.key))
    same = [each for each in rows if each.role == role] or rows
    return _free(same[:most], days)


def _free(rows: Sequence[PersonLoad], days: Days) -> str:
    names = [f"{row.key} {formats.minutes(row.cell(days).free // 60 * 60)}" for row in rows]
    return f"Free in {formats.week(days[0])}: {', '.join(names) or 'nobody'}"


def roles(grid: Grid, periods: Sequence[Days], glyphs: Glyphs, *, in_hours: bool) -> list[Line]:
    """Each role with its load in a few periods."""
    heads, _ = heat_map.headings(periods, "week")
    found: list[Line] = [line(f"{'':<{ROLE + 1}}{heads}", "heading")]
    groups = sorted(grid.groups("role"), key=lambda group: (-len(group.members), group.key))
    for group in groups:
        values = [group.cell(days) for days in periods]
        left = formats.fit(group.key, ROLE - 1)
        found.append(((left, ""), *heat_map.cells(values, None, glyphs, in_hours=in_hours)))
    return found


def demand(rows: Sequence[Booked]) -> list[str]:
    """`CEDAR Network engineer 0.5 FTE W14–W20`: work that nobody has yet."""
    return [_demand(row) for row in rows]


def _demand(row: Booked) -> str:
    first, last = _ends(row)
    who = row.role or row.skill or f"{row.ref} {row.name}"
    weeks = max(1, ((last - first).days + 7) // 7)
    amount = formats.full_time(row.minutes or 0, weeks)
    when = formats.week(first)
    if formats.week(last) != when:
        when += f"–{formats.week(last)}"
    return f"{safe(row.project)} {safe(who)} {amount} {when}"
