"""What the stored plan, its estimates, costs and open risks say to a simulation."""

from datetime import date, datetime
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.estimates import Estimate
from ppm_tui.analysis.simulation import Shape
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Risk
from ppm_tui.store.commands import people, projects, risks, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.simulation import simulation
from ppm_tui.store.queries.simulation_rows import Cost, How, Simulation
from ppm_tui.store.reader import Connection
from ppm_tui.store.wanted import Link
from ppm_tui.terms import Done, Minutes, Money, RiskKind, RiskStatus, Undefined
from ppm_tui.workspace import Workspace

MONDAY = date(2026, 3, 16)
DAY = Minutes(480)
RUNS = 400


def days(*points: int) -> Estimate:
    return Estimate(*(each * DAY for each in points))


SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(projects.add, name="Roll-out", key="ROLL", currency="EUR"),
    partial(tasks.add, project="ROLL", name="One", start=MONDAY, duration=Minutes(5 * DAY),
            estimate=days(4, 5, 9), cost=Money(100_000)),
    partial(tasks.add, project="ROLL", name="Two", after=(Link("T-001"),),
            duration=Minutes(2 * DAY), cost=Money(50_000)),
)  # fmt: skip


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def found(workspace: Workspace, as_of: date = MONDAY, **how: int | Shape) -> Simulation:
    wanted = How(**{"runs": RUNS} | how)  # type: ignore[arg-type]  # each by its name
    return workspace.get(simulation, key="roll", as_of=as_of, how=wanted)


def say(session: Session, /, *, ref: str, **values: object) -> Done:
    """Say of a risk what only its register asks for."""
    row = session.scalars(select(Risk).where(col(Risk.ref) == ref)).one()
    for name, value in values.items():
        setattr(row, name, value)
    return Done(ref)


def risk(workspace: Workspace, title: str = "Late", **values: object) -> str:
    [ref] = workspace.do(risks.add, project="ROLL", title=title, as_of=MONDAY).refs
    workspace.do(say, ref=ref, **values)
    return ref


def task_id(workspace: Workspace, ref: str) -> str:
    text = "SELECT id FROM task WHERE ref = :ref"
    return str(workspace.get(lambda connection: connection.value(text, ref=ref)))


def cost(made: Simulation) -> Cost:
    assert isinstance(made.responded.cost, Cost)
    return made.responded.cost


def test_estimates_spread_the_finish_and_the_plan_is_told_beside_it(small: Workspace) -> None:
    made = found(small)
    assert (made.project, made.runs, made.open, made.estimated) == ("ROLL", RUNS, 2, 1)
    assert made.plan_finish == datetime.fromisoformat("2026-03-24T17:00")
    curve = made.responded.finish.curve
    assert datetime.fromisoformat("2026-03-23T17:00") <= curve[0] < curve[50] < curve[100]
    assert curve[100] <= datetime.fromisoformat("2026-03-30T17:00")
    assert all(one <= other for one, other in pairwise(curve))
    assert made.without == made.responded
    assert [(row.ref, row.share) for row in made.tasks] == [("T-001", 1), ("T-002", 1)]
    assert made.tasks[0].cruciality == pytest.approx(1)
    assert made.reserve.minutes > 0 < made.reserve.minutes_over_plan  # type: ignore[operator]  # is known


def test_longer_work_costs_more_and_without_any_cost_there_is_a_reason(small: Workspace) -> None:
    made = found(small)
    assert made.plan_cost == 150_000
    assert 130_000 <= cost(made).curve[0] < cost(made).curve[100] <= 230_000
    small.do(tasks.edit, ref="T-001", cost=None)
    small.do(tasks.edit, ref="T-002", cost=None)
    assert isinstance(found(small).responded.cost, Undefined)
    assert isinstance(found(small).reserve.cost_over_plan, Undefined)


def test_a_risk_strikes_its_task_and_a_response_leaves_less_of_it(small: Workspace) -> None:
    ref = risk(small, chance=100, minutes=10 * DAY, cost=30_000, residual_chance=100,
               residual_minutes=5 * DAY, residual_cost=6_000, response_cost=2_000,
               task_id=task_id(small, "T-001"))  # fmt: skip
    made = found(small)
    assert (made.risks, made.counted) == (1, 1)
    [effect] = made.effects
    assert (effect.ref, effect.minutes, effect.cost, effect.task) == (ref, 5 * DAY, 6_000, "T-001")
    without = made.without
    assert isinstance(without.cost, Cost)
    assert without.cost.mean - cost(made).mean == 30_000 - 6_000 - 2_000
    weeks = [(one - other).days for one, other in
             zip(without.finish.curve, made.responded.finish.curve, strict=True)]  # fmt: skip
    assert set(weeks) == {7}


def test_an_opportunity_makes_it_earlier_and_cheaper(small: Workspace) -> None:
    before = found(small)
    risk(small, "Reuse", kind=RiskKind.OPPORTUNITY, probability=5, minutes=DAY, cost=5_000,
         task_id=task_id(small, "T-002"))  # fmt: skip
    after = found(small)
    assert after.responded.finish.mean < before.responded.finish.mean
    assert cost(after).mean < cost(before).mean
    assert after.effects[0].minutes < 0
    assert after.effects[0].weight == -1


def test_three_points_of_a_risk_spread_what_it_does(small: Workspace) -> None:
    risk(small, chance=100, cost_low=1_000, cost=2_000, cost_high=9_000)
    risk(small, "Other", chance=100, cost_low=0, cost_high=100)
    made = found(small, shape=Shape.TRIANGULAR)
    assert [row.cost for row in made.effects] == pytest.approx([4_000, 50], rel=0.1)


def test_what_is_closed_not_rated_or_without_amounts_does_not_count(small: Workspace) -> None:
    before = found(small)
    closed = risk(small, chance=100, minutes=99 * DAY)
    small.do(risks.edit, ref=closed, status=RiskStatus.CLOSED)
    risk(small, "Not rated", minutes=99 * DAY)
    risk(small, "No amount", chance=50)
    made = found(small)
    assert (made.risks, made.counted, made.effects) == (2, 0, ())
    assert made.responded == before.responded


def test_what_is_done_stays_and_the_rest_is_not_done_before_the_day(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", percent=50, actual_start=MONDAY)
    late = date(2026, 4, 1)
    made = found(small, late)
    # two and a half days are left at most likely, then two of the second task
    assert made.responded.finish.curve[0] >= datetime.fromisoformat("2026-04-06T12:00")
    small.do(tasks.edit, ref="T-001", percent=100, actual_finish=date(2026, 3, 20))
    made = found(small, date(2026, 3, 20))
    assert set(made.responded.finish.curve) == {datetime.fromisoformat("2026-03-24T17:00")}
    assert (made.open, made.estimated) == (1, 0)


def test_lengths_that_go_together_spread_the_finish_wider(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-002", estimate=days(1, 2, 6))
    alone, tied = found(small), found(small, correlation=90)
    assert tied.responded.finish.sd_minutes > alone.responded.finish.sd_minutes


def test_the_same_seed_gives_the_same_and_another_project_changes_nothing(
    small: Workspace,
) -> None:
    first = found(small)
    small.do(projects.add, name="Other", key="OTHER")
    assert found(small) == first
    assert found(small, seed=2).responded != first.responded


def test_what_cannot_be_simulated_is_refused(small: Workspace) -> None:
    small.do(projects.add, name="Empty", key="EMPTY")
    with pytest.raises(NotFound, match="no project NOPE"):
        small.get(simulation, key="NOPE", as_of=MONDAY, how=How())
    with pytest.raises(Invalid, match="EMPTY has no tasks to simulate"):
        small.get(simulation, key="EMPTY", as_of=MONDAY, how=How())
    for how in (How(runs=0), How(seed=-1), How(correlation=101)):
        with pytest.raises(Invalid):
            small.get(simulation, key="ROLL", as_of=MONDAY, how=how)


def test_thirteen_statements_whatever_the_plan_holds(small: Workspace) -> None:
    def statements(connection: Connection) -> int:
        simulation(connection, key="ROLL", as_of=MONDAY, how=How(runs=1))
        return connection.statements

    def count() -> int:
        return small.get(statements)

    before = count()
    for number in range(5):
        risk(small, f"Risk {number}", chance=50, cost=100)
    assert count() == before == 13
