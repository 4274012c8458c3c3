"""The two passes of the critical path method for many runs at once.

As `network_passes` and `network_dates` reckon one plan, with an array where they have a number.
What does not differ between runs stays one number. What has no limit is None.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import Edge, Graph, Node
from ppm_tui.analysis.network_passes import FROM_FINISH, TO_FINISH
from ppm_tui.analysis.simulation_clock import Axis, Plain, Values
from ppm_tui.terms import Constraint, LagKind

TOLERANCE = 0.5
"""Half a working minute: durations are fractions here."""
Ends = tuple[Values, Values]
"""Start and finish; for a floor or a ceiling None where there is none."""


class Drawn(NamedTuple):
    """What a set of runs has drawn: the duration of each task by number, and delays of phases."""

    durations: Sequence[Values]
    delays: Mapping[int, Values]


class Dates(NamedTuple):
    """Starts and finishes of all tasks by number, and what phases hand down."""

    starts: list[Values]
    finishes: list[Values]
    floors: dict[int, Ends]


class Passes:
    """A released graph on its axis.

    `given` are tasks whose dates are no question: done, manual, or of other projects. `done` is
    what is behind of tasks that have begun, `not_before` the earliest instant for what is left.
    """

    def __init__(
        self,
        graph: Graph,
        axis: Axis,
        *,
        begin: int,
        given: Mapping[int, Span],
        done: Mapping[int, float],
        not_before: int | None,
    ) -> None:
        self.graph, self.axis, self.done = graph, axis, done
        self.begin = axis.instant(begin)
        self.given = {n: (axis.instant(a), axis.instant(b)) for n, (a, b) in given.items()}
        self.not_before = None if not_before is None else axis.instant(not_before)
        self.clocks = [axis.clock(node.clock) for node in graph.nodes]

    # Forwards

    def forward(
        self, drawn: Drawn, since: Dates | None = None, numbers: Collection[int] = ()
    ) -> Dates:
        """Early starts and finishes of all tasks.

        With `since` only those of `numbers` are reckoned again. Source: as
        `network_passes.forward`, with which tests/unit/test_simulation_passes.py compares it.
        """
        graph, size = self.graph, self.graph.size
        if since is None:
            found = Dates([0.0] * size, [0.0] * size, {})
        else:
            found = Dates(since.starts[:], since.finishes[:], dict(since.floors))
        for number in graph.order:
            task = number if number < size else number - size
            if since is not None and task not in numbers:
                continue
            if number >= size:
                found.starts[task], found.finishes[task] = self._around(task, drawn, found)
            elif task in self.given:
                found.starts[task], found.finishes[task] = self.given[task]
            elif graph.children[task]:
                found.floors[task] = self._handed_down(task, drawn, found)
            else:
                found.starts[task], found.finishes[task] = self._dates(task, drawn, found)
        return found

    def _around(self, phase: int, drawn: Drawn, found: Dates) -> Ends:
        start: Values = None
        finish: Values = None
        for child in self.graph.children[phase]:
            start = _lesser(start, found.starts[child])
            finish = _greater(finish, found.finishes[child])
        delay = drawn.delays.get(phase)
        if delay is not None:
            clock = self.clocks[phase]
            finish = np.maximum(clock.finish(clock.position(finish) + delay), start)
        return start, finish

    def _floor(self, task: int, drawn: Drawn, found: Dates) -> Ends:
        """The earliest that links leave, and what the phase around it hands down."""
        node = self.graph.nodes[task]
        start, finish = found.floors[node.parent] if node.parent >= 0 else (self.begin, None)
        for before in node.before:
            start = np.maximum(start, found.finishes[before])
        for edge in node.incoming:
            instant = self._after_lag(edge, drawn, found)
            if edge[TO_FINISH]:
                finish = _greater(finish, instant)
            else:
                start = np.maximum(start, instant)
        return start, finish

    def _handed_down(self, phase: int, drawn: Drawn, found: Dates) -> Ends:
        start, finish = self._floor(phase, drawn, found)
        node = self.graph.nodes[phase]
        if node.date is not None:
            date = self.axis.instant(node.date)
            if node.constraint in (Constraint.SNET, Constraint.MSO):
                start = np.maximum(start, date)
            elif node.constraint in (Constraint.FNET, Constraint.MFO):
                finish = _greater(finish, date)
        return start, finish

    def _dates(self, task: int, drawn: Drawn, found: Dates) -> Ends:
        node, clock, duration = self.graph.nodes[task], self.clocks[task], drawn.durations[task]
        if node.actual_start is not None:
            return self._begun(node, clock, duration, self.done.get(task, 0.0))
        start, finish = self._floor(task, drawn, found)
        if self.not_before is not None:
            start = np.maximum(start, self.not_before)
        if isinstance(duration, float) and not duration:
            return self._moment(node, clock, start if finish is None else np.maximum(start, finish))
        position = clock.position(start)
        if finish is not None:
            position = np.maximum(position, clock.position(finish) - duration)
        position = self._constrained(node, clock, position, duration)
        begins, ends = clock.start(position), clock.finish(position + duration)
        return (begins, ends) if clock is self.axis.project else (begins, np.maximum(begins, ends))

    def _begun(self, node: Node, clock: Plain, duration: Values, done: float) -> Ends:
        """What has begun keeps its start; what is left of it is not done before that."""
        assert node.actual_start is not None
        start = self.axis.instant(node.actual_start)
        position = clock.position(start) + done
        if self.not_before is not None:
            position = np.maximum(
                position, np.where(duration > done, clock.position(self.not_before), 0)
            )
        return start, np.maximum(clock.finish(position + (duration - done)), start)

    def _constrained(self, node: Node, clock: Plain, position: Values, duration: Values) -> Values:
        """The position where a task starts by its own constraint; a must is met, whatever is."""
        if node.date is None:
            return position
        date, kind = clock.position(self.axis.instant(node.date)), node.constraint
        if kind in (Constraint.MFO, Constraint.FNET, Constraint.FNLT):
            date = date - duration
        if kind in (Constraint.SNET, Constraint.FNET):
            return np.maximum(position, date)
        if kind in (Constraint.SNLT, Constraint.FNLT):
            return np.minimum(position, date)
        return date if kind in (Constraint.MSO, Constraint.MFO) else position

    def _moment(self, node: Node, clock: Plain, instant: Values) -> Ends:
        """Where a milestone stands: it stays at the instant that drives it if there is work."""
        if node.date is not None:
            date = self.axis.instant(node.date)
            if node.constraint in (Constraint.SNET, Constraint.FNET):
                instant = np.maximum(instant, date)
            elif node.constraint in (Constraint.MSO, Constraint.MFO):
                instant = date
        instant = clock.settled(instant)
        if node.date is not None and node.constraint in (Constraint.SNLT, Constraint.FNLT):
            instant = np.minimum(instant, clock.settled(self.axis.instant(node.date)))
        return instant, instant

    def _after_lag(self, edge: Edge, drawn: Drawn, found: Dates) -> Values:
        before, after, from_finish, _, lag, _ = edge
        instant = (found.finishes if from_finish else found.starts)[before]
        if not lag:
            return instant
        minutes, is_elapsed = self._lag(edge, drawn, found)
        if is_elapsed:
            return instant + minutes
        clock = self.axis.clock(self.graph.nodes[after].calendar)
        return clock.finish(np.maximum(clock.position(instant) + minutes, 1))

    def _lag(self, edge: Edge, drawn: Drawn, found: Dates) -> tuple[Values, bool]:
        before, _, _, _, lag, kind = edge
        if kind is not LagKind.PERCENT:
            return lag, kind is LagKind.ELAPSED
        minutes = drawn.durations[before]
        if self.graph.children[before]:
            minutes = self._length(before, found)
        return minutes * lag / 100, self.graph.nodes[before].is_elapsed

    def _length(self, task: int, found: Dates) -> Values:
        clock = self.clocks[task]
        return clock.position(found.finishes[task]) - clock.position(found.starts[task])

    # Backwards

    def floats(self, drawn: Drawn, early: Dates, end: Values) -> dict[int, Values]:
        """Total float of each task that is not finished, in working minutes, below 0 where late.

        Source: as `network_passes.backward`, with which tests/unit/test_simulation_passes.py
        compares what is critical.
        """
        graph, size = self.graph, self.graph.size
        way = _WayBack(self, drawn, early, end)
        found: dict[int, Values] = {}
        for number in reversed(graph.order):
            task = number if number < size else number - size
            children = graph.children[task]
            if not children:
                slack = way.pass_task(task)
                if slack is not None:
                    found[task] = slack
            elif number < size:
                way.hand_up(task, children)
            else:
                way.pass_phase(task)
        return found


class _WayBack:
    """How far the way back has come: the latest instants that tasks leave to others."""

    def __init__(self, passes: Passes, drawn: Drawn, early: Dates, end: Values) -> None:
        self.passes, self.drawn, self.early, self.end = passes, drawn, early, end
        self.starts: list[Values] = [None] * passes.graph.size
        self.finishes: list[Values] = [None] * passes.graph.size
        self.ceilings: dict[int, Ends] = {}

    def pass_task(self, task: int) -> Values:
        """What the task leaves to what it waits for; its total float."""
        passes, node = self.passes, self.passes.graph.nodes[task]
        if node.actual_finish is not None:
            return None
        clock = passes.clocks[task]
        start, finish = self._ceiling(task)
        length = passes._length(task, self.early)
        position = clock.position(finish)
        if start is not None:
            position = np.minimum(position, clock.position(start) + length)
        if node.actual_start is None:
            self.starts[task] = clock.start(position - length)
        self.finishes[task] = clock.start(position)
        return position - clock.position(self.early.finishes[task])

    def pass_phase(self, task: int) -> None:
        """What a phase leaves to what is in it; a delay of its own comes after that."""
        start, finish = self._ceiling(task)
        delay = self.drawn.delays.get(task)
        if delay is not None:
            clock = self.passes.clocks[task]
            finish = clock.finish(clock.position(finish) - delay)
        self.ceilings[task] = start, finish

    def hand_up(self, task: int, children: Sequence[int]) -> None:
        """A phase leaves what the tightest of its children do."""
        for child in children:
            self.starts[task] = _lesser(self.starts[task], self.starts[child])
            self.finishes[task] = _lesser(self.finishes[task], self.finishes[child])

    def _ceiling(self, task: int) -> Ends:
        """Latest start and finish that followers, phases, constraints and deadlines leave."""
        node = self.passes.graph.nodes[task]
        start, finish = (None, self.end) if node.parent < 0 else self._within(node.parent, task)
        for after in node.after:
            finish = _lesser(finish, self.starts[after])
        for edge in node.outgoing:
            instant = self._before_lag(edge)
            if edge[FROM_FINISH]:
                finish = _lesser(finish, instant)
            else:
                start = _lesser(start, instant)
        return self._limited(node, start, finish)

    def _limited(self, node: Node, start: Values, finish: Values) -> Ends:
        instant = self.passes.axis.instant
        if node.date is not None:
            if node.constraint in (Constraint.SNLT, Constraint.MSO):
                start = _lesser(start, instant(node.date))
            elif node.constraint in (Constraint.FNLT, Constraint.MFO):
                finish = _lesser(finish, instant(node.date))
        if node.deadline is not None:
            finish = _lesser(finish, instant(node.deadline))
        return start, finish

    def _within(self, phase: int, task: int) -> Ends:
        """What a phase leaves; only its first task can hold up what waits for its start."""
        start, finish = self.ceilings[phase]
        if start is not None:
            is_first = self.early.starts[task] <= self.early.starts[phase]
            start = np.where(is_first, start, self.end)
        return start, finish

    def _before_lag(self, edge: Edge) -> Values:
        _, after, _, to_finish, lag, _ = edge
        instant = (self.finishes if to_finish else self.starts)[after]
        if not lag or instant is None:
            return instant
        minutes, is_elapsed = self.passes._lag(edge, self.drawn, self.early)
        if is_elapsed:
            return instant - minutes
        clock = self.passes.axis.clock(self.passes.graph.nodes[after].calendar)
        return clock.start(np.maximum(clock.position(instant) - minutes, 0))


def _lesser(one: Values, other: Values) -> Values:
    if one is None or other is None:
        return other if one is None else one
    return np.minimum(one, other)


def _greater(one: Values, other: Values) -> Values:
    if one is None or other is None:
        return other if one is None else one
    return np.maximum(one, other)
