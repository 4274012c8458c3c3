"""Simulation: sums, networks and risks whose answers are known, and what holds for all of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis import simulation
from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskId
from ppm_tui.analysis.simulation import (
    Effect,
    Event,
    Outcome,
    Plan,
    Shape,
    Simulated,
    Spread,
    Watch,
    Work,
    simulate,
)  # fmt: skip
from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, WorkCalendar, to_datetime, to_minute
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.terms import Constraint

at = datetime.fromisoformat
MONDAY = at("2026-01-05T00:00")
BEGIN = to_minute(MONDAY)
OFFICE = WorkCalendar([((480, 720), (780, 1020))] * 5 + [(), ()], name="Office")
DAY = 480
"""Minutes of a unit of the cases: small enough to be a plan, large enough not to be rounded."""
POINTS = {"fixed": "v", "uniform": "a b", "triangular": "a m b", "pert": "a m b",
          "normal": "mean sd", "lognormal": "mean sd"}  # fmt: skip
KINDS = ("fixed", "uniform", "triangular", "pert", "normal", "lognormal")
STEP = 4
"""Standard errors that a figure may be away from the true one."""


def spread(case: dict[str, Any]) -> Spread:
    """A distribution as the cases have it, a unit being a day."""
    points = tuple(float(case[name]) * DAY for name in POINTS[case["kind"]].split())
    return Spread(Shape(case["kind"]), points)


def tri(low: float, likely: float, high: float) -> Spread:
    return spread({"kind": "triangular", "a": low, "m": likely, "b": high})


def uniform(low: float, high: float) -> Spread:
    return spread({"kind": "uniform", "a": low, "b": high})


def plan(
    works: Sequence[Work],
    links: Sequence[tuple[int, int]] = (),
    events: Sequence[Event] = (),
    **more: Any,
) -> Plan:
    """Tasks 0 … n-1 that work round the clock from the same Monday on."""
    tasks = [NetworkTask(number) for number in range(len(works))]
    joined = [NetworkLink(a, b) for a, b in links]
    known: dict[TaskId, Work] = dict(enumerate(works))
    return Plan(tasks, joined, ROUND_THE_CLOCK, MONDAY, known, events, **more)


def chain(*spreads: Spread, weights: Sequence[float] = ()) -> Plan:
    """One task after the other."""
    given = weights or [0.0] * len(spreads)
    works = [Work(each, weight=weight) for each, weight in zip(spreads, given, strict=True)]
    return plan(works, [(n, n + 1) for n in range(len(works) - 1)])


def beside(*spreads: Spread) -> Plan:
    return plan([Work(each) for each in spreads])


def risk(chance: float, delay: Spread | None = None, cost: Spread | None = None,
         task: int | None = 0, ref: str = "R-1") -> Event:  # fmt: skip
    """A risk to which nobody responds."""
    effect = Effect(chance, delay, cost)
    return Event(ref, task, effect, effect)


def days(outcome: Outcome) -> dict[str, float]:
    """Figures of a finish in units from the beginning on."""
    found = {f"p{p}": (outcome.at(p) - BEGIN) / DAY for p in (5, 10, 25, 50, 75, 80, 90, 95)}
    return found | {"mean": (outcome.mean - BEGIN) / DAY, "sd": outcome.sd / DAY}


def near(found: Simulated, mean: float, sd: float, kurtosis: float = 3.0) -> None:
    """Mean and standard deviation are true up to four standard errors."""
    got = days(found.responded.finish)
    assert got["mean"] == pytest.approx(mean, abs=STEP * sd / sqrt(found.runs))
    error = sd * sqrt((kurtosis - 1) / 4 / found.runs)
    assert got["sd"] == pytest.approx(sd, abs=STEP * error)


# Cases worked out elsewhere


def cases(shared_data: Path, name: str, part: str) -> dict[str, dict[str, Any]]:
    text = (shared_data / "monte-carlo" / name).read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)[part]}


@pytest.mark.parametrize("number", range(1, 13))
def test_networks_with_risks_come_out_as_worked_out_elsewhere(
    shared_data: Path, number: int
) -> None:
    case = cases(shared_data, "networks.json", "cases")[f"mc-{number}"]
    names = {task["id"]: place for place, task in enumerate(case["tasks"])}
    made = plan(
        [Work(spread(task["duration"])) for task in case["tasks"]],
        [(names[a], names[b]) for a, b in case["links_fs"]],
        [risk(each["p"], spread(each["impact"]), task=names[each["task"]], ref=each["id"])
         for each in case["risks"]],
    )  # fmt: skip
    got = days(simulate(made, runs=case["iterations"], seed=number).responded.finish)
    for name, value in case["expect"].items():
        assert got[name] == pytest.approx(value, abs=case["tolerance"][name]), name


SUMS = ("one-triangular", "one-pert", "one-uniform", "mode-at-minimum", "mode-at-maximum",
        "six-task-chain", "ten-equal", "normal-and-lognormal")  # fmt: skip


@pytest.mark.parametrize("name", SUMS)
def test_sums_have_the_mean_and_the_spread_of_their_parts(shared_data: Path, name: str) -> None:
    case = cases(shared_data, "closed-form.json", "sums")[name]
    found = simulate(chain(*map(spread, case["sum_of"])), runs=20_000)
    near(found, case["expect"]["mean"], case["expect"]["sd"], kurtosis=8)


def exact(shared_data: Path, name: str) -> dict[str, float]:
    expected: dict[str, float] = cases(shared_data, "closed-form.json", "exact")[name]["expect"]
    return expected


EXACT = {
    "max-of-two-uniform": beside(uniform(0, 10), uniform(0, 10)),
    "max-of-five-uniform": beside(*[uniform(0, 10)] * 5),
    "sum-of-two-uniform": chain(uniform(0, 10), uniform(0, 10)),
}


@pytest.mark.parametrize("name", EXACT)
def test_the_longer_of_two_and_their_sum_are_as_reckoned(shared_data: Path, name: str) -> None:
    got = days(simulate(EXACT[name], runs=20_000).responded.finish)
    for figure, value in exact(shared_data, name).items():
        assert got[figure] == pytest.approx(value, abs=0.15), figure


@pytest.mark.parametrize(
    ("name", "second"), [("criticality-even", 10), ("criticality-three-quarters", 5)]
)
def test_a_task_is_critical_as_often_as_it_is_the_longer_one(
    shared_data: Path, name: str, second: float
) -> None:
    found = simulate(beside(uniform(0, 10), uniform(0, second)))
    shares = {f"criticality_{'XY'[int(each.task)]}": each.share for each in found.tasks}
    for figure, value in exact(shared_data, name).items():
        assert shares[figure] == pytest.approx(value, abs=STEP * 0.5 / sqrt(found.runs))


def test_a_risk_strikes_as_often_as_it_may_and_as_hard(shared_data: Path) -> None:
    expected = exact(shared_data, "risk-event")
    cost = Spread(Shape.UNIFORM, (100, 200))
    found = simulate(plan([Work()], events=[risk(0.3, cost=cost)])).responded.cost
    assert found.mean == pytest.approx(expected["mean"], abs=STEP * 0.71)
    assert found.sd == pytest.approx(expected["sd"], abs=STEP * 0.5)
    assert found.at(50) == expected["p50"]
    assert found.at(90) == pytest.approx(expected["p90"], abs=STEP)
    assert found.at(68) == 0 < found.at(72)


def test_an_opportunity_makes_it_cheaper_and_is_independent(shared_data: Path) -> None:
    expected = exact(shared_data, "opportunity")
    both = [risk(0.5, cost=Spread(Shape.FIXED, (100,)), ref="R-1"),
            risk(0.5, cost=Spread(Shape.FIXED, (-40,)), ref="R-2")]  # fmt: skip
    found = simulate(plan([Work()], events=both), runs=20_000).responded.cost
    assert found.mean == pytest.approx(expected["mean"], abs=STEP * 0.4)
    assert found.sd == pytest.approx(expected["sd"], abs=STEP * 0.25)
    assert [found.at(p) for p in (12, 37, 62, 87)] == [-40, 0, 60, 100]


def test_correlated_normals_have_the_spread_that_they_must_have(shared_data: Path) -> None:
    expected = exact(shared_data, "correlated-normals")
    parts = [spread({"kind": "normal", "mean": 20, "sd": sd}) for sd in (3, 4)]
    for rho in (0, 0.5, 1):
        found = simulate(chain(*parts, weights=[sqrt(rho)] * 2), runs=20_000)
        near(found, 40, expected[f"sd_at_rho_{rho}"])


# Oracles T3 to T6 and M6


def test_t3_two_tasks_one_after_the_other() -> None:
    parts = [
        spread({"kind": "pert", "a": a, "m": m, "b": b}) for a, m, b in ((1, 2, 9), (2, 3, 10))
    ]
    # the mean is PERT's; the beta distribution has a variance of its own, (m-a)(b-m)/7 each
    means = [(1 + 4 * 2 + 9) / 6, (2 + 4 * 3 + 10) / 6]
    variances = [(means[0] - 1) * (9 - means[0]) / 7, (means[1] - 2) * (10 - means[1]) / 7]
    near(simulate(chain(*parts), runs=20_000), 7.0, sqrt(sum(variances)), kurtosis=4)


def test_t4_and_t5_sigmas_of_a_path_add_up_as_squares() -> None:
    sigmas = (0.5, 1.5, 0.5, 0.333)
    parts = [spread({"kind": "normal", "mean": 17.83 / 4, "sd": sigma}) for sigma in sigmas]
    found = simulate(chain(*parts), runs=20_000)
    near(found, 17.83, 1.69)
    within = [(value - BEGIN) / DAY <= 20 for value in found.responded.finish.curve]
    assert sum(within) == pytest.approx(90, abs=2)


T6 = (
    spread({"kind": "normal", "mean": 10, "sd": 2}), tri(5, 10, 15), uniform(8, 12),
)  # fmt: skip


def test_t6_three_shapes_independent() -> None:
    found = simulate(chain(*T6), runs=50_000)
    near(found, 30, 3.0822)
    got = days(found.responded.finish)
    for name, value in {"p50": 30.0, "p80": 32.63, "p90": 33.98, "p95": 35.07}.items():
        assert got[name] == pytest.approx(value, abs=0.15), name


def test_t6_three_shapes_correlated_by_what_they_share() -> None:
    """Weights whose products are 0.5, 0.3 and 0.4; of ranks, as the shapes are not normal."""
    weights = [sqrt(0.5 * 0.3 / 0.4), sqrt(0.5 * 0.4 / 0.3), sqrt(0.3 * 0.4 / 0.5)]
    found = simulate(chain(*T6, weights=weights), runs=50_000)
    got = days(found.responded.finish)
    assert got["mean"] == pytest.approx(30, abs=0.08)
    assert got["sd"] == pytest.approx(4.1053, abs=0.08)


def test_m6_two_coins_of_10000_cost_10000_on_average() -> None:
    cost = Spread(Shape.FIXED, (10_000,))
    both = [risk(0.5, cost=cost, ref=ref) for ref in ("R-1", "R-2")]
    found = simulate(plan([Work()], events=both)).responded.cost
    assert found.mean == pytest.approx(10_000, abs=STEP * 7071 / sqrt(10_000))
    assert [found.at(p) for p in (0, 23, 27, 73, 77, 100)] == [0, 0, 10_000, 10_000, 20_000, 20_000]


# What holds for every plan

SPREADS = st.tuples(*[st.integers(0, 20)] * 3).map(lambda each: tri(*sorted(each)))
COSTS = st.tuples(*[st.integers(0, 20)] * 3).map(
    lambda each: Spread(Shape.TRIANGULAR, tuple(map(float, sorted(each))))
)
EVENTS = st.tuples(st.floats(0, 1), SPREADS, COSTS)
few = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A few tasks in a network with some threats."""
    works = [Work(each) for each in draw(st.lists(SPREADS, min_size=1, max_size=5))]
    size = len(works)
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    links = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    events = [
        risk(chance, delay, cost, task=draw(st.sampled_from([None, *range(size)])), ref=f"R-{n}")
        for n, (chance, delay, cost) in enumerate(draw(st.lists(EVENTS, max_size=3)))
    ]
    return plan(works, links, events)


@few
@given(plans(), EVENTS)
def test_a_threat_more_never_makes_any_percentile_earlier_or_cheaper(
    made: Plan, threat: tuple[float, Spread, Spread]
) -> None:
    chance, delay, cost = threat
    more = replace(made, events=[risk(chance, delay, cost, ref="R-9"), *made.events])
    before, after = (simulate(each, runs=200).responded for each in (made, more))
    for name in ("finish", "cost"):
        pairs = zip(getattr(before, name).curve, getattr(after, name).curve, strict=True)
        assert all(old <= new + 1e-6 for old, new in pairs)


@few
@given(plans(), st.floats(0, 1))
def test_a_response_that_halves_a_threat_never_makes_it_worse(made: Plan, factor: float) -> None:
    events = [
        replace(each, responded=replace(each.responded, chance=each.without.chance * factor))
        for each in made.events
    ]
    found = simulate(replace(made, events=events), runs=200)
    for name in ("finish", "cost"):
        pairs = zip(getattr(found.responded, name).curve, getattr(found.without, name).curve,
                    strict=True)  # fmt: skip
        assert all(with_it <= without + 1e-6 for with_it, without in pairs)


@few
@given(plans(), st.integers(0, 2**63 - 1))
def test_the_same_seed_gives_the_same_figures(made: Plan, seed: int) -> None:
    assert simulate(made, runs=100, seed=seed) == simulate(made, runs=100, seed=seed)


@few
@given(st.lists(SPREADS, min_size=2, max_size=6), st.floats(0, 1))
def test_positive_correlation_never_lowers_the_variance_of_a_sum(
    parts: list[Spread], rho: float
) -> None:
    alone = simulate(chain(*parts), runs=2_000).responded.finish.sd
    tied = simulate(chain(*parts, weights=[sqrt(rho)] * len(parts)), runs=2_000).responded.finish.sd
    assert tied >= alone * (1 - STEP / sqrt(2_000))


@few
@given(plans())
def test_some_task_is_critical_in_every_run(made: Plan) -> None:
    found = simulate(made, runs=100)
    assert sum(each.share for each in found.tasks) >= 1 - 1e-9
    assert all(0 <= each.share <= 1 and abs(each.cruciality) <= each.share for each in found.tasks)


# Progress, calendars, costs


def office(**more: Any) -> NetworkTask:
    return NetworkTask("T", 5 * DAY, name="T-1", **more)


def finish(task: NetworkTask, **more: Any) -> Outcome:
    made = Plan([task], [], OFFICE, MONDAY, **more)
    return simulate(made, runs=200).responded.finish


def test_a_plan_without_anything_uncertain_ends_when_it_says() -> None:
    found = finish(office())
    assert set(found.curve) == {found.mean}
    assert to_datetime(int(found.mean)) == at("2026-01-09T17:00")
    assert found.sd == 0


def test_what_is_done_stays_and_what_is_left_is_not_done_before_today() -> None:
    done = office(actual_start=MONDAY + timedelta(hours=8), actual_finish=at("2026-01-08T17:00"))
    wide = {"T": Work(tri(1, 5, 30), done=1.0)}
    not_before = at("2026-01-14T00:00")
    assert set(finish(done, works=wide, not_before=not_before).curve) == {
        float(to_minute(at("2026-01-08T17:00")))
    }
    begun = office(actual_start=MONDAY + timedelta(hours=8))
    found = finish(begun, works={"T": Work(done=0.4)}, not_before=not_before)
    assert to_datetime(int(found.mean)) == at("2026-01-16T17:00")
    found = finish(begun, works={"T": Work(tri(5, 5, 10), done=0.4)}, not_before=not_before)
    assert to_datetime(int(found.at(0))) >= at("2026-01-16T17:00")
    assert to_datetime(int(found.at(100))) <= at("2026-01-21T17:00")
    assert finish(office(), not_before=not_before).mean == to_minute(at("2026-01-20T17:00"))


def test_a_must_is_met_and_a_deadline_moves_nothing() -> None:
    must = office(constraint=Constraint.MFO, constraint_date=at("2026-01-23T17:00"))
    works = {"T": Work(tri(1, 5, 9))}
    assert set(finish(must, works=works).curve) == {float(to_minute(at("2026-01-23T17:00")))}
    late = office(deadline=at("2026-01-06T17:00"))
    assert finish(late, works=works) == finish(office(), works=works)


def test_a_risk_of_no_task_moves_the_end_in_working_time() -> None:
    weekend = Spread(Shape.FIXED, (DAY,))
    found = finish(office(), events=[risk(1, weekend, task=None)])
    assert to_datetime(int(found.mean)) == at("2026-01-12T17:00")


def test_longer_work_costs_more_and_a_response_is_paid_in_every_run() -> None:
    made = replace(
        plan([Work(tri(5, 10, 15), cost=1000.0)], cost=1500.0, response_cost=70.0),
        tasks=[NetworkTask(0, 10 * DAY)],
    )
    found = simulate(made)
    assert found.without.cost.at(0) == pytest.approx(1000, abs=30)
    assert found.without.cost.at(100) == pytest.approx(2000, abs=30)
    assert found.responded.cost.mean == pytest.approx(found.without.cost.mean + 70)


def test_the_effect_of_a_risk_is_what_would_be_without_it() -> None:
    long = [Work(Spread(Shape.FIXED, (10 * DAY,))), Work(Spread(Shape.FIXED, (8 * DAY,)))]
    price = Spread(Shape.FIXED, (300,))
    events = [risk(1, Spread(Shape.FIXED, (3 * DAY,)), price, task=1, ref="R-1"),
              risk(0.5, None, price, task=None, ref="R-2")]  # fmt: skip
    first, second = simulate(plan(long, events=events)).risks
    assert (first.ref, first.minutes, first.minutes_p80, first.cost) == ("R-1", DAY, DAY, 300)
    assert (second.ref, second.minutes, second.cost_p80) == ("R-2", 0, 300)
    assert second.cost == pytest.approx(150, abs=STEP * 1.5)


# Stopping, and what is refused


def test_stopped_it_answers_for_the_runs_that_are_done() -> None:
    made = beside(uniform(0, 10), uniform(0, 10))

    class Impatient(Watch):
        """Stops when the first runs are done."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "done" and value:
                self.stop()

    found = simulate(made, runs=100_000, watch=Impatient())
    assert 0 < found.runs < 100_000
    assert found.responded == simulate(made, runs=found.runs).responded


def test_stopped_at_once_it_says_so() -> None:
    watch = Watch()
    watch.stop()
    with pytest.raises(PpmError, match="stopped before there was an answer"):
        simulate(beside(uniform(0, 1)), watch=watch)


@pytest.mark.parametrize(("runs", "seed"), [(0, 1), (100_001, 1), (10, -1), (10, 2**63)])
def test_too_many_runs_and_strange_seeds_are_refused(runs: int, seed: int) -> None:
    with pytest.raises(Invalid):
        simulate(beside(uniform(0, 1)), runs=runs, seed=seed)


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        (Shape.TRIANGULAR, (3, 2, 5)), (Shape.PERT, (1, 2)), (Shape.UNIFORM, (2, 1)),
        (Shape.NORMAL, (5, -1)), (Shape.LOGNORMAL, (0, 1)), (Shape.FIXED, (float("nan"),)),
    ],
)  # fmt: skip
def test_points_that_a_shape_does_not_have_are_refused(
    shape: Shape, points: tuple[float, ...]
) -> None:
    with pytest.raises(Invalid):
        Spread(shape, points)


def test_without_numpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "find_spec", lambda name: None)
    with pytest.raises(PpmError, match=r'pip install "ppm-tui\[simulate\]"'):
        simulate(beside(uniform(0, 1)))
