"""A plan that is alive: change one thing, and all that it drives follows in the same step."""

import json
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Project, Task
from ppm_tui.store import history
from ppm_tui.store.commands import moves, projects, replanning, rows, steps, tasks, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Constraint, Done, LinkType, Minutes, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import stored, wall

MONDAY = date(2026, 3, 16)
DAY = Minutes(480)


def days(workspace: Workspace) -> dict[str, str]:
    """First and last day in March by task."""
    found = {task.ref: task for task in stored(workspace, Task) if not task.trashed_on}
    return {
        ref: f"{task.start:%d}-{task.finish:%d}" if task.start and task.finish else "none"
        for ref, task in found.items()
    }


def chain(count: int) -> tuple[Command, ...]:
    """So many tasks of two days, each after the one before, and a milestone at the end."""
    add = partial(tasks.add, project="ROLL", duration=Minutes(2 * DAY), as_of=MONDAY)
    after = (Link("T-001"),)
    first = partial(add, name="T1", start=MONDAY)
    rest = [partial(add, name=f"T{n}", after=(Link(f"T-{n - 1:03}"),)) for n in range(2, count + 1)]
    end = partial(tasks.add, project="ROLL", name="End", kind=TaskKind.MILESTONE, after=after)
    return (partial(projects.add, name="Roll-out", key="ROLL"), first, *rest, end)


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=chain(3))
    return store


def test_new_tasks_have_their_dates_from_what_they_wait_for(small: Workspace) -> None:
    assert days(small) == {"T-001": "16-17", "T-002": "18-19", "T-003": "20-23", "M-001": "17-17"}


def test_a_longer_task_pushes_what_follows_in_one_step(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(tasks.edit, ref="T-001", duration=Minutes(4 * DAY))
    assert days(small) == {"T-001": "16-19", "T-002": "20-23", "T-003": "24-25", "M-001": "19-19"}
    assert done.effect == "finish 23 Mar → 25 Mar, +2d, 3 follow"
    assert done.text.endswith(f"; {done.effect}")
    small.do(history.undo)
    assert rows_of(small) == before
    small.do(history.redo)
    assert days(small)["T-003"] == "24-25"


def test_a_dry_run_tells_the_effect_and_changes_nothing(small: Workspace) -> None:
    before = rows_of(small)
    small.dry_run = True
    done = small.do(tasks.set_dates, ref="T-001", start=MONDAY + timedelta(days=1))
    assert done.effect == "finish 23 Mar → 24 Mar, +1d, 3 follow"
    assert rows_of(small) == before


def test_many_changes_of_a_step_are_reckoned_once(small: Workspace) -> None:
    longer = [partial(tasks.edit, ref=f"T-00{n}", duration=Minutes(3 * DAY)) for n in (1, 2, 3)]
    done = small.do(steps.together, label="3 rows: longer", commands=longer)
    assert done.text == "3 rows: longer; finish 23 Mar → 26 Mar, +3d, 1 follows"
    assert days(small)["T-003"] == "24-26"


def test_links_come_and_go(small: Workspace) -> None:
    small.do(tasks.unlink, task="T-003", after="T-002")
    assert days(small)["T-003"] == "20-23"  # it stays where it was: nothing drives it now
    small.do(tasks.link, task="T-003", after="T-001", lag=DAY)
    assert days(small)["T-003"] == "19-20"
    done = small.do(tasks.link, task="M-001", after="T-003")
    assert (days(small)["M-001"], done.effect) == ("20-20", "finish stays 20 Mar")
    small.do(tasks.link, task="T-002", after="T-003", kind=LinkType.FF)
    assert days(small)["T-002"] == "19-20"


def test_a_ring_is_refused_and_named(small: Workspace) -> None:
    before = rows_of(small)
    with pytest.raises(Invalid, match="ring: T-001 → T-002 → T-003 → T-001"):
        small.do(tasks.link, task="T-001", after="T-003")
    assert rows_of(small) == before


def test_a_start_that_is_said_is_kept_and_not_before_what_it_waits_for(small: Workspace) -> None:
    small.do(tasks.set_dates, ref="T-002", start=date(2026, 3, 25))
    assert (days(small)["T-002"], days(small)["T-003"]) == ("25-26", "27-30")
    small.do(tasks.edit, ref="T-001", duration=DAY)
    assert days(small)["T-002"] == "25-26"
    small.do(tasks.set_dates, ref="T-002", start=MONDAY)
    assert days(small)["T-002"] == "17-18"
    task = next(each for each in stored(small, Task) if each.ref == "T-002")
    assert task.constraint_type is Constraint.SNET


def test_a_constraint_that_cannot_be_kept_is_said(small: Workspace) -> None:
    must = {"constraint_type": Constraint.MFO, "constraint_date": date(2026, 3, 18)}
    done = small.do(tasks.edit, ref="T-002", **must)  # type: ignore[arg-type]  # by their names
    assert done.effect.endswith("T-001 late by 1d")


def test_a_task_that_goes_to_the_trash_leaves_the_rest_where_it_is(small: Workspace) -> None:
    done = small.do(tasks.trash, ref="T-002", as_of=AS_OF)
    assert days(small)["T-003"] == "20-23"
    assert done.effect == "finish stays 23 Mar"
    assert done.text.endswith("in the trash")
    done = small.do(tasks.trash, ref="T-003", as_of=AS_OF)
    assert done.effect == "finish 23 Mar → 17 Mar, -4d"


def test_what_moves_into_a_phase_waits_with_it(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Later", kind=TaskKind.PHASE)
    small.do(tasks.link, task="P-001", after="T-003")
    small.do(tasks.add, project="ROLL", name="Inner", duration=DAY, as_of=AS_OF)
    small.do(moves.to_phase, refs=("T-004",), parent="P-001")
    assert (days(small)["T-004"], days(small)["P-001"]) == ("24-24", "24-24")


def test_a_thing_to_do_has_no_dates_until_it_waits_for_something(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Call the vendor", as_of=AS_OF)
    assert days(small)["T-004"] == "none"
    small.do(tasks.link, task="T-004", after="T-001")
    assert days(small)["T-004"] == "18-18"
    task = next(each for each in stored(small, Task) if each.ref == "T-004")
    assert (task.duration_minutes, task.is_estimated) == (DAY, True)


def test_a_plan_without_dates_begins_on_the_day_of_its_first_task(workspace: Workspace) -> None:
    workspace.do(projects.add, name="New", key="NEW")
    workspace.do(tasks.add, project="NEW", name="Order", duration=Minutes(3 * DAY), as_of=AS_OF)
    assert days(workspace) == {"T-001": "17-19"}
    [project] = stored(workspace, Project)
    assert project.start is not None
    assert project.start.date() == AS_OF


def test_progress_moves_nothing_but_a_late_end_does(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=MONDAY)
    assert days(small)["T-002"] == "18-19"
    done = small.do(tasks.set_done, ref="T-001", as_of=date(2026, 3, 18))
    assert done.effect == "finish 23 Mar → 24 Mar, +1d, 3 follow"
    small.do(tasks.set_done, ref="T-001", as_of=date(2026, 3, 18), is_done=False)
    assert days(small)["T-002"] == "18-19"


def parts(workspace: Workspace, ref: str) -> str:
    """The parts of a split task, by day and hour."""
    task = next(each for each in stored(workspace, Task) if each.ref == ref)
    return " ".join(f"{a[8:13]}-{b[8:13]}" for a, b in json.loads(task.splits))


def split(session: Session) -> Done:
    """T-002 is two days of work in four, with a pause between."""
    task = rows.task(session, "T-002")
    task.finish = wall("2026-03-23T17:00")
    days = [["2026-03-18T08:00", "2026-03-18T17:00"], ["2026-03-23T08:00", "2026-03-23T17:00"]]
    task.splits = json.dumps(days)
    session.flush()
    return Done("split")


def test_the_parts_of_a_split_task_move_along(small: Workspace) -> None:
    small.do(split)
    assert parts(small, "T-002") == "18T08-18T17 23T08-23T17"
    small.do(tasks.edit, ref="T-001", duration=Minutes(3 * DAY))
    assert (parts(small, "T-002"), days(small)["T-002"]) == ("19T08-19T17 24T08-24T17", "19-24")
    small.do(tasks.edit, ref="T-002", duration=Minutes(2 * DAY))
    assert (parts(small, "T-002"), days(small)["T-002"]) == ("", "19-20")


def test_a_task_without_a_duration_is_a_milestone_and_comes_back_with_one(
    small: Workspace,
) -> None:
    before = rows_of(small)
    done = small.do(replanning.replan, ref="T-002", wanted=Wanted(duration=Minutes(0)))
    assert days(small) == {"T-001": "16-17", "T-002": "17-17", "T-003": "18-19", "M-001": "17-17"}
    assert "kind task → milestone" in done.text
    assert done.effect == "finish 23 Mar → 19 Mar, -2d, 1 follows"
    small.do(replanning.replan, ref="T-002", wanted=Wanted(duration=Minutes(3 * DAY)))
    assert days(small) == {"T-001": "16-17", "T-002": "18-20", "T-003": "23-24", "M-001": "17-17"}
    [task] = [row for row in stored(small, Task) if row.ref == "T-002"]
    assert (task.kind, task.constraint_type) == (TaskKind.TASK, Constraint.ASAP)
    small.do(history.undo)
    small.do(history.undo)
    assert rows_of(small) == before


def test_a_milestone_on_its_own_day_begins_on_it_as_a_task(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", duration=Minutes(0))
    assert days(small)["T-001"] == "17-17"
    small.do(tasks.edit, ref="T-001", duration=DAY)
    assert days(small) == {"T-001": "17-17", "T-002": "18-19", "T-003": "20-23", "M-001": "17-17"}
    small.do(tasks.edit, ref="T-001", start=date(2026, 3, 20), duration=Minutes(0))
    assert days(small)["T-001"] == "20-20"


def test_a_phase_is_no_milestone(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Phase", kind=TaskKind.PHASE)
    small.do(moves.to_phase, refs=["T-003"], parent="P-001")
    with pytest.raises(Invalid, match="lasts as long as what is in it"):
        small.do(replanning.replan, ref="P-001", wanted=Wanted(duration=Minutes(0)))


@pytest.mark.parametrize(
    ("first", "ref", "length", "words"),
    [
        (partial(time.log_time, project="ROLL", task="T-002", minutes=Minutes(5), day=AS_OF),
         "T-002", 0, "work on T-002 has begun: it stays a task"),
        (partial(tasks.set_percent, ref="T-002", percent=10, as_of=AS_OF),
         "T-002", 0, "work on T-002 has begun: it stays a task"),
        (partial(tasks.set_done, ref="T-002", as_of=AS_OF),
         "T-002", 0, "work on T-002 has begun: it stays a task"),
        (partial(tasks.set_done, ref="M-001", as_of=AS_OF),
         "M-001", 960, "M-001 is reached, or time is logged on it: it stays a milestone"),
    ],
)  # fmt: skip
def test_what_has_begun_or_is_reached_stays_what_it_is(
    small: Workspace, first: Command, ref: str, length: int, words: str
) -> None:
    small.do(first)
    before = rows_of(small)
    with pytest.raises(Invalid, match=words):
        small.do(tasks.edit, ref=ref, duration=Minutes(length))
    assert rows_of(small) == before
