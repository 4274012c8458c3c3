"""A table with one absence a row."""

from datetime import datetime

from ppm_tui.exchange import cell_words
from ppm_tui.exchange.cell_values import DAY, Duration, text_of, yes
from ppm_tui.exchange.headings import TASK_WORDS, plain
from ppm_tui.exchange.sheet import Cell, is_blank, quoted
from ppm_tui.exchange.table_columns import Columns, at, values
from ppm_tui.exchange.table_people import full_name
from ppm_tui.store.team_rows import LeaveRow
from ppm_tui.terms import AbsenceKind, Minutes

HALVES = {"half", "half day", "am", "pm", "morning", "afternoon", "0.5", "0,5", "halb",
          "vormittag", "nachmittag", "halber tag"}  # fmt: skip
WHOLE = {"whole", "full", "full day", "whole day", "ganz", "ganzer tag", "ganztägig"}
VAGUE = {*TASK_WORDS["type"], "kind", "category", "reason", "art", "grund", "policy"}
"""Headings of columns that say why somebody is away, or anything else."""


def leave(columns: Columns, name: str) -> tuple[LeaveRow, ...]:
    """An absence per row; what is not agreed yet is left out and said."""
    _refuse_other_kinds(columns)
    halves = values(columns, "half", lambda cell, _: is_half(cell))
    found = (
        _absence(columns, index, f"{name}: line {columns.line(index)}", bool(halves[index]))
        for index in range(len(columns.rows))
    )
    return tuple(row for row in found if row is not None)


def who(columns: Columns, index: int) -> tuple[str, ...]:
    """The ways in which a row says whose it is, the surest first."""
    said = (columns.text("email", index), full_name(columns, "person", index),
            columns.text("login", index))  # fmt: skip
    return tuple(dict.fromkeys(filter(None, said)))


def is_half(cell: Cell) -> bool:
    """Whether a cell says that it is half a day: yes, am, 0.5."""
    word = text_of(cell).strip().casefold()
    return word in HALVES or (word not in WHOLE and yes(cell))


def _absence(columns: Columns, index: int, where: str, is_half: bool) -> LeaveRow | None:
    first = at(columns.dates, "first", index)
    if first is None:
        columns.findings.note("without a first day, left out", f"line {columns.line(index)}")
        return None
    agreed = cell_words.meaning(columns.cell("status", index), cell_words.AGREED)
    if columns.text("status", index) and not agreed:
        text = f"line {columns.line(index)} {quoted(columns.cell('status', index))}"
        columns.findings.note("not agreed, left out", text)
        return None
    last = at(columns.dates, "last", index) or first
    minutes, is_part = _less(columns, index, first, last)
    return LeaveRow(
        where=where,
        people=who(columns, index),
        first=first.date(),
        last=last.date(),
        kind=_kind(columns, index),
        minutes=minutes,
        is_half=is_half or is_part,
        text=columns.text("text", index),
        source_id=columns.text("id", index),
        is_cancelled=agreed == "cancelled",
    )


def _less(
    columns: Columns, index: int, first: datetime, last: datetime
) -> tuple[Minutes | None, bool]:
    """So much less a day, None for all of it, and whether it is half of one.

    Hours and days of several days are their sum, and say no more than the days themselves.
    """
    if each := at(columns.spans, "hours_a_day", index):
        return each.minutes or None, False
    span = at(columns.spans, "amount", index)
    if first.date() != last.date():
        if span is not None and span.minutes % DAY:
            text = "hours or days that are less than whole days were taken as whole days"
            columns.findings.note(text, f"line {columns.line(index)}")
        return None, False
    if first < last and _has_clock(columns, index):
        return Minutes(int((last - first).total_seconds()) // 60), False
    return _of_one_day(span)


def _of_one_day(span: Duration | None) -> tuple[Minutes | None, bool]:
    if span is None or not span.minutes or span.minutes >= DAY:
        return None, False
    if span.unit == "d" and span.minutes * 2 == DAY:
        return None, True
    return span.minutes, False


def _has_clock(columns: Columns, index: int) -> bool:
    return all(":" in columns.text(name, index) for name in ("first", "last"))


def _kind(columns: Columns, index: int) -> AbsenceKind:
    cell = columns.cell("kind", index)
    if is_blank(cell):
        return AbsenceKind.LEAVE
    if word := _known_kind(cell):
        return AbsenceKind(word)
    text = f"line {columns.line(index)} {quoted(cell)}"
    columns.findings.note(f"kinds of absence that are unknown, taken as {AbsenceKind.OTHER}", text)
    return AbsenceKind.OTHER


def _known_kind(cell: Cell) -> str:
    absences = cell_words.ABSENCES
    return cell_words.meaning(cell, absences) or cell_words.mentioned(text_of(cell), absences)


def _refuse_other_kinds(columns: Columns) -> None:
    """Refuse a table whose types are none of absences: it is about something else."""
    if not columns.has("kind") or plain(columns.heading("kind")) not in VAGUE:
        return
    cells = [columns.cell("kind", index) for index in range(len(columns.rows))]
    said = [cell for cell in cells if not is_blank(cell)]
    if said and not any(map(_known_kind, said)):
        columns.findings.refuse(
            columns.line(0),
            f'column "{columns.heading("kind")}": {quoted(said[0])} does not say why somebody is '
            f'away; if this is leave, leave the column out: --map "{columns.heading("kind")}="',
        )
