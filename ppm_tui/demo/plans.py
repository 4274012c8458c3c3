"""The plans of the demo, and when their lines lie."""

from datetime import datetime

from ppm_tui.demo import plans_amber, plans_green, plans_red
from ppm_tui.demo.days import Days
from ppm_tui.demo.shapes import Line
from ppm_tui.store.commands import calendars
from ppm_tui.terms import Minutes, TaskKind

PLANS = plans_red.PLANS | plans_amber.PLANS | plans_green.PLANS
AFTER = plans_red.AFTER | plans_amber.AFTER | plans_green.AFTER
NOW = plans_red.NOW | plans_amber.NOW | plans_green.NOW
DEADLINES = {"M-4": "26-04-08", "M-7": "26-05-02", "M-8": "26-05-29"}
WEEKENDS = {"T-122": "Cut-over weekends"}
"""Tasks that are done on every day of the week, and the name of their calendar."""
ESTIMATES = {
    "T-102": (18, 20, 27), "T-103": (12, 13, 17), "T-110": (6, 7, 10), "T-111": (6, 7, 12),
    "T-120": (8, 10, 12), "T-121": (2, 2, 4), "T-122": (3, 4, 6), "T-130": (20, 23, 30),
    "T-206": (35, 39, 50), "T-210": (3, 4, 7), "T-212": (8, 10, 14), "T-213": (16, 19, 25),
}  # fmt: skip
"""Working days at best, most likely and at worst, of some tasks that are not done yet."""
EARLIER = {"T-103": 70}
"""Per cent done until yesterday's last progress."""
KINDS = {"P": TaskKind.PHASE, "T": TaskKind.TASK, "M": TaskKind.MILESTONE}
DAILY_HOURS = 5
Span = tuple[datetime, datetime]


def kind(line: Line) -> TaskKind:
    """Phase, task or milestone, by its identifier."""
    return KINDS[line.ref[0]]


def agreed(line: Line, days: Days) -> Span:
    """Start and finish in the baseline."""
    return _span(line, line.span, days)


def today(line: Line, days: Days) -> Span:
    """Start and finish as they are now."""
    return _span(line, NOW.get(line.ref, line.span), days)


def outline(lines: tuple[Line, ...], days: Days) -> Span:
    """First start and last finish of what goes into the baseline."""
    spans = [agreed(line, days) for line in lines if line.span and not line.is_new]
    return min(start for start, _ in spans), max(finish for _, finish in spans)


def work(line: Line, days: Days) -> Minutes:
    """Work of a task: as given, else some hours of each of its days."""
    if not line.span or kind(line) is not TaskKind.TASK:
        return Minutes(0)
    if line.hours:
        return Minutes(round(line.hours * 60))
    return Minutes(calendars.standard().between(*agreed(line, days)) * DAILY_HOURS // 8)


def _span(line: Line, text: str, days: Days) -> Span:
    first, _, last = text.partition(" ")
    start, finish = days.moved(first), calendars.finishing(days.moved(last or first))
    return (finish if kind(line) is TaskKind.MILESTONE else calendars.starting(start)), finish
