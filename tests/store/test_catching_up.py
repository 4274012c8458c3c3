"""Work that is behind the day is planned anew when somebody asks, and never by itself."""

import json
from datetime import date

import pytest

from ppm_tui.analysis.network import TaskDates
from ppm_tui.errors import Invalid
from ppm_tui.models import Task
from ppm_tui.store import history
from ppm_tui.store.commands import calendars, catching_up, steps, tasks
from ppm_tui.store.queries import plan
from ppm_tui.terms import Minutes
from ppm_tui.workspace import Workspace
from tests.store.contents import rows_of
from tests.store.seed import by_ref, stored
from tests.store.test_reschedule import DAY, MONDAY, chain, days, parts, split

THURSDAY = date(2026, 3, 19)
NEXT_WEEK = date(2026, 3, 26)


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=chain(3))
    return store


def test_what_has_not_begun_starts_today_and_the_rest_follows(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert days(small) == {"T-001": "19-20", "T-002": "23-24", "T-003": "25-26", "M-001": "20-20"}
    assert done.text.startswith("ROLL: 3 tasks moved behind 19 Mar; finish 23 Mar → 26 Mar, +3d")
    small.do(history.undo)
    assert rows_of(small) == before


def test_what_has_begun_keeps_its_start_and_goes_on_today(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=MONDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert (days(small)["T-001"], days(small)["T-002"]) == ("16-19", "20-23")
    task = next(each for each in stored(small, Task) if each.ref == "T-001")
    assert (task.percent_complete, task.duration_minutes) == (50, 960)
    assert json.loads(task.splits) == [
        ["2026-03-16T08:00:00", "2026-03-16T17:00:00"],
        ["2026-03-19T08:00:00", "2026-03-19T17:00:00"],
    ]


def test_what_was_split_is_split_again_where_it_is_done(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", duration=Minutes(4 * DAY))
    small.do(tasks.set_percent, ref="T-001", percent=25, as_of=MONDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=THURSDAY)
    before = rows_of(small)
    small.do(catching_up.catch_up, project="ROLL", as_of=date(2026, 3, 24))
    [task] = [each for each in stored(small, Task) if each.ref == "T-001"]
    assert [part[0][8:10] + "-" + part[1][8:10] for part in json.loads(task.splits)] == [
        "16-16",
        "19-19",
        "24-25",
    ]
    assert task.duration_minutes == 4 * DAY
    assert days(small)["T-002"] == "26-27"
    small.do(history.undo)
    assert rows_of(small) == before


def test_what_is_done_or_lies_ahead_stays_and_nothing_behind_is_said(small: Workspace) -> None:
    small.do(tasks.set_done, ref="T-001", as_of=date(2026, 3, 17))
    small.do(tasks.set_done, ref="M-001", as_of=date(2026, 3, 17))
    with pytest.raises(Invalid, match="nothing in ROLL is behind 18 Mar"):
        small.do(catching_up.catch_up, project="ROLL", as_of=date(2026, 3, 18))
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert (days(small)["T-001"], days(small)["T-002"]) == ("16-17", "19-20")


def test_what_is_done_stays_and_the_rest_goes_on_after_a_pause(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", duration=Minutes(5 * DAY))
    small.do(tasks.set_percent, ref="T-001", percent=40, as_of=MONDAY)
    before = rows_of(small)
    done = small.do(catching_up.catch_up, project="ROLL", as_of=NEXT_WEEK)
    assert parts(small, "T-001") == "16T08-17T17 26T08-30T17"
    assert days(small) == {"T-001": "16-30", "T-002": "31-01", "T-003": "02-03", "M-001": "30-30"}
    assert by_ref(small, "T-001").duration_minutes == 5 * DAY
    assert done.effect.startswith("finish 26 Mar → 03 Apr")
    rows = {row.ref: row for row in small.get(plan.tasks, key="ROLL", as_of=NEXT_WEEK)}
    for row in rows.values():
        assert isinstance(row.dates, TaskDates)
        assert (row.dates.start, row.dates.finish) == (row.start, row.finish)
    small.do(history.undo)
    assert rows_of(small) == before


def test_what_has_begun_and_has_nothing_done_keeps_its_start_and_lasts_longer(
    small: Workspace,
) -> None:
    small.do(tasks.edit, ref="T-001", actual_start=MONDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert (days(small)["T-001"], parts(small, "T-001")) == ("16-20", "")
    assert by_ref(small, "T-001").duration_minutes == 5 * DAY


def test_work_by_the_clock_goes_on_by_the_clock(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", duration=Minutes(2880), is_elapsed=True)
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=MONDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=date(2026, 3, 21))
    assert parts(small, "T-001") == "16T08-17T08 21T08-22T08"


def test_a_task_with_hours_of_its_own_goes_on_in_them(small: Workspace) -> None:
    evenings = [((1080, 1320),)] * 7
    small.do(calendars.add, project="ROLL", name="Evenings", week=evenings)
    small.do(tasks.edit, ref="T-001", calendar="Evenings", duration=Minutes(480))
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=MONDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert parts(small, "T-001") == "16T08-16T22 19T18-19T22"


def test_what_was_begun_before_it_was_planned_is_split_from_there(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=date(2026, 3, 12))
    small.do(catching_up.catch_up, project="ROLL", as_of=THURSDAY)
    assert parts(small, "T-001") == "12T08-12T17 19T08-19T17"
    assert (days(small)["T-001"], days(small)["T-002"]) == ("12-19", "20-23")


def test_pauses_of_what_is_left_stay(small: Workspace) -> None:
    small.do(split)  # T-002 is a day on the 18th, and one on the 23rd
    small.do(tasks.edit, ref="T-002", actual_start=date(2026, 3, 18))
    small.do(tasks.set_percent, ref="T-002", percent=25, as_of=THURSDAY)
    small.do(catching_up.catch_up, project="ROLL", as_of=date(2026, 3, 20))
    assert parts(small, "T-002") == "18T08-18T12 20T08-20T12 24T13-25T12"
