"""Status computed from data, beside the one that the manager declares.

There is no standard for these limits; they are this program's defaults, and each result says
which of them decided.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ppm_tui.terms import Rag, Undefined

INDEX_AMBER, INDEX_RED = Decimal("0.95"), Decimal("0.85")
OVERRUN_AMBER, OVERRUN_RED = Decimal("0.02"), Decimal("0.10")
ORDER = {Rag.GREEN: 0, Rag.AMBER: 1, Rag.RED: 2}


@dataclass(frozen=True, slots=True)
class Health:
    """A computed colour and the fact that decided it."""

    rag: Rag | None
    reason: str


def computed(
    *,
    late_milestones: int,
    spi: Decimal | Undefined,
    overrun: Decimal | Undefined,
    top_risk: Decimal | None,
    critical_risks: int,
) -> Health:
    """Worst of schedule, cost and risk; None when nothing can be judged.

    Source: default limits of this program; SPI under 0.9 as an alert is common practice
    (Govan, PRA; pmcontrols), the borders 0.95 and 0.85 lie around it.
    """
    found: list[tuple[Rag, str]] = []
    if late_milestones:
        found.append((Rag.AMBER, f"{late_milestones} milestone(s) late"))
    if not isinstance(spi, Undefined):
        found.append((_below(spi), f"SPI {spi:.2f}"))
    if not isinstance(overrun, Undefined):
        found.append((_above(overrun), f"forecast {overrun * 100:+.0f} % of budget"))
    if top_risk is not None:
        worst = Rag.AMBER if critical_risks else Rag.GREEN
        found.append((worst, f"top risk {top_risk}"))
    if not found:
        return Health(None, "no baseline, milestones or risks to judge by")
    return Health(*max(found, key=lambda item: ORDER[item[0]]))


def _below(index: Decimal) -> Rag:
    if index < INDEX_RED:
        return Rag.RED
    return Rag.AMBER if index < INDEX_AMBER else Rag.GREEN


def _above(overrun: Decimal) -> Rag:
    if overrun > OVERRUN_RED:
        return Rag.RED
    return Rag.AMBER if overrun > OVERRUN_AMBER else Rag.GREEN


def trend(weeks: str) -> int:
    """Whether a status has got worse (-1), is recovering (1), or neither (0).

    Worse than two weeks before comes first; else better than the worst of the weeks given, so that
    a recovery shows as long as it can be seen in them. `weeks` has one letter a week, oldest
    first: G, A, R, or - where there was none, of which nothing follows.
    Source: the arrows of the twelve projects drawn for the portfolio screen.
    """
    order = "RAG"
    known = [order.index(letter) for letter in weeks if letter in order]
    if len(known) < 2 or weeks[-1] not in order:
        return 0
    now = known[-1]
    then = next(order.index(letter) for letter in weeks[-3:] if letter in order)
    return -1 if now < then else int(now > min(known))


def update_due(
    *, last: date | None, as_of: date, is_weekly: bool, weekday: int, is_late: bool
) -> bool:
    """Whether a status update is due on the day, given the last one before that day.

    Due when a milestone is late, on the day of the cadence, or after seven days.
    Source: the rule of the daily update.
    """
    if last is None or is_late or not is_weekly:
        return True
    return weekday == as_of.weekday() or (as_of - last).days >= 7
