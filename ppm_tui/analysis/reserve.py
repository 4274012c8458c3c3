"""How much reserve the known risks ask for, and what is left of the one that was set."""

from collections.abc import Iterable
from decimal import Decimal

from ppm_tui.terms import Undefined

NO_RISK = Undefined("no open risk has both a rating and an amount")
NOT_SET = Undefined("no reserve is set")


def expected(values: Iterable[Decimal]) -> Decimal | Undefined:
    """Reserve by expected value: what threats cost less what opportunities bring, at least 0.

    `values` are expected values, threats below zero; the unit is theirs, unrounded. Undefined
    without one. It is an average and not what will happen.
    Source: PMBOK Guide, expected monetary value analysis; contingency for known risks.
    """
    known = list(values)
    return max(-sum(known, Decimal(0)), Decimal(0)) if known else NO_RISK


def left(whole: int | None, drawn: int) -> int | Undefined:
    """What is left of a reserve; below zero where it was lowered after it was drawn.

    Source: the sum of draws is what a reserve has been used for (ISO 21508, management reserve).
    """
    return NOT_SET if whole is None else whole - drawn
