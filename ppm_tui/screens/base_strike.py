"""A risk that has struck becomes an issue: what it costs is proposed and drawn in one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts
from ppm_tui.store.queries import details, reserve
from ppm_tui.terms import Undefined
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.screens.base import PpmScreen
    from ppm_tui.store.commands.steps import Command
    from ppm_tui.store.queries.reserve import ReserveRow
    from ppm_tui.store.reader import Connection

HINT = "45k or 16h from the contingency, 0 for nothing   Enter makes it an issue   Esc leaves"


def ask(screen: PpmScreen, ref: str) -> None:
    """Ask how much to draw for a risk that has struck, and make it an issue."""
    screen.in_background(_ask(screen, ref))


async def _ask(screen: PpmScreen, ref: str) -> None:
    as_of = screen.workspace.as_of
    row, amount = await screen.workspace.read(_proposed, ref=ref, as_of=as_of)

    def make(text: str) -> Command:
        from ppm_tui.store.commands.issues import strike

        cost, minutes = amounts.either(text or "0", row.currency)
        if cost < 0:
            raise Invalid("an amount is not below 0")
        return partial(strike, risk=ref, as_of=as_of, cost=cost, minutes=minutes)

    async def answer(text: str) -> None:
        await screen.saved(make(text))

    screen.ask(
        Question(
            f"{ref} struck: draw", answer, f"{ref}.strike", _typed(amount, row.currency),
            effect=screen.foreseen(make, lambda done: done.text), hint=HINT,
        )
    )  # fmt: skip


def _proposed(connection: Connection, *, ref: str, as_of: date) -> tuple[ReserveRow, int]:
    """The reserve of its project, and the amount of the risk as far as that reserve goes."""
    risk = details.detail(connection, ref=ref)
    [row] = reserve.reserves(connection, as_of=as_of, key=risk.project)
    left = 0 if isinstance(row.left_cost, Undefined) else max(0, row.left_cost)
    return row, min(getattr(risk, "cost", None) or 0, left)


def _typed(amount: int, currency: str) -> str:
    return f"{formats.rounded(amount).scaleb(-formats.exponent(currency)):f}"
