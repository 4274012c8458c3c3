"""A project lived through many times: when it may end, what it may cost, and what decides that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from ppm_tui import columns, forecasts, formats, keymap
from ppm_tui.analysis.simulation import Watch
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts
from ppm_tui.screens.base import WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries.simulation import simulation
from ppm_tui.store.queries.simulation_rows import (
    RESERVE_AT,
    CriticalRow,
    EffectRow,
    How,
    Simulation,
)
from ppm_tui.terms import Money, Undefined
from ppm_tui.widgets import simulation_pane
from ppm_tui.widgets.lines import Line, Lines, both_ends, line
from ppm_tui.widgets.prompt import Question
from ppm_tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.worker import Worker

    from ppm_tui.store.commands.steps import Command

TICK = 0.25
"""Seconds between two looks at how far it has come."""
WIDEST = 110
"""Cells of a row: on a wider terminal the figures would stand too far from the name."""
Row = EffectRow | CriticalRow


class SimulationScreen(ListScreen):
    """See how sure finish and cost are, with responses to risks and without, and what decides."""

    kind = "simulation"
    reloaded = "simulating again"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.how = How()
        self.found: Simulation | None = None
        self.has_tasks = False  # the list shows tasks, else risks
        self.watch_runs: Watch | None = None  # while it is simulated

    @property
    def fields(self) -> Sequence[columns.Column[Any]]:  # type: ignore[override]  # of either list
        """What a filter may name."""
        return columns.CRITICALITY if self.has_tasks else columns.EFFECTS

    def compose_body(self) -> ComposeResult:
        yield Lines(id="figures")
        yield RowList(lambda row: row.ref, id="list")

    # Simulating

    async def load(self) -> None:
        """Simulate; a newer request stops an older one."""
        watch = self.watch_runs = Watch()
        self.become_ready()  # Esc ends it
        self.redraw()
        try:
            self.found = await self.workspace.read(
                simulation, key=self.key, as_of=self.workspace.as_of, how=self.how, watch=watch
            )
        finally:
            watch.stop()  # also when the screen is left, or something newer is asked
            if self.watch_runs is watch:
                self.watch_runs = None
                self.redraw()
        if self.found.runs < self.how.runs:
            self.say(f"stopped after {self.found.runs:,} of {self.how.runs:,} runs")

    def refresh_if_changed(self) -> Worker[None] | None:  # type: ignore[override]  # what `work` makes of a method
        """As everywhere, but what runs goes on: what others change meanwhile is seen after it."""
        return super().refresh_if_changed() if self.watch_runs is None else None

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        if self.watch_runs is not None:
            self.redraw_head()

    def step_out(self) -> bool:
        if self.watch_runs is not None:
            self.watch_runs.stop()
            return True
        return super().step_out()

    def action_app_cancel(self) -> None:
        if self.watch_runs is None:
            super().action_app_cancel()
        else:
            self.step_out()

    # Rows

    @property
    def every_row(self) -> Sequence[Row]:
        """Risks by what they do, or tasks by how often they are critical."""
        if self.found is None:
            return ()
        return self.found.tasks if self.has_tasks else self.found.effects

    @property
    def shown(self) -> list[Row]:
        """The rows that the filter leaves."""
        return [row for row in self.every_row if self.keep(row)]

    def link(self, _row: Any) -> str:
        how, words = self.how, ["ppm simulate", quote(self.key)]
        words += [f"--runs {how.runs}", f"--seed {how.seed}"]
        words += [f"--correlation {how.correlation}"] if how.correlation else []
        words += [f"--confidence {how.confidence}"] if how.confidence != RESERVE_AT else []
        return " ".join(words)

    @property
    def project_here(self) -> str | None:
        return self.key

    # Drawing

    def head(self) -> tuple[Line, Line]:
        width, how = self.size.width, self.how
        parts = [f" ppm {self.glyphs.crumb} {self.key} {self.glyphs.crumb} Simulation"]
        if width >= WIDE:
            parts += [f"{how.runs:,} runs", f"seed {how.seed}"]
            parts += [f"together {how.correlation}%"] if how.correlation else []
        day = line(f" {self.day_words} ") if width >= WIDE else ()
        return both_ends(line("   ".join(parts), "bold"), day, width), line(f" {self._second()}")

    def _second(self) -> str:
        """How far it has come; then what to promise and to hold ready."""
        watch, found = self.watch_runs, self.found
        if watch is not None:
            return f"simulating, {watch.done:,} of {self.how.runs:,} runs   Esc stops"
        if found is None:
            return ""
        finish = found.responded.finish.curve[found.reserve.percent]
        text = f"P{found.reserve.percent} {formats.dated(finish.date())}"
        if self.size.width < WIDE:
            return text
        return f" {self.glyphs.edge} ".join([text, *forecasts.short_reserve(found)])

    def draw(self) -> None:
        width, height = self.size.width, self.size.height
        figures, rows = self.query_one("#figures", Lines), self.shown
        count = simulation_pane.height(width, height)
        figures.styles.height = count
        if self.found is not None:
            figures.show(simulation_pane.lines(self.found, width, count, self.glyphs))
        lead = columns.lead(width)
        laid = columns.fitted(
            self.fields, min(width - lead - 1, WIDEST), rows, is_narrow=width < WIDE
        )
        text = " ".join(columns.heading(column, cells) for column, cells in laid)
        headings: list[Line] = [(), line(" " * lead + text, "heading")]
        if self.found is not None and not rows:
            headings += [self._none()]
        self.list.set_rows(rows, headings, lambda row, _: self.row_line(laid, row))

    def _none(self) -> Line:
        if self.filter_words():
            return self.none_fits(len(self.every_row))
        return line("   No open risk has a chance, and days or cost: b shows the tasks.")

    # Keys

    def action_simulation_rows(self) -> None:
        """The risks, or the tasks."""
        self.has_tasks = not self.has_tasks
        self.set_filter("")
        self.say("tasks by how often they are critical" if self.has_tasks else "risks by effect")

    def action_simulation_task(self) -> None:
        """Show the task in its plan, of a risk what it holds up."""
        row = self.list.current
        if row is None:
            self.say("there is no row here")
            return
        ref = row.ref if isinstance(row, CriticalRow) else row.task
        if ref is None:
            self.say(f"{row.ref} holds up no task: it moves the end of the project")
        else:
            self.ppm.cursors["project", self.key] = ref
            self.go("project", self.key)

    def action_simulation_runs(self) -> None:
        """Choose how many runs."""
        choices = keymap.CHOOSERS["runs"]
        self.choose("s", "runs", choices, lambda runs: self._again(runs=int(runs)))

    def action_simulation_correlation(self) -> None:
        """Choose how much the lengths of tasks go together."""
        choices = keymap.CHOOSERS["correlation"]
        self.choose("c", "go together", choices, lambda text: self._again(correlation=int(text)))

    def action_simulation_confidence(self) -> None:
        """Choose in how many of the runs the reserve is to be enough."""
        choices = keymap.CHOOSERS["confidence"]
        self.choose("p", "sure", choices, lambda text: self._again(confidence=int(text)))

    def action_simulation_reserve(self) -> None:
        """Set the contingency of the project to what is proposed, or to what is typed instead."""
        found = self.found
        if found is None or self.watch_runs is not None:
            self.say("still simulating: Esc stops")
            return
        amount = found.contingency
        if isinstance(amount, Undefined):
            self.say(f"no reserve of money: {amount.reason}")
            return

        def make(text: str) -> Command:
            from ppm_tui.store.commands.projects import edit

            cost, minutes = amounts.either(text or "0", found.currency)
            if minutes or cost < 0:
                raise Invalid(f"the contingency is money, such as 45k, not «{text}»")
            return partial(edit, key=found.project, contingency_cost=Money(cost))

        async def answer(text: str) -> None:
            await self.saved(make(text))

        typed = formats.plain_money(amount, found.currency)
        label = f"Contingency of {self.key}, P{found.reserve.percent} less the plan"
        self.ask(
            Question(
                label, answer, f"{self.key}.contingency", typed,
                effect=self.foreseen(make, lambda done: done.text),
                hint="Enter sets it   Esc leaves it",
            )
        )  # fmt: skip

    def action_simulation_seed(self) -> None:
        """Other luck: the next seed."""
        self._again(seed=self.how.seed + 1)

    def _again(self, **other: int) -> None:
        self.how = replace(self.how, **other)  # type: ignore[arg-type]  # numbers, all of them
        self.reload()
