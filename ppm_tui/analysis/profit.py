"""What work has brought: margin, realisation, effective rate, and what of a budget is used.

Money is minor units of one currency, effort minutes. Every figure is declared once, in `METRICS`,
as those of earned value are.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from ppm_tui.analysis.earned_value import Figure, Figures, Input, Metric, Unit, by_name, ratio
from ppm_tui.analysis.rates import half_up
from ppm_tui.terms import Billing, Money, Recognition, Undefined

NOTHING = Money(0)
NO_REVENUE = Undefined("no revenue yet")
NOT_PRICED = Undefined("no work has a bill rate yet")
NO_TIME = Undefined("no time yet")
NO_BUDGET = Undefined("no budget is set")
NOTHING_TO_SPEND = Undefined("the budget is 0")
NO_FEE = Undefined("no fee is agreed")
NO_CONTRACT = Undefined("no contract value is set")
THRESHOLDS = (50, 75, 90, 100)
"""Per cent of a budget at which somebody should look."""

INPUTS = {
    given.name: given
    for given in (
        Input("revenue", "revenue", "what the client pays for what was done", Unit.MONEY),
        Input("cost", "cost", "actual cost", Unit.MONEY),
        Input("price", "price", "the work at the usual rates", Unit.MONEY),
        Input("hours", "hours", "time of people", Unit.PERIODS),
        Input("budget", "budget", "what may be spent", Unit.MONEY),
        Input("committed", "committed", "ordered and not charged yet", Unit.MONEY),
        Input("contract", "contract", "what the client has agreed to pay", Unit.MONEY),
        Input("eac", "EAC", "forecast of the cost at completion", Unit.MONEY),
        Input("invoiced", "invoiced", "what was invoiced", Unit.MONEY),
        Input("billable", "billable", "what may be invoiced up to now", Unit.MONEY),
    )
}
"""What figures are reckoned from."""
AMOUNTS = tuple(name for name in INPUTS if name != "hours")
"""Those of them that are money."""

METRICS = by_name(
    (
        Metric(
            "margin", "Margin", "gross margin so far",
            "revenue - cost", Unit.MONEY, lambda revenue, cost: revenue - cost,
        ),
        Metric(
            "margin_share", "Margin %", "gross margin as a share of revenue",
            "(revenue - cost) / revenue", Unit.PERCENT,
            lambda revenue, cost: ratio(revenue - cost, revenue, NO_REVENUE),
        ),
        Metric(
            "realisation", "Realisation", "revenue from each unit of what the work is worth",
            "revenue / price", Unit.PERCENT,
            lambda revenue, price: ratio(revenue, price, NOT_PRICED),
        ),
        Metric(
            "effective_rate", "Effective rate", "revenue of an hour worked",
            "revenue / hours", Unit.MONEY,
            lambda revenue, hours: ratio(revenue, hours, NO_TIME),
        ),
        Metric(
            "unbilled", "Unbilled", "what may be invoiced and is not",
            "billable - invoiced", Unit.MONEY, lambda billable, invoiced: billable - invoiced,
        ),
        Metric(
            "budget_used", "Used", "share of the budget that is spent",
            "cost / budget", Unit.PERCENT,
            lambda cost, budget: ratio(cost, budget, NOTHING_TO_SPEND),
        ),
        Metric(
            "budget_left", "Left", "what of the budget is neither spent nor ordered",
            "budget - cost - committed", Unit.MONEY,
            lambda budget, cost, committed: budget - cost - committed,
        ),
        Metric(
            "margin_at_completion", "Margin at end", "margin that the forecast leaves",
            "contract - EAC", Unit.MONEY, lambda contract, eac: contract - eac,
        ),
        Metric(
            "margin_share_at_completion", "Margin % at end",
            "margin that the forecast leaves, as a share of the contract",
            "(contract - EAC) / contract", Unit.PERCENT,
            lambda contract, eac: ratio(contract - eac, contract, NO_CONTRACT),
        ),
    )
)  # fmt: skip
"""Every figure of money by its name, in the order in which a report has them."""


@dataclass(frozen=True, slots=True)
class Profit(Figures):
    """What was measured of a project, a client or a role up to a day: `profit["margin"]`.

    Amounts are minor units of one currency; `minutes` is the time of people.
    Source: definitions, billing and margin.
    """

    table: ClassVar = METRICS

    revenue: Money | Undefined
    cost: Money | Undefined
    price: Money | Undefined
    minutes: int
    budget: Money | Undefined = NO_BUDGET
    committed: Money | Undefined = NOTHING
    contract: Money | Undefined = NO_CONTRACT
    eac: Fraction | Undefined = NO_REVENUE
    invoiced: Money | Undefined = NOTHING
    billable: Money | Undefined = NOTHING
    _known: dict[str, Figure] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def hours(self) -> Fraction:
        """Time of people in hours, exact."""
        return Fraction(self.minutes, 60)


def threshold(used: Figure) -> int | None:
    """The highest threshold that a share has reached, in per cent; None below all.

    Source: budget alerts at 50, 75, 90 and 100 per cent.
    """
    if isinstance(used, Undefined):
        return None
    return max((each for each in THRESHOLDS if used * 100 >= each), default=None)


@dataclass(frozen=True, slots=True)
class Part:
    """Work that is paid in one way: by an agreement, or by what its project says.

    `within` is what of it is within what was agreed, at its price, `over` what is billed beyond
    that. Of a fixed fee `amount` is the fee, `share` the part of the work that is earned, and
    `reached` what the milestones are worth that are done; None where it has no milestones.
    """

    method: Billing
    within: Money | Undefined
    over: Money
    amount: Money | None = None
    share: Figure = NO_FEE
    reached: Money | None = None
    recognition: Recognition = Recognition.EARNED


def revenue(part: Part) -> Money | Undefined:
    """What the client pays for what was done up to now, whether it is invoiced or not.

    Work by the hour, up to a cap or out of a bucket is worth its price; a fixed fee counts as it
    is earned or as milestones are reached, as the project says; internal work brings nothing.
    Source: definitions, billing and margin; case B2.
    """
    if part.method is Billing.INTERNAL:
        return NOTHING
    is_fee = part.method is Billing.FIXED_FEE
    if part.method is Billing.MILESTONE or (is_fee and _is_by_milestones(part)):
        return Money((part.reached or 0) + part.over)
    if is_fee:
        if part.amount is None:
            return NO_FEE
        if isinstance(part.share, Undefined):
            return part.share
        return Money(half_up(part.amount * part.share) + part.over)
    if isinstance(part.within, Undefined):
        return part.within
    return Money(part.within + part.over)


def billable(part: Part) -> Money | Undefined:
    """What may be invoiced up to now: a milestone once it is reached, a fee without milestones
    once all is done.

    What is taken out of a prepaid bucket is invoiced with the bucket.
    Source: definitions, billing methods.
    """
    if part.method is Billing.RETAINER:
        return part.over
    if part.method is Billing.FIXED_FEE:
        if part.reached is not None:
            return Money(part.reached + part.over)
        if part.amount is None:
            return NO_FEE
        is_done = not isinstance(part.share, Undefined) and part.share >= 1
        return Money((part.amount if is_done else 0) + part.over)
    return revenue(part)


def _is_by_milestones(part: Part) -> bool:
    return part.recognition is Recognition.MILESTONES
