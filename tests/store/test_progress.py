"""How far tasks are: done and back, and phases as the sum of what is in them."""

from datetime import timedelta
from functools import partial

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.models import Task
from ppm_tui.store import history
from ppm_tui.store.commands import projects, steps, task_progress, tasks
from ppm_tui.terms import Minutes, Priority, Stage, TaskKind, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, SEED, by_ref, stored, wall

LATER = AS_OF + timedelta(days=7)


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


def progress_of(workspace: Workspace, ref: str) -> dict[str, object]:
    """What of a task says how far it is."""
    names = ("percent_complete", "status", "blocked_reason", "actual_start", "actual_finish",
             "remaining_work_minutes")  # fmt: skip
    task = by_ref(workspace, ref)
    return {name: getattr(task, name) for name in names}


def set_status(workspace: Workspace, ref: str, status: TaskStatus, reason: str = "") -> str:
    said = workspace.do(tasks.set_status, ref=ref, status=status, as_of=LATER, reason=reason)
    return said.text


# Done and back


def test_a_done_task_comes_back_to_what_it_was_before(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=30, as_of=AS_OF)
    set_status(small, "T-001", TaskStatus.BLOCKED, reason="No access")
    before = progress_of(small, "T-001")
    assert before["remaining_work_minutes"] == 420
    said = small.do(tasks.set_done, ref="T-001", as_of=LATER).text
    late = "finish 23 Mar → 25 Mar, +2d, 2 follow"
    assert said == f"ATLAS: T-001 «Configuration» blocked → done; {late}"
    small.do(tasks.edit, ref="T-001", name="Settings")  # other changes do not matter
    said = small.do(tasks.set_done, ref="T-001", as_of=LATER, is_done=False).text
    back = "finish 25 Mar → 23 Mar, -2d, 2 follow"
    assert said == f"ATLAS: T-001 «Settings» done → blocked; {back}"
    assert progress_of(small, "T-001") == before


def test_in_progress_after_done_brings_back_the_earlier_percentage(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=30, as_of=AS_OF)
    before = progress_of(small, "T-001")
    set_status(small, "T-001", TaskStatus.DONE)
    said = set_status(small, "T-001", TaskStatus.IN_PROGRESS)
    assert said == "ATLAS: T-001 «Configuration» done → in progress"
    assert progress_of(small, "T-001") == before
    set_status(small, "T-001", TaskStatus.DONE)
    set_status(small, "T-001", TaskStatus.BLOCKED, reason="Reopened by the client")
    assert by_ref(small, "T-001").percent_complete == 30


def test_a_task_that_was_always_done_comes_back_as_begun(small: Workspace) -> None:
    add = partial(tasks.add, project="ATLAS", percent=100, actual_start=AS_OF, work=Minutes(600))
    small.do(add, name="Imported", actual_finish=FRIDAY)
    small.do(add, name="Kick-off", kind=TaskKind.MILESTONE)
    small.do(tasks.set_done, ref="T-003", as_of=AS_OF, is_done=False)
    assert progress_of(small, "T-003") == {
        "percent_complete": 0,
        "status": TaskStatus.IN_PROGRESS,
        "blocked_reason": "",
        "actual_start": wall("2026-03-17T08:00"),
        "actual_finish": None,
        "remaining_work_minutes": 600,
    }
    small.do(tasks.set_done, ref="M-002", as_of=AS_OF, is_done=False)
    assert by_ref(small, "M-002").status is TaskStatus.TODO


def test_done_twice_and_back_is_one_way_back(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=30, as_of=AS_OF)
    before = progress_of(small, "T-001")
    for _ in range(2):
        set_status(small, "T-001", TaskStatus.DONE)
    small.do(tasks.set_done, ref="T-001", as_of=LATER, is_done=False)
    assert progress_of(small, "T-001") == before


def test_progress_leaves_no_reason_of_a_block_behind(small: Workspace) -> None:
    set_status(small, "T-001", TaskStatus.BLOCKED, reason="No access")
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=AS_OF)
    assert by_ref(small, "T-001").blocked_reason == ""


def test_a_closed_project_comes_back_to_the_stage_it_had(small: Workspace) -> None:
    small.do(projects.edit, key="ATLAS", stage=Stage.ON_HOLD)
    said = small.do(projects.set_closed, key="ATLAS").text
    assert said == "ATLAS: stage on hold → completed"
    small.do(projects.edit, key="ATLAS", name="Atlas")
    said = small.do(projects.set_closed, key="ATLAS", is_closed=False).text
    assert said == "ATLAS: stage completed → on hold"


# Phases


def phase_of(workspace: Workspace) -> tuple[int, TaskStatus]:
    phase = by_ref(workspace, "P-001")
    return phase.percent_complete, phase.status


def test_done_on_a_phase_is_done_on_all_that_is_open_below(small: Workspace) -> None:
    small.do(tasks.add, project="ATLAS", name="Inner", kind=TaskKind.PHASE, parent="P-001")
    small.do(tasks.add, project="ATLAS", name="Deep", parent="P-002", start=FRIDAY)
    set_status(small, "T-001", TaskStatus.DONE)
    before = rows_of(small)
    said = set_status(small, "P-001", TaskStatus.DONE)
    assert said == "ATLAS: P-001 «Build» 2 tasks below done; finish stays 25 Mar, 1 follows"
    assert {task.percent_complete for task in stored(small, Task) if task.ref != "M-001"} == {100}
    assert phase_of(small) == (100, TaskStatus.DONE)
    small.do(history.undo)
    assert rows_of(small) == before


def test_a_phase_comes_back_as_far_as_it_was_done_last(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-002", work=Minutes(600))
    set_status(small, "T-001", TaskStatus.DONE)
    small.do(tasks.set_done, ref="P-001", as_of=AS_OF)
    said = small.do(tasks.set_done, ref="P-001", as_of=AS_OF, is_done=False).text
    assert said == "ATLAS: P-001 «Build» 1 task below open again"
    assert [by_ref(small, ref).percent_complete for ref in ("T-001", "T-002")] == [100, 0]
    assert phase_of(small) == (50, TaskStatus.IN_PROGRESS)


def test_a_phase_is_refused_what_follows_from_its_tasks(small: Workspace) -> None:
    with pytest.raises(Invalid, match="P-001 is as far as its tasks are: say it of them"):
        small.do(tasks.set_percent, ref="P-001", percent=50, as_of=AS_OF)
    with pytest.raises(Invalid, match="say it of them"):
        small.do(tasks.edit, ref="P-001", percent=50)
    for status in (TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED):
        with pytest.raises(Invalid, match="say it of them"):
            set_status(small, "P-001", status, reason="why")


def test_a_phase_marked_with_its_tasks_is_no_conflict_with_itself(small: Workspace) -> None:
    marked = [(task.ref, task.version) for task in stored(small, Task)]
    done = [partial(tasks.set_done, ref=ref, seen=version, as_of=AS_OF) for ref, version in marked]
    small.do(steps.together, label="all", commands=done)
    assert {task.percent_complete for task in stored(small, Task)} == {100}
    back = [partial(tasks.set_done, ref=ref, as_of=AS_OF, is_done=False) for ref, _ in marked]
    small.do(steps.together, label="none", commands=back)
    assert {task.percent_complete for task in stored(small, Task)} == {0}


def test_dropping_a_phase_drops_what_is_open_below(small: Workspace) -> None:
    set_status(small, "T-001", TaskStatus.DONE)
    assert set_status(small, "P-001", TaskStatus.DROPPED).endswith("1 task below dropped")
    assert by_ref(small, "T-001").status is TaskStatus.DONE
    assert phase_of(small) == (100, TaskStatus.DONE)


def test_an_empty_phase_is_done_by_itself(small: Workspace) -> None:
    small.do(tasks.add, project="ATLAS", name="Later", kind=TaskKind.PHASE)
    small.do(tasks.set_percent, ref="P-002", percent=50, as_of=AS_OF)
    set_status(small, "P-002", TaskStatus.DONE)
    assert by_ref(small, "P-002").percent_complete == 100


def test_a_phase_follows_every_change_of_what_is_in_it(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-002", work=Minutes(600))
    set_status(small, "T-001", TaskStatus.DONE)
    assert phase_of(small) == (50, TaskStatus.IN_PROGRESS)
    small.do(tasks.add, project="ATLAS", name="More", parent="P-001", work=Minutes(1200))
    assert phase_of(small) == (25, TaskStatus.IN_PROGRESS)
    set_status(small, "T-003", TaskStatus.DROPPED)
    assert phase_of(small) == (50, TaskStatus.IN_PROGRESS)
    small.do(tasks.edit, ref="T-002", work=Minutes(200))
    assert phase_of(small) == (75, TaskStatus.IN_PROGRESS)
    small.do(tasks.trash, ref="T-001", as_of=AS_OF)
    assert phase_of(small) == (0, TaskStatus.TODO)
    set_status(small, "T-002", TaskStatus.IN_PROGRESS)
    assert phase_of(small) == (0, TaskStatus.IN_PROGRESS)


def test_a_phase_stays_as_its_plan_says_until_something_in_it_counts(small: Workspace) -> None:
    small.do(task_progress.as_planned, ref="P-001", percent=20)
    small.do(tasks.set_owner, ref="T-001", owner="ben")
    small.do(tasks.set_priority, ref="T-001", priority=Priority.HIGH)
    assert phase_of(small) == (20, TaskStatus.IN_PROGRESS)
    small.do(tasks.set_percent, ref="T-001", percent=10, as_of=AS_OF)
    assert phase_of(small)[0] == 8  # five days of six, as not all work is known


def test_a_phase_is_done_only_when_all_of_it_is(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", work=Minutes(100_000))
    small.do(tasks.edit, ref="T-002", work=Minutes(60))
    set_status(small, "T-001", TaskStatus.DONE)
    assert phase_of(small) == (99, TaskStatus.IN_PROGRESS)


def test_a_phase_of_milestones_counts_them(small: Workspace) -> None:
    small.do(tasks.add, project="ATLAS", name="Gates", kind=TaskKind.PHASE)
    for name in ("One", "Two"):
        small.do(tasks.add, project="ATLAS", name=name, kind=TaskKind.MILESTONE, parent="P-002")
    set_status(small, "M-002", TaskStatus.DONE)
    assert by_ref(small, "P-002").percent_complete == 50
