"""A table with the time of somebody on a day in each row."""

import re

from ppm_tui.exchange.cell_values import yes
from ppm_tui.exchange.table_columns import Columns, at, values
from ppm_tui.exchange.table_leave import who
from ppm_tui.store.team_rows import TimeRow
from ppm_tui.terms import BillState

STATES = {True: BillState.BILLABLE, False: BillState.NO_CHARGE}

_NUMBERED = re.compile(r"(?:^|\s)#(\d{1,12})\b")
"""The number in `Bug #12: Printer`."""


def time(columns: Columns, name: str) -> tuple[TimeRow, ...]:
    """An entry per row; rows without time are left out and said."""
    charged = values(columns, "billable", lambda cell, _: STATES[yes(cell)])
    found = (
        _entry(columns, index, f"{name}: line {columns.line(index)}", charged[index])
        for index in range(len(columns.rows))
    )
    return tuple(row for row in found if row is not None)


def _entry(columns: Columns, index: int, where: str, bill: BillState | None) -> TimeRow | None:
    line = f"line {columns.line(index)}"
    day, span = at(columns.dates, "day", index), at(columns.spans, "minutes", index)
    if span is None or not span.minutes:
        columns.findings.note("without time, left out", line)
        return None
    if day is None:
        columns.findings.refuse(columns.line(index), "time without a day")
        return None
    return TimeRow(
        where=where,
        people=who(columns, index),
        day=day.date(),
        minutes=span.minutes,
        projects=_said(columns, index, "project_key", "project"),
        tasks=_tasks(columns, index),
        client=columns.text("client", index),
        text=columns.text("text", index),
        bill=bill,
        source_id=columns.text("id", index),
    )


def _said(columns: Columns, index: int, *names: str) -> tuple[str, ...]:
    texts = (columns.text(name, index) for name in names)
    return tuple(dict.fromkeys(filter(None, texts)))


def _tasks(columns: Columns, index: int) -> tuple[str, ...]:
    said = _said(columns, index, "task_key", "task")
    numbers = (found[1] for text in said if (found := _NUMBERED.search(text)))
    return tuple(dict.fromkeys((*said, *numbers)))
