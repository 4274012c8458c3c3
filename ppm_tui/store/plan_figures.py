"""What a plan adds up to as it stands: what freezing keeps, and what comparing shows as now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from ppm_tui.analysis import cost
from ppm_tui.analysis.comparison import Figures
from ppm_tui.analysis.rates import Work
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import Money, TaskKind, Undefined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What of a task that is not in the trash counts for the figures of its plan."""

    id: str
    parent_id: str | None
    kind: TaskKind
    owner_id: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    work_minutes: int | None
    cost: int | None
    fixed_cost: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Work of somebody, or of nobody yet, on a task; its cost where that is known already."""

    person: str | None
    minutes: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class Prices:
    """Bookings by task and all rates, for a project of a client, in the project's currency."""

    currency: str
    project: str
    client: str | None
    bookings: Mapping[str, Sequence[Share]]
    tariffs: Tariffs

    def of(self, task: PlanLine) -> Money | None:
        """What a task costs: what it says, else its bookings, else its owner's work."""
        owned = (Share(task.owner_id, task.work_minutes, None),)
        day = task.start.date() if task.start else date.max
        shares = [self._share(each, day) for each in self.bookings.get(task.id) or owned]
        return cost.of_task(own=task.cost, fixed=task.fixed_cost, shares=shares)

    def _share(self, share: Share, day: date) -> int | None:
        if share.cost is not None or share.person is None or share.minutes is None:
            return share.cost
        work = Work(day, share.person, client=self.client, project=self.project)
        found = self.tariffs.cost(work, share.minutes, self.currency)
        return None if isinstance(found, Undefined) else found


def figures(lines: Sequence[PlanLine], prices: Prices) -> dict[str, Figures]:
    """Of each task its dates, duration, work and cost, by identifier; only leaves have a cost."""
    parents = {line.parent_id for line in lines}
    return {
        line.id: Figures(
            line.start,
            line.finish,
            line.duration_minutes,
            line.work_minutes,
            prices.of(line) if is_leaf(line, parents) else None,
        )
        for line in lines
    }


def leaves(lines: Sequence[PlanLine]) -> list[PlanLine]:
    """The lines that are work of their own, in order."""
    parents = {line.parent_id for line in lines}
    return [line for line in lines if is_leaf(line, parents)]


def is_leaf(line: PlanLine, parents: set[str | None]) -> bool:
    """Whether a task is work of its own: no phase, and nothing below it."""
    return line.kind is not TaskKind.PHASE and line.id not in parents


def total(of_leaves: Iterable[Figures]) -> Figures:
    """First start, last finish, all work and all cost; what no leaf knows is not known."""
    parts = list(of_leaves)
    return Figures(
        min(_known(each.start for each in parts), default=None),
        max(_known(each.finish for each in parts), default=None),
        None,
        _sum(each.work_minutes for each in parts),
        _sum(each.cost for each in parts),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = _known(values)
    return sum(known) if known else None


def _known(values: Iterable[T | None]) -> list[T]:
    return [value for value in values if value is not None]
