"""Moving tasks within a plan and to another one."""

from functools import partial

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Dependency, Note, Project, Task, TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import baselines, moves, notes, people, projects, steps, tasks, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import Minutes, Money, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED, by_ref, stored, wall

MORE: tuple[Command, ...] = (
    partial(tasks.add, project="ATLAS", name="Test", kind=TaskKind.PHASE),
    partial(tasks.add, project="ATLAS", name="Run", parent="P-002", start=FRIDAY, finish=FRIDAY),
    partial(tasks.add, project="ATLAS", name="Inner", kind=TaskKind.PHASE, parent="P-001"),
    partial(tasks.add, project="ATLAS", name="Deep", parent="P-003", work=HOUR),
)


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """P-001 (T-001, T-002, P-003 (T-004)), M-001, P-002 (T-003); T-002 after T-001."""
    workspace.do(steps.together, label="seed", commands=(*SEED, *MORE))
    return workspace


def tree(workspace: Workspace, key: str = "ATLAS") -> str:
    """The plan as indented identifiers on one line."""
    project = next(each for each in stored(workspace, Project) if each.key == key)
    found = [task for task in stored(workspace, Task) if task.project_id == project.id]
    parents = {task.id: task.parent_id for task in found}

    def depth(task: str | None) -> int:
        return 0 if task is None else 1 + depth(parents[task])

    assert len({task.position for task in found}) == len(found)
    return " ".join(
        "." * (depth(task.id) - 1) + task.ref
        for task in sorted(found, key=lambda task: task.position)
    )


def test_tasks_move_to_the_end_of_a_phase_with_all_below_in_their_order(small: Workspace) -> None:
    assert tree(small) == "P-001 .T-001 .T-002 .P-003 ..T-004 M-001 P-002 .T-003"
    before = rows_of(small)
    said = small.do(moves.to_phase, refs=("T-001", "P-003"), parent="P-002")
    assert said.text == "ATLAS: 2 tasks P-001 → P-002 «Test»"
    assert tree(small) == "P-001 .T-002 M-001 P-002 .T-003 .T-001 .P-003 ..T-004"
    small.do(history.undo)
    assert rows_of(small) == before


def test_a_task_moves_to_the_top_level_and_back(small: Workspace) -> None:
    said = small.do(moves.to_phase, refs=("T-001",), parent=None)
    assert said.text == (
        "ATLAS: T-001 «Configuration» P-001 → top level; finish stays 23 Mar, 1 follows"
    )
    assert tree(small) == "P-001 .T-002 .P-003 ..T-004 M-001 P-002 .T-003 T-001"
    small.do(moves.to_phase, refs=("T-001",), parent="p-001")
    assert tree(small) == "P-001 .T-002 .P-003 ..T-004 .T-001 M-001 P-002 .T-003"


def test_a_task_marked_with_its_phase_moves_along_with_it(small: Workspace) -> None:
    small.do(moves.to_phase, refs=("P-003", "T-004"), parent="P-002")
    assert tree(small).endswith("P-002 .T-003 .P-003 ..T-004")


def test_phases_on_both_sides_of_a_move_follow(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-003", work=Minutes(60), start=FRIDAY, finish=FRIDAY)
    small.do(tasks.set_done, ref="T-001", as_of=AS_OF)
    small.do(moves.to_phase, refs=("T-001",), parent="P-002")
    test, build = by_ref(small, "P-002"), by_ref(small, "P-001")
    assert test.start is not None
    assert (test.percent_complete, test.start.date()) == (91, MONDAY)  # 600 of 660 minutes
    assert build.finish is not None
    assert (build.percent_complete, build.finish) == (0, wall("2026-03-18T17:00"))


def test_a_task_that_gets_others_below_it_becomes_a_phase(small: Workspace) -> None:
    small.do(moves.to_phase, refs=("T-003",), parent="T-002")
    assert by_ref(small, "T-002").kind is TaskKind.PHASE


def test_dates_and_links_stay_when_a_task_moves(small: Workspace) -> None:
    before = by_ref(small, "T-001"), [link.id for link in stored(small, Dependency)]
    small.do(moves.to_phase, refs=("T-001",), parent="P-002")
    task = by_ref(small, "T-001")
    assert (task.start, task.finish) == (before[0].start, before[0].finish)
    assert [link.id for link in stored(small, Dependency)] == before[1]


@pytest.mark.parametrize(
    ("refs", "parent", "words"),
    [
        (("P-001",), "P-003", "P-001 cannot go below itself"),
        (("P-001",), "P-001", "P-001 cannot go below itself"),
        (("T-001",), "M-001", "nothing goes below it"),
        (("T-001", "T-005"), "P-001", "of several projects"),
        (("T-001",), "T-005", "T-005 is in another project"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    small: Workspace, refs: tuple[str, ...], parent: str, words: str
) -> None:
    small.do(tasks.add, project="DELTA", name="Elsewhere")
    before = rows_of(small)
    with pytest.raises(Invalid, match=words):
        small.do(moves.to_phase, refs=refs, parent=parent)
    assert rows_of(small) == before


@pytest.mark.parametrize(
    ("waiting", "after", "moved"),
    [("T-001", "P-002", "T-001"), ("P-002", "T-001", "T-001"), ("P-002", "T-002", "T-001")],
    ids=["for the phase", "the phase for it", "the phase for what waits for it"],
)
def test_a_task_is_not_moved_to_where_it_would_wait_for_itself(
    small: Workspace, waiting: str, after: str, moved: str
) -> None:
    small.do(tasks.link, task=waiting, after=after)
    with pytest.raises(Invalid, match="would wait for itself there"):
        small.do(moves.to_phase, refs=(moved,), parent="P-002")


def test_a_link_to_a_phase_is_one_to_what_is_in_it(small: Workspace) -> None:
    small.do(tasks.link, task="T-003", after="T-001")
    with pytest.raises(Invalid, match="ring"):
        small.do(tasks.link, task="T-001", after="P-002")
    small.do(tasks.link, task="P-002", after="T-002")
    with pytest.raises(Invalid, match="ring"):
        small.do(tasks.link, task="T-002", after="T-003")


# To another project


def book(workspace: Workspace) -> None:
    """Something of every kind on T-003 of ATLAS, and older ones of the same kinds on JUNO."""
    for project, task in (("JUNO", None), ("ATLAS", "T-003")):
        workspace.do(notes.add, project=project, text="one", task=task, as_of=AS_OF)
        workspace.do(
            time.log_time, project=project, minutes=HOUR, day=AS_OF, person="ana", task=task
        )
    workspace.do(people.book, task="T-003", person="ana", work=HOUR)


def test_a_task_moves_to_another_project_with_all_that_is_about_it(small: Workspace) -> None:
    small.do(projects.add, name="Juno")
    small.do(tasks.add, project="JUNO", name="Conveyor")
    book(small)
    before = rows_of(small)
    said = small.do(moves.to_project, refs=("P-002",), project="juno")
    assert said.text == "ATLAS: P-002 «Test» ATLAS → JUNO"
    assert tree(small, "JUNO") == "T-005 P-002 .T-003"
    assert tree(small) == "P-001 .T-001 .T-002 .P-003 ..T-004 M-001"
    juno = next(each.id for each in stored(small, Project) if each.key == "JUNO")
    told = [(row.project_id, row.number) for row in stored(small, Note)]
    logged = [(row.project_id, row.number) for row in stored(small, TimeEntry)]
    assert told == logged == [(juno, 1), (juno, 2)]
    assert [row.project_id for row in stored(small, Assignment)] == [juno]
    small.do(history.undo)
    assert rows_of(small) == before


def test_a_move_that_would_lose_links_is_refused_with_their_list(small: Workspace) -> None:
    with pytest.raises(Invalid, match="links would be lost: T-002 after T-001"):
        small.do(moves.to_project, refs=("T-001",), project="DELTA")
    small.do(moves.to_project, refs=("T-001", "T-002"), project="DELTA")
    assert len(stored(small, Dependency)) == 1
    assert tree(small, "DELTA") == "T-001 T-002"


def test_a_move_that_would_falsify_figures_is_refused(small: Workspace) -> None:
    move = partial(moves.to_project, refs=("T-003",))
    with pytest.raises(Invalid, match="T-003 is in ATLAS already"):
        small.do(move, project="ATLAS")
    small.do(tasks.edit, ref="T-003", cost=Money(100))
    with pytest.raises(Invalid, match="ATLAS counts in EUR, DELTA in CHF"):
        small.do(move, project="DELTA")
    small.do(projects.add, name="Juno")
    small.do(tasks.edit, ref="T-003", calendar="every day")
    with pytest.raises(Invalid, match="T-003 follows the calendar «Every day» of ATLAS only"):
        small.do(move, project="JUNO")
    small.do(tasks.edit, ref="T-003", calendar=None)
    small.do(baselines.set_baseline, project="ATLAS", as_of=AS_OF)
    with pytest.raises(Invalid, match="T-003 is in a baseline of ATLAS"):
        small.do(move, project="JUNO")
