"""A plan that is kept and changed is the same as one that is reckoned anew."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.analysis.network import Live, NetworkLink, NetworkTask, schedule
from ppm_tui.terms import Constraint
from tests.unit.test_network_properties import DAY, MONDAY, STANDARD, networks

CHANCES = st.randoms(use_true_random=False)


def placed(task: NetworkTask, chance: Random) -> NetworkTask:
    """The task with dates of its own, that it mostly keeps, and sometimes with more."""
    day = MONDAY + timedelta(days=chance.randrange(40))
    held = chance.choice([Constraint.ASAP] * 6 + list(Constraint))
    return replace(
        task,
        start=day,
        finish=day + timedelta(days=chance.randrange(9)),
        keeps_dates=chance.random() < 0.8,
        is_manual=chance.random() < 0.1,
        constraint=held,
        constraint_date=day if held not in (Constraint.ASAP, Constraint.ALAP) else None,
        deadline=day if chance.random() < 0.1 else None,
        actual_start=day if chance.random() < 0.1 else None,
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(networks(), CHANCES)
def test_a_changed_plan_is_the_plan_reckoned_anew(
    network: tuple[list[NetworkTask], list[NetworkLink]], chance: Random
) -> None:
    tasks, links = network
    tasks = [placed(task, chance) for task in tasks]
    live = Live(tasks, links, calendar=STANDARD, project_start=MONDAY)
    before = dict(live.schedule())
    for _ in range(3):
        chosen = chance.sample(tasks, chance.randrange(1, 3))
        changes = [
            replace(placed(task, chance), duration_minutes=chance.choice([0, DAY, 3 * DAY]))
            for task in chosen
        ]
        by_id = {task.id: task for task in changes}
        moving = [task.id for task in chance.sample(tasks, chance.randrange(0, 3))]
        resized = moving[:1]
        trial = live.changed(changes, moving, resized)
        now = [by_id.get(task.id, task) for task in tasks]
        anew = schedule(
            now, links, calendar=STANDARD, project_start=MONDAY, moving=moving, resized=resized
        )
        assert trial.schedule() == anew
        stored = {task.id: (task.start, task.finish) for task in now}
        moved = trial.moved(moving)
        assert all(anew.span(task) == span != stored[task] for task, span in moved.items())
        assert live.schedule() == before  # a trial leaves the plan alone
        kept = live.changed(changes)
        live, tasks, before = kept, now, dict(kept.schedule())


def test_what_moves_is_told_with_its_dates_and_what_is_late_by_it() -> None:
    tasks = [
        NetworkTask("A", DAY, start=MONDAY, finish=MONDAY + timedelta(hours=9), keeps_dates=True),
        NetworkTask(
            "B",
            DAY,
            start=MONDAY + timedelta(days=1),
            finish=MONDAY + timedelta(days=1, hours=9),
            keeps_dates=True,
            deadline=MONDAY + timedelta(days=2, hours=9),
        ),
    ]
    live = Live(tasks, [NetworkLink("A", "B")], calendar=STANDARD, project_start=MONDAY)
    longer = live.changed([replace(tasks[0], duration_minutes=3 * DAY)], ["A"], ["A"])
    moved = longer.moved(["A"])
    assert {task: (start.day, finish.day) for task, (start, finish) in moved.items()} == {
        "A": (6, 8),
        "B": (9, 9),
    }
    assert longer.late(["A", "B"]) == {"A": DAY, "B": DAY}
    assert live.moved(["A"]) == {}
