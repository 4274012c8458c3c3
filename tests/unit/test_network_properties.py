"""What holds for every network: no float below 0, a critical path, floats that are true."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis.network import NetworkLink, NetworkTask, TaskId, schedule
from ppm_tui.analysis.worktime import ROUND_THE_CLOCK, Hours, WorkCalendar
from ppm_tui.terms import Constraint, LagKind, LinkType

DAY = 480
OFFICE: Hours = ((480, 720), (780, 1020))
STANDARD = WorkCalendar([*[OFFICE] * 5, (), ()], name="Standard")
NIGHTS = WorkCalendar([((0, 360), (1320, 1440))] * 5 + [(), ()], name="Nights")
MONDAY = datetime.fromisoformat("2025-01-06T08:00")
CALENDARS = (None, STANDARD, NIGHTS, ROUND_THE_CLOCK)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[NetworkTask], list[NetworkLink]]:
    """Tasks 0 … n-1 in phases, links forwards only; nothing is constrained."""
    size = draw(st.integers(1, 12))
    tasks = [NetworkTask(f"P{n}") for n in range(3)] + [
        NetworkTask(
            n,
            draw(st.sampled_from([0, 60, 450, DAY, 5 * DAY])),
            is_elapsed=draw(st.booleans()) and draw(st.booleans()),
            calendar=draw(st.sampled_from(CALENDARS)),
            parent=draw(st.sampled_from([None, "P0", "P1", "P2"])),
        )
        for n in range(size)
    ]
    links = []
    for _ in range(draw(st.integers(0, 2 * size)) if size > 1 else 0):
        a, b = sorted(draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)))
        link_type = draw(st.sampled_from(LinkType))
        kind = draw(st.sampled_from(LagKind))
        lag = draw(st.sampled_from([0, 0, 50, 600, 3000, -50, -700]))
        links.append(NetworkLink(a, b, link_type, lag, kind))
    return tasks, links


@settings(max_examples=200, deadline=None, derandomize=True)
@given(networks())
def test_without_constraints_no_float_is_negative_and_something_is_critical(
    network: tuple[list[NetworkTask], list[NetworkLink]],
) -> None:
    got = schedule(*network, calendar=STANDARD, project_start=MONDAY)
    assert min(dates.total_float_minutes for dates in got.values()) == 0
    assert any(dates.is_critical for dates in got.values())
    end = max(dates.finish for dates in got.values())
    for each in network[0]:
        dates = got[each.id]
        assert dates.start >= MONDAY
        assert dates.late_finish <= end
        assert 0 <= dates.free_float_minutes <= dates.total_float_minutes


@settings(max_examples=100, deadline=None, derandomize=True)
@given(networks())
def test_a_critical_task_begins_the_project_or_follows_another(
    network: tuple[list[NetworkTask], list[NetworkLink]],
) -> None:
    tasks = [replace(each, calendar=None, is_elapsed=False) for each in network[0]]
    links = [replace(each, type=LinkType.FS, lag=0) for each in network[1]]
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    for each in tasks[3:]:
        dates = got[each.id]
        if dates.is_critical and dates.start > MONDAY:
            drivers = [got[x.predecessor] for x in links if x.successor == each.id]
            assert any(
                d.is_critical and not STANDARD.between(d.finish, dates.start) for d in drivers
            )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(networks(), st.data())
def test_total_float_is_how_far_a_task_can_slip_alone(
    network: tuple[list[NetworkTask], list[NetworkLink]], data: st.DataObject
) -> None:
    # without elapsed lags: a start in the night, the same moment as the next morning, is none
    tasks = [replace(each, calendar=None, is_elapsed=False) for each in network[0]]
    links = [x for x in network[1] if x.lag_kind is not LagKind.ELAPSED]
    before = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    number = data.draw(st.integers(3, len(tasks) - 1))
    slipped = before[tasks[number].id]
    tasks[number] = replace(
        tasks[number], constraint=Constraint.SNET, constraint_date=slipped.late_start
    )
    after = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    ends = [max(dates.finish for dates in each.values()) for each in (before, after)]
    assert STANDARD.between(*ends) == 0
    assert after[tasks[number].id].total_float_minutes == 0


@st.composite
def plain_networks(draw: st.DrawFn) -> tuple[list[NetworkTask], list[NetworkLink]]:
    """The same in one calendar, in which days can be counted; lags are working time."""
    tasks, links = draw(networks())
    plain = [replace(task, calendar=None, is_elapsed=False) for task in tasks]
    return plain, [replace(link, lag_kind=LagKind.WORKING) for link in links]


def finish_of(tasks: list[NetworkTask], links: list[NetworkLink]) -> datetime:
    """When the whole plan ends."""
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    return max(dates.finish for dates in got.values())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(plain_networks(), st.integers(1, 9), st.randoms(use_true_random=False))
def test_delaying_a_critical_task_delays_the_finish_by_as_much(
    network: tuple[list[NetworkTask], list[NetworkLink]], days: int, chance: Random
) -> None:
    tasks, links = network
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    critical = [task for task in tasks if isinstance(task.id, int) and got[task.id].is_critical]
    if not critical:  # a phase without tasks may be the last
        return
    delayed = chance.choice(critical)
    later = STANDARD.add(got[delayed.id].start, days * DAY)
    held = replace(delayed, constraint=Constraint.SNET, constraint_date=later)
    moved = finish_of([held if task is delayed else task for task in tasks], links)
    assert STANDARD.between(finish_of(tasks, links), moved) == days * DAY


@settings(max_examples=200, deadline=None, derandomize=True)
@given(networks(), st.randoms(use_true_random=False))
def test_one_more_dependency_never_makes_the_finish_earlier(
    network: tuple[list[NetworkTask], list[NetworkLink]], chance: Random
) -> None:
    tasks, links = network
    for number in range(1, len(links) + 1):
        fewer = [link for link in links if link is not links[number - 1]]
        assert finish_of(tasks, fewer) <= finish_of(tasks, links)
    shuffled = chance.sample(tasks, len(tasks))
    assert schedule(shuffled, links[::-1], calendar=STANDARD, project_start=MONDAY) == schedule(
        tasks, links, calendar=STANDARD, project_start=MONDAY
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(networks(), st.randoms(use_true_random=False))
def test_rescheduling_twice_is_rescheduling_once(
    network: tuple[list[NetworkTask], list[NetworkLink]], chance: Random
) -> None:
    tasks, links = network
    kept = [
        replace(
            task,
            start=(day := MONDAY + timedelta(days=chance.randrange(60))),
            finish=day + timedelta(days=chance.randrange(9)),
            keeps_dates=True,
        )
        for task in tasks
    ]
    moving = [task.id for task in chance.sample(kept, chance.randrange(1, len(kept)))]
    once = _moved(kept, links, moving)
    assert _moved(once, links, moving) == once


def _moved(
    tasks: list[NetworkTask], links: list[NetworkLink], moving: list[TaskId]
) -> list[NetworkTask]:
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY, moving=moving)
    return [replace(task, start=got[task.id].start, finish=got[task.id].finish) for task in tasks]
