"""Every list column once: heading, value, format, width and sort; for screens, tables and exports.

A column of width 0 is drawn nowhere; filters and exports know it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from ppm_tui import charts, formats
from ppm_tui.formats import Align, Glyphs
from ppm_tui.terms import Rag, TaskKind, TaskStatus, Undefined

if TYPE_CHECKING:  # the first screen needs none of the rows but its own, and they cost 15 ms
    from decimal import Decimal

    from ppm_tui.analysis.comparison import Figures
    from ppm_tui.store.queries.attention import Need
    from ppm_tui.store.queries.baselines import BaselineRow, ComparedRow
    from ppm_tui.store.queries.booking_list import BookingRow
    from ppm_tui.store.queries.changes import ChangeRow
    from ppm_tui.store.queries.leave import LeaveRow
    from ppm_tui.store.queries.levelling_rows import MoveRow, OverRow
    from ppm_tui.store.queries.overdue import OverdueRow
    from ppm_tui.store.queries.plan import TaskRow
    from ppm_tui.store.queries.portfolio import PortfolioRow
    from ppm_tui.store.queries.project_log import LogRow
    from ppm_tui.store.queries.project_people import WorkerRow
    from ppm_tui.store.queries.raid import RaidRow
    from ppm_tui.store.queries.reserve import ReserveRow
    from ppm_tui.store.queries.resources import Days, PersonLoad
    from ppm_tui.store.queries.risks import Exposed, RiskRow
    from ppm_tui.store.queries.simulation_rows import CriticalRow, EffectRow, FigureRow
    from ppm_tui.store.queries.templates import OutlineRow, TemplateRow
    from ppm_tui.store.queries.time_sheet import MissingDay, SheetRow
    from ppm_tui.store.queries.utilization import UtilizationRow
    from ppm_tui.store.queries.working_time import Person

    Entry = RiskRow | RaidRow

R = TypeVar("R")
Kind = Literal["text", "word", "number", "money", "minutes", "day"]

NARROW, WIDE = 80, 120
KEPT_WHEN_NARROW = 5
RAG_ORDER = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a list of rows `R`.

    `text` is what a cell shows, `value` the exact figure to sort, filter and export by. Columns
    with the highest `drop` leave first when room is scarce. A flexible column takes the rest of
    the width, and alone may be cut with `…`; `narrow` is the width, or the least, on a narrow
    terminal, `most` how far names may widen it.
    """

    id: str
    heading: str
    width: int
    text: Callable[[R, Glyphs], str]
    value: Callable[[R], object]
    align: Align = "left"
    letter: str = ""
    is_flexible: bool = False
    drop: int = 0
    kind: Kind = "text"
    narrow: int = 0
    most: int = 0
    aliases: tuple[str, ...] = ()


Layout = tuple[tuple[Column[R], int], ...]


# Widths


def layout(columns: Sequence[Column[R]], width: int, rows: Collection[R] = ()) -> Layout[R]:
    """The columns that a terminal of this width shows, in order, each with its cells.

    Left of them stand `lead(width)` cells for cursor and mark, between them one blank.
    """
    if width < NARROW:
        kept = [column for column in columns if column.drop <= KEPT_WHEN_NARROW]
        return fitted(kept, width - lead(width) - 3, rows, is_narrow=True)
    return fitted(columns, width - lead(width) - (4 if width < WIDE else 0), rows)


def lead(width: int) -> int:
    """Cells left of the first column: the cursor, and the mark where there is room."""
    return 2 if width < NARROW else 3


def beside_timeline(
    columns: Sequence[Column[R]], width: int, rows: Collection[R] = ()
) -> Layout[R]:
    """The columns left of a timeline, which gets seven weeks of days, or ten when wide."""
    return fitted(columns, 45, rows) if width >= WIDE else fitted(columns, 28, is_narrow=True)


def beside_bars(columns: Sequence[Column[R]], width: int, rows: Collection[R] = ()) -> Layout[R]:
    """The columns of a project left of its bar; without bars the next milestone is among them."""
    if width < NARROW:
        kept = [column for column in columns if column.id not in ("name", "client")]
        return fitted(kept, width - lead(width), rows, is_narrow=True)
    kept = [column for column in columns if column.id != "milestone"]
    return fitted(kept, 34 if width < WIDE else min(width // 3 + 22, 80), rows)


def fitted(
    columns: Sequence[Column[R]], cells: int, rows: Collection[R] = (), *, is_narrow: bool = False
) -> Layout[R]:
    """As many columns as so many cells hold, leaving from the end of their ranking."""
    drawn = [column for column in columns if column.width]
    wanted = {column.id: _wanted(column, rows, is_narrow) for column in drawn}
    kept: set[str] = set()
    room = cells + 1
    for column in sorted(drawn, key=lambda column: column.drop):
        if wanted[column.id] + 1 > room:
            break
        kept.add(column.id)
        room -= wanted[column.id] + 1
    shown = [column for column in drawn if column.id in kept]
    rest = next((column.id for column in shown if column.is_flexible), "")
    return tuple(
        (column, wanted[column.id] + (room if column.id == rest else 0)) for column in shown
    )


def _wanted(column: Column[R], rows: Collection[R], is_narrow: bool) -> int:
    width = (is_narrow and column.narrow) or column.width
    if not column.most:
        return width
    longest = max((formats.width(column.text(row, formats.ASCII)) for row in rows), default=0)
    return min(max(width, longest), column.most)


# Cells


def cell(column: Column[R], row: R, cells: int, glyphs: Glyphs = formats.UNICODE) -> str:
    """A cell in exactly so many cells. A figure that is too long is `#`, never a part of it."""
    text = column.text(row, glyphs)
    if column.is_flexible:
        return formats.fit(text, cells, column.align, glyphs.cut)
    if column.kind not in ("text", "word") and len(text) > cells:
        return "#" * cells
    return formats.fit(text, cells, column.align, "")


def heading(column: Column[R], cells: int) -> str:
    """The heading in exactly so many cells."""
    return formats.fit(column.heading, cells, column.align, "")


# Order


def in_order(rows: Iterable[R], column: Column[R], *, is_reverse: bool = False) -> list[R]:
    """Rows sorted by a column; unknown values last, also in reverse."""
    known: list[tuple[object, R]] = []
    unknown: list[R] = []
    for row in rows:
        value = sortable(column.value(row))
        if value is None:
            unknown.append(row)
        else:
            known.append((value, row))
    known.sort(key=lambda pair: pair[0], reverse=is_reverse)  # type: ignore[arg-type,return-value]  # one column has values of one type
    return [row for _, row in known] + unknown


def sortable(value: object) -> object:
    """A value to compare by: words without case, status by urgency; None when it is not known."""
    if isinstance(value, Rag):
        return RAG_ORDER[value]
    if isinstance(value, str):
        return value.casefold() or None
    return None if isinstance(value, Undefined) else value


# Portfolio


def _finish(row: PortfolioRow, glyphs: Glyphs) -> str:
    if row.finish is None:
        return ""
    return f"{formats.day(row.finish, row.as_of)} {formats.signed_days(row.slip_days)}"


def _age(row: PortfolioRow) -> int | None:
    return None if row.last_update is None else (row.as_of - row.last_update).days


PORTFOLIO: tuple[Column[PortfolioRow], ...] = (
    Column("key", "Key", 6, lambda r, g: r.key, lambda r: r.key, letter="k", drop=1, most=8),
    Column(
        "name", "Project", 19, lambda r, g: r.name, lambda r: r.name,
        letter="n", is_flexible=True, drop=6, aliases=("project",),
    ),
    Column(
        "owner", "PM", 4, lambda r, g: r.owner or "", lambda r: r.owner,
        letter="o", drop=10, most=8, aliases=("pm",),
    ),
    Column(
        "rag", "RAG", 5,
        lambda r, g: f"{formats.declared(r.rag, r.is_overruled, g)}{formats.trend(r.trend, g)}",
        lambda r: r.rag, letter="s", drop=2, kind="word", aliases=("status",),
    ),
    Column("weeks", "8 weeks", 8, lambda r, g: r.weeks, lambda r: r.weeks, drop=15, kind="word"),
    Column(
        "done", "Done", 4, lambda r, g: formats.percent(r.percent_complete),
        lambda r: r.percent_complete, "right", "d", drop=11, kind="number", aliases=("percent",),
    ),
    Column(
        "spi", "SPI", 4, lambda r, g: formats.index(r.spi), lambda r: r.spi,
        letter="i", drop=7, kind="number",
    ),
    Column(
        "cpi", "CPI", 4, lambda r, g: formats.index(r.cpi), lambda r: r.cpi,
        letter="c", drop=8, kind="number",
    ),
    Column(
        "eac", "EAC", 5, lambda r, g: formats.compact(r.eac, r.currency), lambda r: r.eac,
        "right", "e", drop=12, kind="money",
    ),
    Column(
        "bud", "bud", 4, lambda r, g: formats.share(r.overrun), lambda r: r.overrun,
        "right", "b", drop=13, kind="number", aliases=("overrun",),
    ),
    Column(
        "finish", "Finish", 11, _finish, lambda r: r.finish, letter="f", drop=14, kind="day",
    ),
    Column(
        "milestone", "Next milestone", 14, lambda r, g: r.milestone or "", lambda r: r.milestone,
        letter="m", is_flexible=True, drop=3, narrow=8, aliases=("next",),
    ),
    Column(
        "due", "Due", 7, lambda r, g: formats.due(r.milestone_date, r.as_of),
        lambda r: r.milestone_date, letter="t", drop=4, kind="day",
    ),
    Column(
        "risks", "Rsk", 3, lambda r, g: str(r.open_risks), lambda r: r.open_risks,
        "right", "r", drop=9, kind="number", aliases=("rsk",),
    ),
    Column(
        "updated", "Upd", 3, lambda r, g: formats.age(_age(r)), lambda r: r.last_update,
        "right", "u", drop=5, kind="day", narrow=4, aliases=("upd",),
    ),
    Column("age", "Age", 0, lambda r, g: formats.age(_age(r)), _age, kind="number"),
    Column("client", "Client", 0, lambda r, g: r.client_name or "", lambda r: r.client_name),
    Column("stage", "Stage", 0, lambda r, g: r.stage.value, lambda r: r.stage, kind="word"),
    Column("reason", "Reason", 0, lambda r, g: r.rag_reason, lambda r: r.rag_reason),
    Column("sponsor", "Sponsor", 0, lambda r, g: r.sponsor, lambda r: r.sponsor),
    Column(
        "rank", "Rank", 0, lambda r, g: str(r.rank or ""), lambda r: r.rank, kind="number"
    ),
    Column("late", "Late", 0, lambda r, g: str(r.late), lambda r: r.late, kind="number"),
    Column(
        "risk", "Top risk", 0, lambda r, g: f"{r.top_risk or 0}", lambda r: r.top_risk,
        kind="number",
    ),
    Column(
        "changes", "Changes", 0, lambda r, g: str(r.open_changes), lambda r: r.open_changes,
        kind="number",
    ),
    Column(
        "slip", "Slip", 0, lambda r, g: formats.signed_days(r.slip_days), lambda r: r.slip_days,
        kind="number",
    ),
)  # fmt: skip

_BY_ID = {column.id: column for column in PORTFOLIO}

TIMELINE: tuple[Column[PortfolioRow], ...] = (
    _BY_ID["key"],
    replace(_BY_ID["name"], width=10, narrow=0, drop=5),
    replace(_BY_ID["client"], width=12, most=20, drop=6, is_flexible=True),
    replace(_BY_ID["rag"], width=3, text=lambda r, g: formats.rag(r.rag, g), drop=2),
    replace(_BY_ID["milestone"], drop=4),
    replace(_BY_ID["finish"], drop=3),
)
"""Left of a timeline; the next milestone stands in its place where there is none."""


# Plan


def _critical(row: TaskRow) -> str:
    return "yes" if row.is_critical else "near" if row.is_near_critical else "no"


def _title(row: TaskRow, glyphs: Glyphs) -> str:
    return " " * row.depth + row.name


def _percent(row: TaskRow, glyphs: Glyphs) -> str:
    return "" if row.kind is TaskKind.MILESTONE else str(row.percent_complete)


def _left(row: TaskRow, glyphs: Glyphs) -> str:
    is_work = row.kind is TaskKind.TASK and row.percent_complete < 100
    return formats.hours(row.remaining_minutes) if is_work else ""


def _slip(row: TaskRow, glyphs: Glyphs) -> str:
    is_shown = row.kind is not TaskKind.PHASE and row.slip_days and row.percent_complete < 100
    return formats.signed_days(row.slip_days) if is_shown else ""


def _blocked(row: TaskRow, glyphs: Glyphs) -> str:
    return row.blocked_reason if row.status is TaskStatus.BLOCKED else ""


def _total_float(row: TaskRow) -> int | Undefined:
    return row.dates if isinstance(row.dates, Undefined) else row.dates.total_float_minutes


PLAN: tuple[Column[TaskRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=5, most=8),
    Column(
        "name", "Task", 17, _title, lambda r: r.name,
        letter="n", is_flexible=True, drop=1, aliases=("title",),
    ),
    Column(
        "done", "%", 3, _percent, lambda r: r.percent_complete,
        "right", "d", drop=2, kind="number", aliases=("percent",),
    ),
    Column("owner", "Own", 4, lambda r, g: r.owner or "", lambda r: r.owner, letter="o", drop=3),
    Column(
        "left", "Left", 4, _left, lambda r: r.remaining_minutes,
        "right", "l", drop=6, kind="minutes",
    ),
    Column("slip", "Slip", 4, _slip, lambda r: r.slip_days, "right", "s", drop=7, kind="number"),
    Column(
        "critical", "CP", 2, lambda r, g: {"yes": "*", "near": "~"}.get(_critical(r), ""),
        lambda r: _critical(r), "right", "c", drop=4, kind="word", narrow=1,
    ),
    Column(
        "start", "Start", 0, lambda r, g: formats.day(_day(r.start), r.as_of),
        lambda r: r.start, letter="b", kind="day",
    ),
    Column(
        "finish", "Finish", 0, lambda r, g: formats.day(_day(r.finish), r.as_of),
        lambda r: r.finish, letter="f", kind="day",
    ),
    Column(
        "due", "Due", 0, lambda r, g: formats.due(r.due, r.as_of) if r.due else "",
        lambda r: r.due, letter="t", kind="day",
    ),
    Column("kind", "Kind", 0, lambda r, g: r.kind.value, lambda r: r.kind, kind="word"),
    Column(
        "status", "Status", 0, lambda r, g: r.status.value, lambda r: r.status, kind="word"
    ),
    Column(
        "priority", "Priority", 0, lambda r, g: r.priority.value, lambda r: r.priority,
        kind="word", aliases=("prio",),
    ),
    Column("blocked", "Blocked", 0, _blocked, lambda r: _blocked(r, formats.UNICODE), most=60),
    Column("wbs", "WBS", 0, lambda r, g: r.wbs, lambda r: r.wbs),
    Column(
        "late", "Late", 0, lambda r, g: "late" if r.is_late else "",
        lambda r: "yes" if r.is_late else "no", kind="word",
    ),
    Column(
        "float", "Float", 0, lambda r, g: "", _total_float, kind="minutes", aliases=("slack",)
    ),
    Column(
        "work", "Work", 0, lambda r, g: formats.minutes(r.work_minutes),
        lambda r: r.work_minutes, kind="minutes",
    ),
)  # fmt: skip


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def plan_table(rows: Iterable[TaskRow]) -> tuple[Column[TaskRow], ...]:
    """The plan where no timeline stands beside it: with the days of each task.

    What blocks a task stands at the end when a task is blocked.
    """
    found = {column.id: column for column in PLAN}
    for name in ("start", "finish"):
        found[name] = replace(found[name], width=6, drop=5)
    found["blocked"] = replace(found["blocked"], width=12, drop=8)
    names = ["id", "name", "done", "owner", "start", "finish", "left", "slip", "critical"]
    if any(_blocked(row, formats.ASCII) for row in rows):
        names.append("blocked")
    return tuple(found[name] for name in names)


# Overdue


OVERDUE: tuple[Column[OverdueRow], ...] = (
    Column("due", "Due", 7, lambda r, g: formats.due(r.due, r.as_of), lambda r: r.due, letter="t",
           drop=1, kind="day"),
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=2, most=8),
    Column("project", "Key", 6, lambda r, g: r.project, lambda r: r.project, letter="k", drop=3,
           most=8, aliases=("key",)),
    Column("name", "Task", 19, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=4),
    Column("done", "Done", 4, lambda r, g: formats.percent(r.percent_complete),
           lambda r: r.percent_complete, "right", "d", drop=6, kind="number"),
    Column("owner", "Own", 4, lambda r, g: r.owner or "", lambda r: r.owner, letter="o", drop=5,
           most=8),
    Column("kind", "Kind", 9, lambda r, g: r.kind.value, lambda r: r.kind, letter="w", drop=7,
           kind="word"),
)  # fmt: skip


# People


PEOPLE: tuple[Column[PersonLoad], ...] = (
    Column("who", "Who", 6, lambda r, g: r.key, lambda r: r.key, letter="w", drop=1, most=10,
           aliases=("key",)),
    Column("role", "Role", 6, lambda r, g: r.role, lambda r: r.role, letter="r", drop=6),
    Column("week", "h/wk", 4, lambda r, g: formats.whole_hours(r.person.row.week_minutes),
           lambda r: r.person.row.week_minutes, "right", "h", drop=7, kind="minutes"),
    Column("name", "Name", 0, lambda r, g: r.person.row.name, lambda r: r.person.row.name),
    Column("load", "Load", 0, lambda r, g: "", lambda r: r.cell(r.next_week).percent,
           kind="number"),
    Column("over", "Over", 0, lambda r, g: "",
           lambda r: "yes" if r.cell(r.next_week).is_over else "no", kind="word"),
    Column("free", "Free", 0, lambda r, g: "", lambda r: max(0, r.cell(r.next_week).free),
           kind="minutes"),
    Column("team", "Team", 0, lambda r, g: r.team, lambda r: r.team),
    Column("skill", "Skills", 0, lambda r, g: r.person.row.skills, lambda r: r.person.row.skills),
)  # fmt: skip


def people_table(weeks: Sequence[Days]) -> tuple[Column[PersonLoad], ...]:
    """People with their load, a column a week."""
    return (*PEOPLE, *(_load_of(days) for days in weeks))


def _load_of(days: Days) -> Column[PersonLoad]:
    return Column(
        formats.iso_week(days[0]), formats.week(days[0]), 5,
        lambda r, g: formats.load(r.cell(days), glyphs=g).strip() or g.week,
        lambda r: r.cell(days).percent, "right", drop=2, kind="number",
    )  # fmt: skip


PROJECT_PEOPLE: tuple[Column[WorkerRow], ...] = (
    Column("who", "Who", 6, lambda r, g: r.key, lambda r: r.key, letter="w", drop=1, most=10,
           aliases=("key",)),
    Column("name", "Name", 12, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=5),
    Column("role", "Role", 10, lambda r, g: r.role, lambda r: r.role, letter="r", drop=6, most=16),
    Column("planned", "Planned", 7, lambda r, g: formats.hours(r.planned), lambda r: r.planned,
           "right", "p", drop=3, kind="minutes"),
    Column("spent", "Spent", 5, lambda r, g: formats.hours(r.spent), lambda r: r.spent,
           "right", "s", drop=4, kind="minutes"),
    Column("left", "Left", 5, lambda r, g: formats.hours(r.left), lambda r: r.left,
           "right", "l", drop=2, kind="minutes"),
)  # fmt: skip
"""Who works on a project, in hours of that project."""


# Utilization


def _ratio(
    name: str, title: str, *, drop: int, letter: str = "", width: int = 6
) -> Column[UtilizationRow]:
    return Column(
        name, title, width, lambda r, g: formats.tenths(r.figure(name)), lambda r: r.figure(name),
        "right", letter, drop=drop, kind="number",
    )  # fmt: skip


UTILIZATION: tuple[Column[UtilizationRow], ...] = (
    Column("name", "Name", 12, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=1, narrow=8),
    Column("role", "Role", 5, lambda r, g: r.role, lambda r: r.role, letter="r", drop=9, most=16),
    Column("team", "Team", 6, lambda r, g: r.team, lambda r: r.team, letter="e", drop=12,
           most=16),
    Column("capacity", "Cap.", 5, lambda r, g: formats.full_hours(r.amounts.capacity),
           lambda r: r.amounts.capacity, "right", "c", drop=8, kind="minutes", most=8),
    Column("billed", "Billed", 6, lambda r, g: formats.full_hours(r.amounts.charged),
           lambda r: r.amounts.charged, "right", "h", drop=7, kind="minutes", most=8),
    Column("rag", "On", 3, lambda r, g: formats.rag(r.rag, g), lambda r: r.rag, letter="s",
           drop=2, kind="word", aliases=("status",)),
    _ratio("billable", "Bill%", drop=3, letter="b"),
    Column("target", "Target", 6, lambda r, g: formats.percent(r.target), lambda r: r.target,
           "right", "t", drop=4, kind="number"),
    _ratio("productive", "Prod%", drop=10, letter="p"),
    _ratio("committed", "Hard%", drop=6, letter="m"),
    _ratio("forecast", "+Soft%", drop=5, letter="f"),
    _ratio("non_billable", "NonB%", drop=11),
    _ratio("internal", "Int.%", drop=13),
    _ratio("availability", "Free%", drop=14, letter="a"),
    Column("overtime", "Over", 5, lambda r, g: formats.index(r.figure("overtime")),
           lambda r: r.figure("overtime"), "right", "o", drop=15, kind="number"),
    Column("key", "Key", 0, lambda r, g: r.key, lambda r: r.key, aliases=("who",)),
)  # fmt: skip


# Time

TIME_SHEET: tuple[Column[SheetRow], ...] = (
    Column("project", "Key", 6, lambda r, g: r.project, lambda r: r.project, letter="k", drop=1,
           most=8, aliases=("key",)),
    Column("task", "Task", 6, lambda r, g: r.task or "", lambda r: r.task, letter="t", drop=2,
           most=8, aliases=("id",)),
    Column("name", "Name", 19, lambda r, g: r.task_name or r.project_name,
           lambda r: r.task_name or r.project_name, letter="n", is_flexible=True, drop=3),
    Column("total", "Total", 6, lambda r, g: formats.minutes(r.total) if r.total else "",
           lambda r: r.total, "right", "s", drop=4, kind="minutes"),
)  # fmt: skip

MISSING: tuple[Column[MissingDay], ...] = (
    Column("day", "Day", 10, lambda r, g: formats.weekday(r.day), lambda r: r.day, letter="d",
           drop=1, kind="day"),
    Column("week", "Week", 4, lambda r, g: formats.week(r.day), lambda r: formats.week(r.day),
           letter="w", drop=6),
    Column("person", "Who", 4, lambda r, g: r.person, lambda r: r.person, letter="p", drop=2,
           most=12),
    Column("name", "Name", 12, lambda r, g: r.name, lambda r: r.name, letter="n", drop=7, most=24),
    Column("missing", "Missing", 7, lambda r, g: formats.minutes(r.missing), lambda r: r.missing,
           "right", "m", drop=3, kind="minutes"),
    Column("logged", "Logged", 6, lambda r, g: formats.minutes(r.logged), lambda r: r.logged,
           "right", "l", drop=5, kind="minutes"),
    Column("capacity", "Capacity", 8, lambda r, g: formats.minutes(r.capacity),
           lambda r: r.capacity, "right", "c", drop=4, kind="minutes"),
)  # fmt: skip


# Baselines


def _current(row: BaselineRow) -> str:
    return "current" if row.is_current else ""


BASELINES: tuple[Column[BaselineRow], ...] = (
    Column("number", "No", 2, lambda r, g: str(r.number), lambda r: r.number, "right", drop=3,
           kind="number"),
    Column("name", "Baseline", 16, lambda r, g: r.name, lambda r: r.name, is_flexible=True, drop=1),
    Column("current", "Current", 7, lambda r, g: _current(r), _current, drop=2, kind="word"),
    Column("day", "Frozen", 11, lambda r, g: formats.dated(r.day), lambda r: r.day, drop=4,
           kind="day"),
    Column("tasks", "Tasks", 5, lambda r, g: str(r.tasks), lambda r: r.tasks, "right", drop=8,
           kind="number"),
    Column("finish", "Finish", 11, lambda r, g: formats.dated(_day(r.finish)), lambda r: r.finish,
           drop=5, kind="day"),
    Column("work", "Work", 5, lambda r, g: formats.hours(r.work_minutes) or formats.NOT_KNOWN,
           lambda r: r.work_minutes, "right", drop=7, kind="minutes"),
    Column("cost", "Cost", 5, lambda r, g: formats.compact(r.cost, r.currency), lambda r: r.cost,
           "right", drop=6, kind="money"),
)  # fmt: skip


# Templates


def _from(row: TemplateRow) -> str:
    return "own" if row.is_own else "ppm"


def _length(row: OutlineRow, glyphs: Glyphs) -> str:
    if row.kind is not TaskKind.TASK:
        return formats.word(row.kind) if row.kind is TaskKind.MILESTONE else ""
    return formats.duration(row.duration_minutes)


WORKERS: tuple[Column[Person], ...] = (
    Column("key", "Key", 8, lambda r, g: r.row.key, lambda r: r.row.key, drop=1),
    Column("name", "Name", 18, lambda r, g: r.row.name, lambda r: r.row.name, is_flexible=True,
           drop=2),
    Column("role", "Role", 10, lambda r, g: r.row.role, lambda r: r.row.role, drop=4),
    Column("team", "Team", 10, lambda r, g: r.row.team, lambda r: r.row.team, drop=7),
    Column("skills", "Skills", 16, lambda r, g: ", ".join(r.skills), lambda r: r.row.skills,
           drop=8),
    Column("hours", "Week", 5, lambda r, g: formats.minutes(r.row.week_minutes),
           lambda r: r.row.week_minutes, "right", drop=3, kind="minutes"),
    Column("region", "Region", 6, lambda r, g: r.row.region, lambda r: r.row.region, drop=5),
    Column("availability", "Avail", 5, lambda r, g: f"{r.row.availability}%",
           lambda r: r.row.availability, "right", drop=6, kind="number"),
)  # fmt: skip

LEAVE: tuple[Column[LeaveRow], ...] = (
    Column("person", "Who", 8, lambda r, g: r.person, lambda r: r.person, drop=1),
    Column("first", "First", 10, lambda r, g: r.first.isoformat(), lambda r: r.first, drop=2,
           kind="day"),
    Column("last", "Last", 10, lambda r, g: r.last.isoformat(), lambda r: r.last, drop=3,
           kind="day"),
    Column("kind", "Kind", 8, lambda r, g: formats.word(r.kind), lambda r: r.kind, drop=4,
           kind="word"),
    Column("minutes", "Less", 5, lambda r, g: formats.minutes(r.minutes) or "all",
           lambda r: r.minutes, "right", drop=5, kind="minutes"),
    Column("text", "Note", 20, lambda r, g: r.text, lambda r: r.text, is_flexible=True, drop=6),
)  # fmt: skip

TEMPLATES: tuple[Column[TemplateRow], ...] = (
    Column("name", "Template", 20, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=1),
    Column("phases", "Phases", 6, lambda r, g: str(r.phases), lambda r: r.phases, "right", drop=7,
           kind="number"),
    Column("tasks", "Tasks", 5, lambda r, g: str(r.tasks), lambda r: r.tasks, "right", drop=2,
           kind="number"),
    Column("milestones", "Miles", 5, lambda r, g: str(r.milestones), lambda r: r.milestones,
           "right", drop=6, kind="number"),
    Column("risks", "Risks", 5, lambda r, g: str(r.risks), lambda r: r.risks, "right", drop=5,
           kind="number"),
    Column("days", "Days", 5, lambda r, g: formats.duration(r.duration_minutes),
           lambda r: r.duration_minutes, "right", drop=3, kind="minutes"),
    Column("work", "Work", 5, lambda r, g: formats.hours(r.work_minutes),
           lambda r: r.work_minutes, "right", drop=4, kind="minutes"),
    Column("from", "From", 4, lambda r, g: _from(r), _from, drop=8, kind="word"),
    Column("about", "About", 0, lambda r, g: r.description, lambda r: r.description),
)  # fmt: skip

OUTLINE: tuple[Column[OutlineRow], ...] = (
    Column("number", "No", 3, lambda r, g: str(r.number), lambda r: r.number, "right", drop=2,
           kind="number"),
    Column("name", "Task", 24, lambda r, g: " " * r.depth + r.name, lambda r: r.name,
           is_flexible=True, drop=1),
    Column("lasts", "Lasts", 9, _length, lambda r: r.duration_minutes, "right", drop=3,
           kind="text"),
    Column("work", "Work", 5, lambda r, g: formats.hours(r.work_minutes),
           lambda r: r.work_minutes, "right", drop=5, kind="minutes"),
    Column("role", "Role", 16, lambda r, g: r.role, lambda r: r.role, drop=6, most=22),
    Column("after", "After", 12, lambda r, g: r.after, lambda r: r.after, drop=4, most=24),
)  # fmt: skip


# Comparison


def _both(row: ComparedRow, glyphs: Glyphs, text: Callable[[Figures], str], cells: int) -> str:
    """What stands on both sides: `27 Mar → 08 Apr`, or on one only."""
    old, new = (text(side) if side else "" for side in (row.old, row.new))
    if not old and not new:
        return ""
    if old == new:
        return f"{'':{cells}}   {new}"
    return f"{old:>{cells}} {glyphs.becomes} {new}"


def _shown_day(row: ComparedRow, glyphs: Glyphs, name: Literal["start", "finish"]) -> str:
    return _both(row, glyphs, lambda side: formats.day(_day(getattr(side, name)), row.as_of), 6)


def _both_amounts(row: ComparedRow, glyphs: Glyphs, name: str) -> str:
    if row.kind is TaskKind.PHASE:
        return ""
    if name == "work":
        return _both(row, glyphs, lambda side: formats.hours(side.work_minutes), 4)
    return _both(
        row,
        glyphs,
        lambda side: "" if side.cost is None else formats.compact(side.cost, row.currency),
        5,
    )


def _slipped(row: ComparedRow) -> str:
    is_one_sided = row.old is None or row.new is None
    return "" if is_one_sided else formats.signed_days(row.difference.finish_days)


def _newest(row: ComparedRow, name: str) -> object:
    """The figure of the new side, or of the only one."""
    return getattr(row.new or row.old, name)


def _more(row: ComparedRow, name: str, text: str) -> str:
    """A difference, but nothing where neither side has anything to compare."""
    if row.old is None or row.new is None or row.kind is TaskKind.PHASE:
        return ""
    has_any = getattr(row.old, name) is not None or getattr(row.new, name) is not None
    return text if has_any else ""


LEVELLED: tuple[Column[MoveRow | OverRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=2, most=8),
    Column("name", "Task", 17, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=1, narrow=9, aliases=("title",)),
    Column("project", "Project", 7, lambda r, g: r.project, lambda r: r.project, letter="p",
           drop=6, most=12),
    Column("start", "Start", 15, lambda r, g: _becomes(r.old_start, r.start, g),
           lambda r: r.start, letter="b", drop=3, kind="day"),
    Column("finish", "Finish", 15, lambda r, g: _becomes(r.old_finish, r.finish, g),
           lambda r: r.finish, letter="f", drop=9, kind="day"),
    Column("moved", "Later", 5, lambda r, g: formats.duration(r.minutes), lambda r: r.minutes,
           "right", letter="l", drop=4, kind="minutes"),
    Column("float", "Float", 5, lambda r, g: _float(r), lambda r: r.slack, "right", letter="t",
           drop=7, kind="minutes", aliases=("slack",)),
    Column("ends", "Ends", 5, lambda r, g: formats.signed_days(r.slip), lambda r: r.slip, "right",
           letter="e", drop=8, kind="number"),
    Column("person", "For", 12, lambda r, g: r.person or "follows", lambda r: r.person or "",
           letter="w", drop=5, most=14, aliases=("who",)),
)  # fmt: skip
"""The lines of a proposal of levelling; `Float` has a `!` where a move takes more than there is,
`Ends` is by how much the project ends later with all of them."""

STAYING: tuple[Column[OverRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, drop=1, most=8),
    Column("name", "Task", 17, lambda r, g: r.name, lambda r: r.name, is_flexible=True, drop=2),
    Column("project", "Project", 7, lambda r, g: r.project, lambda r: r.project, drop=5, most=12),
    Column("why", "Why", 11, lambda r, g: r.stays.value, lambda r: r.stays, drop=3,
           kind="word", most=17),
    Column("over", "Too much", 12, lambda r, g: formats.too_much(r.too_much),
           lambda r: sum(each.minutes for each in r.too_much), drop=4, most=40),
)  # fmt: skip
"""What levelling does not help, and why."""


def _float(row: MoveRow | OverRow) -> str:
    text = formats.duration(row.slack) or "0d"
    return f"!{text}" if row.minutes > row.slack else text


def _becomes(old: datetime, new: datetime, glyphs: Glyphs) -> str:
    if old.date() == new.date():
        return formats.day(new)
    return f"{formats.day(old)} {glyphs.becomes} {formats.day(new)}"


COMPARED: tuple[Column[ComparedRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=5, most=8),
    Column("name", "Task", 17, lambda r, g: " " * r.depth + r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=1, narrow=9, aliases=("title",)),
    Column("state", "What", 7, lambda r, g: r.state.value, lambda r: r.state, letter="w", drop=4,
           kind="word", aliases=("what",)),
    Column("start", "Start", 15, lambda r, g: _shown_day(r, g, "start"),
           lambda r: _newest(r, "start"), letter="b", drop=8,
           kind="text"),
    Column("finish", "Finish", 15, lambda r, g: _shown_day(r, g, "finish"),
           lambda r: _newest(r, "finish"), letter="f", drop=3,
           kind="text"),
    Column("slip", "Slip", 4, lambda r, g: _slipped(r),
           lambda r: r.difference.finish_days, "right", "s", drop=2, kind="number"),
    Column("work", "Work", 11, lambda r, g: _both_amounts(r, g, "work"),
           lambda r: r.new.work_minutes if r.new else None, drop=9, kind="text"),
    Column("more", "+Work", 5,
           lambda r, g: _more(r, "work_minutes", formats.signed_hours(r.difference.work_minutes)),
           lambda r: r.difference.work_minutes, "right", drop=6, kind="minutes"),
    Column("cost", "Cost", 13, lambda r, g: _both_amounts(r, g, "cost"),
           lambda r: r.new.cost if r.new else None, drop=10, kind="text"),
    Column("dearer", "+Cost", 6,
           lambda r, g: _more(r, "cost", formats.signed_compact(r.difference.cost, r.currency)),
           lambda r: r.difference.cost, "right", drop=7, kind="money"),
    Column("kind", "Kind", 0, lambda r, g: r.kind.value, lambda r: r.kind, kind="word"),
)  # fmt: skip


BOOKINGS: tuple[Column[BookingRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.row.ref, lambda r: r.row.ref, letter="i", most=8),
    Column("project", "Project", 7, lambda r, g: r.row.project, lambda r: r.row.project,
           letter="p", drop=2),
    Column("person", "Who", 8, lambda r, g: r.person or r.row.role or r.row.skill or "-",
           lambda r: r.person, letter="w", drop=1, most=20, aliases=("who",)),
    Column("hours", "Work", 4, lambda r, g: formats.hours(r.row.minutes),
           lambda r: r.row.minutes, "right", "h", drop=3, kind="minutes"),
    Column("start", "Start", 6, lambda r, g: formats.day(r.first), lambda r: r.first,
           letter="b", drop=5, kind="day"),
    Column("finish", "Finish", 6, lambda r, g: formats.day(r.last), lambda r: r.last,
           letter="f", drop=4, kind="day"),
    Column("kind", "Kind", 4, lambda r, g: r.row.kind.value, lambda r: r.row.kind, drop=7,
           kind="word"),
    Column("name", "For", 12, lambda r, g: r.row.name, lambda r: r.row.name, letter="n",
           is_flexible=True, drop=6, aliases=("title",)),
    Column("client", "Client", 0, lambda r, g: r.row.client or "", lambda r: r.row.client),
)  # fmt: skip


def _end(value: datetime | int | None) -> str:
    """A day, or the spread of days."""
    if isinstance(value, int):
        return formats.duration(value) or "none"
    return formats.dated(value.date() if value else None)


SIMULATED: tuple[Column[FigureRow], ...] = (
    Column("name", "", 6, lambda r, g: r.name, lambda r: r.name),
    Column("finish", "Finish", 11, lambda r, g: _end(r.finish), lambda r: r.finish, drop=1),
    Column("cost", "Cost", 5, lambda r, g: formats.compact(r.cost, r.currency), lambda r: r.cost,
           "right", drop=2, kind="money"),
    Column("finish_without", "No response", 11, lambda r, g: _end(r.finish_without),
           lambda r: r.finish_without, drop=3),
    Column("cost_without", "Cost", 5, lambda r, g: formats.compact(r.cost_without, r.currency),
           lambda r: r.cost_without, "right", drop=4, kind="money"),
)  # fmt: skip
"""Percentiles of finish and cost, with responses to the risks and without."""

BAR = 16

EFFECTS: tuple[Column[EffectRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("name", "Risk", 17, lambda r, g: r.title, lambda r: r.title, letter="n",
           is_flexible=True, drop=2, narrow=9, aliases=("title",)),
    Column("days", "Days", 6, lambda r, g: formats.signed_duration(r.minutes),
           lambda r: r.minutes, "right", drop=3, kind="minutes"),
    Column("days_p80", "P80", 6, lambda r, g: formats.signed_duration(r.minutes_p80),
           lambda r: r.minutes_p80, "right", drop=6, kind="minutes"),
    Column("cost", "Cost", 6, lambda r, g: formats.signed_compact(r.cost, r.currency),
           lambda r: r.cost, "right", drop=4, kind="money"),
    Column("cost_p80", "P80", 6, lambda r, g: formats.signed_compact(r.cost_p80, r.currency),
           lambda r: r.cost_p80, "right", drop=7, kind="money"),
    Column("bar", "Effect", BAR, lambda r, g: charts.bar(r.weight, BAR, g), lambda r: r.weight,
           drop=5),
)  # fmt: skip
"""What each risk adds: to the mean, and to the value that 80 per cent of the runs keep."""

CRITICALITY: tuple[Column[CriticalRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("name", "Task", 17, lambda r, g: r.name, lambda r: r.name, letter="n",
           is_flexible=True, drop=2, narrow=9, aliases=("title",)),
    Column("share", "Critical", 8, lambda r, g: formats.share_of(r.share), lambda r: r.share,
           "right", drop=3, kind="number"),
    Column("cruciality", "Crucial", 7, lambda r, g: formats.share_of(r.cruciality),
           lambda r: r.cruciality, "right", drop=4, kind="number"),
    Column("bar", "In how many runs", BAR, lambda r, g: charts.bar(r.share, BAR, g),
           lambda r: r.share, drop=5),
)  # fmt: skip
"""In how many runs a task is critical, and how much its length decides when all ends."""


# Issues and their like


def _late(row: RaidRow) -> str:
    return "yes" if row.is_late else "no"


def _due(row: RaidRow) -> str:
    return formats.due(row.due, row.as_of) if row.is_open else f" {formats.day(row.due, row.as_of)}"


RAID: tuple[Column[RaidRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("project", "Proj", 6, lambda r, g: r.project, lambda r: r.project, letter="k", drop=4,
           most=8, aliases=("key", "proj")),
    Column("title", "Title", 15, lambda r, g: r.title, lambda r: r.title, letter="n",
           is_flexible=True, drop=2, aliases=("name",)),
    Column("kind", "Kind", 10, lambda r, g: r.kind.value, lambda r: r.kind, letter="w", drop=8,
           kind="word"),
    Column("owner", "Own", 4, lambda r, g: r.owner or "", lambda r: r.owner, letter="o", drop=5,
           most=8, aliases=("decider",)),
    Column("status", "Status", 9, lambda r, g: r.status.replace("_", " "), lambda r: r.status,
           letter="s", drop=6, kind="word", most=11),
    Column("urgency", "U×I", 3, lambda r, g: f"{r.urgency}×{r.impact}" if r.urgency else "",
           lambda r: r.urgency * r.impact, letter="u", drop=7, kind="number", aliases=("impact",)),
    Column("due", "Due", 7, lambda r, g: _due(r), lambda r: r.due, letter="t", drop=3,
           kind="day"),
    Column("client", "Client", 0, lambda r, g: r.client or "", lambda r: r.client),
    Column("late", "Late", 0, lambda r, g: _late(r), _late, kind="word"),
    Column("text", "Text", 0, lambda r, g: r.description, lambda r: r.description),
    Column("risk", "Risk", 0, lambda r, g: r.risk or "", lambda r: r.risk),
)  # fmt: skip


def _entry_kind(row: Entry) -> str:
    return "risk" if hasattr(row, "level") else row.kind.value


def _entry_level(row: Entry) -> Decimal | None:
    return row.level if hasattr(row, "level") else None


def _entry_score(row: Entry) -> str:
    level = _entry_level(row)
    return "" if level is None else f"{getattr(row, 'letter', '')}{level:>2}"


ENTRIES: tuple[Column[Entry], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("score", "Sc", 3, lambda r, g: _entry_score(r), _entry_level, letter="s", drop=4,
           kind="number", most=6),
    Column("kind", "Kind", 10, lambda r, g: _entry_kind(r), _entry_kind, letter="w", drop=7,
           kind="word"),
    Column("title", "Title", 15, lambda r, g: r.title, lambda r: r.title, letter="n",
           is_flexible=True, drop=2, aliases=("name",)),
    Column("owner", "Own", 4, lambda r, g: r.owner or "", lambda r: r.owner, letter="o", drop=5,
           most=8, aliases=("who", "decider")),
    Column("status", "Status", 10, lambda r, g: r.status.replace("_", " "), lambda r: r.status,
           letter="a", drop=6, kind="word"),
    Column("due", "Due", 7, lambda r, g: formats.due(r.due, r.as_of) if r.is_open
           else f" {formats.day(r.due, r.as_of)}", lambda r: r.due, letter="d", drop=3,
           kind="day"),
    Column("zone", "Zone", 0, lambda r, g: "", lambda r: getattr(r, "letter", None), kind="word"),
    Column("late", "Late", 0, lambda r, g: "yes" if r.is_late else "no",
           lambda r: "yes" if r.is_late else "no", kind="word"),
)  # fmt: skip
"""What stands in the registers of one project but its changes."""

ATTENTION: tuple[Column[Need], ...] = (
    Column("kind", "Kind", 10, lambda r, g: r.kind.value, lambda r: r.kind, letter="w", drop=4,
           kind="word"),
    Column("project", "Proj", 6, lambda r, g: r.project or "", lambda r: r.project, letter="k",
           drop=7, most=8, aliases=("key", "proj")),
    Column("id", "ID", 6, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=3, most=8,
           aliases=("ref",)),
    Column("title", "What", 16, lambda r, g: r.title, lambda r: r.title, letter="n",
           is_flexible=True, drop=5, aliases=("name",)),
    Column("reason", "Why", 34, lambda r, g: r.reason, lambda r: r.reason, letter="y", drop=1,
           is_flexible=True, narrow=16),
    Column("since", "Since", 5,
           lambda r, g: formats.age((r.as_of - r.since).days) if r.since else "",
           lambda r: r.since, "right", letter="t", drop=2, kind="day"),
    Column("owner", "Own", 4, lambda r, g: r.owner or "", lambda r: r.owner, letter="o", drop=6,
           most=8),
    Column("points", "Pt", 3, lambda r, g: str(r.points), lambda r: r.points, "right", drop=8,
           kind="number"),
)  # fmt: skip


def attention_table(width: int) -> tuple[Column[Need], ...]:
    """The attention list where there is room for more of the reasons."""
    return tuple(
        replace(each, width=max(each.width, min(60, width - 78))) if each.id == "reason" else each
        for each in ATTENTION
    )


def _set(row: ReserveRow) -> int | None:
    return row.contingency_cost


RESERVE: tuple[Column[ReserveRow], ...] = (
    Column("key", "Key", 6, lambda r, g: r.key, lambda r: r.key, drop=1, most=20),
    Column("name", "Name", 14, lambda r, g: r.name, lambda r: r.name, is_flexible=True, drop=7),
    Column("currency", "Cur", 3, lambda r, g: r.currency, lambda r: r.currency, drop=6),
    Column("expected", "Needed", 6, lambda r, g: formats.compact(r.expected("cost"), r.currency),
           lambda r: r.expected("cost"), "right", drop=2, kind="money"),
    Column("set", "Set", 6, lambda r, g: formats.compact(_set(r), r.currency), _set, "right",
           drop=4, kind="money"),
    Column("drawn", "Drawn", 6, lambda r, g: formats.compact(r.drawn("cost"), r.currency),
           lambda r: r.drawn("cost"), "right", drop=5, kind="money"),
    Column("left", "Left", 6, lambda r, g: formats.compact(r.left_cost, r.currency),
           lambda r: r.left_cost, "right", drop=3, kind="money"),
    Column("effort", "Effort", 6, lambda r, g: _effort_left(r), lambda r: r.left_minutes,
           "right", drop=9, kind="minutes"),
    Column("management", "Mgmt", 6, lambda r, g: formats.compact(r.left_management, r.currency),
           lambda r: r.left_management, "right", drop=8, kind="money"),
)  # fmt: skip
"""`Effort` and `Mgmt` are what is left of the contingency in effort and of the other reserve."""


def _effort_left(row: ReserveRow) -> str:
    left = row.left_minutes
    return formats.NOT_KNOWN if isinstance(left, Undefined) else formats.hours(left) or "0h"


RISK_STATUS = {"mitigating": "mitig", "proposed": "propos", "accepted": "accept"}
"""What does not fit into the six cells of a status."""

RISKS: tuple[Column[RiskRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("score", "Sc", 3, lambda r, g: _score(r), lambda r: r.level, letter="s", drop=2,
           kind="number", most=6),
    Column("rating", "P×I", 3, lambda r, g: f"{r.probability or '-'}{g.times}{r.impact or '-'}",
           lambda r: r.probability * r.impact, drop=8),
    Column("rise", "Tr", 2, lambda r, g: "=" if not r.rise else g.better if r.rise > 0
           else g.worse, lambda r: r.rise, letter="t", drop=9, kind="number"),
    Column("project", "Proj", 6, lambda r, g: r.project, lambda r: r.project, letter="p", drop=5,
           most=8),
    Column("title", "Risk", 26, lambda r, g: r.title, lambda r: r.title, letter="r",
           is_flexible=True, drop=3, narrow=15, aliases=("name",)),
    Column("owner", "Own", 4, lambda r, g: r.owner or "-", lambda r: r.owner, letter="o", drop=6,
           kind="word", most=8, aliases=("who",)),
    Column("status", "Status", 6, lambda r, g: RISK_STATUS.get(r.status, r.status.value),
           lambda r: r.status, letter="a", drop=10, kind="word"),
    Column("due", "Due", 7, lambda r, g: formats.due(r.due, r.as_of) if r.is_open
           else f" {formats.day(r.due, r.as_of)}", lambda r: r.due, letter="d", drop=4,
           kind="day"),
    Column("cost", "EMV", 5, lambda r, g: "" if isinstance(r.emv_cost, Undefined)
           else formats.compact(r.emv_cost, r.currency), lambda r: r.emv_cost, "right", letter="e",
           drop=11, kind="money", aliases=("emv",)),
    Column("after", "Aft", 3, lambda r, g: _score_after(r), lambda r: r.residual_level, drop=12,
           kind="number", most=6, aliases=("residual",)),
    Column("done", "Done", 4, lambda r, g: "" if r.done is None else f"{r.done}%",
           lambda r: r.done, "right", drop=13, kind="number"),
    Column("client", "Client", 8, lambda r, g: r.client or "", lambda r: r.client, letter="c",
           drop=14, most=16),
    Column("zone", "Zone", 0, lambda r, g: r.letter or "", lambda r: r.letter, kind="word"),
    Column("p", "P", 0, lambda r, g: str(r.probability), lambda r: r.probability, kind="number",
           aliases=("probability",)),
    Column("impact", "I", 0, lambda r, g: str(r.impact), lambda r: r.impact, kind="number"),
    Column("kind", "Kind", 0, lambda r, g: r.kind.value, lambda r: r.kind, kind="word"),
    Column("strategy", "Strategy", 0, lambda r, g: r.strategy or "", lambda r: r.strategy,
           kind="word"),
    Column("category", "Category", 0, lambda r, g: r.category, lambda r: r.category),
    Column("late", "Late", 0, lambda r, g: "yes" if r.is_late else "no",
           lambda r: "yes" if r.is_late else "no", kind="word"),
    Column("review", "Review", 0, lambda r, g: formats.day(r.review, r.as_of),
           lambda r: r.review, kind="day"),
    Column("revisit", "To review", 0, lambda r, g: "yes" if r.is_review_due else "no",
           lambda r: "yes" if r.is_review_due else "no", kind="word"),
    Column("raised", "Raised", 0, lambda r, g: formats.day(r.raised, r.as_of),
           lambda r: r.raised, kind="day"),
)  # fmt: skip


def _score(row: RiskRow) -> str:
    return "  -" if row.level is None else f"{row.letter}{row.level:>2}"


def _score_after(row: RiskRow) -> str:
    return "" if row.residual_level is None else f"{row.residual_letter}{row.residual_level:>2}"


EXPOSURE: tuple[Column[Exposed], ...] = (
    Column("key", "For", 8, lambda r, g: r.key, lambda r: r.key, drop=1, most=30),
    Column("risks", "Risks", 5, lambda r, g: str(r.exposure.count), lambda r: r.exposure.count,
           "right", drop=2, kind="number"),
    Column("unknown", "No amount", 9, lambda r, g: str(r.exposure.unknown),
           lambda r: r.exposure.unknown, "right", drop=6, kind="number"),
    Column("expected", "Expected", 8, lambda r, g: "n/a" if not r.exposure.is_known
           else formats.compact(r.exposure.expected, r.currency),
           lambda r: r.exposure.expected, "right", drop=3, kind="money"),
    Column("full", "Of", 8, lambda r, g: "n/a" if not r.exposure.is_known
           else formats.compact(r.exposure.full, r.currency),
           lambda r: r.exposure.full, "right", drop=5, kind="money"),
    Column("worst", "Worst one", 9, lambda r, g: "n/a" if not r.exposure.is_known
           else formats.compact(r.exposure.worst, r.currency),
           lambda r: r.exposure.worst, "right", drop=4, kind="money"),
    Column("currency", "", 3, lambda r, g: r.currency, lambda r: r.currency, drop=7),
)  # fmt: skip
"""What open risks are expected to cost, by project or client."""


# Change requests


def _since(row: ChangeRow) -> str:
    """`waiting 5d` while somebody is asked, else the day since when it is so."""
    return (
        f"waiting {formats.age(row.age)}" if row.is_waiting else formats.day(row.since, row.as_of)
    )


def _more_money(amount: int | None, currency: str) -> str:
    return "" if amount is None else formats.signed_compact(amount, currency)


CHANGES: tuple[Column[ChangeRow], ...] = (
    Column("id", "ID", 5, lambda r, g: r.ref, lambda r: r.ref, letter="i", drop=1, most=8),
    Column("project", "Proj", 6, lambda r, g: r.project, lambda r: r.project, letter="k", drop=4,
           most=8, aliases=("key",)),
    Column("title", "Change", 18, lambda r, g: r.title, lambda r: r.title, letter="n",
           is_flexible=True, drop=2, narrow=12, aliases=("name",)),
    Column("status", "Status", 9, lambda r, g: r.status.value, lambda r: r.status, letter="s",
           drop=3, kind="word"),
    Column("days", "Days", 4, lambda r, g: "" if r.days is None else formats.signed_days(r.days),
           lambda r: r.days, "right", "d", drop=6, kind="number"),
    Column("work", "Work", 6, lambda r, g: "" if r.minutes is None
           else formats.signed_hours(r.minutes), lambda r: r.minutes, "right", "w", drop=8,
           kind="minutes"),
    Column("cost", "Cost", 6, lambda r, g: _more_money(r.cost, r.currency), lambda r: r.cost,
           "right", "c", drop=9, kind="money"),
    Column("price", "Price", 6, lambda r, g: _more_money(r.price, r.currency), lambda r: r.price,
           "right", "p", drop=7, kind="money"),
    Column("authoriser", "Asked", 8, lambda r, g: r.authoriser, lambda r: r.authoriser,
           letter="a", drop=10, most=16),
    Column("since", "Since", 11, lambda r, g: _since(r), lambda r: r.age, letter="t",
           drop=5, kind="number"),
    Column("client", "Client", 0, lambda r, g: r.client or "", lambda r: r.client),
    Column("reason", "Reason", 0, lambda r, g: r.reason, lambda r: r.reason),
    Column("requested", "Requested by", 0, lambda r, g: r.requested_by, lambda r: r.requested_by),
)  # fmt: skip
"""What a request changes is a difference; `Since` counts days since its status."""


# What was done and said on a project


def logged(row: LogRow, glyphs: Glyphs) -> str:
    """The text, after the status that it explains; of time without one what it was spent on."""
    status = f"{formats.rag(row.rag, glyphs)} " if row.rag is not None else ""
    otherwise = "no change" if row.kind == "status" else row.task_name or ""
    return f"{status}{row.text or otherwise}"


LOG: tuple[Column[LogRow], ...] = (
    Column("day", "Day", 6, lambda r, g: formats.day(r.day, r.as_of), lambda r: r.day, letter="d",
           drop=1, kind="day"),
    Column("kind", "Kind", 6, lambda r, g: r.kind.value, lambda r: r.kind, letter="w", drop=3,
           kind="word"),
    Column("who", "Who", 6, lambda r, g: r.who, lambda r: r.who, letter="o", drop=4, most=10,
           kind="word", aliases=("by", "owner")),
    Column("task", "Task", 6, lambda r, g: r.task or "", lambda r: r.task, letter="t", drop=6,
           most=8),
    Column("time", "Time", 5, lambda r, g: formats.minutes(r.minutes), lambda r: r.minutes,
           "right", "h", drop=5, kind="minutes"),
    Column("text", "What", 16, logged, lambda r: r.text, letter="n", is_flexible=True, drop=2,
           narrow=12),
    Column("rag", "RAG", 0, lambda r, g: formats.rag(r.rag, g), lambda r: r.rag, kind="word"),
)  # fmt: skip
