"""Changing what the cursor or the marks are on: the flows of keys, asked in the field below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import dates, formats, keymap
from ppm_tui.errors import Conflict, Invalid, PpmError
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries import names
from ppm_tui.terms import Priority, Rag, Stage, TaskKind, TaskStatus
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

Make = Callable[[Any], "Command"]
"""A row, to the command that changes it."""


class Changes(ListScreen):
    """Ask for a value and change every row meant, as one step."""

    repeat: tuple[str, Make] | None = None
    people: tuple[names.Person, ...] = ()

    async def change_rows(self, rows: tuple[Any, ...], label: str, make: Make) -> None:
        """Change these rows; several are one step. Raises PpmError."""
        from ppm_tui.store.commands import steps

        if len(rows) == 1:
            await self.saved(make(rows[0]))
        else:
            text = f"{len(rows)} rows: {label}"
            await self.saved(steps.together, label=text, commands=[make(row) for row in rows])
        self.repeat = (label, make)

    def change_now(self, label: str, make: Make, *, rows: tuple[Any, ...] | None = None) -> None:
        """Change the rows meant in the background and say how it went."""
        # Those of now: the next key may move the cursor before the work begins.
        rows = self.list.targets if rows is None else rows
        if rows:
            self.in_background(self.change_rows(rows, label, make))
        else:
            self.say("there is no row here")

    def ask_change(
        self,
        question: str,
        name: str,
        make: Callable[[str], Make],
        *,
        rows: tuple[Any, ...] | None = None,
        **more: Any,
    ) -> None:
        """Ask for a text; `make` turns it into what changes a row, or raises Invalid."""
        # The rows as they were read: what others write meanwhile is a Conflict.
        targets = self.list.targets if rows is None else rows
        if not targets:
            self.say("there is no row here")
            return
        label = question if len(targets) == 1 else f"{question} ({len(targets)} marked)"

        async def answer(text: str) -> None:
            nonlocal targets
            try:
                await self.change_rows(targets, f"{name} {text}", make(text))
            except Conflict:
                await self.read_now()
                targets = self.list.of(targets)
                raise

        keys = ",".join(self.list.key(row) for row in targets)
        # What is left half-typed is offered again on these rows, and never on others.
        draft = f"{self.kind}.{name}.{keys}"
        self.ask(Question(label, answer, name=draft, history=name, **more))

    def ask_owner(self, make: Callable[[str], Make]) -> None:
        """Ask for a person by key or name; both are completed."""
        self.run_worker(self._read_people(), group="people", exclusive=True)
        label = "Owner (part of a name, - for nobody)"
        self.ask_change(label, "owner", make, complete=self._people_like)

    async def _read_people(self) -> None:
        try:
            self.people = tuple(await self.workspace.read(names.people))
        except PpmError as error:
            self.hint(str(error), "error")

    def _people_like(self, text: str) -> Sequence[str]:
        """The key of everybody whose key or name begins so, else the name."""
        typed = text.casefold()
        found = ((each.key, each.name) for each in self.people)
        fitting = ([n for n in pair if n.casefold().startswith(typed)] for pair in found)
        return [each[0] for each in fitting if each]

    def action_row_edit(self) -> None:
        """Open all fields of the row."""
        if self.current_key is None:
            self.say("there is no row here")
        else:
            self.go("edit", self.current_key)

    def action_row_repeat(self) -> None:
        """The last change again, on this row."""
        if self.repeat is None:
            self.say("nothing was changed here yet")
        else:
            self.change_now(*self.repeat)

    def day_preview(self, text: str) -> str:
        """What a date reads as while it is typed."""
        try:
            return f"{formats.full_day(self.day(text))}   Enter save   Esc leave"
        except Invalid as error:
            return str(error) if text.strip() else "20 mar · fri · +5d · +2w · w15 · 2026-04-08"

    def day(self, text: str) -> date:
        """The date that was typed. Raises Invalid."""
        return dates.parse(text, as_of=self.workspace.as_of)


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
        elif value == Rag.GREEN:
            self.change_now("green", self._declare(Rag.GREEN, ""))
        else:
            self.ask_change(
                f"Reason for {value}",
                value,
                lambda text: self._declare(Rag(value), text),
                has_lines=True,
            )

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
        from ppm_tui.store.commands import time

        def make(text: str) -> Make:
            amount, words = dates.effort(text)
            day = self.workspace.as_of
            return lambda row: partial(
                time.log_time, project=row.key, minutes=amount, day=day, text=words
            )

        self.ask_change("Time (2h, 1h30, 45m, + note)", "time", make)

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


def whole(text: str) -> int:
    """A whole number that was typed, with or without a per cent sign. Raises Invalid."""
    digits = text.strip().removesuffix("%").strip()
    if not digits.isdecimal():
        raise Invalid(f"a whole number is needed, not «{text}»")
    return int(digits)


class TaskChanges(Changes):
    """Status, note, time, owner, dates, per cent, done, rename, trash of the tasks meant."""

    def project_of(self, row: Any) -> str:
        """Key of the project that a task row belongs to."""
        return str(row.project)

    def action_row_status(self) -> None:
        """Choose a status; blocked asks why."""
        choices = keymap.CHOOSERS["status of a task"]
        self.choose("s", "status", choices, self._status)

    def _status(self, value: str) -> None:
        status = TaskStatus(value)
        is_for_phases = status in (TaskStatus.DONE, TaskStatus.DROPPED)
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
        """Set the finish; the duration stays as it is."""
        from ppm_tui.store.commands import tasks

        def make(text: str) -> Make:
            day = self.day(text)
            return lambda row: partial(tasks.set_dates, ref=row.ref, finish=day, seen=row.version)

        self.ask_change("Finish", "finish", make, rows=self.work_meant(), preview=self.day_preview)

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
            amount, words = dates.effort(text)
            return lambda row: partial(
                time.log_time,
                project=self.project_of(row),
                task=row.ref,
                minutes=amount,
                day=day,
                text=words,
            )

        self.ask_change("Time (2h, 1h30, 45m, + note)", "time", make)

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
