"""What changes the shape of a plan: splitting a task, and the whole of it as text in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from ppm_tui import keymap
from ppm_tui.errors import Conflict, PpmError
from ppm_tui.screens.base_changes import Make, effect
from ppm_tui.screens.base_frame import WIDE
from ppm_tui.screens.base_task_changes import TaskChanges
from ppm_tui.terminal import editor

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.store.outline import Outline
    from ppm_tui.terms import Done
    from ppm_tui.widgets.lines import Line

PARTS = "Design; Build; Test"
ANSWERS = (keymap.Choice("y", "apply", "yes"), keymap.Choice("e", "edit again", "edit"))
STALE = "# Somebody has changed the plan since: empty this text to begin anew.\n"


class PlanChanges(TaskChanges):
    """Split a task of the plan shown, or edit all of the plan as text."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = ""
        self.proposed: Done | None = None

    @property
    def plan_key(self) -> str:
        """The project whose plan it is."""
        raise NotImplementedError

    def draw_peek(self) -> None:
        """Show what belongs to the row under the cursor."""
        raise NotImplementedError

    def action_row_split(self) -> None:
        """Make the task under the cursor a phase of parts in sequence."""
        from ppm_tui.store.commands import splitting

        def make(text: str) -> Make:
            names = splitting.parted(text)
            return lambda row: partial(splitting.split, ref=row.ref, names=names)

        row = self.list.current
        rows = () if row is None else (row,)
        self.ask_change(f"Parts, as {PARTS}", "split", make, rows=rows, foretold=effect)

    def action_plan_catch_up(self) -> None:
        """Plan what should have been done by now for the time from today on."""
        from ppm_tui.store.commands import catching_up

        self.save(catching_up.catch_up, project=self.plan_key, as_of=self.workspace.as_of)

    # The plan as text

    def action_plan_outline(self) -> None:
        """Edit the whole plan as text in $EDITOR; what would change is shown and asked for."""
        if self.workspace.readonly:
            self.say("opened with --readonly: the plan cannot be changed")
            return
        self.is_answering = True  # keys that are typed ahead are meant for the editor
        self.in_background(self._outline())

    async def _outline(self) -> None:
        from ppm_tui.exchange import outline
        from ppm_tui.store.queries import outline as plans

        try:
            found = await self.workspace.read(plans.outline, key=self.plan_key)
            before = outline.text(found)
            text = editor.edited(self.app, self.draft or before, file=f"{found.project}.txt")
        except SuspendNotSupported:
            self.say("this terminal cannot be handed to an editor", "error")
            return
        finally:
            self.is_answering = False
            self.typed_ahead.clear()
        text = text.removeprefix(STALE)
        is_left = text == before.rstrip("\n") or not outline.has_tasks(text)
        self.draft = "" if is_left else text
        if is_left:
            self.say("the plan is as it was")
        else:
            await self._propose(text)

    async def _propose(self, text: str) -> None:
        """Show what a text would change, and ask."""
        from ppm_tui.exchange import outline

        with self._keeping(text):
            wanted = outline.read(text, as_of=self.workspace.as_of)
            self.proposed = await self.workspace.foresee(self._applying(wanted))
        self.choose(":", "plan", ANSWERS, partial(self._answered, wanted, text))
        self.say(self.proposed.text)
        self.redraw()

    def _answered(self, wanted: Outline, text: str, answer: str) -> None:
        if answer == "edit":
            self.action_plan_outline()
        else:
            self.in_background(self._apply(wanted, text))

    async def _apply(self, wanted: Outline, text: str) -> None:
        with self._keeping(text):
            await self.saved(self._applying(wanted))
        self.draft = ""

    def _applying(self, wanted: Outline) -> Command:
        from ppm_tui.store.commands import outlining

        key, as_of = self.plan_key, self.workspace.as_of
        return partial(outlining.apply_outline, key=key, wanted=wanted, as_of=as_of)

    @contextmanager
    def _keeping(self, text: str) -> Iterator[None]:
        """Keep a text that is refused for the next time, and say so."""
        try:
            yield
        except PpmError as error:
            self.draft = f"{STALE}{text}" if isinstance(error, Conflict) else text
            raise type(error)(f"{error}. : outline opens your text again") from error

    def redraw_foot(self) -> None:
        """Draw the foot; what was proposed goes with the question for it."""
        if self.proposed is not None and self.chooser is None:
            self.proposed = None
            self.redraw()
        super().redraw_foot()

    @property
    def proposal_height(self) -> int:
        """Lines of the pane that shows what would change."""
        return self.size.height - 4 if self.size.width < WIDE else max(4, self.size.height - 12)

    def proposal(self) -> list[Line]:
        """What would change, as many lines as there is room for."""
        from ppm_tui.widgets import change_pane

        assert self.proposed is not None
        size = self.size.width, self.proposal_height
        return change_pane.lines(self.proposed, self.plan_key, size, self.glyphs)
