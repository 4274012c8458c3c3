"""Status computed from data, beside the one that the manager declares.

There is no standard for these limits. A dimension is green within the tolerance that was agreed
for the project, amber where a forecast leaves it, red where it is left already or no way back is
agreed, and nothing where it cannot be judged. The limits used where none was agreed are this
program's own, and each result says what decided it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ppm_tui.analysis.rates import half_up
from ppm_tui.terms import Dimension, Money, Rag, Undefined

ORDER = {Rag.GREEN: 0, Rag.AMBER: 1, Rag.RED: 2}
PATIENCE = 14
"""Days after which a change that nobody decides is no agreed way back."""


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far a project may go before somebody must act.

    Days of its finish, per cent of its budget for the forecast and for changes, per cent over
    what somebody can do in a week, and the highest residual score; without one, no critical risk.
    """

    days: int = 5
    cost: int = 10
    scope: int = 10
    load: int = 0
    risk: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The colour of a dimension and the fact that decided it; None where it cannot be judged."""

    dimension: Dimension
    rag: Rag | None
    reason: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Where a project stands in time, in calendar days.

    `slip` is its forecast finish after its baseline, `by_pace` the same by earned schedule,
    `overdue` how late its latest milestone is by today, `past` how long its finish is over.
    """

    slip: int | Undefined
    by_pace: Fraction | Undefined
    spi_t: Fraction | Undefined
    overdue: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """Open risks as they are expected to remain: the highest score, how many are critical, and
    for how many of these nobody has chosen a response."""

    top: Fraction | None
    critical: int
    unanswered: int


def schedule(dates: Dates, agreed: Tolerances) -> Judged:
    """By forecast finish, earned schedule and milestones, against the days that are tolerated.

    Source: definitions, status colours: date logic, SPI(t) under 0.9 as an alert.
    """
    return _worst(Dimension.SCHEDULE, _dated(dates, agreed.days), "no baseline and no milestones")


def _dated(dates: Dates, days: int) -> Iterator[tuple[Rag, str]]:
    if dates.past > days:
        yield Rag.RED, f"its finish is {dates.past}d over, {days}d are tolerated"
    if dates.overdue:
        rag = Rag.RED if dates.overdue > days else Rag.AMBER
        yield rag, f"a milestone is {dates.overdue}d late, {days}d are tolerated"
    if not isinstance(dates.slip, Undefined):
        rag = Rag.AMBER if dates.slip > days else Rag.GREEN
        yield rag, f"finish {dates.slip:+}d, {days}d are tolerated"
    if not isinstance(dates.by_pace, Undefined) and not isinstance(dates.spi_t, Undefined):
        late = half_up(dates.by_pace)
        rag = Rag.AMBER if late > days else Rag.GREEN
        pace = _decimals(dates.spi_t, 2)
        yield rag, f"at SPI(t) {pace} it ends {late:+}d, {days}d are tolerated"


def cost(
    *, bac: Money | Undefined, eac: Fraction | Undefined, ac: Money, agreed: Tolerances
) -> Judged:
    """By forecast and actual cost, against the per cent over budget that are tolerated.

    Source: definitions, status colours: variance on cost, project tolerances.
    """
    if isinstance(bac, Undefined) or bac <= 0:
        reason = bac.reason if isinstance(bac, Undefined) else "the baseline has no cost"
        return Judged(Dimension.COST, None, reason)
    found = []
    borne = f"{agreed.cost}% is tolerated"
    if Fraction(ac, bac) * 100 > 100 + agreed.cost:
        found.append((Rag.RED, f"spent {_more(ac, bac)} of the budget, {borne}"))
    if not isinstance(eac, Undefined):
        is_over = eac / bac * 100 > 100 + agreed.cost
        found.append((Rag.AMBER if is_over else Rag.GREEN, f"forecast {_more(eac, bac)}, {borne}"))
    unknown = eac.reason if isinstance(eac, Undefined) else ""
    return _worst(Dimension.COST, found, unknown)


def scope(
    *, pending: Money, waiting: int, since: int, bac: Money | Undefined, agreed: Tolerances
) -> Judged:
    """By what the changes that nobody has decided would cost, against the budget.

    `waiting` is how many there are, `since` for how many days the oldest waits. Red when they ask
    for more than is tolerated and wait too long: no way back is agreed.
    Source: definitions, status colours: scope by pending changes.
    """
    if not waiting:
        return Judged(Dimension.SCOPE, Rag.GREEN, "no change waits for a decision")
    count = f"{waiting} change{'s' * (waiting != 1)}"
    if isinstance(bac, Undefined) or bac <= 0:
        return Judged(Dimension.SCOPE, None, f"{count} waiting, and there is no budget to judge by")
    share = Fraction(pending, bac) * 100
    asked = f"{_decimals(share, 1)}%"
    said = f"{count} waiting for {asked} of the budget, {agreed.scope}% is tolerated"
    if share <= agreed.scope:
        return Judged(Dimension.SCOPE, Rag.GREEN, said)
    rag = Rag.RED if since > PATIENCE else Rag.AMBER
    return Judged(Dimension.SCOPE, rag, f"{said}, the oldest for {since}d")


def resources(load: tuple[int, str] | Undefined, agreed: Tolerances) -> Judged:
    """By the highest load of somebody who works on it next week: per cent, and who that is.

    Never red: next week is a forecast, and there is time to move work.
    Source: definitions, status colours: resources by forecast overload.
    """
    if isinstance(load, Undefined):
        return Judged(Dimension.RESOURCES, None, load.reason)
    percent, who = load
    over = percent - 100
    rag = Rag.AMBER if over > agreed.load else Rag.GREEN
    borne = f", {agreed.load}% over is tolerated" if agreed.load else ""
    return Judged(Dimension.RESOURCES, rag, f"{who} is booked {percent}% next week{borne}")


def risk(exposure: Exposure | None, agreed: Tolerances) -> Judged:
    """By the highest residual score, against the score that is borne, else by critical risks.

    Red where nobody has chosen a response to a critical one. None without a rated risk.
    Source: definitions, status colours: risk by highest residual.
    """
    if exposure is None or exposure.top is None:
        return Judged(Dimension.RISK, None, "no open risk is rated")
    score = _decimals(exposure.top, 1).removesuffix(".0")
    top = f"highest residual score {score}"
    is_over = exposure.critical > 0
    if agreed.risk is not None:
        is_over = exposure.top > agreed.risk
        top = f"{top}, {agreed.risk} is borne"
    if not is_over:
        return Judged(Dimension.RISK, Rag.GREEN, top)
    if exposure.unanswered:
        return Judged(Dimension.RISK, Rag.RED, f"{top}, {exposure.unanswered} without a response")
    return Judged(Dimension.RISK, Rag.AMBER, top)


def overall(judged: Iterable[Judged]) -> Judged | None:
    """The worst of all dimensions; None when nothing can be judged, and where all that is known
    is fine, but neither time nor cost is known. Source: definition, unknown is not green.
    """
    known = [each for each in judged if each.rag is not None]
    worst = max(known, key=lambda each: ORDER[each.rag or Rag.GREEN], default=None)
    has_plan = any(each.dimension in (Dimension.SCHEDULE, Dimension.COST) for each in known)
    return worst if has_plan or (worst and worst.rag is not Rag.GREEN) else None


def is_better(declared: Rag, computed: Rag | None) -> bool:
    """Whether somebody says that it stands better than the data do. Source: definition."""
    return computed is not None and ORDER[declared] < ORDER[computed]


def _worst(dimension: Dimension, found: Iterable[tuple[Rag, str]], unknown: str) -> Judged:
    worst = max(found, key=lambda item: ORDER[item[0]], default=None)
    return Judged(dimension, *(worst or (None, unknown)))


def _more(amount: Fraction | int, bac: int) -> str:
    """By how much an amount differs from the budget: `+18.9%`."""
    more = Fraction(amount, bac) * 100 - 100
    shown = _decimals(abs(more), 1)
    return f"{'-' if more < 0 and shown != '0.0' else '+'}{shown}%"


def _decimals(value: Fraction, places: int) -> str:
    """A figure within a sentence, halves up; nothing here is below zero."""
    digits = str(half_up(value * 10**places)).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


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
