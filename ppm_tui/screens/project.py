"""One project: its plan as a tree and a Gantt of signs, the task under the cursor explained."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult

from ppm_tui import columns, formats
from ppm_tui.errors import NotFound
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_changes import TaskChanges
from ppm_tui.store.queries import peek, plan, portfolio, project
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.store.queries.plan_web import web
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.store.reader import Connection
from ppm_tui.terms import IssueStatus, TaskKind, Undefined
from ppm_tui.widgets import gantt
from ppm_tui.widgets.lines import Line, Pane, both_ends, crop, line
from ppm_tui.widgets.peek import beside, rule, waiting, zone
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

SPLIT = 59
FIRST = 500
"""So many rows of a larger plan are shown, and take keys, before all are read and scheduled."""
NOT_OF_PHASES = ("id", "critical")


class ProjectScreen(TaskChanges):
    """Read and change the plan of one project."""

    kind = "project"
    fields = columns.PLAN

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.row: PortfolioRow | None = None
        self.web = web([])
        self.peek: peek.Peek | None = None
        self.issues: list[project.IssueRow] = []
        self.notes: list[project.NoteRow] = []
        self.has_peek = True
        self.is_peeking = False
        self.has_plan = True
        self.is_whole = True
        self.unit = "day"
        self.scrolled = 0

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    # Reading

    async def load(self) -> None:
        read, as_of = self.workspace.read, self.workspace.as_of
        if self.row is None:
            self._take(await read(_opening, key=self.key, as_of=as_of))
            self.is_whole = len(self.tasks) < FIRST
            if self.is_whole:
                return
            self.redraw()
            self.become_ready()
        found = await read(_whole, key=self.key, as_of=as_of)
        old, self.is_whole = self.tasks, True
        self._take(found)
        self.redraw()
        if not self.list.cursor and self.cursor_wanted:
            self.list.move_to_key(self.cursor_wanted)
        await self.workspace.let_go(old)

    def _take(self, found: tuple[Any, ...]) -> None:
        self.row, self.web, self.peek, self.issues, self.notes = found

    def on_unmount(self) -> None:
        """Give back the memory of a large plan."""
        old, self.web = self.tasks, web([])
        self.app.run_worker(self.workspace.let_go(old), group="memory")

    def project_of(self, row: Any) -> str:
        return self.key

    @property
    def tasks(self) -> list[TaskRow]:
        """All tasks, in the plan's own order."""
        return self.web.rows

    @property
    def shown(self) -> list[TaskRow]:
        """The tasks that the filter leaves, in the plan's own order."""
        return [row for row in self.tasks if self.keep(row)] if self.filter_text else self.tasks

    # Drawing

    def head(self) -> tuple[Line, Line]:
        row, width, glyphs = self.row, self.size.width, self.glyphs
        crumb = glyphs.crumb
        if row is None:
            return line(f" ppm {crumb} Portfolio {crumb} {self.key}", "bold"), ()
        day = formats.day(row.as_of)
        day = f"{formats.full_day(row.as_of)}  {formats.week(row.as_of)}" if width >= BROAD else (
            f"{day}  {formats.week(row.as_of)}" if width >= WIDE else day
        )  # fmt: skip
        status = f"{formats.rag(row.rag, glyphs)} {formats.trend(row.trend, glyphs)}"
        percent = formats.percent(row.percent_complete)
        owner = safe(row.owner or "nobody")
        if width < WIDE:
            right = f"  {status}  {percent}  {day} "
            path = f" ppm {crumb} {row.key} "
        else:
            done = " done" if width >= BROAD else ""
            right = f"   {status}   {percent}{done}   PM {owner}   "
            if width >= BROAD and row.sponsor:
                right += f"sponsor {safe(row.sponsor)}   "
            right += f"{day} "
            path = f" ppm {crumb} Portfolio {crumb} {row.key} "
        room = max(0, width - formats.width(path) - formats.width(right))
        name = formats.fit(row.name, min(room, formats.width(safe(row.name))))
        right = right.removesuffix(f"{day} ")
        left: Line = ((path, "bold"), (name, "bold"), (right, ""))
        return both_ends(left, line(f"{day} "), width), self._tabs(row)

    def _tabs(self, row: PortfolioRow) -> Line:
        issues = len(self._open_issues())
        counts = ((row.open_risks, "risk"), (issues, "issue"), (row.open_changes, "change"))
        left = " [Plan]  " + "  ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts)
        finish = formats.day(row.finish, row.as_of) or "n/a"
        slip = "" if isinstance(row.slip_days, Undefined) else formats.signed_days(row.slip_days)
        right = f"finish {finish}{f' ({slip})' if slip else ''} "
        if self.size.width < WIDE:
            left = f" {len(self.tasks)} rows"
        if self.size.width >= BROAD:
            bac = row.bac if not isinstance(row.bac, Undefined) else None
            right += (
                f" EAC {formats.compact(row.eac, row.currency)} of "
                f"{formats.compact(bac, row.currency)}  SPI {formats.index(row.spi)}"
                f"  CPI {formats.index(row.cpi)} "
            )
        return both_ends(line(left), line(right), self.size.width)

    def draw(self) -> None:
        width, shown = self.size.width, self.shown
        self._size_peek(bool(shown))
        laid = self._laid(width)
        prefix = columns.lead(width) + sum(cells + 1 for _, cells in laid)
        prefix += width >= BROAD
        view = self._window(width - prefix) if width >= WIDE else None
        headings = self._headings(laid, view, prefix)
        if not self.tasks and self.row is not None:
            headings += [(), line("   No tasks yet: n adds one, a name is enough.")]
        elif not shown and self.filter_text:
            words = f"0 of {len(self.tasks)}, filter: {safe(self.filter_text)}, F clears"
            headings.append(line(f"   {words}"))
        self.list.set_rows(shown, headings, partial(self._draw_row, laid, view))
        self.draw_peek()

    def _laid(self, width: int) -> columns.Layout[TaskRow]:
        if width < WIDE:
            return columns.fitted(columns.PLAN, width - 3, is_narrow=True)
        return columns.beside_timeline(columns.PLAN, width, self.web.bounds)

    def _window(self, cells: int) -> gantt.Window:
        weeks = 3 if self.size.width < BROAD else 4
        start = gantt.first_day(self.web.bounds, self.workspace.as_of, weeks)
        step = {"day": 7, "week": 28, "month": 91}[self.unit]
        return gantt.window(start + timedelta(days=step * self.scrolled), cells, self.unit)

    def _headings(
        self, laid: columns.Layout[TaskRow], view: gantt.Window | None, prefix: int
    ) -> list[Line]:
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        below = " " * columns.lead(self.size.width) + text + "  "
        if view is None:
            return [line(below, "heading")]
        months, days = gantt.scale(view, self.workspace.as_of, self.glyphs)
        if self.size.width < BROAD:
            below = below[:-2]
        return [line(" " * len(below) + months), ((below, "heading"), (days, ""))]

    def _draw_row(
        self, laid: columns.Layout[TaskRow], view: gantt.Window | None, row: TaskRow, width: int
    ) -> Line:
        is_phase = row.kind is TaskKind.PHASE
        cells = " ".join(
            " " * width
            if is_phase and column.id in NOT_OF_PHASES
            else columns.cell(column, row, width, self.glyphs)
            for column, width in laid
        )
        style = "heading" if is_phase else ""
        lead = " " * (columns.lead(self.size.width) - 2)
        if view is None:
            return ((lead + cells, style),)
        gap = "" if self.size.width < BROAD else "  "
        drawn = gantt.bar(row, view, self.glyphs, has_plan=self.has_plan)
        return ((lead + cells + gap, style), (drawn, "late" if row.is_late else ""))

    def corner(self) -> str:
        marks = len(self.list.marks) if self.is_mounted else 0
        parts = [f"{marks} marked"] if marks else []
        if not self.is_whole:
            parts.append("reading the rest…")
        if self.filter_text:
            parts.append(f"{len(self.list.rows)} of {len(self.tasks)}, filter: {self.filter_text}")
        elif self.size.width >= BROAD:
            parts += [f"{len(self.tasks)} rows", "no filter"]
        return "  ".join(parts)

    def redraw_foot(self) -> None:
        if not self.said and self.size.width >= WIDE:
            self.said = line(self._legend())
        super().redraw_foot()

    def _legend(self) -> str:
        g = self.glyphs
        return (
            f"{g.done} done {g.to_do} to do {g.late} late {g.planned} plan {g.milestone} milestone "
            f"{g.missed} missed {g.was_planned} was {g.phase} phase * CP"
        )

    # The pane below

    def _size_peek(self, has_rows: bool) -> None:
        pane, (width, height) = self.query_one("#peek", Pane), self.size
        is_narrow = width < WIDE
        self.list.display = not (is_narrow and self.is_peeking and has_rows)
        pane.display = has_rows and (
            self.is_peeking if is_narrow else self.has_peek and height >= 20
        )
        pane.styles.height = 4 if width < BROAD or height < 36 else height - 23
        if is_narrow:
            pane.styles.height = height - 4

    def draw_peek(self) -> None:
        """Explain the task under the cursor."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        if not pane.display or row is None:
            return
        width, glyphs = self.size.width, self.glyphs
        title = f"{row.ref} {safe(row.name)}"
        if width < WIDE:
            pane.show([rule(title, "i back", width, glyphs), *self._long(row)])
            return
        if width < BROAD or self.size.height < 36:
            pane.show([rule(title, "i hide", width, glyphs), *self._short(row)])
            return
        top = (
            *rule(title, "i hide", SPLIT - 1, glyphs),
            (glyphs.tee, "rule"),
            *rule("RAID and changes", "", width - SPLIT, glyphs),
        )
        body = beside(self._long(row), self._raid(), SPLIT - 1, width, glyphs.edge)
        pane.show([top, *body])

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.draw_peek()

    def _short(self, row: TaskRow) -> list[Line]:
        owner, left = safe(row.owner or "nobody"), formats.minutes(row.remaining_minutes)
        note = self._notes(row)[:1] or ["no note yet"]
        return [
            line(f" {self._dates(row)}   {self._order(row)}"),
            line(f" {owner}{f' {left} left' if left else ''}   {self._slack(row)}"),
            line(f" {note[0]}"),
        ]

    def _long(self, row: TaskRow) -> list[Line]:
        left = formats.minutes(row.remaining_minutes)
        after, blocks = self._after(row), self._blocks(row)
        facts = [
            self._dates(row),
            f"Owner   {safe(row.owner or 'nobody')}{f' ({left} left)' if left else ''}"
            f"   {row.percent_complete}% {row.status.value.replace('_', ' ')}",
            f"After   {after or '-'}",
            f"Blocks  {blocks or '-'}",
            f"Slack   {self._slack(row)}",
            "",
            *(
                f"{'Notes' if not index else '':<7} {note}"
                for index, note in enumerate(self._notes(row) or ["none yet"])
            ),
        ]
        return [crop(line(f" {fact}"), SPLIT - 1) for fact in facts]

    def _dates(self, row: TaskRow) -> str:
        now = _days(row.start, row.finish)
        planned = _days(row.baseline.start, row.baseline.finish) if row.baseline else ""
        slip = row.slip_days
        if planned and not isinstance(slip, Undefined) and slip:
            return f"Planned {planned}, now {now} ({formats.signed_days(slip)})"
        return f"Planned {now or 'n/a'}"

    def _after(self, row: TaskRow) -> str:
        names = self.web.by_ref
        return ", ".join(
            f"{p.ref} {safe(names[p.ref].name)}" if p.ref in names else p.ref
            for p in row.predecessors[:3]
        )

    def _blocks(self, row: TaskRow) -> str:
        waiting = self.web.waiting.get(row.ref, [])
        return ", ".join(waiting[:4]) + (f" +{len(waiting) - 4}" if len(waiting) > 4 else "")

    def _order(self, row: TaskRow) -> str:
        after = ", ".join(p.ref for p in row.predecessors[:3])
        blocks = self._blocks(row)
        parts = [f"after {after}" if after else "", f"blocks {blocks}" if blocks else ""]
        return "   ".join(part for part in parts if part)

    def _slack(self, row: TaskRow) -> str:
        if isinstance(row.dates, Undefined):
            return f"Slack n/a: {row.dates.reason}"
        minutes = row.dates.total_float_minutes
        if row.percent_complete == 100:
            return "Done."
        if minutes <= 0:
            return "No slack: 1 day late here moves the finish 1 day."
        return f"{formats.minutes(minutes)} of slack"

    def _notes(self, row: TaskRow) -> list[str]:
        found = [note for note in self.notes if note.task == row.ref]
        return [
            f"{formats.day(n.day, row.as_of)} {safe(n.by)}: {safe(n.text)}".strip() for n in found
        ]

    def _open_issues(self) -> list[project.IssueRow]:
        is_open = (IssueStatus.OPEN, IssueStatus.DOING)
        return [issue for issue in self.issues if issue.status in is_open]

    def _raid(self) -> list[Line]:
        as_of = self.workspace.as_of
        lines: list[Line] = []
        for risk in self.peek.risks if self.peek else ():
            who = formats.fit(risk.owner or "-", 5)
            text = f"{risk.ref} {zone(risk.score)}{risk.score:2} {formats.fit(risk.title, 27)}"
            lines.append(line(f"{text} {who} {risk.status.value}"))
        for issue in self._open_issues()[:4]:
            who = formats.fit(issue.owner or "-", 5)
            day = formats.due(issue.due, as_of)
            text = f"{issue.ref} {formats.fit(issue.title, 31)} {who} {issue.status.value} {day}"
            lines.append(line(text))
        for change in self.peek.changes if self.peek else ():
            text = f"{change.ref} {formats.fit(change.title, 31)} {waiting(change.status)}"
            lines.append(line(text))
        return lines or [line("nothing open")]

    # Keys

    def action_cursor_left(self) -> None:
        self.scroll_time(-1)

    def action_cursor_right(self) -> None:
        self.scroll_time(1)

    def scroll_time(self, by: int) -> None:
        """Move the timeline by a week, four weeks or a quarter."""
        self.scrolled = max(-500, min(500, self.scrolled + by))
        self.draw()

    def action_time_zoom_in(self) -> None:
        self._zoom(-1)

    def action_time_zoom_out(self) -> None:
        self._zoom(1)

    def _zoom(self, by: int) -> None:
        index = gantt.UNITS.index(self.unit) + by
        if not 0 <= index < len(gantt.UNITS):
            self.say(f"a cell is a {self.unit}: there is no other scale that way")
            return
        self.unit, self.scrolled = gantt.UNITS[index], 0
        self.draw()
        self.say(f"one cell is a {self.unit}")

    def action_time_today(self) -> None:
        if not self.scrolled:
            self.say("today is in view")
        self.scrolled = 0
        self.draw()

    def action_time_baseline(self) -> None:
        self.has_plan = not self.has_plan
        self.draw()
        self.say(f"original plan {'on' if self.has_plan else 'off'}")

    def action_peek_toggle(self) -> None:
        if self.size.width < WIDE:
            self.is_peeking = not self.is_peeking
        else:
            self.has_peek = not self.has_peek
        self.redraw()

    def action_list_reload(self) -> None:
        self.reload()
        self.say("read again")

    def action_row_open(self) -> None:
        if self.query_one("#peek", Pane).display:
            self.say("what is known of it stands in the pane; e edits, J K scroll")
        self.has_peek = self.is_peeking = True
        self.redraw()

    def action_row_add(self) -> None:
        """Add a task after the name was typed, in the phase under the cursor."""
        from ppm_tui.store.commands import tasks

        row = self.list.current
        parent = None
        if row is not None:
            parent = row.ref if row.kind is TaskKind.PHASE else row.parent

        async def answer(text: str) -> None:
            done = await self.saved(tasks.add, project=self.key, name=text, parent=parent)
            self.list.move_to_key(done.refs[0])

        self.ask(Question("New task", answer, name=f"{self.key}.task"))


def _days(start: Any, finish: Any) -> str:
    if start is None or finish is None:
        return formats.day((finish or start).date()) if finish or start else ""
    if start.date() == finish.date():
        return formats.day(start.date())
    if (start.year, start.month) == (finish.year, finish.month):
        return f"{start.day:02}–{formats.day(finish.date())}"
    return f"{formats.day(start.date())} – {formats.day(finish.date())}"


def _opening(connection: Connection, *, key: str, as_of: Any) -> tuple[Any, ...]:
    """Everything of a project, but of a large plan only the first rows. Raises NotFound."""
    rows = plan.first_tasks(connection, key=key, as_of=as_of, count=FIRST)
    if len(rows) < FIRST:
        return _whole(connection, key=key, as_of=as_of)
    return _shown(connection, rows, key, as_of)


def _whole(connection: Connection, *, key: str, as_of: Any) -> tuple[Any, ...]:
    """Everything the screen shows of one project. Raises NotFound."""
    return _shown(connection, plan.tasks(connection, key=key, as_of=as_of), key, as_of)


def _shown(connection: Connection, tasks: list[TaskRow], key: str, as_of: Any) -> tuple[Any, ...]:
    rows = portfolio.overview(connection, as_of=as_of, key=key)
    if not rows:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return (
        rows[0],
        web(tasks),
        peek.peek(connection, key=key, as_of=as_of),
        project.issues(connection, key=key),
        project.notes(connection, key=key, as_of=as_of, count=200),
    )
