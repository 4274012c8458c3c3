"""One project: its plan as a tree and a Gantt of signs, the task under the cursor explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote
from typing import Any

from textual import on, work
from textual.app import ComposeResult

from ppm_tui import columns
from ppm_tui.errors import PpmError
from ppm_tui.formats import safe
from ppm_tui.screens import base_add
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_plan_changes import PlanChanges
from ppm_tui.screens.base_tabs import ProjectTab
from ppm_tui.screens.base_timeline import TimeKeys
from ppm_tui.store.queries import peek, plan, plan_memory, project, reasons
from ppm_tui.store.queries.earned_value import MeasuredRow, measured
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.store.queries.plan_web import Web, web
from ppm_tui.store.queries.raid import RaidRow, raid
from ppm_tui.store.reader import Connection
from ppm_tui.terms import TaskKind
from ppm_tui.widgets import gantt, task_pane, trend_pane, why_pane
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.palette import Entry
from ppm_tui.widgets.peek import beside, rule
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

FIRST = 500
"""So many rows of a larger plan are shown, and take keys, before all are read and scheduled."""
WHY_LINES = 12
NOT_OF_PHASES = ("id", "critical")


class ProjectScreen(ProjectTab, TimeKeys, PlanChanges):
    """Read and change the plan of one project."""

    kind = "project"
    fields = columns.PLAN

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.web = web([])
        self.peek: peek.Peek | None = None
        self.raid: list[RaidRow] = []
        self.notes: list[project.NoteRow] = []
        self.measured: list[MeasuredRow] = []
        self.explained: reasons.Explained | None = None
        self.is_whole = True
        self.homes: dict[int, date] = {}
        self.legend: Line = ()
        self.has_deadline = self.has_near = False

    def compose_body(self) -> ComposeResult:
        yield RowList(lambda row: row.ref, id="list")
        yield Pane(id="peek")

    # Reading

    @property
    def memory(self) -> PlanMemory:
        """The plan that was read last, which the next reading and writing follow."""
        if self.workspace.plans is None:
            self.workspace.plans = PlanMemory()
        return self.workspace.plans

    @property
    def every_row(self) -> Sequence[TaskRow]:
        return self.tasks

    async def load(self) -> None:
        read, as_of = self.workspace.read, self.workspace.as_of
        await self.read_head()
        if self.peek is None:
            self._take(await read(_opening, key=self.key, as_of=as_of, memory=self.memory))
            self.is_whole = len(self.tasks) < FIRST
            if self.is_whole or not self.is_here:
                return
            self.redraw()
            self.become_ready()
        found = await read(_whole, key=self.key, as_of=as_of, memory=self.memory)
        if not self.is_here:
            return
        old, self.is_whole = self.tasks, True
        self._take(found)
        self.redraw()
        if not self.list.cursor and self.cursor_wanted:
            self.list.move_to_key(self.cursor_wanted)
        if self.memory.kept is None:
            await self.workspace.let_go(old)

    def _take(self, found: tuple[Any, ...]) -> None:
        self.web, self.peek, self.raid, self.notes, self.measured = found
        self.explained = None
        self.has_deadline = any(row.deadline and row.deadline != row.finish for row in self.tasks)
        self.has_near = any(row.is_near_critical for row in self.tasks)

    def on_unmount(self) -> None:
        """Give back the memory of a large plan."""
        old, self.web = self.tasks, web([])
        if self.memory.kept is None:
            self.in_background(self.workspace.let_go(old))

    def project_of(self, row: Any) -> str:
        return self.key

    @property
    def plan_key(self) -> str:
        return self.key

    def link(self, row: Any) -> str:
        return f"ppm tasks {quote(self.key)} id={quote(row.ref)}"

    @property
    def tasks(self) -> list[TaskRow]:
        """All tasks, in the plan's own order."""
        return self.web.rows

    @property
    def shown(self) -> list[TaskRow]:
        """The tasks that the filter leaves, in the plan's own order."""
        return [row for row in self.tasks if self.keep(row)] if self.filter_text else self.tasks

    # Drawing

    def draw(self) -> None:
        width, shown = self.size.width, self.shown
        self._size_peek(bool(shown))
        laid = self._laid(width)
        prefix = columns.lead(width) + sum(cells + 1 for _, cells in laid)
        prefix += width >= BROAD
        view = self.window = self.time_window(width - prefix) if width >= WIDE else None
        headings = self._headings(laid, view, prefix)
        if not self.tasks and self.peek is not None:
            headings += [(), line("   No tasks yet: n adds one, a name is enough.")]
        elif not shown and self.filter_text:
            headings.append(self.none_fits(len(self.tasks)))
        self.list.set_rows(shown, headings, partial(self._draw_row, laid, view))
        self.list.tag(self._linked())
        self.draw_peek()

    def _laid(self, width: int) -> columns.Layout[TaskRow]:
        if width < WIDE:
            return columns.fitted(columns.PLAN, width - 3, is_narrow=True)
        return columns.beside_timeline(columns.PLAN, width, self.web.bounds)

    def home(self, cells: int) -> date:
        """Some weeks before today, or the plan's first one; a change of the plan moves nothing."""
        if self.unit != "day":
            return super().home(cells)
        weeks = 3 if self.size.width < BROAD else 4
        bounds, as_of = self.web.bounds, self.workspace.as_of
        found = self.homes.get(weeks) or gantt.first_day(bounds, as_of, weeks)
        if self.is_whole and bounds:
            self.homes[weeks] = found
        return found

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
        reading = "" if self.is_whole else "reading the rest…  "
        return f"{reading}{super().corner()}"

    def redraw_foot(self) -> None:
        if self.said == self.legend and self.size.width >= WIDE:
            self.said = self.legend = line(self._legend())
        super().redraw_foot()

    def _legend(self) -> str:
        g = self.glyphs
        always = (
            f"{g.done} done {g.to_do} to do {g.late} late {g.planned} plan {g.milestone} milestone "
            f"{g.missed} missed {g.was_planned} was"
        )
        near = "~ near" if self.has_near else ""
        phase, deadline = near or f"{g.phase} phase", f"{g.deadline} deadline"
        if self.size.width >= BROAD:
            return f"{always} {phase} {deadline} * CP {g.before} {g.after} links"
        return f"{always} {near or (deadline if self.has_deadline else phase)} * CP"

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
        elif self.is_explaining:
            pane.styles.height = max(4, min(WHY_LINES, height - 12))
        if self.proposed is not None:
            pane.display, pane.styles.height = True, self.proposal_height
            self.list.display = not is_narrow

    def draw_peek(self) -> None:
        """Show what is known of the task under the cursor, or why it has its dates."""
        pane, row = self.query_one("#peek", Pane), self.list.current
        width, glyphs = self.size.width, self.glyphs
        if self.proposed is not None:
            pane.show(self.proposal())
            return
        if not pane.display or row is None:
            return
        title = f"{row.ref} {safe(row.name)}"
        if self.is_explaining:
            found = self.explained if self.explained and self.explained.ref == row.ref else None
            pane.show(why_pane.lines(found, title, width, glyphs))
            if found is None:
                self.explain(row.ref)
            return
        if width < WIDE:
            facts = task_pane.long(row, self.web, self.notes)
            pane.show([rule(title, "i back", width, glyphs), *facts])
            return
        if width < BROAD or self.size.height < 36:
            facts = task_pane.short(row, self.web, self.notes)
            pane.show([rule(title, "i hide", width, glyphs), *facts])
            return
        split = task_pane.SPLIT - 1
        top = (
            *rule(title, "i hide", split, glyphs),
            (glyphs.tee, "rule"),
            *rule("RAID and changes", "", width - split - 1, glyphs),
        )
        entries = task_pane.raid(self.peek, self.raid)
        facts = task_pane.long(row, self.web, self.notes)
        pane.show([top, *beside(facts, entries, split, width, glyphs.edge), *self._trend()])

    def _trend(self) -> list[Line]:
        """How the project has come to where it stands, below what is known of the task."""
        found = trend_pane.lines(self.row, self.measured, self.glyphs) if self.row else []
        if not found:
            return []
        head = rule(f"Trend, {trend_pane.WEEKS} weeks", "left = oldest, right = now",
                    self.size.width, self.glyphs)  # fmt: skip
        return [(), head, *found]

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.list.tag(self._linked())
        self.draw_peek()

    def _linked(self) -> dict[str, str]:
        """Signs of the rows that the one under the cursor waits for, and of those that wait."""
        row, glyphs = self.list.current, self.glyphs
        if row is None or self.size.width < WIDE:
            return {}
        signs = dict.fromkeys(self.web.waiting.get(row.ref, ()), glyphs.after)
        return signs | {each.ref: glyphs.before for each in row.predecessors}

    @work(exclusive=True, group="why")
    async def explain(self, ref: str) -> None:
        """Find out why a task has its dates and show it, unless the cursor has gone on."""
        try:
            self.explained = await self.workspace.read(
                reasons.explained, ref=ref, as_of=self.workspace.as_of
            )
        except PpmError as error:
            self.say(str(error), "error")
            return
        if self.is_here and self.is_explaining and self.list.current_key == ref:
            self.draw_peek()

    # Keys

    def action_row_open(self) -> None:
        self.explained = None
        self.turn_why()

    def action_row_add(self) -> None:
        """Add a task below the cursor, in the same phase, after the name was typed."""
        base_add.ask(
            self,
            "task",
            project=self.key,
            parent=self.phase_here,
            before=self.next_here,
            done=lambda done: self.list.move_to_key(done.refs[0]),
        )

    def offers(self) -> list[Entry]:
        """The plan as a template."""
        save = Entry("Save the plan as a template", "template", "", self.ask_template)
        return [save, *super().offers()]

    def ask_template(self) -> None:
        """Ask for a name and keep plan and risks as a template."""
        from ppm_tui.store.commands.templates import save

        initial = self.row.name if self.row is not None else ""

        async def answer(text: str) -> None:
            await self.saved(save, key=self.key, name=text)

        hint = "days, people and progress stay behind   Enter saves   Esc leaves"
        self.ask(Question("Template", answer, f"{self.key}.template", initial, hint=hint))

    @property
    def phase_here(self) -> str | None:
        """The phase under the cursor, or the one that holds the task there."""
        row = self.list.current
        if row is None:
            return None
        found: str | None = row.ref if row.kind is TaskKind.PHASE else row.parent
        return found

    @property
    def next_here(self) -> str | None:
        """What follows the task under the cursor in its phase; nothing stands after the last."""
        row = self.list.current
        if row is None or row.kind is TaskKind.PHASE:
            return None
        level = [each.ref for each in self.tasks if each.parent == row.parent]
        return level[level.index(row.ref) + 1] if row.ref != level[-1] else None


def _opening(
    connection: Connection, *, key: str, as_of: Any, memory: PlanMemory
) -> tuple[Any, ...]:
    """Everything below the head, but of a large plan only the first rows. Raises NotFound."""
    rows = plan.first_tasks(connection, key=key, as_of=as_of, count=FIRST)
    if len(rows) < FIRST:
        return _whole(connection, key=key, as_of=as_of, memory=memory)
    return _shown(connection, web(rows), key, as_of)


def _whole(connection: Connection, *, key: str, as_of: Any, memory: PlanMemory) -> tuple[Any, ...]:
    """Everything that the screen shows of a plan below its head. Raises NotFound."""
    found = plan_memory.read(connection, memory, key=key, as_of=as_of)
    return _shown(connection, found, key, as_of)


def _shown(connection: Connection, found: Web, key: str, as_of: Any) -> tuple[Any, ...]:
    return (
        found,
        peek.peek(connection, key=key, as_of=as_of),
        raid(connection, as_of=as_of, key=key),
        project.notes(connection, key=key, as_of=as_of, count=200),
        measured(connection, key=key, as_of=as_of),
    )
