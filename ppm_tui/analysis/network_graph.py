"""Tasks and links as a graph: numbered, checked, and put in an order that can be worked through.

A phase stands in the graph twice: its way in, before its children, takes what holds them back;
its way out, after them, is what they add up to. A task without children is one node.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, WorkCalendar, to_minute
from ppm_tui.errors import Invalid
from ppm_tui.terms import Constraint, LagKind, LinkType

TaskId = int | str


@dataclass(frozen=True, slots=True)
class NetworkTask:
    """A task, milestone or, if others name it as their parent, a phase.

    Minutes are working minutes of `calendar` (None is the project's), clock minutes if elapsed.
    Inactive tasks and their links are left out by the caller.
    Stored dates count in two cases: a manual task drives the network with them, whatever its
    links say; a task that keeps its dates shows them, and is not reckoned to start earlier.
    """

    id: TaskId
    duration_minutes: int = 0
    name: str = ""
    is_elapsed: bool = False
    calendar: WorkCalendar | None = None
    parent: TaskId | None = None
    constraint: Constraint = Constraint.ASAP
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    start: datetime | None = None
    finish: datetime | None = None
    is_manual: bool = False
    keeps_dates: bool = False
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    is_outside: bool = False
    """Of another project: it drives by its dates, and the plan ends without it."""


@dataclass(frozen=True, slots=True)
class NetworkLink:
    """A dependency; a negative lag is a lead, a percentage is of the predecessor's duration.

    Working lags count in the successor's calendar. A link to a phase holds for every task in it,
    one from a phase starts from its first start or its last finish.
    """

    predecessor: TaskId
    successor: TaskId
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING


LIMITS = {Constraint.SNLT, Constraint.FNLT, Constraint.MSO, Constraint.MFO}
ENDS = {
    LinkType.FS: (True, False), LinkType.SS: (False, False),
    LinkType.FF: (True, True), LinkType.SF: (False, True),
}  # fmt: skip
"""Whether a link hangs on the predecessor's finish, and on the successor's."""


Edge = tuple[int, int, bool, bool, int, LagKind]
"""A link: predecessor and successor by number, whether it hangs on their finishes, lag and kind.

A bare tuple, for there are twice as many as tasks and each is unpacked in every pass.
"""


NO_EDGES: list[Edge] = []
"""Of most tasks, which have simple links only; never added to."""


class Node:
    """A task in minutes: what the passes read many times over. `clock` counts its duration.

    `before` and `after` are the tasks that it simply follows and that simply follow it, finish to
    start without lag, as most do; `incoming` and `outgoing` are its other links.
    """

    __slots__ = (
        "actual_finish", "actual_start", "after", "before", "calendar", "clock", "constraint",
        "date", "deadline", "duration", "incoming", "is_elapsed", "is_loose", "is_outside",
        "is_plain", "keeps",
        "outgoing", "parent", "pinned", "stored",
    )  # fmt: skip

    def __init__(self, task: NetworkTask, parent: int, calendar: WorkCalendar) -> None:
        if task.duration_minutes < 0:
            raise Invalid(f"Task “{task.name or task.id}” has a negative duration")
        self.parent = parent
        self.duration = task.duration_minutes
        self.calendar = task.calendar or calendar
        self.is_elapsed = task.is_elapsed
        self.is_outside = task.is_outside
        self.clock = ROUND_THE_CLOCK if task.is_elapsed else self.calendar
        self.date = _minute(task.constraint_date)
        self.constraint = task.constraint
        self.deadline = _minute(task.deadline)
        self.actual_start = _minute(task.actual_start)
        self.actual_finish = _minute(task.actual_finish)
        self.stored: tuple[int, int] | None = None
        if task.start is not None and task.finish is not None and task.start <= task.finish:
            self.stored = (to_minute(task.start), to_minute(task.finish))
        self.pinned = (task.is_manual or task.is_outside) and self.stored is not None
        self.keeps = task.keeps_dates and self.stored is not None
        self.settle()
        self.before: list[int] = []
        self.after: list[int] = []
        self.incoming = NO_EDGES
        self.outgoing = NO_EDGES

    def leave(self, edge: Edge) -> None:
        """Take a link that goes out. Source: definition."""
        if self.outgoing is NO_EDGES:
            self.outgoing = []
        self.outgoing.append(edge)

    def enter(self, edge: Edge) -> None:
        """Take a link that comes in. Source: definition."""
        if self.incoming is NO_EDGES:
            self.incoming = []
        self.incoming.append(edge)

    def copy(self) -> "Node":
        """The same task, to be changed in a trial; its links are shared. Source: definition."""
        made = Node.__new__(Node)
        for name in Node.__slots__:
            setattr(made, name, getattr(self, name))
        return made

    @property
    def is_limited(self) -> bool:
        """Whether it may come to be too late: by a deadline, a constraint, or dates that are given.

        Source: definition; without such a task no float is below zero.
        """
        is_given = self.pinned or self.actual_start is not None or self.actual_finish is not None
        is_held = self.date is not None and self.constraint in LIMITS
        return is_given or is_held or self.deadline is not None

    def settle(self) -> None:
        """Find out whether links alone decide how early, and how late, the task is.

        Most are so, and are soon reckoned. Source: definition.
        """
        self.is_loose = (
            self.duration > 0
            and self.date is None
            and self.deadline is None
            and self.actual_start is None
            and self.actual_finish is None
        )
        is_free = self.constraint is Constraint.ASAP and not (self.keeps or self.pinned)
        self.is_plain = self.is_loose and is_free


class Graph:
    """Tasks by number, and `order`, in which predecessors come first.

    Its numbers below `size` are tasks and ways into phases, those from `size` on ways out of
    phases. Invalid for unknown or repeated ids and for a ring, which it names: A → B → A.
    """

    def __init__(
        self, tasks: Sequence[NetworkTask], links: Iterable[NetworkLink], calendar: WorkCalendar
    ) -> None:
        self.size = len(tasks)
        self._tasks = tasks
        self.ids = [task.id for task in tasks]
        self.numbers = {task: number for number, task in enumerate(self.ids)}
        if len(self.numbers) < len(tasks):
            raise Invalid("Two tasks of the plan have the same id")
        self.children: list[list[int]] = [[] for _ in tasks]
        self.nodes: list[Node] = []
        for number, task in enumerate(tasks):
            parent = -1 if task.parent is None else self.number(task.parent)
            if parent >= 0:
                self.children[parent].append(number)
            self.nodes.append(Node(task, parent, calendar))
        self._join(links)
        self.order = self._ordered()

    def release(self, moving: Iterable[TaskId], resized: Collection[TaskId] = ()) -> set[int]:
        """Let these tasks, what is in them and all that follows them leave their stored dates.

        What nothing drives stays where it was put, as if it might not start earlier. What is not
        `resized` keeps the working time from its start to its finish, with the pauses of a split
        task; what is takes its duration. What was begun keeps its start.
        Source: definition; in a plan made elsewhere no date moves that nothing moves.
        """
        touched = {self.number(task_id) for task_id in moving}
        as_said = {self.number(task_id) for task_id in resized}
        reached = self.reached(touched)
        for number in reached:
            node = self.nodes[number]
            if not node.keeps or node.stored is None or self.children[number]:
                continue
            (start, finish), node = node.stored, node.copy()
            self.nodes[number], node.keeps = node, False
            if number not in as_said:
                node.duration = node.clock.position_of(finish) - node.clock.position_of(start)
            if node.constraint is Constraint.ASAP and not self._is_driven(number):
                node.constraint, node.date = Constraint.SNET, start
            node.settle()
        return reached

    def trial(self) -> "Graph":
        """The same graph, in which tasks may be put in other ones' places. Source: definition."""
        made = Graph.__new__(Graph)
        made.__dict__.update(self.__dict__)
        made.nodes = self.nodes[:]
        return made

    def put(self, task: NetworkTask, calendar: WorkCalendar) -> int:
        """Take new values of a task whose links and phase are the same; its number.

        Source: definition.
        """
        number = self.number(task.id)
        old = self.nodes[number]
        self.nodes[number] = node = Node(task, old.parent, calendar)
        node.before, node.after = old.before, old.after
        node.incoming, node.outgoing = old.incoming, old.outgoing
        return number

    def reached(self, numbers: Iterable[int]) -> set[int]:
        """Tasks by number: these, what is in them, all that follows, and the phases around it."""
        size, children = self.size, self.children
        open_ = list(numbers)
        seen = set(open_)
        while open_:
            number = open_.pop()
            if number < size and children[number]:
                targets = children[number]
            else:
                targets = self.targets(number if number < size else number - size)
            for target in targets:
                if target not in seen:
                    seen.add(target)
                    open_.append(target)
        return {number if number < size else number - size for number in seen}

    def targets(self, task: int) -> list[int]:
        """What comes after a task, or after the way out of a phase: by number in `order`."""
        node = self.nodes[task]
        if node.parent < 0 and not node.outgoing:
            return node.after
        around = [node.parent + self.size] if node.parent >= 0 else []
        return [*node.after, *(edge[1] for edge in node.outgoing), *around]

    def links_in(self, number: int) -> list[Edge]:
        """All that a task waits for. Source: definition."""
        node = self.nodes[number]
        simple = [
            (before, number, *ENDS[LinkType.FS], 0, LagKind.WORKING) for before in node.before
        ]
        return [*simple, *node.incoming]

    def links_out(self, number: int) -> list[Edge]:
        """All that waits for a task. Source: definition."""
        node = self.nodes[number]
        simple = [(number, after, *ENDS[LinkType.FS], 0, LagKind.WORKING) for after in node.after]
        return [*simple, *node.outgoing]

    def _is_driven(self, number: int) -> bool:
        while number >= 0:
            if self.nodes[number].before or self.nodes[number].incoming:
                return True
            number = self.nodes[number].parent
        return False

    def number(self, task_id: TaskId) -> int:
        """The number of a task. Raises Invalid for one that is not there. Source: definition."""
        try:
            return self.numbers[task_id]
        except KeyError:
            raise _unknown(task_id) from None

    def _join(self, links: Iterable[NetworkLink]) -> None:
        nodes, number, simple = self.nodes, self.numbers, LinkType.FS
        try:
            for link in links:
                before, after = number[link.predecessor], number[link.successor]
                if link.type is simple and not link.lag:
                    nodes[before].after.append(after)
                    nodes[after].before.append(before)
                    continue
                edge = (before, after, *ENDS[link.type], link.lag, link.lag_kind)
                nodes[before].leave(edge)
                nodes[after].enter(edge)
        except KeyError as error:
            raise _unknown(error.args[0]) from None

    def _following(self) -> list[list[int]]:
        size, children = self.size, self.children
        following: list[list[int]] = [[] for _ in range(2 * size)]
        for number, node in enumerate(self.nodes):
            way_out = number + size if children[number] else number
            if node.parent >= 0:
                following[node.parent].append(number)
                following[way_out].append(node.parent + size)
            following[way_out] += node.after
            following[way_out] += [edge[1] for edge in node.outgoing]
        return following

    def _ordered(self) -> list[int]:
        size, nodes, children = self.size, self.nodes, self.children
        waiting = [len(n.before) + len(n.incoming) + (n.parent >= 0) for n in nodes]
        waiting += [max(1, len(inside)) for inside in children]  # without any, it never comes
        order = [number for number in range(size) if not waiting[number]]
        for number in order:  # grows while it is read: Kahn's queue
            if number < size and children[number]:
                targets = children[number]
            else:
                targets = self.targets(number if number < size else number - size)
            for target in targets:
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
        if len(order) < size + sum(1 for inside in children if inside):
            raise Invalid(f"These tasks wait for each other: {self._ring()}")
        return order

    def _waiting(self, following: list[list[int]]) -> list[int]:
        """How many each still waits for when all is done that can be."""
        waiting = [0] * len(following)
        for targets in following:
            for target in targets:
                waiting[target] += 1
        done = [n for n in range(len(following)) if not waiting[n]]
        for number in done:  # grows while it is read
            for target in following[number]:
                waiting[target] -= 1
                if not waiting[target]:
                    done.append(target)
        return waiting

    def _ring(self) -> str:
        following = self._following()
        waiting = self._waiting(following)
        before = {}
        for number, targets in enumerate(following):
            if waiting[number]:
                before.update({target: number for target in targets if waiting[target]})
        path = [next(number for number, count in enumerate(waiting) if count)]
        while before[path[-1]] not in path:
            path.append(before[path[-1]])
        ring = [n % self.size for n in reversed(path[path.index(before[path[-1]]) :])]
        ring = [n for n, previous in zip(ring, [-1, *ring], strict=False) if n != previous]
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        named = (self._tasks[n] for n in [*ring, ring[0]])
        return " → ".join(task.name or str(task.id) for task in named)


def _unknown(task_id: TaskId) -> Invalid:
    return Invalid(f"There is no task {task_id!r} in the plan that a link or task names")


def _minute(when: datetime | None) -> int | None:
    return None if when is None else to_minute(when)
