"""The passes for many runs at once give the dates and floats of the scheduler for one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis.network import NetworkLink, NetworkTask, schedule
from ppm_tui.analysis.simulation import Effect, Event, Plan, Shape, Spread, Work
from ppm_tui.analysis.simulation_clock import Table
from ppm_tui.analysis.simulation_model import Model
from ppm_tui.analysis.simulation_passes import TOLERANCE
from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, WorkCalendar, to_minute
from ppm_tui.terms import Constraint
from tests.unit.test_network_properties import (
    MONDAY,
    NIGHTS,
    STANDARD,
    networks,
    plain_networks,
)

Network = tuple[list[NetworkTask], list[NetworkLink]]
ODD = WorkCalendar([((481, 727),)] * 7, [(date(2025, 1, 8), date(2025, 1, 9), ())], name="Odd")
HELD = [each for each in Constraint if each is not Constraint.ALAP]


@st.composite
def constrained(draw: st.DrawFn, base: st.SearchStrategy[Network]) -> Network:
    """A network of which some tasks have constraints, deadlines, or have begun or ended."""
    tasks, links = draw(base)
    found = tasks[:3]
    for task in tasks[3:]:
        day = MONDAY + timedelta(days=draw(st.integers(0, 12)))
        match draw(st.sampled_from(("", "", "constraint", "deadline", "begun", "ended"))):
            case "constraint":
                kind = draw(st.sampled_from(HELD))
                task = replace(task, constraint=kind, constraint_date=day)
            case "deadline":
                task = replace(task, deadline=day)
            case "begun":
                task = replace(task, actual_start=day)
            case "ended":
                task = replace(task, actual_start=day, actual_finish=day + timedelta(days=1))
        found.append(task)
    return found, links


def agrees(network: Network) -> None:
    """Dates, and what is critical, of every task are those that the scheduler gives."""
    tasks, links = network
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    # Drawn from nothing: every duration is an array, though all its values are the same.
    model = Model(Plan(tasks, links, STANDARD, MONDAY), 1)
    inside = {task.parent for task in tasks}
    basis = [np.full(3, each) if each else each for each in model.basis(3)]
    side = model.side(basis, [])
    slack = model.passes.floats(side.drawn, side.dates, side.end)
    for task in tasks:
        number, dates = model.graph.number(task.id), got[task.id]
        clock = model.passes.clocks[number]
        for is_finish, want in enumerate((dates.early_start, dates.early_finish)):
            instant = (side.dates.starts, side.dates.finishes)[is_finish][number]
            exact = clock.position(model.axis.instant(to_minute(want)))
            assert np.allclose(clock.position(instant), exact), (task.id, is_finish)
        if task.id not in inside and task.actual_finish is None:
            is_critical = np.broadcast_to(slack[number] <= TOLERANCE, 3)
            assert (is_critical == dates.is_critical).all(), task.id


@settings(max_examples=300, deadline=None, derandomize=True)
@given(constrained(networks()))
def test_dates_and_what_is_critical_are_those_of_the_scheduler(network: Network) -> None:
    agrees(network)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(constrained(plain_networks()))
def test_a_plan_in_one_calendar_is_reckoned_in_working_minutes_alone(network: Network) -> None:
    tasks, links = network
    assert Model(Plan(tasks, links, STANDARD, MONDAY), 1).axis.is_plain
    agrees(network)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(networks(), st.data())
def test_what_a_risk_does_not_reach_need_not_be_reckoned_again(
    network: Network, data: st.DataObject
) -> None:
    tasks, links = network
    strikes = Effect(0.5, Spread(Shape.UNIFORM, (0, 3000)))
    place = data.draw(st.sampled_from([task.id for task in tasks]))
    work = Work(Spread(Shape.PERT, (100, 200, 700)))
    works = {task.id: work for task in tasks[3:]}
    plan = Plan(tasks, links, STANDARD, MONDAY, works, (Event("R", place, strikes, strikes),))
    model = Model(plan, 7)
    basis, delay = model.basis(20), model.threats[0].effects(20)[0][0]
    whole = model.side(basis, [delay])
    again = model.side(basis, [None], whole, plan.events[0])
    afresh = model.side(basis, [None])
    assert np.array_equal(model.finish(again, 20), model.finish(afresh, 20))


@pytest.mark.parametrize(
    "known", [STANDARD, NIGHTS, ROUND_THE_CLOCK, ODD], ids=lambda each: each.name
)
def test_tables_say_what_the_calendar_says(known: WorkCalendar) -> None:
    table = Table(known, date(2025, 1, 1), date(2025, 3, 1))
    begin = to_minute(datetime.fromisoformat("2025-01-03"))
    minutes = np.arange(begin, begin + 14 * 1440, 37)
    positions = [known.position_of(int(each)) for each in minutes]
    assert table.position(minutes).tolist() == positions
    whole = np.array(positions)
    assert table.start(whole).tolist() == [known.start_of(each) for each in positions]
    assert table.finish(whole).tolist() == [known.finish_of(each) for each in positions]
