"""A plan made as its outline says: every kind of difference is one step, and comes back."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.exchange import outline
from ppm_tui.models import Dependency, Task
from ppm_tui.store import history
from ppm_tui.store.commands import people, projects, steps, tasks
from ppm_tui.store.commands.outlining import apply_outline
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.outline import Outline
from ppm_tui.store.place import Place
from ppm_tui.store.queries.outline import outline as plan_outline
from ppm_tui.store.wanted import Link
from ppm_tui.terms import Done, LagKind, LinkType, Minutes, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.seed import by_ref, stored

MONDAY = date(2026, 3, 16)
DAY = Minutes(480)
ADD = partial(tasks.add, project="ROLL", duration=DAY, as_of=MONDAY)
SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(people.add, name="Ben Okoro"),
    partial(projects.add, name="Roll-out", key="ROLL"),
    partial(projects.add, name="Other", key="OTHER"),
    partial(tasks.add, project="ROLL", name="Build", kind=TaskKind.PHASE),
    partial(ADD, name="A", parent="P-001", start=MONDAY, owner="ana", work=Minutes(600)),
    partial(ADD, name="B", parent="P-001", after=(Link("T-001"),)),
    partial(tasks.add, project="ROLL", name="Test", kind=TaskKind.PHASE),
    partial(ADD, name="C", parent="P-002", deadline=date(2026, 3, 27),
            after=(Link("T-002", LinkType.FS, 480), Link("T-001", LinkType.SS))),
    partial(ADD, name="D", parent="P-002"),
    partial(tasks.add, project="ROLL", name="End", kind=TaskKind.MILESTONE, after=(Link("T-003"),)),
)  # fmt: skip
PLAN = """\
Build  [P-001]
  A  [T-001] 1d ~10h @ana
  B  [T-002] 1d after:T-001
Test  [P-002]
  C  [T-003] 1d after:T-001SS,T-002FS+1d by:2026-03-27
  D  [T-004] 1d
End  [M-001] <> after:T-003
"""
Edit = Callable[[str], str]


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def lines(workspace: Workspace) -> str:
    """The plan as text, without its comments."""
    rows = workspace.get(plan_outline, key="ROLL").rows
    return "".join(f"{outline.line(row)}\n" for row in rows)


def apply(workspace: Workspace, edit: Edit) -> Done:
    text = outline.text(workspace.get(plan_outline, key="ROLL"))
    wanted = outline.read(edit(text), as_of=AS_OF)
    return workspace.do(apply_outline, key="ROLL", wanted=wanted, as_of=AS_OF)


def change(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return edit


def test_the_text_of_a_plan_changes_nothing(small: Workspace) -> None:
    assert lines(small) == PLAN
    before = rows_of(small)
    assert apply(small, str).text == "ROLL: nothing changed"
    assert rows_of(small) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  A  [T-001]", "  Assemble  [T-001]", "T-001 «Assemble» name A → Assemble"),
        ("[T-001] 1d", "[T-001] 3d", "T-001 «A» finish 16 Mar → 18 Mar, duration 1d → 3d"),
        ("~10h", "~12h30", "T-001 «A» work 10h → 12h30"),
        (" ~10h", "", "T-001 «A» work 10h → none"),
        ("@ana", "@ben", "T-001 «A» owner ana → ben"),
        (" @ana", "", "T-001 «A» owner ana → nobody"),
        ("@ana", "@ana 40%", "T-001 «A» done 0% → 40%"),
        ("by:2026-03-27", "by:2026-04-02", "T-003 «C» deadline 27 Mar → 02 Apr"),
        (" by:2026-03-27", "", "T-003 «C» deadline 27 Mar → none"),
        ("after:T-001\n", "after:T-001SS\n",
         "T-002 «B» no longer waits for T-001, waits for T-001"),
        ("FS+1d", "FS+2d", "T-003 «C» waits for T-002 otherwise"),
        ("T-001SS,", "", "T-003 «C» no longer waits for T-001"),
        ("[T-004] 1d", "[T-004] 1d after:3", "T-004 «D» waits for T-003"),
        ("  D  [T-004]", "D  [T-004]", "T-004 «D» P-002 → top level"),
        ("  D  [T-004]", "    D  [T-004]", "T-004 «D» P-002 → T-003"),
        ("Test  [P-002]\n", "", "P-002 «Test» in the trash"),
        ("  B  [T-002]", "  New 2d after:T-001\n  B  [T-002]", "task T-005 «New» added"),
        ("Test  [P-002]", "  Gate <> due:2026-03-20\nTest  [P-002]",
         "milestone M-002 «Gate» added"),
        ("End  [M-001]", "Close\n  Archive 1d\nEnd  [M-001]", "phase P-003 «Close» added"),
    ],
)  # fmt: skip
def test_each_difference_is_made_said_and_taken_back(
    small: Workspace, old: str, new: str, said: str
) -> None:
    before = rows_of(small)
    done = apply(small, change(old, new))
    assert said in done.notes
    wanted = outline.read(change(old, new)(PLAN), as_of=AS_OF)
    found = small.get(plan_outline, key="ROLL").rows
    assert [(row.name, row.depth) for row in found] == [(r.name, r.depth) for r in wanted.rows]
    small.do(history.undo)
    assert rows_of(small) == before


def test_all_of_it_is_one_step_and_dates_follow(small: Workspace) -> None:
    before = rows_of(small)
    new = """\
Test  [P-002]
  D  [T-004] 2d
  C  [T-003] 1d after:T-001SS,T-002FS+1d by:2026-03-27
    C1 2d @ben
    C2 after:C1
Build  [P-001]
  A all  [T-001] 5d ~10h @ana
End  [M-001] <> after:T-003
"""
    done = apply(small, lambda text: text.replace(PLAN, new))
    assert done.text.startswith(
        "ROLL: 2 added, 2 changed, 2 in another place, 1 in the trash; finish 19 Mar → "
    )
    assert [line.partition("  [")[0] for line in lines(small).splitlines()] == [
        "Test", "  D", "  C", "    C1", "    C2", "Build", "  A all", "End",
    ]  # fmt: skip
    assert by_ref(small, "T-002").trashed_on == AS_OF
    phase, first, second = by_ref(small, "T-003"), by_ref(small, "T-005"), by_ref(small, "T-006")
    assert phase.kind is TaskKind.PHASE
    assert first.finish
    assert second.start
    assert first.finish < second.start
    assert second.is_estimated
    small.do(history.undo)
    assert rows_of(small) == before
    small.do(history.redo)
    assert "  A all  [T-001] 5d" in lines(small)


def test_links_that_are_turned_round_are_no_ring(small: Workspace) -> None:
    def edit(text: str) -> str:
        text = change("[T-002] 1d after:T-001", "[T-002] 1d")(text)
        return change("~10h @ana", "~10h @ana after:T-002")(text)

    apply(small, edit)
    found = {(each.task_id, each.predecessor_id) for each in stored(small, Dependency)}
    assert (by_ref(small, "T-001").id, by_ref(small, "T-002").id) in found
    assert (by_ref(small, "T-002").id, by_ref(small, "T-001").id) not in found


def test_a_task_leaves_a_phase_that_goes(small: Workspace) -> None:
    apply(small, lambda text: change("Test  [P-002]\n", "")(text))
    phases = {task.ref: task.parent_id for task in stored(small, Task) if not task.trashed_on}
    assert phases["T-003"] == phases["T-004"] == by_ref(small, "P-001").id


def test_a_task_becomes_a_milestone_and_back(small: Workspace) -> None:
    before = rows_of(small)
    apply(small, change("[T-004] 1d", "[T-004] <>"))
    assert by_ref(small, "T-004").kind is TaskKind.MILESTONE
    apply(small, change("[T-004] <>", "[T-004] 2d"))
    task = by_ref(small, "T-004")
    assert (task.kind, task.duration_minutes) == (TaskKind.TASK, 960)
    small.do(history.undo)
    small.do(history.undo)
    assert rows_of(small) == before


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("@ana", "@nobody", NotFound, "line 10: nobody is called nobody"),
        ("[T-001] 1d", "[T-001]", Invalid, "line 10: the duration of T-001 is missing"),
        ("[T-001] 1d", "[T-001] <> 1d", Invalid, "line 10: T-001 is a milestone and takes"),
        ("Build  [P-001]", "Build  [P-001] 3d", Invalid, "line 9: the duration of a phase"),
        ("Build  [P-001]", "Build  [P-001] 30%", Invalid, "line 9: the percent of a phase"),
        ("[T-004] 1d", "[T-004] 1d after:Nix", NotFound, "line 14: there is no task «Nix»"),
        ("@ana", "@ana after:T-003", Invalid, "line 10: that would be a ring"),
        ("after:T-001\n", "after:T-001,1\n", Invalid, "line 11: T-002 waits for 1 twice"),
        ("[T-004]", "[T-999]", NotFound, "line 14: T-999 is not in the plan of ROLL"),
        ("<> after:T-003\n", "<> after:T-003\n  Below\n", Invalid, "line 16: M-001 is a milestone"),
        ("End  [M-001]", "Gate <>\nEnd  [M-001]", Invalid, "line 15: a milestone needs a day"),
        ("<> after:T-003", "<> 2d after:T-003", Invalid, "line 15: M-001 is a milestone"),
        ("# plan ROLL", "# plan OTHER", Invalid, "this is the outline of OTHER"),
        ("Test  [P-002]\n", "Test  [P-002] after:4\n", Invalid, "line 12: that would be a ring"),
    ],
)  # fmt: skip
def test_what_is_refused_names_its_line_and_changes_nothing(
    small: Workspace, old: str, new: str, error: type[Exception], words: str
) -> None:
    before = rows_of(small)
    with pytest.raises(error) as caught:
        apply(small, change(old, new))
    assert str(caught.value).startswith(words)
    assert rows_of(small) == before


def test_nothing_goes_into_what_waits_for_it(small: Workspace) -> None:
    small.do(tasks.link, task="P-002", after="T-002")
    small.do(tasks.add, project="ROLL", name="Early", duration=DAY)
    small.do(tasks.link, task="P-001", after="T-005")
    with pytest.raises(Invalid, match="line 15: T-005 would wait for itself there"):
        apply(
            small,
            lambda text: (
                change("End  [M-001] <> after:T-003\nEarly", "  Early")(text)
                + "End  [M-001] <> after:T-003\n"
            ),
        )


def test_a_plan_that_was_changed_meanwhile_is_a_conflict(small: Workspace) -> None:
    wanted = small.get(plan_outline, key="ROLL")
    small.do(tasks.edit, ref="T-004", name="Other")
    before = rows_of(small)
    with pytest.raises(Conflict, match="the plan of ROLL was changed meanwhile"):
        small.do(apply_outline, key="ROLL", wanted=wanted, as_of=AS_OF)
    assert rows_of(small) == before


def test_a_text_of_ones_own_adds_but_does_not_delete(small: Workspace) -> None:
    with pytest.raises(Invalid, match="P-001, T-001, T-002, P-002 would go"):
        small.do(apply_outline, key="ROLL", wanted=read("New"), as_of=AS_OF)
    with pytest.raises(Invalid, match="no task of ROLL is left"):
        small.do(apply_outline, key="ROLL", wanted=read("# nothing"), as_of=AS_OF)
    small.do(apply_outline, key="ROLL", wanted=read(PLAN + "New 2d\n"), as_of=AS_OF)
    assert lines(small) == PLAN + "New  [T-005] 2d\n"
    small.do(apply_outline, key="OTHER", wanted=read("P\n  A 2d\n  B 1d after:A\n"), as_of=MONDAY)
    found = {task.name: task for task in stored(small, Task)}
    assert found["B"].start
    assert found["B"].start.date() == date(2026, 3, 18)


def read(text: str) -> Outline:
    return outline.read(text, as_of=AS_OF)


def test_lags_of_every_kind_are_as_they_were(small: Workspace) -> None:
    for lag, kind in ((-50, LagKind.PERCENT), (90, LagKind.WORKING), (1440, LagKind.ELAPSED)):
        ref = small.do(tasks.add, project="ROLL", name=kind.value, duration=DAY).refs[0]
        small.do(tasks.link, task=ref, after="T-001", lag=lag, lag_kind=kind)
    assert apply(small, str).text == "ROLL: nothing changed"
    assert "after:T-001FS-50%" in lines(small)
    assert "after:T-001FS+90m" in lines(small)
    assert "after:T-001FS+1ed" in lines(small)


def test_what_is_in_the_trash_keeps_its_phase_and_its_links(small: Workspace) -> None:
    small.do(tasks.trash, ref="T-002", as_of=AS_OF)
    before = len(stored(small, Dependency))
    apply(small, change("  D  [T-004]", "D  [T-004]"))
    apply(small, change("by:2026-03-27", "by:2026-03-27 40%"))
    assert len(stored(small, Dependency)) == before
    assert by_ref(small, "T-002").parent_id == by_ref(small, "P-001").id
    order = [task.ref for task in sorted(stored(small, Task), key=lambda task: task.position)]
    assert order.index("P-001") < order.index("T-002") < order.index("P-002")


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A plan of eight tasks that the cases share; each leaves it as it was."""
    workspace = workspace_at(Place(path=tmp_path_factory.mktemp("shuffled") / "portfolio.db"))
    workspace.do(steps.together, label="seed", commands=SEED[:3])
    text = "\n".join(f"T{number} 1d" for number in range(8))
    workspace.do(apply_outline, key="ROLL", wanted=read(text), as_of=MONDAY)
    return workspace


@settings(max_examples=25)
@given(st.permutations(range(8)), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_any_order_and_depth_of_lines_is_what_the_plan_becomes(
    shuffled: Workspace, order: list[int], depths: list[int]
) -> None:
    rows = shuffled.get(plan_outline, key="ROLL").rows
    before = rows_of(shuffled)
    by_name = {row.name: row for row in rows}
    text, deepest = [f"# plan ROLL {shuffled.get(plan_outline, key='ROLL').stamp}"], 0
    for number, depth in zip(order, depths, strict=True):
        deepest = min(depth, deepest)
        text.append("  " * deepest + f"T{number}  [{by_name[f'T{number}'].ref}] 1d")
        deepest += 1
    wanted = read("\n".join(text))
    shuffled.do(apply_outline, key="ROLL", wanted=wanted, as_of=MONDAY)
    found = shuffled.get(plan_outline, key="ROLL").rows
    assert [(row.ref, row.depth) for row in found] == [(row.ref, row.depth) for row in wanted.rows]
    shuffled.do(history.undo)
    assert rows_of(shuffled) == before
