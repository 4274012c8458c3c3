"""A task that nobody is assigned to is done by its owner, when the owner works."""

from datetime import date
from functools import partial

import pytest

from ppm_tui import dates
from ppm_tui.models import Task
from ppm_tui.store import history
from ppm_tui.store.commands import bookings, people, projects, steps, tasks, working_time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.terms import Minutes, Stage, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import stored
from tests.store.test_plan_memory import look
from tests.store.test_reschedule import chain, days
from tests.store.test_working_time import MONDAY, TUESDAY, WEDNESDAY, leave

DAY = Minutes(480)
SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(people.add, name="Ben Okoro"),
    *chain(3),
    partial(tasks.edit, ref="T-001", owner="ana", work=Minutes(960)),
    partial(projects.edit, key="ROLL", stage=Stage.ACTIVE),
)
"""Three tasks of two days one after the other from Monday on, the first with work for Ana."""
FIRST = {"T-001": "16-17", "T-002": "18-19", "T-003": "20-23", "M-001": "17-17"}
LATER = {"T-001": "16-19", "T-002": "20-23", "T-003": "24-25", "M-001": "19-19"}


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    assert days(store) == FIRST
    return store


def test_leave_of_an_owner_moves_the_task_and_undo_brings_it_back(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(leave(TUESDAY, WEDNESDAY))
    assert done.effect == "ROLL: 1 task moves, finish 23 Mar → 25 Mar, +2d, 3 follow"
    assert days(small) == LATER
    small.do(history.undo)
    assert rows_of(small) == before
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    assert days(small) == FIRST


def test_a_task_of_an_owner_who_is_away_is_edited_around_the_leave(small: Workspace) -> None:
    small.do(leave(TUESDAY, WEDNESDAY))
    small.do(tasks.edit, ref="T-001", duration=Minutes(3 * DAY))
    assert days(small)["T-001"] == "16-20"


def test_another_owner_does_it_when_they_work(small: Workspace) -> None:
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    before = rows_of(small)
    done = small.do(tasks.set_owner, ref="T-001", owner="ben")
    assert done.text.endswith("owner ana → ben; finish 23 Mar → 25 Mar, +2d, 3 follow")
    assert days(small) == LATER
    small.do(tasks.set_owner, ref="T-001", owner=None)
    assert days(small) == FIRST
    small.do(history.undo)
    small.do(history.undo)
    assert rows_of(small) == before


def test_who_takes_over_from_somebody_who_is_away_may_begin_earlier(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-002", owner="ben", work=Minutes(960))
    small.do(leave(WEDNESDAY, date(2026, 3, 20), "ben"))
    assert days(small)["T-002"] == "23-24"
    done = small.do(tasks.set_owner, ref="T-002", owner="ana")
    assert done.effect == "finish 26 Mar → 23 Mar, -3d, 1 follows"
    assert days(small)["T-002"] == "18-19"


def test_what_is_booked_goes_to_an_owner_who_is_away(small: Workspace) -> None:
    small.do(people.book, task="T-001", person="ana", work=Minutes(960))
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    small.do(tasks.set_owner, ref="T-001", owner="ben")
    assert days(small) == LATER


def test_an_owner_who_works_part_time_takes_longer(small: Workspace) -> None:
    week = dates.week("mo-fr 4h")
    small.do(working_time.set_week, person="ben", week=week)
    small.do(bookings.give, ref="T-001", to="ben")
    assert (days(small)["T-001"], days(small)["T-003"]) == ("16-19", "23-25")


def test_an_owner_who_works_at_the_same_times_moves_nothing(small: Workspace) -> None:
    for who in ("ana", "ben"):
        small.do(working_time.set_region, person=who, region="AT", as_of=AS_OF)
    moved = partial(tasks.set_dates, ref="T-002", start=date(2026, 4, 2), finish=date(2026, 4, 9))
    small.do(moved)
    small.do(tasks.edit, ref="T-002", owner="ana", work=Minutes(960))
    before = days(small)
    for owner in ("ben", None, "ben"):
        assert small.do(tasks.set_owner, ref="T-001", owner=owner).effect == ""
    assert small.do(tasks.set_owner, ref="T-002", owner="ben").effect == ""
    assert days(small) == before


def test_work_makes_an_owner_who_is_away_count(small: Workspace) -> None:
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    small.do(steps.together, label="none", commands=[
        partial(tasks.edit, ref="T-001", owner="ben", work=None),
    ])  # fmt: skip
    assert days(small) == FIRST
    assert small.do(tasks.edit, ref="T-001", work=Minutes(60)).effect.startswith("finish 23 Mar")
    assert days(small) == LATER


def test_what_is_done_stays_with_whoever_owns_it(small: Workspace) -> None:
    small.do(tasks.set_status, ref="T-001", status=TaskStatus.DONE, as_of=MONDAY)
    before = days(small)
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    assert small.do(tasks.set_owner, ref="T-001", owner="ben").effect == ""
    assert days(small) == before


def test_the_plan_that_is_kept_knows_who_does_what(small: Workspace) -> None:
    small.plans = PlanMemory()
    look(small)
    small.do(leave(TUESDAY, WEDNESDAY, "ben"))
    look(small)
    for change in (
        partial(tasks.set_owner, ref="T-001", owner="ben"),
        partial(tasks.edit, ref="T-001", work=None),
        partial(tasks.edit, ref="T-001", work=DAY),
        partial(tasks.edit, ref="T-001", duration=Minutes(3 * DAY)),
        partial(people.book, task="T-001", person="ana", work=DAY),
    ):
        small.do(change)
        look(small)
        small.do(history.undo)
        look(small)
        small.do(history.redo)
        look(small)


def test_the_work_of_the_plan_is_that_of_the_map(small: Workspace) -> None:
    """Tasks, bookings and cells add up to the same, wherever leave has moved them to."""
    small.do(tasks.edit, ref="T-002", owner="ben", work=Minutes(700))
    small.do(tasks.edit, ref="T-003", work=Minutes(100))
    small.do(people.book, task="T-003", person="ana", work=Minutes(60))
    small.do(people.book, task="T-003", person="ben", work=Minutes(40))
    for command in (
        leave(TUESDAY, WEDNESDAY),
        leave(date(2026, 3, 20), date(2026, 3, 27), "ben"),
        partial(working_time.set_week, person="ana", week=dates.week("mo-th 6h")),
        partial(tasks.set_owner, ref="T-002", owner="ana"),
    ):
        small.do(command)
        found = small.get(
            resources.grid, first=date(2026, 3, 1), last=date(2026, 5, 31), as_of=AS_OF
        )
        weeks = resources.weeks(date(2026, 3, 1), 13)
        cells = sum(row.cell(week).booked for row in found.rows for week in weeks)
        booked = sum(each.minutes or 0 for row in found.rows for each in row.bookings)
        tasks_ = sum(task.work_minutes or 0 for task in stored(small, Task))
        assert (cells, booked) == (tasks_, tasks_) == (1760, 1760)
