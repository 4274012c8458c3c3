"""What changes a whole plan or its shape: splitting a task."""

from __future__ import annotations

from functools import partial

from ppm_tui.screens.base_changes import Make
from ppm_tui.screens.base_task_changes import TaskChanges

PARTS = "Design; Build; Test"


class PlanChanges(TaskChanges):
    """Split a task of the plan shown."""

    def action_row_split(self) -> None:
        """Make the task under the cursor a phase of parts in sequence."""
        from ppm_tui.store.commands import splitting

        def make(text: str) -> Make:
            names = splitting.parted(text)
            return lambda row: partial(splitting.split, ref=row.ref, names=names)

        row = self.list.current
        rows = () if row is None else (row,)
        self.ask_change(f"Parts, as {PARTS}", "split", make, rows=rows, has_effect=True)
