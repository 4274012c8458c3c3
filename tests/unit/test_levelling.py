"""Levelling: schedules in which nobody is over, how good they are, and the dates they become."""

import json
import sys
import threading
import time
import tracemalloc
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis import levelling_plan, levelling_solver
from ppm_tui.analysis.levelling import Budget, Job, Problem, Solution, bound
from ppm_tui.analysis.levelling_axis import PlanToLevel
from ppm_tui.analysis.levelling_plan import AS_BEFORE, METHOD, Levelled, level
from ppm_tui.analysis.levelling_search import Search, search
from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskId, schedule
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.terms import Constraint, LinkType
from tests.unit import psplib

OFFICE = WorkCalendar([((480, 720), (780, 1020))] * 5 + [(), ()], name="Office")
EARLY = WorkCalendar([((360, 840),)] * 6 + [()], name="Early")
MONDAY = datetime.fromisoformat("2026-03-16T08:00")
DAY = 480
SCHEDULES = 3000
NAMES = ("j30_1_1", "j30_9_3", "j30_13_2", "j30_29_2", "j30_45_5", "j60_1_2", "j60_9_5",
         "j60_25_8", "j60_41_7", "j90_21_1", "j120_1_1", "j120_11_3", "j120_31_10")  # fmt: skip


# Instances of PSPLIB


def gap(shared_data: Path, name: str, schedules: int) -> float:
    """By how much per cent the search ends above the best known, after so many schedules."""
    best = json.loads((shared_data / "rcpsp" / "best.json").read_text())["makespan"]
    problem = psplib.read(shared_data / "rcpsp" / f"{name}.rcp").problem()
    found = search(problem, Budget(schedules=schedules))
    assert psplib.wrong(problem, found.starts) == []
    assert bound(problem) <= best[name] <= found.finish
    return float((found.finish - best[name]) * 100 / best[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_first_schedules_are_feasible_and_not_far_from_the_best(
    shared_data: Path, name: str
) -> None:
    assert gap(shared_data, name, 200) <= 20


def test_the_mean_gap_to_the_best_known_is_small(shared_data: Path) -> None:
    gaps = [gap(shared_data, name, SCHEDULES) for name in NAMES]
    assert sum(gaps) / len(gaps) <= 5


def test_the_same_schedules_give_the_same_answer(shared_data: Path) -> None:
    problem = psplib.read(shared_data / "rcpsp" / "j60_1_2.rcp").problem()
    one, two = (search(problem, Budget(schedules=400)) for _ in range(2))
    assert one == two


# Random small problems


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    capacities = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    size = draw(st.integers(1, 5))
    jobs = []
    for _ in range(size):
        needs = [(r, draw(st.integers(0, most))) for r, most in enumerate(capacities)]
        jobs.append(
            Job(
                draw(st.integers(0, 3)),
                tuple((r, units) for r, units in needs if units),
                draw(st.integers(0, 2)),
            )
        )
    pairs = [(a, b) for b in range(size) for a in range(b)]
    waits = [
        (a, b, draw(st.integers(-1, 3)))
        for a, b in draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    ] if pairs else []  # fmt: skip
    blocks = [
        (0, start, start + draw(st.integers(1, 2)), draw(st.integers(1, 12)))
        for start in draw(st.lists(st.integers(0, 4), max_size=2))
    ]
    return Problem(jobs, waits, capacities, blocks)


def fits(problem: Problem, starts: Sequence[int]) -> bool:
    """As `psplib.wrong`, with what is taken already cut to what there is."""
    used: dict[tuple[int, int], int] = {}
    for resource, start, end, units in problem.blocks:
        for period in range(start, end):
            used[resource, period] = used.get((resource, period), 0) + units
    for at, most in enumerate(problem.capacities):
        used.update({key: min(each, most) for key, each in used.items() if key[0] == at})
    for start, job in zip(starts, problem.jobs, strict=True):
        for resource, units in job.needs:
            for period in range(start, start + job.duration):
                used[resource, period] = used.get((resource, period), 0) + units
                if used[resource, period] > problem.capacities[resource]:
                    return False
    return all(starts[b] >= starts[a] + lag for a, b, lag in problem.waits)


def best_end(problem: Problem, most: int) -> int:
    """The earliest end of all schedules that end by then, tried one by one."""
    spans = [range(job.earliest, most - job.duration + 1) for job in problem.jobs]
    ends = [
        max(start + job.duration for start, job in zip(starts, problem.jobs, strict=True))
        for starts in product(*spans)
        if fits(problem, starts)
    ]
    return min(ends)


@given(problems())
@settings(max_examples=60, deadline=None)
def test_a_small_problem_is_solved_as_well_as_by_trying_everything(problem: Problem) -> None:
    found = search(problem, Budget(schedules=400))
    assert fits(problem, found.starts)
    assert all(s >= job.earliest for s, job in zip(found.starts, problem.jobs, strict=True))
    assert bound(problem) <= found.finish
    if found.finish <= 9:
        assert found.finish == best_end(problem, found.finish)


@given(problems(), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_any_schedule_of_any_order_is_feasible(problem: Problem, seed: int) -> None:
    made = Search(problem, Budget(schedules=1), seed=seed)
    starts, over = made.forwards.schedule(made._sample(), made.earliest)
    assert fits(problem, starts)
    assert over == 0


def test_many_people_are_kept_apart_in_several_banks() -> None:
    jobs = [Job(2, ((person, 100),)) for person in range(40) for _ in range(2)]
    jobs += [Job(1, ((0, 50), (39, 50)))]
    problem = Problem(jobs, [], [100] * 40)
    found = search(problem, Budget(schedules=50))
    assert psplib.wrong(problem, found.starts) == []
    assert found.finish == 5


def test_a_job_that_may_not_start_later_is_counted_as_over() -> None:
    jobs = [Job(2, ((0, 1),), latest=0), Job(2, ((0, 1),), latest=1), Job(1, ((0, 1),))]
    found = search(Problem(jobs, [], [1]), Budget(schedules=50))
    assert found.over == 1
    assert max(found.starts[:2]) <= 1


def test_several_goals_are_added_up() -> None:
    jobs = [Job(1, ((0, 1),)), Job(4, ((0, 1),))]
    problem = Problem(jobs, [], [1], goals=[[0], [1]])
    assert (bound(problem), search(problem, Budget(schedules=50)).finish) == (5, 6)


def test_the_urgent_goes_first_whatever_it_costs() -> None:
    jobs = [Job(3, ((0, 1),), rank=1), Job(1, ((0, 1),), earliest=1)]
    assert search(Problem(jobs, [], [1]), Budget(schedules=50)).starts == [2, 1]


# With a solver


def test_the_solver_is_never_worse_than_the_search_it_starts_from(shared_data: Path) -> None:
    pytest.importorskip("ortools", reason="the extra `level` is not installed")
    problem = psplib.read(shared_data / "rcpsp" / "j30_9_3.rcp").problem()
    ticks = count()
    budget = Budget(6.0, timer=lambda: next(ticks) / 400)  # time is counted in questions
    found, method = levelling_solver.solve(problem, budget)
    assert method == levelling_solver.NAME
    assert psplib.wrong(problem, found.starts) == []
    assert found.finish <= search(problem, Budget(schedules=600)).finish


@given(problems())
@settings(max_examples=15, deadline=None)
def test_the_solver_solves_small_problems_as_the_search_does(problem: Problem) -> None:
    pytest.importorskip("ortools", reason="the extra `level` is not installed")
    starts = levelling_solver.improved(problem, 5)
    assert starts is not None
    assert fits(problem, starts)
    end = max(start + job.duration for start, job in zip(starts, problem.jobs, strict=True))
    assert end == search(problem, Budget(schedules=400)).finish


def test_without_the_solver_the_rules_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools", None)
    assert levelling_solver.best_way() is levelling_plan.searched


# Plans


def task(number: int, days: int, *, at: int | None = None, **more: object) -> NetworkTask:
    start = None if at is None else OFFICE.at(OFFICE.position(MONDAY) + at * DAY)
    finish = None if start is None else OFFICE.add(start, days * DAY)
    values = {"calendar": OFFICE, "start": start, "finish": finish, "keeps_dates": True, **more}
    return NetworkTask(number, days * DAY, **values)  # type: ignore[arg-type]  # of its own fields


def levelled(
    tasks: Sequence[NetworkTask],
    links: Sequence[NetworkLink] = (),
    *,
    needs: dict[TaskId, list[tuple[str, int]]] | None = None,
    **more: object,
) -> Levelled:
    known = {each.id: [("ana", 100)] for each in tasks} if needs is None else needs
    plan = PlanToLevel(tasks, links, OFFICE, MONDAY, known, {"ana": 100, "ben": 200}, **more)  # type: ignore[arg-type]  # of its own fields
    return level(plan, Budget(schedules=200))


def days(found: Levelled) -> dict[TaskId, str]:
    return {
        key: f"{start:%d}" + (f"-{finish:%d}" if start.date() != finish.date() else "")
        for key, (start, finish) in found.dates.items()
    }


def test_of_two_tasks_of_one_person_one_gives_way() -> None:
    found = levelled([task(1, 2, at=0), task(2, 1, at=1)])
    assert days(found) == {1: "16-17", 2: "18"}
    [move] = found.moves
    assert (move.task, move.resource, move.minutes) == (2, "ana", DAY)
    assert (found.makespan, found.bound, found.over) == (3 * DAY, 3 * DAY, {})
    assert set(found.over_before) == {1, 2}
    assert found.method == METHOD


def test_what_follows_moves_along_and_says_so() -> None:
    links = [NetworkLink(2, 3)]
    found = levelled([task(1, 2, at=0), task(2, 2, at=0), task(3, 1, at=2)], links,
                     needs={1: [("ana", 100)], 2: [("ana", 60)]})  # fmt: skip
    moved = {move.task: move.resource for move in found.moves}
    assert moved in ({2: "ana", 3: None}, {1: "ana"})
    assert found.pinned == {2} & moved.keys() | {1} & moved.keys()


def test_a_plan_in_which_nobody_is_over_stays() -> None:
    found = levelled([task(1, 2, at=0), task(2, 1, at=4)], [NetworkLink(1, 2)])
    assert found.moves == ()
    assert found.bound == found.makespan == 5 * DAY


def test_a_link_that_the_dates_of_a_file_do_not_keep_is_kept() -> None:
    tasks = [task(1, 2, at=0), task(2, 1, at=0), task(3, 1, at=0)]
    found = levelled(tasks, [NetworkLink(1, 2), NetworkLink(2, 3)], needs={})
    assert days(found) == {1: "16-17", 2: "18", 3: "19"}
    assert {move.resource for move in found.moves} == {None}
    assert found.pinned == {2}


def test_what_is_fixed_stays_and_the_others_go_round_it() -> None:
    fixed = task(1, 1, at=1)
    must = task(2, 1, at=3, constraint=Constraint.MSO, constraint_date=MONDAY + timedelta(days=3))
    found = levelled([fixed, must, task(3, 2, at=0)], fixed={1, 2})
    assert days(found) == {1: "17", 2: "19", 3: "20-23"}


def test_within_float_what_cannot_move_stays_over_and_is_told() -> None:
    latest = {1: MONDAY, 2: MONDAY + timedelta(days=1)}
    found = levelled([task(1, 2, at=0), task(2, 2, at=0)], latest=latest)
    assert found.moves == ()
    assert found.over == {1: ("ana",), 2: ("ana",)}


def test_somebody_booked_twice_for_a_task_counts_once_for_both() -> None:
    needs: dict[TaskId, list[tuple[str, int]]] = {
        1: [("ana", 40), ("ana", 40)], 2: [("ana", 30)], 3: [("ben", 100), ("ben", 100)]
    }  # fmt: skip
    found = levelled([task(1, 1, at=0), task(2, 1, at=0), task(3, 1, at=0)], needs=needs)
    assert sorted(days(found).values()) == ["16", "16", "17"]
    assert found.over == {}


def test_a_task_that_asks_too_much_for_itself_is_told_and_placed() -> None:
    found = levelled([task(1, 1, at=0), task(2, 1, at=0)],
                     needs={1: [("ana", 300)], 2: [("ana", 100)]})  # fmt: skip
    assert sorted(days(found).values()) == ["16", "17"]
    assert found.over == {1: ("ana",)}


def test_an_urgent_task_does_not_give_way() -> None:
    found = levelled([task(1, 3, at=0), task(2, 1, at=0)], ranks={1: 3, 2: 0})
    assert days(found) == {1: "17-19", 2: "16"}


def test_tasks_of_other_calendars_phases_and_lags_end_where_the_network_says() -> None:
    tasks = [
        NetworkTask(10, calendar=OFFICE, keeps_dates=True),
        task(1, 2, parent=10),
        task(2, 2, calendar=EARLY, parent=10),
        task(3, 1, is_elapsed=True),
        task(4, 2),
        task(5, 0),
    ]
    links = [
        NetworkLink(1, 3, LinkType.SS, 120), NetworkLink(2, 4, LinkType.FF, 60),
        NetworkLink(10, 5),
    ]  # fmt: skip
    needs: dict[TaskId, list[tuple[str, int]]] = {n: [("ana", 100)] for n in (1, 2, 3, 4)}
    found = levelled(tasks, links, needs=needs)
    assert found.over == {}
    assert found.over_before
    pinned = [
        NetworkTask(
            each.id, each.duration_minutes, calendar=each.calendar, parent=each.parent,
            is_elapsed=each.is_elapsed,
            constraint=Constraint.SNET if each.id in found.pinned else Constraint.ASAP,
            constraint_date=found.dates[each.id][0] if each.id in found.pinned else None,
        )
        for each in tasks
    ]  # fmt: skip
    again = schedule(pinned, links, calendar=OFFICE, project_start=MONDAY)
    assert {key: (again[key].start, again[key].finish) for key in again} == found.dates


def test_when_and_by_how_much_somebody_has_too_much_is_told_with_the_tasks() -> None:
    needs: dict[TaskId, list[tuple[str, int]]] = {1: [("ana", 100)], 2: [("ana", 60)]}
    found = levelled([task(1, 2, at=0), task(2, 1, at=1)], needs=needs, fixed={1, 2})
    [over] = found.excess
    assert (over.resource, over.percent, over.tasks) == ("ana", 60, (1, 2))
    assert (f"{over.start:%d %H}", f"{over.finish:%d %H}") == ("17 08", "17 17")
    assert found.excess == found.excess_before


def test_what_leads_to_a_kept_task_moves_no_further_than_that_lets_it() -> None:
    """1 takes ana for three days; 2, two days, leads to 4, which stays on the 20th."""
    tasks = [task(1, 3, at=0), task(2, 2, at=0), task(3, 2, at=0), task(4, 1, at=4)]
    needs: dict[TaskId, list[tuple[str, int]]] = {n: [("ana", 100)] for n in (1, 2, 3)}
    links = [NetworkLink(2, 4)]
    found = levelled(tasks, links, needs=needs, fixed={4}, kept={4}, ranks={1: 0, 2: 3, 3: 1})
    assert days(found)[4] == "20"
    assert found.dates[2][1] <= found.dates[4][0]
    assert found.limited == {2}


@given(st.data())
def test_kept_tasks_can_always_stay(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 6))
    links = [NetworkLink(a, b) for a in range(size) for b in range(a + 1, size)
             if data.draw(st.booleans())]  # fmt: skip
    tasks = [NetworkTask(n, DAY * data.draw(st.integers(0, 2)), calendar=OFFICE)
             for n in range(size)]  # fmt: skip
    kept = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    found = levelled(tasks, links, fixed=kept, kept=kept)
    planned = schedule(tasks, links, calendar=OFFICE, project_start=MONDAY)
    for link in links:
        assert found.dates[link.predecessor][1] <= found.dates[link.successor][0]
    assert all(found.dates[n] == (planned[n].start, planned[n].finish) for n in kept)


def test_where_nothing_may_move_no_time_before_the_plan_is_searched() -> None:
    tasks = [task(1, 2, at=0), task(2, 1, at=1)]
    tracemalloc.start()
    found = levelled(tasks, fixed={1, 2}, kept={1, 2})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert days(found) == {1: "16-17", 2: "17"}
    assert peak < 10_000_000


def test_the_order_of_an_earlier_answer_gives_that_answer_again() -> None:
    tasks = [task(n, 1 + n % 3, at=n % 2) for n in range(1, 9)]
    found = levelled(tasks, [NetworkLink(1, 5), NetworkLink(2, 6)])
    like = {each: start for each, (start, _) in found.dates.items()}
    again = levelled(tasks, [NetworkLink(1, 5), NetworkLink(2, 6)], like=like)
    assert again.dates == found.dates
    assert again.method == AS_BEFORE


def test_how_far_a_task_could_move_before_its_project_ends_later() -> None:
    late = {2: MONDAY + timedelta(days=3)}
    found = levelled([task(1, 2, at=0), task(2, 1, at=0)], late=late)
    assert found.slack == {2: 3 * DAY}


# A search that somebody looks at


def test_a_search_that_is_stopped_ends_with_the_best_so_far(shared_data: Path) -> None:
    problem = psplib.read(shared_data / "rcpsp" / "j120_11_3.rcp").problem()
    readings = count()

    def timer() -> float:
        if next(readings) == 50:
            budget.stop()
        return 0.0

    budget = Budget(1.0, timer=timer)
    budget.dated = lambda _: MONDAY
    assert budget.finish is None
    found = search(problem, budget)
    assert psplib.wrong(problem, found.starts) == []
    assert budget.best == found
    assert budget.finish == MONDAY
    assert budget.left(0) == 0


def test_a_budget_that_is_stopped_stops_the_solver_too(shared_data: Path) -> None:
    pytest.importorskip("ortools")
    problem = psplib.read(shared_data / "rcpsp" / "j120_11_3.rcp").problem()
    budget = Budget(600.0, timer=time.monotonic)
    timer = threading.Timer(1.5, budget.stop)
    timer.start()
    assert levelling_solver.improved(problem, 600.0, None, budget) != []
    assert budget.spent < 60


def test_no_task_at_all_is_levelled_already() -> None:
    found = levelled([])
    assert (found.moves, found.makespan, found.bound) == ((), 0, 0)


def test_a_long_plan_is_searched_in_coarse_periods_and_dated_exactly() -> None:
    tasks = [task(n, 20, at=n % 7) for n in range(1, 90)]
    tasks.append(NetworkTask(99, 7, calendar=OFFICE))
    found = levelled(tasks)
    assert found.over == {}
    assert found.makespan == 89 * 20 * DAY + 7


def test_a_solution_is_better_by_those_over_then_by_its_finish_then_by_what_moved() -> None:
    costs = [Solution([], 0, 5, 9).cost, Solution([], 0, 6, 0).cost, Solution([], 1, 0, 0).cost]
    assert costs == sorted(costs)
