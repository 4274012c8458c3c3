"""A project on one line of time, and the words of its milestones."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.store.queries.timeline import Mark
from ppm_tui.terms import Undefined
from ppm_tui.widgets import gantt
from ppm_tui.widgets.lines import Line, Span, line


def bar(
    row: PortfolioRow,
    marks: Sequence[Mark],
    view: gantt.Window,
    glyphs: Glyphs,
    *,
    has_plan: bool = True,
) -> Line:
    """From start to forecast finish, so much of it done; the finish agreed; the milestones."""
    cells = gantt.track(view, row.as_of, glyphs)
    start, finish = row.start.date() if row.start else None, row.finish
    if start is not None and finish is not None:
        _stretch(cells, row, (start, max(start, finish)), view, glyphs)
    for mark in (mark for mark in marks if mark.is_done):
        gantt.put(cells, view, mark.day, glyphs.reached)
    if has_plan and row.baseline_finish and row.baseline_finish != finish:
        gantt.put(cells, view, row.baseline_finish, glyphs.was_planned)
    for mark in marks:
        if not mark.is_done and (mark.day >= row.as_of or not mark.late_days):
            gantt.put(cells, view, mark.day, glyphs.milestone)
    late = _missed(cells, marks, view, glyphs)
    return _spans(cells, late)


def _stretch(
    cells: list[str],
    row: PortfolioRow,
    days: tuple[date, date],
    view: gantt.Window,
    glyphs: Glyphs,
) -> None:
    done = row.percent_complete
    percent = 0 if isinstance(done, Undefined) else max(0, min(formats.whole(done), 100))
    slip = 0 if isinstance(row.slip_days, Undefined) else row.slip_days
    is_late = slip > 0 or (days[1] < row.as_of and row.is_open)
    gantt.stretch(
        cells, view, days, percent, (glyphs.done, glyphs.late if is_late else glyphs.to_do)
    )
    gantt.cut(cells, view, days, glyphs)


def _missed(
    cells: list[str], marks: Sequence[Mark], view: gantt.Window, glyphs: Glyphs
) -> set[int]:
    """Put the milestones that are late where they were due; the cells they have."""
    places = {view.place(mark.due) for mark in marks if mark.late_days and view.shows(mark.due)}
    for place in places:
        cells[place] = glyphs.missed
    return places


def _spans(cells: Sequence[str], late: set[int]) -> Line:
    styled: list[Span] = [
        (sign, "late" if place in late else "") for place, sign in enumerate(cells)
    ]
    return tuple(
        ("".join(sign for sign, _ in signs), style)
        for style, signs in groupby(styled, key=itemgetter(1))
    )


def legend(glyphs: Glyphs) -> str:
    """What the signs mean."""
    g = glyphs
    return (
        f"{g.done} done {g.to_do} to do {g.late} late {g.was_planned} agreed finish "
        f"{g.milestone} milestone {g.reached} reached {g.missed} missed"
    )


def milestones(row: PortfolioRow, marks: Sequence[Mark]) -> list[Line]:
    """The finish, then the milestones of a project in words: those that are late, those ahead in
    the order of their days, and those reached, the last one first."""
    ahead = [mark for mark in marks if not mark.is_done]
    reached = [mark for mark in reversed(marks) if mark.is_done]
    ahead.sort(key=lambda mark: (not mark.late_days, mark.due if mark.late_days else mark.day))
    lines = [line(f" {_finish(row)}")]
    lines += [_words(mark) for mark in (*ahead, *reached)]
    return lines if marks else [*lines, line(" No milestones.")]


def _finish(row: PortfolioRow) -> str:
    parts = [f"Finish {formats.day(row.finish, row.as_of) or 'n/a'}"]
    if row.baseline_finish is not None:
        planned = formats.day(row.baseline_finish, row.as_of)
        parts.append(f"plan {planned} ({formats.signed_days(row.slip_days)})")
    parts.append(f"{formats.percent(row.percent_complete)} done")
    parts.append(f"PM {safe(row.owner or 'nobody')}")
    return "   ".join((*parts, safe(row.client_name or "no client")))


def _words(mark: Mark) -> Line:
    """`!06 Mar  Data cut-over   now 02 May +57d   11d late`; `ok` was reached."""
    due = f"{'!' if mark.late_days else ' '}{formats.day(mark.due, mark.as_of)}"
    name = formats.fit(mark.name, 24)
    moved = ""
    if mark.slip_days:
        word = "on" if mark.is_done else "now"
        moved = f"{word} {formats.day(mark.day, mark.as_of)} {formats.signed_days(mark.slip_days)}"
    if mark.is_done:
        state = "reached"
    else:
        state = f"{formats.age(mark.late_days)} late" if mark.late_days else ""
    style = "late" if mark.late_days else ""
    text = f" {mark.ref:<6} {name} {moved:<16} {state}".rstrip()
    return ((f" {due:<7}", style), (text, ""))
