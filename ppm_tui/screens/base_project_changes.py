"""What can be changed of the projects under the cursor or the marks."""

from __future__ import annotations

from functools import partial
from typing import Any

from ppm_tui import keymap
from ppm_tui.screens.base_changes import Changes, Make, whole
from ppm_tui.terms import Rag, Stage
from ppm_tui.widgets.prompt import Question


class ProjectChanges(Changes):
    """Status, note, time, owner, date, done, rename, trash of the projects meant."""

    def rows_meant(self) -> tuple[Any, ...]:
        """The projects that a change is for."""
        return self.list.targets

    def action_row_status(self) -> None:
        """Choose a status; amber and red ask why."""
        if not self.rows_meant():
            self.say("there is no project here")
            return
        self.choose("s", "status", keymap.CHOOSERS["status of a project"], self._status)

    def _status(self, value: str) -> None:
        if value in set(Stage):
            self._set_stage(Stage(value))
            return
        rag, question, rows = Rag(value), f"Reason for {value}", self.rows_meant()
        make = partial(self._declare, rag)
        if rag is Rag.GREEN:  # which needs a reason only where the data show worse
            self.change_or_ask(question, value, make, rows=rows)
        else:
            self.ask_change(question, value, make, rows=rows, has_lines=True)

    def _declare(self, rag: Rag, reason: str) -> Make:
        from ppm_tui.store.commands import status

        as_of = self.workspace.as_of
        return lambda row: partial(
            status.set_rag, key=row.key, rag=rag, reason=reason, as_of=as_of, seen=row.version
        )

    def _set_stage(self, stage: Stage) -> None:
        self.change_now(stage.value.replace("_", " "), self._edit(stage=stage))

    def _edit(self, **fields: Any) -> Make:
        from ppm_tui.store.commands import projects

        return lambda row: partial(projects.edit, key=row.key, seen=row.version, **fields)

    def action_row_done(self) -> None:
        """Close the projects; when all of them are, open them again as they were."""
        from ppm_tui.store.commands import projects

        is_back = all(row.stage is Stage.COMPLETED for row in self.list.targets)
        self.change_now(
            "open again" if is_back else "closed",
            lambda row: partial(
                projects.set_closed, key=row.key, is_closed=not is_back, seen=row.version
            ),
        )

    def action_row_priority(self) -> None:
        """Give the projects a rank; the others move down."""
        rows = self.list.targets
        if not rows:
            self.say("there is no project here")
            return
        keys = tuple(row.key for row in rows)

        async def answer(text: str) -> None:
            from ppm_tui.store.commands import ranks

            rank = None if text.strip() == "-" else whole(text)
            await self.saved(ranks.set_rank, keys=keys, rank=rank)
            self.repeat = (
                f"rank {text}",
                lambda row: partial(ranks.set_rank, keys=(row.key,), rank=rank),
            )

        count = f" ({len(rows)} marked)" if len(rows) > 1 else ""
        self.ask(Question(f"Rank{count}", answer, name=f"{self.kind}.rank.{','.join(keys)}"))
        self.hint("1 is the first, the others move down; - for none")

    def action_row_move(self) -> None:
        """Give the projects to another client."""
        if self.list.targets:
            from ppm_tui.screens import base_moves

            base_moves.ask_client(self, self.list.targets)
        else:
            self.say("there is no project here")

    def action_row_note(self) -> None:
        """Write a note."""
        from ppm_tui.store.commands import notes

        as_of = self.workspace.as_of
        self.ask_change(
            "Note",
            "note",
            lambda text: lambda row: partial(notes.add, project=row.key, text=text, as_of=as_of),
            has_lines=True,
        )

    def action_row_time(self) -> None:
        """Log time: an amount, then what for."""
        from ppm_tui import tokens
        from ppm_tui.store.commands import time

        day = self.workspace.as_of

        def make(text: str) -> Make:
            amount, bill, words = tokens.time(text)
            log = partial(time.log_time, minutes=amount, text=words, bill=bill, day=day)
            return lambda row: partial(log, project=row.key)

        self.ask_time(make)

    def action_row_owner(self) -> None:
        """Choose who answers for it; `-` removes."""
        self.ask_owner(lambda text: self._edit(owner=None if text.strip() == "-" else text.strip()))

    def action_row_date(self) -> None:
        """Set the forecast finish."""
        self.ask_change(
            "Finish",
            "finish",
            lambda text: self._edit(forecast_finish=self.day(text)),
            preview=self.day_preview,
        )

    def action_row_percent(self) -> None:
        """Declare per cent done."""
        self.ask_change(
            "Done, per cent",
            "done",
            lambda text: self._edit(percent_complete=whole(text)),
        )

    def action_row_add(self) -> None:
        """Add a project; a name is enough."""
        from ppm_tui.screens import base_add

        base_add.ask(self, "project", done=lambda done: self.list.move_to_key(done.refs[0]))

    def action_row_delete(self) -> None:
        """Trash the projects meant; asks first, default no."""
        from ppm_tui.store.commands import projects

        count = len(self.rows_meant())
        if not count:
            self.say("there is no project here")
            return
        as_of = self.workspace.as_of
        title = f"Delete {count} project{'s' * (count != 1)}?  To the trash; u brings back."
        self.choose(
            "X",
            title,
            (keymap.Choice("y", "yes", "yes"),),
            lambda _: self.change_now(
                "trash", lambda row: partial(projects.trash, key=row.key, as_of=as_of)
            ),
        )
