"""Serial schedule generation in which a whole profile is one number.

What is used in a period are a few bits, one field for each resource, with a bit on top that an
addition sets when there would be too much; all periods side by side are one long integer. Whether
a job fits is found for all periods at once with a handful of additions and shifts, which Python
does at the speed of C. Resources are spread over several such numbers, banks, when they are many.
"""

from collections.abc import Iterable, Sequence
from math import gcd

from ppm_tui.analysis.levelling import Block, Problem, taken

MOST_BITS = 32
"""Of a bank, in one period."""
LENGTHS = 16
"""So many lengths of a window are kept ready: more cost memory, fewer cost time."""

Part = tuple[int, list[int], int]
"""A bank, what a job adds to a window to test it, by length, and its bits in all its periods."""


class Layout:
    """Where each resource has its bits, in units that all its needs are multiples of."""

    def __init__(self, problem: Problem) -> None:
        divisors = [0] * len(problem.capacities)
        for job in problem.jobs:
            for resource, units in job.needs:
                divisors[resource] = gcd(divisors[resource], units)
        for resource, _, _, units in taken(problem):
            divisors[resource] = gcd(divisors[resource], units)
        self.divisors = [each or 1 for each in divisors]
        pairs = zip(problem.capacities, self.divisors, strict=True)
        self.capacities = [capacity // each for capacity, each in pairs]
        self.banks: list[int] = []
        self.places: list[int] = []
        bank, place = 0, 0
        for capacity in self.capacities:
            width = capacity.bit_length() + 1
            if place and place + width > MOST_BITS:
                bank, place = bank + 1, 0
            self.banks.append(bank)
            self.places.append(place)
            place += width
        count = bank + 1
        ends = [0] * count
        self.guards = [0] * count
        for capacity, bank, place in zip(self.capacities, self.banks, self.places, strict=True):
            ends[bank] = place + capacity.bit_length() + 1
            self.guards[bank] |= 1 << (ends[bank] - 1)
        self.stride = max(ends, default=0) + 1
        """Bits of a period; the last one is for what is found out of it."""
        self.found = 1 << (self.stride - 1)
        self.carries = [self.found - (guard & -guard) for guard in self.guards]

    def field(self, resource: int, value: int) -> int:
        """A value in the bits of a resource. Source: definition."""
        return value << self.places[resource]

    def test(self, resource: int, units: int) -> int:
        """What sets a resource's top bit if so many units do not fit. Source: definition."""
        capacity = self.capacities[resource]
        return self.field(resource, (1 << capacity.bit_length()) - 1 - capacity + units)


class Windows:
    """Patterns of one period side by side over windows of growing lengths, by steps of periods."""

    def __init__(self, stride: int, periods: int) -> None:
        self.stride = stride
        self.shift = max(5, (periods // LENGTHS).bit_length())
        self.size = 0
        self._made: dict[int, list[int]] = {}

    def of(self, pattern: int) -> list[int]:
        """The windows of a pattern, up to the length that was asked for. Source: definition."""
        if pattern not in self._made:
            self._made[pattern] = [pattern * self._ones(length) for length in range(self.size)]
        return self._made[pattern]

    def grow(self, length: int) -> int:
        """Make all patterns, also those that somebody holds, long enough. Source: definition."""
        for at in range(self.size, length + 1):
            ones = self._ones(at)
            for pattern, made in self._made.items():
                made.append(pattern * ones)
        self.size = length + 1
        return self.size

    def _ones(self, length: int) -> int:
        return ones(self.stride, length << self.shift)


class Packed:
    """A problem, ready to be scheduled in any order, forwards or, mirrored, backwards."""

    def __init__(self, problem: Problem, *, mirrored_at: int | None = None) -> None:
        self.problem = problem
        self.durations = problem.durations
        self.count = 0
        """Schedules made so far."""
        layout = self.layout = Layout(problem)
        ends = max((end for _, _, end, _ in problem.blocks), default=0)
        self.windows = Windows(layout.stride, max(ends, _periods(problem)))
        self.found = self.windows.of(layout.found)
        self.guards = [self.windows.of(each) for each in layout.guards]
        self.carries = [self.windows.of(each) for each in layout.carries]
        self.after: list[list[tuple[int, int]]] = [[] for _ in problem.jobs]
        is_mirrored = mirrored_at is not None
        for before, after, lag in problem.waits:
            if is_mirrored:
                back = lag + self.durations[after] - self.durations[before]
                self.after[after].append((before, back))
            else:
                self.after[before].append((after, lag))
        blocks = taken(problem)
        if mirrored_at is not None:
            blocks = [(r, max(0, mirrored_at - end), mirrored_at - start, units)
                      for r, start, end, units in blocks if start < mirrored_at]  # fmt: skip
        self.latest = [None if is_mirrored else job.latest for job in problem.jobs]
        self.profile, self.top = self._profile(blocks)
        self.parts = [self._parts(number) for number in range(len(problem.jobs))]
        self.smears = [_smears(duration, layout.stride) for duration in self.durations]

    def schedule(  # noqa: C901 - the innermost loop: every call in it costs a tenth of its speed
        self, order: Iterable[int], earliest: Iterable[int]
    ) -> tuple[list[int], int]:
        """Start of every job when each in turn takes the first place that is left; how many take
        more than there is, as they may not start later.

        The order has what a job waits for before it.
        Source: serial schedule generation scheme, Kelley 1963; Kolisch and Hartmann 1999.
        """
        starts = list(earliest)
        used, top, over = self.profile[:], self.top, 0
        parts_of, smears, after, durations = self.parts, self.smears, self.after, self.durations
        latest, found, guards, carries = self.latest, self.found, self.guards, self.carries
        stride, shift, size = self.layout.stride, self.windows.shift, self.windows.size
        self.count += 1
        for job in order:
            start = starts[job]
            if parts := parts_of[job]:
                at = stride * start
                if start < top:
                    length = ((top - start) >> shift) + 1
                    if length >= size:
                        size = self.windows.grow(length)
                    busy, whole = 0, found[length]
                    for bank, test, _ in parts:
                        within = ((used[bank] >> at) + test[length]) & guards[bank][length]
                        busy |= (within + carries[bank][length]) & whole
                    if busy:
                        for bits in smears[job]:
                            busy |= busy >> bits
                        busy ^= whole
                        free = start + (busy & -busy).bit_length() // stride - 1
                        limit = latest[job]
                        if limit is None or free <= limit:
                            starts[job] = start = free
                            at = stride * start
                        elif free > start:
                            over += 1
                            self._fill(used, job, start)
                            parts = ()
                for bank, _, bits in parts:
                    used[bank] += bits << at
                if start + durations[job] > top:
                    top = start + durations[job]
            for other, lag in after[job]:
                if start + lag > starts[other]:
                    starts[other] = start + lag
        return starts, over

    def _fill(self, used: list[int], job: int, start: int) -> None:
        """Let nothing else be done by those who have too much to do with a job already."""
        layout, at = self.layout, self.layout.stride * start
        periods = ones(layout.stride, self.durations[job]) << at
        for resource, _ in self.problem.jobs[job].needs:
            bank, capacity = layout.banks[resource], layout.capacities[resource]
            whole = layout.field(resource, (2 << capacity.bit_length()) - 1)
            used[bank] &= ~(whole * periods)
            used[bank] |= layout.field(resource, capacity) * periods

    def _parts(self, number: int) -> tuple[Part, ...]:
        job, layout = self.problem.jobs[number], self.layout
        tests: dict[int, int] = {}
        uses: dict[int, int] = {}
        for resource, units in job.needs if job.duration else ():
            bank, small = layout.banks[resource], units // layout.divisors[resource]
            if small:
                tests[bank] = tests.get(bank, 0) | layout.test(resource, small)
                uses[bank] = uses.get(bank, 0) | layout.field(resource, small)
        periods = ones(layout.stride, job.duration)
        return tuple(
            (bank, self.windows.of(test), uses[bank] * periods) for bank, test in tests.items()
        )

    def _profile(self, blocks: Sequence[Block]) -> tuple[list[int], int]:
        """What is taken from the start, no more than there is."""
        layout = self.layout
        profile, top = [0] * len(layout.guards), 0
        for resource, start, end, units in blocks:
            bits = layout.field(resource, -(-units // layout.divisors[resource]))
            periods = ones(layout.stride, end - start) << (layout.stride * start)
            profile[layout.banks[resource]] |= bits * periods
            top = max(top, end)
        return profile, top


def _periods(problem: Problem) -> int:
    """About how many periods a schedule may have."""
    longest = max((job.earliest + job.duration for job in problem.jobs), default=0)
    needs = [0] * len(problem.capacities)
    for job in problem.jobs:
        for resource, units in job.needs:
            needs[resource] += units * job.duration
    pairs = zip(needs, problem.capacities, strict=True)
    return longest + max((need // max(1, capacity) for need, capacity in pairs), default=0)


def ones(stride: int, count: int) -> int:
    """A bit in the first place of each of so many periods. Source: a geometric series."""
    return ((1 << (stride * count)) - 1) // ((1 << stride) - 1)


def _smears(duration: int, stride: int) -> tuple[int, ...]:
    """Shifts that join what is taken in any of the periods of a job, in steps that double."""
    shifts, done = [], 1
    while done * 2 <= duration:
        shifts.append(stride * done)
        done *= 2
    if done < duration:
        shifts.append(stride * (duration - done))
    return tuple(shifts)
