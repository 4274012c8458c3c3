"""Baselines by name, and two plans side by side; on both databases."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pytest

from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.store import history, reader
from ppm_tui.store.commands import baselines as commands
from ppm_tui.store.commands import imports, people, projects, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.plan_rows import Plan, PlanBaseline, PlanFile, PlanTask
from ppm_tui.store.queries import baselines as queries
from ppm_tui.store.queries import portfolio
from ppm_tui.store.queries.baselines import Comparison
from ppm_tui.terms import Compared, Minutes, Money, TaskKind, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED

SET = partial(commands.set_baseline, project="ATLAS", as_of=AS_OF)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    store.do(SET, name="Agreed")
    return store


def listed(workspace: Workspace) -> list[tuple[int, str, bool]]:
    rows = workspace.get(queries.baselines, key="ATLAS")
    return [(row.number, row.name, row.is_current) for row in rows]


def compare(workspace: Workspace, old: str | None = None, new: str | None = None) -> Comparison:
    return workspace.get(queries.compare, key="atlas", as_of=AS_OF, old=old, new=new)


def states(found: Comparison) -> dict[str, Compared]:
    return {row.ref: row.state for row in found.rows}


COMMANDS: dict[str, tuple[Command, str, Sequence[tuple[int, str, bool]]]] = {
    "set": (
        partial(SET, name=" Q2 "),
        "4 tasks frozen, baseline Agreed → Q2",
        [(0, "Agreed", False), (1, "Q2", True)],
    ),
    "set without a name": (
        SET,
        "4 tasks frozen, baseline Agreed → Baseline 1",
        [(0, "Agreed", False), (1, "Baseline 1", True)],
    ),
    "replace": (
        partial(SET, name="AGREED", is_replacing=True),
        "baseline «AGREED» replaced, finish 23 Mar → 23 Mar",
        [(0, "AGREED", True)],
    ),
    "rename": (
        partial(commands.rename, project="ATLAS", name="agreed", to="First"),
        "baseline 0 name Agreed → First",
        [(0, "First", True)],
    ),
    "rename in another case": (
        partial(commands.rename, project="ATLAS", name="0", to="AGREED"),
        "baseline 0 name Agreed → AGREED",
        [(0, "AGREED", True)],
    ),
    "use": (
        partial(commands.use, project="ATLAS", name="Agreed"),
        "current baseline «Agreed», no change",
        [(0, "Agreed", True)],
    ),
    "delete": (
        partial(commands.delete, project="ATLAS", name="Agreed"),
        "baseline «Agreed» deleted, none left",
        [],
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_change_is_one_step_that_is_taken_back_and_brought_again(
    seeded: Workspace, name: str
) -> None:
    command, text, after = COMMANDS[name]
    before, names = rows_of(seeded), listed(seeded)
    assert seeded.do(command).text == f"ATLAS: {text}"
    assert listed(seeded) == after
    done = rows_of(seeded)
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    assert listed(seeded) == names
    seeded.do(history.redo)
    assert rows_of(seeded) == done


def test_a_replaced_baseline_that_was_not_current_is_so_now_and_says_so(seeded: Workspace) -> None:
    seeded.do(SET, name="Q2")
    said = seeded.do(SET, name="Agreed", is_replacing=True).text
    assert said.endswith("finish 23 Mar → 23 Mar, current Q2 → Agreed")
    assert listed(seeded) == [(0, "Agreed", True), (1, "Q2", False)]


REFUSED: dict[str, tuple[Command, str]] = {
    "name taken": (partial(SET, name="agreed"), "«Agreed» of 17 Mar 2026, which stays frozen"),
    "blank": (partial(SET, name=" "), "a baseline needs a name"),
    "now": (partial(SET, name="Now"), "no baseline is called now"),
    "renamed to a name taken": (
        partial(commands.rename, project="ATLAS", name="Q2", to="AGREED"),
        "has a baseline «AGREED» already",
    ),
    "renamed to nothing": (
        partial(commands.rename, project="ATLAS", name="Q2", to=""),
        "a baseline needs a name",
    ),
    "current one deleted": (
        partial(commands.delete, project="ATLAS", name="Q2"),
        "make another one current first",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_changes_nothing(seeded: Workspace, name: str) -> None:
    command, words = REFUSED[name]
    seeded.do(SET, name="Q2")
    before = rows_of(seeded)
    with pytest.raises(Invalid, match=words):
        seeded.do(command)
    assert rows_of(seeded) == before


def test_a_name_that_is_not_there_is_not_found(seeded: Workspace) -> None:
    for command in (commands.use, commands.delete, partial(commands.rename, to="X")):
        with pytest.raises(NotFound, match="ATLAS has no baseline «Nix»"):
            seeded.do(command, project="ATLAS", name="Nix")
    for sides in (("Nix", None), (None, "1")):
        with pytest.raises(NotFound, match="ATLAS has no baseline"):
            compare(seeded, *sides)
    with pytest.raises(NotFound, match="DELTA has no baseline yet"):
        seeded.get(queries.compare, key="DELTA", as_of=AS_OF)
    with pytest.raises(NotFound, match="no project NIX"):
        seeded.get(queries.baselines, key="NIX")


def test_a_name_is_taken_before_a_number_and_an_identifier_before_both(seeded: Workspace) -> None:
    seeded.do(SET, name="0")
    assert compare(seeded, "0").old.name == "0"
    [agreed, _] = seeded.get(queries.baselines, key="ATLAS")
    assert compare(seeded, agreed.id).old.name == "Agreed"


def test_a_rename_meets_what_a_colleague_did(seeded: Workspace) -> None:
    [row] = seeded.get(queries.baselines, key="ATLAS")
    colleague = Workspace(seeded.place, "ben", AS_OF)
    rename = partial(commands.rename, project="ATLAS", name=row.id, seen=row.version)
    colleague.do(rename, to="First")
    with pytest.raises(Conflict, match="ben has set 'First' meanwhile"):
        seeded.do(rename, to="Mine")


def test_a_plan_just_frozen_is_the_same_as_now_in_every_figure(seeded: Workspace) -> None:
    seeded.do(people.book, task="T-001", person="ben", work=HOUR)
    seeded.do(tasks.edit, ref="T-002", cost=Money(40_000))
    seeded.do(SET, name="Q2")
    found = compare(seeded)
    assert set(states(found).values()) == {Compared.SAME}
    assert (found.whole.finish_days, found.whole.work_minutes, found.whole.cost) == (0, 0, 0)
    assert found.new.whole == found.old.whole
    assert found.new.whole.cost == 50_001


def test_what_changed_since_is_later_dearer_added_or_deleted(seeded: Workspace) -> None:
    seeded.do(tasks.set_dates, ref="T-001", start=FRIDAY, finish=date(2026, 3, 27))
    seeded.do(tasks.edit, ref="T-001", work=Minutes(1200))
    seeded.do(tasks.trash, ref="T-002", as_of=AS_OF)
    seeded.do(tasks.add, project="ATLAS", name="Undated", parent="P-001")
    found = compare(seeded)
    assert states(found) == {
        "P-001": Compared.MOVED,
        "T-001": Compared.MOVED,
        "T-002": Compared.DELETED,
        "T-003": Compared.ADDED,
        "M-001": Compared.SAME,
    }
    rows = {row.ref: row for row in found.rows}
    moved = rows["T-001"].difference
    assert (moved.start_days, moved.finish_days) == (4, 7)
    assert (moved.work_minutes, moved.cost) == (600, 110_000)
    assert [rows[ref].depth for ref in ("P-001", "T-001", "T-002", "M-001")] == [0, 1, 1, 0]
    assert rows["T-003"].difference.finish_days == Undefined("it is on one side only")
    assert rows["M-001"].difference.cost == Undefined("no cost")
    assert (found.whole.finish_days, found.whole.work_minutes) == (4, 600)


def test_two_baselines_are_compared_either_way_and_stay_as_they_were(seeded: Workspace) -> None:
    seeded.do(tasks.trash, ref="T-002", as_of=AS_OF)
    seeded.do(tasks.add, project="ATLAS", name="Tests", start=MONDAY, finish=FRIDAY)
    seeded.do(SET, name="Q2")
    seeded.do(tasks.set_dates, ref="T-001", finish=date(2026, 4, 3))
    forth, back = compare(seeded, "Agreed", "Q2"), compare(seeded, "q2", "agreed")
    assert (states(forth)["T-002"], states(back)["T-002"]) == (Compared.DELETED, Compared.ADDED)
    assert (states(forth)["T-003"], states(back)["T-003"]) == (Compared.ADDED, Compared.REMOVED)
    assert states(forth)["T-001"] is Compared.SAME
    assert states(compare(seeded))["T-001"] is Compared.MOVED
    assert compare(seeded, "now", "Agreed").whole.finish_days == -11


def test_a_comparison_costs_a_fixed_number_of_statements(seeded: Workspace) -> None:
    seeded.do(SET, name="Q2")
    for sides, statements in ((("Agreed", None), 6), (("now", "now"), 6), (("0", "1"), 2)):
        with reader.connect(seeded.place) as connection:
            queries.compare(connection, key="ATLAS", as_of=AS_OF, old=sides[0], new=sides[1])
            assert connection.statements == statements


def test_without_any_known_cost_a_baseline_has_none(store: Workspace) -> None:
    store.do(projects.add, name="Bare", key="ATLAS")
    store.do(tasks.add, project="ATLAS", name="Undated")
    store.do(SET)
    [row] = store.get(queries.baselines, key="ATLAS")
    assert (row.name, row.tasks, row.finish, row.work_minutes, row.cost) == (
        "Baseline", 1, None, None, None,
    )  # fmt: skip
    found = compare(store)
    assert found.whole.finish_days == Undefined("no finish date")
    assert found.rows[0].difference.finish_days == Undefined("no finish date")
    [shown] = store.get(portfolio.overview, as_of=AS_OF)
    assert shown.bac == Undefined("the baseline has no cost")


def file(*baselines: PlanBaseline) -> PlanFile:
    task = PlanTask("1", "Build", kind=TaskKind.TASK, baselines=baselines)
    return PlanFile("MS Project XML", (Plan("one.xml", "Atlas", tasks=(task,)),))


def test_an_import_leaves_alone_what_was_frozen_chosen_and_named_here(store: Workspace) -> None:
    bring = partial(imports.import_plans, as_of=AS_OF)
    store.do(bring, files=(file(PlanBaseline(0, cost=Money(5))),))
    store.do(SET, name="Ours")
    store.do(commands.rename, project="ATLAS", name="Baseline", to="Theirs")
    before = store.get(queries.baselines, key="ATLAS")[1]
    again = file(*(PlanBaseline(number, cost=Money(7)) for number in range(3)))
    done = store.do(bring, files=(again,))
    assert listed(store) == [(0, "Theirs", False), (1, "Ours", True), (2, "Baseline 2", False)]
    rows = store.get(queries.baselines, key="ATLAS")
    assert (rows[1], rows[0].cost) == (before, 7)
    assert any("ATLAS froze «Ours» under this number" in note for note in done.notes)
    store.do(commands.use, project="ATLAS", name="Baseline 2")
    store.do(bring, files=(again,))
    assert [row[2] for row in listed(store)] == [False, False, True]
