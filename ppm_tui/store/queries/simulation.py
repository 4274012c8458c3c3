"""Finish and cost of a project simulated: its plan, its estimates and its open risks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import sqrt

from ppm_tui.analysis.estimates import Estimate, estimate_of
from ppm_tui.analysis.network import NetworkTask, TaskId
from ppm_tui.analysis.risk import Matrix, chance
from ppm_tui.analysis.simulation import (
    Effect,
    Event,
    Pair,
    Plan,
    Shape,
    Simulated,
    Spread,
    Watch,
    Work,
    simulate,
)
from ppm_tui.analysis.worktime import WorkCalendar, to_datetime
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.plan_figures import PlanLine, leaves
from ppm_tui.store.queries import risk_matrix
from ppm_tui.store.queries.plan_network import read_network
from ppm_tui.store.queries.prices import prices
from ppm_tui.store.queries.simulation_rows import (
    NO_COST,
    Cost,
    CriticalRow,
    EffectRow,
    Finish,
    Forecast,
    How,
    Reserve,
    Simulation,
)
from ppm_tui.store.reader import Connection
from ppm_tui.terms import ENDED, Money, RiskKind, TaskKind, TaskStatus, Undefined

PROJECT = """
SELECT id, key, name, currency, client_id FROM project WHERE key = :key AND trashed_on IS NULL
"""

TASKS = """
SELECT t.id, t.ref, t.name, t.parent_id, t.kind, t.status, t.percent_complete, t.owner_id, t.start,
       t.finish, t.duration_minutes, t.work_minutes, t.cost, t.fixed_cost, t.optimistic_minutes,
       t.likely_minutes, t.pessimistic_minutes
FROM task t
WHERE t.project_id = :project AND t.trashed_on IS NULL AND t.is_active
ORDER BY t.position, t.ref
"""

OPEN_RISKS = """
SELECT r.ref, r.title, r.kind, r.task_id, r.probability, r.chance, r.minutes_low, r.minutes,
       r.minutes_high, r.cost_low, r.cost, r.cost_high, r.residual_probability, r.residual_chance,
       r.residual_minutes, r.residual_cost, r.response_cost
FROM risk r
WHERE r.project_id = :project AND r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL
ORDER BY r.ref
"""

ONE = 100


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """The project that is simulated."""

    id: str
    key: str
    name: str
    currency: str
    client_id: str | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """What counts of a task beyond its place in the network."""

    id: str
    ref: str
    name: str
    parent_id: str | None
    kind: TaskKind
    status: TaskStatus
    percent_complete: int
    owner_id: str | None
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    work_minutes: int | None
    cost: int | None
    fixed_cost: int | None
    optimistic: int | None
    likely: int | None
    pessimistic: int | None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.status in ENDED or self.percent_complete >= ONE

    @property
    def line(self) -> PlanLine:
        """What of it counts for the cost of the plan."""
        return PlanLine(*(getattr(self, name) for name in PlanLine.__slots__))


@dataclass(frozen=True, slots=True)
class RiskRow:
    """An open risk; chances in per cent, delays in working minutes, money in minor units."""

    ref: str
    title: str
    kind: RiskKind
    task_id: str | None
    probability: int
    chance: int | None
    minutes_low: int | None
    minutes: int | None
    minutes_high: int | None
    cost_low: int | None
    cost: int | None
    cost_high: int | None
    residual_probability: int | None
    residual_chance: int | None
    residual_minutes: int | None
    residual_cost: int | None
    response_cost: int | None


def simulation(
    connection: Connection, *, key: str, as_of: date, how: How, watch: Watch | None = None
) -> Simulation:
    """The project in many runs, with and without responses to its risks. Eleven statements.

    Everything may move that has not begun, from the as-of day on. Raises NotFound, Invalid where
    the plan cannot be scheduled or has no tasks, and as `analysis.simulation.simulate`.
    """
    project = connection.one(ProjectRow, PROJECT, key=key.upper())
    if project is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    if not 0 <= how.correlation <= ONE:
        raise Invalid(f"a correlation lies between 0 and 100 %, not {how.correlation}")
    rows = {row.id: row for row in connection.all(TaskRow, TASKS, project=project.id)}
    risks = connection.all(RiskRow, OPEN_RISKS, project=project.id)
    _, network = read_network(connection, project=project.id, key=project.key, as_of=as_of)
    if not rows:
        raise Invalid(f"{project.key} has no tasks to simulate: n on its plan adds one")
    costs = _costs(connection, project, rows.values())
    events = list(_events(risks, rows, how.shape, risk_matrix.matrix(connection)))
    used = {event.ref for event in events}
    plan = Plan(
        [_with_progress(task, rows.get(str(task.id))) for task in network.tasks],
        network.links,
        network.calendar,
        network.start,
        _works(rows.values(), costs, how),
        events,
        datetime.combine(as_of, datetime.min.time()),
        sum(costs.values()),
        sum(risk.response_cost or 0 for risk in risks if risk.ref in used),
        network.limits,
    )
    found = simulate(plan, runs=how.runs, seed=how.seed, watch=watch)
    planned = Undefined(NO_COST.reason) if not costs else Money(sum(costs.values()))
    return _told(project, how, found, plan, planned, rows, risks)


# What the stored rows say


def _costs(
    connection: Connection, project: ProjectRow, rows: Iterable[TaskRow]
) -> dict[str, Money]:
    """What each task costs of which that is known."""
    known = prices(
        connection, project=project.id, client=project.client_id, currency=project.currency
    )
    found = {line.id: known.of(line) for line in leaves([row.line for row in rows])}
    return {task: cost for task, cost in found.items() if cost is not None}


def _with_progress(task: NetworkTask, row: TaskRow | None) -> NetworkTask:
    """The task with the dates that it has as actual ones, where somebody says how far it is."""
    if row is None or row.start is None or not (row.percent_complete or row.is_over):
        return task
    begun = replace(task, actual_start=task.actual_start or row.start)
    if not row.is_over or row.finish is None:
        return begun
    return replace(begun, actual_finish=task.actual_finish or row.finish)


def _works(rows: Iterable[TaskRow], costs: Mapping[str, Money], how: How) -> dict[TaskId, Work]:
    weight = sqrt(how.correlation / ONE)
    found: dict[TaskId, Work] = {}
    for row in rows:
        points = estimate_of(row.optimistic, row.likely, row.pessimistic)
        spread = _of_estimate(points, how.shape) if isinstance(points, Estimate) else None
        varying = max(costs.get(row.id, 0) - (row.fixed_cost or 0), 0)
        found[row.id] = Work(spread, min(row.percent_complete / ONE, 1.0), varying, weight)
    return found


def _of_estimate(points: Estimate, shape: Shape) -> Spread:
    return Spread(
        shape, (float(points.optimistic), float(points.likely), float(points.pessimistic))
    )


def _events(
    risks: Iterable[RiskRow], rows: Mapping[str, TaskRow], shape: Shape, matrix: Matrix
) -> Iterator[Event]:
    """The risks of which a chance and an amount are known."""
    for risk in risks:
        likely = _chance(risk.probability, risk.chance, matrix)
        sign = 1 if risk.kind is RiskKind.THREAT else -1
        delay = _spread((risk.minutes_low, risk.minutes, risk.minutes_high), sign, shape)
        cost = _spread((risk.cost_low, risk.cost, risk.cost_high), sign, shape)
        if likely is None or (delay is None and cost is None):
            continue
        left = _chance(risk.residual_probability or 0, risk.residual_chance, matrix)
        after = Effect(
            likely if left is None else left,
            _residual(delay, risk.minutes, risk.residual_minutes, sign),
            _residual(cost, risk.cost, risk.residual_cost, sign),
        )
        task = risk.task_id if risk.task_id in rows else None
        yield Event(risk.ref, task, Effect(likely, delay, cost), after)


def _chance(step: int, percent: int | None, matrix: Matrix) -> float | None:
    found = chance(step, percent, matrix)
    return None if isinstance(found, Undefined) else float(found)


def _spread(amounts: Sequence[int | None], sign: int, shape: Shape) -> Spread | None:
    """An amount between the low and the high one; without a most likely one anything between."""
    known = sorted(float(sign * abs(each)) for each in amounts if each is not None)
    if not known:
        return None
    if len(known) == 1 or known[0] == known[-1]:
        return Spread(Shape.FIXED, (known[0],))
    if amounts[1] is None:
        return Spread(Shape.UNIFORM, (known[0], known[-1]))
    return Spread(shape, (known[0], min(max(float(sign * abs(amounts[1])), known[0]), known[-1]),
                          known[-1]))  # fmt: skip


def _residual(
    before: Spread | None, likely: int | None, left: int | None, sign: int
) -> Spread | None:
    """What remains of an amount: as much less as its most likely value is."""
    if left is None:
        return before
    if before is None or not likely:
        return Spread(Shape.FIXED, (float(sign * abs(left)),))
    share = abs(left / likely)
    return Spread(before.shape, tuple(point * share for point in before.points))


# What came of it


def _told(
    project: ProjectRow,
    how: How,
    found: Simulated,
    plan: Plan,
    planned: Money | Undefined,
    rows: Mapping[str, TaskRow],
    risks: Sequence[RiskRow],
) -> Simulation:
    ends = [row.finish for row in rows.values() if row.finish is not None]
    finish = max(ends, default=None)
    parents = {row.parent_id for row in rows.values()}
    left = [row for row in rows.values() if not row.is_over and row.kind is TaskKind.TASK
            and row.id not in parents]  # fmt: skip
    has_cost = not isinstance(planned, Undefined)
    return Simulation(
        project.key,
        project.name,
        project.currency,
        how,
        found.runs,
        finish,
        planned,
        _forecast(found.responded, has_cost=has_cost),
        _forecast(found.without, has_cost=has_cost),
        _reserve(found.responded, plan.calendar, finish, planned, how.confidence),
        tuple(
            CriticalRow(row.ref, row.name, each.share, each.cruciality)
            for each in found.tasks
            if (row := rows.get(str(each.task)))
        ),
        tuple(_effects(found, project.currency, {risk.ref: risk for risk in risks}, rows)),
        len(left),
        sum(1 for row in left if (work := plan.works.get(row.id)) and work.whole),
        len(risks),
        len(plan.events),
    )  # fmt: skip


def _effects(
    found: Simulated, currency: str, risks: Mapping[str, RiskRow], rows: Mapping[str, TaskRow]
) -> Iterator[EffectRow]:
    most_minutes = max((abs(each.minutes) for each in found.risks), default=0)
    most_cost = max((abs(each.cost) for each in found.risks), default=0)
    for each in found.risks:
        task = rows.get(risks[each.ref].task_id or "")
        yield EffectRow(
            each.ref,
            risks[each.ref].title,
            round(each.minutes),
            _money(each.cost),
            round(each.minutes_p80),
            _money(each.cost_p80),
            currency,
            each.minutes / most_minutes if most_minutes else each.cost / (most_cost or 1),
            task.ref if task else None,
        )


def _forecast(pair: Pair, *, has_cost: bool) -> Forecast:
    finish, cost = pair.finish, pair.cost
    return Forecast(
        Finish(_moment(finish.mean), round(finish.sd), tuple(map(_moment, finish.curve))),
        Cost(_money(cost.mean), _money(cost.sd), tuple(map(_money, cost.curve)))
        if has_cost
        else NO_COST,
    )


def _reserve(
    pair: Pair,
    calendar: WorkCalendar,
    finish: datetime | None,
    planned: Money | Undefined,
    confidence: int,
) -> Reserve:
    late, middle = (_moment(pair.finish.at(percent)) for percent in (confidence, 50))
    dear, usual = (_money(pair.cost.at(percent)) for percent in (confidence, 50))
    return Reserve(
        confidence,
        calendar.between(middle, late),
        Undefined("the plan has no finish yet")
        if finish is None
        else calendar.between(finish, late),
        Money(dear - usual),
        planned if isinstance(planned, Undefined) else Money(dear - planned),
    )


def _money(amount: float) -> Money:
    return Money(round(amount))


def _moment(minute: float) -> datetime:
    return to_datetime(round(minute))
