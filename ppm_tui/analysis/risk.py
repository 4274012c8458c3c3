"""Levels of risks: ratings from 1 to 5, their product, the zone it falls in, the expected value."""

from decimal import Decimal

from ppm_tui.terms import RiskKind, Undefined

NOT_RATED = Undefined("not rated yet")
NO_AMOUNT = Undefined("no amount is given for its impact")
ZONES = ((15, "X"), (10, "H"), (5, "M"), (1, "L"))
CHANCES = {
    1: Decimal("0.1"), 2: Decimal("0.3"), 3: Decimal("0.5"), 4: Decimal("0.7"), 5: Decimal("0.9"),
}  # fmt: skip


def score(probability: int, impact: int) -> int | Undefined:
    """Level from 1 to 25: probability times impact. Undefined while one of them is not rated.

    Source: PM² Project Management Methodology, risk log: level = likelihood x impact.
    """
    return probability * impact if probability and impact else NOT_RATED


def zone(level: int | Undefined) -> str | Undefined:
    """Zone of a level: X from 15, H from 10, M from 5, L below.

    Source: the borders of this program's matrix; monotone, as ISO 31000 asks of any.
    """
    if isinstance(level, Undefined):
        return level
    return next(letter for limit, letter in ZONES if level >= limit)


def expected_value(*, kind: RiskKind, probability: int, amount: int | None) -> Decimal | Undefined:
    """Probability times amount, unrounded: below zero for a threat, above for an opportunity.

    Source: PMBOK Guide, expected monetary value; its example scale 0.1, 0.3, 0.5, 0.7, 0.9.
    """
    if amount is None:
        return NO_AMOUNT
    if not probability:
        return NOT_RATED
    sign = -1 if kind is RiskKind.THREAT else 1
    return sign * CHANCES[probability] * abs(amount)
