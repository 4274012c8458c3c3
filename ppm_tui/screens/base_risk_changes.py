"""What can be changed of the risks under the cursor or the marks."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from ppm_tui import keymap, tokens
from ppm_tui.analysis.risk import Matrix
from ppm_tui.errors import Invalid
from ppm_tui.screens import base_risk_status
from ppm_tui.screens.base_changes import Changes, Make, effect
from ppm_tui.terms import RiskStatus, Undefined

TASK_REF = re.compile(r"[TM]-\d+", re.IGNORECASE)


class RiskChanges(Changes):
    """Status, note, score, owner, date, close, tasks, trash of the risks meant."""

    def action_row_status(self) -> None:
        """Choose a status; closing and striking ask why, mitigating for the plan."""
        self.choose(
            "s",
            "status",
            keymap.CHOOSERS["status of a risk"],
            partial(base_risk_status.chosen, self),
        )

    def action_risk_close(self) -> None:
        """Close and say why; when all of them are closed, open them again."""
        rows = self.list.targets
        if rows and not any(row.is_open for row in rows):
            as_of = self.workspace.as_of
            again = base_risk_status.status_of(RiskStatus.OPEN, "", as_of)
            self.change_now("open again", again)
        else:
            base_risk_status.ask(self, RiskStatus.CLOSED)

    def action_add_issue(self) -> None:
        """The risk has happened: say what, and it is an issue."""
        base_risk_status.ask(self, RiskStatus.ISSUE)

    def action_risk_score(self) -> None:
        """Ask for two digits, likelihood and impact."""
        from ppm_tui.store.commands import risks

        def make(text: str) -> Make:
            probability, impact = rating(text)
            return lambda row: partial(
                risks.rate,
                ref=row.ref, probability=probability, impact=impact, seen=row.version,
            )  # fmt: skip

        self.ask_change("Score (likelihood, impact)", "score", make, preview=self.score_preview)

    @property
    def matrix(self) -> Matrix | None:
        """What risks are rated by, once it was read."""
        return None

    def score_preview(self, text: str) -> str:
        """What two digits stand for."""
        matrix = self.matrix
        return scored(text, matrix) if matrix is not None and text.strip() else ""

    def action_row_owner(self) -> None:
        """Choose who answers for it; `-` removes."""
        self.ask_owner(lambda text: self._edit(owner=None if text.strip() == "-" else text.strip()))

    def action_row_date(self) -> None:
        """Set the day by which something is done about it."""
        self.ask_change(
            "Due", "due", lambda text: self._edit(due=self.day(text)), preview=self.day_preview
        )

    def _edit(self, **fields: Any) -> Make:
        from ppm_tui.store.commands import risks

        return lambda row: partial(risks.edit, ref=row.ref, seen=row.version, **fields)

    def action_row_note(self) -> None:
        """Write a note on the risk: one of its project that names it."""
        from ppm_tui.store.commands import notes

        as_of = self.workspace.as_of

        def make(text: str) -> Make:
            if not text.strip():
                raise Invalid("a note needs some text")
            return lambda row: partial(
                notes.add, project=row.project, text=f"{row.ref}: {text.strip()}", as_of=as_of
            )

        self.ask_change("Note", "note", make, has_lines=True)

    def action_risk_task(self) -> None:
        """Add a task that answers the risk, or name one that is in the plan already."""
        from ppm_tui.store.commands import actions

        as_of = self.workspace.as_of

        def make(text: str) -> Make:
            if TASK_REF.fullmatch(text.strip()):
                return lambda row: partial(actions.link, about=row.ref, task=text.strip())
            words, said = tokens.parse(text, "task", as_of=as_of)
            fields: dict[str, Any] = said
            return lambda row: partial(
                actions.add, about=row.ref, name=words, as_of=as_of, **fields
            )

        hint = f"T-102, or a new one: text {tokens.examples('task')}"
        self.ask_change("Task that answers it", "task", make, foretold=effect, hint=hint)

    def action_row_delete(self) -> None:
        """Trash the risks meant; asks first, default no."""
        count = len(self.list.targets)
        if not count:
            self.say("there is no row here")
            return
        title = f"Delete {count} risk{'s' * (count != 1)}?  To the trash; u brings back."
        self.choose("X", title, (keymap.Choice("y", "yes", "yes"),), self._trash)

    def _trash(self, _answer: str) -> None:
        from ppm_tui.store.commands import risks

        as_of = self.workspace.as_of
        self.change_now("trash", lambda row: partial(risks.trash, ref=row.ref, as_of=as_of))


def rating(text: str) -> tuple[int, int]:
    """Two digits that were typed, with anything between: `44`, `4 4`, `p4 i4`. Raises Invalid."""
    digits = re.findall(r"\d", text)
    if len(digits) != 2 or re.sub(r"[\dpi\s×x*,/-]", "", text.casefold()):
        raise Invalid(f"a score is two digits, likelihood and impact: 44, not «{text}»")
    return int(digits[0]), int(digits[1])


def scored(text: str, matrix: Matrix) -> str:
    """What a score that is typed stands for, or what would be one."""
    try:
        probability, impact = rating(text)
    except Invalid:
        steps = ", ".join(f"{n} {step.label}" for n, step in enumerate(matrix.impacts, 1))
        return f"two digits, such as 44; impact: {steps}"
    if probability > len(matrix.probabilities) or impact > len(matrix.impacts):
        return "beyond the scales of the matrix"
    score = matrix.score(probability, impact)
    if isinstance(score, Undefined):
        return "not rated"
    names = matrix.probabilities[probability - 1].label, matrix.impacts[impact - 1].label
    return f"{matrix.zone(probability, impact)}{score}: likelihood {names[0]}, impact {names[1]}"
