"""What of work the client pays: limits, buckets, and what is over them.

Money is minor units of one currency, effort minutes. What an entry is worth at the usual rate is
its price; the part of it that is over a limit is never billed without somebody having said so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ppm_tui.analysis.rates import half_up
from ppm_tui.terms import CarryOver


@dataclass(frozen=True, slots=True)
class Amount:
    """Work by its time and by what it is worth; what has no price yet is worth nothing here."""

    minutes: int = 0
    price: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.minutes + other.minutes, self.price + other.price)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.minutes - other.minutes, self.price - other.price)


@dataclass(frozen=True, slots=True)
class Limit:
    """How much is agreed: minutes, money, both, or neither where it is None."""

    minutes: int | None = None
    price: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is no limit at all."""
        return self.minutes is None and self.price is None

    def left(self, used: Amount) -> "Limit":
        """What is left of it; below zero it was passed already."""
        return Limit(
            None if self.minutes is None else self.minutes - used.minutes,
            None if self.price is None else self.price - used.price,
        )


NOTHING = Amount()


def over(entry: Amount, limit: Limit, used: Amount) -> Amount:
    """The part of an entry that is over a limit, given what counts towards it already.

    An entry is split where it passes: what fits is within, the rest is over, its minutes and its
    price in the same proportion, halves up. Where time and money are both limited, the one that
    is passed further counts.
    Source: rule B1 of the definitions, passes 500 and holds 300 of 800; splitting is our choice.
    """
    left = limit.left(used)
    share = Fraction(0)
    for have, room in ((entry.minutes, left.minutes), (entry.price, left.price)):
        if room is not None and have > max(0, room):
            share = max(share, Fraction(have - max(0, room), have))
    return Amount(int(half_up(entry.minutes * share)), half_up(entry.price * share))


def granted(part: Amount, price: int) -> Amount:
    """What of a part that is over an agreed request pays, at the price of the request.

    The time is split as the price is, halves up; what has no price is agreed as a whole.
    Source: definition, what was agreed is billed and no more.
    """
    paid = max(0, min(part.price, price))
    if paid == part.price:
        return part
    return Amount(half_up(Fraction(part.minutes * paid, part.price)), paid)


def carried(allotment: int, used: Sequence[int], rule: CarryOver) -> int:
    """What a bucket holds at the beginning of a month, given what each month before has used.

    Months run from the first one of the bucket on, without gaps. By NONE what is left ends with
    its month; by MONTH it lasts one month more and is used up first there; by ALL it stays. What
    was added to a month stands there as used less; below zero it adds to what is left.
    Source: definition; the carry-over rules that users of Kimai ask for.
    """
    more = 0
    for spent in used:
        more = _more(allotment, spent, more, rule)
    return allotment + more


def room(allotment: int, used: Sequence[int], at: int, rule: CarryOver) -> int:
    """How much more of a bucket can be used in a month, where later months have drawn on it.

    Months as in `carried`, those after `at` too. What is taken from a month that is long gone
    puts no later month over what it had, nor one further over that is over already; never below 0.
    Source: definition; an entry that is logged late must not pass a limit unseen.
    """
    now = _left(allotment, used, rule)
    low, high = 0, max(0, now[at])
    while low < high:  # the more is taken, the less is left of every month: halve
        middle = (low + high + 1) // 2
        then = _left(allotment, [*used[:at], used[at] + middle, *used[at + 1 :]], rule)
        if all(new >= min(old, 0) for old, new in zip(now, then, strict=True)):
            low = middle
        else:
            high = middle - 1
    return low


def _left(allotment: int, used: Sequence[int], rule: CarryOver) -> list[int]:
    """What is left of each month; below zero it is over."""
    left, more = [], 0
    for spent in used:
        left.append(allotment + more - spent)
        more = _more(allotment, spent, more, rule)
    return left


def _more(allotment: int, spent: int, more: int, rule: CarryOver) -> int:
    """What is carried over from a month into which so much was carried."""
    if rule is CarryOver.ALL:
        return max(0, more + allotment - spent)
    if rule is CarryOver.MONTH:
        return max(0, allotment - max(min(spent, 0), spent - more))
    return 0
