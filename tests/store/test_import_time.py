"""Time from a file: the rules of logging, none twice, all or nothing, no client in another's."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Task, TimeEntry
from ppm_tui.store import history, writer
from ppm_tui.store.commands import people, projects, steps, tasks, time, time_sheet
from ppm_tui.store.commands.imports import import_files
from ppm_tui.store.commands.time_sheet import Place
from ppm_tui.store.plan_rows import Plan, PlanFile, PlanTask
from ppm_tui.store.team_rows import TimeRow
from ppm_tui.terms import BillState, Done, Minutes, Money, Stage, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, by_ref, stored

ANA = TimeRow(
    "t.csv: line 2", ("Ana Ferreira",), AS_OF, Minutes(90), ("ATLAS",), ("Configuration",)
)
BEN = TimeRow("t.csv: line 3", ("nobody@x", "ben"), AS_OF, HOUR, ("delta crm merge",), text="x")
KNOWN = replace(ANA, source_id="e1")


def bring(workspace: Workspace, *rows: TimeRow, client: str | None = None) -> Done:
    file = PlanFile("CSV", time=rows)
    return workspace.do(import_files, files=(file,), client=client, as_of=AS_OF)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


@pytest.fixture
def quick(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


def entries(workspace: Workspace) -> list[TimeEntry]:
    return [entry for entry in stored(workspace, TimeEntry) if entry.trashed_on is None]


def test_time_is_logged_at_the_rate_of_the_day_and_undone_in_one_step(seeded: Workspace) -> None:
    seeded.do(people.set_rate, person="ana", rate=Money(20_000), valid_from=AS_OF)
    before = rows_of(seeded)
    earlier = replace(ANA, day=AS_OF - timedelta(days=1))
    done = bring(seeded, ANA, earlier, replace(BEN, bill=BillState.NO_CHARGE))
    assert done.text == "imported time of ATLAS, DELTA: 3 new (4h)"
    new, old, ben = entries(seeded)
    assert (new.cost, old.cost, ben.cost) == (30_000, 16_500, None)
    assert new.task_id == by_ref(seeded, "T-001").id
    assert [entry.bill for entry in (new, old, ben)] == [
        BillState.BILLABLE,
        BillState.BILLABLE,
        BillState.NO_CHARGE,
    ]
    assert sorted(entry.number for entry in (new, old)) == [1, 2]
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    seeded.do(history.redo)
    assert len(entries(seeded)) == 3


def test_the_same_rows_again_are_the_same_however_often_they_stand(seeded: Workspace) -> None:
    rows = [KNOWN, ANA, ANA, BEN, replace(BEN, source_id="e2")]
    bring(seeded, *rows)
    assert len(entries(seeded)) == 5
    before = rows_of(seeded)
    assert bring(seeded, *rows).text == "imported time of ATLAS, DELTA: 5 known"
    assert rows_of(seeded) == before
    assert "1 new (1h30), 5 known" in bring(seeded, *rows, ANA).text


def test_what_a_known_entry_says_otherwise_is_a_change(seeded: Workspace) -> None:
    bring(seeded, KNOWN)
    before = rows_of(seeded)
    told = replace(KNOWN, text="did it", bill=BillState.NO_CHARGE)
    assert bring(seeded, told).text == "imported time of ATLAS: 1 changed"
    seeded.do(people.set_rate, person="ana", rate=Money(20_000))
    assert "1 known" in bring(seeded, replace(KNOWN, tasks=())).text  # what is empty stays
    [entry] = entries(seeded)
    assert (entry.text, entry.bill, entry.cost) == ("did it", BillState.NO_CHARGE, 16_500)
    bring(seeded, replace(KNOWN, minutes=HOUR, tasks=("t-002",)))
    [entry] = entries(seeded)
    assert (entry.minutes, entry.task_id) == (60, by_ref(seeded, "T-002").id)
    assert entry.cost == 20_000
    for _ in range(4):
        seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_time_that_was_logged_here_gets_the_identifier_of_the_file(quick: Workspace) -> None:
    quick.do(time.log_time, project="ATLAS", task="T-001", minutes=Minutes(90), day=AS_OF)
    assert bring(quick, KNOWN).text == "imported time of ATLAS: 1 changed"
    assert [entry.source_id for entry in entries(quick)] == ["e1"]


def test_what_was_deleted_here_stays_deleted(quick: Workspace) -> None:
    bring(quick, KNOWN, BEN)
    for project, task, person in (("ATLAS", "T-001", "ana"), ("DELTA", None, "ben")):
        place = Place(person, project, task, AS_OF)
        quick.do(time_sheet.clear_day, place=place, as_of=AS_OF)
    assert bring(quick, KNOWN, BEN).text == (
        "imported time of ATLAS, DELTA: 2 deleted before and left so"
    )
    assert entries(quick) == []


def test_closed_phases_take_no_more_time_but_what_is_there_may_come_again(
    quick: Workspace,
) -> None:
    bring(quick, KNOWN)
    quick.do(tasks.set_status, ref="P-001", status=TaskStatus.DONE, as_of=AS_OF)
    assert "1 known" in bring(quick, KNOWN).text
    before = rows_of(quick)
    for row in (replace(KNOWN, text="late"), replace(KNOWN, source_id="e2")):
        with pytest.raises(Invalid, match=r"^t.csv: line 2: phase Build is closed: x reopens it$"):
            bring(quick, BEN, row)
    assert rows_of(quick) == before
    quick.do(projects.edit, key="DELTA", stage=Stage.COMPLETED)
    with pytest.raises(Invalid, match="line 3: project DELTA is completed"):
        bring(quick, BEN)


@pytest.mark.parametrize(
    ("row", "kind", "message"),
    [
        (replace(BEN, people=("zoe",)), NotFound, "nobody is called zoe: add them first"),
        (replace(BEN, people=()), Invalid, "it is not said whose this is: --person NAME says it"),
        (replace(BEN, projects=("NONE", "None at all")), NotFound, "no project NONE or None at"),
        (replace(BEN, projects=()), Invalid, "neither a project nor a task is said"),
        (replace(BEN, projects=("ATLAS", "Delta CRM merge")), Invalid, "may be ATLAS, DELTA"),
        (replace(BEN, tasks=("Roof",)), NotFound, "DELTA has no task Roof: ppm tasks DELTA"),
        (replace(BEN, tasks=("T-001",)), NotFound, "DELTA has no task T-001"),
        (replace(BEN, minutes=Minutes(1441)), Invalid, "more than nothing and at most 24 hours"),
    ],
)
def test_one_row_that_cannot_be_names_itself_and_nothing_comes_in(
    quick: Workspace, row: TimeRow, kind: type[Exception], message: str
) -> None:
    before = rows_of(quick)
    with pytest.raises(kind, match=f"^t.csv: line 3: .*{message}"):
        bring(quick, ANA, row)
    assert rows_of(quick) == before


def test_an_identifier_that_stands_twice_is_none(quick: Workspace) -> None:
    with pytest.raises(Invalid, match=r"line 3: e1 stands before in t.csv: line 2; if this is no"):
        bring(quick, KNOWN, replace(KNOWN, where="t.csv: line 3"))


@pytest.fixture
def two_clients(quick: Workspace) -> Workspace:
    """A project Website of each of two clients, and one without a client."""
    for key, client in (("WA", "Corvane"), ("WB", "Mirabel")):
        quick.do(projects.add, name="Website", key=key, client=client)
    quick.do(projects.add, name="Office", key="OFFICE")
    return quick


def test_time_comes_only_onto_a_project_of_its_client(two_clients: Workspace) -> None:
    row = replace(BEN, projects=("Website",))
    with pytest.raises(Invalid, match=r"Website may be WA, WB: .* by key, or its client"):
        bring(two_clients, row)
    assert bring(two_clients, replace(row, client="mirabel")).text.startswith("imported time of WB")
    assert bring(two_clients, row, client="Corvane").text.startswith("imported time of WA:")
    for strange in (replace(row, client="Tarn"), replace(row, client="Tarn", projects=("WA",))):
        with pytest.raises(NotFound, match=r"line 3: no project W\w+ of Tarn: ppm projects"):
            bring(two_clients, strange)
    office = replace(row, projects=("OFFICE",), client="Tarn")
    assert bring(two_clients, office).text.startswith("imported time of OFFICE: 1 new")


def test_the_same_identifier_of_two_clients_is_two_entries(two_clients: Workspace) -> None:
    one, other = (replace(BEN, projects=(key,), source_id="1001") for key in ("WA", "WB"))
    bring(two_clients, one)
    done = bring(two_clients, replace(other, minutes=Minutes(5)))
    assert [entry.minutes for entry in entries(two_clients)] == [60, 5]
    assert done.notes == (
        "the same id is known on another project too, where its time stays: t.csv: line 3",
    )


def test_tasks_by_the_identifiers_of_the_tracker_they_came_from(quick: Workspace) -> None:
    names = ("Roof", "Tiles", "Roof")
    rows = tuple(PlanTask(str(uid), name) for uid, name in enumerate(names, 7))
    for source in ("table:issues", "MS Project:p.xml"):
        plan = Plan(source, source[:5].strip(":"), tasks=rows)
        quick.do(import_files, files=(PlanFile("CSV", (plan,)),), as_of=AS_OF)
    issue = replace(BEN, projects=("TABLE",), tasks=("Bug #8: Tiles", "8"))
    bring(quick, issue, replace(issue, projects=(), tasks=("T-004",)))
    refs = {task.id: task.ref for task in stored(quick, Task)}
    assert {refs[entry.task_id or ""] for entry in entries(quick)} == {"T-004"}
    with pytest.raises(NotFound, match="MS has no task Bug #8"):
        bring(quick, replace(issue, projects=("MS",)))
    with pytest.raises(Invalid, match="Roof may be T-003, T-005 of TABLE: say which by its T-"):
        bring(quick, replace(issue, tasks=("Roof",)))


def test_ten_thousand_rows_take_few_statements(quick: Workspace) -> None:
    rows = [replace(KNOWN, source_id=f"e{n}", text=f"[/b] {n}") for n in range(10_000)]
    run: list[str] = []
    engine = writer.engine(quick.place)
    listen = partial(sa.event.listen, engine, "before_cursor_execute", named=False)
    listen(lambda *given: run.append(given[2]))
    bring(quick, *rows)
    assert len(entries(quick)) == 10_000
    assert len(run) < 200
