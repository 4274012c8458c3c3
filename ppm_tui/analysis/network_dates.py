"""Early and late dates of one task between what comes before it and what comes after it.

All in whole minutes since the origin of `worktime`. A task that works counts in positions of its
calendar; a milestone stays at the instant that drives it, unless nobody works then.
"""

from ppm_tui.analysis.network_graph import Node
from ppm_tui.analysis.worktime import NEVER, WorkCalendar
from ppm_tui.terms import Constraint

LONG_AGO = 0

Span = tuple[int, int]
"""Start and finish, as minutes since the origin of `worktime`."""


def constrained_floor(node: Node, floor: Span) -> Span:
    """Earliest start and finish left when the task's own constraint is added to `floor`.

    Source: constraint types of Microsoft Project.
    """
    start, finish = floor
    if node.date is not None:
        if node.constraint in (Constraint.SNET, Constraint.MSO):
            start = max(start, node.date)
        elif node.constraint in (Constraint.FNET, Constraint.MFO):
            finish = max(finish, node.date)
    return start, finish


def constrained_ceiling(node: Node, ceiling: Span) -> Span:
    """Latest start and finish left when the task's constraint and deadline are added to `ceiling`.

    Source: constraint types and deadlines of Microsoft Project.
    """
    start, finish = ceiling
    if node.date is not None:
        if node.constraint in (Constraint.SNLT, Constraint.MSO):
            start = min(start, node.date)
        elif node.constraint in (Constraint.FNLT, Constraint.MFO):
            finish = min(finish, node.date)
    if node.deadline is not None:
        finish = min(finish, node.deadline)
    return start, finish


def earliest(node: Node, floor: Span) -> Span:
    """Early start and finish of a task that may not start and finish before `floor`.

    What has begun stays where it was; stored dates that a task keeps are not undercut.
    Source: forward pass of the critical path method; constraints as in Microsoft Project.
    """
    if node.is_plain:
        return placed(node, *floor)
    if node.actual_start is not None or node.actual_finish is not None:
        return _actual(node)
    span = _honoured(node, placed(node, *constrained_floor(node, floor)))
    if node.keeps and node.stored and node.constraint is not Constraint.ALAP:
        position = node.clock.position_of
        if position(node.stored[0]) >= position(span[0]):
            return node.stored
    return span


def _honoured(node: Node, span: Span) -> Span:
    """A date that must be met is met, whatever the links say; float below 0 tells who is late."""
    if node.date is None:
        return span
    if node.constraint is Constraint.MSO:
        return placed(node, node.date, LONG_AGO)
    if node.constraint is Constraint.MFO:
        return placed(node, LONG_AGO, node.date)
    if node.constraint is Constraint.SNLT:
        return min(span, placed(node, node.date, LONG_AGO))
    if node.constraint is Constraint.FNLT:
        return min(span, placed(node, LONG_AGO, node.date))
    return span


def _actual(node: Node) -> Span:
    if node.actual_start is None:
        finish = node.actual_finish or LONG_AGO
        return min(placed(node, LONG_AGO, finish)[0], finish), finish
    if node.actual_finish is not None:
        return node.actual_start, max(node.actual_start, node.actual_finish)
    if node.keeps and node.stored and node.stored[0] == node.actual_start:
        return node.stored
    return node.actual_start, placed(node, node.actual_start, LONG_AGO)[1]


def placed(node: Node, start: int, finish: int) -> Span:
    """Where a task lies that starts and finishes no earlier than these instants, constraints aside.

    Source: definition.
    """
    clock, duration = node.clock, node.duration
    if duration:
        position = clock.positions[start]
        if finish:
            position = max(position, clock.positions[finish] - duration)
        return clock.starts[position], clock.starts[position + duration - 1] + 1
    instant = max(start, finish)
    if not _is_at_work(clock, instant):
        instant = clock.start_of(clock.position_of(instant))
    return instant, instant


def latest(node: Node, early: Span, ceiling: Span) -> Span:
    """Late start and finish of a task that may not start and finish after `ceiling`.

    As long as its early dates are apart: a kept task may be longer than its duration says.
    Source: backward pass of the critical path method.
    """
    if node.actual_finish is not None:
        return early
    start, finish = constrained_ceiling(node, ceiling)
    clock = node.clock
    length = clock.position_of(early[1]) - clock.position_of(early[0])
    if not length:
        position = clock.position_of(min(start, finish))
        if position == clock.position_of(early[0]):
            return early
        instant = clock.finish_of(max(position, 1))
        return instant, instant
    position = min(clock.position_of(finish), clock.position_of(start) + length)
    position = max(position, length)
    return clock.start_of(position - length), clock.finish_of(position)


def limit(node: Node, late: Span) -> Span:
    """Latest start and finish that predecessors may cause; the last of equal instants is meant.

    What has begun no longer waits for its predecessors, what has finished for nothing.
    Source: backward pass of the critical path method.
    """
    if node.actual_finish is not None:
        return NEVER, NEVER
    lasts = node.clock.lasts
    return (lasts[late[0]] if node.actual_start is None else NEVER), lasts[late[1]]


def _is_at_work(clock: WorkCalendar, minute: int) -> bool:
    return clock.position_of(minute + 1) > clock.position_of(max(minute - 1, 0))
