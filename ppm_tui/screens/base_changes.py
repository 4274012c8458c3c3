"""Changing what the cursor or the marks are on: the flows of keys, asked in the field below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import dates, formats
from ppm_tui.errors import Conflict, Invalid, NeedsReason, PpmError
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.screens.base_over import decided
from ppm_tui.store.queries import names
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.terms import Done

Make = Callable[[Any], "Command"]
"""A row, to the command that changes it."""
TIME_EXAMPLES = "2h · 1h30 · 45m, then what for · nc not charged, ch charged"


class Changes(ListScreen):
    """Ask for a value and change every row meant, as one step."""

    repeat: tuple[str, Make] | None = None
    people: tuple[names.Person, ...] = ()

    async def change_rows(
        self, rows: tuple[Any, ...], label: str, make: Make, over: Decision | None = None
    ) -> None:
        """Change these rows; several are one step. Raises PpmError.

        `over` is what becomes of time that is over what was agreed, once that was asked.
        """
        await self.saved(_command(rows, label, lambda row: decided(make(row), over)))
        self.repeat = (label, make)

    def change_now(self, label: str, make: Make, *, rows: tuple[Any, ...] | None = None) -> None:
        """Change the rows meant in the background and say how it went."""
        # Those of now: the next key may move the cursor before the work begins.
        rows = self.list.targets if rows is None else rows
        if rows:
            self.in_background(self.change_rows(rows, label, make))
        else:
            self.say("there is no row here")

    def change_or_ask(
        self,
        question: str,
        name: str,
        make: Callable[[str], Make],
        *,
        rows: tuple[Any, ...] | None = None,
    ) -> None:
        """Change the rows meant, and ask for a text only where it is refused without one."""
        rows = self.list.targets if rows is None else rows
        if rows:
            self.in_background(self._change_or_ask(question, name, make, rows))
        else:
            self.say("there is no row here")

    async def _change_or_ask(
        self, question: str, name: str, make: Callable[[str], Make], rows: tuple[Any, ...]
    ) -> None:
        try:
            await self.change_rows(rows, name, make(""))
        except NeedsReason as error:
            self.ask_change(question, name, make, rows=rows, has_lines=True, hint=str(error))

    def ask_change(
        self,
        question: str,
        name: str,
        make: Callable[[str], Make],
        *,
        rows: tuple[Any, ...] | None = None,
        foretold: Callable[[Done], str] | None = None,
        **more: Any,
    ) -> None:
        """Ask for a text; `make` turns it into what changes a row, or raises Invalid.

        `foretold` says while it is typed what would be done, such as `effect` what would move.
        """
        # The rows as they were read: what others write meanwhile is a Conflict.
        targets = self.list.targets if rows is None else rows
        if not targets:
            self.say("there is no row here")
            return
        label = question if len(targets) == 1 else f"{question} ({len(targets)} marked)"

        async def answer(text: str, over: Decision | None = None) -> None:
            nonlocal targets
            try:
                await self.change_rows(targets, f"{name} {text}", make(text), over)
            except Conflict:
                await self.read_now()
                targets = self.list.of(targets)
                raise

        if foretold is not None:
            more["effect"] = self.foreseen(
                lambda text: _command(targets, name, make(text)), foretold
            )
        keys = ",".join(self.list.key(row) for row in targets)
        # What is left half-typed is offered again on these rows, and never on others.
        draft = f"{self.kind}.{name}.{keys}"
        self.ask(Question(label, answer, name=draft, history=name, again=answer, **more))

    def ask_time(self, make: Callable[[str], Make], **more: Any) -> None:
        """Ask for an amount and what for; what would be logged is told while it is typed."""
        from ppm_tui import tokens  # 5 ms that the first screen does without

        def preview(text: str) -> str:
            try:
                tokens.time(text)
            except Invalid as error:
                return str(error) if text.strip() else TIME_EXAMPLES
            return ""

        more |= {"preview": preview, "hint": TIME_EXAMPLES}
        self.ask_change("Time (2h, 1h30, 45m, + note)", "time", make, foretold=in_words, **more)

    def timed(self) -> tuple[str, str | None] | None:
        """Project and task of the row under the cursor, which a timer is started on."""
        row = self.list.current
        return (row.key, None) if row is not None else None

    def action_row_timer(self) -> None:
        """Stop the timer that runs here, else start it here."""
        from ppm_tui.analysis.rounding import rounding_of
        from ppm_tui.store.commands import timer

        place = self.timed()
        if place is None:
            self.say("there is no row here to start a timer on")
            return
        rule = rounding_of(self.ppm.settings.rounding)
        self.save_time(partial(timer.toggle, project=place[0], task=place[1], rounding=rule))

    def save_time(self, command: Callable[..., Done]) -> None:
        """Save what logs time; what of it is over what was agreed is asked."""

        async def attempt(over: Decision | None) -> None:
            await self.saved(decided(command, over))

        self.decide(attempt)

    def ask_owner(self, make: Callable[[str], Make]) -> None:
        """Ask for a person by key or name; both are completed."""
        self.aside(self._read_people, "people")
        label = "Owner (part of a name, - for nobody)"
        self.ask_change(label, "owner", make, complete=self._people_like, foretold=effect)

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
        rows = self.list.targets
        if self.repeat is None:
            self.say("nothing was changed here yet")
        elif not rows:
            self.say("there is no row here")
        else:
            label, make = self.repeat
            self.decide(lambda over: self.change_rows(rows, label, make, over))

    def day_preview(self, text: str) -> str:
        """What a date reads as while it is typed."""
        try:
            return f"{formats.full_day(self.day(text))}   Enter save   Esc leave"
        except Invalid as error:
            return str(error) if text.strip() else "20 mar · fri · +5d · +2w · w15 · 2026-04-08"

    def day(self, text: str) -> date:
        """The date that was typed. Raises Invalid."""
        return dates.parse(text, as_of=self.workspace.as_of)


def effect(done: Done) -> str:
    """What a change moves in the plan."""
    return done.effect


def in_words(done: Done) -> str:
    """What a change does."""
    return done.text


def _command(rows: tuple[Any, ...], label: str, make: Make) -> Command:
    """What changes these rows, several as one step."""
    from ppm_tui.store.commands import steps

    if len(rows) == 1:
        return make(rows[0])
    commands = [make(row) for row in rows]
    return partial(steps.together, label=f"{len(rows)} rows: {label}", commands=commands)


def whole(text: str) -> int:
    """A whole number that was typed, with or without a per cent sign. Raises Invalid."""
    digits = text.strip().removesuffix("%").strip()
    if not digits.isdecimal():
        raise Invalid(f"a whole number is needed, not «{text}»")
    return int(digits)
