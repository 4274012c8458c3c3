"""Time that passes what was agreed: what becomes of it is asked at once, then it is saved so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import keymap
from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.screens.base_keys import KeyScreen
from ppm_tui.terms import Done, Over
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision
    from ppm_tui.store.commands.steps import Command

Attempt = Callable[["Decision | None"], Awaitable[None]]
"""Saves, at first without a decision; raises OverLimit where one is needed."""
Then = Callable[[], Awaitable[Question | None]]


async def _nothing() -> Question | None:
    return None


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be saved, a note that was typed with it, and what is asked once it is saved."""

    attempt: Attempt
    note: str = ""
    then: Then = _nothing
    is_draft: bool = False
    """Whether what was typed is offered again if it is not saved now."""


class OverScreen(KeyScreen, inherit_bindings=False):
    """A screen that asks what becomes of time that is over: bill, absorb, or a change request."""

    def in_background(self, work: Awaitable[object]) -> None:
        """Finish a change and say how it went."""

    def decide(self, attempt: Attempt) -> None:
        """Save in the background; what is over is asked. Keys wait until that is clear."""
        self._attempt(Case(attempt))

    def asks_over(self, text: str, error: OverLimit) -> bool:
        """Ask what becomes of what an answer is over by; what was typed is a draft meanwhile."""
        question = self.prompt.question
        if question is None or question.again is None:
            return False
        again = question.again

        async def attempt(decision: Decision | None) -> None:
            assert decision is not None
            await again(text, decision)
            self.prompt.memory.drafts.pop(question.name, None)

        async def then() -> Question | None:
            return await question.then(text) if question.then is not None else None

        self.prompt.remember()
        self.close_prompt(keep=True)
        is_draft = question.name in self.prompt.memory.drafts
        self._ask_over(error, Case(attempt, note_in(text), then, is_draft))
        return True

    def _attempt(self, case: Case, decision: Decision | None = None) -> None:
        # A letter that was typed ahead would answer a question that nobody has seen.
        self.is_answering = True
        self.in_background(self._attempted(case, decision))

    async def _attempted(self, case: Case, decision: Decision | None) -> None:
        further = None
        try:
            await case.attempt(decision)
            further = await case.then()
        except OverLimit as error:
            self.typed_ahead.clear()
            self._ask_over(error, case)
        finally:
            self.is_answering = False
            if further is not None:
                self.ask(further)
            self.catch_up()

    def _ask_over(self, error: OverLimit, case: Case) -> None:
        def chosen(value: str) -> None:
            from ppm_tui.store.commands.overruns import Decision

            if Over(value) is Over.ABSORB:
                self._ask_why(case)
            else:
                self._attempt(case, Decision(Over(value)))

        title, briefer = str(error), []
        if error.part:
            title = f"{error.part} over {error.limit}"
            brief = f"{error.part} over {error.name}"
            briefer = [f"{brief} ({error.place})", brief, f"{error.part} over"]
        choices = keymap.CHOOSERS["time over what was agreed"]
        left = partial(self._left_over, case)
        self.choose("!", title, choices, chosen, briefer=briefer, left=left)

    def _left_over(self, case: Case) -> None:
        kept = "; what was typed is kept as draft" if case.is_draft else ""
        self.say(f"nothing was logged{kept}")

    def _ask_why(self, case: Case) -> None:
        from ppm_tui.store.commands.overruns import Decision

        async def answer(text: str) -> None:
            await case.attempt(Decision(Over.ABSORB, text))

        async def then(_text: str) -> Question | None:
            return await case.then()

        hint = "why it is not billed; Enter absorbs it, Esc leaves"
        more: dict[str, Any] = {"hint": hint, "then": then, "leave": partial(self._left_over, case)}
        self.ask(Question("Absorbed why", answer, initial=case.note, **more))


def decided(command: Callable[..., Done], over: Decision | None) -> Command:
    """A command that logs time, with what becomes of what is over, once that was asked."""
    return command if over is None else partial(command, over=over)


def note_in(text: str) -> str:
    """What time was for, of a text that says how much and what for; else nothing."""
    from ppm_tui import tokens  # 5 ms that the first screen does without

    try:
        return tokens.time(text)[2]
    except Invalid:
        return ""
