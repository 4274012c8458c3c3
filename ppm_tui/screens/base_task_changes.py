"""What can be changed of the tasks under the cursor or the marks."""

from __future__ import annotations

from functools import partial
from typing import Any

from ppm_tui import dates, formats, keymap, tokens
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.screens.base_changes import Changes, Make, effect, whole
from ppm_tui.store.queries.time_left import time_left
from ppm_tui.terms import ENDED, Priority, TaskKind, TaskStatus
from ppm_tui.widgets.prompt import Question

ROOMY = 60
"""From so many cells the field of what is left has its keys beside it."""


class TaskChanges(Changes):
    """Status, note, time, owner, dates, per cent, done, rename, trash of the tasks meant."""

    def project_of(self, row: Any) -> str:
        """Key of the project that a task row belongs to."""
        return str(row.project)

    @property
    def origin_here(self) -> dict[str, Any]:
        row = self.list.current
        return {"task": row.ref} if row is not None else {}

    def timed(self) -> tuple[str, str | None] | None:
        row = self.list.current
        return (self.project_of(row), row.ref) if row is not None else None

    def action_row_status(self) -> None:
        """Choose a status; blocked asks why."""
        choices = keymap.CHOOSERS["status of a task"]
        self.choose("s", "status", choices, self._status)

    def _status(self, value: str) -> None:
        status = TaskStatus(value)
        is_for_phases = status in ENDED
        rows = self.list.targets if is_for_phases else self.work_meant()
        if status is TaskStatus.BLOCKED:
            make = partial(self._set_status, value)
            self.ask_change("Blocked why", value, make, rows=rows, has_lines=True)
        else:
            self.change_now(formats.word(status), self._set_status(value, ""), rows=rows)

    def work_meant(self) -> tuple[Any, ...]:
        """The rows meant, without the phases among several: those follow from their tasks."""
        rows = self.list.targets
        tasks = tuple(row for row in rows if row.kind is not TaskKind.PHASE)
        return tasks if len(rows) > 1 and tasks else rows

    def _set_status(self, value: str, reason: str) -> Make:
        from ppm_tui.store.commands import tasks

        as_of = self.workspace.as_of
        return lambda row: partial(
            tasks.set_status,
            ref=row.ref,
            status=TaskStatus(value),
            as_of=as_of,
            reason=reason,
            seen=row.version,
        )

    def action_row_done(self) -> None:
        """Done; when all of them are, back to what they were."""
        from ppm_tui.store.commands import tasks

        is_back = all(row.percent_complete == 100 for row in self.list.targets)
        as_of = self.workspace.as_of
        self.change_now(
            "open again" if is_back else "done",
            lambda row: partial(
                tasks.set_done, ref=row.ref, is_done=not is_back, as_of=as_of, seen=row.version
            ),
        )

    def action_row_priority(self) -> None:
        """Choose how urgent it is."""
        from ppm_tui.store.commands import tasks

        def chosen(value: str) -> None:
            priority = Priority(value)
            self.change_now(
                f"priority {value}",
                lambda row: partial(
                    tasks.set_priority, ref=row.ref, priority=priority, seen=row.version
                ),
            )

        self.choose("p", "priority", keymap.CHOOSERS["priority of a task"], chosen)

    def action_row_move(self) -> None:
        """Move to another phase, to the top level or to another project."""
        if self.list.targets:
            from ppm_tui.screens import base_moves

            base_moves.ask_task(self, self.list.targets)
        else:
            self.say("there is no row here")

    def action_row_percent(self) -> None:
        """Set per cent done."""
        from ppm_tui.store.commands import tasks

        as_of = self.workspace.as_of

        def make(text: str) -> Make:
            percent = whole(text)
            return lambda row: partial(
                tasks.set_percent, ref=row.ref, percent=percent, as_of=as_of, seen=row.version
            )

        self.ask_change("Done, per cent", "done", make, rows=self.work_meant())

    def action_row_owner(self) -> None:
        """Choose who does it; `-` removes."""
        from ppm_tui.store.commands import tasks

        self.ask_owner(
            lambda text: (
                lambda row: partial(
                    tasks.set_owner,
                    ref=row.ref,
                    owner=None if text.strip() == "-" else text.strip(),
                    seen=row.version,
                )
            ),
        )

    def action_row_date(self) -> None:
        """Set the finish, or start, duration, work and links; what follows is told at once."""
        from ppm_tui.exchange import plan_words
        from ppm_tui.store.commands import replanning

        as_of = self.workspace.as_of

        def make(text: str) -> Make:
            wanted = plan_words.parse(text, as_of=as_of)
            return lambda row: partial(
                replanning.replan, ref=row.ref, wanted=wanted, seen=row.version, as_of=as_of
            )

        def preview(text: str) -> str:
            try:
                return ", ".join(plan_words.said(plan_words.parse(text, as_of=as_of)))
            except Invalid as error:
                return str(error) if text.strip() else plan_words.EXAMPLES

        rows = self.work_meant()
        more = {"preview": preview, "hint": plan_words.EXAMPLES}
        self.ask_change("Finish, 3d, after 12", "when", make, rows=rows, foretold=effect, **more)

    def action_row_note(self) -> None:
        """Write a note on the task."""
        from ppm_tui.store.commands import notes

        as_of = self.workspace.as_of
        self.ask_change(
            "Note",
            "note",
            lambda text: (
                lambda row: partial(
                    notes.add, project=self.project_of(row), task=row.ref, text=text, as_of=as_of
                )
            ),
            has_lines=True,
        )

    def action_row_time(self) -> None:
        """Log time on the task: an amount, then what for."""
        from ppm_tui.store.commands import time

        day = self.workspace.as_of

        def make(text: str) -> Make:
            amount, bill, words = tokens.time(text)
            return lambda row: partial(
                time.log_time,
                project=self.project_of(row),
                task=row.ref,
                minutes=amount,
                day=day,
                text=words,
                bill=bill,
            )

        rows = self.list.targets
        is_one = len(rows) == 1 and rows[0].kind is TaskKind.TASK
        self.ask_time(make, then=partial(self._left, rows[0].ref) if is_one else None)

    async def _left(self, ref: str, text: str) -> Question | None:
        """What to ask when time was logged: how much is left, at first less what was logged."""
        from ppm_tui.store.commands import time

        async def answer(typed: str) -> None:
            if typed.strip():
                amount, words = dates.effort(typed)
                if words:
                    raise Invalid(f"«{words}» is too much here: type 6h, 1h30, 45m or 0m")
                await self.saved(time.set_left, task=ref, minutes=amount)

        try:
            left = await self.workspace.read(time_left, ref=ref)
        except PpmError:
            return None
        amount, _, _ = tokens.time(text)
        initial = "" if left is None else formats.minutes(max(0, left - amount)) or "0m"
        said = "".join(words for words, _ in self.front.said)
        width, label = self.size.width, f"Left on {ref}"
        if width >= ROOMY:  # the line below is for what was done alone
            label, keys = f"{label} (Enter sets it, Esc leaves it)", ""
        else:
            keys = "   Enter sets it, Esc leaves"
        hint = formats.shortened(said, width - 2 - len(keys)) + keys
        return Question(label, answer, initial=initial, hint=hint)

    def action_row_delete(self) -> None:
        """Trash the tasks meant; asks first, default no."""
        count = len(self.list.targets)
        if not count:
            self.say("there is no row here")
            return
        title = f"Delete {count} task{'s' * (count != 1)}?  They go to the trash; u brings back."
        choices = (keymap.Choice("y", "yes", "yes"),)
        self.choose("X", title, choices, self._trash)

    def _trash(self, _answer: str) -> None:
        from ppm_tui.store.commands import tasks

        as_of = self.workspace.as_of
        self.change_now("trash", lambda row: partial(tasks.trash, ref=row.ref, as_of=as_of))
