"""What needs a person first: the rule by which the attention list is ranked."""

from enum import StrEnum


class Attention(StrEnum):
    """Why something is on the attention list, the most pressing kind first."""

    RED = "red"
    DEADLINE = "deadline"
    MILESTONE = "milestone"
    TRIGGER = "trigger"
    CHANGE = "change"
    UNOWNED = "unowned"
    ISSUE = "issue"
    RESPONSE = "response"
    DECISION = "decision"
    OVERBOOKED = "overbooked"
    TASK = "task"
    ASSUMPTION = "assumption"
    REVIEW = "review"
    LATE = "late"
    BUDGET = "budget"
    STALE = "stale"
    TIME = "time"


FIRST, STEP = 80, 5
"""Points of the most pressing kind, and by how many each next kind has fewer."""
MOST_DAYS = 30
"""So many days of waiting count at most, a point each."""
STALE_DAYS = 7
"""A status update that is older is stale."""


def points(kind: Attention, days: int) -> int:
    """How pressing: 80 less 5 for each kind that comes before, and 1 for each day up to 30.

    `days` is since when it waits; 0 for what lies ahead. So what waits long passes what is of a
    more pressing kind but new.
    Source: the rule of this program, docs/attention.md; there is no standard.
    """
    return FIRST - STEP * list(Attention).index(kind) + min(max(days, 0), MOST_DAYS)
