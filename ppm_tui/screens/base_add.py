"""Adding by one line: a text with tokens, from any screen; Tab goes on to all fields."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import tokens
from ppm_tui.analysis.risk import PPM, Matrix
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.store.queries.risk_matrix import matrix as matrix_in_force
from ppm_tui.terms import TaskKind
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.screens.base import PpmScreen
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.terms import Done

HOW = "Enter saves   Tab all fields   Esc leaves"


def ask(
    screen: PpmScreen,
    kind: str,
    *,
    done: Callable[[Done], object] = lambda done: None,
    **where: Any,
) -> None:
    """Ask for one line about something new and add it; `where` goes to the command as it is."""
    project = where.get("project") or where.get("about")
    matrix = PPM  # until that in force was read

    async def read() -> None:
        nonlocal matrix
        with suppress(PpmError):  # the score while it is typed is all that is lost
            matrix = await screen.workspace.read(matrix_in_force)

    async def add(text: str) -> Done:
        words, fields = tokens.parse(text, kind, as_of=screen.workspace.as_of)
        added = await screen.saved(_command(kind, words, screen.workspace.as_of, where | fields))
        done(added)
        return added

    async def answer(text: str) -> None:
        await add(text)

    async def form(text: str) -> None:
        added = await add(text)
        screen.go("edit", added.refs[0])

    label = f"New {kind}" + (f" on {project}" if project else "")
    screen.ask(
        Question(
            label,
            answer,
            name=f"{project or ''}.new.{kind}",
            preview=lambda text: preview(text, kind, as_of=screen.workspace.as_of, matrix=matrix),
            form=form,
            hint=f"text {tokens.examples(kind)}   {HOW}",
        )
    )
    if kind == "risk":
        screen.aside(read, "matrix")


def _command(kind: str, text: str, as_of: date, fields: dict[str, Any]) -> Command:
    from ppm_tui.store.commands import (
        actions,
        assumptions,
        changes,
        decisions,
        issues,
        projects,
        risks,
        tasks,
    )

    if kind == "project":
        return partial(projects.add, name=text, **fields)
    if kind in ("task", "milestone"):
        tokens.refuse_timeless(kind, fields)
        return partial(tasks.add, name=text, kind=TaskKind(kind), as_of=as_of, **fields)
    if kind == "action":
        return partial(actions.add, name=text, as_of=as_of, **fields)
    added: dict[str, Callable[..., Done]] = {
        "risk": risks.add, "issue": issues.add, "change": changes.add,
        "assumption": assumptions.add, "decision": decisions.add,
    }  # fmt: skip
    return partial(added[kind], title=text, as_of=as_of, **fields)


def preview(text: str, kind: str, *, as_of: date, matrix: Matrix = PPM) -> str:
    """How a half-typed line is understood."""
    try:
        words, fields = tokens.parse(text, kind, as_of=as_of)
    except Invalid as error:
        return str(error)
    parts = [f"{kind}: {words or '…'}", *tokens.said(fields, kind)]
    chance, impact = fields.get("probability"), fields.get("impact")
    if isinstance(chance, int) and isinstance(impact, int):
        parts.append(_score(matrix, chance, impact))
    return "   ".join(parts)


def _score(matrix: Matrix, probability: int, impact: int) -> str:
    """Score and zone of a cell; nothing while it is not rated, or is none of the matrix."""
    if (probability, impact) not in matrix.cells:
        return ""
    return f"score {matrix.score(probability, impact)} {matrix.zone(probability, impact)}"
