"""What becomes of risks, wherever their rows stand; of one that strikes what is drawn for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import formats
from ppm_tui.errors import PpmError
from ppm_tui.exchange import amounts
from ppm_tui.store.queries import reserve
from ppm_tui.terms import RiskStatus
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.screens.base_changes import Changes, Make
    from ppm_tui.store.commands.steps import Command

REASONS = {
    RiskStatus.CLOSED: "Closed why",
    RiskStatus.ISSUE: "What has happened",
    RiskStatus.MITIGATING: "Plan",
}
"""What is asked for with a status."""
REVIEWED = "reviewed"
"""Stands among the statuses that are offered and is none: it was looked at today."""
DRAW = "34k or 16h from the contingency, 0 for nothing   Enter draws it   Esc leaves the reserve"


def chosen(screen: Changes, value: str) -> None:
    """Give the risks meant a status, and ask first for what it needs."""
    as_of = screen.workspace.as_of
    if value == REVIEWED:
        screen.change_now(value, _reviewed(as_of))
    elif (status := RiskStatus(value)) in REASONS:
        ask(screen, status)
    else:
        screen.change_now(value, status_of(status, "", as_of))


def ask(screen: Changes, status: RiskStatus) -> None:
    """Ask why risks are closed, what has happened, or for the plan."""
    more: dict[str, Any] = {"has_lines": True}
    rows = screen.list.targets
    if status is RiskStatus.MITIGATING:
        more["hint"] = "what is done about it; nothing keeps the plan as it is"
        if len(rows) == 1:
            more["initial"] = getattr(rows[0], "response", "")
    elif status is RiskStatus.ISSUE and len(rows) == 1:
        more["then"] = partial(_draw, screen, rows[0].ref)
    make = partial(status_of, status, as_of=screen.workspace.as_of)
    screen.ask_change(REASONS[status], status.value, make, **more)


def status_of(status: RiskStatus, reason: str, as_of: date) -> Make:
    """What gives a row a status."""
    from ppm_tui.store.commands import risk_status

    return lambda row: partial(
        risk_status.set_status,
        ref=row.ref, status=status, as_of=as_of, reason=reason, seen=row.version,
    )  # fmt: skip


def _reviewed(as_of: date) -> Make:
    from ppm_tui.store.commands import risk_status

    return lambda row: partial(risk_status.review, ref=row.ref, as_of=as_of, seen=row.version)


async def _draw(screen: Changes, ref: str, _reason: str) -> Question | None:
    """What to ask when a risk has struck: how much of the reserve that costs, if there is any."""
    as_of = screen.workspace.as_of
    try:
        found = await screen.workspace.read(reserve.struck, risk=ref, as_of=as_of)
    except PpmError:
        return None
    if found is None:
        return None

    def make(text: str) -> Command:
        from ppm_tui.store.commands.reserve import draw

        cost, minutes = amounts.either(text or "0", found.currency)
        return partial(
            draw, key=found.project, as_of=as_of, cost=cost, minutes=minutes, issue=found.issue
        )

    async def answer(text: str) -> None:
        if any(amounts.either(text or "0", found.currency)):
            await screen.saved(make(text))

    told = screen.foreseen(make, lambda done: done.text)
    proposed = formats.plain_money(found.cost, found.currency)
    return Question(
        f"{ref} became {found.issue}: draw", answer, initial=proposed, effect=told, hint=DRAW
    )  # fmt: skip
